"""The figures of events and statements: how many people, by whose count."""

from typing import NamedTuple

from karabakh_events.queries.lists import List, each


class Who(NamedTuple):
    id: str
    name: str


class Figure(NamedTuple):
    """How many people were killed, wounded, missing, captured, displaced or returned.

    `low` and `high` are bounds, both included; None is no known bound. `best` is the number given, or the
    likeliest one; None if only bounds are given. At least one of the three is known.
    """

    kind: str
    low: int | None
    best: int | None
    high: int | None
    of: Who | None
    """The actor that was counted."""
    counted_by: Who | None
    """The actor whose count it is; None if the document gives the figure as a fact."""
    document: str
    exact: str
    """The words of the document that have the number."""
    note: str | None


def _figure(
    kind: str,
    low: int | None,
    best: int | None,
    high: int | None,
    of: str | None,
    of_name: str,
    by: str | None,
    by_name: str,
    document: str,
    exact: str,
    note: str | None,
) -> Figure:
    counted, counting = of and Who(of, of_name), by and Who(by, by_name)
    return Figure(kind, low, best, high, counted or None, counting or None, document, exact, note)


def figures_of(column: str) -> List:
    """The figures of a batch of records in the order of the record; `column` points at the record."""
    return List(
        f"""\
SELECT f.{column}, f.kind, f.low, f.best, f.high, f.actor_id, a.name AS counted, f.counted_by,
    b.name AS counting, c.document_id, c.exact, f.note
FROM figures f JOIN citations c ON c.id = f.citation
    LEFT JOIN actors a ON a.id = f.actor_id LEFT JOIN actors b ON b.id = f.counted_by
WHERE f.{column} IN {{ids}} ORDER BY f.{column}, f.position""",
        each(_figure),
    )


OF_EVENTS, OF_STATEMENTS = figures_of("event_id"), figures_of("statement_id")
