"""The words between quotation marks, for a statement that leaves its `quote` to the program.

Marks are careless in many texts, and a wrong guess would put words into somebody's mouth. So words are taken
only if there is one way to read the marks. Otherwise the curator writes the `quote`.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

# What closes a quotation, by the sign that opens it: some signs open in one language and close in another.
_CLOSING = {"“": "”", "«": "»", "„": "“”‟", "‹": "›", "‘": "’", '"': '"', "'": "'"}
_CLOSES_ONLY = "”»›"
_SINGLE = "‘'"
_MARK = re.compile("[“”«»„‟‹›‘’\"']")
# Behind these a sign that looks alike on both sides closes.
_ENDS = tuple(".,;:!?…%)]}’”»›")


class Unclear(Enum):
    """Why the words between the marks cannot be told."""

    NO_MARKS = "no words stand between quotation marks in its passages"
    NOT_OPENED = "a quotation mark closes in its passages that does not open there"
    NOT_CLOSED = "a quotation mark opens in its passages that does not close there"
    SEVERAL_WAYS = "the quotation marks in its passages can be read in several ways"


class Quoted(NamedTuple):
    """A stretch of a text between quotation marks, without white space around it."""

    start: int
    end: int
    single: bool
    """Whether the marks are single ones, which may also be apostrophes."""


def between_marks(text: str, start: int, end: int) -> list[Quoted] | Unclear:
    """The stretches of text[start:end] between the outer quotation marks, in order; or why they cannot be
    told.

    Marks inside a quotation stay in it. Takes linear time.
    """
    found: list[Quoted] = []
    at = start
    while (opening := _next_opening(text, at, end)) is not None:
        if isinstance(opening, Unclear):
            return opening
        closing = _closing(text, opening, end)
        if isinstance(closing, Unclear):
            return closing
        words = text[opening + 1 : closing]
        first = opening + 1 + len(words) - len(words.lstrip())
        if words.strip():
            found.append(Quoted(first, first + len(words.strip()), text[opening] in _SINGLE))
        at = closing + 1
    return found or Unclear.NO_MARKS


def _next_opening(text: str, at: int, end: int) -> int | Unclear | None:
    for mark in _MARK.finditer(text, at, end):
        sign = mark[0]
        if sign in _CLOSES_ONLY or (sign == '"' and not _may_open(text, mark.start(), end)):
            return Unclear.NOT_OPENED
        if sign in _CLOSING and (sign != "'" or _may_open(text, mark.start(), end)):
            return mark.start()
    return None


def _closing(text: str, opening: int, end: int) -> int | Unclear:
    """The mark that closes the quotation that opens at `opening`."""
    sign = text[opening]
    if sign in _SINGLE:
        return _single_closing(text, opening, end)
    depth = 1
    for place in _places(text, sign + _CLOSING[sign], opening + 1, end):
        if text[place] not in _CLOSING[sign]:
            depth += 1
            continue
        if sign == '"' and _may_open(text, place, end):
            return Unclear.SEVERAL_WAYS  # a second one opens inside the first, or the first is never closed
        depth -= 1
        if not depth:
            return place
    return Unclear.NOT_CLOSED


def _single_closing(text: str, opening: int, end: int) -> int | Unclear:
    """Like `_closing`. What closes is an apostrophe too, so there must be only one that may close."""
    sign = text[opening]
    found: list[int] = []
    for place in _places(text, sign + _CLOSING[sign], opening + 1, end):
        if _may_open(text, place, end) and text[place] == sign:
            break
        if not text[place - 1].isspace() and not text[place + 1 : min(place + 2, end)].isalnum():
            found.append(place)
            if len(found) > 1:
                return Unclear.SEVERAL_WAYS
    return found[0] if found else Unclear.NOT_CLOSED


def _places(text: str, signs: str, start: int, end: int) -> Iterator[int]:
    return (mark.start() for mark in _MARK.finditer(text, start, end) if mark[0] in signs)


def _may_open(text: str, place: int, end: int) -> bool:
    """Whether a sign that looks alike on both sides stands before a word and not behind one."""
    before, after = text[place - 1 : place], text[place + 1 : min(place + 2, end)]
    return not (before.isalnum() or before in _ENDS) and after != "" and not after.isspace()
