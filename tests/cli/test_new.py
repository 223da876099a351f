"""`new`: from a text to the frame of its record file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from syrupy.assertion import SnapshotAssertion

from tests.building import kevents_unprivileged
from tests.cli.running import kevents, outcome
from tests.corpus import SHARED, SOUND, write

SEEDS = Path(__file__).parents[2] / "seeds"
PROGRAM = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]

TEXT = """\
Lavrov: “the corridor” stays open

YEREVAN, 1 May. /Armenpress/. Sergey Lavrov said that the truce holds. Baku agreed.
"""


@pytest.fixture
def corpus(corpus: Path) -> Path:
    """The folder with the sound corpus, and in it a text without a record file."""
    write(corpus, {"new.txt": TEXT})
    return corpus


def test_a_frame_is_written_checked_and_waits_for_records(corpus: Path, snapshot: SnapshotAssertion) -> None:
    result = kevents("new", "new.txt")
    assert outcome(result) == (0, "", "new.yaml: 2 sections guessed; the text names 6 records on file\n")
    assert (corpus / "new.yaml").read_text("utf-8") == snapshot
    assert outcome(kevents("check", "new.yaml")) == (0, "", "9 records, 23 passages: no problems\n")
    assert outcome(kevents("coverage", "new.yaml")) == (
        1,
        "new.txt:3:1: YEREVAN, 1 May. /Armenpress/. Sergey Lavrov said that the truce holds.\n"
        "new.txt:3:72: Baku agreed.\n",
        "new: 2 sentences, 2 unaccounted for\n",
    )
    assert sorted(each.name for each in corpus.iterdir()) == sorted([*SOUND, "new.txt", "new.yaml"])


@pytest.mark.parametrize("name", sorted(each.stem for each in SEEDS.glob("*.txt")))
def test_the_frame_of_a_bundled_document_is_sound(tmp_path: Path, name: str) -> None:
    for file in ("actors.yaml", "places.yaml", f"{name}.txt"):
        (tmp_path / file).write_bytes((SEEDS / file).read_bytes())
    assert kevents("new", str(tmp_path / f"{name}.txt")).exit_code == 0
    assert kevents("check", str(tmp_path)).stdout == ""


def test_a_frame_does_not_depend_on_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing need be on file, and the folder need not be named."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, {"new.txt": TEXT})
    assert (
        kevents("new", "new.txt").stderr == "new.yaml: 2 sections guessed; the text names 0 records on file\n"
    )
    assert "#" not in (tmp_path / "new.yaml").read_text("utf-8").replace("# The sections", "")
    assert outcome(kevents("check", ".")) == (0, "", "0 records, 0 passages: no problems\n")


def test_the_schema_is_named_where_it_lies(corpus: Path) -> None:
    write(corpus, {"record-file.schema.json": "{}"})
    kevents("new", "new.txt")
    first, *_ = (corpus / "new.yaml").read_text("utf-8").splitlines()
    assert first == "# yaml-language-server: $schema=record-file.schema.json"


def test_faults_of_other_files_are_told_and_hide_nothing(corpus: Path) -> None:
    write(corpus, {"shared.yaml": SHARED.replace("    kind: person\n", ""), "x.yaml": b"\xff"})
    assert outcome(kevents("new", "new.txt")) == (
        0,
        "",
        "new.yaml: 2 sections guessed; the text names 6 records on file\n"
        "2 problems in the record files of the folder: kevents check tells them\n",
    )
    assert "sergey-lavrov: Sergey Lavrov" in (corpus / "new.yaml").read_text("utf-8")


def test_a_neighbour_whose_text_has_no_plain_name_is_only_faulty(corpus: Path) -> None:
    for name in ("../other.txt", "..", "a/b.txt"):
        document = f"{{id: odd, file: {name}, sha256: {'0' * 64}, title: t, sections: [{{kind: body}}]}}"
        write(corpus, {"odd.yaml": f"document: {document}\n"})
        result = kevents("new", "new.txt")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "1 problem in the record files of the folder" in result.stderr
        (corpus / "new.yaml").unlink()


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["new.yaml", "new.yml"])
def test_a_record_file_is_never_replaced(corpus: Path, name: str) -> None:
    def refused() -> None:
        assert outcome(kevents("new", "new.txt")) == (
            1,
            "",
            f"Error: {name}: is there already; nothing was written\n"
            f"go on with it (kevents check {name}), or move it away for a new frame\n",
        )
        assert sorted(each.name for each in corpus.iterdir()) == sorted([*SOUND, "new.txt", name])

    present = corpus / name
    present.write_text("curated")
    refused()
    assert present.read_text() == "curated"
    present.unlink()
    present.symlink_to("nowhere")
    refused()
    present.unlink()
    present.mkdir()
    refused()


def test_a_text_too_large_to_read_is_refused(corpus: Path) -> None:
    with (corpus / "t.txt").open("wb") as out:
        out.truncate(64 * 2**20 + 1)
    assert kevents("new", "t.txt").stderr == "Error: t.txt: 67,108,865 bytes; at most 67,108,864 are read\n"


def test_a_text_under_another_name_has_its_record_file(corpus: Path) -> None:
    write(corpus, {"copy.txt": SOUND["b-report.txt"]})
    assert outcome(kevents("new", "copy.txt")) == (
        1,
        "",
        "Error: copy.txt: b-report.yaml is the record file of this text\n"
        "go on with that: kevents check b-report.yaml\n",
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "t.txt: is empty\n"),
        (b" \r\n\xc2\xa0\n", "t.txt: is empty\n"),
        (
            b"\xef\xbb\xbfx",
            "t.txt:1:1: the file begins with a byte order mark\nsave it as UTF-8 without BOM\n",
        ),
        ("x".encode("utf-16"), "t.txt:1:1: the file is UTF-16\nsave it as UTF-8\n"),
        (b"One.\nTw\xe9", "t.txt:2:3: byte 0xE9 is not UTF-8\nsave the file as UTF-8\n"),
        (
            b"PK\x03\x04\x14\x00\x06",
            "t.txt:1:1: the file is a zip archive\nrecord files and their texts are plain text in UTF-8\n",
        ),
        (b"\xed\xa0\x80", "t.txt:1:1: byte 0xED is not UTF-8\nsave the file as UTF-8\n"),
    ],
)
def test_what_check_would_refuse_gets_no_frame(corpus: Path, content: bytes, told: str) -> None:
    (corpus / "t.txt").write_bytes(content)
    assert outcome(kevents("new", "t.txt")) == (1, "", f"Error: {told}")
    assert not (corpus / "t.yaml").exists()


@pytest.mark.parametrize(
    "content",
    [
        "One line",
        "x",
        "a\rb\rc",
        "CR\r\nLF\r\n\r\nOne. Two.\r\n",
        "Tags: <b>[red]x[/red]</b>",
        "{{x}}",
        "\x1b[2J",
    ],
)
def test_any_text_gets_one(corpus: Path, content: str) -> None:
    (corpus / "t.txt").write_bytes(content.encode())
    result = kevents("new", "t.txt")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "\x1b" not in (corpus / "t.yaml").read_text("utf-8")
    assert kevents("check", "t.yaml").stdout == ""


def test_files_that_are_no_texts(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.txt")
    (corpus / "link.txt").symlink_to("new.txt")
    (corpus / "two\nlines.txt").write_text("x")
    (corpus / "back\\slash.txt").write_text("x")
    for name, told in (
        ("pipe.txt", "pipe.txt: not a regular file\n"),
        ("link.txt", "link.txt: is a symbolic link\nput the text itself in the folder\n"),
        ("shared.yaml", "shared.yaml: is a record file by its name\nname the text, or call it .txt\n"),
        ("two\nlines.txt", "two\nlines.txt: no record file can hold this name\ngive the text a plain name\n"),
        (
            "back\\slash.txt",
            "back\\slash.txt: no record file can hold this name\ngive the text a plain name\n",
        ),
    ):
        ran = subprocess.run(
            [*PROGRAM, "new", name], capture_output=True, text=True, timeout=30, check=False, cwd=corpus
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"Error: {told}")


@pytest.mark.parametrize("arguments", [(), ("missing.txt",), (".",), ("new.txt", "b-report.txt")])
def test_a_usage_that_is_wrong_is_told_apart(corpus: Path, arguments: tuple[str, ...]) -> None:
    result = kevents("new", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert not (corpus / "new.yaml").exists()


def test_a_folder_that_may_not_be_written_to(corpus: Path) -> None:
    corpus.chmod(0o500)
    try:
        done = kevents_unprivileged("new", "new.txt", folder=corpus)
    finally:
        corpus.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert "new.yaml: could not be written (Permission denied); nothing was written" in done.stderr


def test_what_is_offered_may_be_uncommented(corpus: Path) -> None:
    """The outlet, as a line of the document."""
    kevents("new", "new.txt")
    path = corpus / "new.yaml"
    path.write_text(path.read_text("utf-8").replace("# outlet: armenpress", "outlet: armenpress"), "utf-8")
    assert yaml.safe_load(path.read_text("utf-8"))["document"]["outlet"] == "armenpress"
    assert kevents("check", "new.yaml").stdout == ""
