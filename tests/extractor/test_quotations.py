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


def test_a_comma_that_parts_a_quotation_is_told(tmp_path: Path) -> None:
    """A comma in [ ] parts two values, which is easily forgotten."""
    spoken = "a-interview.txt", "“coming home”", "“no war, no peace”"
    own = INTERVIEW, "    quote: [coming home]\n", f"    quote: [no war, {HERE}no peace]\n"
    passage = INTERVIEW, "that refugees are “coming home” in", "that refugees are “no war, no peace” in"
    places = write(tmp_path, spoiled(spoken, own, passage))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": warning: ")[2] for line in told(problems)] == [
        "statements[1].quote[1]: only a comma stands before these words and after the passage above it [in "
        "[ ] a comma parts two values: put the whole quotation between quotation marks]"
    ]


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


# --- whole speeches ------------------------------------------------------------------------------------

TALK = """\
An evening talk

Who opened the door? Boris says it was Anna.

I opened it. Anna told me to do so. Carol said: “It was never shut.”

It is open.
"""

TALK_RECORDS = """\
document:
  id: talk
  sha256: SHA256(talk.txt)
  title: An evening talk
  sections:
    - kind: title
    - {kind: question, starts: Who opened}
    - {kind: answer, starts: I opened it., speaker: dora}
    - {kind: speech, starts: It is open., speaker: anna}
  unrecorded:
    - {exact: Who opened the door?, reason: asks only}
topics: [{id: information, meaning: information}]
actors:
  - {id: anna, name: Anna, kind: unnamed-source}
  - {id: boris, name: Boris, kind: unnamed-source}
  - {id: carol, name: Carol, kind: unnamed-source}
  - {id: dora, name: Dora, kind: unnamed-source}
statements:
"""


def statement(name: str, speakers: str, words: str, more: str = "", quote: bool = True) -> str:
    return f"""\
  - id: {name}
    speakers: {speakers}
    manner: {"direct" if quote else "indirect"}
    act: assert
    {f"quote: [{words}]" if quote else ""}
    {more}
    summary: Of the door, {name}.
    topics: [information]
    passages: [{{exact: "{words}", within: "{words}"}}]
"""


SPEECHES = {
    "asked": statement("asked", "[boris]", "Boris says it was Anna.", quote=False),
    "opened": statement("opened", "[dora]", "I opened it."),
    "told": statement("told", "[anna]", "Anna told me to do so.", "via: [dora]", quote=False),
    "shut": statement("shut", "[carol]", "It was never shut."),
    "open": statement("open", "[anna]", "It is open."),
}


def talk(folder: Path, records: str = TALK_RECORDS, **changes: str) -> list[tuple[str, int, int]]:
    statements = "".join({**SPEECHES, **changes}.values())
    return write(folder, {"talk.txt": TALK, "talk.yaml": records + statements})


def test_the_words_of_a_speech_need_no_marks(tmp_path: Path) -> None:
    talk(tmp_path)
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    (coverage,) = extraction.coverage
    assert (coverage.sentences, coverage.unaccounted, coverage.passed_over) == (6, (), ())
    assert [row[1:] for row in rows(extraction, "sections", "start", "kind", "speaker_id")] == [
        ("title", None),
        ("question", None),
        ("answer", "dora"),
        ("speech", "anna"),
    ]


def test_its_sentences_are_covered_one_by_one(tmp_path: Path) -> None:
    talk(tmp_path, opened="", open="")
    (coverage,) = drawn(tmp_path).coverage
    assert [sentence.words for sentence in coverage.unaccounted] == ["I opened it.", "It is open."]


def test_a_question_is_read_as_a_whole(tmp_path: Path) -> None:
    records = TALK_RECORDS.replace("Who opened}", "Who opened, unrecorded: asks only}")
    records = records.replace("  unrecorded:\n    - {exact: Who opened the door?, reason: asks only}\n", "")
    talk(tmp_path, records, asked="")
    extraction = drawn(tmp_path)
    assert told(extraction.problems) == []
    (coverage,) = extraction.coverage
    assert (coverage.unaccounted, coverage.set_aside) == ((), 2)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param(
            {"opened": statement("opened", f"{HERE}[anna]", "I opened it.")},
            "statements[1].speakers: the words stand in an answer of dora, who is not a speaker here [if "
            "dora only passes on what somebody else said, name dora under `via`]",
            id="another speaker in an answer",
        ),
        pytest.param(
            {"open": statement("open", f"{HERE}[dora]", "It is open.")},
            "statements[4].speakers: the words stand in a speech of anna, who is not a speaker here [if "
            "anna only passes on what somebody else said, name anna under `via`]",
            id="another speaker in a speech",
        ),
        pytest.param(
            {"told": statement("told", f"{HERE}[anna]", "Anna told me to do so.", quote=False)},
            "statements[2].speakers: the words stand in an answer of dora, who is not a speaker here [if "
            "dora only passes on what somebody else said, name dora under `via`]",
            id="reported without who reports it",
        ),
        pytest.param(
            {"asked": statement("asked", f"{HERE}[dora]", "Boris says it was Anna.", quote=False)},
            "statements[0].speakers: dora answers in this document, and the words stand in a question",
            id="the person who answers, in a question",
        ),
    ],
)
def test_somebody_elses_words_in_a_speech(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    places = talk(tmp_path, **changes)
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": warning: ")[2] for line in told(problems)] == [expected]


def test_somebody_elses_words_in_a_speech_that_mentions_them(tmp_path: Path) -> None:
    text = "The door is open, and it stays so.\n"
    records = f"""\
document:
  id: letter
  sha256: SHA256(letter.txt)
  title: A letter
  sections: [{{kind: speech, speaker: carol}}]
mentions:
  - record: open
    quote: {HERE}["The door is open, and it stays so."]
    passages: ["The door is open, and it stays so."]
"""
    statements = "".join(SPEECHES.values())
    places = write(
        tmp_path,
        {
            "letter.txt": text,
            "letter.yaml": records,
            "talk.txt": TALK,
            "talk.yaml": TALK_RECORDS + statements,
        },
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert "the words stand in a speech of carol, who is not a speaker here" in str(problems[0])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "{kind: answer, starts: I opened it., speaker: dora}",
            f"{HERE}{{kind: answer, starts: I opened it.}}",
            "document.sections[2]: a section of the kind answer needs a `speaker`, whose words they are",
        ),
        (
            "{kind: speech, starts: It is open., speaker: anna}",
            f"{HERE}{{kind: speech, starts: It is open.}}",
            "document.sections[3]: a section of the kind speech needs a `speaker`, whose words they are",
        ),
        (
            "- kind: title",
            f"- {HERE}kind: title\n      speaker: anna",
            "document.sections[0]: a section of the kind title has no `speaker`: make it a speech",
        ),
        (
            "{kind: speech, starts: It is open., speaker: anna}",
            f"{HERE}{{kind: speech, starts: It is open., speaker: anna, unrecorded: dull}}",
            "document.sections[3]: only a question is `unrecorded` as a whole: list its sentences in the "
            "document",
        ),
        (
            "speaker: dora",
            f"speaker: {HERE}doro",
            "document.sections[2].speaker: unknown actor 'doro' [did you mean dora?]",
        ),
    ],
)
def test_faults_of_a_section(tmp_path: Path, old: str, new: str, expected: str) -> None:
    places = talk(tmp_path, TALK_RECORDS.replace(old, new), opened="", told="", shut="")
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
