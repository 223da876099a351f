"""What became of a plan: the link from an outcome to its plan, and each way in which it can be wrong."""

from pathlib import Path

import pytest

from tests.corpus import assert_told_once, drawn, places_of, spoiled, told, write

INTERVIEW, REPORT = "a-interview.yaml", "b-report.yaml"
CLOSING = (
    "    status: ongoing\n    part_of: visit\n    provisions: [{provision: truce-roads, verdict: breached}]\n"
)


def plan(reference: str, status: str, date: str = "", plan_date: str = "") -> dict[str, str | bytes]:
    """The sound corpus in which `closing` is the outcome of `visit`, each with a date if one is given."""
    dated = f"    date: {{edtf: {date}, basis: inferred, reason: r}}\n" if date else ""
    changes = [
        (REPORT, CLOSING, f"    status: ongoing\n    outcome_of: {reference}\n{dated}"),
        (INTERVIEW, "    status: occurred\n", f"    status: {status}\n"),
    ]
    if plan_date:
        old = "{edtf: 2020-11-22, verbatim: on Sunday, basis: derived, reason: the Sunday of the dateline}"
        changes.append((INTERVIEW, old, f"{{edtf: {plan_date}, basis: inferred, reason: r}}"))
    return spoiled(*changes)


@pytest.mark.parametrize("status", ["planned", "proposed"])
@pytest.mark.parametrize(
    ("date", "plan_date"),
    [
        ("", ""),
        ("2020-11-22", ""),
        ("2020-12", ""),
        ("2020-11", "2020-11-22"),  # may be before, need not be
        ("../2020-11-22", ""),
        ("2020-10", "../2020-11-22"),
    ],
)
def test_the_outcome_of_a_plan(tmp_path: Path, status: str, date: str, plan_date: str) -> None:
    write(tmp_path, plan("visit", status, date, plan_date))
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    assert {row["id"]: row["outcome_of"] for row in extraction.rows["events"]} == {
        "closing": "visit",
        "visit": None,
    }


@pytest.mark.parametrize("status", ["occurred", "ongoing", "alleged", "denied"])
def test_only_a_plan_has_an_outcome(tmp_path: Path, status: str) -> None:
    places = write(tmp_path, plan("→visit", status))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == [
        f"visit is {status}: only what is planned or proposed has an outcome"
    ]


@pytest.mark.parametrize(
    ("date", "plan_date"),
    [("2020-11-21", ""), ("2020-10", ""), ("../2020-11-01", ""), ("2020", "2021-01/..")],
)
def test_an_outcome_is_not_before_its_plan(tmp_path: Path, date: str, plan_date: str) -> None:
    places = write(tmp_path, plan("→visit", "planned", date, plan_date))
    problems = [problem for problem in drawn(tmp_path).problems if " before its plan" in problem.message]
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == [
        f"is dated {date}, which is before its plan, visit ({plan_date or '2020-11-22'})"
    ]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("→visi", "unknown event 'visi'"),
        ("→truce", "truce is an agreement, not an event"),
        ("→closing", "closing is, in the end, an outcome of itself"),
    ],
)
def test_the_plan_is_another_event(tmp_path: Path, reference: str, message: str) -> None:
    places = write(tmp_path, plan(reference, "occurred"))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == [message]


def test_no_plan_is_in_the_end_an_outcome_of_itself(tmp_path: Path) -> None:
    places = write(
        tmp_path,
        spoiled(
            (REPORT, CLOSING, "    status: planned\n    outcome_of: →visit\n"),
            (INTERVIEW, "    status: occurred\n", "    status: proposed\n    outcome_of: →closing\n"),
        ),
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert {problem.message.partition(" is, ")[2] for problem in problems} == {
        "in the end, an outcome of itself"
    }


def test_a_statement_is_no_plan(tmp_path: Path) -> None:
    assert_told_once(
        tmp_path,
        (REPORT, CLOSING, "    status: ongoing\n    outcome_of: →corridor\n"),
        "events[0].outcome_of: corridor is a statement, not an event",
    )
