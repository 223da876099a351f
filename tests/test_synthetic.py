"""The corpus that the benchmark measures with is a sound one: what it measures is work and not faults."""

from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.corpus import RECORDS, write_corpus
from benchmarks.events import write_events
from karabakh_events.database import open_reading
from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.extractor import Extraction, extract
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import timeline
from karabakh_events.records import read_corpus
from karabakh_events.vocabulary import Basis, Manner, Precision

DOCUMENTS = 5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    write_corpus(folder, DOCUMENTS)
    return folder


@pytest.fixture(scope="module")
def extraction(folder: Path) -> Extraction:
    return extract(read_corpus([folder]))


def test_it_checks_without_a_problem_or_a_warning(extraction: Extraction) -> None:
    assert extraction.problems == ()


def test_every_sentence_is_accounted_for(extraction: Extraction) -> None:
    assert len(extraction.coverage) == DOCUMENTS
    assert [each.unaccounted for each in extraction.coverage] == [()] * DOCUMENTS


def test_it_has_as_many_records_as_it_says(extraction: Extraction) -> None:
    kinds = ("events", "statements", "agreements", "roles")
    assert sum(len(extraction.rows[kind]) for kind in kinds) == DOCUMENTS * RECORDS


@pytest.mark.parametrize(
    ("table", "column", "terms"),
    [
        ("events", "precision", Precision),
        ("events", "date_basis", Basis),
        ("statements", "manner", Manner),
    ],
)
def test_it_has_records_of_every_sort(
    extraction: Extraction, table: str, column: str, terms: type[Precision | Basis | Manner]
) -> None:
    assert {row[column] for row in extraction.rows[table]} - {None} == {term.value for term in terms}


def test_it_has_what_takes_more_than_one_place_or_document(extraction: Extraction) -> None:
    rows = extraction.rows
    assert any("\n" in str(row["quote"]) for row in rows["statements"]), "an interrupted quotation"
    assert any(str(row["exact"]).count("\n") for row in rows["citations"]), "a passage in two lines"
    told = {(row["event_id"], row["document_id"]) for row in rows["citations"] if row["event_id"]}
    assert len(told) > len(rows["events"]), "an event told by two documents"
    assert len(rows["claims"]) > 1


def test_it_builds_into_a_sound_database(extraction: Extraction, tmp_path: Path) -> None:
    path = tmp_path / "kevents.db"
    build(path, extraction.sound_rows(), extraction.fingerprint())
    assert problems_of_file(path) == []
    with closing(open_reading(path)) as connection:
        assert len(list(timeline(connection, TimelineFilter()))) == len(extraction.rows["events"])


def test_the_same_seed_makes_the_same_files_and_another_makes_others(folder: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path / "again", DOCUMENTS)
    write_corpus(tmp_path / "other", DOCUMENTS, seed=1)
    assert _contents(tmp_path / "again") == _contents(folder)
    assert _contents(tmp_path / "other").isdisjoint(_contents(folder))


def test_a_smaller_corpus_is_the_beginning_of_a_larger(folder: Path, tmp_path: Path) -> None:
    write_corpus(tmp_path, DOCUMENTS - 2)
    assert _contents(tmp_path) < _contents(folder)


def test_the_database_of_events_is_sound_and_has_pages(tmp_path: Path) -> None:
    path = tmp_path / "events.db"
    write_events(path, 200)
    assert problems_of_file(path) == []
    with closing(open_reading(path)) as connection:
        page = list(timeline(connection, TimelineFilter(since="2000-01-01", actors=("actor-000",), limit=10)))
    assert len(page) == 10
    assert all("actor-000" in {actor.id for actor in row.actors} for row in page)


def test_statements_among_the_events_are_sound_and_leave_these_as_they_are(tmp_path: Path) -> None:
    alone, path = tmp_path / "alone.db", tmp_path / "events.db"
    write_events(alone, 200)
    write_events(path, 200, statements=100)
    assert problems_of_file(path) == []
    with closing(open_reading(path)) as connection, closing(open_reading(alone)) as without:
        rows = list(timeline(connection, TimelineFilter(statements=True)))
        assert [row for row in rows if row.kind == "event"] == list(timeline(without, TimelineFilter()))
    said = [row for row in rows if row.kind == "statement"]
    assert len(said) == 100
    assert all(row.quote and row.documents and len(row.actors) == 3 for row in said)


def _contents(folder: Path) -> set[tuple[str, str]]:
    return {(path.name, path.read_text(encoding="utf-8")) for path in folder.iterdir()}
