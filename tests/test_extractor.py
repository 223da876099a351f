"""The extractor: a corpus gives exactly these rows, or every one of its faults with its place."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.errors import CheckFailed
from karabakh_events.extractor import Coverage, Extraction, Sentence, extract
from karabakh_events.records import read_corpus
from tests.corpus import HERE, SOUND, assert_told_once, drawn, places_of, spoiled, told, write

SEEDS = Path(__file__).parent.parent / "seeds"

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    folder = tmp_path_factory.mktemp("sound")
    write(folder, SOUND)
    return drawn(folder)


def rows(extraction: Extraction, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[column] for column in columns) for row in extraction.rows[table])


def assert_verbatim(extraction: Extraction) -> None:
    texts: dict[Any, Any] = {row["id"]: row["text"] for row in extraction.rows["documents"]}
    assert extraction.rows["citations"]
    for citation in extraction.rows["citations"]:
        found = texts[citation["document_id"]][slice(citation["start"], citation["end"])]
        assert found == citation["exact"]


def row(extraction: Extraction, table: str, **key: str) -> dict[str, Any]:
    """The one row with this key, without its empty columns."""
    (found,) = (row for row in extraction.rows[table] if key.items() <= row.items())
    return {column: value for column, value in found.items() if value is not None and column not in key}


# --- a sound corpus ------------------------------------------------------------------------------------


def test_a_sound_corpus_has_no_problems(sound: Extraction) -> None:
    assert sound.problems == ()
    assert sound.sound_rows() is sound.rows


def test_passages_are_kept_with_their_offsets(sound: Extraction) -> None:
    assert_verbatim(sound)
    assert rows(sound, "citations", "id", "section") == [
        ("closing@report:117-138", "body"),
        ("corridor@interview:138-158:quote", "body"),
        ("corridor@interview:61-159", "body"),
        ("corridor@interview:62-95:quote", "body"),
        ("delay@interview:228-277", "body"),
        ("kept@report:102-116", "body"),
        ("lavrov-minister@interview:160-172", "body"),
        ("refugees@interview:160-227", "body"),
        ("refugees@interview:197-208:quote", "body"),
        ("truce-roads@interview:344-382", "body"),
        ("truce-roads@interview:363-381:date", "body"),
        ("truce@interview:293-343", "body"),
        ("truce@interview:327-342:date", "body"),
        ("truce@report:62-100:date", "body"),
        ("truce@report:75-86:date", "body"),
        ("visit@interview:126-135:date", "body"),
        ("visit@interview:42-60:place", "body"),
        ("visit@interview:61-136", "body"),
        ("visit@report:22-61", "body"),
        ("visit@report:41-60:date", "body"),
        ("waiting@interview:384-413", "related"),
        ("waiting@interview:399-412:quote", "related"),
    ]


def test_a_citation_belongs_to_one_record(sound: Extraction) -> None:
    kinds = ("event_id", "statement_id", "agreement_id", "provision_id", "role_id")
    for citation in sound.rows["citations"]:
        assert [citation[kind] for kind in kinds if citation[kind]] == [str(citation["id"]).partition("@")[0]]


def test_sections_are_the_whole_text(sound: Extraction) -> None:
    assert rows(sound, "sections", "document_id", "start", "end", "kind") == [
        ("interview", 0, 6, "chrome"),
        ("interview", 6, 42, "title"),
        ("interview", 42, 384, "body"),
        ("interview", 384, 414, "related"),
        ("report", 0, 168, "body"),
    ]


def test_an_interrupted_quotation_is_one_statement(sound: Extraction) -> None:
    """Its date is that of the occasion."""
    assert row(sound, "statements", id="corridor") == {
        "manner": "direct",
        "act": "commit",
        "quote": "The Lachin corridor is guaranteed\nIt will remain open.",
        "summary": "The corridor stays open.",
        "date_edtf": "2020-11-22",
        "earliest": "2020-11-22",
        "latest": "2020-11-22",
        "precision": "day",
        "date_basis": "derived",
        "date_reason": "the date of its occasion, visit",
        "event_id": "visit",
        "document_id": "interview",
        "section": "body",
    }


def test_a_date_of_its_own_is_kept(sound: Extraction) -> None:
    statement = row(sound, "statements", id="refugees")
    assert (statement["manner"], statement["quote"]) == ("mixed", "coming home")
    assert (statement["earliest"], statement["latest"]) == ("2020-11-01", "2020-11-30")
    assert (statement["precision"], statement["date_basis"]) == ("month", "inferred")


def test_reported_speech_has_no_quote_and_a_teaser_no_date(sound: Extraction) -> None:
    assert "quote" not in row(sound, "statements", id="delay")
    teaser = row(sound, "statements", id="waiting")
    assert teaser["section"] == "related"
    assert "date_edtf" not in teaser


def test_the_chain_that_carried_the_words_ends_with_the_outlet(sound: Extraction) -> None:
    """A document of which no outlet is known adds none."""
    assert rows(sound, "statement_actors", "statement_id", "role", "position", "actor_id") == [
        ("corridor", "addressee", 0, "azerbaijan"),
        ("corridor", "relayer", 0, "interfax"),
        ("corridor", "relayer", 1, "daily"),
        ("corridor", "speaker", 0, "sergey-lavrov"),
        ("corridor", "subject", 0, "armenia"),
        ("delay", "relayer", 0, "armenpress"),
        ("delay", "relayer", 1, "daily"),
        ("delay", "speaker", 0, "armenia"),
        ("kept", "speaker", 0, "a-source"),
        ("refugees", "relayer", 0, "daily"),
        ("refugees", "speaker", 0, "sergey-lavrov"),
        ("waiting", "relayer", 0, "daily"),
        ("waiting", "speaker", 0, "azerbaijan"),
    ]


def test_a_statement_is_about_agreements_and_events_too(sound: Extraction) -> None:
    assert rows(sound, "statement_agreements", "statement_id", "agreement_id") == [
        ("corridor", "truce"),
        ("kept", "truce"),
    ]
    assert rows(sound, "statement_events", "statement_id", "event_id") == [("corridor", "visit")]
    assert rows(sound, "statement_topics", "statement_id", "position", "topic")[:2] == [
        ("corridor", 0, "corridor"),
        ("corridor", 1, "security"),
    ]


def test_an_event_has_its_actors_and_agreements(sound: Extraction) -> None:
    assert rows(sound, "event_actors", "event_id", "position", "role", "actor_id") == [
        ("visit", 0, "actor", "sergey-lavrov"),
        ("visit", 1, "host", "azerbaijan"),
    ]
    assert rows(sound, "event_agreements", "event_id", "agreement_id", "relation") == [
        ("visit", "truce", "discussed")
    ]
    assert row(sound, "events", id="closing") == {
        "type": "SANCTION",
        "mode": "blockade",
        "title": "Roads closed",
        "status": "ongoing",
        "part_of": "visit",
    }


def test_an_agreement_has_its_parts_and_provisions(sound: Extraction) -> None:
    assert rows(sound, "agreement_actors", "position", "role", "actor_id", "behalf_of") == [
        (0, "party", "armenia", None),
        (1, "party", "azerbaijan", None),
        (2, "signatory", "sergey-lavrov", "russia"),
    ]
    agreement = row(sound, "agreements", id="truce")
    assert (agreement["signed_earliest"], agreement["signed_verbatim"]) == ("2020-11-09", "9 November 2020")
    assert row(sound, "provisions", id="truce-roads") == {
        "agreement_id": "truce",
        "position": 0,
        "number": "1",
        "topic": "transport",
        "obligor_id": "azerbaijan",
        "summary": "The roads are opened.",
        "deadline_edtf": "/2020-12-01",
        "deadline_verbatim": "by 1 December 2020",
        "deadline_latest": "2020-12-01",
        "deadline_precision": "open",
        "deadline_basis": "stated",
    }


def test_events_and_statements_tell_of_the_keeping_of_provisions(sound: Extraction) -> None:
    assert row(sound, "provision_claims", id="truce-roads:closing") == {
        "provision_id": "truce-roads",
        "event_id": "closing",
        "verdict": "breached",
    }
    assert row(sound, "provision_claims", id="truce-roads:corridor") == {
        "provision_id": "truce-roads",
        "statement_id": "corridor",
        "verdict": "reaffirmed",
    }


def test_where_documents_differ_the_own_reading_stands_first(sound: Extraction) -> None:
    columns = ("record", "field", "position", "value", "document_id", "citation", "basis")
    assert rows(sound, "claims", *columns) == [
        ("truce", "signed", 0, "2020-11-09", "interview", "truce@interview:327-342:date", "stated"),
        ("truce", "signed", 1, "2020-11-10", "report", "truce@report:75-86:date", None),
        ("visit", "date", 0, "2020-11-22", "interview", "visit@interview:126-135:date", "derived"),
        ("visit", "date", 1, "2020-11-21", "report", "visit@report:41-60:date", None),
        ("visit", "place", 0, "baku", "interview", "visit@interview:42-60:place", None),
        ("visit", "place", 1, "moscow", None, None, None),
    ]


def test_the_own_reading_never_cites_what_contradicts_it(tmp_path: Path) -> None:
    """Of a date without words the record's own passage is cited, not the other document's date."""
    date = "date: {edtf: 2020-11-22, verbatim: on Sunday, basis: derived, reason: the Sunday of the dateline}"
    write(tmp_path, spoiled((INTERVIEW, date, "date: {edtf: 2020-11-22, basis: inferred, reason: r}")))
    own = row(drawn(tmp_path), "claims", id="visit:date:0")
    assert (own["value"], own["citation"]) == ("2020-11-22", "visit@interview:61-136")


def test_the_own_reading_of_a_statement_may_be_the_date_of_its_occasion(tmp_path: Path) -> None:
    claim = "    claims: [{field: date, value: 2020-11-21, reason: r, reference: a letter}]\n"
    write(tmp_path, spoiled((INTERVIEW, "    event: visit\n", f"    event: visit\n{claim}")))
    assert [
        claim[1:]
        for claim in rows(drawn(tmp_path), "claims", "record", "position", "value", "basis")
        if claim[0] == "corridor"
    ] == [(0, "2020-11-22", "derived"), (1, "2020-11-21", None)]


def test_words_are_indexed_folded(sound: Extraction) -> None:
    found = row(sound, "search", record="corridor")
    assert found["heading"] == "the corridor stays open."
    assert "the lachin corridor is guaranteed" in found["words"]
    assert row(sound, "search", record="sergey-lavrov")["words"] == "lavrov sergei lavrov"


def test_coverage_counts_sentences_of_the_body(sound: Extraction) -> None:
    assert [(each.document, each.sentences, each.set_aside, each.unaccounted) for each in sound.coverage] == [
        ("interview", 9, 1, ()),
        ("report", 4, 1, ()),
    ]


def test_a_sentence_of_which_nothing_is_recorded_is_listed(tmp_path: Path) -> None:
    unrecorded = "  unrecorded:\n    - {exact: Lavrov was seen there again., reason: by whom is not said}\n"
    write(tmp_path, spoiled((REPORT, unrecorded, "")))
    assert drawn(tmp_path).coverage[1] == Coverage(
        document="report",
        file=str(tmp_path / REPORT),
        text=str(tmp_path / "b-report.txt"),
        sentences=4,
        set_aside=0,
        unaccounted=(Sentence(2, 78, "Lavrov was seen there again."),),
    )


def test_a_shared_file_may_hold_statements_of_any_document(tmp_path: Path) -> None:
    statement = """\
statements:
  - id: shared
    speakers: [armenia]
    manner: mixed
    act: assert
    quote: [{document: interview, exact: coming home}]
    summary: s
    topics: [refugees]
    passages: [{document: interview, exact: refugees are “coming home” in great numbers}]
"""
    write(tmp_path, {**SOUND, "more.yaml": statement})
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    assert row(extraction, "statements", id="shared")["quote"] == "coming home"


# --- one way of being wrong each -----------------------------------------------------------------------


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
            "document.outlet: unknown actor 'dayly' [did you mean daily?]",
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
            "mentions[0].record: unknown event, statement, agreement, provision or role 'vist' [did "
            "you mean visit?]",
            id="a mention of an unknown record",
        ),
        pytest.param(
            REPORT,
            "  - record: visit\n",
            "  - record: →baku\n",
            "mentions[0].record: baku is a place, not an event, statement, agreement, provision or role",
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
            "statements[0].provisions[1].provision: truce-roads is listed twice",
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
            INTERVIEW,
            "[Armenpress reports that Yerevan denied any delay.]",
            "[→Armenpress reports that Yerevan ’denied any delay.]",
            "statements[2].passages[0].exact: is not in interview [nearest: Armenpress reports that "
            "Yerevan denied any delay. (the passage has ’ (U+2019) after “Yerevan”, the text has not)]",
            id="a passage with another quotation mark",
        ),
        pytest.param(
            INTERVIEW,
            "[The minister said that refugees are “coming home” in great numbers.]",
            "[→'The minister said that refugees are \"coming home\" in great numbers.']",
            "statements[1].passages[0].exact: is not in interview [nearest: The minister said that "
            "refugees are “coming home” in great numbers. (the text has “ (U+201C) where the passage "
            'has " (U+0022); the text has ” (U+201D) where the passage has " (U+0022))]',
            id="a passage with straight quotation marks",
        ),
        pytest.param(
            INTERVIEW,
            "[Armenpress reports that Yerevan denied any delay.]",
            "[→Colourless green ideas sleep furiously]",
            "statements[2].passages[0].exact: is not in interview",
            id="a passage like nothing in the text",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[→Lavrov was]",
            "events[0].passages[0].exact: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous passage",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{exact: →Lavrov was}]",
            "events[0].passages[0].exact: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous passage with its words in a field",
        ),
        pytest.param(
            INTERVIEW,
            "{exact: The minister, within: The minister said that refugees}",
            "{exact: The minister, within: →The minister says that refugees}",
            "roles[0].passages[0].within: is not in interview [nearest: The minister said that "
            "refugees (the text has “said” where the passage has “says”)]",
            id="a stretch that is not there",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{exact: was, within: →Lavrov was}]",
            "events[0].passages[0].within: stands 2 times in report (lines 1, 2) [lengthen it, or say "
            "which with `within`]",
            id="an ambiguous stretch",
        ),
        pytest.param(
            INTERVIEW,
            "{exact: The minister, within: The minister said that refugees}",
            "{exact: →Lavrov smiled., within: The minister said that refugees}",
            "roles[0].passages[0].exact: is not in interview (in the stretch that `within` names) "
            "[nearest: Lavrov smiled. (it stands here, outside the part of the text that was searched)]",
            id="a passage outside its stretch",
        ),
        pytest.param(
            REPORT,
            "[The roads are closed.]",
            "[{document: →interview, exact: Lavrov smiled.}]",
            "events[0].passages[0].document: a passage of interview in the file of report [write it in "
            "the file of interview, as a mention of this record]",
            id="a passage of another document",
        ),
        pytest.param(
            SHARED,
            "{document: interview, exact: It opens",
            "→{exact: It opens",
            "agreements[0].provisions[0].passages[0]: needs `document`: this file has no document of its own",
            id="a passage of no document",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→will not wait]",
            "statements[1].quote[0].exact: is not in the record's passages [it stands in line 11 of "
            "the text: cite that place under `passages`]",
            id="a quotation outside the passages",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→comming home]",
            "statements[1].quote[0].exact: is not in the record's passages",
            id="a quotation that is nowhere",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→re]",
            "statements[1].quote[0].exact: stands 3 times in the record's passages [lengthen it, or "
            "say which with `within`]",
            id="a quotation twice in the passages",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [{document: →report, exact: coming home}]",
            "statements[1].quote[0].document: a passage of report in the file of interview [write it "
            "in the file of report, as a mention of this record]",
            id="a quotation of another document",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [{exact: →will not wait, within: Baku “will not wait”}]",
            "statements[1].quote[0].exact: is not in the record's passages [it stands in line 11 of "
            "the text: cite that place under `passages`]",
            id="a quotation outside, by its stretch",
        ),
        pytest.param(
            INTERVIEW,
            "[The Lachin corridor is guaranteed, It will remain open.]",
            "[It will remain open., →The Lachin corridor is guaranteed]",
            "statements[0].quote[1]: does not stand after the passage above it [keep the text's order, "
            "each word once]",
            id="a quotation in another order",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [coming home, →coming home]",
            "statements[1].quote[1]: does not stand after the passage above it [keep the text's order, "
            "each word once]",
            id="words quoted twice",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→“coming home”]",
            "warning: statements[1].quote[0]: no quotation mark opens before these words [quote the "
            "speaker's own words, without the marks around them]",
            id="a warning: the marks are quoted too",
        ),
        pytest.param(
            INTERVIEW,
            "quote: [coming home]",
            "quote: [→home]",
            "warning: statements[1].quote[0]: no quotation mark opens before these words [quote the "
            "speaker's own words, without the marks around them]",
            id="a warning: no quotation mark opens",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: on Sunday",
            "verbatim: →on Monday",
            "events[0].date.verbatim: is not in interview",
            id="words of a date that are not there",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: on Sunday",
            "verbatim: →or",
            "events[0].date.verbatim: stands 2 times in the record's passages [lengthen it, or say "
            "which with `within`]",
            id="words of a date that stand twice",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: 22 November, basis",
            "verbatim: →November, basis",
            "document.published.verbatim: stands 2 times in interview (lines 5, 9) [lengthen it, or "
            "say which with `within`]",
            id="words of publication that stand twice",
        ),
        pytest.param(
            INTERVIEW,
            "verbatim: 22 November, basis",
            "verbatim: →23 November, basis",
            "document.published.verbatim: is not in interview [nearest: 22 November (the text has “22” "
            "where the passage has “23”)]",
            id="words of publication that are not there",
        ),
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            "    - {kind: related, starts: →Menu}",
            "document.sections[3].starts: starts before the section above it does [keep the text's order]",
            id="sections out of order",
        ),
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            "    - →{kind: related}",
            "document.sections[3]: needs `starts`, the first words of the section [only the first goes "
            "without]",
            id="a section without its beginning",
        ),
        pytest.param(
            INTERVIEW,
            '    - {kind: related, starts: "Related:"}',
            '    - {kind: related, starts: →"Relatd:"}',
            "document.sections[3].starts.exact: is not in interview",
            id="a section that is not there",
        ),
        pytest.param(
            REPORT,
            "sections: [{kind: body}]",
            "sections: [{kind: body, starts: →The truce of}]",
            "document.sections[0].starts: the first section starts where the text does",
            id="a first section that begins later",
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
        pytest.param(
            REPORT,
            "passage: on 21 November 2020",
            "passage: →on 23 November 2020",
            "mentions[0].claims[0].passage.exact: is not in report [nearest: on 21 November 2020 (the "
            "text has “21” where the passage has “23”)]",
            id="a claim with a passage that is not there",
        ),
        pytest.param(
            REPORT,
            "exact: Lavrov was seen there again.",
            "exact: →Lavrov was not seen.",
            "document.unrecorded[0].exact: is not in report [nearest: Lavrov was seen there again. "
            "(the passage has “not” after “was”, the text has not; the text has “there again” after "
            "“seen”, the passage has not)]",
            id="a set-aside sentence that is not there",
        ),
    ],
)
def test_a_fault_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


def test_a_statement_is_of_one_document(tmp_path: Path) -> None:
    statement = """\
statements:
  - id: shared
    speakers: [armenia]
    manner: indirect
    act: assert
    summary: s
    topics: [refugees]
    passages: →[{document: interview, exact: Lavrov smiled.}, {document: report, exact: seen there}]
"""
    places = write(tmp_path, {**SOUND, "more.yaml": statement})
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert told(problems) == [
        "more.yaml:8:15: statements[0].passages: its passages are in several documents: interview, report "
        "[one statement, one document]"
    ]


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
        "a-interview.yaml:30:14: events[0].part_of: visit is, in the end, part of itself",
        "b-report.yaml:15:14: events[0].part_of: closing is, in the end, part of itself",
    ]


@pytest.mark.parametrize("old", ["  sha256: SHA256(b-report.txt)\n", "  title: A report\n"])
def test_a_document_that_is_wrong_does_not_spoil_the_rest(tmp_path: Path, old: str) -> None:
    """Its passages cannot be looked for, but its references can be."""
    write(tmp_path, spoiled((REPORT, old, ""), (REPORT, "part_of: visit", "part_of: vist")))
    assert [problem.field.partition(".")[0] for problem in drawn(tmp_path).problems] == [
        "document",
        "events[0]",
    ]


def test_faults_after_a_record_that_is_left_out_have_their_own_places(tmp_path: Path) -> None:
    files = spoiled(
        (INTERVIEW, "    speakers: [armenia]\n", "    speakers: [→armenya]\n"),
        (INTERVIEW, "    act: report\n", "    act: →reprt\n"),
    )
    places = write(tmp_path, files)
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.field for problem in problems] == ["statements[1].act", "statements[2].speakers[0]"]


# --- all of a run together -----------------------------------------------------------------------------


def test_all_faults_of_a_run_are_told_together_in_order(tmp_path: Path) -> None:
    files = spoiled(
        (INTERVIEW, "outlet: daily", "outlet: →dayly"),
        (INTERVIEW, "    mode: visit\n", "    mode: visit\n    →mood: visit\n"),
        (INTERVIEW, "type: CONSULT", "type: →CONSLT"),
        (INTERVIEW, "quote: [coming home]", "quote: [→going home]"),
        (INTERVIEW, "via: [armenpress]", "via: [→armenpres]"),
        (REPORT, "mode: blockade", "mode: →blokade"),
        (REPORT, "[a source said.]", "[→a source says.]"),
        (REPORT, "value: 2020-11-21, ", "value: →2020-11-31, "),
        (REPORT, "  - record: truce\n", "  - record: →truces\n"),
        (SHARED, "kind: person", "kind: →human"),
        (SHARED, "latitude: 40.3953", "latitude: →north"),
        (SHARED, "aliases: [the truce]", "aliases: [the truce, →the truce]"),
    )
    places = write(tmp_path, files)
    extraction = drawn(tmp_path)
    assert places_of(extraction.problems) == places
    assert len(extraction.problems) == 12
    with pytest.raises(CheckFailed, match="12 problems in the record files; nothing was loaded"):
        extraction.sound_rows()


def test_warnings_fail_nothing(tmp_path: Path) -> None:
    write(tmp_path, spoiled((SHARED, "name: Moscow", "name: Mos\u200bcow")))
    extraction = drawn(tmp_path)
    assert len(extraction.problems) == 1
    assert extraction.errors == ()
    assert extraction.sound_rows() == extraction.rows


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


def test_a_single_file_is_checked_among_its_neighbours(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled(
            (INTERVIEW, "outlet: daily", "outlet: dayly"), (REPORT, "part_of: visit", "part_of: →closing")
        ),
    )
    extraction = drawn(tmp_path, REPORT, neighbours=True)
    assert [problem.file for problem in extraction.problems] == [str(tmp_path / REPORT)]
    assert [each.document for each in extraction.coverage] == ["report"]


@pytest.mark.parametrize("file", [INTERVIEW, REPORT])
def test_a_record_that_another_file_declares_is_told_of_the_file_asked_about(
    tmp_path: Path, file: str
) -> None:
    """Whichever of the two comes first by name."""
    write(tmp_path, spoiled((REPORT, "  - id: kept\n", "  - id: delay\n")))
    (problem,) = drawn(tmp_path, file, neighbours=True).problems
    assert problem.file == str(tmp_path / file)
    assert problem.message == "delay is declared already, as a statement"


def test_a_file_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path, Path(), Path("sub/../shared.yaml"), tmp_path / INTERVIEW, Path(INTERVIEW)]
    for neighbours in (True, False):
        extraction = extract(read_corpus(paths, neighbours=neighbours))
        assert extraction.problems == ()
        assert extraction.fingerprint() == drawn(tmp_path).fingerprint()


# --- laws ----------------------------------------------------------------------------------------------


def test_the_same_corpus_gives_the_same_rows(tmp_path: Path, sound: Extraction) -> None:
    write(tmp_path, SOUND)
    assert drawn(tmp_path).rows == sound.rows
    assert drawn(tmp_path).fingerprint() == sound.fingerprint()


def test_another_word_gives_another_fingerprint(tmp_path: Path, sound: Extraction) -> None:
    write(tmp_path, spoiled((INTERVIEW, "There is no delay.", "There is no delay!")))
    assert drawn(tmp_path).fingerprint() != sound.fingerprint()


_MORE = """\
mentions:
  - record: visit
    passages: [{document: interview, exact: Lavrov smiled.}]
    claims:
      - {field: date, value: 2020-11-20, reason: r, reference: a}
  - record: truce
    passages: [{document: interview, exact: It opens the roads}]
    claims: [{field: title, value: Ceasefire, reason: r, reference: b}]
"""
_YET_MORE = _MORE.replace("2020-11-20", "2020-11-19").replace("Lavrov smiled.", "any delay")


@settings(max_examples=25, deadline=None)
@given(
    st.permutations([name for name in SOUND if name.endswith(".yaml")] + ["x.yaml", "y.yaml"]),
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=5, max_size=5, unique=True),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_names_of_record_files_matter(
    order: list[str], names: list[str], random: Random
) -> None:
    """Nor does the order of the records in a file."""
    everything = {**SOUND, "x.yaml": _MORE, "y.yaml": _YET_MORE}
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        write(Path(one), everything)
        expected = drawn(Path(one))
        assert expected.problems == ()
        write(Path(other), {name: text for name, text in SOUND.items() if name.endswith(".txt")})
        paths = []
        for old, new in zip(order, names, strict=True):
            tree = yaml.load((Path(one) / old).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
            for key in ("actors", "places", "events", "statements"):
                random.shuffle(tree.get(key, []))
            paths.append(Path(other) / f"{new}.yaml")
            paths[-1].write_text(json.dumps(tree), "utf-8")
        found = extract(read_corpus(paths))
        assert found.problems == ()
        assert found.rows == expected.rows
        assert found.fingerprint() == expected.fingerprint()


_spaces = st.text(alphabet=" \n\t\r\u00a0\u2009\u2028", min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(_spaces, min_size=5, max_size=40), st.lists(_spaces, min_size=5, max_size=40))
def test_white_space_of_text_and_records_does_not_matter(in_text: list[str], in_records: list[str]) -> None:
    def shaken(text: str, spaces: list[str]) -> str:
        runs = iter(range(len(text)))
        return re.sub(r"\s+", lambda _: spaces[next(runs) % len(spaces)], text.strip())

    def shaken_passages(tree: Any) -> Any:
        if isinstance(tree, list):
            return [shaken_passages(each) for each in tree]
        if not isinstance(tree, dict):
            return tree
        found: dict[str, Any] = {}
        for key, value in tree.items():
            if key in ("exact", "within", "starts", "verbatim", "passage") and isinstance(value, str):
                found[key] = shaken(value, in_records).replace("\u2028", "\t")
            elif key in ("passages", "quote"):
                found[key] = [
                    shaken(each, in_records).replace("\u2028", "\t").replace("\r", "\n")
                    if isinstance(each, str)
                    else shaken_passages(each)
                    for each in value
                ]
            else:
                found[key] = shaken_passages(value)
        return found

    files: dict[str, str | bytes] = {}
    for name, content in SOUND.items():
        if name.endswith(".txt"):
            files[name] = shaken(content, in_text)
        else:
            tree = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - builds text, lists and mappings
            files[name] = json.dumps(shaken_passages(tree)).replace("\\r", "\\n")
    with TemporaryDirectory() as folder:
        write(Path(folder), files)
        extraction = drawn(Path(folder))
    assert extraction.problems == ()
    assert_verbatim(extraction)
    quote = row(extraction, "statements", id="corridor")["quote"]
    assert quote == "The Lachin corridor is guaranteed\nIt will remain open."


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_the_fingerprint_is_the_same_everywhere(environment: dict[str, str]) -> None:
    """In another time zone and locale, and with other hashes."""
    program = (
        "import sys, pathlib; from karabakh_events.records import read_corpus;"
        "from karabakh_events.extractor import extract;"
        "print(extract(read_corpus([pathlib.Path(sys.argv[1])])).fingerprint())"
    )
    command = [sys.executable, "-c", program, str(SEEDS)]
    around = {**os.environ, **environment}
    ran = subprocess.run(command, env=around, capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == extract(read_corpus([SEEDS])).fingerprint()


def test_thousands_of_faults_are_told_in_reasonable_time(tmp_path: Path) -> None:
    """The file is composed for their places once, and names are proposed for the first of them only."""
    head = str(SOUND[REPORT]).partition("events:")[0]
    events = "".join(
        f"  - {{id: e{number}, type: CONSULT, mode: talks, title: t, status: occurred, part_of: f{number}, "
        f"passages: [The roads are open., Lavrov was]}}\n"
        for number in range(1000)
    )
    write(tmp_path, {"b-report.txt": SOUND["b-report.txt"], REPORT: f"{head}events:\n{events}"})
    problems = drawn(tmp_path).problems
    assert len(problems) == 3000
    assert problems[0].hint
    assert problems[-1].line == problems[0].line + 999


# --- the bundled corpus --------------------------------------------------------------------------------


def test_the_bundled_corpus_is_sound_and_whole() -> None:
    extraction = extract(read_corpus([SEEDS]))
    assert told(extraction.problems) == []
    assert [(each.document, each.unaccounted) for each in extraction.coverage if each.unaccounted] == []


def test_every_bundled_citation_is_verbatim() -> None:
    assert_verbatim(extract(read_corpus([SEEDS])))


def test_a_fault_that_stands_alone_hides_no_other_of_its_record(tmp_path: Path) -> None:
    """A word outside its list and an unknown key are told together with what only the texts tell."""
    change = (
        INTERVIEW,
        """  - id: corridor
    speakers: [sergey-lavrov]
    addressees: [azerbaijan]
    via: [interfax]
    manner: direct
    act: commit
    quote: [The Lachin corridor is guaranteed, It will remain open.]""",
        f"""  - id: corridor
    speakers: [{HERE}sergey-lavrof]
    {HERE}colour: red
    addressees: [azerbaijan]
    via: [interfax]
    manner: direct
    act: {HERE}comit
    quote: [The Lachin corridor is guaranteed, {HERE}It will remain shut.]""",
    )
    places = write(tmp_path, spoiled(change))
    assert len(places) == 4
    assert places_of(drawn(tmp_path).problems) == places


def test_a_fault_on_which_others_depend_is_told_alone(tmp_path: Path) -> None:
    change = (
        INTERVIEW,
        "manner: mixed\n    act: report\n    quote: [coming",
        f"manner: {HERE}mixt\n    act: report\n    quote: [coming",
    )
    places = write(tmp_path, spoiled(change))
    assert places_of(drawn(tmp_path).problems) == places
