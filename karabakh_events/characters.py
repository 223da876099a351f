"""Characters that nobody types on purpose: reported to curators, and made visible before a terminal.

Text from documents and records is data. An escape sequence in it must not move the cursor, and an override of
the writing direction must not make one name look like another.
"""

import re
from collections.abc import Iterator
from typing import Literal

Kind = Literal["nul", "control", "surrogate", "bidi", "zero-width"]

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_ZERO_WIDTH = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSAFE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff{_BIDI}{_ZERO_WIDTH}]")
_IS_BIDI = re.compile(f"[{_BIDI}]")


def visible(text: str, *, keep: str = "") -> str:
    """The text with every character that acts on a terminal or hides in a line made visible.

    Control characters below U+0020 and DEL become their pictures (␛), all others of `suspicious` their
    number (<U+202E>). `keep` holds the ones to keep, such as "\\n\\t" where the output is a paragraph.
    The result can be encoded as UTF-8.
    """
    return _UNSAFE.sub(lambda found: found[0] if found[0] in keep else _picture(found[0]), text)


def _picture(character: str) -> str:
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def suspicious(text: str) -> Iterator[tuple[int, str, Kind]]:
    """The characters of a text that nobody types on purpose: offset, character, kind.

    Line feeds and tabs are not among them. `nul` and `surrogate` cannot be stored: SQL text functions stop
    at the first, and UTF-8 has no form for the second. `control` covers the rest of C0 and C1, DEL, and the
    line and paragraph separators. `bidi` and `zero-width` make one text look like another.
    """
    for found in _UNSAFE.finditer(text):
        character = found[0]
        if character not in "\n\t":
            yield found.start(), character, _kind(character)


def _kind(character: str) -> Kind:
    if character == "\0":
        return "nul"
    if "\ud800" <= character <= "\udfff":
        return "surrogate"
    if character < "\xa0" or character in "\u2028\u2029":
        return "control"
    return "bidi" if _IS_BIDI.match(character) else "zero-width"
