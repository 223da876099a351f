"""`kevents timeline`: events, and on request statements, in date order."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Value, unindexed
from karabakh_events.queries import listing, lists, shapes
from karabakh_events.queries.figures import OF_EVENTS, OF_STATEMENTS, Figure
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.listing import Condition, Listing, Table, Window
from karabakh_events.queries.lists import STATEMENT_ACTORS, List, each, statement_actors, values
from karabakh_events.queries.renderings import PUBLISHED, RENDERINGS, Rendering
from karabakh_events.queries.shapes import DAY, HIDDEN, Joined, Only, flag
from karabakh_events.queries.sql import Query, any_of, by_date, document_selects


class Place(NamedTuple):
    id: str
    name: str


class Part(NamedTuple):
    """An actor's part in an event or a statement.

    `role` is the part (actor, host, speaker …). `office` is the office of a speaker, as the statement's own
    document gives it; None if the document gives none, and for every other part.
    """

    id: str
    name: str
    role: str
    office: Annotated[str | None, HIDDEN] = None


class Outcome(NamedTuple):
    """An event that shows what became of a plan. If its status is `denied`, the plan came to nothing.

    `date` is EDTF; `earliest` and `latest` are ISO days, None for an open end.
    """

    id: str
    title: str
    status: str
    date: str | None
    earliest: str | None
    latest: str | None
    date_basis: str | None
    disputed: bool


def _outcome(*values: Any) -> Outcome:
    return Outcome(*values)._replace(disputed=bool(values[-1]))


_PLACE = Joined(Place, ("p.id", "p.name"))


_OUTCOMES = List(
    f"""\
SELECT e.outcome_of, e.id, e.title, e.status, e.date_edtf, e.earliest, e.latest, e.date_basis, e.disputed
FROM events e WHERE e.outcome_of IN {{ids}} ORDER BY e.outcome_of, {by_date("e")}""",
    each(_outcome),
)


class TimelineRow(NamedTuple):
    """An event or a statement.

    For a statement, `mode` is its speech act, and `title` is the curator's summary; `type` and `status` are
    None. Its place is that of its occasion, and its actors are its speakers, addressees and subjects.
    """

    id: Annotated[str, "e.id", "s.id"]
    kind: Annotated[str, "'event'", "'statement'"]
    type: Annotated[str | None, "e.type", None]
    mode: Annotated[str, "e.mode", "s.act"]
    title: Annotated[str, "e.title", "s.summary"]
    date: Annotated[str | None, "e.date_edtf", "s.date_edtf"]
    date_verbatim: Annotated[str | None, "e.date_verbatim", "s.date_verbatim"]
    earliest: Annotated[str | None, DAY, "e.earliest", "s.earliest"]
    latest: Annotated[str | None, DAY, "e.latest", "s.latest"]
    date_basis: Annotated[str | None, "e.date_basis", "s.date_basis"]
    status: Annotated[str | None, "e.status", None]
    place: Annotated[Place | None, _PLACE]
    actors: Annotated[
        tuple[Part, ...],
        List(
            """\
SELECT x.event_id, a.id, a.name, x.role FROM event_actors x JOIN actors a ON a.id = x.actor_id
WHERE x.event_id IN {ids} ORDER BY x.event_id, x.position, a.id, x.role""",
            each(Part),
        ),
        List(STATEMENT_ACTORS, statement_actors(Part, "speaker", "addressee", "subject")),
    ]
    agreements: Annotated[
        tuple[str, ...],
        List(
            """\
SELECT DISTINCT event_id, agreement_id FROM event_agreements
WHERE event_id IN {ids} ORDER BY event_id, agreement_id""",
            values,
        ),
        List(
            """\
SELECT statement_id, agreement_id FROM statement_agreements
WHERE statement_id IN {ids} ORDER BY statement_id, agreement_id""",
            values,
        ),
    ]
    documents: Annotated[
        tuple[str, ...],
        List(
            """\
SELECT DISTINCT event_id, document_id FROM citations
WHERE event_id IN {ids} ORDER BY event_id, document_id""",
            values,
        ),
        lists.STATEMENT_DOCUMENTS,
    ]
    disputed: Annotated[bool, flag("e.disputed"), flag("s.disputed")]
    """Whether a reading on file contradicts the date."""
    declared_date: Annotated[str | None, lists.declared("date")]
    """EDTF: what the document that declares the record has, if another reading is preferred."""
    figures: Annotated[tuple[Figure, ...], OF_EVENTS, OF_STATEMENTS]
    """How many people were killed, wounded, displaced …"""
    outcome_of: Annotated[str | None, "e.outcome_of", None]
    """The planned or proposed event of which this one is an outcome."""
    outcomes: Annotated[
        tuple[Outcome, ...],
        _OUTCOMES,
        None,
    ]
    """What became of a planned or proposed event, as far as it is on record."""
    summary: Annotated[str | None, HIDDEN, "e.summary", None]
    manner: Annotated[str | None, HIDDEN, None, "s.manner"]
    quote: Annotated[str | None, HIDDEN, None, "s.quote"]
    renderings: Annotated[tuple[Rendering, ...], HIDDEN, Only(*PUBLISHED), None, RENDERINGS] = ()
    """The words of a statement as each document has them, first its own."""

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)

    @property
    def heading(self) -> str:
        """The title. A statement begins with its speakers: its summary alone would read as a fact."""
        if self.kind == "event":
            return self.title
        speakers = ", ".join(actor.name for actor in self.actors if actor.role == "speaker")
        return f"{speakers}: {self.title}" if speakers else self.title


EVENTS = "FROM events e LEFT JOIN places p ON p.id = e.place_id WHERE e.id"
STATEMENTS = """\
FROM statements s LEFT JOIN events o ON o.id = s.event_id LEFT JOIN places p ON p.id = o.place_id
WHERE s.id"""
"""The FROM of the columns of a statement in a timeline."""


def tables(wanted: TimelineFilter, binds: dict[str, Value]) -> tuple[Table, Table, tuple[str, ...]]:
    """The tables of events and statements with their filters, and the names of the binds of the actors.

    The values are added to `binds`, which must be empty.
    """
    events: list[Condition] = []
    statements: list[Condition] = []
    in_event = in_statement = None
    along: tuple[str, ...] = ()
    if wanted.actors:
        actors = any_of(binds, "actor", wanted.actors)
        along = tuple(binds)  # so far `binds` has only the actors
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
        events.append(Condition(f"{unindexed('e.place_id')} IN {places}", there))
        statements.append(
            Condition(
                "EXISTS (SELECT 1 FROM events x"
                f" WHERE x.id = s.event_id AND {unindexed('x.place_id')} IN {places})",
                f"SELECT id FROM statements WHERE event_id IN ({there})",
            )
        )
    if wanted.types:
        events.append(Condition(f"e.type IN {any_of(binds, 'type', wanted.types)}"))
    if wanted.statuses:
        events.append(Condition(f"e.status IN {any_of(binds, 'status', wanted.statuses)}"))
    for chosen in document_selects(binds, wanted.documents, wanted.outlets):
        events.append(
            Condition(
                "EXISTS (SELECT 1 FROM citations x"
                f" WHERE x.event_id = e.id AND {unindexed('x.document_id')} IN ({chosen}))",
                f"SELECT event_id FROM citations WHERE document_id IN ({chosen}) AND event_id IS NOT NULL",
            )
        )
        statements.append(
            Condition(
                f"({unindexed('s.document_id')} IN ({chosen}) OR EXISTS (SELECT 1 FROM citations x"
                f" WHERE x.statement_id = s.id AND {unindexed('x.document_id')} IN ({chosen})))",
                f"SELECT id FROM statements WHERE document_id IN ({chosen}) UNION ALL"
                f" SELECT statement_id FROM citations WHERE document_id IN ({chosen})"
                " AND statement_id IS NOT NULL",
            )
        )
    return (
        Table("event", "events", "e", events, in_event),
        Table("statement", "statements", "s", statements, in_statement),
        along,
    )


def plan(connection: Connection, wanted: TimelineFilter) -> Listing:
    """Decide how to read the rows of a timeline. The only queries made here count the candidates."""
    binds: dict[str, Value] = {}
    events, statements, actors = tables(wanted, binds)
    return listing.plan(
        connection,
        [events, statements] if "statement" in wanted.kinds else [events],
        binds,
        Window(wanted.since, wanted.until, wanted.certainly),
        reverse=wanted.reverse,
        actors=actors,
    )


def timeline_query(connection: Connection, wanted: TimelineFilter) -> Query:
    """The query for the ids of a timeline, in order."""
    made = plan(connection, wanted)
    return listing.first_page(connection, made, wanted.limit, wanted.after)


def timeline_queries(connection: Connection, wanted: TimelineFilter) -> Iterator[tuple[str, Query]]:
    """Each query with a description: first the ids, then the columns and lists of the rows."""
    made = timeline_query(connection, wanted)
    yield "the rows in order", made
    for of, (kind, source) in enumerate((("event", EVENTS), ("statement", STATEMENTS))):
        if kind == "event" or f"'{kind}' AS kind" in made.sql:
            yield from lists.queries_of(TimelineRow, source, made, kind, of=of)


def id_batches(connection: Connection, wanted: TimelineFilter) -> Iterator[list[tuple[str, str]]]:
    """The id and the kind of each row of a timeline in order, a batch at a time."""
    for page in listing.pages(connection, plan(connection, wanted), wanted.limit, wanted.after):
        yield from lists.batches(page)


def timeline(connection: Connection, wanted: TimelineFilter) -> Iterator[TimelineRow]:
    """The rows of a timeline in order, read batch by batch as the caller iterates."""
    for batch in id_batches(connection, wanted):
        rows = timeline_rows(connection, batch)
        yield from (rows[id_] for id_, _ in batch)


def timeline_rows(connection: Connection, batch: Iterable[tuple[str, str]]) -> dict[str, TimelineRow]:
    """The rows of these events and statements (id, kind), by id."""
    return lists.load_kinds(connection, TimelineRow, {"event": EVENTS, "statement": STATEMENTS}, batch)
