"""Time that cannot be: dates in records against one another and against the days of publication.

Only what is certain by the bounds is an error. `?` and `~` make it a warning, because how far they reach is
not on record. A document without a last day of publication limits nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from karabakh_events.dates import Span, between, in_words, parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence
from karabakh_events.extractor.registry import Declared, Record, Registry
from karabakh_events.extractor.year_slips import year_slips
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Agreement, Document, Event, Role, Statement
from karabakh_events.records.parts import Date
from karabakh_events.vocabulary import (
    AgreementRelation,
    AgreementStatus,
    Basis,
    ClaimField,
    EventStatus,
    SectionKind,
    SpeechAct,
    Supports,
    Verdict,
)

HAPPENED = (EventStatus.OCCURRED, EventStatus.ONGOING)
"""What has at least begun when a document tells of it."""

_TELLING = (
    SpeechAct.ASSERT,
    SpeechAct.REPORT,
    SpeechAct.EXPLAIN,
    SpeechAct.ACCUSE,
    SpeechAct.DENY,
    SpeechAct.CRITICISE,
)
"""What one says of things as they are or were. The other acts may look ahead."""

_EXPERIENCED = (Verdict.FULFILLED, Verdict.PARTLY, Verdict.BREACHED)
"""What one says of a provision that has been in force. The other verdicts may be on a draft."""

_MOMENTS = {
    AgreementRelation.SIGNED: ("was signed", "signing"),
    AgreementRelation.TOOK_EFFECT: ("took effect", "coming into effect"),
}
"""The events that are a date of an agreement: what they are, in two ways."""

_AFTERWARDS = {AgreementRelation.IMPLEMENTED: "carries out", AgreementRelation.BREACHED: "breaches"}
"""What usually happens with an agreement only after it was signed."""

_REASONED = (Basis.INFERRED, Basis.EXTERNAL)
"""The bounds of such an interval are the curator's. Other intervals have those of their words."""

YOUNGER = (SectionKind.RELATED, SectionKind.COMMENT, SectionKind.CHROME)
"""Parts of a page that may have been written after the document was published."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date of a record, with its place in the file."""

    source: SourceFile
    steps: Steps
    date: Date

    def problem(self, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        return self.source.problem((*self.steps, "edtf"), message, hint, warning=warning)


class Chronology:
    """The faults of time in a corpus whose passages have all been cited."""

    def __init__(self, registry: Registry, evidence: Evidence) -> None:
        self._registry = registry
        self._evidence = evidence
        self._published = {
            each.record.id: each.record.published
            for each in registry.all(Document)
            if each.record.published is not None
        }
        self._agreement_of = {
            provision.id: each for each in registry.all(Agreement) for provision in each.record.provisions
        }
        # The latest beginning of what is told as past, for the date of each statement or occasion.
        self._not_before: dict[str, tuple[str, _Dated, str, Date]] = {}
        self._told: set[tuple[str, int, int]] = set()

    def faults(self, told: Iterable[Problem]) -> Iterator[Problem]:
        """All faults of time. Where `told` has a problem with a date, nothing is suspected because of it."""
        self._told = {_place(each) for each in told}
        found: list[Problem] = []
        for event in self._registry.all(Event):
            found += self._event(event)
        for statement in self._registry.all(Statement):
            found += self._statement(statement)
        for agreement in self._registry.all(Agreement):
            found += self._agreement(agreement)
        for role in self._registry.all(Role):
            found += self._role(role)
        found += self._claims()
        yield from found
        places = {*self._told, *map(_place, found)}
        slips = year_slips(self._registry, self._evidence.claimed_dates, self._first_telling)
        for suspicion in (*slips, *self._wide_beginnings()):
            if _place(suspicion) not in places:
                places.add(_place(suspicion))
                yield suspicion

    def _doubted(self, source: SourceFile, *steps: str | int) -> bool:
        """Whether something is told of a date already: what else is odd about it may be due to that."""
        return bool(self._told) and _place(source.problem((*steps, "edtf"), "")) in self._told

    # --- after the document that tells it --------------------------------------------------------------

    def _telling(self, record: str) -> list[tuple[str | None, str, Date | None]]:
        """The documents that tell of a record as of what is or was.

        Each has its last possible day of publication (None if that is open), its identifier, and the date.
        A document that is on record with another status for an event only announces it, or denies it.
        """
        otherwise = {
            document
            for document, status in self._evidence.claimed(record, ClaimField.STATUS)
            if status not in HAPPENED
        }
        names = {
            str(row["document_id"]) for row in self._evidence.cited[record] if row["section"] not in YOUNGER
        }
        dates = [(name, self._published.get(name)) for name in sorted(names - otherwise)]
        return [(None if date is None else parse_edtf(date.edtf).latest, name, date) for name, date in dates]

    def _first_telling(self, record: str) -> tuple[str, Date] | None:
        """Of the documents that tell of a record, the one that was published first; with its day."""
        dated = [
            (latest, name, date)
            for latest, name, date in self._telling(record)
            if latest is not None and date is not None
        ]
        if not dated:
            return None
        _, name, published = min(dated, key=lambda each: each[:2])
        return name, published

    def _last_telling(self, record: str) -> tuple[str, Date] | None:
        """The one that was published last. None if any of them may have been published at any time since."""
        dated = self._telling(record)
        if not dated or any(latest is None for latest, _, _ in dated):
            return None
        _, name, published = max(dated, key=lambda each: (each[0] or "", each[1]))
        return (name, published) if published is not None else None

    def _too_late(self, date: Date, record: str) -> tuple[str, bool] | None:
        """Which document tells of the record before its date, in words; and whether that is certain."""
        telling = self._first_telling(record)
        if telling is None:
            return None
        document, published = telling
        if not _before(parse_edtf(published.edtf), parse_edtf(date.edtf)):
            return None
        what = f"after the publication of {document} ({in_words(published.edtf)}), which tells of it"
        return what, _certain(date, published)

    def _wide_end(self, dated: _Dated, telling: tuple[str, Date] | None) -> Iterator[Problem]:
        """The end of an interval that the day of publication makes impossible."""
        span = parse_edtf(dated.date.edtf)
        if telling is None or "/" not in span.edtf or not _reasoned(dated.date):
            return
        document, published = telling
        end = parse_edtf(published.edtf).latest
        reaches = span.latest is None or (end is not None and span.latest > end)
        too_late = end is None or (span.earliest is not None and span.earliest > end)
        if reaches and not too_late and _certain(dated.date, published):
            how = "has no end" if span.latest is None else "ends later"
            told = f"{document} ({in_words(published.edtf)}) tells of it as past"
            yield dated.problem(
                f"{dated.date.edtf} {how}, though {told}",
                f"it is not after that: {between(span.earliest, end)}",
                warning=True,
            )

    def _event(self, declared: Declared[Event]) -> Iterator[Problem]:
        event = declared.record
        if event.date is None:
            return
        dated = _Dated(declared.source, (*declared.steps, "date"), event.date)
        if event.status in HAPPENED and (late := self._too_late(event.date, event.id)) is not None:
            what, certain = late
            hint = "what is still to come is planned or proposed"
            yield dated.problem(f"{event.date.edtf} is {what}", hint, warning=not certain)
        # An event may last: a document may tell of it before its end, and what is ongoing has none yet.
        elif event.status is EventStatus.OCCURRED:
            yield from self._wide_end(dated, self._last_telling(event.id))
        yield from self._part(dated, event)
        if event.status in HAPPENED:
            yield from self._of_agreements(dated, event)

    def _part(self, dated: _Dated, event: Event) -> Iterator[Problem]:
        """The fault of a part that lies outside its whole, or outside the whole of that."""
        seen = {event.id}
        name = event.part_of
        while name is not None and name not in seen:
            seen.add(name)
            declared = self._registry.get(name)
            if declared is None or not isinstance(declared.record, Event):
                return
            if declared.record.date is not None:
                problem = _outside(dated, name, declared.record.date)
                if problem is not None:
                    yield problem
                    return
            name = declared.record.part_of

    def _of_agreements(self, dated: _Dated, event: Event) -> Iterator[Problem]:
        """The faults of what happened with agreements on another day than they have."""
        happened = parse_edtf(dated.date.edtf)
        for relation, names in event.agreements.items():
            for name in names:
                declared = self._registry.get(name)
                agreement = declared.record if declared is not None else None
                if declared is None or not isinstance(agreement, Agreement):
                    continue
                effective = relation is AgreementRelation.TOOK_EFFECT
                doubted = self._doubted(
                    declared.source, *declared.steps, "effective" if effective else "signed"
                )
                held = agreement.effective if effective else agreement.signed
                if held is None:
                    continue
                when = f"({in_words(held.edtf)})"
                if relation in _MOMENTS and _apart(happened, parse_edtf(held.edtf)):
                    done, this = _MOMENTS[relation]
                    yield dated.problem(
                        f"{dated.date.edtf} is not when {name} {done} {when}",
                        f"this event is its {this}",
                        warning=not _certain(dated.date, held),
                    )
                elif relation in _AFTERWARDS and _before(happened, parse_edtf(held.edtf)) and not doubted:
                    what = f"which this event {_AFTERWARDS[relation]}"
                    yield dated.problem(
                        f"{dated.date.edtf} is before {name} was signed {when}, {what}", warning=True
                    )

    def _agreement(self, declared: Declared[Agreement]) -> Iterator[Problem]:
        """The faults of the dates of an agreement. Drafts and provisional application make them warnings."""
        agreement, source, steps = declared.record, declared.source, declared.steps
        signed = agreement.signed
        if signed is None or self._doubted(source, *steps, "signed"):
            return
        dated = _Dated(source, (*steps, "signed"), signed)
        late = self._too_late(signed, agreement.id)
        if agreement.status is not AgreementStatus.PROPOSED and late is not None:
            yield dated.problem(f"{signed.edtf} is {late[0]}", warning=True)
        begins: list[tuple[Steps, Date | None]] = [(("effective",), agreement.effective)]
        begins += [
            (("provisions", index, "deadline"), provision.deadline)
            for index, provision in enumerate(agreement.provisions)
        ]
        for at, date in begins:
            if (
                date is not None
                and _before(parse_edtf(date.edtf), parse_edtf(signed.edtf))
                and not self._doubted(source, *steps, *at)
            ):
                yield _Dated(source, (*steps, *at), date).problem(
                    f"{date.edtf} is before {agreement.id} was signed ({in_words(signed.edtf)})", warning=True
                )

    def _role(self, declared: Declared[Role]) -> Iterator[Problem]:
        role = declared.record
        if role.held is not None and (late := self._too_late(role.held, role.id)) is not None:
            dated = _Dated(declared.source, (*declared.steps, "held"), role.held)
            yield dated.problem(f"{role.held.edtf} is {late[0]}", warning=True)

    def _statement(self, declared: Declared[Statement]) -> Iterator[Problem]:
        statement, source, steps = declared.record, declared.source, declared.steps
        date = self._evidence.date_of(statement, ClaimField.DATE)
        if date is None:
            return
        occasion = self._registry.get(statement.event) if statement.event is not None else None
        own = statement.date is not None
        at = (*steps, "date", "edtf") if own else (*steps, "event")
        late = self._too_late(date, statement.id)
        if late is None and own:
            dated = _Dated(source, (*steps, "date"), date)
            yield from self._wide_end(dated, self._first_telling(statement.id))
        elif late is not None and (own or not self._told_of_occasion(statement, occasion)):
            what, certain = late
            message = f"{date.edtf} is {what}" if own else f"its occasion ({in_words(date.edtf)}) is {what}"
            yield source.problem(at, message, warning=not certain)
        if own and occasion is not None and isinstance(occasion.record, Event):
            held = occasion.record.date
            if held is not None and _apart(parse_edtf(date.edtf), parse_edtf(held.edtf)):
                message = (
                    f"{date.edtf} is not when its occasion was: {occasion.record.id}, {in_words(held.edtf)}"
                )
                yield source.problem(at, message, warning=not _certain(date, held))
        yield from self._foretold(declared, date, occasion)

    def _told_of_occasion(self, statement: Statement, occasion: Declared[Record] | None) -> bool:
        """Whether the same is already told of the event from which the statement has its date."""
        if occasion is None or not isinstance(occasion.record, Event) or occasion.record.date is None:
            return False
        event, date = occasion.record, occasion.record.date
        return event.status in HAPPENED and self._too_late(date, event.id) is not None

    # --- before what is told as past -------------------------------------------------------------------

    def _told_as_past(self, statement: Statement) -> Iterator[tuple[Steps, Event | Agreement, Date]]:
        """What a statement tells as of something that is or was: the step to it, the record, and its date."""
        if statement.act in _TELLING:
            for index, name in enumerate(statement.about):
                yield from self._past(("about", index), self._registry.get(name))
        for index, claim in enumerate(statement.provisions):
            if claim.verdict in _EXPERIENCED:
                agreement = self._agreement_of.get(claim.provision)
                yield from self._past(("provisions", index, "provision"), agreement)

    def _past(
        self, at: Steps, declared: Declared[Record] | None
    ) -> Iterator[tuple[Steps, Event | Agreement, Date]]:
        """The event or agreement with its date, if it has one that is past for who tells of it."""
        record = declared.record if declared is not None else None
        date: Date | None = None
        if isinstance(record, Agreement):
            date = record.signed
        elif isinstance(record, Event) and record.status in HAPPENED:
            date = record.date
        if declared is None or date is None or not isinstance(record, Event | Agreement):
            return
        key = "date" if isinstance(record, Event) else "signed"
        if not self._doubted(declared.source, *declared.steps, key):
            yield at, record, date

    def _foretold(
        self, declared: Declared[Statement], date: Date, occasion: Declared[Record] | None
    ) -> Iterator[Problem]:
        """What a statement tells as past although it comes after it."""
        statement, source, steps = declared.record, declared.source, declared.steps
        said = parse_edtf(date.edtf)
        own = statement.date is not None
        told: set[str] = set()
        for at, record, happened in self._told_as_past(statement):
            when = parse_edtf(happened.edtf)
            if record.id in told:
                continue
            if _before(said, when):
                told.add(record.id)
                # Where only these words tell of it, the speaker tells it as past. Others may tell of it
                # later, and an agreement may be spoken of before it is signed.
                only = isinstance(record, Event) and self._rests_on(record.id, statement.id)
                certain = only and _certain(date, happened)
                if not certain and own and self._doubted(source, *steps, "date"):
                    continue
                yield source.problem(
                    (*steps, *at),
                    f"{record.id} ({in_words(happened.edtf)}) comes after this statement "
                    f"({in_words(date.edtf)}), which tells of it as of something that is or was",
                    "what is still to come is planned or proposed" if isinstance(record, Event) else "",
                    warning=not certain,
                )
            elif "/" in said.edtf and when.earliest is not None and _certain(date, happened):
                where = declared if own or occasion is None else occasion
                if isinstance(where.record, Event | Statement) and not _reasoned(where.record.date):
                    continue
                begins = when.earliest > (said.earliest or "")
                known = self._not_before.get(where.record.id)
                if begins and (known is None or known[0] < when.earliest):
                    dated = _Dated(where.source, (*where.steps, "date"), date)
                    self._not_before[where.record.id] = (when.earliest, dated, record.id, happened)

    def _wide_beginnings(self) -> Iterator[Problem]:
        """The beginnings of intervals that the dates of what is told as past make impossible."""
        for earliest, dated, name, happened in self._not_before.values():
            end = parse_edtf(dated.date.edtf).latest
            yield dated.problem(
                f"{dated.date.edtf} begins before {name} ({in_words(happened.edtf)}), of which a statement "
                "tells as past",
                f"it is not before that: {between(earliest, end)}",
                warning=True,
            )

    def _rests_on(self, event: str, statement: str) -> bool:
        """Whether every passage of an event lies in the passages of a statement."""
        words = [row for row in self._evidence.cited[statement] if row["supports"] == Supports.WHOLE]
        return all(
            any(
                outer["document_id"] == inner["document_id"]
                and _number(outer, "start") <= _number(inner, "start")
                and _number(inner, "end") <= _number(outer, "end")
                for outer in words
            )
            for inner in self._evidence.cited[event]
        )

    def _claims(self) -> Iterator[Problem]:
        """The days that a document claims for what it tells, after its own publication."""
        for claimed in self._evidence.claimed_dates:
            if claimed.field is not ClaimField.DATE or claimed.document is None or claimed.section in YOUNGER:
                continue
            published = self._published.get(claimed.document)
            if published is None or not self._happened(claimed.record, claimed.document):
                continue
            if _before(parse_edtf(published.edtf), parse_edtf(claimed.edtf)):
                yield claimed.source.problem(
                    claimed.steps,
                    f"{claimed.edtf} is after the publication of {claimed.document} "
                    f"({in_words(published.edtf)}), which says so",
                    warning=_qualified(published.edtf) or _qualified(claimed.edtf),
                )

    def _happened(self, name: str, document: str) -> bool:
        """Whether a document tells of a statement, or of an event as of something that is or was."""
        declared = self._registry.get(name)
        record = declared.record if declared is not None else None
        if isinstance(record, Statement):
            return True
        if not isinstance(record, Event):
            return False
        own = {status for told, status in self._evidence.claimed(name, ClaimField.STATUS) if told == document}
        return not (own or {record.status.value}).isdisjoint(HAPPENED)


def _outside(dated: _Dated, whole: str, date: Date) -> Problem | None:
    """The fault of a part that lies outside its whole, or of an interval that reaches beyond it."""
    inner, outer = parse_edtf(dated.date.edtf), parse_edtf(date.edtf)
    certain = _certain(dated.date, date)
    if _apart(inner, outer):
        message = f"{dated.date.edtf} is outside {whole} ({in_words(date.edtf)}), of which it is a part"
        return dated.problem(message, warning=not certain)
    # Of a month or a year, the whole takes a part. The bounds of an interval are the curator's.
    if "/" not in inner.edtf or not certain:
        return None
    early = outer.earliest is not None and (inner.earliest is None or inner.earliest < outer.earliest)
    late = outer.latest is not None and (inner.latest is None or inner.latest > outer.latest)
    if not early and not late:
        return None
    side = "begins before" if early else "ends after"
    message = f"{dated.date.edtf} {side} {whole} ({in_words(date.edtf)}), of which it is a part"
    earliest = outer.earliest if early else inner.earliest
    latest = outer.latest if late else inner.latest
    hint = f"a part lies within its whole: {between(earliest, latest)}"
    return dated.problem(message, hint, warning=True)


def _reasoned(date: Date | None) -> bool:
    return date is not None and date.basis in _REASONED


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def _before(one: Span, other: Span) -> bool:
    """Whether `one` certainly comes before `other`."""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _apart(one: Span, other: Span) -> bool:
    return _before(one, other) or _before(other, one)


def _qualified(edtf: str) -> bool:
    return not set("?~%").isdisjoint(edtf)


def _certain(*dates: Date) -> bool:
    return not any(_qualified(date.edtf) for date in dates)


def _number(row: dict[str, object], column: str) -> int:
    number = row[column]
    return number if isinstance(number, int) else -1
