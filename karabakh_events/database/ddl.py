"""Making the schema in an empty file, and comparing the schema of a file with it."""

import sqlite3
from collections.abc import Callable
from typing import cast

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from karabakh_events.database.opening import REVISION, bare
from karabakh_events.schema.tables import metadata
from karabakh_events.schema.views import FULL_TEXT, VIEWS

HASHSIZE = 8 * 1024 * 1024
"""Bytes of new index entries that FTS5 gathers before it writes them. With its own default of 1 MB, filling
the index takes half as long again. The file keeps this number, so it is part of the schema."""

# The table as Alembic makes it, so that a new file needs no import of Alembic.
_STAMP = (
    "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
    "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
)


def create(connection: Connection) -> None:
    """Make the tables, indexes, views and full-text index in an empty file, and write its revision."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
        # Sorted, because `create_all` takes them from a set: the bytes of the file would differ from one run
        # to the next.
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))
    connection.exec_driver_sql(FULL_TEXT)
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (HASHSIZE,))
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    connection.exec_driver_sql(_STAMP)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))


def underlying(connection: Connection) -> sqlite3.Connection:
    """The sqlite3 connection inside SQLAlchemy's."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def differences(connection: sqlite3.Connection, made: Callable[[Connection], None] = create) -> list[str]:
    """What is missing from the schema of a file, or differs from what `made` makes in an empty one.

    Tables, views and indexes that a user added do not count. A trigger does: it would act on every build, and
    kevents makes none.
    """
    expected = _definitions_by(made)
    found = _definitions(connection)
    return [
        f"the {kind} {name} is missing" if (kind, name) not in found else f"the {kind} {name} was changed"
        for (kind, name), sql in expected.items()
        if found.get((kind, name)) != sql
    ] + [f"the trigger {name} was not made by kevents" for kind, name in found if kind == "trigger"]


def names_in_the_way(connection: sqlite3.Connection, made: Callable[[Connection], None]) -> list[str]:
    """What a user added to a file that `made` made, under a name that `create` needs for something else."""
    needed = {name.lower() for _kind, name in _definitions_by(create)}
    old = {name.lower() for _kind, name in _definitions_by(made)}
    return [
        f"the {kind} {name}"
        for kind, name in _definitions(connection)
        # SQLite does not tell capitals from small letters in names.
        if name.lower() in needed - old
    ]


def _definitions_by(made: Callable[[Connection], None]) -> dict[tuple[str, str], str]:
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.connect() as model:
        made(model)
        return _definitions(underlying(model))


def _definitions(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(type, name) -> its SQL, as `bare` gives it."""
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
    return {(kind, name): bare(sql) for kind, name, sql in rows}
