"""What is declared in a corpus: one identifier, one record of any kind, declared once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from karabakh_events.errors import Problem
from karabakh_events.names import nearest
from karabakh_events.records import Corpus, SourceFile
from karabakh_events.records.composing import Step
from karabakh_events.records.models import (
    Actor,
    Agreement,
    Document,
    Event,
    Place,
    Provision,
    Role,
    Statement,
)

Path = tuple[Step, ...]
Record = Document | Actor | Place | Role | Agreement | Provision | Event | Statement

KINDS: dict[str, type[Record]] = {
    "document": Document,
    "actor": Actor,
    "place": Place,
    "role": Role,
    "agreement": Agreement,
    "provision": Provision,
    "event": Event,
    "statement": Statement,
}
"""The kinds of record, by the word for each."""

_LISTS = ("actors", "places", "roles", "agreements", "events", "statements")

R = TypeVar("R", bound=Record, covariant=True)
T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Declared(Generic[R]):
    """A record with the place of its declaration."""

    kind: str
    record: R
    source: SourceFile
    path: Path


class Registry:
    """The records of a corpus by identifier, and the check of every reference to one."""

    def __init__(self, corpus: Corpus, problems: list[Problem]) -> None:
        self._problems = problems
        self._declared: dict[str, Declared[Record]] = {}
        # What a faulty file or record would have declared is not missing: its own fault is reported.
        self._spoiled = frozenset().union(*(source.spoiled for source in corpus.files))
        self._blind = any(source.unreadable for source in corpus.files)
        for source in corpus.files:
            for declared in _declarations(source):
                self._declare(declared)

    def _declare(self, declared: Declared[Record]) -> None:
        first = self._declared.setdefault(declared.record.id, declared)
        if first is declared:
            return
        place = first.source.problem((*first.path, "id"), "")
        self._problems.append(
            declared.source.problem(
                (*declared.path, "id"),
                f"{declared.record.id} is declared already, as {_a(first.kind)}",
                f"{place.file}:{place.line}: a record is declared once; elsewhere it is mentioned",
            )
        )

    def all(self, model: type[T]) -> Iterator[Declared[T]]:
        """The records of a kind, each once, in the order of their identifiers."""
        for _, declared in sorted(self._declared.items()):
            if isinstance(declared.record, model):
                yield cast(Declared[T], declared)

    def get(self, name: str) -> Declared[Record] | None:
        return self._declared.get(name)

    def refer(self, source: SourceFile, path: Path, name: str, kinds: Sequence[str]) -> str | None:
        """The kind of the record ``name``, or None after reporting that there is none of these kinds."""
        declared = self._declared.get(name)
        if declared is not None and declared.kind in kinds:
            return declared.kind
        wanted = " or ".join(kinds)
        if declared is not None:
            self._problems.append(source.problem(path, f"{name} is {_a(declared.kind)}, not {_a(wanted)}"))
        elif not self._blind and name not in self._spoiled:
            known = [each for each, other in self._declared.items() if other.kind in kinds]
            close = nearest(name, known, 3)
            hint = (
                f"did you mean {', '.join(close)}?"
                if close
                else f"declare it: no {wanted} has this identifier"
            )
            self._problems.append(source.problem(path, f"unknown {wanted} {name}", hint))
        return None

    def refer_all(self, source: SourceFile, path: Path, names: Iterable[str], kind: str) -> list[str]:
        """The names in ``names`` that are records of the kind, each once; the others are reported."""
        good: list[str] = []
        for index, name in enumerate(names):
            if name in good:
                self._problems.append(source.problem((*path, index), f"{name} is listed twice"))
            elif self.refer(source, (*path, index), name, (kind,)):
                good.append(name)
        return good


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


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
