"""What a site asks besides: which records there are, and texts; one record among many."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries import site
from karabakh_events.queries.record import show
from tests.building import rows_of
from tests.rows import INTERVIEW, sample_rows


@pytest.fixture
def connection(sample_file: Path) -> Iterator[sqlite3.Connection]:
    opened = open_reading(sample_file)
    yield opened
    opened.close()


def test_every_record_with_a_page_is_named_once(connection: sqlite3.Connection) -> None:
    sample = sample_rows()
    tables = ("event", "statement", "agreement", "actor", "document", "place")
    expected = [
        (kind, id_) for kind in tables for id_ in sorted(str(row["id"]) for row in sample[f"{kind}s"])
    ]
    assert list(site.identifiers(connection)) == expected


def test_provisions_and_offices_belong_to_something(connection: sqlite3.Connection) -> None:
    sample = sample_rows()
    assert site.owners(connection) == {
        **{("provision", row["id"]): row["agreement_id"] for row in sample["provisions"]},
        **{("role", row["id"]): row["actor_id"] for row in sample["roles"]},
    }


def test_texts_topics_and_outlets(connection: sqlite3.Connection) -> None:
    assert site.text(connection, "2020-11-22-interview") == INTERVIEW
    assert site.topics(connection)["lavrov-corridor"] == ("corridor", "security")
    named = {row["id"]: row["outlet_id"] for row in sample_rows()["documents"] if row["outlet_id"]}
    assert site.outlets(connection) == named


def test_one_record_costs_the_same_among_many(tmp_path: Path) -> None:
    def steps(events: int) -> int:
        path = tmp_path / f"{events}.db"
        build(path, rows_of(str(events)), f"{events} events")
        opened = open_reading(path)
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        opened.set_progress_handler(step, 1)
        found = show(opened, "lavrov-corridor")
        opened.close()
        assert found.citations
        return taken

    assert steps(2_000) < 1.1 * steps(20)
