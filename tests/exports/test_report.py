"""Nothing is lost in silence: what cannot be read back from an export is in its report, with its number."""

import html
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

import pytest

from karabakh_events.characters import visible
from karabakh_events.counting import agreed
from karabakh_events.dates import in_words
from karabakh_events.exports import FORMATS
from karabakh_events.exports.report import KINDS, Report, contents
from karabakh_events.queries.exporting import FullRow, full_rows
from tests.exports.conftest import ALL, exported, losses

VISIT = "2020-11-22-lavrov-in-baku"

# --- what a row holds ----------------------------------------------------------------------------------

_DERIVED = ("id", "disputed", "span_class", "earliest", "latest", "precision", "document_id")
"""Columns that the date says again, and the statement's document, which is among its documents."""


def _in_database(connection: sqlite3.Connection, kind: str, record: str) -> Iterator[str]:
    """Every value that the tables have of an event or a statement, as text."""
    cursor = connection.execute(f"SELECT * FROM {kind}s WHERE id = ?", (record,))
    for (name, *_), value in zip(cursor.description, cursor.fetchone(), strict=True):
        if value is not None and name not in _DERIVED and name != "place_id":
            yield str(value)
    sql = {
        "event": (
            "SELECT p.name FROM events e JOIN places p ON p.id = e.place_id WHERE e.id = :id",
            "SELECT a.name || ' (' || role || ')' FROM event_actors x JOIN actors a ON a.id = x.actor_id"
            " WHERE event_id = :id",
            "SELECT agreement_id || ' ' || relation FROM event_agreements WHERE event_id = :id",
        ),
        "statement": (
            "SELECT document_id FROM statements WHERE id = :id",
            "SELECT a.name || iif(role = 'relayer', '', ' (' || role || ')') FROM statement_actors x"
            " JOIN actors a ON a.id = x.actor_id WHERE statement_id = :id",
            "SELECT agreement_id FROM statement_agreements WHERE statement_id = :id",
            "SELECT event_id FROM statement_events WHERE statement_id = :id",
            "SELECT topic FROM statement_topics WHERE statement_id = :id",
            "SELECT quote FROM renderings WHERE statement_id = :id",
            "SELECT translation FROM renderings WHERE statement_id = :id AND translation IS NOT NULL",
        ),
    }[kind]
    for query in (
        *sql,
        f"SELECT exact FROM citations WHERE {kind}_id = :id",
        f"SELECT document_id FROM citations WHERE {kind}_id = :id",
        f"SELECT section || ' ' || start || '–' || \"end\" || ' ' || supports FROM citations"
        f" WHERE {kind}_id = :id",
        f"SELECT provision_id || ' ' || verdict FROM provision_claims WHERE {kind}_id = :id",
        f"SELECT field || ' ' || value FROM claims WHERE record = :id AND kind = '{kind}'",
    ):
        yield from (value for (value,) in connection.execute(query, {"id": record}))


def test_every_value_in_the_tables_is_among_the_contents(corpus: sqlite3.Connection) -> None:
    for full in full_rows(corpus, ALL):
        listed = {value for _, value in contents(full)}
        assert set(_in_database(corpus, full.row.kind, full.row.id)) <= listed, full.row.id


def test_every_kind_of_content_is_met_in_one_of_the_databases(
    sample: sqlite3.Connection, bundled: sqlite3.Connection, languages: sqlite3.Connection
) -> None:
    met = {
        kind
        for connection in (sample, bundled, languages)
        for row in full_rows(connection, ALL)
        for kind, _ in contents(row)
    }
    assert met == set(KINDS)


# --- what is read back ---------------------------------------------------------------------------------

Holds = Callable[[FullRow, str, str], bool]


def _words(value: object) -> Iterator[str]:
    """Every text within a JSON value."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _words(each)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif value is not None:
        yield str(value)


def in_record(record: dict[str, Any]) -> Holds:
    """Whether a record of the JSON lines, or of the Parquet table, has a value."""

    def holds(full: FullRow, kind: str, value: str) -> bool:
        del full
        if kind == "parts":
            return value in [f"{actor['name']} ({actor['role']})" for actor in record["actors"]]
        if kind == "positions":
            return value in [
                f"{each['section']} {each['start']}–{each['end']} {each['supports']}"
                for each in record["passages"]
            ]
        if kind == "figures":
            return value in [
                f"{each['kind']} {each['low']} {each['best']} {each['high']}" for each in record["figures"]
            ]
        pairs = {
            "relations": ("relations", "agreement", "relation"),
            "verdicts": ("verdicts", "provision", "verdict"),
            "agreement_verdicts": ("agreement_verdicts", "agreement", "verdict"),
            "readings": ("readings", "field", "value"),
        }
        if kind in pairs:
            name, first, second = pairs[kind]
            return value in [f"{each[first]} {each[second]}" for each in record[name]]
        return value in _words(record)

    return holds


def json_lines(connection: sqlite3.Connection) -> tuple[dict[str, Holds], Report]:
    content, report = exported("jsonl", connection)
    records = map(json.loads, content.splitlines())
    return {record["id"]: in_record(record) for record in records}, report


def parquet(connection: sqlite3.Connection) -> tuple[dict[str, Holds], Report]:
    import pyarrow.parquet

    content, report = exported("parquet", connection)
    records = pyarrow.parquet.read_table(BytesIO(content)).to_pylist()
    return {record["id"]: in_record(record) for record in records}, report


def timelinejs(connection: sqlite3.Connection) -> tuple[dict[str, Holds], Report]:
    content, report = exported("timelinejs", connection)
    titles = dict(connection.execute("SELECT id, title FROM documents"))

    def in_slide(slide: dict[str, Any]) -> Holds:
        headline = html.unescape(slide["text"]["headline"])
        body = html.unescape(re.sub("<[^>]*>", "\0", slide["text"]["text"]))

        def holds(full: FullRow, kind: str, value: str) -> bool:
            said: str = slide["display_date"]
            if kind == "status":
                return value == "occurred" or headline.startswith(value.upper())
            if kind == "date":
                return said == in_words(value, basis=full.row.date_basis, disputed=full.row.disputed)
            if kind == "basis":
                return f"({value})" in said or f"({value}, disputed)" in said
            if kind == "parts":
                name, role = value[:-1].rsplit(" (", 1)
                return f"{visible(name)} ({role}" in body
            if kind == "documents":
                value = titles[value]
            if kind == "title":
                return visible(value, keep="\n\t") in headline
            return visible(value, keep="\n\t") in body

        return holds

    return {slide["unique_id"]: in_slide(slide) for slide in json.loads(content)["events"]}, report


def ftm(connection: sqlite3.Connection) -> tuple[dict[str, Holds], Report]:
    content, report = exported("ftm", connection)
    entities = {entity["id"]: entity for entity in map(json.loads, content.splitlines())}
    assert len(entities) == len(content.splitlines())
    links: dict[str, list[dict[str, Any]]] = {}
    for entity in entities.values():
        for name in ("object", "entity"):
            for target in entity["properties"].get(name, []):
                links.setdefault(target, []).append(entity)

    def in_event(event: dict[str, Any]) -> Holds:
        properties = event["properties"]
        linked = links.get(event["id"], [])

        def holds(full: FullRow, kind: str, value: str) -> bool:
            parts = [each["properties"] for each in linked if each["schema"] == "UnknownLink"]
            names = [entities[part["subject"][0]]["properties"]["name"][0] for part in parts]
            if kind == "parts":
                return value in [
                    f"{name} ({part['role'][0]})" for name, part in zip(names, parts, strict=True)
                ]
            if kind == "via":
                return visible(value) in names
            if kind == "documents":
                return f"document-{value}" in properties["proof"] and f"document-{value}" in entities
            if kind == "positions":
                section, extent, supports = value.split(" ")
                passages = [each["properties"] for each in linked if each["schema"] == "Documentation"]
                return (f"{section}, characters {extent}", supports) in [
                    (passage["description"][0], passage["role"][0]) for passage in passages
                ]
            texts = [*_words(properties), *_words([each["properties"] for each in linked])]
            shown = visible(value, keep="\n\t").strip()
            if kind == "title":
                named = " ".join([*properties["name"], *properties.get("summary", [])])
                return " ".join(shown.split()) in " ".join(named.split())
            if kind in ("date", "basis", "verbatim", "reason", "reference"):
                return any(text.startswith("Date: ") and shown in text for text in texts)
            if kind == "translation":
                shown = f"curator’s translation: {shown}"
            return shown in texts or " ".join(shown.split()) in texts

        return holds

    events = {
        event["properties"]["recordId"][0]: event for event in entities.values() if event["schema"] == "Event"
    }
    return {record: in_event(event) for record, event in events.items()}, report


PARQUET = pytest.param(parquet, marks=pytest.mark.needs("pyarrow"))


@pytest.mark.parametrize("read_back", [json_lines, PARQUET, timelinejs, ftm])
def test_what_cannot_be_read_back_is_in_the_report(
    corpus: sqlite3.Connection,
    read_back: Callable[[sqlite3.Connection], tuple[dict[str, Holds], Report]],
) -> None:
    rows, report = read_back(corpus)
    missing: Counter[str] = Counter()
    all_: Counter[str] = Counter()
    whole = 0
    for full in full_rows(corpus, ALL):
        holds = rows.get(full.row.id)
        if holds is None:
            whole += 1
            continue
        for kind, value in contents(full):
            all_[KINDS[kind]] += 1
            missing[KINDS[kind]] += not holds(full, kind, value)
    told = {words: number for words, number in report.lost.items() if words in KINDS.values()}
    # A word that was left out may be met all the same in some other text that was not.
    for words, number in missing.items():
        assert number <= told.get(words, 0) <= all_[words], words
    assert whole == sum(number for words, number in report.lost.items() if "left out whole" in words)


@pytest.mark.parametrize("name", ["csl-json", "bibtex", "graphml"])
def test_formats_of_other_things_count_every_row_as_lost(corpus: sqlite3.Connection, name: str) -> None:
    _, report = exported(name, corpus)
    for kind in ("event", "statement"):
        (number,) = corpus.execute(f"SELECT count(*) FROM {kind}s").fetchone()
        whole = (f"{kind}s, of which only", f"{kind}s: only")
        assert sum(told for words, told in losses(report).items() if words.startswith(whole)) == number


# --- hand counts ---------------------------------------------------------------------------------------

OF_SAMPLE = {
    "jsonl": {},
    "parquet": {},
    "timelinejs": {
        "types of events": 7,
        "dates in the words of the source": 5,
        "positions of passages in their documents": 12,
        "bases of dates (stated, inferred …)": 8,
        "wider events": 3,
        "uncertain dates, drawn as a span as if they lasted so long; the words are right": 2,
        "dates open on one side, drawn at the end that is known; the words are right": 1,
        "reasons for dates": 2,
        "verdicts on provisions": 2,
        "manners (direct, indirect, mixed)": 3,
        "sections in which statements stand": 3,
        "links to agreements": 3,
        "relations to agreements (signed, breached …)": 2,
        "texts with control or hidden characters, shown by their names": 2,
        "occasions of statements": 2,
        "topics": 3,
        "rows without any date, left out whole: a slide has to have one": 2,
    },
    "ftm": {
        "wider events": 3,
        "uncertain dates, written as startDate and endDate as if they lasted so long": 2,
        "dates open on one side, written as the end that is known": 1,
        "dates marked as uncertain or approximate, written as if they were not": 2,
        "verdicts on provisions": 2,
        "sections in which statements stand": 4,
        "links to agreements": 3,
        "relations to agreements (signed, breached …)": 2,
        "coordinates of places": 1,
        "texts with control or hidden characters, shown by their names": 2,
        "occasions of statements": 2,
        "events that statements are about": 1,
        "checksums and origins of documents, reasons for their dates": 2,
    },
    "csl-json": {
        "events, of which only the documents are cited": 8,
        "statements, of which only the documents are cited": 4,
        "texts of documents": 2,
    },
    "bibtex": {
        "events, of which only the documents are cited": 8,
        "statements, of which only the documents are cited": 4,
        "texts of documents": 2,
        "checksums and origins of documents, words, reasons and references of their dates, outlets and "
        "addresses": 2,
    },
    "graphml": {
        "events: only statements make edges": 8,
        "statements, of which only speakers, addressees, subjects and days are counted": 4,
        "statements without addressee or subject, which make no edge": 2,
        "statements without a bound for the first or the last day of their edges": 1,
        "other spellings and Wikidata numbers of actors": 2,
    },
}
"""Counted by hand in `tests/rows.py`."""


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.needs("pyarrow") if name == "parquet" else ())
        for name in OF_SAMPLE
    ],
)
def test_the_losses_of_the_sample_are_those_counted_by_hand(sample: sqlite3.Connection, name: str) -> None:
    assert losses(exported(name, sample)[1]) == OF_SAMPLE[name]


def test_the_losses_of_the_bundled_documents_are_those_that_sql_counts(bundled: sqlite3.Connection) -> None:
    def counted(what: str, where: str = "TRUE") -> int:
        events, statements = (
            bundled.execute(f"SELECT {what} FROM {table} WHERE {where}").fetchone()[0]
            for table in ("events", "statements")
        )
        return int(events + statements)

    dated, whole = "date_edtf IS NOT NULL", "precision IN ('day', 'month', 'year')"
    open_ = f"{dated} AND (earliest IS NULL OR latest IS NULL)"
    span = f"{dated} AND NOT ({open_}) AND NOT ({whole})"
    drawn = losses(exported("timelinejs", bundled)[1])
    assert drawn["rows without any date, left out whole: a slide has to have one"] == counted(
        "count(*)", f"NOT ({dated})"
    )
    assert drawn[
        "uncertain dates, drawn as a span as if they lasted so long; the words are right"
    ] == counted("count(*)", span)
    assert drawn["dates open on one side, drawn at the end that is known; the words are right"] == counted(
        "count(*)", open_
    )
    assert drawn["reasons for dates"] == counted("count(date_reason)", dated)
    loaded = losses(exported("ftm", bundled)[1])
    assert loaded["uncertain dates, written as startDate and endDate as if they lasted so long"] == counted(
        "count(*)", span
    )
    assert loaded["dates open on one side, written as the end that is known"] == counted("count(*)", open_)
    (speaking,) = bundled.execute(
        "SELECT count(*) FROM (SELECT 1 FROM statement_actors WHERE role = 'speaker' GROUP BY statement_id"
        " HAVING count(*) > 1)"
    ).fetchone()
    linked = losses(exported("graphml", bundled)[1])
    assert linked["statements with several speakers, counted once for each"] == speaking


# --- how it is told ------------------------------------------------------------------------------------


def test_the_report_says_that_nothing_was_left_out() -> None:
    report = Report()
    report.wrote("event")
    report.wrote("statement", 1_200)
    assert list(report.lines()) == [
        "Written: 1 event and 1,200 statements.",
        "Nothing of these was left out.",
    ]


def test_the_report_lists_what_was_with_the_numbers_in_a_column() -> None:
    report = Report()
    report.wrote("event", 2)
    report.lose(KINDS["topics"])
    report.lose(KINDS["note"], 1_000)
    report.lose(KINDS["quote"], 1)
    report.lose(KINDS["place"], 0)
    assert list(report.lines())[1:] == [
        "Left out or changed, since the format has no place for it:",
        "  1,000  notes",
        "      1  quotation",
        "      1  topic",
    ]


def _words_of_losses() -> Iterator[str]:
    """The words of every loss that a format may report."""
    yield from KINDS.values()
    for each in FORMATS.values():
        module = import_module(f"karabakh_events.exports.{each.module}")
        yield from (
            value
            for name, value in vars(module).items()
            if name.isupper() and isinstance(value, str) and "[" in value
        )


@pytest.mark.parametrize("words", sorted(set(_words_of_losses())))
def test_the_words_of_a_loss_agree_with_one_and_with_many(words: str) -> None:
    one, many = agreed(words, 1), agreed(words, 2)
    assert not set("[]|") & set(one + many)
    assert one != many
    plurals = {
        "dates",
        "documents",
        "statements",
        "events",
        "texts",
        "rows",
        "actors",
        "places",
        "agreements",
    }
    # Before a comma or a bracket stands what is counted, and after it may be anything.
    assert not plurals & set(re.split(r"[,:(]", one)[0].split())
