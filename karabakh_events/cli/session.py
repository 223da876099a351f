"""Opening the database that a command reads."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    import sqlite3

T = TypeVar("T")


@contextmanager
def reading(ctx: click.Context) -> "Iterator[sqlite3.Connection]":
    """The database, opened for reading: a command sees one state of it, however many queries it asks.

    An error of SQLite inside the block becomes a KeventsError that names the file.
    """
    from karabakh_events import database

    path = existing(ctx)
    with (
        database.translated(path),
        closing(database.open_reading(path)) as connection,
        database.reading_one_state(connection),
    ):
        yield connection


def released_after(rows: Iterable[T], connection: "sqlite3.Connection") -> Iterator[T]:
    """The rows of a reading; after the last one the connection lets go of the file.

    So a user who stays in the pager, or a picture that takes its time, keeps no build waiting.
    """
    yield from rows
    connection.rollback()


def existing(ctx: click.Context) -> str:
    """The path of the database.

    If the default one is missing, it is made from the bundled documents. A file that the user named is never
    made here.
    """
    from karabakh_events import database

    path = located(ctx)
    if not ctx.find_root().params["db"] and not database.exists(path):
        from karabakh_events.database.bundled import build_bundled

        click.echo(f"No database yet: making one from the bundled documents, {path}", err=True)
        build_bundled(path)
    return path


def located(ctx: click.Context) -> str:
    """The file that --db or KEVENTS_DB names, or the default one. It need not exist."""
    from karabakh_events import database

    named: str | None = ctx.find_root().params["db"]
    return database.locate(named) if named else database.default_path()
