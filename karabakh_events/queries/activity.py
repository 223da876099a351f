"""How many statements each speaker made, or each outlet carried, in each month.

SQL does the counting. Statements of one group that lie between the same two months become one row, so that a
million statements become a few hundred rows.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from karabakh_events.engines.sqlite import Connection, Value
from karabakh_events.queries import listing
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.sql import Query
from karabakh_events.queries.timeline import tables

By = Literal["speaker", "outlet"]

_WIDEST = 2
"""The widest class of dates (`SPAN_WIDTHS`) that is placed between two months: up to a year."""


class Spoken(NamedTuple):
    """The number of statements of one speaker or outlet from one month, or from some time between two."""

    id: str | None  # of the actor; None if the statement or its document names none
    name: str | None
    # First and last month (YYYY-MM), both included. None if the date is missing, open or wider than a year.
    first: str | None
    last: str | None
    statements: int


_GROUPS: dict[str, str] = {
    # A statement has each of its speakers once, in order: the key is (statement, actor, role).
    "speaker": """\
LEFT JOIN statement_actors x ON x.statement_id = s.id AND x.role = 'speaker'
    LEFT JOIN actors a ON a.id = x.actor_id""",
    "outlet": """\
JOIN documents d ON d.id = s.document_id
    LEFT JOIN actors a ON a.id = d.outlet_id""",
}


def activity_query(connection: Connection, wanted: TimelineFilter, by: By) -> Query:
    """The query for the counts. It ignores filters by type and status, which statements do not have."""
    binds: dict[str, Value] = {}
    _, statements, actors = tables(wanted._replace(types=(), statuses=()), binds)
    found = listing.plan(
        connection,
        [statements],
        binds,
        listing.Window(wanted.since, wanted.until, wanted.certainly),
        reverse=False,
        actors=actors,
    ).query()
    return Query(
        f"""\
SELECT a.id, a.name,
    CASE WHEN s.span_class <= {_WIDEST} THEN substr(s.earliest, 1, 7) END AS first,
    CASE WHEN s.span_class <= {_WIDEST} THEN substr(s.latest, 1, 7) END AS last,
    count(*) AS statements
FROM ({found.sql}) AS f JOIN statements s ON s.id = f.id
    {_GROUPS[by]}
GROUP BY a.id, a.name, first, last
ORDER BY a.name, a.id, first, last""",
        found.binds,
    )


def activity(connection: Connection, wanted: TimelineFilter, by: By) -> Iterator[Spoken]:
    """The counts by name, then month. A statement by several speakers counts for each of them."""
    return (Spoken(*row) for row in activity_query(connection, wanted, by).run(connection))
