"""Records as JSON, JSON lines and CSV: exact values, written one by one. Imports wait until they are needed.

A record is a mapping of field names to text, numbers, None, lists and mappings of these.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

Record = Mapping[str, object]

# `json` with ensure_ascii off does not escape these, and a terminal, an editor or the next program may act
# or fail on them: DEL and C1 controls, zero-width and bidirectional marks, line separators, lone
# surrogates. An escape reads back as the same character.
_UNSAFE = "[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"

# OWASP, "CSV injection": a spreadsheet takes a cell that begins so for a formula. East Asian editions also
# accept the full-width forms.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_json(records: Iterable[Record], out: TextIO) -> int:
    """Write one JSON list with a record on each line. Returns the number of records."""
    count = 0
    for line in _encode(records):
        out.write(",\n " if count else "[")
        out.write(line)
        count += 1
    out.write("]\n" if count else "[]\n")
    return count


def write_jsonl(records: Iterable[Record], out: TextIO) -> int:
    """Write each record as a JSON object on a line of its own. Returns their number."""
    count = 0
    for line in _encode(records):
        out.write(line + "\n")
        count += 1
    return count


def write_csv(
    records: Iterable[Record], fields: Sequence[str], out: TextIO, *, excel_safe: bool = False
) -> int:
    """Write a header and a row for each record (RFC 4180). Returns the number of records.

    "; " joins the members of a list. A mapping is written as its name with its role in brackets. Control
    characters are made visible, because CSV has no escapes. With ``excel_safe``, an apostrophe is put before
    any text that a spreadsheet would run as a formula.
    """
    import csv

    # Only with CRLF does the writer quote a cell that has a carriage return in it.
    writer = csv.writer(out, lineterminator="\r\n")

    def guard(written: str) -> str:
        return f"'{written}" if excel_safe and written.startswith(_FORMULA) else written

    writer.writerow([guard(cell(field)) for field in fields])
    count = 0
    for record in records:
        values = (record[field] for field in fields)
        # Not isinstance: a truth value is an int too, and is written as in JSON.
        writer.writerow([value if type(value) in (int, float) else guard(cell(value)) for value in values])
        count += 1
    return count


def _encode(records: Iterable[Record]) -> Iterator[str]:
    import json

    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    for record in records:
        line = encode(record)
        yield line if line.isprintable() else _escape(line)


def _escape(line: str) -> str:
    import re

    return re.sub(_UNSAFE, lambda match: f"\\u{ord(match[0]):04x}", line)


def cell(value: object) -> str:
    """A value as the text of one cell; "" for None."""
    from karabakh_events.characters import visible

    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return _label(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(cell(member) for member in value)
    # A cell may have line breaks; all other characters that are not printable are made visible.
    return "\n".join(visible(line) for line in str(value).split("\n"))


def _label(value: Record) -> str:
    """An actor is ``Name (role)``, a linked record ``Label (relation)``, a passage its words, the words of a
    statement ``words (document)``; a mapping to numbers is ``name number, …``."""
    if value and all(isinstance(number, int) for number in value.values()):
        return ", ".join(f"{cell(counted)} {cell(number)}" for counted, number in value.items())
    if "quote" in value and "translation" in value:
        return _rendering(value)
    name = next((cell(value[key]) for key in _NAMES if value.get(key)), "")
    role, behalf = value.get("role") or value.get("relation"), value.get("behalf_of")
    if not role:
        return name
    return f"{name} ({cell(role)} for {cell(behalf)})" if behalf else f"{name} ({cell(role)})"


def _rendering(value: Record) -> str:
    from karabakh_events.render.parts import TRANSLATION

    words = f"{cell(value['quote'])} ({cell(value['document'])})"
    return f"{words} [{TRANSLATION}: {cell(value['translation'])}]" if value["translation"] else words


_NAMES = ("name", "spelling", "words", "value", "exact", "summary", "title", "label", "kind", "id")
"""Keys of a mapping; the value of the first that it has is its name in a cell."""
