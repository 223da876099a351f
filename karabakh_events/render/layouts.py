"""What stands where when a person reads: rows to blocks, for a terminal and for Markdown alike.

Nothing is told by colour alone. What did not happen, or is only said to have happened, has the word before
its title; a date says how far it is known; a speaker's words stand between quotation marks and the
curator's never do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Span, joined, line

if TYPE_CHECKING:
    # For the annotations only: each module costs a table a millisecond that it does not need.
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.catalogue import ActorRow, AgreementRow, DocumentRow, PlaceRow
    from karabakh_events.queries.overview import Conflict, Reading
    from karabakh_events.queries.record import Link, Passage, Record
    from karabakh_events.queries.statements import StatementRow
    from karabakh_events.queries.timeline import Part, Source, TimelineRow
    from karabakh_events.queries.words import Hit

# An event that the document reports as a fact, and that is over, needs no mark.
_MARKS = {
    "planned": "unsure",
    "proposed": "unsure",
    "alleged": "claimed",
    "denied": "denied",
    "ongoing": "ongoing",
}

_UNKNOWN, _UNDATED = "Beginning unknown", "Undated"

_LABEL_WIDTH = 14
_NUMBER_WIDTH = 5


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


# --- listings ------------------------------------------------------------------------------------------


def timeline(rows: Iterable[TimelineRow], numbering: Numbering) -> Iterator[Block]:
    """A heading for each year, then date, what happened, and beside or below it how, where and who."""
    year = None
    for row in rows:
        begins = row.earliest[:4].lstrip("0") if row.earliest else _UNKNOWN if row.latest else _UNDATED
        if begins != year:
            year = begins
            yield Heading(year)
        yield _statement_entry(row, numbering) if row.kind == "statement" else _event_entry(row, numbering)


def who_said(rows: Iterable[StatementRow], numbering: Numbering) -> Iterator[Block]:
    """Each statement with its speaker above the words, and what is known of it below."""
    for row in rows:
        speakers = joined((_speaker(speaker.name, speaker.role) for speaker in row.speakers), ", ")
        to = joined((addressee.name for addressee in row.addressees), ", ")
        head = (*speakers, Span(" → ", "quiet"), *to) if to else speakers
        words = _said(row.manner, row.quote, row.summary)
        yield Entry(
            _date(row.date, row.date_basis),
            (
                head,
                *words[:-1],
                line(*words[-1], " ", numbering.mark([row.document])),
                _labelled("about", _first(row.about_names)),
                _labelled("at", row.occasion_title),
                joined(
                    (
                        _quiet(f"{row.manner}, {row.act}"),
                        _quiet(", ".join(row.topics)),
                        _labelled("via", " → ".join(row.via)),
                        _quiet(f"in a {row.section} section" if row.section not in ("body", "title") else ""),
                    )
                ),
            ),
            row.id,
            gap=True,
        )


def sources(found: Iterable[Source]) -> Iterator[Block]:
    """The numbered list at the foot of a listing; the order is that of the numbers."""
    for number, source in enumerate(found, 1):
        if number == 1:
            yield Heading("Sources")
        published = in_words(source.published, basis=source.published_basis) if source.published else None
        yield Entry(
            line(Span(f"[{number}]", "source")),
            (joined((source.outlet, source.title, published), ", "),),
            source.id,
            lead_width=_NUMBER_WIDTH,
        )


def actors(rows: Iterable[ActorRow]) -> Iterator[Block]:
    for row in rows:
        counted = (
            _count(row.events, "event") if row.events else None,
            f"said {row.statements}" if row.statements else None,
            f"spoken of in {row.subject_of}" if row.subject_of else None,
        )
        yield Entry(
            line(_quiet(row.kind)),
            (
                joined(
                    (
                        Span(row.name, "strong"),
                        "; ".join(row.offices),
                        *(_quiet(words) for words in counted),
                    )
                ),
            ),
            row.id,
        )


def agreements(rows: Iterable[AgreementRow], numbering: Numbering) -> Iterator[Block]:
    for row in rows:
        parties: dict[str, list[str]] = {}
        for party in row.parties:
            parties.setdefault(party.role, []).append(party.name)
        yield Entry(
            _date(row.signed, row.signed_basis),
            (
                line(Span(row.title, "strong"), " ", numbering.mark(row.documents)),
                joined((_quiet(row.type), _quiet(f"stage {row.stage}"), _quiet(row.status))),
                *(
                    line(Span(f"{_plural(role, len(names))}: ", "quiet"), ", ".join(names))
                    for role, names in parties.items()
                ),
                *(
                    joined(
                        (
                            line(Span(f"{provision.number or '–'} ", "quiet"), provision.summary),
                            _quiet(provision.topic),
                        )
                    )
                    for provision in row.provisions
                ),
            ),
            row.id,
            gap=True,
        )


def documents(rows: Iterable[DocumentRow]) -> Iterator[Block]:
    for row in rows:
        counted = (
            _count(row.events, "event"),
            _count(row.statements, "statement"),
            _count(row.citations, "citation"),
        )
        yield Entry(
            _date(row.published, row.published_basis),
            (
                line(Span(row.title, "strong")),
                joined((row.outlet, *(_quiet(words) for words in counted), _quiet(row.language))),
                *((line(_quiet(row.url)),) if row.url else ()),
            ),
            row.id,
            gap=True,
        )


def places(rows: Iterable[PlaceRow]) -> Iterator[Block]:
    for row in rows:
        located = row.latitude is not None and row.longitude is not None
        yield Entry(
            line(_quiet(row.precision)),
            (
                joined(
                    (
                        Span(row.name, "strong"),
                        row.country,
                        _quiet(f"{row.latitude:.2f}, {row.longitude:.2f}") if located else None,
                        _quiet(_count(row.events, "event")) if row.events else None,
                        _labelled("also", "; ".join(row.aliases)),
                    )
                ),
            ),
            row.id,
            lead_width=_LABEL_WIDTH,
        )


def search(rows: Iterable[Hit]) -> Iterator[Block]:
    for row in rows:
        yield Entry(
            line(_quiet(row.kind)),
            (line(Span(row.label, "strong")), line(_quiet(row.snippet))),
            row.id,
            lead_width=_LABEL_WIDTH,
            gap=True,
        )


def conflicts(rows: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """Each field that is told in more than one way, with every reading and what it rests on."""
    for row in rows:
        yield Heading(row.label)
        yield blocks.Text(joined((_quiet(row.kind), _quiet(row.record))))
        for reading in row.readings:
            yield Entry(
                line(Span(row.field, "quiet")),
                _reading(row.field, reading, numbering),
                lead_width=_LABEL_WIDTH,
            )


def table(
    columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], *, clip: int | None = None
) -> Iterator[Block]:
    """Whatever an ad-hoc query gave; numbers stand on the right, and ``clip`` shortens long values."""
    kept = list(rows)
    numbers = {
        place
        for place in range(len(columns))
        if kept and all(isinstance(row[place], (int, float, type(None))) for row in kept)
    }

    def clipped(value: object) -> str:
        text = _value(value)
        return text if clip is None or len(text) <= clip else f"{text[:clip]}… (+{len(text) - clip})"

    yield _grid(columns, ((clipped(value) for value in row) for row in kept), numbers=numbers)


# --- one record in full --------------------------------------------------------------------------------


def record(found: Record, disagreements: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """A record's own fields, the records linked with it, its passages, and where its sources differ."""
    yield Heading(found.label, level=1)
    yield blocks.Text(joined((_quiet(found.kind), _quiet(found.id))))
    for label, lines in _fields(found):
        yield Entry(line(_quiet(label)), lines, lead_width=_LABEL_WIDTH)

    relations: dict[str, list[Link]] = {}
    for link in found.links:
        relations.setdefault(link.relation, []).append(link)
    for number, (relation, links) in enumerate(relations.items()):
        if number == 0:
            yield Heading("Linked")
        for place, link in enumerate(links):
            lead = () if place else line(_quiet(relation.replace("-", " ")))
            yield Entry(lead, (_link(link, found),), link.id, lead_width=_LABEL_WIDTH)

    for number, passage in enumerate(found.citations):
        if number == 0:
            yield Heading("Drawn from it" if found.kind == "document" else "Passages")
        if found.kind == "document":
            yield _drawn(passage)
        else:
            yield _passage(passage, found.id, numbering)

    told = [(row.field, reading) for row in disagreements for reading in row.readings]
    for number, (field, reading) in enumerate(told):
        if number == 0:
            yield Heading("Told in more than one way")
        yield Entry(line(Span(field, "quiet")), _reading(field, reading, numbering), lead_width=_LABEL_WIDTH)


_TERMS = {
    "event": {"type": "EventType", "mode": "EventMode", "status": "EventStatus"},
    "statement": {"manner": "Manner", "act": "SpeechAct"},
    "agreement": {"type": "AgreementType", "stage": "AgreementStage", "status": "AgreementStatus"},
    "actor": {"kind": "ActorKind"},
    "place": {"precision": "PlacePrecision"},
}
"""The closed lists behind the fields of a record, whose meaning is told with the value."""

_DATE_PARTS = ("edtf", "verbatim", "basis", "reason", "reference", "earliest", "latest", "precision")


def _fields(found: Record) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """Labels with lines; the columns of one uncertain date are told as one."""
    fields = found.fields
    prefixes = [name.removesuffix("edtf") for name in fields if name.endswith("edtf")]
    told = {f"{prefix}{part}" for prefix in prefixes for part in _DATE_PARTS}
    # The bounds of `date_edtf` are plain `earliest` and `latest`.
    told.update(_DATE_PARTS if "date_" in prefixes else ())
    for name, value in fields.items():
        if name.endswith("edtf"):
            prefix = name.removesuffix("edtf")
            yield (
                prefix.rstrip("_") or "held",
                _date_in_full(*(fields.get(prefix + part) for part in _DATE_PARTS[:5])),
            )
        elif name == "quote":
            yield name, tuple(line(words) for words in _quotations(value))
        elif name == "sections":
            yield (
                name,
                tuple(
                    joined((section["kind"], _quiet(f"{section['start']}–{section['end']}")))
                    for section in value
                ),
            )
        elif name not in told and not name.endswith("_id") and value != found.label:
            text = "; ".join(value) if isinstance(value, list) else _value(value)
            term = _TERMS.get(found.kind, {}).get(name)
            meaning = _meaning(term, text) if term else None
            yield name.replace("_", " "), (joined((text, _quiet(meaning))),)


def _meaning(term: str, value: str) -> str | None:
    from karabakh_events import vocabulary

    return next((known.meaning for known in getattr(vocabulary, term) if known.value == value), None)


def _date_in_full(
    edtf: str | None, verbatim: str | None, basis: str | None, reason: str | None, reference: str | None
) -> tuple[Line, ...]:
    lines = [
        joined(
            (
                Span(in_words(edtf), "strong"),
                _quiet(edtf),
                _quiet(basis),
                line(_quiet("the text has "), f"“{verbatim}”") if verbatim else None,
            )
        )
    ]
    lines += [line(_quiet(reason))] if reason else []
    lines += [line(_quiet(f"see {reference}"))] if reference else []
    return tuple(lines)


def _link(link: Link, found: Record) -> Line:
    date = _date(link.date, link.date_basis) if link.date else None
    return joined((date, link.label, _quiet(link.note) if link.note != found.label else None))


def _drawn(passage: Passage) -> Block:
    return Entry(
        line(_quiet(f"{passage.start}–{passage.end}")),
        (
            line(Span(f"‹{passage.exact}›")),
            joined((_quiet(passage.kind), passage.label, _supports(passage.supports))),
        ),
        passage.record,
        lead_width=_LABEL_WIDTH,
    )


def _passage(passage: Passage, shown: str, numbering: Numbering) -> Block:
    # The surroundings end with the paragraph; where they were cut inside it, an ellipsis says so.
    before, cut = _tail(passage.before)
    after, cut_after = _head(passage.after)
    return blocks.Passage(
        joined(
            (
                line(numbering.mark([passage.document]), " ", passage.outlet or passage.title),
                line(_quiet(f"{passage.kind}: {passage.label}")) if passage.record != shown else None,
                _supports(passage.supports),
                _quiet(passage.section),
                _quiet(f"{passage.start}–{passage.end}"),
            )
        ),
        ("… " if cut else "") + before,
        passage.exact,
        after + (" …" if cut_after else ""),
    )


def _supports(supports: str) -> Span | None:
    return _quiet(f"supports the {supports}") if supports != "whole" else None


def _tail(before: str) -> tuple[str, bool]:
    paragraph = before.rpartition("\n")[2]
    if len(paragraph) < len(before) or " " not in paragraph:
        return paragraph, False
    return paragraph.partition(" ")[2], True


def _head(after: str) -> tuple[str, bool]:
    paragraph = after.partition("\n")[0]
    if len(paragraph) < len(after) or " " not in paragraph:
        return paragraph, False
    return paragraph.rpartition(" ")[0], True


# --- parts of lines ------------------------------------------------------------------------------------


def _event_entry(row: TimelineRow, numbering: Numbering) -> Entry:
    status = row.status or ""
    mark = Span(status.upper(), _MARKS[status]) if status in _MARKS else None
    return Entry(
        _date(row.date, row.date_basis),
        (
            line(mark, " " if mark else None, Span(row.title, "strong"), " ", numbering.mark(row.documents)),
            joined((_quiet(row.mode), row.place.name if row.place else None, _who(row.actors))),
        ),
        row.id,
        gap=True,
    )


def _statement_entry(row: TimelineRow, numbering: Numbering) -> Entry:
    speakers = joined(
        (_speaker(part.name, part.office) for part in row.actors if part.role == "speaker"), ", "
    )
    first, *more = _said(row.manner or "", row.quote, row.title)
    to = ", ".join(part.name for part in row.actors if part.role == "addressee")
    return Entry(
        _date(row.date, row.date_basis),
        (
            line(
                *speakers,
                Span(": " if row.quote else ", ", "quiet"),
                *first,
                " ",
                numbering.mark(row.documents),
            ),
            *more,
            joined(
                (
                    _quiet(f"{row.manner}, {row.mode}"),
                    _labelled("to", to),
                    row.place.name if row.place else None,
                )
            ),
        ),
        row.id,
        gap=True,
    )


def _said(manner: str, quote: str | None, summary: str) -> tuple[Line, ...]:
    """The words between quotation marks, each passage between its own; for reported speech the summary."""
    summarised = line(Span("in summary: ", "quiet"), summary)
    if quote is None:
        return (summarised,)
    words = line(Span(" ".join(_quotations(quote)), "words"))
    return (words, summarised) if manner == "mixed" else (words,)


def _quotations(quote: str) -> list[str]:
    return [f"“{passage}”" for passage in quote.split("\n")]


def _speaker(name: str, office: str | None) -> Line:
    return line(Span(name, "speaker"), Span(f" ({office})", "quiet") if office else None)


def _who(parts: tuple[Part, ...]) -> Line:
    """``actors → recipients``, then everybody else with the part they had."""
    by_role: dict[str, list[str]] = {}
    for part in parts:
        by_role.setdefault(part.role, []).append(part.name)
    doers, done_to = (", ".join(by_role.pop(role, ())) for role in ("actor", "recipient"))
    pair = f"{doers} → {done_to}" if doers and done_to else doers or (f"→ {done_to}" if done_to else "")
    together = ", ".join(by_role.pop("participant", ()))
    others = (
        line(Span(f"{_plural(role, len(names))}: ", "quiet"), ", ".join(names))
        for role, names in by_role.items()
    )
    return joined((pair, together, *others))


def _reading(field: str, reading: Reading, numbering: Numbering) -> tuple[Line, ...]:
    dated = field in ("date", "signed", "effective", "deadline")
    return (
        joined(
            (
                Span(in_words(reading.value) if dated else reading.value, "strong"),
                numbering.mark([reading.document]) if reading.document else None,
                _quiet(reading.basis),
            ),
            " ",
        ),
        *((line(f"“{reading.exact}”"),) if reading.exact else ()),
        *((line(_quiet(reading.reason)),) if reading.reason else ()),
        *((line(_quiet(f"see {reading.reference}")),) if reading.reference else ()),
    )


def _date(edtf: str | None, basis: str | None) -> Line:
    words, bracket, basis_ = in_words(edtf, basis=basis).partition(" (")
    return line(Span(words, "date"), Span(bracket + basis_, "quiet") if basis_ else None)


def _quiet(text: str | None) -> Span | None:
    return Span(text, "quiet") if text else None


def _labelled(label: str, text: str | None) -> Line:
    return line(Span(f"{label} ", "quiet"), text) if text else ()


def _first(names: tuple[str, ...], most: int = 3) -> str:
    more = len(names) - most
    return "; ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _plural(role: str, number: int) -> str:
    if number == 1:
        return role
    return f"{role[:-1]}ies" if role.endswith("y") else f"{role}s" if not role.endswith("s") else f"{role}es"


def _value(value: object) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _grid(headers: tuple[str, ...], rows: Iterable[Iterable[str | Span | None]], numbers: set[int]) -> Grid:
    return Grid(headers, tuple(tuple(line(cell) for cell in row) for row in rows), frozenset(numbers))
