"""GraphML, read back by networkx; counted by SQL."""

import sqlite3
from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from karabakh_events.characters import visible
from karabakh_events.queries.filters import TimelineFilter
from tests.exports.conftest import ALL, NOTHING, exported


def graph(connection: sqlite3.Connection, wanted: TimelineFilter = ALL) -> Any:
    return nx.read_graphml(BytesIO(exported("graphml", connection, wanted)[0]), force_multigraph=True)


def test_the_sample(sample: sqlite3.Connection) -> None:
    read = graph(sample)
    assert read.is_directed()
    assert read.nodes["sergey-lavrov"] == {"label": "Sergey Lavrov", "kind": "person", "country": "RUS"}
    edges = {(one, other, data["kind"]): data for one, other, data in read.edges(data=True)}
    assert set(edges) == {
        ("sergey-lavrov", "interfax", "to"),
        ("sergey-lavrov", "armenia", "to"),
        ("sergey-lavrov", "azerbaijan", "to"),
        ("sergey-lavrov", "russia", "of"),
    }
    assert edges["sergey-lavrov", "armenia", "to"] == {
        "kind": "to",
        "weight": 1,
        "first": "2020-11-01",
        "last": "2020-11-30",
    }
    # One who speaks to nobody and of nobody is there all the same.
    assert "armenian-ministry-source" in read.nodes


def test_the_file_ends_with_one_end_of_line(corpus: sqlite3.Connection) -> None:
    for wanted in (ALL, NOTHING):
        assert exported("graphml", corpus, wanted)[0].endswith(b"</graphml>\n")


def test_weights_and_days_are_those_that_sql_counts(corpus: sqlite3.Connection) -> None:
    counted = corpus.execute(
        """\
SELECT s.actor_id, o.actor_id, iif(o.role = 'subject', 'of', 'to'), count(*), min(x.earliest), max(x.latest)
FROM statement_actors s JOIN statement_actors o ON o.statement_id = s.statement_id
    JOIN statements x ON x.id = s.statement_id
WHERE s.role = 'speaker' AND o.role IN ('addressee', 'subject') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    ).fetchall()
    read = [
        (one, other, data["kind"], data["weight"], data.get("first"), data.get("last"))
        for one, other, data in graph(corpus).edges(data=True)
    ]
    assert sorted(read) == counted


def test_edges_have_each_an_id_of_their_own(bundled: sqlite3.Connection) -> None:
    """Two kinds of edge between the same two actors; readers take the second of one id for a mistake."""
    ids = [
        edge.get("id")
        for edge in ET.fromstring(exported("graphml", bundled)[0]).iter()  # noqa: S314  # our own
        if edge.tag.endswith("}edge")
    ]
    assert len(set(ids)) == len(ids) > 50
    assert None not in ids
    assert all(one != other for one, other in pairwise(ids))


def test_statements_are_taken_whether_or_not_they_are_asked_for(bundled: sqlite3.Connection) -> None:
    assert exported("graphml", bundled, TimelineFilter())[0] == exported("graphml", bundled)[0]


@pytest.mark.parametrize("wanted", [NOTHING, TimelineFilter(statuses=("planned",))])
def test_nothing_is_a_graph_without_nodes(sample: sqlite3.Connection, wanted: TimelineFilter) -> None:
    assert len(graph(sample, wanted)) == 0


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1))
@example(name='<b> & "quotes" ]]> \x1b[2J \x00 \ufffe \x85 \u202e')
def test_any_name_is_read_back(writable: sqlite3.Connection, name: str) -> None:
    writable.execute("UPDATE actors SET name = ? WHERE id = 'sergey-lavrov'", (name,))
    content, report = exported("graphml", writable)
    shown = visible(name, keep="\n\t")
    for character in "\ufffe\uffff":
        shown = shown.replace(character, f"<U+{ord(character):04X}>")
    assert nx.read_graphml(BytesIO(content)).nodes["sergey-lavrov"].get("label", "") == shown
    assert (shown != name) == any("shown by their names" in words for words in report.lost)
