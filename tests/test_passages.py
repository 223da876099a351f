"""Passages: found verbatim or not at all; sentences: every word in exactly one of them."""

import re
import tracemalloc
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from string import ascii_uppercase

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


def test_white_space_of_one_character_costs_no_memory_but_for_the_folded_text() -> None:
    lines = "a line\n" * 20_000
    tracemalloc.start()
    try:
        text = Text(lines)
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert text.original is lines
    assert taken < len(lines) + 10_000


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
        "He left. (…). (…).",
        "He left. —",
    ],
)
def test_one_sentence(one: str) -> None:
    assert _sentences(one) == [one]


def test_every_letter_may_be_an_initial() -> None:
    for letter in ascii_uppercase:
        assert _sentences(f"They met {letter}. Petrosyan.") == [f"They met {letter}. Petrosyan."]


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
        ["Yes .", "Then she came."],
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


def test_sentences_of_a_bundled_document() -> None:
    lavrov = next(path for path in SEEDS if "lavrov-shoygu" in path.name)
    found = _sentences(lavrov.read_text(encoding="utf-8"))
    assert len(found) == 45
    assert "“Turkey is our partner in a number of areas." in found
    assert "Who and how will guarantee the security of our compatriots?” he said." in found


fragments = st.sampled_from(
    [*' \n\r\t\u00a0\u2028.!?…։"“”’()[]—-/Aab1', "U.S.", "Mr. ", "said", "Lavrov ", "/TASS/.", "... ", "\n\n"]
)


@given(st.lists(fragments, max_size=40).map("".join), st.integers(0, 60), st.integers(0, 60))
@example("One. (…) Then two.", 0, 8)
@example("We agreed in Dec. 5 were there.", 0, 17)
@example("Before the U.S. They ended it.", 0, 18)
@example("“Who will?” Pashinyan asked.", 0, 21)
@example("They met in Moscow. /TASS/.", 0, 24)
def test_nothing_around_the_stretch_decides_of_what_is_in_it(text: str, start: int, length: int) -> None:
    alone = sentences(text[start : start + length], 0, len(text[start : start + length]))
    end = min(start + length, len(text))
    start = min(start, len(text))
    assert sentences(text, start, end) == [(first + start, last + start) for first, last in alone]


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
