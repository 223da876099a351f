"""Passages: verbatim and in one place, or told with the nearest that there is."""

from pathlib import Path

import pytest

from tests.corpus import SOUND, assert_told_once, drawn, places_of, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            INTERVIEW,
            "[Armenpress reports that Yerevan denied any delay.]",
            "[→Armenpress reports that Yerevan ’denied any delay.]",
            "statements[2].passages[0].exact: is not in interview [nearest: Armenpress reports that "
            "Yerevan denied any delay. (the passage has ’ (U+2019) after “Yerevan”, the text has not)]",
            id="a passage with another quotation mark",
        ),
        pytest.param(
            INTERVIEW,
            "- The minister said that refugees are “coming home” in great numbers.",
            "- →'The minister said that refugees are \"coming home\" in great numbers.'",
            "statements[1].passages[0].exact: is not in interview [nearest: The minister said that "
            "refugees are “coming home” in great numbers. (the text has “ (U+201C) where the passage "
            'has " (U+0022); the text has ” (U+201D) where the passage has " (U+0022))]',
            id="a passage with straight quotation marks",
        ),
        pytest.param(
            INTERVIEW,
            "[Armenpress reports that Yerevan denied any delay.]",
            "[→Colourless green ideas sleep furiously]",
            "statements[2].passages[0].exact: is not in interview",
            id="a passage like nothing in the text",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[→Lavrov was]",
            "events[0].passages[0].exact: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous passage",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{exact: →Lavrov was}]",
            "events[0].passages[0].exact: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous passage with its words in a field",
        ),
        pytest.param(
            INTERVIEW,
            "{exact: The minister, within: The minister said that refugees}",
            "{exact: The minister, within: →The minister says that refugees}",
            "roles[0].passages[0].within: is not in interview [nearest: The minister said that "
            "refugees (the text has “said” where the passage has “says”)]",
            id="a stretch that is not there",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{exact: was, within: →Lavrov was}]",
            "events[0].passages[0].within: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous stretch",
        ),
        pytest.param(
            INTERVIEW,
            "{exact: The minister, within: The minister said that refugees}",
            "{exact: →Lavrov smiled., within: The minister said that refugees}",
            "roles[0].passages[0].exact: is not in interview (in the stretch that `within` names) "
            "[nearest: Lavrov smiled. (it stands here, outside the part of the text that was searched)]",
            id="a passage outside its stretch",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{document: →interview, exact: Lavrov smiled.}]",
            "events[0].passages[0].document: a passage of interview in the file of report [write it in "
            "the file of interview, as a mention of this record]",
            id="a passage of another document",
        ),
        pytest.param(
            SHARED,
            "{document: interview, exact: It opens",
            "→{exact: It opens",
            "agreements[0].provisions[0].passages[0]: needs `document`: this file has no document of its own",
            id="a passage of no document",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→will not wait]",
            "statements[1].quote[0].exact: is not in the record's passages [it stands in line 11 of "
            "the text: cite that place under `passages`]",
            id="a quotation outside the passages",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→comming home]",
            "statements[1].quote[0].exact: is not in the record's passages",
            id="a quotation that is nowhere",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→re]",
            "statements[1].quote[0].exact: stands 3 times in the record's passages [lengthen it, or "
            "say which with `within`]",
            id="a quotation twice in the passages",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [{document: →report, exact: coming home}]",
            "statements[1].quote[0].document: a passage of report in the file of interview [write it "
            "in the file of report, as a mention of this record]",
            id="a quotation of another document",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [{exact: →will not wait, within: Baku “will not wait”}]",
            "statements[1].quote[0].exact: is not in the record's passages [it stands in line 11 of "
            "the text: cite that place under `passages`]",
            id="a quotation outside, by its stretch",
        ),
        pytest.param(
            INTERVIEW,
            "[The Lachin corridor is guaranteed, It will remain open.]",
            "[It will remain open., →The Lachin corridor is guaranteed]",
            "statements[0].quote[1]: does not stand after the passage above it [keep the text's order, "
            "each word once]",
            id="a quotation in another order",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [coming home, →coming home]",
            "statements[1].quote[1]: does not stand after the passage above it [keep the text's order, "
            "each word once]",
            id="words quoted twice",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→“coming home”]",
            "warning: statements[1].quote[0]: no quotation mark opens before these words [quote the "
            "speaker's own words, without the marks around them]",
            id="a warning: the marks are quoted too",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→home]",
            "warning: statements[1].quote[0]: no quotation mark opens before these words [quote the "
            "speaker's own words, without the marks around them]",
            id="a warning: no quotation mark opens",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: on Sunday",
            "verbatim: →on Monday",
            "events[0].date.verbatim: is not in interview",
            id="words of a date that are not there",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: on Sunday",
            "verbatim: →or",
            "events[0].date.verbatim: stands 2 times in the record's passages [lengthen it, or say "
            "which with `within`]",
            id="words of a date that stand twice",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: 22 November, basis",
            "verbatim: →November, basis",
            "document.published.verbatim: stands 2 times in interview (lines 5, 9) [lengthen it, or "
            "say which with `within`]",
            id="words of publication that stand twice",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: 22 November, basis",
            "verbatim: →23 November, basis",
            "document.published.verbatim: is not in interview [nearest: 22 November (the text has “22” "
            "where the passage has “23”)]",
            id="words of publication that are not there",
        ),
        pytest.param(
            REPORT,
            "passage: on 21 November 2020",
            "passage: →on 23 November 2020",
            "mentions[0].claims[0].passage.exact: is not in report [nearest: on 21 November 2020 (the "
            "text has “21” where the passage has “23”)]",
            id="a claim with a passage that is not there",
        ),
    ],
)
def test_a_passage_that_is_wrong_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


def test_a_statement_is_of_one_document(tmp_path: Path) -> None:
    statement = """\
statements:
  - id: shared
    speakers: [armenia]
    manner: indirect
    act: assert
    summary: s
    topics: [refugees]
    passages: →[{document: interview, exact: Lavrov smiled.}, {document: report, exact: seen there}]
"""
    places = write(tmp_path, {**SOUND, "more.yaml": statement})
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert told(problems) == [
        "more.yaml:8:15: statements[0].passages: its passages are in several documents: interview, report "
        "[one statement, one document]"
    ]
