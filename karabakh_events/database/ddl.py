"""Making the schema in an empty file, and telling where a file's schema differs from it."""

import sqlite3
from typing import cast

from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.schema import CreateIndex, CreateTable

from karabakh_events.database.opening import REVISION, bare
from karabakh_events.schema.tables import metadata
from karabakh_events.schema.views import FULL_TEXT, VIEWS

HASHSIZE = 8 * 1024 * 1024
"""Bytes of new index entries that FTS5 gathers before it writes them out (its own default is 1 MB, with
which filling the index takes half as long again). It is kept in the file, so it is part of the schema."""

# The table as Alembic makes it, so that a new file needs no import of Alembic.
_STAMP = (
    "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n"
    "\tCONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
)


def create(connection: Connection) -> None:
    """Make the tables, indexes, views and the full-text index in an empty file, and stamps its revision."""
    for table in metadata.sorted_tables:
        connection.execute(CreateTable(table))
        # Sorted, which `create_all` does not do: it takes them out of a set, and the bytes of the file
        # would differ from one run to the next.
        for index in sorted(table.indexes, key=lambda index: str(index.name)):
            connection.execute(CreateIndex(index))
    connection.exec_driver_sql(FULL_TEXT)
    connection.exec_driver_sql("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (HASHSIZE,))
    for name, query in VIEWS.items():
        connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    connection.exec_driver_sql(_STAMP)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (REVISION,))


def underlying(connection: Connection) -> sqlite3.Connection:
    """The connection of sqlite3 that SQLAlchemy's wraps."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def differences(connection: sqlite3.Connection) -> list[str]:
    """What is missing from the schema of a file of the present revision, or not as `create` makes it.

    Tables, views and indexes that a user has added are left alone; a trigger is not, for it would act on
    every build, and kevents makes none.
    """
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.connect() as model:
        create(model)
        expected = _definitions(underlying(model))
    found = _definitions(connection)
    return [
        f"the {kind} {name} is missing" if (kind, name) not in found else f"the {kind} {name} was changed"
        for (kind, name), sql in expected.items()
        if found.get((kind, name)) != sql
    ] + [f"the trigger {name} is not of kevents' making" for kind, name in found if kind == "trigger"]


def _definitions(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """(type, name) -> SQL, bare."""
    rows = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY name")
    return {(kind, name): bare(sql) for kind, name, sql in rows}
