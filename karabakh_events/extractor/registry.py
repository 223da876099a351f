"""The records that a corpus declares. An identifier belongs to one record of any kind, declared once.

Topics have identifiers of their own: `civilians` may be a topic and a group of people.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from karabakh_events.errors import Problem
from karabakh_events.names import nearest
from karabakh_events.records import Corpus, SourceFile
from karabakh_events.records.composing import Step, Steps, short
from karabakh_events.records.models import (
    Actor,
    Agreement,
    Document,
    Event,
    Place,
    Provision,
    Role,
    Statement,
    Topic,
)

Record = Document | Actor | Place | Topic | Role | Agreement | Provision | Event | Statement

KINDS: dict[str, type[Record]] = {
    "document": Document,
    "actor": Actor,
    "place": Place,
    "topic": Topic,
    "role": Role,
    "agreement": Agreement,
    "provision": Provision,
    "event": Event,
    "statement": Statement,
}
"""The kinds of record, by the word for each."""

# Names are proposed for at most so many unknown ones: each proposal takes a look at all names, and the
# reader knows by then what is wrong.
_MAX_PROPOSALS = 100

_LISTS = ("actors", "places", "topics", "roles", "agreements", "events", "statements")

R = TypeVar("R", bound=Record, covariant=True)
T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Declared(Generic[R]):
    """A record with the place of its declaration."""

    kind: str
    record: R
    source: SourceFile
    steps: Steps


class Registry:
    """The records of a corpus by identifier, and the check of every reference to one."""

    def __init__(self, corpus: Corpus, problems: list[Problem]) -> None:
        self._problems = problems
        self._declared: dict[tuple[bool, str], Declared[Record]] = {}
        # The kinds of the records with an identifier. More than one is a fault, which is reported once.
        self._kinds: defaultdict[tuple[bool, str], set[str]] = defaultdict(set)
        self._proposed: dict[tuple[str, tuple[str, ...]], str] = {}
        # A record that a faulty file would have declared is not reported as missing: the fault itself is.
        self._spoiled = frozenset().union(*(source.spoiled for source in corpus.files))
        self._blind = any(source.unreadable for source in corpus.files)
        # The requested files come last, so that a second declaration is reported for them.
        for source in sorted(corpus.files, key=lambda each: each.name in corpus.reported):
            for declared in _declarations(source):
                self._declare(declared)
        self._declared = dict(sorted(self._declared.items()))

    def _declare(self, declared: Declared[Record]) -> None:
        key = _key(declared.record.id, declared.kind)
        self._kinds[key].add(declared.kind)
        first = self._declared.setdefault(key, declared)
        if first is declared:
            return
        place = first.source.problem((*first.steps, "id"), "")  # a problem knows its line
        self._problems.append(
            declared.source.problem(
                (*declared.steps, "id"),
                f"{declared.record.id} is declared already, as {_a(first.kind)}",
                f"{place.file}:{place.line}: a record is declared once; elsewhere it is mentioned",
            )
        )

    def all(self, model: type[T]) -> Iterator[Declared[T]]:
        """The records of a kind, each once, in the order of their identifiers."""
        for declared in self._declared.values():
            if isinstance(declared.record, model):
                yield cast(Declared[T], declared)

    def get(self, name: str) -> Declared[Record] | None:
        """The record with this identifier, which is not a topic."""
        return self._declared.get(_key(name))

    def refer(self, source: SourceFile, steps: Steps, name: str, kinds: Sequence[str]) -> str | None:
        """The kind of the record `name`. If it is none of these kinds, reports that and returns None."""
        key = _key(name, kinds[0])
        declared = self._declared.get(key)
        if declared is not None and declared.kind in kinds:
            return declared.kind
        wanted = " or ".join((", ".join(kinds[:-1]), kinds[-1])) if kinds[1:] else kinds[0]
        if declared is not None:
            if not self._kinds[key].isdisjoint(kinds):
                return None
            self._problems.append(source.problem(steps, f"{name} is {_a(declared.kind)}, not {_a(wanted)}"))
        elif not self._blind and name not in self._spoiled:
            hint = self._propose(name, tuple(kinds)) or f"declare it: no {wanted} has this identifier"
            self._problems.append(source.problem(steps, f"unknown {wanted} {short(name)}", hint))
        return None

    def _propose(self, name: str, kinds: tuple[str, ...]) -> str:
        key = name, kinds
        if key not in self._proposed and len(self._proposed) < _MAX_PROPOSALS:
            close = nearest(name, [each.record.id for each in self._named(kinds)], 3)
            if close:
                self._proposed[key] = f"did you mean {', '.join(close)}?"
            else:
                others = {each.record.id: each.kind for each in self._named(set(KINDS).difference(kinds))}
                self._proposed[key] = "".join(
                    f"did you mean {other}? It is {_a(others[other])}" for other in nearest(name, others, 1)
                )
        return self._proposed.get(key, "")

    def _named(self, kinds: Container[str]) -> list[Declared[Record]]:
        """The records of these kinds whose identifiers stand in the files."""
        return [
            declared
            for declared in self._declared.values()
            if declared.kind in kinds and declared.source.sound((*declared.steps, "id"))
        ]

    def refer_all(
        self, source: SourceFile, steps: Steps, names: Iterable[str], kind: str, *inner: Step
    ) -> list[str]:
        """The names in `names` that are records of the kind, each once. The others are reported.

        `inner` are the steps from an entry of the list to the name in it.
        """
        good: dict[str, None] = {}
        for index, name in enumerate(names):
            at = (*steps, index, *inner)
            if name in good:
                self._problems.append(source.problem(at, f"{name} is listed twice"))
            elif self.refer(source, at, name, (kind,)):
                good[name] = None
        return list(good)


def _declarations(source: SourceFile) -> Iterator[Declared[Record]]:
    records = source.records
    if records is None:
        return
    if records.document is not None:
        yield Declared("document", records.document, source, ("document",))
    for key in _LISTS:
        for index, record in enumerate(getattr(records, key)):
            yield Declared(key.removesuffix("s"), record, source, (key, index))
            if isinstance(record, Agreement):
                for number, provision in enumerate(record.provisions):
                    yield Declared("provision", provision, source, (key, index, "provisions", number))


def _key(name: str, kind: str = "") -> tuple[bool, str]:
    return kind == "topic", name


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
