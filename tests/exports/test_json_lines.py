"""JSON lines: the records of the timeline, and everything else besides."""

import json
import sqlite3

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karabakh_events.queries.exporting import full_rows
from karabakh_events.queries.timeline import timeline
from tests.exports.conftest import ALL, NOTHING, exported


def test_each_record_begins_with_the_published_fields(corpus: sqlite3.Connection) -> None:
    published = [row.as_json() for row in timeline(corpus, ALL)]
    written = [json.loads(line) for line in exported("jsonl", corpus)[0].splitlines()]
    for record, row in zip(written, published, strict=True):
        assert list(record)[: len(row)] == list(row)
        record["actors"] = [
            {name: value for name, value in actor.items() if name != "office"} for actor in record["actors"]
        ]
        assert {name: record[name] for name in row} == row


def test_every_record_leads_to_its_place(corpus: sqlite3.Connection) -> None:
    texts = dict(corpus.execute("SELECT id, text FROM documents"))
    for line in exported("jsonl", corpus)[0].splitlines():
        record = json.loads(line)
        assert record["passages"], record["id"]
        for passage in record["passages"]:
            assert texts[passage["document"]][passage["start"] : passage["end"]] == passage["exact"]


def test_every_reading_leads_to_the_passage_that_has_it(bundled: sqlite3.Connection) -> None:
    passages = dict(bundled.execute("SELECT id, exact FROM citations"))
    claimed = {
        (record, field, value): passages.get(passage)
        for record, field, value, passage in bundled.execute(
            "SELECT record, field, value, citation FROM claims WHERE kind IN ('event', 'statement')"
        )
    }
    written = {
        (record["id"], reading["field"], reading["value"]): reading["exact"]
        for record in map(json.loads, exported("jsonl", bundled)[0].splitlines())
        for reading in record["readings"]
    }
    assert written == claimed
    assert any(written.values())


def test_what_is_written_is_the_row(corpus: sqlite3.Connection) -> None:
    lines = exported("jsonl", corpus)[0].splitlines()
    assert [json.loads(line) for line in lines] == [full.as_json() for full in full_rows(corpus, ALL)]


def test_nothing_is_an_empty_file(sample: sqlite3.Connection) -> None:
    content, report = exported("jsonl", sample, NOTHING)
    assert content == b""
    assert report.empty


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1))
def test_any_text_is_read_back_and_cannot_act_on_a_terminal(writable: sqlite3.Connection, title: str) -> None:
    writable.execute("UPDATE events SET title = ? WHERE id = 'mission'", (title,))
    content = exported("jsonl", writable)[0].decode()
    assert title in [json.loads(line)["title"] for line in content.split("\n") if line]
    assert not any(character < " " and character != "\n" for character in content)
