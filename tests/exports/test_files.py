"""A file is there whole or as it was: after a full disk, a kill, an error half-way, a path that cannot be."""

import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from karabakh_events.errors import KeventsError
from karabakh_events.exports import files

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
    ("parquet", "rows.parquet"),
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


def test_what_a_killed_export_left_is_cleared_away_after_a_day(tmp_path: Path) -> None:
    old, new, other = (tmp_path / f".kevents-{n}.exporting" for n in ("old", "new", "folder"))
    old.write_text("half")
    new.write_text("half")
    other.mkdir()
    (other / "events.csv").write_text("half")
    for each in (old, other):
        os.utime(each, (time.time() - 90_000,) * 2)
    with files.replacing(tmp_path / "rows.jsonl") as out:
        out.write(b"whole")
    assert sorted(tmp_path.iterdir()) == [new, tmp_path / "rows.jsonl"]


def test_an_error_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")

    def half_way() -> None:
        with files.replacing(path) as out:
            out.write(b"new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_rights_stay_as_they_are(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to(real)
    with files.replacing(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_a_new_file_has_the_rights_that_others_have(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "new") as out:
        out.write(b"new")
    (tmp_path / "other").write_text("other")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_pipe_is_written_to(bundled_file: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with (tmp_path / "read").open("wb") as read, subprocess.Popen(["cat", str(pipe)], stdout=read):
        assert export(bundled_file, "jsonl", "-o", pipe).returncode == 0
    assert (tmp_path / "read").read_bytes().count(b"\n") == 90
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("path", "reason"),
    [("nowhere/rows.jsonl", "No such file or directory"), ("a-file/rows.jsonl", "Not a directory")],
)
def test_a_path_that_cannot_be_is_told(bundled_file: Path, tmp_path: Path, path: str, reason: str) -> None:
    (tmp_path / "a-file").write_text("")
    for name in ("jsonl", "parquet", "csv"):
        done = export(bundled_file, name, "-o", tmp_path / path)
        assert done.returncode == 1, name
        assert done.stderr.startswith(f"Error: {tmp_path / path}: could not be written ({reason})"), name


def test_a_folder_is_no_file(bundled_file: Path, tmp_path: Path) -> None:
    for name in ("jsonl", "parquet"):
        done = export(bundled_file, name, "-o", tmp_path)
        assert done.returncode == 1
        assert f"Error: {tmp_path}: is a folder" in done.stderr
    (tmp_path / "package.zip").mkdir()
    assert export(bundled_file, "csv", "-o", tmp_path / "package.zip").returncode == 1


# --- folders -------------------------------------------------------------------------------------------


def test_a_folder_that_is_not_ours_is_left_alone(bundled_file: Path, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("mine")
    before = content(tmp_path)
    done = export(bundled_file, "csv", "-o", tmp_path)
    assert done.returncode == 1
    assert f"Error: {tmp_path}: is a folder that kevents did not make" in done.stderr
    assert "--force" in done.stderr
    assert content(tmp_path) == before


@pytest.mark.parametrize("descriptor", ["{}", "[]", '{"name": "another"}', "\x00", '{"name": {}}'])
def test_the_package_of_another_program_is_not_ours(
    bundled_file: Path, tmp_path: Path, descriptor: str
) -> None:
    (tmp_path / "datapackage.json").write_text(descriptor)
    assert export(bundled_file, "csv", "-o", tmp_path).returncode == 1
    assert (tmp_path / "datapackage.json").read_text() == descriptor


@pytest.mark.parametrize("force", [True, False])
def test_files_of_the_users_are_kept(bundled_file: Path, tmp_path: Path, force: bool) -> None:
    path = tmp_path / "package"
    if not force:
        assert export(bundled_file, "csv", "-o", path).returncode == 0
    (path / "mine").mkdir(parents=True)
    (path / "notes.txt").write_text("mine")
    (path / "mine" / "more.txt").write_text("mine")
    (path / "mine" / "link").symlink_to("nowhere")
    done = export(bundled_file, "csv", "--statements", "-o", path, *["--force"] * force)
    assert done.returncode == 0, done.stderr
    assert (path / "notes.txt").read_text() == "mine"
    assert (path / "mine" / "more.txt").read_text() == "mine"
    assert (path / "mine" / "link").is_symlink()
    assert (path / "statements.csv").read_bytes().count(b"\r\n") > 60
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_no_folder(bundled_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "package"
    path.write_text("mine")
    done = export(bundled_file, "csv", "-o", path)
    assert done.returncode == 1
    assert "is a file, not a folder" in done.stderr
    assert path.read_text() == "mine"


def test_an_empty_folder_is_filled(bundled_file: Path, tmp_path: Path) -> None:
    assert export(bundled_file, "csv", "-o", tmp_path).returncode == 0
    assert (tmp_path / "datapackage.json").exists()


@pytest.mark.parametrize("inside", [".", "below"])
def test_the_folder_that_one_is_in_is_not_taken_away(
    bundled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / inside)
    done = export(bundled_file, "csv", "--force", "-o", tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: {tmp_path}: is the folder that you are in\nname another, or go up first\n"
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "below"]


def test_a_rename_that_fails_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "package"
    path.mkdir()
    (path / "old").write_text("old")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".exporting":
            raise OSError(5, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(KeventsError, match="Input/output error"), files.folder(path, frozenset()) as beside:
        (beside / "new").write_text("new")
    assert content(tmp_path) == {f"{tmp_path.name}/package/old": b"old"}


def test_a_zip_tells_nothing_of_the_machine(bundled_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "package.zip"
    assert export(bundled_file, "csv", "-o", path).returncode == 0
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "datapackage.json"
