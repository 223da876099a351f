"""What the tests of the database do to its file, from outside, and what else may lie in its place."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from karabakh_events.database import open_reading
from karabakh_events.errors import DatabaseDamaged, DatabaseError, NewerDatabase
from karabakh_events.schema import tables

Make = Callable[[Path], object]
"""Puts something at a path."""


def run_python(code: str, *arguments: object) -> str:
    """What a Python of its own prints, so that nothing of this process is loaded in it."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the full-text index too."""
    with closing(open_reading(path)) as connection:
        return {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in [*tables.metadata.tables, "search"]
        }


def change(path: Path, *statements: str) -> None:
    """What another program does to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def canonical(path: Path) -> bytes:
    """The bytes of the file without the traces of how it came to be."""
    copy = path.with_suffix(".copy")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    data = copy.read_bytes()
    copy.unlink()
    return data


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def put_text(path: Path) -> None:
    path.write_text("This is not a database. " * 100)


def put_little(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def put_empty_database(path: Path) -> None:
    change(path, "VACUUM")


def put_another(path: Path) -> None:
    change(path, "CREATE TABLE recipes (name TEXT)", "INSERT INTO recipes VALUES ('plov')")


def put_another_with_revisions(path: Path) -> None:
    change(
        path, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES (1), (2)"
    )


def put_endless_revisions(path: Path) -> None:
    change(
        path,
        "CREATE VIEW alembic_version AS WITH RECURSIVE n (version_num) AS"
        " (SELECT 1 UNION ALL SELECT version_num + 1 FROM n) SELECT version_num FROM n",
    )


def put_a_revision_that_is_no_text(path: Path) -> None:
    change(
        path,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES (CAST(x'ff' AS TEXT))",
    )


def put_a_long_revision(path: Path) -> None:
    change(
        path,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES (hex(zeroblob(100000)))",
    )


FOREIGN = [
    (Path.mkdir, DatabaseDamaged, "is a folder"),
    (make_fifo, DatabaseDamaged, "is a named pipe"),
    (link_to_a_device, DatabaseDamaged, "is a device"),
    (put_text, DatabaseDamaged, "is not an SQLite database"),
    (put_little, DatabaseDamaged, "is not an SQLite database"),
    (put_another, DatabaseError, "an SQLite database that kevents did not make"),
    (put_another_with_revisions, DatabaseError, "an SQLite database that kevents did not make"),
    (put_endless_revisions, DatabaseError, "an SQLite database that kevents did not make"),
    (put_a_revision_that_is_no_text, DatabaseDamaged, "is damaged"),
    (put_a_long_revision, NewerDatabase, "its schema is too long,"),
]
