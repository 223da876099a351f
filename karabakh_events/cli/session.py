"""Opening the database that a command reads."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import sqlite3


@contextmanager
def reading(ctx: click.Context) -> "Iterator[sqlite3.Connection]":
    """The database for reading; what SQLite complains of inside the block is told of its file."""
    from karabakh_events import database

    path = existing(ctx)
    with database.translated(path), closing(database.open_reading(path)) as connection:
        yield connection


def existing(ctx: click.Context) -> str:
    """The path of the database, after making the default one from the bundled documents if need be.

    A file that the user named is never made here.
    """
    from karabakh_events import database

    path = located(ctx)
    if not ctx.find_root().params["db"] and not database.exists(path):
        from karabakh_events.database.bundled import build_bundled

        click.echo(f"No database yet: making one from the bundled documents, {path}", err=True)
        build_bundled(path)
    return path


def located(ctx: click.Context) -> str:
    """The file that --db or KEVENTS_DB names, or the default one; whether or not it is there."""
    from karabakh_events import database

    named: str | None = ctx.find_root().params["db"]
    return database.locate(named) if named else database.default_path()
