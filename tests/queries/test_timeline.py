"""The timeline: its fields, its order, and each filter alone and with others."""

import sqlite3
from typing import Any

import pytest

from karabakh_events.errors import KeventsError, UnknownName
from karabakh_events.queries.citations import documents
from karabakh_events.queries.filters import StatementFilter, TimelineFilter, timeline_filter
from karabakh_events.queries.statements import who_said
from karabakh_events.queries.timeline import timeline
from tests import rows as sample
from tests.queries.asking import AGREEMENT, INTERVIEW, OFFICE, REPORT, SIGNING, VISIT, WAR, events


def test_a_timeline_is_in_order_of_dates_with_the_undated_last(
    connection: sqlite3.Connection, every_way: None
) -> None:
    in_order = [
        "2019-observers",
        "2020-09-outbreak",
        WAR,
        "2020-10-mines",
        SIGNING,
        VISIT,
        "2020-12-summit",
        "mission",
    ]
    assert events(connection) == in_order
    assert events(connection, reverse=True) == [*in_order[-2::-1], "mission"]


def test_the_fields_of_an_event(connection: sqlite3.Connection, every_way: None) -> None:
    (row,) = timeline(connection, TimelineFilter(places=("baku",)))
    assert row.as_json() == {
        "id": VISIT,
        "kind": "event",
        "type": "CONSULT",
        "mode": "visit",
        "title": "Lavrov visits Baku",
        "date": "2020-11-22",
        "date_verbatim": "On Sunday",
        "earliest": "2020-11-22",
        "latest": "2020-11-22",
        "date_basis": "derived",
        "status": "occurred",
        "place": {"id": "baku", "name": "Baku"},
        "actors": [
            {"id": "sergey-lavrov", "name": "Sergey Lavrov", "role": "actor"},
            {"id": "azerbaijan", "name": "Azerbaijan", "role": "host"},
        ],
        "agreements": [AGREEMENT],
        "documents": [INTERVIEW],
        "disputed": False,
        "declared_date": None,
        "figures": [],
        "outcome_of": None,
        "outcomes": [],
    }
    assert list(row.as_json()) == list(row._fields[:20])
    assert row.summary == sample.HOSTILE_SUMMARY


def test_the_fields_of_a_statement_in_a_timeline(connection: sqlite3.Connection, every_way: None) -> None:
    rows = {row.id: row for row in timeline(connection, TimelineFilter(statements=True))}
    row = rows["lavrov-corridor"]
    assert row.as_json() == {
        "id": "lavrov-corridor",
        "kind": "statement",
        "type": None,
        "mode": "commit",
        "title": "Russia guarantees the Lachin corridor",
        "date": "2020-11-22",
        "date_verbatim": "On Sunday",
        "earliest": "2020-11-22",
        "latest": "2020-11-22",
        "date_basis": "derived",
        "status": None,
        "place": {"id": "baku", "name": "Baku"},
        "actors": [
            {"id": "sergey-lavrov", "name": "Sergey Lavrov", "role": "speaker"},
            {"id": "interfax", "name": "Interfax", "role": "addressee"},
            {"id": "russia", "name": "Russia", "role": "subject"},
        ],
        "agreements": [AGREEMENT],
        "documents": [INTERVIEW],
        "disputed": False,
        "declared_date": None,
        "figures": [],
        "outcome_of": None,
        "outcomes": [],
    }
    assert [(part.id, part.office) for part in row.actors][:2] == [
        ("sergey-lavrov", OFFICE),
        ("interfax", None),
    ]
    assert (row.manner, row.quote) == ("direct", "The Lachin corridor is guaranteed by Russia")
    assert [actor.role for actor in rows["lavrov-refugees"].actors] == ["speaker"]
    assert rows["source-mission"].place is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"actors": ("azerbaijan",)}, ["2020-10-mines", SIGNING, VISIT]),
        ({"actors": ("azerbaijan", "russia")}, ["2020-10-mines", SIGNING, VISIT]),
        ({"actors": ("interfax",)}, []),
        ({"places": ("baku", "shushi")}, ["2020-10-mines", VISIT]),
        ({"types": ("CONSULT",)}, [VISIT, "2020-12-summit"]),
        ({"statuses": ("planned", "denied")}, ["2020-12-summit", "mission"]),
        ({"documents": (REPORT,)}, ["2019-observers", "2020-09-outbreak", WAR, SIGNING, "mission"]),
        ({"outlets": ("interfax",)}, ["2020-10-mines", VISIT, "2020-12-summit"]),
        ({"actors": ("azerbaijan",), "types": ("CONSULT", "AGREE"), "outlets": ("interfax",)}, [VISIT]),
        ({"since": "2020-11-10", "until": "2020-11-22"}, [WAR, SIGNING, VISIT]),
        ({"since": "2020-11-10", "until": "2020-11-22", "certainly": True}, [VISIT]),
        ({"since": "2020-11-10", "limit": 2}, [WAR, SIGNING]),
        ({"since": "2020-09-27", "certainly": True, "limit": 2}, [WAR, "2020-10-mines"]),
        ({"until": "2020-09-26"}, ["2019-observers", "2020-09-outbreak"]),
        ({"limit": 0}, []),
        ({"limit": 10**30, "types": ("REJECT",)}, ["mission"]),
    ],
)
def test_filters_of_a_timeline(
    connection: sqlite3.Connection, every_way: None, wanted: dict[str, Any], found: list[str]
) -> None:
    assert events(connection, **wanted) == found


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"actors": ("interfax",)}, ["lavrov-corridor"]),
        ({"actors": ("russia",)}, [SIGNING, "lavrov-corridor"]),
        ({"places": ("baku",)}, [VISIT, "lavrov-corridor", "lavrov-refugees"]),
        ({"documents": (REPORT,), "since": "2020-11-20"}, [WAR]),
        ({"documents": (REPORT,), "limit": 100, "reverse": True}, [SIGNING, WAR, "2020-09-outbreak",
            "2019-observers", "source-mission", "mission"]),
        ({"statuses": ("planned",)}, ["2020-12-summit"]),
        ({"types": ("CONSULT",), "limit": 1}, [VISIT]),
    ],
)  # fmt: skip
def test_filters_of_a_timeline_with_statements(
    connection: sqlite3.Connection, every_way: None, wanted: dict[str, Any], found: list[str]
) -> None:
    assert events(connection, statements=True, **wanted) == found


def test_the_documents_at_the_foot_come_in_the_order_asked_for(connection: sqlite3.Connection) -> None:
    rows = documents(connection, [REPORT, "no-such", INTERVIEW])
    assert [(row.id, row.title, row.outlet, row.url, row.published, row.published_basis) for row in rows] == [
        (
            REPORT,
            sample.HOSTILE_TITLE,
            sample.HOSTILE_TITLE,
            f"https://example.org/{REPORT}",
            "2020-11",
            "stated",
        ),
        (
            INTERVIEW,
            "Lavrov: the corridor is guaranteed",
            "Interfax",
            f"https://example.org/{INTERVIEW}",
            "2020-11-22",
            "stated",
        ),
    ]


@pytest.mark.parametrize("narrowed", [{"status": "denied"}, {"type": "CONSULT"}, {"statements": False}])
def test_a_listing_without_statements_does_not_go_on_after_one(
    connection: sqlite3.Connection, narrowed: dict[str, Any]
) -> None:
    """To begin anew would look like the next page."""
    (first, *_) = who_said(connection, StatementFilter())
    asked: dict[str, Any] = {"statements": True, "after": first.id} | narrowed
    with pytest.raises(KeventsError, match="is of kind statement, which is not in this listing"):
        timeline_filter(connection, **asked)
    with pytest.raises(UnknownName):
        list(timeline(connection, TimelineFilter(after=first.id)))
