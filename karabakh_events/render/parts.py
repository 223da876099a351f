"""Parts that several layouts share: numbers of sources, dates, marks, readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render.blocks import Block, Line, Matrix, Span, joined, line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from karabakh_events.queries.citations import Citation
    from karabakh_events.queries.conflicts import Conflict, Reading
    from karabakh_events.queries.order import OtherDate
    from karabakh_events.queries.renderings import Rendering
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
    "question": "in a question",
}
"""Names for the sections outside the article itself, and for the questions in it."""

_TERMS = {
    "event": {"type": "EventType", "mode": "EventMode", "status": "EventStatus"},
    "statement": {"manner": "Manner", "act": "SpeechAct"},
    "agreement": {"type": "AgreementType", "stage": "AgreementStage", "status": "AgreementStatus"},
    "actor": {"kind": "ActorKind"},
    "place": {"precision": "PlacePrecision"},
}
"""Fields with a closed list of values. The meaning of a value is printed with it."""

TRANSLATION = "curator’s translation"
"""What stands before every translation."""

LABEL_WIDTH = 14

_DATES = ("date", "signed", "effective", "deadline", "held", "published")


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


def field_by_document(
    rows: Iterable[Conflict], numbering: Numbering, *, under: str | None = None
) -> Iterator[Block]:
    """The readings of one record: a row for each field, a column for each document. Each cell has what the
    document says and where. The last column is for readings from outside the corpus.

    ``under`` is the relation of a reading to the record's own that a heading above has told already.
    """
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
                (line(quiet(row.field)), tuple(_cell(row, document, under) for document in documents))
                for row in conflicts
            ),
        )


def _cell(row: Conflict, document: str | None, under: str | None) -> tuple[Line, ...]:
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
        lines.append(joined((Span(value, "strong"), quiet(basis), *_marks(readings, under))))
        for number, reading in enumerate(readings):
            lines += [line(quiet("and"))] if number else []
            lines += rests_on(reading)
    return tuple(lines)


def _marks(readings: Iterable[Reading], under: str | None) -> Iterator[Span]:
    """Whether a reading is preferred, or else what it is to that of the record."""
    for reading in readings:
        if reading.preferred:
            yield Span("preferred", "strong")
            return
    for relation in dict.fromkeys(reading.relation for reading in readings):
        if relation and relation != under:
            yield Span(relation.replace("-", " "), "quiet")


def in_reading(field: str, reading: Reading) -> str:
    return in_words(reading.value) if field in _DATES else reading.words


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


def outcome(status: str, date: str | None, basis: str | None, disputed: bool) -> Line:
    """What became of a plan, by the status and the date of its outcome: took place 30 Jan 2021."""
    return line(f"{_BECAME[status]} ", *short_date(date, basis, disputed))


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

    if row.renderings and row.renderings[0].document != row.document:
        return at_words(row.renderings[0].url, max(row.renderings[0].quote.split("\n"), key=len))
    passage = max((citation.exact for citation in row.citations), key=len, default="")
    return at_words(row.document_url, passage)


def speaker(name: str, office: str | None) -> Line:
    return line(Span(name, "speaker"), Span(f" ({office})", "quiet") if office else None)


def speech(manner: str, renderings: Sequence[Rendering], summary: str) -> tuple[Line, ...]:
    """The words of the first rendering, each passage between quotation marks, with their translation; for
    reported speech the summary."""
    summarised = line(Span("in summary: ", "quiet"), summary)
    if not renderings:
        return (summarised,)
    words = line(Span(" ".join(quotations(renderings[0].quote)), "words"))
    said = (words, *translated(renderings[0]))
    return said if manner == "direct" else (*said, summarised)


def other_words(renderings: Sequence[Rendering], numbering: Numbering | None) -> Iterator[Line]:
    """The words of the other renderings, where they differ from the first, each with its documents: with
    their numbers, or with their ids where nothing is numbered."""
    said: dict[tuple[str, str | None], list[Rendering]] = {}
    for rendering in renderings:
        said.setdefault((rendering.quote, rendering.translation), []).append(rendering)
    for same in list(said.values())[1:]:
        from karabakh_events.render.links import at_words

        words = Span(" ".join(quotations(same[0].quote)), "words")
        link = at_words(same[0].url, max(same[0].quote.split("\n"), key=len))
        documents = [each.document for each in same]
        mark = numbering.mark(documents, link) if numbering else f"({', '.join(documents)})"
        yield line(Span("also quoted as ", "quiet"), words, " ", mark)
        yield from translated(same[0])


def otherwise_worded(renderings: Sequence[Rendering]) -> set[str]:
    """The documents of the renderings that differ from the first."""
    return {
        each.document
        for each in renderings[1:]
        if (each.quote, each.translation) != (renderings[0].quote, renderings[0].translation)
    }


def translated(rendering: Rendering) -> tuple[Line, ...]:
    """The translation, which is the curator's and so never stands between quotation marks."""
    return (line(Span(f"{TRANSLATION}: ", "quiet"), rendering.translation),) if rendering.translation else ()


def labelled(label: str, text: str | None) -> Line:
    return line(Span(f"{label} ", "quiet"), text) if text else ()


def quotations(quote: str) -> list[str]:
    return [f"“{passage}”" for passage in quote.split("\n")]


def short_date(edtf: str | None, basis: str | None, disputed: bool) -> Line:
    """The date in words. In brackets follow its basis, if that is not the text of the source, and whether it
    is disputed."""
    words, bracket, marks = in_words(edtf, basis=basis, disputed=disputed).partition(" (")
    return line(Span(words, "date"), Span(bracket + marks, "quiet") if marks else None)


def settled(declared: str | None) -> Line:
    """What the declaring document has for a date, if another reading is preferred."""
    words = in_words(declared)
    return line(quiet(f"settled: the document itself has {words}")) if declared else ()


def full_date(
    edtf: str | None,
    verbatim: str | None,
    basis: str | None,
    reason: str | None,
    reference: str | None,
    *,
    code: str | None = None,
    bounds: str | None = None,
    disputed: bool = False,
) -> tuple[Line, ...]:
    """The date in words with its basis, the words of the source, the reason and the reference.

    Each line is of pieces that stand side by side. ``code`` is the EDTF text, ``bounds`` the first and the
    last day; both are optional.
    """
    date = line(
        Span(in_words(edtf), "date"),
        Span(code, "code") if code else None,
        quiet(basis),
        quiet("disputed" if disputed else None),
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
