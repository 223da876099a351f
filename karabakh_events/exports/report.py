"""What an export could not hold, as a value: counted while it is written, told when it is done.

`contents` lists all that is recorded of a row, piece by piece. A format declares the kinds that it has no
place for, and every piece of these is counted; what is written in another form than it has (a date rounded,
a character shown by its name) is counted under words of the format's own.
"""

from collections.abc import Collection, Iterable, Iterator

from karabakh_events.characters import visible
from karabakh_events.queries.exporting import FullRow
from karabakh_events.queries.timeline import TimelineRow

KINDS = {
    "type": "types of events",
    "mode": "kinds of event or speech act",
    "status": "statuses (occurred, planned, alleged …)",
    "title": "titles of events, summaries of statements",
    "summary": "summaries of events",
    "quote": "quotations",
    "manner": "manners (direct, indirect, mixed)",
    "date": "dates in EDTF",
    "verbatim": "dates in the words of the source",
    "basis": "bases of dates (stated, inferred …)",
    "reason": "reasons for dates",
    "reference": "references for dates",
    "place": "places",
    "parts": "parts of actors (who did, said, was told what)",
    "office": "offices of speakers",
    "via": "links of attribution chains (agencies, outlets)",
    "part_of": "wider events",
    "occasion": "occasions of statements",
    "about": "events that statements are about",
    "topics": "topics",
    "agreements": "links to agreements",
    "relations": "relations to agreements (signed, breached …)",
    "verdicts": "verdicts on provisions",
    "documents": "links to documents",
    "passages": "passages",
    "positions": "positions of passages in their documents",
    "section": "sections in which statements stand",
    "note": "notes",
    "readings": "readings of fields on which sources differ",
}
"""Every kind of content of a row, in the words in which its loss is told."""


def contents(full: FullRow) -> Iterator[tuple[str, str]]:
    """All that is recorded of a row, each piece once with its kind: a text, an identifier, a term."""
    row = full.row
    for kind, value in (
        ("type", row.type),
        ("mode", row.mode),
        ("status", row.status),
        ("title", row.title),
        ("summary", row.summary),
        ("quote", row.quote),
        ("manner", row.manner),
        ("date", row.date),
        ("verbatim", row.date_verbatim),
        ("basis", row.date_basis),
        ("reason", full.date_reason),
        ("reference", full.date_reference),
        ("place", row.place and row.place.name),
        ("part_of", full.part_of),
        ("occasion", full.occasion),
        ("section", full.section),
        ("note", full.note),
    ):
        if value is not None:
            yield kind, value
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
    for passage in full.passages:
        yield "passages", passage.exact
        yield "positions", f"{passage.section} {passage.start}–{passage.end} {passage.supports}"
    for reading in full.readings:
        yield "readings", f"{reading.field} {reading.value}"


def headed(row: TimelineRow) -> str:
    """The row in a line that may be read alone: who says it, or that it did not simply happen."""
    status = "" if row.status in (None, "occurred") else f"{row.status}: ".upper()
    return status + row.heading


def qualified(edtf: str) -> bool:
    """Whether any part of a date is marked as uncertain or approximate."""
    return any(mark in edtf for mark in "?~%")


_NONCHARACTERS = "\ufffe\uffff"
"""What XML 1.0 forbids beyond the control characters and half characters that `visible` shows."""


class Report:
    """How much was written, and how much was left out or changed, each by the words in which it is told."""

    def __init__(self) -> None:
        self.written: dict[str, int] = {}
        self.lost: dict[str, int] = {}

    def wrote(self, noun: str, number: int = 1) -> None:
        """Count what was written; `noun` is in the singular."""
        self.written[noun] = self.written.get(noun, 0) + number

    def lose(self, words: str, number: int = 1) -> None:
        """Count what was left out or changed, under `words` that say what and how."""
        if number:
            self.lost[words] = self.lost.get(words, 0) + number

    def leave_out(self, kinds: Collection[str], full: FullRow) -> None:
        """Count every piece of these kinds that the row has."""
        for kind, _ in contents(full):
            if kind in kinds:
                self.lose(KINDS[kind])

    def seen(self, text: str, *, keep: str = "\n\t") -> str:
        """The text with what acts or hides in it, and what XML has no place for, made visible.

        Counted where that changes anything.
        """
        if text.isascii() and text.isprintable():
            return text
        shown = visible(text, keep=keep)
        for character in _NONCHARACTERS:
            shown = shown.replace(character, f"<U+{ord(character):04X}>")
        if shown != text:
            self.lose("texts with control or hidden characters, shown by their names")
        return shown

    @property
    def empty(self) -> bool:
        """Whether there was nothing to write, not even something that had to be left out."""
        return not (self.written or self.lost)

    def lines(self) -> Iterator[str]:
        """The report as lines of text: what was written, then what was lost, the most first."""
        written = [f"{number:,} {noun}{'' if number == 1 else 's'}" for noun, number in self.written.items()]
        yield f"Written: {_listed(written)}."
        if not self.lost:
            yield "Nothing of these was left out."
            return
        yield "Left out or changed, since the format has no place for it:"
        width = max(len(f"{number:,}") for number in self.lost.values())
        for words, number in sorted(self.lost.items(), key=lambda each: (-each[1], each[0])):
            yield f"  {number:>{width},}  {words}"


def _listed(each: Iterable[str]) -> str:
    *some, last = list(each) or ["nothing"]
    return f"{', '.join(some)} and {last}" if some else last
