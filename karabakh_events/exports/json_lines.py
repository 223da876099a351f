"""JSON lines: a row of the timeline a line, with everything that is recorded of it.

The fields of `kevents timeline --format json` come first, in their published order; each actor has its
`office` besides, and the other fields follow. Every line leads to its place in a document by `passages`.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, BinaryIO

from karabakh_events import files
from karabakh_events.exports.report import Report
from karabakh_events.queries.exporting import full_rows
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.render import plain


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write a line for every row; nothing is lost."""
    report = Report()

    def records() -> Iterator[dict[str, Any]]:
        for full in full_rows(connection, wanted):
            report.wrote(full.row.kind)
            yield full.as_json()

    with files.text(out) as lines:
        plain.write_jsonl(records(), lines)
    return report
