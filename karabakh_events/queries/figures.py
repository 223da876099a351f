"""The figures of events and statements: how many people, by whose count."""

from typing import Annotated, NamedTuple

from karabakh_events.engines.sqlite import Row
from karabakh_events.queries.lists import List
from karabakh_events.queries.shapes import HIDDEN


class Figure(NamedTuple):
    """How many people were killed, wounded, missing, captured, displaced or returned.

    `low` and `high` are bounds, both included; None is no known bound. `best` is the number given, or the
    likeliest one; None if only bounds are given. At least one of the three is known.
    """

    kind: str
    low: int | None
    best: int | None
    high: int | None
    of: str | None
    """The actor that was counted."""
    counted_by: str | None
    """The actor whose count it is; None if the document gives the figure as a fact."""
    document: str
    exact: str
    """The words of the document that have the number."""
    note: str | None
    of_name: Annotated[str | None, HIDDEN]
    counted_by_name: Annotated[str | None, HIDDEN]


def _figures(found: list[Row]) -> tuple[Figure, ...]:
    return tuple(Figure(*row) for row in found)


def figures_of(column: str) -> List:
    """The figures of a batch of records in the order of the record; `column` points at the record."""
    return List(
        f"""\
SELECT f.{column}, f.kind, f.low, f.best, f.high, f.actor_id, f.counted_by, c.document_id, c.exact, f.note,
    a.name AS of_name, b.name AS counted_by_name
FROM figures f JOIN citations c ON c.id = f.citation
    LEFT JOIN actors a ON a.id = f.actor_id LEFT JOIN actors b ON b.id = f.counted_by
WHERE f.{column} IN {{ids}} ORDER BY f.{column}, f.position""",
        _figures,
    )


OF_EVENTS, OF_STATEMENTS = figures_of("event_id"), figures_of("statement_id")
