"""Finding the database file and opening it for reading, with a message for each way in which that can fail.

Every reading command waits for the import of this module, and pathlib would more than double that time. So
paths are text here.
"""

# ruff: noqa: PTH109, PTH110, PTH116, PTH117, PTH118, PTH119, PTH202

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeAlias

from karabakh_events.counting import count
from karabakh_events.errors import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseMissing,
    KeventsError,
    NewerDatabase,
    OlderDatabase,
)
from karabakh_events.schema.views import TABLES, VIEWS

if TYPE_CHECKING:
    from pathlib import Path

StrPath: TypeAlias = "str | Path"

REVISIONS = ("0001",)
"""Every revision of the schema, oldest first. The list is here so that kevents can tell an older file from a
newer one without an import of Alembic. A test compares it with `migrations/versions`."""

REVISION = REVISIONS[-1]

BUSY_SECONDS = 10.0
"""How long to wait for another program's lock on the file."""

# The bytes that need no escape in the path of a URI.
_UNESCAPED = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/:._-"

# KiB of pages that a reader keeps. With SQLite's own 2,000, a listing of a million events reads many twice.
_CACHE = 32_000

# SQLite's messages about our queries if a table is missing, or is now a view that does more than read.
_NOT_AS_MADE = ("no such table", "no such column", "unsafe use of")

# Instructions of SQLite's virtual machine (a few milliseconds) between two returns to Python.
_PROGRESS_STEPS = 100_000


def default_path() -> str:
    """`kevents.db` in the user's data directory, whether or not it is there."""
    if sys.platform == "linux" and "ANDROID_DATA" not in os.environ:
        # The same answer as from platformdirs, whose import takes half as long as starting Python.
        home = os.environ.get("HOME", "")
        data = os.environ.get("XDG_DATA_HOME", "")
        if not os.path.isabs(data) and os.path.isabs(home):
            data = os.path.join(home, ".local", "share")
        if os.path.isabs(data):
            return os.path.join(data, "kevents", "kevents.db")
    from platformdirs import user_data_dir

    return os.path.join(user_data_dir("kevents", appauthor=False), "kevents.db")


def locate(text: str) -> str:
    """The file that `text` names: a path, or an SQLAlchemy URL such as `sqlite:///kevents.db`.

    As in SQLAlchemy, the path follows three slashes, so that an absolute one begins with four, and nothing in
    it is percent-decoded. Raises KeventsError for any other scheme.
    """
    scheme, separator, rest = text.partition("://")
    if not separator or "/" in scheme:
        if not text or "\0" in text:
            raise KeventsError(f"{text!r} does not name a file")
        return text
    if scheme.partition("+")[0] != "sqlite":
        raise KeventsError(f"{text}: only SQLite files are supported", "give a path, or sqlite:///path")
    if len(rest) < 2 or not rest.startswith("/") or "\0" in rest:
        raise KeventsError(f"{text}: names no file", "three slashes, then the path: sqlite:///kevents.db")
    return rest[1:]


def exists(path: StrPath) -> bool:
    """Whether there is anything at `path`; symbolic links are followed."""
    return os.path.exists(path)


def open_reading(path: StrPath) -> sqlite3.Connection:
    """A connection that can only read, to a database of the present schema; the caller closes it.

    Nothing in a hostile file is run. No trigger fires, because nothing is written. A changed version of one
    of our views is refused, and no other view may call functions with side effects. The connection sees the
    whole of a build or nothing of it.

    Raises DatabaseMissing, DatabaseDamaged, OlderDatabase, NewerDatabase, or DatabaseError if the file is not
    a kevents database or cannot be read at present. For errors of later queries see `translated`.
    """
    connection = open_current(path)
    with _closed_on_error(connection), translated(path):
        _require_own_views(path, connection)
    return connection


def open_current(path: StrPath) -> sqlite3.Connection:
    """Like `open_reading`, for a file of the present revision whose schema may have been changed."""
    connection = connect(path)
    with _closed_on_error(connection), translated(path):
        found = revision_of(connection)
        if found is None and is_vacant(connection):
            raise _empty(path)
        _require_current(path, found)
    return connection


def connect(path: StrPath) -> sqlite3.Connection:
    """Like `open_reading`, for any SQLite file that is not empty, whichever program made it."""
    require_file(path)
    with translated(path):
        try:
            return _connect(path, "mode=ro")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_READONLY_ROLLBACK:
                return _connect_after_rollback(path)
            if _is_refusal(error) and not os.path.exists(f"{path}-journal"):
                return _connect_to_log(path)
            raise


def require_file(path: StrPath) -> None:
    """Raise unless `path` is an ordinary file that is not empty. Never waits for the other end of a pipe."""
    try:
        status = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        raise DatabaseMissing(path) from None
    except OSError as error:
        raise DatabaseError(path, f"cannot be opened: {error.strerror}") from None
    kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket"}
    if not stat.S_ISREG(status.st_mode):
        kind = kinds.get(stat.S_IFMT(status.st_mode), "a device")
        raise DatabaseDamaged(path, f"is {kind}, not a database file")
    if not status.st_size:
        raise _empty(path)
    if status.st_size < 100:
        # Shorter than SQLite's header. SQLite takes a file of one byte for an empty one.
        raise DatabaseDamaged(path, "is not an SQLite database")


def _empty(path: StrPath) -> DatabaseError:
    return DatabaseError(path, "is empty", f"fill it with: kevents --db {path} build")


def revision_of(connection: sqlite3.Connection) -> str | None:
    """The revision of the schema that the file states; None if kevents did not make it."""
    # Neither a view of that name nor a long value is read: a view may never end, a value may fill the file.
    named = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'alembic_version'"
    if connection.execute(named).fetchone() is None:
        return None
    try:
        rows = connection.execute(
            "SELECT iif(length(version_num) <= 32, version_num, 'too long') FROM alembic_version LIMIT 2"
        ).fetchall()
    except sqlite3.OperationalError as error:
        # The driver's error about text that is not UTF-8 has no code.
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            return None
        raise
    return str(rows[0][0]) if len(rows) == 1 else None


def _require_own_views(path: StrPath, connection: sqlite3.Connection) -> None:
    """Raise DatabaseDamaged if a view has the name of one of our tables, or one of our views was changed.

    A view cannot write, but a query of one that we did not make may never end.
    """
    for name, sql in connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"):
        own = VIEWS.get(name)
        if name in TABLES or (own is not None and bare(sql) != bare(f"CREATE VIEW {name} AS {own}")):
            raise DatabaseDamaged(
                path,
                f"its view {name} was not made by kevents",
                "move the file away and build again",
            )


@contextmanager
def reading_one_state(connection: sqlite3.Connection) -> Iterator[None]:
    """Everything that is read inside the block comes from one state of the database.

    A build at the same time waits for the end of the block before it writes to the file. In a write-ahead log
    it may write at once, but the block does not see it. A block inside such a block is part of it. A caller
    that has read everything may end the transaction early, by `rollback`.
    """
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether a connection, whoever opened it, is to a kevents database of the present schema."""
    try:
        _require_current("", revision_of(connection))
        _require_own_views("", connection)
    except KeventsError:
        return False
    return True


def bare(sql: str) -> str:
    """A definition without quotation marks and with white space folded, so that it can be compared."""
    return " ".join(sql.replace('"', "").split())


def is_vacant(connection: sqlite3.Connection) -> bool:
    """Whether it holds nothing: nobody filled the file, or its first build was killed."""
    return connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone() is None


def _require_current(path: StrPath, found: str | None) -> None:
    """Raise OlderDatabase if the revision `found` is an older one, else what `require_known` raises."""
    require_known(path, found)
    if found is not None and found != REVISION:
        raise OlderDatabase(path, found, REVISION)


def require_known(path: StrPath, found: str | None) -> None:
    """Raise NewerDatabase if `found` is unknown, or DatabaseError if kevents did not make the file."""
    if found is None:
        raise DatabaseError(path, "is an SQLite database that kevents did not make", "name another with --db")
    if found not in REVISIONS:
        raise NewerDatabase(path, found, REVISION)


@contextmanager
def translated(path: StrPath) -> Iterator[None]:
    """Turn what sqlite3 raises inside the block into a KeventsError about the file `path`.

    Errors that only a fault in the program can cause (a wrong number of parameters, a closed connection)
    pass through.
    """
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        require_uninterrupted(error)
        known = translation(path, error)
        if known is None:
            raise
        raise known from error
    except MemoryError as error:
        raise DatabaseError(path, "there is not enough memory to read it") from error


def require_uninterrupted(error: Exception) -> None:
    """Raise KeyboardInterrupt if it was the cause of `error`.

    When Ctrl-C arrives inside the progress handler, sqlite3 hides the KeyboardInterrupt and reports that the
    query was interrupted. Only a deadline interrupts a query otherwise, and it records that itself.
    """
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
        raise KeyboardInterrupt from error


def translation(path: StrPath, error: sqlite3.Error | UnicodeDecodeError) -> KeventsError | None:
    """The KeventsError for an error of sqlite3, or None if it is a fault in the program."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, UnicodeDecodeError) or "decode to UTF-8" in str(error):
        # A text that is not UTF-8, in a cell or in SQLite's own message about a damaged schema.
        return DatabaseDamaged(path, f"is damaged: {error}")
    if code is None:
        return None
    match code & 0xFF:
        case sqlite3.SQLITE_NOTADB:
            return DatabaseDamaged(path, "is not an SQLite database, or its beginning is damaged")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_FORMAT:
            return DatabaseDamaged(
                path,
                f"is damaged: {error}",
                f"kevents check --db {path} says more; to make it again, move the file away and build",
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseError(
                path,
                f"another program is using it; waited {count(BUSY_SECONDS, 'second')}",
                "try again when that program has finished",
            )
        case sqlite3.SQLITE_FULL:
            return DatabaseError(path, "the disk is full")
        case sqlite3.SQLITE_IOERR:
            return DatabaseError(path, f"cannot be read or written: {error} ({error.sqlite_errorname})")
        case sqlite3.SQLITE_READONLY:
            return DatabaseError(path, f"cannot be written: {error}")
        case sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return DatabaseError(path, f"cannot be opened: {error}")
        case sqlite3.SQLITE_TOOBIG | sqlite3.SQLITE_NOMEM:
            return DatabaseError(path, f"holds more than can be read: {error}")
        case sqlite3.SQLITE_ERROR if any(words in str(error) for words in _NOT_AS_MADE):
            return DatabaseDamaged(path, f"its schema is not as kevents made it: {error}")
    return None


def opened(path: StrPath, parameters: str) -> sqlite3.Connection:
    """A connection by SQLite's URI with `parameters`; no transaction begins by itself."""
    # os.path.abspath() would take `link/..` for the folder that the link is in.
    absolute = os.path.join(os.getcwd(), path)
    if sys.platform == "win32":
        absolute = "/" + absolute.replace("\\", "/")
    # In a URI `?`, `#` and `%` have a meaning; in a file name they are ordinary characters.
    escaped = "".join(chr(byte) if byte in _UNESCAPED else f"%{byte:02X}" for byte in os.fsencode(absolute))
    return sqlite3.connect(
        f"file://{escaped}?{parameters}", uri=True, isolation_level=None, timeout=BUSY_SECONDS
    )


def _connect(path: StrPath, parameters: str) -> sqlite3.Connection:
    connection = opened(path, parameters)
    with _closed_on_error(connection):
        connection.execute("PRAGMA query_only = ON")
        connection.execute("PRAGMA trusted_schema = OFF")
        # SQLite returns to Python now and then, so that Ctrl-C ends even a query that would never end.
        connection.set_progress_handler(lambda: 0, _PROGRESS_STEPS)
        # sqlite3.connect() reads nothing, so this is the first read of the file.
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
    return connection


@contextmanager
def _closed_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Close the connection if the block fails, so that the file does not stay open."""
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _connect_after_rollback(path: StrPath) -> sqlite3.Connection:
    """Connect after a killed build. Its journal must be played back first, which a reader may not do."""
    try:
        with closing(opened(path, "mode=rw")) as writer:
            writer.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
        return _connect(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if not _is_refusal(error):
            raise
        journal = os.path.basename(path) + "-journal"
        raise DatabaseError(
            path,
            f"a build of it was interrupted, and its old state (in {journal}) cannot be restored here",
            "copy both files to a folder that can be written",
        ) from error


def _connect_to_log(path: StrPath) -> sqlite3.Connection:
    """Connect to a file with a write-ahead log, which another program switched on, in a read-only folder.

    To read such a file SQLite makes another one for shared memory, unless it is told that nothing changes.
    """
    log = f"{path}-wal"
    if os.path.exists(log) and os.path.getsize(log):
        raise DatabaseError(
            path,
            f"nothing can be written beside it, and its latest changes are still in {os.path.basename(log)}",
            "copy both files to a folder that can be written",
        )
    return _connect(path, "mode=ro&immutable=1")


def _is_refusal(error: sqlite3.Error) -> bool:
    """Whether SQLite wanted to make or change a file and could not."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
