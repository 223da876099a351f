"""What the questions answer: each filter alone and with others, windows at their edges, hostile values."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from karabakh_events.database.loading import build
from karabakh_events.database.opening import open_reading
from karabakh_events.dates import Span, Window, certainly, possibly
from karabakh_events.errors import AmbiguousName, KeventsError, UnknownName
from karabakh_events.names import fold
from karabakh_events.queries import catalogue, listing
from karabakh_events.queries.conflicts import conflicts, counts
from karabakh_events.queries.filters import DIRECT, INDIRECT, StatementFilter, TimelineFilter
from karabakh_events.queries.names import completions, resolve
from karabakh_events.queries.record import show
from karabakh_events.queries.search import expression, search, search_query
from karabakh_events.queries.sql import Query, literal
from karabakh_events.queries.statements import who_said, who_said_query
from karabakh_events.queries.timeline import Source, sources, timeline, timeline_query
from karabakh_events.schema import tables, views
from karabakh_events.vocabulary import Precision
from tests import rows as sample

AGREEMENT = "trilateral-statement-2020"
BODY = "Ministry of Foreign Affairs of Russia"
OFFICE = f"Minister of Foreign Affairs, {BODY}"
INTERVIEW, REPORT = "2020-11-22-interview", "2020-11-23-report"
VISIT, SIGNING, WAR = "2020-11-22-lavrov-in-baku", "2020-11-10-signing", "2020-second-war"
HOSTILE = [
    "'",
    '"',
    "' OR 1=1 --",
    "'; DROP TABLE events; --",
    "%",
    "_",
    "*",
    "NEAR(",
    "a OR b",
    "NOT",
    "-a",
    "heading:",
    "^x",
    "(",
    "{",
    '"" ""',
    "\x00",
    "\x1b[2J",
    "\udcff",
    "a" * 10_000,
    ":actor_1",
    "\u202e",
    "[/foo]",
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("queries") / "k.db"
    rows = sample.sample_rows()
    rows["citations"].append(sample.citation(INTERVIEW, "the minister", role_id="sergey-lavrov-minister"))
    build(path, rows, "fingerprint of the sample")
    opened = open_reading(path)
    yield opened
    opened.close()


@pytest.fixture(params=["as it is", "sorted", "walked", "walked along actors"])
def every_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every listing must answer the same whether candidates are sorted or an index is walked, and which."""
    if request.param.startswith("walked"):
        monkeypatch.setattr(listing, "FEW", -1)
    if request.param in ("sorted", "walked"):
        monkeypatch.setattr(listing, "MOST_ACTORS", 0)


def events(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in timeline(connection, TimelineFilter(**wanted))]


def said(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in who_said(connection, StatementFilter(**wanted))]


# --- timeline ---------------------------------------------------------------------------------------


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
    }
    assert list(row.as_json()) == list(row._fields[:15])
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
    asked = sources(connection, [REPORT, "no-such", INTERVIEW])
    assert asked == (
        Source(
            REPORT,
            sample.HOSTILE_TITLE,
            sample.HOSTILE_TITLE,
            f"https://example.org/{REPORT}",
            "2020-11",
            "stated",
        ),
        Source(
            INTERVIEW,
            "Lavrov: the corridor is guaranteed",
            "Interfax",
            f"https://example.org/{INTERVIEW}",
            "2020-11-22",
            "stated",
        ),
    )


# --- who said ---------------------------------------------------------------------------------------


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
    }
    assert list(row.as_json()) == list(row._fields[:19])
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


# --- words ------------------------------------------------------------------------------------------


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


# --- names ------------------------------------------------------------------------------------------


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


# --- lists and records ------------------------------------------------------------------------------


def test_the_list_of_actors(connection: sqlite3.Connection) -> None:
    actors = {actor.id: actor for actor in catalogue.actors(connection)}
    lavrov = actors["sergey-lavrov"]
    assert (lavrov.events, lavrov.statements, lavrov.subject_of) == (1, 3, 0)
    assert lavrov.offices == ("Minister of Foreign Affairs",)
    assert lavrov.aliases == ("Sergei Lavrov", "Сергей Лавров")
    assert [actor.name for actor in actors.values()] == sorted(actor.name for actor in actors.values())


def test_the_fields_of_an_agreement(connection: sqlite3.Connection) -> None:
    signed, proposed = catalogue.agreements(connection)
    assert signed.as_json() == {
        "id": AGREEMENT,
        "title": "Statement of 10 November 2020",
        "type": "ceasefire",
        "stage": "Cea",
        "status": "multiparty",
        "signed": "2020-11-09/2020-11-10",
        "effective": "2020-11-10",
        "parties": [
            {"id": "armenia", "name": "Armenia", "role": "party", "behalf_of": None},
            {"id": "azerbaijan", "name": "Azerbaijan", "role": "party", "behalf_of": None},
            {"id": "ilham-aliyev", "name": "Ilham Aliyev", "role": "signatory", "behalf_of": "azerbaijan"},
            {"id": "russia", "name": "Russia", "role": "guarantor", "behalf_of": None},
        ],
        "provisions": [
            {
                "number": "6",
                "topic": "territory",
                "summary": "Armenia returns the district of Kalbajar",
                "obligor": "armenia",
            },
            {
                "number": None,
                "topic": "corridor",
                "summary": "The Lachin corridor stays open",
                "obligor": None,
            },
        ],
        "documents": [INTERVIEW, REPORT],
    }
    assert (proposed.id, proposed.signed, proposed.parties) == ("madrid-principles", None, ())


def test_the_lists_of_documents_and_places(connection: sqlite3.Connection) -> None:
    # A month begins before its 22nd day.
    assert [
        (row.id, row.outlet, row.published, row.events, row.statements)
        for row in catalogue.documents(connection)
    ] == [(REPORT, sample.HOSTILE_TITLE, "2020-11", 5, 1), (INTERVIEW, "Interfax", "2020-11-22", 3, 3)]
    assert [(row.id, row.aliases, row.events) for row in catalogue.places(connection)] == [
        ("baku", (), 1),
        ("shushi", ("Şuşa",), 1),
    ]


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


# --- overview ---------------------------------------------------------------------------------------


def test_conflicts_are_grouped_by_record_and_field(connection: sqlite3.Connection) -> None:
    (conflict,) = conflicts(connection)
    assert (conflict.record, conflict.kind, conflict.field) == (AGREEMENT, "agreement", "signed")
    assert conflict.label == "Statement of 10 November 2020"
    assert [(r.value, r.document, r.exact) for r in conflict.readings] == [
        ("2020-11-09/2020-11-10", INTERVIEW, "on the night of 9 November"),
        ("2020-11-10", REPORT, "was signed on 10 November"),
    ]
    assert list(conflicts(connection, AGREEMENT)) == [conflict]
    assert list(conflicts(connection, VISIT)) == []
    json.dumps(conflict.as_json())


def test_the_counts_of_a_database(connection: sqlite3.Connection) -> None:
    found = counts(connection)
    assert (found.documents, found.events, found.statements, found.agreements) == (2, 8, 4, 2)
    assert next(iter(found.events_by_status.items())) == ("occurred", 4)
    assert found.statements_by_manner == {"indirect": 2, "direct": 1, "mixed": 1}
    assert (found.earliest, found.latest, found.conflicts) == ("2019-01-01", "2020-12-31", 1)
    assert found.fingerprint == "fingerprint of the sample"


# --- every option's value is text ---------------------------------------------------------------------


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_an_option_is_anything_but_text(
    connection: sqlite3.Connection, every_way: None, value: str
) -> None:
    values = (value,)
    for option in ("actors", "places", "types", "statuses", "documents", "outlets"):
        assert events(connection, statements=True, limit=5, **{option: values}) == []
    for option in ("by", "to", "about", "topics", "manners", "acts", "documents", "outlets", "via"):
        assert said(connection, **{option: values}) == []
    for kind in ("actor", "place", "agreement", "document", "event", "outlet", "about"):
        with pytest.raises(UnknownName):
            resolve(connection, kind, value)
        assert all(fold(found).startswith(fold(value)) for found, _ in completions(connection, kind, value))
    with pytest.raises(UnknownName):
        show(connection, value)
    assert list(conflicts(connection, value)) == []
    wanted = phrase(value)
    if wanted.strip():
        # One word on the command line, whatever signs are in it, is a phrase of the words between them.
        indexed = connection.execute(
            "SELECT record, heading || ' ' || words FROM search WHERE kind = 'statement'"
        )
        holding = {record for record, text in indexed if wanted in phrase(text)}
        assert set(said(connection, words=f'"{value}')) == holding
        assert list(search(connection, value, values)) == []
    else:
        with pytest.raises(KeventsError, match="no word to search for"):
            said(connection, words=value)


def phrase(text: str) -> str:
    """The words of a text as the index cuts them, each with spaces around it."""
    return " " + " ".join(re.findall(r"[^\W_]+", fold(text))) + " "


def test_thousands_of_words_are_no_trouble(connection: sqlite3.Connection) -> None:
    assert said(connection, words=" ".join(f"w{number}" for number in range(5_000))) == []


# --- the query as text --------------------------------------------------------------------------------


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


# --- laws of windows and order ------------------------------------------------------------------------

DAY = 738_000  # 2021-07-29
STEPS = [0, 1, 6, 30, 31, 32, 365, 366, 367, 3659, 3660, 3661, 36599, 36600, 36601]


DATE = "id, earliest, latest, date_edtf, precision, date_basis"
INSERT_EVENT = f"""\
INSERT INTO events ({DATE}, type, mode, title, status)
VALUES (?, ?, ?, ?, ?, ?, 'CONSULT', 'talks', 't', 'occurred')"""
INSERT_STATEMENT = f"""\
INSERT INTO statements ({DATE}, manner, act, summary, document_id, section)
VALUES (?, ?, ?, ?, ?, ?, 'indirect', 'assert', 's', 'd', 'body')"""
LINK_EVENT = "INSERT INTO event_actors VALUES (?, ?, ?, 0)"
LINK_STATEMENT = "INSERT INTO statement_actors VALUES (?, ?, ?, 0)"
ROLES = {True: ("actor", "host"), False: ("speaker", "subject", "relayer")}


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


days = st.one_of(
    st.integers(DAY - 3, DAY + 3),
    st.sampled_from([DAY + sign * step for step in STEPS for sign in (1, -1)]),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str | None, str | None]:
    first = draw(days)
    last = first + draw(st.sampled_from(STEPS))
    return draw(
        st.sampled_from([(iso(first), iso(last))] * 6 + [(None, iso(last)), (iso(first), None), (None, None)])
    )


Record = tuple[str | None, str | None, bool, set[tuple[str, str]]]


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Bounds, whether it is an event, and actors with roles: any of them in several, or in none."""
    event = draw(st.booleans())
    parts = draw(st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(ROLES[event])), max_size=4))
    return (*draw(spans()), event, parts)


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.connect() as raw:
        ddl = [sql for (sql,) in raw.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
    engine.dispose()
    made = sqlite3.connect(":memory:", isolation_level=None)
    for sql in ddl:
        made.execute(sql)
    made.executemany("INSERT INTO actors (id, name, kind) VALUES (?, 'A', 'state')", "abc")
    made.execute("INSERT INTO documents (id, title, language, sha256, text) VALUES ('d', 'D', 'en', '', '')")
    return made


def put(
    database: sqlite3.Connection,
    id_: str,
    first: str | None,
    last: str | None,
    *,
    event: bool = True,
    actors: Iterable[tuple[str, str]] = (),
) -> None:
    """Writes one record with these bounds, an event or a statement, with actors and their roles."""
    dated = ("x", "day", "stated") if first or last else (None, None, None)
    database.execute(INSERT_EVENT if event else INSERT_STATEMENT, (id_, first, last, *dated))
    link = LINK_EVENT if event else LINK_STATEMENT
    database.executemany(link, [(id_, actor, role) for actor, role in actors])


def inside(first: str | None, last: str | None, window: Window, *, sure: bool) -> bool:
    """What a look at one row says: everything is in a window without bounds, the undated are in no other."""
    span = Span("", first, last, Precision.DAY)
    dated = first is not None or last is not None
    return window == Window() or (dated and (certainly if sure else possibly)(span, window))


def test_windows_at_their_edges(empty: sqlite3.Connection, every_way: None) -> None:
    near = [iso(DAY + day) for day in (-1, 0, 1)]
    rows: dict[str, tuple[str | None, str | None]] = {"undated": (None, None)}
    for step in STEPS:
        for day in (-1, 0, 1):
            rows |= {
                f"until {step} {day}": (iso(DAY + day - step), iso(DAY + day)),
                f"from {step} {day}": (iso(DAY + day), iso(DAY + day + step)),
                f"open {step} {day}": (iso(DAY + day - step), None),
                f"opens {step} {day}": (None, iso(DAY + day - step)),
            }
    empty.execute("BEGIN")
    for id_, (first, last) in rows.items():
        put(empty, id_, first, last, actors=[("a", "actor"), ("a", "host"), ("b", "actor")])
    empty.execute(f"INSERT INTO actor_dates {tables.ACTOR_DATES}")
    for since in (None, *near):
        for until in (None, *near):
            for sure in (False, True):
                asked = Window(since, until)
                wanted = sorted(id_ for id_, row in rows.items() if inside(*row, asked, sure=sure))
                for actors in ((), ("a",), ("a", "b")):
                    found = events(empty, since=since, until=until, certainly=sure, actors=actors)
                    assert sorted(found) == wanted
    empty.execute("ROLLBACK")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    rows=st.lists(records(), max_size=25),
    since=st.none() | days,
    until=st.none() | days,
    sure=st.booleans(),
    reverse=st.booleans(),
    limit=st.none() | st.integers(0, 8),
    actors=st.sets(st.sampled_from(sorted("abc"))),
    few=st.sampled_from([-1, 2000]),
    most_actors=st.sampled_from([0, 5]),
)
def test_a_window_answers_as_a_look_at_every_row_would(
    empty: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[Record],
    since: int | None,
    until: int | None,
    sure: bool,
    reverse: bool,
    limit: int | None,
    actors: set[str],
    few: int,
    most_actors: int,
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    monkeypatch.setattr(listing, "MOST_ACTORS", most_actors)
    window = Window(None if since is None else iso(since), None if until is None else iso(until))
    empty.execute("BEGIN")
    expected = []
    for number, (first, last, is_event, parts) in enumerate(rows):
        # Not in the order of the rows, so that the order by id is seen.
        id_ = f"r{number * 7 % 31:02}"
        put(empty, id_, first, last, event=is_event, actors=parts)
        own = {actor for actor, role in parts if role != "relayer"}
        if inside(first, last, window, sure=sure) and (own & actors or not actors):
            expected.append((first is None and last is None, first or "", last or "", id_))
    empty.execute(f"INSERT INTO actor_dates {tables.ACTOR_DATES}")
    expected.sort(key=lambda row: row[1:], reverse=reverse)
    expected.sort(key=lambda row: row[0])
    wanted = TimelineFilter(
        since=window.since,
        until=window.until,
        certainly=sure,
        statements=True,
        actors=tuple(actors),
        reverse=reverse,
        limit=limit,
    )
    found = events(empty, **wanted._asdict())
    empty.execute("ROLLBACK")
    assert found == [row[3] for row in expected][:limit]


# --- plans ----------------------------------------------------------------------------------------------


def plan(connection: sqlite3.Connection, query: Query) -> list[str]:
    """The steps of the plan that are taken once, not once for each row."""
    steps = connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.binds).fetchall()
    for_each_row: set[int] = set()
    for number, parent, _, text in steps:
        if parent in for_each_row or "CORRELATED" in text:
            for_each_row.add(number)
    return [text for number, _, _, text in steps if number not in for_each_row]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"since": "2020-01-01", "until": "2020-12-31"},
        {"until": "2020-01-01", "places": ("baku",), "documents": (INTERVIEW,), "outlets": ("interfax",)},
        {"types": ("AGREE",), "statuses": ("planned",)},
    ],
)
def test_a_walk_reads_the_index_in_order_and_never_sorts(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any], reverse: bool
) -> None:
    monkeypatch.setattr(listing, "FEW", -1)
    steps = plan(
        connection, timeline_query(connection, TimelineFilter(**wanted, statements=True, reverse=reverse))
    )
    assert any("ix_events_dates" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)
    assert not any(step.startswith(("SCAN e", "SCAN s")) for step in steps)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("statements", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {"actors": ("russia",)},
        {"actors": ("russia", "armenia", "sergey-lavrov")},
        {"actors": ("russia",), "since": "2020-01-01", "certainly": True},
        {"actors": ("russia", "armenia"), "until": "2020-12-01", "types": ("AGREE",), "limit": 3},
    ],
)
def test_a_walk_along_actors_reads_their_own_records_in_order_and_never_sorts(
    connection: sqlite3.Connection, wanted: dict[str, Any], statements: bool, reverse: bool
) -> None:
    asked = TimelineFilter(**wanted, statements=statements, reverse=reverse)
    steps = plan(connection, timeline_query(connection, asked))
    read = [step for step in steps if step.startswith(("SEARCH d", "SCAN d"))]
    assert read
    for step in read:
        assert step.startswith("SEARCH d USING PRIMARY KEY (actor_id=? AND kind=? AND span_class=?")
    assert not any("TEMP B-TREE" in step or "ix_events_dates" in step for step in steps)


def test_many_actors_are_a_filter_like_any_other(connection: sqlite3.Connection) -> None:
    crowd = ("russia", *(f"nobody-{number}" for number in range(1_000)))
    assert events(connection, actors=crowd, statements=True) == [SIGNING, "lavrov-corridor"]


def test_few_candidates_are_looked_up_by_their_key(connection: sqlite3.Connection) -> None:
    steps = plan(connection, timeline_query(connection, TimelineFilter(places=("baku",), limit=5)))
    assert any(step.startswith("SEARCH e USING INDEX sqlite_autoindex_events") for step in steps)
    assert not any("ix_events_dates" in step for step in steps)
