"""The database in Python: the questions of the command line, in the same words, with typed rows for answers.

`asking` opens a database and asks, `rows` holds what comes back and makes frames of it, for pandas or polars,
neither of which is needed for anything else.
"""

from karabakh_events.api.asking import Database, open  # noqa: A004  # to be written `ke.open`
from karabakh_events.api.rows import Rows

__all__ = ["Database", "Rows", "open"]
