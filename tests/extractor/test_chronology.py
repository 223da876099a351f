"""Time that cannot be is told: certain faults as errors, suspicions as warnings, and nothing sound."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.corpus import assert_told_once, drawn, places_of, spoiled, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"
VISIT = "date: {edtf: 2020-11-22, verbatim: on Sunday, basis: derived, reason: the Sunday of the dateline}"
REFUGEES = "date: {edtf: 2020-11, basis: inferred, reason: the month of the visit}"
LATE = "after the publication of interview (22 Nov 2020), which tells of it"
AHEAD = "[what is still to come is planned or proposed]"


def inferred(edtf: str) -> str:
    return f"date: {{edtf: {edtf}, basis: inferred, reason: so it seems}}"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            INTERVIEW,
            VISIT,
            inferred("→2020-11-23"),
            f"events[0].date.edtf: 2020-11-23 is {LATE} {AHEAD}",
            id="an event after its document",
        ),
        pytest.param(
            INTERVIEW,
            VISIT,
            inferred("→2020-11-23~"),
            f"warning: events[0].date.edtf: 2020-11-23~ is {LATE} {AHEAD}",
            id="an approximate day after its document",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES,
            inferred("→2020-12/.."),
            f"statements[1].date.edtf: 2020-12/.. is {LATE}",
            id="a statement after its document",
        ),
        pytest.param(
            INTERVIEW,
            "topics: [agreement]",
            f"{inferred('→2020-11-24/2020-11-25')}\n    topics: [agreement]",
            f"statements[2].date.edtf: 2020-11-24/2020-11-25 is {LATE}",
            id="an interval after its document",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            f"part_of: visit\n    {inferred('→2020-11-23')}",
            "events[0].date.edtf: 2020-11-23 is outside visit (22 Nov 2020), of which it is a part",
            id="a part after its whole",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            f"part_of: visit\n    {inferred('→2020-10')}",
            "events[0].date.edtf: 2020-10 is outside visit (22 Nov 2020), of which it is a part",
            id="a part before its whole",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            "part_of: visit\n    date: {edtf: →2020-11-22/2020-11-23, verbatim: 23 November, "
            "basis: completed, reason: the year of the truce}",
            "warning: events[0].date.edtf: 2020-11-22/2020-11-23 ends after visit (22 Nov 2020), of "
            "which it is a part",
            id="a part that outlives its whole",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            inferred("→0019-11-22"),
            "warning: events[0].date.edtf: the year 19 is far from the other dates of these records "
            "[they are of 2020 to 2020; words that name the year would settle it]",
            id="a year long ago by a slip",
        ),
        pytest.param(
            REPORT,
            "status: ongoing\n    part_of: visit",
            f"status: planned\n    {inferred('→2200-11-22')}",
            "warning: events[0].date.edtf: the year 2200 is far from the other dates of these records "
            "[they are of 2020 to 2020; words that name the year would settle it]",
            id="a year to come by a slip",
        ),
    ],
)
def test_a_time_that_cannot_be_is_told_once(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        pytest.param(
            INTERVIEW,
            f"{VISIT}\n    status: occurred",
            f"{inferred('2020-11-25')}\n    status: planned",
            id="what is planned may come after",
        ),
        pytest.param(INTERVIEW, VISIT, inferred("2020-11-22/2020-12-22"), id="it may have been that day"),
        pytest.param(
            REPORT, "part_of: visit", inferred("2030"), id="a document without a day of publication"
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            f"part_of: visit\n    {inferred('2020-11/..')}",
            id="a part known less well than its whole",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            f"part_of: visit\n    {inferred('2020-11-01/2020-11-30')}",
            id="bounds that only meet those of the whole",
        ),
        pytest.param(REPORT, "part_of: visit", inferred("1813-10-24"), id="a date of history"),
    ],
)
def test_a_time_that_can_be_is_not_told(tmp_path: Path, file: str, old: str, new: str) -> None:
    write(tmp_path, spoiled((file, old, new)))
    assert [line for line in told(drawn(tmp_path).problems) if "occasion" not in line] == []


def test_a_statement_that_is_said_after_its_document_by_its_occasion_is_told(tmp_path: Path) -> None:
    change = (
        INTERVIEW,
        f"{VISIT}\n    status: occurred",
        f"{inferred('2020-11-25')}\n    status: planned",
    )
    write(tmp_path, spoiled(change))
    assert [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)] == [
        f"statements[0].event: its occasion (25 Nov 2020) is {LATE}"
    ]


def test_a_signing_on_another_day_than_its_agreement_is_told(tmp_path: Path) -> None:
    write(tmp_path, spoiled((INTERVIEW, "agreements: {discussed: [truce]}", "agreements: {signed: [truce]}")))
    assert [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)] == [
        "events[0].date.edtf: 2020-11-22 is not when truce was signed (9 Nov 2020) "
        "[this event is its signing]"
    ]


def test_a_statement_on_another_day_than_its_occasion_is_suspected(tmp_path: Path) -> None:
    date = inferred("2020-11-20")
    write(tmp_path, spoiled((INTERVIEW, "    event: visit\n", f"    event: visit\n    {date}\n")))
    assert [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)] == [
        "warning: statements[0].date.edtf: 2020-11-20 is not when its occasion was: visit, 22 Nov 2020"
    ]


def test_a_claim_after_the_document_that_makes_it_is_told(tmp_path: Path) -> None:
    change = (
        REPORT,
        "  sections: [{kind: body}]",
        "  published: {edtf: 2020-11-20, basis: inferred, reason: so it seems}\n  sections: [{kind: body}]",
    )
    write(tmp_path, spoiled(change))
    lines = [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)]
    published = "the publication of report (20 Nov 2020)"
    assert f"mentions[0].claims[0].value: 2020-11-21 is after {published}, which says so" in lines


TEXT = """\
The envoy said on 20 November 2020 that the bridge fell at night. The bridge fell on the 21st, said others.
"""
TOLD = """\
document: {{id: page, sha256: SHA256(page.txt), title: A page, sections: [{{kind: body}}]}}
actors: [{{id: envoy, name: The envoy, kind: person}}]
events:
  - id: fall
    type: ASSAULT
    mode: strike
    title: The bridge falls
    status: {status}
    date: {{edtf: {edtf}, basis: inferred, reason: so it seems}}
    passages: ["{passage}"]
statements:
  - id: said
    speakers: [envoy]
    manner: indirect
    act: {act}
    summary: The bridge fell.
    date: {{edtf: 2020-11-20, verbatim: on 20 November 2020, basis: stated}}
    about: [envoy, →fall]
    topics: [security]
    passages: [The envoy said on 20 November 2020 that the bridge fell at night.]
"""


@pytest.mark.parametrize(
    ("edtf", "status", "act", "passage", "severity"),
    [
        ("2020-11-21", "occurred", "report", "that the bridge fell at night", "error"),
        ("2020-11-21", "occurred", "report", "The bridge fell on the 21st", "warning"),
        ("2020-11-21?", "occurred", "report", "that the bridge fell at night", "warning"),
        ("2020-11-21", "occurred", "predict", "that the bridge fell at night", None),
        ("2020-11-21", "planned", "report", "that the bridge fell at night", None),
        ("2020-11-20/..", "occurred", "report", "that the bridge fell at night", None),
    ],
)
def test_a_statement_before_what_it_tells_as_past_is_told(
    tmp_path: Path, edtf: str, status: str, act: str, passage: str, severity: str | None
) -> None:
    records = TOLD.format(edtf=edtf, status=status, act=act, passage=passage)
    places = write(tmp_path, {"page.txt": TEXT, "page.yaml": records})
    problems = drawn(tmp_path).problems
    if severity is None:
        assert problems == ()
        return
    (problem,) = problems
    assert places_of(problems) == places
    assert problem.warning == (severity == "warning")
    assert problem.message.startswith("fall (21 Nov 2020")
    assert "comes after this statement (20 Nov 2020)" in problem.message


def test_a_year_that_the_words_name_is_no_slip(tmp_path: Path) -> None:
    text = "The monastery was founded in 1238.\n"
    records = """\
document:
  {id: page, sha256: SHA256(page.txt), title: A page, sections: [{kind: body}],
   published: {edtf: 2020-11-20, basis: inferred, reason: so it seems}}
events:
  - id: founding
    type: COOPERATE
    mode: institution
    title: A monastery is founded
    status: occurred
    date: {edtf: 1238, verbatim: in 1238, basis: stated}
    passages: [The monastery was founded in 1238.]
"""
    write(tmp_path, {"page.txt": text, "page.yaml": records})
    assert drawn(tmp_path).problems == ()
    slip = records.replace("1238, verbatim: in 1238, basis: stated", "1238, basis: inferred, reason: r")
    write(tmp_path, {"page.txt": text, "page.yaml": slip})
    (problem,) = drawn(tmp_path).problems
    assert problem.warning
    assert "the year 1238 is far from" in problem.message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.dates().map(str), st.dates().map(str), st.sampled_from(["", "/..", "?"]))
def test_only_what_comes_after_every_day_of_publication_is_an_error(
    tmp_path: Path, event: str, published: str, ends: str
) -> None:
    records = f"""\
document:
  {{id: page, sha256: SHA256(page.txt), title: A page, sections: [{{kind: body}}],
   published: {{edtf: "{published}{ends}", basis: inferred, reason: so it seems}}}}
events:
  - id: founding
    type: COOPERATE
    mode: institution
    title: A monastery is founded
    status: occurred
    date: {{edtf: "{event}", basis: inferred, reason: so it seems}}
    passages: [The monastery]
"""
    if "0300-03-01" in (event, published):
        return
    write(tmp_path, {"page.txt": "The monastery was founded.\n", "page.yaml": records})
    extraction = drawn(tmp_path)
    assert bool(extraction.errors) == (event > published and not ends)
