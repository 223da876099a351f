"""The documents of a corpus: their texts, their sections, and the passages in them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import NamedTuple

from karabakh_events.errors import Problem
from karabakh_events.extractor.clauses import Clauses
from karabakh_events.extractor.registry import Registry
from karabakh_events.passages import Ambiguous, NotFound, Passage, Text, gaps, sentences, uncovered
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Document
from karabakh_events.records.parts import Passage as Cited
from karabakh_events.records.parts import Section
from karabakh_events.records.reading import text_path
from karabakh_events.vocabulary import SectionKind

# The first signs only open a quotation, so white space may follow them. The others also close one. They open
# one only if the words follow at once (careless typography opens with the closing sign).
_OPENING = "“«„‘‹"
_EITHER = "\"'”’»"

_READ = frozenset(
    (
        SectionKind.BODY,
        SectionKind.BACKGROUND,
        SectionKind.SPEECH,
        SectionKind.QUESTION,
        SectionKind.ANSWER,
    )
)
"""The sections of which every sentence is accounted for."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in a document."""

    document: str
    start: int
    end: int
    exact: str


class Sentence(NamedTuple):
    """A sentence or a stretch of one, with its line and column in the text (1-based, characters).

    `words` of a stretch have “…” where the sentence goes on.
    """

    line: int
    column: int
    words: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the records account for the body (and background) of one document."""

    document: str
    file: str
    """The record file."""
    text: str
    """The file of the text."""
    sentences: int
    set_aside: int
    """Sentences that were read and hold nothing to record."""
    unaccounted: tuple[Sentence, ...]
    """Sentences of which no record cites a word."""
    passed_over: tuple[Sentence, ...] = ()
    """Of the other sentences, the stretches with a clause of their own that no passage tells (`clauses`)."""


@dataclass(slots=True)
class Shelved:
    """A document whose text could be read."""

    document: Document
    text: Text
    source: SourceFile
    starts: list[int] = field(default_factory=list)
    kinds: list[SectionKind] = field(default_factory=list)
    speakers: list[str | None] = field(default_factory=list)
    """The actor whose own words each section is: of speeches, answers, and questions where it is known."""
    cited: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    """Of the cited passages, those that prove a whole record or a quotation. One that only dates a record or
    names its speaker does not tell what the sentence says."""
    set_aside: list[tuple[int, int]] = field(default_factory=list)
    """Passages with nothing to record."""

    @property
    def file(self) -> str:
        """The file of the text."""
        return str(text_path(PurePath(self.source.name), self.document))

    @property
    def name(self) -> str:
        """What messages call the document: its identifier, or its file if it has none that can be read."""
        return self.document.id if self.source.sound(("document", "id")) else PurePath(self.file).name

    def section(self, offset: int) -> SectionKind:
        return self.kinds[self._number(offset)]

    def speaker(self, offset: int) -> str | None:
        """The actor whose own words the section at this offset is; None for other sections."""
        return self.speakers[self._number(offset)]

    @property
    def answering(self) -> set[str]:
        """The speakers of the answers."""
        pairs = zip(self.kinds, self.speakers, strict=True)
        return {speaker for kind, speaker in pairs if kind is SectionKind.ANSWER and speaker is not None}

    def _number(self, offset: int) -> int:
        return max(0, bisect_right(self.starts, offset) - 1)

    def extents(self) -> list[tuple[int, int, SectionKind]]:
        """The sections as (start, end, kind): together they are the whole text."""
        ends = [*self.starts[1:], len(self.text.original)]
        return list(zip(self.starts, ends, self.kinds, strict=True))


class Library:
    """The documents by identifier. Faults go to `problems`."""

    def __init__(self, registry: Registry, problems: list[Problem]) -> None:
        self._registry = registry
        self._problems = problems
        self.shelf: dict[str, Shelved] = {}

    def add(self, source: SourceFile, document: Document, text: Text) -> None:
        shelved = self.shelf[document.id] = Shelved(document, text, source)
        self._divide(shelved)
        for index, passage in enumerate(document.unrecorded):
            found = self.find(source, ("document", "unrecorded", index), passage)
            if found is not None:
                shelved.set_aside.append((found.start, found.end))

    def _divide(self, shelved: Shelved) -> None:
        document, source = shelved.document, shelved.source
        kept: list[Section] = []
        for index, section in enumerate(document.sections):
            steps = ("document", "sections", index)
            if section.speaker is not None:
                self._registry.refer(source, (*steps, "speaker"), section.speaker, ("actor",))
            start = 0
            if index and section.starts is None:
                self._problems.append(
                    source.problem(
                        steps, "needs `starts`, the first words of the section", "only the first goes without"
                    )
                )
                continue
            if section.starts is not None:
                found = self.find(source, (*steps, "starts"), section.starts)
                if found is None:
                    continue
                start = found.start if index else 0
                if not index and shelved.text.original[: found.start].strip():
                    self._problems.append(
                        source.problem((*steps, "starts"), "the first section starts where the text does")
                    )
            if shelved.starts and start <= shelved.starts[-1]:
                self._problems.append(
                    source.problem(
                        (*steps, "starts"), "starts before the section above it does", "keep the text's order"
                    )
                )
                continue
            shelved.starts.append(start)
            kept.append(section)
        if not shelved.starts:
            shelved.starts.append(0)
            kept.append(document.sections[0])
        shelved.kinds = [section.kind for section in kept]
        shelved.speakers = [section.speaker for section in kept]
        shelved.set_aside += (
            (start, end)
            for section, (start, end, _) in zip(kept, shelved.extents(), strict=True)
            if section.unrecorded is not None
        )

    def find(self, source: SourceFile, steps: Steps, passage: Cited, *, key: str = "exact") -> Found | None:
        """The one place of a passage, in the document that it names or else in its file's own document.

        If there is no such place, this reports a problem and returns None. `key` is the key of the words in
        the record file.
        """
        if not source.sound((*steps, key)):
            return None
        shelved = self._document_of(source, steps, passage)
        if shelved is None:
            return None
        region: tuple[int, int] | None = None
        if passage.within is not None:
            around = shelved.text.find_one(passage.within)
            if not isinstance(around, Passage):
                self._missed(source, (*steps, "within"), shelved, around)
                self._look_for(source, (*steps, key), shelved, passage.exact)
                return None
            region = (around.start, around.end)
        place = shelved.text.find_one(passage.exact, region)
        if isinstance(place, Passage):
            return Found(shelved.document.id, place.start, place.end, place.exact)
        self._missed(source, (*steps, key), shelved, place, restricted=region is not None)
        return None

    def _look_for(self, source: SourceFile, steps: Steps, shelved: Shelved, exact: str) -> None:
        """Report a passage that stands nowhere in the text. Where it should stand is not known."""
        if not shelved.text.find_all(exact):
            self._missed(source, steps, shelved, NotFound(shelved.text.nearest(exact)))

    def find_inside(
        self,
        source: SourceFile,
        steps: Steps,
        passage: Cited,
        cited: Sequence[Found],
        *,
        whole: bool,
        complete: bool = True,
        key: str = "exact",
    ) -> Found | None:
        """The one place of a passage inside the `cited` passages. With `whole`, the rest of the document is
        searched if it is not there.

        If the cited passages are not `complete`, because some of the record's are wrong, it may belong to one
        of these. Then all that can be reported is that it stands nowhere in the text. Otherwise like `find`.
        """
        if not source.sound((*steps, key)):
            return None
        regions = cited
        if passage.document is not None:
            if self._document_of(source, steps, passage) is None:
                return None
            regions = [region for region in cited if region.document == passage.document]
        elif not cited and (source.records is None or source.records.document is None):
            return None  # without the record's passages the document is unknown; their fault is reported
        if passage.within is None:
            inside = {
                Found(region.document, place.start, place.end, place.exact)
                for region in regions
                for place in self.shelf[region.document].text.find_all(
                    passage.exact, (region.start, region.end)
                )
            }
            if len(inside) == 1:
                return inside.pop()
            if not complete:
                own = source.records.document if source.records is not None else None
                shelved = self._document_of(source, steps, passage) if passage.document or own else None
                if shelved is not None:
                    self._look_for(source, (*steps, key), shelved, passage.exact)
                return None
            if len(inside) > 1:
                self._problems.append(
                    source.problem(
                        (*steps, key),
                        f"stands {len(inside)} times in the record's passages",
                        "lengthen it, or say which with `within`",
                    )
                )
                return None
            if not whole:
                self._outside(source, (*steps, key), passage, cited)
                return None
        found = self.find(source, steps, passage, key=key)
        if found is None or whole or not complete or any(_holds(region, found) for region in regions):
            return found
        self._outside(source, (*steps, key), passage, cited)
        return None

    def _outside(self, source: SourceFile, steps: Steps, passage: Cited, cited: Sequence[Found]) -> None:
        if not cited:
            return  # the passages themselves are missing, which is reported already
        text = self.shelf[cited[0].document].text
        places = text.find_all(passage.exact)
        if places:
            line, _ = text.position(places[0].start)
            hint = f"it stands in line {line} of the text: cite that place under `passages`"
        else:
            nearest = text.nearest(passage.exact)
            hint = str(nearest) if nearest else ""
        self._problems.append(source.problem(steps, "is not in the record's passages", hint))

    def _document_of(self, source: SourceFile, steps: Steps, passage: Cited) -> Shelved | None:
        own = source.records.document if source.records is not None else None
        if own is None:
            if passage.document is None:
                self._problems.append(
                    source.problem(steps, "needs `document`: this file has no document of its own")
                )
                return None
            self._registry.refer(source, (*steps, "document"), passage.document, ("document",))
            return self.shelf.get(passage.document)
        if passage.document is not None and passage.document != own.id:
            if not source.sound(("document", "id")):
                return None
            self._problems.append(
                source.problem(
                    (*steps, "document"),
                    f"a passage of {passage.document} in the file of {own.id}",
                    f"write it in the file of {passage.document}, as a mention of this record",
                )
            )
            return None
        shelved = self.shelf.get(own.id)
        # If two documents have the same identifier, only the first is on the shelf.
        return shelved if shelved is not None and shelved.source is source else None

    def _missed(
        self,
        source: SourceFile,
        steps: Steps,
        shelved: Shelved,
        place: NotFound | Ambiguous,
        *,
        restricted: bool = False,
    ) -> None:
        where = f"{shelved.name}{' (in the stretch that `within` names)' if restricted else ''}"
        if isinstance(place, NotFound):
            message, hint = f"is not in {where}", str(place.nearest) if place.nearest else ""
        else:
            lines = ", ".join(str(shelved.text.position(each.start)[0]) for each in place.places)
            count = f"more than {len(place.places)}" if place.more else str(len(place.places))
            message = f"stands {count} times in {where} (lines {lines})"
            hint = "lengthen it, or say which with `within`"
        self._problems.append(source.problem(steps, message, hint))

    def coverage(self) -> list[Coverage]:
        """For each document, the sentences that records account for, and what is left of them."""
        clauses = Clauses(self._registry)
        return [self._coverage(name, shelved, clauses) for name, shelved in sorted(self.shelf.items())]

    def _coverage(self, name: str, shelved: Shelved, clauses: Clauses) -> Coverage:
        original = shelved.text.original
        whole = [
            sentence
            for start, end, kind in shelved.extents()
            if kind in _READ
            for sentence in sentences(original, start, end)
        ]
        without_record = uncovered(whole, shelved.cited)
        left = uncovered(without_record, shelved.set_aside)
        accounted = sorted(set(whole).difference(left))
        bare = [
            stretch
            for stretch in _stretches(accounted, (*shelved.told, *shelved.set_aside))
            if clauses.holds(original, *stretch)
        ]

        starts, ends = {start for start, _ in accounted}, {end for _, end in accounted}

        def shown(start: int, end: int) -> Sentence:
            return Sentence(*shelved.text.position(start), " ".join(original[start:end].split()))

        def shown_in_part(start: int, end: int) -> Sentence:
            before, after = "" if start in starts else "… ", "" if end in ends else " …"
            sentence = shown(*_without_signs(original, start, end))
            return sentence._replace(words=f"{before}{sentence.words}{after}")

        return Coverage(
            name,
            str(PurePath(shelved.source.name)),
            shelved.file,
            len(whole),
            len(without_record) - len(left),
            tuple(shown(*sentence) for sentence in left),
            tuple(shown_in_part(*stretch) for stretch in bare),
        )

    def opens_quotation(self, found: Found) -> bool:
        """Whether a quotation mark opens right before the passage, as before every direct quotation."""
        original = self.shelf[found.document].text.original
        before = found.start - 1
        if before >= 0 and original[before] in _EITHER:
            return True
        while before > 0 and original[before].isspace():
            before -= 1
        return before >= 0 and original[before] in _OPENING


def _holds(region: Found, found: Found) -> bool:
    return region.document == found.document and region.start <= found.start and found.end <= region.end


def _stretches(
    sentences: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """What no span covers of each sentence; both are disjoint or not, the sentences in order."""
    ordered = sorted(spans)
    at = 0
    open_: list[tuple[int, int]] = []  # the spans that begin before the sentence ends and reach into it
    for start, end in sentences:
        while at < len(ordered) and ordered[at][0] < end:
            open_.append(ordered[at])
            at += 1
        open_ = [span for span in open_ if span[1] > start]
        yield from gaps(start, end, open_)


def _without_signs(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space and the commas at its ends."""
    stretch, edge = text[start:end], " \t\r\n\xa0,;:—–"
    return end - len(stretch.lstrip(edge)), start + len(stretch.rstrip(edge))
