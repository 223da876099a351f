"""Which stretch of a sentence holds a clause of its own, so that a record must account for it.

The rule is the same for every language: it knows no verbs and no conjunctions. It counts words, because a
clause takes several to say who does what. Numbers do not count, nor do the names and offices on file:
“Russian Foreign Minister Sergey Lavrov” alone says nothing. Beside a quotation mark it takes a few words
more, since there some may only say who spoke (“…,” a spokesman of the ministry said).

So a dateline, “and” and “the ministry emphasized that” are left alone, and “but denied that there was any
delay” is listed. A clause of fewer words escapes the rule. With a lower number, most of what it lists would
be attributions. The codebook states it for curators, under *Coverage*.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from karabakh_events.extractor.registry import Registry
from karabakh_events.names import fold, surname_key
from karabakh_events.records.models import Actor, Place, Role
from karabakh_events.vocabulary import ActorKind

WORDS = 5
"""A stretch of so many words holds a clause; numbers, names and offices are not counted."""
WORDS_BESIDE_QUOTATION = 7
"""The same where the stretch touches a quotation mark."""

_QUOTATION_MARKS = frozenset('"“”„‟«»‹›')
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"\w+")
# White space and signs that may stand between a stretch and the quotation mark that it touches.
_EDGE = " \t\r\n\xa0.,;:!?…—–-()[]’'"


class Clauses:
    """The rule, with the names and offices of a corpus."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def holds(self, text: str, start: int, end: int) -> bool:
        """Whether text[start:end], of which no passage tells, holds a clause of its own."""
        words = [word for word in text[start:end].split() if _LETTER.search(word)]
        if len(words) < WORDS:
            return False
        least = WORDS_BESIDE_QUOTATION if _touches_quotation(text, start, end) else WORDS
        return len(words) >= least and self._count(words) >= least

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(_names(self._registry))

    @cached_property
    def _longest(self) -> int:
        return max((name.count(" ") + 1 for name in self._names), default=0)

    def _count(self, words: list[str]) -> int:
        """The words that belong to no name or office."""
        count = at = 0
        while at < len(words):
            length = next(
                (
                    length
                    for length in range(min(self._longest, len(words) - at), 0, -1)
                    if _key(" ".join(words[at : at + length])) in self._names
                ),
                0,
            )
            count += not length
            at += length or 1
        return count


def _names(registry: Registry) -> set[str]:
    names: set[str] = set()
    for actor in registry.all(Actor):
        spellings = (actor.record.name, *actor.record.aliases)
        names.update(map(_key, spellings))
        if actor.record.kind is ActorKind.PERSON:
            names.update(map(surname_key, spellings))
    for place in registry.all(Place):
        names.update(map(_key, (place.record.name, *place.record.aliases)))
    names.update(_key(role.record.title) for role in registry.all(Role))
    names.discard("")
    return names


def _key(spelling: str) -> str:
    """The words of a spelling, to be compared: without signs, and without the possessive s."""
    return " ".join(_WORDS.findall(fold(spelling))).removesuffix(" s")


def _touches_quotation(text: str, start: int, end: int) -> bool:
    """Whether a quotation mark stands at an end of the stretch, inside it or right outside."""
    return (
        _first(text[start:end], _EDGE) in _QUOTATION_MARKS
        or _first(reversed(text[start:end]), _EDGE) in _QUOTATION_MARKS
        or _first(reversed(text[max(0, start - 10) : start]), _EDGE) in _QUOTATION_MARKS
        or _first(text[end : end + 10], _EDGE) in _QUOTATION_MARKS
    )


def _first(characters: Iterable[str], passing: str) -> str:
    """The first character that is none of `passing`; "" if there is none."""
    return next((each for each in characters if each not in passing), "")
