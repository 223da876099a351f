"""What the layouts of listings and of single records have in common: numbers for sources, dates, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render.blocks import Block, Entry, Line, Span, joined, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.overview import Conflict, Reading

# An event that the document reports as a fact, and that is over, needs no mark.
_MARKS = {
    "planned": "unsure",
    "proposed": "unsure",
    "alleged": "claimed",
    "denied": "denied",
    "ongoing": "ongoing",
}

LABEL_WIDTH = 14


class Numbering:
    """Numbers for the sources of a listing, in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, documents: Iterable[str]) -> Span | None:
        """``[1][3]`` for these documents; None for none."""
        numbers = sorted(self._numbers.setdefault(name, len(self._numbers) + 1) for name in documents)
        return Span("".join(f"[{number}]" for number in numbers), "source") if numbers else None

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents numbered so far, number 1 first."""
        return tuple(self._numbers)


def marked(status: str | None) -> Span | None:
    """The word before the title of what did not simply happen; None for what did."""
    return Span(status.upper(), _MARKS[status]) if status in _MARKS else None


def readings(row: Conflict, numbering: Numbering) -> Iterator[Block]:
    """What is told of one field, with what each reading rests on."""
    for number, reading in enumerate(row.readings):
        yield Entry(
            line(quiet("or" if number else row.field)),
            _reading(row.field, reading, numbering),
            lead_width=LABEL_WIDTH,
        )


def _reading(field: str, reading: Reading, numbering: Numbering) -> tuple[Line, ...]:
    value = in_words(reading.value) if field in ("date", "signed", "effective", "deadline") else reading.words
    return (
        joined(
            (
                joined(
                    (Span(value, "strong"), numbering.mark([reading.document] if reading.document else ())),
                    " ",
                ),
                quiet(reading.basis),
            )
        ),
        *((line(Span(f"‹{reading.exact}›", "passage")),) if reading.exact else ()),
        *((line(quiet(reading.reason)),) if reading.reason else ()),
        *((line(quiet(f"see {reading.reference}")),) if reading.reference else ()),
    )


def quotations(quote: str) -> list[str]:
    return [f"“{passage}”" for passage in quote.split("\n")]


def dated(edtf: str | None, basis: str | None) -> Line:
    """The date in words, and on what it rests if that is not the source."""
    words, bracket, basis_ = in_words(edtf, basis=basis).partition(" (")
    return line(Span(words, "date"), Span(bracket + basis_, "quiet") if basis_ else None)


def quiet(text: str | None) -> Span | None:
    return Span(text, "quiet") if text else None


def as_text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)
