"""`kevents conflicts`, and the summary of a whole database."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.sql import Query, Value, any_of


class Reading(NamedTuple):
    """One value of a field, and what it rests on: a passage of a document, or a reference from outside."""

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
    words: str = ""  # the value, with names instead of identifiers; not in the JSON


class Conflict(NamedTuple):
    """The readings of one field of one record, in the order in which they were recorded."""

    record: str
    kind: str
    label: str
    field: str
    readings: tuple[Reading, ...]

    def as_json(self) -> dict[str, Any]:
        readings = [reading._asdict() for reading in self.readings]
        for reading in readings:
            del reading["words"]
        return self._asdict() | {"readings": readings}


class Counts(NamedTuple):
    """What is in a database, on one screen. `earliest` and `latest` are the bounds of all dated events."""

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
        return self._asdict()


def conflicts_query(record: str | None = None) -> Query:
    """The query for the fields whose sources differ; of one record, or of all."""
    binds: dict[str, Value] = {}
    where = ""
    if record is not None:
        binds["record"] = record
        where = "\nWHERE c.record = :record"
    return Query(
        f"""\
SELECT c.record, c.kind, r.label, c.field,
    (SELECT json_group_array(
        json_array(value, document_id, document, exact, start, "end", basis, reason, reference, outlet))
        FROM (
        SELECT x.*, o.name AS outlet FROM conflicts x LEFT JOIN documents d ON d.id = x.document_id
            LEFT JOIN actors o ON o.id = d.outlet_id
        WHERE x.record = c.record AND x.field = c.field
        ORDER BY x.position, x.document_id, x.start, x.value)) AS readings
FROM (SELECT DISTINCT record, kind, field FROM conflicts) c
    JOIN records r ON r.id = c.record AND r.kind = c.kind{where}
ORDER BY c.record, c.field""",
        binds,
    )


def conflicts(connection: sqlite3.Connection, record: str | None = None) -> Iterator[Conflict]:
    """The fields whose sources differ, each with all its readings; of one record (an id), or of all."""
    for *head, field, found in conflicts_query(record).run(connection):
        readings = tuple(Reading(*reading) for reading in json.loads(found))
        yield Conflict._make(
            (*head, field, tuple(_named(connection, field, reading) for reading in readings))
        )


def _named(connection: sqlite3.Connection, field: str, reading: Reading) -> Reading:
    if field not in ("actors", "place"):
        return reading._replace(words=reading.value)
    # A record's own actors are their identifiers with semicolons between; other readings are anybody's words.
    ids = reading.value.split("; ")
    binds: dict[str, Value] = {}
    sql = f"SELECT id, label FROM records WHERE id IN {any_of(binds, 'id', tuple(ids))}"
    names = dict(Query(sql, binds).run(connection))
    return reading._replace(words="; ".join(names.get(id_, id_) for id_ in ids))


COUNTS = Query(
    """\
SELECT (SELECT count(*) FROM documents) AS documents, (SELECT count(*) FROM actors) AS actors,
    (SELECT count(*) FROM places) AS places, (SELECT count(*) FROM roles) AS roles,
    (SELECT count(*) FROM agreements) AS agreements, (SELECT count(*) FROM provisions) AS provisions,
    (SELECT count(*) FROM events) AS events,
    (SELECT json_group_object(status, n) FROM (
        SELECT status, count(*) AS n FROM events GROUP BY status
        ORDER BY n DESC, status)) AS events_by_status,
    (SELECT count(*) FROM statements) AS statements,
    (SELECT json_group_object(manner, n) FROM (
        SELECT manner, count(*) AS n FROM statements GROUP BY manner
        ORDER BY n DESC, manner)) AS statements_by_manner,
    (SELECT count(*) FROM citations) AS citations,
    (SELECT count(*) FROM (SELECT DISTINCT record, field FROM conflicts)) AS conflicts,
    (SELECT min(earliest) FROM events) AS earliest, (SELECT max(latest) FROM events) AS latest,
    (SELECT value FROM about WHERE key = 'fingerprint') AS fingerprint""",
    {},
)


def counts(connection: sqlite3.Connection) -> Counts:
    """What is in the database."""
    (row,) = COUNTS.run(connection)
    fields = dict(zip(Counts._fields, row, strict=True))
    for name in ("events_by_status", "statements_by_manner"):
        fields[name] = json.loads(fields[name])
    return Counts(**fields)
