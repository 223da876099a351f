"""The passages that support a record, and the documents named at the foot of a listing."""

from collections.abc import Iterable, Iterator
from typing import Annotated, NamedTuple

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists
from karabakh_events.queries.shapes import flag


class Citation(NamedTuple):
    """A verbatim passage, and the part of the record that it supports.

    `supports` is one of whole, date, place, actors, status, figure and quote.

    `start` and `end` are code points of the document's text, `end` exclusive.
    """

    document: str
    start: int
    end: int
    exact: str
    section: str
    supports: str


CITATION = 'c.document_id, c.start, c."end", c.exact, c.section, c.supports'
"""The columns of a citation `c`."""


def citations_of(column: str) -> str:
    """The SELECT of the passages of a batch of records, by document and position in its text.

    `column` is the column of `citations` that points at the record.
    """
    return f"""\
SELECT c.{column}, {CITATION} FROM citations c
WHERE c.{column} IN {{ids}} ORDER BY c.{column}, c.document_id, c.start, c."end", c.supports, c.id"""


class Document(NamedTuple):
    """A document without its text: what the foot of a listing and a reference to it need."""

    id: Annotated[str, "d.id"]
    title: Annotated[str, "d.title"]
    outlet_id: Annotated[str | None, "d.outlet_id"]
    outlet: Annotated[str | None, "o.name"]
    outlet_kind: Annotated[str | None, "o.kind"]
    outlet_basis: Annotated[str | None, "d.outlet_basis"]
    outlet_reason: Annotated[str | None, "d.outlet_reason"]
    outlet_reference: Annotated[str | None, "d.outlet_reference"]
    url: Annotated[str | None, "d.url"]
    url_basis: Annotated[str | None, "d.url_basis"]
    url_reason: Annotated[str | None, "d.url_reason"]
    url_reference: Annotated[str | None, "d.url_reference"]
    language: Annotated[str, "d.language"]
    published: Annotated[str | None, "d.published_edtf"]
    published_verbatim: Annotated[str | None, "d.published_verbatim"]
    published_earliest: Annotated[str | None, "d.published_earliest"]
    published_latest: Annotated[str | None, "d.published_latest"]
    published_basis: Annotated[str | None, "d.published_basis"]
    published_reason: Annotated[str | None, "d.published_reason"]
    published_reference: Annotated[str | None, "d.published_reference"]
    origin: Annotated[str | None, "d.origin"]
    sha256: Annotated[str, "d.sha256"]
    published_disputed: Annotated[bool, flag("d.published_disputed")]


def documents(connection: Connection, ids: Iterable[str]) -> Iterator[Document]:
    """The documents with these ids, in the order given. An unknown id is left out."""
    source = "FROM documents d LEFT JOIN actors o ON o.id = d.outlet_id WHERE d.id"
    return lists.load_in_order(connection, Document, source, ids)
