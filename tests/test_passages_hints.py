"""What is shown for a passage that is not in the text: the nearest stretch, and how the two differ."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from karabakh_events.passages import NotFound, Passage, Text

prose = st.text(alphabet="abcA’…(“ \n\t\u00a0", max_size=60)

LAVROV = Text(
    "“If we put geopolitical ambitions in… first place, then we will not be able to do anything here,” "
    "Lavrov emphasised. Russia’s\nForeign Minister – a guarantor – said so at 5\u00a0p.m. in Baku."
)


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        (
            "Russia's Foreign Minister",
            "nearest: Russia’s Foreign Minister (the text has ’ (U+2019) where the passage has ' (U+0027))",
        ),
        (
            "Foreign Minister - a guarantor",
            "nearest: Foreign Minister – a guarantor "
            "(the text has – (U+2013) where the passage has - (U+002D))",
        ),
        (
            "ambitions in... first place",
            "nearest: ambitions in… first place (the text has … (U+2026) where the passage has “...”)",
        ),
        (
            "ambitions in … first place",
            "nearest: ambitions in… first place (the text has no space between “in” and “…”)",
        ),
        (
            "lavrov emphasised",
            "nearest: Lavrov emphasised (the text has “Lavrov” where the passage has “lavrov”)",
        ),
        (
            "then we shall not be able to do much here",
            "nearest: then we will not be able to do anything here (the text has “will” "
            "where the passage has “shall”; the text has “anything” where the passage has “much”)",
        ),
        (
            "we will be able to do anything",
            "nearest: we will not be able to do anything "
            "(the text has “not” after “will”, the passage has not)",
        ),
        (
            "Lavrov strongly emphasised",
            "nearest: Lavrov emphasised (the passage has “strongly” after “Lavrov”, the text has not)",
        ),
        (
            "Lav\u00adrov emphasised",
            "nearest: Lavrov emphasised (the text has “Lavrov” where the passage has “Lav\u00adrov”)",
        ),
        (
            "Lavro\u0301v emphasised",
            "nearest: Lavrov emphasised (the text has “Lavrov” where the passage has “Lavro\u0301v”)",
        ),
        (
            "the Foreign Minister",
            "nearest: s Foreign Minister (the text has “s” where the passage has “the”)",
        ),
    ],
)
def test_a_missing_passage_shows_the_nearest_text_and_the_difference(wanted: str, hint: str) -> None:
    found = LAVROV.find_one(wanted)
    assert isinstance(found, NotFound)
    assert str(found.nearest) == hint


def test_a_passage_outside_the_part_searched_is_told_to_stand_there() -> None:
    found = LAVROV.find_one("Lavrov", (0, 20))
    assert isinstance(found, NotFound)
    assert found.nearest is not None
    assert found.nearest.passage.exact == "Lavrov"
    assert str(found.nearest) == (
        "nearest: Lavrov (it stands here, outside the part of the text that was searched)"
    )


@pytest.mark.parametrize(
    ("text", "wanted", "hint"),
    [
        (
            "Lavrov emphasised it.",
            "Then Lavrov emphasised it",
            "nearest: Lavrov emphasised it (the passage has “Then” at the beginning, the text has not)",
        ),
        (
            "They said anything here , in Baku.",
            "anything here, in Baku",
            "nearest: anything here , in Baku (the text has a space between “here” and “,”)",
        ),
        (
            "In the treaty Corridor Treaty it stood.",
            "the corridor treaty",
            "nearest: the treaty Corridor Treaty (the passage has “corridor” after “the”, the text has not; "
            "the text has “Corridor Treaty” after “treaty”, the passage has not)",
        ),
        (
            "THE CORRIDOR REMAINS OPEN",
            "the corridor remains open",
            "nearest: THE CORRIDOR REMAINS OPEN "
            "(the text has “THE CORRIDOR REMAINS OPEN” where the passage has “the corridor remains open”)",
        ),
    ],
)
def test_a_difference_is_said_where_it_is(text: str, wanted: str, hint: str) -> None:
    found = Text(text).find_one(wanted)
    assert isinstance(found, NotFound)
    assert str(found.nearest) == hint


FILLER = "Nothing of that kind was known to anybody in those days. " * 20


def nearest_in(text: str, wanted: str) -> Passage:
    found = Text(text).find_one(wanted)
    assert isinstance(found, NotFound)
    assert found.nearest is not None
    return found.nearest.passage


def test_the_nearest_text_has_most_words_in_common() -> None:
    other = "He spoke of the weather with friends who had come from far away by the first train."
    text = f"{other} {FILLER}He spoke of the corridor in Baku on Sunday. {FILLER}{other}"
    assert nearest_in(text, "He spoke of the corridor in Moscow on Sunday").exact == (
        "He spoke of the corridor in Baku on Sunday"
    )


def test_words_that_stand_in_several_places_lead_to_each_of_them() -> None:
    text = f"He spoke of many other matters. {FILLER}He spoke of the new corridors of Baku. {FILLER}"
    assert nearest_in(text, "He spoke of the corridors of Baku").exact == (
        "He spoke of the new corridors of Baku"
    )


def test_letters_that_are_two_when_small_do_not_shift_the_nearest_text() -> None:
    assert nearest_in(f"{'İ' * 300} Lavrov emphasised it.", "lavrov emphasised it").exact == (
        "Lavrov emphasised it"
    )


def test_letters_that_are_two_when_capital_do_not_make_capitals_count() -> None:
    assert nearest_in("Հայաստան և Արցախ", "հայաստան և արցախ").exact == "Հայաստան և Արցախ"


def test_two_words_of_five_are_near_enough() -> None:
    assert nearest_in("Lavrov emphasised nothing.", "Lavrov emphasised this great matter").start == 0


def test_of_two_equally_near_the_first_is_shown() -> None:
    text = f"He came to Baku. {FILLER}He came to Baku."
    assert nearest_in(text, "He came to Moscow").start == 0


def test_what_agrees_only_at_its_end_is_shown_from_its_beginning() -> None:
    end = "and the corridor that leads to Stepanakert will remain open for everybody until spring comes."
    text = f"{FILLER}Several ministers declared on the same evening, in one voice, at a table, {end} {FILLER}"
    wanted = f"Various officials announced that very night, all together, around some desk, {end}"
    passage = nearest_in(text, wanted)
    assert "Several ministers declared on the same evening" in passage.exact
    assert passage.exact.endswith("until spring comes.")


@pytest.mark.parametrize("more", [0, 1])
def test_the_text_may_hold_so_much_more_than_the_passage_between_its_words(more: int) -> None:
    wanted = "the corridor of Lachin must remain under peacekeepers"
    between = "x" * (24 + len(wanted) // 4 - 1 + more) + " "
    after = nearest_in(f"So the corridor of Lachin {between}must depart under peacekeepers and so", wanted)
    assert after.exact.endswith(" under peacekeepers") == (not more)
    before = nearest_in(f"So the passages of Lachin {between}must remain under peacekeepers and so", wanted)
    assert before.exact.startswith("the passages of ") == (not more)


def test_a_run_of_words_leads_before_more_words_that_are_scattered() -> None:
    run = "Russian peacekeepers guard Lachin"
    scattered = "Stepanakert until evening; Lachin, their corridor; guard peacekeepers Russian"
    wanted = f"{run} until Stepanakert, their corridor"
    assert nearest_in(f"{scattered}. {FILLER}Whether {run} or not. {FILLER}", wanted).exact.startswith(run)


def test_the_nearest_of_three_places_with_the_same_words_is_shown() -> None:
    others = f"He spoke of the weather at length. {FILLER}"
    text = f"{others}He spoke of the new corridors of Baku. {FILLER}{others}"
    assert nearest_in(text, "He spoke of the corridors of Baku").exact == (
        "He spoke of the new corridors of Baku"
    )


def test_one_word_that_is_not_the_first_leads_to_the_text() -> None:
    assert nearest_in("Then Lavrov departed.", "Zakharova departed").exact == "Lavrov departed"


def test_a_long_passage_of_which_every_other_word_is_another_is_near() -> None:
    words = [f"w{i:04}" for i in range(66)]
    others = [word if i % 2 else "other" for i, word in enumerate(words)]
    assert nearest_in(" ".join(others), " ".join(words)).exact == " ".join(others)


def test_the_search_ends_after_a_hundred_runs_of_words() -> None:
    words = [f"w{i:04}" for i in range(66)]
    # 67 runs are of two words and more; so the second half of the single words is not searched for.
    assert Text(" ".join(reversed(words[32:]))).find_one(" ".join(words)) != NotFound(None)
    assert Text(" ".join(reversed(words[33:]))).find_one(" ".join(words)) == NotFound(None)


def test_a_long_row_of_few_figures_is_compared_figure_by_figure() -> None:
    row = [str(i.bit_count() % 2) for i in range(120)]
    text = Text(f"The votes were: {', '.join(row)}.")
    found = text.find_one(", ".join([*row[:90], "2", *row[91:]]))
    assert isinstance(found, NotFound)
    assert found.nearest is not None
    assert found.nearest.differences == (f"the text has “{row[90]}” where the passage has “2”",)


def test_another_unicode_form_is_called_so() -> None:
    found = Text("in the café of Şuşa").find_one("in the cafe\u0301 of Şuşa")
    assert isinstance(found, NotFound)
    assert str(found.nearest) == (
        "nearest: in the café of Şuşa (“café” is composed of other Unicode characters in the passage)"
    )


@pytest.mark.parametrize("wanted", ["", "zzz", "to Zagreb", "nothing at all resembles these seven words"])
def test_where_nothing_is_near_nothing_is_shown(wanted: str) -> None:
    assert LAVROV.find_one(wanted) == NotFound(None)


@given(prose, prose)
@example("", "a")
@example("abc", "abcA")
def test_a_hint_is_a_passage_of_the_text(original: str, wanted: str) -> None:
    found = Text(original).find_one(wanted)
    if isinstance(found, NotFound) and found.nearest is not None:
        passage = found.nearest.passage
        assert original[passage.start : passage.end] == passage.exact
        assert found.nearest.differences
