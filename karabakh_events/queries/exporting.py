"""What `kevents export` reads beyond the timeline: rows in full, the records that they name, whole tables.

Everything is read within one transaction (`unchanging`), so that a build beside it does not make one part of
an export differ from another.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.sql import Query
from karabakh_events.queries.timeline import COLUMNS, Column, Part, TimelineRow, timeline_query, timeline_row


class Relation(NamedTuple):
    """An agreement, and what an event has to do with it (signed, breached …)."""

    agreement: str
    relation: str


class Verdict(NamedTuple):
    """What a row says or shows of a provision's being kept."""

    provision: str
    verdict: str


class Passage(NamedTuple):
    """A verbatim passage; offsets are code points of the document's text, end exclusive."""

    document: str
    section: str
    supports: str
    start: int
    end: int
    exact: str


class Reading(NamedTuple):
    """One value of a field of which sources give several, or that rests on a source of its own."""

    field: str
    value: str
    document: str | None
    basis: str | None
    reason: str | None
    reference: str | None
    exact: str | None  # the passage of the document that has it so


class FullRow(NamedTuple):
    """A row of the timeline with everything that is recorded of it."""

    row: TimelineRow
    precision: str | None
    date_reason: str | None
    date_reference: str | None
    note: str | None
    part_of: str | None  # of an event: the wider event
    occasion: str | None  # of a statement: the event at which it was made
    section: str | None  # of a statement
    via: tuple[Part, ...]  # who carried the words, from the speaker to the outlet
    about: tuple[str, ...]  # events that a statement is about
    topics: tuple[str, ...]
    relations: tuple[Relation, ...]
    verdicts: tuple[Verdict, ...]
    passages: tuple[Passage, ...]
    readings: tuple[Reading, ...]

    def as_json(self) -> dict[str, Any]:
        """The fields of `kevents timeline --format json` in their published order, then all others."""
        row = self.row
        return row.as_json() | {
            "actors": [actor._asdict() for actor in row.actors],
            "summary": row.summary,
            "manner": row.manner,
            "quote": row.quote,
            "precision": self.precision,
            "date_reason": self.date_reason,
            "date_reference": self.date_reference,
            "note": self.note,
            "part_of": self.part_of,
            "occasion": self.occasion,
            "section": self.section,
            "via": [{"id": actor.id, "name": actor.name} for actor in self.via],
            "about": list(self.about),
            "topics": list(self.topics),
            "relations": [each._asdict() for each in self.relations],
            "verdicts": [each._asdict() for each in self.verdicts],
            "passages": [each._asdict() for each in self.passages],
            "readings": [each._asdict() for each in self.readings],
        }


def _list(members: str, rows: str) -> str:
    return f"(SELECT json_group_array({members}) FROM (\n            {rows}))"


def _of_either(name: str, members: str, rows: str, links: tuple[str, str], order: str) -> Column:
    """The same list of an event and of a statement."""
    of_event, of_statement = (_list(members, f"{rows} WHERE {link} ORDER BY {order}") for link in links)
    return name, of_event, of_statement


_LINKED = ("event_id = e.id", "statement_id = s.id")
_READING = "field, value, document_id, basis, reason, reference, exact"
_PASSAGE = 'document_id, section, supports, start, "end", exact'

_MORE: tuple[Column, ...] = (
    ("precision", "e.precision", "s.precision"),
    ("date_reason", "e.date_reason", "s.date_reason"),
    ("date_reference", "e.date_reference", "s.date_reference"),
    ("note", "e.note", "s.note"),
    ("part_of", "e.part_of", None),
    ("occasion", None, "s.event_id"),
    ("section", None, "s.section"),
    (
        "via",
        None,
        _list(
            "json_array(id, name, role)",
            "SELECT a.id, a.name, x.role FROM statement_actors x JOIN actors a ON a.id = x.actor_id\n"
            "            WHERE x.statement_id = s.id AND x.role = 'relayer' ORDER BY x.position",
        ),
    ),
    (
        "about",
        None,
        _list(
            "event_id", "SELECT event_id FROM statement_events WHERE statement_id = s.id ORDER BY event_id"
        ),
    ),
    (
        "topics",
        None,
        _list("topic", "SELECT topic FROM statement_topics WHERE statement_id = s.id ORDER BY position"),
    ),
    (
        "relations",
        _list(
            "json_array(agreement_id, relation)",
            "SELECT agreement_id, relation FROM event_agreements WHERE event_id = e.id ORDER BY 1, 2",
        ),
        None,
    ),
    _of_either(
        "verdicts",
        "json_array(provision_id, verdict)",
        "SELECT provision_id, verdict FROM provision_claims",
        _LINKED,
        "1, 2, id",
    ),
    _of_either(
        "passages",
        f"json_array({_PASSAGE})",
        f"SELECT {_PASSAGE} FROM citations",
        _LINKED,
        'document_id, start, "end", supports, id',
    ),
    _of_either(
        "readings",
        f"json_array({_READING})",
        "SELECT field, value, x.document_id, basis, reason, reference, exact\n"
        "            FROM claims x LEFT JOIN citations c ON c.id = x.citation",
        ("record = e.id AND kind = 'event'", "record = s.id AND kind = 'statement'"),
        "field, position, x.id",
    ),
)


@contextmanager
def unchanging(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read inside the block is of one state of the database."""
    if connection.in_transaction:
        yield
        return
    Query("BEGIN", {}).run(connection)
    try:
        yield
    finally:
        Query("COMMIT", {}).run(connection)


def full_rows(connection: sqlite3.Connection, wanted: TimelineFilter) -> Iterator[FullRow]:
    """The rows of a timeline in full and in order, read as they are asked for."""
    size = 2 + len(COLUMNS)
    for values in timeline_query(connection, wanted, (*COLUMNS, *_MORE)).run(connection):
        via, about, topics, relations, verdicts, passages, readings = (
            # Most are empty. One that only statements have is NULL where there is none in the query.
            json.loads(each) if each and each != "[]" else ()
            for each in values[-7:]
        )
        yield FullRow._make(
            (
                timeline_row(values[:size]),
                *values[size:-7],
                tuple(Part(*each) for each in via),
                tuple(about),
                tuple(topics),
                tuple(Relation(*each) for each in relations),
                tuple(Verdict(*each) for each in verdicts),
                tuple(Passage(*each) for each in passages),
                tuple(Reading(*each) for each in readings),
            )
        )


def selected(connection: sqlite3.Connection, wanted: TimelineFilter) -> Iterator[tuple[str, str]]:
    """Id and kind of each row of a timeline, in order."""
    return ((id_, kind) for id_, kind in timeline_query(connection, wanted, ()).run(connection))


class Actor(NamedTuple):
    id: str
    name: str
    kind: str
    country: str | None  # ISO 3166 alpha-3
    wikidata: str | None
    aliases: tuple[str, ...]


class Document(NamedTuple):
    """A document as it is cited: everything but its text."""

    id: str
    title: str
    outlet_id: str | None
    outlet: str | None  # its name
    url: str | None
    language: str
    published: str | None  # EDTF
    verbatim: str | None
    earliest: str | None
    latest: str | None
    basis: str | None
    reason: str | None
    reference: str | None
    origin: str | None
    sha256: str


class Place(NamedTuple):
    id: str
    name: str
    country: str | None
    latitude: float | None
    longitude: float | None


def actors(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Actor]:
    """The actors with these ids, in the order of their ids."""
    sql = """\
SELECT a.id, a.name, a.kind, a.country, a.wikidata,
    (SELECT json_group_array(alias) FROM (
        SELECT alias FROM actor_aliases WHERE actor_id = a.id AND alias <> a.name ORDER BY alias)) AS aliases
FROM json_each(:ids) asked CROSS JOIN actors a ON a.id = asked.value
ORDER BY asked.key"""
    for *head, aliases in Query(sql, {"ids": _asked(ids)}).run(connection):
        yield Actor._make((*head, tuple(json.loads(aliases))))


def documents(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Document]:
    """The documents with these ids, in the order of their ids."""
    sql = """\
SELECT d.id, d.title, d.outlet_id, o.name AS outlet, d.url, d.language, d.published_edtf,
    d.published_verbatim, d.published_earliest, d.published_latest, d.published_basis, d.published_reason,
    d.published_reference, d.origin, d.sha256
FROM json_each(:ids) asked CROSS JOIN documents d ON d.id = asked.value
    LEFT JOIN actors o ON o.id = d.outlet_id
ORDER BY asked.key"""
    return (Document(*row) for row in Query(sql, {"ids": _asked(ids)}).run(connection))


def places(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[Place]:
    """The places with these ids, in the order of their ids."""
    sql = """\
SELECT p.id, p.name, p.country, p.latitude, p.longitude
FROM json_each(:ids) asked CROSS JOIN places p ON p.id = asked.value
ORDER BY asked.key"""
    return (Place(*row) for row in Query(sql, {"ids": _asked(ids)}).run(connection))


def fingerprint(connection: sqlite3.Connection) -> str | None:
    """The fingerprint of the content; None in a database that does not tell it."""
    sql = "SELECT value FROM about WHERE \"key\" = 'fingerprint'"
    return next((value for (value,) in Query(sql, {}).run(connection)), None)


def table(
    connection: sqlite3.Connection,
    name: str,
    columns: Sequence[str],
    key: str = "",
    ids: Iterable[str] | None = None,
    *,
    order: Sequence[str],
    where: str = "",
) -> Iterator[tuple[Any, ...]]:
    """The rows of a table of ours whose column `key` is one of `ids`; all of them where `ids` is None.

    Every name is a constant of the caller's. `where` is one more condition on the row.
    """
    tests = [where] if where else []
    binds = {}
    if ids is not None:
        binds["ids"] = _asked(ids)
        tests.append(f'"{key}" IN (SELECT value FROM json_each(:ids))')
    condition = f" WHERE {' AND '.join(tests)}" if tests else ""
    listed, ordered = (", ".join(f'"{column}"' for column in some) for some in (columns, order))
    return Query(f"SELECT {listed} FROM {name}{condition} ORDER BY {ordered}", binds).run(connection)


def _asked(ids: Iterable[str]) -> str:
    return json.dumps(sorted(ids))
