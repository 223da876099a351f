"""The folder of a site: written beside what is there, and put in its place when it is whole."""

import ctypes
import errno
import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from importlib.resources import as_file, files
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from karabakh_events import __version__
from karabakh_events.errors import KeventsError
from karabakh_events.site.drawing import Site

MARKER = ".kevents-site"
"""By this file a folder is known as a site of ours. It names what else in the folder is."""

_ABANDONED = 24 * 3600
"""A folder that a killed run has left, this many seconds old, is removed."""

_HERE = -100  # Linux, AT_FDCWD: paths are taken as they are
_SWAP = 2  # Linux, RENAME_EXCHANGE


class Summary(NamedTuple):
    """What was written; `size` in bytes."""

    page: Path
    """The first page."""
    files: int
    size: int


def write(connection: sqlite3.Connection, folder: str | Path, *, force: bool = False) -> Summary:
    """Write the site of a database into `folder`, which is made if it is not there.

    A site of ours is replaced as a whole, at one stroke where the system can (Linux), and stays as it was if
    anything goes wrong. What else lies in its folder stays there. A folder with files in it that is no site
    of ours is only written to with `force`; then what bears a name of ours is replaced.

    The same database gives the same bytes. Raises KeventsError.
    """
    try:
        target = Path(folder).resolve()
        ours = _ours(target, force=force)
        # All of the site is of one state of the database, also while it is being built anew.
        connection.execute("BEGIN")
        with _partial(target) as partial:
            summary = _fill(partial, target, Site(connection), ours)
            _publish(partial, target)
    except (OSError, RuntimeError) as error:
        # A RuntimeError: a symbolic link that leads to itself.
        reason = getattr(error, "strerror", None) or str(error)
        room = getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        raise KeventsError(
            f"{folder}: the site could not be written ({reason}); what was there is untouched",
            f"make room on the disk of {folder}" if room else "name another folder, or mend this one",
        ) from error
    finally:
        connection.rollback()
    return summary


def _ours(target: Path, *, force: bool) -> frozenset[str]:
    """The names in the folder that are ours to replace; of no use where the folder is not there."""
    if not target.exists():
        if not target.parent.is_dir():
            raise KeventsError(f"{target}: there is no folder {target.parent}", "make it first")
        return frozenset()
    if not target.is_dir():
        raise KeventsError(f"{target} is not a folder", "name a folder, or one that is not there yet")
    if Path.cwd().is_relative_to(target):
        # The folder is going to be another one, and whoever is in it would be nowhere.
        raise KeventsError(
            f"{target} is where you are, or above it", "go out of it first, and name it from there"
        )
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        marked = json.loads((target / MARKER).read_text(encoding="utf-8"))
        return frozenset(map(str, marked["contents"]))
    if not force and any(target.iterdir()):
        raise KeventsError(
            f"{target} has files in it and was not made by kevents site; nothing was written",
            "name another folder, or use --force to write among them (what has the same name is replaced)",
        )
    return frozenset()


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A new folder beside the target that nobody else uses, and that is gone afterwards."""
    partial = target.with_name(f".{target.name}-{token_hex(8)}.kevents")
    partial.mkdir()
    try:
        # By the clock of the folder's own file system.
        oldest = partial.stat().st_mtime - _ABANDONED
        for other in target.parent.glob(f".{escape(target.name)}-*.kevents"):
            with suppress(FileNotFoundError):
                if other.stat().st_mtime < oldest:
                    shutil.rmtree(other, ignore_errors=True)
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _fill(partial: Path, target: Path, site: Site, ours: frozenset[str]) -> Summary:
    count = size = 0
    folders: set[Path] = set()
    for name, content in _contents(site):
        path = partial / name
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        path.write_bytes(content)
        count += 1
        size += len(content)
    names = sorted(each.name for each in partial.iterdir())
    made = {"made by": f"kevents {__version__}", "content": site.fingerprint, "contents": names}
    (partial / MARKER).write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    if target.exists():
        _carry_over(target, partial, ours | {*names, MARKER})
        partial.chmod(target.stat().st_mode & 0o7777)
    return Summary(target / "index.html", count, size)


def _contents(site: Site) -> Iterator[tuple[str, bytes]]:
    yield ".nojekyll", b""  # GitHub Pages would leave files out and make others of some
    for name, text in site.files():
        yield name, text.encode("utf-8")
    with as_file(files("karabakh_events.site") / "assets") as assets:
        for path in sorted(assets.rglob("*")):
            if path.is_file():
                yield f"assets/{path.relative_to(assets).as_posix()}", path.read_bytes()


def _carry_over(target: Path, partial: Path, ours: Iterable[str]) -> None:
    """Copy what is not ours: a .git, a CNAME, whatever its owner has put there."""
    for other in target.iterdir():
        if other.name in ours:
            continue
        if other.is_dir() and not other.is_symlink():
            shutil.copytree(other, partial / other.name, symlinks=True)
        else:
            shutil.copy2(other, partial / other.name, follow_symlinks=False)


def _publish(partial: Path, target: Path) -> None:
    """Give a finished folder its name; what had that name is left under the partial one's, or put back."""
    if not target.exists():
        partial.rename(target)
    elif not _exchanged(partial, target):
        old = partial.with_name(f"{partial.name}.old")
        target.rename(old)
        try:
            partial.rename(target)
        except OSError:
            old.rename(target)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Swap two names in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    if renameat2(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _SWAP) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):  # this file system, this kernel
        return False
    raise OSError(number, os.strerror(number), str(other))
