"""The database file: finding, opening, building, querying and checking it."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from karabakh_events.database import (
    default_path,
    exists,
    locate,
    open_reading,
    opening,
    resources,
    translated,
)
from karabakh_events.database.adhoc import run_adhoc
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
    QueryRefused,
)
from karabakh_events.schema import tables
from karabakh_events.schema.views import TABLES
from tests.rows import HOSTILE_SUMMARY, TEXTS, Rows, sample_rows

Make = Callable[[Path], object]
"""Puts something at a path."""


def run_python(code: str, *arguments: object) -> str:
    """What a Python of its own prints, so that nothing of this process is loaded in it."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, the full-text index too."""
    with closing(open_reading(path)) as connection:
        return {
            table: sorted(connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
            for table in [*tables.metadata.tables, "search"]
        }


def change(path: Path, *statements: str) -> None:
    """What another program does to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)


def canonical(path: Path) -> bytes:
    """The bytes of the file without the traces of how it came to be."""
    copy = path.with_suffix(".copy")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    data = copy.read_bytes()
    copy.unlink()
    return data


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kevents.db"


@pytest.fixture
def built(path: Path) -> Path:
    build(path, sample_rows(), "sample")
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.2)


# --- finding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("kevents.db", "kevents.db"),
        ("/data/ü ber.db", "/data/ü ber.db"),
        ("sqlite:///kevents.db", "kevents.db"),
        ("sqlite:////data/kevents.db", "/data/kevents.db"),
        ("sqlite+pysqlite:///a%20b?.db", "a%20b?.db"),
        ("./odd://name", "./odd://name"),
    ],
)
def test_a_path_or_an_sqlite_url_names_the_file(text: str, path: str) -> None:
    assert locate(text) == path


@pytest.mark.parametrize(
    "text", ["postgresql://host/kevents", "mysql+pymysql://host/kevents", "https://host/a.db"]
)
def test_only_sqlite_files_are_supported(text: str) -> None:
    with pytest.raises(KeventsError, match="only SQLite files are supported"):
        locate(text)


@pytest.mark.parametrize(
    "text", ["", "a\0b", "sqlite://", "sqlite:///", "sqlite://host/a.db", "sqlite:///a\0b"]
)
def test_a_text_that_names_no_file_is_refused(text: str) -> None:
    with pytest.raises(KeventsError, match="name"):
        locate(text)


def test_the_default_is_in_the_users_data_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    path = Path(default_path())
    assert path.name == "kevents.db"
    assert path.is_relative_to(tmp_path)
    assert not exists(path)
    build(path, sample_rows(), "sample")
    assert exists(path)


def test_the_folders_of_a_checkout_are_found() -> None:
    assert list(resources.seeds_folder().glob("*.yaml"))
    assert list(resources.migrations_folder().glob("versions/*.py"))


def test_the_folders_of_an_installation_come_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "package" / "database" / "resources.py"))
    with pytest.raises(KeventsError, match="lacks the folder 'seeds'"):
        resources.seeds_folder()
    (tmp_path / "seeds").mkdir()
    assert resources.seeds_folder() == tmp_path / "seeds"
    (tmp_path / "package" / "seeds").mkdir(parents=True)
    assert resources.seeds_folder() == tmp_path / "package" / "seeds"


# --- opening ---------------------------------------------------------------------------------------


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


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def link_to_nowhere(path: Path) -> None:
    path.symlink_to("nowhere")


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/null")


def put_text(path: Path) -> None:
    path.write_text("This is not a database. " * 100)


def put_little(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0")


def put_empty_database(path: Path) -> None:
    change(path, "VACUUM")


def put_another(path: Path) -> None:
    change(path, "CREATE TABLE recipes (name TEXT)", "INSERT INTO recipes VALUES ('plov')")


def put_another_with_revisions(path: Path) -> None:
    change(
        path, "CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES (1), (2)"
    )


def put_endless_revisions(path: Path) -> None:
    change(
        path,
        "CREATE VIEW alembic_version AS WITH RECURSIVE n (version_num) AS"
        " (SELECT 1 UNION ALL SELECT version_num + 1 FROM n) SELECT version_num FROM n",
    )


def put_a_revision_that_is_no_text(path: Path) -> None:
    change(
        path,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES (CAST(x'ff' AS TEXT))",
    )


def put_a_long_revision(path: Path) -> None:
    change(
        path,
        "CREATE TABLE alembic_version (version_num TEXT)",
        "INSERT INTO alembic_version VALUES (hex(zeroblob(100000)))",
    )


FOREIGN = [
    (Path.mkdir, DatabaseDamaged, "is a folder"),
    (make_fifo, DatabaseDamaged, "is a named pipe"),
    (link_to_a_device, DatabaseDamaged, "is a device"),
    (put_text, DatabaseDamaged, "is not an SQLite database"),
    (put_little, DatabaseDamaged, "is not an SQLite database"),
    (put_another, DatabaseError, "an SQLite database that kevents did not make"),
    (put_another_with_revisions, DatabaseError, "an SQLite database that kevents did not make"),
    (put_endless_revisions, DatabaseError, "an SQLite database that kevents did not make"),
    (put_a_revision_that_is_no_text, DatabaseDamaged, "is damaged"),
    (put_a_long_revision, NewerDatabase, "its schema is too long,"),
]


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
    with pytest.raises(DatabaseDamaged, match="is not of kevents' making"):
        open_reading(built)


def test_the_names_of_the_tables_are_the_tables() -> None:
    assert sorted(TABLES) == sorted([*tables.metadata.tables, "search"])


def test_a_write_ahead_log_is_read_while_its_writer_is_there(built: Path) -> None:
    with closing(sqlite3.connect(built, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("UPDATE about SET value = 'in the log'")
        assert content(built)["about"] == [("fingerprint", "in the log")]


# --- building --------------------------------------------------------------------------------------


def expected(rows: Rows, table: str) -> list[tuple[object, ...]]:
    columns = [column.name for column in tables.metadata.tables[table].columns if column.computed is None]
    return sorted((tuple(row.get(name) for name in columns) for row in rows[table]), key=repr)


def test_a_build_holds_the_rows_and_says_how_many(path: Path) -> None:
    rows = sample_rows()
    summary = build(path, rows, "sample")
    assert summary.changed
    assert summary.backup is None
    assert summary.path == path
    with closing(open_reading(path)) as connection:
        for table in rows.keys() - {"search"}:
            columns = ", ".join(
                f'"{column.name}"'
                for column in tables.metadata.tables[table].columns
                if column.computed is None
            )
            stored = connection.execute(f"SELECT {columns} FROM {table}").fetchall()
            assert sorted(stored, key=repr) == expected(rows, table)
            assert summary.counts[table] == len(stored)
        found = connection.execute(
            "SELECT record FROM search WHERE search MATCH 'lachin' ORDER BY record"
        ).fetchall()
    assert [record for (record,) in found] == sorted(str(row["id"]) for row in rows["statements"])
    assert content(path)["about"] == [("fingerprint", "sample")]
    assert problems_of_file(path) == []


def test_texts_come_back_as_they_went_in(built: Path) -> None:
    with closing(open_reading(built)) as connection:
        (summary,) = connection.execute(
            "SELECT summary FROM statements WHERE id = 'lavrov-refugees'"
        ).fetchone()
        assert summary == HOSTILE_SUMMARY
        assert dict(connection.execute("SELECT id, text FROM documents")) == TEXTS


def test_a_date_knows_the_width_of_its_bounds(built: Path) -> None:
    with closing(open_reading(built)) as connection:
        classes = dict(connection.execute("SELECT id, span_class FROM events"))
    assert classes["2020-11-22-lavrov-in-baku"] == 0
    assert classes["2020-12-summit"] == 1
    assert classes["2019-observers"] == 2
    assert classes["2020-second-war"] == 5
    assert classes["mission"] == 6


def test_loading_twice_is_loading_once(built: Path) -> None:
    before, time_before = built.read_bytes(), built.stat().st_mtime_ns
    assert not build(built, sample_rows(), "sample").changed
    assert built.read_bytes() == before
    assert built.stat().st_mtime_ns == time_before


def test_a_later_build_replaces_everything(built: Path) -> None:
    rows = sample_rows()
    kept = [row for row in rows["event_actors"] if row["event_id"] != "2020-10-mines"]
    rows = {**rows, "event_actors": kept, "search": rows["search"][:3]}
    summary = build(built, rows, "fewer")
    assert summary.changed
    assert summary.counts["event_actors"] == len(kept)
    assert len(content(built)["event_actors"]) == len(kept)
    assert len(content(built)["search"]) == 3
    assert content(built)["about"] == [("fingerprint", "fewer")]
    assert problems_of_file(built) == []


def test_the_same_rows_make_the_same_file_whatever_was_before(tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("first.db", "second.db", "third.db"))
    shuffled = {table: rows[::-1] for table, rows in reversed(sample_rows().items())}
    build(first, sample_rows(), "sample")
    build(second, shuffled, "sample")
    third.touch()
    build(third, {}, "nothing")
    build(third, {"search": sample_rows()["search"]}, "something")
    build(third, sample_rows(), "sample")
    assert canonical(first) == canonical(second) == canonical(third)


def test_every_process_makes_the_same_file(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.db" for number in range(3)]
    for number, file in enumerate(files):
        subprocess.run(
            [sys.executable, "-m", "tests.building", str(file), "sample"],
            env={**os.environ, "PYTHONHASHSEED": str(number), "TZ": f"XXX{number * 5}"},
            check=True,
        )
    assert len(set(map(canonical, files))) == 1


def test_an_empty_corpus_can_be_built(path: Path) -> None:
    assert sum(build(path, {}, "nothing").counts.values()) == 1
    assert problems_of_file(path) == []


def test_a_build_tells_how_far_it_is(path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    build(path, sample_rows(), "sample", progress=lambda *step: told.append(step))
    whole = sum(map(len, sample_rows().values())) + 1
    assert {total for _table, _done, total in told} == {whole}
    assert [done for _table, done, _total in told] == sorted(done for _table, done, _total in told)
    assert told[-1] == ("search", whole, whole)


def test_nothing_but_the_database_is_left_in_its_folder(built: Path) -> None:
    build(built, {}, "nothing")
    assert [file.name for file in built.parent.iterdir()] == ["kevents.db"]


def test_the_file_can_be_read_by_whom_the_umask_allows(path: Path) -> None:
    before = os.umask(0o027)
    try:
        build(path, {}, "nothing")
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o640


def test_partial_files_of_killed_builds_are_swept_up_after_a_day(path: Path) -> None:
    old, young = (path.parent / f".kevents-{name}.partial" for name in ("old", "young"))
    for file in (old, young):
        file.touch()
    os.utime(old, (time.time() - 100_000, time.time() - 100_000))
    build(path, {}, "nothing")
    assert not old.exists()
    assert young.exists()


def test_the_journal_of_a_deleted_database_is_not_played_into_a_new_one(built: Path) -> None:
    journal = built.with_name("kevents.db-journal")
    with closing(sqlite3.connect(built, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE documents SET text = text || hex(zeroblob(100000))")
        left = journal.read_bytes()
    built.unlink()
    journal.write_bytes(left)
    build(built, sample_rows(), "sample")
    assert not journal.exists()
    assert problems_of_file(built) == []


def test_a_row_that_breaks_a_rule_is_named_and_nothing_is_loaded(built: Path) -> None:
    before = content(built)
    rows = sample_rows()
    rows["events"][2]["latest"] = "2019-01-01"
    with pytest.raises(DatabaseError, match=r"events refuses the row 2020-12-summit: .*ck_events_order"):
        build(built, rows, "wrong")
    assert content(built) == before


def test_a_reference_to_nothing_is_refused(built: Path) -> None:
    before = content(built)
    rows = sample_rows()
    rows["actors"].pop(0)
    with pytest.raises(
        DatabaseError, match=r"refer to rows that are not there: .*statement_actors -> actors"
    ):
        build(built, rows, "wrong")
    assert content(built) == before


def test_a_first_build_that_fails_leaves_nothing(path: Path) -> None:
    with pytest.raises(DatabaseError):
        build(path, {"event_actors": sample_rows()["event_actors"]}, "wrong")
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("rows", [{"nonsense": []}, {"actors": [{"id": "a", "nonsense": 1}]}])
def test_rows_for_which_there_is_no_place_are_a_fault_of_the_program(path: Path, rows: Rows) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        build(path, rows, "wrong")
    assert not path.exists()


def test_a_derived_table_takes_no_rows_from_outside(path: Path) -> None:
    with pytest.raises(ValueError, match="actor_dates"):
        build(path, {"actor_dates": []}, "wrong")
    assert not path.exists()


@pytest.mark.parametrize(("make", "kind", "message"), FOREIGN)
def test_a_file_that_is_not_ours_is_not_touched(
    path: Path, make: Make, kind: type[KeventsError], message: str
) -> None:
    make(path)
    regular = path.is_file()
    before = path.read_bytes() if regular else b""
    with pytest.raises(kind, match=message):
        build(path, sample_rows(), "sample")
    assert [file.name for file in path.parent.iterdir()] == ["kevents.db"]
    assert not regular or path.read_bytes() == before


@pytest.mark.parametrize("make", [Path.touch, put_empty_database])
def test_an_empty_file_is_filled(path: Path, make: Make) -> None:
    make(path)
    assert build(path, sample_rows(), "sample").changed
    assert problems_of_file(path) == []


def test_a_newer_database_is_not_touched(built: Path) -> None:
    change(built, "UPDATE alembic_version SET version_num = '9999'")
    before = built.read_bytes()
    with pytest.raises(NewerDatabase):
        build(built, {}, "nothing")
    assert built.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (
            "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM actors; END",
            "the trigger t is not of kevents",
        ),
        ("DROP INDEX ix_events_dates", "the index ix_events_dates is missing"),
        (
            "UPDATE sqlite_schema SET sql = replace(sql, 'ck_places_coordinates', 'x') WHERE name = 'places'",
            "the table places was changed",
        ),
    ],
)
def test_a_changed_schema_is_not_built_into(built: Path, statement: str, message: str) -> None:
    change(built, statement)
    before = content(built)
    with pytest.raises(DatabaseDamaged, match=message):
        build(built, {}, "nothing")
    assert content(built) == before


def test_what_a_user_has_added_stays(built: Path) -> None:
    change(
        built,
        "CREATE TABLE notes (text)",
        "INSERT INTO notes VALUES ('mine')",
        "CREATE VIEW mine AS SELECT 1",
    )
    build(built, {}, "nothing")
    with closing(open_reading(built)) as connection:
        assert connection.execute("SELECT * FROM notes, mine").fetchall() == [("mine", 1)]


def test_a_folder_that_is_no_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / "kevents.db"
    with pytest.raises(DatabaseError, match=r"cannot be written: (File exists|Not a directory)"):
        build(path, {}, "nothing")


def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    build(tmp_path / "new" / "folder" / "kevents.db", {}, "nothing")


@pytest.mark.usefixtures("impatient")
def test_a_build_waits_for_a_reader_and_then_says_so(built: Path) -> None:
    before = content(built)
    with closing(open_reading(built)) as reader:
        cursor = reader.execute("SELECT e.id FROM citations, events e")
        cursor.fetchone()
        with pytest.raises(DatabaseError, match="another program is using it"):
            build(built, {}, "nothing")
        assert len(cursor.fetchall()) == 19 * 8 - 1
    assert content(built) == before
    assert build(built, {}, "nothing").changed


def test_a_reader_and_a_writer_both_finish(built: Path) -> None:
    with closing(open_reading(built)) as reader:
        cursor = reader.execute("SELECT id FROM events ORDER BY id")
        cursor.fetchone()
        writer = threading.Thread(target=build, args=(built, {}, "nothing"))
        writer.start()
        time.sleep(0.2)
        assert len(cursor.fetchall()) == 7
        writer.join()
        assert reader.execute("SELECT count(*) FROM events").fetchone() == (0,)


# --- a user's own SQL ------------------------------------------------------------------------------


ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
WORDS = "hex(zeroblob(1000))"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "kevents.db"
    build(path, sample_rows(), "sample")
    return path


def ask(
    path: Path, sql: str, *, seconds: float = 10, max_rows: int | None = None
) -> list[tuple[object, ...]]:
    with run_adhoc(path, sql, seconds=seconds, max_rows=max_rows) as answer:
        return list(answer)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM events",
        "  -- the views\nSELECT * FROM timeline;",
        "SELECT * FROM who_said, ledger, evidence, conflicts, records",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
        "VALUES (1), (2)",
        "EXPLAIN QUERY PLAN SELECT * FROM timeline",
        "SELECT highlight(search, 2, '[', ']'), rank FROM search WHERE search MATCH 'lavrov' ORDER BY rank",
        "SELECT record, snippet(search, 3, '', '', '', 5) FROM search('lach*')",
        "PRAGMA table_info(events)",
        "PRAGMA user_version",
        "SELECT name FROM pragma_table_info('events')",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT name, sql FROM sqlite_schema",
        "SELECT julianday(latest) - julianday(earliest), printf('%05.1f', 2.5) FROM events",
    ],
)
def test_whatever_reads_is_answered(shared: Path, sql: str) -> None:
    assert ask(shared, sql)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("INSERT INTO events (id) VALUES ('x')", "INSERT changes the table events"),
        ("DELETE FROM events", "DELETE changes the table events"),
        ("UPDATE events SET title = ''", "UPDATE changes the table events"),
        ("INSERT INTO search (search) VALUES ('rebuild')", "INSERT changes the table search"),
        ("WITH x AS (SELECT 1) DELETE FROM events", "DELETE changes the table events"),
        ("EXPLAIN DELETE FROM events", "DELETE changes the table events"),
        ("CREATE TABLE x (y)", "CREATE"),
        ("CREATE TEMP TABLE x AS SELECT 1", "CREATE"),
        ("CREATE VIRTUAL TABLE x USING fts5 (y)", "CREATE"),
        ("CREATE TEMP VIEW x AS SELECT 1", "CREATE"),
        ("CREATE TEMP TRIGGER x AFTER INSERT ON events BEGIN SELECT 1; END", "CREATE"),
        ("DROP VIEW timeline", "DROP"),
        ("ALTER TABLE events ADD COLUMN x", "ALTER"),
        ("ANALYZE", "ANALYZE"),
        ("REINDEX", "REINDEX"),
        ("ATTACH '{folder}/made.db' AS made", "ATTACH"),
        ("DETACH main", "DETACH"),
        ("VACUUM", "VACUUM"),
        ("VACUUM INTO '{folder}/made.db'", "VACUUM"),
        ("BEGIN", "BEGIN"),
        ("SAVEPOINT x", "SAVEPOINT"),
        ("PRAGMA writable_schema = ON", "PRAGMA writable_schema"),
        ("PRAGMA query_only = OFF", "PRAGMA query_only"),
        ("PRAGMA trusted_schema = ON", "PRAGMA trusted_schema"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ("PRAGMA hard_heap_limit = 0", "PRAGMA hard_heap_limit"),
        ("PRAGMA user_version = 7", "PRAGMA user_version with a value"),
        ("PRAGMA temp_store_directory = '{folder}'", "PRAGMA temp_store_directory"),
        ("PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint"),
        ("SELECT load_extension('{folder}/made')", "the function load_extension"),
        ("SELECT FTS3_Tokenizer('simple')", "the function fts3_tokenizer"),
        ("UPDATE sqlite_schema SET sql = ''", "may not be modified"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT 1; DROP TABLE events", "more than one statement"),
    ],
)
def test_whatever_does_more_than_read_is_refused_by_name(
    shared: Path, tmp_path: Path, sql: str, rule: str
) -> None:
    before = shared.read_bytes()
    with pytest.raises(QueryRefused, match="refused: ") as caught:
        ask(shared, sql.format(folder=tmp_path))
    assert rule in caught.value.rule
    assert list(tmp_path.iterdir()) == []
    assert shared.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nonsense FROM events", "no such column: nonsense"),
        ("SELECT * FROM nonsense", "no such table: nonsense"),
        ("SELECT * FROM search WHERE search MATCH '\"'", "unterminated string"),
        ("SELECT ?", "parameters"),
        ("SELECT :name", "parameters"),
        ("", "no query"),
        ("-- nothing", "no query"),
        ("SELECT '\0'", "not text"),
        ("SELECT '\udcff'", "not text"),
        (f"SELECT '{'x' * 1_100_000}'", "longer than"),
        (f"SELECT 1{' + 1' * 300}", "Expression tree is too large"),
        (f"SELECT {', '.join('1' * 600)}", "too many columns"),
    ],
)
def test_a_query_that_is_not_right_is_the_users_to_mend(shared: Path, sql: str, message: str) -> None:
    with pytest.raises(KeventsError, match=message) as caught:
        ask(shared, sql)
    assert not isinstance(caught.value, DatabaseError)


@pytest.mark.parametrize(
    "sql",
    [
        f"{ENDLESS} count(*) FROM n",
        f"SELECT count(*) FROM {', '.join(f'citations c{n}' for n in range(8))}",
        "SELECT 1 WHERE (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT max(i) FROM n)",
    ],
)
def test_a_query_without_end_is_stopped_at_the_limit(shared: Path, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(KeventsError, match=r"stopped after 0\.3 seconds") as caught:
        ask(shared, sql, seconds=0.3)
    assert time.monotonic() - began < 3
    assert "--timeout" in caught.value.hint


def test_the_limit_counts_to_the_last_row(shared: Path) -> None:
    with (
        pytest.raises(KeventsError, match="stopped"),
        run_adhoc(shared, f"{ENDLESS} i FROM n", seconds=0.3, max_rows=None) as answer,
    ):
        for _row in answer:
            pass


def test_rows_beyond_the_limit_are_left_and_said_to_be(shared: Path) -> None:
    for most, truncated in ((3, True), (8, False), (9, False), (None, False)):
        with run_adhoc(shared, "SELECT id, title AS t FROM events", seconds=10, max_rows=most) as answer:
            assert answer.columns == ("id", "t")
            assert len(list(answer)) == min(most or 8, 8)
            assert answer.truncated is truncated


def test_text_that_a_query_makes_need_not_be_utf8(shared: Path) -> None:
    assert ask(shared, "SELECT CAST(x'41ff' AS TEXT)") == [("A\ufffd",)]


HOGS = {
    "blob": "SELECT zeroblob(2000000000)",
    "columns": f"SELECT {', '.join(['randomblob(15000000)'] * 100)}",
    "group": f"{ENDLESS} group_concat({WORDS}) FROM (SELECT i FROM n LIMIT 100000)",
    "array": f"{ENDLESS} json_group_array({WORDS}) FROM n",
    "sort": f"{ENDLESS} i FROM (SELECT i FROM n LIMIT 300000) ORDER BY {WORDS}",
    "distinct": f"{ENDLESS} count(DISTINCT {WORDS} || i) FROM n",
}


@pytest.mark.parametrize("sql", HOGS.values(), ids=HOGS)
def test_memory_is_bounded(shared: Path, sql: str) -> None:
    code = """if True:
        import sys
        from karabakh_events.database.adhoc import run_adhoc
        from karabakh_events.errors import KeventsError
        from tests.memory import peak
        try:
            with run_adhoc(sys.argv[1], sys.argv[2], seconds=20, max_rows=None) as answer:
                for row in answer:
                    pass
        except KeventsError as error:
            print(error)
        print(peak())
        """
    *message, most = run_python(code, shared, sql).splitlines()
    assert int(most) < 400 * 1024 * 1024
    assert any(word in " ".join(message) for word in ("longer than 16 MB", "more than 256 MB"))


def test_what_cannot_be_interrupted_is_handed_to_the_caller(shared: Path) -> None:
    # One call of instr() that would take hours; only the end of the process stops it.
    code = """if True:
        import os, sys
        from karabakh_events.database.adhoc import run_adhoc
        def stuck():
            print("stuck", flush=True)
            os._exit(0)
        sql = "SELECT instr(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || '1')"
        with run_adhoc(sys.argv[1], sql, seconds=0.1, max_rows=None, stuck=stuck) as answer:
            list(answer)
        """
    assert run_python(code, shared) == "stuck\n"


def test_a_query_that_ends_in_time_is_not_stuck(shared: Path) -> None:
    calls: list[int] = []
    with run_adhoc(shared, "SELECT 1", seconds=0.05, max_rows=None, stuck=lambda: calls.append(1)) as answer:
        assert list(answer) == [(1,)]
    time.sleep(1.2)
    assert calls == []


# --- checking --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM about", "the fingerprint of the content is missing"),
        (
            "DELETE FROM actors WHERE id = 'russia'",
            "of agreement_actors refers to a row of actors that is not there",
        ),
        ("UPDATE documents SET text = replace(text, 'Kalbajar', '')", None),
        (
            "UPDATE documents SET text = replace(text, 'guaranteed', 'promised__')",
            "the text of the document 2020-11-22-interview is not the one that was loaded",
        ),
        (
            'UPDATE citations SET start = start + 1, "end" = "end" + 1 WHERE id LIKE \'mission@%\'',
            "the citation mission@2020-11-23-report",
        ),
        (
            "UPDATE events SET latest = '2020-11-23' WHERE id = '2020-11-22-lavrov-in-baku'",
            "actor_dates is not",
        ),
        ("DROP INDEX ix_claims_record", "the index ix_claims_record is missing"),
        ("DROP TABLE about", "the table about is missing"),
        ("ALTER TABLE places RENAME TO sites", "the table places is missing"),
        ("PRAGMA ignore_check_constraints = ON", None),
    ],
)
def test_what_was_changed_by_hand_is_found(built: Path, statement: str, message: str | None) -> None:
    change(built, statement)
    problems = problems_of_file(built)
    if message is None:
        assert problems == []
    else:
        assert any(message in problem for problem in problems), problems


def test_a_table_that_is_now_a_view_is_found(built: Path) -> None:
    change(built, "DROP TABLE agreements", "CREATE VIEW agreements AS SELECT 'x' AS id")
    problems = problems_of_file(built)
    assert "the table agreements is missing" in problems
    assert any("foreign key mismatch" in problem for problem in problems)


def test_a_broken_rule_is_found(built: Path) -> None:
    change(
        built,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE events SET status = 'dreamt' WHERE id = 'mission'",
    )
    assert any("CHECK" in problem for problem in problems_of_file(built))


def pages(path: Path) -> Iterator[int]:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    yield from range(0, count * size, size)


def test_no_damage_leads_to_anything_but_a_message(built: Path) -> None:
    sound = built.read_bytes()
    found = 0
    places = [(0, 8), (5, 2), (100, 64), (2000, 600), (4000, 96)]
    # The first page holds the header and the beginning of the schema: every kind of damage there.
    damages = [(0, *place) for place in places]
    damages += [(page, *place) for page, place in zip(pages(built), cycle(places), strict=False)]
    for page, offset, length in damages:
        start = page + offset
        flipped = bytes(byte ^ 0xFF for byte in sound[start : start + length])
        built.write_bytes(sound[:start] + flipped + sound[start + length :])
        # Any other error than this one would be a traceback on the user's terminal.
        try:
            found += bool(problems_of_file(built))
        except DatabaseError:
            found += 1
    assert found > len(damages) // 2


def test_an_interrupt_inside_the_progress_handler_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "k.db"
    build(path, sample_rows(), "sample")

    def interrupted() -> bool:
        raise KeyboardInterrupt  # as Python does when it notices the signal there

    with closing(open_reading(path)) as connection:
        connection.set_progress_handler(interrupted, 10)
        with pytest.raises(KeyboardInterrupt), translated(path):
            connection.execute("SELECT count(*) FROM events, events, events").fetchone()
