"""The words of a statement in each document, their translations, and whose words a section is."""

from pathlib import Path

import pytest

from tests.corpus import HERE, drawn, places_of, spoiled, told, write
from tests.extractor.drawing import assert_verbatim, rows

SHARED, INTERVIEW, REPORT = "shared.yaml", "a-interview.yaml", "b-report.yaml"

TOLD_TWICE = "Lavrov was seen there again."
SECOND = "The minister said that the corridor “is safe” and “stays open”."
AGAIN = "b-report.txt", TOLD_TWICE, f"{TOLD_TWICE} {SECOND}"
MENTIONED = f"passages: [{SECOND}]"
MENTION = f"""\
mentions:
  - record: corridor
    quote: [is safe, stays open]
    {MENTIONED}
"""


def test_another_document_keeps_its_own_words(tmp_path: Path) -> None:
    write(tmp_path, spoiled(AGAIN, (REPORT, "mentions:\n", MENTION)))
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    assert_verbatim(extraction)
    assert rows(extraction, "renderings", "statement_id", "document_id", "quote", "translation") == [
        ("corridor", "report", "is safe\nstays open", None)
    ]
    cited = [row["exact"] for row in extraction.rows["citations"] if row["document_id"] == "report"]
    assert {"is safe", "stays open"} <= set(cited)
    words = dict(rows(extraction, "search", "record", "words"))["corridor"]
    assert "the lachin corridor is guaranteed" in words
    assert "is safe stays open" in words


def test_a_translation_is_kept_and_searched(tmp_path: Path) -> None:
    mention = MENTION.replace(MENTIONED, f"translation: out of danger\n    {MENTIONED}")
    own = (
        INTERVIEW,
        "    quote: [coming home]\n",
        "    quote: [coming home]\n    translation: on the way back\n",
    )
    write(tmp_path, spoiled(AGAIN, own, (REPORT, "mentions:\n", mention)))
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    assert rows(extraction, "renderings", "statement_id", "translation") == [("corridor", "out of danger")]
    assert ("refugees", "on the way back") in rows(extraction, "statements", "id", "translation")
    words = dict(rows(extraction, "search", "record", "words"))
    assert "out of danger" in words["corridor"]
    assert "on the way back" in words["refugees"]


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        pytest.param(
            MENTION.replace("[is safe,", f"[{HERE}is sure,"),
            "mentions[0].quote[0].exact: is not in the record's passages",
            id="words that are not in the text",
        ),
        pytest.param(
            MENTION.replace("[is safe, stays", f"[stays open, {HERE}is safe]\n    #"),
            "mentions[0].quote[1]: does not stand after the passage above it [keep the text's order, each "
            "word once]",
            id="words in another order",
        ),
        pytest.param(
            MENTION.replace("[is safe, stays open]", f"[{HERE}the corridor]"),
            "warning: mentions[0].quote[0]: no quotation mark opens before these words [quote the "
            "speaker's own words, without the marks around them]",
            id="words without quotation marks",
        ),
        pytest.param(
            MENTION.replace("record: corridor", "record: closing").replace("[is safe,", f"{HERE}[is safe,"),
            "mentions[0].quote: closing is of the kind event, and only statements have a quotation",
            id="the words of an event",
        ),
        pytest.param(
            MENTION.replace("record: corridor", "record: kept").replace("[is safe,", f"{HERE}[is safe,"),
            "mentions[0].quote: kept is a statement of this document, which has its own `quote` [write "
            "these words there]",
            id="a statement of the same document",
        ),
        pytest.param(
            MENTION + MENTION.removeprefix("mentions:\n").replace("[is safe, stays", f"{HERE}[stays"),
            "mentions[1].quote: the words of corridor in report stand under another mention [write them in "
            "one list]",
            id="two mentions with words",
        ),
        pytest.param(
            MENTION.replace("  - record", f"  - {HERE}record").replace(
                "quote: [is safe, stays open]", "translation: it is safe"
            ),
            "mentions[0]: a `translation` is of a `quote`, and there is none",
            id="a translation of nothing",
        ),
    ],
)
def test_faults_of_another_documents_words(tmp_path: Path, mention: str, expected: str) -> None:
    places = write(tmp_path, spoiled(AGAIN, (REPORT, "mentions:\n", mention)))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]


def test_a_translation_of_a_statement_without_words_is_refused(tmp_path: Path) -> None:
    change = INTERVIEW, "  - id: delay\n", f"  - {HERE}id: delay\n    translation: no delay\n"
    places = write(tmp_path, spoiled(change))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert "a `translation` is of a `quote`, and there is none" in str(problems[0])


def test_words_in_another_language_want_a_translation(tmp_path: Path) -> None:
    abroad = INTERVIEW, "outlet: daily\n", "outlet: daily\n  language: hy-arevela\n"
    there = REPORT, "  title: A report\n", "  title: A report\n  language: ru\n"
    mention = MENTION.replace("[is safe,", f"{HERE}[is safe,")
    statements = [
        (INTERVIEW, old, old.replace("quote: ", f"quote: {HERE}"))
        for old in (
            "    quote: [The Lachin corridor is guaranteed, It will remain open.]\n",
            "    quote: [coming home]\n",
            "    quote: [will not wait]\n",
        )
    ]
    places = write(tmp_path, spoiled(AGAIN, abroad, there, *statements, (REPORT, "mentions:\n", mention)))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert all(problem.warning for problem in problems)
    assert [problem.message for problem in problems] == [
        f"is in another language ({language}) and has no `translation`"
        for language in ("hy-arevela", "hy-arevela", "hy-arevela", "ru")
    ]
