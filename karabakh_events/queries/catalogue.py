"""`kevents actors`, `agreements`, `documents`, `places`: the lists, each by name or date."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.sql import Query


class ActorRow(NamedTuple):
    id: str
    name: str
    kind: str
    country: str | None  # ISO 3166 alpha-3
    offices: tuple[str, ...]
    aliases: tuple[str, ...]
    events: int
    statements: int  # said by the actor
    subject_of: int  # statements about the actor

    def as_json(self) -> dict[str, Any]:
        return self._asdict() | {"offices": list(self.offices), "aliases": list(self.aliases)}


class Party(NamedTuple):
    id: str
    name: str
    role: str
    behalf_of: str | None  # actor id


class Provision(NamedTuple):
    number: str | None
    topic: str
    summary: str
    obligor: str | None  # actor id


class AgreementRow(NamedTuple):
    id: str
    title: str
    type: str
    stage: str
    status: str
    signed: str | None  # EDTF
    effective: str | None  # EDTF
    parties: tuple[Party, ...]
    provisions: tuple[Provision, ...]
    documents: tuple[str, ...]  # where it or a provision of it is cited
    # Not in the JSON:
    signed_basis: str | None
    effective_basis: str | None

    def as_json(self) -> dict[str, Any]:
        """The published fields, in their published order."""
        return {
            "id": self.id,
            "title": self.title,
            "type": self.type,
            "stage": self.stage,
            "status": self.status,
            "signed": self.signed,
            "effective": self.effective,
            "parties": [party._asdict() for party in self.parties],
            "provisions": [provision._asdict() for provision in self.provisions],
            "documents": list(self.documents),
        }


class DocumentRow(NamedTuple):
    id: str
    title: str
    outlet: str | None  # its name
    language: str
    url: str | None
    published: str | None  # EDTF
    published_basis: str | None
    events: int
    statements: int
    citations: int

    def as_json(self) -> dict[str, Any]:
        return self._asdict()


class PlaceRow(NamedTuple):
    id: str
    name: str
    country: str | None  # ISO 3166 alpha-3
    precision: str | None
    latitude: float | None
    longitude: float | None
    aliases: tuple[str, ...]
    events: int

    def as_json(self) -> dict[str, Any]:
        return self._asdict() | {"aliases": list(self.aliases)}


ACTORS = Query(
    """\
SELECT a.id, a.name, a.kind, a.country,
    (SELECT json_group_array(title) FROM (
        SELECT DISTINCT title FROM roles WHERE actor_id = a.id ORDER BY title)) AS offices,
    (SELECT json_group_array(alias) FROM (
        SELECT alias FROM actor_aliases WHERE actor_id = a.id AND alias <> a.name ORDER BY alias)) AS aliases,
    (SELECT count(DISTINCT event_id) FROM event_actors WHERE actor_id = a.id) AS events,
    (SELECT count(*) FROM statement_actors WHERE actor_id = a.id AND role = 'speaker') AS statements,
    (SELECT count(*) FROM statement_actors WHERE actor_id = a.id AND role = 'subject') AS subject_of
FROM actors a
ORDER BY a.name, a.id""",
    {},
)

AGREEMENTS = Query(
    """\
SELECT g.id, g.title, g.type, g.stage, g.status, g.signed_edtf AS signed, g.effective_edtf AS effective,
    (SELECT json_group_array(json_array(id, name, role, behalf_of)) FROM (
        SELECT a.id, a.name, x.role, x.behalf_of FROM agreement_actors x JOIN actors a ON a.id = x.actor_id
        WHERE x.agreement_id = g.id ORDER BY x.position, a.id, x.role)) AS parties,
    (SELECT json_group_array(json_array(number, topic, summary, obligor_id)) FROM (
        SELECT number, topic, summary, obligor_id FROM provisions WHERE agreement_id = g.id
        ORDER BY position, id)) AS provisions,
    (SELECT json_group_array(document_id) FROM (
        SELECT document_id FROM citations WHERE agreement_id = g.id
        UNION SELECT c.document_id FROM provisions v JOIN citations c ON c.provision_id = v.id
            WHERE v.agreement_id = g.id
        ORDER BY document_id)) AS documents,
    g.signed_basis, g.effective_basis
FROM agreements g
ORDER BY g.signed_span_class = 6, g.signed_earliest, g.signed_latest, g.id""",
    {},
)

DOCUMENTS = Query(
    """\
SELECT d.id, d.title, o.name AS outlet, d.language, d.url,
    d.published_edtf AS published, d.published_basis,
    (SELECT count(DISTINCT event_id) FROM citations WHERE document_id = d.id) AS events,
    (SELECT count(DISTINCT statement_id) FROM citations WHERE document_id = d.id) AS statements,
    (SELECT count(*) FROM citations WHERE document_id = d.id) AS citations
FROM documents d LEFT JOIN actors o ON o.id = d.outlet_id
ORDER BY d.published_span_class = 6, d.published_earliest, d.published_latest, d.id""",
    {},
)

PLACES = Query(
    """\
SELECT p.id, p.name, p.country, p.precision, p.latitude, p.longitude,
    (SELECT json_group_array(alias) FROM (
        SELECT alias FROM place_aliases WHERE place_id = p.id AND alias <> p.name ORDER BY alias)) AS aliases,
    (SELECT count(*) FROM events WHERE place_id = p.id) AS events
FROM places p
ORDER BY p.name, p.id""",
    {},
)


def only(listed: Query, id_: str) -> Query:
    """The row of this id alone, of one of the queries above."""
    return Query(f"SELECT * FROM ({listed.sql})\nWHERE id = :id", {"id": id_})


def actor_row(row: tuple[Any, ...]) -> ActorRow:
    """One row of `ACTORS`."""
    *head, offices, aliases, events, statements, subject_of = row
    lists = tuple(json.loads(offices)), tuple(json.loads(aliases))
    return ActorRow._make((*head, *lists, events, statements, subject_of))


def actors(connection: sqlite3.Connection) -> Iterator[ActorRow]:
    """Everyone and everything that acts, by name."""
    return map(actor_row, ACTORS.run(connection))


def agreements(connection: sqlite3.Connection) -> Iterator[AgreementRow]:
    """All agreements by the date of signing, those without one last."""
    for *head, parties, provisions, documents_, signed_basis, effective_basis in AGREEMENTS.run(connection):
        lists = (
            tuple(Party(*party) for party in json.loads(parties)),
            tuple(Provision(*provision) for provision in json.loads(provisions)),
            tuple(json.loads(documents_)),
        )
        yield AgreementRow._make((*head, *lists, signed_basis, effective_basis))


def documents(connection: sqlite3.Connection) -> Iterator[DocumentRow]:
    """All documents by the date of publication, those without one last."""
    return (DocumentRow(*row) for row in DOCUMENTS.run(connection))


def places(connection: sqlite3.Connection) -> Iterator[PlaceRow]:
    """All places by name."""
    for *head, aliases, events in PLACES.run(connection):
        yield PlaceRow._make((*head, tuple(json.loads(aliases)), events))
