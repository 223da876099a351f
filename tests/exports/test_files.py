"""A file is there whole or as it was: after a full disk, a kill, an error half-way, a path that cannot be."""

import os
import re
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

KEVENTS = Path(sys.executable).parent / "kevents"


def export(
    database: Path, *arguments: object, largest: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `kevents export` as a process of its own, which may write no file larger than `largest` bytes."""

    def limited() -> None:
        import resource

        # Without it the process would be killed by a signal instead of being told.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(
        [str(KEVENTS), "--db", str(database), "export", *map(str, arguments)],
        preexec_fn=limited,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def content(path: Path) -> dict[str, bytes]:
    """The files of a folder, or the one file, by name."""
    each = path.rglob("*") if path.is_dir() else [path]
    return {str(file.relative_to(path.parent)): file.read_bytes() for file in each if file.is_file()}


FILES = [
    ("jsonl", "rows.jsonl"),
    ("timelinejs", "timeline.json"),
    ("ftm", "entities.jsonl"),
    ("csl-json", "documents.json"),
    ("bibtex", "documents.bib"),
    ("graphml", "graph.graphml"),
    pytest.param("parquet", "rows.parquet", marks=pytest.mark.needs("pyarrow")),
    ("csv", "package.zip"),
    ("csv", "package"),
]


@pytest.mark.parametrize(("name", "file"), FILES)
def test_a_full_disk_leaves_the_old_export(bundled_file: Path, tmp_path: Path, name: str, file: str) -> None:
    path = tmp_path / file
    assert export(bundled_file, name, "-o", path, "--limit", "5").returncode == 0
    before = content(path)
    done = export(bundled_file, name, "-o", path, "--statements", largest=500)
    assert done.returncode == 1, done.stderr
    assert done.stderr.startswith(f"Error: {path}: could not be written (File too large)")
    assert "the old content is untouched" in done.stderr
    assert re.search(rf"\nit needs more than 0.1 MB in {tmp_path}, where [\d,.]+ MB are free\n", done.stderr)
    assert content(path) == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(("name", "file"), FILES)
def test_a_full_disk_leaves_nothing_where_nothing_was(
    bundled_file: Path, tmp_path: Path, name: str, file: str
) -> None:
    done = export(bundled_file, name, "-o", tmp_path / file, "--statements", largest=500)
    assert done.returncode == 1
    assert "nothing was written" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "file"), FILES)
def test_the_same_rows_have_the_same_bytes(bundled_file: Path, tmp_path: Path, name: str, file: str) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        assert export(bundled_file, name, "--statements", "-o", folder / file).returncode == 0
    assert content(one / file) == content(other / file)


@pytest.mark.parametrize(("name", "file"), [FILES[0], FILES[-1]])
def test_a_killed_export_leaves_the_old_one(bundled_file: Path, tmp_path: Path, name: str, file: str) -> None:
    """Killed before the new one has its name: while it waits for what it reads."""
    path = tmp_path / "exports" / file
    path.parent.mkdir()
    assert export(bundled_file, name, "-o", path).returncode == 0
    before = content(path)
    code = (
        "import sys, time; from karabakh_events.queries import exporting as e; from pathlib import Path\n"
        "from karabakh_events.exports import save; from karabakh_events.database import open_reading\n"
        "from karabakh_events.queries.timeline import TimelineFilter\n"
        "fingerprint, table, rows = e.fingerprint, e.table, e.full_rows\n"
        "def slow(*a, **k):\n"
        "    for n, row in enumerate(rows(*a, **k)):\n"
        "        yield row\n"
        "        if n == 3: print('half-way', flush=True); time.sleep(60)\n"
        "def slow_table(c, name, *a, **k):\n"
        "    if name == 'citations': print('half-way', flush=True); time.sleep(60)\n"
        "    return table(c, name, *a, **k)\n"
        "e.full_rows, e.table = slow, slow_table\n"
        "import karabakh_events.exports.json_lines as j; j.full_rows = slow\n"
        "save(sys.argv[2], open_reading(sys.argv[1]), TimelineFilter(statements=True), Path(sys.argv[3]))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(bundled_file), name, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half-way\n"
        process.kill()
        assert process.wait(20) == -signal.SIGKILL
    assert content(path) == before
    assert export(bundled_file, name, "-o", path, "--statements").returncode == 0
    assert content(path) != before


def test_a_pipe_is_written_to(bundled_file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with (tmp_path / "read").open("wb") as read, subprocess.Popen(["cat", str(pipe)], stdout=read):
        assert export(bundled_file, "jsonl", "-o", pipe).returncode == 0
    assert (tmp_path / "read").read_bytes().count(b"\n") == 91
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_zip_tells_nothing_of_the_machine(bundled_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    assert export(bundled_file, "csv", "-o", path).returncode == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "datapackage.json"
