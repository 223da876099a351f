"""The proof of the records: citations, the words that date them, and claims of other readings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from karabakh_events.errors import Problem
from karabakh_events.extractor.dated_words import compare_claim, compare_words
from karabakh_events.extractor.library import Found, Library
from karabakh_events.extractor.readings import listed
from karabakh_events.extractor.registry import Record, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps, short
from karabakh_events.records.models import Agreement, Document, Event, Provision, Statement
from karabakh_events.records.parts import Claim, Date
from karabakh_events.records.parts import Passage as Cited
from karabakh_events.vocabulary import DATE_FIELDS, Basis, ClaimField, SectionKind, Supports

Row = dict[str, object]
"""Column -> value; all rows of a table have the same columns in the same order."""

CLAIMABLE = {
    "event": {"date", "place", "status", "actors", "title", "summary"},
    "statement": {"date", "speakers", "summary", "quote"},
    "agreement": {"signed", "effective", "place", "actors", "title", "summary"},
    "provision": {"deadline", "actors", "summary"},
    "role": {"held", "title"},
    "document": {"published", "outlet"},
}
"""The fields, by kind of record, on which sources may differ. Nothing reads a claim about another field."""

_SUPPORTED_BY = {
    **dict.fromkeys(DATE_FIELDS, Supports.DATE),
    ClaimField.PLACE: Supports.PLACE,
    ClaimField.STATUS: Supports.STATUS,
    ClaimField.ACTORS: Supports.ACTORS,
    ClaimField.SPEAKERS: Supports.ACTORS,
    ClaimField.QUOTE: Supports.QUOTE,
}

_COLUMNS = {kind: f"{kind}_id" for kind in CLAIMABLE} | {"document": "of_document_id"}
"""The kinds of record that a citation can support, and the column that names them."""


@dataclass(slots=True)
class Kept:
    """A claim as it stands in a record file, with its citation if it has a passage."""

    kind: str
    claim: Claim
    citation: Row | None
    source: SourceFile
    steps: Steps


@dataclass(frozen=True, slots=True)
class ClaimedDate:
    """A date that is claimed for a record, with its place in the record file."""

    record: str
    field: ClaimField
    edtf: str
    words: str
    """The passage that has it; empty if it is from outside the documents."""
    document: str | None
    section: SectionKind | None
    source: SourceFile
    steps: Steps


class Evidence:
    """The citations and claims made so far. Faults go to `problems`."""

    def __init__(self, registry: Registry, library: Library, problems: list[Problem]) -> None:
        self._registry = registry
        self._library = library
        self._problems = problems
        self._citations: dict[str, Row] = {}
        self.cited: defaultdict[str, list[Row]] = defaultdict(list)
        """The citations of each record, in the order in which they were made."""
        self.incomplete: set[str] = set()
        """The records of whose own passages some are wrong: what stands in these is not known."""
        # The citations from where the record is declared, without those from mentions in other documents.
        self._own_citations: dict[str, tuple[Row, ...]] = {}
        self.quotes: dict[str, str | None] = {}
        """The very words of each statement in its own document."""
        # The citation of the words that date a record, by the record and the field of the date.
        self._dated: dict[tuple[str, str], Row] = {}
        self._published: dict[str, Found] = {}
        self.claims: defaultdict[tuple[str, ClaimField], list[Kept]] = defaultdict(list)
        """The claims by record and field, in the order in which they were kept."""
        self.settled: dict[str, Date] = {}
        """The date of each event whose date a preferred claim has settled."""
        self.claimed_dates: list[ClaimedDate] = []

    @property
    def citations(self) -> list[Row]:
        return list(self._citations.values())

    def cite(
        self, kind: str, record: str, source: SourceFile, steps: Steps, passages: Sequence[Cited]
    ) -> list[Found]:
        """Cite the passages for the record. Returns those that stand in the documents."""
        found = []
        for index, passage in enumerate(passages):
            place = self._library.find(source, (*steps, "passages", index), passage)
            if place is None:
                self.incomplete.add(record)
            else:
                found.append(place)
                self.cite_found(kind, record, place, passage.supports)
        return found

    def cite_found(self, kind: str, record: str, found: Found, supports: Supports) -> Row:
        """Cite a passage for the record. A second call for the same use returns the same citation."""
        what = "" if supports is Supports.WHOLE else f":{supports}"
        name = f"{record}@{found.document}:{found.start}-{found.end}{what}"
        if name in self._citations:
            return self._citations[name]
        shelved = self._library.shelf[found.document]
        if kind != "document":  # what is known of a document is no record of the sentence that tells it
            shelved.cited.append((found.start, found.end))
        if kind != "document" and supports in (Supports.WHOLE, Supports.QUOTE):
            shelved.told.append((found.start, found.end))
        row: Row = {
            "id": name,
            "document_id": found.document,
            "start": found.start,
            "end": found.end,
            "exact": found.exact,
            "section": shelved.section(found.start).value,
            "supports": supports.value,
            **dict.fromkeys(_COLUMNS.values()),
            _COLUMNS[kind]: record,
        }
        self._citations[name] = row
        self.cited[record].append(row)
        return row

    def find_verbatim(
        self, source: SourceFile, steps: Steps, date: Date, regions: Sequence[Found], *, complete: bool = True
    ) -> Found | None:
        """The words of the text for a date; None if it has none, or after a problem.

        For `complete`, see `Library.find_inside`.
        """
        if date.verbatim is None:
            return None
        passage = Cited(exact=date.verbatim, within=date.within, document=date.document)
        found = self._library.find_inside(
            source, steps, passage, regions, whole=True, complete=complete, key="verbatim"
        )
        if found is not None and source.sound((*steps, "basis")):
            self._problems += compare_words(source, (*steps, "edtf"), date)
        return found

    def cite_date(
        self,
        kind: str,
        record: str,
        source: SourceFile,
        steps: Steps,
        date: Date | None,
        regions: Sequence[Found],
    ) -> None:
        """Cite the words that date the record. They are looked for in `regions` first.

        The last of the steps is the field of the date.
        """
        if date is not None:
            complete = record not in self.incomplete
            found = self.find_verbatim(source, steps, date, regions, complete=complete)
            if found is not None:
                self._dated[record, str(steps[-1])] = self.cite_found(kind, record, found, Supports.DATE)

    def find_published(self, source: SourceFile, document: Document) -> None:
        """Find the words of the day of publication. They are cited only if another reading is on file."""
        if document.published is not None:
            found = self.find_verbatim(source, ("document", "published"), document.published, ())
            if found is not None:
                self._published[document.id] = found

    def keep_claims(
        self, kind: str, record: str, source: SourceFile, steps: Steps, claims: Sequence[Claim]
    ) -> None:
        """Keep the claims until all are known, each with its citation (see `settling`)."""
        # A record's own citations are made before its claims and before any mention of it.
        self._own_citations.setdefault(record, tuple(self.cited[record]))
        for index, claim in enumerate(claims):
            at = (*steps, "claims", index)
            if claim.field not in CLAIMABLE[kind]:
                fields = ", ".join(sorted(CLAIMABLE[kind]))
                self._problems.append(
                    source.problem(
                        (*at, "field"), f"{kind}s have no field {claim.field}", f"one of: {fields}"
                    )
                )
                if claim.passage is not None:
                    self._library.find(source, (*at, "passage"), claim.passage)
                continue
            self._refer(source, (*at, "value"), claim)
            repeated = claim.value == self.own(record, claim.field)
            if repeated:
                message = f"{short(claim.value)} is what the record itself says: a claim is another reading"
                self._problems.append(source.problem((*at, "value"), message))
            citation: Row | None = None
            place: Found | None = None
            if claim.passage is not None:
                place = self._library.find(source, (*at, "passage"), claim.passage)
                if place is not None:
                    if claim.field in DATE_FIELDS and not repeated:
                        self._problems += _compare(source, (*at, "value"), claim)
                    supports = _SUPPORTED_BY.get(claim.field, Supports.WHOLE)
                    citation = self.cite_found(kind, record, place, supports)
            if claim.field in DATE_FIELDS:
                self._keep_date(record, claim, place, source, (*at, "value"))
            self.claims[record, claim.field].append(Kept(kind, claim, citation, source, at))

    def _refer(self, source: SourceFile, steps: Steps, claim: Claim) -> None:
        """Report what the value of a claim names and no record file declares."""
        if claim.field is ClaimField.PLACE:
            self._registry.refer(source, steps, claim.value, ("place",))
        elif claim.field is ClaimField.OUTLET:
            self._registry.refer(source, steps, claim.value, ("actor",))
        elif claim.field is ClaimField.SPEAKERS:
            for name in listed(claim.value):
                self._registry.refer(source, steps, name, ("actor",))

    def _keep_date(
        self, record: str, claim: Claim, place: Found | None, source: SourceFile, steps: Steps
    ) -> None:
        words = claim.passage.exact if claim.passage is not None else ""
        document = place.document if place is not None else None
        section = self._library.shelf[place.document].section(place.start) if place is not None else None
        self.claimed_dates.append(
            ClaimedDate(record, claim.field, claim.value, words, document, section, source, steps)
        )

    def claimed(self, record: str, field: ClaimField) -> Iterator[tuple[str | None, str]]:
        """The readings of a field that are claimed for a record: the document, if from one, and the value."""
        for kept in self.claims.get((record, field), ()):
            document = None if kept.citation is None else str(kept.citation["document_id"])
            yield document, kept.claim.value

    def date_of(self, record: Record, field: ClaimField) -> Date | None:
        """The record's reading of a date. A statement without a date has the date of its occasion."""
        date: Date | None = getattr(record, field.value)
        if date is not None or not isinstance(record, Statement) or record.event is None:
            return date
        declared = self._registry.get(record.event)
        occasion = declared.record if declared is not None else None
        if not isinstance(occasion, Event):
            return None
        date = self.settled.get(occasion.id, occasion.date)
        if date is None:
            return None
        reason = f"the date of its occasion, {occasion.id}"
        return date.model_copy(
            update={"basis": Basis.DERIVED, "verbatim": None, "reason": reason, "reference": None}
        )

    def own(self, record: str, field: ClaimField) -> str | None:
        """The record's own value of a field, in the spelling of claims; None if it has none."""
        declared = self._registry.get(record)
        if declared is None:
            return None
        own = declared.record
        if field in DATE_FIELDS:
            date = self.date_of(own, field)
            return date.edtf if date is not None else None
        if isinstance(own, Document):
            return own.outlet.actor if own.outlet is not None else None
        if isinstance(own, Statement) and field is ClaimField.SPEAKERS:
            return "; ".join(own.speakers)
        if field is ClaimField.QUOTE:
            return self.quotes.get(record)
        if field is not ClaimField.ACTORS:
            value: str | None = getattr(own, field.value, None)
            return value
        if isinstance(own, Provision):
            return own.obligor
        names: Iterable[str] = ()
        if isinstance(own, Event):
            names = (name for part in own.actors.values() for name in part)
        elif isinstance(own, Agreement):
            names = (part.actor for parts in own.actors.values() for part in parts)
        return "; ".join(dict.fromkeys(names)) or None

    def own_claim(self, kind: str, record: str, field: ClaimField) -> Row | None:
        """The record's own reading of a field as a row of the claims; None if it has none."""
        value = self.own(record, field)
        declared = self._registry.get(record)
        if value is None or declared is None:
            return None
        date = self.date_of(declared.record, field) if field in DATE_FIELDS else None
        founded = declared.record.outlet if isinstance(declared.record, Document) and date is None else date
        citation = self._own_citation(record, field, date)
        if isinstance(declared.record, Document):
            document: object = record
        elif citation is None:
            return None  # its passages are missing, which is reported already
        else:
            document = citation["document_id"]
        return {
            "kind": kind,
            "record": record,
            "field": field.value,
            "value": value,
            "document_id": document,
            "citation": citation["id"] if citation else None,
            "basis": founded.basis.value if founded else None,
            "reason": founded.reason if founded else None,
            "reference": founded.reference if founded else None,
        }

    def _own_citation(self, record: str, field: ClaimField, date: Date | None) -> Row | None:
        """The passage for the record's own reading: of a date its very words, else what supports the field.

        It is a passage of the document that has the reading. Another one may say something else.
        """
        if field is ClaimField.PUBLISHED and record in self._published:
            return self.cite_found("document", record, self._published[record], Supports.DATE)
        words = self._dated.get((record, field.value))
        if words is not None:
            return words
        own = self._own_citations[record]
        if field is ClaimField.OUTLET:
            return None  # no passage of the document says who published it
        if date is not None:
            # The words of another date of the record (it took effect) say nothing about this one.
            other = [row["id"] for (of, _), row in self._dated.items() if of == record]
            own = tuple(row for row in own if row["id"] not in other)
        first = date.document if date is not None and date.document else None
        if first is None and own:
            first = str(own[0]["document_id"])
        own = tuple(row for row in own if row["document_id"] == first)
        supports = _SUPPORTED_BY.get(field, Supports.WHOLE)
        for wanted in (supports, Supports.WHOLE):
            found = next((row for row in own if row["supports"] == wanted), None)
            if found is not None:
                return found
        return next(iter(own), None)


def _compare(source: SourceFile, at: Steps, claim: Claim) -> Iterable[Problem]:
    """The faults of a claimed date that the words of its passage show."""
    words = claim.passage.exact if claim.passage is not None else ""
    if not claim.preferred or claim.basis is None:
        return compare_claim(source, at, claim.value, words)
    return compare_words(source, at, date_of_claim(claim))


def date_of_claim(claim: Claim) -> Date:
    """A claim on a date as a date: the words of its passage are what the text writes."""
    passage = claim.passage
    # Built without the checks of `Date`: those of the claim have been made, and its faults are reported.
    return Date.model_construct(
        edtf=claim.value,
        verbatim=" ".join(passage.exact.split()) if passage is not None else None,
        within=None,
        document=passage.document if passage is not None else None,
        basis=claim.basis or Basis.INFERRED,
        reason=claim.reason,
        reference=claim.reference,
    )
