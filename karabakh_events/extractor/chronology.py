"""Time that cannot be: dates in records against one another and against the days of publication.

Only what is certain by the bounds is an error. `?` and `~` make it a warning, because how far they reach is
not on record. A document without a last day of publication limits nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median_high

from karabakh_events.dates import Span, in_words, parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence
from karabakh_events.extractor.registry import Declared, Record, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import (
    Agreement,
    Date,
    Document,
    Event,
    Provision,
    Role,
    Statement,
)
from karabakh_events.vocabulary import (
    AgreementRelation,
    Basis,
    ClaimField,
    EventStatus,
    SectionKind,
    SpeechAct,
    Supports,
)
from karabakh_events.worded_dates import read_words

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

_YOUNGER = (SectionKind.RELATED, SectionKind.COMMENT, SectionKind.CHROME)
"""Parts of a page that may have been written after the document was published."""

_HISTORY = 1800
"""A date before this year needs words that name its year, save among records of such times."""
_REACH_BACK, _REACH_AHEAD = 150, 90
"""How many years before the other dates, or after the documents, a date is looked at as a slip."""
_FEW = 3
"""So many days of publication show when the documents of a corpus are from."""


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date of a record, with its place in the file."""

    source: SourceFile
    steps: Steps
    date: Date
    record: str
    """Empty for the day of publication of a document."""

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

    def faults(self, told: Iterable[Problem]) -> Iterator[Problem]:
        """All faults of time. A date of which `told` says something is not suspected of a slip as well."""
        found: list[Problem] = []
        for event in self._registry.all(Event):
            found += self._event(event)
        for statement in self._registry.all(Statement):
            found += self._statement(statement)
        found += self._claims()
        yield from found
        places = {(each.file, each.line, each.column) for each in (*told, *found)}
        for slip in self._slips():
            if (slip.file, slip.line, slip.column) not in places:
                yield slip

    # --- after the document that tells it --------------------------------------------------------------

    def _first_telling(self, record: str) -> tuple[str, Date] | None:
        """Of the documents that tell of a record, the one that was published first; with its day."""
        telling = {
            str(row["document_id"]) for row in self._evidence.cited[record] if row["section"] not in _YOUNGER
        }
        dated = [
            (latest, name, published)
            for name in telling
            if (published := self._published.get(name)) is not None
            and (latest := parse_edtf(published.edtf).latest) is not None
        ]
        if not dated:
            return None
        _, name, published = min(dated, key=lambda each: each[:2])
        return name, published

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

    def _event(self, declared: Declared[Event]) -> Iterator[Problem]:
        event = declared.record
        if event.date is None:
            return
        dated = _Dated(declared.source, (*declared.steps, "date"), event.date, event.id)
        if event.status in HAPPENED and (late := self._too_late(event.date, event.id)) is not None:
            what, certain = late
            hint = "what is still to come is planned or proposed"
            yield dated.problem(f"{event.date.edtf} is {what}", hint, warning=not certain)
        whole = self._registry.get(event.part_of) if event.part_of is not None else None
        if whole is not None and isinstance(whole.record, Event) and whole.record.date is not None:
            yield from _part(dated, whole.record.id, whole.record.date)
        if event.status in HAPPENED:
            yield from self._signing(dated, event)

    def _signing(self, dated: _Dated, event: Event) -> Iterator[Problem]:
        for name in event.agreements.get(AgreementRelation.SIGNED, ()):
            declared = self._registry.get(name)
            agreement = declared.record if declared is not None else None
            if isinstance(agreement, Agreement) and agreement.signed is not None:
                signed = agreement.signed
                if _apart(parse_edtf(dated.date.edtf), parse_edtf(signed.edtf)):
                    yield dated.problem(
                        f"{dated.date.edtf} is not when {name} was signed ({in_words(signed.edtf)})",
                        "this event is its signing",
                        warning=not _certain(dated.date, signed),
                    )

    def _statement(self, declared: Declared[Statement]) -> Iterator[Problem]:
        statement, source, steps = declared.record, declared.source, declared.steps
        date = self._evidence.date_of(statement, ClaimField.DATE)
        if date is None:
            return
        occasion = self._registry.get(statement.event) if statement.event is not None else None
        own = statement.date is not None
        at = (*steps, "date", "edtf") if own else (*steps, "event")
        late = self._too_late(date, statement.id)
        if late is not None and (own or not self._told_of_occasion(statement, occasion)):
            what, certain = late
            message = f"{date.edtf} is {what}" if own else f"its occasion ({in_words(date.edtf)}) is {what}"
            yield source.problem(at, message, warning=not certain)
        if own and occasion is not None and isinstance(occasion.record, Event):
            held = occasion.record.date
            if held is not None and _apart(parse_edtf(date.edtf), parse_edtf(held.edtf)):
                message = (
                    f"{date.edtf} is not when its occasion was: {occasion.record.id}, {in_words(held.edtf)}"
                )
                yield source.problem(at, message, warning=True)
        if statement.act in _TELLING:
            yield from self._foretold(declared, date)

    def _told_of_occasion(self, statement: Statement, occasion: Declared[Record] | None) -> bool:
        """Whether the same is already told of the event from which the statement has its date."""
        if occasion is None or not isinstance(occasion.record, Event) or occasion.record.date is None:
            return False
        event, date = occasion.record, occasion.record.date
        return event.status in HAPPENED and self._too_late(date, event.id) is not None

    def _foretold(self, declared: Declared[Statement], date: Date) -> Iterator[Problem]:
        """The events that a statement tells as past although they come after it."""
        statement, source, steps = declared.record, declared.source, declared.steps
        for index, name in enumerate(statement.about):
            about = self._registry.get(name)
            event = about.record if about is not None else None
            if not isinstance(event, Event) or event.status not in HAPPENED or event.date is None:
                continue
            if not _before(parse_edtf(date.edtf), parse_edtf(event.date.edtf)):
                continue
            # Where only these words tell of it, the speaker tells it as past. Others may tell of it later.
            certain = self._rests_on(event.id, statement.id) and _certain(date, event.date)
            yield source.problem(
                (*steps, "about", index),
                f"{name} ({in_words(event.date.edtf)}) comes after this statement "
                f"({in_words(date.edtf)}), which tells of it as of something that is or was",
                "what is still to come is planned or proposed",
                warning=not certain,
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
            published = self._published.get(claimed.document) if claimed.section not in _YOUNGER else None
            declared = self._registry.get(claimed.record)
            record = declared.record if declared is not None else None
            happened = isinstance(record, Statement) or (
                isinstance(record, Event) and record.status in HAPPENED
            )
            if published is None or not happened:
                continue
            if _before(parse_edtf(published.edtf), parse_edtf(claimed.edtf)):
                yield claimed.source.problem(
                    claimed.steps,
                    f"{claimed.edtf} is after the publication of {claimed.document} "
                    f"({in_words(published.edtf)}), which says so",
                    warning=_qualified(published.edtf) or _qualified(claimed.edtf),
                )

    # --- slips of the year -----------------------------------------------------------------------------

    def _slips(self) -> Iterator[Problem]:
        """The dates whose year is so far from all others that it is probably a slip (0019, 2200)."""
        dates = list(self._dates())
        years = [year for each in dates for year in _years(each.date)]
        published = [year for date in self._published.values() for year in _years(date)]
        if not years:
            return
        middle = median_high(years)
        low = min(_HISTORY, middle - _REACH_BACK)
        for each in dates:
            if each.record:
                telling = self._first_telling(each.record)
                until = max(_years(telling[1]), default=middle) if telling is not None else middle
                first, last = low, max(until, middle) + _REACH_AHEAD
            elif len(published) >= _FEW:
                first, last = median_high(published) - _REACH_AHEAD, median_high(published) + _REACH_AHEAD
            else:
                continue
            far = [year for year in _years(each.date) if not first <= year <= last]
            if far and not read_words(each.date.verbatim or "").years().issuperset(far):
                near = [year for year in years if low <= year <= middle + _REACH_AHEAD]
                message = f"the year {far[0]} is far from the other dates of these records"
                hint = f"they are of {min(near)} to {max(near)}; words that name the year would settle it"
                yield each.problem(message, hint, warning=True)

    def _dates(self) -> Iterator[_Dated]:
        def dated(declared: Declared[Record], record: str, key: str, date: Date | None) -> Iterator[_Dated]:
            if date is not None:
                yield _Dated(declared.source, (*declared.steps, key), date, record)

        for document in self._registry.all(Document):
            yield from dated(document, "", "published", document.record.published)
        for event in self._registry.all(Event):
            yield from dated(event, event.record.id, "date", event.record.date)
        for statement in self._registry.all(Statement):
            yield from dated(statement, statement.record.id, "date", statement.record.date)
        for role in self._registry.all(Role):
            yield from dated(role, role.record.id, "held", role.record.held)
        for provision in self._registry.all(Provision):
            yield from dated(provision, provision.record.id, "deadline", provision.record.deadline)
        for agreement in self._registry.all(Agreement):
            yield from dated(agreement, agreement.record.id, "signed", agreement.record.signed)
            yield from dated(agreement, agreement.record.id, "effective", agreement.record.effective)


def _part(dated: _Dated, whole: str, date: Date) -> Iterator[Problem]:
    """The fault of a part that lies outside its whole."""
    inner, outer = parse_edtf(dated.date.edtf), parse_edtf(date.edtf)
    certain = _certain(dated.date, date)
    if _apart(inner, outer):
        message = f"{dated.date.edtf} is outside {whole} ({in_words(date.edtf)}), of which it is a part"
        yield dated.problem(message, warning=not certain)
    # Inferred bounds are only those between which it was. Words that give them say how long it lasted.
    elif dated.date.basis in (Basis.STATED, Basis.COMPLETED, Basis.DERIVED) and "/" in inner.edtf:
        early = inner.earliest is not None and outer.earliest is not None and inner.earliest < outer.earliest
        late = inner.latest is not None and outer.latest is not None and inner.latest > outer.latest
        if early or late:
            side = "begins before" if early else "ends after"
            message = f"{dated.date.edtf} {side} {whole} ({in_words(date.edtf)}), of which it is a part"
            yield dated.problem(message, warning=True)


def _before(one: Span, other: Span) -> bool:
    """Whether `one` certainly comes before `other`."""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest


def _apart(one: Span, other: Span) -> bool:
    return _before(one, other) or _before(other, one)


def _qualified(edtf: str) -> bool:
    return not set("?~%").isdisjoint(edtf)


def _certain(*dates: Date) -> bool:
    return not any(_qualified(date.edtf) for date in dates)


def _years(date: Date) -> list[int]:
    span = parse_edtf(date.edtf)
    return [int(bound[:4]) for bound in (span.earliest, span.latest) if bound is not None]


def _number(row: dict[str, object], column: str) -> int:
    number = row[column]
    return number if isinstance(number, int) else -1
