"""Parquet, read back by pyarrow, pandas and polars."""

import json
import sqlite3
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from karabakh_events.exports import parquet, save
from karabakh_events.queries.exporting import FULL_KINDS, full_rows
from tests.exports.conftest import ALL, NOTHING, exported

pytestmark = pytest.mark.needs("pyarrow", "pandas", "polars")


def _as_json(value: Any) -> Any:
    return json.loads(
        json.dumps(value, default=lambda day: day.isoformat() if isinstance(day, date) else day)
    )


def test_pyarrow_reads_the_rows_back(corpus: sqlite3.Connection) -> None:
    import pyarrow.parquet as pq

    table = pq.read_table(BytesIO(exported("parquet", corpus)[0]))
    table.validate(full=True)
    assert _as_json(table.to_pylist()) == [full.as_json() for full in full_rows(corpus, ALL)]


def test_the_columns_are_the_fields_and_typed(corpus: sqlite3.Connection) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pq.read_schema(BytesIO(exported("parquet", corpus)[0]))
    assert tuple(schema.names) == tuple(FULL_KINDS) == tuple(next(full_rows(corpus, ALL)).as_json())
    assert schema.field("earliest").type == pa.date32()
    assert schema.field("latest").type == pa.date32()
    assert pa.types.is_struct(schema.field("actors").type.value_type)
    assert schema.metadata[b"fingerprint"]


def test_pandas_and_polars_read_it(bundled_file: Path, bundled: sqlite3.Connection, tmp_path: Path) -> None:
    import pandas as pd
    import polars as pl

    path = tmp_path / "rows.parquet"
    save("parquet", bundled, ALL, path)
    frame = pd.read_parquet(path)
    assert len(frame) == 159
    assert (frame["kind"] == "event").sum() == 91
    day = frame.loc[frame["id"] == "2020-11-22-lavrov-shoygu-in-baku", "earliest"].item()
    assert day == date(2020, 11, 22)
    lazy = pl.scan_parquet(path).filter(pl.col("latest") < date(2018, 1, 1)).collect()
    (number,) = bundled.execute(
        "SELECT (SELECT count(*) FROM events WHERE latest < '2018-01-01')"
        " + (SELECT count(*) FROM statements WHERE latest < '2018-01-01')"
    ).fetchone()
    assert len(lazy) == number > 0


def test_rows_are_written_in_groups(sample: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    monkeypatch.setattr(parquet, "GROUP", 5)
    file = pq.ParquetFile(BytesIO(exported("parquet", sample)[0]))
    assert [file.metadata.row_group(each).num_rows for each in range(file.num_row_groups)] == [5, 5, 2]


def test_nothing_is_a_table_with_columns(sample: sqlite3.Connection) -> None:
    import pyarrow.parquet as pq

    content, report = exported("parquet", sample, NOTHING)
    table = pq.read_table(BytesIO(content))
    assert table.num_rows == 0
    assert tuple(table.column_names) == tuple(FULL_KINDS)
    assert report.empty


def test_the_first_and_the_last_day_can_be_held(writable: sqlite3.Connection) -> None:
    import pyarrow.parquet as pq

    writable.execute(
        "UPDATE events SET date_edtf = '0001/9999', earliest = '0001-01-01', latest = '9999-12-31',"
        " precision = 'interval', date_basis = 'stated' WHERE id = 'mission'"
    )
    (row,) = [
        row
        for row in pq.read_table(BytesIO(exported("parquet", writable)[0])).to_pylist()
        if row["id"] == "mission"
    ]
    assert (row["earliest"], row["latest"]) == (date(1, 1, 1), date(9999, 12, 31))
