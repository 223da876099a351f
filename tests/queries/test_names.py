"""Names in the database: any known spelling, the nearest of an unknown one, and completion."""

import sqlite3

import pytest

from karabakh_events.errors import AmbiguousName, UnknownName
from karabakh_events.queries.names import completions, resolve
from tests.queries.asking import AGREEMENT, INTERVIEW, SIGNING, WAR


@pytest.mark.parametrize(
    ("kind", "text", "meant"),
    [
        ("actor", "sergey-lavrov", "sergey-lavrov"),
        ("actor", "SERGEI LAVROV", "sergey-lavrov"),
        ("actor", "Сергей Лавров", "sergey-lavrov"),
        ("actor", "lavrov", "sergey-lavrov"),
        ("actor", "ilham ƏLİYEV", "ilham-aliyev"),
        ("place", "Susa", "shushi"),
        ("agreement", "Trilateral Statement", AGREEMENT),
        ("agreement", "madrid principles", "madrid-principles"),
        ("document", INTERVIEW, INTERVIEW),
        ("document", "lavrov: The corridor is guaranteed", INTERVIEW),
        ("event", "second KARABAKH war", WAR),
        ("outlet", "Interfax", "interfax"),
        ("about", "lavrov", "sergey-lavrov"),
        ("about", "ceasefire of 10 November", AGREEMENT),
        ("about", "Fighting breaks out", "2020-09-outbreak"),
    ],
)
def test_names_are_taken_in_any_known_spelling(
    connection: sqlite3.Connection, kind: str, text: str, meant: str
) -> None:
    assert resolve(connection, kind, text) == meant


@pytest.mark.parametrize(
    ("kind", "text", "nearest"),
    [
        ("actor", "Lawrow", "Sergey Lavrov"),
        ("place", "Bakku", "Baku"),
        ("agreement", "Madrid Principal", "Madrid Principles"),
        ("outlet", "Interfaks", "Interfax"),
        ("event", "Fighting breaks up", "Fighting breaks out"),
        ("about", "Armenio", "Armenia"),
    ],
)
def test_an_unknown_name_gets_the_nearest(
    connection: sqlite3.Connection, kind: str, text: str, nearest: str
) -> None:
    with pytest.raises(UnknownName) as caught:
        resolve(connection, kind, text)
    assert nearest in caught.value.nearest


def test_the_nearest_are_different_records(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName) as caught:
        resolve(connection, "actor", "Sergej Lawrow")
    assert caught.value.nearest == ("Sergey Lavrov",)


def test_a_name_of_another_kind_leads_to_its_bearer(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName) as caught:
        resolve(connection, "document", "Interfax")
    assert caught.value.hint == "another kind of record has this name: kevents show interfax"


def test_kinds_are_told_apart(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName):
        resolve(connection, "outlet", "Sergey Lavrov")
    with pytest.raises(UnknownName):
        resolve(connection, "place", "azerbaijan")


@pytest.mark.parametrize("kind", ["actor", "about"])
def test_an_ambiguous_name_lists_the_candidates(connection: sqlite3.Connection, kind: str) -> None:
    with pytest.raises(AmbiguousName) as caught:
        resolve(connection, kind, "Aliyev")
    assert set(caught.value.candidates) == {"ilham-aliyev", "araz-aliyev"}


def test_completion_offers_ids_and_names(connection: sqlite3.Connection) -> None:
    assert completions(connection, "actor", "serg") == [
        ("sergey-lavrov", "Sergey Lavrov"),
        ("Sergei Lavrov", "sergey-lavrov"),
        ("Sergey Lavrov", "sergey-lavrov"),
    ]
    assert completions(connection, "outlet", "inter") == [("interfax", "Interfax"), ("Interfax", "interfax")]
    assert completions(connection, "statement", "lavrov-c") == [
        ("lavrov-corridor", "Russia guarantees the Lachin corridor")
    ]
    assert [id_ for id_, _ in completions(connection, "record", "2020-1", limit=3)] == [
        "2020-10-mines",
        SIGNING,
        INTERVIEW,
    ]
    assert completions(connection, "record", "%") == []
