"""The database file: how to open it for reading, query, build, upgrade and check it.

Reading needs only the standard sqlite3 module, because importing SQLAlchemy takes longer than everything else
that a short command does. Only `loading` and `migrating` write. They import SQLAlchemy and Alembic, so import
them where they are used and not at the top of a module.

The journal is SQLite's rollback journal and not a write-ahead log. So the database stays one file that can be
mailed and kept on read-only media, and a reader never sees half of a build.
"""

from karabakh_events.database.opening import (
    default_path,
    exists,
    locate,
    open_reading,
    reading_one_state,
    translated,
)

__all__ = ["default_path", "exists", "locate", "open_reading", "reading_one_state", "translated"]
