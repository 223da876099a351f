"""What `kevents export` reads beyond the timeline: full rows, the records that they name, whole tables.

An export reads everything in one transaction (`database.reading_one_state`). So all its parts show the same
state, even if a build runs at the same time.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries import lists, shapes, timeline
from karabakh_events.queries.citations import Citation, citations_of
from karabakh_events.queries.conflicts import Reading
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.lists import STATEMENT_ACTORS, List, each, statement_actors, values
from karabakh_events.queries.shapes import HIDDEN, Only
from karabakh_events.queries.sql import Query, any_of
from karabakh_events.queries.timeline import TimelineRow


class Relation(NamedTuple):
    """An agreement, and how an event relates to it (signed, breached …)."""

    agreement: str
    relation: str


class Verdict(NamedTuple):
    """A provision, and what a row says or shows about whether it was kept."""

    provision: str
    verdict: str


class AgreementVerdict(NamedTuple):
    """An agreement, and what a row says or shows about whether it was kept as a whole."""

    agreement: str
    verdict: str


class Carrier(NamedTuple):
    """An agency or outlet that carried the words of a statement."""

    id: str
    name: str
    role: Annotated[str, HIDDEN]


def _carrier(id_: str, name: str, role: str, _office: str | None) -> Carrier:
    return Carrier(id_, name, role)


def _reading(*values: Any) -> Reading:
    *rest, preferred = values
    return Reading._make((*rest, bool(preferred), ""))


def _readings(kind: str) -> List:
    return List(
        f"""\
SELECT x.record, x.field, x.value, x.document_id, c.exact, x.basis, x.reason, x.reference,
    NULL AS title, NULL AS start, NULL AS "end", NULL AS outlet, x.relation, x.preferred
FROM claims x LEFT JOIN citations c ON c.id = x.citation
WHERE x.record IN {{ids}} AND x.kind = '{kind}' ORDER BY x.record, x.field, x.position, x.id""",
        each(_reading),
    )


def _verdicts(column: str, on: str, make: type) -> List:
    return List(
        f"""\
SELECT {column}, {on}_id, verdict FROM {on}_claims
WHERE {column} IN {{ids}} ORDER BY {column}, {on}_id, verdict, id""",
        each(make),
    )


class FullRow(NamedTuple):
    """A row of the timeline with everything on record about it."""

    row: TimelineRow
    precision: Annotated[str | None, "e.precision", "s.precision"]
    date_reason: Annotated[str | None, "e.date_reason", "s.date_reason"]
    date_reference: Annotated[str | None, "e.date_reference", "s.date_reference"]
    note: Annotated[str | None, "e.note", "s.note"]
    part_of: Annotated[str | None, "e.part_of", None]
    """For an event: the wider event."""
    occasion: Annotated[str | None, None, "s.event_id"]
    """For a statement: the event at which it was made."""
    section: Annotated[str | None, None, "s.section"]
    via: Annotated[tuple[Carrier, ...], None, List(STATEMENT_ACTORS, statement_actors(_carrier, "relayer"))]
    """The agencies that carried the words, in order from the speaker to the outlet."""
    about: Annotated[
        tuple[str, ...],
        None,
        List(
            """\
SELECT statement_id, event_id FROM statement_events
WHERE statement_id IN {ids} ORDER BY statement_id, event_id""",
            values,
        ),
    ]
    """The events that a statement is about."""
    topics: Annotated[tuple[str, ...], None, lists.TOPICS]
    relations: Annotated[
        tuple[Relation, ...],
        List(
            """\
SELECT event_id, agreement_id, relation FROM event_agreements
WHERE event_id IN {ids} ORDER BY event_id, agreement_id, relation""",
            each(Relation),
        ),
        None,
    ]
    verdicts: Annotated[
        tuple[Verdict, ...],
        _verdicts("event_id", "provision", Verdict),
        _verdicts("statement_id", "provision", Verdict),
    ]
    """On single provisions."""
    passages: Annotated[
        tuple[Citation, ...],
        List(citations_of("event_id"), each(Citation)),
        List(citations_of("statement_id"), each(Citation)),
    ]
    readings: Annotated[
        tuple[Reading, ...],
        Only("field", "value", "document", "basis", "reason", "reference", "exact", "relation", "preferred"),
        _readings("event"),
        _readings("statement"),
    ]
    """Values of a field for which sources give several, or that have a source of their own."""
    agreement_verdicts: Annotated[
        tuple[AgreementVerdict, ...],
        _verdicts("event_id", "agreement", AgreementVerdict),
        _verdicts("statement_id", "agreement", AgreementVerdict),
    ]
    """On agreements as a whole."""

    def as_json(self) -> dict[str, Any]:
        """The fields of `kevents timeline --format json` in their published order, then all other fields."""
        return shapes.as_json(self.row, hidden=True) | {
            name: value for name, value in shapes.as_json(self).items() if name != "row"
        }


FULL_KINDS = {
    **shapes.kinds(TimelineRow, hidden=True),
    **{name: kind for name, kind in shapes.kinds(FullRow).items() if name != "row"},
}
"""The kind of value in each field of `FullRow.as_json`."""


def full_rows(connection: Connection, wanted: TimelineFilter) -> Iterator[FullRow]:
    """The full rows of a timeline in order, read batch by batch as the caller iterates."""
    for batch in timeline.id_batches(connection, wanted):
        given = {"row": timeline.timeline_rows(connection, batch)}
        rows = lists.load_kinds(connection, FullRow, _RECORDS, batch, given)
        yield from (rows[id_] for id_, _ in batch)


_RECORDS = {"event": "FROM events e WHERE e.id", "statement": "FROM statements s WHERE s.id"}


def ids(connection: Connection, wanted: TimelineFilter) -> Iterator[tuple[str, str]]:
    """The id and the kind of each row of a timeline, in order."""
    for batch in timeline.id_batches(connection, wanted):
        yield from batch


def fingerprint(connection: Connection) -> str | None:
    """The fingerprint of the content; None if the database does not have one."""
    sql = "SELECT value FROM about WHERE \"key\" = 'fingerprint'"
    return next((value for (value,) in Query(sql, {}).run(connection)), None)


def table(
    connection: Connection,
    name: str,
    columns: Sequence[str],
    key: str = "",
    ids: Iterable[str] | None = None,
    *,
    order: Sequence[str],
    where: str = "",
) -> Iterator[Row]:
    """The rows of a table whose column `key` is one of `ids`, or all rows if `ids` is None.

    The names are put into the SQL as they are, so the caller must pass constants. `where` is one more
    condition on the row.
    """
    listed, ordered = (", ".join(f'"{column}"' for column in some) for some in (columns, order))
    select = f"SELECT {listed} FROM {name}"
    if ids is None:
        condition = f" WHERE {where}" if where else ""
        yield from Query(f"{select}{condition} ORDER BY {ordered}", {}).run(connection)
        return
    wanted = iter(sorted(ids))
    while some := list(islice(wanted, _IDS)):
        binds: dict[str, Value] = {}
        tests = [f'"{key}" IN {any_of(binds, "id", some)}', *([where] if where else [])]
        yield from Query(f"{select} WHERE {' AND '.join(tests)} ORDER BY {ordered}", binds).run(connection)


def belongings(connection: Connection, actors: Iterable[str], places: Iterable[str] = ()) -> int:
    """How many records say what these actors and places are part of, and who is in these groups."""
    whole = "part_of IS NOT NULL"
    actors = list(actors)
    said = (
        table(connection, "actors", ["id"], "id", actors, order=["id"], where=whole),
        table(connection, "places", ["id"], "id", places, order=["id"], where=whole),
        table(connection, "actor_members", ["actor_id"], "group_id", actors, order=["group_id", "actor_id"]),
    )
    return sum(1 for rows in said for _ in rows)


_IDS = 10_000
"""The most identifiers in one query: SQLite takes at most 32,766 values."""
