"""A passage as it is cited, and the passages of many records at once."""

from typing import NamedTuple


class Citation(NamedTuple):
    """A verbatim passage, and which part of its record it supports (whole, date, place, actors, status, quote).

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
    """The passages of a batch of records, by document and place; `column` is the one that points at the record."""
    return f"""\
SELECT c.{column}, {CITATION} FROM citations c
WHERE c.{column} IN {{ids}} ORDER BY c.{column}, c.document_id, c.start, c."end", c.supports, c.id"""
