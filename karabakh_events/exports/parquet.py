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
from karabakh_events.queries.exporting import FULL_KINDS, FullRow, fingerprint, full_rows
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.shapes import COUNT, DAY_KIND, TEXT, Kind

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

    # Places in a text fit in 32 bits, and are the only counts.
    types = {TEXT: pa.string(), DAY_KIND: pa.date32(), COUNT: pa.int32()}

    def typed(kind: Kind) -> Any:
        if isinstance(kind, list):
            return pa.list_(typed(kind[0]))
        if isinstance(kind, dict):
            return pa.struct([(name, typed(inner)) for name, inner in kind.items()])
        return types[kind]

    return pa.schema([(name, typed(kind)) for name, kind in FULL_KINDS.items()])
