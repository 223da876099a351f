"""Dates that are refused: what is wrong with them, and what to write instead."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.dates import EdtfError, parse_edtf
from tests.test_dates import years


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "an empty text is not a date; leave the date out, or write an EDTF date such as 2020-11-22"),
        ("  ", "an empty text is not a date; leave the date out, or write an EDTF date such as 2020-11-22"),
        ("/", "/: an interval with neither end says nothing; leave the date out"),
        ("../..", "../..: an interval with neither end says nothing; leave the date out"),
        ("../", "../: an interval with neither end says nothing; leave the date out"),
        ("2020-11-31", "2020-11-31: November 2020 has 30 days"),
        ("2020-11-00", "2020-11-00: November 2020 has 30 days"),
        ("2021-02-29", "2021-02-29: February 2021 has 28 days"),
        ("1900-02-29", "1900-02-29: February 1900 has 28 days"),
        ("2020-10-10/2020-11-31", "2020-10-10/2020-11-31: November 2020 has 30 days"),
        ("2020-13", "2020-13: there is no month 13"),
        ("2020-00", "2020-00: there is no month 00"),
        ("2020-22-11", "2020-22-11: a season has no days; write 2020-22"),
        ("2020-30-11", "2020-30-11: there is no month 30; write 2020-11-30"),
        ("2020-25", "2020-25: season 25 is EDTF level 2, not supported; write 21 to 24, or an interval"),
        ("9999-24", "9999-24: this winter ends after the year 9999"),
        ("0000", "0000: dates are read in the years 0001 to 9999"),
        ("000X", "000X: dates are read in the years 0001 to 9999"),
        ("-0044", "-0044: dates are read in the years 0001 to 9999, as four digits"),
        ("-0044-03-15", "-0044-03-15: dates are read in the years 0001 to 9999, as four digits"),
        ("Y170000002", "Y170000002: dates are read in the years 0001 to 9999, as four digits"),
        ("20200", "20200: dates are read in the years 0001 to 9999, as four digits"),
        (
            "Y17E7",
            "Y17E7: exponential years are EDTF level 2, not supported; dates are read in the "
            "years 0001 to 9999",
        ),
        ("1950S2", "1950S2: significant digits are EDTF level 2, not supported; write an interval"),
        (
            "[2020,2021]",
            "[2020,2021]: sets of dates are EDTF level 2, not supported; write the interval that "
            "contains them",
        ),
        (
            "{2020..2021}",
            "{2020..2021}: sets of dates are EDTF level 2, not supported; write the interval that "
            "contains them",
        ),
        (
            "2020?-11",
            "2020?-11: qualifiers inside a date are EDTF level 2, not supported; write one at the "
            "end of the date",
        ),
        (
            "2020-11-?22",
            "2020-11-?22: qualifiers inside a date are EDTF level 2, not supported; write one at "
            "the end of the date",
        ),
        ("2020-11?~", "2020-11?~: one qualifier at a time; write % for both uncertain and approximate"),
        ("..?/2020", "..?/2020: an open or unknown end takes no qualifier"),
        ("~/2020", "~/2020: an open or unknown end takes no qualifier"),
        ("202X-11", "202X-11: a month after an unspecified year is EDTF level 2, not supported; write 202X"),
        (
            "2020-XX-05",
            "2020-XX-05: a day of an unspecified month is EDTF level 2, not supported; write 2020",
        ),
        (
            "20X0",
            "20X0: digits are unspecified from the right, as in 202X, 2020-XX, 2020-11-XX; others "
            "are EDTF level 2",
        ),
        (
            "2020-1X",
            "2020-1X: digits are unspecified from the right, as in 202X, 2020-XX, 2020-11-XX; "
            "others are EDTF level 2",
        ),
        ("XXXX", "XXXX: a date that says nothing of its year is not kept; leave the date out"),
        ("XXXX/..", "XXXX/..: a date that says nothing of its year is not kept; leave the date out"),
        (
            "2020-11-XX/2020-12",
            "2020-11-XX/2020-12: unspecified digits in an interval are EDTF level 2, not "
            "supported; write 2020-11/2020-12",
        ),
        ("202X/2030", "202X/2030: unspecified digits in an interval are EDTF level 2, not supported"),
        (
            "2020-11-09/2020-10-10",
            "2020-11-09/2020-10-10: the interval is reversed, it ends before it begins; write "
            "2020-10-10/2020-11-09",
        ),
        (
            "2021/2020-11",
            "2021/2020-11: the interval is reversed, it ends before it begins; write 2020-11/2021",
        ),
        (
            "2020/2021/2022",
            "2020/2021/2022 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or "
            "2020-10-10/2020-11-09",
        ),
        ("2020-11-22T10:00:00Z", "2020-11-22T10:00:00Z: times of day are not kept; write 2020-11-22"),
        ("2020-11-22 10:00", "2020-11-22 10:00: times of day are not kept; write 2020-11-22"),
        (
            "2004-05/open",
            "2004-05/open: an open end is written .. and an unknown end is left empty; write 2004-05/..",
        ),
        (
            "2004-05/unknown",
            "2004-05/unknown: an open end is written .. and an unknown end is left empty; write 2004-05/",
        ),
        ("2020..2021", "2020..2021: an interval is written with a slash: 2020/2021"),
        ("22.11.2020", "22.11.2020 is not EDTF; write 2020-11-22"),
        ("22/11/2020", "22/11/2020 is not EDTF; write 2020-11-22"),
        ("11/22/2020", "11/22/2020 is not EDTF; write 2020-11-22"),
        ("3/4/2020", "3/4/2020 is not EDTF; write 2020-04-03 or 2020-03-04, whichever is meant"),
        ("3.4.2020", "3.4.2020 is not EDTF; write 2020-04-03"),
        ("2020-11-9", "2020-11-9 is not EDTF; write 2020-11-09"),
        ("2020/11/22", "2020/11/22 is not EDTF; write 2020-11-22"),
        ("20201122", "20201122 is not EDTF; write 2020-11-22"),
        ("2020-W47", "2020-W47 is not EDTF; write 2020-11-16/2020-11-22"),
        ("2020-W47-3", "2020-W47-3 is not EDTF; write 2020-11-18"),
        (
            "2020-W54",
            "2020-W54 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09",
        ),
        ("2020-330", "2020-330 is not EDTF; write 2020-11-25"),
        ("2020-001", "2020-001 is not EDTF; write 2020-01-01"),
        ("2020-366", "2020-366 is not EDTF; write 2020-12-31"),
        ("2021-365", "2021-365 is not EDTF; write 2021-12-31"),
        ("2000-060", "2000-060 is not EDTF; write 2000-02-29"),
        ("1900-060", "1900-060 is not EDTF; write 1900-03-01"),
        ("9999-365", "9999-365 is not EDTF; write 9999-12-31"),
        ("Nov. 2020", "Nov. 2020 is not EDTF; write 2020-11"),
        ("November 22, 2020", "November 22, 2020 is not EDTF; write 2020-11-22"),
        ("22nd November 2020", "22nd November 2020 is not EDTF; write 2020-11-22"),
        (
            "30 February 2020",
            "30 February 2020 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or "
            "2020-10-10/2020-11-09",
        ),
        ("circa 2020", "circa 2020 is not EDTF; write 2020~"),
        ("2020s", "2020s is not EDTF; write 202X"),
        (
            "2020 / 2021 / 2022",
            "2020 / 2021 / 2022 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or "
            "2020-10-10/2020-11-09",
        ),
        (
            "2004/2005/open",
            "2004/2005/open is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or "
            "2020-10-10/2020-11-09",
        ),
        ("2020-10-10 / 2020-11-09", "2020-10-10 / 2020-11-09 is not EDTF; write 2020-10-10/2020-11-09"),
        ("2020-10-10 – 2020-11-09", "2020-10-10 – 2020-11-09 is not EDTF; write 2020-10-10/2020-11-09"),
        ("2020-2021", "2020-2021 is not EDTF; write 2020/2021"),
        ("２０２０", "２０２０: only the digits 0 to 9 are read"),
        ("2020-١١-22", "2020-١١-22: only the digits 0 to 9 are read"),
        (
            "2020-11\x00",
            "2020-11\x00 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or "
            "2020-10-10/2020-11-09",
        ),
        (
            "yesterday",
            "yesterday is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09",
        ),
        (
            "202?X",
            "202?X: qualifiers inside a date are EDTF level 2, not supported; write one at the "
            "end of the date",
        ),
        (
            "2004-05/now",
            "2004-05/now: an open end is written .. and an unknown end is left empty; write 2004-05/..",
        ),
        (
            "2004-05/present",
            "2004-05/present: an open end is written .. and an unknown end is left empty; write 2004-05/..",
        ),
        ("4/4/2020", "4/4/2020 is not EDTF; write 2020-04-04"),
        (
            "2021-366",
            "2021-366 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09",
        ),
        (
            "5 Foo 2020",
            "5 Foo 2020 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09",
        ),
        (
            "Foo 2020",
            "Foo 2020 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09",
        ),
        ("2020 to 2021", "2020 to 2021 is not EDTF; write 2020/2021"),
        ("2020/11", "2020/11 is not EDTF; write 2020-11"),
        ("2020-41", "2020-41: season 41 is EDTF level 2, not supported; write 21 to 24, or an interval"),
        ("2020-42", "2020-42: there is no month 42"),
        ("9" * 100, f"{'9' * 100}: dates are read in the years 0001 to 9999, as four digits"),
        ("9" * 101, "a date of 101 characters: an EDTF date has at most 100"),
    ],
)
def test_refusals_say_what_is_wrong_and_what_to_write(text: str, says: str) -> None:
    with pytest.raises(EdtfError) as caught:
        parse_edtf(text)
    assert str(caught.value) == says


@pytest.mark.parametrize("piece", ["2", "2020-", "/", "X", "2020/", "..", "?", " ", "-1", "[", "W", "a "])
def test_hostile_length_is_refused(piece: str) -> None:
    for text in (piece * 1_000_000, piece * 40):
        with pytest.raises(EdtfError):
            parse_edtf(text)


@given(st.text(alphabet="0129X-/.?~% ", max_size=24))
def test_advice_can_be_followed(text: str) -> None:
    try:
        parse_edtf(text)
    except EdtfError as error:
        _, offered, advice = str(error).rpartition("is not EDTF; write ")
        if offered and " " not in advice:
            parse_edtf(advice)


@given(years, st.integers(0, 999))
def test_an_ordinal_day_becomes_the_day_of_its_year_if_that_has_so_many(year: int, day: int) -> None:
    with pytest.raises(EdtfError) as caught:
        parse_edtf(f"{year:04}-{day:03}")
    if 1 <= day <= 365 + calendar.isleap(year):
        assert str(caught.value).endswith(f"; write {date(year, 1, 1) + timedelta(day - 1)}")
    else:
        assert str(caught.value).endswith(
            "write a date such as 2020-11-22, 2020-11, 2020 or 2020-10-10/2020-11-09"
        )
