"""The second step of a listing: builds its rows from batches of ids.

`listing` gives the ids in order. For each batch of ids, one SELECT reads the columns and one more reads each
list. This is plain SQL that every engine takes: `WHERE event_id IN (…) ORDER BY event_id, position`. It is
also a third faster on SQLite than lists written as JSON row by row, which Python would have to read again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, starmap
from typing import Any, TypeVar

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries.shapes import Joined, Mark, metadata
from karabakh_events.queries.sql import Query, any_of

R = TypeVar("R")
T = TypeVar("T")

BATCH = 256
"""The number of rows that are built at once, and so held in memory."""

Gathered = Callable[[list[Row]], Any]


# Plain classes: a NamedTuple takes 0.25 ms to define, and a reading command has 9 ms in all.


class List:
    """A list in each row of a listing.

    `sql` selects the id of the row, then the columns of a member, ordered by id and then by member; `{ids}`
    in it stands for the ids of the batch. `gather` turns the members of one row into the value of the field.
    Fields with the same `sql` share one query.
    """

    def __init__(self, sql: str, gather: Gathered) -> None:
        self.sql = sql
        self.gather = gather


def values(members: list[Row]) -> tuple[Any, ...]:
    """Gathers members of one column into a tuple of values."""
    return tuple([value for (value,) in members])


def count(members: list[Row]) -> int:
    """Gathers a count by group. There is no group if there is nothing to count, so the value is then 0."""
    return members[0][0] if members else 0


def each(make: Callable[..., Any]) -> Gathered:
    """Gathers members of several columns: `make` turns each member into one value."""
    return lambda members: tuple(starmap(make, members))


def batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """The rows in lists of at most BATCH."""
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def members(connection: Connection, sql: str, ids: Sequence[str]) -> dict[str, list[Row]]:
    """The members of a list, grouped by the id of their row."""
    return _members(connection, sql, *_bound(ids)) if ids else {}


def _bound(ids: Sequence[str]) -> tuple[str, dict[str, Value]]:
    """The right side of an IN for the ids, and its binds. All queries of a batch share them."""
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


def load_in_order(connection: Connection, row: type[R], source: str, ids: Iterable[str]) -> Iterator[R]:
    """The rows with these ids, in the order given, read batch by batch. An unknown id is left out."""
    for batch in batches(ids):
        rows = load(connection, row, source, batch)
        yield from (rows[id_] for id_ in batch if id_ in rows)


def load(
    connection: Connection,
    row: type[R],
    source: str,
    ids: Sequence[str],
    *,
    of: int = 0,
    given: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, R]:
    """The rows with these ids, by id. An unknown id is left out.

    `source` is the FROM of the columns, up to the key: `FROM events e … WHERE e.id`. In a listing of several
    kinds of record, `of` is the number of the kind, and so of the declaration that applies in each field.
    `given` has the values, by id, of the fields for which no SQL is declared.
    """
    if not ids:
        return {}
    plan = _plan(row, of)
    # The lists come before the rows, so that each SELECT is read to its end before the next begins.
    among, binds = _bound(ids)
    read = {sql: _members(connection, sql, among, binds) for sql in {part.sql for _, part in plan.lists}}
    lists = [(place, part.gather, read[part.sql]) for place, part in plan.lists]
    handed_in = [(place, given[name]) for place, name in plan.given] if given else []
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
        for place, values_of in handed_in:
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
    """Like `load`, for ids of several kinds (id, kind).

    `sources` has the FROM of each kind, in the order in which the fields declare their SQL.
    """
    batch = list(batch)
    found: dict[str, R] = {}
    for of, (kind, source) in enumerate(sources.items()):
        ids = [id_ for id_, each in batch if each == kind]
        found |= load(connection, row, source, ids, of=of, given=given)
    return found


def queries_of(row: type, source: str, ids: Query, kind: str, *, of: int = 0) -> Iterator[tuple[str, Query]]:
    """The queries of `load` for all ids from the query `ids`, each with the names of its fields."""
    plan = _plan(row, of)
    names: tuple[str, ...] = row._fields  # type: ignore[attr-defined]
    fields_of: dict[str, list[str]] = {plan.select(source): []}
    lists = {place: part.sql for place, part in plan.lists}
    without = {*plan.nothing, *(place for place, _ in plan.given)}
    for place, name in enumerate(names):
        if place not in without:
            fields_of.setdefault(lists.get(place, plan.select(source)), []).append(name)
    for sql, fields in fields_of.items():
        yield f"of each {kind}: {', '.join(fields)}", over(sql, ids, kind)


def over(sql: str, ids: Query, kind: str) -> Query:
    """The query of a list for all records of this kind from the query `ids` (id, kind)."""
    wanted = sql.replace("{ids}", f"(SELECT id FROM page WHERE kind = '{kind}')")
    return Query(f"WITH page AS (\n{ids.sql}\n)\n{wanted}", ids.binds)


class _Plan:
    """How to read the fields of a row. There is one plan for each class of rows and kind of record.

    `columns` follow the key in the SELECT. `places` has for each field the place of its column in the SELECT;
    0 (the key) marks a field that is filled afterwards. Such a field is filled from `lists`, `joined` or
    `given`, which have the place of each field, or with an empty tuple if it is in `nothing`: a list that
    this kind of record does not have.
    """

    def __init__(self, row: type, of: int) -> None:
        self.columns: list[str] = []
        self.places: list[int] = []
        self.lists: list[tuple[int, List]] = []
        self.joined: list[tuple[int, Joined, int]] = []
        self.given: list[tuple[int, str]] = []
        self.nothing: list[int] = []
        for place, name in enumerate(row._fields):  # type: ignore[attr-defined]
            declared = [each for each in metadata(row, name) if not isinstance(each, Mark)]
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
                # The value is None if its first column is NULL.
                self.places[place] = len(self.columns) + 1
                self.columns += source.columns
            else:
                self.columns.append(f"{source or 'NULL'} AS {name}")
                self.places[place] = len(self.columns)

    def select(self, source: str) -> str:
        """The SELECT of a batch: the key (the last word of `source`), then the columns."""
        key = source.rsplit(maxsplit=1)[-1]
        return f"SELECT {', '.join([key, *self.columns])}\n{source} IN {{ids}}"


_PLANS: dict[tuple[type, int], _Plan] = {}


def _plan(row: type, of: int) -> _Plan:
    if (row, of) not in _PLANS:
        _PLANS[row, of] = _Plan(row, of)
    return _PLANS[row, of]


# --- lists that several listings have -----------------------------------------------------------------


def declared(field: str) -> List:
    """What the document that declares a record has for a date, if a claim on it is preferred; else None."""
    return List(
        f"""\
SELECT x.record, x.value FROM claims x
WHERE x.record IN {{ids}} AND x.field = '{field}' AND x.position = 0 AND EXISTS (
    SELECT 1 FROM claims p WHERE p.record = x.record AND p.field = x.field AND p.preferred = 1)""",
        lambda members: members[0][0] if members else None,
    )


def office(title: str, body: str | None) -> str:
    """The title of an office, followed by its body unless the title already names it."""
    return title if body is None or body.lower() in title.lower() else f"{title}, {body}"


TOPICS = List(
    """\
SELECT statement_id, topic FROM statement_topics
WHERE statement_id IN {ids} ORDER BY statement_id, position""",
    values,
)

WIKIDATA = List(
    "SELECT record, value FROM identifiers WHERE record IN {ids} AND scheme = 'wikidata'",
    lambda members: members[0][0] if members else None,
)

ACTOR_ALIASES = List(
    """\
SELECT x.actor_id, x.alias FROM actor_aliases x JOIN actors a ON a.id = x.actor_id
WHERE x.actor_id IN {ids} AND x.alias <> a.name ORDER BY x.actor_id, x.alias""",
    values,
)
"""The spellings of an actor other than its name."""

STATEMENT_DOCUMENTS = List(
    """\
SELECT id AS statement_id, document_id FROM statements WHERE id IN {ids}
UNION SELECT statement_id, document_id FROM citations WHERE statement_id IN {ids}
ORDER BY statement_id, document_id""",
    values,
)
"""The documents that support a statement, by id: its own, and those that mention it."""

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
"""The speakers, addressees, subjects and relayers of statements, with the offices of the speakers.

An office counts only if a passage of the statement's own document supports it, and only if the speaker may
have held it when he spoke: a document that calls someone a former minister does not make him one. A speaker
has a line for each of his offices, in the order in which the document mentions them."""


def statement_actors(make: Callable[..., Any], *roles: str) -> Gathered:
    """Gathers the members of STATEMENT_ACTORS that have these roles, one role after another.

    `make` takes the id, the name, the role and the office.
    """

    def gather(found: list[Row]) -> tuple[Any, ...]:
        chosen = []
        for wanted in roles:
            last = None
            for id_, name, role, supported, title, body in found:
                if role == wanted and id_ != last:
                    last = id_
                    chosen.append(make(id_, name, role, None if supported is None else office(title, body)))
        return tuple(chosen)

    return gather
