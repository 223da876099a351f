"""Checking a database file for damage."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from hashlib import sha256

from karabakh_events.database import ddl
from karabakh_events.database.opening import StrPath, open_current, opened, translated
from karabakh_events.errors import DatabaseError
from karabakh_events.schema.derived import DERIVED

MOST = 100
"""At most so many findings of one kind are reported; more would say nothing new of a badly damaged file."""


def problems_of_file(path: StrPath) -> list[str]:
    """The damage in the database at `path`, one sentence each; an empty list for a sound file.

    SQLite's own checks find broken pages, indexes and rules. They do not notice a changed letter in a text.
    So documents are compared with their checksums, and each citation with its place in the document.

    Raises what `open_current` raises if the file cannot be read at all.
    """
    problems: list[str] = []
    open_current(path).close()
    # When SQLite opens a file read-only it does not load the CHECK constraints.
    with closing(opened(path, "mode=rw")) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        for check in (
            _integrity,
            ddl.differences,
            _references,
            _fingerprint,
            _documents,
            _citations,
            _derived,
        ):
            problems += _findings(path, connection, check)
    return list(dict.fromkeys(problems))


def _findings(
    path: StrPath, connection: sqlite3.Connection, check: Callable[[sqlite3.Connection], Iterable[str]]
) -> Iterator[str]:
    # A check ends at the first damaged page; the next check may still find something else.
    try:
        with translated(path):
            yield from check(connection)
    except DatabaseError as error:
        yield str(error).removeprefix(f"{path}: ")


def _integrity(connection: sqlite3.Connection) -> Iterator[str]:
    for (message,) in connection.execute(f"PRAGMA integrity_check({MOST})"):
        if message != "ok":
            yield str(message)


def _references(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        broken = connection.execute("PRAGMA foreign_key_check").fetchmany(MOST)
    except sqlite3.OperationalError as error:
        if "foreign key mismatch" not in str(error):
            raise
        # The table that a key refers to is missing, or lacks that key; SQLite stops there.
        yield str(error)
        return
    for table, rowid, parent, _number in broken:
        yield f"row {rowid} of {table} refers to a row of {parent} that is not there"


def _fingerprint(connection: sqlite3.Connection) -> Iterator[str]:
    if not connection.execute("SELECT 1 FROM about WHERE key = 'fingerprint'").fetchall():
        yield "the fingerprint of the content is missing"


def _documents(connection: sqlite3.Connection) -> Iterator[str]:
    for name, checksum, text in connection.execute("SELECT id, sha256, text FROM documents ORDER BY id"):
        if sha256(text.encode()).hexdigest() != checksum:
            yield f"the text of the document {name} is not the one that was loaded"


def _citations(connection: sqlite3.Connection) -> Iterator[str]:
    moved = connection.execute(
        "SELECT c.id FROM citations c JOIN documents d ON d.id = c.document_id"
        ' WHERE substr(d.text, c.start + 1, c."end" - c.start) <> c.exact ORDER BY c.id'
    ).fetchmany(MOST)
    for (name,) in moved:
        yield f"the citation {name} is not what its document says in that place"


def _derived(connection: sqlite3.Connection) -> Iterator[str]:
    for table, query in DERIVED.items():
        wanted, found = f"SELECT * FROM ({query})", f"SELECT * FROM {table.name}"
        for one, other in ((wanted, found), (found, wanted)):
            if connection.execute(f"{one} EXCEPT {other} LIMIT 1").fetchall():
                yield f"{table.name} is not in step with the tables that it is made from"
                break
