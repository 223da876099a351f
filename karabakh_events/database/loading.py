"""The build: all rows go into one file in one transaction, so that a reader sees the old or the new state.

A new file is made under another name beside its place, and gets its own name when it is complete. An existing
file is never replaced, because its journal or a lock on it would then belong to other pages. It is emptied
and filled in one transaction. If the build is killed it leaves a journal, from which the next program that
opens the file restores the old state.

Foreign keys are off while rows are inserted, and are checked before the commit: events refer to wider events,
and to check each row takes longer than to check all at the end. ANALYZE is not run: without its statistics a
query has the same plan for ten events as for ten million.
"""

import errno
import filecmp
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, insert
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError

from karabakh_events import files
from karabakh_events.database import ddl, migrating
from karabakh_events.database.opening import (
    REVISION,
    StrPath,
    connect,
    is_vacant,
    opened,
    require_known,
    revision_of,
    translation,
)
from karabakh_events.errors import DatabaseDamaged, DatabaseError
from karabakh_events.schema.derived import DERIVED
from karabakh_events.schema.tables import metadata

Rows: TypeAlias = Mapping[str, Sequence[Mapping[str, object]]]
"""Table name -> rows, and under `search` the rows of the full-text index. A column left out is NULL, a
flag left out is 0."""

Progress: TypeAlias = Callable[[str, int, int], None]
"""Called with the present table, the number of rows written so far and the number of all rows."""

_FED = tuple(table for table in metadata.sorted_tables if table not in DERIVED)
_FLAGS = frozenset(
    column.name for table in _FED for column in table.columns if column.server_default is not None
)
# Rows written between two reports of progress.
_CHUNK = 10_000
# Bytes of pages that are kept in memory until the commit.
_CACHE = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `changed` is False if the file already had this content and was not written to.

    `backup` is the copy made before the schema of an older file was upgraded.
    """

    path: Path
    counts: Mapping[str, int]
    fingerprint: str
    changed: bool = True
    backup: Path | None = None


def build(path: StrPath, rows: Rows, fingerprint: str, *, progress: Progress | None = None) -> Summary:
    """Make the database at `path` hold exactly `rows`. On any error it stays as it was.

    `fingerprint` identifies the content. A file that already has this fingerprint is not written to. The
    order of the rows does not matter: the same rows make the same file, byte for byte after `VACUUM INTO`. A
    file of an older schema is copied, then upgraded in the transaction that also loads it.

    Raises NewerDatabase, DatabaseDamaged, and DatabaseError: for a file that kevents did not make (it is not
    touched), a folder that cannot be written, a full disk, a lock held too long, or a row that breaks a rule
    of the schema. Raises ValueError for a table or column that the schema does not have, and for a derived
    table.
    """
    counts = {table.name: len(rows.get(table.name, ())) for table in _FED}
    counts = {**counts, "search": len(rows.get("search", ())), "about": counts["about"] + 1}
    if unknown := rows.keys() - counts.keys():
        raise ValueError(f"no such tables: {', '.join(sorted(unknown))}")
    path = Path(path)
    summary = Summary(path, counts, fingerprint)
    loader = _Loader(path, rows, fingerprint, progress or (lambda _table, _done, _all: None))
    with _faults(path, rows):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            if _make(path, loader):
                return summary
        elif not _is_empty(path) and _holds(path, fingerprint):
            return replace(summary, changed=False)
        return _load(path, loader, summary)


def _is_empty(path: Path) -> bool:
    """Whether it is an ordinary file of no bytes."""
    return path.is_file() and not path.stat().st_size


def _holds(path: Path, fingerprint: str) -> bool:
    """Whether the file has the present schema and already this content. Raises if it is not ours.

    This is done before anything is locked: a file that is not ours must not be touched, and one that needs no
    change may be where nothing can be written.
    """
    with closing(connect(path)) as reader:
        if is_vacant(reader):
            return False
        found = revision_of(reader)
        require_known(path, found)
        return found == REVISION and _fingerprint_of(reader) == fingerprint


def _fingerprint_of(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM about WHERE \"key\" = 'fingerprint'").fetchone()
    return None if row is None else str(row[0])


# --- a new file ------------------------------------------------------------------------------------


def _make(path: Path, loader: "_Loader") -> bool:
    """Make a new file. False, with nothing done, if the rows must be loaded into the present one instead."""
    if any(path.with_name(path.name + ending).exists() for ending in ("-journal", "-wal")):
        # The journal of a database that was deleted after a crash. SQLite would play it back into the new
        # pages. Beside an empty file SQLite discards it, under its own locks.
        path.touch()
        return False
    with _partial(path) as partial:
        engine = _engine(partial, journal="OFF")
        with engine.begin() as connection:
            ddl.create(connection)
            loader.fill(connection)
        return _publish(partial, path)


@contextmanager
def _partial(path: Path) -> Iterator[Path]:
    """A new empty file for this build alone; it is removed after the block."""
    with files.beside(path) as folder:
        partial = folder / path.name
        partial.touch()  # SQLite would ignore the umask and let only the owner write to the file
        yield partial


def _publish(partial: Path, path: Path) -> bool:
    """Give a finished file its name, durably. False if the name has been taken meanwhile."""
    files.sync(partial)
    try:
        os.link(partial, path)
    except FileExistsError:
        return False
    except OSError:
        # This file system has no hard links. Of two first builds at once, one may replace the other's file;
        # either file is complete.
        if path.exists():
            return False
        partial.rename(path)
    try:
        files.sync_name(path)
    except OSError:
        # The name may not last, so this is not reported as a success.
        path.unlink()
        raise
    return True


# --- a file that is there --------------------------------------------------------------------------


def _load(path: Path, loader: "_Loader", summary: Summary) -> Summary:
    with _engine(path, journal=None).begin() as connection:
        raw = ddl.underlying(connection)
        backup = None
        # The file was first looked at without a lock, and may have changed since.
        if is_vacant(raw):
            ddl.create(connection)
        else:
            found = revision_of(raw)
            require_known(path, found)
            if found == REVISION and _fingerprint_of(raw) == loader.fingerprint:
                return replace(summary, changed=False)
            if found != REVISION:
                _require_upgradable(path, raw, str(found))
                backup = _copy(path, str(found))
                migrating.upgrade(connection, REVISION)
            if faults := ddl.differences(raw):
                raise _not_as_made(path, faults)
            loader.clear(connection)
        loader.fill(connection)
    return replace(summary, backup=backup)


def _require_upgradable(path: Path, raw: sqlite3.Connection, revision: str) -> None:
    """Raise if the migrations would meet a schema that they do not know, or another's table in their way."""

    def made(connection: Connection) -> None:
        migrating.upgrade(connection, revision)

    if faults := ddl.differences(raw, made):
        raise _not_as_made(path, faults)
    if names := ddl.names_in_the_way(raw, made):
        raise DatabaseError(
            path,
            f"cannot be upgraded: kevents now needs the name of {', '.join(names)}, which it did not make",
            "rename or drop what has that name, then build again",
        )


def _not_as_made(path: Path, faults: Sequence[str]) -> DatabaseDamaged:
    return DatabaseDamaged(
        path, f"is not as kevents made it: {'; '.join(faults)}", "move it away and build again"
    )


def _copy(path: Path, revision: str) -> Path:
    """Copy the file beside itself, under a name that no other file has.

    If a failed upgrade has left the very same copy, that one is kept, so that a user who tries again and
    again does not fill the disk.
    """
    names = (f"{path.name}.backup-{revision}{number}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
    with _no_copy(path), _partial(path) as partial:
        with closing(connect(path)) as source, closing(_writer(partial, journal="OFF")) as copy:
            source.backup(copy)
        # What nobody else may read in the file, nobody else may read in the copy.
        partial.chmod(stat.S_IMODE(path.stat().st_mode))
        for target in map(path.with_name, names):
            if target.exists() and filecmp.cmp(partial, target, shallow=False):
                return target
            if _publish(partial, target):
                return target
    raise DatabaseError(path, "there are too many copies of it already", "remove some of them")


@contextmanager
def _no_copy(path: Path) -> Iterator[None]:
    """Say of a full or failing disk that it was the copy which could not be written."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = _disk_fault(error)
        if reason is None:
            raise
        raise DatabaseError(
            path,
            f"was not upgraded, because no copy of it could be kept ({reason}); the old content is untouched",
            f"the copy needs about {files.room(path.stat().st_size, path.parent)}",
        ) from error


# --- both ------------------------------------------------------------------------------------------


def _writer(path: Path, journal: str | None) -> sqlite3.Connection:
    connection = opened(path, "mode=rw")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA trusted_schema = OFF")
    # Pages that do not fit into the cache are written early, and from then to the commit nobody can read.
    connection.execute(f"PRAGMA cache_size = -{_CACHE // 1024}")
    if journal is not None:
        connection.execute(f"PRAGMA journal_mode = {journal}")
        connection.execute("PRAGMA synchronous = OFF")
    return connection


def _engine(path: Path, journal: str | None) -> Engine:
    """An engine whose transactions begin with the lock for writing.

    The driver itself begins a deferred transaction before the first INSERT and none before DDL. That would
    leave half of a failed migration in the file, and two builds at once would fail instead of waiting. With
    `journal` OFF no other program knows the file yet, and on any error it is thrown away.
    """
    engine = create_engine("sqlite://", creator=lambda: _writer(path, journal), poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


class _Loader:
    """Writes the rows to one file."""

    def __init__(self, path: Path, rows: Rows, fingerprint: str, progress: Progress) -> None:
        self.path = path
        self.fingerprint = fingerprint
        self._rows = {**rows, "about": [*rows.get("about", ()), {"key": "fingerprint", "value": fingerprint}]}
        self._progress = progress
        self._done = 0
        self._all = sum(map(len, self._rows.values()))

    def clear(self, connection: Connection) -> None:
        for table in metadata.sorted_tables:
            connection.exec_driver_sql(f"DELETE FROM {table.name}")
        connection.exec_driver_sql("DELETE FROM search")
        # Deletions leave marks in the index; this makes it as it was when it was new.
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('rebuild')")

    def fill(self, connection: Connection) -> None:
        for table in _FED:
            columns = [column.name for column in table.columns if column.computed is None]
            statement = insert(table).compile(dialect=sqlite.dialect(), column_keys=columns)
            self._insert(
                connection, table.name, str(statement), columns, list(table.primary_key.columns.keys())
            )
        for derived, query in DERIVED.items():
            connection.exec_driver_sql(f"INSERT INTO {derived.name} {query}")
        columns = ["record", "kind", "heading", "words"]
        self._insert(connection, "search", "INSERT INTO search VALUES (?, ?, ?, ?)", columns, columns)
        connection.exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")
        self._check_references(connection)

    def _insert(
        self, connection: Connection, table: str, statement: str, columns: list[str], key: list[str]
    ) -> None:
        """Insert the rows in the order of their key, so that the same rows give the same bytes."""
        known = frozenset(columns)
        # A flag that is left out is not set.
        defaults = [0 if name in _FLAGS else None for name in columns]
        values: list[tuple[object, ...]] = []
        for row in self._rows.get(table, ()):
            if not row.keys() <= known:
                raise ValueError(f"{table} has no column {', '.join(sorted(row.keys() - known))}")
            values.append(tuple(map(row.get, columns, defaults)))
        positions = [columns.index(name) for name in key]
        values.sort(key=itemgetter(*positions))
        raw = ddl.underlying(connection)
        for start in range(0, len(values), _CHUNK):
            chunk = values[start : start + _CHUNK]
            before = raw.total_changes
            try:
                connection.exec_driver_sql(statement, chunk)
            except IntegrityError as error:
                # executemany() stops at the row that fails, and has counted the rows before it as changes.
                refused = chunk[raw.total_changes - before]
                name = ", ".join(str(refused[position]) for position in positions)
                raise DatabaseError(self.path, f"{table} refuses the row {name}: {error.orig}") from error
            self._done += len(chunk)
            self._progress(table, self._done, self._all)

    def _check_references(self, connection: Connection) -> None:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(10)
        if broken:
            pairs = sorted({f"{table} -> {parent}" for table, _rowid, parent, _number in broken})
            raise DatabaseError(self.path, f"rows refer to rows that are not there: {', '.join(pairs)}")


# --- faults ----------------------------------------------------------------------------------------


@contextmanager
def _faults(path: Path, rows: Rows) -> Iterator[None]:
    """Like `opening.translated`, for what can go wrong in writing."""
    try:
        yield
    except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(cause, (sqlite3.Error, UnicodeDecodeError)):
            raise
        if reason := _disk_fault(cause):
            raise _no_room(path, rows, reason) from error
        known = translation(path, cause)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        if reason := _disk_fault(error):
            raise _no_room(path, rows, reason) from error
        raise DatabaseError(path, f"cannot be written: {error.strerror}") from error


def _disk_fault(error: Exception) -> str | None:
    """What the disk has against it, in the words of the system; None if it is not the disk."""
    if isinstance(error, OSError):
        return error.strerror or str(error) if error.errno in (*files.FULL, errno.EIO) else None
    # SQLite also says "disk I/O error" for a quota or a limit on the size of files.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return str(error) if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) else None


def _no_room(path: Path, rows: Rows, reason: str) -> DatabaseError:
    present = path.stat().st_size if path.exists() else 0
    text = sum(len(str(value)) for table in rows.values() for row in table for value in row.values())
    # Measured: empty tables take 0.5 MB, the indexes 1.5 times the text, the journal as much as the old file.
    needed = 3 * text + 2 * present + 500_000
    state = "the old content is untouched" if present else "nothing was written"
    return DatabaseError(
        path,
        f"could not be written ({reason}); {state}",
        f"the build needs about {files.room(needed, path.parent)}",
    )
