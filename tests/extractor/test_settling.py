"""Claims: their relation, and what a preferred one does to the row of its record."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.dates import parse_edtf
from karabakh_events.extractor import Extraction
from tests.corpus import HERE, SOUND, assert_told_once, drawn, places_of, spoiled, told, write
from tests.extractor.drawing import row, rows

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"

_DATE = "- {field: date, value: 2020-11-21, passage: on 21 November 2020}"
_PLACE = "- {field: place, value: moscow, reason: heard so, reference: a letter}"
_SIGNED = "[{field: signed, value: 2020-11-10, passage: 10 November}]"
_SETTLED = _DATE.replace("}", ", preferred: true, basis: stated, reason: seen there}")


def extracted(tmp_path: Path, *changes: tuple[str, str, str]) -> Extraction:
    write(tmp_path, spoiled(*changes))
    found = drawn(tmp_path)
    assert found.problems == ()
    return found


def more(claims: str, record: str = "refugees") -> dict[str, str | bytes]:
    """The sound corpus with a further file that claims something of a record, each claim on a line."""
    lines = "".join(f"      - {claim}\n" for claim in claims.splitlines())
    mention = f"mentions:\n  - record: {record}\n    passages: [{{document: report, exact: seen there}}]\n"
    return {**SOUND, "more.yaml": f"{mention}    claims:\n{lines}"}


def claimed(folder: Path, claims: str, record: str = "refugees") -> Extraction:
    write(folder, more(claims, record))
    found = drawn(folder)
    assert found.problems == ()
    return found


_OUTSIDE = "reason: r, reference: x"


def test_the_relation_of_each_claim_is_computed(sound: Extraction) -> None:
    assert rows(sound, "claims", "id", "relation", "preferred") == [
        ("truce:signed:0", None, 0),
        ("truce:signed:1", "contradicts", 0),
        ("visit:date:0", None, 0),
        ("visit:date:1", "contradicts", 0),
        ("visit:place:0", None, 0),
        ("visit:place:1", "contradicts", 0),
    ]


def test_a_place_within_the_place_narrows(tmp_path: Path) -> None:
    shared = "{id: moscow, name: Moscow}", "{id: moscow, name: Moscow, part_of: baku}"
    found = extracted(tmp_path, (SHARED, *shared))
    assert row(found, "claims", id="visit:place:1")["relation"] == "narrows"
    assert row(found, "places", id="moscow")["part_of"] == "baku"


@pytest.mark.parametrize(
    ("record", "claim", "relation"),
    [
        ("refugees", "{field: date, value: 2020-11-05, OUT}", "narrows"),
        ("refugees", "{field: date, value: 2020, OUT}", "otherwise-worded"),
        ("refugees", "{field: speakers, value: armenia; russia, OUT}", "contradicts"),
        ("refugees", "{field: summary, value: They come home., OUT}", "otherwise-worded"),
        ("refugees", "{field: quote, value: going home, OUT}", "otherwise-worded"),
        ("lavrov-minister", "{field: held, value: 2004/.., OUT}", "narrows"),
        ("lavrov-minister", "{field: title, value: Minister of state, OUT}", "otherwise-worded"),
        ("interview", "{field: published, value: 2020-11-23, OUT}", "contradicts"),
        ("interview", "{field: outlet, value: interfax, OUT}", "contradicts"),
        ("report", "{field: outlet, value: interfax, OUT}", "narrows"),
        ("truce-roads", "{field: deadline, value: 2021, OUT}", "contradicts"),
        ("truce-roads", "{field: actors, value: armenia, OUT}", "contradicts"),
        ("truce", "{field: effective, value: 2020-11-10, OUT}", "narrows"),
        ("truce", "{field: actors, value: the ministers too, relation: narrows, OUT}", "narrows"),
        ("truce", "{field: actors, value: others, OUT}", "contradicts"),
        ("closing", "{field: status, value: alleged, OUT}", "contradicts"),
    ],
)
def test_each_field_can_be_claimed(tmp_path: Path, record: str, claim: str, relation: str) -> None:
    found = claimed(tmp_path, claim.replace("OUT", _OUTSIDE), record)
    (other,) = [each for each in found.rows["claims"] if each["reference"] == "x"]
    assert (other["relation"], other["preferred"]) == (relation, 0)
    own = [each for each in found.rows["claims"] if each["record"] == record and each["position"] == 0]
    assert all(each["relation"] is None for each in own)


def test_a_document_has_claims_of_its_own(tmp_path: Path) -> None:
    claims = """\
  language: en
  claims:
    - {field: published, value: 2020-11-23, passage: 9 November 2020, reason: r}
    - {field: outlet, value: interfax, reason: r, reference: x}
  url: https"""
    found = extracted(tmp_path, (INTERVIEW, "  url: https", claims.replace("9 November 2020", "on Sunday")))
    columns = ("id", "document_id", "citation", "value", "relation")
    assert [each for each in rows(found, "claims", *columns) if each[0].startswith("interview")] == [
        ("interview:outlet:0", "interview", None, "daily", None),
        ("interview:outlet:1", None, None, "interfax", "contradicts"),
        ("interview:published:0", "interview", "interview@interview:48-59:date", "2020-11-22", None),
        (
            "interview:published:1",
            "interview",
            "interview@interview:126-135:date",
            "2020-11-23",
            "contradicts",
        ),
    ]
    assert row(found, "citations", id="interview@interview:48-59:date")["of_document_id"] == "interview"
    assert row(found, "documents", id="interview")["published_disputed"] == 1


# --- settled -------------------------------------------------------------------------------------------


def test_a_preferred_date_is_the_date_of_the_row(tmp_path: Path, sound: Extraction) -> None:
    found = extracted(tmp_path, (REPORT, _DATE, _SETTLED))
    visit = row(found, "events", id="visit")
    assert {name: value for name, value in visit.items() if "date" in name or name.endswith("est")} == {
        "date_edtf": "2020-11-21",
        "date_verbatim": "on 21 November 2020",
        "date_basis": "stated",
        "date_reason": "seen there",
        "earliest": "2020-11-21",
        "latest": "2020-11-21",
    }
    assert visit["disputed"] == 1
    # Nothing is lost: the readings are the same, and one of them is preferred.
    columns = ("id", "value", "document_id", "citation", "relation")
    assert rows(found, "claims", *columns) == rows(sound, "claims", *columns)
    preferred = [each["id"] for each in found.rows["claims"] if each["preferred"]]
    assert preferred == ["visit:date:1"]


def test_a_statement_takes_the_settled_date_of_its_occasion(tmp_path: Path) -> None:
    found = extracted(tmp_path, (REPORT, _DATE, _SETTLED))
    corridor = row(found, "statements", id="corridor")
    assert (corridor["date_edtf"], corridor["date_basis"], corridor["disputed"]) == (
        "2020-11-21",
        "derived",
        1,
    )
    assert corridor["date_reason"] == "the date of its occasion, visit"


def test_a_narrower_date_that_is_preferred_is_not_disputed(tmp_path: Path) -> None:
    claim = f"{{field: date, value: 2020-11-05, preferred: true, basis: external, {_OUTSIDE}}}"
    found = claimed(tmp_path, claim)
    statement = row(found, "statements", id="refugees")
    assert (statement["earliest"], statement["date_reference"], statement["disputed"]) == (
        "2020-11-05",
        "x",
        0,
    )


def test_what_contradicts_the_preferred_date_makes_it_disputed(tmp_path: Path) -> None:
    """Both lie within the month that the record itself has."""
    claims = f"""\
{{field: date, value: 2020-11-05, preferred: true, basis: external, {_OUTSIDE}}}
{{field: date, value: 2020-11-06, {_OUTSIDE}}}"""
    assert row(claimed(tmp_path, claims), "statements", id="refugees")["disputed"] == 1


@pytest.mark.parametrize(
    ("record", "claim", "table", "column"),
    [
        ("visit", "field: place, value: moscow", "events", "place_id"),
        ("visit", "field: status, value: alleged", "events", "status"),
        ("visit", "field: title, value: A journey", "events", "title"),
        ("visit", "field: summary, value: He travels.", "events", "summary"),
        ("truce", "field: title, value: Armistice", "agreements", "title"),
        ("truce-roads", "field: actors, value: armenia", "provisions", "obligor_id"),
        ("interview", "field: outlet, value: interfax", "documents", "outlet_id"),
        ("refugees", "field: summary, value: They return.", "statements", "summary"),
        ("lavrov-minister", "field: title, value: Minister of state", "roles", "title"),
    ],
)
def test_a_preferred_reading_is_the_value_of_the_row(
    tmp_path: Path, record: str, claim: str, table: str, column: str
) -> None:
    found = claimed(tmp_path, f"{{{claim}, preferred: true, {_OUTSIDE}}}", record)
    value = claim.rpartition(": ")[2]
    assert row(found, table, id=record)[column] == value
    assert value in [each["value"] for each in found.rows["claims"] if each["preferred"]]


def test_a_preferred_outlet_carries_the_words(tmp_path: Path) -> None:
    claim = f"{{field: outlet, value: armenpress, preferred: true, basis: external, {_OUTSIDE}}}"
    found = claimed(tmp_path, claim, "interview")
    relayers = {
        (each["statement_id"], each["position"], each["actor_id"])
        for each in found.rows["statement_actors"]
        if each["role"] == "relayer"
    }
    # `delay` has it already, from the agency's own mention.
    assert relayers == {
        ("corridor", 0, "interfax"),
        ("corridor", 1, "armenpress"),
        ("delay", 0, "armenpress"),
        ("delay", 1, "daily"),
        ("refugees", 0, "armenpress"),
        ("waiting", 0, "armenpress"),
    }
    assert row(found, "documents", id="interview")["outlet_basis"] == "external"


def test_preferred_speakers_speak(tmp_path: Path) -> None:
    found = claimed(tmp_path, f"{{field: speakers, value: russia; armenia, preferred: true, {_OUTSIDE}}}")
    speakers = [
        (each["position"], each["actor_id"])
        for each in found.rows["statement_actors"]
        if (each["statement_id"], each["role"]) == ("refugees", "speaker")
    ]
    assert sorted(speakers) == [(0, "russia"), (1, "armenia")]


def test_both_titles_of_a_record_are_found(tmp_path: Path) -> None:
    found = claimed(tmp_path, f"{{field: title, value: A journey, preferred: true, {_OUTSIDE}}}", "visit")
    entry = row(found, "search", record="visit")
    assert entry["heading"] == "a journey"
    assert "lavrov visits baku" in entry["words"]


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        (
            "{field: →title, value: a, reason: r, reference: x}",
            "mentions[0].claims[0].field: statements have no field title [one of: date, quote, speakers, "
            "summary]",
        ),
        (
            "→{field: summary, value: b, preferred: true, passage: {document: report, exact: seen there}}",
            "mentions[0].claims[0]: a claim that is `preferred` needs a `reason`: why it is the better "
            "reading",
        ),
        (
            "→{field: quote, value: b, preferred: true, reason: r, reference: x}",
            "mentions[0].claims[0]: a quotation keeps the words of its own document: no other is `preferred`",
        ),
        (
            "→{field: date, value: 2020-11-05, preferred: true, reason: r, reference: x}",
            "mentions[0].claims[0]: a date that is `preferred` needs a `basis`, like the date of a record",
        ),
        (
            "→{field: date, value: 2020-11-05, preferred: true, basis: stated, reason: r, reference: x}",
            "mentions[0].claims[0]: a date that is stated needs a `passage` with the words of the text",
        ),
        (
            "{field: date, value: →2020-11-05, preferred: true, basis: stated, reason: r,"
            " passage: {document: report, exact: 10 November}}",
            "mentions[0].claims[0].value: 2020-11-05 disagrees with its own words in the day: '10 November' "
            "names 10 November",
        ),
        (
            "{field: date, value: →2020-11-10, preferred: true, basis: stated, reason: r,"
            " passage: {document: report, exact: 10 November}}",
            "mentions[0].claims[0].value: a date that is stated has its year in the text, and '10 "
            "November' has no 2020: make it completed, or inferred, and say in `reason` where the year "
            "is from",
        ),
        (
            "{field: summary, value: b, preferred: →on, reason: r, reference: x}",
            "mentions[0].claims[0].preferred: 'on' is neither true nor false",
        ),
        (
            "→{field: summary, value: b, relation: narrows, reason: r, reference: x}",
            "mentions[0].claims[0]: the `relation` of a claim on summary is computed: leave it out",
        ),
        (
            "→{field: summary, value: b, preferred: true, basis: external, reason: r,"
            " passage: {document: report, exact: seen there}}",
            "mentions[0].claims[0]: a reading that is external needs a `reference`",
        ),
        (
            "{field: speakers, value: →russia; rusia, reason: r, reference: x}",
            "mentions[0].claims[0].value: unknown actor 'rusia' [did you mean russia?]",
        ),
    ],
)
def test_a_claim_that_is_wrong_is_told_once_with_its_place(tmp_path: Path, claim: str, expected: str) -> None:
    places = write(tmp_path, more(claim))
    problems = drawn(tmp_path).problems
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
    assert places_of(problems) == places


@pytest.mark.parametrize(
    ("record", "claim", "expected"),
    [
        (
            "visit",
            "{field: actors, value: russia, preferred: →true, reason: r, reference: x}",
            "mentions[0].claims[0].preferred: who took part in an event, and how, is settled in the record "
            "itself [give the actors there, and keep what it had as a claim]",
        ),
        (
            "truce-roads",
            "{field: actors, value: →the two, preferred: true, reason: r, reference: x}",
            "mentions[0].claims[0].value: a preferred reading of who is obliged is the id of an actor",
        ),
    ],
)
def test_what_no_listing_could_use_is_not_preferred(
    tmp_path: Path, record: str, claim: str, expected: str
) -> None:
    places = write(tmp_path, more(claim, record))
    problems = drawn(tmp_path).problems
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
    assert places_of(problems) == places


def test_one_reading_settles_a_field(tmp_path: Path) -> None:
    again = f"{{field: date, value: 2020-11-20, preferred: true, basis: external, {_OUTSIDE}}}"
    settled = _SETTLED.replace("preferred: ", f"preferred: {HERE}")
    places = write(tmp_path, {**more(again, "visit"), **spoiled((REPORT, _DATE, settled))})
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    (line,) = told(problems)
    assert "mentions[0].claims[0].preferred: another claim on the date is preferred already" in line
    assert line.endswith("more.yaml:5: one reading settles a field of a record]")


def test_a_place_that_is_part_of_an_unknown_one_is_told(tmp_path: Path) -> None:
    change = "{id: moscow, name: Moscow}", "{id: moscow, name: Moscow, part_of: →rusia}"
    expected = "places[1].part_of: unknown place 'rusia' [did you mean russia? It is an actor]"
    assert_told_once(tmp_path, (SHARED, *change), expected)


# --- laws ----------------------------------------------------------------------------------------------

_EDTF = st.sampled_from(
    ["2020-11-05", "2020-11-06", "2020-11", "2020", "2020-11?", "2020-12", "2021/..", "../2020-11-05", "2019"]
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_EDTF, min_size=1, max_size=4, unique=True), st.integers(-1, 3))
def test_a_preferred_date_gives_the_bounds_and_nothing_is_lost(dates: list[str], preferred: int) -> None:
    own = "2020-11"
    dates = [date for date in dates if date != own]
    lines = []
    for index, date in enumerate(dates):
        chosen = ", preferred: true" if index == preferred else ""
        lines.append(f"{{field: date, value: '{date}', basis: external, {_OUTSIDE}{chosen}}}")
    with TemporaryDirectory() as folder:
        found = claimed(Path(folder), "\n".join(lines)) if lines else None
    if found is None:
        return
    claims: list[dict[str, Any]] = [
        each for each in found.rows["claims"] if (each["record"], each["field"]) == ("refugees", "date")
    ]
    claims.sort(key=lambda each: each["position"])
    assert [each["value"] for each in claims] == [own, *dates]
    assert [each["preferred"] for each in claims[1:]] == [int(n == preferred) for n in range(len(dates))]
    used = parse_edtf(dates[preferred] if 0 <= preferred < len(dates) else own)
    statement = next(each for each in found.rows["statements"] if each["id"] == "refugees")
    assert (statement["date_edtf"], statement["earliest"], statement["latest"]) == (
        used.edtf,
        used.earliest,
        used.latest,
    )
    spans = [parse_edtf(each["value"]) for each in claims]
    apart = any(
        (span.latest or "9") < (used.earliest or "") or (used.latest or "9") < (span.earliest or "")
        for span in spans
    )
    assert statement["disputed"] == int(apart)
