"""`kevents conflicts`: fields whose sources differ; and the counts that sum up a whole database."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries import lists, shapes
from karabakh_events.queries.shapes import HIDDEN, Only
from karabakh_events.queries.sql import Query

RELATIONS = ("contradicts", "narrows", "otherwise-worded")
"""The relations of a reading to the record's own one (`vocabulary.ClaimRelation`), the strongest first."""


class Reading(NamedTuple):
    """One value of a field, and what it rests on: a passage of a document, or a reference from outside."""

    field: str
    value: str
    document: str | None
    exact: str | None
    basis: str | None
    reason: str | None
    reference: str | None
    title: str | None = None
    """Of the document."""
    start: int | None = None
    end: int | None = None
    outlet: str | None = None
    """Of the document: its name."""
    relation: str | None = None
    """What it is to the record's own reading (`vocabulary.ClaimRelation`); None for that one itself."""
    preferred: bool = False
    """Whether the curator prefers it to the record's own."""
    words: Annotated[str, HIDDEN] = ""
    """The value, with names instead of identifiers."""


class Conflict(NamedTuple):
    """The readings of one field of one record, in the order in which they were recorded."""

    record: str
    kind: str
    label: str
    field: str
    readings: Annotated[
        tuple[Reading, ...],
        Only(
            "value",
            "document",
            "title",
            "exact",
            "start",
            "end",
            "basis",
            "reason",
            "reference",
            "outlet",
            "relation",
            "preferred",
        ),
    ]
    relation: str | None
    """The strongest relation of a reading to the record's own one: RELATIONS has them in that order."""
    same_matter: tuple[str, ...]
    """Other records with the same readings from the same documents: a visit and the meeting that is part of
    it, or an agreement and the event of its signing."""

    @property
    def declared(self) -> str | None:
        """The record's own value, if another one is preferred."""
        settled = any(reading.preferred for reading in self.readings)
        own = (reading.value for reading in self.readings if reading.relation is None)
        return next(own, None) if settled else None

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
SELECT x.record, x.field, x.value, x.document_id, x.exact, x.basis, x.reason, x.reference,
    x.document AS title, x.start, x."end", o.name AS outlet, x.relation, x.preferred
FROM conflicts x LEFT JOIN documents d ON d.id = x.document_id LEFT JOIN actors o ON o.id = d.outlet_id
WHERE x.record IN {ids}
ORDER BY x.record, x.field, x.position, x.document_id, x.start, x.value"""

# The records that may tell the same matter: of an event its wider event, its parts and what was signed at it.
_KIN = """\
SELECT id AS record, part_of AS kin FROM events WHERE id IN {ids} AND part_of IS NOT NULL
UNION SELECT part_of, id FROM events WHERE part_of IN {ids}
UNION SELECT event_id, agreement_id FROM event_agreements WHERE event_id IN {ids} AND relation = 'signed'
UNION SELECT agreement_id, event_id FROM event_agreements WHERE agreement_id IN {ids} AND relation = 'signed'
ORDER BY 1, 2"""

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
    yield "of each record: those that may tell the same matter", lists.over(_KIN, page, "record")


def conflicts(connection: Connection, record: str | None = None) -> Iterator[Conflict]:
    """The fields whose sources differ, each with all its readings, in one record (an id) or in all."""
    for batch in lists.batches(conflicts_query(record).run(connection)):
        records = tuple(dict.fromkeys(each[0] for each in batch))
        readings = lists.members(connection, _READINGS, records)
        same = _same_matters(connection, readings)
        for id_, kind, label, field in batch:
            own = [_reading(values) for values in readings.get(id_, ()) if values[0] == field]
            found = {reading.relation for reading in own}
            strongest = next((each for each in RELATIONS if each in found), None)
            if field in ("actors", "place", "speakers", "outlet"):
                own = _named(connection, own)
            else:
                own = [reading._replace(words=reading.value) for reading in own]
            yield Conflict(id_, kind, label, field, tuple(own), strongest, same.get((id_, field), ()))


def _reading(values: Row) -> Reading:
    *rest, preferred = values
    return Reading._make((*rest, bool(preferred), ""))


def _same_matters(
    connection: Connection, readings: Mapping[str, list[Row]]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """For each record and field, the other records that have the same readings from the same documents, and
    are linked with it through such records."""
    known = {record: _matters(values) for record, values in readings.items()}
    kin: dict[str, list[str]] = {}
    fresh = list(known)
    while fresh:
        for some in lists.batches(fresh):
            found = lists.members(connection, _KIN, some)
            kin |= {record: [id_ for (id_,) in found.get(record, ())] for record in some}
        near = {id_ for record in fresh for id_ in kin[record]} - kin.keys()
        others = tuple(sorted(near - known.keys()))
        for some in lists.batches(others):
            told = lists.members(connection, _READINGS, some)
            known |= {record: _matters(told.get(record, [])) for record in some}
        # Only records that tell some same matter lead further.
        fresh = sorted(
            id_
            for id_ in near
            if any(
                not known[id_].keys().isdisjoint(known[record])
                for record, linked in kin.items()
                if id_ in linked
            )
        )
    return {
        (record, field): tuple(_linked(record, matter, known, kin))
        for record in readings
        for matter, field in known[record].items()
    }


_Matter = tuple[str, frozenset[tuple[Value, ...]]]
"""What a field is about, and its readings, each with its document or None for the outside."""


def _matters(values: Iterable[Row]) -> dict[_Matter, str]:
    """The fields of a record by what they tell. The day of an event may be that of a signing."""
    by_field: dict[str, set[tuple[Value, ...]]] = {}
    for field, value, document, *_ in values:
        by_field.setdefault(field, set()).add((value, document))
    return {
        ("date" if field == "signed" else field, frozenset(told)): field for field, told in by_field.items()
    }


def _linked(
    record: str, matter: _Matter, known: Mapping[str, dict[_Matter, str]], kin: Mapping[str, list[str]]
) -> list[str]:
    found = {record}
    way = [record]
    while way:
        for other in kin.get(way.pop(), ()):
            if other not in found and matter in known.get(other, ()):
                found.add(other)
                way.append(other)
    return sorted(found - {record})


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
