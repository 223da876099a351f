"""What became of a plan: the faults of an event that is said to be the outcome of another."""

from collections.abc import Iterator

from karabakh_events.dates import parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.belonging import circles
from karabakh_events.extractor.registry import Registry
from karabakh_events.records.models import Event
from karabakh_events.vocabulary import EventStatus

_PLANS = (EventStatus.PLANNED, EventStatus.PROPOSED)


def check_outcomes(registry: Registry) -> Iterator[Problem]:
    """The outcomes of what is no plan, of themselves, and those that are certainly before their plan."""
    plans = {
        each.record.id: [each.record.outcome_of]
        for each in registry.all(Event)
        if each.record.outcome_of is not None
    }
    own = {name for circle in circles(plans) for name in circle}
    for declared in registry.all(Event):
        event, at = declared.record, (*declared.steps, "outcome_of")
        if event.id in own:
            yield declared.source.problem(at, f"{event.id} is, in the end, an outcome of itself")
            continue
        target = registry.get(event.outcome_of) if event.outcome_of is not None else None
        if target is None or not isinstance(target.record, Event) or target.record is event:
            continue
        plan = target.record
        if plan.status not in _PLANS:
            yield declared.source.problem(
                at,
                f"{plan.id} is {plan.status}: only what is {' or '.join(_PLANS)} has an outcome",
                "an event within a wider one is `part_of` it",
            )
        elif event.date is not None and plan.date is not None:
            outcome, planned = parse_edtf(event.date.edtf), parse_edtf(plan.date.edtf)
            if outcome.latest and planned.earliest and outcome.latest < planned.earliest:
                message = (
                    f"is dated {event.date.edtf}, which is before its plan, {plan.id} ({plan.date.edtf})"
                )
                yield declared.source.problem(at, message)
