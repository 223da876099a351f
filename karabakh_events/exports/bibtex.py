"""BibTeX, for LaTeX: an entry for each document.

`date` is the EDTF text, which biblatex reads with its uncertainty; `year` and `month` are there besides, for
styles that know nothing else, where the document has them. Characters that LaTeX acts on are written as its
commands, letters with diacritics and of other scripts as themselves, in UTF-8.
"""

import re
import sqlite3
from typing import Any, BinaryIO

from karabakh_events import files
from karabakh_events.exports.cited import as_known, cited
from karabakh_events.exports.report import Report
from karabakh_events.queries.exporting import Document
from karabakh_events.queries.filters import TimelineFilter

DATED = "uncertain dates, which only biblatex reads (styles of BibTeX print the note)"
LEFT_OUT = "sums and origins of documents, words, reasons and references of their dates"

LANGUAGE = "tags of languages that babel has no name for"

# BCP 47 -> the names by which babel and polyglossia, and so biblatex, know languages.
_LANGUAGES = {
    "ar": "arabic",
    "az": "azerbaijani",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fa": "persian",
    "fr": "french",
    "he": "hebrew",
    "hy": "armenian",
    "it": "italian",
    "ka": "georgian",
    "pl": "polish",
    "pt": "portuguese",
    "ru": "russian",
    "tr": "turkish",
    "uk": "ukrainian",
}

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "$&%#_"},
}
_ACTIVE = re.compile(r"[\\{}~^$&%#_]")


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the entries; an empty file where there is no document."""
    from pybtex.database import BibliographyData, Entry
    from pybtex.database.output.bibtex import Writer

    class AsWritten(Writer):  # type: ignore[misc]  # pybtex has no types
        def _encode(self, text: str) -> str:
            # Its own encoding leaves braces and dollars as they are and escapes within addresses.
            return text

    report = Report()
    entries: dict[str, Any] = {}
    for document in cited(connection, wanted, report):
        key = _key(document.id, entries)
        kind = "article" if document.outlet else "online" if document.url else "misc"
        entries[key] = Entry(kind, list(_fields(document, report).items()))
    with files.text(out) as text:
        AsWritten("utf-8").write_stream(BibliographyData(entries), text)
    return report


def escaped(text: str) -> str:
    """The text as LaTeX prints it."""
    return _ACTIVE.sub(lambda found: _SPECIAL[found[0]], text)


def _fields(document: Document, report: Report) -> dict[str, str]:
    def shown(text: str) -> str:
        return escaped(" ".join(report.seen(text).split()))

    fields = {"title": f"{{{shown(document.title)}}}"}
    if document.outlet:
        fields["journal"] = shown(document.outlet)
    if document.published:
        fields["date"] = document.published
        plain = re.sub(r"[?~%]$", "", document.published)
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", plain):
            fields["year"] = plain[:4]
            if plain[5:7] and plain[5:7] <= "12":
                fields["month"] = str(int(plain[5:7]))
        if remark := as_known(document):
            fields["note"] = shown(remark)
        report.lose(DATED, plain != document.published or "/" in plain or "X" in plain)
    if document.url:
        # As an address has them; white space and what ends or opens a field cannot stand in it.
        fields["url"] = re.sub(
            r'[\s{}\\"]',
            lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()),
            report.seen(document.url, keep=""),
        )
    language = _LANGUAGES.get(document.language.partition("-")[0].lower())
    if language:
        fields["langid"] = language
    report.lose(LANGUAGE, language is None or "-" in document.language)
    for lost in (
        document.verbatim,
        document.reason,
        document.reference,
        document.origin,
        document.sha256,
    ):
        report.lose(LEFT_OUT, lost is not None)
    return fields


def _key(id_: str, taken: dict[str, Any]) -> str:
    """The document's id, in which nothing is that would end a key; told from others that look the same."""
    key = base = re.sub(r"[^A-Za-z0-9._:/+-]", "-", id_)
    number = 1
    # BibTeX does not tell capitals from small letters, and neither does pybtex.
    lowered = {each.lower() for each in taken} if base != id_ else set()
    while key.lower() in lowered:
        number += 1
        key = f"{base}-{number}"
    return key
