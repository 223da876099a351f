"""Records to JSON, JSON lines and CSV: exact values, streamed, nothing imported before it is needed.

A record is a mapping of field names to text, numbers, None, lists and mappings of these.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

Record = Mapping[str, object]

# What `json` leaves as it is with ensure_ascii off, and what a terminal, an editor or the next program
# would act upon or choke on: DEL and C1 controls, zero-width and bidirectional marks, line separators,
# lone surrogates. As an escape each still reads back as the same character.
_UNSAFE = "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"

# OWASP, "CSV injection": a cell that begins so is a formula to a spreadsheet. The full-width forms are
# taken for the plain ones by East Asian editions.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_json(records: Iterable[Record], out: TextIO) -> int:
    """Write one JSON list, a record a line, and return how many records it has."""
    count = 0
    for line in _encoded(records):
        out.write(",\n " if count else "[")
        out.write(line)
        count += 1
    out.write("]\n" if count else "[]\n")
    return count


def write_jsonl(records: Iterable[Record], out: TextIO) -> int:
    """Write a JSON object a line, and return how many."""
    count = 0
    for line in _encoded(records):
        out.write(line + "\n")
        count += 1
    return count


def write_csv(
    records: Iterable[Record], fields: Sequence[str], out: TextIO, *, excel_safe: bool = False
) -> int:
    """Write a header and a row for each record as RFC 4180 has it, and return how many records.

    The members of a list are joined by "; "; a mapping in a list stands as its name and, in brackets, its
    role. Control characters are made visible, since CSV has no escapes. With ``excel_safe`` a text that a
    spreadsheet would run as a formula gets an apostrophe before it.
    """
    import csv

    # CRLF is also what makes the writer quote a cell with a carriage return in it.
    writer = csv.writer(out, lineterminator="\r\n")

    def guard(written: str) -> str:
        return f"'{written}" if excel_safe and written.startswith(_FORMULA) else written

    writer.writerow([guard(cell(field)) for field in fields])
    count = 0
    for record in records:
        values = (record[field] for field in fields)
        writer.writerow(
            [value if isinstance(value, (int, float)) else guard(cell(value)) for value in values]
        )
        count += 1
    return count


def _encoded(records: Iterable[Record]) -> Iterator[str]:
    import json

    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for record in records:
        line = encode(record)
        yield line if line.isprintable() else _escaped(line)


def _escaped(line: str) -> str:
    import re

    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", line)


def cell(value: object) -> str:
    """A value as one cell of a table: the names of what it holds, and nothing for None."""
    from karabakh_events.characters import visible

    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _named(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(member) for member in value)
    # A line break is part of a cell; everything else that is no printable character is shown.
    return "\n".join(visible(line) for line in str(value).split("\n"))


def _named(value: Record) -> str:
    """An actor as ``Name (role)``, a linked record as ``Label (relation)``, a passage as its words, numbers
    with what is counted."""
    if value and all(isinstance(number, int) for number in value.values()):
        return ", ".join(f"{cell(counted)} {cell(number)}" for counted, number in value.items())
    name = next((cell(value[key]) for key in _NAMES if value.get(key)), "")
    role, behalf = value.get("role") or value.get("relation"), value.get("behalf_of")
    if not role:
        return name
    return f"{name} ({cell(role)} for {cell(behalf)})" if behalf else f"{name} ({cell(role)})"


_NAMES = ("name", "spelling", "words", "value", "exact", "summary", "title", "label", "kind", "id")
"""What a mapping in a cell is known by: the first that it has."""
