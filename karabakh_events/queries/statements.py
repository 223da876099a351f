"""`kevents who-said`: statements with their speakers, the agencies that carried them, and their passages."""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import MATCHES, Connection, Row, Value, unindexed
from karabakh_events.queries import listing, lists, shapes
from karabakh_events.queries.citations import CITATION, Citation
from karabakh_events.queries.filters import StatementFilter
from karabakh_events.queries.listing import Condition, Listing, Table, Window
from karabakh_events.queries.lists import (
    STATEMENT_ACTORS,
    STATEMENT_DOCUMENTS,
    List,
    each,
    statement_actors,
)
from karabakh_events.queries.renderings import PUBLISHED, RENDERINGS, Rendering, wanted_first
from karabakh_events.queries.shapes import DAY, HIDDEN, Only, flag
from karabakh_events.queries.sql import Query, any_of, document_selects


class Speaker(NamedTuple):
    id: str
    name: str
    role: str | None  # the speaker's office, only if the statement's own document gives it


class Named(NamedTuple):
    id: str
    name: str


def _speaker(id_: str, name: str, _role: str, office: str | None) -> Speaker:
    return Speaker(id_, name, office)


def _named(id_: str, name: str, *_: str | None) -> Named:
    return Named(id_, name)


def _name(_id: str, name: str, *_: str | None) -> str:
    return name


SPEAKERS = List(STATEMENT_ACTORS, statement_actors(_speaker, "speaker"))
ADDRESSEES = List(STATEMENT_ACTORS, statement_actors(_named, "addressee"))
RELAYERS = List(STATEMENT_ACTORS, statement_actors(_name, "relayer"))

ABOUT = """\
SELECT x.statement_id, 1 AS sort, x.position, a.id, a.name
FROM statement_actors x JOIN actors a ON a.id = x.actor_id
WHERE x.statement_id IN {ids} AND x.role = 'subject'
UNION ALL SELECT x.statement_id, 2, 0, g.id, g.title
FROM statement_agreements x JOIN agreements g ON g.id = x.agreement_id WHERE x.statement_id IN {ids}
UNION ALL SELECT x.statement_id, 3, 0, e.id, e.title
FROM statement_events x JOIN events e ON e.id = x.event_id WHERE x.statement_id IN {ids}
ORDER BY 1, 2, 3, 4"""
"""What a statement is about: its subjects in their order, then agreements, then events."""


def _identifiers(about: list[Row]) -> tuple[str, ...]:
    return tuple(id_ for _, _, id_, _ in about)


def _names(about: list[Row]) -> tuple[str, ...]:
    events = 3
    # The title of an event is a sentence, and most repeat what the statement says.
    return tuple(name for sort, _, _, name in about if sort < events or about[0][0] == events)


_CITATIONS = List(
    f"""\
SELECT c.statement_id, {CITATION}
FROM citations c JOIN statements s ON s.id = c.statement_id AND s.document_id = c.document_id
WHERE c.statement_id IN {{ids}} ORDER BY c.statement_id, c.start, c."end\"""",
    each(Citation),
)


class StatementRow(NamedTuple):
    id: Annotated[str, "s.id"]
    speakers: Annotated[tuple[Speaker, ...], SPEAKERS]
    manner: Annotated[str, "s.manner"]
    act: Annotated[str, "s.act"]
    quote: Annotated[str | None, "s.quote"]
    summary: Annotated[str, "s.summary"]
    date: Annotated[str | None, "s.date_edtf"]
    earliest: Annotated[str | None, DAY, "s.earliest"]
    latest: Annotated[str | None, DAY, "s.latest"]
    date_basis: Annotated[str | None, "s.date_basis"]
    occasion: Annotated[str | None, "s.event_id"]
    addressees: Annotated[tuple[Named, ...], ADDRESSEES]
    about: Annotated[tuple[str, ...], List(ABOUT, _identifiers)]
    topics: Annotated[tuple[str, ...], lists.TOPICS]
    document: Annotated[str, "s.document_id"]
    outlet: Annotated[str | None, "n.name"]
    via: Annotated[tuple[str, ...], RELAYERS]
    """Names, in order from the speaker to the outlet."""
    section: Annotated[str, "s.section"]
    citations: Annotated[
        tuple[Citation, ...],
        Only("start", "end", "exact"),
        _CITATIONS,
    ]
    """The passages in `document`."""
    renderings: Annotated[tuple[Rendering, ...], Only(*PUBLISHED), RENDERINGS]
    """The words as each document has them: first the one that was asked for, else that of `document`."""
    disputed: Annotated[bool, flag("s.disputed")]
    """Whether a reading on file contradicts the date."""
    declared_date: Annotated[str | None, lists.declared("date")]
    """EDTF: what the document that declares the record has, if another reading is preferred."""
    date_verbatim: Annotated[str | None, HIDDEN, "s.date_verbatim"]
    occasion_title: Annotated[str | None, HIDDEN, "o.title"]
    document_title: Annotated[str, HIDDEN, "d.title"]
    document_url: Annotated[str | None, HIDDEN, "d.url"]
    about_names: Annotated[tuple[str, ...], HIDDEN, List(ABOUT, _names)]
    """The names of the actors and agreements in `about`; if there are none, the titles of its events."""
    documents: Annotated[tuple[str, ...], HIDDEN, STATEMENT_DOCUMENTS]
    """All documents that support it, by id."""

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


STATEMENTS = """\
FROM statements s JOIN documents d ON d.id = s.document_id LEFT JOIN actors n ON n.id = d.outlet_id
    LEFT JOIN events o ON o.id = s.event_id
WHERE s.id"""
"""The FROM of the columns of a statement."""


def _by_actor(role: str, actors: str) -> Condition:
    return Condition(
        "EXISTS (SELECT 1 FROM statement_actors x"
        f" WHERE x.statement_id = s.id AND x.actor_id IN {actors} AND x.role = '{role}')",
        f"SELECT statement_id FROM statement_actors WHERE actor_id IN {actors} AND role = '{role}'",
    )


def plan(connection: Connection, wanted: StatementFilter) -> Listing:
    """Decide how to read the statements. The only queries made here count the candidates of the filter.

    Raises KeventsError if `words` is not empty and has no word in it.
    """
    binds: dict[str, Value] = {}
    conditions: list[Condition] = []
    if wanted.words:
        # Imported here: a listing without words does not need to fold names.
        from karabakh_events.queries.search import expression

        binds["words"] = expression(wanted.words)
        found = f"SELECT record FROM search WHERE {MATCHES} :words AND kind = 'statement'"
        conditions.append(Condition(f"{unindexed('s.id')} IN ({found})", found))
    for role, actors in (("speaker", wanted.by), ("addressee", wanted.to), ("relayer", wanted.via)):
        if actors:
            conditions.append(_by_actor(role, any_of(binds, role, actors)))
    if wanted.about:
        about = any_of(binds, "about", wanted.about)
        subject = _by_actor("subject", about)
        links = (("statement_agreements", "agreement_id"), ("statement_events", "event_id"))
        conditions.append(
            Condition(
                f"({subject.test}"
                + "".join(
                    f"\n            OR EXISTS (SELECT 1 FROM {table} x"
                    f" WHERE x.statement_id = s.id AND x.{key} IN {about})"
                    for table, key in links
                )
                + ")",
                f"{subject.candidates}"
                + "".join(
                    f" UNION ALL SELECT statement_id FROM {table} WHERE {key} IN {about}"
                    for table, key in links
                ),
            )
        )
    if wanted.topics:
        topics = any_of(binds, "topic", wanted.topics)
        conditions.append(
            Condition(
                "EXISTS (SELECT 1 FROM statement_topics x"
                f" WHERE x.statement_id = s.id AND x.topic IN {topics})",
                f"SELECT statement_id FROM statement_topics WHERE topic IN {topics}",
            )
        )
    if wanted.manners:
        conditions.append(Condition(f"s.manner IN {any_of(binds, 'manner', wanted.manners)}"))
    if wanted.acts:
        conditions.append(Condition(f"s.act IN {any_of(binds, 'act', wanted.acts)}"))
    conditions += (
        Condition(
            f"({unindexed('s.document_id')} IN ({chosen}) OR EXISTS (SELECT 1 FROM citations x"
            f" WHERE x.statement_id = s.id AND {unindexed('x.document_id')} IN ({chosen})))",
            f"SELECT id FROM statements WHERE document_id IN ({chosen}) UNION ALL"
            f" SELECT statement_id FROM citations WHERE document_id IN ({chosen})"
            " AND statement_id IS NOT NULL",
        )
        for chosen in document_selects(binds, wanted.documents, wanted.outlets)
    )
    return listing.plan(
        connection,
        [Table("statement", "statements", "s", conditions)],
        binds,
        Window(wanted.since, wanted.until, wanted.certainly),
        reverse=wanted.reverse,
    )


def who_said_query(connection: Connection, wanted: StatementFilter) -> Query:
    """The query for the ids of the statements, in order. Raises the errors of `plan`."""
    return listing.first_page(connection, plan(connection, wanted), wanted.limit, wanted.after)


def who_said_queries(connection: Connection, wanted: StatementFilter) -> Iterator[tuple[str, Query]]:
    """Each query with a description: first the ids, then the columns and lists of the rows."""
    made = who_said_query(connection, wanted)
    yield "the statements in order", made
    yield from lists.queries_of(StatementRow, STATEMENTS, made, "statement")


def who_said(connection: Connection, wanted: StatementFilter) -> Iterator[StatementRow]:
    """The statements in date order, read batch by batch as the caller iterates."""
    for page in listing.pages(connection, plan(connection, wanted), wanted.limit, wanted.after):
        for batch in lists.batches(id_ for id_, _ in page):
            rows = statement_rows(connection, batch)
            yield from (_as_asked(rows[id_], wanted) for id_ in batch)


def _as_asked(row: StatementRow, wanted: StatementFilter) -> StatementRow:
    """The row with those words first that the filter asks for, by what they say or where they stand."""
    if len(row.renderings) < 2 or not (wanted.words or wanted.documents or wanted.outlets):
        return row
    from karabakh_events.queries.search import terms

    def chosen(rendering: Rendering) -> bool:
        return rendering.document in wanted.documents or rendering.outlet_id in wanted.outlets

    words = terms(wanted.words) if wanted.words else ()
    return row._replace(renderings=wanted_first(row.renderings, chosen, words))


def statement_rows(connection: Connection, ids: list[str]) -> dict[str, StatementRow]:
    """The statements with these ids, by id."""
    return lists.load(connection, StatementRow, STATEMENTS, ids)
