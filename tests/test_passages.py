"""Passages: found verbatim or not at all; sentences: every word in exactly one of them."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from karabakh_events.passages import (
    MAX_PLACES,
    Ambiguous,
    NotFound,
    Passage,
    Text,
    gaps,
    position,
    sentences,
    uncovered,
)
from tests.growth import assert_linear

SEEDS = sorted((Path(__file__).parent.parent / "seeds").glob("*.txt"))

spaces = st.text(alphabet=" \n\t\r\u00a0\u2009\u2028\x1f", min_size=1, max_size=4)
words = st.text(alphabet="abcA’…(“", min_size=1, max_size=3)
prose = st.lists(words | spaces, max_size=40).map("".join)


def _text(pieces: list[str]) -> str:
    return "".join(pieces)


# --- finding -------------------------------------------------------------------------------------------


def test_a_passage_is_found_with_its_offsets_in_the_original() -> None:
    text = Text("On 22 November,\n  Russia’s\u00a0Foreign Minister…")
    passage = text.find_one(" Russia’s Foreign\tMinister ")
    assert passage == Passage(18, 43, "Russia’s\u00a0Foreign Minister")
    assert isinstance(passage, Passage)
    assert text.original[passage.start : passage.end] == passage.exact


def test_offsets_are_code_points() -> None:
    assert Text("𝔸🕊️ peace  now").find_one("peace now") == Passage(4, 14, "peace  now")


@pytest.mark.parametrize(
    "wanted",
    [
        "russia’s guarantee",
        "Russia's guarantee",
        "Russia’sguarantee",
        "Russia’s guarantees",
        "Russia’s - guarantee",
        "Russia’s gua rantee",
        "Russia’s guarante\u0301e",
        "Russia’s\u200b guarantee",
        "",
        "   ",
    ],
)
def test_nothing_but_white_space_is_folded(wanted: str) -> None:
    assert isinstance(Text("the corridor is Russia’s guarantee.").find_one(wanted), NotFound)


def test_an_ambiguous_passage_tells_the_places() -> None:
    text = Text("Lavrov said.\nLavrov\nadded.")
    assert text.find_one("Lavrov") == Ambiguous(
        (Passage(0, 6, "Lavrov"), Passage(13, 19, "Lavrov")), more=False
    )
    assert text.position(13) == (2, 1)


def test_overlapping_places_are_two() -> None:
    found = Text("banana").find_one("ana")
    assert isinstance(found, Ambiguous)
    assert [place.start for place in found.places] == [1, 3]
    side_by_side = Text("aaa").find_one("aa")
    assert isinstance(side_by_side, Ambiguous)
    assert [place.start for place in side_by_side.places] == [0, 1]


def test_places_are_counted_only_so_far() -> None:
    found = Text("a " * 1000).find_one("a")
    assert isinstance(found, Ambiguous)
    assert (len(found.places), found.more) == (MAX_PLACES, True)
    exactly = Text("a " * MAX_PLACES).find_one("a")
    assert isinstance(exactly, Ambiguous)
    assert (len(exactly.places), exactly.more) == (MAX_PLACES, False)


def test_a_longer_passage_says_which_one_is_meant() -> None:
    text = Text("He said  yes.\n\nShe  said yes. They said yes.")
    wider = text.find_one("She said yes")
    assert isinstance(wider, Passage)
    assert text.find_one("said yes", (wider.start, wider.end)) == Passage(20, 28, "said yes")
    assert text.find_one("yes", (0, 12)) == Passage(9, 12, "yes")
    assert isinstance(text.find_one("yes", (0, 11)), NotFound)
    assert isinstance(text.find_one("said yes", (4, 13)), NotFound)


@given(st.lists(words | spaces, max_size=30), st.data())
def test_every_stretch_of_a_text_is_found_where_it_stands(pieces: list[str], data: st.DataObject) -> None:
    original = _text(pieces)
    start = data.draw(st.integers(0, len(original)))
    end = data.draw(st.integers(start, len(original)))
    wanted = original[start:end]
    first, last = start + len(wanted) - len(wanted.lstrip()), start + len(wanted.rstrip())
    found = Text(original).find_all(wanted, (start, end))
    if first >= last:
        assert found == ()
    else:
        assert found == (Passage(first, last, original[first:last]),)


@given(prose, st.text(alphabet="abcA’ \n", max_size=6))
def test_places_are_those_of_a_regular_expression(original: str, wanted: str) -> None:
    pattern = r"\s+".join(map(re.escape, wanted.split()))
    expected = [match.span(1) for match in re.finditer(f"(?=({pattern}))", original)] if pattern else []
    found = Text(original).find_all(wanted)
    assert [(place.start, place.end) for place in found] == expected[: MAX_PLACES + 1]
    for place in found:
        assert original[place.start : place.end] == place.exact == place.exact.strip()


@given(prose, prose, st.integers(0, 30), st.integers(0, 30))
def test_within_keeps_exactly_the_places_inside(original: str, wanted: str, a: int, b: int) -> None:
    text, start, end = Text(original), min(a, b), max(a, b)
    everywhere = text.find_all(wanted)
    if len(everywhere) <= MAX_PLACES:
        inside = tuple(place for place in everywhere if start <= place.start and place.end <= end)
        assert text.find_all(wanted, (start, end)) == inside


# --- hints ---------------------------------------------------------------------------------------------

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


def test_another_unicode_form_is_called_so() -> None:
    found = Text("in the café of Şuşa").find_one("in the cafe\u0301 of Şuşa")
    assert isinstance(found, NotFound)
    assert str(found.nearest) == (
        "nearest: in the café of Şuşa (“café” is composed of other Unicode characters in the passage)"
    )


@pytest.mark.parametrize("wanted", ["", "zzz", "nothing at all resembles these seven words"])
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


# --- places ------------------------------------------------------------------------------------------


def test_a_line_feed_at_the_very_beginning_ends_a_line() -> None:
    assert position("\nab", 0) == (1, 1)
    assert position("\nab", 1) == (2, 1)
    assert position("\nab", 2) == (2, 2)


def test_position_counts_from_one() -> None:
    text = "ab\n\ncd"
    assert [position(text, offset) for offset in range(7)] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (3, 1), (3, 2), (3, 3),
    ]  # fmt: skip


# --- sentences -----------------------------------------------------------------------------------------


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "one",
    [
        "Russia, the U.S. and France co-chair it.",
        "A call with the U.S. Assistant Secretary of State.",
        "Mr. Lavrov met Dr. Kocharyan and Gen. Muradov.",
        "The Pontiff St. Sahak Partev was remembered.",
        "N. V. Pashinyan and R. T. Erdogan met.",
        "The statement of Nov. 9 set Dec. 1 as the day.",
        "Article No. 5 and Art. 7 apply, cf. p. 12.",
        "They met at 5 p.m. in Baku vs. the plan.",
        "MOSCOW, November 5. /TASS/. Russia does not seek an exclusive right.",
        "“Who will guarantee the security?” he said.",
        "“Who will guarantee the security?” Pashinyan asked.",
        "“Enough!” Prime Minister Nikol Pashinyan said at the meeting in Yerevan.",
        "“It is a factor in the region.” Lavrov emphasised.",
        "“Our task is to prevent bloodshed … and we intend to accomplish it,” stated Shoygu.",
        "If we put ambitions in… first place, we fail.",
        "The talks... were held.",
        "A new situation emerged…[and] I think so.",
        "He recalled […] Russia’s part.",
        "1. petrakian said:",
        "1. The parties stop.",
        "They are reflected in the statement. (…).",
        "It grew by 3.5 percent, News.am reports.",
        "The co-chairs (France, Russia, the U.S.) met.",
        "This line is as long as the lines of wrapped prose are\nand it goes on in the next one.",
        "-\n17:08The regular session takes place",
        "* * *",
        "The end\n***",
        "He recalled (...) Russia’s part.",
        "He recalled (as before […]) Russia’s part.",
        "He met “Dr. Kocharyan” and (Mr. Lavrov) there.",
        "“Who will guarantee it?” Nikol Pashinyan asked the deputies of his party.",
        "(…). He left.",
        ". He left.",
        "The line is just as long as wrapped prose\rand it goes on.",
        "The line is just as long as wrapped prose\nhere.",
        "The line is just as long as wrapped prose\nand it ends without a stop",
        "They met on Nov. 9th in Moscow.",
    ],
)
def test_one_sentence(one: str) -> None:
    assert _sentences(one) == [one]


@pytest.mark.parametrize(
    "several",
    [
        ["He met the U.S. ambassador.", "She left."],
        ["It was brought before the U.S.", "The co-chairs agreed."],
        ["“Turkey is a factor in the region.”", "“Turkey is our partner.", "Of course,” Lavrov added."],
        ["It has become “a real factor in the region.”", "Lavrov said that the talks went on for hours."],
        ["They will return home?", "Who will guarantee it?” he said."],
        ["He said no.", "Nobody asked."],
        ["We agreed in Dec.", "Russia did not."],
        ["So it was (see above).", "[Then] it ended.", "“And now?”", "Silence…", "The end."],
        ["They call for...", "The ceasefire holds."],
        ["A Headline Without a Stop", "The first sentence.", "- a list line", "Humidity: %"],
        ["Short line", "continues not: the first is no wrapped prose."],
        [
            "The United States withdrew from sanctions against Syria for six months after the earthquake",
            "day",
            "week",
        ],
        ["He said so. (…).", "Then he left.", "(…) So did she."],
        ["(…). He left.", "She stayed."],
        ["(He left…)", "Then he came."],
        ["(It was plan X…)", "Then he came."],
        ["He left .", "Then she came."],
        ["Սա առաջինն է։", "Սա երկրորդն է։"],
        ["Он сказал «да».", "Потом ушёл."],
    ],
)
@pytest.mark.parametrize("between", [" ", "\n", "\n\n", "\r\n", " \u00a0\n \n"])
def test_several_sentences(several: list[str], between: str) -> None:
    breaks_lines = "\n" in between
    if not breaks_lines and not all(re.search(r"[.?…։]\W*$", sentence) for sentence in several[:-1]):
        between = "\n"
    assert _sentences(between.join(several)) == several


def test_paragraphs_part_even_where_prose_would_run_on() -> None:
    long = "This line is as long as the lines of wrapped prose are"
    assert _sentences(f"{long}\n\nand a new paragraph.") == [long, "and a new paragraph."]
    assert _sentences(f"{long}\r\nand it goes on.") == [f"{long}\r\nand it goes on."]
    assert _sentences(f"{long}\n\nShort\nand a list line.") == [long, "Short", "and a list line."]


@pytest.mark.parametrize("length", [39, 40])
def test_prose_is_wrapped_from_forty_characters_on(length: int) -> None:
    line = "A line of words ".ljust(length, "x")
    both = f"{line}\nand it goes on."
    assert _sentences(both) == ([both] if length == 40 else [line, "and it goes on."])


def test_lines_without_a_word_at_the_end_go_with_the_last_sentence_alone() -> None:
    assert _sentences("One.\nTwo.\n***\n---") == ["One.", "Two.\n***\n---"]


def test_only_the_stretch_asked_for_is_parted() -> None:
    text = "Before. One. Two. After."
    assert [text[start:end] for start, end in sentences(text, 8, 17)] == ["One.", "Two."]
    assert sentences(text, 7, 8) == []
    # Nor does what stands behind the end decide of what stands before it.
    assert sentences("One. (…) Then two.", 0, 8) == [(0, 8)]
    assert sentences("We agreed in Dec. 5 were there.", 0, 17) == [(0, 17)]


def test_sentences_of_a_bundled_document() -> None:
    lavrov = next(path for path in SEEDS if "lavrov-shoygu" in path.name)
    found = _sentences(lavrov.read_text(encoding="utf-8"))
    assert len(found) == 45
    assert "“Turkey is our partner in a number of areas." in found
    assert "Who and how will guarantee the security of our compatriots?” he said." in found


def _obey_the_laws(text: str, start: int, end: int) -> None:
    found = sentences(text, start, end)
    for first, last in found:
        assert start <= first < last <= end
        assert text[first:last] == text[first:last].strip()
    for (_, last), (following, _) in pairwise(found):
        assert last <= following
    outside = [start, *(edge for span in found for edge in span), end]
    for gap_start, gap_end in zip(outside[::2], outside[1::2], strict=True):
        assert not text[gap_start:gap_end].strip()


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_sentences_cover_the_bundled_documents(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    _obey_the_laws(text, 0, len(text))


fragments = st.sampled_from(
    [*' \n\r\t\u00a0\u2028.!?…։"“”’()[]—-/Aab1', "U.S.", "Mr. ", "said", "Lavrov ", "/TASS/.", "... ", "\n\n"]
)


@given(st.lists(fragments, max_size=40).map("".join), st.data())
def test_sentences_are_disjoint_ordered_trimmed_and_leave_nothing_out(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    _obey_the_laws(text, start, data.draw(st.integers(start, len(text))))


# --- coverage ------------------------------------------------------------------------------------------


def test_sentences_that_no_passage_touches() -> None:
    assert uncovered([(0, 5), (6, 9), (10, 20)], [(4, 5), (12, 13)]) == [(6, 9)]
    assert uncovered([(0, 5)], [(5, 6)]) == [(0, 5)]
    assert uncovered([(0, 5), (6, 9)], [(2, 8)]) == []
    assert uncovered([(0, 5), (6, 9)], []) == [(0, 5), (6, 9)]


edges = st.lists(st.integers(0, 60), max_size=16, unique=True).map(sorted)
stretches = st.tuples(st.integers(0, 60), st.integers(1, 12)).map(lambda pair: (pair[0], sum(pair)))


@given(edges, st.lists(stretches, max_size=8))
def test_coverage_is_what_comparing_all_with_all_says(cuts: list[int], spans: list[tuple[int, int]]) -> None:
    parts = list(zip(cuts[::2], cuts[1::2], strict=False))
    bare = [part for part in parts if not any(part[0] < end and start < part[1] for start, end in spans)]
    assert uncovered(parts, spans) == bare


@given(st.integers(0, 40), st.integers(0, 20), st.lists(stretches, max_size=8))
def test_gaps_are_what_lies_in_no_span(start: int, length: int, spans: list[tuple[int, int]]) -> None:
    end = start + length
    bare = {place for place in range(start, end) if not any(first <= place < last for first, last in spans)}
    found = gaps(start, end, spans)
    assert {place for first, last in found for place in range(first, last)} == bare
    assert all(one[1] < other[0] for one, other in pairwise(found))
    assert all(first < last for first, last in found)


# --- size ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [".", ". ", "A. ", '."', "\n", " ", "x  ", "?” A ", "“", "-\n", "... ", "a", "aa bb. ", "\t\n"],
)
def test_time_is_linear_in_hostile_texts(piece: str) -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = piece * (size // len(piece)) + "z"

        def work() -> None:
            prepared = Text(text)
            found = sentences(text, 0, len(text))
            uncovered(found, found)
            prepared.find_one("a a. A A ... “ aa bb aa, and a passage that is nowhere in the text " * 5)

        return work

    assert_linear(prepare)
