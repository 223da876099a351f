"""Files that appear whole or not at all: written beside their name and renamed when they are complete."""

import os
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, TextIO

from karabakh_events.errors import KeventsError

_ABANDONED = 86_400
"""Seconds after which what stands half-written beside a name can be nobody's any more."""


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
    real = Path(os.path.realpath(path))
    with told(path):
        mode = real.stat().st_mode if real.exists() else None
        if mode is not None and stat.S_ISDIR(mode):
            raise KeventsError(f"{path}: is a folder", "name a file with -o")
        if mode is not None and not stat.S_ISREG(mode):
            with real.open("wb") as out:
                yield out
            return
        with partial(real) as beside:
            with beside.open("xb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            if mode is not None:
                beside.chmod(stat.S_IMODE(mode))
            beside.replace(real)
            _keep_name(real)


@contextmanager
def folder(path: Path, ours: frozenset[str]) -> Iterator[Path]:
    """An empty folder that takes the place of the one at `path` when the block ends well.

    Files of the old folder whose names are not among `ours` are kept. Until the new one is complete the old
    one stays as it is; a kill between the two renames that follow leaves both, beside each other.
    """
    real = Path(os.path.realpath(path))
    if Path.cwd().is_relative_to(real):
        # It would be removed from under the user's shell.
        raise KeventsError(f"{path}: is the folder that you are in", "name another, or go up first")
    with told(path), partial(real) as beside:
        beside.mkdir()
        yield beside
        for each in beside.iterdir():
            sync(each)
        if not real.exists():
            beside.rename(real)
            _keep_name(real)
            return
        for each in real.iterdir():
            if each.name not in ours:
                _copied(each, beside / each.name)
        beside.chmod(stat.S_IMODE(real.stat().st_mode))
        # By a name that nobody takes for rubbish: between the two renames it is all that there is.
        old = real.with_name(f"{real.name}.before-{token_hex(8)}")
        real.rename(old)
        try:
            beside.rename(real)
        except BaseException:
            old.rename(real)
            raise
        _keep_name(real)
        shutil.rmtree(old)


@contextmanager
def partial(path: Path) -> Iterator[Path]:
    """A name beside `path` that nobody else uses; what has it at the end, a file or a folder, is removed."""
    beside = path.with_name(f".kevents-{token_hex(8)}.exporting")
    oldest = time.time() - _ABANDONED
    for other in path.parent.glob(".kevents-*.exporting"):  # what killed exports have left
        with suppress(FileNotFoundError):
            if other.stat().st_mtime < oldest:
                _removed(other)
    try:
        yield beside
    finally:
        _removed(beside)


def _removed(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the operating system raises inside the block into a KeventsError about `path`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        state = "the old content is untouched" if path.exists() else "nothing was written"
        reason = error.strerror or str(error)
        raise KeventsError(f"{path}: could not be written ({reason}); {state}") from error


def sync(path: Path) -> None:
    """Have the operating system write the file out, so that its name never comes before its content."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _keep_name(path: Path) -> None:
    """Have the folder written out too, where that can be done: until then the name may not last."""
    if hasattr(os, "O_DIRECTORY"):
        sync(path.parent)


def _copied(source: Path, target: Path) -> None:
    if source.is_dir() and not source.is_symlink():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)
