"""Full-text search: what is typed is words and phrases, over records of every kind."""

import sqlite3

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from karabakh_events.errors import KeventsError
from karabakh_events.names import fold
from karabakh_events.queries.search import expression, search
from karabakh_events.queries.sql import Query
from karabakh_events.schema import views
from tests.queries.asking import AGREEMENT


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("corridor", '"corridor"'),
        ("  Two   WORDS ", '"two" AND "words"'),
        ('say "the exact words" now', '"say" AND "the exact words" AND "now"'),
        ("“curly ones” and «others»", '"curly ones" AND "and" AND "others"'),
        ('never "closed here', '"never" AND "closed here"'),
        (
            "a* NEAR(b, 2) OR -c heading:d ^e",
            '"a*" AND "near(b," AND "2)" AND "or" AND " c" AND "heading:d" AND "^e"',
        ),
        ("— word … !", '"word"'),
        ("twice twice", '"twice"'),
    ],
)
def test_what_is_typed_is_words_and_phrases_and_nothing_else(typed: str, asked: str) -> None:
    assert expression(typed) == asked.replace('" c"', '"c"')


@pytest.mark.parametrize("typed", ["—", '""', "“”", "\x00", "' \" *"])
def test_no_word_at_all_is_said(typed: str) -> None:
    with pytest.raises(KeventsError, match="no word to search for"):
        expression(typed)


@given(st.text(max_size=40))
def test_any_text_can_be_searched_for(typed: str) -> None:
    index = sqlite3.connect(":memory:")
    index.execute(views.FULL_TEXT)
    index.execute(
        "INSERT INTO search VALUES ('r', 'event', '', ?)", [fold(typed).encode(errors="replace").decode()]
    )
    try:
        query = Query("SELECT record FROM search WHERE search MATCH :words", {"words": expression(typed)})
    except KeventsError:
        assume(False)
    assert len(list(query.run(index))) <= 1


def test_a_search_goes_over_records_of_every_kind(connection: sqlite3.Connection) -> None:
    found = list(search(connection, "ceasefire"))
    assert [(hit.kind, hit.id) for hit in found] == [
        ("agreement", "madrid-principles"),
        ("agreement", AGREEMENT),
    ]
    assert found[1].label == "Statement of 10 November 2020"
    assert "ceasefire" in found[1].snippet
    assert [hit.kind for hit in search(connection, "lachin", kinds=("event",))] == []
    assert len(list(search(connection, "karabakh", limit=3))) == 3
