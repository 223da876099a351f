"""Parquet: the rows as one typed table, for pandas, polars, DuckDB and R.

The columns are the fields of the JSON lines. The bounds of dates are dates; actors, passages and readings are
lists of structures. Rows are written in groups, so memory does not grow with their number.
"""

import sqlite3
from datetime import date
from itertools import islice
from typing import Any, BinaryIO

from karabakh_events import __version__
from karabakh_events.exports.report import Report
from karabakh_events.queries.exporting import FULL_KINDS, FullRow, fingerprint, full_rows
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.shapes import COUNT, DAY_KIND, FLAG, TEXT, Kind

GROUP = 10_000
"""The number of rows in a group, which takes some tens of megabytes of Python objects."""


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the table. Nothing is lost. A table without rows still has its columns."""
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

    # The only counts are positions in a text, which fit in 32 bits.
    types = {TEXT: pa.string(), DAY_KIND: pa.date32(), COUNT: pa.int32(), FLAG: pa.bool_()}

    def typed(kind: Kind) -> Any:
        if isinstance(kind, list):
            return pa.list_(typed(kind[0]))
        if isinstance(kind, dict):
            return pa.struct([(name, typed(inner)) for name, inner in kind.items()])
        return types[kind]

    return pa.schema([(name, typed(kind)) for name, kind in FULL_KINDS.items()])
