"""The database that Datasette opens: as every reading command opens it, only for reading, within limits.

Datasette by itself opens any file. It allows only SELECT, and stops a query after a time. A visitor can still
ask for one value of a gigabyte, for a thousand values of a megabyte, or for a function that takes hours and
cannot be interrupted. So each connection here has the authorizer and the limits of `kevents sql` as well, and
an answer may be no larger than `LARGEST_ANSWER`.

While Datasette loads `datasette.app` it loads the plugin, and this module with it. So this module does not
import `datasette.app`.
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
"""Bytes of one value or row. The slowest function of SQLite cannot be interrupted. It takes 6 seconds for
values of this size, and four times as long for values twice as long."""

LARGEST_ANSWER = 32 * 2**20
"""Characters and bytes of all values of one answer together."""

_HIDDEN = {"database_list"}
"""PRAGMAs that a visitor may not read: they show the folder of the file."""


class Unavailable(Base400):  # type: ignore[misc]  # Datasette has no types
    """The file cannot be read at present. The visitor gets the message on a page of Datasette's."""

    status = 503


class Served(Database):  # type: ignore[misc]  # Datasette has no types
    """One kevents database, named in listings by its file's name without the folders."""

    def __init__(self, ds: Any, path: str) -> None:
        super().__init__(ds, path=Path(path).name, is_mutable=True)
        self._file = Path(path)
        self._opened = threading.local()

    def connect(self, write: bool = False) -> sqlite3.Connection:
        """A connection for the thread that asks. Raises Unavailable if the file cannot be opened."""
        if write:
            raise sqlite3.OperationalError("attempt to write a readonly database")
        try:
            self._opened.identity = self._identity()
            connection = open_reading(self._file)
        except KeventsError as error:
            raise Unavailable(str(error)) from error
        confine(connection, longest_value=LONGEST_VALUE, hidden=_HIDDEN)
        # Datasette looks up the labels of all rows of a page in one query.
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2 * MOST_ROWS)
        return connection

    def _identity(self) -> tuple[int, int]:
        """The file that has the name now, by its device and number."""
        try:
            status = self._file.stat()
        except OSError:
            raise Unavailable(str(DatabaseMissing(self._file))) from None
        return status.st_dev, status.st_ino

    def _current(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        """The connection of this thread, or a new one if another file has taken the place of its file."""
        if self._opened.identity == self._identity():
            return connection
        renewed = self.connect()
        self.ds._prepare_connection(renewed, self.name)
        setattr(connections, self.name, renewed)
        connection.close()
        return renewed

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Like Datasette's, but reading more than `LARGEST_ANSWER` fails like one of SQLite's own limits."""

        def bounded(connection: sqlite3.Connection) -> Any:
            left = LARGEST_ANSWER

            def make_row(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
                nonlocal left
                left -= sum(len(value) for value in row if isinstance(value, (str, bytes)))
                if left < 0:
                    raise sqlite3.OperationalError(f"the answer is larger than {LARGEST_ANSWER // 2**20} MB")
                return sqlite3.Row(cursor, row)

            connection = self._current(connection)
            connection.row_factory = make_row
            try:
                return fn(connection)
            except MemoryError:
                raise sqlite3.OperationalError("the query needs too much memory") from None

        return await super().execute_fn(bounded)

    async def execute(self, sql: str, params: Any = None, **how: Any) -> Any:
        """Like Datasette's, but the visitor sees an error in their SQL, and our terminal does not."""
        return await super().execute(sql, params, **{**how, "log_sql_errors": False})

    async def attached_databases(self) -> list[Any]:
        """Always empty: nothing can be attached."""
        return []

    # Datasette would look these up at `path`, which has no folders.

    @property
    def size(self) -> int:
        return self._file.stat().st_size

    @property
    def mtime_ns(self) -> int:
        return self._file.stat().st_mtime_ns
