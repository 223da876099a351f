"""Exports: the rows of a timeline in the formats of other tools, with a report of what each cannot hold.

There is one module per format. Its function `write` takes a connection, a `TimelineFilter` and a stream. It
writes while it reads, and returns a `Report`. Only `data_package`, which makes many files, has `save`
instead. `FORMATS` lists the formats with their modules and the packages that they need.

`data_package`  a Frictionless data package; `tables` declares its tables
`json_lines`    JSON lines with everything on record about each row
`timelinejs`    JSON for TimelineJS
`ftm`           followthemoney entities
`csl`, `bibtex` references to the documents; `cited` finds these documents for both
`graphml`       a graph of who speaks to whom and about whom
`parquet`       one typed table
`report`        the report, and the list of everything that a row can hold

No module here depends on the command line, and no format depends on another.
"""

import sqlite3
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from karabakh_events import database, files
from karabakh_events.errors import MissingExtra
from karabakh_events.exports.report import Report
from karabakh_events.queries.filters import TimelineFilter


class Format(NamedTuple):
    """A format: the module that writes it, its meaning in the help, and its needs."""

    module: str
    meaning: str
    needs: str | None = None  # a package of the extra `data`
    to_file: bool = False  # whether it must go to a file, never to standard output
    folder: bool = False  # whether it consists of many files, in a folder or a .zip


FORMATS = {
    "csv": Format("data_package", "a Frictionless data package: all tables, described", None, True, True),
    "jsonl": Format("json_lines", "a JSON object a line, with everything that is recorded"),
    "timelinejs": Format("timelinejs", "JSON for TimelineJS"),
    "ftm": Format("ftm", "followthemoney entities, for Aleph"),
    "csl-json": Format("csl", "the documents that the rows rest on, for Zotero or pandoc"),
    "bibtex": Format("bibtex", "the same for LaTeX", "pybtex"),
    "graphml": Format("graphml", "who speaks to whom and about whom; --statements is not needed", "networkx"),
    "parquet": Format("parquet", "one typed table, for pandas, polars, DuckDB or R", "pyarrow", True),
}
"""The formats by the names that a user types."""


def require(name: str) -> None:
    """Raise MissingExtra unless the package that this format needs is installed."""
    from importlib.util import find_spec

    needs = FORMATS[name].needs
    if needs is not None and find_spec(needs) is None:
        raise MissingExtra(f"kevents export {name}", needs, "data")


def write(name: str, connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the rows that pass the filter to a stream, in a format that is one file.

    `graphml` always uses statements, even if the filter does not ask for them. Raises KeventsError if the
    package of the format is missing.
    """
    from importlib import import_module

    require(name)
    module: Any = import_module(f"karabakh_events.exports.{FORMATS[name].module}")
    with database.reading_one_state(connection):
        report: Report = module.write(connection, wanted, out)
    return report


def save(
    name: str, connection: sqlite3.Connection, wanted: TimelineFilter, path: Path, *, force: bool = False
) -> Report:
    """Write the rows that pass the filter to a file; for `csv`, to a folder or a .zip.

    An existing file is replaced only when the new one is complete; after a failure it is unchanged. A folder
    that is not an earlier export is replaced only with `force`; other files in it are kept. Raises
    KeventsError if the path cannot be written, or if the package of the format is missing.
    """
    require(name)
    if FORMATS[name].folder:
        from karabakh_events.exports import data_package

        return data_package.save(connection, wanted, path, force=force)
    with files.replacing(path) as out:
        return write(name, connection, wanted, out)
