"""Listings of dated records: a window of days as SQL, in the order of dates, by the cheaper of two ways.

The order is `earliest`, `latest`, `id`, an open end (NULL) before every day; records without any date come
last, in both directions. The rules of a window are those of `dates.possibly` and `dates.certainly`; a record
without any date is in no window.

*Walk*: the index `(span_class, earliest, latest, id)` is read in order, one range per class of width. Within
a class no date is wider than the class, so one that reaches into the window begins at most that many days
before it. The ranges are merged as they are read: a page of 50 rows costs the same at any size, and without
a limit the rows are streamed.

*Sort*: where a filter leaves few candidates, they are looked up and sorted, since a walk would read past
everything else.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from karabakh_events.queries.sql import Query, Value

WIDTHS = (0, 31, 366, 3660, 36600)
"""The widest span of `span_class` 0 to 4, in days. 5 is wider or open on one side, 6 has no date."""

FEW = 2000
"""Up to so many candidates are sorted rather than the index walked. Sorting them takes some 2 ms, as long as
walking past 2,000 rows that do not pass."""


_MOST = 2**63 - 1  # SQLite's largest number


class Condition(NamedTuple):
    """One filter, said in two ways."""

    test: str
    """Of a row: TRUE if it passes. A column that has an index of its own is written `+e.column`, or SQLite
    would start from that index and have to sort."""

    candidates: str | None = None
    """A SELECT of the ids of all rows that pass; None where no index leads to them."""


class Lines(NamedTuple):
    """One table of a listing: `SELECT columns FROM table alias joins`, with `id`, `earliest` and `latest`."""

    name: str
    table: str
    alias: str
    columns: str
    joins: str
    conditions: Sequence[Condition]


def listing(
    connection: sqlite3.Connection,
    tables: Sequence[Lines],
    binds: dict[str, Value],
    *,
    since: str | None,
    until: str | None,
    certainly: bool,
    reverse: bool,
    limit: int | None,
) -> Query:
    """The rows of all tables in one list. The columns are those of the tables, and `span_class` after them.

    `since` and `until` are ISO days, both included, None for unbounded; `limit` is not negative.
    """
    if since is not None:
        binds["since"] = since
    if until is not None:
        binds["until"] = until
    if limit is not None:
        binds["limit"] = min(limit, _MOST)
    window = _Window(since is not None, until is not None, certainly)
    way = " DESC" if reverse else ""
    order = f"earliest{way}, latest{way}, id{way}"
    cut = "" if limit is None else "\nLIMIT :limit"
    starts = _few(connection, tables, binds)
    sql = _walk(tables, window, order) + cut if starts is None else _sort(tables, starts, window, order, cut)
    return Query(sql, binds)


class _Window(NamedTuple):
    since: bool
    until: bool
    certainly: bool

    def ranges(self) -> Iterator[str]:
        """Conditions of which every record with a date in the window meets one, and no other record any.

        Each is one range of the index, read in its order.
        """
        since, until, certainly = self
        for number, width in enumerate(WIDTHS):
            terms = [f"span_class = {number}"]
            if since:
                first = ":since" if certainly or not width else f"date(:since, '-{width} days')"
                terms.append(f"earliest >= {first}")
            if until:
                terms.append("earliest <= :until")
            if since and width and not certainly:
                terms.append("latest >= :since")
            if until and width and certainly:
                terms.append("latest <= :until")
            yield " AND ".join(terms)
        if not (since or until):
            yield "span_class = 5"
            return
        # An open start is a range of its own: NULL compares with nothing, and comes first in the index.
        if not (certainly and since):
            bound = (
                (" AND latest <= :until" if until else "")
                if certainly
                else (" AND latest >= :since" if since else "")
            )
            yield f"span_class = 5 AND earliest IS NULL{bound}"
        terms = ["span_class = 5"]
        terms.append("earliest >= :since" if since and certainly else "earliest IS NOT NULL")
        if until:
            terms.append("earliest <= :until")
        if until and certainly:
            terms.append("latest <= :until")
        if since and not certainly:
            terms.append("(latest >= :since OR latest IS NULL)")
        yield " AND ".join(terms)

    def tests(self, alias: str) -> list[str]:
        """The window as conditions on one row of the table `alias`."""
        if not (self.since or self.until):
            return []
        earliest, latest = f"{alias}.earliest", f"{alias}.latest"
        if self.certainly:
            return [f"{latest} <= :until"] * self.until + [f"{earliest} >= :since"] * self.since
        return (
            [f"{alias}.span_class < 6"]
            + [f"({earliest} <= :until OR {earliest} IS NULL)"] * self.until
            + [f"({latest} >= :since OR {latest} IS NULL)"] * self.since
        )


def _few(
    connection: sqlite3.Connection, tables: Sequence[Lines], binds: dict[str, Value]
) -> list[str | None] | None:
    """For each table the SELECT of its fewest candidates (None: all its rows); None if they are too many."""
    chosen: list[str | None] = []
    room = FEW
    for lines in tables:
        sets = [None, *(condition.candidates for condition in lines.conditions if condition.candidates)]
        sizes = []
        for candidates in sets:
            found = candidates or f"SELECT 1 FROM {lines.table}"
            ((size,),) = Query(f"SELECT count(*) FROM ({found} LIMIT {room + 1})", binds).run(connection)
            sizes.append(size)
        least = min(sizes)
        room -= least
        if room < 0:
            return None
        chosen.append(sets[sizes.index(least)])
    return chosen


def _line(lines: Lines, tests: Sequence[str]) -> str:
    return (
        # A common table that is used more than once is otherwise filled with every row there is.
        f"{lines.name} AS NOT MATERIALIZED (\n    SELECT {lines.columns}, {lines.alias}.span_class\n"
        f"    FROM {lines.table} {lines.alias}{lines.joins}{_where(tests)}\n)"
    )


def _where(tests: Sequence[str]) -> str:
    return "\n    WHERE " + "\n        AND ".join(tests) if tests else ""


def _walk(tables: Sequence[Lines], window: _Window, order: str) -> str:
    common = ",\n".join(_line(lines, [condition.test for condition in lines.conditions]) for lines in tables)
    dated = _merged(
        f"SELECT * FROM {lines.name} WHERE {range_}" for lines in tables for range_ in window.ranges()
    )
    if window.since or window.until:
        return f"WITH {common}\n{dated}\nORDER BY {order}"
    undated = _merged(f"SELECT * FROM {lines.name} WHERE span_class = 6" for lines in tables)
    # Two lists one after the other: any expression that puts the undated last makes SQLite sort everything.
    # The second names `span_class` first, the column of the index that its WHERE fixes, or it is sorted too.
    return (
        f"WITH {common}\nSELECT * FROM (\n{dated}\nORDER BY {order})\n"
        f"UNION ALL SELECT * FROM (\n{undated}\nORDER BY span_class, {order})"
    )


def _merged(arms: Iterable[str]) -> str:
    return "\nUNION ALL ".join(arms)


def _sort(
    tables: Sequence[Lines], starts: Sequence[str | None], window: _Window, order: str, cut: str
) -> str:
    order = f"ORDER BY span_class = 6, {order}"
    tests = [
        ([f"{lines.alias}.id IN ({start})"] if start else [])
        + [condition.test for condition in lines.conditions if not start or condition.candidates != start]
        + window.tests(lines.alias)
        for lines, start in zip(tables, starts, strict=True)
    ]
    if not cut:
        common = ",\n".join(_line(lines, test) for lines, test in zip(tables, tests, strict=True))
        whole = _merged(f"SELECT * FROM {lines.name}" for lines in tables)
        return f"WITH {common}\nSELECT * FROM (\n{whole}\n)\n{order}"
    # The page is cut from the bare dates, so that the columns, with their lists, are made for its rows only.
    common = ",\n".join(_line(lines, ()) for lines in tables)
    found = _merged(
        f"SELECT {lines.alias}.id, {lines.alias}.span_class, {lines.alias}.earliest, {lines.alias}.latest"
        f"\n    FROM {lines.table} {lines.alias}{_where(test)}"
        for lines, test in zip(tables, tests, strict=True)
    )
    whole = _merged(f"SELECT * FROM {lines.name} WHERE id IN (SELECT id FROM page)" for lines in tables)
    return (
        f"WITH page AS MATERIALIZED (SELECT id FROM (\n{found}\n) {order}{cut}),\n{common}\n"
        f"SELECT * FROM (\n{whole}\n)\n{order}"
    )
