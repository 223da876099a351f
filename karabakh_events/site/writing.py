"""Writes the folder of a site, and recognises a folder that is one."""

import json
import sqlite3
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

from karabakh_events import __version__, database
from karabakh_events.files import replacing_folder
from karabakh_events.site.pages import Site

MARKER = ".kevents-site"
"""This file marks a folder as a site that kevents wrote. It lists what kevents put there."""


class Summary(NamedTuple):
    """What was written; `size` is in bytes."""

    page: Path
    """The first page."""
    files: int
    size: int


def write(connection: sqlite3.Connection, folder: str | Path, *, force: bool = False) -> Summary:
    """Write the site of a database into `folder`. The folder is made if it does not exist.

    A site that kevents wrote is replaced as a whole, or stays as it was if anything fails. Other files in its
    folder stay, such as a .git or a CNAME. A folder with files that is not such a site is written to only
    with `force`, and then only files with the same names are replaced.

    The same database gives the same bytes. Raises KeventsError.
    """
    # The whole site shows one state of the database, even if that is rebuilt meanwhile.
    with (
        database.reading_one_state(connection),
        replacing_folder(Path(folder), _ours, maker="kevents site", force=force) as new,
    ):
        count, size = _fill(new, Site(connection))
    return Summary(Path(folder).resolve() / "index.html", count, size)


def _ours(folder: Path) -> frozenset[str] | None:
    """The names of what kevents put into the folder; None if the folder is not a site."""
    try:
        marked = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return frozenset(map(str, marked["contents"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _fill(partial: Path, site: Site) -> tuple[int, int]:
    """Write the files. Returns their number and their size in bytes."""
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
    return count, size


def _contents(site: Site) -> Iterator[tuple[str, bytes]]:
    yield ".nojekyll", b""  # without it GitHub Pages would run Jekyll over the files
    for name, text in site.files():
        yield name, text.encode("utf-8")
    with as_file(files("karabakh_events.site") / "assets") as assets:
        for path in sorted(assets.rglob("*")):
            if path.is_file():
                yield f"assets/{path.relative_to(assets).as_posix()}", path.read_bytes()
