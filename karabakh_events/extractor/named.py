"""Which records on file a text names: actors, places and agreements, by any spelling on record."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from karabakh_events.extractor.registry import Registry
from karabakh_events.names import fold, occurrences
from karabakh_events.records.models import Actor, Agreement, Place
from karabakh_events.vocabulary import ActorKind

_PIECE = 1_000_000
"""Names are looked for in so many characters at a time, since the search keeps the place of each of them."""


class Named(NamedTuple):
    """A record that a text names, and how often."""

    record: Actor | Place | Agreement
    times: int

    @property
    def name(self) -> str:
        return _name(self.record)


def named_records(text: str, registry: Registry) -> list[Named]:
    """The actors, places and agreements on file that the text names, the most frequent first.

    Names are found as whole words, by `fold`. Of several that begin at one place the longest is taken, and
    none is looked for inside another: “Ministry of Foreign Affairs of Armenia” does not name Armenia. A
    person is also named by the surname, unless someone has that for a name. A name of several records counts
    for each.
    """
    records = {each.id: each for each in _nameable(registry)}
    bearers = _bearers(records.values())
    times: Counter[str] = Counter()
    for piece in _pieces(text):
        for _, _, spelling in occurrences(piece, bearers):
            times.update(bearers[spelling])
    named = [Named(records[id_], number) for id_, number in times.items()]
    return sorted(named, key=lambda each: (-each.times, each.record.id))


def _nameable(registry: Registry) -> Iterator[Actor | Place | Agreement]:
    for kind in (registry.all(Actor), registry.all(Place), registry.all(Agreement)):
        for declared in kind:
            yield declared.record


def _name(record: Actor | Place | Agreement) -> str:
    return record.title if isinstance(record, Agreement) else record.name


def _bearers(records: Iterable[Actor | Place | Agreement]) -> dict[str, set[str]]:
    """By spelling, the records that it names. Of the spellings with one key, only one is in it."""
    named: defaultdict[str, set[str]] = defaultdict(set)
    surnamed: defaultdict[str, set[str]] = defaultdict(set)
    spelled: dict[str, str] = {}

    def add(bearers: defaultdict[str, set[str]], spelling: str, record: str) -> None:
        key = fold(spelling)
        # An abbreviation is met in capitals only. A name with the same key is met in small letters too.
        if key not in spelled or (spelled[key].isupper() and not spelling.isupper()):
            spelled[key] = spelling
        bearers[key].add(record)

    for record in records:
        name = _name(record)
        for spelling in (name, *record.aliases):
            add(named, spelling, record.id)
        if isinstance(record, Actor) and record.kind is ActorKind.PERSON:
            add(surnamed, name.split()[-1], record.id)
    return {spelling: named.get(key) or surnamed[key] for key, spelling in spelled.items() if key}


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that end at white space, if there is any."""
    start = 0
    while start < len(text):
        space = re.compile(r"\s").search(text, start + _PIECE)
        end = space.start() if space else len(text)
        yield text[start:end]
        start = end
