"""The Python library: the questions of the command line, in the same words, with typed rows as answers.

`asking`  opens a database and answers questions
`rows`    the rows of an answer, which it also gives as dictionaries or as a data frame

Only the data frames need pandas or polars.
"""

from karabakh_events.api.asking import Database, open  # noqa: A004  # to be written `ke.open`
from karabakh_events.api.rows import Rows

__all__ = ["Database", "Rows", "open"]
