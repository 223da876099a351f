"""Dates in words, as documents write them.

`read_words` finds the day, month and year that a text names without doubt: “2 May 2019”, “the fifth of May”,
“10-11 October”, “late October”, “the 1990s”, «9 ноября 2020 года». What is only relative (“a day prior”,
“last month”) names nothing. Where a text can be read in two ways (05/02/2019), both readings are kept.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from karabakh_events.calendar_names import (
    MONTHS,
    NUMBER_ENDINGS,
    month_of,
    ordinal_of,
    season_of,
    weekday_of,
)
from karabakh_events.dates import days_of

PARTS = ("day", "month", "year")


@dataclass(frozen=True, slots=True)
class Named:
    """The calendar parts that words name. None is a part that they leave open."""

    year: frozenset[int] | None = None
    """One year, those of a decade, or those that a two-digit year can be."""
    month: tuple[int, ...] | None = None
    """One month, or those of a season."""
    day: tuple[int, ...] | None = None
    """One day, the days of a range in one month, or about a third of a month (“late October”)."""
    rough: bool = False
    """Whether `day` is only a part of the month, as “late” says."""

    def without(self, parts: Sequence[str]) -> "Named":
        year, month, day = (
            None if part in parts else getattr(self, part) for part in ("year", "month", "day")
        )
        return Named(year, month, day, self.rough)

    def named(self) -> tuple[str, ...]:
        return tuple(part for part in PARTS if getattr(self, part) is not None)

    def __str__(self) -> str:
        days = ""
        if self.day and not self.rough:
            days = str(self.day[0]) if len(self.day) == 1 else f"{self.day[0]} to {self.day[-1]}"
        months = ""
        if self.month:
            first, last = MONTHS[self.month[0] - 1], MONTHS[self.month[-1] - 1]
            months = first if first == last else f"{first} to {last}"
        years = ""
        if self.year:
            low, high = min(self.year), max(self.year)
            close = high - low == len(self.year) - 1
            years = str(low) if low == high else f"{low} to {high}" if close else f"..{low % 100:02}"
        return " ".join(filter(None, (days, months, years)))


@dataclass(frozen=True, slots=True)
class Stretch:
    """A date that words name, or with `last` the first and the last date of a range."""

    first: Named
    last: Named | None = None

    def ends(self) -> tuple[Named, Named]:
        return self.first, self.last or self.first

    def without(self, parts: Sequence[str]) -> "Stretch":
        return Stretch(self.first.without(parts), self.last and self.last.without(parts))

    def named(self) -> tuple[str, ...]:
        either = {*self.first.named(), *self.ends()[1].named()}
        return tuple(part for part in PARTS if part in either)

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.last else str(self.first)


@dataclass(frozen=True, slots=True)
class Words:
    """What words say of a date."""

    stretches: tuple[tuple[Stretch, ...], ...] = ()
    """Each date that is named; for each, its readings, of which one is meant."""
    weekdays: frozenset[int] = frozenset()
    """The weekdays that are named, 0 for Monday."""
    side: str = ""
    """`start` after words like “since”, `end` after words like “until”; else empty."""
    apart: bool = False
    """Whether the day lies beside the date that is named: “after 9 November”."""
    counted: bool = False
    """Whether words count from the date that is named, or from another: “two days later”."""
    understood: bool = True
    """Whether every word is known to belong to a date."""
    whole: bool = True
    """Whether the words mean the whole of what they name, no part of it (“the end of 2020”)."""

    def years(self) -> frozenset[int]:
        """Every year that the words may name."""
        return frozenset().union(
            *(end.year or () for readings in self.stretches for stretch in readings for end in stretch.ends())
        )


class _Token(NamedTuple):
    tag: str
    """D a day, M a month, Y a year, S a season, F a whole date in figures, R a sign of a range, P a part of
    a month or year, N a number, X an unknown word."""
    named: tuple[Stretch, ...] = ()
    number: int = 0
    doubtful: bool = False
    """Whether the word is a month or season only beside a number: “may”, “march”, “fall”."""
    ordinal: bool = False
    """Whether the number is an ordinal: “22nd”."""


# --- from words to tokens ------------------------------------------------------------------------------

_TOKEN = re.compile(
    rf"""
    (?P<time>\d{{1,2}}:\d\d(?::\d\d)?(?!\d)|\b\d{{1,2}}\s?[ap]\.?\s?m\b\.?)
    |(?P<iso>(?<!\d)(?P<iy>\d{{4}})(?P<imark>[-./])(?P<im>\d{{1,2}})(?P=imark)(?P<id>\d{{1,2}})(?!\d))
    |(?P<figures>(?<!\d)(?P<fa>\d{{1,2}})(?P<fmark>[-./])(?P<fb>\d{{1,2}})(?P=fmark)(?P<fy>\d{{4}}|\d\d)(?!\d))
    |(?P<decade>['’]?(?<!\d)(?P<dy>\d{{3}}0|\d0)
        (?:['’]?s\b|-?(?:х|е|ые|ых)\b|-?ական\w*|-?იან\w*|-c[ıiuü]\ il(?:lər)\w*))
    |(?P<pair>(?<!\d)(?P<py>[12]\d{{3}})[-–/](?P<pz>\d\d)(?!\d))
    |(?P<short>['’](?P<sy>\d\d)(?!\d))
    |(?P<grouped>\d{{1,3}}(?:[.,]\d{{3}})+(?!\d))
    |(?P<two>(?<!\d)(?P<ta>\d{{1,2}})(?P<tmark>[./])(?P<tb>\d{{1,2}})(?![./]?\d))
    |(?P<number>\d+)(?P<ending>(?:-?(?:{NUMBER_ENDINGS}))?)(?!\w)
    |(?P<dash>[-–—‒−])
    |(?P<word>[^\W\d_]+)
    |(?P<other>\w+)
    """,
    re.VERBOSE,
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FILLERS = _set(
    "the of on in at during dated this same day date year years month morning afternoon evening noon"
    " s from between"
    " года году год г гг годов годах месяца месяце в во на о об числа утром вечером днем днём"
    " թվականի թվականին թվական թվականները թ թթ ամսի ամսին ամիս տարի տարվա տարում"
    " il ilin ildə ili illər illərdə illərin ci cı ayının ayında ayı ay"
    " წლის წელს წელი წ წლები წლებში თვის თვეში"
)
_STARTS = _set("since starting beginning с со начиная")
_ENDS = _set("until till by through до к")
_APART = {"after": "start", "before": "end", "после": "start", "перед": "end"}
_RANGES = _set("to through until till and or по до и или և եւ մինչեւ մինչև ու və ilə და")
_PARTS = {
    **dict.fromkeys(("early", "beginning", "start", "начале", "начало", "начала"), range(1, 17)),
    **dict.fromkeys(("mid", "middle", "середине", "середина"), range(6, 26)),
    **dict.fromkeys(("late", "end", "конце", "конец", "конца"), range(15, 32)),
}
_NEAR = _set("last past next coming прошлого следующего")
"""Before the name of a month, season or weekday these say which one. Elsewhere they count from a day."""
_COUNTED = _set(
    "later earlier ago prior previous previously preceding following eve anniversary yesterday tomorrow"
    " today tonight within days weeks months hours decade decades ahead next past last coming"
    " через спустя назад позже позднее ранее раньше накануне следующий следующего следующем прошлого"
    " прошлом прошлой дней недель недели месяцев лет годовщина годовщину вчера завтра"
    " հետո առաջ հաջորդ նախորդ անց նախօրեին երեկ վաղը անցյալ"
    " sonra əvvəl qabaq növbəti ötən keçən ərəfəsində dünən sabah"
    " შემდეგ წინ შემდგომ მომდევნო წინა გასულ გუშინ ხვალ"
)
_DOUBTFUL = _set("may march mar mart jan april june august sun spring fall yaz yay")
"""Names of months and seasons that are also other words, or names of persons."""
_LEADS = _set("in of since last next this until till by early late mid during from")


def read_words(text: str) -> Words:
    """The calendar parts that `text` names. Never raises: of words that are unknown it says so."""
    tokens, about = _tokens(text)
    stretches: list[tuple[Stretch, ...]] = []
    used = _settle(tokens, stretches)
    left = [token for token, taken in zip(tokens, used, strict=True) if not taken]
    return replace(
        about,
        stretches=tuple(stretches),
        understood=about.understood and not any(token.tag in "XNDSMYFT" for token in left),
    )


def _tokens(text: str) -> tuple[list[_Token], Words]:
    folded = text.casefold().replace("\u0307", "").replace("-го", "")
    folded = re.sub(r"\b(?:no|not) later than\b", "by", folded)
    folded = re.sub(r"\b(?:no|not) earlier than\b", "since", folded)
    # The first days of May are a part of May, and count from no date.
    folded = re.sub(r"\b(?:first|last|early|final) (?:few )?(?:days|weeks|hours) of\b", "part of", folded)
    folded = _spelled_numbers(folded)
    tokens: list[_Token] = []
    weekdays: set[int] = set()
    side, apart, counted, whole = "", False, False, True
    matches = list(_TOKEN.finditer(folded))
    for index, found in enumerate(matches):
        following = matches[index + 1]["word"] if index + 1 < len(matches) else None
        if found["pair"] and following is not None and month_of(following) is not None:
            # “1 January 2000-10 January 2000”
            tokens += (_number(found["py"], ""), _Token("R"), _number(found["pz"].lstrip("0"), ""))
            continue
        if found["word"] is None:
            tokens += _figures(found)
            continue
        word = found["word"]
        before = matches[index - 1]["word"] if index else None
        if (weekday := weekday_of(word)) is not None:
            weekdays.add(weekday)
        elif (number := month_of(word)) is not None or season_of(word):
            months = (number,) if number is not None else season_of(word)
            doubtful = word in _DOUBTFUL and before not in _LEADS
            tokens.append(_Token("M" if number else "S", (Stretch(Named(month=months)),), doubtful=doubtful))
        elif word in _PARTS:
            if word in ("beginning", "start") and following in ("on", "from"):
                side = "start"
            else:
                whole = False
                tokens.append(_Token("P", number=_PARTS[word].start, named=()))
        elif word in _NEAR and following is not None and _is_name(following):
            pass
        elif word in _COUNTED:
            counted = True
        elif word in _APART:
            side, apart = _APART[word], True
        elif word in _RANGES and tokens and tokens[-1].tag in "DMYSF":
            # Of nothing else than a range can it be a sign that is between two dates (see `_settle`).
            tokens.append(_Token("R"))
        elif word in _ENDS:
            side = "end"
        elif word in _STARTS or (word == "from" and not side):
            side = "start"
        elif word not in _FILLERS:
            tokens.append(_Token("X"))
    known = all(token.tag != "X" for token in tokens)
    return tokens, Words((), frozenset(weekdays), side, apart, counted, known, whole)


def _is_name(word: str) -> bool:
    return month_of(word) is not None or season_of(word) is not None or weekday_of(word) is not None


def _spelled_numbers(folded: str) -> str:
    """The text with ordinals in words that stand beside a month, and years in words, put into figures."""

    def figures(found: re.Match[str]) -> str:
        number = ordinal_of(found[0])
        if number is None:
            return found[0]
        before, after = folded[: found.start()].split(), folded[found.end() :].split()
        if re.fullmatch(r"[а-яё ]+", found[0]):
            beside = bool(after) and month_of(after[0].strip(".,")) is not None
        else:
            # “The fifth of May” and “May the fifth” are dates, “the first May meeting” is none.
            of_month = len(after) > 1 and after[0] == "of" and month_of(after[1].strip(".,")) is not None
            if before[-1:] == ["the"]:
                before = before[:-1]
            beside = of_month or (bool(before) and month_of(before[-1].strip(".,")) is not None)
        return str(number) if beside else found[0]

    folded = re.sub(
        r"(?:twenty|thirty)[- ][a-z]+|двадцать [а-яё]+|тридцать [а-яё]+|[^\W\d_]+", figures, folded
    )
    return _DECADE_WORDS.sub(_decade_figures, _YEAR_WORDS.sub(_year_figures, folded))


_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNDER_100 = (
    f"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[:9])}))?"
    f"|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
)
_YEAR_WORDS = re.compile(
    rf"\b(?:two thousand(?: and)?(?: (?P<short>{_UNDER_100}))?|(?P<century>eighteen|nineteen|twenty)"
    rf"(?: hundred(?: and)?)? (?P<rest>{_UNDER_100}))\b"
)


def _year_figures(found: re.Match[str]) -> str:
    if found["century"] is None:
        return str(2000 + _under_100(found["short"] or ""))
    rest = _under_100(found["rest"])
    if rest < 10 and "hundred" not in found[0]:
        return found[0]  # “twenty two” is no year
    return str({"eighteen": 1800, "nineteen": 1900, "twenty": 2000}[found["century"]] + rest)


_DECADE_WORDS = re.compile(
    rf"\b(?:(?P<century>eighteen|nineteen)[ -])?(?P<tens>{'|'.join(each[:-1] for each in _TENS)})ies\b"
)


def _decade_figures(found: re.Match[str]) -> str:
    century = {"eighteen": "18", "nineteen": "19", None: "’"}[found["century"]]
    return f"{century}{_TENS.index(found['tens'] + 'y') + 2}0s"


def _under_100(words: str) -> int:
    return sum(
        _ONES.index(word) + 1 if word in _ONES else 10 * (_TENS.index(word) + 2)
        for word in re.split("[- ]", words)
        if word
    )


def _short_year(two: int) -> frozenset[int]:
    return frozenset(century * 100 + two for century in range(17, 22))


def _figures(found: re.Match[str]) -> Iterator[_Token]:
    """The tokens of a match that is no word."""
    if found["time"]:
        return
    if found["iso"]:
        pair = int(found["im"]), int(found["id"])
        yield _Token("F", _in_figures(frozenset((int(found["iy"]),)), (pair,)))
    elif found["figures"]:
        year = frozenset((int(found["fy"]),)) if len(found["fy"]) == 4 else _short_year(int(found["fy"]))
        day, month = int(found["fa"]), int(found["fb"])
        both = ((month, day),) if found["fmark"] == "." and month <= 12 else ((month, day), (day, month))
        yield _Token("F", _in_figures(year, both))
    elif found["decade"]:
        first = int(found["dy"])
        decades = [first] if first > 99 else sorted(_short_year(first))
        years = frozenset(year for each in decades for year in range(each, each + 10))
        yield _Token("Y", (Stretch(Named(year=years)),))
    elif found["pair"]:
        first, last = int(found["py"]), int(found["pz"])
        readings = []
        if 1 <= last <= 12:
            readings.append(Stretch(Named(year=frozenset((first,)), month=(last,))))
        if last > first % 100:
            ends = (Named(year=frozenset((each,))) for each in (first, first - first % 100 + last))
            readings.append(Stretch(*ends))
        yield _Token("F" if readings else "N", tuple(readings))
    elif found["short"]:
        yield _Token("Y", (Stretch(Named(year=_short_year(int(found["sy"])))),))
    elif found["two"]:
        a, b = int(found["ta"]), int(found["tb"])
        yield _Token("T", _in_figures(None, ((b, a), (a, b))), number=a * 100 + b)
    elif found["number"]:
        yield _number(found["number"], found["ending"])
        if found["ending"].lstrip("-") in ("ից", "dan", "dən", "დან", "იდან", "nda"):
            yield _Token("R")
    elif found["dash"]:
        yield _Token("R")
    else:
        yield _Token("N" if found["grouped"] else "X")


def _number(written: str, ending: str) -> _Token:
    number = int(written)
    if len(written) == 4 and 1000 <= number < 3000:
        return _Token("Y", (Stretch(Named(year=frozenset((number,)))),))
    if len(written) <= 2 and 1 <= number <= 31:
        return _Token("D", number=number, ordinal=bool(ending))
    return _Token("N")


def _in_figures(year: frozenset[int] | None, pairs: Sequence[tuple[int, int]]) -> tuple[Stretch, ...]:
    return tuple(
        dict.fromkeys(
            Stretch(Named(year, (month,), (day,)))
            for month, day in pairs
            if 1 <= month <= 12 and 1 <= day <= days_of(month, 2020)
        )
    )


# --- from tokens to dates ------------------------------------------------------------------------------

_DAYS = "D(?:R?D)*"
_ONE = re.compile(f"P?R?(?:Y?{_DAYS}MY?|YM{_DAYS}|M{_DAYS}Y?|TMY?|MTY?|[MS]Y?|YP?[MS]|Y|F|T)")


def _settle(tokens: list[_Token], stretches: list[tuple[Stretch, ...]]) -> list[bool]:
    """Put the dates that the tokens name into `stretches`. Returns which tokens are used."""
    for index, token in enumerate(tokens):
        beside = {each.tag for each in (*tokens[max(0, index - 1) : index], *tokens[index + 1 : index + 2])}
        if token.doubtful and len(tokens) > 1 and not beside & set("DYP"):
            tokens[index] = _Token("X")
    tags = "".join(token.tag for token in tokens)
    if tags == "D" and tokens[0].ordinal:  # “on the 22nd”, and nothing else
        stretches.append((Stretch(Named(day=(tokens[0].number,))),))
        return [True]
    used = [False] * len(tokens)
    found: list[tuple[int, int, tuple[Stretch, ...]]] = []
    at = 0
    while at < len(tags):
        matched = _ONE.match(tags, at)
        readings = _readings(tokens[at : matched.end()]) if matched and tags[at] != "R" else ()
        if matched and readings:
            found.append((at, matched.end(), readings))
            at = matched.end()
        else:
            at += 1
    index = 0
    while index < len(found):
        start, end, readings = found[index]
        following = found[index + 1] if index + 1 < len(found) else None
        if following is not None and tags[end : following[0]] == "R":
            joined = _join(readings, following[2])
            if joined:
                readings, end = joined, following[1]
                index += 1
        stretches.append(readings)
        used[start:end] = [True] * (end - start)
        index += 1
    for place, tag in enumerate(tags):
        used[place] |= tag in "RP"
    return used


def _readings(tokens: Sequence[_Token]) -> tuple[Stretch, ...]:
    """The readings of tokens that stand side by side and form one date."""
    year: frozenset[int] | None = None
    month: tuple[int, ...] | None = None
    days: list[int] = []
    part = 0
    for token in tokens:
        if token.tag == "F" or (token.tag == "T" and len(tokens) == 1):
            return token.named
        if token.tag == "T":  # “10/11 October”
            days += divmod(token.number, 100)
        elif token.tag == "Y":
            year = token.named[0].first.year
        elif token.tag in "MS":
            month = token.named[0].first.month
        elif token.tag == "D":
            days.append(token.number)
        elif token.tag == "P":
            part = token.number
    if days and (month is None or not all(1 <= day <= days_of(month[0], 2020) for day in days)):
        return ()
    if month == (12, 1, 2) and year is not None:
        year = frozenset(each + change for each in year for change in (-1, 0, 1))
    if days:
        if sorted(days) != days:
            return ()
        return (Stretch(Named(year, month, tuple(range(days[0], days[-1] + 1)))),)
    if part and month is not None and len(month) == 1:
        third = next(each for each in _PARTS.values() if each.start == part)
        return (Stretch(Named(year, month, tuple(third), rough=True)),)
    return (Stretch(Named(year, month)),) if year or month else ()


def _join(first: tuple[Stretch, ...], last: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """A range between two dates. The year that one of them leaves open is that of the other."""
    if len(first) > 1 or len(last) > 1 or first[0].last or last[0].last:
        return ()
    begins, ends = first[0].first, last[0].first
    if begins.month and begins.year and ends.day is None and ends.month is None and begins.day is None:
        return ()  # “October 2017 and 2018”
    reversed_ = bool(begins.month and ends.month) and (begins.month or ())[0] > (ends.month or ())[-1]
    if begins.year is None and ends.year is not None:
        begins = replace(
            begins, year=ends.year | {each - 1 for each in ends.year} if reversed_ else ends.year
        )
    elif ends.year is None and begins.year is not None:
        ends = replace(
            ends, year=begins.year | {each + 1 for each in begins.year} if reversed_ else begins.year
        )
    return (Stretch(begins, ends),)
