"""JSON lines: one row of the timeline per line, with everything on record about it.

The fields of `kevents timeline --format json` come first, in their published order; here each actor also has
an `office`. The other fields follow. `passages` gives the places in the documents that support the row.
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
    """Write one line for every row. Nothing is lost."""
    report = Report()

    def records() -> Iterator[dict[str, Any]]:
        for full in full_rows(connection, wanted):
            report.wrote(full.row.kind)
            yield full.as_json()

    with files.text(out) as lines:
        plain.write_jsonl(records(), lines)
    return report
