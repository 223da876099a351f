"""Identifiers: each is declared once, and whatever refers to one is told where it leads nowhere."""

from pathlib import Path

import pytest

from tests.corpus import SOUND, assert_told_once, drawn, places_of, spoiled, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            INTERVIEW,
            "speakers: [armenia]",
            "speakers: [→armenya]",
            "statements[2].speakers[0]: unknown actor 'armenya' [did you mean armenia?]",
            id="an unknown actor",
        ),
        pytest.param(
            INTERVIEW,
            "speakers: [armenia]",
            "speakers: [→xyzzy]",
            "statements[2].speakers[0]: unknown actor 'xyzzy' [declare it: no actor has this identifier]",
            id="an actor like no other",
        ),
        pytest.param(
            INTERVIEW,
            "speakers: [armenia]",
            "speakers: [→moscow]",
            "statements[2].speakers[0]: moscow is a place, not an actor",
            id="a place where an actor should be",
        ),
        pytest.param(
            INTERVIEW,
            "    place: baku\n",
            "    place: →azerbaidjan\n",
            "events[0].place: unknown place 'azerbaidjan' [did you mean azerbaijan? It is an actor]",
            id="a misspelled actor where a place should be",
        ),
        pytest.param(
            INTERVIEW,
            "    place: baku\n",
            "    place: →bakuu\n",
            "events[0].place: unknown place 'bakuu' [did you mean baku?]",
            id="an unknown place",
        ),
        pytest.param(
            INTERVIEW,
            "    event: visit\n",
            "    event: →visits\n",
            "statements[0].event: unknown event 'visits' [did you mean visit?]",
            id="an unknown occasion",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            "part_of: →visitt",
            "events[0].part_of: unknown event 'visitt' [did you mean visit?]",
            id="an unknown wider event",
        ),
        pytest.param(
            INTERVIEW,
            "discussed: [truce]",
            "discussed: [→trucs]",
            "events[0].agreements.discussed[0]: unknown agreement 'trucs' [did you mean truce?]",
            id="an unknown agreement",
        ),
        pytest.param(
            REPORT,
            "{provision: truce-roads,",
            "{provision: →truce-road,",
            "events[0].provisions[0].provision: unknown provision 'truce-road' [did you mean truce-roads?]",
            id="an unknown provision",
        ),
        pytest.param(
            INTERVIEW,
            "outlet: daily",
            "outlet: →dayly",
            "document.outlet.actor: unknown actor 'dayly' [did you mean daily?]",
            id="an unknown outlet",
        ),
        pytest.param(
            INTERVIEW,
            "via: [armenpress]",
            "via: [→armenpres]",
            "statements[2].via[0]: unknown actor 'armenpres' [did you mean armenpress?]",
            id="an unknown carrier",
        ),
        pytest.param(
            INTERVIEW,
            "addressees: [azerbaijan]",
            "addressees: [→aserbaijan]",
            "statements[0].addressees[0]: unknown actor 'aserbaijan' [did you mean azerbaijan?]",
            id="an unknown addressee",
        ),
        pytest.param(
            REPORT,
            "about: [truce]",
            "about: [→truces]",
            "statements[0].about[0]: unknown actor, agreement or event 'truces' [did you mean truce?]",
            id="an unknown subject",
        ),
        pytest.param(
            INTERVIEW,
            "actor: sergey-lavrov\n",
            "actor: →sergei-lavrov\n",
            "roles[0].actor: unknown actor 'sergei-lavrov' [did you mean sergey-lavrov?]",
            id="an unknown holder of an office",
        ),
        pytest.param(
            INTERVIEW,
            "    body: russia\n",
            "    body: →rusia\n",
            "roles[0].body: unknown actor 'rusia' [did you mean russia?]",
            id="an unknown body",
        ),
        pytest.param(
            SHARED,
            "obligor: azerbaijan",
            "obligor: →azerbaidjan",
            "agreements[0].provisions[0].obligor: unknown actor 'azerbaidjan' [did you mean azerbaijan?]",
            id="an unknown obligor",
        ),
        pytest.param(
            SHARED,
            "{actor: sergey-lavrov, behalf_of",
            "{actor: →sergey-lavrof, behalf_of",
            "agreements[0].actors.signatory[0].actor: unknown actor 'sergey-lavrof' [did you mean "
            "sergey-lavrov?]",
            id="an unknown signatory",
        ),
        pytest.param(
            SHARED,
            "behalf_of: russia",
            "behalf_of: →rusia",
            "agreements[0].actors.signatory[0].behalf_of: unknown actor 'rusia' [did you mean russia?]",
            id="an unknown principal",
        ),
        pytest.param(
            SHARED,
            "{document: interview, exact: The truce was",
            "{document: →interviews, exact: The truce was",
            "agreements[0].passages[0].document: unknown document 'interviews' [did you mean interview?]",
            id="an unknown document",
        ),
        pytest.param(
            SHARED,
            "{edtf: 2020-11-09, verbatim: 9 November 2020,",
            "{edtf: 2020-11-09, document: →intervew, verbatim: 9 November 2020,",
            "agreements[0].signed.document: unknown document 'intervew' [did you mean interview?]",
            id="an unknown document of a date",
        ),
        pytest.param(
            REPORT,
            "  - record: visit\n",
            "  - record: →vist\n",
            "mentions[0].record: unknown event, statement, agreement, provision, role or document 'vist' "
            "[did you mean visit?]",
            id="a mention of an unknown record",
        ),
        pytest.param(
            REPORT,
            "  - record: visit\n",
            "  - record: →baku\n",
            "mentions[0].record: baku is a place, not an event, statement, agreement, provision, role or "
            "document",
            id="a mention of an actor",
        ),
        pytest.param(
            SHARED,
            "party: [armenia, azerbaijan]",
            "party: [armenia, azerbaijan, →armenia]",
            "agreements[0].actors.party[2].actor: armenia is listed twice",
            id="listed twice",
        ),
        pytest.param(
            INTERVIEW,
            "about: [armenia, truce, visit]",
            "about: [armenia, truce, visit, →truce]",
            "statements[0].about[3]: truce is listed twice",
            id="about twice",
        ),
        pytest.param(
            INTERVIEW,
            "[{provision: truce-roads, verdict: reaffirmed}]",
            "[{provision: truce-roads, verdict: reaffirmed}, {provision: →truce-roads, verdict: partly}]",
            "statements[0].provisions[1].provision: truce-roads is listed twice"
            " [one record gives one verdict on a provision]",
            id="a provision twice",
        ),
        pytest.param(
            SHARED,
            "aliases: [Lavrov, Sergei Lavrov]",
            "aliases: [Lavrov, Sergei Lavrov, →Lavrov]",
            "actors[0].aliases[2]: 'Lavrov' stands already",
            id="an alias twice",
        ),
        pytest.param(
            SHARED,
            "aliases: [the truce]",
            "aliases: [→Truce]",
            "agreements[0].aliases[0]: 'Truce' stands already",
            id="an alias that is the name",
        ),
        pytest.param(
            REPORT,
            "part_of: visit",
            "part_of: →closing",
            "events[0].part_of: closing is, in the end, part of itself",
            id="an event that is part of itself",
        ),
        pytest.param(
            INTERVIEW,
            "  - id: refugees\n",
            "  - id: →corridor\n",
            "statements[1].id: corridor is declared already, as a statement [a-interview.yaml:36: a "
            "record is declared once; elsewhere it is mentioned]",
            id="an identifier twice in a file",
        ),
        pytest.param(
            SHARED,
            "- {id: daily, name",
            "- {id: →visit, name: V, kind: group}\n  - {id: daily, name",
            "actors[6].id: visit is declared already, as an event [a-interview.yaml:23: a record is "
            "declared once; elsewhere it is mentioned]",
            id="an identifier twice in the corpus",
        ),
        pytest.param(
            SHARED,
            "- {id: daily, name",
            "- {id: →interview, name: V, kind: group}\n  - {id: daily, name",
            "actors[6].id: interview is declared already, as a document [a-interview.yaml:2: a record "
            "is declared once; elsewhere it is mentioned]",
            id="an identifier of a document again",
        ),
        pytest.param(
            REPORT,
            "{field: date, value: 2020-11-21,",
            "{field: date, value: →2020-11-22,",
            "mentions[0].claims[0].value: '2020-11-22' is what the record itself says: a claim is "
            "another reading",
            id="a claim that is the record’s own",
        ),
        pytest.param(
            REPORT,
            "{field: signed, value: 2020-11-10,",
            "{field: →date, value: 2020-11-10,",
            "mentions[1].claims[0].field: agreements have no field date [one of: actors, effective, "
            "place, signed, summary, title]",
            id="a claim of a field that the kind lacks",
        ),
        pytest.param(
            REPORT,
            "value: moscow",
            "value: →moskow",
            "mentions[0].claims[1].value: unknown place 'moskow' [did you mean moscow?]",
            id="a claim of an unknown place",
        ),
    ],
)
def test_a_reference_that_is_wrong_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


def test_a_passage_of_an_unknown_document_is_told_wherever_it_stands(tmp_path: Path) -> None:
    more = """\
events:
  - id: e
    type: CONSULT
    mode: talks
    title: t
    status: occurred
    passages: [{document: →nowhere, exact: a}]
    claims: [{field: title, value: x, passage: {document: →nobody, exact: a}}]
mentions:
  - record: visit
    passages: [{document: →nothing, exact: a}]
"""
    places = write(tmp_path, {**SOUND, "more.yaml": more})
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert {problem.message for problem in problems} == {
        f"unknown document '{name}'" for name in ("nowhere", "nobody", "nothing")
    }


def test_events_that_are_part_of_each_other_are_told_each(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled((INTERVIEW, "    place: baku\n", "    place: baku\n    part_of: closing\n")),
    )
    assert told(drawn(tmp_path).problems) == [
        "a-interview.yaml:30:14: events[0].part_of: visit is, in the end, part of itself"
        " [together with closing]",
        "b-report.yaml:15:14: events[0].part_of: closing is, in the end, part of itself"
        " [together with visit]",
    ]


def test_a_file_that_cannot_be_read_makes_nothing_unknown(tmp_path: Path) -> None:
    write(tmp_path, spoiled((SHARED, "places:\n", "places: ]\n"), (REPORT, "status: ongoing", "status: on")))
    assert [problem.file.rpartition("/")[2] for problem in drawn(tmp_path).problems] == [REPORT, SHARED]


def test_what_stands_under_a_second_key_is_not_unknown(tmp_path: Path) -> None:
    places = write(tmp_path, spoiled((SHARED, "  - {id: interfax,", "→actors:\n  - {id: interfax,")))
    assert places_of(drawn(tmp_path).problems) == places


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: person", "kind: →human"),
        ("name: Sergey Lavrov", 'name: →"\\0"'),
        ("wikidata: Q58217", "→wikidatum: Q58217"),
        ("- id: sergey-lavrov", "- id: →Sergey Lavrov"),
    ],
)
def test_what_refers_to_a_faulty_record_is_not_told_faulty(tmp_path: Path, old: str, new: str) -> None:
    """Though it is left out: nobody wants a line for every statement of a man whose kind is misspelled."""
    places = write(tmp_path, spoiled((SHARED, old, new)))
    assert places_of(drawn(tmp_path).problems) == places


@pytest.mark.parametrize("file", [INTERVIEW, REPORT])
def test_a_record_that_another_file_declares_is_told_of_the_file_asked_about(
    tmp_path: Path, file: str
) -> None:
    """Whichever of the two comes first by name."""
    write(tmp_path, spoiled((REPORT, "  - id: kept\n", "  - id: delay\n")))
    (problem,) = drawn(tmp_path, file, neighbours=True).problems
    assert problem.file == str(tmp_path / file)
    assert problem.message == "delay is declared already, as a statement"
