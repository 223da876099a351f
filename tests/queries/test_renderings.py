"""Which words stand first, and how the words of several documents are drawn."""

from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries.filters import StatementFilter
from karabakh_events.queries.renderings import Rendering, wanted_first
from karabakh_events.queries.statements import StatementRow, who_said
from tests.corpus import drawn, spoiled, write
from tests.pages import page

ADDED = """\
“The Lachin corridor is guaranteed.” … “It will remain open.” Yerevan said there was “no delay at all”."""
MENTIONS = """\
mentions:
  - record: corridor
    quote: [The Lachin corridor is guaranteed, It will remain open.]
    passages: [“The Lachin corridor is guaranteed.” … “It will remain open.”]
  - record: delay
    quote: [no delay at all]
    passages: [Yerevan said there was “no delay at all”.]
"""


def built(folder: Path) -> Path:
    again = "Lavrov was seen there again."
    files = spoiled(("b-report.txt", again, f"{again} {ADDED}"), ("b-report.yaml", "mentions:\n", MENTIONS))
    write(folder, files)
    extraction = drawn(folder)
    assert extraction.problems == ()
    path = folder / "kevents.db"
    build(path, extraction.sound_rows(), extraction.fingerprint())
    return path


def said(path: Path, **wanted: object) -> dict[str, StatementRow]:
    with closing(open_reading(path)) as connection:
        return {row.id: row for row in who_said(connection, StatementFilter(**wanted))}  # type: ignore[arg-type]


def test_the_same_words_in_two_documents_stand_once(tmp_path: Path) -> None:
    shown = page(built(tmp_path), "who-said", 100)
    words = "“The Lachin corridor is guaranteed” “It will remain open.” [1][2]"
    assert shown.count(words) == 1
    assert "also quoted as" not in shown


def test_reported_speech_that_another_document_quotes_has_both(tmp_path: Path) -> None:
    path = built(tmp_path)
    row = said(path)["delay"]
    assert (row.manner, row.quote, row.document) == ("indirect", None, "interview")
    assert [(each.document, each.quote) for each in row.renderings] == [("report", "no delay at all")]
    lines = [line.strip() for line in page(path, "who-said", 100).splitlines()]
    at = lines.index("“no delay at all”")
    assert lines[at + 1 : at + 3] == ["in summary: There is no delay. [2]", "also told in [1]"]


def test_a_document_has_the_statements_that_it_mentions(tmp_path: Path) -> None:
    path = built(tmp_path)
    assert set(said(path, documents=("report",))) == {"corridor", "delay", "kept"}
    assert said(path, documents=("report",))["corridor"].renderings[0].document == "report"
    assert said(path)["corridor"].renderings[0].document == "interview"


WORDS = st.lists(st.sampled_from(["one", "two", "three", "four"]), max_size=4)
RENDERINGS = st.lists(
    st.builds(
        Rendering,
        document=st.sampled_from(["a", "b", "c"]),
        quote=WORDS.map(" ".join),
        translation=st.none() | WORDS.map(" ".join),
    ),
    max_size=5,
)


@given(RENDERINGS, st.sets(st.sampled_from(["a", "b", "c"])), st.sets(st.sampled_from(["one", "two three"])))
def test_none_is_lost_and_the_wanted_come_first(
    renderings: list[Rendering], documents: set[str], terms: set[str]
) -> None:
    found = wanted_first(renderings, lambda each: each.document in documents, terms)
    assert sorted(found, key=repr) == sorted(renderings, key=repr)
    chosen = [each.document in documents for each in found]
    assert chosen == sorted(chosen, reverse=True)
    if not terms and not documents:
        assert list(found) == renderings
    for kind in (True, False):
        hits = [
            sum(f" {term} " in f" {each.quote} {each.translation or ''} " for term in terms)
            for each in found
            if (each.document in documents) is kind
        ]
        assert hits == sorted(hits, reverse=True)
