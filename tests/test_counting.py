"""Numbers with their nouns."""

import pytest

from karabakh_events.counting import agreed, count


@pytest.mark.parametrize(
    ("number", "noun", "words"),
    [
        (0, "event", "0 events"),
        (1, "event", "1 event"),
        (2, "independent source", "2 independent sources"),
        (1_234_567, "event", "1,234,567 events"),
        (1.0, "second", "1 second"),
        (0.5, "second", "0.5 seconds"),
        (1, "date[s] open on one side", "1 date open on one side"),
        (2, "date[s] open on one side", "2 dates open on one side"),
        (1, "[country|countries] without [a name|names]", "1 country without a name"),
        (0, "[country|countries] without [a name|names]", "0 countries without names"),
    ],
)
def test_a_number_stands_with_the_right_form_of_its_noun(number: float, noun: str, words: str) -> None:
    assert count(number, noun) == words


def test_words_without_a_mark_stay_as_they_are() -> None:
    assert agreed("coordinates", 1) == agreed("coordinates", 2) == "coordinates"
