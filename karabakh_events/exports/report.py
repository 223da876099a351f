"""The report of an export: how much it wrote, and what the format could not hold.

`contents` lists everything on record about a row, piece by piece. Each format declares the kinds of content
that it cannot hold, and the report counts every piece of these kinds. A format also counts what it had to
write in another form (a rounded date, a character replaced by its name), under words of its own.
"""

from collections.abc import Collection, Iterable, Iterator

from karabakh_events.characters import visible
from karabakh_events.counting import agreed, count
from karabakh_events.queries.exporting import FullRow
from karabakh_events.queries.timeline import TimelineRow

KINDS = {
    "type": "type[s] of event[s]",
    "mode": "kind[s] of event or speech act",
    "status": "status[es] (occurred, planned, alleged …)",
    "title": "[title of an event or summary of a statement|titles of events, summaries of statements]",
    "summary": "[summary of an event|summaries of events]",
    "quote": "quotation[s]",
    "translation": "[translation of a quotation|translations of quotations]",
    "manner": "manner[s] (direct, indirect, mixed)",
    "date": "date[s] in EDTF",
    "verbatim": "date[s] in the words of the source",
    "basis": "[basis of a date|bases of dates] (stated, inferred …)",
    "reason": "reason[s] for [a date|dates]",
    "reference": "reference[s] for [a date|dates]",
    "place": "place[s]",
    "parts": "part[s] of [an actor|actors] (who did, said, was told what)",
    "office": "office[s] of [a speaker|speakers]",
    "via": "link[s] of [an attribution chain|attribution chains] (agencies, outlets)",
    "part_of": "wider event[s]",
    "outcome_of": "plan[s] of which [an event is the outcome|events are the outcomes]",
    "outcomes": "outcome[s] of [a plan|plans]",
    "occasion": "occasion[s] of [a statement|statements]",
    "about": "[event that a statement is|events that statements are] about",
    "topics": "topic[s]",
    "agreements": "link[s] to [an agreement|agreements]",
    "relations": "relation[s] to [an agreement|agreements] (signed, breached …)",
    "verdicts": "verdict[s] on [a provision|provisions]",
    "agreement_verdicts": "verdict[s] on [an agreement|agreements] as a whole",
    "figures": "figure[s] (killed, displaced, returned …)",
    "documents": "link[s] to [a document|documents]",
    "passages": "passage[s]",
    "positions": "[position of a passage in its document|positions of passages in their documents]",
    "section": "[section in which a statement stands|sections in which statements stand]",
    "note": "note[s]",
    "readings": "[reading of a field|readings of fields] on which sources differ",
}
"""Every kind of content of a row, with the words by which a report names its loss (see `counting`)."""

BELONGING = (
    "[actor or place that is part of another, or member of a group"
    "|actors and places that are part of others, members of groups]"
)
"""What a report says of lost belonging."""


def contents(full: FullRow) -> Iterator[tuple[str, str]]:
    """Everything on record about a row: each piece (a text, an identifier, a term) once, with its kind."""
    row = full.row
    for kind, value in (
        ("type", row.type),
        ("mode", row.mode),
        ("status", row.status),
        ("title", row.title),
        ("summary", row.summary),
        ("manner", row.manner),
        ("date", row.date),
        ("verbatim", row.date_verbatim),
        ("basis", row.date_basis),
        ("reason", full.date_reason),
        ("reference", full.date_reference),
        ("place", row.place and row.place.name),
        ("part_of", full.part_of),
        ("outcome_of", row.outcome_of),
        ("occasion", full.occasion),
        ("section", full.section),
        ("note", full.note),
    ):
        if value is not None:
            yield kind, value
    for rendering in row.renderings:
        yield "quote", rendering.quote
        if rendering.translation is not None:
            yield "translation", rendering.translation
    for actor in row.actors:
        yield "parts", f"{actor.name} ({actor.role})"
        if actor.office is not None:
            yield "office", actor.office
    for link in full.via:
        yield "via", link.name
    for kind, values in (
        ("about", full.about),
        ("topics", full.topics),
        ("agreements", row.agreements),
        ("documents", row.documents),
    ):
        for value in values:
            yield kind, value
    for relation in full.relations:
        yield "relations", f"{relation.agreement} {relation.relation}"
    for verdict in full.verdicts:
        yield "verdicts", f"{verdict.provision} {verdict.verdict}"
    for whole in full.agreement_verdicts:
        yield "agreement_verdicts", f"{whole.agreement} {whole.verdict}"
    for outcome in row.outcomes:
        yield "outcomes", outcome.id
    for figure in row.figures:
        yield "figures", f"{figure.kind} {figure.low} {figure.best} {figure.high}"
    for passage in full.passages:
        yield "passages", passage.exact
        yield "positions", f"{passage.section} {passage.start}–{passage.end} {passage.supports}"
    for reading in full.readings:
        yield "readings", f"{reading.field} {reading.value}"


def headline(row: TimelineRow) -> str:
    """The row as a line that can stand alone: it names the speakers, or the status of an event."""
    status = "" if row.status in (None, "occurred") else f"{row.status}: ".upper()
    return status + row.heading


def is_qualified(edtf: str) -> bool:
    """Whether any part of a date is marked as uncertain or approximate."""
    return any(mark in edtf for mark in "?~%")


_NONCHARACTERS = "\ufffe\uffff"
"""Characters that XML 1.0 forbids, besides the control characters and surrogates that `visible` shows."""


class Report:
    """The counts of what was written, and of what was left out or changed, each under its words."""

    def __init__(self) -> None:
        self.written: dict[str, int] = {}
        self.lost: dict[str, int] = {}

    def wrote(self, noun: str, number: int = 1) -> None:
        """Count what was written; `noun` is in the singular."""
        self.written[noun] = self.written.get(noun, 0) + number

    def lose(self, words: str, number: int = 1) -> None:
        """Count what was left out or changed, under `words` that say what and how (see `counting`)."""
        if number:
            self.lost[words] = self.lost.get(words, 0) + number

    def leave_out(self, kinds: Collection[str], full: FullRow) -> None:
        """Count every piece of these kinds in the row as lost."""
        for kind, _ in contents(full):
            if kind in kinds:
                self.lose(KINDS[kind])

    def seen(self, text: str, *, keep: str = "\n\t") -> str:
        """The text with control characters, hidden characters and those that XML forbids made visible.

        If this changes the text, it counts as a loss.
        """
        if text.isascii() and text.isprintable():
            return text
        shown = visible(text, keep=keep)
        for character in _NONCHARACTERS:
            shown = shown.replace(character, f"<U+{ord(character):04X}>")
        if shown != text:
            self.lose("text[s] with control or hidden characters, shown by their names")
        return shown

    @property
    def empty(self) -> bool:
        """Whether there was nothing to write and nothing to leave out."""
        return not (self.written or self.lost)

    def lines(self) -> Iterator[str]:
        """The report as lines of text: what was written, then the losses, the largest first."""
        written = [count(number, noun) for noun, number in self.written.items()]
        yield f"Written: {_listed(written)}."
        if not self.lost:
            yield "Nothing of these was left out."
            return
        yield "Left out or changed, since the format has no place for it:"
        width = max(len(f"{number:,}") for number in self.lost.values())
        for words, number in sorted(self.lost.items(), key=lambda each: (-each[1], each[0])):
            yield f"  {number:>{width},}  {agreed(words, number)}"


def _listed(each: Iterable[str]) -> str:
    *some, last = list(each) or ["nothing"]
    return f"{', '.join(some)} and {last}" if some else last
