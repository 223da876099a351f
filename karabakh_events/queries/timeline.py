"""`kevents timeline`: events, and statements where asked for, in the order of their dates."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.listing import Condition, Lines, listing
from karabakh_events.queries.sql import Query, Value, any_of, chosen_documents, office


class Place(NamedTuple):
    id: str
    name: str


class Part(NamedTuple):
    """An actor's part in an event or a statement.

    `role` is the part (actor, host, speaker …). `office` is that of a speaker, as the statement's own
    document gives it; None for every other part, and where the document gives none.
    """

    id: str
    name: str
    role: str
    office: str | None = None


class TimelineRow(NamedTuple):
    """One line. For a statement `mode` is its speech act, `title` the curator's summary, `type` and `status`
    are None, the place is that of its occasion, and its actors are speakers, addressees and subjects."""

    id: str
    kind: str  # "event" or "statement"
    type: str | None
    mode: str
    title: str
    date: str | None  # EDTF
    date_verbatim: str | None
    earliest: str | None
    latest: str | None
    date_basis: str | None
    status: str | None
    place: Place | None
    actors: tuple[Part, ...]
    agreements: tuple[str, ...]
    documents: tuple[str, ...]
    # Not in the JSON; for the table:
    summary: str | None  # an event's; None for a statement
    manner: str | None  # a statement's
    quote: str | None  # a statement's

    @property
    def heading(self) -> str:
        """The title; of a statement with its speakers before it, since alone it reads as what is so."""
        if self.kind == "event":
            return self.title
        speakers = ", ".join(actor.name for actor in self.actors if actor.role == "speaker")
        return f"{speakers}: {self.title}" if speakers else self.title

    def as_json(self) -> dict[str, Any]:
        """The published fields, in their published order."""
        return {
            "id": self.id,
            "kind": self.kind,
            "type": self.type,
            "mode": self.mode,
            "title": self.title,
            "date": self.date,
            "date_verbatim": self.date_verbatim,
            "earliest": self.earliest,
            "latest": self.latest,
            "date_basis": self.date_basis,
            "status": self.status,
            "place": self.place and {"id": self.place.id, "name": self.place.name},
            "actors": [{"id": actor.id, "name": actor.name, "role": actor.role} for actor in self.actors],
            "agreements": list(self.agreements),
            "documents": list(self.documents),
        }


class Source(NamedTuple):
    """A document as it is named at the foot of a listing."""

    id: str
    title: str
    outlet: str | None
    url: str | None
    published: str | None  # EDTF
    published_basis: str | None


Column = tuple[str, str | None, str | None]

COLUMNS: tuple[Column, ...] = (
    ("type", "e.type", None),
    ("mode", "e.mode", "s.act"),
    ("title", "e.title", "s.summary"),
    ("date", "e.date_edtf", "s.date_edtf"),
    ("date_verbatim", "e.date_verbatim", "s.date_verbatim"),
    ("earliest", "e.earliest", "s.earliest"),
    ("latest", "e.latest", "s.latest"),
    ("date_basis", "e.date_basis", "s.date_basis"),
    ("status", "e.status", None),
    ("place", "p.id", None),
    ("place_name", "p.name", None),
    (
        "actors",
        """\
(SELECT json_group_array(json_array(id, name, role)) FROM (
            SELECT a.id, a.name, x.role FROM event_actors x JOIN actors a ON a.id = x.actor_id
            WHERE x.event_id = e.id ORDER BY x.position, a.id, x.role))""",
        f"""\
(SELECT json_group_array(json_array(id, name, role, office)) FROM (
            SELECT a.id, a.name, x.role,
                CASE x.role WHEN 'speaker' THEN {office("x.actor_id")} END AS office
            FROM statement_actors x JOIN actors a ON a.id = x.actor_id
            WHERE x.statement_id = s.id AND x.role IN ('speaker', 'addressee', 'subject')
            ORDER BY instr('speaker addressee subject', x.role), x.position))""",
    ),
    (
        "agreements",
        """\
(SELECT json_group_array(agreement_id) FROM (
            SELECT DISTINCT agreement_id FROM event_agreements WHERE event_id = e.id
            ORDER BY agreement_id))""",
        """\
(SELECT json_group_array(agreement_id) FROM (
            SELECT agreement_id FROM statement_agreements WHERE statement_id = s.id
            ORDER BY agreement_id))""",
    ),
    (
        "documents",
        """\
(SELECT json_group_array(document_id) FROM (
            SELECT DISTINCT document_id FROM citations WHERE event_id = e.id
            ORDER BY document_id))""",
        """\
(SELECT json_group_array(document_id) FROM (
            SELECT s.document_id UNION SELECT document_id FROM citations WHERE statement_id = s.id
            ORDER BY document_id))""",
    ),
    ("summary", "e.summary", None),
    ("manner", None, "s.manner"),
    ("quote", None, "s.quote"),
)
"""What each column of a timeline is for an event, and for a statement where that is something else."""

_EVENTS = """
FROM found f CROSS JOIN events e ON e.id = f.id LEFT JOIN places p ON p.id = e.place_id"""

_EVENTS_AND_STATEMENTS = """
FROM found f
    LEFT JOIN events e ON f.kind = 'event' AND e.id = f.id
    LEFT JOIN statements s ON f.kind = 'statement' AND s.id = f.id
    LEFT JOIN events o ON o.id = s.event_id
    LEFT JOIN places p ON p.id = coalesce(e.place_id, o.place_id)"""


def _drawn(columns: Iterable[Column], *, statements: bool) -> str:
    def column(name: str, of_event: str | None, of_statement: str | None) -> str:
        if not statements or of_statement is None:
            return f"{of_event or 'NULL'} AS {name}"
        if of_event is None:
            return f"{of_statement} AS {name}"
        if of_event.startswith("(SELECT"):  # a list, which is not NULL where there is no event
            choice = f"WHEN 'event' THEN\n        {of_event}\n        ELSE\n        {of_statement}"
            return f"CASE f.kind {choice} END AS {name}"
        return f"coalesce({of_event}, {of_statement}) AS {name}"

    drawn = ",\n        ".join(["f.id, f.kind", *(column(*each) for each in columns)])
    return f"SELECT {drawn}{_EVENTS_AND_STATEMENTS if statements else _EVENTS}"


class Tables(NamedTuple):
    """The two tables of a timeline with the conditions of a filter, and the binds that hold the actors."""

    events: Lines
    statements: Lines
    actors: tuple[str, ...]


def filtered(wanted: TimelineFilter, binds: dict[str, Value]) -> Tables:
    """The tables with the conditions; the values go to `binds`, which is empty."""
    events: list[Condition] = []
    statements: list[Condition] = []
    in_event = in_statement = None
    along: tuple[str, ...] = ()
    if wanted.actors:
        actors = any_of(binds, "actor", wanted.actors)
        along = tuple(binds)  # theirs are the only ones yet
        in_event = Condition(
            f"EXISTS (SELECT 1 FROM event_actors x WHERE x.event_id = e.id AND x.actor_id IN {actors})",
            f"SELECT event_id FROM event_actors WHERE actor_id IN {actors}",
        )
        part = "role IN ('speaker', 'addressee', 'subject')"
        in_statement = Condition(
            "EXISTS (SELECT 1 FROM statement_actors x"
            f" WHERE x.statement_id = s.id AND x.actor_id IN {actors} AND x.{part})",
            f"SELECT statement_id FROM statement_actors WHERE actor_id IN {actors} AND {part}",
        )
    if wanted.places:
        places = any_of(binds, "place", wanted.places)
        there = f"SELECT id FROM events WHERE place_id IN {places}"
        events.append(Condition(f"+e.place_id IN {places}", there))
        statements.append(
            Condition(
                f"EXISTS (SELECT 1 FROM events x WHERE x.id = s.event_id AND +x.place_id IN {places})",
                f"SELECT id FROM statements WHERE event_id IN ({there})",
            )
        )
    if wanted.types:
        events.append(Condition(f"e.type IN {any_of(binds, 'type', wanted.types)}"))
    if wanted.statuses:
        events.append(Condition(f"e.status IN {any_of(binds, 'status', wanted.statuses)}"))
    for chosen in chosen_documents(binds, wanted.documents, wanted.outlets):
        events.append(
            Condition(
                "EXISTS (SELECT 1 FROM citations x"
                f" WHERE x.event_id = e.id AND +x.document_id IN ({chosen}))",
                f"SELECT event_id FROM citations WHERE document_id IN ({chosen}) AND event_id IS NOT NULL",
            )
        )
        statements.append(
            Condition(
                f"(+s.document_id IN ({chosen}) OR EXISTS (SELECT 1 FROM citations x"
                f" WHERE x.statement_id = s.id AND +x.document_id IN ({chosen})))",
                f"SELECT id FROM statements WHERE document_id IN ({chosen}) UNION ALL"
                f" SELECT statement_id FROM citations WHERE document_id IN ({chosen})"
                " AND statement_id IS NOT NULL",
            )
        )
    return Tables(
        Lines("happened", "event", "events", "e", events, in_event),
        Lines("said", "statement", "statements", "s", statements, in_statement),
        along,
    )


def timeline_query(
    connection: sqlite3.Connection, wanted: TimelineFilter, columns: Iterable[Column] = COLUMNS
) -> Query:
    """The query of a timeline: of each row its id, its kind, and `columns`, which are named events `e`,
    statements `s` and places `p`. The connection is asked only how many candidates the filter leaves."""
    binds: dict[str, Value] = {}
    tables = filtered(wanted, binds)
    both = wanted.statements and not (wanted.types or wanted.statuses)
    return listing(
        connection,
        [tables.events, tables.statements] if both else [tables.events],
        _drawn(columns, statements=both),
        binds,
        since=wanted.since,
        until=wanted.until,
        certainly=wanted.certainly,
        reverse=wanted.reverse,
        limit=wanted.limit,
        actors=tables.actors,
    )


def timeline(connection: sqlite3.Connection, wanted: TimelineFilter) -> Iterator[TimelineRow]:
    """The rows of a timeline in order, read as they are asked for."""
    for row in timeline_query(connection, wanted).run(connection):
        yield timeline_row(row)


def timeline_row(values: Iterable[Any]) -> TimelineRow:
    """The row of which the query with `COLUMNS` gave these values."""
    *head, place, place_name, actors, agreements, documents, summary, manner, quote = values
    lists = (
        tuple(Part(*part) for part in json.loads(actors)),
        tuple(json.loads(agreements)),
        tuple(json.loads(documents)),
    )
    where = None if place is None else Place(place, place_name)
    return TimelineRow._make((*head, where, *lists, summary, manner, quote))


def sources(connection: sqlite3.Connection, documents: Iterable[str]) -> tuple[Source, ...]:
    """The documents with these ids, in the order given; an id that no document has is left out."""
    query = Query(
        """\
SELECT d.id, d.title, o.name AS outlet, d.url, d.published_edtf, d.published_basis
FROM json_each(:documents) asked CROSS JOIN documents d ON d.id = asked.value
    LEFT JOIN actors o ON o.id = d.outlet_id
ORDER BY asked.key""",
        {"documents": json.dumps(list(documents))},
    )
    return tuple(Source(*row) for row in query.run(connection))
