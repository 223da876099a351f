"""Verdicts on provisions and on agreements as a whole: the rows, and each way in which they can be wrong."""

from pathlib import Path

import pytest

from tests.corpus import (
    INTERVIEW_RECORDS,
    REPORT_RECORDS,
    assert_told_once,
    drawn,
    places_of,
    spoiled,
    told,
    write,
)

INTERVIEW, REPORT, COMMON = "a-interview.yaml", "b-report.yaml", "shared.yaml"
CORRIDOR = "    provisions: [{provision: truce-roads, verdict: reaffirmed}]\n"
CLOSING = "    provisions: [{provision: truce-roads, verdict: breached}]\n"

assert CORRIDOR in INTERVIEW_RECORDS
assert CLOSING in REPORT_RECORDS


def test_a_verdict_is_on_a_provision_or_on_the_agreement_as_a_whole(tmp_path: Path) -> None:
    whole = "    verdicts: [{agreement: truce, verdict: mostly}]\n"
    write(tmp_path, spoiled((REPORT, CLOSING, CLOSING + whole)))
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    assert extraction.rows["agreement_claims"] == [
        {
            "id": "truce:closing",
            "agreement_id": "truce",
            "statement_id": None,
            "event_id": "closing",
            "verdict": "mostly",
        }
    ]
    assert {(row["provision_id"], row["verdict"]) for row in extraction.rows["provision_claims"]} == {
        ("truce-roads", "breached"),
        ("truce-roads", "reaffirmed"),
    }


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (
            "[{agreement: →truc, verdict: mostly}]",
            "statements[0].verdicts[0].agreement: unknown agreement 'truc' [did you mean truce?]",
        ),
        (
            "[{agreement: →truce-roads, verdict: mostly}]",
            "statements[0].verdicts[0].agreement: truce-roads is a provision, not an agreement",
        ),
        (
            "[{agreement: truce, verdict: mostly}, {agreement: →truce, verdict: partly}]",
            "statements[0].verdicts[1].agreement: truce is listed twice"
            " [one record gives one verdict on an agreement]",
        ),
        (
            "[{agreement: truce, verdict: mostly}, {agreement: →truce, verdict: mostly}]",
            "statements[0].verdicts[1].agreement: truce is listed twice"
            " [one record gives one verdict on an agreement]",
        ),
    ],
)
def test_a_verdict_on_an_agreement_is_checked(tmp_path: Path, verdicts: str, expected: str) -> None:
    change = (INTERVIEW, CORRIDOR, f"{CORRIDOR}    verdicts: {verdicts}\n")
    assert_told_once(tmp_path, change, expected)


@pytest.mark.parametrize(
    ("status", "verdict", "sound"),
    [
        *((status, "fulfilled", False) for status in ("planned", "proposed", "alleged", "denied")),
        *((status, verdict, False) for status in ("planned", "denied") for verdict in ("mostly", "breached")),
        *(("alleged", verdict, True) for verdict in ("breached", "mostly", "partly", "disputed")),
        *(("planned", verdict, True) for verdict in ("disputed", "reaffirmed")),
        *((status, "fulfilled", True) for status in ("occurred", "ongoing")),
    ],
)
@pytest.mark.parametrize("key", ["provisions", "verdicts"])
def test_what_has_not_happened_shows_nothing_as_kept_or_broken(
    tmp_path: Path, status: str, verdict: str, sound: bool, key: str
) -> None:
    on = "provision: truce-roads" if key == "provisions" else "agreement: truce"
    at = "" if sound else "→"
    places = write(
        tmp_path,
        spoiled(
            (REPORT, CLOSING, f"    {key}: [{{{on}, verdict: {at}{verdict}}}]\n"),
            (REPORT, "status: ongoing", f"status: {status}"),
        ),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert all(f"that is {status} shows nothing as {verdict}" in each.message for each in problems)


@pytest.mark.parametrize("status", ["planned", "proposed", "alleged", "denied", "occurred", "ongoing"])
@pytest.mark.parametrize("relation", ["implemented", "provided-for", "breached"])
def test_what_has_not_happened_implements_nothing(tmp_path: Path, status: str, relation: str) -> None:
    fault = relation == "implemented" and status not in ("occurred", "ongoing")
    places = write(
        tmp_path,
        spoiled(
            (REPORT, CLOSING, f"    agreements: {{{relation}: {'→' if fault else ''}[truce]}}\n"),
            (REPORT, "status: ongoing", f"status: {status}"),
        ),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert all(f"that is {status} has not carried out" in each.message for each in problems)


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [("implemented", "breached"), ("breached", "fulfilled"), ("breached", "reaffirmed")],
)
def test_an_event_is_not_two_contrary_things_to_an_agreement(
    tmp_path: Path, relation: str, verdict: str
) -> None:
    assert_told_once(
        tmp_path,
        (
            REPORT,
            CLOSING,
            f"    agreements: {{{relation}: [truce]}}\n"
            f"    verdicts: [{{agreement: truce, verdict: →{verdict}}}]\n",
        ),
        f"events[0].verdicts[0].verdict: truce is {verdict} here and under `agreements` {relation}",
    )


# --- one verdict on everything -------------------------------------------------------------------------

MORE = """\
      - id: truce-{name}
        topic: {topic}
        summary: s
        passages: [{{document: interview, exact: It opens the roads by 1 December 2020.}}]
"""
OTHERS = "".join(
    MORE.format(name=name, topic=topic) for name, topic in (("rails", "security"), ("mail", "refugees"))
)


@pytest.mark.parametrize(
    ("provisions", "passages", "warned"),
    [
        ("roads: mostly, rails: mostly, mail: mostly", 1, True),
        ("roads: mostly, rails: mostly, mail: mostly", 3, False),
        ("roads: mostly, rails: partly, mail: mostly", 1, False),
        ("roads: mostly, rails: mostly", 1, False),
    ],
)
def test_one_verdict_on_all_provisions_by_words_on_the_whole(
    tmp_path: Path, provisions: str, passages: int, warned: bool
) -> None:
    given = [pair.split(": ") for pair in provisions.split(", ")]
    listed = ", ".join(f"{{provision: truce-{name}, verdict: {verdict}}}" for name, verdict in given)
    whole = "The truce of 10 November is being kept, a source said."
    cited = [whole, "The truce", "is being kept"][:passages]
    before = "    passages: [{document: interview, exact: The truce was"
    files = spoiled(
        (COMMON, before, OTHERS + before),
        (REPORT, f'passages: ["{whole}"]', f"passages: {cited}"),
        (
            REPORT,
            "    about: [truce]\n",
            f"    about: [truce]\n    provisions: {'→' if warned else ''}[{listed}]\n",
        ),
    )
    places = write(tmp_path, files)
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    if warned:
        (problem,) = problems
        assert problem.warning
        assert problem.message == "gives one verdict on all 3 provisions of truce"
        assert "verdicts: [{agreement: truce, verdict: mostly}]" in problem.hint


# --- an event and its statement ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "passage", "warned"),
    [
        ("partly", "The Lachin corridor is guaranteed", True),
        ("reaffirmed", "The Lachin corridor is guaranteed", False),
        ("partly", "{exact: The Lachin corridor is guaranteed, supports: status}", False),
        ("partly", "It opens the roads", False),
    ],
)
def test_an_event_and_its_statement_give_one_verdict_by_the_same_words(
    tmp_path: Path, verdict: str, passage: str, warned: bool
) -> None:
    event = f"""\
events:
  - id: guarantee
    type: AGREE
    mode: agreement
    title: t
    status: occurred
    provisions: [{{provision: truce-roads, verdict: {"→" if warned else ""}{verdict}}}]
    passages: [{passage}, It opens the roads by]
"""
    places = write(tmp_path, spoiled((INTERVIEW, "events:\n", event)))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    if warned:
        (problem,) = problems
        assert problem.warning
        assert problem.message == (
            f"truce-roads is {verdict} here and reaffirmed in corridor, by the same words"
        )
