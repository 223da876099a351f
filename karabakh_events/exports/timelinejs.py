"""TimelineJS3 of the Knight Lab: a slide for every dated row, in its JSON format.

The format (https://timeline.knightlab.com/docs/json-format.html) reads `text` as HTML, so everything is
escaped. Passages are quotations in the text, not `media`: TimelineJS guesses the type of `media` from words
in it, such as the name of a service or of a file type.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any, BinaryIO

from karabakh_events import __version__, files
from karabakh_events.dates import in_words
from karabakh_events.exports.report import KINDS, Report, headline
from karabakh_events.queries.citations import Document, documents
from karabakh_events.queries.exporting import FullRow, fingerprint, full_rows
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import Part
from karabakh_events.render import plain
from karabakh_events.render.parts import TRANSLATION

LEFT_OUT = frozenset(
    {
        "type",
        "manner",
        "verbatim",
        "reason",
        "reference",
        "part_of",
        "occasion",
        "about",
        "topics",
        "agreements",
        "relations",
        "verdicts",
        "agreement_verdicts",
        "figures",
        "outcome_of",
        "outcomes",
        "positions",
        "section",
        "note",
        "readings",
    }
)
UNDATED = "row[s] without any date, left out whole: a slide has to have one"
OPEN = "date[s] open on one side, drawn at the end that is known; the words are right"
SPAN = "uncertain date[s], drawn as a span as if [it|they] lasted so long; the words are right"

_IN_WORDS = ("inferred", "external")
"""The bases that a date in words mentions; others are left out."""


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write one JSON object. Without a dated row it has no events, and TimelineJS refuses to draw it."""
    report = Report()

    @lru_cache(maxsize=4096)
    def document(name: str) -> Document | None:
        return next(documents(connection, [name]), None)

    def slides() -> Iterator[dict[str, Any]]:
        for full in full_rows(connection, wanted):
            if full.row.date is None:
                report.lose(UNDATED)
                continue
            report.wrote(full.row.kind)
            report.leave_out(LEFT_OUT, full)
            if full.row.date_basis not in _IN_WORDS:
                report.lose(KINDS["basis"])
            sources = (document(name) for name in full.row.documents)
            yield _slide(full, [source for source in sources if source], report)

    origin = f"kevents {__version__}, content {fingerprint(connection)}"
    title = {"text": {"headline": "The mediation in the Nagorno-Karabakh conflict", "text": escape(origin)}}
    with files.text(out) as page:
        page.write('{"title": ')
        plain.write_jsonl([title], page)
        page.write(', "scale": "human", "events":\n')
        plain.write_json(slides(), page)
        page.write("}\n")
    return report


def _slide(full: FullRow, sources: list[Document], report: Report) -> dict[str, Any]:
    row = full.row
    titles = {source.id: source.title for source in sources}

    def shown(text: str) -> str:
        return escape(report.seen(text))

    def paragraph(parts: Iterable[str]) -> str:
        line = " · ".join(part for part in parts if part)
        return f"<p>{line}</p>" if line else ""

    body = [
        f"<p>{shown(row.summary)}</p>" if row.summary else "",
        *(
            f"<blockquote>“{shown(each.quote)}”</blockquote>"
            + paragraph(
                (
                    f"in {shown(titles.get(each.document, each.document))}"
                    if len(row.renderings) > 1
                    else "",
                    f"{TRANSLATION}: {shown(each.translation)}" if each.translation else "",
                )
            )
            for each in row.renderings
        ),
        paragraph(
            (
                shown(row.mode),
                shown(row.place.name) if row.place else "",
                ", ".join(shown(_part(actor)) for actor in row.actors),
                "via " + ", ".join(shown(link.name) for link in full.via) if full.via else "",
            )
        ),
        *(f"<blockquote>{shown(passage.exact)}</blockquote>" for passage in full.passages),
        paragraph(_source(source, shown(source.title), shown(source.outlet or "")) for source in sources),
    ]
    return {
        "unique_id": row.id,
        **_dates(full, report),
        "display_date": in_words(row.date, basis=row.date_basis, disputed=row.disputed),
        "text": {"headline": shown(headline(row)), "text": "".join(body)},
        "group": row.kind,
        "autolink": False,
    }


def _part(actor: Part) -> str:
    return f"{actor.name} ({actor.role}{f', {actor.office}' if actor.office else ''})"


def _source(source: Document, title: str, outlet: str) -> str:
    if source.url and source.url.startswith(("http://", "https://")):
        title = f'<a href="{escape(source.url)}">{title}</a>'
    return f"{outlet}, <cite>{title}</cite>" if outlet else f"<cite>{title}</cite>"


def _dates(full: FullRow, report: Report) -> dict[str, Any]:
    """The dates that place the slide. The format has months and years, so these need no made-up day."""
    row = full.row
    first, last = row.earliest, row.latest
    if first is None or last is None:
        report.lose(OPEN)
        return {"start_date": _date(first or last or "0001-01-01")}
    if full.precision in ("day", "month", "year"):
        parts = {"day": 10, "month": 7, "year": 4}[full.precision]
        return {"start_date": _date(first[:parts])}
    report.lose(SPAN)
    return {"start_date": _date(first), "end_date": _date(last)}


def _date(text: str) -> dict[str, int]:
    return dict(zip(("year", "month", "day"), map(int, text.split("-")), strict=False))
