"""What one reading is to another: a case for each field, and the laws of dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.dates import Span, parse_edtf
from karabakh_events.extractor.readings import meet, relate_dates, relation
from karabakh_events.vocabulary import ClaimField, ClaimRelation, Precision

CONTRADICTS, NARROWS, WORDED = (
    ClaimRelation.CONTRADICTS,
    ClaimRelation.NARROWS,
    ClaimRelation.OTHERWISE_WORDED,
)

_WIDER = {"yerevan": "armenia", "armenia": "caucasus", "baku": "azerbaijan", "azerbaijan": "caucasus"}


@pytest.mark.parametrize(
    ("field", "own", "other", "expected"),
    [
        ("date", "2020-11-22", "2020-11-21", CONTRADICTS),
        ("date", "2020-11", "2020-12-01/..", CONTRADICTS),
        ("date", "2020-11", "2020-11-21", NARROWS),
        ("date", "2021-01-30/..", "2021-01-30/2021-02-10", NARROWS),
        ("date", "../2020-11", "2020", WORDED),
        ("date", "2020-11-22", "2020-11", WORDED),
        ("date", "2020-11-01/2020-11-20", "2020-11-10/2020-11-30", WORDED),
        ("date", "2020-11", "2020-11?", WORDED),
        ("date", None, "2020-11", NARROWS),
        ("signed", "2020-11-09", "2020-11-10", CONTRADICTS),
        ("effective", "2020-11", "2020-11-10", NARROWS),
        ("deadline", "2020-12-01", "2020", WORDED),
        ("held", "2004/..", "2004-03-09/..", NARROWS),
        ("published", "2020-11-22", "2020-11-23", CONTRADICTS),
        ("place", "yerevan", "baku", CONTRADICTS),
        ("place", "armenia", "yerevan", NARROWS),
        ("place", "caucasus", "yerevan", NARROWS),
        ("place", "yerevan", "caucasus", WORDED),
        ("place", "elsewhere", "yerevan", CONTRADICTS),
        ("place", None, "yerevan", NARROWS),
        ("status", "planned", "occurred", CONTRADICTS),
        ("outlet", "tass", "interfax", CONTRADICTS),
        ("outlet", None, "interfax", NARROWS),
        ("speakers", "a; b", "b; a", WORDED),
        ("speakers", "a; b", "a", CONTRADICTS),
        ("actors", "russia", "turkey", CONTRADICTS),
        ("title", "a", "b", WORDED),
        ("summary", None, "b", WORDED),
        ("quote", "We will win", "We shall win", WORDED),
    ],
)
def test_a_reading_stands_in_one_relation_to_the_own_one(
    field: str, own: str | None, other: str, expected: ClaimRelation
) -> None:
    assert relation(ClaimField.of(field), own, other, _WIDER) is expected


def test_places_that_contain_each_other_end_the_way() -> None:
    assert relation(ClaimField.PLACE, "a", "b", {"a": "b", "b": "a"}) is NARROWS
    assert relation(ClaimField.PLACE, "c", "b", {"a": "b", "b": "a"}) is CONTRADICTS


_DAYS = st.dates(date(2020, 1, 1), date(2020, 1, 12)).map(str)


@st.composite
def _spans(draw: st.DrawFn) -> Span:
    first, last = sorted((draw(_DAYS), draw(_DAYS)))
    earliest, latest = draw(st.sampled_from(((first, last), (None, last), (first, None), (None, None))))
    return Span("", earliest, latest, Precision.INTERVAL)


def _days(span: Span) -> set[str]:
    """The days of the date, among days that reach beyond all that are drawn on both sides."""
    days = [f"2019-12-{day}" for day in (30, 31)]
    days += [f"2020-01-{day:02}" for day in range(1, 15)]
    return {day for day in days if (span.earliest or "") <= day <= (span.latest or "9")}


@given(_spans(), _spans())
def test_the_days_of_two_dates_decide_their_relation(own: Span, other: Span) -> None:
    ours, theirs = _days(own), _days(other)
    expected = CONTRADICTS if not ours & theirs else NARROWS if theirs < ours else WORDED
    assert relate_dates(own, other) is expected
    assert meet(own, other) is meet(other, own) is bool(ours & theirs)


@given(_spans(), _spans())
def test_contradiction_is_mutual_and_narrowing_is_not(one: Span, other: Span) -> None:
    there, back = relate_dates(one, other), relate_dates(other, one)
    assert (there is CONTRADICTS) is (back is CONTRADICTS)
    assert not (there is NARROWS and back is NARROWS)


def test_the_wording_of_a_date_does_not_matter() -> None:
    assert relate_dates(parse_edtf("2020-11"), parse_edtf("2020-11-01/2020-11-30")) is WORDED
