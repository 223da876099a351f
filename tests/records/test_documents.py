"""A document and its text: an ordinary file beside its record, the one that was read."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.corpus import drawn, places_of, spoiled, told, write

REPORT = "b-report.yaml"


_DOCUMENT = """\
document:
  id: d
  →file: {file}
  sha256: {sum}
  title: t
  sections: [{{kind: body}}]
"""


def document(file: str, content: str | bytes = "Text.") -> dict[str, str | bytes]:
    """A record file whose document names `file`, with the place where a fault of it is told."""
    record = _DOCUMENT.format(file=file, sum="SHA256(d.txt)").replace("→file: ", "file: →")
    return {"d.txt": content, "d.yaml": record}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("../d.txt", "'../d.txt' is not a plain file name [the text lies in the folder of its record file]"),
        ("/etc/passwd", "'/etc/passwd' is not a plain file name"),
        ("sub/../d.txt", "'sub/../d.txt' is not a plain file name"),
        ("..\\d.txt", "'..\\\\d.txt' is not a plain file name"),
        ("..", "'..' is not a plain file name"),
        (".", "'.' is not a plain file name"),
        ("missing.txt", "the text 'missing.txt' is not in the folder FOLDER"),
        ("D.TXT", "the text 'D.TXT' is not in the folder FOLDER"),
        ("folder", "folder: not a regular file"),
        ("pipe", "pipe: not a regular file"),
        ("inside", "inside is a symbolic link [put the text itself in the folder]"),
        ("device", "device is a symbolic link [put the text itself in the folder]"),
        ("dangling", "dangling is a symbolic link [put the text itself in the folder]"),
        ("x" * 300, "xxx…': File name too long"),
        ("large", "large: 67,108,865 bytes; at most 67,108,864 are read"),
    ],
)
def test_the_text_is_an_ordinary_file_beside_its_record(tmp_path: Path, file: str, expected: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "inside").symlink_to("d.txt")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "dangling").symlink_to("nowhere")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(64 * 2**20 + 1)
    places = write(tmp_path, document(file))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    (line,) = told(problems)
    assert line.startswith("d.yaml:3:9: document.file: ")
    assert expected.replace("FOLDER", str(tmp_path)) in line


@pytest.mark.parametrize("line", ["", "  sha256:\n", "  sha256: abc\n", "  sha256: [x]\n"])
def test_a_sum_that_is_missing_is_told_and_hides_nothing(tmp_path: Path, line: str) -> None:
    files = spoiled(
        (REPORT, "  sha256: SHA256(b-report.txt)\n", line),
        (REPORT, "{exact: Lavrov was seen there again.,", "{exact: He was not seen.,"),
    )
    write(tmp_path, files)
    problems = drawn(tmp_path).problems
    checksum = hashlib.sha256((tmp_path / "b-report.txt").read_bytes()).hexdigest()
    assert [f"the checksum of b-report.txt is {checksum}" in each.hint for each in problems] == [True, False]
    assert problems[-1].message == "is not in report"


def test_a_text_that_was_edited_is_refused(tmp_path: Path) -> None:
    write(tmp_path, document("d.txt"))
    (tmp_path / "d.txt").write_text("Text!")
    (problem,) = drawn(tmp_path).problems
    assert (problem.line, problem.column, problem.field) == (4, 11, "document.sha256")
    assert problem.message.startswith("d.txt is not the text that was read: its checksum is ")


def test_the_passages_of_an_edited_text_are_not_told_missing(tmp_path: Path) -> None:
    """But what else is wrong in the file is."""
    write(tmp_path, spoiled((REPORT, "part_of: visit", "part_of: →vist")))
    (tmp_path / "b-report.txt").write_text("Another text.")
    assert [problem.field for problem in drawn(tmp_path).problems] == ["document.sha256", "events[0].part_of"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "d.yaml:3:9: document.file: d.txt is empty"),
        (b" \n\t\n", "d.yaml:3:9: document.file: d.txt is empty"),
        (b"One.\nTw\xf6.\n", "d.txt:2:3: byte 0xF6 is not UTF-8 [save the file as UTF-8]"),
        (b"One.\nT\0wo.\n", "d.txt:2:2: NUL character (U+0000) [remove it]"),
        ("One.".encode("utf-16"), "d.txt:1:1: the file is UTF-16 [save it as UTF-8]"),
        (
            b"\xef\xbb\xbfOne.",
            "d.txt:1:1: the file begins with a byte order mark [save it as UTF-8 without BOM]",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    write(tmp_path, document("d.txt", content))
    assert told(drawn(tmp_path).problems) == [expected]


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """Control characters of a page are its own; only what the database cannot hold is refused."""
    text = "One.\r\n\x1b[31mTwo\u202e\u200b.\t\x07"
    write(tmp_path, document("d.txt", text))
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    assert extraction.rows["documents"][0]["text"] == text


def test_a_text_has_the_name_of_its_record_file_unless_told(tmp_path: Path) -> None:
    record = document("d.txt")["d.yaml"]
    assert isinstance(record, str)
    write(tmp_path, {"d.txt": "Text.", "d.yaml": record.replace("  file: →d.txt\n", "")})
    assert drawn(tmp_path).problems == ()


def test_one_text_is_one_document(tmp_path: Path) -> None:
    first = document("d.txt")["d.yaml"]
    assert isinstance(first, str)
    again = first.replace("id: d", "id: e").replace("SHA256(d.txt)", "SHA256(e.txt)")
    files = {"d.yaml": first, "e.yaml": again.replace("d.txt", "e.txt"), "d.txt": "Text.", "e.txt": "Text."}
    write(tmp_path, files)
    assert told(drawn(tmp_path).problems) == ["e.yaml:2:3: document: has the text of the document in d.yaml"]


def test_texts_whose_names_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    """On another file system one would be the other."""
    first = document("d.txt")["d.yaml"]
    assert isinstance(first, str)
    again = first.replace("id: d", "id: e").replace("d.txt", "D.txt")
    write(tmp_path, {"d.yaml": first, "e.yaml": again, "d.txt": "One.", "D.txt": "Two."})
    assert told(drawn(tmp_path).problems) == [
        "e.yaml:2:3: document: has the file name of the document in d.yaml"
    ]


def test_a_document_that_is_declared_again_does_not_lend_its_text(tmp_path: Path) -> None:
    write(tmp_path, spoiled((REPORT, "  id: report", "  id: →interview")))
    assert [(problem.file, problem.field) for problem in drawn(tmp_path).problems] == [
        (str(tmp_path / REPORT), "document.id")
    ]
