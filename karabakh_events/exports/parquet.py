"""Parquet: the rows as one typed table, for pandas, polars, DuckDB and R.

The columns are the fields of the JSON lines: the bounds of dates as dates, actors, passages and readings as
lists of structures. It is written a group of rows at a time, so that memory does not grow with the rows.
"""

import sqlite3
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from karabakh_events import __version__
from karabakh_events.exports.report import Report
from karabakh_events.queries.exporting import FullRow, fingerprint, full_rows
from karabakh_events.queries.filters import TimelineFilter

GROUP = 10_000
"""Rows in a group: some tens of megabytes of Python objects while it is made."""


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the table; nothing is lost. A table without rows has its columns all the same."""
    from pyarrow import Table
    from pyarrow.parquet import ParquetWriter

    report = Report()
    schema = _schema().with_metadata(
        {"kevents": __version__, "fingerprint": fingerprint(connection) or "unknown"}
    )
    rows = full_rows(connection, wanted)
    with ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP)):
            for full in group:
                report.wrote(full.row.kind)
            writer.write_table(Table.from_pylist([_record(full) for full in group], schema))
    return report


def _record(full: FullRow) -> dict[str, Any]:
    record = full.as_json()
    for bound in ("earliest", "latest"):
        if record[bound] is not None:
            record[bound] = date.fromisoformat(record[bound])
    return record


def _schema() -> Any:
    import pyarrow as pa

    text = pa.string()

    def structure(*names: str, **typed: Any) -> Any:
        return pa.struct([(name, typed.get(name, text)) for name in names])

    types = {
        "earliest": pa.date32(),
        "latest": pa.date32(),
        "place": structure("id", "name"),
        "actors": pa.list_(structure("id", "name", "role", "office")),
        "agreements": pa.list_(text),
        "documents": pa.list_(text),
        "via": pa.list_(structure("id", "name")),
        "about": pa.list_(text),
        "topics": pa.list_(text),
        "relations": pa.list_(structure("agreement", "relation")),
        "verdicts": pa.list_(structure("provision", "verdict")),
        "passages": pa.list_(
            structure(
                "document", "section", "supports", "start", "end", "exact", start=pa.int32(), end=pa.int32()
            )
        ),
        "readings": pa.list_(
            structure("field", "value", "document", "basis", "reason", "reference", "exact")
        ),
    }
    return pa.schema([(name, types.get(name, text)) for name in FIELDS])


FIELDS = (
    "id",
    "kind",
    "type",
    "mode",
    "title",
    "date",
    "date_verbatim",
    "earliest",
    "latest",
    "date_basis",
    "status",
    "place",
    "actors",
    "agreements",
    "documents",
    "summary",
    "manner",
    "quote",
    "precision",
    "date_reason",
    "date_reference",
    "note",
    "part_of",
    "occasion",
    "section",
    "via",
    "about",
    "topics",
    "relations",
    "verdicts",
    "passages",
    "readings",
)
"""The columns in their order: the fields of `FullRow.as_json`."""
