"""One record in full, whatever its kind: `kevents show`, and a catalogue that is asked for one by name."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from karabakh_events.dates import in_words
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, joined, line
from karabakh_events.render.links import at_words
from karabakh_events.render.parts import (
    LABEL_WIDTH,
    Numbering,
    as_text,
    dated,
    field_by_document,
    marked,
    meaning,
    quiet,
    quotations,
    surroundings,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.conflicts import Conflict
    from karabakh_events.queries.record import Link, Passage, Record


def record(found: Record, disagreements: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """A record's own fields, the records linked with it, its passages, and where its sources differ."""
    yield from head(found)
    yield from _links(found)
    if found.kind == "document":
        yield from _drawn(found.citations)
    else:
        yield from passages(found, numbering)

    for number, block in enumerate(field_by_document(disagreements, numbering)):
        if number == 0:
            yield Heading("Told in more than one way")
        yield block


def head(found: Record) -> Iterator[Block]:
    """What it is, and its own fields."""
    yield Heading(found.label, level=1)
    yield blocks.Text(joined((quiet(found.kind), quiet(found.id))))
    for label, lines in _fields(found):
        yield Entry(line(quiet(label)), lines, lead_width=LABEL_WIDTH)


RELATIONS = {
    "actor": {
        "actor": "did",
        "recipient": "affected by",
        "host": "hosted",
        "mediator": "mediated",
        "participant": "took part in",
        "observer": "observed",
        "speaker": "said",
        "addressee": "was told",
        "relayer": "passed on",
        "subject": "spoken of in",
        "party": "party to",
        "signatory": "signed",
        "guarantor": "guarantees",
        "witness": "witnessed",
        "obligor": "bound to",
    },
    "statement": {"relayer": "carried by", "subject": "about"},
}
"""The words of the codebook say what the other record is to this one; of an actor one asks what he did."""

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
            yield name, tuple(line(words) for words in quotations(value))
        elif name == "sections":
            yield (
                name,
                tuple(
                    joined((section["kind"], quiet(f"{section['start']}–{section['end']}")))
                    for section in value
                ),
            )
        elif (
            name not in told
            and name != "position"
            and not name.endswith("_id")
            and value not in ([], found.label)
        ):
            text = "; ".join(value) if isinstance(value, list) else as_text(value)
            yield name.replace("_", " "), (joined((text, quiet(meaning(found.kind, name, text)))),)


def _date_in_full(
    edtf: str | None, verbatim: str | None, basis: str | None, reason: str | None, reference: str | None
) -> tuple[Line, ...]:
    lines = [
        joined(
            (
                Span(in_words(edtf), "strong"),
                quiet(edtf),
                quiet(basis),
                line(quiet("the text has "), f"“{verbatim}”") if verbatim else None,
            )
        )
    ]
    lines += [line(quiet(reason))] if reason else []
    lines += [line(quiet(f"see {reference}"))] if reference else []
    return tuple(lines)


def _links(found: Record) -> Iterator[Block]:
    # What is told under a provision is not told again of the agreement as a whole.
    under = {(word, link.id) for link in found.links if link.of for word in (link.relation, "spoken-of-in")}
    links = [link for link in found.links if link.of or (link.relation, link.id) not in under]
    if links:
        yield Heading("Linked")
    before: tuple[str, str | None] | None = None
    summarised = set()
    for link in links:
        words = RELATIONS.get(found.kind, {}).get(link.relation, link.relation.replace("-", " "))
        lead = line(quiet(f"↳ {words}" if link.of else words)) if (words, link.of) != before else ()
        before = words, link.of
        yield Entry(lead, (_link(link, found, known=link.id in summarised),), link.id, lead_width=LABEL_WIDTH)
        summarised.add(link.id)


def _link(link: Link, found: Record, *, known: bool) -> Line:
    """What there is to say of a linked record; of a statement that is known already, no more than whose."""
    date = dated(link.date, link.date_basis) if link.date else None
    note = link.note if link.note != found.label else None
    if link.kind == "statement" and known and note:
        return joined((date, note))
    if link.kind == "statement":
        return joined((date, line(note, Span(": ", "quiet") if note else None, link.label)))
    if link.kind == "event":
        return joined((date, line(marked(note), " " if note else None, link.label)))
    if note and link.relation == "signatory":
        note = f"for {note}"
    return joined((date, link.label, quiet(note)))


def _drawn(cited: Iterable[Passage]) -> Iterator[Block]:
    """Every passage of a document once, with all that is drawn from it below.

    What supports only a part of a record is left out if the record has a passage as a whole: it would be
    told over and over.
    """
    kept = list(cited)
    if kept:
        yield Heading("Drawn from it")
    whole = {passage.record for passage in kept if passage.supports == "whole"}
    kept = [each for each in kept if each.supports == "whole" or each.record not in whole]
    for (start, end), group in groupby(kept, lambda passage: (passage.start, passage.end)):
        drawn = {passage.record: passage for passage in group}
        for number, passage in enumerate(drawn.values()):
            label = joined((quiet(passage.kind), passage.label))
            yield Entry(
                () if number else line(quiet(f"{start}–{end}")),
                (label,) if number else (line(Span(f"‹{passage.exact}›", "passage")), label),
                passage.record,
                lead_width=LABEL_WIDTH,
                gap=not number,
            )


def passages(found: Record, numbering: Numbering) -> Iterator[Block]:
    """Every passage of a record once, with all that it supports above."""
    if found.citations:
        yield Heading("Passages")
    # The very words of a statement stand among its fields, and in a passage that is shown.
    kept = (each for each in found.citations if found.kind != "statement" or each.supports != "quote")
    for (document, start, end), group in groupby(kept, lambda each: (each.document, each.start, each.end)):
        cited = list(group)
        passage = cited[0]
        before, after = surroundings(passage)
        yield blocks.Passage(
            joined(
                (
                    line(
                        numbering.mark([document], at_words(passage.url, passage.exact)),
                        " ",
                        f"{passage.outlet}, " if passage.outlet else None,
                        quiet(f"{passage.section}, characters {start}–{end}"),
                    ),
                    *dict.fromkeys(_supported(each, found, others=len(cited) > 1) for each in cited),
                )
            ),
            before,
            passage.exact,
            after,
        )


def _supported(passage: Passage, shown: Record, *, others: bool) -> Span | None:
    """What a passage is for; nothing where it is for the record shown and for nothing else."""
    own = passage.record == shown.id
    of = passage.kind if own else f"{passage.kind}: {passage.label}"
    if passage.supports == "whole":
        return quiet(of) if others or not own else None
    return quiet(f"supports the {passage.supports}" + ("" if own else f" of {of}"))
