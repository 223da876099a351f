"""Exports: the rows of a timeline in the formats of other tools, each with a report of what it cannot hold.

One module per format. Each has a function ``write``, which is given a connection, a `TimelineFilter` and
where to write, writes as it reads, and returns a `Report`. `FORMATS` says where each is and what it needs;
`report` has the report and the list of all that a row can hold. Nothing here knows the command line, and no
format knows another.
"""

import sqlite3
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from karabakh_events import database, files
from karabakh_events.errors import MissingExtra
from karabakh_events.exports.report import Report
from karabakh_events.queries.filters import TimelineFilter


class Format(NamedTuple):
    """A format: the module that writes it, what it is, and what it takes."""

    module: str
    meaning: str
    needs: str | None = None  # a package of the extra `data`
    to_file: bool = False  # whether it has to be a file of its own, and never standard output
    folder: bool = False  # whether it is many files: a folder or a .zip


FORMATS = {
    "csv": Format("data_package", "a Frictionless data package: all tables, described", None, True, True),
    "jsonl": Format("json_lines", "a JSON object a line, with everything that is recorded"),
    "timelinejs": Format("timelinejs", "JSON for TimelineJS"),
    "ftm": Format("ftm", "followthemoney entities, for Aleph"),
    "csl-json": Format("csl", "the documents that the rows rest on, for Zotero or pandoc"),
    "bibtex": Format("bibtex", "the same for LaTeX", "pybtex"),
    "graphml": Format("graphml", "who speaks to whom and of whom (with --statements or not)", "networkx"),
    "parquet": Format("parquet", "one typed table, for pandas, polars, DuckDB or R", "pyarrow", True),
}
"""The formats by the names that a user gives them."""


def require(name: str) -> None:
    """Raise MissingExtra unless the package that this format needs is installed."""
    from importlib.util import find_spec

    needs = FORMATS[name].needs
    if needs is not None and find_spec(needs) is None:
        raise MissingExtra(f"kevents export {name}", needs, "data")


def write(name: str, connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the rows that are wanted to a stream, in a format that is one file.

    `graphml` is made of statements and takes them whether or not they are asked for. Raises KeventsError
    where the format's package is missing.
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
    """Write the rows that are wanted to a file, or for `csv` to a folder or a .zip.

    What is there is replaced when the new is complete, and is as it was after any failure. A folder that is
    not an earlier export is replaced only with `force`, and files in it that are not the export's are kept.
    Raises KeventsError where nothing can be written, or where the format's package is missing.
    """
    require(name)
    if FORMATS[name].folder:
        from karabakh_events.exports import data_package

        return data_package.save(connection, wanted, path, force=force)
    with files.replacing(path) as out:
        return write(name, connection, wanted, out)
