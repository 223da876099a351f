"""What another reading of a field is to the record's own: does it contradict it, narrow it, or only word it
otherwise?"""

from collections.abc import Mapping

from karabakh_events.dates import Span, parse_edtf
from karabakh_events.vocabulary import DATE_FIELDS, ClaimField, ClaimRelation

_WORDED = (ClaimField.TITLE, ClaimField.SUMMARY, ClaimField.QUOTE)
"""The fields whose value is words. No program can tell whether other words say another thing."""


def relation(
    field: ClaimField, own: str | None, other: str, wider_places: Mapping[str, str | None]
) -> ClaimRelation:
    """What the reading `other` is to the record's `own`, which is None where the record leaves it open.

    Values are written as in claims. `wider_places` has, for each place, the place of which it is part.
    """
    if field in _WORDED:
        return ClaimRelation.OTHERWISE_WORDED
    if own is None:
        return ClaimRelation.NARROWS
    if field in DATE_FIELDS:
        return relate_dates(parse_edtf(own), parse_edtf(other))
    if field is ClaimField.PLACE:
        return _relate_places(own, other, wider_places)
    same = set(listed(own)) == set(listed(other))
    return ClaimRelation.OTHERWISE_WORDED if same else ClaimRelation.CONTRADICTS


def relate_dates(own: Span, other: Span) -> ClaimRelation:
    """What the date `other` is to `own`, decided by the bounds alone.

    Dates whose bounds share no day contradict each other. A date within the bounds of the other, and not
    equal to them, narrows it. Any other date says the same or less: it is only otherwise worded.
    """
    if not meet(own, other):
        return ClaimRelation.CONTRADICTS
    if (own.earliest, own.latest) != (other.earliest, other.latest) and _within(other, own):
        return ClaimRelation.NARROWS
    return ClaimRelation.OTHERWISE_WORDED


def meet(one: Span, other: Span) -> bool:
    """Whether some day lies within the bounds of both dates."""
    return _not_after(one.earliest, other.latest) and _not_after(other.earliest, one.latest)


def listed(value: str) -> list[str]:
    """The identifiers in a value that lists them, separated by semicolons."""
    return [each.strip() for each in value.split(";")]


def _not_after(earliest: str | None, latest: str | None) -> bool:
    return earliest is None or latest is None or earliest <= latest


def _within(inner: Span, outer: Span) -> bool:
    begins = outer.earliest is None or (inner.earliest is not None and outer.earliest <= inner.earliest)
    ends = outer.latest is None or (inner.latest is not None and inner.latest <= outer.latest)
    return begins and ends


def _relate_places(own: str, other: str, wider: Mapping[str, str | None]) -> ClaimRelation:
    if own == other:
        return ClaimRelation.OTHERWISE_WORDED
    if own in _around(other, wider):
        return ClaimRelation.NARROWS
    return ClaimRelation.OTHERWISE_WORDED if other in _around(own, wider) else ClaimRelation.CONTRADICTS


def _around(place: str, wider: Mapping[str, str | None]) -> set[str]:
    """The places in which a place lies. A circle, which is a fault of the records, ends the way."""
    found: set[str] = set()
    at = wider.get(place)
    while at is not None and at not in found:
        found.add(at)
        at = wider.get(at)
    return found
