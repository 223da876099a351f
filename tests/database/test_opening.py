"""Opening a database for reading: what it is, what it is not, and that nothing of it acts."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from karabakh_events.database import open_reading, opening, translated
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.database.opening import REVISION
from karabakh_events.errors import (
    DatabaseDamaged,
    DatabaseError,
    DatabaseMissing,
    KeventsError,
    NewerDatabase,
    OlderDatabase,
)
from karabakh_events.schema import tables
from karabakh_events.schema.views import TABLES
from tests.database.handling import (
    FOREIGN,
    Make,
    change,
    content,
    link_to_nowhere,
    put_empty_database,
    run_python,
)
from tests.rows import sample_rows


def test_reading_imports_no_more_than_sqlite3() -> None:
    loaded = run_python(
        "import sys, karabakh_events.database, karabakh_events.database.adhoc; print(*sys.modules)"
    )
    heavy = {"sqlalchemy", "alembic", "platformdirs", "pydantic", "yaml", "rich", "pathlib", "dataclasses"}
    assert not heavy & set(loaded.split())


def test_a_build_that_upgrades_nothing_leaves_alembic_alone(path: Path) -> None:
    code = (
        "import sys; from karabakh_events.database.loading import build; from tests.rows import sample_rows\n"
        "for name in ('one', 'two'): build(sys.argv[1], sample_rows(), name)\nprint(*sys.modules)"
    )
    assert "alembic" not in run_python(code, path).split()


@pytest.mark.parametrize(
    "name", ["a?mode=memory.db", "50%25 off.db", "no#1.db", "with space.db", "Şuşa “1”.db", ":memory:"]
)
def test_every_name_names_its_own_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    build(path, sample_rows(), "sample")
    with closing(open_reading(path)) as connection:
        assert connection.execute("SELECT value FROM about").fetchall() == [("sample",)]
    assert os.listdir(tmp_path) == [name]  # noqa: PTH208


def test_a_relative_name_starts_from_the_current_folder(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(built.parent)
    open_reading(Path("kevents.db")).close()
    open_reading("kevents.db").close()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM events",
        "CREATE TABLE x (y)",
        "CREATE TEMP TABLE x (y)",
        "PRAGMA user_version = 7",
        "VACUUM",
    ],
)
def test_a_reader_cannot_write(built: Path, statement: str) -> None:
    before = built.read_bytes()
    with (
        closing(open_reading(built)) as connection,
        pytest.raises(DatabaseError, match=r"kevents\.db: cannot be written"),
        translated(built),
    ):
        connection.execute(statement)
    assert built.read_bytes() == before


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        *FOREIGN,
        (link_to_nowhere, DatabaseMissing, "no such database"),
        (Path.touch, DatabaseError, "is empty"),
        (put_empty_database, DatabaseError, "is empty"),
    ],
)
def test_what_cannot_be_read_is_told_apart(
    path: Path, make: Make, kind: type[KeventsError], message: str
) -> None:
    make(path)
    with pytest.raises(kind, match=message) as caught:
        open_reading(path)
    assert str(path) in str(caught.value)


def test_a_missing_file_or_folder_is_a_missing_database(path: Path) -> None:
    for missing in (path, path / "below" / "kevents.db"):
        with pytest.raises(DatabaseMissing, match="no such database"):
            open_reading(missing)
    path.touch()
    with pytest.raises(DatabaseMissing):
        open_reading(path / "below")


def test_a_name_that_the_system_refuses_is_reported(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="cannot be opened: File name too long"):
        open_reading(tmp_path / ("x" * 300))


def test_a_newer_and_an_older_database_are_told_with_both_revisions(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(built, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase, match=f"9999, this one knows up to {REVISION}"):
        open_reading(built)
    monkeypatch.setattr(opening, "REVISIONS", ("9999", REVISION))
    with pytest.raises(OlderDatabase, match=f"9999, this one needs {REVISION}"):
        open_reading(built)


def test_a_truncated_file_is_damaged(built: Path) -> None:
    data = built.read_bytes()
    for size in (1, 16, 100, 4096, len(data) // 2, len(data) - 4096):
        built.write_bytes(data[:size])
        with pytest.raises(DatabaseDamaged):
            open_reading(built)
    built.write_bytes(data[:-1])
    assert problems_of_file(built)


def test_damage_met_while_reading_is_reported_of_the_file(built: Path) -> None:
    with closing(sqlite3.connect(built)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'events'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    data = bytearray(built.read_bytes())
    data[(page - 1) * size : page * size] = b"\xa5" * size
    built.write_bytes(data)
    with (
        closing(open_reading(built)) as connection,
        pytest.raises(DatabaseDamaged, match=r"kevents\.db: is damaged"),
        translated(built),
    ):
        connection.execute("SELECT * FROM events").fetchall()


def test_text_that_is_not_utf8_is_damage(built: Path) -> None:
    change(built, "UPDATE events SET title = CAST(x'ff41' AS TEXT)")
    with (
        closing(open_reading(built)) as connection,
        pytest.raises(DatabaseDamaged, match="UTF-8"),
        translated(built),
    ):
        connection.execute("SELECT title FROM events").fetchall()


def test_a_missing_table_is_damage(built: Path) -> None:
    change(built, "DROP TABLE place_aliases")
    with (
        closing(open_reading(built)) as connection,
        pytest.raises(DatabaseDamaged, match="not as kevents made it: no such table: place_aliases"),
        translated(built),
    ):
        connection.execute("SELECT * FROM place_aliases")


def test_faults_of_the_program_are_not_dressed_up(built: Path) -> None:
    with closing(open_reading(built)) as connection:
        with pytest.raises(sqlite3.ProgrammingError), translated(built):
            connection.execute("SELECT ?")
        with pytest.raises(sqlite3.OperationalError, match="syntax"), translated(built):
            connection.execute("SELEC")


@pytest.mark.usefixtures("impatient")
def test_a_locked_file_is_waited_for_only_so_long(built: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(DatabaseError, match=r"another program is using it; waited 0\.2 seconds"):
            open_reading(built)
        with pytest.raises(DatabaseError, match="another program is using it"):
            build(built, sample_rows(), "other")


def test_nothing_of_a_hostile_file_runs_on_reading(built: Path) -> None:
    change(
        built,
        "CREATE TRIGGER events AFTER DELETE ON events BEGIN DELETE FROM actors; END",
        "CREATE VIEW mine AS SELECT load_extension('evil') AS id, fts3_tokenizer('simple') AS kind",
    )
    with closing(open_reading(built)) as connection:
        with (
            pytest.raises(DatabaseDamaged, match="not as kevents made it: unsafe use"),
            translated(built),
        ):
            connection.execute("SELECT * FROM mine")
        assert connection.execute("SELECT count(*) FROM actors").fetchone() == (12,)


@pytest.mark.parametrize(
    ("view", "instead"),
    [
        ("conflicts", "DROP VIEW conflicts"),
        ("events", "ALTER TABLE events RENAME TO hidden"),
    ],
)
def test_a_view_in_the_place_of_ours_is_not_read(built: Path, view: str, instead: str) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS record FROM n"
    change(built, instead, f"CREATE VIEW {view} AS {endless}")
    with pytest.raises(DatabaseDamaged, match="was not made by kevents"):
        open_reading(built)


def test_the_names_of_the_tables_are_the_tables() -> None:
    assert sorted(TABLES) == sorted([*tables.metadata.tables, "search"])


def test_a_write_ahead_log_is_read_while_its_writer_is_there(built: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("UPDATE about SET value = 'in the log'")
        assert content(built)["about"] == [("fingerprint", "in the log")]


def test_an_interrupt_inside_the_progress_handler_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    build(path, sample_rows(), "sample")
    # Datasette, if another test of this process has loaded it, has what callbacks raise reported beside.
    sqlite3.enable_callback_tracebacks(False)

    def interrupted() -> bool:
        raise KeyboardInterrupt  # as Python does when it notices the signal there

    with closing(open_reading(path)) as connection:
        connection.set_progress_handler(interrupted, 10)
        with pytest.raises(KeyboardInterrupt), translated(path):
            connection.execute("SELECT count(*) FROM events, events, events").fetchone()
