"""The lists of actors, agreements, documents and places."""

import sqlite3

from karabakh_events.queries import catalogue
from tests import rows as sample
from tests.queries.asking import AGREEMENT, INTERVIEW, REPORT


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
        "signed_disputed": False,
        "effective_disputed": False,
        "declared_signed": None,
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
