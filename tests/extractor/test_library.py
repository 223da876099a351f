"""Documents: their sections are the whole text, and no sentence of them is passed over unsaid."""

from pathlib import Path

import pytest

from karabakh_events.extractor import Coverage, Extraction, Sentence
from tests.corpus import assert_told_once, drawn, spoiled, write

INTERVIEW, REPORT = "a-interview.yaml", "b-report.yaml"


def test_coverage_counts_sentences_of_the_body(sound: Extraction) -> None:
    assert [(each.document, each.sentences, each.set_aside, each.unaccounted) for each in sound.coverage] == [
        ("interview", 9, 1, ()),
        ("report", 4, 1, ()),
    ]


def test_a_sentence_of_which_nothing_is_recorded_is_listed(tmp_path: Path) -> None:
    unrecorded = "  unrecorded:\n    - {exact: Lavrov was seen there again., reason: by whom is not said}\n"
    write(tmp_path, spoiled((REPORT, unrecorded, "")))
    assert drawn(tmp_path).coverage[1] == Coverage(
        document="report",
        file=str(tmp_path / REPORT),
        text=str(tmp_path / "b-report.txt"),
        sentences=4,
        set_aside=0,
        unaccounted=(Sentence(2, 78, "Lavrov was seen there again."),),
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            "    - {kind: related, starts: →Menu}",
            "document.sections[3].starts: starts before the section above it does [keep the text's order]",
            id="sections out of order",
        ),
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            "    - →{kind: related}",
            "document.sections[3]: needs `starts`, the first words of the section [only the first goes "
            "without]",
            id="a section without its beginning",
        ),
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            '    - {kind: related, starts: →"Relatd:"}',
            "document.sections[3].starts.exact: is not in interview",
            id="a section that is not there",
        ),
        pytest.param(
            REPORT,
            "sections: [{kind: body}]",
            "sections: [{kind: body, starts: →The truce of}]",
            "document.sections[0].starts: the first section starts where the text does",
            id="a first section that begins later",
        ),
        pytest.param(
            REPORT,
            "exact: Lavrov was seen there again.",
            "exact: →Lavrov was not seen.",
            "document.unrecorded[0].exact: is not in report [nearest: Lavrov was seen there again. "
            "(the passage has “not” after “was”, the text has not; the text has “there again” after "
            "“seen”, the passage has not)]",
            id="a set-aside sentence that is not there",
        ),
    ],
)
def test_a_section_that_is_wrong_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


@pytest.mark.parametrize("old", ["  sha256: SHA256(b-report.txt)\n", "  title: A report\n"])
def test_a_document_that_is_wrong_does_not_spoil_the_rest(tmp_path: Path, old: str) -> None:
    """Its passages cannot be looked for, but its references can be."""
    write(tmp_path, spoiled((REPORT, old, ""), (REPORT, "part_of: visit", "part_of: vist")))
    assert [problem.field.partition(".")[0] for problem in drawn(tmp_path).problems] == [
        "document",
        "events[0]",
    ]
