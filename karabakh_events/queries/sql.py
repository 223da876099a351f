"""A query as a value, text and binds, that can be printed for a user to paste; what several queries share."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

Value = str | int | float | None

# Compiled when it is first used: a listing has no need of it.
_BIND = r"""
    '(?:[^']|'')*'      # a string: a colon in it is text
    | "(?:[^"]|"")*"    # a quoted name
    | :([a-z][a-z0-9_]*)
"""

# Controls, marks that change the direction or take no room, half characters.
_UNSAFE = "([\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]+)"


class Query(NamedTuple):
    """SQL with named binds (`:actor_1`)."""

    sql: str
    binds: Mapping[str, Value]

    def run(self, connection: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
        """The rows as plain tuples, whatever row factory the connection has, fetched as they are asked for.

        A bind that UTF-8 cannot hold (a lone surrogate: what bytes of another encoding become on a command
        line) is text that no record has; it is asked for with a replacement character.
        """
        cursor = connection.cursor()
        cursor.row_factory = None
        binds = {
            name: value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
            for name, value in self.binds.items()
        }
        return iter(cursor.execute(self.sql, binds))

    def pasteable(self) -> str:
        """The same query with its binds written out, ready for `sqlite3 FILE` or `kevents sql`."""

        def written(match: re.Match[str]) -> str:
            name = match[1]
            return match[0] if name is None else literal(self.binds[name])

        return re.sub(_BIND, written, self.sql, flags=re.VERBOSE)


def literal(value: Value) -> str:
    """`value` as an SQL literal.

    Characters that act or hide become `char(n)`: a literal is printed on a terminal and pasted into a
    shell, where a NUL would end it and an escape character would act.
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


def chosen_documents(
    binds: dict[str, Value], documents: tuple[str, ...], outlets: tuple[str, ...]
) -> Iterator[str]:
    """A SELECT of the ids of the documents meant, for either filter that is set; the values go to `binds`."""
    if documents:
        yield f"SELECT id FROM documents WHERE id IN {any_of(binds, 'document', documents)}"
    if outlets:
        yield f"SELECT id FROM documents WHERE outlet_id IN {any_of(binds, 'outlet', outlets)}"


TITLE = """\
r.title || CASE WHEN b.name IS NULL OR instr(lower(r.title), lower(b.name)) THEN ''
                    ELSE ', ' || b.name END"""
"""The title of office `r` with its body `b`, which is named where the title does not say it."""


def office(actor: str) -> str:
    """An SQL expression: the office that the document of statement `s` gives the actor, or NULL.

    Only one that a passage of that same document supports, and only if it may have been held when the words
    were spoken: a document that calls someone a former minister does not make him one.
    """
    return f"""\
(SELECT {TITLE}
                FROM roles r JOIN citations c ON c.role_id = r.id LEFT JOIN actors b ON b.id = r.body_id
                WHERE r.actor_id = {actor} AND +c.document_id = s.document_id
                    AND (r.earliest IS NULL OR s.latest IS NULL OR r.earliest <= s.latest)
                    AND (r.latest IS NULL OR s.earliest IS NULL OR r.latest >= s.earliest)
                ORDER BY c.start, r.id LIMIT 1)"""
