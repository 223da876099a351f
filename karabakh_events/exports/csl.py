"""CSL-JSON, the input of citation processors (Zotero, pandoc, citeproc), after the schema of CSL 1.0.2.

`issued` is the date of publication. It is written as `date-parts` if these can hold it (a day, month, year or
range, with `season` and `circa`), otherwise in words as `literal`. `note`, which Zotero keeps, gives the
basis of the date. `custom`, which most programs drop, has the fields for which CSL has no variable.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any, BinaryIO

from karabakh_events import files
from karabakh_events.dates import in_words
from karabakh_events.exports.cited import cited, issuer, note
from karabakh_events.exports.report import Report, is_qualified
from karabakh_events.queries.citations import Document
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.render import plain

OPEN = "date[s] open on one side, written in words: processors print but do not sort [it|them]"
CIRCA = "uncertain date[s], marked as circa"
SPAN = "uncertain date[s], written as a range as if publication lasted so long"

_SEASON = re.compile(r"([0-9]{4})-2([1-4])[?~%]?")


_CUSTOM = (
    "outlet_id",
    "outlet_basis",
    "outlet_reason",
    "outlet_reference",
    "url_basis",
    "url_reason",
    "url_reference",
    "published",
    "published_verbatim",
    "published_basis",
    "published_reason",
    "published_reference",
    "origin",
    "sha256",
)


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write a list with one item for each document. Without a document the list is empty."""
    report = Report()

    def items() -> Iterator[dict[str, Any]]:
        for document in cited(connection, wanted, report):
            yield _item(document, report)

    with files.text(out) as text:
        plain.write_json(items(), text)
    return report


def _item(document: Document, report: Report) -> dict[str, Any]:
    custom = {name: getattr(document, name) for name in _CUSTOM}
    item = {
        "id": document.id,
        "type": _type(document),
        "title": document.title,
        "author": [{"literal": issuer(document)}] if issuer(document) else None,
        "container-title": document.outlet if not issuer(document) else None,
        "publisher": document.outlet,
        "URL": document.url,
        "language": document.language,
        "issued": _issued(document, report),
        "note": note(document),
        "custom": {name: value for name, value in custom.items() if value is not None},
    }
    return {name: value for name, value in item.items() if value is not None}


def _type(document: Document) -> str:
    if document.outlet and not issuer(document):
        return "article-newspaper"
    return "webpage" if document.url else "document"


def _issued(document: Document, report: Report) -> dict[str, Any] | None:
    edtf, first, last = document.published, document.published_earliest, document.published_latest
    if edtf is None:
        return None
    if first is None or last is None:
        report.lose(OPEN)
        return {"literal": in_words(edtf)}
    circa = {"circa": True} if is_qualified(edtf) else {}
    report.lose(CIRCA, len(circa))
    if season := _SEASON.fullmatch(edtf):
        return {"date-parts": [[int(season[1])]], "season": int(season[2]), **circa}
    plain_ = re.sub(r"[?~%]$|(-XX)+[?~%]?$", "", edtf)
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", plain_):
        return {"date-parts": [_parts(plain_)], **circa}
    report.lose(SPAN)
    return {"date-parts": [_parts(first), _parts(last)], **circa}


def _parts(date: str) -> list[int]:
    return [int(part) for part in date.split("-")]
