"""The database as Datasette gets it: opened as every reading command does, held to reading, within limits.

Datasette by itself opens any file. It lets through no statement but SELECT, and stops it after a time. A
visitor can still ask for one value of a gigabyte, for a thousand values of a megabyte, or for a function that
takes hours and cannot be interrupted. So the authorizer and the limits of `kevents sql` hold in each
connection here as well, and an answer may be no larger than `LARGEST_ANSWER`.

Datasette loads the plugin, and this with it, while it loads `datasette.app`, which is not imported here.
"""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from datasette.database import Database, connections
from datasette.utils.asgi import Base400

from karabakh_events.database.adhoc import confine
from karabakh_events.database.opening import open_reading
from karabakh_events.errors import DatabaseMissing, KeventsError

MOST_ROWS = 1000
"""An answer has at most so many rows."""

LONGEST_VALUE = 2**20
"""Bytes of one value or row. The slowest of SQLite's functions cannot be interrupted. It takes 6 seconds
for values of this size, and four times as long for values twice as long."""

LARGEST_ANSWER = 32 * 2**20
"""Characters and bytes of all the values of one answer."""

_HIDDEN = {"database_list"}
"""Visitors need not know in which folder the file lies."""


class Unavailable(Base400):  # type: ignore[misc]  # Datasette has no types
    """The file cannot be read at present; told to the visitor, as Datasette tells what is not there."""

    status = 503


class Served(Database):  # type: ignore[misc]  # Datasette has no types
    """One kevents database, named in listings by its file's name without the folders."""

    def __init__(self, ds: Any, path: str) -> None:
        super().__init__(ds, path=Path(path).name, is_mutable=True)
        self._file = Path(path)
        self._opened = threading.local()

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for the thread that asks. Raises Unavailable if there can be none."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        try:
            self._opened.identity = self._identity()
            connection = open_reading(self._file)
        except KeventsError as error:
            raise Unavailable(str(error)) from error
        confine(connection, longest_value=LONGEST_VALUE, hidden=_HIDDEN)
        # Datasette looks up the labels of all the rows of a page in one query.
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2 * MOST_ROWS)
        return connection

    def _identity(self) -> tuple[int, int]:
        """Which file it is that has the name now."""
        try:
            status = self._file.stat()
        except OSError:
            raise Unavailable(str(DatabaseMissing(self._file))) from None
        return status.st_dev, status.st_ino

    def _current(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """The connection of this thread, or another in its place if its file was replaced by another."""
        if self._opened.identity == self._identity():
            return connection
        renewed = self.connect()
        self.ds._prepare_connection(renewed, self.name)
        setattr(connections, self.name, renewed)
        connection.close()
        return renewed

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """As Datasette has it, but what reads more than `LARGEST_ANSWER` fails as SQLite's own limits do."""

        def bounded(connection: sqlite3.Connection) -> Any:
            left = LARGEST_ANSWER

            def made(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
                nonlocal left
                left -= sum(len(value) for value in row if isinstance(value, (str, bytes)))
                if left < 0:
                    raise sqlite3.OperationalError(f"the answer is larger than {LARGEST_ANSWER // 2**20} MB")
                return sqlite3.Row(cursor, row)

            connection = self._current(connection)
            connection.row_factory = made
            try:
                return fn(connection)
            except MemoryError:
                raise sqlite3.OperationalError("the query needs too much memory") from None

        return await super().execute_fn(bounded)

    async def execute(self, sql: str, params: Any = None, **how: Any) -> Any:
        """As Datasette has it, but a visitor's mistakes are told to the visitor, not to our terminal."""
        return await super().execute(sql, params, **{**how, "log_sql_errors": False})

    async def attached_databases(self) -> list[Any]:
        """None: nothing can be attached."""
        return []

    # Datasette would look for these at `path`, which has no folders.

    @property
    def size(self) -> int:
        return self._file.stat().st_size

    @property
    def mtime_ns(self) -> int:
        return self._file.stat().st_mtime_ns
