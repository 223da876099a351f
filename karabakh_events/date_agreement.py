"""Whether a date in EDTF agrees with the words from which it is read.

The comparison has no false alarm rather than every fault. Of words that it does not know, and of those that
count from a date (“two days after 9 November”), it says nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from karabakh_events.calendar_names import WEEKDAYS
from karabakh_events.dates import Span, days_of, parse_edtf
from karabakh_events.worded_dates import PARTS, Named, Stretch, Words


def disagreement(edtf: str, words: Words, *, strictly: bool) -> tuple[tuple[str, ...], Stretch] | None:
    """The parts (day, month, year) in which a date and its words disagree, and what the words name.

    None if they agree, or if the words name nothing that can be compared. With `strictly` the words are
    those of the date itself, so an interval must begin or end with what they name, and unknown words between
    them do not matter. Without, they may only belong to its grounds, so all must be known, and the days must
    meet. Raises EdtfError.
    """
    if words.counted or not words.stretches or not (words.understood or strictly):
        return None
    span = parse_edtf(edtf)
    ends = _ends(span)
    if words.apart and ends[0] == ends[1]:
        return None
    exact = strictly and words.understood
    found: list[tuple[tuple[str, ...], Stretch]] = []
    for readings in _most_exact(words.stretches):
        for stretch in readings:
            parts = _differing(stretch, ends, words, exact)
            if not parts:
                return None
            found.append((parts, stretch))
    return min(found, key=lambda each: len(each[0]))


def _most_exact(stretches: Sequence[tuple[Stretch, ...]]) -> Iterator[tuple[Stretch, ...]]:
    """The dates with a day; if there are none, those with a month; else all. In “the war of 2020, on
    10 November”, only the second can be the date of a day."""
    for part in PARTS:
        exact = [each for each in stretches if part in each[0].named()]
        if exact:
            yield from exact
            return


def swapped(edtf: str, stretch: Stretch) -> bool:
    """Whether the date has the day of the words as its month, and the month as its day."""
    plain = re.fullmatch(r"[0-9]{4}-([0-9]{2})-([0-9]{2})[?~%]?", edtf)
    if plain is None or stretch.last is not None:
        return False
    month, day = int(plain[1]), int(plain[2])
    return stretch.first.month == (day,) and stretch.first.day == (month,) and day != month


_End = tuple[str, str] | None


def _ends(span: Span) -> tuple[_End, _End]:
    """The first and last day of each end of a date; None for an open end. A date that is no interval is both
    its ends."""
    begins, slash, ends = span.edtf.partition("/")
    return _end(begins), _end(ends if slash else begins)


def _end(text: str) -> _End:
    if text in ("", ".."):
        return None
    span = parse_edtf(text)
    return (span.earliest, span.latest) if span.earliest and span.latest else None


def _differing(stretch: Stretch, ends: tuple[_End, _End], words: Words, exact: bool) -> tuple[str, ...]:
    """The fewest parts without which the words agree with the date."""
    parts = stretch.named()
    for count in range(len(parts) + 1):
        for dropped in combinations(parts, count):
            if _agrees(stretch.without(dropped), ends, words, exact):
                return dropped
    return parts


def _agrees(stretch: Stretch, ends: tuple[_End, _End], words: Words, exact: bool) -> bool:
    start, end = ends
    first, last = stretch.ends()
    if start == end:
        return start is not None and (
            _meet(first, *start) or _meet(last, *start) or _between(stretch, *start)
        )
    if exact and stretch.last is not None:
        return (start is None or _meet(first, *start)) and (end is None or _meet(last, *end))
    if exact and first.day and len(first.day) > 1 and not first.rough:
        low, high = first.day[:1], first.day[-1:]
        return (start is None or _meet(replace(first, day=low), *start)) and (
            end is None or _meet(replace(first, day=high), *end)
        )
    if exact:
        wanted = {"start": (start,), "end": (end,)}.get(words.side, (start, end))
        closed = [each for each in wanted if each is not None] or [each for each in ends if each is not None]
        return any(_meet(first, *_wider(each, stretch, words)) for each in closed)
    whole = (start[0] if start else "0001-01-01", end[1] if end else "9999-12-31")
    whole = _wider(whole, stretch, words)
    return _meet(first, *whole) or _meet(last, *whole) or _between(stretch, *whole)


def _wider(days: tuple[str, str], stretch: Stretch, words: Words) -> tuple[str, str]:
    """One day more on each side, if the words name a day or what lies beside it: “after 9 November” may begin
    on the 9th or the 10th, and a night has two days."""
    if stretch.first.day is None and not words.apart:
        return days
    first, last = (date.fromisoformat(day).toordinal() for day in days)
    low, high = max(first - 1, 1), min(last + 1, date.max.toordinal())
    return date.fromordinal(low).isoformat(), date.fromordinal(high).isoformat()


def _meet(named: Named, first: str, last: str) -> bool:
    """Whether a day from `first` to `last` has the parts that are named."""
    low, high = int(first[:4]), int(last[:4])
    # Nine years hold every day of the calendar, 29 February too, save around a year like 1900.
    years: Sequence[int] = (
        sorted(named.year) if named.year is not None else range(low, min(high, low + 9) + 1)
    )
    for year in years:
        if not low <= year <= high:
            continue
        for month in named.month or range(1, 13):
            length = days_of(month, year)
            days = [day for day in named.day or (1, length) if day <= length]
            if not days:
                continue
            if named.day is None:
                if f"{year:04}-{month:02}-01" <= last and f"{year:04}-{month:02}-{length}" >= first:
                    return True
            elif any(first <= f"{year:04}-{month:02}-{day:02}" <= last for day in days):
                return True
    return False


def _between(stretch: Stretch, first: str, last: str) -> bool:
    """Whether the days from `first` to `last` meet those between the two dates of a range."""
    if stretch.last is None:
        return False
    low, high = int(first[:4]), int(last[:4])
    begins, ends = stretch.ends()
    for year in sorted(begins.year) if begins.year is not None else range(low - 1, min(high, low + 9) + 1):
        start = _day(begins, year, 0)
        for until in sorted(ends.year) if ends.year is not None else (year, year + 1):
            stop = _day(ends, until, -1)
            if start <= stop:
                if start <= last and stop >= first:
                    return True
                break
    return False


def _day(named: Named, year: int, which: int) -> str:
    """The first (0) or last (-1) day in a year with the parts that are named."""
    month = (named.month or (1, 12))[which]
    length = days_of(month, year) if 1 <= year <= 9999 else 28
    day = min((named.day or (1, length))[which], length)
    return f"{max(year, 0):04}-{month:02}-{day:02}"


def wrong_weekday(edtf: str, words: Words) -> tuple[str, str] | None:
    """The weekday that the words name and the one on which the date falls, if they differ.

    Only a single day is compared.
    """
    span = parse_edtf(edtf)
    if words.counted or words.apart or len(words.weekdays) != 1:
        return None
    if span.earliest is None or span.earliest != span.latest:
        return None
    (said,) = words.weekdays
    found = date.fromisoformat(span.earliest).weekday()
    return None if said == found else (WEEKDAYS[said], WEEKDAYS[found])


def made_up(edtf: str, words: Words) -> str | None:
    """The part, `day` or `month`, that a date has and its words leave out; None if there is none.

    Only words that are known to the last one and name one date can leave something out.
    """
    if not words.understood or not words.whole or words.counted or words.side or words.weekdays:
        return None
    if len(words.stretches) != 1 or any(token.last for token in words.stretches[0]):
        return None
    exact = re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])(-[0-9]{2})?[?~%]?", edtf)
    if exact is None:
        return None
    named = words.stretches[0][0].first
    if exact[1] and named.day is None:
        return "day"
    return "month" if named.month is None else None
