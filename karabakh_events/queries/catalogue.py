"""`kevents actors`, `agreements`, `documents` and `places`: all records of a kind, by name or date."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple, TypeVar

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists, shapes
from karabakh_events.queries.lists import List, count, each, values
from karabakh_events.queries.shapes import HIDDEN, flag
from karabakh_events.queries.sql import Query, by_date

R = TypeVar("R")


def _statements(role: str) -> List:
    return List(
        f"""\
SELECT actor_id, count(*) AS statements FROM statement_actors
WHERE actor_id IN {{ids}} AND role = '{role}' GROUP BY actor_id""",
        count,
    )


def _cited(counted: str) -> List:
    return List(
        f"""\
SELECT document_id, {counted} AS records FROM citations WHERE document_id IN {{ids}} GROUP BY document_id""",
        count,
    )


class ActorRow(NamedTuple):
    id: Annotated[str, "a.id"]
    name: Annotated[str, "a.name"]
    kind: Annotated[str, "a.kind"]
    country: Annotated[str | None, "a.country"]
    """ISO 3166 alpha-3."""
    offices: Annotated[
        tuple[str, ...],
        List(
            "SELECT DISTINCT actor_id, title FROM roles WHERE actor_id IN {ids} ORDER BY actor_id, title",
            values,
        ),
    ]
    aliases: Annotated[tuple[str, ...], lists.ACTOR_ALIASES]
    events: Annotated[
        int,
        List(
            """\
SELECT actor_id, count(DISTINCT event_id) AS events FROM event_actors
WHERE actor_id IN {ids} GROUP BY actor_id""",
            count,
        ),
    ]
    statements: Annotated[int, _statements("speaker")]
    """Said by the actor."""
    subject_of: Annotated[int, _statements("subject")]
    """Statements about the actor."""
    wikidata: Annotated[str | None, HIDDEN, lists.WIKIDATA]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


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
    id: Annotated[str, "g.id"]
    title: Annotated[str, "g.title"]
    type: Annotated[str, "g.type"]
    stage: Annotated[str, "g.stage"]
    status: Annotated[str, "g.status"]
    signed: Annotated[str | None, "g.signed_edtf"]
    effective: Annotated[str | None, "g.effective_edtf"]
    parties: Annotated[
        tuple[Party, ...],
        List(
            """\
SELECT x.agreement_id, a.id, a.name, x.role, x.behalf_of
FROM agreement_actors x JOIN actors a ON a.id = x.actor_id
WHERE x.agreement_id IN {ids} ORDER BY x.agreement_id, x.position, a.id, x.role""",
            each(Party),
        ),
    ]
    provisions: Annotated[
        tuple[Provision, ...],
        List(
            """\
SELECT agreement_id, number, topic, summary, obligor_id FROM provisions
WHERE agreement_id IN {ids} ORDER BY agreement_id, position, id""",
            each(Provision),
        ),
    ]
    documents: Annotated[
        tuple[str, ...],
        List(
            """\
SELECT agreement_id, document_id FROM citations WHERE agreement_id IN {ids}
UNION SELECT v.agreement_id, c.document_id FROM provisions v JOIN citations c ON c.provision_id = v.id
    WHERE v.agreement_id IN {ids}
ORDER BY agreement_id, document_id""",
            values,
        ),
    ]
    """The documents with a passage for the agreement or for one of its provisions."""
    signed_disputed: Annotated[bool, flag("g.signed_disputed")]
    """Whether a reading on file contradicts the day of signing."""
    effective_disputed: Annotated[bool, flag("g.effective_disputed")]
    declared_signed: Annotated[str | None, lists.declared("signed")]
    """EDTF: what the document that declares it has, if another reading is preferred."""
    signed_basis: Annotated[str | None, HIDDEN, "g.signed_basis"]
    effective_basis: Annotated[str | None, HIDDEN, "g.effective_basis"]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class DocumentRow(NamedTuple):
    id: Annotated[str, "d.id"]
    title: Annotated[str, "d.title"]
    outlet: Annotated[str | None, "o.name"]
    language: Annotated[str, "d.language"]
    url: Annotated[str | None, "d.url"]
    published: Annotated[str | None, "d.published_edtf"]
    published_basis: Annotated[str | None, "d.published_basis"]
    events: Annotated[int, _cited("count(DISTINCT event_id)")]
    statements: Annotated[int, _cited("count(DISTINCT statement_id)")]
    citations: Annotated[int, _cited("count(*)")]
    outlet_basis: Annotated[str | None, "d.outlet_basis"]
    """What the outlet rests on; None if the text itself has it."""
    url_basis: Annotated[str | None, "d.url_basis"]
    published_disputed: Annotated[bool, flag("d.published_disputed")]
    """Whether a reading on file contradicts the day of publication."""
    declared_published: Annotated[str | None, lists.declared("published")]
    """EDTF: what the record file of the document has, if another reading is preferred."""

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class PlaceRow(NamedTuple):
    id: Annotated[str, "p.id"]
    name: Annotated[str, "p.name"]
    country: Annotated[str | None, "p.country"]
    """ISO 3166 alpha-3."""
    precision: Annotated[str | None, "p.precision"]
    latitude: Annotated[float | None, "p.latitude"]
    longitude: Annotated[float | None, "p.longitude"]
    aliases: Annotated[
        tuple[str, ...],
        List(
            """\
SELECT x.place_id, x.alias FROM place_aliases x JOIN places p ON p.id = x.place_id
WHERE x.place_id IN {ids} AND x.alias <> p.name ORDER BY x.place_id, x.alias""",
            values,
        ),
    ]
    events: Annotated[
        int,
        List(
            "SELECT place_id, count(*) AS events FROM events WHERE place_id IN {ids} GROUP BY place_id", count
        ),
    ]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class Catalogue(NamedTuple):
    """One of the listings: the class of its rows, the FROM of its columns, and its order."""

    row: type
    kind: str
    source: str
    order: str

    def ids(self, only: str | None = None) -> Query:
        """The query for the ids in order, for one record or for all."""
        source, _, key = self.source.rpartition(" WHERE ")
        where = "" if only is None else f"\nWHERE {key} = :id"
        sql = f"SELECT {key}, '{self.kind}' AS kind {source}{where}\nORDER BY {self.order}"
        return Query(sql, {} if only is None else {"id": only})

    def queries(self, only: str | None = None) -> Iterator[tuple[str, Query]]:
        """Each query with a description: first the ids, then the columns and lists of the rows."""
        yield f"the {self.kind}s in order", self.ids(only)
        yield from lists.queries_of(self.row, self.source, self.ids(only), self.kind)


ACTORS = Catalogue(ActorRow, "actor", "FROM actors a WHERE a.id", "a.name, a.id")
AGREEMENTS = Catalogue(AgreementRow, "agreement", "FROM agreements g WHERE g.id", by_date("g", "signed_"))
DOCUMENTS = Catalogue(
    DocumentRow,
    "document",
    "FROM documents d LEFT JOIN actors o ON o.id = d.outlet_id WHERE d.id",
    by_date("d", "published_"),
)
PLACES = Catalogue(PlaceRow, "place", "FROM places p WHERE p.id", "p.name, p.id")


def actors(connection: Connection, only: str | None = None) -> Iterator[ActorRow]:
    """All actors by name, or the one with this id."""
    return _rows(connection, ACTORS, ActorRow, only)


def agreements(connection: Connection, only: str | None = None) -> Iterator[AgreementRow]:
    """All agreements by date of signing, undated ones last, or the one with this id."""
    return _rows(connection, AGREEMENTS, AgreementRow, only)


def documents(connection: Connection, only: str | None = None) -> Iterator[DocumentRow]:
    """All documents by date of publication, undated ones last, or the one with this id."""
    return _rows(connection, DOCUMENTS, DocumentRow, only)


def places(connection: Connection, only: str | None = None) -> Iterator[PlaceRow]:
    """All places by name, or the one with this id."""
    return _rows(connection, PLACES, PlaceRow, only)


def actors_with(connection: Connection, ids: Iterable[str]) -> Iterator[ActorRow]:
    """The actors with these ids, in the order given. An unknown id is left out."""
    return lists.load_in_order(connection, ActorRow, ACTORS.source, ids)


def _rows(connection: Connection, listed: Catalogue, row: type[R], only: str | None) -> Iterator[R]:
    ids = (id_ for id_, _ in listed.ids(only).run(connection))
    return lists.load_in_order(connection, row, listed.source, ids)
