"""`kevents conflicts`: fields whose sources differ; and the counts that sum up a whole database."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists, shapes
from karabakh_events.queries.shapes import HIDDEN
from karabakh_events.queries.sql import Query


class Reading(NamedTuple):
    """One value of a field, and its source: a passage of a document, or a reference from outside."""

    value: str
    document: str | None
    title: str | None  # of the document
    exact: str | None
    start: int | None
    end: int | None
    basis: str | None
    reason: str | None
    reference: str | None
    outlet: str | None = None  # of the document: its name
    words: Annotated[str, HIDDEN] = ""
    """The value, with names instead of identifiers."""


class Conflict(NamedTuple):
    """The readings of one field of one record, in the order in which they were recorded."""

    record: str
    kind: str
    label: str
    field: str
    readings: tuple[Reading, ...]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class Counts(NamedTuple):
    """The summary of a database. `earliest` and `latest` are the bounds of all dated events."""

    documents: int
    actors: int
    places: int
    roles: int
    agreements: int
    provisions: int
    events: int
    events_by_status: dict[str, int]
    statements: int
    statements_by_manner: dict[str, int]
    citations: int
    conflicts: int
    earliest: str | None
    latest: str | None
    fingerprint: str | None

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


def conflicts_query(record: str | None = None) -> Query:
    """The query for the fields whose sources differ, in one record or in all."""
    where = "" if record is None else "\nWHERE c.record = :record"
    return Query(
        f"""\
SELECT DISTINCT c.record, c.kind, r.label, c.field
FROM conflicts c JOIN records r ON r.id = c.record AND r.kind = c.kind{where}
ORDER BY c.record, c.field""",
        {} if record is None else {"record": record},
    )


_READINGS = """\
SELECT x.record, x.field, x.value, x.document_id, x.document, x.exact, x.start, x."end", x.basis, x.reason,
    x.reference, o.name AS outlet
FROM conflicts x LEFT JOIN documents d ON d.id = x.document_id LEFT JOIN actors o ON o.id = d.outlet_id
WHERE x.record IN {ids}
ORDER BY x.record, x.field, x.position, x.document_id, x.start, x.value"""

_LABELS = "SELECT id, label FROM records WHERE id IN {ids}"


def conflicts_queries(record: str | None = None) -> Iterator[tuple[str, Query]]:
    """Each query with a description: first the fields, then their readings."""
    made = conflicts_query(record)
    yield "the fields whose sources differ", made
    page = Query(
        made.sql.replace(
            "c.record, c.kind, r.label, c.field\n", "c.record AS id, 'record' AS kind\n", 1
        ).rsplit("\nORDER", 1)[0],
        made.binds,
    )
    yield "of each record: its readings", lists.over(_READINGS, page, "record")


def conflicts(connection: Connection, record: str | None = None) -> Iterator[Conflict]:
    """The fields whose sources differ, each with all its readings, in one record (an id) or in all."""
    for batch in lists.batches(conflicts_query(record).run(connection)):
        readings = lists.members(connection, _READINGS, tuple(dict.fromkeys(each[0] for each in batch)))
        for id_, kind, label, field in batch:
            own = [Reading(*values) for of, *values in readings.get(id_, ()) if of == field]
            if field in ("actors", "place"):
                own = _named(connection, own)
            else:
                own = [reading._replace(words=reading.value) for reading in own]
            yield Conflict(id_, kind, label, field, tuple(own))


def _named(connection: Connection, readings: list[Reading]) -> list[Reading]:
    """The readings, with actors and places by name instead of by identifier.

    The record's own reading lists identifiers, separated by semicolons. Other readings are free text.
    """
    ids = dict.fromkeys(id_ for reading in readings for id_ in reading.value.split("; "))
    labels = lists.members(connection, _LABELS, tuple(ids))
    return [
        reading._replace(
            words="; ".join(labels[id_][0][0] if id_ in labels else id_ for id_ in reading.value.split("; "))
        )
        for reading in readings
    ]


_TABLES = (
    "documents",
    "actors",
    "places",
    "roles",
    "agreements",
    "provisions",
    "events",
    "statements",
    "citations",
)


def counts(connection: Connection) -> Counts:
    """The counts of the database."""
    numbers = {table: _one(connection, f"SELECT count(*) FROM {table}") for table in _TABLES}
    differing = "SELECT count(*) FROM (SELECT DISTINCT record, field FROM conflicts) AS differing"
    return Counts(
        **numbers,
        events_by_status=_groups(connection, "events", "status"),
        statements_by_manner=_groups(connection, "statements", "manner"),
        conflicts=_one(connection, differing),
        earliest=_one(connection, "SELECT min(earliest) FROM events"),
        latest=_one(connection, "SELECT max(latest) FROM events"),
        fingerprint=next(
            Query("SELECT value FROM about WHERE \"key\" = 'fingerprint'", {}).run(connection), (None,)
        )[0],
    )


def _one(connection: Connection, sql: str) -> Any:
    ((value,),) = Query(sql, {}).run(connection)
    return value


def _groups(connection: Connection, table: str, column: str) -> dict[str, int]:
    """The number of rows with each value, the most frequent value first."""
    sql = f"SELECT {column}, count(*) AS n FROM {table} GROUP BY {column} ORDER BY n DESC, {column}"
    return dict(Query(sql, {}).run(connection))
