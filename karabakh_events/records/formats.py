"""Other formats by their signs, to name a file that somebody took for a record file or for a text.

Nothing here reads these formats. The advice is for people, so a guess that is sometimes wrong must only stand
where something is wrong anyway, or in a warning.
"""

import csv
import json
import re

_BINARY = (
    (b"%PDF-", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (such as .doc)"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_ZIPPED = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint presentation (.pptx)"),
    (b"application/epub", "an e-book (.epub)"),
    (b"opendocument", "an OpenDocument file (such as .odt)"),
)
_ENOUGH = 65_536
"""A format shows in so many characters."""

_HTML = re.compile(r"\s*<(!doctype\s+html|html|head|body|div|p|article|table|span)\b", re.IGNORECASE)


def binary_format(data: bytes) -> str | None:
    """What the bytes are, if they are of a format that is no plain text."""
    if data.startswith(b"PK\x03\x04"):
        return next((name for sign, name in _ZIPPED if sign in data), "a zip archive")
    return next((name for sign, name in _BINARY if data.startswith(sign)), None)


def text_format(text: str) -> str | None:
    """What the text is, if it seems to be of a format for programs."""
    begun = text[:_ENOUGH]
    if _HTML.match(begun):
        return "HTML"
    if begun.lstrip().startswith("<?xml"):
        return "XML"
    if begun.startswith("{\\rtf"):
        return "RTF"
    lines = begun.splitlines()
    if len(text) > _ENOUGH:
        lines.pop()  # it may be cut
    lines = [line for line in lines if line.strip()]
    if _is_json_lines(lines):
        return "JSON lines"
    return _table(lines)


def _is_json_lines(lines: list[str]) -> bool:
    try:
        return len(lines) > 1 and all(isinstance(json.loads(line), dict | list) for line in lines[:10])
    except (ValueError, RecursionError):
        return False


def _table(lines: list[str]) -> str | None:
    """CSV, or another such table: two rows or more of as many cells, the first of which ends no sentence.

    In prose a space follows the comma.
    """
    for sign, name in ((",", "CSV"), (";", "CSV"), ("\t", "a table with tabs (TSV)")):
        try:
            rows = list(csv.reader(lines[:50], delimiter=sign, strict=True))
        except csv.Error:
            continue
        widths = {len(row) for row in rows}
        prose = any(cell.startswith(" ") for row in rows for cell in row[1:]) or any(
            row[-1].rstrip().endswith((".", "!", "?", ":")) for row in rows[:1]
        )
        # A tab at the end of a line parts nothing.
        prose = prose or not all(any(cell.strip() for cell in row[1:]) for row in rows)
        if len(rows) > 1 and len(widths) == 1 and widths.pop() > 1 and not prose:
            return name
    return None
