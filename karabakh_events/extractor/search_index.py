"""What can be searched for: the words of every record."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from karabakh_events.extractor.evidence import Evidence, Row
from karabakh_events.extractor.library import Library
from karabakh_events.extractor.registry import KINDS, Record, Registry
from karabakh_events.names import fold


def search_rows(
    registry: Registry, library: Library, evidence: Evidence, rows: Mapping[str, Sequence[Row]]
) -> list[Row]:
    """The rows of the full-text index, by kind and identifier; `rows` are those drawn so far.

    Of each record its summary, its quotation and the passages that support it, of a document the whole text,
    and of whatever has aliases these too. All of it is folded: see `names.fold`.
    """
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for kind in ("actor", "place", "agreement"):
        for row in rows.get(f"{kind}_aliases", ()):
            aliases[str(row[f"{kind}_id"])].append(str(row["alias"]))
    quotes = {row["id"]: row["quote"] for row in rows.get("statements", ())}
    found: list[Row] = []
    for kind, model in KINDS.items():
        for declared in registry.all(model):
            record = declared.record
            heading = _heading(record)
            summary = getattr(record, "summary", None)
            shelved = library.shelf.get(record.id) if kind == "document" else None
            words = [
                *aliases[record.id],
                summary if summary != heading else None,
                quotes.get(record.id),
                *(row["exact"] for row in evidence.cited[record.id]),
                shelved.text.original if shelved else None,
            ]
            found.append(
                {
                    "record": record.id,
                    "kind": kind,
                    "heading": fold(heading),
                    "words": fold("\n".join(str(each) for each in words if each)),
                }
            )
    return found


def _heading(record: Record) -> str:
    """The title or name of a record; of a statement or a provision, its summary."""
    return next(str(getattr(record, key)) for key in ("title", "name", "summary") if hasattr(record, key))
