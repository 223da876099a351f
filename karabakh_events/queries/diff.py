"""`kevents diff`: compare two databases, record by record, by identifier.

For each kind of record, both files are read in the order of the identifiers. Each row comes with its lists
(actors, topics, passages, readings), and the two streams are merged. Time grows with the size of the files;
memory does not. Derived content (indexes, the full-text search) is not compared.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from karabakh_events import database
from karabakh_events.dates import in_words
from karabakh_events.engines.sqlite import Connection, Row
from karabakh_events.queries import changes, lists, shapes
from karabakh_events.queries.changes import Change, Date
from karabakh_events.queries.citations import Citation, citations_of
from karabakh_events.queries.sql import Query


class Edition(NamedTuple):
    """One of the two databases. Error messages name its path."""

    path: str
    connection: Connection

    def run(self, query: Query) -> Iterator[tuple[Any, ...]]:
        """The rows. An error of SQLite names this file."""
        with database.translated(self.path):
            rows = query.run(self.connection)
            # Not `yield from`: it closes the cursor when the loop ends, perhaps after the connection.
            while (row := next(rows, None)) is not None:
                yield row

    def members(self, sql: str, ids: list[str]) -> dict[str, list[Row]]:
        """The members of a list of these records. An error names this file, as in `run`."""
        with database.translated(self.path):
            return lists.members(self.connection, sql, ids)

    def fingerprint(self) -> str | None:
        for (value,) in self.run(Query("SELECT value FROM about WHERE key = 'fingerprint'", {})):
            return str(value)
        return None


@contextmanager
def edition(path: str) -> Iterator[Edition]:
    """The database in this file, in one state throughout, even if a build replaces it meanwhile.

    Raises the errors of `database.open_reading`; each names the file.
    """
    with closing(database.open_reading(path)) as connection, database.reading_one_state(connection):
        yield Edition(path, connection)


class Difference(NamedTuple):
    """A record that is in one file only, or differs between them. `label` is the newer one."""

    id: str
    kind: str
    label: str
    change: str  # added, removed, changed
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class _Part(NamedTuple):
    """A list that belongs to a record: the SELECT of its members, as `lists.members` takes it."""

    sql: str
    way: str  # the way to compare its members, see `_part_changes`


class _Kind(NamedTuple):
    table: str
    label: str
    texts: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    references: tuple[tuple[str, str], ...] = ()  # column, name of the field
    dates: tuple[tuple[str, str, str], ...] = ()  # name of the field, prefixes of its text and its bounds
    parts: tuple[_Part, ...] = ()


def _actors(table: str, key: str, more: str = "") -> _Part:
    return _Part(
        f"SELECT {key}, role, actor_id{more} FROM {table} WHERE {key} IN {{ids}}"
        f" ORDER BY {key}, position, actor_id, role",
        "records",
    )


def _aliases(kind: str) -> _Part:
    key = f"{kind}_id"
    return _Part(
        f"SELECT {key}, 'alias', alias FROM {kind}_aliases WHERE {key} IN {{ids}} ORDER BY {key}, alias",
        "texts",
    )


def _proof(kind: str) -> tuple[_Part, _Part]:
    return _Part(citations_of(f"{kind}_id"), "passages"), _readings_of(kind)


def _readings_of(kind: str) -> _Part:
    return _Part(
        "SELECT record, field, value, document_id, basis, reason, reference, relation, preferred FROM claims"
        f" WHERE record IN {{ids}} AND kind = '{kind}' ORDER BY record, field, position, id",
        "readings",
    )


def _figures(column: str) -> _Part:
    return _Part(
        f"SELECT {column}, kind, coalesce(low || '–', '') || coalesce(best, '') || coalesce('–' || high, '')"
        " || coalesce(' ' || actor_id, '') || coalesce(', counted by ' || counted_by, '')"
        f" || coalesce(' (' || note || ')', '') FROM figures WHERE {column} IN {{ids}}"
        f" ORDER BY {column}, position",
        "terms",
    )


_IDENTIFIERS = _Part(
    "SELECT record, scheme, value FROM identifiers WHERE record IN {ids} ORDER BY record, scheme, value",
    "terms",
)

_KINDS = {
    "document": _Kind(
        "documents",
        "title",
        (
            "title",
            "url",
            "origin",
            "outlet_reason",
            "outlet_reference",
            "url_reason",
            "url_reference",
        ),
        ("language", "sha256", "outlet_basis", "url_basis"),
        (("outlet_id", "outlet"),),
        (("date of publication", "published_", "published_"),),
        (
            _Part(
                "SELECT document_id, 'section', kind || ' ' || start || '–' || \"end\""
                " || coalesce(' ' || speaker_id, '') FROM sections"
                " WHERE document_id IN {ids} ORDER BY document_id, start",
                "terms",
            ),
            _readings_of("document"),
        ),
    ),
    "actor": _Kind(
        "actors",
        "name",
        ("name",),
        ("kind", "country"),
        (("part_of", "part of"),),
        parts=(
            _aliases("actor"),
            _Part(
                "SELECT group_id, 'member', actor_id FROM actor_members WHERE group_id IN {ids}"
                " ORDER BY group_id, position",
                "records",
            ),
            _IDENTIFIERS,
        ),
    ),
    "place": _Kind(
        "places",
        "name",
        ("name", "reference"),
        ("country", "latitude", "longitude", "precision"),
        (("part_of", "part of"),),
        parts=(_aliases("place"), _IDENTIFIERS),
    ),
    "role": _Kind(
        "roles",
        "title",
        ("title", "note"),
        references=(("actor_id", "holder"), ("body_id", "body")),
        dates=(("term", "", ""),),
        parts=_proof("role"),
    ),
    "agreement": _Kind(
        "agreements",
        "title",
        ("title", "note"),
        ("type", "stage", "status"),
        (("place_id", "place"),),
        (("date of signing", "signed_", "signed_"), ("date of effect", "effective_", "effective_")),
        (
            _aliases("agreement"),
            _actors("agreement_actors", "agreement_id", ", behalf_of"),
            _Part(
                "SELECT agreement_id, verdict, coalesce(statement_id, event_id) FROM agreement_claims"
                " WHERE agreement_id IN {ids} ORDER BY 1, 3, 2",
                "claims",
            ),
            _IDENTIFIERS,
            *_proof("agreement"),
        ),
    ),
    "provision": _Kind(
        "provisions",
        "summary",
        ("summary", "note"),
        ("number", "position", "topic"),
        (("agreement_id", "agreement"), ("obligor_id", "obligor")),
        (("deadline", "deadline_", "deadline_"),),
        (
            _Part(
                "SELECT provision_id, verdict, coalesce(statement_id, event_id) FROM provision_claims"
                " WHERE provision_id IN {ids} ORDER BY 1, 3, 2",
                "claims",
            ),
            *_proof("provision"),
        ),
    ),
    "event": _Kind(
        "events",
        "title",
        ("title", "summary", "note"),
        ("type", "mode", "status"),
        (("place_id", "place"), ("part_of", "wider event"), ("outcome_of", "outcome of")),
        (("date", "date_", ""),),
        (
            _actors("event_actors", "event_id"),
            _Part(
                "SELECT event_id, relation, agreement_id FROM event_agreements"
                " WHERE event_id IN {ids} ORDER BY 1, 2, 3",
                "agreements",
            ),
            _figures("event_id"),
            _IDENTIFIERS,
            *_proof("event"),
        ),
    ),
    "statement": _Kind(
        "statements",
        "summary",
        ("quote", "translation", "summary", "note"),
        ("manner", "act", "section"),
        (("event_id", "occasion"), ("document_id", "document")),
        (("date", "date_", ""),),
        (
            _actors("statement_actors", "statement_id"),
            _Part(
                "SELECT statement_id, 'about', agreement_id FROM statement_agreements"
                " WHERE statement_id IN {ids}"
                " UNION ALL SELECT statement_id, 'about', event_id FROM statement_events"
                " WHERE statement_id IN {ids} ORDER BY 1, 3",
                "records",
            ),
            _Part(
                "SELECT statement_id, 'topic', topic FROM statement_topics"
                " WHERE statement_id IN {ids} ORDER BY statement_id, position",
                "terms",
            ),
            _Part(
                "SELECT statement_id, 'words in ' || document_id,"
                " quote || coalesce(' [' || translation || ']', '')"
                " FROM renderings WHERE statement_id IN {ids} ORDER BY statement_id, document_id",
                "texts",
            ),
            _figures("statement_id"),
            *_proof("statement"),
        ),
    ),
}

KINDS = tuple(_KINDS)
"""The kinds of record, in the order in which they are compared."""

_WORDS = {
    "sha256": "text",
    "subject": "about",
    "signed": "date of signing",
    "effective": "date of effect",
}
"""The words for fields whose column has another name."""

_DATE_PARTS = ("edtf", "basis", "verbatim", "reason", "reference")

_NAMES_KEPT = 10_000


def same_content(old: Edition, new: Edition) -> str | None:
    """The fingerprint of both databases; None if their fingerprints differ or are missing."""
    fingerprint = old.fingerprint()
    return fingerprint if fingerprint == new.fingerprint() else None


def differences(old: Edition, new: Edition) -> Iterator[Difference]:
    """The records that differ, by kind and identifier, read one by one as the caller iterates.

    If both files have the same fingerprint, no record is read.
    """
    if same_content(old, new) is not None:
        return
    names = _names(old), _names(new)
    for kind, made in _KINDS.items():
        for change, before, after in _merged(_rows(old, made), _rows(new, made)):
            details = _without_repeats(_changes(made, before, after, *names)) if change == "changed" else ()
            if details or change != "changed":
                yield Difference(after[0], kind, after[1], change, details)


_Row = tuple[Any, ...]


def _merged(old: Iterator[_Row], new: Iterator[_Row]) -> Iterator[tuple[str, _Row, _Row]]:
    """How each row changed, with the old row and the new one. Rows that are the same are left out.

    Both streams are sorted by their first column. A row that only one of them has is given twice.
    """
    before, after = next(old, None), next(new, None)
    while before is not None or after is not None:
        if after is None or (before is not None and before[0] < after[0]):
            if before is not None:
                yield "removed", before, before
            before = next(old, None)
        elif before is None or after[0] < before[0]:
            yield "added", after, after
            after = next(new, None)
        else:
            if before != after:
                yield "changed", before, after
            before, after = next(old, None), next(new, None)


def _query(kind: _Kind) -> Query:
    """Identifier, label, then the columns and lists in the order in which `_changes` takes them."""
    columns = [
        *kind.texts,
        *kind.terms,
        *(column for column, _ in kind.references),
        *(
            f"{text}{part}" if part in _DATE_PARTS else f"{bounds}{part}"
            for _, text, bounds in kind.dates
            for part in Date._fields
        ),
    ]
    chosen = ",\n    ".join(["r.id", f"r.{kind.label}", *(f"r.{column}" for column in columns)])
    return Query(f"SELECT {chosen}\nFROM {kind.table} r ORDER BY r.id", {})


def _rows(edition: Edition, kind: _Kind) -> Iterator[_Row]:
    """The rows of `_query`, each with its lists after its columns."""
    for batch in lists.batches(edition.run(_query(kind))):
        ids = [row[0] for row in batch]
        found = [edition.members(part.sql, ids) for part in kind.parts]
        for row in batch:
            yield *row, *(members.get(row[0], []) for members in found)


def _changes(
    kind: _Kind, before: _Row, after: _Row, was: changes.Named, now: changes.Named
) -> Iterator[Change]:
    """What differs between two rows of `_query`."""
    pairs = iter(zip(before[2:], after[2:], strict=True))
    for column in kind.texts:
        yield from changes.text_change(column, *next(pairs))
    for column in kind.terms:
        old, new = next(pairs)
        for change in changes.value_change(_WORDS.get(column, column), old, new):
            yield change._replace(words="text changed") if column == "sha256" else change
    for _, field in kind.references:
        yield from changes.reference_change(field, *next(pairs), was, now)
    for field, _, _ in kind.dates:
        columns = [next(pairs) for _ in Date._fields]
        dates = (Date._make(values) for values in zip(*columns, strict=True))
        yield from changes.date_changes(field, *dates)
    for part in kind.parts:
        old, new = next(pairs)
        if old != new:
            yield from _part_changes(part.way, old, new, was, now)


def _without_repeats(found: Iterator[Change]) -> tuple[Change, ...]:
    """The changes, except a change of a reading that only repeats the change of its field."""
    kept: list[Change] = []
    for change in found:
        field = change.field.removeprefix("reading of the ")
        if field != change.field and change.change == "changed":
            values = change.old["value"], change.new["value"]
            if any((own.field, own.old, own.new) == (field, *values) for own in kept):
                continue
        kept.append(change)
    return tuple(kept)


def _part_changes(
    way: str, old: list[Any], new: list[Any], was: changes.Named, now: changes.Named
) -> Iterator[Change]:
    match way:
        case "passages":
            passages = Citation._make
            return changes.passage_changes(map(passages, old), map(passages, new))
        case "readings":
            return changes.group_changes(
                _readings(old), _readings(new), _reading(was), _reading(now), "reading of the {}"
            )
        case "claims":
            return changes.claim_changes(old, new, was, now)
        case "records":
            return changes.group_changes(_renamed(old), _renamed(new), _named(was), _named(now))
        case "agreements":
            return changes.group_changes(old, new, _named(was), _named(now), "agreement ({})")
        case "texts":
            return changes.group_changes(old, new, "“{}”".format, "“{}”".format)
        case _:
            return changes.group_changes(old, new, str, str)


def _renamed(members: list[Any]) -> Iterator[list[Any]]:
    for name, *rest in members:
        yield [_WORDS.get(name, name), *rest]


def _readings(members: list[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    fields = ("field", "value", "document", "basis", "reason", "reference", "relation", "preferred")
    for member in members:
        yield _WORDS.get(member[0], member[0]), dict(zip(fields, member, strict=True))


def _named(name: changes.Named) -> changes.Writer:
    """Writes the name of an actor, agreement or event; for a signatory, also on whose behalf it signed."""

    def write(member: str | list[str]) -> str:
        return name(member) if isinstance(member, str) else " for ".join(map(name, member))

    return write


def _reading(name: changes.Named) -> changes.Writer:
    """Writes the value of a reading with its document or its basis."""

    def write(reading: dict[str, Any]) -> str:
        field, value = reading["field"], reading["value"]
        if field in ("date", "signed", "effective", "deadline", "held", "published"):
            value = in_words(value)
        elif field in ("actors", "speakers", "place", "outlet"):
            value = "; ".join(map(name, value.split("; ")))
        source = reading["document"] or reading["basis"]
        return f"{value} ({source})"

    return write


def _names(edition: Edition) -> changes.Named:
    kept: dict[str, str] = {}

    def name(id_: str) -> str:
        if id_ not in kept:
            if len(kept) == _NAMES_KEPT:
                kept.clear()
            query = Query("SELECT label FROM records WHERE id = :id", {"id": id_})
            kept[id_] = next((label for (label,) in edition.run(query)), id_)
        return kept[id_]

    return name
