"""What the page of a record shows: facts, groups of other records, passages, readings that differ."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from karabakh_events.dates import in_words
from karabakh_events.queries.citations import Citation
from karabakh_events.queries.conflicts import Conflict
from karabakh_events.queries.record import Link, Passage, Record
from karabakh_events.render.parts import meaning, surroundings
from karabakh_events.site.addresses import Addresses, web_address

MANY = 400
"""So many records of one group stand on a page. An actor's others are a link away, in the timeline."""


class Piece(NamedTuple):
    """A stretch of text; a link where `href` is set. `kind` is "", `strong`, `quiet` or `code`."""

    text: str
    href: str | None = None
    kind: str = ""


class Fact(NamedTuple):
    label: str
    lines: list[list[Piece]]


class Item(NamedTuple):
    """Another record in a list. `status` is set for an event that did not simply happen; `href` is None for
    an office on the page of who held it: links to it lead to the item itself."""

    id: str
    href: str | None
    label: str
    date: str | None
    note: str | None
    status: str | None
    relation: str | None


class Group(NamedTuple):
    heading: str
    items: list[Item]
    left_out: int


class Quoted(NamedTuple):
    """A passage in its surroundings, with what it supports."""

    href: str
    document: str
    outlet: str | None
    document_href: str
    section: str
    start: int
    end: int
    supports: list[str]
    before: str
    exact: str
    after: str


class Reading(NamedTuple):
    value: str
    exact: str | None
    source: Piece | None
    basis: str | None
    reason: str | None
    reference: str | None


class Disagreement(NamedTuple):
    field: str
    readings: list[Reading]


class View(NamedTuple):
    kind: str
    id: str
    label: str
    told: list[Piece]
    """Who and when: of a statement and an event."""
    status: str | None
    summary: str | None
    quotes: list[str]
    facts: list[Fact]
    groups: list[Group]
    passages: list[Quoted]
    disagreements: list[Disagreement]


_FACTS = {
    "event": ("actor", "recipient", "host", "mediator", "participant", "observer", "place", "part-of"),
    "statement": ("speaker", "addressee", "relayer", "subject", "about", "occasion", "document"),
    "agreement": ("party", "signatory", "mediator", "guarantor", "witness", "place"),
    "document": ("outlet",),
}
"""The relations that are told as facts of a record; all others are lists of their own."""

_NAMES = {
    "relayer": "carried by",
    "subject": "about",
    "participant": "participants",
    "party": "parties",
    "signatory": "signed by",
}

_HEADINGS = {
    "event": {
        "part": "Parts of it",
        "occasion-of": "Said on this occasion",
        "spoken-of-in": "Spoken of in",
        **dict.fromkeys(("signed", "took-effect", "implemented", "breached", "discussed"), "Agreements"),
    },
    "agreement": {
        "spoken-of-in": "Spoken of in",
        **dict.fromkeys(("signed", "took-effect", "implemented", "breached", "discussed"), "Events"),
    },
    "actor": {
        "office": "Offices",
        "officer": "Its officers",
        "actor": "Did",
        "host": "Hosted",
        "mediator": "Mediated",
        "participant": "Took part in",
        "recipient": "Affected by",
        "observer": "Observed",
        "speaker": "Said",
        "addressee": "Was told",
        "subject": "Said about",
        "relayer": "Passed on",
        "obligor": "Bound to",
        "published": "Published",
        **dict.fromkeys(("party", "signatory", "guarantor", "witness"), "Agreements"),
    },
    "place": {"event": "Happened here", "signed": "Signed here"},
}
_VERDICTS = ("fulfilled", "partly", "breached", "disputed", "reaffirmed")
_DATE_PARTS = ("edtf", "verbatim", "basis", "reason", "reference", "earliest", "latest", "precision")
_LEFT_OUT = ("title", "name", "summary", "quote", "part_of", "position", "sections", "topics")


def view(found: Record, conflicts: Iterable[Conflict], addresses: Addresses) -> View:
    """The page of a record, of any kind but a provision and an office, which have none."""
    as_facts = _FACTS.get(found.kind, ())
    linked: dict[str, Fact] = {}
    for relation in as_facts:
        for link in found.links:
            if link.relation == relation and not link.of:
                label = _NAMES.get(relation, relation.replace("-", " "))
                linked.setdefault(label, Fact(label, [])).lines.append([*_linked(link, addresses)])
    others = [link for link in found.links if not (link.relation in as_facts and not link.of)]
    status = found.fields.get("status")
    return View(
        found.kind,
        found.id,
        found.label,
        _told(found, addresses),
        status if found.kind == "event" and status != "occurred" else None,
        found.fields.get("summary") if found.kind == "event" else None,
        str(found.fields.get("quote") or "").split("\n") if found.fields.get("quote") else [],
        [*_dates(found), *linked.values(), *_own(found)],
        _groups(found, others, addresses),
        _passages(found, addresses) if found.kind != "document" else [],
        [_disagreement(conflict, addresses) for conflict in conflicts],
    )


def _told(found: Record, addresses: Addresses) -> list[Piece]:
    if found.kind not in ("event", "statement"):
        return []
    speakers = [
        Piece(link.label, addresses.of(link.kind, link.id))
        for link in found.links
        if link.relation == "speaker"
    ]
    date = found.fields.get("date_edtf")
    return [*speakers, Piece(in_words(date, basis=found.fields.get("date_basis")))]


def _date_lines(fields: dict[str, Any], prefix: str) -> list[list[Piece]]:
    """One uncertain date: in words, as EDTF, as the source has it, and on what it rests."""
    edtf, verbatim, basis, reason, reference = (fields.get(prefix + part) for part in _DATE_PARTS[:5])
    first = [Piece(in_words(edtf), None, "strong"), Piece(str(edtf), None, "code")]
    if basis:
        first.append(Piece(str(basis), None, "quiet"))
    lines = [first]
    lines += [[Piece(f"the text has “{verbatim}”", None, "quiet")]] if verbatim else []
    lines += [[Piece(str(reason), None, "quiet")]] if reason else []
    lines += [[Piece(f"see {reference}", None, "quiet")]] if reference else []
    return lines


def _dates(found: Record) -> Iterable[Fact]:
    for name in found.fields:
        if name.endswith("edtf"):
            prefix = name.removesuffix("edtf")
            yield Fact(prefix.rstrip("_") or "held", _date_lines(found.fields, prefix))


def _own(found: Record) -> Iterable[Fact]:
    """The record's own columns but its dates and what stands elsewhere on the page."""
    prefixes = [name.removesuffix("edtf") for name in found.fields if name.endswith("edtf")]
    told = {f"{prefix}{part}" for prefix in prefixes for part in _DATE_PARTS} | set(_LEFT_OUT)
    told.update(_DATE_PARTS if "date_" in prefixes else ())
    for name, value in found.fields.items():
        if name in told or name.endswith("_id") or value in ([], found.label):
            continue
        label = {"aliases": "also spelled", "url": "address"}.get(name, name.replace("_", " "))
        values = value if isinstance(value, list) else [value]
        text = "; ".join(str(each) for each in values)
        if name == "wikidata":
            pieces = [Piece(text, web_address(f"https://www.wikidata.org/wiki/{text}"))]
        elif name == "url":
            pieces = [Piece(text, web_address(text))]
        elif name in ("sha256", "origin"):
            pieces = [Piece(text, None, "code")]
        else:
            pieces = [Piece(text)]
        told_of = meaning(found.kind, name, text)
        if told_of:
            pieces.append(Piece(told_of, None, "quiet"))
        yield Fact(label, [pieces])
    if topics := found.fields.get("topics"):
        yield Fact("topics", [[Piece(topic, f"index.html#topic={topic}") for topic in topics]])


def _linked(link: Link, addresses: Addresses) -> Iterable[Piece]:
    if link.date and link.kind != "document":
        yield Piece(in_words(link.date, basis=link.date_basis), None, "quiet")
    yield Piece(link.label, addresses.of(link.kind, link.id))
    if link.note:
        note = f"for {link.note}" if link.relation == "signatory" else link.note
        yield Piece(note, None, "quiet")


def _groups(found: Record, links: Sequence[Link], addresses: Addresses) -> list[Group]:
    headings = _HEADINGS.get(found.kind, {})
    grouped: dict[str, list[Item]] = {}
    left_out: dict[str, int] = {}
    for link in links:
        # The ledger of an agreement tells its provisions; of an actor the agreements stand apart from events.
        if found.kind == "agreement" and (link.kind == "provision" or link.of):
            continue
        relation: str | None = None
        if found.kind == "actor" and link.kind == "agreement":
            heading, relation = "Agreements", link.relation
        elif link.kind == "provision" and link.relation in _VERDICTS:
            heading, relation = "What it says of provisions", link.relation
        else:
            heading = headings.get(link.relation, link.relation.replace("-", " ").capitalize())
            relation = link.relation.replace("-", " ") if heading in ("Agreements", "Events") else None
        items = grouped.setdefault(heading, [])
        if found.kind == "actor" and len(items) == MANY:
            left_out[heading] = left_out.get(heading, 0) + 1
            continue
        items.append(_item(link, found, relation, addresses))
    order = list(dict.fromkeys(headings.values()))
    return [
        Group(heading, grouped[heading], left_out.get(heading, 0))
        for heading in [*order, *(heading for heading in grouped if heading not in order)]
        if heading in grouped
    ]


def _item(link: Link, found: Record, relation: str | None, addresses: Addresses) -> Item:
    note = link.note if link.note != found.label else None
    return Item(
        link.id,
        None if link.relation == "office" else addresses.of(link.kind, link.id),
        link.label,
        in_words(link.date, basis=link.date_basis) if link.date else None,
        None if link.kind == "event" else note,
        note if link.kind == "event" else None,
        relation,
    )


def _passages(found: Record, addresses: Addresses) -> list[Quoted]:
    """Every passage once, with all that it supports."""
    return [
        _quoted(list(cited), found, addresses)
        for _, cited in groupby(found.citations, lambda each: (each.document, each.start, each.end))
    ]


def _quoted(cited: Sequence[Passage], found: Record, addresses: Addresses) -> Quoted:
    passage = cited[0]
    before, after = surroundings(passage)
    return Quoted(
        addresses.passage(passage.document, passage.start, passage.end),
        passage.title,
        passage.outlet,
        addresses.of("document", passage.document),
        passage.section,
        passage.start,
        passage.end,
        list(dict.fromkeys(supported(each, found.id) for each in cited)),
        before,
        passage.exact,
        after,
    )


def supported(passage: Passage, shown: str | None) -> str:
    """What a passage supports, in words: of the record `shown` no more than which part."""
    of = "" if passage.record == shown else f"{passage.kind}: {passage.label}"
    if passage.supports == "whole":
        return of or "the record as a whole"
    return f"the {passage.supports}" + (f" of {of}" if of else "")


def read_at(citations: Sequence[Citation]) -> list[Citation]:
    """The passages where one reads a record: those that support the whole of it, each once, or the first."""
    whole = {(each.document, each.start, each.end): each for each in citations if each.supports == "whole"}
    return [*whole.values()] or [*citations[:1]]


def _disagreement(conflict: Conflict, addresses: Addresses) -> Disagreement:
    readings = []
    for reading in conflict.readings:
        dated = conflict.field in ("date", "signed", "effective", "deadline")
        source = None
        if reading.document is not None:
            href = (
                addresses.passage(reading.document, reading.start, reading.end)
                if reading.start is not None and reading.end is not None
                else addresses.of("document", reading.document)
            )
            source = Piece(reading.title or reading.document, href)
        readings.append(
            Reading(
                in_words(reading.value) if dated else reading.words,
                reading.exact,
                source,
                reading.basis,
                reading.reason,
                reading.reference,
            )
        )
    return Disagreement(conflict.field, readings)
