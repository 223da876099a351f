"""Years that are so far from all others that they are probably slips (0019, 2200).

These are warnings. Words that name the year settle it.
"""

from collections.abc import Callable, Iterable, Iterator
from statistics import median_high
from typing import NamedTuple

from karabakh_events.dates import parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import ClaimedDate
from karabakh_events.extractor.registry import Declared, Record, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Agreement, Document, Event, Provision, Role, Statement
from karabakh_events.records.parts import Date
from karabakh_events.worded_dates import read_words

_HISTORY = 1800
"""A date before this year needs words that name its year, save among records of such times."""
_REACH_BACK, _REACH_AHEAD = 150, 90
"""How many years before the other dates, or after the documents, a date is looked at as a slip."""
_FEW = 3
"""So many days of publication show when the documents of a corpus are from."""


class _Reading(NamedTuple):
    """A date as a record or a claim has it, with its place and its words."""

    source: SourceFile
    steps: Steps
    edtf: str
    words: str
    """The words of the text that it rests on; empty if there are none."""
    record: str
    """Empty for the day of publication of a document."""


def year_slips(
    registry: Registry,
    claimed: Iterable[ClaimedDate],
    first_telling: Callable[[str], tuple[str, Date] | None],
) -> Iterator[Problem]:
    """A warning for each date of records and claims whose year is far from all others.

    `first_telling` gives the document that tells of a record, with the day of its publication.
    """
    readings = list(_readings(registry, claimed))
    years = [year for each in readings for year in _years(each.edtf)]
    published = [year for each in readings if not each.record for year in _years(each.edtf)]
    if not years:
        return
    middle = median_high(years)
    low = min(_HISTORY, middle - _REACH_BACK)
    near = [year for year in years if low <= year <= middle + _REACH_AHEAD]
    for each in readings:
        if each.record:
            telling = first_telling(each.record)
            until = max(_years(telling[1].edtf), default=middle) if telling is not None else middle
            first, last = low, max(until, middle) + _REACH_AHEAD
        elif len(published) >= _FEW:
            first, last = median_high(published) - _REACH_AHEAD, median_high(published) + _REACH_AHEAD
        else:
            continue
        far = [year for year in _years(each.edtf) if not first <= year <= last]
        if far and not read_words(each.words).years().issuperset(far):
            message = f"the year {far[0]} is far from the other dates of these records"
            hint = f"they are of {min(near)} to {max(near)}; words that name the year would settle it"
            yield each.source.problem(each.steps, message, hint, warning=True)


def _readings(registry: Registry, claimed: Iterable[ClaimedDate]) -> Iterator[_Reading]:
    """Every date of the corpus, claims included."""

    def read(declared: Declared[Record], record: str, key: str, date: Date | None) -> Iterator[_Reading]:
        if date is not None:
            steps = (*declared.steps, key, "edtf")
            yield _Reading(declared.source, steps, date.edtf, date.verbatim or "", record)

    for document in registry.all(Document):
        yield from read(document, "", "published", document.record.published)
    for event in registry.all(Event):
        yield from read(event, event.record.id, "date", event.record.date)
    for statement in registry.all(Statement):
        yield from read(statement, statement.record.id, "date", statement.record.date)
    for role in registry.all(Role):
        yield from read(role, role.record.id, "held", role.record.held)
    for provision in registry.all(Provision):
        yield from read(provision, provision.record.id, "deadline", provision.record.deadline)
    for agreement in registry.all(Agreement):
        yield from read(agreement, agreement.record.id, "signed", agreement.record.signed)
        yield from read(agreement, agreement.record.id, "effective", agreement.record.effective)
    for each in claimed:
        yield _Reading(each.source, each.steps, each.edtf, each.words, each.record)


def _years(edtf: str) -> list[int]:
    span = parse_edtf(edtf)
    return [int(bound[:4]) for bound in (span.earliest, span.latest) if bound is not None]
