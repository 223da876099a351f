"""SQLite: how it is asked, and the words of SQL that only SQLite understands, each with a name.

The queries of `queries` are otherwise plain SQL with named binds, which other engines take as it stands.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

Connection = sqlite3.Connection
Value = str | int | float | None
Row = tuple[Any, ...]

LARGEST_INTEGER = 2**63 - 1

IN_THIS_ORDER = "CROSS JOIN"
"""A join whose left side is the outer loop. SQLite never changes the order of a CROSS JOIN."""

MATCHES = "search MATCH"
"""Before a bind with an expression of FTS5: the records in which the words occur."""

SNIPPET = "snippet(search, -1, '', '', '…', 16)"
"""Up to sixteen words of the text around the words that were found, as they are indexed: folded."""


def run(connection: Connection, sql: str, binds: Mapping[str, Value]) -> Iterator[Row]:
    """The rows as plain tuples, whatever row factory the connection has, fetched as they are asked for.

    UTF-8 cannot hold a lone surrogate, which is what bytes of another encoding become on a command line. No
    record has one, so that it is asked for with a replacement character.
    """
    cursor = connection.cursor()
    cursor.row_factory = None
    values = {
        name: value
        if not isinstance(value, str) or value.isascii()
        else value.encode("utf-8", "replace").decode("utf-8")
        for name, value in binds.items()
    }
    return iter(cursor.execute(sql, values))


def unindexed(column: str) -> str:
    """The column in a condition for which SQLite shall not use an index of the column.

    A row's own test must not become the way by which rows are found: their order would be lost.
    """
    return f"+{column}"
