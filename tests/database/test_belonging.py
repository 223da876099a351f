"""The closures of belonging, against a few lines of Python that draw the same conclusions."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.schema.views import MOST_WIDER
from tests.database.handling import change
from tests.rows import Rows

NAMES = "abcdefgh"
DAYS = ("2001-01-01", "2010-06-15", "2020-12-31")

Forest = dict[str, str | None]
Office = tuple[str, str, str | None, str | None]


@st.composite
def forests(draw: st.DrawFn) -> Forest:
    """What each is part of: nothing, or one that stands before it in some order."""
    order = draw(st.permutations(NAMES))
    return {
        name: draw(st.none() | st.sampled_from(order[:place])) if place else None
        for place, name in enumerate(order)
    }


spans = st.tuples(st.none() | st.sampled_from(DAYS[:2]), st.none() | st.sampled_from(DAYS[1:]))
pairs = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1])
offices = st.lists(st.tuples(pairs, spans).map(lambda each: (*each[0], *each[1])), max_size=6)
kinds = st.fixed_dictionaries(
    {name: st.sampled_from(["person", "state", "group", "unnamed-official"]) for name in NAMES}
)


def rows_of(part_of: Forest, kinds: dict[str, str], offices: list[Office], members: set[Any]) -> Rows:
    return {
        "actors": [
            {"id": name, "name": name, "kind": kinds[name], "part_of": part_of[name]} for name in NAMES
        ],
        "places": [{"id": name, "name": name, "part_of": part_of[name]} for name in NAMES],
        "actor_members": [
            {"group_id": group, "actor_id": member, "position": position}
            for position, (member, group) in enumerate(sorted(members))
        ],
        "roles": [
            {
                "id": f"r{number}",
                "actor_id": actor,
                "title": "t",
                "body_id": body,
                "edtf": "2020",
                "earliest": earliest,
                "latest": latest,
                "precision": "open",
                "basis": "stated",
            }
            for number, (actor, body, earliest, latest) in enumerate(offices)
        ],
    }


def wholes(name: str, part_of: Forest) -> list[str]:
    """The record itself, and then what it is part of, from the next to the widest."""
    way = [name]
    while (wider := part_of[way[-1]]) is not None:
        way.append(wider)
    return way


def conclusions(
    part_of: Forest, kinds: dict[str, str], offices: list[Office], members: set[tuple[str, str]]
) -> set[tuple[Any, ...]]:
    ways: dict[tuple[str, str], list[tuple[int, str, str, str | None, str | None]]] = {}

    def walk(start: list[str], at: str, relation: str, earliest: str | None, latest: str | None) -> None:
        chain = wholes(at, part_of)
        for place, whole in enumerate(chain):
            way = [*start, *chain[: place + 1]]
            how = "part" if relation == "itself" and place else relation
            found = (len(way), " > ".join(way), how, earliest, latest)
            ways.setdefault((whole, way[0]), []).append(found)

    for name in NAMES:
        walk([], name, "itself", None, None)
    for actor, body, earliest, latest in offices:
        walk([actor], body, "office", earliest, latest)
    for member, group in members:
        if kinds[member] in ("person", "unnamed-official"):
            walk([member], group, "member", None, None)

    result = set()
    for (whole, actor), found in ways.items():
        _, path, relation, _, _ = min(found, key=lambda each: each[:3])
        first, last = ([each[bound] for each in found] for bound in (3, 4))
        result.add(
            (
                whole,
                actor,
                relation,
                path,
                None if None in first else min(map(str, first)),
                None if None in last else max(map(str, last)),
            )
        )
    return result


def made(rows: Rows) -> tuple[list[Any], list[Any]]:
    """The two closures of a build, in the order of the file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "kevents.db"
        build(path, rows, "x")
        assert problems_of_file(path) == []
        with closing(open_reading(path)) as connection:
            return (
                connection.execute(
                    "SELECT within_id, actor_id, relation, path, earliest, latest FROM actor_within"
                ).fetchall(),
                connection.execute("SELECT within_id, place_id, path FROM place_within").fetchall(),
            )


@settings(max_examples=60)
@given(forests(), kinds, offices, st.sets(pairs, max_size=5))
def test_the_closures_are_what_one_would_conclude(
    part_of: Forest, kinds: dict[str, str], offices: list[Office], members: set[tuple[str, str]]
) -> None:
    actors, places = made(rows_of(part_of, kinds, offices, members))
    assert sorted(actors, key=repr) == sorted(conclusions(part_of, kinds, offices, members), key=repr)
    assert places == sorted(
        (whole, name, " > ".join(chain[: place + 1]))
        for name in NAMES
        for chain in (wholes(name, part_of),)
        for place, whole in enumerate(chain)
    )


def actor(name: str, kind: str, part_of: str | None = None) -> dict[str, Any]:
    return {"id": name, "name": name, "kind": kind, "part_of": part_of}


def office(number: int, holder: str, body: str, first: str | None, last: str | None) -> dict[str, Any]:
    return rows_of(dict.fromkeys(NAMES), dict.fromkeys(NAMES, "group"), [(holder, body, first, last)], set())[
        "roles"
    ][0] | {"id": f"r{number}"}


MEDIATION: Rows = {
    "actors": [
        actor("russia", "state"),
        actor("ministry", "government-body", "russia"),
        actor("osce", "organisation"),
        actor("minsk-group", "organisation", "osce"),
        actor("co-chairs", "group", "minsk-group"),
        actor("lavrov", "person"),
        actor("popov", "person"),
    ],
    "actor_members": [
        {"group_id": "co-chairs", "actor_id": "popov", "position": 0},
        {"group_id": "co-chairs", "actor_id": "russia", "position": 1},
    ],
    "roles": [
        office(0, "lavrov", "russia", "2004-03-09", None),
        office(1, "popov", "ministry", "2010-01-01", "2021-12-31"),
    ],
}


def within(rows: Rows, whole: str) -> dict[str, tuple[Any, ...]]:
    return {each[1]: each[2:] for each in made(rows)[0] if each[0] == whole}


def test_a_member_state_brings_no_one_into_the_organisation() -> None:
    assert set(within(MEDIATION, "osce")) == {"osce", "minsk-group", "co-chairs", "popov"}
    assert within(MEDIATION, "osce")["popov"] == (
        "member",
        "popov > co-chairs > minsk-group > osce",
        None,
        None,
    )
    assert within(MEDIATION, "russia") == {
        "russia": ("itself", "russia", None, None),
        "ministry": ("part", "ministry > russia", None, None),
        "lavrov": ("office", "lavrov > russia", "2004-03-09", None),
        "popov": ("office", "popov > ministry > russia", "2010-01-01", "2021-12-31"),
    }


def test_several_offices_are_one_belonging_as_long_as_all_of_them() -> None:
    """The way is the shortest, but the days are those of every way."""
    rows = {
        **MEDIATION,
        "roles": [*MEDIATION["roles"], office(2, "popov", "russia", "2023-01-01", "2024-12-31")],
    }
    assert within(rows, "russia")["popov"] == ("office", "popov > russia", "2010-01-01", "2024-12-31")
    assert within(rows, "ministry")["popov"][2:] == ("2010-01-01", "2021-12-31")
    rows["roles"] = [*rows["roles"], office(3, "popov", "russia", None, None)]
    assert within(rows, "russia")["popov"] == ("office", "popov > russia", None, None)


def test_rows_that_go_round_in_a_circle_are_loaded() -> None:
    """The check lets none pass, but who calls the build may not have asked it."""
    size = 3
    names = [f"n{each}" for each in range(size)]
    circle = [actor(name, "group", names[(place + 1) % size]) for place, name in enumerate(names)]
    places = [{"id": row["id"], "name": "n", "part_of": row["part_of"]} for row in circle]
    actors, within_places = made({"actors": circle, "places": places})
    assert len(actors) == len(within_places) == size * size
    assert {each[3] for each in actors if each[0] == "n0"} == {"n0", "n1 > n2 > n0", "n2 > n0"}
    assert {each[2] for each in within_places if each[0] == "n0"} == {"n0", "n1 > n2 > n0", "n2 > n0"}


def test_the_longest_chain_that_the_check_lets_pass_is_whole() -> None:
    """For those too who hold an office at its beginning."""
    chain = [actor(f"n{each}", "group", f"n{each - 1}" if each else None) for each in range(MOST_WIDER + 1)]
    rows = {
        "actors": [*chain, actor("holder", "person")],
        "roles": [office(0, "holder", f"n{MOST_WIDER}", None, None)],
    }
    assert len(within(rows, "n0")) == MOST_WIDER + 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actors SET part_of = NULL WHERE id = 'ministry'",
        "DELETE FROM actor_within WHERE actor_id = 'popov'",
        "UPDATE actor_within SET latest = '2022-01-01' WHERE actor_id = 'popov' AND relation = 'office'",
        "INSERT INTO places (id, name) VALUES ('baku', 'Baku')",
    ],
)
def test_what_was_changed_by_hand_is_found(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "kevents.db"
    build(path, MEDIATION, "x")
    change(path, statement)
    table = "place_within" if "places" in statement else "actor_within"
    assert problems_of_file(path) == [f"{table} is not in step with the tables that it is made from"]


def test_a_later_build_makes_them_anew(tmp_path: Path) -> None:
    path = tmp_path / "kevents.db"
    build(path, MEDIATION, "x")
    build(path, {"actors": [actor("russia", "state")]}, "y")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT within_id, actor_id FROM actor_within").fetchall() == [
            ("russia", "russia")
        ]
