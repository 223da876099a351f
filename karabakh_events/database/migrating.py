"""Bringing the schema of an older file up to date, with Alembic."""

from sqlalchemy import Connection

from karabakh_events.database.resources import migrations_folder


def upgrade(connection: Connection, revision: str) -> None:
    """Run the migrations up to `revision` on `connection`, within the transaction that is open on it.

    The caller makes a copy of the file, switches foreign keys off before the transaction begins, and checks
    them before the commit. They must be off because to rebuild a table is to drop it, and the rows that refer
    to it with it.
    """
    # Imported here because that takes longer than a whole build, and most builds have nothing to upgrade.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
