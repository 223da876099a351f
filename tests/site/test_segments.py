"""A text cut at the edges of its passages, however these overlap."""

from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.site.segments import Part, Segment, parts, segments


@st.composite
def texts_with_passages(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    text = draw(st.text(alphabet="ab \n\U0001f54a", min_size=1, max_size=60))
    edge = st.integers(0, len(text) - 1)
    passages = draw(st.lists(st.tuples(edge, edge).map(sorted), max_size=8))
    return text, [(first, last + 1) for first, last in passages]


@given(texts_with_passages())
def test_the_segments_are_the_text_and_know_their_passages(
    drawn: tuple[str, list[tuple[int, int]]],
) -> None:
    text, passages = drawn
    lines = list(segments(text, passages))
    told = [line for line in text.split("\n") if line.strip()]
    assert ["".join(segment.text for segment in line) for _, line in lines] == told
    for at, line in lines:
        for segment in line:
            end = at + len(segment.text)
            assert text[at:end] == segment.text
            covering = {n for n, (first, last) in enumerate(passages) if first < end and last > at}
            whole = {n for n, (first, last) in enumerate(passages) if first <= at and last >= end}
            assert set(segment.passages) == covering == whole
            at = end


@given(texts_with_passages())
def test_every_passage_begins_once_where_there_is_text_after_it(
    drawn: tuple[str, list[tuple[int, int]]],
) -> None:
    text, passages = drawn
    begun = [number for _, line in segments(text, passages) for each in line for number in each.begins]
    assert len(begun) == len(set(begun))
    assert {n for n, (first, _) in enumerate(passages) if text[first:].strip()} <= set(begun)


def test_of_two_passages_that_overlap_the_shorter_comes_first() -> None:
    (_, line), (_, second) = segments("one two three\nfour", [(0, 7), (4, 18), (4, 7)])
    assert line == [
        Segment("one ", (0,), (0,)),
        Segment("two", (2, 0, 1), (1, 2)),
        Segment(" three", (1,), ()),
    ]
    assert second == [Segment("four", (1,), ())]


def test_lines_are_grouped_by_section() -> None:
    text = "Head\nBody one\nBody two\nstray"
    found = parts(segments(text, []), [("title", 0, 4), ("body", 5, 22)])
    assert [(part.kind, len(part.lines)) for part in found] == [("title", 1), ("body", 2), ("", 1)]


def test_two_sections_of_one_kind_stay_apart() -> None:
    found = parts(segments("a\nb", []), [("body", 0, 1), ("body", 2, 3)])
    assert found == [Part("body", [[Segment("a", (), ())]]), Part("body", [[Segment("b", (), ())]])]
