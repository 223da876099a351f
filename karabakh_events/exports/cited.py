"""The documents that the rows of an export rest on, for the two formats that cite them."""

import re
import sqlite3
from collections.abc import Iterator

from karabakh_events.dates import in_words
from karabakh_events.exports.report import Report
from karabakh_events.queries.citations import Document, documents
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import timeline

ROWS = "{}[s], of which only the documents are cited"
TEXTS = "text[s] of [a document|documents]"


def cited(connection: sqlite3.Connection, wanted: TimelineFilter, report: Report) -> Iterator[Document]:
    """The documents of the rows, each once, in the order of their ids. Rows and texts count as lost."""
    ids: set[str] = set()
    for row in timeline(connection, wanted):
        report.lose(ROWS.format(row.kind))
        ids.update(row.documents)
    for document in documents(connection, sorted(ids)):
        report.wrote("document")
        report.lose(TEXTS)
        yield document


def date_note(document: Document) -> str | None:
    """The date of publication in words, with its basis; None for a day, month or year that is stated
    and not disputed.

    A style prints `issued`, or `year` and `month`, as if the document stated them. This note says otherwise.
    """
    if document.published is None:
        return None
    words = f"published {in_words(document.published)}"
    basis = document.published_basis
    marks = [basis] if basis and basis != "stated" else []
    marks += ["disputed"] if document.published_disputed else []
    if marks:
        return f"{words} ({', '.join(marks)})"
    return None if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", document.published) else words
