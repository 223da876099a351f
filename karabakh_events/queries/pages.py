"""What the pages of a site need besides one record in full: which records there are, texts, the ledger."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.sql import Query

_TABLES = ("event", "statement", "agreement", "actor", "document", "place")


class Where(NamedTuple):
    """The first passage of a record, for the whole of it if there is one; code points of the text."""

    document: str
    title: str
    outlet: str | None  # its name
    start: int
    end: int


class Claim(NamedTuple):
    """What a statement or an event says of a provision's being kept."""

    verdict: str
    kind: str  # "statement" or "event"
    id: str
    label: str
    date: str | None  # EDTF
    date_basis: str | None
    status: str | None  # of an event
    speakers: tuple[tuple[str, str], ...]  # id and name, of a statement
    where: Where | None


class Clause(NamedTuple):
    """A provision of an agreement with every claim about it, by date."""

    id: str
    number: str | None
    topic: str
    summary: str
    obligor: str | None  # actor id
    obligor_name: str | None
    deadline: str | None  # EDTF
    deadline_basis: str | None
    claims: tuple[Claim, ...]


def identifiers(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Kind and id of every record that has a page of its own, by kind and id."""
    for kind in _TABLES:
        for (id_,) in Query(f"SELECT id FROM {kind}s ORDER BY id", {}).run(connection):
            yield kind, id_


def owners(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """For each provision its agreement, for each office the actor who held it: (kind, id) -> id."""
    query = Query(
        "SELECT 'provision', id, agreement_id FROM provisions"
        " UNION ALL SELECT 'role', id, actor_id FROM roles",
        {},
    )
    return {(kind, id_): owner for kind, id_, owner in query.run(connection)}


def text(connection: sqlite3.Connection, document: str) -> str:
    """The whole text of a document. Raises StopIteration for an id that no document has."""
    (found,) = next(Query("SELECT text FROM documents WHERE id = :id", {"id": document}).run(connection))
    return str(found)


def topics(connection: sqlite3.Connection) -> dict[str, tuple[str, ...]]:
    """The topics of each statement that has any, in their order."""
    query = Query(
        "SELECT statement_id, json_group_array(topic) FROM"
        " (SELECT statement_id, topic FROM statement_topics ORDER BY statement_id, position)"
        " GROUP BY statement_id",
        {},
    )
    return {id_: tuple(json.loads(found)) for id_, found in query.run(connection)}


def outlets(connection: sqlite3.Connection) -> dict[str, str]:
    """The outlet (an actor's id) of each document that names one."""
    return dict(Query("SELECT id, outlet_id FROM documents WHERE outlet_id IS NOT NULL", {}).run(connection))


def _where(key: str, record: str) -> str:
    return (
        '(SELECT json_array(d.id, d.title, o.name, x.start, x."end") FROM citations x'
        " JOIN documents d ON d.id = x.document_id LEFT JOIN actors o ON o.id = d.outlet_id"
        f" WHERE x.{key} = {record}"
        " ORDER BY x.supports <> 'whole', x.document_id, x.start, x.id LIMIT 1)"
    )


LEDGER = f"""\
SELECT v.id, v.number, v.topic, v.summary, v.obligor_id, o.name, v.deadline_edtf, v.deadline_basis,
    (SELECT json_group_array(json_array(
        verdict, kind, id, label, date, basis, status, json(speakers), json(passage))) FROM (
        SELECT c.verdict, 'statement' AS kind, s.id AS id, s.summary AS label, s.date_edtf AS date,
            s.date_basis AS basis, NULL AS status,
            (SELECT json_group_array(json_array(id, name)) FROM (
                SELECT a.id, a.name FROM statement_actors y JOIN actors a ON a.id = y.actor_id
                WHERE y.statement_id = s.id AND y.role = 'speaker' ORDER BY y.position)) AS speakers,
            {_where("statement_id", "s.id")} AS passage, s.span_class = 6 AS undated, s.earliest, s.latest
        FROM provision_claims c JOIN statements s ON s.id = c.statement_id WHERE c.provision_id = v.id
        UNION ALL
        SELECT c.verdict, 'event', e.id, e.title, e.date_edtf, e.date_basis, e.status, '[]',
            {_where("event_id", "e.id")}, e.span_class = 6, e.earliest, e.latest
        FROM provision_claims c JOIN events e ON e.id = c.event_id WHERE c.provision_id = v.id
        ORDER BY undated, earliest, latest, id)) AS claims
FROM provisions v LEFT JOIN actors o ON o.id = v.obligor_id
WHERE v.agreement_id = :id
ORDER BY v.position, v.id"""


def ledger(connection: sqlite3.Connection, agreement: str) -> Iterator[Clause]:
    """The provisions of an agreement in their order, each with what is said or shown of its being kept."""
    for *head, claims in Query(LEDGER, {"id": agreement}).run(connection):
        yield Clause._make((*head, tuple(_claim(*claim) for claim in json.loads(claims))))


def _claim(*values: Any) -> Claim:
    *head, speakers, passage = values
    spoken = tuple((id_, name) for id_, name in speakers)
    return Claim._make((*head, spoken, Where(*passage) if passage else None))
