"""The proof of the records: citations, the words that date them, and claims of other readings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from karabakh_events.errors import Problem
from karabakh_events.extractor.dated_words import compare_claim, compare_words
from karabakh_events.extractor.library import Found, Library
from karabakh_events.extractor.registry import Record, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps, short
from karabakh_events.records.models import Agreement, Claim, Date, Event, Provision, Role, Statement
from karabakh_events.records.models import Passage as Cited
from karabakh_events.vocabulary import DATE_FIELDS, Basis, ClaimField, SectionKind, Supports

Row = dict[str, object]
"""Column -> value; all rows of a table have the same columns in the same order."""

CLAIMABLE = {
    "event": {"date", "place", "status", "actors", "title", "summary"},
    "statement": {"date", "actors", "summary"},
    "agreement": {"signed", "effective", "place", "actors", "title", "summary"},
    "provision": {"deadline", "actors", "summary"},
    "role": {"date", "title"},
}
"""The fields, by kind of record, on which sources may differ. Nothing reads a claim about another field."""

_SUPPORTED_BY = {
    **dict.fromkeys(DATE_FIELDS, Supports.DATE),
    ClaimField.PLACE: Supports.PLACE,
    ClaimField.STATUS: Supports.STATUS,
    ClaimField.ACTORS: Supports.ACTORS,
}


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
        self._claims: defaultdict[tuple[str, ClaimField], list[Row]] = defaultdict(list)
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
        shelved.cited.append((found.start, found.end))
        if supports in (Supports.WHOLE, Supports.QUOTE):
            shelved.told.append((found.start, found.end))
        row: Row = {
            "id": name,
            "document_id": found.document,
            "start": found.start,
            "end": found.end,
            "exact": found.exact,
            "section": shelved.section(found.start).value,
            "supports": supports.value,
            **dict.fromkeys(("event_id", "statement_id", "agreement_id", "provision_id", "role_id")),
            f"{kind}_id": record,
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
            self._problems += compare_words(source, steps, date)
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
        """Cite the words that date the record. They are looked for in `regions` first."""
        if date is not None:
            complete = record not in self.incomplete
            found = self.find_verbatim(source, steps, date, regions, complete=complete)
            if found is not None:
                self.cite_found(kind, record, found, Supports.DATE)

    def keep_claims(
        self, kind: str, record: str, source: SourceFile, steps: Steps, claims: Sequence[Claim]
    ) -> None:
        """Keep the claims for `settle_claims`, each with its citation."""
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
            value = claim.value
            if claim.field is ClaimField.PLACE:
                self._registry.refer(source, (*at, "value"), value, ("place",))
            repeated = value == self._own(record, claim.field)
            if repeated:
                message = f"{short(value)} is what the record itself says: a claim is another reading"
                self._problems.append(source.problem((*at, "value"), message))
            citation: Row | None = None
            place: Found | None = None
            if claim.passage is not None:
                place = self._library.find(source, (*at, "passage"), claim.passage)
                if place is not None:
                    if claim.field in DATE_FIELDS and not repeated:
                        self._problems += compare_claim(source, (*at, "value"), value, claim.passage.exact)
                    supports = _SUPPORTED_BY.get(claim.field, Supports.WHOLE)
                    citation = self.cite_found(kind, record, place, supports)
            if claim.field in DATE_FIELDS:
                self._keep_date(record, claim, place, source, (*at, "value"))
            self._claims[record, claim.field].append(
                {
                    "kind": kind,
                    "record": record,
                    "field": claim.field.value,
                    "value": value,
                    "document_id": citation["document_id"] if citation else None,
                    "citation": citation["id"] if citation else None,
                    "basis": claim.basis.value if claim.basis else None,
                    "reason": claim.reason,
                    "reference": claim.reference,
                }
            )

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
        for claim in self._claims.get((record, field), ()):
            document = claim["document_id"]
            yield (None if document is None else str(document)), str(claim["value"])

    def date_of(self, record: Record, field: ClaimField) -> Date | None:
        """The record's reading of a date. A statement without a date has the date of its occasion."""
        date: Date | None = record.held if isinstance(record, Role) else getattr(record, field.value)
        if date is not None or not isinstance(record, Statement) or record.event is None:
            return date
        declared = self._registry.get(record.event)
        occasion = declared.record if declared is not None else None
        if not isinstance(occasion, Event) or occasion.date is None:
            return None
        reason = f"the date of its occasion, {occasion.id}"
        return occasion.date.model_copy(
            update={"basis": Basis.DERIVED, "verbatim": None, "reason": reason, "reference": None}
        )

    def _own(self, record: str, field: ClaimField) -> str | None:
        """The record's own value of a field, in the spelling of claims; None if it has none."""
        declared = self._registry.get(record)
        if declared is None:
            return None
        own = declared.record
        if field in DATE_FIELDS:
            date = self.date_of(own, field)
            return date.edtf if date is not None else None
        if field is not ClaimField.ACTORS:
            value: str | None = getattr(own, field.value, None)
            return value
        if isinstance(own, Statement):
            return "; ".join(own.speakers)
        if isinstance(own, Provision):
            return own.obligor
        names: Iterable[str] = ()
        if isinstance(own, Event):
            names = (name for part in own.actors.values() for name in part)
        elif isinstance(own, Agreement):
            names = (part.actor for parts in own.actors.values() for part in parts)
        return "; ".join(dict.fromkeys(names)) or None

    def settle_claims(self) -> list[Row]:
        """All claims. If one differs from the record's own reading, that reading comes first."""
        rows: list[Row] = []
        for (record, field), claims in sorted(self._claims.items()):
            value = self._own(record, field)
            supports = _SUPPORTED_BY.get(field, Supports.WHOLE)
            everything = self._own_citations[record]
            citations = [row for row in everything if row["supports"] == supports] or everything
            if value is not None and citations:
                own_claim = {
                    "kind": claims[0]["kind"],
                    "record": record,
                    "field": field.value,
                    "value": value,
                    "document_id": citations[0]["document_id"],
                    "citation": citations[0]["id"],
                    **self._own_basis(record, field),
                }
                claims.insert(0, own_claim)
            for position, claim in enumerate(claims):
                claim["position"] = position
                claim["id"] = f"{record}:{field}:{position}"
                rows.append(claim)
        return rows

    def _own_basis(self, record: str, field: ClaimField) -> Row:
        declared = self._registry.get(record)
        date: Date | None = None
        if declared is not None and field in DATE_FIELDS:
            date = self.date_of(declared.record, field)
        return {
            "basis": date.basis.value if date else None,
            "reason": date.reason if date else None,
            "reference": date.reference if date else None,
        }
