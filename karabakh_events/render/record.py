"""One record in full, whatever its kind.

`view` decides what is said of a record, in which words and in which order. `layout` turns this into blocks
for a terminal, Markdown and the pages of `kevents serve`; the templates of the site print it directly.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from karabakh_events.counting import count
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, joined, line
from karabakh_events.render.links import at_words
from karabakh_events.render.parts import (
    LABEL_WIDTH,
    NO_OUTCOME,
    PLANS,
    Numbering,
    field_by_document,
    figure,
    full_date,
    grounds,
    meaning,
    outcome,
    quiet,
    quotations,
    settled,
    short_date,
    title_with_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from karabakh_events.queries.conflicts import Conflict
    from karabakh_events.queries.record import Link, Passage, Record

MANY = 400
"""The most records of a group that a web page shows."""

WHOLE = "the record as a whole"
"""What a passage supports that is not for a part of a record or for another record."""


class Fact(NamedTuple):
    """A label with its lines. A line consists of pieces that stand side by side."""

    label: str
    lines: tuple[Line, ...]


class LinkView(NamedTuple):
    """Another record, and how it relates to the one in view."""

    relation: str  # as in `queries.record.Link`
    words: str  # the relation in words
    kind: str
    id: str
    label: str
    date: Line  # of an event or a statement “undated” if it has no date; else empty
    status: str | None  # of an event that did not simply occur
    speaker: str | None  # of a statement; not in the view of the speaker
    note: str | None
    of: str | None  # if an agreement is in view: the provision that it speaks of, or the agreement as a whole


class Group(NamedTuple):
    """Other records under one heading. On a web page, a group is `listed` by itself, or it is one of the
    facts. In a `mixed` group the relations differ."""

    heading: str
    listed: bool
    mixed: bool
    records: tuple[LinkView, ...]
    left_out: int


class Use(NamedTuple):
    """What a passage supports: a record as a whole, or a `part` such as “the date”."""

    record: str
    kind: str
    label: str
    part: str | None
    words: str  # what it supports, in words


class PassageView(NamedTuple):
    """A passage with the text around it and with all that it supports."""

    passage: Passage
    before: str
    after: str
    uses: tuple[Use, ...]


class Quotation(NamedTuple):
    """The words of a statement in one document, each passage between quotation marks."""

    passages: tuple[str, ...]
    translation: str | None
    """The curator's own."""
    document: Span | None
    """The document, only if several have the statement in words of their own."""


class RecordView(NamedTuple):
    """All that is said of a record."""

    kind: str
    id: str
    label: str
    status: str | None
    """Of an event that did not simply occur."""
    speakers: tuple[Span, ...]
    date: Line
    """Of an event or a statement."""
    quotes: tuple[Quotation, ...]
    summary: str | None
    dates: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    passages: tuple[PassageView, ...]
    """Of a document, all passages that records cite; of other records, those that support it or its parts."""
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
"""Relations that need other words than the codebook's: of an actor, they say what the actor did."""

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
        "member": "Members",
        "part": "Parts of it",
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
    "place": {"part": "Places in it", "event": "Happened here", "signed": "Signed here"},
}
"""For each kind of record, the headings of its lists of other records, in their order. A key is a relation,
or a kind of record for all relations with it. Relations without a heading are facts."""

_LABELS = {"aliases": "also spelled", "url": "address", "officials_and_bodies": "belong to it"}
_CODES = ("sha256", "origin")
_ELSEWHERE = ("summary", "quote", "translation", "renderings", "part_of", "outcome_of", "position")
"""Fields that have a place of their own, or that a linked record repeats."""
_DATE_PARTS = (
    "edtf",
    "verbatim",
    "basis",
    "reason",
    "reference",
    "earliest",
    "latest",
    "precision",
    "disputed",
)


# --- what there is to say ------------------------------------------------------------------------------


def view(record: Record, conflicts: Iterable[Conflict] = (), *, most: int | None = None) -> RecordView:
    """All that is said of a record, with at most ``most`` records in each group."""
    conflicts = tuple(conflicts)
    fields = record.fields
    status, summary = fields.get("status"), fields.get("summary")
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
        short_date(fields.get("date_edtf"), fields.get("date_basis"), fields.get("disputed", False))
        if occurrence
        else (),
        tuple(_quotations(record)),
        summary if summary != record.label else None,
        tuple(_dates(fields, conflicts)),
        tuple(_facts(record)),
        tuple(_groups(record, most)),
        tuple(_passages(record)),
        conflicts,
    )


def _quotations(record: Record) -> Iterator[Quotation]:
    renderings = record.fields.get("renderings", ())
    called = {each.document: each.outlet or each.title for each in record.citations}
    for each in renderings:
        name = each["document"]
        document = Span(called.get(name, name), "quiet", record=("document", name))
        yield Quotation(
            tuple(quotations(each["quote"])), each["translation"], document if len(renderings) > 1 else None
        )


def _dates(fields: dict[str, Any], conflicts: Iterable[Conflict]) -> Iterator[Fact]:
    declared = {conflict.field: conflict.declared for conflict in conflicts}
    for name, edtf in fields.items():
        if name.endswith("edtf"):
            prefix = name.removesuffix("edtf")
            columns = (fields.get(prefix + part) for part in _DATE_PARTS[:5])
            disputed = fields.get(f"{'' if prefix == 'date_' else prefix}disputed", False)
            field = prefix.rstrip("_") or "held"
            date = full_date(*columns, code=edtf, disputed=disputed)
            yield Fact(field, (*date, *filter(None, (settled(declared.get(field)),))))


def _facts(record: Record) -> Iterator[Fact]:
    """The record's own fields, without its dates and those that stand elsewhere."""
    prefixes = [name.removesuffix("edtf") for name in record.fields if name.endswith("edtf")]
    # The bounds of `date_edtf` are plain `earliest` and `latest`.
    prefixes += [""] if "date_" in prefixes else []
    elsewhere = {prefix + part for prefix in prefixes for part in _DATE_PARTS}.union(_ELSEWHERE)
    for name, value in record.fields.items():
        if name.startswith(("outlet_", "url_")) or name in elsewhere or name.endswith("_id"):
            continue
        if value not in ([], record.label):
            lines = _lines(record.kind, name, value)
            if record.kind == "event" and name == "status" and value in PLANS:
                lines += tuple(_became(record.links))
            yield Fact(_LABELS.get(name, name.replace("_", " ")), lines)
    for name in ("outlet", "url"):
        if basis := record.fields.get(f"{name}_basis"):
            reasons = (record.fields.get(f"{name}_{part}") for part in ("reason", "reference"))
            yield Fact(f"{_LABELS.get(name, name)} from", (line(basis), *grounds(*reasons)))


def _lines(kind: str, name: str, value: Any) -> tuple[Line, ...]:
    if name == "sections":
        return tuple(
            line(each["kind"], _speaking(each["speaker"]), quiet(f"{each['start']}–{each['end']}"))
            for each in value
        )
    if name == "figures":
        return tuple(_figure(each) for each in value)
    if name == "topics":
        return (tuple(Span(topic, record=("topic", topic)) for topic in value),)
    if name == "officials_and_bodies":
        return (line(count(value, "[official or body|officials and bodies]")),)
    text = "; ".join(value) if isinstance(value, list) else str(value)
    address = {"url": text, "wikidata": f"https://www.wikidata.org/wiki/{text}"}.get(name, "")
    style = "code" if name in _CODES else ""
    return (line(Span(text, style, address), quiet(meaning(kind, name, text))),)


def _became(links: Iterable[Link]) -> Iterator[Line]:
    """What became of a plan, by the status and the date of each outcome."""
    outcomes = [link for link in links if link.relation == "outcome"]
    for link in outcomes:
        words = outcome(link.note or "occurred", link.date, link.date_basis, link.disputed)
        yield line("".join(span.text for span in words))
    if not outcomes:
        yield line(quiet(NO_OUTCOME))


def _figure(each: dict[str, Any]) -> Line:
    """How many, who, by whose count, in which words."""
    return line(
        Span(figure(each["kind"], each["low"], each["best"], each["high"]), "strong"),
        Span(each["of"]["name"], record=("actor", each["of"]["id"])) if each["of"] else None,
        quiet(f"according to {each['counted_by']['name']}" if each["counted_by"] else "given as a fact"),
        Span(f"‹{' '.join(each['exact'].split())}›", "passage"),
        quiet(each["note"]),
    )


def _speaking(speaker: dict[str, str] | None) -> Span | None:
    return Span(speaker["name"], record=("actor", speaker["id"])) if speaker else None


def _groups(record: Record, most: int | None) -> Iterator[Group]:
    headings = HEADINGS.get(record.kind, {})
    words = RELATIONS.get(record.kind, {})
    facts: dict[str, list[Link]] = {}
    lists: dict[str, list[Link]] = {key: [] for key in headings}
    for link in record.links:
        # For an actor, "actor" is the heading of what it did, not of other actors.
        kind = "" if link.kind == "actor" else "provision" if link.of else link.kind
        key = next((key for key in (kind, link.relation) if key in lists), None)
        if key:
            lists[key].append(link)
        else:
            facts.setdefault(words.get(link.relation, link.relation.replace("-", " ")), []).append(link)
    for heading, links, key in (
        *((heading, links, None) for heading, links in facts.items()),
        *((headings[key], links, key) for key, links in lists.items() if links),
    ):
        mixed = any(key not in (None, link.relation) for link in links)
        shown = tuple(_link_view(link, record, words) for link in links[:most])
        yield Group(heading, key is not None, mixed, shown, len(links) - len(shown))


def _link_view(link: Link, record: Record, words: dict[str, str]) -> LinkView:
    note = link.note if link.note != record.label else None
    relation = words.get(link.relation, link.relation.replace("-", " "))
    status = note if link.kind == "event" else None
    speaker = note if link.kind == "statement" else None
    if status or speaker:
        note = None
    return LinkView(
        link.relation,
        f"{relation}, as a whole" if link.of == record.id else relation,
        link.kind,
        link.id,
        link.label,
        short_date(link.date, link.date_basis, link.disputed)
        if link.date or link.kind in ("event", "statement")
        else (),
        status,
        speaker,
        f"for {note}" if note and link.relation == "signatory" else note,
        link.of,
    )


def _passages(record: Record) -> Iterator[PassageView]:
    """Each passage once, with all that it supports."""
    for _, cited in groupby(record.citations, lambda each: (each.document, each.start, each.end)):
        first, *others = cited
        uses = dict.fromkeys(_use(each, record.id) for each in (first, *others))
        yield PassageView(first, *_surroundings(first), tuple(uses))


def _use(passage: Passage, shown: str) -> Use:
    part = None if passage.supports == "whole" else f"the {passage.supports}"
    of = None if passage.record == shown else f"{passage.kind}: {passage.label}"
    words = f"{part} of {of}" if part and of else part or of or WHOLE
    return Use(passage.record, passage.kind, passage.label, part, words)


def _surroundings(passage: Passage) -> tuple[str, str]:
    """The text of the paragraph before and after a passage, with an ellipsis where it is cut."""
    *earlier, before = passage.before.rsplit("\n", 1)
    after, *later = passage.after.split("\n", 1)
    if not earlier and " " in before:
        before = f"… {before.partition(' ')[2]}"
    if not later and " " in after:
        after = f"{after.rpartition(' ')[0]} …"
    return before, after


# --- as blocks -----------------------------------------------------------------------------------------


def record(record: Record, conflicts: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """A record as blocks."""
    return layout(view(record, conflicts), numbering)


def layout(view: RecordView, numbering: Numbering) -> Iterator[Block]:
    """The facts, the linked records, the passages, and the fields whose sources differ."""
    yield from head(view)
    yield from _links(view)
    if view.kind == "document":
        yield from _uses(view)
    else:
        yield from passages(view, numbering)
    if view.conflicts:
        yield Heading("Told in more than one way")
        yield from field_by_document(view.conflicts, numbering)


def head(view: RecordView) -> Iterator[Block]:
    """The label and the facts."""
    yield Heading(view.label, level=1)
    yield blocks.Text(joined((quiet(view.kind), quiet(view.id))))
    for label, lines in (*_words(view), *view.dates, *view.facts):
        if any(lines):
            yield Entry(line(quiet(label)), tuple(map(joined, lines)), lead_width=LABEL_WIDTH)


def _words(view: RecordView) -> Iterator[Fact]:
    for quotation in view.quotes:
        *first, last = (line(passage) for passage in quotation.passages)
        yield Fact("quote", (*first, line(*last, quotation.document)))
        if quotation.translation:
            yield Fact("translation", (line(quotation.translation, quiet("the curator’s")),))
    yield Fact("summary", (line(view.summary),))


def _links(view: RecordView) -> Iterator[Block]:
    links = [each for group in view.groups for each in group.records]
    # What stands under a provision is not repeated under the agreement.
    under = {(word, link.id) for link in links if link.of for word in (link.relation, "spoken-of-in")}
    links = [link for link in links if link.of or (link.relation, link.id) not in under]
    if links:
        yield Heading("Linked")
    before: tuple[str, str | None] | None = None
    known: set[str] = set()
    for link in links:
        words = f"↳ {link.words}" if link.of not in (None, view.id) else link.words
        again = (words, link.of) == before
        before = words, link.of
        # Of a statement that stands above already, only the speaker is repeated.
        label = () if link.speaker and link.id in known else title_with_mark(link.status, link.label)
        said = joined((link.speaker, label), ": ")
        yield Entry(
            line(quiet(words)),
            (joined((link.date, said, quiet(link.note))),),
            link.id,
            lead_width=LABEL_WIDTH,
            again=again,
        )
        known.add(link.id)


def _uses(view: RecordView) -> Iterator[Block]:
    """Each passage of a document with the records that it supports.

    A passage for a part of a record is left out if another one supports the record as a whole.
    """
    if view.passages:
        yield Heading("Drawn from it")
    whole = {use.record for passage_view in view.passages for use in passage_view.uses if not use.part}
    for passage, _, _, uses in view.passages:
        kept = {use.record: use for use in uses if not use.part or use.record not in whole}
        for number, use in enumerate(kept.values()):
            label = joined((quiet(use.kind), use.label))
            yield Entry(
                line(quiet(f"{passage.start}–{passage.end}")),
                (label,) if number else (line(Span(f"‹{passage.exact}›", "passage")), label),
                use.record,
                lead_width=LABEL_WIDTH,
                gap=not number,
                again=number > 0,
            )


def passages(view: RecordView, numbering: Numbering) -> Iterator[Block]:
    """Each passage of a record under its source and what it supports."""
    if view.passages:
        yield Heading("Passages")
    for passage, before, after, uses in view.passages:
        # The quoted words of a statement stand at its head, and within the passage for the whole of it.
        kept = [use.words for use in uses if view.kind != "statement" or use.part != "the quote"]
        if not kept:
            continue
        outlet = f"{passage.outlet}, " if passage.outlet else None
        at = quiet(f"{passage.section}, characters {passage.start}–{passage.end}")
        mark = numbering.mark([passage.document], at_words(passage.url, passage.exact))
        supports = quiet(f"supports {' · '.join(kept)}") if kept != [WHOLE] else None
        yield blocks.Passage(joined((line(mark, " ", outlet, at), supports)), before, passage.exact, after)
