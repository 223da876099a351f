"""Listings of dated records: a window of days as SQL, in the order of dates, by the cheaper of two ways.

The order is `earliest`, `latest`, `id`, an open end (NULL) before every day; records without any date come
last, in both directions. The rules of a window are those of `dates.possibly` and `dates.certainly`; a record
without any date is in no window.

*Walk*: the index `(span_class, earliest, latest, id)` is read in order, one range per class of width. Within
a class no date is wider than the class, so one that reaches into the window begins at most that many days
before it. The ranges are merged as they are read: a page of 50 rows costs the same at any size, and without
a limit the rows are streamed. For an actor's records the same ranges are read in `actor_dates`, where every
actor has such an index of his own: nobody else's records are read past, however seldom he is met.

*Sort*: where another filter leaves few candidates, they are looked up and sorted, since a walk would read
past everything else.

Either way the common table `found` has the records in their order, and columns are made for these only.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from karabakh_events.queries.sql import Query, Value
from karabakh_events.schema.views import SPAN_WIDTHS

FEW = 2000
"""Up to so many candidates are sorted rather than the index walked. Sorting them takes some 2 ms, as long as
walking past 2,000 rows that do not pass."""

MOST_ACTORS = 5
"""Up to so many actors are walked along. Each adds seven ranges for each table to the query, and SQLite takes
500 of them, `kevents sql` 100; more actors are a filter like any other."""

_LARGEST_INTEGER = 2**63 - 1  # SQLite's largest number


class Condition(NamedTuple):
    """One filter, said in two ways."""

    test: str
    """Of a row: TRUE if it passes. A column that has an index of its own is written `+e.column`, or SQLite
    would start from that index and have to sort."""

    candidates: str | None = None
    """A SELECT of the ids of all rows that pass; None where no index leads to them."""


class Lines(NamedTuple):
    """The records of one table that are asked for. `name` is what the query calls them, `alias` what the
    conditions call the table."""

    name: str
    kind: str
    table: str
    alias: str
    conditions: Sequence[Condition]
    of_actors: Condition | None = None
    """The filter by the actors of the listing."""


def listing(
    connection: sqlite3.Connection,
    tables: Sequence[Lines],
    drawn: str,
    binds: dict[str, Value],
    *,
    since: str | None,
    until: str | None,
    certainly: bool,
    reverse: bool,
    limit: int | None,
    actors: Sequence[str] = (),
) -> Query:
    """The rows of all tables in one list.

    `drawn` is what to have of them, `SELECT columns FROM found f CROSS JOIN ...`: `found` has the `id` and
    the `kind` of each. A CROSS JOIN and a LEFT JOIN leave `found` the outermost loop, and so the rows in its
    order; to ask for the order once more would make SQLite sort them all.

    `since` and `until` are ISO days, both included, None for unbounded; `limit` is not negative; `actors` are
    the names of the binds that hold the ids of the actors.
    """
    if since is not None:
        binds["since"] = since
    if until is not None:
        binds["until"] = until
    # -1 is no limit. SQLite leaves out the ORDER BY of a subquery that is joined and has no LIMIT.
    binds["limit"] = -1 if limit is None else min(limit, _LARGEST_INTEGER)
    along = actors if len(actors) <= MOST_ACTORS else ()
    window = _Window(since is not None, until is not None, certainly)
    way = " DESC" if reverse else ""
    order = f"earliest{way}, latest{way}, id{way}"
    starts = _few(connection, tables, binds, along=bool(along))
    if starts is None:
        common, found = _walk(tables, window, order, along)
    else:
        common, found = _sort(tables, starts, window, order)
    return Query(f"WITH {common},\nfound AS (\n{found}\nLIMIT :limit\n)\n{drawn}", binds)


class _Window(NamedTuple):
    since: bool
    until: bool
    certainly: bool

    def ranges(self, open_: str = "IS NULL", closed: str = "IS NOT NULL") -> Iterator[str]:
        """Conditions of which every record with a date in the window meets one, and no other record any.

        Each is one range of the index, read in its order. `open_` and `closed` say in SQL which ends are so.
        """
        since, until, certainly = self
        for number, width in enumerate(SPAN_WIDTHS):
            terms = [f"span_class = {number}"]
            if since:
                first = ":since" if certainly or not width else f"date(:since, '-{width} days')"
                terms.append(f"earliest >= {first}")
            if until:
                terms.append(f"earliest <= {self._last_start(number)}")
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
            yield f"span_class = 5 AND earliest {open_}{bound}"
        terms = ["span_class = 5"]
        terms.append("earliest >= :since" if since and certainly else f"earliest {closed}")
        if until:
            terms.append(f"earliest <= {self._last_start(5)}")
        if until and certainly:
            terms.append(f"latest {closed} AND latest <= :until")
        if since and not certainly:
            terms.append(f"(latest >= :since OR latest {open_})")
        yield " AND ".join(terms)

    def _last_start(self, number: int) -> str:
        """The last day on which a date of this class can begin, both of its ends being known."""
        if not (self.certainly and number):
            return ":until"
        # It must have ended by then, and is wider than any date of the class before.
        return f"date(:until, '-{SPAN_WIDTHS[number - 1] + 1} days')"

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
    connection: sqlite3.Connection, tables: Sequence[Lines], binds: dict[str, Value], *, along: bool
) -> list[str | None] | None:
    """For each table the SELECT of its fewest candidates (None: all its rows); None if they are too many.

    Actors who can be walked along are never candidates: their records are read in order as they are.
    """
    chosen: list[str | None] = []
    room = FEW
    for lines in tables:
        conditions = lines.conditions if along else _conditions(lines)
        sets: list[str | None] = [] if along else [None]
        sets += [condition.candidates for condition in conditions if condition.candidates]
        if not sets:
            return None
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


def _conditions(lines: Lines) -> Sequence[Condition]:
    return [*lines.conditions, *([lines.of_actors] if lines.of_actors else [])]


def _walk(tables: Sequence[Lines], window: _Window, order: str, actors: Sequence[str]) -> tuple[str, str]:
    """The common tables, and what `found` is of them; so does `_sort`."""
    if actors:
        common = [_of_actors(lines) for lines in tables]
        ranges = window.ranges("= ''", "> ''")
    else:
        common = [_of_all(lines, [condition.test for condition in _conditions(lines)]) for lines in tables]
        ranges = window.ranges()
    # One record may be several actors' own. UNION compares neighbours as it merges, and sorts nothing.
    union = "\nUNION " if len(actors) > 1 else "\nUNION ALL "
    of_actors = [f"actor_id = :{actor} AND " for actor in actors] or [""]

    def merged(ranges: Iterable[str]) -> str:
        arms = (
            f"SELECT id, kind, earliest, latest FROM {lines.name} WHERE {actor}{range_}"
            for lines in tables
            for actor in of_actors
            for range_ in ranges
        )
        return f"{union.join(arms)}\nORDER BY {order}"

    found = merged(list(ranges))
    if not (window.since or window.until):
        # Two lists, one after the other: any expression that puts the undated last makes SQLite sort all.
        found = f"SELECT * FROM (\n{found})\nUNION ALL SELECT * FROM (\n{merged(['span_class = 6'])})"
    return ",\n".join(common), found


def _sort(
    tables: Sequence[Lines], starts: Sequence[str | None], window: _Window, order: str
) -> tuple[str, str]:
    common = []
    for lines, start in zip(tables, starts, strict=True):
        tests = [f"{lines.alias}.id IN ({start})"] if start else []
        tests += [each.test for each in _conditions(lines) if not start or each.candidates != start]
        common.append(_of_all(lines, tests + window.tests(lines.alias)))
    whole = "\nUNION ALL ".join(f"SELECT * FROM {lines.name}" for lines in tables)
    return ",\n".join(common), f"SELECT * FROM (\n{whole}\n)\nORDER BY span_class = 6, {order}"


def _of_all(lines: Lines, tests: Sequence[str]) -> str:
    a = lines.alias
    columns = f"{a}.id, '{lines.kind}' AS kind, {a}.earliest, {a}.latest, {a}.span_class"
    return _common(lines, columns, f"{lines.table} {a}", tests)


def _of_actors(lines: Lines) -> str:
    tests = [condition.test for condition in lines.conditions]
    table = "actor_dates d"
    if tests:
        table += f" CROSS JOIN {lines.table} {lines.alias} ON {lines.alias}.id = d.record"
    columns = "d.record AS id, d.kind, d.earliest, d.latest, d.span_class, d.actor_id"
    return _common(lines, columns, table, [f"d.kind = '{lines.kind}'", *tests])


def _common(lines: Lines, columns: str, table: str, tests: Sequence[str]) -> str:
    where = "\n    WHERE " + "\n        AND ".join(tests) if tests else ""
    # A common table that is used more than once is otherwise filled with every row there is.
    return f"{lines.name} AS NOT MATERIALIZED (\n    SELECT {columns}\n    FROM {table}{where}\n)"
