"""`kevents who-said`: statements with their speakers, the chain that carried them, and their passages."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.filters import StatementFilter
from karabakh_events.queries.listing import Condition, Lines, listing
from karabakh_events.queries.sql import Query, Value, any_of, chosen_documents, office

_EVENT = 3
"""What a statement can be about, in the order in which it is told: 1 actors, 2 agreements, 3 events."""


class Speaker(NamedTuple):
    id: str
    name: str
    role: str | None  # the office that the statement's own document gives; never one it does not give


class Named(NamedTuple):
    id: str
    name: str


class Extent(NamedTuple):
    """A passage of the statement; code points of the document's text, end exclusive."""

    start: int
    end: int
    exact: str


class StatementRow(NamedTuple):
    id: str
    speakers: tuple[Speaker, ...]
    manner: str
    act: str
    quote: str | None
    summary: str
    date: str | None  # EDTF
    earliest: str | None
    latest: str | None
    date_basis: str | None
    occasion: str | None  # the event's id
    addressees: tuple[Named, ...]
    about: tuple[str, ...]  # ids: subjects, then agreements, then events
    topics: tuple[str, ...]
    document: str
    outlet: str | None  # its name
    via: tuple[str, ...]  # names, in order from the speaker to the outlet
    section: str
    citations: tuple[Extent, ...]  # those in `document`
    # Not in the JSON; for the table:
    date_verbatim: str | None
    occasion_title: str | None
    document_title: str
    document_url: str | None
    about_names: tuple[str, ...]  # of the actors and agreements in `about`; of its events if it has no other

    def as_json(self) -> dict[str, Any]:
        """The published fields, in their published order."""
        return {
            "id": self.id,
            "speakers": [speaker._asdict() for speaker in self.speakers],
            "manner": self.manner,
            "act": self.act,
            "quote": self.quote,
            "summary": self.summary,
            "date": self.date,
            "earliest": self.earliest,
            "latest": self.latest,
            "date_basis": self.date_basis,
            "occasion": self.occasion,
            "addressees": [addressee._asdict() for addressee in self.addressees],
            "about": list(self.about),
            "topics": list(self.topics),
            "document": self.document,
            "outlet": self.outlet,
            "via": list(self.via),
            "section": self.section,
            "citations": [citation._asdict() for citation in self.citations],
        }


def _actors(role: str, columns: str) -> str:
    return (
        f"FROM statement_actors x JOIN actors a ON a.id = x.actor_id\n"
        f"            WHERE x.statement_id = s.id AND x.role = '{role}' ORDER BY x.position)) AS {columns}"
    )


_DRAWN = f"""\
SELECT s.id,
        (SELECT json_group_array(json_array(id, name, office)) FROM (
            SELECT a.id, a.name, {office("a.id")} AS office
            {_actors("speaker", "speakers")},
        s.manner, s.act, s.quote, s.summary, s.date_edtf AS date, s.earliest, s.latest, s.date_basis,
        s.event_id AS occasion,
        (SELECT json_group_array(json_array(id, name)) FROM (
            SELECT a.id, a.name {_actors("addressee", "addressees")},
        (SELECT json_group_array(json_array(id, name, kind)) FROM (
            SELECT 1 AS kind, x.position, a.id, a.name FROM statement_actors x
                JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = s.id AND x.role = 'subject'
            UNION ALL SELECT 2, 0, g.id, g.title FROM statement_agreements x
                JOIN agreements g ON g.id = x.agreement_id WHERE x.statement_id = s.id
            UNION ALL SELECT {_EVENT}, 0, e.id, e.title FROM statement_events x
                JOIN events e ON e.id = x.event_id WHERE x.statement_id = s.id
            ORDER BY 1, 2, 3)) AS about,
        (SELECT json_group_array(topic) FROM (
            SELECT topic FROM statement_topics WHERE statement_id = s.id ORDER BY position)) AS topics,
        s.document_id AS document, n.name AS outlet,
        (SELECT json_group_array(name) FROM (
            SELECT a.name {_actors("relayer", "via")},
        s.section,
        (SELECT json_group_array(json_array(start, "end", exact)) FROM (
            SELECT start, "end", exact FROM citations
            WHERE statement_id = s.id AND +document_id = s.document_id ORDER BY start, "end")) AS citations,
        s.date_verbatim, o.title AS occasion_title, d.title AS document_title, d.url AS document_url
FROM found f CROSS JOIN statements s ON s.id = f.id
    CROSS JOIN documents d ON d.id = s.document_id LEFT JOIN actors n ON n.id = d.outlet_id
    LEFT JOIN events o ON o.id = s.event_id"""


def _by_actor(role: str, actors: str) -> Condition:
    return Condition(
        "EXISTS (SELECT 1 FROM statement_actors x"
        f" WHERE x.statement_id = s.id AND x.actor_id IN {actors} AND x.role = '{role}')",
        f"SELECT statement_id FROM statement_actors WHERE actor_id IN {actors} AND role = '{role}'",
    )


def who_said_query(connection: sqlite3.Connection, wanted: StatementFilter) -> Query:
    """The query for the statements. The connection is asked only how many candidates the filter leaves.

    Raises KeventsError if `words` is not empty and has no word in it.
    """
    binds: dict[str, Value] = {}
    conditions: list[Condition] = []
    if wanted.words:
        # Here and not above: folding names is of no use to a listing without words.
        from karabakh_events.queries.search import expression

        binds["words"] = expression(wanted.words)
        found = "SELECT record FROM search WHERE search MATCH :words AND kind = 'statement'"
        conditions.append(Condition(f"+s.id IN ({found})", found))
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
            f"+s.document_id IN ({chosen})", f"SELECT id FROM statements WHERE document_id IN ({chosen})"
        )
        for chosen in chosen_documents(binds, wanted.documents, wanted.outlets)
    )
    return listing(
        connection,
        [Lines("said", "statement", "statements", "s", conditions)],
        _DRAWN,
        binds,
        since=wanted.since,
        until=wanted.until,
        certainly=wanted.certainly,
        reverse=wanted.reverse,
        limit=wanted.limit,
    )


def who_said(connection: sqlite3.Connection, wanted: StatementFilter) -> Iterator[StatementRow]:
    """The statements in order of their dates, read as they are asked for."""
    found = who_said_query(connection, wanted).run(connection)
    for *row, date_verbatim, occasion_title, document_title, document_url in found:
        id_, speakers, *spoken, addressees, about, topics, document, outlet, via, section, citations = row
        subjects = json.loads(about)
        yield StatementRow._make(
            (
                id_,
                tuple(Speaker(*speaker) for speaker in json.loads(speakers)),
                *spoken,
                tuple(Named(*addressee) for addressee in json.loads(addressees)),
                tuple(subject for subject, _, _ in subjects),
                tuple(json.loads(topics)),
                document,
                outlet,
                tuple(json.loads(via)),
                section,
                tuple(Extent(*citation) for citation in json.loads(citations)),
                date_verbatim,
                occasion_title,
                document_title,
                document_url,
                # The titles of events are sentences, and most say again what the statement says.
                tuple(name for _, name, kind in subjects if kind < _EVENT or subjects[0][2] == _EVENT),
            )
        )
