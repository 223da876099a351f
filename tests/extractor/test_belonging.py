"""What is part of what: the rows, and what a careful curator would not let pass."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.extractor.belonging import circles
from karabakh_events.schema.views import MOST_WIDER
from tests.corpus import drawn, places_of, told, write
from tests.extractor.drawing import rows

SHARED = """\
actors:
  - {id: russia, name: Russia, kind: state, country: RUS}
  - {id: armenia, name: Armenia, kind: state, country: ARM}
  - {id: ministry, name: Ministry, kind: government-body, country: RUS, part_of: russia}
  - {id: osce, name: OSCE, kind: organisation}
  - {id: minsk-group, name: Minsk Group, kind: organisation, part_of: osce}
  - {id: co-chairs, name: Co-Chairs, kind: group, part_of: minsk-group, members: [igor-popov, russia]}
  - {id: igor-popov, name: Igor Popov, kind: person, country: RUS}
  - {id: a-diplomat, name: A diplomat, kind: unnamed-official, country: RUS, part_of: ministry}
places:
  - {id: caucasus, name: Caucasus}
  - {id: armenia-territory, name: Armenia, country: ARM, part_of: caucasus}
  - {id: yerevan, name: Yerevan, country: ARM, part_of: armenia-territory}
  - {id: karabakh, name: Karabakh, part_of: caucasus}
  - {id: stepanakert, name: Stepanakert, part_of: karabakh}
"""


def test_what_is_part_of_what_is_on_file(tmp_path: Path) -> None:
    write(tmp_path, {"shared.yaml": SHARED})
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    assert [each for each in rows(extraction, "actors", "id", "part_of") if each[1]] == [
        ("a-diplomat", "ministry"),
        ("co-chairs", "minsk-group"),
        ("ministry", "russia"),
        ("minsk-group", "osce"),
    ]
    assert rows(extraction, "actor_members", "group_id", "position", "actor_id") == [
        ("co-chairs", 0, "igor-popov"),
        ("co-chairs", 1, "russia"),
    ]
    assert [each for each in rows(extraction, "places", "id", "part_of") if each[1]] == [
        ("armenia-territory", "caucasus"),
        ("karabakh", "caucasus"),
        ("stepanakert", "karabakh"),
        ("yerevan", "armenia-territory"),
    ]


WRONG = [
    pytest.param(
        "kind: government-body, country: RUS, part_of: russia",
        "kind: government-body, country: RUS, part_of: →rusia",
        "actors[2].part_of: unknown actor 'rusia' [did you mean russia?]",
        id="part of an unknown actor",
    ),
    pytest.param(
        "part_of: russia}",
        "part_of: →yerevan}",
        "actors[2].part_of: yerevan is a place, not an actor",
        id="a body in a place",
    ),
    pytest.param(
        "country: ARM, part_of: armenia-territory",
        "country: ARM, part_of: →armenia",
        "places[2].part_of: armenia is an actor, not a place",
        id="a place in an actor",
    ),
    pytest.param(
        "members: [igor-popov, russia]",
        "members: [igor-popov, →rusia]",
        "actors[5].members[1]: unknown actor 'rusia' [did you mean russia?]",
        id="an unknown member",
    ),
    pytest.param(
        "members: [igor-popov, russia]",
        "members: [igor-popov, russia, →igor-popov]",
        "actors[5].members[2]: igor-popov is listed twice",
        id="a member twice",
    ),
    pytest.param(
        "kind: organisation, part_of: osce",
        "kind: organisation, part_of: osce, members: →[armenia]",
        "actors[4].members: minsk-group has members, but its kind is organisation, not group"
        " [a person belongs to it through a role, a body through its own part_of]",
        id="members of what is no group",
    ),
    pytest.param(
        "kind: person, country: RUS",
        "kind: person, country: RUS, part_of: →ministry",
        "actors[6].part_of: igor-popov is a person, and a person is part of nothing"
        " [people belong through their offices: declare a role with `body: ministry`]",
        id="a person that is part of a body",
    ),
    pytest.param(
        "kind: government-body, country: RUS, part_of: russia",
        "kind: government-body, country: RUS, part_of: →igor-popov",
        "actors[2].part_of: igor-popov is of the kind person, and nothing is part of a human being"
        " [name the state or the body]",
        id="a body that is part of a person",
    ),
    pytest.param(
        "kind: state, country: ARM",
        "kind: state, country: ARM, part_of: →osce",
        "actors[1].part_of: armenia is a state, and osce is none"
        " [a state that is a member of something still speaks for itself]",
        id="a state that is part of an organisation",
    ),
    pytest.param(
        "kind: unnamed-official, country: RUS",
        "kind: unnamed-official, country: ARM",
        "warning: actors[7].part_of: a-diplomat has the country ARM, but is part of ministry, which has RUS",
        id="an official of another country",
    ),
    pytest.param(
        "kind: government-body, country: RUS",
        "kind: government-body",
        "warning: actors[2].part_of: ministry has no country, but is part of russia, which has RUS"
        " [what is disputed belongs to no state; if nobody disputes it, give it the country]",
        id="authorities that no state has for certain",
    ),
    pytest.param(
        "name: Stepanakert, part_of: karabakh",
        "name: Stepanakert, part_of: →armenia-territory",
        "places[4].part_of: stepanakert has no country, but lies in armenia-territory, which has ARM"
        " [what is disputed belongs to no state; if nobody disputes it, give it the country]",
        id="what is disputed in a state",
    ),
    pytest.param(
        "name: Yerevan, country: ARM",
        "name: Yerevan, country: AZE",
        "places[2].part_of: yerevan has the country AZE, but lies in armenia-territory, which has ARM",
        id="a town of another country",
    ),
    pytest.param(
        "kind: state, country: ARM",
        "kind: state, country: ARM, part_of: →armenia",
        "actors[1].part_of: armenia is, in the end, part of itself",
        id="an actor that is part of itself",
    ),
    pytest.param(
        "members: [igor-popov, russia]",
        "members: [igor-popov, →co-chairs]",
        "actors[5].members[1]: co-chairs is, in the end, a member of itself",
        id="a group that is its own member",
    ),
    pytest.param(
        "name: Caucasus",
        "name: Caucasus, part_of: →caucasus",
        "places[0].part_of: caucasus is, in the end, part of itself",
        id="a place in itself",
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), WRONG)
def test_a_fault_is_told_once(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert SHARED.count(old) == 1
    places = write(tmp_path, {"shared.yaml": SHARED.replace(old, new)})
    problems = drawn(tmp_path).problems
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
    assert not places or places_of(problems) == places
    assert [problem.warning for problem in problems] == [expected.startswith("warning")]


TOGETHER = (
    "an unknown member",
    "members of what is no group",
    "a person that is part of a body",
    "an official of another country",
    "what is disputed in a state",
    "a town of another country",
    "an actor that is part of itself",
    "a place in itself",
)


def test_faults_do_not_hide_one_another(tmp_path: Path) -> None:
    text, wanted = SHARED, []
    for old, new, expected in (map(str, each.values) for each in WRONG if each.id in TOGETHER):
        text = text.replace(old, new)
        wanted.append(expected.removeprefix("warning: "))
    write(tmp_path, {"shared.yaml": text})
    lines = [line.partition(": ")[2].removeprefix("warning: ") for line in told(drawn(tmp_path).problems)]
    assert sorted(lines) == sorted(wanted)


def test_a_person_is_part_of_nothing_known_or_unknown(tmp_path: Path) -> None:
    write(tmp_path, {"shared.yaml": "actors: [{id: a, name: A, kind: person, part_of: b}]"})
    assert [problem.message for problem in drawn(tmp_path).problems] == [
        "a is a person, and a person is part of nothing",
        "unknown actor 'b'",
    ]


def test_a_circle_is_told_at_each_of_its_steps(tmp_path: Path) -> None:
    """Also one that leads through the members of a group."""
    text = SHARED.replace("[igor-popov, russia]", "[igor-popov, →osce]")
    text = text.replace("part_of: osce", "part_of: →osce").replace("part_of: minsk", "part_of: →minsk")
    places = write(tmp_path, {"shared.yaml": text})
    problems = drawn(tmp_path).problems
    assert sorted(places_of(problems)) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [
        "actors[4].part_of: minsk-group is, in the end, part of itself [together with co-chairs, osce]",
        "actors[5].part_of: co-chairs is, in the end, part of itself [together with minsk-group, osce]",
        "actors[5].members[1]: co-chairs is, in the end, a member of itself"
        " [together with minsk-group, osce]",
    ]


@pytest.mark.parametrize("kind", ["actors", "places"])
def test_a_chain_may_be_long_but_not_endless(tmp_path: Path, kind: str) -> None:
    more = ", kind: group" if kind == "actors" else ""

    def chain(length: int) -> str:
        lines = [f"  - {{id: n0, name: n{more}}}"]
        lines += (
            f"  - {{id: n{each}, name: n{more}, part_of: n{each - 1}}}" for each in range(1, length + 1)
        )
        return f"{kind}:\n" + "\n".join(lines) + "\n"

    write(tmp_path, {"shared.yaml": chain(MOST_WIDER)})
    assert drawn(tmp_path).problems == ()
    write(tmp_path, {"shared.yaml": chain(3_000)})
    assert told(drawn(tmp_path).problems) == [
        f"shared.yaml:23:{33 + len(more)}: {kind}[21].part_of: n21 is part of more than 20 others, one within"
        " the other"
    ]


def test_a_circle_of_thousands_is_told_in_short_lines(tmp_path: Path) -> None:
    records = "\n".join(
        f"  - {{id: n{each}, name: n, kind: group, part_of: n{(each + 1) % 3_000}}}" for each in range(3_000)
    )
    write(tmp_path, {"shared.yaml": f"actors:\n{records}\n"})
    problems = drawn(tmp_path).problems
    assert len(problems) == 3_000
    assert max(len(problem.hint) for problem in problems) < 80
    assert problems[0].hint.endswith("and 2996 more")


names = st.sampled_from("abcdefg")
actors = st.fixed_dictionaries(
    {"name": st.just("n"), "kind": st.sampled_from(["person", "state", "group", "government-body"])},
    optional={
        "country": st.sampled_from(["ARM", "AZE"]),
        "part_of": names,
        "members": st.lists(names, max_size=2),
    },
)
places = st.fixed_dictionaries(
    {"name": st.just("n")},
    optional={"country": st.sampled_from(["ARM", "AZE"]), "part_of": names.map("p-{}".format)},
)


@settings(max_examples=60)
@given(st.dictionaries(names, actors), st.dictionaries(names, places))
def test_what_the_check_lets_pass_is_loaded(
    actors: dict[str, dict[str, Any]], places: dict[str, dict[str, Any]]
) -> None:
    """And nothing in it belongs to itself by any way."""
    records = {
        "actors": [{"id": name, **fields} for name, fields in actors.items()],
        "places": [{"id": f"p-{name}", **fields} for name, fields in places.items()],
    }
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {"shared.yaml": json.dumps(records)})
        extraction = drawn(folder)
        if extraction.errors:
            return
        build(folder / "kevents.db", extraction.rows, extraction.fingerprint())
        assert problems_of_file(folder / "kevents.db") == []
        loaded = [row for table in ("actors", "places") for row in extraction.rows.get(table, ())]
        whole: dict[Any, Any] = {row["id"]: row["part_of"] for row in loaded}
        for start in whole:
            way = [start]
            while (wider := whole[way[-1]]) is not None:
                assert wider not in way
                way.append(wider)


@given(st.dictionaries(names, st.lists(names, max_size=3)))
def test_what_reaches_itself_is_in_a_circle_with_all_that_it_reaches_and_is_reached_by(
    wider: dict[str, list[str]],
) -> None:
    reached: dict[str, set[str]] = {name: set(wider.get(name, ())) for name in "abcdefg"}
    for _ in reached:
        reached = {name: far.union(*(reached[each] for each in far)) for name, far in reached.items()}
    expected = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in reached
        if name in reached[name]
    }
    found: list[Any] = circles(wider)
    assert {tuple(circle) for circle in found} == expected
    assert len(found) == len(expected)
