"""The passages that support one record, those of one document, or all passages of the database."""

from collections.abc import Iterator
from typing import NamedTuple

from karabakh_events.engines.sqlite import Connection, Value
from karabakh_events.queries.record import CITED, SURROUNDINGS, Passage
from karabakh_events.queries.sql import Query

_ORDER = 'c.document_id, c.start, c."end", c.supports, c.id'

_TARGET = "coalesce(c.event_id, c.statement_id, c.agreement_id, c.provision_id, c.role_id, c.of_document_id)"

# Not from the view `records`: SQLite would build the whole view again for each passage.
_KIND = (
    "CASE WHEN e.id IS NOT NULL THEN 'event' WHEN s.id IS NOT NULL THEN 'statement'"
    " WHEN g.id IS NOT NULL THEN 'agreement' WHEN v.id IS NOT NULL THEN 'provision'"
    " WHEN r.id IS NOT NULL THEN 'role' ELSE 'document' END"
)


class Evidence(NamedTuple):
    """A passage with the id of its citation, which a caller passes as `after` to go on from there."""

    id: str
    passage: Passage


def evidence_query(
    record: tuple[str, str] | None = None,
    *,
    document: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Query:
    """The query for passages by document, then by position in its text.

    `record` is the kind and the id of a record; the passages of its parts are included, as in `show`.
    `document` keeps the passages of one document only. `after` is the id of a citation: only what follows it
    is read.
    """
    binds: dict[str, Value] = {} if limit is None else {"limit": limit}
    tests = []
    if record is not None:
        kind, binds["id"] = record
        tests.append(f"({CITED.get(kind, 'FALSE')})")
    if document is not None:
        binds["document"] = document
        tests.append("c.document_id = :document")
    if after is not None:
        binds["after"] = after
        # The first comparison uses the index to get near the place; the second is exact.
        tests.append("c.document_id >= (SELECT document_id FROM citations WHERE id = :after)")
        columns = _ORDER.replace("c.", "")
        tests.append(f"({_ORDER}) > (SELECT {columns} FROM citations WHERE id = :after)")
    cut = "" if limit is None else "\n    LIMIT :limit"
    where = "\n    WHERE " + "\n        AND ".join(tests) if tests else ""
    return Query(
        f"""\
WITH found AS (
    SELECT c.id FROM citations c{where}
    ORDER BY {_ORDER}{cut}
)
SELECT c.id AS citation, {_TARGET} AS record,
    {_KIND} AS kind, coalesce(e.title, s.summary, g.title, v.summary, r.title, t.title) AS label,
    d.id AS document, d.title, o.name AS outlet, d.url, c.section, c.supports, c.start, c."end", c.exact,
    substr(d.text, max(c.start - {SURROUNDINGS}, 0) + 1, min(c.start, {SURROUNDINGS})) AS before,
    substr(d.text, c."end" + 1, {SURROUNDINGS}) AS after
FROM found f CROSS JOIN citations c ON c.id = f.id CROSS JOIN documents d ON d.id = c.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id LEFT JOIN events e ON e.id = c.event_id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN agreements g ON g.id = c.agreement_id
    LEFT JOIN provisions v ON v.id = c.provision_id LEFT JOIN roles r ON r.id = c.role_id
    LEFT JOIN documents t ON t.id = c.of_document_id""",
        binds,
    )


def evidence(
    connection: Connection,
    record: tuple[str, str] | None = None,
    *,
    document: str | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Iterator[Evidence]:
    """The passages in order (see `evidence_query`), read one by one as the caller iterates."""
    rows = evidence_query(record, document=document, after=after, limit=limit).run(connection)
    for citation, _record, kind, label, *rest in rows:
        yield Evidence(citation, Passage(_record, kind, label, *rest))


def known(connection: Connection, citation: str) -> bool:
    """Whether there is a citation with this id."""
    return any(Query("SELECT 1 FROM citations WHERE id = :id", {"id": citation}).run(connection))
