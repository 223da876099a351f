"""Who said what: the fields of a statement, the filters, and the office the speaker held."""

import sqlite3
from typing import Any

import pytest

from karabakh_events.queries.filters import DIRECT, INDIRECT, StatementFilter
from karabakh_events.queries.statements import who_said
from tests import rows as sample
from tests.queries.asking import AGREEMENT, INTERVIEW, OFFICE, REPORT, VISIT, said


def test_the_fields_of_a_statement(connection: sqlite3.Connection, every_way: None) -> None:
    (row,) = who_said(connection, StatementFilter(topics=("corridor",)))
    quote = "The Lachin corridor is guaranteed by Russia"
    start = sample.INTERVIEW.index(quote)
    told = sample.INTERVIEW.index("Lavrov told Interfax")
    assert row.as_json() == {
        "id": "lavrov-corridor",
        "speakers": [{"id": "sergey-lavrov", "name": "Sergey Lavrov", "role": OFFICE}],
        "manner": "direct",
        "act": "commit",
        "quote": quote,
        "summary": "Russia guarantees the Lachin corridor",
        "date": "2020-11-22",
        "earliest": "2020-11-22",
        "latest": "2020-11-22",
        "date_basis": "derived",
        "occasion": VISIT,
        "addressees": [{"id": "interfax", "name": "Interfax"}],
        "about": ["russia", AGREEMENT],
        "topics": ["corridor", "security"],
        "document": INTERVIEW,
        "outlet": "Interfax",
        "via": [],
        "section": "body",
        "citations": [
            {"start": start, "end": start + len(quote), "exact": quote},
            {"start": told, "end": told + 20, "exact": "Lavrov told Interfax"},
        ],
        "renderings": [{"document": INTERVIEW, "quote": quote, "translation": None}],
        "disputed": False,
        "declared_date": None,
    }
    assert list(row.as_json()) == list(row._fields[:22])
    assert row.about_names == ("Russia", "Statement of 10 November 2020")
    assert (row.occasion_title, row.document_title) == (
        "Lavrov visits Baku",
        "Lavrov: the corridor is guaranteed",
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"by": ("sergey-lavrov",)}, ["lavrov-settlement", "lavrov-corridor", "lavrov-refugees"]),
        ({"by": ("interfax",)}, []),
        ({"to": ("interfax", "armenia")}, ["lavrov-settlement", "lavrov-corridor"]),
        ({"about": ("russia",)}, ["lavrov-corridor"]),
        ({"about": (AGREEMENT,)}, ["lavrov-corridor"]),
        ({"about": ("mission", "russia")}, ["lavrov-corridor", "source-mission"]),
        ({"topics": ("refugees", "monitoring")}, ["lavrov-refugees", "source-mission"]),
        ({"manners": DIRECT}, ["lavrov-settlement", "lavrov-corridor"]),
        ({"manners": INDIRECT}, ["lavrov-refugees", "source-mission"]),
        ({"acts": ("commit",)}, ["lavrov-settlement", "lavrov-corridor"]),
        ({"documents": (REPORT,)}, ["source-mission"]),
        ({"outlets": ("interfax",), "acts": ("predict",)}, ["lavrov-refugees"]),
        ({"via": ("armenpress",)}, ["lavrov-refugees"]),
        ({"via": ("interfax",), "by": ("sergey-lavrov",), "manners": DIRECT}, []),
        ({"since": "2020-11-22"}, ["lavrov-settlement", "lavrov-corridor", "lavrov-refugees"]),
        ({"since": "2020-11-22", "certainly": True}, ["lavrov-corridor", "lavrov-refugees"]),
        ({"words": "corridor guarantees"}, ["lavrov-corridor"]),
        ({"words": "SUSA", "reverse": True, "limit": 2}, ["lavrov-refugees", "lavrov-corridor"]),
        ({"words": "“lachin corridor”", "to": ("armenia",)}, ["lavrov-settlement"]),
        ({"words": "corridor nowhere"}, []),
    ],
)
def test_filters_of_who_said(
    connection: sqlite3.Connection, every_way: None, wanted: dict[str, Any], found: list[str]
) -> None:
    assert said(connection, **wanted) == found


def test_the_chain_that_carried_the_words_runs_from_the_speaker_to_the_outlet(
    connection: sqlite3.Connection,
) -> None:
    (row,) = who_said(connection, StatementFilter(topics=("refugees",)))
    assert row.via == ("Armenpress", "Interfax")


def with_office(connection: sqlite3.Connection, **changed: str | None) -> str | None:
    """The office in Lavrov's statement, in a copy in which the record of it or its citation is changed."""
    copy = sqlite3.connect(":memory:")
    connection.backup(copy)
    for column, value in changed.items():
        table, _, name = column.partition("_")
        copy.execute(f"UPDATE {table}s SET {name} = ? WHERE {'role_id' if table == 'citation' else 'id'}"
                     " = 'sergey-lavrov-minister'", [value])  # fmt: skip
    (row,) = who_said(copy, StatementFilter(topics=("corridor",)))
    return row.speakers[0].role


def test_an_office_is_given_only_by_the_same_document_and_only_while_it_was_held(
    connection: sqlite3.Connection,
) -> None:
    assert with_office(connection) == OFFICE
    assert with_office(connection, role_body_id=None) == "Minister of Foreign Affairs"
    assert (
        with_office(connection, role_title="Head, Ministry of foreign affairs of Russia")
        == "Head, Ministry of foreign affairs of Russia"
    )
    assert with_office(connection, citation_document_id=REPORT) is None
    assert with_office(connection, role_latest="2020-11-21") is None
    assert with_office(connection, role_latest="2020-11-22") == OFFICE
