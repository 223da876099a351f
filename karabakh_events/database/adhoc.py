"""A user's own SQL, which may only read.

A file that is opened read-only is no sandbox: ATTACH makes files, VACUUM INTO writes them, and a PRAGMA
changes what is stored. A query that never ends or fills the memory needs no right to write at all. So an
authorizer allows only reading. SQLite's own limits bound each value and statement, a limit on its heap bounds
their sum, and a time limit stops a query that takes too long.
"""

import math
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager, nullcontext

from karabakh_events.counting import count
from karabakh_events.database.opening import StrPath, open_reading, require_uninterrupted, translation
from karabakh_events.errors import KeventsError, QueryRefused

LONGEST_VALUE = 16 * 1024 * 1024
"""Bytes of one text, blob or row. This limits time as well as memory: some of SQLite's functions take
quadratic time and cannot be interrupted."""

LONGEST_QUERY = 1_000_000
"""Bytes of the text of a query."""

GRACE = 1.0
"""A query that takes so many seconds more than its limit counts as stuck."""

LARGEST_HEAP = 256 * 1024 * 1024
"""Bytes that SQLite may hold at once, sorted and grouped rows included. These rows stay in memory and not in
temporary files, because a full disk would affect other programs too."""

_LIMITS = {
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: LONGEST_QUERY,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 100,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 1_000_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 100,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

_PRAGMAS_OF_A_TABLE = frozenset(
    {
        "table_info",
        "table_xinfo",
        "table_list",
        "index_list",
        "index_info",
        "index_xinfo",
        "foreign_key_list",
        "foreign_key_check",
        "integrity_check",
        "quick_check",
    }
)
_PRAGMAS = _PRAGMAS_OF_A_TABLE | {
    "application_id",
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "encoding",
    "freelist_count",
    "function_list",
    "module_list",
    "page_count",
    "page_size",
    "pragma_list",
    "schema_version",
    "user_version",
}
"""The PRAGMAs that only read. A value is allowed only if it names a table or an index. The full-text index
itself reads `data_version`."""

_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer", "readfile", "writefile", "edit"})

_READING = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE})
_CHANGING = {
    sqlite3.SQLITE_INSERT: "INSERT",
    sqlite3.SQLITE_UPDATE: "UPDATE",
    sqlite3.SQLITE_DELETE: "DELETE",
}
_OTHER = {
    sqlite3.SQLITE_ATTACH: "ATTACH and VACUUM open other files",
    sqlite3.SQLITE_DETACH: "DETACH closes the database",
    sqlite3.SQLITE_TRANSACTION: "BEGIN, COMMIT and ROLLBACK; a query is a transaction by itself",
    sqlite3.SQLITE_SAVEPOINT: "SAVEPOINT; a query is a transaction by itself",
    sqlite3.SQLITE_REINDEX: "REINDEX writes to the database",
}


class Answer:
    """The rows of a query, which can be read once; `columns` are the names of their columns.

    After the rows have been read, `truncated` says whether there were more than the caller asked for.
    """

    def __init__(self, query: "_Query", cursor: sqlite3.Cursor, max_rows: int | None) -> None:
        self.columns = tuple(column[0] for column in cursor.description)
        self.truncated = False
        self._query, self._cursor, self._max_rows = query, cursor, max_rows

    def __iter__(self) -> Iterator[tuple[object, ...]]:
        number = 0
        while True:
            with self._query.explained():
                row = self._cursor.fetchone()
            if row is None:
                return
            if number == self._max_rows:
                self.truncated = True
                return
            number += 1
            yield row


@contextmanager
def run_adhoc(
    path: StrPath,
    sql: str,
    *,
    seconds: float,
    max_rows: int | None,
    stuck: Callable[[], None] | None = None,
    largest_heap: int | None = LARGEST_HEAP,
) -> Iterator[Answer]:
    """Run one statement that reads. Inside the block its rows can be read while SQLite finds them.

    `seconds` is the time that SQLite may take up to the last row. The caller's own time between two rows does
    not count, such as waiting for a person who reads in a pager. `max_rows` None is no limit.

    SQLite looks at the clock between its steps, but one step can take hours: a call of `instr()` with two
    long texts, for example. If SQLite has still not returned `GRACE` seconds after its time, another thread
    calls `stuck`. All that it can do is end the process.

    `largest_heap`, in bytes, is the limit on SQLite's heap. It then holds for the whole process, because
    SQLite only lets it be lowered. So set it only in a process that exists to answer the query. None sets no
    limit, and then sorted and grouped rows may go to temporary files.

    Raises QueryRefused for anything but reading, KeventsError for a wrong statement and for one that takes
    too much time or memory, and what `open_reading` raises.
    """
    statement = _statement(sql)
    with closing(open_reading(path)) as connection:
        query = _Query(path, connection, seconds, largest_heap)
        with query.watched(stuck) if stuck else nullcontext():
            with query.explained():
                cursor = connection.execute(statement)
            if cursor.description is None:
                raise KeventsError("there is no query in the text", "give one SELECT, in quotes")
            yield Answer(query, cursor, max_rows)


def confine(
    connection: sqlite3.Connection,
    *,
    longest_value: int = LONGEST_VALUE,
    largest_heap: int | None = LARGEST_HEAP,
    hidden: Collection[str] = (),
    refused: Callable[[str], None] = lambda rule: None,
) -> None:
    """Let the connection only read, within SQLite's limits.

    `largest_heap` holds for all of SQLite in this process, for as long as it runs; None sets no limit.
    `hidden` are further PRAGMAs that may not be read.

    A statement that would do more fails as not authorized. Before that, `refused` is called with the rule
    that forbids it. The caller must limit the time that a statement takes.
    """
    # A query can produce text that is not UTF-8; that is no fault of the file.
    connection.text_factory = lambda text: text.decode(errors="replace")
    if largest_heap is not None:
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute(f"PRAGMA hard_heap_limit = {largest_heap}")
    for limit, most in _LIMITS.items():
        connection.setlimit(limit, most)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest_value)

    def authorize(action: int, first: str | None, second: str | None, *_place: str | None) -> int:
        refusal = _refusal(action, first, second)
        if not refusal and action == sqlite3.SQLITE_PRAGMA and (first or "").lower() in hidden:
            refusal = f"PRAGMA {first} is not for visitors"
        if not refusal:
            return sqlite3.SQLITE_OK
        refused(refusal)
        return sqlite3.SQLITE_DENY

    connection.set_authorizer(authorize)


def distinct(columns: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the columns. A repeated name gets a number, so that no value is lost."""
    taken: dict[str, int] = {}
    names = []
    for column in columns:
        name = column
        while name in taken:
            taken[column] += 1
            name = f"{column}_{taken[column]}"
        taken[name] = 1
        names.append(name)
    return tuple(names)


def _statement(sql: str) -> str:
    if len(sql) > LONGEST_QUERY:
        raise KeventsError(f"the query is longer than {LONGEST_QUERY // 10**6} MB")
    # SQLite reads a NUL as the end of the text, and sqlite3 cannot encode half of a surrogate pair.
    if "\0" in sql or any("\ud800" <= character <= "\udfff" for character in sql):
        raise KeventsError("the query holds a character that is not text")
    return sql


class _Query:
    """A connection that may only read, and the meaning of its errors."""

    def __init__(
        self, path: StrPath, connection: sqlite3.Connection, seconds: float, largest_heap: int | None
    ) -> None:
        self._path, self._seconds = path, seconds
        self._refusal = ""
        self._late = False
        self._left = seconds
        # Infinite while SQLite is not at work.
        self._deadline = math.inf
        connection.set_progress_handler(self._watch, 10_000)
        confine(connection, largest_heap=largest_heap, refused=self._refuse)

    def _watch(self) -> bool:
        self._late = time.monotonic() > self._deadline
        return self._late

    def _refuse(self, rule: str) -> None:
        # The first refusal is about what the user wrote; later ones are its consequences.
        self._refusal = self._refusal or rule

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Like `opening.translated`, but most errors here are about the query and not about the file.

        Only the time inside the block counts.
        """
        began = time.monotonic()
        self._deadline = began + self._left
        try:
            yield
        except MemoryError as error:
            raise self._too_large() from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if not self._late:
                require_uninterrupted(error)
            raise self._explanation(error) from error
        finally:
            self._left -= time.monotonic() - began
            self._deadline = math.inf

    @contextmanager
    def watched(self, stuck: Callable[[], None]) -> Iterator[None]:
        """Call `stuck` if SQLite has not returned `GRACE` seconds after its time."""
        from threading import Event, Thread

        ended = Event()

        def watch() -> None:
            while not ended.wait(min(GRACE, max(self._deadline + GRACE - time.monotonic(), 0.05))):
                if time.monotonic() > self._deadline + GRACE:
                    stuck()
                    return

        Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            ended.set()

    def _explanation(self, error: sqlite3.Error | UnicodeDecodeError) -> Exception:
        code = getattr(error, "sqlite_errorcode", None)
        if self._refusal:
            return QueryRefused(self._refusal)
        if self._late:
            return KeventsError(
                f"the query was stopped after {count(self._seconds, 'second')}",
                "--timeout SECONDS gives it longer",
            )
        if code == sqlite3.SQLITE_NOMEM:
            return self._too_large()
        if code == sqlite3.SQLITE_TOOBIG or isinstance(error, sqlite3.DataError):
            return KeventsError(f"a value or a row is longer than {LONGEST_VALUE // 1024**2} MB")
        if "bindings" in str(error):
            return KeventsError(
                "the query has parameters, but there are no values for them", "write the values into it"
            )
        if "may not be modified" in str(error):
            return QueryRefused(str(error))
        if code == sqlite3.SQLITE_ERROR:
            return KeventsError(
                f"the query is not right: {error}",
                "tables and their columns: SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL",
            )
        if "one statement" in str(error):
            return QueryRefused("more than one statement", "give one query at a time")
        return translation(self._path, error) or error

    def _too_large(self) -> KeventsError:
        return KeventsError(
            f"the query needs more than {LARGEST_HEAP // 1024**2} MB of memory",
            "sort or group fewer rows at once, or shorter columns",
        )


def _refusal(action: int, first: str | None, second: str | None) -> str:
    """Why the authorizer refuses, in the user's words; empty if it does not."""
    if action in _READING:
        return ""
    if action == sqlite3.SQLITE_FUNCTION:
        name = (second or "").lower()
        return f"the function {name} reaches outside the database" if name in _FUNCTIONS else ""
    if action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        if name in _PRAGMAS and (second is None or name in _PRAGMAS_OF_A_TABLE):
            return ""
        value = "" if second is None else " with a value"
        return f"PRAGMA {name}{value} is not among those that only read"
    if action == sqlite3.SQLITE_UPDATE and first == "sqlite_master":
        # SQLite asks for this to learn the columns of a virtual table. If a user's statement does the same,
        # SQLite itself refuses it.
        return ""
    if action in _CHANGING and first not in ("sqlite_master", "sqlite_temp_master"):
        return f"{_CHANGING[action]} changes the table {first}"
    return _OTHER.get(action, "CREATE, ALTER, DROP and ANALYZE change the schema")
