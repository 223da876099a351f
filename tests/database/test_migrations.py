"""The migrations: they lead to the very schema that new files get, and an upgrade is all or nothing."""

import errno
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect

from karabakh_events import files
from karabakh_events.database import ddl, loading, migrating, open_reading, opening, resources
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.database.opening import REVISION, REVISIONS
from karabakh_events.errors import DatabaseError, OlderDatabase
from karabakh_events.schema import tables, views
from tests.rows import sample_rows


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(resources.migrations_folder()))
    return ScriptDirectory.from_config(config)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A new file."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('made')}/made.db", poolclass=NullPool)
    with engine.begin() as connection:
        ddl.create(connection)
    return engine


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A file that every migration has gone through."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('migrated')}/migrated.db", poolclass=NullPool)
    with engine.begin() as connection:
        migrating.upgrade(connection, REVISION)
    return engine


def definitions(connection: Connection) -> dict[str, str]:
    """Name -> SQL of everything in the file, without quotes and line breaks."""
    rows = connection.exec_driver_sql(
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema"
    ).all()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def described(engine: Engine) -> dict[str, object]:
    """What SQLAlchemy makes of every table."""
    found: dict[str, object] = {}
    with engine.connect() as connection:
        inspector = inspect(connection)
        for table in inspector.get_table_names():
            found[table] = {
                "columns": [
                    (
                        column["name"],
                        str(column["type"]),
                        column["nullable"],
                        column["default"],
                        column.get("computed"),
                    )
                    for column in inspector.get_columns(table)
                ],
                "key": inspector.get_pk_constraint(table),
                "foreign keys": sorted(inspector.get_foreign_keys(table), key=repr),
                "unique": sorted(inspector.get_unique_constraints(table), key=repr),
                "checks": sorted(inspector.get_check_constraints(table), key=repr),
                "indexes": sorted(inspector.get_indexes(table), key=repr),
            }
    return found


def test_the_migrations_lead_to_the_schema_of_a_new_file(made: Engine, migrated: Engine) -> None:
    with made.connect() as one, migrated.connect() as other:
        assert definitions(one) == definitions(other)
        for table in ("alembic_version", "search_config"):
            rows = f"SELECT * FROM {table}"
            assert one.exec_driver_sql(rows).all() == other.exec_driver_sql(rows).all()
    assert described(made) == described(migrated)
    assert {*tables.metadata.tables, "alembic_version"} <= described(migrated).keys()


def test_alembic_finds_nothing_to_do(migrated: Engine) -> None:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _compared: object) -> bool:
        # The full-text index, which is no table of SQLAlchemy's, keeps its own tables.
        return not (kind == "table" and str(name).partition("_")[0] == "search")

    with migrated.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": ours}
        )
        assert compare_metadata(context, tables.metadata) == []


def test_the_revisions_are_one_line_and_all_known() -> None:
    line = [script.revision for script in scripts().walk_revisions()]
    assert tuple(reversed(line)) == REVISIONS
    assert line[0] == REVISION


def test_every_view_of_the_schema_is_stated_by_a_revision(migrated: Engine) -> None:
    with migrated.connect() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'view'").scalars()
        assert sorted(found) == sorted(views.VIEWS)


@pytest.mark.parametrize(
    "file", sorted(resources.migrations_folder().rglob("*.py")), ids=lambda file: file.name
)
def test_a_migration_does_not_know_todays_schema(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if line.startswith(("import ", "from ")) and "karabakh" in line]


# --- upgrading a file ------------------------------------------------------------------------------

REVISE = '''"""A next revision, for a test."""
import os
from alembic import op
from sqlalchemy import Column, Text

revision = "next"
down_revision = "{last}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_actor_aliases_folded", "actor_aliases")
    op.add_column("actors", Column("extra", Text))
    op.execute("UPDATE actors SET name = upper(name)")
    {then}
    op.drop_column("actors", "extra")
    op.create_index("ix_actor_aliases_folded", "actor_aliases", ["folded"])
'''

Revise = Callable[[str], Path]


@pytest.fixture
def revise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Revise:
    """Makes a next revision the present one; the text given stands in the middle of it."""

    def revise(then: str) -> Path:
        folder = tmp_path / "100% migrations"
        shutil.copytree(resources.migrations_folder(), folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "next.py").write_text(REVISE.format(last=REVISION, then=then))
        monkeypatch.setattr(migrating, "migrations_folder", lambda: folder)
        for module in (opening, loading):
            monkeypatch.setattr(module, "REVISION", "next")
        monkeypatch.setattr(opening, "REVISIONS", (*REVISIONS, "next"))
        return folder

    return revise


@pytest.fixture
def older(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "kevents.db"
    build(path, sample_rows(), "sample")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW mine AS SELECT count(*) AS actors FROM actors")
    return path


def everything(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        names = [*tables.metadata.tables, "search", "alembic_version", "sqlite_schema"]
        return [
            f"{table}: {row}" for table in names for row in connection.execute(f'SELECT * FROM "{table}"')
        ]


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


@pytest.mark.parametrize("fingerprint", ["sample", "other"])
def test_an_older_file_is_copied_upgraded_and_loaded(older: Path, revise: Revise, fingerprint: str) -> None:
    before = everything(older)
    revise("pass")
    with pytest.raises(OlderDatabase, match=f"its schema is {REVISION}, this one needs next"):
        open_reading(older)
    rows = sample_rows()
    rows["search"].pop()
    summary = build(older, rows, fingerprint)
    assert summary.changed
    assert summary.backup == older.with_name(f"kevents.db.backup-{REVISION}")
    assert everything(summary.backup) == before
    assert problems_of_file(older) == []
    with closing(open_reading(older)) as connection:
        assert connection.execute("SELECT count(*) FROM search").fetchone() == (len(rows["search"]),)
        assert connection.execute("SELECT actors FROM mine").fetchone() == (12,)
        assert connection.execute("SELECT name FROM actors WHERE id = 'russia'").fetchone() == ("Russia",)
    assert not build(older, rows, fingerprint).changed
    assert names(older) == ["kevents.db", f"kevents.db.backup-{REVISION}"]


def test_a_migration_that_raises_half_way_changes_nothing(older: Path, revise: Revise) -> None:
    before = everything(older)
    revise('raise RuntimeError("half-way")')
    with pytest.raises(RuntimeError, match="half-way"):
        build(older, {}, "other")
    assert everything(older) == before
    assert everything(older.with_name(f"kevents.db.backup-{REVISION}")) == before


def test_a_build_that_fails_after_an_upgrade_takes_the_upgrade_back(older: Path, revise: Revise) -> None:
    before = everything(older)
    revise("pass")
    with pytest.raises(DatabaseError, match="refer to rows that are not there"):
        build(older, {"event_actors": sample_rows()["event_actors"]}, "wrong")
    assert everything(older) == before


def test_without_a_copy_the_upgrade_does_not_begin(
    older: Path, revise: Revise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(older)
    revise(f"open({str(tmp_path / 'begun')!r}, 'w').close()")

    def full(_path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "sync", full)
    with pytest.raises(DatabaseError, match=r"No space left on device.*the old content is untouched"):
        build(older, {}, "other")
    assert everything(older) == before
    assert names(older) == ["kevents.db"]
    assert not (tmp_path / "begun").exists()


def test_an_earlier_copy_is_never_overwritten(older: Path, revise: Revise) -> None:
    earlier = older.with_name(f"kevents.db.backup-{REVISION}")
    earlier.write_text("precious")
    revise("pass")
    summary = build(older, {}, "other")
    assert summary.backup == older.with_name(f"kevents.db.backup-{REVISION}-2")
    assert earlier.read_text() == "precious"


def test_a_killed_migration_changes_nothing_and_its_copy_is_there(older: Path, revise: Revise) -> None:
    before = everything(older)
    folder = revise("os.kill(os.getpid(), 9)")
    code = f"""if True:
        import sys
        from pathlib import Path
        from karabakh_events.database import loading, migrating, opening
        migrating.migrations_folder = lambda: Path(sys.argv[2])
        opening.REVISION = loading.REVISION = "next"
        opening.REVISIONS = ("{REVISION}", "next")
        loading.build(sys.argv[1], {{}}, "other")
        """
    done = subprocess.run([sys.executable, "-c", code, str(older), str(folder)], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert everything(older) == before
    assert everything(older.with_name(f"kevents.db.backup-{REVISION}")) == before
