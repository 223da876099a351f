"""One record: its own fields, its passages in their surroundings, and what points at it."""

import json
import sqlite3

import pytest

from karabakh_events.errors import UnknownName
from karabakh_events.queries.record import show
from tests import rows as sample
from tests.queries.asking import AGREEMENT, BODY, INTERVIEW, OFFICE, REPORT, SIGNING, VISIT, WAR


def test_every_record_can_be_shown_with_its_passages_in_their_surroundings(
    connection: sqlite3.Connection,
) -> None:
    seen = set()
    for id_, kind, label in connection.execute("SELECT id, kind, label FROM records").fetchall():
        record = show(connection, id_)
        assert (record.id, record.kind, record.label) == (id_, kind, label)
        json.dumps(record.as_json())
        seen.add(kind)
        for passage in record.citations:
            text = sample.TEXTS[passage.document]
            assert text[passage.start : passage.end] == passage.exact
            assert text[max(passage.start - 200, 0) : passage.start] == passage.before
            assert text[passage.end : passage.end + 200] == passage.after
        for link in record.links:
            assert show(connection, link.id).label == link.label
    assert seen == {"event", "statement", "agreement", "provision", "actor", "role", "place", "document"}


def links(connection: sqlite3.Connection, record: str) -> list[tuple[str, str, str | None]]:
    return [(link.relation, link.id, link.note) for link in show(connection, record).links]


def test_a_record_is_shown_with_what_points_at_it(connection: sqlite3.Connection) -> None:
    assert links(connection, VISIT) == [
        ("actor", "sergey-lavrov", None),
        ("host", "azerbaijan", None),
        ("place", "baku", None),
        ("discussed", AGREEMENT, None),
        ("occasion-of", "lavrov-corridor", "Sergey Lavrov"),
        ("occasion-of", "lavrov-refugees", "Sergey Lavrov"),
    ]
    assert links(connection, SIGNING)[-2:] == [
        ("part-of", WAR, "ongoing"),
        ("signed", AGREEMENT, None),
    ]
    assert [link[:2] for link in links(connection, WAR)] == [
        ("part", "2020-09-outbreak"),
        ("part", "2020-10-mines"),
        ("part", SIGNING),
    ]
    assert links(connection, "mission") == [("spoken-of-in", "source-mission", "A source in the ministry")]
    assert links(connection, "2020-10-mines")[-1] == (
        "breached",
        f"{AGREEMENT}-handover",
        "no. 6, binds Armenia",
    )
    assert links(connection, "lavrov-corridor") == [
        ("speaker", "sergey-lavrov", OFFICE),
        ("addressee", "interfax", None),
        ("subject", "russia", None),
        ("about", AGREEMENT, None),
        ("occasion", VISIT, None),
        ("reaffirmed", f"{AGREEMENT}-corridor", None),
        ("document", INTERVIEW, None),
    ]
    assert ("signatory", "ilham-aliyev", "Azerbaijan") in links(connection, AGREEMENT)
    assert links(connection, f"{AGREEMENT}-handover") == [
        ("agreement", AGREEMENT, None),
        ("obligor", "armenia", None),
        ("breached", "2020-10-mines", "alleged"),
    ]
    assert links(connection, "armenia")[-1] == ("obligor", f"{AGREEMENT}-handover", "no. 6, binds Armenia")
    assert ("office", "sergey-lavrov-minister", BODY) in links(connection, "sergey-lavrov")
    assert ("officer", "sergey-lavrov-minister", "Sergey Lavrov") in links(
        connection, "russian-foreign-ministry"
    )
    assert ("published", INTERVIEW, None) in links(connection, "interfax")
    assert links(connection, "baku") == [("event", VISIT, None)]


def test_what_is_said_of_a_provision_follows_it(connection: sqlite3.Connection) -> None:
    handover, corridor = f"{AGREEMENT}-handover", f"{AGREEMENT}-corridor"
    told = [link for link in show(connection, AGREEMENT).links if link.of or link.kind == "provision"]
    assert [(link.relation, link.id, link.of, link.note) for link in told] == [
        ("provision", handover, None, "no. 6, binds Armenia"),
        ("breached", "2020-10-mines", handover, "alleged"),
        ("provision", corridor, None, None),
        ("reaffirmed", "lavrov-corridor", corridor, "Sergey Lavrov"),
    ]


def test_a_record_is_shown_with_its_own_fields(connection: sqlite3.Connection) -> None:
    assert show(connection, "lavrov-corridor").fields["topics"] == ["corridor", "security"]
    assert show(connection, "shushi").fields == {
        "name": "Shushi",
        "precision": "settlement",
        "aliases": ["Şuşa"],
    }
    document = show(connection, REPORT)
    assert "text" not in document.fields
    assert [section["kind"] for section in document.fields["sections"]] == ["title", "body"]
    assert [passage.start for passage in document.citations] == sorted(
        passage.start for passage in document.citations
    )
    assert {passage.kind for passage in show(connection, AGREEMENT).citations} == {"agreement", "provision"}


def test_an_unknown_id_gets_the_nearest(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName) as caught:
        show(connection, "lavrov-coridor")
    assert "lavrov-corridor" in caught.value.nearest


def test_a_name_instead_of_an_id_gets_the_id_of_whoever_bears_it(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName) as caught:
        show(connection, "Lavrov")
    assert caught.value.nearest == ("sergey-lavrov",)
