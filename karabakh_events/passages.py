"""Verbatim passages: where they stand in a document, and which sentences no passage covers.

A passage is found if its words and signs stand in the document exactly as written. Only white space is
folded, on both sides: a run of it (line breaks and no-break spaces too) counts as one space, because curators
copy from wrapped lines. Nothing else is folded, and nothing is matched by likeness. A passage that is nearly
there is *not* there. The answer then shows the nearest stretch of text, so that the curator can look.

Offsets are code points of the original text, counted from 0, the end exclusive: `text[start:end]`.
"""

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from unicodedata import normalize

from karabakh_events.abbreviations import (
    AFTER_A_NAME,
    BEFORE_A_NAME,
    BEFORE_A_NUMBER,
    BEGINNERS,
    LIST_ENDS,
)

MAX_PLACES = 5
"""At most so many places are reported for a passage that stands in a text more than once."""

# Limits of the hint for a missing passage: how much of the passage is looked at, how many searches it may
# cost, the shortest run of words to search for, how far around it to look, and what part of the passage's
# words and signs a stretch must share to be shown.
_HINT_LENGTH = 400
_PROBES = 100
_SHORTEST_RUN = 5
_SLACK = 24
_LIKENESS = 0.4
_MAX_DIFFERENCES = 3

# A word keeps its combining marks and the invisible signs in it (soft hyphen, zero-width space).
_TOKEN = re.compile(r"[\w\u00ad\u0300-\u036f\u055b\u055c\u055e\u200b-\u200d\u2060\ufeff]+|[^\w\s]")
_TYPEWRITER = (("‘’‚‛ʼ`´′", "'"), ("“”„‟«»″", '"'), ("‐‑‒–—―−", "-"))

# White space that the fold changes: anything but a single space. A run of one character keeps its length.
_CHANGED_SPACE = re.compile(r" \s+|[^\S ]\s*")


@dataclass(frozen=True, slots=True, order=True)
class Passage:
    """A stretch of a document, beginning and ending on characters that are not white space.

    `exact` is the original text of it, with its own white space: `text[start:end] == exact`.
    """

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True)
class Nearest:
    """The stretch of the document most like a missing passage, and how the two differ."""

    passage: Passage
    differences: tuple[str, ...]

    def __str__(self) -> str:
        return f"nearest: {' '.join(self.passage.exact.split())} ({'; '.join(self.differences)})"


@dataclass(frozen=True, slots=True)
class NotFound:
    """The passage is not in the text (or not in the part of it that was searched)."""

    nearest: Nearest | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The passage stands in the text more than once. `places` are the first of them, at most `MAX_PLACES`."""

    places: tuple[Passage, ...]
    more: bool


class Text:
    """A document's text, prepared once for finding many passages. Linear in time and memory.

    Besides the folded text it keeps only the runs of white space that lost characters, eight bytes each. Most
    texts have few.
    """

    def __init__(self, original: str) -> None:
        self.original = original
        # From the folded offset _ends[i] on, the original is _lost[i] characters ahead of the folded text.
        self._ends = array("I")
        self._lost = array("I")
        lost = copied = 0
        pieces = []
        for run in _CHANGED_SPACE.finditer(original):
            start, end = run.span()
            pieces.append(original[copied:start])
            copied = end
            if end - start > 1:
                lost += end - start - 1
                self._ends.append(end - lost)
                self._lost.append(lost)
        pieces.append(original[copied:])
        self._folded = " ".join(pieces)

    def find_all(self, exact: str, within: tuple[int, int] | None = None) -> tuple[Passage, ...]:
        """The places of the passage `exact`, in order, at most `MAX_PLACES` + 1 of them.

        Places that overlap are counted separately: “ana” stands twice in “banana”. `within` (start, end)
        restricts the search to passages that lie wholly in that stretch of the original. An empty passage
        is never found.
        """
        wanted = " ".join(exact.split())
        if not wanted:
            return ()
        first, last = 0, len(self._folded)
        if within is not None:
            first, last = self._to_folded(within[0]), self._to_folded(within[1])
        found: list[Passage] = []
        at = self._folded.find(wanted, first, last)
        while at >= 0 and len(found) <= MAX_PLACES:
            found.append(self._passage(at, at + len(wanted)))
            at = self._folded.find(wanted, at + 1, last)
        return tuple(found)

    def find_one(self, exact: str, within: tuple[int, int] | None = None) -> Passage | NotFound | Ambiguous:
        """The one place of the passage `exact`, or why there is no such place.

        Faults are values, for the caller to report with file and line. See `find_all` for `within`.
        """
        places = self.find_all(exact, within)
        if len(places) == 1:
            return places[0]
        if places:
            return Ambiguous(places[:MAX_PLACES], more=len(places) > MAX_PLACES)
        return NotFound(self.nearest(exact))

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset of the original, as `position` counts them."""
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def nearest(self, exact: str) -> Nearest | None:
        """The stretch of text most like a missing passage; None if nothing is much like it.

        A hint for a human eye, never a match. The time is bounded: at most `_PROBES` exact searches for
        runs of the passage's words, and a comparison word by word with a few short stretches.
        """
        if elsewhere := self.find_all(exact):
            return Nearest(elsewhere[0], ("it stands here, outside the part of the text that was searched",))
        wanted = " ".join(exact[:_HINT_LENGTH].split())
        tokens = Counter(_TOKEN.findall(_loosen(wanted)))
        most = 0
        best: tuple[int, int] | None = None
        for start, end in self._candidates(wanted):
            common = (tokens & Counter(_TOKEN.findall(self._loose[start:end]))).total()
            if common > most:
                most, best = common, (start, end)
        if best is None or most < tokens.total() * _LIKENESS:
            return None
        start, end, differences = _compare(wanted, self._folded[best[0] : best[1]])
        return Nearest(self._passage(best[0] + start, best[0] + end), differences)

    @cached_property
    def _lines(self) -> "array[int]":
        """Where the lines begin. To count them again for every sentence would take quadratic time."""
        return array("I", (0, *(found.end() for found in re.finditer("\n", self.original))))

    @cached_property
    def _loose(self) -> str:
        """The folded text in small letters, with typewriter quotes and dashes; used for hints only."""
        return _loosen(self._folded)

    def _candidates(self, wanted: str) -> Iterator[tuple[int, int]]:
        """Stretches of the folded text around the longest runs of the passage's words that occur in it.

        Runs are halved until some occur. They do not overlap, so a run of n words finds a stretch that agrees
        in 2n words, and the whole costs about two searches for each word of the passage.
        """
        words = _loosen(wanted).split()
        starts = [0, *accumulate(len(word) + 1 for word in words)]
        slack = _SLACK + len(wanted) // 4
        probes = _PROBES
        size = len(words)
        found = False
        while size and not found:
            for i in range(0, len(words), size):
                run = " ".join(words[i : i + size])
                if len(run) < _SHORTEST_RUN or not probes:
                    continue
                probes -= 1
                at = self._loose.find(run)
                for _ in range(MAX_PLACES):
                    if at < 0:
                        break
                    found = True
                    begins = at - starts[i]
                    yield max(0, begins - slack), min(len(self._loose), begins + len(wanted) + slack)
                    at = self._loose.find(run, at + 1)
            size //= 2

    def _passage(self, start: int, end: int) -> Passage:
        """The passage at folded offsets whose first and last characters are not white space."""
        first, last = self._to_original(start), self._to_original(end - 1) + 1
        return Passage(first, last, self.original[first:last])

    def _to_original(self, folded: int) -> int:
        run = bisect_right(self._ends, folded)
        return folded + (self._lost[run - 1] if run else 0)

    def _to_folded(self, original: int) -> int:
        """The folded offset of an original one. Inside a run of white space it is at most the end of what the
        run became."""
        run = bisect_right(range(len(self._ends)), original, key=lambda i: self._ends[i] + self._lost[i])
        folded = original - (self._lost[run - 1] if run else 0)
        return min(folded, self._ends[run]) if run < len(self._ends) else folded


def _loosen(text: str) -> str:
    """Small letters and typewriter signs, character for character, so that offsets stay the same."""
    for signs, plain in _TYPEWRITER:
        for sign in signs:
            text = text.replace(sign, plain)
    small = text.lower()
    return small if len(small) == len(text) else text


def _compare(wanted: str, stretch: str) -> tuple[int, int, tuple[str, ...]]:
    """The part of `stretch` that corresponds to `wanted`, and how the two differ, in words."""
    from difflib import SequenceMatcher  # only a hint needs it, and a hint is rare

    ours, theirs = list(_TOKEN.finditer(wanted)), list(_TOKEN.finditer(stretch))
    a, b = [token[0] for token in ours], [token[0] for token in theirs]
    loose_a, loose_b = [_loosen(token) for token in a], [_loosen(token) for token in b]
    blocks = SequenceMatcher(None, loose_a, loose_b, autojunk=False).get_matching_blocks()[:-1]
    # What precedes the first agreement in the passage, and follows the last, has its counterpart in the text.
    first = max(0, blocks[0].b - blocks[0].a)
    last = min(len(b), blocks[-1].b + len(a) - blocks[-1].a)
    theirs, b = theirs[first:last], b[first:last]
    differences = []
    for kind, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        mine = wanted[ours[i].start() : ours[j - 1].end()] if i < j else ""
        its = stretch[theirs[k].start() : theirs[m - 1].end()] if k < m else ""
        where = f"after “{a[i - 1]}”" if i else "at the beginning"
        if not mine:
            differences.append(f"the text has {_show(its)} {where}, the passage has not")
        elif not its:
            differences.append(f"the passage has {_show(mine)} {where}, the text has not")
        elif normalize("NFC", mine) == normalize("NFC", its):
            differences.append(f"{_show(its)} is composed of other Unicode characters in the passage")
        else:
            differences.append(f"the text has {_show(its)} where the passage has {_show(mine)}")
    if not differences:  # the same words and signs, but only one of the two has white space between some
        for ours_pair, theirs_pair in zip(pairwise(ours), pairwise(theirs), strict=True):
            apart = theirs_pair[0].end() < theirs_pair[1].start()
            if apart != (ours_pair[0].end() < ours_pair[1].start()):
                space = "a space" if apart else "no space"
                differences.append(
                    f"the text has {space} between “{theirs_pair[0][0]}” and “{theirs_pair[1][0]}”"
                )
    return theirs[0].start(), theirs[-1].end(), tuple(differences[:_MAX_DIFFERENCES])


def _show(text: str) -> str:
    """A word in quotes, or a sign with its code point: ’ and ' look alike in many fonts."""
    if len(text) == 1 and not text.isalnum():
        return f"{text} (U+{ord(text):04X})"
    return f"“{text}”"


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1; only line feeds end lines, as in an editor."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


# --- sentences -----------------------------------------------------------------------------------------

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SPACE = re.compile(r"\s*+")
_WORD = re.compile(r"\w")
# A stop with the quotes and brackets that close after it. Whether white space follows is asked in code: a
# lookahead would make a long row of dots cost the square of its length.
# A colon is the full stop of Armenian where it is typed on a foreign keyboard.
_STOP = re.compile(r"([.!?…։]++|(?:(?<=[ա-և])|(?<=[ա-և]»)):)([\"”“’'»)\]}]*+)")
_LEAD = re.compile(r"[\s\"“”„‟‘’'«»(\[{—–-]*+")
_QUOTES = frozenset("\"”“’'»")
_NEXT_WORD = re.compile(r"\w{1,12}+(?!\w)")
_AGENCY = re.compile(r"/[^\W\d_][\w .-]{1,20}/")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ENUMERATOR = re.compile(r"[0-9]{1,3}|[^\W\d_]|[ivxIVX]{2,5}")
# A paragraph with an Armenian full stop, its own sign or a colon. In it a single full stop is a colon.
_ARMENIAN_STOP = re.compile(r"[ա-և][»”\"]?\.?(?:։|:(?=\s|\Z))")
_ARMENIAN = re.compile("[Ա-Ֆա-և]")
_VERB = (
    "said|says|added|adds|asked|asks|stated|told|noted|stressed|emphasi[sz]ed|explained|replied|answered|"
    "continued|concluded|declared|wrote|warned|argued|insisted|recalled|remarked|observed|claimed|underlined|"
    "commented|wondered"
)
_SAID = re.compile(rf"(?:[^\W\d_a-z][\w’'-]*+\s+){{1,4}}(?:{_VERB})\b(?P<alone>\s*(?:[.,;:]|\Z))?")

# A line of at least so many characters counts as a line of wrapped prose.
_WRAPPED = 40
_STOPS = frozenset(".!?…:։")


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of text[start:end], as (start, end): disjoint, in order, no white space around them.

    Together they cover everything but white space. They are the units of the coverage check: a headline, a
    list line, and a dateline with the sentence after it count as one each. A sentence ends with its line,
    unless the line is as long as wrapped prose (`_WRAPPED`) and the next begins with a small letter. A line
    without a word (a bullet, a rule) belongs to the next one. A stop before white space ends a sentence,
    unless it belongs to an abbreviation or an initial, or a small letter or an attribution follows (“Who
    will?” Pashinyan asked.). Written for news text in English, Russian, Armenian, Azerbaijani and Georgian.
    Takes linear time.
    """
    found: list[tuple[int, int]] = []
    begins: int | None = None
    last = start
    for first, last in _blocks(text, start, end):
        begins = first if begins is None else begins
        if _WORD.search(text, first, last):
            found.extend(_split(text, begins, last))
            begins = None
    if begins is not None:  # wordless lines at the end, with no line to belong to
        found[-1:] = [(found[-1][0] if found else begins, last)]
    return found


def uncovered(
    sentences: Iterable[tuple[int, int]], spans: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The sentences that share no character with any span, in order.

    Both are (start, end) without white space around them, as sentences and passages are. So what they share
    begins with a character that is not white space.
    """
    ordered = sorted(spans)
    bare: list[tuple[int, int]] = []
    at = reach = 0  # reach: the furthest end of the spans that begin before the sentence ends
    for start, end in sorted(sentences):
        while at < len(ordered) and ordered[at][0] < end:
            reach = max(reach, ordered[at][1])
            at += 1
        if reach <= start:
            bare.append((start, end))
    return bare


def gaps(start: int, end: int, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of [start, end) that lie in no span, in order. Spans may overlap, in any order."""
    bare = []
    reach = start
    for first, last in sorted(spans):
        if reach < min(first, end):
            bare.append((reach, min(first, end)))
        reach = max(reach, last)
    if reach < end:
        bare.append((reach, end))
    return bare


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The lines that are not blank, without white space around them. Lines of wrapped prose are joined."""
    block: int | None = None  # where the block of the line before begins
    line_start = last = line_end = start
    for line in _LINE.finditer(text, start, end):
        words = line[0].strip()
        if not words:
            continue
        begins = line.end() - len(line[0].lstrip())
        runs_on = (
            (_is_small(words[0]) or (_has_no_case(words[0]) and text[last - 1] not in _STOPS))
            and (" " in words or words[-1] in '.!?…”"')  # "day", "week": the buttons of a page
            and last - line_start >= _WRAPPED
            and text[line_end : line.start()] in ("\n", "\r", "\r\n")
        )
        if not runs_on:
            if block is not None:
                yield block, last
            block = begins
        line_start, last, line_end = begins, begins + len(words), line.end()
    if block is not None:
        yield block, last


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentences of a block. A piece without a word, such as “(…).”, goes with the sentence before it."""
    sentence: tuple[int, int] | None = None
    armenian = _ARMENIAN_STOP.search(text, start, end) is not None
    own = text.find("։", start, end) >= 0
    begins = start
    word = -1  # the first word at or after `begins`
    for stop in _STOP.finditer(text, start, end):
        if stop.end() == end or not text[stop.end()].isspace() or not _ends(text, begins, stop, end):
            continue
        if armenian and stop[0] == "." and _ARMENIAN.match(text, stop.start() - 1):
            continue
        if own and stop[1] == ":":
            continue
        if word < begins:
            found = _WORD.search(text, begins, end)
            word = found.start() if found else end
        if word < stop.start():
            if sentence:
                yield sentence
            sentence = begins, stop.end()
        elif sentence:
            sentence = sentence[0], stop.end()
        else:
            continue
        begins = _skip(_SPACE, text, stop.end(), end)
    if sentence and not _WORD.search(text, begins, end):
        yield sentence[0], end
    else:
        if sentence:
            yield sentence
        yield begins, end


def _ends(text: str, begins: int, stop: re.Match[str], end: int) -> bool:
    """Whether a stop with white space after it ends the sentence that begins at `begins`."""
    lead = _skip(_LEAD, text, stop.end(), end)
    if lead < end and _is_small(text[lead]):
        return False
    sign, closing = stop.groups()
    if sign in ("…", "...") and closing[:1] in (")", "]") and text[stop.start() - 1] in "([":
        return False  # “[…]” marks omitted words, not the end of a sentence
    if sign == "." and not closing and not _ends_after(text, begins, stop.start(), lead, end):
        return False
    if _QUOTES.isdisjoint(closing):
        return True
    said = _SAID.match(text, lead, end)
    # After a question or exclamation any attribution belongs to the sentence. After a full stop only a bare
    # one does (“… in the region.” Lavrov said.); “Lavrov said that …” begins a new sentence.
    return not said or (said["alone"] is None and "?" not in sign and "!" not in sign)


def _ends_after(text: str, begins: int, stop: int, lead: int, end: int) -> bool:
    """Whether a single full stop at `stop` ends a sentence, by the token before it and what follows."""
    before = text[max(begins, stop - 24) : stop]
    token = before.split()[-1].lstrip("\"“”„‟‘’'«([{—–-") if before and not before[-1].isspace() else ""
    if _AGENCY.fullmatch(token) or _AGENCY.match(text, _skip(_SPACE, text, stop + 1, end), end):
        return False  # a dateline, “MOSCOW, November 5. /TASS/.”, belongs to the sentence after it
    if stop - len(token) == begins and _ENUMERATOR.fullmatch(token):
        return False  # “1. ” at the head of a list line
    found = _NEXT_WORD.match(text, lead, end)
    following = found[0] if found else ""
    if LIST_ENDS.search(before):
        return True
    abbreviation = token.lower()
    if _LETTERS.fullmatch(token) or AFTER_A_NAME.fullmatch(abbreviation):
        # A letter with a stop of its own is an initial: В. В. Иванов.
        initial = len(following) == 1 and text.startswith(".", lead + 1)
        return not initial and BEGINNERS.fullmatch(following) is not None
    if BEFORE_A_NUMBER.fullmatch(abbreviation):
        return not following[:1].isdigit()
    return not BEFORE_A_NAME.fullmatch(abbreviation)


def _is_small(letter: str) -> bool:
    return letter.islower() and not _has_no_case(letter)


def _has_no_case(letter: str) -> bool:
    """Whether it is a Georgian letter. Unicode calls them small, but sentences begin with them too."""
    return "ა" <= letter <= "ჿ"


def _skip(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the match of the pattern ends. The pattern must be one that also matches an empty text."""
    found = pattern.match(text, start, end)
    return found.end() if found else start
