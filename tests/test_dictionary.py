"""The descriptions of tables and columns are those of the database as it is built."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.views import TABLES, VIEWS


def test_every_table_and_view_is_described_and_nothing_else(sample_file: Path) -> None:
    assert sorted(DESCRIBED) == sorted([*TABLES, *VIEWS])
    with closing(sqlite3.connect(sample_file)) as connection:
        columns = {
            name: [
                column
                for _, column, _, _, _, _, hidden in connection.execute(f'PRAGMA table_xinfo("{name}")')
                if hidden != 1  # what FTS5 adds for its own use
            ]
            for name in DESCRIBED
        }
    assert {name: list(described.columns) for name, described in DESCRIBED.items()} == columns


def test_every_description_says_something_and_is_one_line() -> None:
    for described in DESCRIBED.values():
        for words in (described.row, *described.columns.values()):
            assert words.strip() == words
            assert words
            assert words.isprintable()


def test_they_can_be_had_without_sqlalchemy() -> None:
    program = "import sys, karabakh_events.schema.dictionary; print('sqlalchemy' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "False\n"
