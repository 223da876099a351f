"""`kevents positions`: what each actor said on a topic, in date order. `who_said` finds the statements."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Value
from karabakh_events.queries import shapes
from karabakh_events.queries.filters import StatementFilter
from karabakh_events.queries.sql import Query, any_of
from karabakh_events.queries.statements import StatementRow, who_said


class Holder(NamedTuple):
    """The actor who speaks. `offices` are those that the documents of the statements give, in date order."""

    id: str
    name: str
    offices: tuple[str, ...]


class Position(NamedTuple):
    """One actor's statements in date order, undated ones last."""

    actor: Holder
    statements: tuple[StatementRow, ...]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)

    def as_rows(self) -> Iterator[dict[str, Any]]:
        """The statements as rows of a plain table, each with its actor."""
        for statement in self.statements:
            yield {"actor": shapes.as_json(self.actor), **statement.as_json()}


def positions(connection: Connection, wanted: StatementFilter) -> Iterator[Position]:
    """The statements by speaker, sorted by name.

    A statement by several speakers is listed under each of them; with `wanted.by`, only under those.
    """
    by_speaker: dict[tuple[str, str], list[StatementRow]] = {}
    for row in who_said(connection, wanted):
        for speaker in row.speakers:
            if not wanted.by or speaker.id in wanted.by:
                by_speaker.setdefault((speaker.name, speaker.id), []).append(row)
    for (name, id_), rows in sorted(by_speaker.items()):
        offices = dict.fromkeys(
            speaker.role for row in rows for speaker in row.speakers if speaker.id == id_ and speaker.role
        )
        yield Position(Holder(id_, name, tuple(offices)), tuple(rows))


def topics(connection: Connection, speakers: tuple[str, ...] = ()) -> Iterator[tuple[str, int]]:
    """The topics of these speakers' statements (ids), or of all, with counts, the most frequent first."""
    binds: dict[str, Value] = {}
    among = ""
    if speakers:
        chosen = any_of(binds, "speaker", speakers)
        among = (
            "\nWHERE statement_id IN (SELECT statement_id FROM statement_actors"
            f" WHERE actor_id IN {chosen} AND role = 'speaker')"
        )
    query = Query(
        f"""\
SELECT topic, count(*) AS statements FROM statement_topics{among}
GROUP BY topic ORDER BY statements DESC, topic""",
        binds,
    )
    return ((topic, count) for topic, count in query.run(connection))
