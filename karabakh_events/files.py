"""Writing files and folders so that the new one is there as a whole, or the old one is as it was.

A new file is made in a folder ``.kevents-….partial`` beside its place, so on the same file system. When it is
complete and on the disk, one step puts it into its place. If the name came before the content, a power cut
could leave neither the old file nor the new.
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
"""The operating system's errors when there is no more room: on the disk, for this user, or in one file."""

_ABANDONED = 24 * 60 * 60
"""Seconds after which no program can still be writing a half-written file."""

_HERE = -100  # Linux, AT_FDCWD: paths are taken as they are
_SWAP = 2  # Linux, RENAME_EXCHANGE


@contextmanager
def text(out: BinaryIO) -> Iterator[TextIO]:
    """`out` as a stream of text: UTF-8, line ends unchanged. `out` stays open after the block."""
    wrapped = TextIOWrapper(out, encoding="utf-8", newline="")
    try:
        yield wrapped
    finally:
        wrapped.detach()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content replaces the file at `path` when the block ends without an error.

    Until then, and after any failure, the old file stays as it is. A symbolic link is followed. A device or a
    pipe is written to directly. Raises KeventsError if nothing can be written.
    """
    with _failures_reported(path):
        mode = _mode(path)
        if mode is not None and stat.S_ISDIR(mode):
            raise KeventsError(f"{path}: is a folder, not a file", "name a file")
        if mode is not None and not stat.S_ISREG(mode):
            with path.open("wb") as out:
                yield out
            return
        real = Path(os.path.realpath(path))
        with beside(real) as partial, _failures_reported(path, partial):
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
def creating(path: Path) -> Iterator[BinaryIO]:
    """A stream whose content becomes a new file at `path` when the block ends without an error.

    Raises KeventsError if there is anything at `path` by then, or if nothing can be written.
    """
    with _failures_reported(path), beside(path) as partial, _failures_reported(path, partial):
        new = partial / path.name
        with new.open("xb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        present = KeventsError(f"{path}: is there already; nothing was written")
        try:
            os.link(new, path)  # unlike a rename, this never replaces a file
        except FileExistsError:
            raise present from None
        except OSError:  # a file system without hard links
            if os.path.lexists(path):
                raise present from None
            new.rename(path)
        sync_name(path)


@contextmanager
def replacing_folder(
    path: Path, ours: Callable[[Path], Collection[str] | None], *, maker: str, force: bool = False
) -> Iterator[Path]:
    """An empty folder that replaces the one at `path` when the block ends without an error.

    `ours` takes the old folder and returns the names in it that the command `maker` made, or None if it made
    none. These names are removed, and so are those that the new folder has too; everything else is kept. If
    the old folder is not empty and `maker` made nothing in it, it is changed only with `force`.

    Until then, and after any failure, the old folder stays as it is. On Linux the two are swapped in one
    step. On other systems, a program killed between two renames leaves the old one as ``NAME.before-…``.

    Raises KeventsError if nothing can be written, if there is a file at `path` or a folder that is not ours,
    and if the folder is the user's current folder, which would no longer exist.
    """
    with _failures_reported(path):
        mode = _mode(path)
        real = Path(os.path.realpath(path))
        gone: Collection[str] = ()
        if mode is not None:
            gone = _replaceable(path, ours, maker=maker, force=force)
        with beside(real) as partial, _failures_reported(path, partial):
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
    """A new folder beside `path` for this program alone; it is removed after the block, with its content.

    Only its owner may look into it, so that a new version of a private file is never open to others. Folders
    that killed runs left there are removed when they are a day old, if the rights allow it.
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
    """Make the operating system write a file, or the names in a folder, to the disk."""
    if path.is_symlink() or (path.is_dir() and not hasattr(os, "O_DIRECTORY")):
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_name(path: Path) -> None:
    """Make the operating system write the name of a file or folder to the disk, so that it lasts."""
    sync(path.parent)


def room(size: int, folder: Path) -> str:
    """For a hint: the bytes that are needed in a folder, and the bytes that are free there."""
    free = shutil.disk_usage(folder).free
    return f"{_megabytes(size)} in {folder}, where {_megabytes(free)} are free"


def _megabytes(size: int) -> str:
    return f"{max(size, 100_000) / 1e6:,.1f} MB"


def _mode(path: Path) -> int | None:
    """The kind and rights of the file at `path`, after links; None if there is none."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _replaceable(
    path: Path, ours: Callable[[Path], Collection[str] | None], *, maker: str, force: bool
) -> Collection[str]:
    """The names in a folder that we may replace. Raises KeventsError if the folder may not be written to."""
    if not path.is_dir():
        raise KeventsError(f"{path}: is a file, not a folder", "name a folder, or one that is not there yet")
    with suppress(FileNotFoundError):  # the current folder was removed, so it is not this one
        if Path.cwd().is_relative_to(os.path.realpath(path)):
            raise KeventsError(
                f"{path}: is the folder that you are in, or above it",
                "go out of it and name it from there, or name another",
            )
    found = ours(path)
    if found is None and not force and any(path.iterdir()):
        raise KeventsError(
            f"{path}: has files in it and was not made by {maker}; nothing was written",
            "name another folder, or add --force: files with the same names are replaced, all others kept",
        )
    return found or ()


def _keep(source: Path, target: Path) -> None:
    """Put a file or folder that is not ours into the new folder."""
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True, copy_function=_same)
    else:
        _same(source, target)


def _same(source: str | Path, target: str | Path) -> None:
    """Make a hard link, which takes no room; where that is impossible, a copy."""
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, target, follow_symlinks=False)
        sync(Path(target))


def _put(new: Path, old: Path) -> None:
    """Put a finished folder in the place of the old one. If that fails, the old one is put back."""
    if _swapped(new, old):
        return
    # Its name must not look disposable: between the two renames it is the only copy.
    aside = old.with_name(f"{old.name}.before-{token_hex(8)}")
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    _remove(aside)


def _swapped(one: Path, other: Path) -> bool:
    """Swap two names in one step; False if that cannot be done, for whatever reason."""
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
def _failures_reported(path: Path, partial: Path | None = None) -> Iterator[None]:
    """Turn an OSError inside the block into a KeventsError about `path`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        hint, state = "", "; nothing was written"
        with suppress(OSError):
            mode = path.stat().st_mode
            # Neither can be said of a device or a pipe.
            state = "; the old content is untouched" if stat.S_ISREG(mode) or stat.S_ISDIR(mode) else ""
        if partial is not None and error.errno in FULL:
            written = sum(each.lstat().st_size for each in partial.rglob("*"))
            hint = f"it needs more than {room(written, partial.parent)}"
        elif isinstance(error, FileNotFoundError) and not path.parent.exists():
            hint = f"make the folder {path.parent} first"
        reason = error.strerror or str(error)
        raise KeventsError(f"{path}: could not be written ({reason}){state}", hint) from error
