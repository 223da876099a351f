"""The build: whole or not at all, the same file from the same rows, and no file that is not ours."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.errors import DatabaseDamaged, DatabaseError, KeventsError, NewerDatabase
from karabakh_events.schema import tables
from tests.database.handling import FOREIGN, Make, canonical, change, content, put_empty_database
from tests.rows import HOSTILE_SUMMARY, TEXTS, Rows, sample_rows


def fed(table: str) -> dict[str, object]:
    """The columns of a table that a build fills, with what they hold where a row says nothing."""
    return {
        column.name: None if column.server_default is None else 0
        for column in tables.metadata.tables[table].columns
        if column.computed is None
    }


def expected(rows: Rows, table: str) -> list[tuple[object, ...]]:
    columns = fed(table).items()
    return sorted(
        (tuple(row.get(name, default) for name, default in columns) for row in rows[table]), key=repr
    )


def test_a_build_holds_the_rows_and_says_how_many(path: Path) -> None:
    rows = sample_rows()
    summary = build(path, rows, "sample")
    assert summary.changed
    assert summary.backup is None
    assert summary.path == path
    with closing(open_reading(path)) as connection:
        for table in rows.keys() - {"search"}:
            columns = ", ".join(f'"{name}"' for name in fed(table))
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
            "the trigger t was not made by kevents",
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
