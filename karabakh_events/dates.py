"""Dates that carry their uncertainty: EDTF text in, strict bounds out.

The notation is the Extended Date/Time Format, levels 0 and 1 (Library of Congress, 2019; ISO 8601-2),
restricted to the years 0001 to 9999 and to whole days. In that range the text order of ISO dates is their
order in time, so a bound is kept, compared and indexed as text, here and in the database alike.

A date says *when something happened, as far as the source lets us know*: `2020-11` is one unknown day of
November 2020, `2020-10-10/2020-11-09` is some time between the two, both days included. Bounds are strict.
The reader sees the qualifiers `?` (uncertain), `~` (approximate) and `%` (both), but they never widen the
bounds: the source does not say how far "about" reaches.

The tests compare this module with the `edtf` package. It is not used here: importing it takes longer than a
whole reading command. It also accepts 29 February 2021 and reversed intervals, and reads an unknown end as
ten years.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NoReturn

from karabakh_events.calendar_names import MONTHS
from karabakh_events.vocabulary import Basis, Precision

MAX_LENGTH = 100
"""A longer text is refused before it is read. The longest date, an interval with two qualifiers, has 23
characters."""

_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}

_POINT = re.compile(
    r"(?P<year>[0-9](?:[0-9]{3}|[0-9]{2}X|[0-9]XX|XXX))"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<qualifier>[?~%]?)"
)


class EdtfError(ValueError):
    """A text that is not an EDTF level 1 date of the years 0001 to 9999.

    The message says what is wrong and, if possible, what to write instead.
    """


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which something may have happened.

    `earliest` and `latest` are ISO dates (YYYY-MM-DD), both included; None is an end that is open (`..`)
    or unknown (left empty). `edtf` is the text of the date, without white space around it.
    """

    edtf: str
    earliest: str | None
    latest: str | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a reader asks about: ISO dates, both included; None leaves that side unbounded."""

    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class _Point:
    """A date, or one end of an interval: its first day, its last day and its wording."""

    earliest: str
    latest: str
    precision: Precision
    words: tuple[str, ...]  # ("22", "Nov", "2020"), ("Nov", "2020"), ("2020",), ("spring", "2020")
    qualifier: str

    @property
    def by_day(self) -> bool:
        return self.precision is Precision.DAY


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> Span:
    """Read an EDTF level 1 date.

    Accepted: `2020`, `2020-11`, `2020-11-22`; a qualifier at the end (`2020-11?`); unspecified digits
    (`202X`, `20XX`, `2020-XX`, `2020-11-XX`, `2020-XX-XX`); seasons (`2020-21` spring to `2020-24`
    winter); intervals (`2020-10-10/2020-11-09`), where one end may be open (`..`) or unknown (empty).

    Precision is `day`, `month` or `year` for a date of that kind, `week` for an interval of exactly seven
    days, `open` where an end is open or unknown, and `interval` for every other span (seasons and decades
    too). An interval from a date to the same date has the precision of that date.

    Seasons are those of the northern hemisphere, in whole months. ISO 8601-2 puts winter last in its year.
    So winter 2020 (`2020-24`) runs from December 2020 to February 2021; bounds that end on 31 December would
    leave February out.

    Raises EdtfError.
    """
    first, last = _read(text)
    edtf = text.strip()
    if first is None or last is None:
        precision = Precision.OPEN
    elif (first.earliest, first.latest) == (last.earliest, last.latest):
        precision = first.precision
    elif _days_between(first.earliest, last.latest) == 6:
        precision = Precision.WEEK
    else:
        precision = Precision.INTERVAL
    return Span(
        edtf=edtf,
        earliest=first.earliest if first else None,
        latest=last.latest if last else None,
        precision=precision,
    )


def parse_window(since: str | None, until: str | None) -> Window:
    """The window from the first day of `since` to the last day of `until`.

    Each is any EDTF level 1 date, or None for a side that is unbounded. So `until="2020-11"` includes
    30 November. Raises EdtfError, also if `since` has no first day (`../2020`), if `until` has no last day,
    or if `since` is after `until`.
    """
    first = last = None
    if since is not None:
        first = parse_edtf(since).earliest
        if first is None:
            raise EdtfError(f"{since} has no first day to begin from; write the first day that is wanted")
    if until is not None:
        last = parse_edtf(until).latest
        if last is None:
            raise EdtfError(f"{until} has no last day to end with; write the last day that is wanted")
    if first is not None and last is not None and first > last:
        raise EdtfError(
            f"the window is reversed: it would begin on {first} and end on {last}; swap the two dates"
        )
    return Window(first, last)


def possibly(span: Span, window: Window) -> bool:
    """Whether what `span` dates may lie in `window`: the two share a day. An open end has no limit."""
    return (window.until is None or span.earliest is None or span.earliest <= window.until) and (
        window.since is None or span.latest is None or span.latest >= window.since
    )


def certainly(span: Span, window: Window) -> bool:
    """Whether what `span` dates must lie in `window`: every day of the span is in it.

    An open end is inside only where the window is unbounded on that side.
    """
    return (window.since is None or (span.earliest is not None and span.earliest >= window.since)) and (
        window.until is None or (span.latest is not None and span.latest <= window.until)
    )


def between(earliest: str | None, latest: str | None) -> str:
    """The EDTF text of bounds (ISO days, both included); None is an open end."""
    if earliest is not None and earliest == latest:
        return earliest
    return f"{earliest or '..'}/{latest or '..'}"


def in_words(edtf: str | None, *, basis: Basis | str | None = None, disputed: bool = False) -> str:
    """Write a date as a reader expects it in a table: `22 Nov 2020`, `between 3 and 9 Nov 2020`, `Nov 2020?`.

    The uncertainty stays visible: an interval has "between", an open one "on or after" or "on or before", and
    a date that rests on inference or on outside knowledge says so, and so does one that another reading on
    file contradicts (`disputed`). None is `undated`.
    A text that is not EDTF is returned unchanged: it can only come from a database that another program
    wrote, and the reader must see what is stored there.
    """
    words = "undated"
    if edtf is None:
        return words
    try:
        first, last = _read(edtf)
    except EdtfError:
        return edtf
    if first and last:
        words = _say(first) if first == last else f"between {_say_before(first, last)} and {_say(last)}"
    elif first:
        words = f"{'on' if first.by_day else 'in'} or after {_say(first)}"
    elif last:
        words = f"{'on' if last.by_day else 'in'} or before {_say(last)}"
    marks = [str(basis)] if basis in (Basis.INFERRED, Basis.EXTERNAL) else []
    marks += ["disputed"] if disputed else []
    return f"{words} ({', '.join(marks)})" if marks else words


def _say(point: _Point) -> str:
    about = "about " if point.qualifier in ("~", "%") else ""
    query = "?" if point.qualifier in ("?", "%") else ""
    return about + " ".join(point.words) + query


def _say_before(first: _Point, last: _Point) -> str:
    """The beginning of an interval, without the year (and month) that its end repeats."""
    words, following = first.words, last.words
    if first.qualifier:  # after "10 Oct?" a reader would not know whether the year is in doubt too
        return _say(first)
    shared = 0
    while shared < min(len(words), len(following)) - 1 and words[-1 - shared] == following[-1 - shared]:
        shared += 1
    return " ".join(words[: len(words) - shared])


def _read(text: str) -> tuple[_Point | None, _Point | None]:
    """The two ends of a date. A date that is not an interval is both its ends; None is an open end."""
    if len(text) > MAX_LENGTH:
        raise EdtfError(f"a date of {len(text)} characters: an EDTF date has at most {MAX_LENGTH}")
    text = text.strip()
    begins, slash, ends = text.partition("/")
    if not slash:
        point = _point(text, text)
        return point, point
    if "/" in ends or not (begins.strip(".") or ends.strip(".")):
        _refuse(text)
    first = None if begins in ("", "..") else _point(begins, text)
    last = None if ends in ("", "..") else _point(ends, text)
    if first and last and first.earliest > last.latest:
        raise EdtfError(f"{text}: the interval is reversed, it ends before it begins; write {ends}/{begins}")
    return first, last


def _point(text: str, whole: str) -> _Point:
    """Read one date; `whole` is the text it is part of, for the message."""
    matched = _POINT.fullmatch(text)
    if matched is None:
        _refuse(whole)
    year, month, day, qualifier = matched.group("year", "month", "day", "qualifier")
    if "X" in year or month == "XX" or day == "XX":
        if text != whole:
            shorter = whole.replace("-XX", "")
            advice = f"; write {shorter}" if "X" not in shorter else ""
            raise EdtfError(
                f"{whole}: unspecified digits in an interval are EDTF level 2, not supported{advice}"
            )
        if "X" in year and month is not None:
            raise EdtfError(
                f"{whole}: a month after an unspecified year is EDTF level 2, not supported; write {year}"
            )
        if month == "XX" and day not in (None, "XX"):
            raise EdtfError(
                f"{whole}: a day of an unspecified month is EDTF level 2, not supported; write {year}"
            )
    if int(year.replace("X", "0")) == 0:
        raise EdtfError(f"{whole}: dates are read in the years 0001 to 9999")
    if "X" in year:
        low, high = year.replace("X", "0"), year.replace("X", "9")
        words = (f"{int(low)}s",) if year.count("X") == 1 else (f"{int(low)}–{int(high)}",)
        return _Point(f"{low}-01-01", f"{high}-12-31", Precision.INTERVAL, words, qualifier)
    said = year.lstrip("0")
    if month is None or month == "XX":
        return _Point(f"{year}-01-01", f"{year}-12-31", Precision.YEAR, (said,), qualifier)
    if month in _SEASONS and day is None:
        return _season(year, month, qualifier, whole)
    number = int(month)
    if not 1 <= number <= 12:
        _refuse_month(whole, year, month, day)
    length = days_of(number, int(year))
    name = MONTHS[number - 1]
    if day is None or day == "XX":
        return _Point(
            f"{year}-{month}-01", f"{year}-{month}-{length}", Precision.MONTH, (name[:3], said), qualifier
        )
    if not 1 <= int(day) <= length:
        raise EdtfError(f"{whole}: {name} {said} has {length} days")
    iso = f"{year}-{month}-{day}"
    return _Point(iso, iso, Precision.DAY, (day.lstrip("0"), name[:3], said), qualifier)


def _season(year: str, code: str, qualifier: str, whole: str) -> _Point:
    name, number = _SEASONS[code], int(year)
    if name == "winter":
        if number == 9999:
            raise EdtfError(f"{whole}: this winter ends after the year 9999")
        latest = f"{number + 1:04}-02-{days_of(2, number + 1)}"
        words = (name, f"{number}–{(number + 1) % 100:02}")
        return _Point(f"{year}-12-01", latest, Precision.INTERVAL, words, qualifier)
    begins = 3 * (int(code) - 20)
    latest = f"{year}-{begins + 2:02}-{days_of(begins + 2, number)}"
    return _Point(f"{year}-{begins:02}-01", latest, Precision.INTERVAL, (name, year.lstrip("0")), qualifier)


def days_of(month: int, year: int) -> int:
    """The number of days in a month (1 to 12)."""
    # The calendar module would load the locales first, so it is not used.
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _days_between(earlier: str, later: str) -> int:
    return date.fromisoformat(later).toordinal() - date.fromisoformat(earlier).toordinal()


_MONTH_NUMBERS = {name[:size].lower(): n for n, name in enumerate(MONTHS, 1) for size in (3, 4, len(name))}

# What people write instead of EDTF. Each pattern must match the whole text, of at most MAX_LENGTH characters.
# The patterns are compiled only when a date is refused, so a command that only reads does not pay for them.
_DOTTED = r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})"
_YEAR_FIRST = r"([0-9]{4})([./-])([0-9]{1,2})(?:\2([0-9]{1,2}))?"
_COMPACT = r"([0-9]{4})([0-9]{2})([0-9]{2})"
_WEEK = r"(?i)([0-9]{4})-?W([0-9]{2})(?:-?([1-7]))?"
_ORDINAL = r"([0-9]{4})-([0-9]{3})"
_DAY_FIRST = r"([0-9]{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? ([0-9]{4})"
_MONTH_FIRST = r"([A-Za-z]{3,9})\.? (?:([0-9]{1,2})(?:st|nd|rd|th)?,? )?([0-9]{4})"
_ABOUT = r"(?i)(?:c\.|ca\.?|circa|about|around) ?([0-9]{4})"
_DECADE = r"([0-9]{3})0['’]?s"
_TIME = r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.,Zz+-]*"


def _refuse(text: str) -> NoReturn:
    """Raise the most helpful EdtfError for `text`, which is not EDTF level 1."""
    if not text:
        raise EdtfError(
            "an empty text is not a date; leave the date out, or write an EDTF date such as 2020-11-22"
        )
    if reason := _why_unsupported(text):
        raise EdtfError(f"{text}: {reason}")
    if instead := _instead(text):
        _read(instead.partition(" ")[0])  # if the advice is no date either, raises the error about it
        raise EdtfError(f"{text} is not EDTF; write {instead}")
    raise EdtfError(
        f"{text} is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09"
    )


def _why_unsupported(text: str) -> str | None:
    """Why a text is refused although it follows some rule of EDTF, or nearly does; None for other texts."""
    if "/" in text and not text.strip("./"):
        return "an interval with neither end says nothing; leave the date out"
    if any(character.isdigit() and not character.isascii() for character in text):
        return "only the digits 0 to 9 are read"
    if text[0] in "[{":
        return "sets of dates are EDTF level 2, not supported; write the interval that contains them"
    if timed := re.fullmatch(_TIME, text):
        return f"times of day are not kept; write {timed[1]}"
    if re.fullmatch(r"Y-?[0-9]+E[0-9]+(?:S[0-9]+)?", text):
        return "exponential years are EDTF level 2, not supported; dates are read in the years 0001 to 9999"
    if re.fullmatch(r"Y-?[0-9]+(?:S[0-9]+)?|-[0-9]{4}[0-9X?~%/.-]*|[0-9]{5,7}|[0-9]{9,}", text):
        return "dates are read in the years 0001 to 9999, as four digits"
    if re.fullmatch(r"[0-9]{4}S[0-9]+", text):
        return "significant digits are EDTF level 2, not supported; write an interval"
    if re.search(r"[?~%]{2}", text):
        return "one qualifier at a time; write % for both uncertain and approximate"
    if re.search(r"\.\.[?~%]|(?:^|/)[?~%](?:/|$)", text):
        return "an open or unknown end takes no qualifier"
    if re.search(r"[?~%][0-9X-]", text):
        return "qualifiers inside a date are EDTF level 2, not supported; write one at the end of the date"
    if "X" in text and re.fullmatch(r"[0-9X?~%/.-]+", text):
        if text.startswith("XXXX"):
            return "a date that says nothing of its year is not kept; leave the date out"
        return (
            "digits are unspecified from the right, as in 202X, 2020-XX, 2020-11-XX; others are EDTF level 2"
        )
    if re.search(r"[0-9]\.\.[0-9]", text):
        return f"an interval is written with a slash: {text.replace('..', '/')}"
    begins, _, word = text.partition("/")
    if word in ("open", "now", "present", "unknown"):
        end = "" if word == "unknown" else ".."
        return f"an open end is written .. and an unknown end is left empty; write {begins}/{end}"
    return None


def _instead(text: str) -> str | None:
    """The EDTF text that was probably meant, or a choice of two."""
    if found := re.fullmatch(_DOTTED, text):
        a, mark, b, year = found.groups()
        day_first, month_first = _iso(year, b, a), _iso(year, a, b)
        if mark == "." or month_first is None or day_first is None:
            return day_first or month_first
        return day_first if day_first == month_first else f"{day_first} or {month_first}, whichever is meant"
    if found := re.fullmatch(_YEAR_FIRST, text):
        return _iso(found[1], found[3], found[4])
    if found := re.fullmatch(_COMPACT, text):
        return _iso(found[1], found[2], found[3])
    if found := re.fullmatch(_WEEK, text):
        try:
            monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
            sunday = monday + timedelta(days=6)
            if found[3]:
                return (monday + timedelta(days=int(found[3]) - 1)).isoformat()
        except (ValueError, OverflowError):
            return None
        return f"{monday}/{sunday}"
    if found := re.fullmatch(_ORDINAL, text):
        year, day = int(found[1]), int(found[2])
        days = 337 + days_of(2, year)
        return (date(year, 1, 1) + timedelta(days=day - 1)).isoformat() if year and 1 <= day <= days else None
    if found := re.fullmatch(_ABOUT, text):
        return f"{found[1]}~"
    if found := re.fullmatch(_DAY_FIRST, text):
        return _iso(found[3], str(_MONTH_NUMBERS.get(found[2].lower(), 0)), found[1])
    if found := re.fullmatch(_MONTH_FIRST, text):
        return _iso(found[3], str(_MONTH_NUMBERS.get(found[1].lower(), 0)), found[2])
    if found := re.fullmatch(_DECADE, text):
        return f"{found[1]}X"
    dashed = re.fullmatch(
        r"([0-9]{4}[0-9-]{0,6}) ?(?:[–—]|\bto\b|-(?= |[0-9]{4})) ?([0-9]{4}[0-9-]{0,6})", text
    )
    if dashed and all(_POINT.fullmatch(end) for end in dashed.groups()):
        return f"{dashed[1]}/{dashed[2]}"
    if re.search(r"\s", text) and _POINT.fullmatch(re.sub(r"\s*/\s*", "/", text).rpartition("/")[0]):
        return re.sub(r"\s+", "", text)
    return None


def _iso(year: str, month: str, day: str | None) -> str | None:
    try:
        found = date(int(year), int(month), int(day or "1"))
    except ValueError:
        return None
    return found.isoformat() if day else found.isoformat()[:7]


def _refuse_month(text: str, year: str, month: str, day: str | None) -> NoReturn:
    if day is None and 25 <= int(month) <= 41:
        raise EdtfError(
            f"{text}: season {month} is EDTF level 2, not supported; write 21 to 24, or an interval"
        )
    if month in _SEASONS:
        raise EdtfError(f"{text}: a season has no days; write {year}-{month}")
    swapped = _iso(year, day, month) if day else None
    raise EdtfError(f"{text}: there is no month {month}" + (f"; write {swapped}" if swapped else ""))
