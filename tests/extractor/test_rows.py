"""A sound corpus gives exactly these rows."""

from pathlib import Path

from karabakh_events.extractor import Extraction
from tests.corpus import SOUND, drawn, spoiled, write
from tests.extractor.drawing import assert_verbatim, row, rows

INTERVIEW = "a-interview.yaml"


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
        ("kept@report:62-116", "body"),
        ("lavrov-minister@interview:160-172", "body"),
        ("refugees@interview:160-227", "body"),
        ("refugees@interview:197-208:quote", "body"),
        ("refugees@interview:98-111:actors", "body"),
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
        "disputed": 1,
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
        "disputed": 0,
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
        "deadline_disputed": 0,
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
