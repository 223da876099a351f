"""Dates in words: what they name, and that a date agrees with its own words and with no others."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.calendar_names import MONTHS
from karabakh_events.date_agreement import disagreement, made_up, swapped, wrong_weekday
from karabakh_events.worded_dates import read_words


def differing(edtf: str, text: str, *, strictly: bool = True) -> tuple[str, ...] | None:
    found = disagreement(edtf, read_words(text), strictly=strictly)
    return found and found[0]


# --- the law: the right reading passes, any other fails --------------------------------------------------

# Written out, as texts have them, and not made from the stems that the reader uses.
RUSSIAN = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]
RUSSIAN_IN = [
    *("январе", "феврале", "марте", "апреле", "мае", "июне"),
    *("июле", "августе", "сентябре", "октябре", "ноябре", "декабре"),
]
ARMENIAN = [
    *("հունվարի", "փետրվարի", "մարտի", "ապրիլի", "մայիսի", "հունիսի"),
    *("հուլիսի", "օգոստոսի", "սեպտեմբերի", "հոկտեմբերի", "նոյեմբերի", "դեկտեմբերի"),
]
ARMENIAN_IN = [
    *("հունվարին", "փետրվարին", "մարտին", "ապրիլին", "մայիսին", "հունիսին"),
    *("հուլիսին", "օգոստոսին", "սեպտեմբերին", "հոկտեմբերին", "նոյեմբերին", "դեկտեմբերին"),
]
AZERBAIJANI = [
    *("yanvar", "fevral", "mart", "aprel", "may", "iyun"),
    *("iyul", "avqust", "sentyabr", "oktyabr", "noyabr", "dekabr"),
]
AZERBAIJANI_OF = [
    *("yanvarın", "fevralın", "martın", "aprelin", "mayın", "iyunun"),
    *("iyulun", "avqustun", "sentyabrın", "oktyabrın", "noyabrın", "dekabrın"),
]
AZERBAIJANI_IN = [
    *("yanvarında", "fevralında", "martında", "aprelində", "mayında", "iyununda"),
    *("iyulunda", "avqustunda", "sentyabrında", "oktyabrında", "noyabrında", "dekabrında"),
]
GEORGIAN = [
    *("იანვარს", "თებერვალს", "მარტს", "აპრილს", "მაისს", "ივნისს"),
    *("ივლისს", "აგვისტოს", "სექტემბერს", "ოქტომბერს", "ნოემბერს", "დეკემბერს"),
]
GEORGIAN_IN = [
    *("იანვარში", "თებერვალში", "მარტში", "აპრილში", "მაისში", "ივნისში"),
    *("ივლისში", "აგვისტოში", "სექტემბერში", "ოქტომბერში", "ნოემბერში", "დეკემბერში"),
]
ORDINALS = [
    *("first", "second", "third", "fourth", "fifth", "sixth"),
    *("seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"),
    *("thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
    *("nineteenth", "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth"),
    *("twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth"),
    "thirty-first",
]


def _nth(day: int) -> str:
    return f"{day}{'th' if 10 < day < 14 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"


def _month(day: date) -> str:
    return MONTHS[day.month - 1]


Writer = Callable[[date], str]

WITH_YEAR: list[Writer] = [
    lambda day: f"{day.day} {_month(day)} {day.year}",
    lambda day: f"On {_month(day)} {day.day}, {day.year}",
    lambda day: f"{_month(day)} {_nth(day.day)} {day.year}",
    lambda day: f"the {_nth(day.day)} of {_month(day)}, {day.year}",
    lambda day: f"on the {ORDINALS[day.day - 1]} of {_month(day)} {day.year}",
    lambda day: f"{_month(day)} the {ORDINALS[day.day - 1]}, {day.year}",
    lambda day: f"{day.day:02} {_month(day)[:3]}. {day.year}",
    lambda day: f"({day:%a}, {_month(day)[:3].upper()} {day.day} {day.year})",
    lambda day: f"on {day:%A}, {day.day} {_month(day)} {day.year}",
    lambda day: f"early on {_month(day)} {day.day}, {day.year}",
    lambda day: f"since {day.day} {_month(day)} {day.year}",
    lambda day: f"{day.day} {_month(day)} {day.year}, at 12:30 p.m.",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: f"{day.day:02}.{day.month:02}.{day.year}",
    lambda day: f"{day.year}/{day.month:02}/{day.day:02}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.day} {_month(day)} {day.year} in the capital",
    lambda day: f"{day.day} {RUSSIAN[day.month - 1]} {day.year} года",
    lambda day: f"{day.day}-го {RUSSIAN[day.month - 1]} {day.year} г.",
    lambda day: f"{day.year} թվականի {ARMENIAN[day.month - 1]} {day.day}-ին",
    lambda day: f"{day.year}թ. {ARMENIAN[day.month - 1]} {day.day}-ին",
    lambda day: f"{day.day} {AZERBAIJANI[day.month - 1]} {day.year}-ci il",
    lambda day: f"{day.year}-ci il {AZERBAIJANI_OF[day.month - 1]} {day.day}-də",
    lambda day: f"{day.year} წლის {day.day} {GEORGIAN[day.month - 1]}",
]
WITHOUT_YEAR: list[Writer] = [
    lambda day: f"{day.day} {_month(day)}",
    lambda day: f"on {_month(day)} {_nth(day.day)}",
    lambda day: f"the {ORDINALS[day.day - 1]} of {_month(day)}",
    lambda day: f"{day.day} {RUSSIAN[day.month - 1]}",
    lambda day: f"{ARMENIAN[day.month - 1].capitalize()} {day.day}-ին",
    lambda day: f"{AZERBAIJANI_OF[day.month - 1]} {day.day}-da",
    lambda day: f"{day.day} {GEORGIAN[day.month - 1]}",
]
MONTH_AND_YEAR: list[Writer] = [
    lambda day: f"In {_month(day)} {day.year}",
    lambda day: f"{_month(day)[:3]}. {day.year}",
    lambda day: f"{_month(day)} of {day.year}",
    lambda day: f"in early {_month(day)}, {day.year}",
    lambda day: f"в {RUSSIAN_IN[day.month - 1]} {day.year} года",
    lambda day: f"{day.year} թվականի {ARMENIAN_IN[day.month - 1]}",
    lambda day: f"{day.year}-ci ilin {AZERBAIJANI_IN[day.month - 1]}",
    lambda day: f"{day.year} წლის {GEORGIAN_IN[day.month - 1]}",
]

days = st.dates(date(1801, 1, 1), date(2099, 12, 31))


@given(st.sampled_from(WITH_YEAR), days, days)
def test_a_day_agrees_with_its_words_and_with_no_others(write: Writer, said: date, other: date) -> None:
    text = write(said)
    assert not differing(said.isoformat(), text), text
    expected = tuple(part for part in ("day", "month", "year") if getattr(said, part) != getattr(other, part))
    if "early" not in text:
        assert (differing(other.isoformat(), text) or ()) == expected, text
    assert read_words(text).years() == {said.year}


@given(st.sampled_from(WITHOUT_YEAR), days, days)
def test_a_day_without_its_year_agrees_in_any_year(write: Writer, said: date, other: date) -> None:
    text = write(said)
    assert not differing(said.isoformat(), text), text
    expected = tuple(part for part in ("day", "month") if getattr(said, part) != getattr(other, part))
    if expected or (other.month, other.day) != (2, 29):
        assert (differing(other.isoformat(), text) or ()) == expected, text


@given(st.sampled_from(MONTH_AND_YEAR), days, days)
def test_a_month_agrees_with_its_words_and_with_no_others(write: Writer, said: date, other: date) -> None:
    text = write(said)
    assert not differing(f"{said:%Y-%m}", text), text
    expected = tuple(part for part in ("month", "year") if getattr(said, part) != getattr(other, part))
    assert (differing(f"{other:%Y-%m}", text) or ()) == expected, text


@given(st.sampled_from(["/", "-"]), st.booleans(), days, days)
def test_figures_of_two_readings_agree_with_either(mark: str, short: bool, said: date, other: date) -> None:
    year = f"{said.year % 100:02}" if short else str(said.year)
    for pair in ((said.day, said.month), (said.month, said.day)):
        text = f"{pair[0]:02}{mark}{pair[1]:02}{mark}{year}"
        assert not differing(said.isoformat(), text), text
        if sorted((other.day, other.month)) != sorted(pair):
            assert differing(other.isoformat(), text), text
        if abs(other.year - said.year) % 100:
            assert differing(other.isoformat(), text), text


@given(days, st.integers(1, 400), st.sampled_from(["-", " – ", " to ", " until "]), st.integers(1, 27))
def test_an_interval_begins_and_ends_as_its_words_do(said: date, length: int, mark: str, shift: int) -> None:
    last = date.fromordinal(said.toordinal() + length)
    beginnings = [f"{said.day} {_month(said)} {said.year}"]
    if said.year == last.year:
        beginnings.append(f"{said.day} {_month(said)}")
    if (said.year, said.month) == (last.year, last.month):
        beginnings.append(str(said.day))
    for begins in beginnings:
        text = f"{begins}{mark}{last.day} {_month(last)} {last.year}"
        assert not differing(f"{said}/{last}", text), text
        for day in {said, last, date.fromordinal((said.toordinal() + last.toordinal()) // 2)}:
            assert not differing(day.isoformat(), text), text
        later = date.fromordinal(last.toordinal() + shift)
        earlier = date.fromordinal(said.toordinal() - shift)
        assert differing(f"{said}/{later}", text), text
        assert differing(f"{earlier}/{last}", text), text
        assert differing(later.isoformat(), text), text
        assert differing(earlier.isoformat(), text), text


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    words = read_words(text)
    differing("2020-11-09", text)
    made_up("2020-11-09", words)
    wrong_weekday("2020-11-09", words)


# --- cases -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edtf", "wrong", "parts"),
    [
        ("Feb. 1988", "1988-02", "1988-01", ("month",)),
        ("the 1990s", "199X", "198X", ("year",)),
        ("in the early 1990s", "1991/1993", "2001/2003", ("year",)),
        ("the ’90s", "199X", "198X", ("year",)),
        ("the nineteen-eighties", "198X", "199X", ("year",)),
        ("in the nineties", "199X", "198X", ("year",)),
        ("in the first days of May 2019", "2019-05-01/2019-05-05", "2019-06-01/2019-06-05", ("month",)),
        ("в 1990-х годах", "199X", "200X", ("year",)),
        ("1990-cı illərdə", "199X", "200X", ("year",)),
        ("late October", "2020-10-20/2020-10-31", "2020-11", ("month",)),
        ("late October", "2020-10", "2020-10-01/2020-10-09", ("day",)),
        ("the spring of 1992", "1992-21", "1992-22", ("month",)),
        ("autumn 2020", "2020-10", "2020-06", ("month",)),
        ("осенью 2020 года", "2020-23", "2021-23", ("year",)),
        ("winter 2020", "2020-24", "2020-06", ("month",)),
        ("October 10 and 11, 2020", "2020-10-11", "2020-10-12", ("day",)),
        ("10/11 October 2020", "2020-10-10/2020-10-11", "2020-10-10/2020-10-12", ("day",)),
        ("с 9 по 11 ноября 2020 года", "2020-11-09/2020-11-11", "2020-11-09/2020-11-12", ("day",)),
        ("նոյեմբերի 9-ից 11-ը", "2020-11-09/2020-11-11", "2020-10-09/2020-10-11", ("month",)),
        ("December 30, 2020 - January 5, 2021", "2020-12-30/2021-01-05", "2020-12-30/2021-02-05", ("month",)),
        ("from 30 December to 5 January 2021", "2020-12-30/2021-01-05", "2019-12-30/2021-01-05", ("year",)),
        ("between 2017 and 2020", "2017/2020", "2017/2021", ("year",)),
        ("1988–94", "1988/1994", "1988/1995", ("year",)),
        ("since January 30", "2021-01-30/..", "2021-01-20/..", ("day",)),
        ("by 1 December 2020", "../2020-12-01", "../2020-12-11", ("day",)),
        ("after 9 November 2020", "2020-11-10/..", "2020-12-10/..", ("month",)),
        ("no later than 9 November 2020", "../2020-11-09", "../2020-09-11", ("day", "month")),
        ("October 2017", "2017-10-03/2017-10-09", "2017-09/..", ("month",)),
        ("in the war of 2020, on 10 November", "2020-11-10", "2020-05-05", ("day", "month")),
        ("May the fifth, two thousand nineteen", "2019-05-05", "2018-05-05", ("year",)),
        ("nineteen eighty-eight", "1988", "1989", ("year",)),
        ("on the 22nd", "2020-11-22", "2020-11-21", ("day",)),
        ("двадцать второго ноября", "2020-11-22", "2020-11-02", ("day",)),
        ("last May", "2019-05", "2019-06", ("month",)),
        ("In May 2019", "2019-05", "2019-03", ("month",)),
        ("the night of 9 to 10 November 2020", "2020-11-09/2020-11-10", "2020-10-09/2020-10-10", ("month",)),
        ("around 9 November 2020", "2020-11-07/2020-11-12", "2020-12-07/2020-12-12", ("month",)),
    ],
)
def test_what_words_name(text: str, edtf: str, wrong: str, parts: tuple[str, ...]) -> None:
    assert not differing(edtf, text)
    assert differing(wrong, text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "a day prior",
        "last month",
        "every time",
        "in the last five days",
        "two days after 9 November 2020",
        "a week before the fifth of May",
        "the anniversary of 9 November",
        "A day after meeting them",
        "during the war",
        "they may march in the fall",
        "the 44-day war",
        "the first May talks",
        "1,200 refugees",
        "Theresa May",
        "через два дня после 9 ноября",
        "նոյեմբերի 9-ից երկու օր հետո",
        "noyabrın 9-dan iki gün sonra",
        "",
    ],
)
def test_words_that_name_no_date_are_not_compared(text: str) -> None:
    assert differing("1995-07-17", text) is None


def test_grounds_are_compared_only_where_every_word_is_known() -> None:
    text = "the third day of the war of 27 September 2020"
    assert differing("2020-09-29", text, strictly=False) is None
    assert differing("1988-02/2020-11-09", "November 9, 2020", strictly=False) is None
    assert differing("2020-11-08", "November 9, 2020", strictly=False) == ("day",)


def test_a_swap_of_month_and_day_is_known() -> None:
    found = disagreement("2019-02-05", read_words("2 May 2019"), strictly=True)
    assert found is not None
    assert found[0] == ("day", "month")
    assert swapped("2019-02-05", found[1])
    assert not swapped("2019-03-05", found[1])


def test_a_weekday_is_compared_with_a_whole_day_only() -> None:
    assert wrong_weekday("2020-11-22", read_words("on Sunday")) is None
    assert wrong_weekday("2020-11-23", read_words("Sunday, 23 November")) == ("Sunday", "Monday")
    assert wrong_weekday("2020-11-23", read_words("в воскресенье")) == ("Sunday", "Monday")
    for edtf, text in [
        ("2020-11", "on Sunday"),
        ("2020-11-23", "after Sunday"),
        ("2020-11-23", "from Sunday to Monday"),
        ("2020-11-23", "среди них"),
    ]:
        assert wrong_weekday(edtf, read_words(text)) is None


@pytest.mark.parametrize(
    ("edtf", "text", "part"),
    [
        ("2020-11-22", "In November 2020", "day"),
        ("2020-11", "in 2020", "month"),
        ("2020-11-22", "on 22 November 2020", None),
        ("2020-11", "on 22 November 2020", None),
        ("2020-12-31", "by the end of December 2020", None),
        ("2020-11-01/..", "since November 2020", None),
        ("2020-11-22", "on Sunday in November 2020", None),
        ("2020-11-22", "on the day of the visit in November 2020", None),
    ],
)
def test_a_part_that_no_word_names_is_made_up(edtf: str, text: str, part: str | None) -> None:
    assert made_up(edtf, read_words(text)) == part
