"""Names in the database: any known spelling, the nearest of an unknown one, and completion."""

import sqlite3
from collections.abc import Iterator

import pytest

from karabakh_events.errors import AmbiguousName, UnknownName
from karabakh_events.names import Candidate
from karabakh_events.queries.names import completions, everyone, resolve
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


@pytest.mark.parametrize(("kind", "called"), [("actor", "actors"), ("about", "records")])
def test_an_ambiguous_name_lists_the_candidates(
    connection: sqlite3.Connection, kind: str, called: str
) -> None:
    with pytest.raises(AmbiguousName, match=f"is the name of 2 {called}") as caught:
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


@pytest.fixture
def copy(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The sample database, to be written to."""
    made = sqlite3.connect(":memory:", isolation_level=None)
    connection.backup(made)
    yield made
    made.close()


def add(database: sqlite3.Connection, id_: str, name: str, *spellings: str) -> None:
    database.execute("INSERT INTO actors (id, name, kind) VALUES (?, ?, 'state')", (id_, name))
    for spelling in spellings:
        database.execute(
            "INSERT INTO actor_aliases (actor_id, alias, folded) VALUES (?, ?, ?)",
            (id_, spelling, spelling.lower()),
        )


@pytest.mark.parametrize(
    ("kind", "text", "told", "hint"),
    [
        ("actor", "zzz", "no actor is known as", "kevents actors lists all that are known"),
        ("outlet", "zzz", "no outlet is known as", "kevents documents lists all that are known"),
        ("place", "Bakku", "no place is known as", "nearest: Baku"),
        ("event", "zzz", "no event is known as", ""),
        ("about", "zzz", "no actor, agreement or event is known as", ""),
        ("dated", "zzz", "no event, statement or agreement is known as", ""),
    ],
)
def test_an_unknown_name_is_told_with_its_kind_and_a_way_on(
    connection: sqlite3.Connection, kind: str, text: str, told: str, hint: str
) -> None:
    with pytest.raises(UnknownName, match=told) as caught:
        resolve(connection, kind, text)
    assert caught.value.hint == hint


def test_at_most_five_records_are_proposed_and_one_with_many_spellings_is_one_of_them(
    copy: sqlite3.Connection,
) -> None:
    # Each of its names has a word that sounds as what is asked. No name of the others is as near.
    add(copy, "many", "Zangezur", *(f"Zangezur Tal{letter}" for letter in "bdlmn"))
    others = [f"Zangezur{letter}" for letter in "bdlmnt"]
    for name in others:
        add(copy, name.lower(), name)
    with pytest.raises(UnknownName) as caught:
        resolve(copy, "actor", "Zangezurr")
    first, *rest = caught.value.nearest
    assert first == "Zangezur"
    assert len(rest) == 4
    assert set(rest) < set(others)


def test_never_more_than_five_are_proposed(copy: sqlite3.Connection) -> None:
    for letter in "bdlmnrt":
        add(copy, f"one-{letter}", f"Zangezur{letter}")
    with pytest.raises(UnknownName) as caught:
        resolve(copy, "actor", "Zangezur")
    assert len(caught.value.nearest) == 5


def test_a_spelling_is_proposed_where_the_usual_name_is_not_near(copy: sqlite3.Connection) -> None:
    add(copy, "artsakh", "Artsakh", "Mountainous Karabakh")
    with pytest.raises(UnknownName) as caught:
        resolve(copy, "actor", "Mountainous Karabagh")
    assert caught.value.nearest == ("Mountainous Karabakh",)


def test_an_event_is_found_by_its_title_without_reading_all_titles(copy: sqlite3.Connection) -> None:
    run: list[str] = []
    copy.set_trace_callback(run.append)
    assert resolve(copy, "event", "Second Karabakh war") == WAR
    assert not any("LIMIT 100000" in sql for sql in run)


@pytest.mark.parametrize("text", ["war", "Second\0Karabakh war", 'Second "Karabakh" peace', '"'])
def test_an_event_has_no_name_but_its_whole_title(connection: sqlite3.Connection, text: str) -> None:
    with pytest.raises(UnknownName):
        resolve(connection, "event", text)


def test_everyone_has_all_spellings(connection: sqlite3.Connection) -> None:
    known = {actor.id: actor for actor in everyone(connection)}
    assert set(known["sergey-lavrov"].aliases) == {"Сергей Лавров", "Sergei Lavrov"}
    assert known["sergey-lavrov"].person
    assert known["russia"] == Candidate("russia", "Russia", (), False)
    assert "baku" not in known


@pytest.mark.parametrize(
    ("kind", "prefix", "ids"),
    [
        ("about", "serg", ["sergey-lavrov"]),
        ("about", "trilateral", [AGREEMENT]),
        ("about", "2020-11-10", [SIGNING]),
        ("about", "lavrov-c", []),
        ("about", "baku", []),
        ("dated", "trilateral", [AGREEMENT]),
        ("dated", "2020-11-10", [SIGNING]),
        ("dated", "lavrov-c", ["lavrov-corridor"]),
        ("dated", "serg", []),
        ("outlet", "serg", []),
        ("outlet", "baku", []),
        ("event", "second kar", []),  # their titles are too many to be compared at each key
    ],
)
def test_only_records_that_the_option_takes_are_offered(
    connection: sqlite3.Connection, kind: str, prefix: str, ids: list[str]
) -> None:
    assert [id_ for id_, _ in completions(connection, kind, prefix)] == ids


def test_fifty_ids_and_fifty_names_are_offered(copy: sqlite3.Connection) -> None:
    for number in range(60):
        add(copy, f"zangezur-{number}", f"Zangezur {number}")
    offered = completions(copy, "actor", "zangezur")
    assert sum(text.startswith("zangezur-") for text, _ in offered) == 50
    assert len(offered) == 100
