"""A file of another format is named as what it is, whether it is given as a record file or as a text."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.records.formats import text_format
from tests.corpus import SOUND, drawn, told, write


def zipped(*names: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


BINARY = {
    "a Word document (.docx)": zipped("[Content_Types].xml", "word/document.xml"),
    "an Excel workbook (.xlsx)": zipped("xl/workbook.xml"),
    "a zip archive": zipped("a.txt"),
    "a PDF": b"%PDF-1.7\n\xe2\xe3",
    "an old Office document (such as .doc)": b"\xd0\xcf\x11\xe0\xa1\xb1",
    "an SQLite database": b"SQLite format 3\0",
    "a gzip archive": b"\x1f\x8b\x08",
    "an image": b"\x89PNG\r\n",
}
PLAIN = [
    ("CSV", "id,name,kind\nlavrov,Sergey Lavrov,person\n"),
    ("CSV", '"id";"name: full"\n"lavrov";"Sergey, Lavrov"\n'),
    ("a table with tabs (TSV)", "id\tname\nlavrov\tSergey Lavrov\n"),
    ("JSON lines", '{"id": "lavrov"}\n{"id": "aliyev"}\n'),
    ("HTML", "<!DOCTYPE html>\n<html><body><p>Lavrov: x</p></body></html>"),
    ("HTML", "\n<p class='a'>Lavrov</p>\n"),
    ("XML", '<?xml version="1.0"?>\n<a/>'),
    ("RTF", "{\\rtf1\\ansi\n{\\fonttbl x}\\par: y: z}"),
]


@pytest.mark.parametrize(("name", "data"), BINARY.items())
def test_what_is_no_text_is_named(tmp_path: Path, name: str, data: bytes) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "shared.yaml").write_bytes(data)
    (problem,) = [each for each in drawn(tmp_path).problems if "shared" in each.file]
    assert problem.message == f"the file is {name}"
    write(tmp_path, {**SOUND, "b-report.txt": data})
    (problem,) = [each for each in drawn(tmp_path).problems if each.file.endswith(".txt")]
    assert problem.message == f"the file is {name}"


@pytest.mark.parametrize(("name", "text"), PLAIN)
def test_a_format_for_programs_is_named(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "shared.yaml").write_text(text)
    (problem,) = [each for each in drawn(tmp_path).problems if "shared" in each.file]
    assert (problem.line, problem.column, problem.warning) == (1, 1, False)
    assert problem.message == f"the file is {name}, and no record file"
    write(tmp_path, {**SOUND, "b-report.txt": text})
    (problem,) = [each for each in drawn(tmp_path).problems if each.file.endswith(".txt")]
    assert problem.warning
    assert problem.message == f"the text seems to be {name}"


@pytest.mark.parametrize(
    "text",
    [
        "Lavrov came, he said\nAliyev waited, he said",
        "Q:\tWhat now?\nA:\tNothing.",
        "He said {this}.\nAnd that.",
        "[Applause]\n\n“Good evening”",
        "one line, no more",
        "<Menu> Lavrov",
        "",
    ],
)
def test_prose_is_prose(text: str) -> None:
    assert text_format(text) is None


@given(st.text())
def test_any_text_may_be_asked(text: str) -> None:
    text_format(text)


@pytest.mark.parametrize(
    "raw",
    [
        "actors:\n→\t- id: a\n\t  name: b\n",
        "actors:\n  - id: a\n→\tname: b\n",
        "actors:\n  -→\tid: a\n  \tname: b\n",
        "document:\n→\tid: x\n",
    ],
)
def test_tabs_are_named(tmp_path: Path, raw: str) -> None:
    ((_, line, column),) = write(tmp_path, {"a.yaml": raw})
    (problem,) = drawn(tmp_path).problems
    assert (problem.line, problem.column) == (line, column)
    assert problem.message == "a tab indents this line"


def test_a_text_given_as_a_record_file(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (line,) = told(drawn(tmp_path, "b-report.txt").problems)
    assert line.startswith("b-report.txt:1:1: the file is plain text, and no record file")
    assert line.endswith("[its record file would be b-report.yaml]")
