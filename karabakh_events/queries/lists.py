"""Rows of a listing, put together: a SELECT for their columns and one for each list, by batches of ids.

The ids come first, in their order (`listing`). What is then asked for a batch of them is plain SQL, which
every engine takes: `WHERE event_id IN (…) ORDER BY event_id, position`. SQLite is a third faster with it
than with lists that it has to write as JSON, row by row, for Python to read again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, starmap
from typing import Any, TypeVar

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries.shapes import Joined, Mark, said
from karabakh_events.queries.sql import Query, any_of

R = TypeVar("R")
T = TypeVar("T")

BATCH = 256
"""Rows that are put together at once. As many are held in memory."""

Gathered = Callable[[list[Row]], Any]


# Plain classes: a NamedTuple takes 0.25 ms to define, and a reading command has 9 ms in all.


class List:
    """A list that each row of a listing has.

    `sql` selects the id of the row, then what a member is made of, in the order of ids and members; `{ids}`
    in it stands for the ids of the batch. `gather` makes the value of the field of one row's members. Fields
    with the same `sql` share one query.
    """

    def __init__(self, sql: str, gather: Gathered) -> None:
        self.sql = sql
        self.gather = gather


def values(members: list[Row]) -> tuple[Any, ...]:
    """Members of one column."""
    return tuple([value for (value,) in members])


def count(members: list[Row]) -> int:
    """A number that is counted in groups, of which none is made where there is nothing to count."""
    return members[0][0] if members else 0


def each(make: Callable[..., Any]) -> Gathered:
    """Members of several columns, each made into a value of its own."""
    return lambda members: tuple(starmap(make, members))


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows, so many at a time as are put together at once."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def members(connection: Connection, sql: str, ids: Sequence[str]) -> dict[str, list[Row]]:
    """The members of a list by the id of the row that has them."""
    return _members(connection, sql, *_bound(ids)) if ids else {}


def _bound(ids: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """The right side of an IN for the ids, and its binds: those of every query of a batch."""
    binds: dict[str, Value] = {}
    return any_of(binds, "id", ids), binds


def _members(
    connection: Connection, sql: str, among: str, binds: Mapping[str, Value]
) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    # Not `format`: a query may have braces of its own.
    for member in Query(sql.replace("{ids}", among), binds).run(connection):
        found.setdefault(member[0], []).append(member[1:])
    return found


def load(
    connection: Connection,
    row: type[R],
    source: str,
    ids: Sequence[str],
    *,
    of: int = 0,
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, R]:
    """The rows with these ids, by id; an id that no record has is left out.

    `source` is the FROM of the columns, up to the key: `FROM events e … WHERE e.id`. `of` says which of the
    declarations of each field holds, where a listing has several kinds of record. `given` has the values, by
    id, of fields that no SQL is declared for.
    """
    if not ids:
        return {}
    plan = _plan(row, of)
    # Lists before the rows: a SELECT is read to its end before the next begins.
    among, binds = _bound(ids)
    read = {sql: _members(connection, sql, among, binds) for sql in {part.sql for _, part in plan.lists}}
    lists = [(place, part.gather, read[part.sql]) for place, part in plan.lists]
    handed = [(place, given[name]) for place, name in plan.given] if given else []
    make: Callable[[Iterable[Any]], R] = row._make  # type: ignore[attr-defined]  # a NamedTuple has it
    rows: dict[str, R] = {}
    for found in Query(plan.select(source).replace("{ids}", among), binds).run(connection):
        id_ = found[0]
        fields = [found[place] for place in plan.places]
        for place, gather, of_each in lists:
            fields[place] = gather(of_each.get(id_, []))
        for place, joined, start in plan.joined:
            if found[start] is not None:
                fields[place] = joined.make(*found[start : start + len(joined.columns)])
        for place in plan.nothing:
            fields[place] = ()
        for place, values_of in handed:
            fields[place] = values_of[id_]
        rows[id_] = make(fields)
    return rows


def load_kinds(
    connection: Connection,
    row: type[R],
    sources: Mapping[str, str],
    batch: Iterable[tuple[str, str]],
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, R]:
    """As `load`, for ids of several kinds (id, kind). `sources` has of each kind its FROM, in the order in
    which the fields declare their SQL."""
    batch = list(batch)
    found: dict[str, R] = {}
    for of, (kind, source) in enumerate(sources.items()):
        ids = [id_ for id_, each in batch if each == kind]
        found |= load(connection, row, source, ids, of=of, given=given)
    return found


def queries_of(row: type, source: str, ids: Query, kind: str, *, of: int = 0) -> Iterator[tuple[str, Query]]:
    """The queries of `load` for all ids that the query `ids` gives, each with the names of its fields."""
    plan = _plan(row, of)
    names: tuple[str, ...] = row._fields  # type: ignore[attr-defined]
    told: dict[str, list[str]] = {plan.select(source): []}
    lists = {place: part.sql for place, part in plan.lists}
    without = {*plan.nothing, *(place for place, _ in plan.given)}
    for place, name in enumerate(names):
        if place not in without:
            told.setdefault(lists.get(place, plan.select(source)), []).append(name)
    for sql, fields in told.items():
        yield f"of each {kind}: {', '.join(fields)}", over(sql, ids, kind)


def over(sql: str, ids: Query, kind: str) -> Query:
    """The query of a list for all records of this kind that the query `ids` (id, kind) gives."""
    wanted = sql.replace("{ids}", f"(SELECT id FROM page WHERE kind = '{kind}')")
    return Query(f"WITH page AS (\n{ids.sql}\n)\n{wanted}", ids.binds)


class _Plan:
    """How the fields of a row are read, made once for each class and kind of record.

    `columns` come after the key in the SELECT. `places` has for each field the place of its column among
    them, 0 (the key) for a field that is filled afterwards: from `lists`, `joined` or `given`, each with the
    place of the field, or with `nothing`, for a list that this kind of record has not.
    """

    def __init__(self, row: type, of: int) -> None:
        self.columns: list[str] = []
        self.places: list[int] = []
        self.lists: list[tuple[int, List]] = []
        self.joined: list[tuple[int, Joined, int]] = []
        self.given: list[tuple[int, str]] = []
        self.nothing: list[int] = []
        for place, name in enumerate(row._fields):  # type: ignore[attr-defined]
            declared = [each for each in said(row, name) if not isinstance(each, Mark)]
            source = declared[of if of < len(declared) else 0] if declared else None
            self.places.append(0)
            if isinstance(source, List):
                self.lists.append((place, source))
            elif not declared:
                self.given.append((place, name))
            elif source is None and any(isinstance(each, List) for each in declared):
                self.nothing.append(place)
            elif isinstance(source, Joined):
                self.joined.append((place, source, len(self.columns) + 1))
                # It is None if the first of its columns is.
                self.places[place] = len(self.columns) + 1
                self.columns += source.columns
            else:
                self.columns.append(f"{source or 'NULL'} AS {name}")
                self.places[place] = len(self.columns)

    def select(self, source: str) -> str:
        """The SELECT of a batch: the key, which ends `source`, then the columns."""
        key = source.rsplit(maxsplit=1)[-1]
        return f"SELECT {', '.join([key, *self.columns])}\n{source} IN {{ids}}"


_PLANS: dict[tuple[type, int], _Plan] = {}


def _plan(row: type, of: int) -> _Plan:
    if (row, of) not in _PLANS:
        _PLANS[row, of] = _Plan(row, of)
    return _PLANS[row, of]


# --- lists that several listings have -----------------------------------------------------------------


def office(title: str, body: str | None) -> str:
    """The title of an office with its body, which is named where the title does not say it."""
    return title if body is None or body.lower() in title.lower() else f"{title}, {body}"


TOPICS = List(
    """\
SELECT statement_id, topic FROM statement_topics
WHERE statement_id IN {ids} ORDER BY statement_id, position""",
    values,
)

ACTOR_ALIASES = List(
    """\
SELECT x.actor_id, x.alias FROM actor_aliases x JOIN actors a ON a.id = x.actor_id
WHERE x.actor_id IN {ids} AND x.alias <> a.name ORDER BY x.actor_id, x.alias""",
    values,
)
"""The spellings of an actor besides the name."""

STATEMENT_ACTORS = """\
SELECT x.statement_id, a.id, a.name, x.role, c.start AS supported, r.title, b.name AS body
FROM statement_actors x
    JOIN statements s ON s.id = x.statement_id
    JOIN actors a ON a.id = x.actor_id
    LEFT JOIN roles r ON x.role = 'speaker' AND r.actor_id = x.actor_id
        AND (r.earliest IS NULL OR s.latest IS NULL OR r.earliest <= s.latest)
        AND (r.latest IS NULL OR s.earliest IS NULL OR r.latest >= s.earliest)
    LEFT JOIN citations c ON c.role_id = r.id AND c.document_id = s.document_id
    LEFT JOIN actors b ON b.id = r.body_id
WHERE x.statement_id IN {ids}
ORDER BY x.statement_id, x.position, a.id, x.role, c.start IS NULL, c.start, r.id"""
"""Who speaks, is spoken to, is spoken of and relays, with the offices of the speakers.

An office counts only if a passage of the statement's own document supports it, and only if it may have been
held when the words were spoken: a document that calls someone a former minister does not make him one. A
speaker has a line for each of his offices, the one that the document tells first before the others."""


def statement_actors(make: Callable[..., Any], *roles: str) -> Gathered:
    """Of the members of STATEMENT_ACTORS those with these roles, role after role: `make` takes the id, the
    name, the role and the office."""

    def gathered(found: list[Row]) -> tuple[Any, ...]:
        chosen = []
        for wanted in roles:
            last = None
            for id_, name, role, supported, title, body in found:
                if role == wanted and id_ != last:
                    last = id_
                    chosen.append(make(id_, name, role, None if supported is None else office(title, body)))
        return tuple(chosen)

    return gathered
