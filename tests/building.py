"""Builds in a process of its own, for tests that kill it, take its disk away or its rights.

`python -m tests.building PATH CONTENT` builds; what goes wrong is told on stderr, with exit status 1.
With several contents, as many processes build into the one file at once.
"""

import argparse
import ctypes
import os
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from karabakh_events.database import loading, open_reading
from karabakh_events.errors import KeventsError
from karabakh_events.schema import tables
from tests.older import content_of_any
from tests.rows import Rows, sample_rows


def rows_of(content: str) -> Rows:
    """The sample; or, under any other name, as many events more as its number says, or a hundred."""
    rows = sample_rows()
    if content != "sample":
        number = int(content) if content.isdecimal() else 100
        event = rows["events"][0]
        rows["events"] += [
            {**event, "id": f"{content}-{n}", "summary": f"{content} {n} " + "words " * 50}
            for n in range(number)
        ]
    return rows


def content_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a sound database; fails on any that is not."""
    with closing(open_reading(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = [*tables.metadata.tables, "search", "sqlite_schema"]
        return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in names}


def drop_privileges() -> None:
    """Gives up root's right to write where the permissions forbid it, without ceasing to be root."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    if os.geteuid() == 0 and ctypes.CDLL(None, use_errno=True).capset(header, nothing):
        raise OSError(ctypes.get_errno(), "capset")


def kevents_unprivileged(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, run in a folder as somebody who may not write or read where the permissions forbid it."""
    code = (
        "from karabakh_events.cli import main; from tests.building import drop_privileges;"
        " drop_privileges(); main()"
    )
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )


def on_every_writer(do: Callable[[sqlite3.Connection], object]) -> None:
    writer = loading._writer

    def wrapped(path: Path, journal: str | None) -> sqlite3.Connection:
        connection = writer(path, journal)
        do(connection)
        return connection

    loading._writer = wrapped


def small_cache(connection: sqlite3.Connection) -> None:
    # So that pages reach the file long before the commit.
    connection.execute("PRAGMA cache_size = 5")


def killed_at(path: Path, content: str, number: int) -> int:
    """Builds in a fork that kills itself at a statement; how many it ran, if they were fewer."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        count = 0

        def step(_statement: str) -> None:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)

        def watch(connection: sqlite3.Connection) -> None:
            small_cache(connection)
            connection.set_trace_callback(step)

        on_every_writer(watch)
        loading.build(path, rows_of(content), content)
        os.write(write, str(count).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    return int(told or 0)


def at_once(path: Path, contents: list[str]) -> None:
    """Builds each content in a fork of its own, all at the same time; fails where one of them does."""
    children = []
    for content in contents:
        child = os.fork()
        if not child:
            try:
                loading.build(path, rows_of(content), content)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit(1)


def sweep(path: Path, content: str, stride: int) -> None:
    """Kills a build at every `stride`-th statement; writes how often, and fails where it left a trace."""
    import alembic.command  # noqa: F401  # what an upgrade needs, once for all forks

    before = content_of_any(path) if path.exists() else None
    number = kills = 0
    while True:
        number += stride if number else 1
        if killed_at(path, content, number):
            break
        kills += 1
        after = content_of_any(path) if path.exists() else None
        assert after == before, f"killed at statement {number}"
    assert len(content_of(path)["events"]) == len(rows_of(content)["events"])
    sys.stdout.write(f"{kills}\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("content", nargs="+")
    parser.add_argument("--sweep", type=int, metavar="STRIDE")
    parser.add_argument("--small-cache", action="store_true")
    parser.add_argument("--unprivileged", action="store_true")
    parser.add_argument("--largest-file", type=int, metavar="BYTES")
    parser.add_argument("--read", action="store_true")
    options = parser.parse_args()
    if options.unprivileged:
        drop_privileges()
    if options.largest_file:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (options.largest_file, options.largest_file))
    if options.small_cache:
        on_every_writer(small_cache)
    try:
        (content, *others) = options.content
        if others:
            at_once(options.path, options.content)
        elif options.sweep:
            sweep(options.path, content, options.sweep)
        elif options.read:
            sys.stdout.write(f"{len(content_of(options.path)['events'])}\n")
        else:
            loading.build(options.path, rows_of(content), content)
    except KeventsError as error:
        sys.exit(f"{error}\n{error.hint}")


if __name__ == "__main__":
    main()
