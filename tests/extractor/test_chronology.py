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
            f"part_of: visit\n    {inferred('→2020-11-22/2020-11-23')}",
            "warning: events[0].date.edtf: 2020-11-22/2020-11-23 ends after visit (22 Nov 2020), of "
            "which it is a part [a part lies within its whole: 2020-11-22]",
            id="a part that outlives its whole",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            f"part_of: visit\n    {inferred('→2020-11/..')}",
            "warning: events[0].date.edtf: 2020-11/.. begins before visit (22 Nov 2020), of which it is a "
            "part [a part lies within its whole: 2020-11-22]",
            id="a part with bounds beyond those of its whole",
        ),
        pytest.param(
            INTERVIEW,
            REFUGEES,
            inferred("→2020-11-01/2020-12-22"),
            "warning: statements[1].date.edtf: 2020-11-01/2020-12-22 ends later, though interview "
            "(22 Nov 2020) tells of it as past [it is not after that: 2020-11-01/2020-11-22]",
            id="a statement that may have been after its document",
        ),
        pytest.param(
            INTERVIEW,
            "    body: russia\n",
            f"    body: russia\n    {inferred('→2021/..').replace('date', 'held')}\n",
            f"warning: roles[0].held.edtf: 2021/.. is {LATE}",
            id="an office before its term",
        ),
        pytest.param(
            SHARED,
            "    place: moscow\n",
            f"    place: moscow\n    {inferred('→2020-11-08').replace('date', 'effective')}\n",
            "warning: agreements[0].effective.edtf: 2020-11-08 is before truce was signed (9 Nov 2020)",
            id="an agreement in effect before it was signed",
        ),
        pytest.param(
            SHARED,
            "{edtf: /2020-12-01, verbatim: by 1 December 2020, basis: stated}",
            "{edtf: →2020-11-01, basis: inferred, reason: so it seems}",
            "warning: agreements[0].provisions[0].deadline.edtf: 2020-11-01 is before truce was signed "
            "(9 Nov 2020)",
            id="a deadline before the agreement",
        ),
        pytest.param(
            REPORT,
            "part_of: visit\n    provisions: [{provision: truce-roads, verdict: breached}]",
            f"{inferred('→2020-11-07')}\n    agreements: {{breached: [truce]}}",
            "warning: events[0].date.edtf: 2020-11-07 is before truce was signed (9 Nov 2020), which this "
            "event breaches",
            id="a breach before the agreement",
        ),
        pytest.param(
            REPORT,
            "about: [truce]",
            f"about: [→truce]\n    {inferred('2020-11-08')}",
            "warning: statements[0].about[0]: truce (9 Nov 2020) comes after this statement (8 Nov 2020), "
            "which tells of it as of something that is or was",
            id="a statement before the agreement of which it tells",
        ),
        pytest.param(
            REPORT,
            "about: [truce]",
            f"provisions: [{{provision: →truce-roads, verdict: partly}}]\n    {inferred('2020-11-08')}",
            "warning: statements[0].provisions[0].provision: truce (9 Nov 2020) comes after this statement "
            "(8 Nov 2020), which tells of it as of something that is or was",
            id="a verdict before the agreement",
        ),
        pytest.param(
            REPORT,
            "about: [truce]",
            f"about: [truce]\n    {inferred('→2020-11/2020-12')}",
            "warning: statements[0].date.edtf: 2020-11/2020-12 begins before truce (9 Nov 2020), of which a "
            "statement tells as past [it is not before that: 2020-11-09/2020-12-31]",
            id="a statement that may have been before what it tells",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow, reason: heard so, reference: a letter}",
            "{field: date, value: →0020-11-21, reason: heard so, reference: a letter}",
            "warning: mentions[0].claims[1].value: the year 20 is far from the other dates of these records "
            "[they are of 2020 to 2020; words that name the year would settle it]",
            id="a year long ago by a slip in a claim",
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
            "status: ongoing\n    part_of: visit\n"
            "    provisions: [{provision: truce-roads, verdict: breached}]",
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
        pytest.param(INTERVIEW, VISIT, inferred("2020-11"), id="it may have been that day"),
        pytest.param(
            REPORT, "part_of: visit", inferred("2030"), id="a document without a day of publication"
        ),
        pytest.param(
            REPORT, "part_of: visit", f"part_of: visit\n    {inferred('2020-11')}", id="a month of its whole"
        ),
        pytest.param(INTERVIEW, REFUGEES, inferred("2020-11"), id="the month of its document"),
        pytest.param(
            INTERVIEW,
            REFUGEES,
            "date: {edtf: 2020-11-22/.., verbatim: in great numbers, basis: derived, reason: of the visit}",
            id="an open end by the words of the text",
        ),
        pytest.param(
            INTERVIEW,
            f"{VISIT}\n    status: occurred",
            f"{inferred('2020-11-22/..')}\n    status: ongoing",
            id="what is ongoing has no end",
        ),
        pytest.param(
            INTERVIEW,
            VISIT,
            inferred("2020-11-22?/.."),
            id="an uncertain beginning",
        ),
        pytest.param(
            REPORT,
            "about: [truce]",
            f"about: [truce]\n    {inferred('2020-11')}",
            id="the month of what it tells",
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


@pytest.mark.parametrize(("edtf", "severity"), [("2020-11-20", ""), ("2020-11-20~", "warning: ")])
def test_a_statement_on_another_day_than_its_occasion_is_told(
    tmp_path: Path, edtf: str, severity: str
) -> None:
    date = inferred(edtf)
    write(tmp_path, spoiled((INTERVIEW, "    event: visit\n", f"    event: visit\n    {date}\n")))
    assert [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)] == [
        f"{severity}statements[0].date.edtf: {edtf} is not when its occasion was: visit, 22 Nov 2020"
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


SPAN = f"{VISIT}\n    status: occurred"


@pytest.mark.parametrize("claimed", ["planned", None])
def test_what_one_document_only_announces_may_come_after_it(tmp_path: Path, claimed: str | None) -> None:
    """The interview announces the visit of 25 November, and another page tells of it as past."""
    claim = '\n    claims: [{field: status, value: planned, passage: "BAKU, 22 November."}]'
    change = (INTERVIEW, SPAN, f"{inferred('2020-11-25')}\n    status: occurred{claim if claimed else ''}")
    write(tmp_path, spoiled(change))
    lines = [line.partition(": ")[2] for line in told(drawn(tmp_path).problems)]
    assert (f"events[0].date.edtf: 2020-11-25 is {LATE} {AHEAD}" in lines) == (claimed is None)


@pytest.mark.parametrize("section", ["related", "comment", "chrome", "body", "background", "title"])
def test_teasers_comments_and_feeds_may_be_younger_than_their_page(tmp_path: Path, section: str) -> None:
    date = inferred("2020-11-25")
    teaser = "    summary: Azerbaijan does not wait.\n"
    write(
        tmp_path,
        spoiled(
            (INTERVIEW, "{kind: related, starts", f"{{kind: {section}, starts"),
            (INTERVIEW, teaser, f"{teaser}    {date}\n"),
        ),
    )
    problems = [line for line in told(drawn(tmp_path).problems) if "2020-11-25" in line]
    assert bool(problems) == (section in ("body", "background", "title"))


def test_a_part_lies_within_the_whole_of_its_whole(tmp_path: Path) -> None:
    wider = """\
  - {id: tour, type: CONSULT, mode: visit, title: A tour, status: occurred, part_of: visit,
     passages: [Lavrov was seen there again.]}
statements:
"""
    part = (REPORT, "part_of: visit", f"part_of: tour\n    {inferred('→2020-11-23')}")
    places = write(tmp_path, spoiled(part, (REPORT, "statements:\n", wider)))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [
        "events[0].date.edtf: 2020-11-23 is outside visit (22 Nov 2020), of which it is a part"
    ]


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("2020-11-22/2020-11-30", []),
        ("2020-11-22/2020-12-01", ["2020-11-22/2020-12-01 ends later"]),
        ("2020-11-22/..", ["2020-11-22/.. has no end"]),
        ("2020-11-22/2020-12-01~", []),
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_what_lasts_is_bounded_by_the_last_document_that_tells_of_it(
    tmp_path: Path, edtf: str, expected: list[str], known: bool
) -> None:
    """The report is later than the interview: of 30 November, or of no known day, which bounds nothing."""
    published = "  published: {edtf: 2020-11-30, basis: inferred, reason: so it seems}\n" if known else ""
    later = (REPORT, "  sections: [{kind: body}]", f"{published}  sections: [{{kind: body}}]")
    write(tmp_path, spoiled((INTERVIEW, VISIT, inferred(edtf)), later))
    lines = [line for line in told(drawn(tmp_path).problems) if "tells of it as past" in line]
    first = edtf.partition("/")[0]
    assert [line.partition("date.edtf: ")[2] for line in lines] == [
        f"{what}, though report (30 Nov 2020) tells of it as past [it is not after that: {first}/2020-11-30]"
        for what in expected
        if known
    ]


def test_a_signing_on_the_day_of_its_agreement_is_sound_and_taking_effect_another_day_is_not(
    tmp_path: Path,
) -> None:
    event = f"""\
  - id: coming-into-effect
    type: AGREE
    mode: ceasefire
    title: The truce takes effect
    {inferred("2020-11-12")}
    status: occurred
    agreements: {{took-effect: [truce]}}
    passages: [Lavrov was seen there again.]
statements:
"""
    for day, faults in (("2020-11-12", 0), ("2020-11-10", 1)):
        effective = f"    place: moscow\n    {inferred(day).replace('date', 'effective')}\n"
        write(tmp_path, spoiled((SHARED, "    place: moscow\n", effective), (REPORT, "statements:\n", event)))
        lines = [line for line in told(drawn(tmp_path).problems) if "took effect" in line]
        assert len(lines) == faults
        assert not any("warning" in line for line in lines)


TEXT = """\
The envoy said on 20 November 2020 that the bridge fell at night. The bridge fell on the 21st, said others.
"""
TOLD = """\
document: {{id: page, sha256: SHA256(page.txt), title: A page, sections: [{{kind: body}}]}}
actors: [{{id: envoy, name: The envoy, kind: person}}]
topics: [{{id: security, meaning: security}}]
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


_EARLY, _LATE = "0001-01-01", "9999-12-31"


@st.composite
def intervals(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """The bounds of an interval of more than a day in one November, each of them perhaps open."""
    first = draw(st.integers(1, 29))
    last = draw(st.integers(first + 1, 30))
    ends = (f"2020-11-{first:02}", f"2020-11-{last:02}")
    return draw(st.sampled_from([ends, (ends[0], None), (None, ends[1])]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(intervals(), intervals())
def test_a_part_is_refused_where_no_day_is_shared_and_suspected_where_some_are_not(
    tmp_path: Path, part: tuple[str | None, str | None], whole: tuple[str | None, str | None]
) -> None:
    inner, outer = (f"{first or '..'}/{last or '..'}" for first, last in (part, whole))
    records = f"""\
document: {{id: page, sha256: SHA256(page.txt), title: A page, sections: [{{kind: body}}]}}
events:
  - id: stay
    type: CONSULT
    mode: visit
    title: A stay
    status: ongoing
    date: {{edtf: {outer}, basis: inferred, reason: so it seems}}
    passages: [A stay]
  - id: meal
    type: CONSULT
    mode: meeting
    title: A meal
    status: ongoing
    part_of: stay
    date: {{edtf: {inner}, basis: inferred, reason: so it seems}}
    passages: [with a meal]
"""
    write(tmp_path, {"page.txt": "A stay with a meal.\n", "page.yaml": records})
    problems = drawn(tmp_path).problems
    (a, b), (c, d) = (((first or _EARLY), (last or _LATE)) for first, last in (part, whole))
    shared = max(a, c) <= min(b, d)
    assert [problem.warning for problem in problems] == [True] * (shared and not c <= a <= b <= d) + [
        False
    ] * (not shared)
    if shared and problems:
        # What the hint proposes is sound.
        proposed = problems[0].hint.rpartition(": ")[2]
        before, found, after = records.rpartition(f"edtf: {inner},")
        assert found
        mended = f"{before}edtf: {proposed},{after}"
        write(tmp_path, {"page.txt": "A stay with a meal.\n", "page.yaml": mended})
        assert drawn(tmp_path).problems == ()
