"""The folder of a site: what is written into it, and by what it is known as one."""

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
"""By this file a folder is known as a site of ours. It names what else in the folder is."""


class Summary(NamedTuple):
    """What was written; `size` in bytes."""

    page: Path
    """The first page."""
    files: int
    size: int


def write(connection: sqlite3.Connection, folder: str | Path, *, force: bool = False) -> Summary:
    """Write the site of a database into `folder`, which is made if it is not there.

    A site of ours is replaced as a whole, and stays as it was if anything goes wrong. What else lies in its
    folder (a .git, a CNAME, whatever its owner has put there) stays. A folder with files in it that is no
    site of ours is only written to with `force`; then what bears a name of ours is replaced.

    The same database gives the same bytes. Raises KeventsError.
    """
    # All of the site is of one state of the database, also while it is being built anew.
    with (
        database.reading_one_state(connection),
        replacing_folder(Path(folder), _ours, maker="kevents site", force=force) as new,
    ):
        count, size = _fill(new, Site(connection))
    return Summary(Path(folder).resolve() / "index.html", count, size)


def _ours(folder: Path) -> frozenset[str] | None:
    """The names of a site, where the folder is one."""
    try:
        marked = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return frozenset(map(str, marked["contents"]))
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _fill(partial: Path, site: Site) -> tuple[int, int]:
    """Write the files; their number and their size in bytes."""
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
    yield ".nojekyll", b""  # GitHub Pages would leave files out and make others of some
    for name, text in site.files():
        yield name, text.encode("utf-8")
    with as_file(files("karabakh_events.site") / "assets") as assets:
        for path in sorted(assets.rglob("*")):
            if path.is_file():
                yield f"assets/{path.relative_to(assets).as_posix()}", path.read_bytes()
