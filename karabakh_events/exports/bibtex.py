"""BibTeX, for LaTeX: an entry for each document.

`date` is the EDTF text, whose uncertainty biblatex understands. `year` and `month` are added if the document
has them, for styles that know nothing else. Characters with a meaning in LaTeX become LaTeX commands. Letters
with diacritics or of other scripts are written as they are, in UTF-8.
"""

import re
import sqlite3
from typing import Any, BinaryIO

from karabakh_events import files
from karabakh_events.exports.cited import cited, issuer, note
from karabakh_events.exports.report import Report
from karabakh_events.queries.citations import Document
from karabakh_events.queries.filters import TimelineFilter

DATED = "uncertain date[s], which only biblatex reads (styles of BibTeX print the note)"
LEFT_OUT = (
    "[checksum or origin of a document, or words, reason or reference of its date, outlet or address"
    "|checksums and origins of documents, words, reasons and references of their dates, outlets and"
    " addresses]"
)

LANGUAGE = "tag[s] of [a language|languages] that babel has no name for"

# BCP 47 -> the names of languages in babel and polyglossia, and so in biblatex.
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
    """Write the entries. Without a document the file is empty."""
    from pybtex.database import BibliographyData, Entry
    from pybtex.database.output.bibtex import Writer

    class AsWritten(Writer):  # type: ignore[misc]  # pybtex has no types
        def _encode(self, text: str) -> str:
            # The encoding of pybtex leaves braces and dollars as they are, and escapes within URLs.
            return text

    report = Report()
    entries: dict[str, Any] = {}
    for document in cited(connection, wanted, report):
        key = _key(document.id, entries)
        in_outlet = document.outlet is not None and issuer(document) is None
        kind = "article" if in_outlet else "online" if document.url else "misc"
        entries[key] = Entry(kind, list(_fields(document, report).items()))
    with files.text(out) as text:
        AsWritten("utf-8").write_stream(BibliographyData(entries), text)
    return report


def escaped(text: str) -> str:
    """The text with LaTeX commands for its special characters, so that LaTeX prints it as it is."""
    return _ACTIVE.sub(lambda match: _SPECIAL[match[0]], text)


def _fields(document: Document, report: Report) -> dict[str, str]:
    def shown(text: str) -> str:
        return escaped(" ".join(report.seen(text).split()))

    fields = {"title": f"{{{shown(document.title)}}}"}
    if author := issuer(document):
        # Braces keep a body's name whole: BibTeX would take its last word for a surname.
        fields["author"] = f"{{{shown(author)}}}"
    elif document.outlet:
        fields["journal"] = shown(document.outlet)
    if document.outlet:
        fields["publisher"] = shown(document.outlet)
    if document.published:
        fields["date"] = document.published
        plain = re.sub(r"[?~%]$", "", document.published)
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", plain):
            fields["year"] = plain[:4]
            if plain[5:7] and plain[5:7] <= "12":
                fields["month"] = str(int(plain[5:7]))
        report.lose(DATED, plain != document.published or "/" in plain or "X" in plain)
    if document.url:
        # Percent encoding: a URL cannot have white space or the characters that open or end a field.
        fields["url"] = re.sub(
            r'[\s{}\\"]',
            lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()),
            report.seen(document.url, keep=""),
        )
    if remark := note(document):
        fields["note"] = shown(remark)
    language = _LANGUAGES.get(document.language.partition("-")[0].lower())
    if language:
        fields["langid"] = language
    report.lose(LANGUAGE, language is None or "-" in document.language)
    for lost in (
        document.outlet_reason,
        document.outlet_reference,
        document.url_reason,
        document.url_reference,
        document.published_verbatim,
        document.published_reason,
        document.published_reference,
        document.origin,
        document.sha256,
    ):
        report.lose(LEFT_OUT, lost is not None)
    return fields


def _key(id_: str, taken: dict[str, Any]) -> str:
    """The id of the document, without characters that would end a key. A number keeps equal keys apart."""
    key = base = re.sub(r"[^A-Za-z0-9._:/+-]", "-", id_)
    number = 1
    # BibTeX and pybtex ignore the case of a key.
    lowered = {each.lower() for each in taken} if base != id_ else set()
    while key.lower() in lowered:
        number += 1
        key = f"{base}-{number}"
    return key
