"""CSL-JSON and BibTeX: the documents that the rows rest on, for those who cite them."""

import json
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pybtex.database import BibliographyData, parse_string

from karabakh_events.dates import in_words, parse_edtf
from karabakh_events.exports import bibtex, csl
from karabakh_events.exports.report import Report
from karabakh_events.queries.filters import TimelineFilter
from tests.exports.conftest import ALL, NOTHING, exported
from tests.test_dates import texts

INTERVIEW, REPORT = "2020-11-22-interview", "2020-11-23-report"

# Of the schema of CSL 1.0.2 (csl-data.json) the part that is used, and nothing else.
SCHEMA = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "id": {"type": ["string", "number"]},
            "type": {"enum": ["article-newspaper", "webpage", "document"]},
            "title": {"type": "string"},
            "author": {"type": "array", "items": {"type": "object", "required": ["literal"]}},
            "container-title": {"type": "string"},
            "publisher": {"type": "string"},
            "URL": {"type": "string"},
            "language": {"type": "string"},
            "issued": {
                "type": "object",
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "minItems": 1,
                            "maxItems": 3,
                            "items": {"type": "integer", "minimum": 1},
                        },
                    },
                    "season": {"type": "integer", "minimum": 1, "maximum": 4},
                    "circa": {"type": "boolean"},
                    "literal": {"type": "string"},
                },
                "minProperties": 1,
                "additionalProperties": False,
            },
            "note": {"type": "string"},
            "custom": {"type": "object"},
        },
        "required": ["type", "id"],
        "additionalProperties": False,
    },
}


def items(connection: sqlite3.Connection, wanted: TimelineFilter = ALL) -> dict[str, dict[str, Any]]:
    written = json.loads(exported("csl-json", connection, wanted)[0])
    jsonschema.Draft7Validator(SCHEMA).validate(written)
    return {item["id"]: item for item in written}


def entries(connection: sqlite3.Connection) -> BibliographyData:
    return parse_string(exported("bibtex", connection)[0].decode(), "bibtex")


def publish(connection: sqlite3.Connection, edtf: str, document: str = REPORT) -> None:
    span = parse_edtf(edtf)
    connection.execute(
        "UPDATE documents SET published_edtf = ?, published_earliest = ?, published_latest = ?,"
        " published_precision = ? WHERE id = ?",
        (span.edtf, span.earliest, span.latest, span.precision.value, document),
    )


# --- which documents -----------------------------------------------------------------------------------


def test_the_documents_are_those_of_the_rows(sample: sqlite3.Connection) -> None:
    assert list(items(sample)) == [INTERVIEW, REPORT]
    assert list(items(sample, TimelineFilter(actors=("armenian-ministry-source",), statements=True))) == [
        REPORT
    ]
    assert list(items(sample, TimelineFilter(types=("AID",)))) == [REPORT]


def test_both_have_the_same_documents(corpus: sqlite3.Connection) -> None:
    assert list(entries(corpus).entries) == list(items(corpus))


def test_nothing_is_an_empty_list_and_an_empty_file(sample: sqlite3.Connection) -> None:
    content, report = exported("csl-json", sample, NOTHING)
    assert json.loads(content) == []
    assert report.empty
    content, report = exported("bibtex", sample, NOTHING)
    assert content == b""
    assert list(parse_string(content.decode(), "bibtex").entries) == []
    assert report.empty


# --- whose it is ---------------------------------------------------------------------------------------


def test_what_a_ministry_published_has_the_ministry_as_its_author(copy: sqlite3.Connection) -> None:
    copy.execute("UPDATE documents SET outlet_id = 'armenia' WHERE id = ?", (REPORT,))
    item, entry = items(copy)[REPORT], entries(copy).entries[REPORT]
    assert (item["type"], item["author"], item["publisher"]) == (
        "webpage",
        [{"literal": "Armenia"}],
        "Armenia",
    )
    assert "container-title" not in item
    assert (entry.type, entry.fields["publisher"]) == ("online", "Armenia")
    assert [str(person) for person in entry.persons["author"]] == ["{Armenia}"]
    assert "journal" not in entry.fields


def test_an_outlet_and_an_address_from_elsewhere_say_so_in_a_note(copy: sqlite3.Connection) -> None:
    for name in ("outlet", "url"):
        copy.execute(
            f"UPDATE documents SET {name}_basis = 'external', {name}_reason = 'why {name}',"
            f" {name}_reference = 'where {name}' WHERE id = ?",
            (INTERVIEW,),
        )
    item = items(copy)[INTERVIEW]
    assert item["note"] == "outlet (external); address (external)"
    assert (item["custom"]["url_reason"], item["custom"]["outlet_reference"]) == ("why url", "where outlet")
    assert item["URL"].startswith("https://")
    assert entries(copy).entries[INTERVIEW].fields["note"] == item["note"]
    assert "note" not in items(copy)[REPORT]


# --- CSL -----------------------------------------------------------------------------------------------


def test_csl_has_all_that_is_known_of_a_document_but_its_text(corpus: sqlite3.Connection) -> None:
    cursor = corpus.execute("SELECT * FROM documents")
    names = [name for name, *_ in cursor.description]
    derived = (
        "text",
        "published_earliest",
        "published_latest",
        "published_precision",
        "published_span_class",
        "published_disputed",
    )
    for values in cursor.fetchall():
        document = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        item = items(corpus)[document["id"]]
        told = {str(value) for value in (*item.values(), *item["custom"].values())}
        for name, value in document.items():
            assert name in derived or value in told, name


@pytest.mark.parametrize(
    ("edtf", "issued", "told"),
    [
        ("2020-11-22", {"date-parts": [[2020, 11, 22]]}, []),
        ("2020-11", {"date-parts": [[2020, 11]]}, []),
        ("2020-11-XX", {"date-parts": [[2020, 11]]}, []),
        ("2020", {"date-parts": [[2020]]}, []),
        ("0999", {"date-parts": [[999]]}, []),
        ("2020-11~", {"date-parts": [[2020, 11]], "circa": True}, [csl.CIRCA]),
        ("2020-23", {"date-parts": [[2020]], "season": 3}, []),
        ("202X", {"date-parts": [[2020, 1, 1], [2029, 12, 31]]}, [csl.SPAN]),
        ("2020-10-10/2020-11-09", {"date-parts": [[2020, 10, 10], [2020, 11, 9]]}, [csl.SPAN]),
        (
            "2020-10?/2020-11",
            {"date-parts": [[2020, 10, 1], [2020, 11, 30]], "circa": True},
            [csl.CIRCA, csl.SPAN],
        ),
        ("2020-11-22/..", {"literal": "on or after 22 Nov 2020"}, [csl.OPEN]),
        ("../2020", {"literal": "in or before 2020"}, [csl.OPEN]),
    ],
)
def test_csl_dates(copy: sqlite3.Connection, edtf: str, issued: dict[str, Any], told: list[str]) -> None:
    publish(copy, edtf)
    assert items(copy)[REPORT]["issued"] == issued
    assert [words for words in exported("csl-json", copy)[1].lost if "date[s]" in words] == told


def test_a_document_without_a_date_or_an_outlet_has_none(copy: sqlite3.Connection) -> None:
    copy.execute(
        "UPDATE documents SET published_edtf = NULL, published_earliest = NULL, published_latest = NULL,"
        " published_precision = NULL, published_basis = NULL, outlet_id = NULL"
    )
    assert "issued" not in items(copy)[REPORT]
    assert items(copy)[REPORT]["type"] == "webpage"
    assert entries(copy).entries[REPORT].type == "online"
    copy.execute("UPDATE documents SET url = NULL")
    assert items(copy)[REPORT]["type"] == "document"
    assert entries(copy).entries[REPORT].type == "misc"
    assert set(entries(copy).entries[REPORT].fields) == {"title", "langid"}


def test_a_date_that_the_document_does_not_state_is_told_in_a_note(copy: sqlite3.Connection) -> None:
    publish(copy, "2020-11-23")
    copy.execute("UPDATE documents SET published_basis = 'stated' WHERE id = ?", (REPORT,))
    assert "note" not in items(copy)[REPORT]
    publish(copy, "2020-11~")
    copy.execute("UPDATE documents SET published_basis = 'completed' WHERE id = ?", (REPORT,))
    assert items(copy)[REPORT]["note"] == "published about Nov 2020 (completed)"
    assert printed(entries(copy).entries[REPORT].fields["note"]) == "published about Nov 2020 (completed)"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edtf=texts)
def test_any_date_is_one_that_csl_has(writable: sqlite3.Connection, edtf: str) -> None:
    publish(writable, edtf)
    item = items(writable)[REPORT]
    assert item["custom"]["published"] == edtf
    for parts in item["issued"].get("date-parts", []):
        parse_edtf("-".join(f"{part:0{size}}" for part, size in zip(parts, (4, 2, 2), strict=False)))


CITED = """
const { Cite } = require("@citation-js/core")
require("@citation-js/plugin-csl")
const items = JSON.parse(require("fs").readFileSync(process.argv[2]))
const cite = item => new Cite(item).format("bibliography", { template: "apa", lang: "en-US" }).trim()
console.log(JSON.stringify(items.map(cite)))
"""


@pytest.mark.slow
def test_a_citation_processor_prints_what_is_known(bundled: sqlite3.Connection, tmp_path: Path) -> None:
    """citeproc-js, which is Zotero's, in the style of the APA."""
    missing = [name for name in ("npm", "node") if shutil.which(name) is None]
    if missing:
        pytest.fail(f"{', '.join(missing)} not found: the citation processor comes from npm")
    packages = ["@citation-js/core@0.9", "@citation-js/plugin-csl@0.9"]
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", *packages], cwd=tmp_path, check=True
    )
    (tmp_path / "items.json").write_bytes(exported("csl-json", bundled)[0])
    (tmp_path / "cite.cjs").write_text(CITED)
    printed_ = subprocess.run(
        ["node", "cite.cjs", "items.json"], cwd=tmp_path, check=True, capture_output=True
    )
    assert json.loads(printed_.stdout) == [
        "Moscow Urges Yerevan and Baku to Intensify Karabakh Talks. (2017, December 27). Asbarez."
        " https://asbarez.org/169486/moscow-urges-yerevan-and-baku-to-intensify-karabakh-talks/",
        "Summary of Armenian, Russian FMs talk in Moscow on Karabakh. (2020, October 10–November 9)."
        " JAMnews.",
        "Nagorno-Karabakh: Russian officials visit Armenia and Azerbaijan. (2020, November 23–December 1)."
        " Caucasus Watch.",
        "Russia doesn’t claim monopoly in communication with Armenia, Azerbaijan - Foreign Ministry."
        " (2021, November 5). TASS. https://tass.com/politics/1358133",
        "Russia MFA: OSCE Minsk Group Could Have Been Active in Strengthening Trust Between Armenians,"
        " Azerbaijanis. (on or after 30 Jan 2021). Armedia."
        " http://armedia.am/eng/news/92016/russia-mfa-osce-minsk-group-could-have-been-active-in-"
        "strengthening-trust-between-armenians-azerbaijanis.html",
    ]


# --- BibTeX --------------------------------------------------------------------------------------------

_COMMANDS = {command: character for character, command in bibtex._SPECIAL.items()}


def printed(field: str) -> str:
    """What LaTeX prints of a field: the commands that are written, undone."""
    pattern = "|".join(re.escape(command) for command in sorted(_COMMANDS, key=len, reverse=True))
    return re.sub(pattern, lambda found: _COMMANDS[found[0]], field)


def test_bibtex_reads_back(sample: sqlite3.Connection) -> None:
    fields = entries(sample).entries[INTERVIEW].fields
    assert dict(fields) == {
        "title": "{Lavrov: the corridor is guaranteed}",
        "journal": "Interfax",
        "publisher": "Interfax",
        "date": "2020-11-22",
        "year": "2020",
        "month": "11",
        "url": "https://example.org/2020-11-22-interview",
        "langid": "english",
    }


@pytest.mark.parametrize(
    ("edtf", "year", "month", "note"),
    [
        ("2020-11-22", "2020", "11", None),
        ("2020-11", "2020", "11", None),
        ("2020", "2020", None, None),
        ("2020-21", "2020", None, "published spring 2020"),
        ("2020-11~", "2020", "11", "published about Nov 2020"),
        ("2020-11-22/..", None, None, "published on or after 22 Nov 2020"),
    ],
)
def test_bibtex_dates(
    copy: sqlite3.Connection, edtf: str, year: str | None, month: str | None, note: str | None
) -> None:
    publish(copy, edtf)
    fields = entries(copy).entries[REPORT].fields
    assert fields["date"] == edtf
    assert (fields.get("year"), fields.get("month")) == (year, month)
    assert (fields.get("note") and printed(fields["note"])) == note


@pytest.mark.parametrize(
    ("tag", "name", "lost"),
    [("hy", "armenian", 0), ("ru", "russian", 0), ("pt-BR", "portuguese", 1), ("tlh", None, 1)],
)
def test_bibtex_has_the_names_that_babel_has_for_languages(
    copy: sqlite3.Connection, tag: str, name: str | None, lost: int
) -> None:
    copy.execute("UPDATE documents SET language = ? WHERE id = ?", (tag, REPORT))
    assert entries(copy).entries[REPORT].fields.get("langid") == name
    assert exported("bibtex", copy)[1].lost.get(bibtex.LANGUAGE, 0) == lost


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
@example(text=r"100% of {braces} & $5 \input{x} #1 a_b ~ ^ “quotes” \"q\" @x")
@example(text="}")
@example(text="\\")
@example(text="Şuşa’da Ərdoğan Лавров Թուրքիա")
def test_any_title_is_printed_as_it_is(writable: sqlite3.Connection, text: str) -> None:
    writable.execute("UPDATE documents SET title = ? WHERE id = ?", (text, REPORT))
    title = entries(writable).entries[REPORT].fields["title"]
    assert title.startswith("{")
    assert title.endswith("}")
    shown = Report().seen(text)
    # BibTeX makes one space of white space, and so does LaTeX.
    assert " ".join(printed(title[1:-1]).split()) == " ".join(shown.split())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
@example(path='a_b%20c#d&e~f{"}\\')
def test_an_address_stays_one(writable: sqlite3.Connection, path: str) -> None:
    writable.execute("UPDATE documents SET url = ? WHERE id = ?", (f"https://example.org/{path}", REPORT))
    url = entries(writable).entries[REPORT].fields["url"]
    assert url.startswith("https://example.org/")
    assert not re.search(r'[\s{}\\"]', url)
    if re.fullmatch(r"[!#-\[\]-z|~%]*", path):
        assert url == f"https://example.org/{path}"


def test_keys_that_bibtex_cannot_hold_are_told_apart() -> None:
    taken: dict[str, object] = {}
    for id_ in ("ş", "ç", "a b", "a,b"):
        taken[bibtex._key(id_, taken)] = None
    assert list(taken) == ["-", "--2", "a-b", "a-b-2"]
    assert bibtex._key("2020-11-22-interview", taken) == "2020-11-22-interview"


def test_the_words_of_a_date_are_those_of_the_listings(bundled: sqlite3.Connection) -> None:
    for name, edtf, basis in bundled.execute(
        "SELECT id, published_edtf, published_basis FROM documents WHERE published_edtf LIKE '%/%'"
    ):
        note = printed(entries(bundled).entries[name].fields["note"])
        assert note.split("; ")[0] == f"published {in_words(edtf)} ({basis})"
