"""The figures of events and statements: how many people, by whose count."""

from collections.abc import Sequence

from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence, Row
from karabakh_events.extractor.library import Found, Library
from karabakh_events.extractor.registry import Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.parts import Figure
from karabakh_events.vocabulary import Supports
from karabakh_events.worded_numbers import numbers

_BOUNDS = ("low", "best", "high")


class Figures:
    """The figures kept so far. Faults go to `problems`."""

    def __init__(
        self, registry: Registry, library: Library, evidence: Evidence, problems: list[Problem]
    ) -> None:
        self._registry = registry
        self._library = library
        self._evidence = evidence
        self._problems = problems
        self._kept: dict[str, list[Row]] = {}

    @property
    def rows(self) -> list[Row]:
        """The rows of the table `figures`."""
        return [row for rows in self._kept.values() for row in rows]

    def keep(
        self,
        kind: str,
        record: str,
        source: SourceFile,
        steps: Steps,
        figures: Sequence[Figure],
        regions: Sequence[Found],
    ) -> None:
        """Keep the figures of a record. Their passages stand in `regions`, the passages of the record."""
        for index, figure in enumerate(figures):
            at = (*steps, "figures", index)
            for key in ("actor", "counted_by"):
                name = getattr(figure, key)
                if name is not None:
                    self._registry.refer(source, (*at, key), name, ("actor",))
            found = self._library.find_inside(
                source,
                (*at, "passage"),
                figure.passage,
                regions,
                whole=False,
                complete=record not in self._evidence.incomplete,
            )
            if found is None:
                continue
            self._compare(source, at, figure, found)
            citation = self._evidence.cite_found(kind, record, found, Supports.FIGURE)
            kept = self._kept.setdefault(record, [])
            row: Row = {
                "id": f"{record}:{figure.kind}:{len(kept)}",
                "event_id": record if kind == "event" else None,
                "statement_id": record if kind == "statement" else None,
                "position": len(kept),
                "kind": figure.kind.value,
                "actor_id": figure.actor,
                **{bound: getattr(figure, bound) for bound in _BOUNDS},
                "counted_by": figure.counted_by,
                "citation": citation["id"],
                "note": figure.note,
            }
            apart = ("id", "position", "note")
            if any(all(row[key] == other[key] for key in row if key not in apart) for other in kept):
                self._problems.append(source.problem(at, "this figure stands already"))
                continue
            kept.append(row)

    def _compare(self, source: SourceFile, at: Steps, figure: Figure, found: Found) -> None:
        """Report each number that the passage does not name."""
        named = numbers(found.exact)
        english = self._library.shelf[found.document].document.language.partition("-")[0] == "en"
        for bound in _BOUNDS:
            number = getattr(figure, bound)
            # One person is named by a name, and in many languages without an article.
            if number is None or number in named or (number == 1 and not named - {0}):
                continue
            if named or english:
                names = ", ".join(f"{each:,}" for each in sorted(named)) or "no number"
                message = f"the passage names {names}, not {number:,}"
                self._problems.append(source.problem((*at, bound), message))
            else:
                message = "the passage has no digits, and only English number words are read: compare them"
                self._problems.append(source.problem((*at, bound), message, warning=True))
