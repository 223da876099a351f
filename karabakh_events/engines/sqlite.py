"""SQLite: runs a query, and names the pieces of SQL that only SQLite understands.

Apart from these pieces, `queries` uses plain SQL with named binds, which other engines take unchanged.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

Connection = sqlite3.Connection
Value = str | int | float | None
Row = tuple[Any, ...]

LARGEST_INTEGER = 2**63 - 1

IN_THIS_ORDER = "CROSS JOIN"
"""A join whose left side is always the outer loop: SQLite never reorders a CROSS JOIN."""

MATCHES = "search MATCH"
"""The condition that a record contains the words; a bind with an FTS5 expression follows it."""

SNIPPET = "snippet(search, -1, '', '', '…', 16)"
"""Up to sixteen words of the text around a match, folded as in the index."""


def run(connection: Connection, sql: str, binds: Mapping[str, Value]) -> Iterator[Row]:
    """The rows as plain tuples, fetched as the caller iterates, whatever row factory the connection has.

    Bytes of another encoding become lone surrogates on a command line, and UTF-8 cannot hold these. No record
    has one, so a replacement character stands for each in the query.
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
    """The column, written so that SQLite does not use its index for the condition.

    With that index SQLite would find the rows by the condition and lose their order.
    """
    return f"+{column}"
