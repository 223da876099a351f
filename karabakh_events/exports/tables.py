"""The tables of the data package: columns with type, meaning and unit, keys, and how rows are chosen.

The columns are those of the database, but for `documents.text` (the texts belong to their publishers) and
the derived `span_class`. What each means is said here and nowhere else in the exports.
"""

from typing import NamedTuple


class Column(NamedTuple):
    name: str
    meaning: str
    type: str = "string"  # of Table Schema: string, integer, number, date
    refers: str | None = None  # to the id of this table
    required: bool = False


class Table(NamedTuple):
    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("id",)
    order: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    """Columns that name a record of which there may be no row, if it was not selected."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _id(of: str) -> Column:
    return Column("id", f"identifier of the {of}", required=True)


def _text(name: str, meaning: str) -> Column:
    return Column(name, meaning)


def _term(name: str, meaning: str) -> Column:
    return Column(name, f"{meaning}; one of the words of the codebook", required=True)


def _ref(name: str, table: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, meaning, refers=table, required=required)


def _dated(of: str, text: str = "date_", bounds: str = "") -> tuple[Column, ...]:
    """The columns of one uncertain date."""
    return (
        _text(f"{text}edtf", f"when {of}, as an EDTF level 1 date; empty where no date is known"),
        _text(f"{text}verbatim", "the date in the words of the source"),
        Column(f"{bounds}earliest", f"the first day on which {of}, included; empty: open", "date"),
        Column(f"{bounds}latest", f"the last day on which {of}, included; empty: open", "date"),
        _text(f"{bounds}precision", "how narrow the bounds are: day, week, month, year, interval, open"),
        _text(f"{text}basis", "on what the date rests: stated, completed, derived, inferred, external"),
        _text(f"{text}reason", "why, where the date is inferred or from outside"),
        _text(f"{text}reference", "the source outside the corpus"),
    )


_POSITION = Column("position", "place in the order of the source, from 0", "integer", required=True)
_NOTE = _text("note", "a remark of the curator's")
_COUNTRY = _text("country", "ISO 3166-1 alpha-3 code")
_ALIAS = (
    Column("alias", "another spelling", required=True),
    Column("folded", "the spelling without case, diacritics and transliteration", required=True),
)
_EXTENT = (
    Column("start", "where it begins in the text of the document, in code points from 0", "integer"),
    Column("end", "where it ends, in code points, not included", "integer"),
)

TABLES = (
    Table(
        "events",
        "What happened, was planned or is alleged.",
        (
            _id("event"),
            _term("type", "PLOVER event type"),
            _term("mode", "what kind of happening within the type"),
            Column("title", "what happened, in a line", required=True),
            _text("summary", "what happened, in a few sentences of the curator's"),
            *_dated("it happened"),
            _term("status", "how far the documents vouch for it"),
            _ref("place_id", "places", "where", required=False),
            _ref("part_of", "events", "the wider event that it belongs to", required=False),
            _NOTE,
        ),
        within=("part_of",),
    ),
    Table(
        "event_actors",
        "Who took part in an event, and how.",
        (
            _ref("event_id", "events", "the event"),
            _ref("actor_id", "actors", "the actor"),
            _term("role", "the part"),
            _POSITION,
        ),
        ("event_id", "actor_id", "role"),
        ("event_id", "position"),
    ),
    Table(
        "event_agreements",
        "What an event has to do with an agreement.",
        (
            _ref("event_id", "events", "the event"),
            _ref("agreement_id", "agreements", "the agreement"),
            _term("relation", "what it has to do with it"),
        ),
        ("event_id", "agreement_id", "relation"),
    ),
    Table(
        "statements",
        "What was said, by whom and in what form.",
        (
            _id("statement"),
            _term("manner", "whether the words are the speaker's own"),
            _term("act", "what the speaker does in saying it"),
            _text("quote", "the speaker's very words; empty for reported speech"),
            Column("summary", "what was said, in the words of the curator", required=True),
            *_dated("it was said"),
            _ref("event_id", "events", "the occasion", required=False),
            _ref("document_id", "documents", "the document in which it is read"),
            _term("section", "the part of the page in which it stands"),
            _NOTE,
        ),
        within=("event_id",),
    ),
    Table(
        "statement_actors",
        "Speakers, addressees, subjects, and those who carried the words.",
        (
            _ref("statement_id", "statements", "the statement"),
            _ref("actor_id", "actors", "the actor"),
            _term("role", "the part"),
            _POSITION,
        ),
        ("statement_id", "actor_id", "role"),
        ("statement_id", "position"),
    ),
    Table(
        "statement_agreements",
        "Agreements that a statement is about.",
        (
            _ref("statement_id", "statements", "the statement"),
            _ref("agreement_id", "agreements", "the agreement"),
        ),
        ("statement_id", "agreement_id"),
    ),
    Table(
        "statement_events",
        "Events that a statement is about.",
        (_ref("statement_id", "statements", "the statement"), _ref("event_id", "events", "the event")),
        ("statement_id", "event_id"),
        within=("event_id",),
    ),
    Table(
        "statement_topics",
        "What a statement is about.",
        (_ref("statement_id", "statements", "the statement"), _term("topic", "the topic"), _POSITION),
        ("statement_id", "topic"),
        ("statement_id", "position"),
    ),
    Table(
        "provision_claims",
        "What a statement says, or an event shows, of a provision's being kept.",
        (
            _id("claim"),
            _ref("provision_id", "provisions", "the provision"),
            _ref("statement_id", "statements", "the statement that says so", required=False),
            _ref("event_id", "events", "the event that shows it", required=False),
            _term("verdict", "whether it is kept"),
        ),
    ),
    Table(
        "citations",
        "The verbatim passages that support the records.",
        (
            _id("citation"),
            _ref("document_id", "documents", "the document"),
            *_EXTENT,
            Column("exact", "the passage, verbatim", required=True),
            _term("section", "the part of the page in which it stands"),
            _term("supports", "what of the record it proves"),
            _ref("event_id", "events", "the event that it supports", required=False),
            _ref("statement_id", "statements", "the statement that it supports", required=False),
            _ref("agreement_id", "agreements", "the agreement that it supports", required=False),
            _ref("provision_id", "provisions", "the provision that it supports", required=False),
            _ref("role_id", "roles", "the office that it supports", required=False),
        ),
    ),
    Table(
        "claims",
        "Readings of a field on which documents differ, or that come from outside.",
        (
            _id("reading"),
            Column("kind", "event, statement, agreement, provision or role", required=True),
            Column("record", "identifier of the record", required=True),
            _term("field", "the field"),
            Column("value", "what the field is by this reading", required=True),
            _ref("document_id", "documents", "the document that has it so", required=False),
            _ref("citation", "citations", "its passage", required=False),
            _text("basis", "on what it rests, of a date"),
            _text("reason", "why"),
            _text("reference", "the source outside the corpus"),
            _POSITION,
        ),
    ),
    Table(
        "agreements",
        "Agreements, signed or proposed.",
        (
            _id("agreement"),
            Column("title", "what it is called", required=True),
            _term("type", "the kind of paper"),
            _term("stage", "PA-X stage"),
            _term("status", "PA-X status, shortened"),
            *_dated("it was signed", "signed_", "signed_"),
            *_dated("it took effect", "effective_", "effective_"),
            _ref("place_id", "places", "where it was signed", required=False),
            _NOTE,
        ),
    ),
    Table(
        "agreement_aliases",
        "Other names of agreements.",
        (_ref("agreement_id", "agreements", "the agreement"), *_ALIAS),
        ("agreement_id", "alias"),
    ),
    Table(
        "agreement_actors",
        "Parties, signatories, mediators, guarantors, witnesses.",
        (
            _ref("agreement_id", "agreements", "the agreement"),
            _ref("actor_id", "actors", "the actor"),
            _term("role", "the part"),
            _ref("behalf_of", "actors", "the party for which a signatory signed", required=False),
            _POSITION,
        ),
        ("agreement_id", "actor_id", "role"),
        ("agreement_id", "position"),
    ),
    Table(
        "provisions",
        "The clauses of agreements.",
        (
            _id("provision"),
            _ref("agreement_id", "agreements", "the agreement"),
            _POSITION,
            _text("number", "its number in the agreement, as written there"),
            _term("topic", "what it is about"),
            _ref("obligor_id", "actors", "who is bound by it", required=False),
            Column("summary", "what it provides, in the words of the curator", required=True),
            *_dated("it is due", "deadline_", "deadline_"),
            _NOTE,
        ),
    ),
    Table(
        "documents",
        "The documents; their texts belong to their publishers and are not here.",
        (
            _id("document"),
            Column("title", "its title", required=True),
            _ref("outlet_id", "actors", "who published it", required=False),
            _text("url", "where it was read"),
            Column("language", "ISO 639-1 code or BCP 47 tag", required=True),
            *_dated("it was published", "published_", "published_"),
            _text("origin", "where the text came from"),
            Column("sha256", "SHA-256 of the text in UTF-8, in hexadecimal digits", required=True),
        ),
    ),
    Table(
        "sections",
        "The parts of a document: title, body, related …",
        (_ref("document_id", "documents", "the document"), *_EXTENT, _term("kind", "which part of the page")),
        ("document_id", "start"),
    ),
    Table(
        "actors",
        "Who acts or speaks: persons, states, bodies, organisations, outlets.",
        (
            _id("actor"),
            Column("name", "the usual name", required=True),
            _term("kind", "what sort of actor"),
            _COUNTRY,
            _text("wikidata", "Wikidata identifier"),
        ),
    ),
    Table(
        "actor_aliases",
        "Other spellings of names.",
        (_ref("actor_id", "actors", "the actor"), *_ALIAS),
        ("actor_id", "alias"),
    ),
    Table(
        "roles",
        "Offices held for a time.",
        (
            _id("office"),
            _ref("actor_id", "actors", "who holds it"),
            Column("title", "what it is called", required=True),
            _ref("body_id", "actors", "the actor that it belongs to", required=False),
            *_dated("it is held", "", ""),
            _NOTE,
        ),
    ),
    Table(
        "places",
        "Where things happened.",
        (
            _id("place"),
            Column("name", "the usual name", required=True),
            _COUNTRY,
            Column("latitude", "degrees north, WGS 84", "number"),
            Column("longitude", "degrees east, WGS 84", "number"),
            _text("precision", "how large the place is that the coordinates stand for"),
            _text("reference", "where the coordinates are from"),
        ),
    ),
    Table(
        "place_aliases",
        "Other names of places.",
        (_ref("place_id", "places", "the place"), *_ALIAS),
        ("place_id", "alias"),
    ),
)
