"""Bringing the schema of an older file up to date, with Alembic."""

from sqlalchemy import Connection

from karabakh_events.database.resources import migrations_folder


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` on `connection`, within the transaction that is open on it.

    The caller has switched foreign keys off before the transaction began (rebuilding a table drops it, and
    with it what refers to it), checks them before the commit, and has made a copy of the file.
    """
    # Imported here: it takes longer than a whole build, and most builds have nothing to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
