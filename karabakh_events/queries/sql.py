"""A query as a value: text and binds, which can be printed for pasting. Also SQL that queries share."""

import re
from collections.abc import Iterable, Iterator, Mapping

from karabakh_events.engines import sqlite
from karabakh_events.engines.sqlite import Connection, Row, Value

# Compiled on first use: a listing does not need it.
_BIND = r"""
    '(?:[^']|'')*'      # a string: a colon in it is text
    | "(?:[^"]|"")*"    # a quoted name
    | :([a-z][a-z0-9_]*)
"""

# Control characters, marks that change the direction or have no width, surrogates.
_UNSAFE = "([\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+)"


class Query:
    """SQL with named binds (`:actor_1`)."""

    # A plain class: a NamedTuple takes 0.25 ms to define, and a reading command has 9 ms in all.
    def __init__(self, sql: str, binds: Mapping[str, Value]) -> None:
        self.sql = sql
        self.binds = binds

    def run(self, connection: Connection) -> Iterator[Row]:
        """The rows, fetched as the caller iterates. Every query of this package runs through here."""
        return sqlite.run(connection, self.sql, self.binds)

    def pasteable(self) -> str:
        """The same query with values in place of its binds, ready for `sqlite3 FILE` or `kevents sql`."""

        def write(match: re.Match[str]) -> str:
            name = match[1]
            return match[0] if name is None else literal(self.binds[name])

        return re.sub(_BIND, write, self.sql, flags=re.VERBOSE)


def literal(value: Value) -> str:
    """`value` as an SQL literal.

    Control characters and invisible ones become `char(n)`. Users print a literal on a terminal and paste it
    into a shell, where a NUL would end it and an escape character would take effect.
    """
    if value is None:
        return "NULL"
    if isinstance(value, int | float):
        return str(value)
    pieces = re.split(_UNSAFE, value)
    written = [
        f"char({', '.join(str(ord(character)) for character in piece)})"
        if odd
        else f"'{piece.replace(chr(39), chr(39) * 2)}'"
        for odd, piece in ((number % 2, piece) for number, piece in enumerate(pieces))
        if piece
    ]
    return "(" + " || ".join(written) + ")" if len(written) > 1 else (written or ["''"])[0]


def any_of(binds: dict[str, Value], name: str, values: Iterable[str]) -> str:
    """`(:name_1, :name_2)`, the right side of an IN; the values are added to `binds`."""
    keys = []
    for number, value in enumerate(values, 1):
        key = f"{name}_{number}"
        binds[key] = value
        keys.append(f":{key}")
    return f"({', '.join(keys)})"


def document_selects(
    binds: dict[str, Value], documents: tuple[str, ...], outlets: tuple[str, ...]
) -> Iterator[str]:
    """For each of the two filters that is set, a SELECT of document ids; the values are added to `binds`."""
    if documents:
        yield f"SELECT id FROM documents WHERE id IN {any_of(binds, 'document', documents)}"
    if outlets:
        yield f"SELECT id FROM documents WHERE outlet_id IN {any_of(binds, 'outlet', outlets)}"


TITLE = """\
r.title || CASE WHEN b.name IS NULL OR instr(lower(r.title), lower(b.name)) THEN ''
                    ELSE ', ' || b.name END"""
"""The title of office `r`, followed by its body `b` unless the title already names it."""


def by_date(alias: str, bounds: str = "", *, reverse: bool = False) -> str:
    """The ORDER BY of all dated records: by first day, last day, identifier.

    An open end comes before every day (with `reverse`, after every day). Undated records come last either
    way. `bounds` is the prefix of the columns (`signed_`); `alias` is the name of the table in the query.
    """
    return f"{alias}.{bounds}span_class = 6, {by_bounds(alias, bounds, reverse=reverse)}"


def by_bounds(alias: str, bounds: str = "", *, reverse: bool = False) -> str:
    """The ORDER BY of `by_date` for records that all have a date, or all have none."""
    earliest, latest = f"{alias}.{bounds}earliest", f"{alias}.{bounds}latest"
    if reverse:
        return f"{earliest} DESC NULLS LAST, {latest} DESC NULLS LAST, {alias}.id DESC"
    return f"{earliest} NULLS FIRST, {latest} NULLS FIRST, {alias}.id"
