"""Figures and the outcomes of plans, as listings, records and exports give them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from karabakh_events.cli.group import cli
from karabakh_events.render.parts import figure, outcome

RETURN, PLAN = "2020-11-karabakh-armenians-return-home", "2020-11-joint-centre-to-be-set-up"
OPENING, UNRESOLVED = "2021-01-30-monitoring-centre-opens", "2020-11-positions-held"


@pytest.fixture
def answer(bundled_file: Path) -> Callable[..., str]:
    def call(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["--db", str(bundled_file), *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    return call


def test_the_figure_of_the_bundled_record(answer: Callable[..., str]) -> None:
    rows: list[dict[str, Any]] = json.loads(answer("timeline", "--statements", "--format", "json"))
    counted = {row["id"]: row["figures"] for row in rows if row["figures"]}
    assert counted == {
        RETURN: [
            {
                "kind": "returned",
                "low": None,
                "best": 25_000,
                "high": None,
                "of": {"id": "karabakh-civilians", "name": "Population of Nagorno-Karabakh"},
                "counted_by": {"id": "arayik-harutyunyan", "name": "Arayik Harutyunyan"},
                "document": "2020-11-lavrov-shoygu-visits",
                "exact": "an estimated 25,000 Karabakh Armenians",
                "note": "In the five days before he spoke; an estimate, and more were coming.",
            }
        ]
    }
    assert json.loads(answer("show", RETURN, "--format", "json"))["fields"]["figures"] == counted[RETURN]
    assert "25,000 returned, according to Arayik Harutyunyan" in answer("timeline", "--since", "2020-11-17")


def test_a_plan_and_its_outcome_name_each_other(answer: Callable[..., str]) -> None:
    rows = {row["id"]: row for row in json.loads(answer("timeline", "--format", "json"))}
    assert rows[OPENING]["outcome_of"] == PLAN
    assert [each["id"] for each in rows[PLAN]["outcomes"]] == [OPENING]
    assert (rows[UNRESOLVED]["outcome_of"], rows[UNRESOLVED]["outcomes"]) == (None, [])
    for id_, words in ((PLAN, "took place 30 Jan 2021"), (UNRESOLVED, "no outcome on record")):
        assert words in " ".join(answer("show", id_).split())
    links = {
        id_: [
            (link["relation"], link["id"])
            for link in json.loads(answer("show", id_, "--format", "json"))["links"]
        ]
        for id_ in (PLAN, OPENING)
    }
    assert ("outcome", OPENING) in links[PLAN]
    assert ("outcome-of", PLAN) in links[OPENING]


def test_what_is_no_plan_awaits_no_outcome(answer: Callable[..., str]) -> None:
    assert "no outcome on record" not in answer("show", OPENING)


@pytest.mark.parametrize(
    ("low", "best", "high", "words"),
    [
        (None, 25_000, None, "25,000 killed"),
        (12, None, None, "at least 12 killed"),
        (None, None, 12, "at most 12 killed"),
        (20, None, 30, "20 to 30 killed"),
        (20, None, 20, "20 killed"),
        (20, 25, 30, "25 killed (20 to 30)"),
        (25, 25, 25, "25 killed"),
        (20, 25, None, "25 killed (at least 20)"),
        (None, 25, 30, "25 killed (at most 30)"),
        (0, 0, 0, "0 killed"),
    ],
)
def test_a_figure_in_words(low: int | None, best: int | None, high: int | None, words: str) -> None:
    assert figure("killed", low, best, high) == words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("occurred", "took place 30 Jan 2021"),
        ("ongoing", "under way 30 Jan 2021"),
        ("alleged", "is alleged to have taken place 30 Jan 2021"),
        ("denied", "did not take place 30 Jan 2021"),
        ("planned", "planned for 30 Jan 2021"),
        ("proposed", "proposed for 30 Jan 2021"),
    ],
)
def test_an_outcome_in_words(status: str, words: str) -> None:
    assert "".join(span.text for span in outcome(status, "2021-01-30", "stated", False)) == words
