"""The parts of a page, guessed from its lines: for the frame of a record file, which a curator corrects.

The page begins with the headline. The body begins with the first line after it that is neither a standfirst
nor a byline nor a caption. The headings below end the body, or interrupt it for a line. What no rule
recognises is body, so that `coverage` lists it: a wrong guess should cost a correction and no sentence. To
teach the guess a new page, add its heading to one of the lists.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from karabakh_events.characters import suspicious
from karabakh_events.passages import sentences
from karabakh_events.vocabulary import SectionKind

# --- the lists -----------------------------------------------------------------------------------------

# Above the headline: whole lines of a menu.
_MENU = re.compile(
    r"all news|news|latest news|home|main|menu|search|skip to (main )?content|print|share|advertisement|"
    r"все новости|новости|главная|меню|поиск|реклама",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s|автор", re.IGNORECASE)

# Headings after which the page is of one kind, until the next of these headings.
_HEADINGS = {
    SectionKind.BACKGROUND: r"background|context|reference|history|справка|контекст",
    SectionKind.RELATED: r"related( (articles?|news|stories|posts|materials|topics|content))?|"
    r"other (materials|articles|news|stories)( on (this|the) (subject|topic))?|"
    r"more (news|stories|on this( topic)?)|"
    r"most (read|popular|viewed)|you (may|might) also like|recommended( for you)?|latest news|"
    r"по теме|другие (новости|материалы)( по теме)?|oxşar xəbərlər",
    SectionKind.COMMENT: r"(one |no |\d+ )?(comments?|responses?|replies)( \(\d+\))?|leave a (comment|reply)|"
    r"комментарии( \(\d+\))?|şərhlər|մեկնաբանություններ|კომენტარები",
    SectionKind.CHROME: r"(discussion|comments?|comment moderation|privacy|cookie) policy|"
    r"about us|contact us|terms of (use|service)|all rights reserved.*|(copyright|©|\(c\)) .*|"
    r"our standards:.*|subscribe( to .*)?|sign up (for|to) .*|follow us( on .*)?",
}
_HEADING = {kind: re.compile(rf"(?:{words})[\s:;.…]*", re.IGNORECASE) for kind, words in _HEADINGS.items()}

# A line of another kind in the middle of an article. Alone on its line, the label stands above the teasers.
_TEASER = re.compile(
    r"(?:related|read also|also read|read more|see also|read next|читайте также|oxuyun|կարդացեք նաև|"
    r"წაიკითხეთ ასევე)\s*(?::\s*(?P<told>\S.*)?|$)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(r"(advertisement|реклама|share|print|tags?:.*|photo:.*)", re.IGNORECASE)

# In a list of other news, the time of each: “17:08The regular session …”. Such a list is a feed.
_CLOCK = re.compile(r"\d{1,2}:\d{2}")

# How agencies begin their standing paragraph on the history.
_HISTORY = re.compile(
    r"\b(?:has|have) been disputed\b|"
    r"\bconflict\b.{0,80}?\b(?:began|broke out|erupted|flared up|dates? back)\b.{0,40}?\b(?:1[89]|20)\d\d\b",
    re.IGNORECASE,
)

# --- the rules -----------------------------------------------------------------------------------------

LONGEST_TITLE = 200
"""A longer line is no headline."""
MOST_SECTIONS = 40
"""So many sections at most are guessed: a page of more is no article."""

READ = (SectionKind.BODY, SectionKind.BACKGROUND)
"""The sections that are read for records."""

_MOST_LINES = 20_000  # are looked at; the rest goes with the last section
_HEAD = 100  # the headline and the first paragraph are among so many lines
_LOOKED_AT = 2_000  # characters of a line that the rules look at
_PARAGRAPH = 8  # words, at least
_DATELINE = 4  # words, at most
_STANDFIRST = 4  # words, at least
_BODY_BEFORE_HISTORY = 2  # paragraphs
_TEASER_LINES = 3  # between the headline and where it stands again

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WORD = re.compile(r"\w")
_STOP = re.compile(r"[.!?…։。][\"”“’'»)\]]*(?:\s|$)")
_ENDS = re.compile(r"[.!?:…։。][\"”“’'»)\]]*$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_MARKDOWN = re.compile(r"^#{1,6} ")
_BULLET = re.compile(r"[-–—•*·▪►>]\s")
# “MOSCOW, November 5.”, “YEREVAN, 23 November:”, “MOSCOW—While”, “BAKU - The”: the place in capitals.
_PLACE = re.compile(
    r"(?P<place>[^\W\d_][\w.'’ /-]{1,40}?)"
    r"(?:—|\s*–\s|\s+--?\s|,\s[^.:—–]{0,30}\d[^.:—–]{0,20}(?:[.:—–-]|\d{4}$))"
)
# “/TASS/”, “(Reuters) -” and the like, near the beginning.
_AGENCY = re.compile(r".{0,80}?(?:/[A-Z][\w .-]{1,20}/|\([A-Z][\w .-]{1,20}\)\s*[—–-])")


class Page(NamedTuple):
    """What is guessed of a page."""

    title: str
    """The headline; if the page has none, its first sentence, shortened; empty if it has no word."""
    sections: tuple[tuple[int, SectionKind], ...]
    """Where each section starts (a code point of the text, on a visible character) and what it is. The first
    starts at 0."""


class _Line(NamedTuple):
    start: int
    words: str


def guess_page(text: str) -> Page:
    """Guess the headline and the sections of a page from its text. Takes linear time."""
    lines = islice(_lines(text), _MOST_LINES)
    head = list(islice(lines, _HEAD))
    at = _headline(head)
    if at is None:
        return Page("", ((0, SectionKind.BODY),))
    if not _is_headline(head[at].words):
        begins, first = head[at].start, at
        sections = [] if at == 0 else [(0, SectionKind.CHROME)]
        title = _shortened(_first_sentence(text, begins))
    else:
        title = _MARKDOWN.sub("", head[at].words)
        sections = [(0, SectionKind.CHROME)] if at else []
        sections.append((head[at].start, SectionKind.TITLE))
        found = _body(head, at)
        if found is None:  # nothing but a headline: what it says is said nowhere else
            return Page(title, _from_the_start([*sections[:-1], (head[at].start, SectionKind.BODY)]))
        sections += _captions(head[at + 1 : found])
        begins, first = head[found].start, found
    sections.append((begins, SectionKind.BODY))
    for section in _after(chain(head[first + 1 :], lines)):
        if section[1] is not sections[-1][1]:
            sections.append(section)
        if len(sections) > MOST_SECTIONS:
            while sections[-1][1] not in READ:  # what is no longer looked at must be read for records
                sections.pop()
            break
    return Page(title, _from_the_start(sections))


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, each from its first visible character, shortened."""
    for found in _LINE.finditer(text):
        line = found[0][:_LOOKED_AT]
        if not line.isprintable():
            # What is invisible becomes white space for as long as the line is measured, and then nothing.
            hidden = {offset for offset, _, _ in suspicious(line)}
            shown = "".join(" " if at in hidden else sign for at, sign in enumerate(line))
            line = "".join(sign for at, sign in enumerate(line) if at not in hidden or sign.isspace())
        else:
            shown = line
        if shown.strip():
            yield _Line(found.start() + len(shown) - len(shown.lstrip()), " ".join(line.split()))


def _from_the_start(sections: Sequence[tuple[int, SectionKind]]) -> tuple[tuple[int, SectionKind], ...]:
    """The sections, the first from the very start of the text, neighbours of one kind made one."""
    kept: list[tuple[int, SectionKind]] = []
    for start, kind in sections:
        if not kept or kept[-1][1] is not kind:
            kept.append((start if kept else 0, kind))
    return tuple(kept)


def _headline(head: Sequence[_Line]) -> int | None:
    """The first line with a word that belongs to no menu."""
    at = None
    for index, line in enumerate(head):
        if not _WORD.search(line.words):
            continue
        if at is None:
            at = index
        if _MENU.fullmatch(line.words) or (" " not in line.words and _headline_follows(head, index)):
            continue
        return index
    return at


def _headline_follows(head: Sequence[_Line], index: int) -> bool:
    """Whether the next line of several words is a headline, so that the one word is a rubric or a menu."""
    following = next((line.words for line in head[index + 1 :] if " " in line.words), "")
    return bool(following) and _is_headline(following) and not _BYLINE.match(following)


def _is_headline(line: str) -> bool:
    words = line.count(" ") + 1
    stops = len(_STOP.findall(line))
    return (
        len(line) <= LONGEST_TITLE
        and stops <= 2
        and not (words >= _PARAGRAPH and line.endswith((".", "։", "。")))
        and not _has_dateline(line)
    )


def _is_paragraph(line: str) -> bool:
    return len(line) > LONGEST_TITLE or (
        (line.count(" ") + 1 >= _PARAGRAPH or "。" in line) and _STOP.search(line) is not None
    )


def _has_dateline(line: str) -> bool:
    if _AGENCY.match(line):
        return True
    found = _PLACE.match(line)
    return found is not None and found["place"].isupper() and not line.isupper()


def _body(head: Sequence[_Line], title: int) -> int | None:
    """The line at which the body begins: the first paragraph, or at least the first line after the title."""
    again = next(
        (
            index
            for index in range(title + 1, min(len(head), title + _TEASER_LINES + 2))
            if head[index].words.casefold() == head[title].words.casefold()
        ),
        None,
    )
    if again is not None and (found := _body(head, again)) is not None:
        return found  # the page begins anew, after a teaser of its own
    captions = _twice(head[title + 1 :])
    standfirst = fallback = None
    for index in range(title + 1, len(head)):
        line = head[index].words
        if (kind := _heading(line)) is not None and kind is not SectionKind.CHROME:
            break
        if kind or _TEASER.match(line) or _FURNITURE.fullmatch(line) or not _WORD.search(line):
            continue
        if _has_dateline(line) or _is_paragraph(line) or _ENDS.search(line) or _is_entry(line):
            return index
        if fallback is None:
            fallback = index
        if line.count(" ") + 1 < _STANDFIRST or _BYLINE.match(line) or _same(line) in captions:
            continue
        if standfirst is not None:
            return index
        standfirst = index
    return fallback


def _heading(line: str) -> SectionKind | None:
    """What a line begins if it is one of the headings."""
    plain = _MARKDOWN.sub("", line)
    return next((kind for kind, pattern in _HEADING.items() if pattern.fullmatch(plain)), None)


def _is_entry(line: str) -> bool:
    """Whether the line is an entry of a report by the hour: “10:15 Pashinyan addresses parliament”."""
    return _CLOCK.match(line) is not None and len(_LETTERS.findall(line)) >= _STANDFIRST - 1


def _same(line: str) -> str:
    return line.replace("’", "'")


def _twice(lines: Sequence[_Line]) -> set[str]:
    """The lines that stand there more than once."""
    return {said for said, number in Counter(_same(line.words) for line in lines).items() if number > 1}


def _captions(between: Sequence[_Line]) -> list[tuple[int, SectionKind]]:
    """Between headline and body: a line that stands there more than once is the caption of a picture."""
    captions = _twice(between)
    return [(line.start, SectionKind.CHROME) for line in between if _same(line.words) in captions][:1]


def _after(lines: Iterator[_Line]) -> Iterator[tuple[int, SectionKind]]:
    """The sections after the first line of the body, from the lines that follow it."""
    kind = SectionKind.BODY
    paragraphs = 1
    resumes = ""  # after an interruption: at the next "line" or the next "paragraph"
    for line in lines:
        words = line.words
        heading = _heading(words)
        teaser, furniture = _TEASER.fullmatch(words), _FURNITURE.fullmatch(words)
        article = kind in READ
        if article and (teaser or furniture) and heading is None:
            yield line.start, SectionKind.RELATED if teaser else SectionKind.CHROME
            resumes = "paragraph" if teaser and not teaser["told"] else "line"
        elif heading is not None:
            kind, resumes = heading, ""
            yield line.start, kind
        elif not article:
            if kind is not SectionKind.CHROME and _CLOCK.match(words) and not _STOP.search(words):
                kind = SectionKind.CHROME
                yield line.start, kind
        elif resumes == "line" or (
            resumes and (_has_dateline(words) or _is_paragraph(words)) and not _BULLET.match(words)
        ):
            resumes = ""
            yield line.start, kind
        elif not resumes and kind is SectionKind.BODY:
            if paragraphs > _BODY_BEFORE_HISTORY and _HISTORY.search(words[:300]):
                kind = SectionKind.BACKGROUND
                yield line.start, kind
            paragraphs += _is_paragraph(words)


def _first_sentence(text: str, start: int) -> str:
    """The first sentence from `start`, as far as the rules look; if it is only a dateline, with the next."""
    found = sentences(text, start, min(len(text), start + _LOOKED_AT))
    words = ""
    for _, end in found:
        words = next(_lines(" ".join(text[start:end].split()))).words
        if words.count(" ") >= _DATELINE:
            break
    return words


def _shortened(words: str) -> str:
    if len(words) <= LONGEST_TITLE:
        return words
    cut = words[:LONGEST_TITLE]
    return f"{cut.rpartition(' ')[0] or cut}…"
