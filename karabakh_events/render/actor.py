"""The page of one actor: offices, spellings, deeds, encounters, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.counting import count
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, Text, joined, line
from karabakh_events.render.parts import LABEL_WIDTH, Numbering, quiet, short_date, title_with_mark, where
from karabakh_events.render.record import HEADINGS, RELATIONS, Group, head, passages, view

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.actor import Acquaintance, ActorFile, Encounter, Office, Spelling
    from karabakh_events.queries.statements import StatementRow

_HEADINGS = HEADINGS["actor"]

_MOST = 12
"""A spelling names at most this many of its documents."""


def actor_file(actor: ActorFile, numbering: Numbering) -> Iterator[Block]:
    """Everything on record of one actor. Empty parts are left out."""
    # The actor file has offices, events and statements with more detail than the links of a record.
    others = (
        link for link in actor.record.links if link.kind in ("actor", "agreement", "provision", "document")
    )
    record_view = view(actor.record._replace(links=tuple(others)))
    yield from head(record_view)
    yield from _belonging(record_view.groups)
    if not (actor.record.links or actor.searched):
        yield Text(line(quiet("nothing else is on record about them")))
    yield from _offices(_HEADINGS["office"], actor.offices_held, numbering, of_body=False)
    yield from _offices(_HEADINGS["officer"], actor.officers, numbering, of_body=True)
    yield from _spellings(actor, numbering)
    yield from _deeds(actor, numbering)
    yield from _encounters(actor.met, actor.row.name)
    yield from _statements("speaker", actor.said, numbering)
    yield from _statements("addressee", actor.was_told, numbering)
    yield from _statements("subject", actor.said_of, numbering)
    yield from _statements("relayer", actor.passed_on, numbering)
    for group in record_view.groups:
        if not _of_actors(group):
            yield from _group(group)
    yield from passages(record_view, numbering)


def _of_actors(group: Group) -> bool:
    """Whether it tells of the actors with which this one belongs together."""
    return any(link.kind == "actor" for link in group.records)


def _belonging(groups: Iterable[Group]) -> Iterator[Block]:
    for group in groups:
        if _of_actors(group):
            names = line("; ".join(link.label for link in group.records))
            yield Entry(line(quiet(group.heading.lower())), (names,), lead_width=LABEL_WIDTH)


def _offices(
    title: str, offices: Iterable[Office], numbering: Numbering, *, of_body: bool
) -> Iterator[Block]:
    for number, office in enumerate(offices):
        if number == 0:
            yield Heading(title)
        other = office.holder.name if of_body else office.body and office.body.name
        yield Entry(
            short_date(office.held, office.basis, office.disputed)
            if office.held
            else line(quiet("term not given")),
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


def _spellings(actor: ActorFile, numbering: Numbering) -> Iterator[Block]:
    if not actor.searched:
        return
    many = len(actor.searched)
    documents = "the document that mentions them" if many == 1 else f"the {many} documents that mention them"
    yield Heading("Spellings of the name")
    yield Text(
        line(
            quiet(
                f"counted in the whole text of {documents}, also within longer names; pronouns and offices do"
                " not count"
            )
        )
    )
    for spelling in actor.spellings:
        if spelling.occurrences:
            yield Entry(line(quiet(f"{spelling.occurrences} ×")), (_spelling(spelling, numbering),))
    if unmet := [spelling.spelling for spelling in actor.spellings if not spelling.occurrences]:
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
            quiet(f"and {count(more, 'more document')}") if more > 0 else None,
            None if spelling.known else quiet("not on record as an alias"),
            quiet(f"also the name of {', '.join(spelling.shared_with)}") if spelling.shared_with else None,
        )
    )


def _deeds(actor: ActorFile, numbering: Numbering) -> Iterator[Block]:
    for number, event in enumerate(actor.took_part):
        if number == 0:
            yield Heading("Did and took part in")
        parts = ", ".join(
            dict.fromkeys(RELATIONS["actor"][part.role] for part in event.actors if part.id == actor.row.id)
        )
        yield Entry(
            short_date(event.date, event.date_basis, event.disputed),
            (
                line(
                    Span(f"{parts}: ", "quiet"),
                    *title_with_mark(event.status, event.title),
                    " ",
                    numbering.mark(event.documents),
                ),
            ),
            event.id,
        )


def _encounters(met: Iterable[Acquaintance], own: str) -> Iterator[Block]:
    """Each acquaintance with all encounters, those that count and those that do not."""
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
        line(Span(f"{which} ", "quiet"), *short_date(end.date, end.date_basis, end.disputed))
        for which, end in zip(("first", "last"), other.ends, strict=True)
        if end
    )


_OF_THEIR_OWN = ("host", "mediator", "observer")
"""Roles that differ from those of the others at a meeting. A mediator may not have met everyone."""


def _encounter(encounter: Encounter, own: str, other: str) -> Line:
    parts = [(role, own) for role in encounter.own_roles] + [(role, other) for role in encounter.other_roles]
    within = encounter.status in ("occurred", "ongoing") and not encounter.counted
    return joined(
        (
            short_date(encounter.date, encounter.date_basis, encounter.disputed),
            title_with_mark(encounter.status, encounter.mode),
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
            short_date(row.date, row.date_basis, row.disputed),
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
