"""The bundled documents: sound, whole and verbatim."""

from pathlib import Path

from karabakh_events.extractor import extract
from karabakh_events.records import read_corpus
from tests.corpus import told
from tests.extractor.drawing import assert_verbatim

SEEDS = Path(__file__).parents[2] / "seeds"


def test_the_bundled_corpus_is_sound_and_whole() -> None:
    extraction = extract(read_corpus([SEEDS]))
    assert told(extraction.problems) == []
    assert [each for each in extraction.coverage if each.unaccounted or each.passed_over] == []


def test_every_bundled_citation_is_verbatim() -> None:
    assert_verbatim(extract(read_corpus([SEEDS])))
