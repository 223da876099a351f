"""A Frictionless data package: the tables as CSV with `datapackage.json`, in a folder or a .zip.

The selected rows come with all records that they name: their actors, passages and readings, the agreements
with their provisions, the documents, actors and places. Cells have the exact content: nothing is escaped for
spreadsheets. If only some rows are selected, a column may name an event that is not in the package. Such
columns are foreign keys only in a package of the whole database.
"""

import csv
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

from karabakh_events import __version__, database, files
from karabakh_events.exports.report import Report
from karabakh_events.exports.tables import TABLES, Table
from karabakh_events.queries import exporting
from karabakh_events.queries.filters import TimelineFilter

NAME = "karabakh-events"
DESCRIPTOR = "datapackage.json"
TEXTS = "text[s] of [a document (its checksum|documents (their checksums] and passages are here)"
EMPTY = "text[s] without a character, which CSV cannot tell from none"

EVERYTHING = TimelineFilter(statements=True)

_TABLES = {table.name: table for table in TABLES}
_OURS = frozenset({DESCRIPTOR, *(f"{table.name}.csv" for table in TABLES)})

_BATCH = 1_000
"""The number of selected rows whose parts are read together."""

_PARTS = {
    "event": (
        ("events", "id"),
        ("event_actors", "event_id"),
        ("event_agreements", "event_id"),
        ("provision_claims", "event_id"),
        ("agreement_claims", "event_id"),
        ("citations", "event_id"),
        ("figures", "event_id"),
        ("claims", "record"),
        ("identifiers", "record"),
    ),
    "statement": (
        ("statements", "id"),
        ("statement_actors", "statement_id"),
        ("statement_agreements", "statement_id"),
        ("statement_events", "statement_id"),
        ("statement_topics", "statement_id"),
        ("renderings", "statement_id"),
        ("provision_claims", "statement_id"),
        ("agreement_claims", "statement_id"),
        ("citations", "statement_id"),
        ("figures", "statement_id"),
        ("claims", "record"),
    ),
    "agreement": (
        ("agreements", "id"),
        ("agreement_aliases", "agreement_id"),
        ("agreement_actors", "agreement_id"),
        ("provisions", "agreement_id"),
        ("citations", "agreement_id"),
        ("claims", "record"),
        ("identifiers", "record"),
    ),
    "provision": (("citations", "provision_id"), ("claims", "record")),
    "role": (("citations", "role_id"), ("claims", "record")),
    "document": (
        ("documents", "id"),
        ("sections", "document_id"),
        ("citations", "of_document_id"),
        ("claims", "record"),
    ),
    "actor": (
        ("actors", "id"),
        ("actor_members", "group_id"),
        ("actor_aliases", "actor_id"),
        ("roles", "actor_id"),
        ("identifiers", "record"),
    ),
    "place": (("places", "id"), ("place_aliases", "place_id"), ("identifiers", "record")),
    "topic": (("topics", "id"),),
}
"""For each kind of record, the tables with its rows, and the column of each table that has its id."""

_NAMED = ("agreement", "document", "actor", "place", "topic")
"""The kinds of record that are included because other rows name them."""


def save(
    connection: sqlite3.Connection, wanted: TimelineFilter, path: Path, *, force: bool = False
) -> Report:
    """Write the package to a folder, or to a .zip if the path ends in `.zip`.

    Raises KeventsError if the path cannot be written, or if it is a folder that is not an earlier export and
    `force` is false.
    """
    with database.reading_one_state(connection):
        if path.suffix.lower() == ".zip":
            with files.replacing(path) as out, files.beside(path.absolute()) as folder:
                report = _fill(folder, connection, wanted)
                _pack(folder, out)
            return report
        with files.replacing_folder(path, _ours, maker="kevents export csv", force=force) as folder:
            return _fill(folder, connection, wanted)


def _ours(folder: Path) -> frozenset[str] | None:
    """The names of the files of the earlier export in this folder; None if there is none."""
    try:
        ours = json.loads((folder / DESCRIPTOR).read_bytes())["name"] == NAME
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return _OURS if ours else None


def _pack(folder: Path, out: Any) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in [folder / DESCRIPTOR, *(folder / f"{table.name}.csv" for table in TABLES)]:
            # The same package always has the same bytes: no time of writing, no permissions of this machine.
            entry = zipfile.ZipInfo(each.name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with each.open("rb") as source, archive.open(entry, "w") as target:
                while chunk := source.read(1 << 20):
                    target.write(chunk)


def _fill(folder: Path, connection: sqlite3.Connection, wanted: TimelineFilter) -> Report:
    report = Report()
    whole = wanted._replace(reverse=False) == EVERYTHING
    with ExitStack() as stack:
        tables = {}
        for table in TABLES:
            # `newline=""`: line ends within cells stay as they are.
            out = stack.enter_context((folder / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
            tables[table.name] = csv.writer(out, lineterminator="\r\n")
            tables[table.name].writerow(table.names)
        package = _Package(connection, {name: writer.writerow for name, writer in tables.items()}, report)
        package.fill(wanted, whole=whole)
    sources = package.sources
    descriptor = _descriptor(folder, connection, sources, whole=whole)
    with (folder / DESCRIPTOR).open("w", encoding="utf-8", newline="\n") as out:
        json.dump(descriptor, out, ensure_ascii=False, indent=1)
        out.write("\n")
    return report


class _Package:
    """Writes rows, and collects the ids that they name: agreements, documents, actors, places."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        write: dict[str, Callable[[Iterable[Any]], object]],
        report: Report,
    ) -> None:
        self._connection, self._write, self._report = connection, write, report
        self._named: dict[str, set[str]] = {kind: set() for kind in (*_NAMED, "provision", "role")}
        self.sources: list[dict[str, str]] = []

    def fill(self, wanted: TimelineFilter, *, whole: bool) -> None:
        rows = iter(exporting.ids(self._connection, wanted))
        while batch := list(islice(rows, _BATCH)):
            for kind in ("event", "statement"):
                if ids := [id_ for id_, of in batch if of == kind]:
                    self._report.wrote(kind, len(ids))
                    self._parts(kind, ids)
        if whole:
            for kind in _NAMED:
                ids = [
                    id_
                    for (id_,) in exporting.table(self._connection, _PARTS[kind][0][0], ["id"], order=["id"])
                ]
                self._named[kind].update(ids)
        self._rest()

    def _rest(self) -> None:
        """Write the records that were named, then those that these name, until there are no new ones."""
        done: dict[str, set[str]] = {kind: set() for kind in self._named}
        while True:
            # A claim names a provision, and so includes the whole agreement of that provision.
            provisions = self._named["provision"]
            rows = exporting.table(
                self._connection, "provisions", ["agreement_id"], "id", provisions, order=["id"]
            )
            self._named["agreement"].update(agreement for (agreement,) in rows)
            new = {kind: sorted(ids - done[kind]) for kind, ids in self._named.items()}
            if not any(new.values()):
                return
            for kind, ids in new.items():
                done[kind].update(ids)
                for start in range(0, len(ids), _BATCH):
                    self._parts(kind, ids[start : start + _BATCH])

    def _parts(self, kind: str, ids: list[str]) -> None:
        for name, key in _PARTS[kind]:
            table = _TABLES[name]
            where = f"kind = '{kind}'" if name in ("claims", "identifiers") else ""
            rows = exporting.table(
                self._connection, name, table.names, key, ids, order=table.order or table.key, where=where
            )
            if name == kind + "s" and kind in ("event", "statement"):
                rows = _in_order(rows, ids)
            self._copy(table, rows)

    def _copy(self, table: Table, rows: Iterable[tuple[Any, ...]]) -> None:
        write = self._write[table.name]
        naming = [
            (position, self._named[column.refers[:-1]])
            for position, column in enumerate(table.columns)
            if column.refers and column.refers[:-1] in self._named
        ]
        own = self._named.get(table.name[:-1])
        for row in rows:
            write(row)
            self._report.lose(EMPTY, row.count(""))
            for position, ids in naming:
                if row[position] is not None:
                    ids.add(row[position])
            if own is not None:
                own.add(row[0])
            if table.name == "documents":
                self._report.wrote("document")
                self._report.lose(TEXTS)
                self._source(dict(zip(table.names, row, strict=True)))

    def _source(self, document: dict[str, Any]) -> None:
        source = {"title": document["title"]}
        if (document["url"] or "").startswith(("http://", "https://")):
            source["path"] = document["url"]
        self.sources.append(source)


def _in_order(rows: Iterable[tuple[Any, ...]], ids: list[str]) -> Iterator[tuple[Any, ...]]:
    """The rows in the order of the timeline. The table gave them in the order of its keys."""
    by_id = {row[0]: row for row in rows}
    return (by_id[id_] for id_ in ids)


def _descriptor(
    folder: Path, connection: sqlite3.Connection, sources: list[dict[str, str]], *, whole: bool
) -> dict[str, Any]:
    fingerprint = exporting.fingerprint(connection)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": NAME,
        "title": "kevents: the mediation in the Nagorno-Karabakh conflict",
        "description": "Events, statements and agreements, each with the verbatim passage that supports it."
        " Uncertain dates are EDTF texts with the first and the last day that is possible."
        + ("" if whole else " A selection: an event that a row names may not be among them."),
        **({"id": fingerprint} if fingerprint else {}),
        "version": __version__,
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0 (the records; documents belong to their"
                " publishers)",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        **({"sources": sources} if sources else {}),
        "resources": [_resource(folder, table, whole=whole) for table in TABLES],
    }


def _resource(folder: Path, table: Table, *, whole: bool) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    with path.open("rb") as content:
        sum_ = hashlib.file_digest(content, "sha256").hexdigest()
    keys = [
        column
        for column in table.columns
        if column.refers is not None and (whole or column.name not in table.within)
    ]
    return {
        "name": table.name,
        "type": "table",
        "profile": "tabular-data-resource",
        "path": path.name,
        "description": table.meaning,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sum_}",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": column.type,
                    "description": column.meaning,
                    **({"constraints": {"required": True}} if column.required else {}),
                }
                for column in table.columns
            ],
            "primaryKey": list(table.key),
            **(
                {
                    "foreignKeys": [
                        {
                            "fields": [column.name],
                            "reference": {
                                # In Table Schema an empty name means the table itself.
                                "resource": "" if column.refers == table.name else column.refers,
                                "fields": ["id"],
                            },
                        }
                        for column in keys
                    ]
                }
                if keys
                else {}
            ),
        },
    }
