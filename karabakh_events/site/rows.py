"""The rows of the timeline in the file that its script reads. Each name is in the file once."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from karabakh_events.characters import visible
from karabakh_events.dates import in_words
from karabakh_events.names import fold
from karabakh_events.queries import catalogue, site
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import TimelineRow, timeline
from karabakh_events.render.blocks import Line
from karabakh_events.render.parts import other_words, translated

# Characters that could end an element or a string of JavaScript, and the line ends of JavaScript that JSON
# allows within a string.
_ESCAPED = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


class _Numbers:
    """Numbers values in the order in which they first occur."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def of(self, value: str) -> int:
        return self._numbers.setdefault(value, len(self._numbers))

    @property
    def values(self) -> list[str]:
        return list(self._numbers)


def rows(connection: sqlite3.Connection) -> dict[str, Any]:
    """All events and statements in the order of the timeline, as JSON values; undated ones last.

    A row is a list: 0 for an event or 1 for a statement, id, title, date in words, first and last day (ISO,
    null for an open end), type, mode, status, actors (number and part in turn), outlets of the documents,
    topics, quotation, place, the folded text, and what stands below the quotation: its translation, and the
    words of other documents. A search looks through the folded text and the names of the actors. Words of
    closed lists, names and outlets are numbers: positions in the lists beside the rows. All
    text for readers has its control and invisible characters made visible.
    """
    actors = list(catalogue.actors(connection))
    number_of = {actor.id: number for number, actor in enumerate(actors)}
    outlet_of = site.outlets(connection)
    topics_of = site.topics(connection)
    types, modes, statuses, parts, topics, places = (_Numbers() for _ in range(6))
    lines: list[list[Any]] = []
    for row in timeline(connection, TimelineFilter(statements=True)):
        outlets = dict.fromkeys(
            number_of[outlet_of[name]] for name in row.documents if outlet_of.get(name) in number_of
        )
        lines.append(
            [
                int(row.kind == "statement"),
                row.id,
                visible(row.title),
                in_words(row.date, basis=row.date_basis, disputed=row.disputed),
                row.earliest,
                row.latest,
                -1 if row.type is None else types.of(row.type),
                modes.of(row.mode),
                -1 if row.status is None else statuses.of(row.status),
                [
                    number
                    for part in row.actors
                    for number in (number_of[part.id], parts.of(_part(part.role, part.office)))
                ],
                list(outlets),
                [topics.of(topic) for topic in topics_of.get(row.id, ())],
                visible(row.renderings[0].quote, keep="\n") if row.renderings else None,
                -1 if row.place is None else places.of(visible(row.place.name)),
                _words(row),
                [visible("".join(span.text for span in line)) for line in _below(row)],
            ]
        )
    return {
        "actors": [
            [actor.id, visible(actor.name), fold(" ".join((actor.name, *actor.aliases)))] for actor in actors
        ],
        "types": types.values,
        "modes": modes.values,
        "statuses": statuses.values,
        "parts": parts.values,
        "topics": topics.values,
        "places": places.values,
        "rows": lines,
    }


def _part(role: str, office: str | None) -> str:
    return f"{role}\t{visible(office)}" if office else role


def _words(row: TimelineRow) -> str:
    """The folded texts of the row, each once."""
    texts: Iterable[str | None] = (
        row.title,
        row.summary,
        *(words for each in row.renderings for words in (each.quote, each.translation)),
        row.place and row.place.name,
        row.date_verbatim,
        row.id,
    )
    return "\n".join(dict.fromkeys(fold(text) for text in texts if text))


def _below(row: TimelineRow) -> Iterator[Line]:
    if row.renderings:
        yield from translated(row.renderings[0])
        yield from other_words(row.renderings, None)


def script(values: dict[str, Any]) -> str:
    """A script that sets `kevents.record` to the values.

    They are JSON in a string: a browser reads it several times faster than a JavaScript literal. No value can
    end the string, or an element around the script.
    """
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    quoted = text.replace("\\", "\\\\")
    return f"var kevents = window.kevents || {{}};\nkevents.record = JSON.parse('{quoted}');\n"
