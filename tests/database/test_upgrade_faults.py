"""What an upgrade survives: killed at any write, a full disk, a failing disk, at the copy and at the file.

Afterwards the file is wholly old or wholly new, and a copy is whole or not there.
"""

import os
import re
import signal
from pathlib import Path

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.errors import OlderDatabase
from tests.building import content_of, rows_of
from tests.database.test_faults import BUILDING, building, calls, spread, strace
from tests.older import FIRST, Content, content_of_any, make_first

Rows = dict[str, list[str]]


@pytest.fixture
def older(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return make_first(folder / "kevents.db")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What the file holds when the upgrade is complete."""
    path = tmp_path_factory.mktemp("new") / "kevents.db"
    build(path, rows_of("new"), "new")
    return _rows(path)


def _rows(path: Path) -> Rows:
    # The migrations make the tables in another order, so their pages are others.
    return {
        name: sorted(map(repr, rows)) for name, rows in content_of(path).items() if name != "sqlite_schema"
    }


def left(path: Path, old: Content, new: Rows) -> str:
    """Which state of the file a fault has left; fails on any that is neither, and on half of a copy."""
    state = "new"
    try:
        open_reading(path).close()
    except OlderDatabase:
        state = "old"
        assert content_of_any(path) == old
    else:
        assert _rows(path) == new
        assert problems_of_file(path) == []
    # A journal that had not reached the disk has nothing to play back. It stays till the next build.
    known = {path.name, f"{path.name}-journal"}
    others = {file.name for file in path.parent.iterdir() if not file.name.startswith(".kevents-")}
    copies = others - known
    assert copies <= {f"{path.name}.backup-{FIRST}"}
    for copy in copies:
        assert content_of_any(path.with_name(copy)) == old
    assert state == "old" or (copies and others == known - {f"{path.name}-journal"} | copies)
    return f"{state}, {'a copy' if copies else 'no copy'}"


def start_over(path: Path, pages: bytes) -> None:
    for file in path.parent.glob("kevents.db*"):
        file.unlink()
    path.write_bytes(pages)


def upgrading(path: Path, call: str, inject: str) -> tuple[int, str]:
    done = strace(
        *("-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:{inject}"),
        *(*BUILDING, path, "new", "--small-cache"),
    )
    return done.returncode, done.stderr


# --- killed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stride", [pytest.param(13, marks=pytest.mark.slow), 101], ids=["many statements", "some statements"]
)
def test_an_upgrade_killed_at_any_statement_leaves_the_old_file(older: Path, stride: int) -> None:
    old = content_of_any(older)
    done = building(older, "10", "--sweep", stride)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 400 // stride
    # Each try has found the copy of the one before, which is the same.
    copy = older.with_name(f"kevents.db.backup-{FIRST}")
    assert [*older.parent.glob("kevents.db?*")] == [copy]
    assert content_of_any(copy) == old
    assert problems_of_file(older) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("call", "states"),
    [
        ("pwrite64", {"old, no copy", "old, a copy"}),
        # The copy is brought to the disk, then its name; a journal and a file only by their content.
        ("fsync", {"old, no copy", "old, a copy"}),
        ("fdatasync", {"old, a copy"}),
        # The copy gets its name by a link, and then loses the one that it was made under.
        ("link", {"old, no copy"}),
        ("unlinkat", {"old, a copy"}),
        # To delete the journal is to commit.
        ("unlink", {"old, a copy"}),
    ],
)
def test_an_upgrade_killed_at_a_call_leaves_a_whole_file(
    older: Path, new: Rows, call: str, states: set[str]
) -> None:
    old, pages = content_of_any(older), older.read_bytes()
    seen = set()
    for number in spread(calls(call, older), 24):
        start_over(older, pages)
        code, _told = upgrading(older, call, f"signal=SIGKILL:when={number}")
        assert code in (-signal.SIGKILL, 128 + signal.SIGKILL), number
        seen.add(left(older, old, new))
    assert seen == states
    # It goes on from what the last one has left.
    assert building(older, "new").returncode == 0
    assert left(older, old, new) == "new, a copy"


# --- disks -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("lasting", ["", "+"], ids=["once", "from then on"])
@pytest.mark.parametrize(
    ("call", "fault", "failing"),
    [
        ("pwrite64", "ENOSPC", {"copy", "build"}),
        ("pwrite64", "EIO", {"copy", "build"}),
        ("fsync", "EIO", {"copy"}),
        ("fdatasync", "EIO", {"build"}),
        ("unlink", "EIO", {"build"}),
    ],
)
def test_an_upgrade_on_a_failing_disk_leaves_the_old_state(
    older: Path, new: Rows, call: str, fault: str, failing: set[str], lasting: str
) -> None:
    old, pages = content_of_any(older), older.read_bytes()
    seen = set()
    for number in spread(calls(call, older), 12):
        start_over(older, pages)
        code, told = upgrading(older, call, f"error={fault}:when={number}{lasting}")
        state = left(older, old, new)
        if code == 0:
            # SQLite does without some calls, as when it shortens a journal that it then deletes.
            assert state == "new, a copy", number
            continue
        assert code == 1, (number, told)
        assert state.startswith("old"), number
        message = re.search(
            r"kevents\.db: (was not upgraded, because no copy of it could be kept|could not be written)"
            r" \(.+\); the old content is untouched\n"
            r"the (copy|build) needs about \d+\.\d MB in .*, where [\d,]+\.\d MB are free\n$",
            told,
        )
        assert message, (number, told)
        seen.add(message[2])
        assert (message[2] == "copy") == (state == "old, no copy"), (number, told)
    assert seen == failing
    assert building(older, "new").returncode == 0
    assert left(older, old, new) == "new, a copy"


def test_a_disk_with_no_room_for_the_copy_leaves_the_file_alone(older: Path) -> None:
    pages = older.read_bytes()
    done = building(older, "new", "--largest-file", len(pages) // 2)
    assert done.returncode == 1
    assert f"{older}: was not upgraded, because no copy of it could be kept" in done.stderr
    assert "the old content is untouched" in done.stderr
    assert "the copy needs about" in done.stderr
    assert older.read_bytes() == pages
    assert [file.name for file in older.parent.iterdir()] == ["kevents.db"]


def test_a_disk_with_room_for_the_copy_alone_leaves_the_old_state(older: Path, new: Rows) -> None:
    old = content_of_any(older)
    done = building(older, "5000", "--largest-file", older.stat().st_size + 100_000)
    assert done.returncode == 1
    assert f"{older}: could not be written" in done.stderr
    assert "the old content is untouched" in done.stderr
    assert left(older, old, new) == "old, a copy"
