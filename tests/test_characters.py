"""Characters: what acts on a terminal or hides in a line is named, and made visible."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.characters import suspicious, visible

any_text = st.text(st.characters(exclude_categories=[]), max_size=20)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Lavrov said: “yes” – 𝔸 Շ", "Lavrov said: “yes” – 𝔸 Շ"),
        ("\x1b[31mred\x1b]8;;x\x07", "␛[31mred␛]8;;x␇"),
        ("a\0b\rc\x7f", "a␀b␍c␡"),
        ("\x85\x9b", "<U+0085><U+009B>"),
        ("\u202eevil\u2066", "<U+202E>evil<U+2066>"),
        ("La\u200bv\ufeff\u00ad", "La<U+200B>v<U+FEFF><U+00AD>"),
        ("\ud800", "<U+D800>"),
        ("\u2028\U000e0041", "<U+2028><U+E0041>"),
        ("a\n\tb", "a␊␉b"),
    ],
)
def test_what_acts_or_hides_is_made_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_line_feeds_and_tabs_are_kept_where_asked() -> None:
    assert visible("a\n\tb\r\n", keep="\n\t") == "a\n\tb␍\n"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("\0", "nul"),
        ("\x1b", "control"),
        ("\r", "control"),
        ("\x7f", "control"),
        ("\x9b", "control"),
        ("\u2028", "control"),
        ("\udfff", "surrogate"),
        ("\u202e", "bidi"),
        ("\u200f", "bidi"),
        ("\u2069", "bidi"),
        ("\u200b", "zero-width"),
        ("\ufeff", "zero-width"),
        ("\u00ad", "zero-width"),
    ],
)
def test_suspicious_characters_are_named(text: str, kind: str) -> None:
    assert list(suspicious(f"ab{text}\n\tc")) == [(2, text, kind)]


@given(any_text)
def test_what_is_shown_is_printable_and_harmless(text: str) -> None:
    shown = visible(text)
    shown.encode("utf-8")
    assert list(suspicious(shown)) == []
    assert visible(shown) == shown
    assert (shown == text) == (not list(suspicious(text)) and not set("\n\t") & set(text))


def test_every_character_that_python_calls_a_control_or_a_format_is_made_visible() -> None:
    # Format characters with a visible form of their own (Arabic number signs and the like) stay.
    exempt = {*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD}
    hiding = [
        code
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        and code not in exempt
        and visible(chr(code)) == chr(code)
        and not 0x13430 <= code <= 0x1345F  # layout of Egyptian hieroglyphs
        and not 0x1BCA0 <= code <= 0x1BCA3  # overlaps of shorthand
    ]
    assert hiding == []
