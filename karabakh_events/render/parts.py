"""What the layouts of listings and of single records have in common: numbers for sources, dates, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render.blocks import Block, Line, Matrix, Span, joined, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.citations import Citation
    from karabakh_events.queries.conflicts import Conflict, Reading
    from karabakh_events.queries.order import Reading as OtherDate
    from karabakh_events.queries.statements import StatementRow

# An event that the document reports as a fact, and that is over, needs no mark.
_MARKS = {
    "planned": "unsure",
    "proposed": "unsure",
    "alleged": "claimed",
    "denied": "denied",
    "ongoing": "ongoing",
}

ASIDE = {
    "background": "in the background paragraph",
    "related": "in a teaser of another article",
    "comment": "in a reader’s comment",
    "chrome": "in page furniture",
}
"""Where words stand when they stand outside the article itself."""

_TERMS = {
    "event": {"type": "EventType", "mode": "EventMode", "status": "EventStatus"},
    "statement": {"manner": "Manner", "act": "SpeechAct"},
    "agreement": {"type": "AgreementType", "stage": "AgreementStage", "status": "AgreementStatus"},
    "actor": {"kind": "ActorKind"},
    "place": {"precision": "PlacePrecision"},
}
"""The closed lists behind the fields of a record, whose meaning is told with the value."""

LABEL_WIDTH = 14


class Numbering:
    """Numbers for the sources of a listing, in the order in which they are first named."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, documents: Iterable[str], link: str = "") -> Span | None:
        """``[1][3]`` for these documents; None for none. ``link`` is the address of what is meant in them."""
        numbers = sorted(self._numbers.setdefault(name, len(self._numbers) + 1) for name in documents)
        return Span("".join(f"[{number}]" for number in numbers), "source", link) if numbers else None

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents numbered so far, number 1 first."""
        return tuple(self._numbers)


def marked(status: str | None) -> Span | None:
    """The word before the title of what did not simply happen; None for what did."""
    return Span(status.upper(), _MARKS[status]) if status in _MARKS else None


def titled(status: str | None, title: str | Span) -> Line:
    """A title with the mark before it, if it needs one."""
    mark = marked(status)
    return line(mark, " ", title) if mark else line(title)


def field_by_document(rows: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """The readings of one record: a row for each field, a column for each document, in each cell what the
    document says and where. What is from outside the corpus has a column of its own, the last."""
    told = list(rows)
    by_column: dict[str | None, Reading] = {}
    for row in told:
        for reading in row.readings:
            by_column.setdefault(reading.document, reading)
    outside = by_column.pop(None, None)
    documents: list[str | None] = list(by_column)
    heads = [
        line(numbering.mark([reading.document or ""]), " ", quiet(reading.outlet or reading.title))
        for reading in by_column.values()
    ]
    if outside:
        documents.append(None)
        heads.append(line(quiet("outside the corpus")))
    if told:
        yield Matrix(
            "field",
            tuple(heads),
            tuple(
                (line(quiet(row.field)), tuple(_cell(row, document) for document in documents))
                for row in told
            ),
        )


def _cell(row: Conflict, document: str | None) -> tuple[Line, ...]:
    lines: list[Line] = []
    # Two sources of one value do not differ: it is told once, with what either rests on.
    same: dict[tuple[str, str | None], list[Reading]] = {}
    for reading in row.readings:
        if reading.document == document:
            # That the one from outside is external, the head of its column says.
            basis = reading.basis if reading.document else None
            same.setdefault((in_reading(row.field, reading), basis), []).append(reading)
    for (value, basis), readings in same.items():
        lines += [line(quiet("or"))] if lines else []
        lines.append(joined((Span(value, "strong"), quiet(basis))))
        for number, reading in enumerate(readings):
            lines += [line(quiet("and"))] if number else []
            lines += rests_on(reading)
    return tuple(lines)


def in_reading(field: str, reading: Reading) -> str:
    return in_words(reading.value) if field in ("date", "signed", "effective", "deadline") else reading.words


def rests_on(reading: Reading | OtherDate) -> Iterator[Line]:
    """What a reading rests on: the passage with its place, the reason, the reference."""
    if reading.exact:
        yield line(Span(f"‹{reading.exact}›", "passage"), quiet(f" {reading.start}–{reading.end}"))
    yield from grounds(reading.reason, reading.reference)


def main_passages(citations: Iterable[Citation]) -> list[Citation]:
    """The passages of a record as a whole; without any, those of its quotation, or all. Each stands once."""
    kept = list(citations)
    by_use = ([each for each in kept if each.supports == use] for use in ("whole", "quote"))
    found = next(filter(None, by_use), kept)
    return list({(each.document, each.start, each.end): each for each in found}.values())


def where(row: StatementRow) -> str:
    """The address of the words: of the longest passage, which has the others in it if any has."""
    from karabakh_events.render.links import at_words

    passage = max((citation.exact for citation in row.citations), key=len, default="")
    return at_words(row.document_url, passage)


def speaker(name: str, office: str | None) -> Line:
    return line(Span(name, "speaker"), Span(f" ({office})", "quiet") if office else None)


def said(manner: str, quote: str | None, summary: str) -> tuple[Line, ...]:
    """The words between quotation marks, each passage between its own; for reported speech the summary."""
    summarised = line(Span("in summary: ", "quiet"), summary)
    if quote is None:
        return (summarised,)
    words = line(Span(" ".join(quotations(quote)), "words"))
    return (words, summarised) if manner == "mixed" else (words,)


def labelled(label: str, text: str | None) -> Line:
    return line(Span(f"{label} ", "quiet"), text) if text else ()


def quotations(quote: str) -> list[str]:
    return [f"“{passage}”" for passage in quote.split("\n")]


def short_date(edtf: str | None, basis: str | None) -> Line:
    """The date in words; what it rests on stands in brackets if that is not the source."""
    words, bracket, basis_ = in_words(edtf, basis=basis).partition(" (")
    return line(Span(words, "date"), Span(bracket + basis_, "quiet") if basis_ else None)


def full_date(
    edtf: str | None,
    verbatim: str | None,
    basis: str | None,
    reason: str | None,
    reference: str | None,
    *,
    code: str | None = None,
    bounds: str | None = None,
) -> tuple[Line, ...]:
    """The date in words with everything that it rests on, in lines of pieces that stand side by side.

    ``code`` is the EDTF text, and ``bounds`` are the first and the last day, where these are to be told.
    """
    date = line(
        Span(in_words(edtf), "date"),
        Span(code, "code") if code else None,
        quiet(basis),
        quiet(bounds),
        quiet(f"the text has “{verbatim}”") if verbatim else None,
    )
    return (date, *grounds(reason, reference))


def grounds(reason: str | None, reference: str | None) -> Iterator[Line]:
    """Why a reading holds, and where outside the corpus it is from."""
    if reason:
        yield line(quiet(reason))
    if reference:
        yield line(quiet(f"see {reference}"))


def quiet(text: str | None) -> Span | None:
    return Span(text, "quiet") if text else None


def as_text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def meaning(kind: str, field: str, value: str) -> str | None:
    """What the value of a field means, where the field has a closed list of values."""
    term = _TERMS.get(kind, {}).get(field)
    if term is None:
        return None
    from karabakh_events import vocabulary

    return next((known.meaning for known in getattr(vocabulary, term) if known.value == value), None)
