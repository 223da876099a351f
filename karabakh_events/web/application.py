"""The database as Datasette gets it: opened as by every reading command, held to reading, within limits.

Datasette by itself opens any file, lets no statement through but SELECT, and stops it after a time. A
visitor can still ask for one value of a gigabyte, or a thousand of a megabyte, or for a function that takes
hours and cannot be interrupted. So the authorizer and the limits of `kevents sql` hold here as well, in each
connection, and an answer may be no larger than `LARGEST_ANSWER`.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from datasette.app import Datasette
from datasette.database import Database, connections
from datasette.utils.asgi import Base400

from karabakh_events.database.adhoc import confine
from karabakh_events.database.opening import open_reading
from karabakh_events.errors import DatabaseMissing, KeventsError
from karabakh_events.queries import conflicts
from karabakh_events.queries.canned import CANNED
from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.views import VIEWS
from karabakh_events.web import plugin
from karabakh_events.web.metadata import metadata

NAME = "kevents"
"""What the database is called in addresses, whatever its file is called."""

_STATIC = "kevents-static"

LONGEST_VALUE = 2**20
"""Bytes of one value or row. The slowest of SQLite's functions, which cannot be interrupted, takes 6 seconds
for values of this size, and four times as long for ones twice as long."""

_HIDDEN = {"database_list"}
"""In which folder the file lies is nothing to visitors."""

LARGEST_ANSWER = 32 * 2**20
"""Characters and bytes of all the values of one answer."""

LARGE = 50_000
"""So many events and statements, with all that the views tell, can be sorted within the time of a query."""

SETTINGS = {
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "default_page_size": 100,
    "default_facet_size": 10,
    "truncate_cells_html": 500,
    # Ours are chosen; every other column can still be asked for from its menu.
    "suggest_facets": False,
    # The file is live: what was true five seconds ago need not be.
    "default_cache_ttl": 0,
    # While a build writes, what is copied byte by byte is no database.
    "allow_download": False,
    # A PRAGMA with a value, which a confined connection refuses; `open_reading` has set it.
    "cache_size_kb": 0,
}


class Unavailable(Base400):  # type: ignore[misc]  # Datasette has no types
    """The file cannot be read at present; told to the visitor, as Datasette tells what is not there."""

    status = 503


class Served(Database):  # type: ignore[misc]  # Datasette has no types
    """One kevents database, named in listings by its file's name without the folders."""

    def __init__(self, ds: Datasette, path: str) -> None:
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
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 2 * SETTINGS["max_returned_rows"])
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


def application(path: str) -> Datasette:
    """Datasette with this one database. Raises what `open_reading` raises if the file cannot be served."""
    with closing(open_reading(path)) as connection:
        counts = conflicts.counts(connection)
    plugin.register()
    here = Path(__file__).parent
    datasette = Datasette(
        [],
        metadata=metadata(
            NAME, style=f"/{_STATIC}/kevents.css", large=counts.events + counts.statements > LARGE
        ),
        settings=SETTINGS,
        template_dir=str(here / "templates"),
        static_mounts=[(_STATIC, str(here / "static"))],
    )
    # For our templates; the views are in the order in which one wants them.
    datasette.jinja_env.globals["kevents_described"] = {name: each.row for name, each in DESCRIBED.items()}
    datasette.jinja_env.globals["kevents_views"] = [name for name in DESCRIBED if name in VIEWS]
    datasette.jinja_env.globals["kevents_questions"] = CANNED
    # An empty one, which it makes when it is given no file.
    datasette.remove_database("_memory")
    datasette.add_database(Served(datasette, path), name=NAME)
    return datasette
