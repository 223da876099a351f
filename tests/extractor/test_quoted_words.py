"""The words that are taken from between quotation marks, where a statement leaves its `quote` out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.extractor.quoted_words import Unclear, between_marks
from karabakh_events.records import read_corpus
from tests.corpus import SOUND, drawn, places_of, spoiled, told, write
from tests.extractor.drawing import row

INTERVIEW = "a-interview.yaml"


def between(text: str) -> list[str] | Unclear:
    found = between_marks(text, 0, len(text))
    return found if isinstance(found, Unclear) else [text[each.start : each.end] for each in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said, “We will stay.”", ["We will stay."]),
        ("“We stay,” he said. “We all do.”", ["We stay,", "We all do."]),
        ('"We stay," he said. "We all do."', ["We stay,", "We all do."]),
        ("Он сказал: «Мы останемся».", ["Мы останемся"]),
        ("« Nous restons », dit-il.", ["Nous restons"]),
        ("Er sagte: „Wir bleiben.“", ["Wir bleiben."]),
        ("„ვრჩებით”, თქვა მან.", ["ვრჩებით"]),
        ("He said: ‘We stay.’", ["We stay."]),
        ("He said: 'We stay.'", ["We stay."]),
        ("The ‘first’ and the ‘second’ district", ["first", "second"]),
        ("“They ‘break it away,’ so it’s a lie,” he said.", ["They ‘break it away,’ so it’s a lie,"]),
        ("“He told me: “Stay.” And I did.”", ["He told me: “Stay.” And I did."]),
        ("«Он сказал: „Стой“», – вспоминает она.", ["Он сказал: „Стой“"]),
        ('the ministers\' talks were "useful" (and "long")', ["useful", "long"]),
        ("“” he said “yes”", ["yes"]),
        ('"They\'re \'free\' now," he said.', ["They're 'free' now,"]),
    ],
)  # fmt: skip
def test_words_between_outer_marks_are_taken(text: str, words: list[str]) -> None:
    assert between(text) == words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("He said that it’s over.", Unclear.NO_MARKS),
        ("the ministers' talks", Unclear.NO_MARKS),
        ("“”", Unclear.NO_MARKS),
        ("“We stay, he said.", Unclear.NOT_CLOSED),
        ('he said: "We stay', Unclear.NOT_CLOSED),
        ("“One. “Two.”", Unclear.NOT_CLOSED),
        ("we stay,” he said.", Unclear.NOT_OPENED),
        ('we stay," he said. "All."', Unclear.NOT_OPENED),
        ('"He said "no" to me," she said.', Unclear.SEVERAL_WAYS),
        ("‘The ministers’ visit is over,’ he said.", Unclear.SEVERAL_WAYS),
        ("‘It is over, he said.", Unclear.NOT_CLOSED),
    ],
)
def test_where_marks_are_unclear_no_words_are_taken(text: str, why: Unclear) -> None:
    assert between(text) is why


_plain = st.text("ab c.,’é", min_size=1).map(str.strip).filter(bool)


@given(st.lists(st.tuples(_plain, _plain), min_size=1, max_size=5), st.sampled_from(["“”", "«»", "„“", '""']))
def test_what_is_put_between_marks_is_taken(parts: list[tuple[str, str]], marks: str) -> None:
    """Whatever stands around it, apostrophes too."""
    opening, closing = tuple(marks)
    text = "".join(f"{outside} {opening}{inside}{closing} " for outside, inside in parts)
    assert between(text) == [inside for _, inside in parts]


@given(st.text("“”\"'‘’«»„ a.", max_size=30))
def test_words_are_whole_and_in_order_whatever_the_marks(text: str) -> None:
    found = between_marks(text, 0, len(text))
    last = 0
    for each in [] if isinstance(found, Unclear) else found:
        assert last < each.start < each.end < len(text)
        assert text[each.start : each.end] == text[each.start : each.end].strip() != ""
        last = each.end


# --- in record files -----------------------------------------------------------------------------------

_LEFT_OUT = (
    (INTERVIEW, "    quote: [The Lachin corridor is guaranteed, It will remain open.]\n", ""),
    (INTERVIEW, "    quote: [coming home]\n", ""),
    (INTERVIEW, "    quote: [will not wait]\n", ""),
)


_PASSAGE = "      - The minister said that refugees are “coming home” in great numbers.\n"


def test_a_quotation_that_is_left_out_is_the_same(tmp_path: Path) -> None:
    """But for the comma before the closing mark, which the record leaves out and the text has."""
    write(tmp_path, spoiled(*_LEFT_OUT))
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    assert {each["id"]: each["quote"] for each in extraction.rows["statements"] if each["quote"]} == {
        "corridor": "The Lachin corridor is guaranteed,\nIt will remain open.",
        "refugees": "coming home",
        "waiting": "will not wait",
    }
    quoted = [each["exact"] for each in extraction.rows["citations"] if each["supports"] == "quote"]
    assert sorted(map(str, quoted)) == sorted(
        ["The Lachin corridor is guaranteed,", "It will remain open.", "coming home", "will not wait"]
    )


def test_a_claim_of_other_words_stands_beside_the_words_that_are_taken(tmp_path: Path) -> None:
    mention = "mentions:\n  - record: refugees\n    passages: [Lavrov was seen there again.]\n    claims:\n"
    claim = "      - {field: quote, value: coming home→, passage: Lavrov was seen there again.}\n"
    changed = ("b-report.yaml", "mentions:\n", mention + claim.replace("→", "!"))
    write(tmp_path, spoiled(_LEFT_OUT[1], changed))
    extraction = drawn(tmp_path)
    claims = [each for each in extraction.rows["claims"] if each["record"] == "refugees"]
    assert [each["value"] for each in claims] == ["coming home", "coming home!"]
    write(tmp_path, spoiled(_LEFT_OUT[1], (*changed[:2], mention + claim.replace("→", ""))))
    assert "is what the record itself says" in told(drawn(tmp_path).problems)[0]


def test_only_passages_that_support_the_whole_are_read(tmp_path: Path) -> None:
    other = "      - {exact: Baku “will not wait”, supports: actors}\n"
    write(tmp_path, spoiled(_LEFT_OUT[1], (INTERVIEW, _PASSAGE, _PASSAGE + other)))
    assert row(drawn(tmp_path), "statements", id="refugees")["quote"] == "coming home"


@pytest.mark.parametrize(
    ("passage", "why"),
    [
        ("The minister said that refugees are “coming", Unclear.NOT_CLOSED),
        ("home” in great numbers.", Unclear.NOT_OPENED),
        ("The minister said that refugees are", Unclear.NO_MARKS),
    ],
)
def test_a_quotation_that_cannot_be_taken_is_told_once(tmp_path: Path, passage: str, why: Unclear) -> None:
    here = (INTERVIEW, "  - id: refugees\n", "  - →id: refugees\n")
    places = write(tmp_path, spoiled(_LEFT_OUT[1], here, (INTERVIEW, _PASSAGE, f"      - {passage}\n")))
    problems = drawn(tmp_path).problems
    message = "a mixed statement needs its `quote`, the words between the quotation marks"
    assert [(problem.field, problem.message, problem.hint) for problem in problems] == [
        ("statements[1]", message, why.value)
    ]
    assert places_of(problems) == places


def test_a_passage_that_is_missing_is_told_alone(tmp_path: Path) -> None:
    places = write(tmp_path, spoiled(_LEFT_OUT[1], (INTERVIEW, "- The minister said", "- →The minster said")))
    assert places_of(drawn(tmp_path).problems) == places


def test_terms_in_single_marks_make_a_quotation_unclear(tmp_path: Path) -> None:
    """Words would be taken that are not the speaker's."""
    files = {name: text.replace("refugees are", "‘refugees’ are") for name, text in SOUND.items()}
    text = files[INTERVIEW].replace("    quote: [coming home]\n", "")
    write(tmp_path, {**files, INTERVIEW: text.replace("that refugees", "that ‘refugees’")})
    (problem,) = drawn(tmp_path).problems
    assert problem.hint == Unclear.SEVERAL_WAYS.value


@pytest.mark.parametrize("kind", ["speech", "answer"])
def test_a_direct_statement_from_a_speech_is_the_whole_passage(tmp_path: Path, kind: str) -> None:
    """Also if the speaker quotes a word. What the speaker says that somebody else said is between marks."""
    section = f'- {{kind: {kind}, starts: "BAKU, 22 November.", speaker: sergey-lavrov}}'
    files = spoiled(
        (INTERVIEW, '- {kind: body, starts: "BAKU, 22 November."}', section),
        (INTERVIEW, "mixed\n    act: report\n    quote: [coming home]\n", "direct\n    act: report\n"),
    )  # fmt: skip
    write(tmp_path, files)
    extraction = drawn(tmp_path)
    assert extraction.errors == ()
    quote = row(extraction, "statements", id="refugees")["quote"]
    assert quote == "The minister said that refugees are “coming home” in great numbers."
    text = files[INTERVIEW]
    assert isinstance(text, str)
    other = text.replace(
        "- id: refugees\n    speakers: [sergey-lavrov]", "- id: refugees\n    speakers: [armenia]"
    )
    write(tmp_path, {**files, INTERVIEW: other})
    assert row(drawn(tmp_path), "statements", id="refugees")["quote"] == "coming home"


def test_the_bundled_record_leaves_its_quotations_out() -> None:
    """But for those that the text never closes."""
    corpus = read_corpus([Path(__file__).parents[2] / "seeds"])
    statements = [each for file in corpus.files if file.records for each in file.records.statements]
    written = {each.id for each in statements if each.quote}
    assert len(written) < len(statements) / 10
