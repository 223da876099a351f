"""Time on paper: which days a picture shows, where each day lies, and the labels along the axis.

Days here are proleptic Gregorian ordinals (`date.toordinal`), of which the first is 1. All days have the same
width, and each lasts until the next one begins.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Literal, NamedTuple

NARROW = 366
"""In days. Wider or open dates do not decide which days a picture shows: a single date as wide as a century
would squeeze all others into a corner."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Bounds = tuple[str | None, str | None]
"""ISO days, both included; None for an open end."""


class Tick(NamedTuple):
    day: int
    label: str
    below: str  # a second line: the year, unless the tick before makes it clear; else empty


class Axis(NamedTuple):
    """The days from `first` to `last`, both included, between two edges in millimetres."""

    first: int
    last: int
    left: float
    right: float

    def x(self, day: float) -> float:
        """The place of a moment in millimetres, kept within the edges; `day + 1` is the end of a day."""
        share = (day - self.first) / (self.last + 1 - self.first)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def ticks(self, room: float, finest: Literal["day", "month"] = "day") -> list[Tick]:
        """As many ticks as fit if each needs `room` millimetres; none is finer than `finest`."""
        most = max((self.right - self.left) / room, 1)
        for step in _STEPS:
            if (self.last - self.first) / step.days > most or (finest, step.unit) == ("month", "day"):
                continue
            days = list(step.between(self.first, self.last))
            if days and len(days) <= most + 1:
                return list(_labelled(days, step.unit))
        return list(_labelled([self.first], finest))


def shown(dates: Sequence[Bounds], since: str | None = None, until: str | None = None) -> tuple[int, int]:
    """The first and the last day of a picture of these dates.

    `since` and `until` decide where the user gives them. Otherwise the dates not wider than a year decide or,
    if there are none, all bounds. Of eight or more such dates, the outermost twentieth on a side (but at
    least one) is left out if the picture becomes less than half as wide without it.
    """
    known = [(_day(first), _day(last)) for first, last in dates if first is not None and last is not None]
    narrow = [(first, last) for first, last in known if last - first < NARROW]
    spans = narrow or known
    if not spans:
        spans = [(_day(end), _day(end)) for both in dates for end in both if end is not None]
    spans = _without_outliers(spans)
    begin = _day(since) if since is not None else min(first for first, _ in spans)
    end = _day(until) if until is not None else max(last for _, last in spans)
    # `since` and `until` may lie beyond all dates.
    return (begin, max(begin, end)) if since is not None else (min(begin, end), end)


def months(first: int, last: int) -> Iterator[int]:
    """The first day of every month that has a day between these two, both included."""
    begins = date.fromordinal(first).replace(day=1).toordinal()
    while begins <= last:
        yield begins
        if (following := next_month(begins)) is None:
            return
        begins = following


def next_month(first: int) -> int | None:
    """The first day of the month after the one that begins on this day; None after the year 9999."""
    day = date.fromordinal(first)
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return date(year, month, 1).toordinal() if year <= date.max.year else None


def _day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def _without_outliers(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(spans) < 8:
        return spans
    few = max(len(spans) // 20, 1)
    for key, outermost in ((lambda span: span[0], slice(few, None)), (lambda span: span[1], slice(-few))):
        kept = sorted(spans, key=key)[outermost]
        if _width(kept) * 2 < _width(spans):
            spans = kept
    return spans


def _width(spans: list[tuple[int, int]]) -> int:
    return max(last for _, last in spans) - min(first for first, _ in spans) + 1


class _Step(NamedTuple):
    unit: str
    number: int
    days: float

    def between(self, first: int, last: int) -> Iterator[int]:
        if self.unit == "day":
            # Weeks begin on Mondays: ordinal 1 is one.
            start = first + (1 - first) % 7 if self.number >= 7 else first
            yield from range(start, last + 1, self.number)
            return
        begin = date.fromordinal(first)
        for index in count():
            if self.unit == "month":
                year, month = divmod((begin.month - 1) // self.number * self.number + index * self.number, 12)
                year += begin.year
            else:
                year, month = begin.year // self.number * self.number + index * self.number, 0
            if year > date.max.year:
                return
            if year < 1:
                continue
            day = date(year, month + 1, 1).toordinal()
            if day > last:
                return
            if day >= first:
                yield day


_STEPS = (
    *(_Step("day", number, number) for number in (1, 2, 7, 14)),
    *(_Step("month", number, number * 30) for number in (1, 3, 6)),
    *(_Step("year", number, number * 365) for number in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
)


def _labelled(days: Sequence[int], unit: str) -> Iterator[Tick]:
    said = None
    for day in days:
        when = date.fromordinal(day)
        if unit == "year":
            yield Tick(day, str(when.year), "")
            continue
        month = _MONTHS[when.month - 1]
        year = "" if when.year == said else str(when.year)
        said = when.year
        yield Tick(day, f"{when.day} {month}" if unit == "day" else month, year)
