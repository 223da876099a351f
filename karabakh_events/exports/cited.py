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


def issuer(document: Document) -> str | None:
    """The outlet if it is itself the author: a ministry or an organisation, not a newspaper or an agency."""
    return document.outlet if document.outlet_kind != "outlet" else None


def note(document: Document) -> str | None:
    """What the document does not state itself: a date that is not read from it, an outlet, an address.

    A style prints each as if the document stated it. This note says otherwise.
    """
    remarks = (
        _date_note(document),
        f"outlet ({document.outlet_basis})" if document.outlet_basis else None,
        f"address ({document.url_basis})" if document.url_basis else None,
    )
    return "; ".join(remark for remark in remarks if remark) or None


def _date_note(document: Document) -> str | None:
    """The date of publication in words, with its basis; None for a day, month or year that is stated and not
    disputed."""
    if document.published is None:
        return None
    words = f"published {in_words(document.published)}"
    basis = document.published_basis
    marks = [basis] if basis and basis != "stated" else []
    marks += ["disputed"] if document.published_disputed else []
    if marks:
        return f"{words} ({', '.join(marks)})"
    return None if re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?", document.published) else words
