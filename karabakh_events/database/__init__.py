"""The file: opening it for reading, running a user's own query, building, upgrading, checking it.

Reading goes through the standard sqlite3 module and imports nothing else, since an import of SQLAlchemy
costs a short command more than everything it does. Whatever writes is in `loading` and `migrating`,
which SQLAlchemy and Alembic come with; import them where they are used, not at the top of a module.

The journal is SQLite's rollback journal and not a write-ahead log: the database stays one file that can
be mailed and kept on read-only media, and a reader never sees half of a build.
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
