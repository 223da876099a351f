"""Files and folders that are there whole or as they were: made beside their place, then put into it.

What is new is made in a folder ``.kevents-….partial`` beside its place, and so on the same file system. It is
put into its place in one step when it is complete and on the disk: a name that came before its content would,
after a power cut, leave neither the old nor the new.
"""

import ctypes
import errno
import os
import shutil
import stat
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TextIO

from karabakh_events.errors import KeventsError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What the operating system says where there is no more room: on the disk, for this user, for one file."""

_ABANDONED = 24 * 60 * 60
"""Seconds after which what stands half-written beside a name can be nobody's any more."""

_HERE = -100  # Linux, AT_FDCWD: paths are taken as they are
_SWAP = 2  # Linux, RENAME_EXCHANGE


@contextmanager
def text(out: BinaryIO) -> Iterator[TextIO]:
    """The stream for writing text: UTF-8, no line end rewritten. What it is made of stays open."""
    wrapped = TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        yield wrapped
    finally:
        wrapped.detach()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of the file at `path` when the block ends well.

    Until then, and after any failure, what is there stays as it is. A symbolic link is followed. A device or
    a pipe is written to directly. Raises KeventsError where nothing can be written.
    """
    with _told(path):
        mode = _mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise KeventsError(f"{path}: is a folder, not a file", "name a file")
        if mode is not None and not stat.S_ISREG(mode):
            with path.open("wb") as out:
                yield out
            return
        real = Path(os.path.realpath(path))
        with beside(real) as partial, _told(path, partial):
            new = partial / real.name
            with new.open("xb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            if mode is not None:
                new.chmod(stat.S_IMODE(mode))
            new.replace(real)
            sync_name(real)


@contextmanager
def replacing_folder(
    path: Path, ours: Callable[[Path], Collection[str] | None], *, maker: str, force: bool = False
) -> Iterator[Path]:
    """An empty folder that takes the place of the one at `path` when the block ends well.

    `ours` is given the folder that is there and says which names in it the command `maker` made, or None if
    it made none of it. These names are replaced, and those that the new folder has; everything else is kept.
    A folder that has something in it and nothing of ours is only written to with `force`.

    Until then, and after any failure, the old folder stays as it is. On Linux the two are swapped in one
    step. Elsewhere a kill between two renames leaves the old one beside its place, as ``NAME.before-…``.

    Raises KeventsError where nothing can be written, where there is a file or a folder that is not ours, and
    for a folder that the user is in, who would be nowhere afterwards.
    """
    with _told(path):
        mode = _mode(path)
        real = Path(os.path.realpath(path))
        gone: Collection[str] = ()
        if mode is not None:
            gone = _replaceable(path, ours, maker=maker, force=force)
        with beside(real) as partial, _told(path, partial):
            new = partial / real.name
            new.mkdir()
            yield new
            for each in new.rglob("*"):
                sync(each)
            if mode is None:
                new.rename(real)
            else:
                for each in real.iterdir():
                    if each.name not in gone and not os.path.lexists(new / each.name):
                        _keep(each, new / each.name)
                new.chmod(stat.S_IMODE(mode))
                sync(new)
                _put(new, real)
            sync_name(real)


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A new folder beside `path` that nobody else uses, and that is gone afterwards with all that is in it.

    Only its owner may look into it: what takes the place of something private is never open to others. What
    killed runs have left there is removed when it is a day old, if it may be.
    """
    partial = path.with_name(f".kevents-{token_hex(8)}.partial")
    partial.mkdir(0o700)
    try:
        # By the clock of the folder's own file system.
        oldest = partial.stat().st_mtime - _ABANDONED
        for other in path.parent.glob(".kevents-*.partial"):
            with suppress(OSError):  # it is gone, or somebody else's
                if other.lstat().st_mtime < oldest:
                    _remove(other)
        yield partial
    finally:
        _remove(partial)


def sync(path: Path) -> None:
    """Have the operating system write a file, or the names in a folder, out to the disk."""
    if path.is_symlink() or (path.is_dir() and not hasattr(os, "O_DIRECTORY")):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_name(path: Path) -> None:
    """Have the name of a file or folder written out: until then it may not last."""
    sync(path.parent)


def room(size: int, folder: Path) -> str:
    """In words, for a hint: that so many bytes are needed in a folder, and how many are free there."""
    free = shutil.disk_usage(folder).free
    return f"{_megabytes(size)} in {folder}, where {_megabytes(free)} are free"


def _megabytes(size: int) -> str:
    return f"{max(size, 100_000) / 1e6:,.1f} MB"


def _mode(path: Path) -> int | None:
    """The kind and rights of what is there, if anything; of what a link leads to."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replaceable(
    path: Path, ours: Callable[[Path], Collection[str] | None], *, maker: str, force: bool
) -> Collection[str]:
    """The names in a folder that are ours to replace."""
    if not path.is_dir():
        raise KeventsError(f"{path}: is a file, not a folder", "name a folder, or one that is not there yet")
    with suppress(FileNotFoundError):  # whoever is in a folder that was removed is not in this one
        if Path.cwd().is_relative_to(os.path.realpath(path)):
            raise KeventsError(
                f"{path}: is the folder that you are in, or above it",
                "go out of it and name it from there, or name another",
            )
    found = ours(path)
    if found is None and not force and any(path.iterdir()):
        raise KeventsError(
            f"{path}: has files in it and was not made by {maker}; nothing was written",
            "name another folder, or add --force: what bears the same names is replaced, all else kept",
        )
    return found or ()


def _keep(source: Path, target: Path) -> None:
    """Give what is not ours its place in the new folder."""
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, copy_function=_same)
    else:
        _same(source, target)


def _same(source: str | Path, target: str | Path) -> None:
    """The same file under another name, which takes no room and no care; a copy where that cannot be."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)
        sync(Path(target))


def _put(new: Path, old: Path) -> None:
    """Give a finished folder the name of the old one, which is left where the new one was, or put back."""
    if _swapped(new, old):
        return
    # By a name that nobody takes for rubbish: between the two renames it is all that there is.
    aside = old.with_name(f"{old.name}.before-{token_hex(8)}")
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    _remove(aside)


def _swapped(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where it cannot be done, for whatever reason."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None).renameat2
    except (AttributeError, OSError):
        return False
    return bool(renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP) == 0)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _told(path: Path, partial: Path | None = None) -> Iterator[None]:
    """Turn what the operating system raises inside the block into a KeventsError about `path`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        hint, state = "", "; nothing was written"
        with suppress(OSError):
            mode = path.stat().st_mode
            # Of a device or a pipe neither is known.
            state = "; the old content is untouched" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else ""
        if partial is not None and error.errno in FULL:
            written = sum(each.lstat().st_size for each in partial.rglob("*"))
            hint = f"it needs more than {room(written, partial.parent)}"
        elif isinstance(error, FileNotFoundError) and not path.parent.exists():
            hint = f"make the folder {path.parent} first"
        reason = error.strerror or str(error)
        raise KeventsError(f"{path}: could not be written ({reason}){state}", hint) from error
