"""One record in full, whatever its kind.

`view` says what there is to say of a record, in which words and in which order. A terminal, Markdown and the
pages of `kevents serve` get it as blocks (`layout`), the pages of a site by templates.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, joined, line
from karabakh_events.render.links import at_words
from karabakh_events.render.parts import (
    LABEL_WIDTH,
    Numbering,
    field_by_document,
    full_date,
    meaning,
    quiet,
    quotations,
    short_date,
    titled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from karabakh_events.queries.conflicts import Conflict
    from karabakh_events.queries.record import Link, Passage, Record

MANY = 400
"""A web page shows this many records of a group."""

WHOLE = "the record as a whole"
"""What most passages support."""


class Fact(NamedTuple):
    """A label with its lines; each line is of pieces that stand side by side."""

    label: str
    lines: tuple[Line, ...]


class Linked(NamedTuple):
    """Another record, and what it is to the one shown."""

    relation: str  # as in `queries.record.Link`
    words: str  # the relation in words
    kind: str
    id: str
    label: str
    date: Line  # empty if it has none
    status: str | None  # of an event, unless it simply happened
    speaker: str | None  # of a statement, unless the page is the speaker's own
    note: str | None
    of: str | None  # the provision that it speaks of, if the record shown is an agreement


class Group(NamedTuple):
    """Other records under one heading. On a web page a group is `listed` by itself or is one of the facts.
    The records of a `mixed` group differ in their relation."""

    heading: str
    listed: bool
    mixed: bool
    records: tuple[Linked, ...]
    left_out: int


class Use(NamedTuple):
    """What a passage supports: a record as a whole, or a `part` such as “the date”."""

    record: str
    kind: str
    label: str
    part: str | None
    words: str  # on the page of the record shown


class Quoted(NamedTuple):
    """A passage with the text around it and with everything that it supports."""

    passage: Passage
    before: str
    after: str
    uses: tuple[Use, ...]


class RecordView(NamedTuple):
    """What there is to say of a record."""

    kind: str
    id: str
    label: str
    status: str | None
    """Of an event, unless it simply happened."""
    speakers: tuple[Span, ...]
    date: Line
    """Of an event or a statement."""
    quotes: tuple[str, ...]
    summary: str | None
    dates: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    passages: tuple[Quoted, ...]
    """Of a document, those that records cite; of any other record, those that support it or its parts."""
    conflicts: tuple[Conflict, ...]

    @property
    def left_out(self) -> int:
        """How many linked records are not in the groups."""
        return sum(group.left_out for group in self.groups)


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
"""Relations with words other than the codebook's. On the page of an actor they say what the actor did."""

HEADINGS = {
    "event": {
        "part": "Parts of it",
        "agreement": "Agreements",
        "provision": "What it says of provisions",
        "occasion-of": "Said on this occasion",
        "spoken-of-in": "Spoken of in",
    },
    "statement": {"provision": "What it says of provisions"},
    "agreement": {"provision": "Provisions", "event": "Events", "spoken-of-in": "Spoken of in"},
    "actor": {
        "office": "Offices",
        "officer": "Office holders",
        "actor": "Did",
        "host": "Hosted",
        "mediator": "Mediated",
        "participant": "Took part in",
        "recipient": "Affected by",
        "observer": "Observed",
        "speaker": "Said",
        "addressee": "Was told",
        "subject": "Said about them",
        "relayer": "Passed on",
        "agreement": "Agreements",
        "obligor": "Bound to",
        "published": "Published",
    },
    "place": {"event": "Happened here", "signed": "Signed here"},
}
"""Of each kind of record, the lists of other records, in order. A key is a kind of record with any relation,
or a relation. All other relations are facts."""

_LABELS = {"aliases": "also spelled", "url": "address"}
_CODES = ("sha256", "origin")
_ELSEWHERE = ("summary", "quote", "part_of", "position")
"""Fields that are no facts: they have a place of their own, or a linked record says the same."""
_DATE_PARTS = ("edtf", "verbatim", "basis", "reason", "reference", "earliest", "latest", "precision")


# --- what there is to say ------------------------------------------------------------------------------


def view(record: Record, conflicts: Iterable[Conflict] = (), *, most: int | None = None) -> RecordView:
    """What there is to say of a record; with at most ``most`` records in a group."""
    fields = record.fields
    status, summary, quote = (fields.get(name) for name in ("status", "summary", "quote"))
    occurrence = record.kind in ("event", "statement")
    return RecordView(
        record.kind,
        record.id,
        record.label,
        status if record.kind == "event" and status != "occurred" else None,
        tuple(
            Span(link.label, record=(link.kind, link.id))
            for link in record.links
            if record.kind == "statement" and link.relation == "speaker"
        ),
        short_date(fields.get("date_edtf"), fields.get("date_basis")) if occurrence else (),
        tuple(quotations(quote)) if quote else (),
        summary if summary != record.label else None,
        tuple(_dates(fields)),
        tuple(_facts(record)),
        tuple(_groups(record, most)),
        tuple(_passages(record)),
        tuple(conflicts),
    )


def _dates(fields: dict[str, Any]) -> Iterator[Fact]:
    for name, edtf in fields.items():
        if name.endswith("edtf"):
            prefix = name.removesuffix("edtf")
            columns = (fields.get(prefix + part) for part in _DATE_PARTS[:5])
            yield Fact(prefix.rstrip("_") or "held", full_date(*columns, code=edtf))


def _facts(record: Record) -> Iterator[Fact]:
    """The record's own fields, except its dates and what stands elsewhere."""
    prefixes = [name.removesuffix("edtf") for name in record.fields if name.endswith("edtf")]
    # The bounds of `date_edtf` are plain `earliest` and `latest`.
    prefixes += [""] if "date_" in prefixes else []
    elsewhere = {prefix + part for prefix in prefixes for part in _DATE_PARTS}.union(_ELSEWHERE)
    for name, value in record.fields.items():
        if name not in elsewhere and not name.endswith("_id") and value not in ([], record.label):
            yield Fact(_LABELS.get(name, name.replace("_", " ")), _lines(record.kind, name, value))


def _lines(kind: str, name: str, value: Any) -> tuple[Line, ...]:
    if name == "sections":
        return tuple(line(each["kind"], quiet(f"{each['start']}–{each['end']}")) for each in value)
    if name == "topics":
        return (tuple(Span(topic, record=("topic", topic)) for topic in value),)
    text = "; ".join(value) if isinstance(value, list) else str(value)
    address = {"url": text, "wikidata": f"https://www.wikidata.org/wiki/{text}"}.get(name, "")
    style = "code" if name in _CODES else ""
    return (line(Span(text, style, address), quiet(meaning(kind, name, text))),)


def _groups(record: Record, most: int | None) -> Iterator[Group]:
    headings = HEADINGS.get(record.kind, {})
    words = RELATIONS.get(record.kind, {})
    facts: dict[str, list[Link]] = {}
    lists: dict[str, list[Link]] = {key: [] for key in headings}
    for link in record.links:
        key = next(
            (key for key in ("provision" if link.of else link.kind, link.relation) if key in lists), None
        )
        if key:
            lists[key].append(link)
        else:
            facts.setdefault(words.get(link.relation, link.relation.replace("-", " ")), []).append(link)
    for heading, links, key in (
        *((heading, links, None) for heading, links in facts.items()),
        *((headings[key], links, key) for key, links in lists.items() if links),
    ):
        mixed = any(key not in (None, link.relation) for link in links)
        shown = tuple(_linked(link, record, words) for link in links[:most])
        yield Group(heading, key is not None, mixed, shown, len(links) - len(shown))


def _linked(link: Link, record: Record, words: dict[str, str]) -> Linked:
    note = link.note if link.note != record.label else None
    status = note if link.kind == "event" else None
    speaker = note if link.kind == "statement" else None
    if status or speaker:
        note = None
    return Linked(
        link.relation,
        words.get(link.relation, link.relation.replace("-", " ")),
        link.kind,
        link.id,
        link.label,
        short_date(link.date, link.date_basis) if link.date else (),
        status,
        speaker,
        f"for {note}" if note and link.relation == "signatory" else note,
        link.of,
    )


def _passages(record: Record) -> Iterator[Quoted]:
    """Every passage once."""
    for _, cited in groupby(record.citations, lambda each: (each.document, each.start, each.end)):
        first, *others = cited
        uses = dict.fromkeys(_use(each, record.id) for each in (first, *others))
        yield Quoted(first, *_surroundings(first), tuple(uses))


def _use(passage: Passage, shown: str) -> Use:
    part = None if passage.supports == "whole" else f"the {passage.supports}"
    of = None if passage.record == shown else f"{passage.kind}: {passage.label}"
    words = f"{part} of {of}" if part and of else part or of or WHOLE
    return Use(passage.record, passage.kind, passage.label, part, words)


def _surroundings(passage: Passage) -> tuple[str, str]:
    """The text before and after a passage in its paragraph; an ellipsis stands where it is cut off."""
    *earlier, before = passage.before.rsplit("\n", 1)
    after, *later = passage.after.split("\n", 1)
    if not earlier and " " in before:
        before = f"… {before.partition(' ')[2]}"
    if not later and " " in after:
        after = f"{after.rpartition(' ')[0]} …"
    return before, after


# --- as blocks -----------------------------------------------------------------------------------------


def record(found: Record, conflicts: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """A record as blocks."""
    return layout(view(found, conflicts), numbering)


def layout(shown: RecordView, numbering: Numbering) -> Iterator[Block]:
    """The facts, the linked records, the passages, and the fields that the sources tell differently."""
    yield from head(shown)
    yield from _links(shown)
    if shown.kind == "document":
        yield from _uses(shown)
    else:
        yield from passages(shown, numbering)
    if shown.conflicts:
        yield Heading("Told in more than one way")
        yield from field_by_document(shown.conflicts, numbering)


def head(shown: RecordView) -> Iterator[Block]:
    """The label and the facts."""
    yield Heading(shown.label, level=1)
    yield blocks.Text(joined((quiet(shown.kind), quiet(shown.id))))
    words = (
        Fact("quote", tuple(line(quote) for quote in shown.quotes)),
        Fact("summary", (line(shown.summary),)),
    )
    for label, lines in (*words, *shown.dates, *shown.facts):
        if any(lines):
            yield Entry(line(quiet(label)), tuple(map(joined, lines)), lead_width=LABEL_WIDTH)


def _links(shown: RecordView) -> Iterator[Block]:
    links = [each for group in shown.groups for each in group.records]
    # What stands under a provision is not repeated under the agreement.
    under = {(word, link.id) for link in links if link.of for word in (link.relation, "spoken-of-in")}
    links = [link for link in links if link.of or (link.relation, link.id) not in under]
    if links:
        yield Heading("Linked")
    before: tuple[str, str | None] | None = None
    known: set[str] = set()
    for link in links:
        words = f"↳ {link.words}" if link.of else link.words
        lead = line(quiet(words)) if (words, link.of) != before else ()
        before = words, link.of
        # A statement that stands above is repeated by its speaker only.
        label = () if link.speaker and link.id in known else titled(link.status, link.label)
        said = joined((link.speaker, label), ": ")
        yield Entry(lead, (joined((link.date, said, quiet(link.note))),), link.id, lead_width=LABEL_WIDTH)
        known.add(link.id)


def _uses(shown: RecordView) -> Iterator[Block]:
    """Every passage of a document with the records that it supports.

    What supports a part of a record is left out if another passage supports the whole of it.
    """
    if shown.passages:
        yield Heading("Drawn from it")
    whole = {use.record for quoted in shown.passages for use in quoted.uses if not use.part}
    for passage, _, _, uses in shown.passages:
        kept = {use.record: use for use in uses if not use.part or use.record not in whole}
        for number, use in enumerate(kept.values()):
            label = joined((quiet(use.kind), use.label))
            yield Entry(
                () if number else line(quiet(f"{passage.start}–{passage.end}")),
                (label,) if number else (line(Span(f"‹{passage.exact}›", "passage")), label),
                use.record,
                lead_width=LABEL_WIDTH,
                gap=not number,
            )


def passages(shown: RecordView, numbering: Numbering) -> Iterator[Block]:
    """Every passage of a record under the place where it stands and what it supports."""
    if shown.passages:
        yield Heading("Passages")
    for passage, before, after, uses in shown.passages:
        # The very words of a statement stand among its facts, and in a passage that is shown.
        kept = [use.words for use in uses if shown.kind != "statement" or use.part != "the quote"]
        if not kept:
            continue
        outlet = f"{passage.outlet}, " if passage.outlet else None
        at = quiet(f"{passage.section}, characters {passage.start}–{passage.end}")
        mark = numbering.mark([passage.document], at_words(passage.url, passage.exact))
        supports = quiet(f"supports {' · '.join(kept)}") if kept != [WHOLE] else None
        yield blocks.Passage(joined((line(mark, " ", outlet, at), supports)), before, passage.exact, after)
