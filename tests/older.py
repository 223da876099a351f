"""A file of the first revision of the schema, as kevents of that time wrote it.

`data/revision-0001.json` has its rows: the sample of that time, with more offices, every topic, identifiers
in Wikidata, and a second reading of each field that a record file could then have one of. It was written
once, by the program as it was before revision 0002, and stays as it is. The schema is made by Alembic.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine

from karabakh_events.database import migrating

FIRST = "0001"
NEWEST_BUT_UNKNOWN = "0003"

_ROWS = Path(__file__).parent / "data" / "revision-0001.json"

Content = dict[str, list[tuple[object, ...]]]


def first_rows() -> dict[str, list[dict[str, Any]]]:
    """Table -> its rows by column."""
    tables = json.loads(_ROWS.read_text(encoding="utf-8"))
    return {
        name: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
        for name, table in tables.items()
    }


def make_first(path: Path) -> Path:
    """Make the file of the first revision at `path`, with every table filled."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        migrating.upgrade(connection, FIRST)
        for table, rows in first_rows().items():
            columns = ", ".join(f'"{column}"' for column in rows[0])
            signs = ", ".join("?" * len(rows[0]))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({signs})"
            connection.exec_driver_sql(statement, [tuple(row.values()) for row in rows])
    return path


def content_of_any(path: Path) -> Content:
    """Every row and definition of a sound file of any revision; fails on any that is not sound."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
        connection.rollback()
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for name in [*(name for (name,) in names.fetchall()), "sqlite_schema"]
        }
