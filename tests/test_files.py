"""What is written is there whole or as it was: a file, a folder, and what is beside them."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

import pytest

from karabakh_events import files
from karabakh_events.errors import KeventsError


def tree(folder: Path) -> dict[str, str]:
    """The files below a folder, by path, with their text."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


def nothing(_folder: Path) -> Collection[str] | None:
    return None


def names(*ours: str) -> Callable[[Path], Collection[str]]:
    return lambda _folder: ours


# --- files ---------------------------------------------------------------------------------------------


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


def test_a_new_file_replaces_none(tmp_path: Path) -> None:
    """Not even one that comes while it is written, nor a link that leads nowhere."""
    for path in (tmp_path / "file", tmp_path / "link"):

        def meanwhile(path: Path = path) -> None:
            with files.creating(path) as out:
                out.write(b"new")
                if path.name == "file":
                    path.write_text("old")
                else:
                    path.symlink_to(tmp_path / "nowhere")

        with pytest.raises(KeventsError) as refused:
            meanwhile()
        assert str(refused.value) == f"{path}: is there already; nothing was written"
    assert (tmp_path / "file").read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "link"]


def test_a_new_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def half_way() -> None:
        with files.creating(path) as out:
            out.write(b"new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert list(tmp_path.iterdir()) == []
    with files.creating(path) as out:
        out.write(b"new")
    assert list(tmp_path.iterdir()) == [path]
    assert path.read_text() == "new"


def test_a_new_file_is_made_where_there_are_no_hard_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def link(_source: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    with files.creating(tmp_path / "file") as out:
        out.write(b"new")
    assert tree(tmp_path) == {"file": "new"}
    with pytest.raises(KeventsError, match="is there already"), files.creating(tmp_path / "file") as out:
        out.write(b"newer")
    assert tree(tmp_path) == {"file": "new"}


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


def test_a_link_to_what_is_not_there_yet_leads_there(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    with files.replacing(tmp_path / "link") as out:
        out.write(b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_link_that_leads_to_itself_is_told_and_kept(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(KeventsError, match="Too many levels of symbolic links"), files.replacing(loop):
        pass
    with (
        pytest.raises(KeventsError, match="Too many levels"),
        files.replacing_folder(loop, nothing, maker=""),
    ):
        pass
    assert loop.readlink() == Path("loop")


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    for block in (
        files.replacing(tmp_path / "none" / "file"),
        files.replacing_folder(tmp_path / "none" / "folder", nothing, maker="a test"),
    ):
        with pytest.raises(KeventsError, match="No such file or directory") as caught, block:
            pass
        assert "nothing was written" in str(caught.value)
        assert caught.value.hint == f"make the folder {tmp_path}/none first"
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 300)
    for block in (files.replacing(path), files.replacing_folder(path, nothing, maker="a test")):
        with pytest.raises(KeventsError, match=r"\(File name too long\); nothing was written"), block:
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_the_room_it_takes(tmp_path: Path) -> None:
    def full(block: Path) -> None:
        (block / "new").write_bytes(bytes(2_345_678))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    folder = tmp_path / "folder"
    folder.mkdir()
    with (
        pytest.raises(KeventsError) as caught,
        files.replacing_folder(folder, nothing, maker="a test") as new,
    ):
        full(new)
    assert str(caught.value) == (
        f"{folder}: could not be written (No space left on device); the old content is untouched"
    )
    assert caught.value.hint.startswith(f"it needs more than 2.3 MB in {tmp_path}, where ")
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_of_a_device_no_content_is_told_of() -> None:
    with pytest.raises(KeventsError) as caught, files.replacing(Path("/dev/full")) as out:
        out.write(b"new")
    assert str(caught.value) == "/dev/full: could not be written (No space left on device)"


# --- folders -------------------------------------------------------------------------------------------


@pytest.fixture(params=["linux", "elsewhere"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A system that can swap two names in one step, and one that cannot."""
    if request.param != sys.platform:
        monkeypatch.setattr(sys, "platform", request.param)
    return str(request.param)


@pytest.mark.usefixtures("system")
def test_what_is_ours_is_replaced_and_what_is_not_stays(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    for name in ("ours", "gone", "theirs", "sub/theirs", "pages/gone"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("old")
    (folder / "link").symlink_to("nowhere")
    folder.chmod(0o750)
    kept = (folder / "sub" / "theirs").stat().st_ino
    with files.replacing_folder(folder, names("ours", "gone", "pages"), maker="a test") as new:
        (new / "ours").write_text("new")
        (new / "pages").mkdir()
        (new / "pages" / "new").write_text("new")
    assert tree(folder) == {"ours": "new", "pages/new": "new", "sub/theirs": "old", "theirs": "old"}
    assert (folder / "link").readlink() == Path("nowhere")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o750
    assert (folder / "sub" / "theirs").stat().st_ino == kept  # the same file, which took no room
    assert list(tmp_path.iterdir()) == [folder]


def test_where_a_file_cannot_have_two_names_it_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_args: object, **_options: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "theirs").write_text("old")
    monkeypatch.setattr(os, "link", no_links)
    with files.replacing_folder(tmp_path / "folder", names(), maker="a test") as new:
        (new / "ours").write_text("new")
    assert tree(tmp_path / "folder") == {"ours": "new", "theirs": "old"}


def test_a_folder_with_nothing_of_ours_is_written_to_only_with_force(tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    (folder / "chapter").write_text("theirs")
    (folder / "index").write_text("theirs")
    with pytest.raises(KeventsError) as caught, files.replacing_folder(folder, nothing, maker="a test"):
        pass
    assert str(caught.value) == f"{folder}: has files in it and was not made by a test; nothing was written"
    assert "--force" in caught.value.hint
    assert tree(folder) == {"chapter": "theirs", "index": "theirs"}
    with files.replacing_folder(folder, nothing, maker="a test", force=True) as new:
        (new / "index").write_text("new")
    assert tree(folder) == {"chapter": "theirs", "index": "new"}


@pytest.mark.usefixtures("system")
def test_an_error_half_way_leaves_the_old_folder(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ours").write_text("old")

    def half_way() -> None:
        with files.replacing_folder(folder, names("ours"), maker="a test") as new:
            (new / "ours").write_text("new")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_way()
    assert tree(tmp_path) == {"folder/ours": "old"}


def test_a_rename_that_fails_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ours").write_text("old")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.parent.suffix == ".partial":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    monkeypatch.setattr(sys, "platform", "elsewhere")
    monkeypatch.setattr(Path, "rename", failing)
    with (
        pytest.raises(KeventsError, match="Input/output error"),
        files.replacing_folder(folder, names("ours"), maker="a test") as new,
    ):
        (new / "ours").write_text("new")
    assert tree(tmp_path) == {"folder/ours": "old"}


def test_a_kill_between_two_renames_leaves_both_folders(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "ours").write_text("old")
    code = (
        "import os, sys; from pathlib import Path; from karabakh_events import files\n"
        "sys.platform, rename = 'elsewhere', Path.rename\n"
        "Path.rename = lambda *paths: (rename(*paths), os.kill(os.getpid(), 9))\n"
        "with files.replacing_folder(Path(sys.argv[1]), lambda _: ['ours'], maker='a test') as new:\n"
        "    (new / 'ours').write_text('new')\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(folder)], check=False)
    assert done.returncode == -signal.SIGKILL
    (old,) = tmp_path.glob("folder.before-*")
    (new,) = tmp_path.glob(".kevents-*.partial/folder")
    assert (tree(old), tree(new)) == ({"ours": "old"}, {"ours": "new"})


@pytest.mark.parametrize("inside", [".", "below"])
def test_a_folder_that_one_is_in_is_not_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / inside)
    for path in (tmp_path, Path("/")):
        block = files.replacing_folder(path, nothing, maker="a test", force=True)
        with pytest.raises(KeventsError, match="is the folder that you are in, or above it"), block:
            pass
    assert list(tmp_path.iterdir()) == [tmp_path / "below"]


# --- beside --------------------------------------------------------------------------------------------


def test_what_is_half_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    with files.replacing(tmp_path / "rows.jsonl"):
        (partial,) = tmp_path.iterdir()
        assert stat.S_IMODE(partial.stat().st_mode) == 0o700


def test_what_a_killed_run_left_is_cleared_away_after_a_day(tmp_path: Path) -> None:
    old, new, other = (tmp_path / f".kevents-{name}.partial" for name in ("old", "new", "folder"))
    old.write_text("half")
    new.write_text("half")
    other.mkdir()
    (other / "events.csv").write_text("half")
    for each in (old, other):
        os.utime(each, (time.time() - 90_000,) * 2)
    with files.replacing(tmp_path / "rows.jsonl") as out:
        out.write(b"whole")
    assert sorted(tmp_path.iterdir()) == [new, tmp_path / "rows.jsonl"]
