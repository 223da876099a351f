"""Numbers in digits and in words, as reports write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.worded_numbers import numbers

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_UNITS = _BELOW_TWENTY.split(" ")
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = _ROUND.split(" ")


def in_words(number: int) -> str:
    """A number below a thousand million in English."""
    for scale, word in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if 0 < rest < 100 else " "
            return f"{in_words(number // scale)} {word}" + (joint + in_words(rest) if rest else "")
    if number < 20:
        return _UNITS[number]
    ten = _TENS[number // 10 - 2]
    return f"{ten}-{_UNITS[number % 10]}" if number % 10 else ten


@given(st.integers(0, 999_999_999))
def test_a_number_in_english_words(number: int) -> None:
    assert numbers(f"that {in_words(number)} people returned") == {number}
    assert numbers(in_words(number).upper()) == {number}


@given(st.integers(0, 10**10), st.sampled_from([",", ".", "’", "'", "\u00a0", "\u2009", "\u202f"]))
def test_a_number_in_digits(number: int, separator: str) -> None:
    assert number in numbers(f"that {number:,} people returned".replace(",", separator))
    assert numbers(str(number)) == {number}


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    assert all(number >= 0 for number in numbers(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("an estimated 25,000 Karabakh Armenians", {1, 25_000}),
        ("25 000 человек", {25_000}),
        ("25 тыс. человек", {25_000}),
        ("31,5 тыс.", {31_500}),
        ("1.5 million", {1_500_000}),
        ("25 thousand", {25_000}),
        ("15 min nəfər", {15_000}),
        ("25 minutes", {25}),
        ("12 300 of them", {12, 300, 12_300}),
        ("between 20 and 30", {20, 30}),
        ("20-30 people", {20, 30}),
        ("two soldiers and three civilians", {2, 3}),
        ("two and three", {2, 3}),
        ("a hundred and twenty", {120}),
        ("two dozen", {24}),
        ("dozens, hundreds and thousands of people", set()),
        ("many killed and wounded", set()),
        ("no losses", {0}),
        ("a soldier", {1}),
    ],
)
def test_what_reports_write(text: str, expected: set[int]) -> None:
    assert numbers(text) == expected
