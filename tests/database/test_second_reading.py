"""Revision 0002, on a file of the first revision that has data in it."""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import chdir, closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import NullPool, create_engine

from karabakh_events import api
from karabakh_events.cli.group import cli
from karabakh_events.database import ddl, migrating, open_reading
from karabakh_events.database.bundled import build_bundled
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.database.opening import REVISION
from karabakh_events.errors import DatabaseDamaged, DatabaseError, NewerDatabase, OlderDatabase
from tests.building import rows_of
from tests.database.handling import change, content
from tests.older import FIRST, content_of_any, first_rows, make_first
from tests.rows import sample_rows

AGREEMENT = "trilateral-statement-2020"
VISIT = "2020-11-22-lavrov-in-baku"


@pytest.fixture
def older(path: Path) -> Path:
    return make_first(path)


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file after the migrations alone; no build has loaded anything into it."""
    path = make_first(tmp_path_factory.mktemp("upgraded") / "kevents.db")
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        migrating.upgrade(connection, REVISION)
    return path


@pytest.fixture
def alone(upgraded: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(upgraded)) as connection:
        yield connection


def backup(path: Path, number: str = "") -> Path:
    return path.with_name(f"{path.name}.backup-{FIRST}{number}")


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


# --- upgraded and loaded ---------------------------------------------------------------------------


def test_a_build_upgrades_the_file_and_keeps_a_copy_of_the_old_one(older: Path) -> None:
    before = content_of_any(older)
    summary = build(older, rows_of("new"), "new")
    assert summary.changed
    assert summary.backup == backup(older)
    assert content_of_any(backup(older)) == before
    assert problems_of_file(older) == []
    assert names(older) == ["kevents.db", backup(older).name]
    again = build(older, rows_of("new"), "new")
    assert (again.changed, again.backup) == (False, None)


def test_an_upgraded_file_holds_what_a_new_one_does(older: Path) -> None:
    new = older.with_name("new.db")
    for path in (older, new):
        build(path, rows_of("new"), "new")
    assert content(older) == content(new)
    with closing(open_reading(older)) as connection:
        assert ddl.differences(connection) == []
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_bundled_documents_go_into_an_older_file(older: Path, bundled_file: Path) -> None:
    build_bundled(older)
    assert problems_of_file(older) == []
    assert content(older) == content(bundled_file)


def test_the_copy_is_as_private_as_the_file(older: Path) -> None:
    older.chmod(0o600)
    build(older, sample_rows(), "sample")
    assert backup(older).stat().st_mode & 0o777 == 0o600


def test_a_user_is_told_of_the_upgrade_and_of_the_copy(older: Path) -> None:
    done = CliRunner().invoke(cli, ["--db", str(older), "build"])
    assert done.exit_code == 0, done.output
    told = f"{older}: upgraded; the file as it was before is kept as {backup(older)}\n{older}: loaded\n"
    assert done.stderr == told


# --- upgraded alone --------------------------------------------------------------------------------


def test_the_schema_after_the_upgrade_is_that_of_a_new_file(
    upgraded: Path, alone: sqlite3.Connection
) -> None:
    assert ddl.differences(alone) == []
    # This also compares the tables that the build makes from others with what it would make.
    assert problems_of_file(upgraded) == []


@pytest.mark.parametrize("table", sorted(first_rows()))
def test_every_old_row_is_there_with_every_column(table: str, alone: sqlite3.Connection) -> None:
    old = first_rows()[table]
    there = [name for (name,) in alone.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))]
    kept = [column for column in old[0] if column in there]
    assert old[0].keys() - set(kept) == ({"wikidata"} if table == "actors" else set())
    if table == "claims":
        kept.remove("field")  # see below
    columns = ", ".join(f'"{column}"' for column in kept)
    found = alone.execute(f"SELECT {columns} FROM {table}").fetchall()
    assert sorted(found, key=repr) == sorted((tuple(row[name] for name in kept) for row in old), key=repr)


def test_claims_have_the_names_of_fields_that_they_have_now(alone: sqlite3.Connection) -> None:
    renamed = {("role", "date"): "held", ("statement", "actors"): "speakers"}
    old = {
        (row["id"], renamed.get((row["kind"], row["field"]), row["field"])) for row in first_rows()["claims"]
    }
    assert set(alone.execute("SELECT id, field FROM claims")) == old
    assert {"held", "speakers"} < {field for _id, field in old}


def test_another_reading_is_a_contradiction_unless_it_is_other_words(alone: sqlite3.Connection) -> None:
    found = set(alone.execute("SELECT field, relation FROM claims WHERE position > 0"))
    wordings = {"title", "summary"}
    fields = {"date", "signed", "effective", "deadline", "held", "place", "status", "actors", "speakers"}
    assert found == {
        *((field, "contradicts") for field in fields),
        *((field, "otherwise-worded") for field in wordings),
    }
    own = alone.execute("SELECT DISTINCT relation, preferred FROM claims WHERE position = 0").fetchall()
    assert own == [(None, 0)]


@pytest.mark.parametrize(
    ("table", "column", "records"),
    [
        ("events", "disputed", [VISIT]),
        ("statements", "disputed", ["lavrov-settlement"]),
        ("roles", "disputed", ["zohrab-mnatsakanyan-minister"]),
        ("agreements", "signed_disputed", [AGREEMENT]),
        ("agreements", "effective_disputed", [AGREEMENT]),
        ("provisions", "deadline_disputed", [f"{AGREEMENT}-handover"]),
        ("documents", "published_disputed", []),
    ],
)
def test_a_date_with_another_reading_on_file_is_disputed(
    alone: sqlite3.Connection, table: str, column: str, records: list[str]
) -> None:
    assert alone.execute(f"SELECT id FROM {table} WHERE {column}").fetchall() == [(each,) for each in records]


def test_wikidata_is_among_the_identifiers(alone: sqlite3.Connection) -> None:
    assert set(alone.execute("SELECT record, scheme, value, kind FROM identifiers")) == {
        (row["id"], "wikidata", row["wikidata"], "actor")
        for row in first_rows()["actors"]
        if row["wikidata"] is not None
    }


def test_the_topics_in_use_are_on_file_with_their_meanings(alone: sqlite3.Connection) -> None:
    rows = first_rows()
    used = {row["topic"] for table in ("statement_topics", "provisions") for row in rows[table]}
    found = dict(alone.execute("SELECT id, meaning FROM topics"))
    assert found.keys() == used
    assert len(used) == 22, "the sample has every topic of the closed list"
    assert all(found.values())


def test_topics_that_nothing_uses_are_not_on_file(older: Path) -> None:
    change(older, "DELETE FROM statement_topics WHERE topic <> 'corridor'", "DELETE FROM provisions")
    engine = create_engine(f"sqlite:///{older}", poolclass=NullPool)
    with engine.begin() as connection:
        migrating.upgrade(connection, REVISION)
        assert connection.exec_driver_sql("SELECT id FROM topics").scalars().all() == ["corridor"]


def test_who_held_an_office_belongs_to_its_body(alone: sqlite3.Connection) -> None:
    found = set(
        alone.execute(
            "SELECT actor_id, within_id, earliest, latest FROM actor_within WHERE actor_id <> within_id"
        )
    )
    assert found == {
        ("sergey-lavrov", "russian-foreign-ministry", "2004-03-09", None),
        # Two terms: from the first day of the one to the last day of the other.
        ("zohrab-mnatsakanyan", "armenia", "2014-01-01", "2016-12-31"),
        # One term is not dated, so nothing is known.
        ("ilham-aliyev", "azerbaijan", None, None),
    }
    for table, records in (("actor_within", "actors"), ("place_within", "places")):
        who = "actor_id" if records == "actors" else "place_id"
        itself = f"SELECT {who} FROM {table} WHERE {who} = within_id"
        assert set(alone.execute(itself)) == set(alone.execute(f"SELECT id FROM {records}"))


def test_an_empty_file_of_the_first_revision_is_upgraded(path: Path) -> None:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        migrating.upgrade(connection, FIRST)
    build(path, sample_rows(), "sample")
    assert problems_of_file(path) == []


# --- what a user has added -------------------------------------------------------------------------


def test_what_a_user_has_added_is_still_there(older: Path) -> None:
    change(
        older,
        'CREATE INDEX "my index" ON events (title, note)',
        "CREATE INDEX of_a_column_that_goes ON actors (wikidata)",
        "CREATE TABLE notes (event_id TEXT REFERENCES events (id), words TEXT)",
        f"INSERT INTO notes VALUES ('{VISIT}', 'see the other page')",
        "CREATE INDEX of_my_notes ON notes (event_id)",
        'CREATE VIEW "my ""view""" AS SELECT title, words FROM notes JOIN events ON events.id = event_id',
        "CREATE VIEW of_a_column_that_goes_too AS SELECT wikidata FROM actors",
    )
    build(older, sample_rows(), "sample")
    assert problems_of_file(older) == []
    with closing(open_reading(older)) as connection:
        found = connection.execute('SELECT * FROM "my ""view"""').fetchall()
        assert found == [("Lavrov visits Baku", "see the other page")]
        indexes = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
        assert {"my index", "of_my_notes", "of_a_column_that_goes_too"} < indexes
        assert "of_a_column_that_goes" not in indexes


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("CREATE TABLE topics (name TEXT)", "the table topics"),
        ("CREATE TABLE Topics (id TEXT, meaning TEXT)", "the table Topics"),
        ("CREATE VIEW figures AS SELECT 1 AS one", "the view figures"),
        ("CREATE INDEX identifiers ON events (note)", "the index identifiers"),
    ],
)
def test_what_has_a_name_that_is_needed_now_is_not_overwritten(
    older: Path, statement: str, told: str
) -> None:
    change(older, statement)
    before = older.read_bytes()
    with pytest.raises(DatabaseError, match=f"kevents now needs the name of {told}, which it did not make"):
        build(older, sample_rows(), "sample")
    assert older.read_bytes() == before
    assert names(older) == ["kevents.db"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("ALTER TABLE events ADD COLUMN mine TEXT", "the table events was changed"),
        ("DROP TABLE statement_topics", "the index .*; the table statement_topics is missing"),
        ("DROP INDEX ix_events_dates", "the index ix_events_dates is missing"),
        ("DROP VIEW timeline", "the view timeline is missing"),
        ("CREATE TRIGGER act AFTER DELETE ON events BEGIN DELETE FROM about; END", "the trigger act"),
    ],
)
def test_an_older_file_that_is_not_as_it_was_made_is_not_upgraded(
    older: Path, statement: str, told: str
) -> None:
    change(older, statement)
    before = older.read_bytes()
    with pytest.raises(DatabaseDamaged, match=f"is not as kevents made it: {told}") as caught:
        build(older, sample_rows(), "sample")
    assert caught.value.hint == "move it away and build again"
    assert older.read_bytes() == before
    assert names(older) == ["kevents.db"]


# --- every command ---------------------------------------------------------------------------------

READING: tuple[tuple[str, ...], ...] = (
    ("timeline",),
    ("who-said",),
    ("search", "corridor"),
    ("show", VISIT),
    ("actors",),
    ("agreements",),
    ("documents",),
    ("places",),
    ("conflicts",),
    ("ledger",),
    ("order", VISIT, "2020-12-summit"),
    ("positions", "--topic", "corridor"),
    ("sources",),
    ("sql", "SELECT 1"),
    ("export", "jsonl"),
    ("site", "pages"),
    ("plot", "timeline", "-o", "picture.svg"),
    ("serve",),
)
NOT_READING = {"new", "coverage", "schema", "completion"}


def on(path: Path, *command: str) -> Result:
    match command:
        case ("check",):
            arguments = ["check", "--db", str(path)]
        case ("diff",):
            arguments = ["diff", str(path), str(path)]
        case _:
            arguments = ["--db", str(path), *command]
    with chdir(path.parent):
        return CliRunner().invoke(cli, arguments)


def test_no_command_is_left_out() -> None:
    tried = {command for command, *_rest in READING} | {"diff", "check", "build"}
    assert tried | NOT_READING == set(cli.list_commands(click.Context(cli)))


@pytest.mark.parametrize("command", [*READING, ("diff",), ("check",), ("build",)], ids=lambda it: it[0])
@pytest.mark.parametrize("revision", ["0003", "d41d8cd98f00"])
def test_a_newer_file_is_refused_by_every_command(path: Path, command: Sequence[str], revision: str) -> None:
    build(path, sample_rows(), "sample")
    change(
        path, f"UPDATE alembic_version SET version_num = '{revision}'", "ALTER TABLE events ADD COLUMN x TEXT"
    )
    before = path.read_bytes()
    done = on(path, *command)
    assert (done.exit_code, done.stdout) == (1, "")
    told = f"{path}: made by a newer kevents: its schema is {revision}, this one knows up to {REVISION}"
    assert told in done.stderr
    assert "upgrade kevents" in done.stderr
    assert path.read_bytes() == before
    assert not list(path.parent.glob("kevents.db*-*"))


@pytest.mark.parametrize("command", [*READING, ("diff",), ("check",)], ids=lambda it: it[0])
def test_an_older_file_is_left_alone_by_every_command_but_build(older: Path, command: Sequence[str]) -> None:
    before = older.read_bytes()
    done = on(older, *command)
    assert (done.exit_code, done.stdout) == (1, "")
    told = f"{older}: made by an older kevents: its schema is {FIRST}, this one needs {REVISION}"
    assert told in done.stderr
    assert f"kevents --db {older} build" in done.stderr
    assert "a copy of the old file is kept beside it" in done.stderr
    assert older.read_bytes() == before
    assert not list(older.parent.glob("kevents.db*-*"))


@pytest.mark.parametrize(("revision", "kind"), [("0003", NewerDatabase), (FIRST, OlderDatabase)])
def test_python_is_told_too(older: Path, revision: str, kind: type[DatabaseError]) -> None:
    change(older, f"UPDATE alembic_version SET version_num = '{revision}'")
    with pytest.raises(kind):
        api.open(older)


@pytest.mark.parametrize(
    "command",
    [command for command in READING if command[0] not in {"serve", "site", "plot", "export", "sql"}],
    ids=lambda it: it[0],
)
def test_every_listing_reads_what_the_migrations_alone_have_made(
    upgraded: Path, command: Sequence[str]
) -> None:
    done = on(upgraded, *command, "--format", "json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)


# --- at once ---------------------------------------------------------------------------------------


def test_a_reader_sees_the_old_state_until_the_upgrade_is_complete(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of_any(older)
    upgrade = migrating.upgrade
    seen = []

    def look(*_progress: object) -> None:
        with closing(sqlite3.connect(f"file:{older}?mode=ro", uri=True)) as connection:
            seen.append({name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in before})
        with pytest.raises(OlderDatabase):
            open_reading(older)

    def upgrade_and_look(*arguments: object) -> None:
        upgrade(*arguments)  # type: ignore[arg-type]
        look()

    monkeypatch.setattr(migrating, "upgrade", upgrade_and_look)
    build(older, rows_of("new"), "new", progress=look)
    assert len(seen) > 20
    assert all(state == before for state in seen)
    with closing(open_reading(older)) as connection:
        assert connection.execute("SELECT value FROM about").fetchall() == [("new",)]


def test_a_reader_that_does_not_end_keeps_the_old_state(older: Path, impatient: None) -> None:
    before = content_of_any(older)
    with closing(sqlite3.connect(older, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM events").fetchall()
        with pytest.raises(DatabaseError, match="another program is using it"):
            build(older, rows_of("new"), "new")
        assert reader.execute("SELECT value FROM about").fetchall() == [("revision 0001",)]
    assert content_of_any(older) == before
    assert content_of_any(backup(older)) == before


def test_builds_at_once_upgrade_once(older: Path) -> None:
    before = content_of_any(older)
    failures: list[BaseException] = []

    def write(content: str) -> None:
        try:
            build(older, rows_of(content), content)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=write, args=(str(number),)) for number in range(101, 105)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert problems_of_file(older) == []
    assert names(older) == ["kevents.db", backup(older).name]
    assert content_of_any(backup(older)) == before


# --- copies ----------------------------------------------------------------------------------------


def test_to_try_again_and_again_makes_one_copy(older: Path) -> None:
    before = content_of_any(older)
    wrong = {"event_actors": sample_rows()["event_actors"]}
    for _ in range(3):
        with pytest.raises(DatabaseError, match="refer to rows that are not there"):
            build(older, wrong, "wrong")
        assert content_of_any(older) == before
    assert names(older) == ["kevents.db", backup(older).name]
    assert build(older, sample_rows(), "sample").backup == backup(older)


def test_a_copy_of_other_content_is_never_taken_for_one_of_this_file(older: Path) -> None:
    with pytest.raises(DatabaseError):
        build(older, {"event_actors": sample_rows()["event_actors"]}, "wrong")
    first = backup(older).read_bytes()
    change(older, "UPDATE about SET value = 'changed'")
    assert build(older, sample_rows(), "sample").backup == backup(older, "-2")
    assert backup(older).read_bytes() == first


def test_a_file_with_a_write_ahead_log_is_copied_with_what_is_in_the_log(older: Path) -> None:
    with closing(sqlite3.connect(older, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("UPDATE about SET value = 'in the log'")
        before = content_of_any(older)
        build(older, sample_rows(), "sample")
        assert content_of_any(backup(older)) == before
    assert before["about"] == [("fingerprint", "in the log")]
    assert problems_of_file(older) == []


def test_the_copy_of_the_copy_is_upgraded_like_the_file(older: Path) -> None:
    build(older, sample_rows(), "sample")
    backup(older).rename(older.with_name("again.db"))
    build(older.with_name("again.db"), sample_rows(), "sample")
    assert content(older.with_name("again.db")) == content(older)
