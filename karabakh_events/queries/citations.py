"""Where a record is read: passages as they are cited, and the documents at the foot of a listing."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists


class Citation(NamedTuple):
    """A verbatim passage, and which part of its record it supports (whole, date, place, actors, status,
    quote).

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
    """The passages of a batch of records, by document and place; `column` is the one that points at the
    record."""
    return f"""\
SELECT c.{column}, {CITATION} FROM citations c
WHERE c.{column} IN {{ids}} ORDER BY c.{column}, c.document_id, c.start, c."end", c.supports, c.id"""


class Source(NamedTuple):
    """A document as it is named at the foot of a listing."""

    id: Annotated[str, "d.id"]
    title: Annotated[str, "d.title"]
    outlet: Annotated[str | None, "o.name"]
    url: Annotated[str | None, "d.url"]
    published: Annotated[str | None, "d.published_edtf"]
    published_basis: Annotated[str | None, "d.published_basis"]


def sources(connection: Connection, documents: Iterable[str]) -> tuple[Source, ...]:
    """The documents with these ids, in the order given; an id that no document has is left out."""
    wanted = list(documents)
    found: dict[str, Source] = {}
    for batch in lists.batches(wanted):
        found |= lists.load(
            connection, Source, "FROM documents d LEFT JOIN actors o ON o.id = d.outlet_id WHERE d.id", batch
        )
    return tuple(found[id_] for id_ in wanted if id_ in found)
