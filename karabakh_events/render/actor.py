"""The page of one actor: offices, spellings, deeds, encounters, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, Text, joined, line
from karabakh_events.render.parts import LABEL_WIDTH, Numbering, quiet, short_date, titled, where
from karabakh_events.render.record import HEADINGS, RELATIONS, Group, head, passages, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.actor import Acquaintance, ActorFile, Encounter, Office, Spelling
    from karabakh_events.queries.statements import StatementRow

_HEADINGS = HEADINGS["actor"]

_MOST = 12
"""A spelling names at most this many of its documents."""


def actor_file(found: ActorFile, numbering: Numbering) -> Iterator[Block]:
    """Everything on record of one actor. A part with nothing in it is left out."""
    # Offices, events and statements are told by the actor file itself.
    others = (link for link in found.record.links if link.kind in ("agreement", "provision", "document"))
    shown = view(found.record._replace(links=tuple(others)))
    yield from head(shown)
    if not (found.record.links or found.searched):
        yield Text(line(quiet("nothing more is on record of them")))
    yield from _offices(_HEADINGS["office"], found.offices_held, numbering, of_body=False)
    yield from _offices(_HEADINGS["officer"], found.officers, numbering, of_body=True)
    yield from _spellings(found, numbering)
    yield from _deeds(found, numbering)
    yield from _encounters(found.met, found.row.name)
    yield from _statements("speaker", found.said, numbering)
    yield from _statements("addressee", found.was_told, numbering)
    yield from _statements("subject", found.said_of, numbering)
    yield from _statements("relayer", found.passed_on, numbering)
    for group in shown.groups:
        yield from _group(group)
    yield from passages(shown, numbering)


def _offices(
    title: str, offices: Iterable[Office], numbering: Numbering, *, of_body: bool
) -> Iterator[Block]:
    for number, office in enumerate(offices):
        if number == 0:
            yield Heading(title)
        other = office.holder.name if of_body else office.body and office.body.name
        yield Entry(
            short_date(office.held, office.basis) if office.held else line(quiet("term not given")),
            (
                joined(
                    (
                        joined((Span(office.title, "strong"), numbering.mark(office.documents)), " "),
                        other,
                    )
                ),
            ),
            office.id,
        )


def _spellings(found: ActorFile, numbering: Numbering) -> Iterator[Block]:
    if not found.searched:
        return
    many = len(found.searched)
    yield Heading("Spellings of the name")
    yield Text(
        line(
            quiet(
                f"in the whole text of {'the document' if many == 1 else f'the {many} documents'} that tell"
                f"{'s' if many == 1 else ''} of them, also within longer names; pronouns and offices are not"
                " counted"
            )
        )
    )
    for spelling in found.spellings:
        if spelling.occurrences:
            yield Entry(line(quiet(f"{spelling.occurrences} ×")), (_spelling(spelling, numbering),))
    if unmet := [spelling.spelling for spelling in found.spellings if not spelling.occurrences]:
        yield Entry(line(quiet("not there")), (line("; ".join(unmet)),))


def _spelling(spelling: Spelling, numbering: Numbering) -> Line:
    several = len(spelling.documents) > 1
    numbering.mark(document for document, _ in spelling.documents[:_MOST])
    numbers = {document: number for number, document in enumerate(numbering.documents)}
    where = [
        line(numbering.mark([document]), f" {number}" if several else None)
        for document, number in sorted(spelling.documents[:_MOST], key=lambda each: numbers[each[0]])
    ]
    more = len(spelling.documents) - _MOST
    return joined(
        (
            line(Span(spelling.spelling, "strong"), " ", *joined(where, ", ")),
            quiet(f"and {more} more documents") if more > 0 else None,
            None if spelling.known else quiet("not on record as an alias"),
            quiet(f"also the name of {', '.join(spelling.shared_with)}") if spelling.shared_with else None,
        )
    )


def _deeds(found: ActorFile, numbering: Numbering) -> Iterator[Block]:
    for number, event in enumerate(found.took_part):
        if number == 0:
            yield Heading("Did and took part in")
        parts = ", ".join(
            dict.fromkeys(RELATIONS["actor"][part.role] for part in event.actors if part.id == found.row.id)
        )
        yield Entry(
            short_date(event.date, event.date_basis),
            (
                line(
                    Span(f"{parts}: ", "quiet"),
                    *titled(event.status, event.title),
                    " ",
                    numbering.mark(event.documents),
                ),
            ),
            event.id,
        )


def _encounters(met: Iterable[Acquaintance], own: str) -> Iterator[Block]:
    """Those met with the encounters that count, then the events at which they may have met or may meet."""
    for number, other in enumerate(met):
        if number == 0:
            yield Heading("Met and spoke with")
        times = len(other.counted)
        yield Entry(
            line(quiet({0: "not met", 1: "once", 2: "twice"}.get(times, f"{times} times"))),
            (
                joined((Span(other.name, "strong"), *_between(other))),
                *(_encounter(each, own, other.name) for each in other.encounters),
            ),
            other.id,
            lead_width=LABEL_WIDTH,
        )


def _between(other: Acquaintance) -> tuple[Line, ...]:
    if len(other.counted) == 1:
        return ()
    return tuple(
        line(Span(f"{which} ", "quiet"), *short_date(end.date, end.date_basis))
        for which, end in zip(("first", "last"), other.ends, strict=True)
        if end
    )


_OF_THEIR_OWN = ("host", "mediator", "observer")
"""The parts that nobody else at a meeting has: that of a mediator may be less than to have met."""


def _encounter(encounter: Encounter, own: str, other: str) -> Line:
    parts = [(role, own) for role in encounter.own_roles] + [(role, other) for role in encounter.other_roles]
    within = encounter.status in ("occurred", "ongoing") and not encounter.counted
    return joined(
        (
            short_date(encounter.date, encounter.date_basis),
            titled(encounter.status, encounter.mode),
            *(quiet(f"{role}: {name}") for role, name in parts if role in _OF_THEIR_OWN),
            quiet("on the same side") if encounter.same_side else None,
            quiet("within another") if within else None,
            quiet(encounter.event),
        )
    )


def _statements(role: str, statements: Iterable[StatementRow], numbering: Numbering) -> Iterator[Block]:
    """The statements in which the actor has this role."""
    for number, row in enumerate(statements):
        if number == 0:
            yield Heading(_HEADINGS[role])
        own = role == "speaker"
        by = "" if own else ", ".join(speaker.name for speaker in row.speakers)
        to = ", ".join(addressee.name for addressee in row.addressees) if own else ""
        said = joined((Span(by, "speaker") if by else None, row.summary), ": ")
        yield Entry(
            short_date(row.date, row.date_basis),
            (
                line(*said, " ", numbering.mark([row.document], where(row))),
                line(quiet(f"to {to}" if to else None)),
            ),
            row.id,
        )


def _group(group: Group) -> Iterator[Block]:
    yield Heading(group.heading)
    for link in group.records:
        said = line(Span(f"{link.words}: ", "quiet") if group.mixed else None, link.label)
        yield Entry(link.date or line(quiet("undated")), (joined((said, quiet(link.note))),), link.id)
