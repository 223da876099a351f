"""The passages that support a record, and the documents named at the foot of a listing."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists


class Citation(NamedTuple):
    """A verbatim passage, and the part of the record that it supports.

    `supports` is one of whole, date, place, actors, status and quote.

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


class Source(NamedTuple):
    """A document as the foot of a listing names it."""

    id: Annotated[str, "d.id"]
    title: Annotated[str, "d.title"]
    outlet: Annotated[str | None, "o.name"]
    url: Annotated[str | None, "d.url"]
    published: Annotated[str | None, "d.published_edtf"]
    published_basis: Annotated[str | None, "d.published_basis"]


def sources(connection: Connection, documents: Iterable[str]) -> tuple[Source, ...]:
    """The documents with these ids, in the order given. An unknown id is left out."""
    wanted = list(documents)
    found: dict[str, Source] = {}
    for batch in lists.batches(wanted):
        found |= lists.load(
            connection, Source, "FROM documents d LEFT JOIN actors o ON o.id = d.outlet_id WHERE d.id", batch
        )
    return tuple(found[id_] for id_ in wanted if id_ in found)
