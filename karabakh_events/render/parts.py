"""Parts that several layouts share: numbers of sources, dates, marks, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render.blocks import Block, Line, Matrix, Span, joined, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.citations import Citation
    from karabakh_events.queries.conflicts import Conflict, Reading
    from karabakh_events.queries.order import OtherDate
    from karabakh_events.queries.statements import StatementRow

# An event that has happened and is over needs no mark.
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
"""Names for the sections outside the article itself."""

_TERMS = {
    "event": {"type": "EventType", "mode": "EventMode", "status": "EventStatus"},
    "statement": {"manner": "Manner", "act": "SpeechAct"},
    "agreement": {"type": "AgreementType", "stage": "AgreementStage", "status": "AgreementStatus"},
    "actor": {"kind": "ActorKind"},
    "place": {"precision": "PlacePrecision"},
}
"""Fields with a closed list of values. The meaning of a value is printed with it."""

LABEL_WIDTH = 14


class Numbering:
    """Numbers the sources of a listing in the order in which they first occur."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, documents: Iterable[str], link: str = "") -> Span | None:
        """``[1][3]`` for these documents; None for none. ``link`` is the address of the passage meant."""
        numbers = sorted(self._numbers.setdefault(name, len(self._numbers) + 1) for name in documents)
        return Span("".join(f"[{number}]" for number in numbers), "source", link) if numbers else None

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents numbered so far, in the order of their numbers."""
        return tuple(self._numbers)


def status_mark(status: str | None) -> Span | None:
    """The word before the title of an event that is planned, alleged …; None for one that happened."""
    return Span(status.upper(), _MARKS[status]) if status in _MARKS else None


def title_with_mark(status: str | None, title: str | Span) -> Line:
    """The title, after the mark of the status if that needs one."""
    mark = status_mark(status)
    return line(mark, " ", title) if mark else line(title)


def field_by_document(rows: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """The readings of one record: a row for each field, a column for each document. Each cell has what the
    document says and where. The last column is for readings from outside the corpus."""
    conflicts = list(rows)
    by_column: dict[str | None, Reading] = {}
    for row in conflicts:
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
    if conflicts:
        yield Matrix(
            "field",
            tuple(heads),
            tuple(
                (line(quiet(row.field)), tuple(_cell(row, document) for document in documents))
                for row in conflicts
            ),
        )


def _cell(row: Conflict, document: str | None) -> tuple[Line, ...]:
    lines: list[Line] = []
    # A value that two sources share is printed once, with the grounds of each.
    same: dict[tuple[str, str | None], list[Reading]] = {}
    for reading in row.readings:
        if reading.document == document:
            # The head of the last column already says that its readings are external.
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
    """The grounds of a reading: the passage with its place, the reason, the reference."""
    if reading.exact:
        yield line(Span(f"‹{reading.exact}›", "passage"), quiet(f" {reading.start}–{reading.end}"))
    yield from grounds(reading.reason, reading.reference)


def main_passages(citations: Iterable[Citation]) -> list[Citation]:
    """The passages of a record as a whole; without any, those of its quotation, or all. Each stands once."""
    kept = list(citations)
    by_use = ([each for each in kept if each.supports == use] for use in ("whole", "quote"))
    passages = next(filter(None, by_use), kept)
    return list({(each.document, each.start, each.end): each for each in passages}.values())


PLANS = ("planned", "proposed")
"""The statuses of events of which an outcome is awaited."""

NO_OUTCOME = "no outcome on record"

_BECAME = {
    "occurred": "took place",
    "ongoing": "under way",
    "alleged": "is alleged to have taken place",
    "denied": "did not take place",
    "planned": "planned for",
    "proposed": "proposed for",
}


def outcome(status: str, date: str | None, basis: str | None) -> Line:
    """What became of a plan, by the status and the date of its outcome: took place 30 Jan 2021."""
    return line(f"{_BECAME[status]} ", *short_date(date, basis))


def figure(kind: str, low: int | None, best: int | None, high: int | None) -> str:
    """A figure in words: 25,000 returned; at least 12 killed; 25 wounded (20 to 30)."""
    if best is None:
        if low is None or high is None:
            bound = f"at most {high:,}" if low is None else f"at least {low:,}"
            return f"{bound} {kind}"
        return f"{low:,} {kind}" if low == high else f"{low:,} to {high:,} {kind}"
    if low in (None, best) and high in (None, best):
        return f"{best:,} {kind}"
    if low is None or high is None:
        bound = f"at most {high:,}" if low is None else f"at least {low:,}"
        return f"{best:,} {kind} ({bound})"
    return f"{best:,} {kind} ({low:,} to {high:,})"


def where(row: StatementRow) -> str:
    """The address of the words in the document: of the longest passage, which may contain the others."""
    from karabakh_events.render.links import at_words

    passage = max((citation.exact for citation in row.citations), key=len, default="")
    return at_words(row.document_url, passage)


def speaker(name: str, office: str | None) -> Line:
    return line(Span(name, "speaker"), Span(f" ({office})", "quiet") if office else None)


def speech(manner: str, quote: str | None, summary: str) -> tuple[Line, ...]:
    """Each quoted passage between quotation marks; for reported speech the summary."""
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
    """The date in words. If it does not rest on the text of the source, the basis follows in brackets."""
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
    """The date in words with its basis, the words of the source, the reason and the reference.

    Each line is of pieces that stand side by side. ``code`` is the EDTF text, ``bounds`` the first and the
    last day; both are optional.
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
    """The reason for a reading, and its reference outside the corpus."""
    if reason:
        yield line(quiet(reason))
    if reference:
        yield line(quiet(f"see {reference}"))


def quiet(text: str | None) -> Span | None:
    return Span(text, "quiet") if text else None


def as_text(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def meaning(kind: str, field: str, value: str) -> str | None:
    """The meaning of a value, if its field has a closed list of values."""
    term = _TERMS.get(kind, {}).get(field)
    if term is None:
        return None
    from karabakh_events import vocabulary

    return next((known.meaning for known in getattr(vocabulary, term) if known.value == value), None)
