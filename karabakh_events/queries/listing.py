"""The ids of dated records in the order of their dates: a window of days as SQL, a page at a time.

The order is `sql.by_date`. The rules of a window are those of `dates.possibly` and `dates.certainly`; a
record without any date is in no window.

*Walk*: the index `(span_class, earliest, latest, id)` is read in order, one arm for each class of width.
Within a class no date is wider than the class, so that one that reaches into the window begins at most that
many days before it: each arm is one range. It has its own ORDER BY and LIMIT, so that every engine reads no
more than a page of it, and the arms are merged. The next page begins after the key of the last row, at the
same cost at any depth. For an actor's records the arms are read in `actor_dates`, where every actor has
such an index of his own: no other records are read past, however seldom the actor occurs.

*Sort*: where another filter leaves few candidates, they are looked up and sorted, since a walk would read
past everything else.
"""

from collections.abc import Iterator, Sequence

from karabakh_events.engines.sqlite import IN_THIS_ORDER, LARGEST_INTEGER, Connection, Value, unindexed
from karabakh_events.queries.sql import Query, by_bounds
from karabakh_events.schema.views import SPAN_WIDTHS

FEW = 2000
"""Up to so many candidates are sorted rather than the index walked. Sorting them takes some 2 ms, as long as
walking past 2,000 rows that do not pass."""

PAGE = 1000
"""Ids that are read at once, where there is no smaller limit."""

MOST_ACTORS = 5
"""Up to so many actors are walked along. Each adds eight arms for each table to the query, and SQLite takes
500 of them, `kevents sql` 100; more actors are a filter like any other."""

_OPEN = len(SPAN_WIDTHS)  # the class of what is wider than the others or open on one side
_UNDATED = _OPEN + 1


# Plain classes: a NamedTuple takes 0.25 ms to define, and a reading command has 9 ms in all.


class Condition:
    """One filter, said in two ways.

    `test` is TRUE of a row that passes. A column in it that has an index is written `sqlite.unindexed`, or
    SQLite would start from that index and have to sort. `candidates` is a SELECT of the ids of all rows that
    pass; None where no index leads to them.
    """

    def __init__(self, test: str, candidates: str | None = None) -> None:
        self.test = test
        self.candidates = candidates


class Table:
    """A table of dated records and what is asked of them.

    `alias` is what the conditions call the table. `of_actors` is the filter by the actors of the listing.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        alias: str,
        conditions: Sequence[Condition],
        of_actors: Condition | None = None,
    ) -> None:
        self.kind = kind
        self.name = name
        self.alias = alias
        self.conditions = conditions
        self.all_conditions = [*conditions, of_actors] if of_actors else conditions


class Key:
    """The place of a record in the order. An open end is "", as before every day."""

    def __init__(self, earliest: str | None, latest: str | None, id_: str) -> None:
        self.earliest = earliest or ""
        self.latest = latest or ""
        self.id = id_
        self.undated = not (earliest or latest)


class Window:
    """ISO days, both included, None for unbounded; `certainly` asks for what must lie between them."""

    def __init__(self, since: str | None, until: str | None, certainly: bool) -> None:
        self.since = since
        self.until = until
        self.certainly = certainly
        self.bounded = since is not None or until is not None


class Listing:
    """A listing whose way is decided: `starts` has for each table the SELECT of its candidates (None: all its
    rows), or is None, and the index is walked. `along` are the binds of the actors who are walked along."""

    def __init__(
        self,
        tables: Sequence[Table],
        binds: dict[str, Value],
        window: Window,
        reverse: bool,
        along: Sequence[str],
        starts: Sequence[str | None] | None,
    ) -> None:
        self.tables = tables
        self.binds = binds
        self.window = window
        self.reverse = reverse
        self.along = along
        self.starts = starts

    def query(self, limit: int | None = None, after: Key | None = None) -> Query:
        """The ids with their kinds and bounds, in order: the first after `after`, no more than `limit`."""
        binds = dict(self.binds)
        if self.window.since is not None:
            binds["since"] = self.window.since
        if self.window.until is not None:
            binds["until"] = self.window.until
        if after is not None:
            binds |= {"after_earliest": after.earliest, "after_latest": after.latest, "after_id": after.id}
        if limit is not None:
            binds["limit"] = min(limit, LARGEST_INTEGER)
        cut = "" if limit is None else "\nLIMIT :limit"
        arms = list(_walk(self, binds, after, cut) if self.starts is None else _sort(self, after))
        if not arms:
            # Nothing that is in the window comes after a record without a date.
            return Query("SELECT NULL AS id, NULL AS kind, NULL AS earliest, NULL AS latest WHERE 1 = 0", {})
        # A record can be the own of several actors.
        union = "\nUNION " if len(self.along) > 1 else "\nUNION ALL "
        way = by_bounds("found", reverse=self.reverse)
        found = f"(\n{union.join(arms)}\n) AS found"
        sql = f"SELECT id, kind, earliest, latest\nFROM {found}\nORDER BY undated, {way}{cut}"
        return Query(sql, {name: value for name, value in binds.items() if f":{name}" in sql})


def plan(
    connection: Connection,
    tables: Sequence[Table],
    binds: dict[str, Value],
    window: Window,
    *,
    reverse: bool,
    actors: Sequence[str] = (),
) -> Listing:
    """Decide how the records of all tables are read in one order. The database is asked only how many
    candidates the filters leave. `actors` are the names of the binds that hold the ids of the actors."""
    along = actors if len(actors) <= MOST_ACTORS else ()
    starts = _few(connection, tables, binds, along=bool(along))
    return Listing(tables, binds, window, reverse, along if starts is None else (), starts)


def first_page(connection: Connection, listing: Listing, limit: int | None, after: str | None) -> Query:
    """The query for the ids of the records, no more than `limit` after the record `after`."""
    return listing.query(limit, None if after is None else key_of(connection, listing.tables, after))


def pages(
    connection: Connection, listing: Listing, limit: int | None, after: str | None
) -> Iterator[list[tuple[str, str]]]:
    """Id and kind of the records, page after page, no more than `limit` after the record `after`."""
    key = None if after is None else key_of(connection, listing.tables, after)
    while limit is None or limit > 0:
        # Candidates are few, and sorted once.
        most = PAGE if listing.starts is None else FEW
        size = most if limit is None else min(limit, most)
        found = list(listing.query(size, key).run(connection))
        yield [(id_, kind) for id_, kind, _, _ in found]
        if len(found) < size:
            return
        if limit is not None:
            limit -= len(found)
        id_, _, earliest, latest = found[-1]
        key = Key(earliest, latest, id_)


def key_of(connection: Connection, tables: Sequence[Table], record: str) -> Key | None:
    """The place of the record with this id; None if no table has it."""
    sql = "\nUNION ALL ".join(f"SELECT earliest, latest FROM {table.name} WHERE id = :id" for table in tables)
    for earliest, latest in Query(sql, {"id": record}).run(connection):
        return Key(earliest, latest, record)
    return None


def _few(
    connection: Connection, tables: Sequence[Table], binds: dict[str, Value], *, along: bool
) -> list[str | None] | None:
    """For each table the SELECT of its fewest candidates (None: all its rows); None if they are too many.

    Actors who can be walked along are never candidates: their records are read in order as they are.
    """
    chosen: list[str | None] = []
    room = FEW
    for table in tables:
        conditions = table.conditions if along else table.all_conditions
        sets: list[str | None] = [] if along else [None]
        sets += [condition.candidates for condition in conditions if condition.candidates]
        if not sets:
            return None
        sizes = []
        for candidates in sets:
            sql = candidates or f"SELECT 1 FROM {table.name}"
            counted = f"SELECT count(*) FROM ({sql}\nLIMIT {room + 1}) AS candidates"
            ((size,),) = Query(counted, binds).run(connection)
            sizes.append(size)
        least = min(sizes)
        room -= least
        if room < 0:
            return None
        chosen.append(sets[sizes.index(least)])
    return chosen


# --- walking -------------------------------------------------------------------------------------------


def _walk(listing: Listing, binds: dict[str, Value], after: Key | None, cut: str) -> Iterator[str]:
    """The arms, each a range of an index in its order."""
    ranges = list(_ranges(listing.window, listing.reverse, after, binds, in_index=bool(listing.along)))
    for table in listing.tables:
        if listing.along:
            source = "actor_dates d"
            columns = f"d.record AS id, '{table.kind}' AS kind, d.earliest, d.latest"
            # The key of the index is all that the order needs.
            order = by_bounds("d", reverse=listing.reverse).replace("d.id", "d.record")
            tests = [condition.test for condition in table.conditions]
            if tests:
                source += f" {IN_THIS_ORDER} {table.name} {table.alias} ON {table.alias}.id = d.record"
            tests = [f"d.kind = '{table.kind}'", *tests]
        else:
            a = table.alias
            source, order = f"{table.name} {a}", by_bounds(a, reverse=listing.reverse)
            columns = f"{a}.id, '{table.kind}' AS kind, {a}.earliest, {a}.latest"
            tests = [condition.test for condition in table.all_conditions]
        for actor in listing.along or [""]:
            for class_, range_ in ranges:
                own = [f"d.actor_id = :{actor}"] if actor else []
                where = " AND ".join(
                    [*own, *(test.format(t="d" if actor else table.alias) for test in range_), *tests]
                )
                undated = int(class_ == _UNDATED)
                columns_here = f"{columns}, {undated} AS undated"
                arm = f"SELECT {columns_here} FROM {source}\nWHERE {where}\nORDER BY {order}{cut}"
                # In brackets and named: only so does every engine take an ORDER BY in an arm.
                yield f"SELECT * FROM ({arm}) AS arm"


def _ranges(
    window: Window, reverse: bool, after: Key | None, binds: dict[str, Value], *, in_index: bool
) -> Iterator[tuple[int, list[str]]]:
    """Conditions of which every record with a date in the window meets one, and no other record any: class of
    width and tests on the table `{t}`.

    Each is one range of the index, read in its order, with one lower and one upper bound: two lower ones
    would leave it to the engine which of them to seek, and a page far from the beginning of the window
    would read past all before it. In `actor_dates` an open end is an empty text, elsewhere NULL.
    """
    since, until, certainly = window.since, window.until, window.certainly
    is_open, is_closed = (
        ("{t}.%s = ''", "{t}.%s > ''") if in_index else ("{t}.%s IS NULL", "{t}.%s IS NOT NULL")
    )
    row_id = "{t}.record" if in_index else "{t}.id"

    def keyed(*columns: str) -> str:
        """Beyond the key, by these columns; those of an open end compare by the others alone."""
        names = {"earliest": "{t}.earliest", "latest": "{t}.latest", "id": row_id}
        ours = ", ".join(names[column] for column in columns)
        theirs = ", ".join(f":after_{column}" for column in columns)
        return f"({ours}) {'<' if reverse else '>'} ({theirs})"

    def between(low: str | None, high: str | None, key: str) -> list[str]:
        """One lower and one upper bound of the first day. The key is a bound in the direction of reading."""
        tests = []
        day = None if after is None else after.earliest
        keyed_low = day is not None and not reverse and (low is None or day >= low)
        keyed_high = day is not None and reverse and (high is None or day <= high)
        if keyed_low or keyed_high:
            tests.append(key)
        if low is not None and not keyed_low:
            tests.append("{t}.earliest >= " + _bind(binds, "low", low))
        if high is not None and not keyed_high:
            tests.append("{t}.earliest <= " + _bind(binds, "high", high))
        return tests

    if after is None or not after.undated:
        for number, width in enumerate(SPAN_WIDTHS):
            low = since if since is None or certainly or not width else _days_before(since, width, "")
            high = until
            if until is not None and certainly and number:
                # It must have ended by then, and is wider than any date of the class before.
                high = _days_before(until, SPAN_WIDTHS[number - 1] + 1, until)
            tests = [f"{{t}}.span_class = {number}", *between(low, high, keyed("earliest", "latest", "id"))]
            if since is not None and width and not certainly:
                tests.append("{t}.latest >= :since")
            if until is not None and width and certainly:
                tests.append("{t}.latest <= :until")
            yield number, tests
        wide = [f"{{t}}.span_class = {_OPEN}"]
        # No first day: before every day. Such a record is certainly in no window that has a beginning.
        if not (certainly and since is not None) and _may_follow(after, reverse, open_start=True):
            tests = [*wide, is_open % "earliest"]
            if after is not None and not after.earliest:
                tests.append(keyed("latest", "id"))
            if since is not None and not certainly:
                tests.append("{t}.latest >= :since")
            if until is not None and certainly:
                tests.append("{t}.latest <= :until")
            yield _OPEN, tests
        if _may_follow(after, reverse, open_start=False):
            # Told that it is one value, SQLite would take the last day out of the order, and sort.
            no_end, ended = unindexed(is_open % "latest"), unindexed(is_closed % "latest")
            high = until
            tests = [*wide, is_closed % "earliest"]
            if since is not None and not certainly:
                tests.append(f"({{t}}.latest >= :since OR {no_end})")
            if until is not None and certainly:
                # Whatever has ended by then and is in this class is wider than any date of the others.
                high = _days_before(until, SPAN_WIDTHS[-1] + 1, until)
                tests.append(f"{ended} AND {{t}}.latest <= :until")
            if after is not None and after.earliest:
                tests.append(_after_wide(after, reverse, keyed("latest", "id"), no_end, row_id))
            sides = (">=", "<=")[reverse]
            yield (
                _OPEN,
                [
                    *tests,
                    *between(since if certainly else None, high, f"{{t}}.earliest {sides} :after_earliest"),
                ],
            )
    if not window.bounded:
        tests = [f"{{t}}.span_class = {_UNDATED}"]
        if after is not None and after.undated:
            tests.append(f"{row_id} {'<' if reverse else '>'} :after_id")
        yield _UNDATED, tests


def _after_wide(after: Key, reverse: bool, beyond: str, no_end: str, row_id: str) -> str:
    """Whether a record with a first day, and with a last day or none, comes after the key.

    Of those that begin on the day of the key the ones without an end come first, in reverse order last.
    `beyond` compares two ends.
    """
    if after.latest:
        later = f"({no_end} OR {beyond})" if reverse else beyond
    elif reverse:
        later = f"({no_end} AND {row_id} < :after_id)"
    else:
        later = f"(NOT ({no_end}) OR {row_id} > :after_id)"
    return f"({{t}}.earliest <> :after_earliest OR {later})"


def _may_follow(after: Key | None, reverse: bool, *, open_start: bool) -> bool:
    """Whether a dated record with, or without, a first day can come after the key."""
    if after is None:
        return True
    if open_start:
        return reverse or not after.earliest
    return not reverse or bool(after.earliest)


def _bind(binds: dict[str, Value], name: str, value: str) -> str:
    """The bind that has this value, made if there is none."""
    for known, held in binds.items():
        if held == value and (known in ("since", "until") or known.startswith(name)):
            return f":{known}"
    key = f"{name}_{sum(1 for known in binds if known.startswith(name)) + 1}"
    binds[key] = value
    return f":{key}"


def _days_before(day: str, days: int, otherwise: str) -> str:
    """The ISO day that many days earlier; `otherwise` where the calendar does not reach so far back.

    It is only ever a bound that spares reading: what it lets through is tested by its last day.
    """
    from datetime import date, timedelta

    try:
        return (date.fromisoformat(day) - timedelta(days)).isoformat()
    except (ValueError, OverflowError):
        return otherwise


# --- sorting -------------------------------------------------------------------------------------------


def _sort(listing: Listing, after: Key | None) -> Iterator[str]:
    """The candidates of each table that pass all tests."""
    for table, start in zip(listing.tables, listing.starts or (), strict=True):
        a = table.alias
        tests = [f"{a}.id IN ({start})"] if start else []
        tests += [each.test for each in table.all_conditions if not start or each.candidates != start]
        tests += _tests(listing.window, a)
        if after is not None:
            tests.append(_beyond(a, listing.reverse, after))
        where = "\nWHERE " + "\n    AND ".join(tests) if tests else ""
        columns = f"{a}.id, '{table.kind}' AS kind, {a}.earliest, {a}.latest"
        undated = f"CASE {a}.span_class WHEN {_UNDATED} THEN 1 ELSE 0 END AS undated"
        yield f"SELECT {columns}, {undated} FROM {table.name} {a}{where}"


def _tests(window: Window, alias: str) -> list[str]:
    """The window as conditions on one row of the table `alias`."""
    if not window.bounded:
        return []
    since, until = window.since is not None, window.until is not None
    earliest, latest = f"{alias}.earliest", f"{alias}.latest"
    if window.certainly:
        return [f"{latest} <= :until"] * until + [f"{earliest} >= :since"] * since
    return (
        [f"{alias}.span_class < {_UNDATED}"]
        + [f"({earliest} <= :until OR {earliest} IS NULL)"] * until
        + [f"({latest} >= :since OR {latest} IS NULL)"] * since
    )


def _beyond(alias: str, reverse: bool, after: Key) -> str:
    """The row comes after the key in the order."""
    way = "<" if reverse else ">"
    columns = f"coalesce({alias}.earliest, ''), coalesce({alias}.latest, ''), {alias}.id"
    beyond = f"({columns}) {way} (:after_earliest, :after_latest, :after_id)"
    if after.undated:
        return f"{alias}.span_class = {_UNDATED} AND {alias}.id {way} :after_id"
    return f"({alias}.span_class = {_UNDATED} OR {beyond})"
