"""What a careful reader would doubt: persons whom no passage names, and the same thing recorded twice.

All of these are warnings, because a program cannot know. They are drawn when everything is cited.
"""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache

from karabakh_events.dates import parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence
from karabakh_events.extractor.library import Library
from karabakh_events.extractor.registry import Declared, Record, Registry
from karabakh_events.names import fold, occurrences, surname_key
from karabakh_events.records.models import Actor, Agreement, Event, Provision, Role, Statement
from karabakh_events.records.parts import Date
from karabakh_events.vocabulary import ActorKind, EventStatus, SectionKind, Supports

_MOST_COMPARED = 20
"""Of many records that look alike, a further one is compared with the first only."""
_LONGEST_ENDING = 3
"""Languages with other scripts decline names: Лаврова and Лавровым are Лавров."""
_WORDS = re.compile(r"[^\W_]+")
_EXPECTED = frozenset({EventStatus.PLANNED, EventStatus.PROPOSED})


class Doubts:
    """The warnings of one extraction. Of two records alike, the one in a `reported` file has the warning."""

    def __init__(
        self, registry: Registry, library: Library, evidence: Evidence, reported: frozenset[str]
    ) -> None:
        self._registry = registry
        self._library = library
        self._evidence = evidence
        self._reported = reported

    def all(self) -> Iterator[Problem]:
        yield from self._unnamed()
        yield from self._repeated()

    # --- persons ---------------------------------------------------------------------------------------

    def _unnamed(self) -> Iterator[Problem]:
        """The persons in a statement whom none of its passages names, and who do not speak in its section."""
        for declared in self._registry.all(Statement):
            statement, source, steps = declared.record, declared.source, declared.steps
            cited = self._evidence.cited.get(statement.id, ())
            passages = [str(row["exact"]) for row in cited]
            if not passages or statement.id in self._evidence.incomplete:
                continue
            # In a speech or an interview the page itself says whose words they are and to whom they answer.
            heard: set[str | None] = set()
            for row in cited:
                document = self._library.shelf[str(row["document_id"])]
                heard.add(document.speaker(int(str(row["start"]))))
                if row["section"] == SectionKind.QUESTION:
                    heard |= document.answering
            parts = {
                "speakers": statement.speakers,
                "addressees": statement.addressees,
                "via": statement.via,
            }
            for part, names in parts.items():
                for index, name in enumerate(names):
                    person = self._person(name)
                    if person is None or name in heard:
                        continue
                    if not _names(passages, person):
                        yield source.problem(
                            (*steps, part, index),
                            f"none of the statement's passages names {person.name} in a spelling on record",
                            "cite the place that says who it is (`supports: actors`), or add the spelling to "
                            f"the aliases of {person.id}",
                            warning=True,
                        )

    def _person(self, name: str) -> Actor | None:
        declared = self._registry.get(name)
        if declared is None or not isinstance(declared.record, Actor):
            return None
        # Without all its spellings it is not known how the person is called.
        known = declared.record.kind is ActorKind.PERSON and declared.source.sound(declared.steps)
        return declared.record if known else None

    # --- twice -----------------------------------------------------------------------------------------

    def _repeated(self) -> Iterator[Problem]:
        """The records that seem to be another one again."""
        alike: defaultdict[tuple[str, Hashable], list[Declared[Record]]] = defaultdict(list)
        for model in (Role, Agreement, Provision, Event, Statement):
            for declared in self._registry.all(model):
                if declared.source.sound(declared.steps):
                    for sign in self._signs(declared.record):
                        alike[sign].append(declared)
        told: set[str] = set()
        for (why, _), several in alike.items():
            if len(several) > 1:
                several.sort(key=self._place)
            for index, other in enumerate(several):
                earlier = several[: min(index, _MOST_COMPARED)]
                first = next((each for each in earlier if not _differ(each.record, other.record)), None)
                if first is not None and other.record.id not in told:
                    told.add(other.record.id)
                    place = first.source.problem((*first.steps, "id"), "")
                    yield other.source.problem(
                        (*other.steps, "id"),
                        f"{other.record.id} seems to be {first.record.id} again: {why}",
                        f"{place.file}:{place.line}: make one record of them; elsewhere it is mentioned",
                        warning=True,
                    )

    def _cited(self, record: Record) -> tuple[frozenset[str], frozenset[str]]:
        """The places of the passages that prove the record as such, and of those that prove its quotation."""
        places: dict[object, list[str]] = {Supports.WHOLE: [], Supports.QUOTE: []}
        for row in self._evidence.cited.get(record.id, ()):
            if row["supports"] in places:
                places[row["supports"]].append(f"{row['document_id']}:{row['start']}-{row['end']}")
        return frozenset(places[Supports.WHOLE]), frozenset(places[Supports.QUOTE])

    def _place(self, declared: Declared[Record]) -> tuple[bool, str, tuple[str, ...]]:
        steps = tuple(f"{step:>9}" for step in declared.steps)
        return declared.source.name in self._reported, declared.source.name, steps

    def _signs(self, record: Record) -> Iterator[tuple[str, Hashable]]:
        """By what a record may be recognised as another one again: the words for it, and its values."""
        whole, quoted = self._cited(record)
        match record:
            case Event():
                actors = _actors(record)
                if (day := _day(record.date)) and actors:
                    yield "the same day, mode and actors", (day, record.mode, actors)
                if whole and actors:
                    yield "the same passages and actors", (whole, actors)
                for passage in whole:
                    yield "the same passage, mode and actors", (passage, record.mode)
            case Statement():
                for speaker in record.speakers:
                    for passage in quoted:
                        yield "the same words of the same speaker", (passage, speaker)
                    for passage in whole if not quoted else ():
                        yield "the same passage and speaker", (passage, speaker)
            case Agreement():
                actors = frozenset(part.actor for parts in record.actors.values() for part in parts)
                if (day := _day(record.signed)) and actors:
                    yield "the same day, type and actors", (day, record.type, actors)
                for passage in whole:
                    yield "the same passage and type", (passage, record.type)
            case Provision():
                for passage in whole:
                    yield "the same passage, topic and obligor", (passage, record.topic, record.obligor)
            case Role():
                yield "the same person, office and body", (record.actor, fold(record.title), record.body)


def _differ(one: Record, other: Record) -> bool:
    """Whether two records that look alike are known to be two."""
    if not isinstance(one, Event) or not isinstance(other, Event):
        return False
    # Who met two persons, one after the other, had two meetings. What one record omits is no difference.
    ours, theirs = _actors(one), _actors(other)
    if not (ours <= theirs or theirs <= ours):
        return True
    if one.part_of == other.id or other.part_of == one.id:
        return True
    if one.place is not None and other.place is not None and one.place != other.place:
        return True
    # A plan is one event, and what became of it another.
    return (one.status in _EXPECTED) != (other.status in _EXPECTED)


def _actors(event: Event) -> frozenset[str]:
    return frozenset(name for names in event.actors.values() for name in names)


def _day(date: Date | None) -> str | None:
    """The day of a date that is known to the day."""
    if date is None:
        return None
    span = parse_edtf(date.edtf)
    return span.earliest if span.earliest == span.latest else None


# --- names in passages ---------------------------------------------------------------------------------


def _names(passages: Iterable[str], person: Actor) -> bool:
    """Whether one of the passages names the person, by any spelling on record or by surname."""
    spellings = (person.name, *person.aliases)
    known = _keys(spellings)
    if any(key in _words(passage) for passage in passages for key in known):
        return True
    # What is written together with a name, as in Şuşa’da, is looked for only now: that takes longer.
    names = {*spellings, *map(surname_key, spellings)}
    return any(next(occurrences(passage, names), None) for passage in passages) or any(
        word.startswith(key.strip()) and len(word) - len(key.strip()) <= _LONGEST_ENDING
        for key in known
        if not key.isascii()
        for passage in passages
        for word in _words(passage).split()
    )


@lru_cache(maxsize=10_000)
def _keys(spellings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key for key in map(_words, (*spellings, *map(surname_key, spellings))) if key.strip())


@lru_cache(maxsize=1_000)
def _words(text: str) -> str:
    """The words of a text as they are compared, each between spaces."""
    return f" {' '.join(_WORDS.findall(fold(text)))} "
