"""The meaning of a row of each table and view, and of each column, in words and with its units.

It is for readers who see the tables without the codebook, in the web view or in a data package. It is not
among the definitions in `tables`, because those need SQLAlchemy. A test compares it with the schema, table by
table and column by column.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Described(NamedTuple):
    """`row` says what one row is; `columns` are in the order of the table."""

    row: str
    columns: Mapping[str, str]


_EDTF = "EDTF level 1: 2020-11-22, 2020-11, 2020, 2020-10-10/2020-11-09"
_EARLIEST = "First day on which it may have been, ISO 8601 (YYYY-MM-DD), included; empty: no lower bound"
_LATEST = "Last day on which it may have been, ISO 8601 (YYYY-MM-DD), included; empty: no upper bound"
_PRECISION = "day, week, month, year, interval (between two days) or open (one side unknown)"
_BASIS = (
    "What the date rests on: stated (the text has it whole), completed, derived, inferred, or external"
    " (from outside the documents)"
)
_CLASS = (
    "Width of the bounds: 0 a day, 1 up to 31 days, 2 up to 366, 3 up to 3660, 4 up to 36600, 5 wider or"
    " open on one side, 6 no bound"
)
_START = "Where it begins in the document’s text, in code points from 0"
_END = "Where it ends in the document’s text, in code points from 0; not included"
_SECTION = (
    "Part of the page in which it stands: title, body, speech, question, answer, background, related,"
    " comment or chrome"
)
_POSITION = "Place in the order of the record, from 0"
_COUNTRY = "ISO 3166-1 alpha-3 (ARM, AZE, RUS)"
_FOLDED = "The name without case and diacritics, for look-ups"
_VERDICT = "fulfilled, mostly, partly, breached, disputed or reaffirmed"
_AGREEMENT_LIST = "Identifiers of the agreements, separated by “; ”"
_KIND = "event, statement, agreement, provision, actor, role, place or document"
_CITED = "event, statement, agreement, provision, role or document"


def _date_columns(what: str, text: str = "date_", bounds: str = "") -> dict[str, str]:
    """The columns of one uncertain date in a table; `text` and `bounds` as in `tables`."""
    return {
        f"{text}edtf": f"{what}, {_EDTF}; empty: unknown",
        f"{text}verbatim": "The words of the document for the date",
        f"{bounds}earliest": _EARLIEST,
        f"{bounds}latest": _LATEST,
        f"{bounds}precision": _PRECISION,
        f"{text}basis": _BASIS,
        f"{text}reason": "Why the date is read so; always there if inferred or external",
        f"{text}reference": "Where a date from outside the documents can be looked up",
        f"{bounds}span_class": _CLASS,
        f"{bounds}disputed": "1 if another reading on file contradicts this one, else 0",
    }


def _founded_columns(what: str, text: str) -> dict[str, str]:
    """The columns of what a value rests on; `what` begins their names."""
    return {
        f"{what}_basis": f"What {text} rests on: stated, inferred or external; empty: the text has it",
        f"{what}_reason": f"Why {text} is given so",
        f"{what}_reference": "Where a value from outside the documents can be looked up",
    }


def _view_date_columns(what: str) -> dict[str, str]:
    """The columns of a date in a view for people."""
    return {
        "date_edtf": f"{what}, {_EDTF}; empty: unknown",
        "date_verbatim": "The words of the document for the date",
        "earliest": _EARLIEST,
        "latest": _LATEST,
        "precision": _PRECISION,
        "date_basis": _BASIS,
    }


DESCRIBED: dict[str, Described] = {
    # --- views for people ------------------------------------------------------------------------------
    "timeline": Described(
        "An event or a statement, with its place, actors and documents by name. Begin here.",
        {
            "id": "Identifier of the event or statement",
            "kind": "event or statement",
            "type": "PLOVER type of an event (CONSULT, AGREE, ASSAULT …); empty for a statement",
            "mode": "Finer kind of an event (visit, summit, signing …); speech act of a statement",
            "status": "occurred, ongoing, planned, proposed, alleged or denied; empty for a statement",
            "title": "Title of an event; summary of a statement, in the curator’s words",
            "summary": "More about an event; the very words of a statement, empty if only reported",
            **_view_date_columns("When it was"),
            "place": "Name of the place; of a statement, where its occasion was",
            "actors": "Names of all who take part, in any part; of a statement, its speakers;"
            " separated by “; ”",
            "agreements": _AGREEMENT_LIST,
            "documents": "Identifiers of the documents that support it, separated by “; ”",
            "disputed": "1 if a reading on file contradicts its date, else 0",
        },
    ),
    "who_said": Described(
        "A statement with its speakers, addressees, subjects, topics and the chain that carried it.",
        {
            "id": "Identifier of the statement",
            "speakers": "Names of those who said it, separated by “; ”",
            "addressees": "Names of those to whom it was said, if the document says so; separated by “; ”",
            "manner": "direct (whole sentences of the speaker’s own), mixed (a quoted fragment) or indirect",
            "act": "Speech act: assert, accuse, deny, propose, commit …",
            "quote": "The very words, a passage a line; empty if indirect",
            "translation": "The curator’s translation of the quotation into English",
            "summary": "What was said, in the curator’s words",
            **_view_date_columns("When it was said"),
            "occasion": "Title of the event at which it was said",
            "subjects": "Names of the actors it is about, separated by “; ”",
            "agreements": f"What it is about: {_AGREEMENT_LIST[0].lower()}{_AGREEMENT_LIST[1:]}",
            "topics": "Topics of the codebook, separated by “; ”",
            "via": "Names of those who carried the words, from the speaker on, separated by “; ”",
            "section": _SECTION,
            "document_id": "Identifier of the document it is read in",
            "document": "Title of that document",
            "outlet": "Name of the outlet that published it",
            "disputed": "1 if a reading on file contradicts its date, else 0",
        },
    ),
    "ledger": Described(
        "A provision of an agreement, or the agreement as a whole, and one claim about whether it is kept;"
        " only the provision if there is no claim.",
        {
            "agreement_id": "Identifier of the agreement",
            "agreement": "Title of the agreement",
            "provision_id": "Identifier of the provision; empty: the claim is about the agreement as a whole",
            "position": "Place of the provision in the agreement, from 0",
            "number": "Number of the clause, if the document gives one",
            "topic": "Topic of the provision",
            "obligor": "Name of the actor whom it binds",
            "provision": "What is to be done, in the curator’s words",
            "deadline_edtf": f"By when, {_EDTF}; empty: not stated",
            "verdict": f"What the claim says of it: {_VERDICT}; empty: no claim",
            "claimed_by": "Names of those who say so, separated by “; ”; empty: an event shows it",
            "claim": "Summary of the statement, or title of the event",
            "date_edtf": f"When it was said or happened, {_EDTF}",
            "earliest": _EARLIEST,
            "latest": _LATEST,
            "statement_id": "Identifier of the statement that says so",
            "event_id": "Identifier of the event that shows it",
            "disputed": "1 if a reading on file contradicts the date of the claim, else 0",
        },
    ),
    "evidence": Described(
        "A passage of a document and the record that it supports.",
        {
            "record": "Identifier of the record",
            "kind": f"Kind of the record: {_CITED}",
            "supports": "What it proves: whole (the record as such), quote, date, place, actors, status or"
            " figure",
            "exact": "The passage, verbatim",
            "section": _SECTION,
            "document_id": "Identifier of the document",
            "document": "Title of the document",
            "outlet": "Name of the outlet that published it",
            "url": "Address of the document, if known",
            "start": _START,
            "end": _END,
        },
    ),
    "conflicts": Described(
        "One of several readings of a field on which the sources contradict one another.",
        {
            "record": "Identifier of the record",
            "kind": f"Kind of the record: {_CITED}",
            "field": "Field on which the sources differ: date, place, status, actors …",
            "value": "This reading of it",
            "document_id": "Identifier of the document that has it; empty: from outside the documents",
            "document": "Title of that document",
            "exact": "The passage that says so, verbatim",
            "start": _START,
            "end": _END,
            "basis": "What a date rests on: stated, completed, derived, inferred or external",
            "reason": "Why it is read so",
            "reference": "Where a reading from outside the documents can be looked up",
            "position": "Place among the readings; the record’s own is 0",
            "relation": "contradicts, narrows or otherwise-worded; empty: the record’s own reading",
            "preferred": "1 if the curator prefers this reading to that of the document that declares the"
            " record, else 0",
        },
    ),
    "records": Described(
        "Any record, of whatever kind.",
        {"id": "Identifier", "kind": _KIND, "label": "Title, name or summary"},
    ),
    # --- where things are read -------------------------------------------------------------------------
    "documents": Described(
        "A document. Its text belongs to its publisher.",
        {
            "id": "Identifier",
            "title": "Title",
            "outlet_id": "The outlet that published it",
            **_founded_columns("outlet", "the outlet"),
            "url": "Address, if known",
            **_founded_columns("url", "the address"),
            "language": "Language of the text, BCP 47 (en, hy, ru)",
            **_date_columns("When it was published", "published_", "published_"),
            "origin": "How the text came here",
            "sha256": "SHA-256 of the text’s bytes in UTF-8, hexadecimal",
            "text": "The whole text as it was found; offsets of passages count its code points",
        },
    ),
    "sections": Described(
        "A part of a document’s page.",
        {
            "document_id": "The document",
            "start": _START,
            "end": _END,
            "kind": "title, body, speech, question, answer, background, related, comment or chrome (page"
            " furniture)",
            "speaker_id": "Whose words the section is, for a speech or an answer",
        },
    ),
    # --- who and where ---------------------------------------------------------------------------------
    "actors": Described(
        "A person, state, body, force, organisation, group, outlet or unnamed source that acts or speaks.",
        {
            "id": "Identifier",
            "name": "Usual name in English",
            "kind": "person, state, government-body, armed-force, organisation, group, outlet,"
            " unnamed-official or unnamed-source",
            "country": _COUNTRY,
            "part_of": "The actor of which it is a part: a ministry of its state",
        },
    ),
    "actor_members": Described(
        "A member of a group.",
        {"group_id": "The group", "actor_id": "The member", "position": _POSITION},
    ),
    "actor_aliases": Described(
        "A name that an actor goes by, in one spelling.",
        {"actor_id": "The actor", "alias": "The name as it is written", "folded": _FOLDED},
    ),
    "roles": Described(
        "An office that a document gives a person, for as long as it was held.",
        {
            "id": "Identifier",
            "actor_id": "The person",
            "title": "Title of the office",
            "body_id": "The body to which the office belongs",
            **_date_columns("When it was held", ""),
            "note": "Remark of the curator",
        },
    ),
    "places": Described(
        "A place where something happened.",
        {
            "id": "Identifier",
            "name": "Usual name in English",
            "country": _COUNTRY,
            "latitude": "Degrees north, WGS 84",
            "longitude": "Degrees east, WGS 84",
            "precision": "How exact it is: site, settlement, district, region, country or area",
            "reference": "Where the coordinates are from",
            "part_of": "The place in which it lies",
        },
    ),
    "place_aliases": Described(
        "A name that a place goes by, in one spelling.",
        {"place_id": "The place", "alias": "The name as it is written", "folded": _FOLDED},
    ),
    # --- agreements ------------------------------------------------------------------------------------
    "agreements": Described(
        "An agreement, joint statement or understanding.",
        {
            "id": "Identifier",
            "title": "Title",
            "type": "ceasefire, joint-statement, memorandum, understanding, principles, charter or treaty",
            "stage": "PA-X stage: Pre, SubPar, SubComp, Imp, Ren, Cea or Oth",
            "status": "PA-X status: multiparty, unilateral, unclear, subsequent or proposed",
            **_date_columns("When it was signed", "signed_", "signed_"),
            **_date_columns("When it took effect", "effective_", "effective_"),
            "place_id": "Where it was signed",
            "note": "Remark of the curator",
        },
    ),
    "agreement_aliases": Described(
        "A name that an agreement goes by, in one spelling.",
        {"agreement_id": "The agreement", "alias": "The name as it is written", "folded": _FOLDED},
    ),
    "agreement_actors": Described(
        "An actor’s part in an agreement.",
        {
            "agreement_id": "The agreement",
            "actor_id": "The actor",
            "role": "party, signatory, mediator, guarantor or witness",
            "behalf_of": "For whom a signatory signed",
            "position": _POSITION,
        },
    ),
    "provisions": Described(
        "A provision of an agreement: one obligation.",
        {
            "id": "Identifier",
            "agreement_id": "The agreement",
            "position": "Place in the agreement, from 0",
            "number": "Number of the clause, if the document gives one",
            "topic": "Topic of the codebook",
            "obligor_id": "The actor whom it binds",
            "summary": "What is to be done, in the curator’s words",
            **_date_columns("By when", "deadline_", "deadline_"),
            "note": "Remark of the curator",
        },
    ),
    "provision_claims": Described(
        "What a statement says, or an event shows, about whether a provision is kept.",
        {
            "id": "Identifier",
            "provision_id": "The provision",
            "statement_id": "The statement that says so; empty: an event shows it",
            "event_id": "The event that shows it; empty: a statement says so",
            "verdict": _VERDICT,
        },
    ),
    "agreement_claims": Described(
        "What a statement says, or an event shows, about whether an agreement as a whole is kept.",
        {
            "id": "Identifier",
            "agreement_id": "The agreement",
            "statement_id": "The statement that says so; empty: an event shows it",
            "event_id": "The event that shows it; empty: a statement says so",
            "verdict": _VERDICT,
        },
    ),
    "topics": Described(
        "A topic of statements and provisions.",
        {"id": "Identifier", "meaning": "What is said under it"},
    ),
    # --- what happened ---------------------------------------------------------------------------------
    "events": Described(
        "An event that the documents report, announce, allege or give as background.",
        {
            "id": "Identifier",
            "type": "PLOVER type: AGREE, CONSULT, COOPERATE, RETREAT, ASSAULT …",
            "mode": "Finer kind: visit, meeting, summit, signing, deployment …",
            "title": "What happened, in a sentence",
            "summary": "More about it, in the curator’s words",
            **_date_columns("When it was"),
            "status": "How the documents have it: occurred, ongoing, planned, proposed, alleged or denied",
            "place_id": "Where it was, as exactly as the documents say",
            "part_of": "The wider event to which it belongs",
            "outcome_of": "The planned, proposed or agreed event of which it is the outcome",
            "note": "Remark of the curator",
        },
    ),
    "event_actors": Described(
        "An actor’s part in an event.",
        {
            "event_id": "The event",
            "actor_id": "The actor",
            "role": "actor (does it), recipient (has it done to them), host, mediator, participant or"
            " observer",
            "position": _POSITION,
        },
    ),
    "event_agreements": Described(
        "What an event is to an agreement.",
        {
            "event_id": "The event",
            "agreement_id": "The agreement",
            "relation": "signed, took-effect, provided-for, implemented, breached or discussed",
        },
    ),
    # --- what was said ---------------------------------------------------------------------------------
    "statements": Described(
        "A statement: one speech on one matter, quoted or reported.",
        {
            "id": "Identifier",
            "manner": "direct (whole sentences of the speaker’s own), mixed (a quoted fragment) or indirect",
            "act": "Speech act: assert, accuse, deny, propose, commit …",
            "quote": "The very words, a passage a line; empty if indirect",
            "translation": "The curator’s translation of the quotation into English",
            "summary": "What was said, in the curator’s words",
            **_date_columns("When it was said"),
            "event_id": "The occasion on which it was said",
            "document_id": "The document it is read in",
            "section": _SECTION,
            "note": "Remark of the curator",
        },
    ),
    "renderings": Described(
        "The words of a statement as another document than its own has them.",
        {
            "statement_id": "The statement",
            "document_id": "The document",
            "quote": "The words, a passage a line",
            "translation": "The curator’s translation of them into English",
        },
    ),
    "figures": Described(
        "A number of people, with its bounds, that an event or a statement gives.",
        {
            "id": "Identifier",
            "event_id": "The event; empty: a statement gives the figure",
            "statement_id": "The statement; empty: the figure belongs to an event",
            "position": _POSITION,
            "kind": "killed, wounded, missing, captured, displaced or returned",
            "actor_id": "Who was counted",
            "low": "Lowest number of people, included; empty: no lower bound",
            "best": "The number given, or the likeliest",
            "high": "Highest number of people, included; empty: no upper bound",
            "counted_by": "Whose count it is",
            "citation": "The passage that gives it",
            "note": "Remark of the curator",
        },
    ),
    "statement_actors": Described(
        "An actor’s part in a statement.",
        {
            "statement_id": "The statement",
            "actor_id": "The actor",
            "role": "speaker, addressee, subject (it is about them) or relayer (carried the words)",
            "position": "Place among the actors of the statement, from 0; relayers stand from the speaker on",
        },
    ),
    "statement_agreements": Described(
        "An agreement that a statement is about.",
        {"statement_id": "The statement", "agreement_id": "The agreement"},
    ),
    "statement_events": Described(
        "An event that a statement is about.",
        {"statement_id": "The statement", "event_id": "The event"},
    ),
    "statement_topics": Described(
        "A topic of a statement.",
        {"statement_id": "The statement", "topic": "Topic of the codebook", "position": _POSITION},
    ),
    # --- proof -----------------------------------------------------------------------------------------
    "citations": Described(
        "A passage of a document that supports one record: substr(text, start + 1, end - start) of its text.",
        {
            "id": "Identifier",
            "document_id": "The document",
            "start": _START,
            "end": _END,
            "exact": "The passage, verbatim",
            "section": _SECTION,
            "supports": "What it proves: whole (the record as such), quote, date, place, actors, status or"
            " figure",
            "event_id": "The event it supports; of these six columns exactly one is filled",
            "statement_id": "The statement it supports",
            "agreement_id": "The agreement it supports",
            "provision_id": "The provision it supports",
            "role_id": "The office it supports",
            "of_document_id": "The document whose day of publication it supports",
        },
    ),
    "claims": Described(
        "One reading of a field of a record, kept where documents or other sources differ.",
        {
            "id": "Identifier",
            "kind": f"Kind of the record: {_CITED}",
            "record": "Identifier of the record",
            "field": "date, signed, effective, deadline, held, published, place, status, actors, speakers,"
            " outlet, title, summary or quote",
            "value": "This reading of it",
            "document_id": "The document that has it; empty: from outside the documents",
            "citation": "The passage that says so",
            "basis": "What a date rests on: stated, completed, derived, inferred or external",
            "reason": "Why it is read so",
            "reference": "Where a reading from outside the documents can be looked up",
            "position": "Place among the readings; the record’s own is 0",
            "relation": "contradicts, narrows or otherwise-worded; empty: the record’s own reading",
            "preferred": "1 if the curator prefers this reading to that of the document that declares the"
            " record, else 0",
        },
    ),
    "identifiers": Described(
        "The identifier of a record in a list that others keep.",
        {
            "record": "Identifier of the record",
            "scheme": "The list: wikidata, pax (PA-X AgtId), ucdp or geonames",
            "value": "The identifier there",
            "kind": "actor, agreement, event or place",
        },
    ),
    # --- for the program -------------------------------------------------------------------------------
    "actor_dates": Described(
        "An index: an actor’s events and statements in the order of their dates.",
        {
            "actor_id": "Identifier of the actor",
            "kind": "event or statement",
            "span_class": _CLASS,
            "earliest": "As in the record; empty text: no lower bound",
            "latest": "As in the record; empty text: no upper bound",
            "record": "Identifier of the event or statement",
        },
    ),
    "actor_within": Described(
        "An actor that belongs to another, directly or through others, or the actor itself.",
        {
            "within_id": "The actor to which it belongs",
            "actor_id": "The actor that belongs to it",
            "relation": "How: itself, part, office (holds an office of it or of a part of it) or member",
            "path": "Identifiers from the actor to the other, joined by “ > ”",
            "earliest": "First day on which it belonged, ISO 8601, included; empty: no bound is on record",
            "latest": "Last day on which it belonged, ISO 8601, included; empty: no bound is on record",
        },
    ),
    "place_within": Described(
        "A place that lies in another, directly or through others, or the place itself.",
        {
            "within_id": "The place in which it lies",
            "place_id": "The place that lies in it",
            "path": "Identifiers from the place to the other, joined by “ > ”",
        },
    ),
    "search": Described(
        "A record in the full-text index (SQLite FTS5).",
        {
            "record": "Identifier of the record",
            "kind": _KIND,
            "heading": "Its name or title, without case and diacritics",
            "words": "Everything else that is said in or about it, without case and diacritics",
        },
    ),
    "about": Described(
        "What the file says of itself.",
        {
            "key": "fingerprint",
            "value": "SHA-256 of the content, hexadecimal: equal content, equal fingerprint",
        },
    ),
}
"""Every table and view, by name."""
