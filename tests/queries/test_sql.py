"""The query as text that can be pasted."""

import sqlite3

import pytest

from karabakh_events.queries.filters import DIRECT, StatementFilter, TimelineFilter
from karabakh_events.queries.search import search_query
from karabakh_events.queries.sql import Query, literal
from karabakh_events.queries.statements import who_said_query
from karabakh_events.queries.timeline import timeline_query
from tests.queries.asking import AGREEMENT, INTERVIEW


@pytest.mark.parametrize(
    "value",
    [
        "",
        "plain",
        "it's",
        "''",
        "a\nb",
        "\x00",
        "\x1b[2J'",
        "trailing\n",
        ":until",
        "a'||char(1)||'b",
        "\u202ea",
    ],
)
def test_a_literal_is_the_value_and_has_no_control_character(value: str) -> None:
    written = literal(value)
    assert written.isprintable()
    assert sqlite3.connect(":memory:").execute(f"SELECT {written}").fetchone() == (value,)
    pasted = Query("SELECT :a_1, ':a_1' AS \":a_1\", :b", {"a_1": value, "b": None}).pasteable()
    assert sqlite3.connect(":memory:").execute(pasted).fetchone() == (value, ":a_1", None)


def test_a_pasted_query_gives_the_same_rows(connection: sqlite3.Connection, every_way: None) -> None:
    queries = [
        timeline_query(connection, TimelineFilter()),
        timeline_query(connection, TimelineFilter(statements=True, limit=3, reverse=True)),
        timeline_query(
            connection, TimelineFilter(since="2020-01-01", until="2020-12-01", actors=("azerbaijan", "o'x"))
        ),
        timeline_query(
            connection, TimelineFilter(documents=(INTERVIEW,), outlets=("interfax",), statements=True)
        ),
        who_said_query(
            connection, StatementFilter(words='lachin "lachin corridor"', about=("russia", AGREEMENT))
        ),
        who_said_query(connection, StatementFilter(manners=DIRECT, since="2020-11-01", certainly=True)),
        search_query("karabakh", ("event",), 4),
    ]
    for query in queries:
        rows = list(query.run(connection))
        assert rows
        assert connection.execute(query.pasteable()).fetchall() == rows
