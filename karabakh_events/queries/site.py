"""What the static site reads beyond single records: lists of identifiers, links between them, and texts."""

from collections.abc import Iterator

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries.sql import Query

_TABLES = ("event", "statement", "agreement", "actor", "document", "place")


def identifiers(connection: Connection) -> Iterator[tuple[str, str]]:
    """The kind and the id of every record that has its own page, sorted by both."""
    for kind in _TABLES:
        for (id_,) in Query(f"SELECT id FROM {kind}s ORDER BY id", {}).run(connection):
            yield kind, id_


def owners(connection: Connection) -> dict[tuple[str, str], str]:
    """The agreement of each provision and the holder of each office: (kind, id) -> id."""
    query = Query(
        "SELECT 'provision', id, agreement_id FROM provisions"
        " UNION ALL SELECT 'role', id, actor_id FROM roles",
        {},
    )
    return {(kind, id_): owner for kind, id_, owner in query.run(connection)}


def text(connection: Connection, document: str) -> str:
    """The whole text of a document. Raises StopIteration if no document has this id."""
    (found,) = next(Query("SELECT text FROM documents WHERE id = :id", {"id": document}).run(connection))
    return str(found)


def topics(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The topics of each statement that has any, in their order."""
    found: dict[str, list[str]] = {}
    query = Query("SELECT statement_id, topic FROM statement_topics ORDER BY statement_id, position", {})
    for id_, topic in query.run(connection):
        found.setdefault(id_, []).append(topic)
    return {id_: tuple(topics) for id_, topics in found.items()}


def outlets(connection: Connection) -> dict[str, str]:
    """The outlet (an actor's id) of each document that names one."""
    return dict(Query("SELECT id, outlet_id FROM documents WHERE outlet_id IS NOT NULL", {}).run(connection))
