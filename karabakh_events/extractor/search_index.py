"""The rows of the full-text index: the words of every record but the topics, which are asked for by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from karabakh_events.extractor.evidence import Evidence, Row
from karabakh_events.extractor.library import Library
from karabakh_events.extractor.registry import KINDS, Record, Registry
from karabakh_events.names import fold


def search_rows(
    registry: Registry, library: Library, evidence: Evidence, rows: Mapping[str, Sequence[Row]]
) -> list[Row]:
    """The rows of the full-text index, by kind and identifier; `rows` are the rows of the other tables.

    They hold the summary of each record, its words in every document with their translations, the passages
    that support it, and its aliases. For a document they hold the whole text. All of it is folded: see
    `names.fold`.
    """
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for kind in ("actor", "place", "agreement"):
        for row in rows.get(f"{kind}_aliases", ()):
            aliases[str(row[f"{kind}_id"])].append(str(row["alias"]))
    said: defaultdict[str, list[object]] = defaultdict(list)
    for table, key in (("statements", "id"), ("renderings", "statement_id")):
        for row in rows.get(table, ()):
            said[str(row[key])] += (row["quote"], row["translation"])
    # A preferred claim may have changed the title or the summary. What the record itself has is found too.
    stored = {
        row["id"]: row
        for table in ("documents", "roles", "agreements", "provisions", "events", "statements")
        for row in rows.get(table, ())
    }
    entries: list[Row] = []
    for kind, model in KINDS.items():
        if kind == "topic":
            continue
        for declared in registry.all(model):
            record = declared.record
            own = _heading(record)
            row = stored.get(record.id, {})
            heading = str(row.get("title" if hasattr(record, "title") else "summary") or own)
            summary = row.get("summary") or getattr(record, "summary", None)
            shelved = library.shelf.get(record.id) if kind == "document" else None
            words = [
                *aliases[record.id],
                own if own != heading else None,
                summary if summary != heading else None,
                *said[record.id],
                *(row["exact"] for row in evidence.cited[record.id]),
                shelved.text.original if shelved else None,
            ]
            entries.append(
                {
                    "record": record.id,
                    "kind": kind,
                    "heading": fold(heading),
                    "words": fold("\n".join(str(each) for each in words if each)),
                }
            )
    return entries


def _heading(record: Record) -> str:
    """The title or name of a record. A statement or a provision has its summary instead."""
    return next(str(getattr(record, key)) for key in ("title", "name", "summary") if hasattr(record, key))
