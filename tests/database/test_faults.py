"""What the database survives: killed builds, full disks, failing disks, many writers, impatient users."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from tests.building import content_of, rows_of

BUILDING = [sys.executable, "-m", "tests.building"]


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=120, check=False)


def building(*arguments: object) -> subprocess.CompletedProcess[str]:
    return run(*BUILDING, *arguments)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kevents.db"


@pytest.fixture
def old(path: Path) -> Path:
    """A database with content that a failed build must leave as it is."""
    build(path, rows_of("sample"), "sample")
    return path


# --- killed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stride", [pytest.param(1, marks=pytest.mark.slow), 37], ids=["every statement", "some statements"]
)
@pytest.mark.parametrize("there", [True, False], ids=["loading", "making"])
def test_a_build_killed_at_any_statement_leaves_the_old_state(path: Path, there: bool, stride: int) -> None:
    if there:
        build(path, rows_of("sample"), "sample")
    done = building(path, "10", "--sweep", stride)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 200 // stride


def test_what_a_killed_first_build_leaves_is_in_nobodys_way(path: Path) -> None:
    (path.parent / ".kevents-0123456789abcdef.partial").write_bytes(b"half of a database")
    (path.parent / ".kevents-0123456789abcdef.partial-journal").write_bytes(b"half of a journal")
    assert building(path, "new").returncode == 0
    assert problems_of_file(path) == []


def strace(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Runs a build under strace; without it there is no way to fail in the middle of a system call."""
    if shutil.which("strace") is None:
        if os.environ.get("CI"):
            pytest.fail("these tests need strace")
        pytest.skip("strace is not installed")
    return run("strace", "-f", "-qq", *arguments)


def calls(names: str, path: Path) -> int:
    """How many of these system calls a build makes on a copy of the folder of `path`."""
    copy = path.parent.with_name("counted")
    shutil.copytree(path.parent, copy)
    log = copy / "log"
    done = strace("-o", log, "-e", f"trace={names}", *BUILDING, copy / path.name, "new", "--small-cache")
    assert done.returncode == 0, done.stderr
    made = re.compile(rf"\b({names.replace(',', '|')})\(")
    count = sum(made.search(line) is not None for line in log.read_text().splitlines())
    shutil.rmtree(copy)
    assert count
    return count


def spread(count: int, most: int) -> list[int]:
    """Numbers from 1 to `count`, all of the last ones, at most about `most` of the others."""
    return sorted({*range(1, count + 1, max(1, count // most)), *range(max(1, count - 8), count + 1)})


@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64", "fsync,fdatasync"])
def test_a_build_killed_at_a_write_leaves_the_old_state(old: Path, call: str) -> None:
    before = content_of(old)
    for number in spread(calls(call, old), 40):
        inject = f"inject={call}:signal=SIGKILL:when={number}"
        done = strace(
            "-o", os.devnull, "-e", f"trace={call}", "-e", inject, *BUILDING, old, "new", "--small-cache"
        )
        assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), (number, done)
        assert content_of(old) == before, number
    assert building(old, "new").returncode == 0
    assert problems_of_file(old) == []


def test_a_build_interrupted_by_its_user_leaves_the_old_state(old: Path) -> None:
    before = content_of(old)
    process = subprocess.Popen([*BUILDING, str(old), "20000", "--small-cache"], stderr=subprocess.DEVNULL)
    journal = old.with_name("kevents.db-journal")
    deadline = time.monotonic() + 60
    while not journal.exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == -signal.SIGINT
    assert content_of(old) == before
    assert not journal.exists()


def test_a_user_can_interrupt_a_query_that_does_not_end(old: Path) -> None:
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    code = (
        "import sys; from karabakh_events.database import open_reading; c = open_reading(sys.argv[1]);"
        f"print('ready', flush=True); c.execute('{endless}')"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(old)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) != 0


# --- disks -----------------------------------------------------------------------------------------


def test_a_file_that_may_not_grow_is_reported_with_the_room_needed(old: Path) -> None:
    before = content_of(old)
    done = building(old, "5000", "--largest-file", old.stat().st_size + 100_000)
    assert done.returncode == 1
    assert str(old) in done.stderr
    assert "the old content is untouched" in done.stderr
    assert re.search(r"the build needs about \d+\.\d MB in .*, where [\d,]+\.\d MB are free", done.stderr)
    assert content_of(old) == before


def test_a_new_file_that_may_not_grow_leaves_nothing(path: Path) -> None:
    done = building(path, "5000", "--largest-file", 300_000)
    assert done.returncode == 1
    assert f"{path}: could not be written" in done.stderr
    assert "the build needs about" in done.stderr
    assert list(path.parent.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("there", [True, False], ids=["loading", "making"])
@pytest.mark.parametrize(
    ("call", "fault"), [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fsync,fdatasync", "EIO")]
)
def test_a_failing_disk_leaves_the_old_state(path: Path, there: bool, call: str, fault: str) -> None:
    if there:
        build(path, rows_of("sample"), "sample")
    before = content_of(path) if there else None
    for number in spread(calls(call, path), 12):
        inject = f"inject={call}:error={fault}:when={number}+"
        done = strace(
            "-o", os.devnull, "-e", f"trace={call}", "-e", inject, *BUILDING, path, "new", "--small-cache"
        )
        assert done.returncode == 1, (number, done)
        assert f"{path}: could not be written" in done.stderr, number
        assert "the build needs about" in done.stderr
        assert (content_of(path) if path.exists() else None) == before, number
        assert there or list(path.parent.iterdir()) == []
    assert building(path, "new").returncode == 0
    assert problems_of_file(path) == []


# --- rights ----------------------------------------------------------------------------------------


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    folder.chmod(0o555)
    try:
        yield
    finally:
        folder.chmod(0o755)


def test_a_folder_that_cannot_be_written_is_reported(old: Path) -> None:
    before = old.read_bytes()
    with read_only(old.parent):
        new = building(old.with_name("new.db"), "new", "--unprivileged")
        there = building(old, "new", "--unprivileged")
    assert new.returncode == there.returncode == 1
    assert "new.db: cannot be written: Permission denied" in new.stderr
    assert re.search(r"kevents\.db: cannot be (opened|written)", there.stderr)
    assert old.read_bytes() == before


def test_read_only_media_are_read(old: Path) -> None:
    old.chmod(0o444)
    with read_only(old.parent):
        read = building(old, "sample", "--unprivileged", "--read")
        same = building(old, "sample", "--unprivileged")
    assert read.stdout == "8\n", read.stderr
    assert same.returncode == 0, same.stderr


def test_a_write_ahead_log_on_read_only_media_is_read_where_nothing_is_missing(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    old.chmod(0o444)
    with read_only(old.parent):
        read = building(old, "sample", "--unprivileged", "--read")
    assert read.stdout == "8\n", read.stderr


def test_changes_that_cannot_be_read_from_read_only_media_are_not_passed_over(old: Path) -> None:
    copy = old.parent / "media" / "kevents.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM about")
        for ending in ("", "-wal"):
            shutil.copy(f"{old}{ending}", f"{copy}{ending}")
    with read_only(copy.parent):
        read = building(copy, "sample", "--unprivileged", "--read")
    assert read.returncode == 1
    assert "its latest changes are still in kevents.db-wal" in read.stderr
    assert "copy both files to a folder that can be written" in read.stderr


def test_an_interrupted_build_on_read_only_media_is_not_passed_over(old: Path) -> None:
    copy = old.parent / "media" / "kevents.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE documents SET text = text || hex(zeroblob(100000))")
        for ending in ("", "-journal"):
            shutil.copy(f"{old}{ending}", f"{copy}{ending}")
    copy.chmod(0o444)
    with read_only(copy.parent):
        read = building(copy, "sample", "--unprivileged", "--read")
    assert read.returncode == 1
    assert "a build of it was interrupted" in read.stderr
    assert "copy both files to a folder that can be written" in read.stderr
    copy.chmod(0o644)
    assert content_of(copy) == content_of(old)


# --- at once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [True, False], ids=["loading", "making"])
def test_eight_builds_at_once_all_succeed(path: Path, there: bool) -> None:
    if there:
        build(path, rows_of("sample"), "sample")
    names = [str(number) for number in range(101, 109)]
    done = building(path, *names)
    assert done.returncode == 0, done.stderr
    with closing(open_reading(path)) as connection:
        (winner,) = connection.execute("SELECT value FROM about").fetchone()
        (events,) = connection.execute("SELECT count(*) FROM events").fetchone()
    assert winner in names
    assert events == 8 + int(winner)
    assert problems_of_file(path) == []
    assert [file.name for file in path.parent.iterdir()] == ["kevents.db"]


def test_a_reader_never_sees_half_of_a_build(old: Path) -> None:
    states = {("sample", 8), ("new", 108)}
    failures: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(10):
                content = "sample" if number % 2 else "new"
                build(old, rows_of(content), content)
        except BaseException as error:
            failures.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    seen = set()
    while writer.is_alive():
        with closing(open_reading(old)) as connection:
            seen.add(connection.execute("SELECT value, (SELECT count(*) FROM events) FROM about").fetchone())
    writer.join()
    assert failures == []
    assert seen == states
