"""What records share is written once (`as`): sharing and writing out come to the same rows, and to the same
faults, each told once."""

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from karabakh_events.records import json_schema
from karabakh_events.records.composing import compose
from karabakh_events.records.fields import Unshared
from karabakh_events.records.sharing import MAX_SHARED, write_out
from tests.corpus import INTERVIEW_RECORDS, SOUND, drawn, places_of, spoiled, told, write
from tests.extractor.drawing import row

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"

SCHEMA = json_schema()

# --- the law -------------------------------------------------------------------------------------------

Tree = dict[str, Any]
_DATED = {"events": "date", "statements": "date", "roles": "held"}
_FIELDS = ("edtf", "verbatim", "basis", "reason", "reference", "within")


def _tree() -> Tree:
    tree: Tree = yaml.load(INTERVIEW_RECORDS, Loader=yaml.BaseLoader)  # noqa: S506
    return tree


def _records(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """The records of the interview with an identifier, each with the name of its date."""
    yield "published", tree["document"]
    for key, name in _DATED.items():
        for record in tree[key]:
            yield name, record


def _written_out(tree: Tree) -> Tree:
    """The tree with every `as` written out, as the codebook says it: slow and plain."""
    found = {record["id"]: (name, record) for name, record in _records(tree)}

    def date_of(value: Any) -> Any:
        if value is None or "as" not in value:
            return value
        name, other = found[value["as"]]
        return {**date_of(other[name]), **{key: each for key, each in value.items() if key != "as"}}

    def passages_of(record: Tree) -> list[Any]:
        made: list[Any] = []
        for each in record["passages"]:
            if isinstance(each, dict) and "as" in each:
                inner = passages_of(found[each["as"]][1])
                made += (
                    one for one in inner if isinstance(one, str) or one.get("supports", "whole") == "whole"
                )
            else:
                made.append(each)
        return made

    made: dict[int, Tree] = {}
    for name, record in _records(tree):
        changes = {name: date_of(record[name])} if name in record else {}
        if "passages" in record:
            changes["passages"] = passages_of(record)
        made[id(record)] = {**record, **changes}
    return {
        **tree,
        "document": made[id(tree["document"])],
        **{key: [made[id(record)] for record in tree[key]] for key in _DATED},
    }


@st.composite
def _sharing(draw: st.DrawFn) -> Tree:
    """The interview with dates and passages that are, one over the other, as those of other records."""
    tree = _tree()
    order = draw(st.permutations(list(_records(tree))))
    dated: list[str] = []
    passing: list[str] = []
    for name, record in order:
        if len(dated) > 0 and draw(st.booleans()):
            beside = draw(st.sets(st.sampled_from(_FIELDS[:4])))
            own = record.get(name, {})
            record[name] = {key: own[key] for key in _FIELDS if key in own and key in beside}
            record[name]["as"] = draw(st.sampled_from(dated))
        if name in record:
            dated.append(record["id"])
        if "passages" not in record:
            continue
        for _ in range(draw(st.integers(0, 2)) if passing else 0):
            at = draw(st.integers(0, len(record["passages"])))
            record["passages"].insert(at, {"as": draw(st.sampled_from(passing))})
        if any(isinstance(each, str) for each in record["passages"]):
            passing.append(record["id"])
    return tree


def _files(tree: Tree) -> dict[str, str]:
    return {**SOUND, INTERVIEW: json.dumps(tree, ensure_ascii=False)}


@settings(max_examples=60, deadline=None)
@given(_sharing())
def test_sharing_and_writing_out_come_to_the_same(tree: Tree) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        write(Path(one), _files(tree))
        write(Path(other), _files(_written_out(tree)))
        shared, written = drawn(Path(one)), drawn(Path(other))
    assert shared.rows == written.rows
    assert shared.fingerprint() == written.fingerprint()
    assert {problem.message for problem in shared.problems} == {
        problem.message for problem in written.problems
    }
    tree["document"]["sha256"] = "0" * 64
    assert Draft202012Validator(SCHEMA).is_valid(tree)


# --- examples ------------------------------------------------------------------------------------------

VISIT_DATE = (
    "    date: {edtf: 2020-11-22, verbatim: on Sunday, basis: derived, reason: the Sunday of the dateline}\n"
)
REFUGEES_DATE = "    date: {edtf: 2020-11, basis: inferred, reason: the month of the visit}\n"


def test_a_date_is_as_that_of_the_document(tmp_path: Path) -> None:
    write(tmp_path, spoiled((INTERVIEW, VISIT_DATE, "    date: {as: interview}\n")))
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    visit = row(extraction, "events", id="visit")
    assert (visit["date_edtf"], visit["date_verbatim"], visit["date_reason"]) == (
        "2020-11-22",
        "22 November",
        "the year of the truce",
    )
    cited = [each["exact"] for each in extraction.rows["citations"] if each["event_id"] == "visit"]
    assert "22 November" in cited


def test_what_is_beside_an_as_goes_before(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled((INTERVIEW, REFUGEES_DATE, "    date: {as: visit, edtf: 2020-11, basis: inferred}\n")),
    )
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    refugees = row(extraction, "statements", id="refugees")
    assert (refugees["date_edtf"], refugees["date_basis"], refugees["date_reason"]) == (
        "2020-11",
        "inferred",
        "the Sunday of the dateline",
    )


def test_only_what_supports_the_whole_is_shared(tmp_path: Path) -> None:
    passage = "    passages: [Armenpress reports that Yerevan denied any delay.]\n"
    both = f"    passages: [{{as: visit}}, {passage.partition('[')[2]}"
    write(tmp_path, spoiled((INTERVIEW, passage, both)))
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    cited = [each["exact"] for each in extraction.rows["citations"] if each["statement_id"] == "delay"]
    assert sorted(map(str, cited)) == [
        "Armenpress reports that Yerevan denied any delay.",
        "“The Lachin corridor is guaranteed,” Sergey Lavrov told\nInterfax on Sunday.",
    ]


def test_deadlines_terms_and_days_of_signing_are_shared_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled(
            (SHARED, "    place: moscow\n", "    effective: {as: truce-roads}\n    place: moscow\n"),
            (INTERVIEW, "    title: minister\n", "    title: minister\n    held: {as: visit, edtf: 2020}\n"),
            (
                INTERVIEW,
                "edtf: 2020-11-22, verbatim: 22 November, basis: completed",
                "as: visit, edtf: 2020-11-22",
            ),
        ),
    )
    extraction = drawn(tmp_path)
    assert row(extraction, "agreements", id="truce")["effective_verbatim"] == "by 1 December 2020"
    assert row(extraction, "roles", id="lavrov-minister")["edtf"] == "2020"
    assert row(extraction, "documents", id="interview")["published_verbatim"] == "on Sunday"


# --- faults --------------------------------------------------------------------------------------------

_AS = "`as` names a record of the same file: write it out"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {as: →vist}\n",
            "statements[1].date: no record of this file is 'vist' [did you mean visit?]",
            id="the date of an unknown record",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {reason: r, as: →zzz}\n",
            f"statements[1].date: no record of this file is 'zzz' [{_AS}]",
            id="the date of an unknown record, like no other",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[The roads are closed., {as: →corridor}]",
            f"events[0].passages[1]: no record of this file is 'corridor' [{_AS}]",
            id="the passages of a record of another file",
        ),
        pytest.param(
            REPORT,
            "    status: ongoing\n",
            "    status: ongoing\n    date: {as: →visit}\n",
            f"events[0].date: visit is a record of another file, which this one only mentions [{_AS}]",
            id="the date of a record that is mentioned",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {as: →delay}\n",
            "statements[1].date: delay has no date",
            id="the date of a record without one",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {as: →lavrov-minister}\n",
            "statements[1].date: lavrov-minister has no held",
            id="the date of an office without a term",
        ),
        pytest.param(
            SHARED,
            "    signed: {edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}\n",
            "    signed: {as: →moscow}\n",
            "agreements[0].signed: moscow is a place, which has no date",
            id="the date of a place",
        ),
        pytest.param(
            SHARED,
            "passages: [{document: interview, exact: The truce was signed in Moscow on 9 November 2020.}]",
            "passages: [{as: →armenia}]",
            "agreements[0].passages[0]: armenia is an actor, which has no passages",
            id="the passages of an actor",
        ),
        pytest.param(
            INTERVIEW,
            "passages: [Armenpress reports that Yerevan denied any delay.]",
            "passages: [{as: →delay}]",
            "statements[2].passages[0]: delay is, in the end, as this record itself "
            "[write it out in one of them]",
            id="its own passages",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {as: →[visit]}\n",
            "statements[1].date: `as` needs the identifier of a record",
            id="a list of records",
        ),
        pytest.param(
            INTERVIEW,
            "passages: [Armenpress reports that Yerevan denied any delay.]",
            "passages: [Armenpress reports that Yerevan denied any delay., {as: →visit, supports: date}]",
            "statements[2].passages[1]: an entry with `as` stands for all that supports the whole, "
            "and has no other key [write the passage out]",
            id="another key beside the passages of a record",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→{as: visit}]",
            "statements[1].quote[0]: only an entry of `passages` can be `as` another record",
            id="an as in a quotation",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES_DATE,
            "    date: {as: visit, basis: →guessed}\n",
            "statements[1].date.basis: 'guessed' is not one of: stated, completed, derived, inferred, "
            "external",
            id="a fault beside an as",
        ),
    ],
)
def test_a_fault_of_sharing_is_told_once_at_the_as(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    places = write(tmp_path, spoiled((file, old, new)))
    problems = drawn(tmp_path).problems
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
    assert places_of(problems) == places


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("edtf: 2020-11-22, verbatim: on Sunday", "edtf: →2020-13-22, verbatim: on Sunday"),
        ("verbatim: on Sunday, basis: derived", "verbatim: →on Monday, basis: derived"),
        ("basis: derived, ", "basis: →deduced, "),
        ("    date: {edtf: 2020-11-22, verbatim: on Sunday,", "    date: →{verbatim: on Sunday,"),
        (VISIT_DATE, "    date: →yesterday\n"),
        ("    date: {edtf: 2020-11-22,", "    →dat: {edtf: 2020-11-22,"),
        ("    date: {edtf: 2020-11-22,", "    date: {→edft: 2020-11-22, edtf: 2020-11-22,"),
        (VISIT_DATE, "    date: {as: →nobody}\n"),
        ("id: visit\n", "id: →Visit\n"),
        ("- “The Lachin corridor is guaranteed,” Sergey Lavrov told Interfax on Sunday.\n", "- →No.\n"),
        ("supports: place}", "supports: →spot}"),
    ],
)
def test_a_fault_of_what_is_shared_is_told_where_it_is_written(tmp_path: Path, old: str, new: str) -> None:
    sharing = (
        (INTERVIEW, REFUGEES_DATE, "    date: {as: visit}\n"),
        (
            INTERVIEW,
            "    passages: [{exact: The minister,",
            "    passages: [{as: visit}, {exact: The minister,",
        ),
    )
    files = spoiled(*sharing)
    text = files[INTERVIEW]
    assert isinstance(text, str)
    assert text.count(old) == 1, old
    places = write(tmp_path, {**files, INTERVIEW: text.replace(old, new)})
    assert places_of(drawn(tmp_path).problems) == places


def test_a_fault_of_the_sharing_record_alone_is_told_at_the_as(tmp_path: Path) -> None:
    """The words are once in the passages of the visit, but twice in the text."""
    places = write(
        tmp_path,
        spoiled(
            (INTERVIEW, "verbatim: on Sunday", "verbatim: Lavrov"),
            (INTERVIEW, "There is no delay.\n", "There is no delay.\n    date: {as: →visit}\n"),
        ),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert "statements[2].date.verbatim: stands 3 times in interview" in told(problems)[0]


def test_each_circle_is_told_once(tmp_path: Path) -> None:
    places = write(
        tmp_path,
        spoiled(
            (INTERVIEW, VISIT_DATE, "    date: {as: corridor}\n"),
            (INTERVIEW, "    event: visit\n", "    event: visit\n    date: {as: refugees, edtf: 2020}\n"),
            (INTERVIEW, REFUGEES_DATE, "    date: {as: →visit}\n"),
        ),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == ["visit is, in the end, as this record itself"]


def test_of_two_dates_one_has_to_be_written_out(tmp_path: Path) -> None:
    effective = (
        "    effective: {edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}\n    place: moscow\n"
    )
    deadline = "deadline: {edtf: /2020-12-01, verbatim: by 1 December 2020, basis: stated}"
    places = write(
        tmp_path,
        spoiled((SHARED, "    place: moscow\n", effective), (SHARED, deadline, "deadline: {as: →truce}")),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert told(problems)[0].endswith(
        "truce has 2 dates (signed, effective) [write out the one that you mean]"
    )


# --- hostile files -------------------------------------------------------------------------------------


def test_passages_that_double_with_every_record_end_at_the_limit() -> None:
    events: list[dict[str, Any]] = [{"id": "e0", "passages": ["word " * 20, "other"]}]
    events += [
        {"id": f"e{number}", "passages": [{"as": f"e{number - 1}"}, {"as": f"e{number - 1}"}]}
        for number in range(1, 64)
    ]
    tree = write_out(compose(json.dumps({"events": events}))).tree
    length = sum(len(each) for event in tree["events"] for each in event["passages"] if isinstance(each, str))
    assert length <= MAX_SHARED
    faults = {
        each.message for event in tree["events"] for each in event["passages"] if isinstance(each, Unshared)
    }
    assert any("longer than 8,388,608 characters" in fault for fault in faults)


def test_a_long_chain_takes_no_stack() -> None:
    events: list[Tree] = [{"id": f"e{number}", "date": {"as": f"e{number + 1}"}} for number in range(20_000)]
    events.append({"id": "e20000", "date": {"edtf": "2020", "basis": "inferred", "reason": "r"}})
    tree = write_out(compose(json.dumps({"events": events}))).tree
    assert tree["events"][0]["date"] == {"edtf": "2020", "basis": "inferred", "reason": "r"}
