"""The ids of dated records in date order, a page at a time; a window of days as SQL.

The order is that of `sql.by_date`. The rules of a window are those of `dates.possibly` and `dates.certainly`.
A record without any date is in no window. There are two ways to find the ids.

*Walk*: read the index `(span_class, earliest, latest, id)` in order, with one arm of the query for each class
of width. No date is wider than its class. So a date that reaches into the window begins at most that many
days before it, and each arm reads one range. Each arm has its own ORDER BY and LIMIT, so that every engine
reads at most one page of it; then the arms are merged. The next page begins after the key of the last row and
costs the same at any depth. For an actor's records the arms read `actor_dates`, an index in which the records
of each actor stand together in date order. So a rare actor costs no more than a frequent one.

*Sort*: if another filter leaves few candidates, look them up and sort them. A walk would have to read and
discard all other records.
"""

from collections.abc import Iterator, Sequence

from karabakh_events.engines.sqlite import IN_THIS_ORDER, LARGEST_INTEGER, Connection, Value, unindexed
from karabakh_events.errors import UnknownName
from karabakh_events.queries.sql import Query, by_bounds
from karabakh_events.schema.views import SPAN_WIDTHS

FEW = 2000
"""The most candidates that are sorted; with more, the index is walked. Sorting 2,000 takes some 2 ms, as long
as walking past 2,000 rows that fail the filter."""

PAGE = 1000
"""The number of ids in a page, unless the limit is smaller."""

MOST_ACTORS = 5
"""The most actors for whom `actor_dates` is walked. Each actor adds eight arms per table to the query; SQLite
takes 500 arms, `kevents sql` 100. With more actors, they are a filter like any other."""

_OPEN = len(SPAN_WIDTHS)  # the class of dates wider than all other classes, or open on one side
_UNDATED = _OPEN + 1


# Plain classes: a NamedTuple takes 0.25 ms to define, and a reading command has 9 ms in all.


class Condition:
    """One filter, in two forms.

    `test` is a condition that is TRUE for a row that passes. An indexed column in it must be written with
    `sqlite.unindexed`; otherwise SQLite would start from that index and have to sort. `candidates` is a
    SELECT of the ids of all rows that pass; None if no index leads to them.
    """

    def __init__(self, test: str, candidates: str | None = None) -> None:
        self.test = test
        self.candidates = candidates


class Table:
    """A table of dated records, and the filters on it.

    `alias` is the name of the table in the conditions. `of_actors` is the filter by actors.
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
    """The place of a record in the order. An open end is "", which sorts before every day."""

    def __init__(self, earliest: str | None, latest: str | None, id_: str) -> None:
        self.earliest = earliest or ""
        self.latest = latest or ""
        self.id = id_
        self.undated = not (earliest or latest)


class Window:
    """A window of days: ISO days, both included; None is no bound.

    With `certainly`, a date must lie wholly between them.
    """

    def __init__(self, since: str | None, until: str | None, certainly: bool) -> None:
        self.since = since
        self.until = until
        self.certainly = certainly
        self.bounded = since is not None or until is not None


class Listing:
    """A listing with the way to read it.

    If `starts` is None, the index is walked. Otherwise it has the SELECT of the candidates of each table
    (None for all rows of the table). `along` names the binds of the actors whose `actor_dates` are walked.
    """

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
        """The query for at most `limit` ids after `after`, in order, with their kinds and bounds."""
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
            # Undated records come last, so nothing in the window follows one.
            return Query("SELECT NULL AS id, NULL AS kind, NULL AS earliest, NULL AS latest WHERE 1 = 0", {})
        # A record can belong to several of the actors.
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
    """Decide how to read the records of all tables in one order.

    The only queries made here count the candidates that the filters leave. `actors` are the names of the
    binds with the ids of the actors.
    """
    along = actors if len(actors) <= MOST_ACTORS else ()
    starts = _few(connection, tables, binds, along=bool(along))
    return Listing(tables, binds, window, reverse, along if starts is None else (), starts)


def first_page(connection: Connection, listing: Listing, limit: int | None, after: str | None) -> Query:
    """The query for the ids of at most `limit` records after the record `after`."""
    return listing.query(limit, None if after is None else key_of(connection, listing.tables, after))


def pages(
    connection: Connection, listing: Listing, limit: int | None, after: str | None
) -> Iterator[list[tuple[str, str]]]:
    """The ids and kinds of at most `limit` records after the record `after`, a page at a time."""
    key = None if after is None else key_of(connection, listing.tables, after)
    while limit is None or limit > 0:
        # There are few candidates: one page sorts them all, once.
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


def key_of(connection: Connection, tables: Sequence[Table], record: str) -> Key:
    """The place in the order of the record with this id. Raises UnknownName if no table has it."""
    sql = "\nUNION ALL ".join(f"SELECT earliest, latest FROM {table.name} WHERE id = :id" for table in tables)
    for earliest, latest in Query(sql, {"id": record}).run(connection):
        return Key(earliest, latest, record)
    # Never the first page, which would look like the next one.
    raise UnknownName("record", record)


def _few(
    connection: Connection, tables: Sequence[Table], binds: dict[str, Value], *, along: bool
) -> list[str | None] | None:
    """For each table the SELECT with the fewest candidates (None for all rows); None if there are too many.

    With `along`, the filter by actors gives no candidates: `actor_dates` has those records in order already.
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
    """The arms. Each reads one range of an index in its order."""
    ranges = list(_ranges(listing.window, listing.reverse, after, binds, in_index=bool(listing.along)))
    for table in listing.tables:
        if listing.along:
            source = "actor_dates d"
            columns = f"d.record AS id, '{table.kind}' AS kind, d.earliest, d.latest"
            # The index alone has all the columns of the order.
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
                # Every engine accepts ORDER BY in an arm only as a named subquery.
                yield f"SELECT * FROM ({arm}) AS arm"


def _ranges(
    window: Window, reverse: bool, after: Key | None, binds: dict[str, Value], *, in_index: bool
) -> Iterator[tuple[int, list[str]]]:
    """The ranges of the index: a class of width, and tests on the table `{t}`.

    Every record in the window meets the tests of exactly one range, and no other record meets any. Each
    range has one lower and one upper bound. With two lower bounds the engine could seek the wrong one, and a
    page far into the window would read past everything before it. An open end is an empty text in
    `actor_dates` and NULL elsewhere.
    """
    since, until, certainly = window.since, window.until, window.certainly
    is_open, is_closed = (
        ("{t}.%s = ''", "{t}.%s > ''") if in_index else ("{t}.%s IS NULL", "{t}.%s IS NOT NULL")
    )
    row_id = "{t}.record" if in_index else "{t}.id"

    def keyed(*columns: str) -> str:
        """The test that a row follows the key, by these columns. A column with an open end is left out."""
        names = {"earliest": "{t}.earliest", "latest": "{t}.latest", "id": row_id}
        ours = ", ".join(names[column] for column in columns)
        theirs = ", ".join(f":after_{column}" for column in columns)
        return f"({ours}) {'<' if reverse else '>'} ({theirs})"

    def between(low: str | None, high: str | None, key: str) -> list[str]:
        """One lower and one upper bound of `earliest`. The key can replace the bound where reading starts."""
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
            low = since if since is None or certainly else _days_before(since, width)
            high = until
            if until is not None and certainly and number:
                # It must end by `until`, and it is wider than any date of the class before.
                high = _days_before(until, SPAN_WIDTHS[number - 1] + 1)
            tests = [f"{{t}}.span_class = {number}", *between(low, high, keyed("earliest", "latest", "id"))]
            if since is not None and width and not certainly:
                tests.append("{t}.latest >= :since")
            if until is not None and width and certainly:
                tests.append("{t}.latest <= :until")
            yield number, tests
        wide = [f"{{t}}.span_class = {_OPEN}"]
        # Open start: before every day, so it follows one with a first day only in reverse order. Such a
        # record is never certainly in a window that has a first day.
        follows = after is None or reverse or not after.earliest
        if follows and not (certainly and since is not None):
            tests = [*wide, is_open % "earliest"]
            if after is not None and not after.earliest:
                tests.append(keyed("latest", "id"))
            if since is not None and not certainly:
                tests.append("{t}.latest >= :since")
            if until is not None and certainly:
                tests.append("{t}.latest <= :until")
            yield _OPEN, tests
        # Without `unindexed`, SQLite sees a constant, drops the column from the order, and sorts.
        no_end, ended = unindexed(is_open % "latest"), unindexed(is_closed % "latest")
        high = until
        tests = [*wide, is_closed % "earliest"]
        if since is not None and not certainly:
            tests.append(f"({{t}}.latest >= :since OR {no_end})")
        if until is not None and certainly:
            # A date of this class that has an end is wider than any date of the other classes.
            high = _days_before(until, SPAN_WIDTHS[-1] + 1)
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


def _bind(binds: dict[str, Value], name: str, value: str) -> str:
    """The bind with this value. The window may have it; otherwise it is added."""
    for known in ("since", "until"):
        if binds.get(known) == value:
            return f":{known}"
    key = f"{name}_{sum(known.startswith(name) for known in binds) + 1}"
    binds[key] = value
    return f":{key}"


def _days_before(day: str, days: int) -> str:
    """The ISO day so many days earlier; "", which is before every day, if the calendar does not reach back so
    far: then every date begins later."""
    from datetime import date, timedelta

    try:
        return (date.fromisoformat(day) - timedelta(days)).isoformat()
    except OverflowError:
        return ""


# --- sorting -------------------------------------------------------------------------------------------


def _sort(listing: Listing, after: Key | None) -> Iterator[str]:
    """The SELECT, for each table, of the candidates that pass all tests."""
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
    """The test that a row comes after the key in the order."""
    way = "<" if reverse else ">"
    columns = f"coalesce({alias}.earliest, ''), coalesce({alias}.latest, ''), {alias}.id"
    beyond = f"({columns}) {way} (:after_earliest, :after_latest, :after_id)"
    if after.undated:
        return f"{alias}.span_class = {_UNDATED} AND {alias}.id {way} :after_id"
    return f"({alias}.span_class = {_UNDATED} OR {beyond})"
