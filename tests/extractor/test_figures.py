"""Figures: what a record file may say of them, and each way in which they can be wrong."""

from pathlib import Path

import pytest

from tests.corpus import SOUND, assert_told_once, drawn, places_of, spoiled, told, write

TEXT, RECORDS, REPORT = "a-interview.txt", "a-interview.yaml", "b-report.yaml"
AT = "    summary: Many refugees return.\n"
WORDS = "The minister said that refugees are “coming home” in great numbers."
NONE = "is not a number of people"
ORDER = "`low` is not above `best`, and `best` is not above `high`"


def corpus(number: str, figures: str, language: str = "en") -> dict[str, str | bytes]:
    """The sound corpus with the words for a number, and the figures of the statement that has them."""
    words = WORDS.replace("in great numbers", number)
    return spoiled(
        (TEXT, WORDS, words),
        (RECORDS, f"- {WORDS}", f'- "{words}"'),
        (RECORDS, AT, f"{AT}    figures:{figures}\n"),
        (RECORDS, "  outlet: daily\n", f"  outlet: daily\n  language: {language}\n"),
    )


def figure(**values: str) -> str:
    given = {"kind": "returned", "best": "25000", "passage": "are “coming home”", **values}
    return " [{" + ", ".join(f"{key}: {value}" for key, value in given.items() if value) + "}]"


def test_a_figure_is_a_row_with_its_passage(tmp_path: Path) -> None:
    files = corpus(
        "by the 25,000",
        figure(passage='"by the 25,000"', actor="armenia", counted_by="sergey-lavrov", note="so he says"),
    )
    write(tmp_path, files)
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    (row,) = extraction.rows["figures"]
    (citation,) = [each for each in extraction.rows["citations"] if each["supports"] == "figure"]
    assert row == {
        "id": "refugees:returned:0",
        "event_id": None,
        "statement_id": "refugees",
        "position": 0,
        "kind": "returned",
        "actor_id": "armenia",
        "low": None,
        "best": 25_000,
        "high": None,
        "counted_by": "sergey-lavrov",
        "citation": citation["id"],
        "note": "so he says",
    }
    assert (citation["exact"], citation["statement_id"]) == ("by the 25,000", "refugees")


@pytest.mark.parametrize(
    ("number", "values"),
    [
        ("by 25 000", {}),
        ("by twenty-five thousand", {}),
        ("by more than 25,000", {"best": "", "low": "25000"}),
        ("by up to 25,000", {"best": "", "high": "25000"}),
        ("by 20 to 30, of which 25 are likely", {"low": "20", "best": "25", "high": "30"}),
        ("by 20 to 30", {"low": "20", "best": "", "high": "30"}),
        ("by nobody", {"best": "0"}),
        ("by Private Petrosyan", {"best": "1"}),
        ("by a soldier", {"best": "1"}),
    ],
)
def test_a_figure_that_agrees_with_its_words(tmp_path: Path, number: str, values: dict[str, str]) -> None:
    write(tmp_path, corpus(number, figure(**{"passage": f'"{number}"', **values})))
    assert told(drawn(tmp_path).problems) == []


@pytest.mark.parametrize(
    ("number", "values", "expected"),
    [
        ("by 2,500", {"best": "→25000"}, "figures[0].best: the passage names 2,500, not 25,000"),
        ("by many", {"best": "→25000"}, "figures[0].best: the passage names no number, not 25,000"),
        (
            "by 20 to 30",
            {"low": "20", "best": "→25", "high": "30"},
            "figures[0].best: the passage names 20, 30, not 25",
        ),
        ("by 19 men", {"best": "→1"}, "figures[0].best: the passage names 19, not 1"),
        (
            "by 25,000",
            {"actor": "→karabakhis"},
            "figures[0].actor: unknown actor 'karabakhis' [declare it: no actor has this identifier]",
        ),
        ("by 25,000", {"counted_by": "→baku"}, "figures[0].counted_by: baku is a place, not an actor"),
        ("by 25,000", {"best": "→-1"}, f"figures[0].best: '-1' {NONE}: write digits only, such as 25000"),
        ("by 25,000", {"best": "→25e3"}, f"figures[0].best: '25e3' {NONE}: write digits only, such as 25000"),
        (
            "by 25,000",
            {"best": "→99999999999"},
            f"figures[0].best: '99999999999' {NONE}: there are no more than 10,000,000,000",
        ),
    ],
)
def test_a_figure_that_is_wrong(tmp_path: Path, number: str, values: dict[str, str], expected: str) -> None:
    places = write(tmp_path, corpus(number, figure(**{"passage": f'"{number}"', **values})))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": statements[1].")[2] for line in told(problems)] == [expected]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"best": ""}, "a figure needs `low`, `best` or `high`"),
        ({"low": "26000"}, ORDER),
        ({"best": "", "low": "25000", "high": "2"}, ORDER),
        ({"high": "2"}, ORDER),
    ],
)
def test_the_bounds_are_in_order(tmp_path: Path, values: dict[str, str], expected: str) -> None:
    write(tmp_path, corpus("by 25,000", figure(**{"passage": '"by 25,000"', **values})))
    # A bound that is out of order is also not what the passage says.
    assert drawn(tmp_path).problems[0].message == expected


def test_a_passage_of_a_figure_is_within_those_of_its_record(tmp_path: Path) -> None:
    files = corpus("by 25,000", figure(passage="→9 November 2020"))
    places = write(tmp_path, files)
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == ["is not in the record's passages"]


def test_a_figure_that_stands_twice(tmp_path: Path) -> None:
    one = '{kind: returned, best: 25000, passage: "by 25,000"}'
    places = write(tmp_path, corpus("by 25,000", f" [{one}, →{one}]"))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == ["this figure stands already"]


def test_number_words_of_another_language_are_left_to_the_reader(tmp_path: Path) -> None:
    files = corpus("двадцать пять тысяч", figure(passage="двадцать пять тысяч", best="→25000"), "ru")
    places = write(tmp_path, files)
    problems = [each for each in drawn(tmp_path).problems if "translation" not in each.message]
    assert places_of(problems) == places
    assert all(problem.warning for problem in problems)


def test_another_document_has_its_own_figure(tmp_path: Path) -> None:
    mention = "  - record: visit\n    passages: [Lavrov was in Baku on 21 November 2020.]\n"
    assert mention in SOUND[REPORT]
    counted = "    figures: [{kind: captured, best: 21, counted_by: a-source, passage: 21 November}]\n"
    write(tmp_path, spoiled((REPORT, mention, mention + counted)))
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    (row,) = extraction.rows["figures"]
    assert (row["event_id"], row["best"]) == ("visit", 21)


def test_only_events_and_statements_have_figures(tmp_path: Path) -> None:
    claims = "    claims: [{field: signed, value: 2020-11-10, passage: 10 November}]\n"
    assert_told_once(
        tmp_path,
        (REPORT, claims, f"{claims}    figures: →[{{kind: killed, best: 10, passage: 10 November}}]\n"),
        "mentions[1].figures: truce is of kind agreement: only events and statements have figures",
    )
