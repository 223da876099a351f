"""Run the revisions on the connection that `karabakh_events.database.migrating` hands over.

There is no `alembic.ini` and no connection of its own: a migration is a part of the transaction in which
kevents then loads the file, so that an older database is either left as it was or wholly new.

The revisions never import `karabakh_events.schema`: it says what the schema is today, and a revision is
about what it was then. Rebuilding a table (`op.batch_alter_table`) fails while a view depends on it, so
all views are dropped before the revisions run. A revision that changes what the views are, or that
changes a table which they read, states all of them in a dictionary `VIEWS` (name -> query); afterwards
the newest one that was stated is put back.

What a user has added, views and indexes, is put back too. Our own indexes have names that begin with "ix_".
"""

from contextlib import suppress

from alembic import context
from sqlalchemy.exc import OperationalError

connection = context.config.attributes["connection"]
context.configure(connection=connection, render_as_batch=True)

views = connection.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'view'").all()
for name, _definition in views:
    connection.exec_driver_sql('DROP VIEW "{}"'.format(name.replace('"', '""')))

indexes = connection.exec_driver_sql(
    "SELECT name, sql FROM sqlite_schema"
    " WHERE type = 'index' AND sql IS NOT NULL AND substr(name, 1, 3) <> 'ix_'"
).all()

context.run_migrations()

revisions = [script.module for script in context.script.walk_revisions(head=context.get_revision_argument())]
stated = [revision.VIEWS for revision in revisions if hasattr(revision, "VIEWS")]
for name, query in stated[0].items():
    connection.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
ours = {name for view in stated for name in view}
for name, definition in views:
    if name not in ours:
        # A view that the user has added.
        connection.exec_driver_sql(definition)
left = set(connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index'").scalars())
for name, definition in indexes:
    if name not in left:
        # It is lost if it is of a column that is no more.
        with suppress(OperationalError):
            connection.exec_driver_sql(definition)
