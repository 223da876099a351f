"""Answers to `ledger`, `order` and `positions`: was it kept, what came first, who held which position."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from karabakh_events.counting import count
from karabakh_events.dates import in_words
from karabakh_events.render import blocks, layouts
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, joined, line
from karabakh_events.render.parts import (
    ASIDE,
    Numbering,
    full_date,
    labelled,
    main_passages,
    other_words,
    otherwise_worded,
    quiet,
    rests_on,
    settled,
    short_date,
    speaker,
    speech,
    title_with_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.citations import Citation
    from karabakh_events.queries.ledger import Agreement, Claim, LedgerRow
    from karabakh_events.queries.order import Moment, Order, OtherDate, Otherwise
    from karabakh_events.queries.positions import Position


# --- ledger --------------------------------------------------------------------------------------------


def ledger(
    rows: Iterable[LedgerRow], agreements: Iterable[Agreement], numbering: Numbering
) -> Iterator[Block]:
    """Each agreement: the claims about it as a whole, then its provisions with the claims about each."""
    # Rows and agreements are in the same order. An agreement may have no rows.
    groups = groupby(rows, lambda row: row.agreement.id)
    group = next(groups, None)
    known: set[str] = set()
    for agreement in agreements:
        yield Heading(agreement.title)
        signed = line(
            quiet("signed "), *short_date(agreement.signed, agreement.signed_basis, agreement.signed_disputed)
        )
        yield blocks.Text(joined((signed if agreement.signed else None, quiet(agreement.id))))
        provisions = 0
        if group is not None and group[0] == agreement.id:
            for row in group[1]:
                provisions += row.scope == "provision"
                yield _provision(row, numbering) if row.scope == "provision" else _whole(row, numbering)
                for claim in row.claims:
                    yield _claim(claim, row.claims, numbering, known=claim.id in known)
                    known.add(claim.id)
            group = next(groups, None)
        if not provisions:
            yield blocks.Text(line("No provision of it is on record."))


def _whole(row: LedgerRow, numbering: Numbering) -> Entry:
    return Entry(
        line(quiet("as a whole")),
        (
            line(Span("The agreement as a whole", "strong"), " ", *_read(row.citations, numbering)),
            _tally(row),
        ),
        row.id,
        gap=True,
    )


def _provision(row: LedgerRow, numbering: Numbering) -> Entry:
    return Entry(
        line(quiet("provision"), " " if row.number else None, row.number),
        (
            line(Span(row.summary, "strong"), " ", *_read(row.citations, numbering)),
            joined(
                (
                    quiet(row.topic),
                    labelled("obliged:", row.obligor.name)
                    if row.obligor
                    else quiet("no one named as obliged"),
                    None if row.deadline else quiet("no deadline on record"),
                )
            ),
            line(Span("by when: ", "quiet"), *joined(deadline(row))) if row.deadline else (),
            labelled("told in more than one way:", f"kevents conflicts {row.id}") if row.contested else (),
            _tally(row),
        ),
        row.id,
        gap=True,
    )


def deadline(row: LedgerRow) -> Line:
    """The deadline of a provision with its grounds, in pieces that stand side by side."""
    date, *grounds = full_date(
        row.deadline,
        row.deadline_verbatim,
        row.deadline_basis,
        row.deadline_reason,
        row.deadline_reference,
        disputed=row.deadline_disputed,
    )
    return (*date, *(span for reason in grounds for span in reason), *settled(row.declared_deadline))


def _tally(row: LedgerRow) -> Line:
    if not row.claims:
        return line(quiet("nothing on record of its being kept"))
    verdicts = ", ".join(f"{verdict} {number}" for verdict, number in row.tally.items())
    # The numbers are of voices, and a statement and the event that it tells are one voice. A reader who
    # counts the claims must be able to see why there are more of them.
    from karabakh_events.queries import voices

    heard = voices.number((claim.kind, claim.voices) for claim in row.claims)
    events = sum(claim.kind == "event" for claim in row.claims)
    sorts = ((len(row.claims) - events, "statement"), (events, "event"))
    by = " and ".join(count(number, noun) for number, noun in sorts if number)
    return line(Span(verdicts, "strong"), quiet(f" · {count(heard, 'voice')} in {by}"))


def _claim(claim: Claim, claims: Iterable[Claim], numbering: Numbering, *, known: bool) -> Entry:
    """One of the claims with the words that make it. If it is ``known``, its words stand above already. An
    event names the speakers of the statements that report it."""
    verdict = line(Span(claim.verdict, "strong"), Span(" · ", "quiet"))
    others = otherwise_worded(claim.renderings)
    read = _read((each for each in claim.citations if each.document not in others), numbering)
    if claim.kind == "event":
        lines: list[Line] = [line(*verdict, *title_with_mark(claim.status, claim.title), " ", *read)]
    else:
        who = joined((speaker(each.name, each.role) for each in claim.speakers), ", ")
        to = ", ".join(addressee.name for addressee in claim.addressees)
        renderings = () if known else claim.renderings
        words = (line(claim.title),) if known else speech(claim.manner or "", renderings, claim.title)
        lines = [line(*verdict, *who, Span(f" → {to}", "quiet") if to else None), *words[:-1]]
        lines.append(line(*words[-1], " ", *read))
        lines += other_words(renderings, numbering)
    if not known and not claim.renderings:
        lines += (line(Span(f"‹{each.exact}›", "passage")) for each in main_passages(claim.citations))
    sections = {each.section for each in claim.citations}
    lines.append(
        joined(
            (
                quiet(f"{claim.manner}, {claim.act}" if claim.manner else claim.kind),
                labelled("told by", ", ".join(_tellers(claim, claims))),
                labelled("at", claim.occasion_title),
                labelled("via", " → ".join(claim.via)),
                quiet(ASIDE.get(*sections)) if len(sections) == 1 else None,
            )
        )
    )
    lines.append(settled(claim.declared_date))
    return Entry(short_date(claim.date, claim.date_basis, claim.disputed), tuple(lines), claim.id, gap=True)


def _tellers(event: Claim, claims: Iterable[Claim]) -> dict[str, None]:
    """The speakers of those claims whose passages overlap the passages of the event."""
    if event.kind != "event":
        return {}
    passages = main_passages(event.citations)
    return {
        speaker.name: None
        for claim in claims
        if claim.kind == "statement"
        and any(
            ours.document == theirs.document and ours.start < theirs.end and theirs.start < ours.end
            for ours in passages
            for theirs in main_passages(claim.citations)
        )
        for speaker in claim.speakers
    }


def _read(citations: Iterable[Citation], numbering: Numbering) -> Line:
    """The number of each document, and the places in it as ranges of characters."""
    return _places(((each.document, each.start, each.end) for each in main_passages(citations)), numbering)


def _places(passages: Iterable[tuple[str, int, int]], numbering: Numbering) -> Line:
    by_document: dict[str, dict[str, None]] = {}
    for document, start, end in passages:
        by_document.setdefault(document, {})[f"{start}–{end}"] = None
    return joined(
        (
            line(numbering.mark([document]), quiet(f" {', '.join(places)}"))
            for document, places in by_document.items()
        ),
        " ",
    )


# --- order ---------------------------------------------------------------------------------------------

_ANSWERS = {
    "before": "A is before B",
    "after": "A is after B",
    "overlapping": "The dates of A and B overlap: the record does not say which is first",
    "unknown": "Unknown: nothing on record says which is first",
}

_WAY_WIDTH = 17

_WAYS = {"before": "before B", "together": "on the same day", "after": "after B"}


def order(comparison: Order, numbering: Numbering) -> Iterator[Block]:
    """The answer, the two dates with their grounds, the reasons, and the readings that would change it."""
    yield Heading(_answer(comparison), level=1)
    if len(comparison.possible) > 1:
        yield blocks.Text(line(quiet("A may be "), _alternatives(comparison.possible)))
    for name, moment in (("A", comparison.a), ("B", comparison.b)):
        yield _moment(name, moment, numbering)
    from karabakh_events.queries.order import reasons

    for number, reason in enumerate(reasons(comparison)):
        if number == 0:
            yield Heading("Why")
        yield Entry((), (line(reason),), lead_width=4)
    for number, other in enumerate(comparison.otherwise):
        if number == 0:
            yield Heading("By other readings")
        yield _otherwise(comparison, other, numbering)


def _answer(comparison: Order) -> str:
    if comparison.a.id == comparison.b.id:
        return "A and B are one record"
    if comparison.same_day:
        return "A and B are on the same day"
    if comparison.link and not comparison.contradicted:
        inner, outer = ("B", "A") if comparison.link.id == comparison.a.id else ("A", "B")
        return f"{inner} lies within {outer}: neither is before the other"
    return _ANSWERS[comparison.relation]


def _alternatives(ways: Iterable[str]) -> str:
    *first, last = (_WAYS[way] for way in ways)
    return f"{', '.join(first)} or {last}" if first else last


def _moment(name: str, moment: Moment, numbering: Numbering) -> Entry:
    bounds = f"{moment.earliest or 'open'} to {moment.latest or 'open'}" if moment.date else None
    date = full_date(
        moment.date,
        moment.date_verbatim,
        moment.date_basis,
        moment.date_reason,
        moment.date_reference,
        bounds=bounds if moment.earliest != moment.latest else None,
        disputed=moment.disputed,
    )
    return Entry(
        line(Span(name, "strong")),
        (
            line(
                *title_with_mark(moment.status, Span(moment.label, "strong")),
                " ",
                *_places(((each.document, each.start, each.end) for each in moment.citations), numbering),
            ),
            *map(joined, date),
            settled(moment.declared_date),
        ),
        moment.id,
        lead_width=4,
        gap=True,
    )


def _otherwise(comparison: Order, other: Otherwise, numbering: Numbering) -> Entry:
    word = _WAYS["together"] if other.possible == ("together",) else other.relation
    lines: list[Line] = []
    if len(other.possible) > 1:
        lines.append(line(quiet("A may be "), _alternatives(other.possible)))
    for reading in other.readings:
        lines += _reading(comparison, reading, numbering)
    return Entry(line(Span(word, "strong")), tuple(lines), lead_width=_WAY_WIDTH, gap=True)


def _reading(comparison: Order, reading: OtherDate, numbering: Numbering) -> Iterator[Line]:
    name = "A" if reading.record == comparison.a.id else "B"
    date = Span(in_words(reading.date), "date")
    if reading.source == "within":
        yield line(f"if {name} is dated ", date, f", within {reading.of}, in which it lies")
        return
    of = f", with its occasion, {reading.of}" if reading.source == "occasion" else None
    mark = numbering.mark([reading.document]) if reading.document else quiet("(from outside the corpus)")
    yield line(f"if {name} is dated ", date, of, " ", mark)
    yield from rests_on(reading)


# --- positions -----------------------------------------------------------------------------------------


def positions(rows: Iterable[Position], numbering: Numbering) -> Iterator[Block]:
    """Each actor with their statements in the order of time."""
    for row in rows:
        yield Heading(f"{row.actor.name}: {count(len(row.statements), 'statement')}")
        yield from layouts.who_said(row.statements, numbering, under=row.actor.id)
