"""The tables, their keys, checks and indexes."""

from collections.abc import Iterable

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from karabakh_events.schema.views import MOST_WIDER, SPAN_WIDTHS
from karabakh_events.vocabulary import (
    ActorKind,
    AgreementRelation,
    AgreementRole,
    AgreementStage,
    AgreementStatus,
    AgreementType,
    Basis,
    Belonging,
    ClaimField,
    ClaimRelation,
    EventMode,
    EventRole,
    EventStatus,
    EventType,
    FigureKind,
    IdentifierScheme,
    Manner,
    PlacePrecision,
    Precision,
    SectionKind,
    SpeechAct,
    StatementRole,
    Supports,
    Term,
    Verdict,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _key(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True, nullable=False)


def _text(name: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not required)


def _ref(name: str, target: str, *, required: bool = True, key: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=not required, primary_key=key)


def _position() -> Column[int]:
    return Column("position", Integer, nullable=False)


def _flag(name: str) -> tuple[Column[int], CheckConstraint]:
    """A column that is 1 or 0, and 0 where nothing is said."""
    return Column(name, Integer, nullable=False, server_default="0"), CheckConstraint(
        f"{name} IN (0, 1)", name=name
    )


def _founded(what: str) -> list[Column[str] | CheckConstraint]:
    """What a value rests on, as for a date; all empty where the text itself has the value."""
    basis, reason, reference = (f"{what}_{part}" for part in ("basis", "reason", "reference"))
    return [
        _text(basis, required=False),
        _text(reason, required=False),
        _text(reference, required=False),
        _one_of(basis, Basis),
        _reasoned(basis, reason, reference, what),
    ]


def _reasoned(basis: str, reason: str, reference: str, name: str) -> CheckConstraint:
    return CheckConstraint(
        f"({basis} NOT IN ('inferred', 'external') OR {reason} IS NOT NULL)"
        f" AND ({basis} <> 'external' OR {reference} IS NOT NULL)",
        name=f"{name}_reasoned",
    )


def _one_of(column: str, terms: Iterable[Term]) -> CheckConstraint:
    values = ", ".join(f"'{term.value}'" for term in terms)
    return CheckConstraint(f"{column} IN ({values})", name=column)


def _date_columns(text: str, bounds: str) -> list[Column[str] | Column[int] | CheckConstraint]:
    """The columns of one uncertain date; `text` and `bounds` are the prefixes of their names.

    Either all of `edtf`, `precision` and `basis` are set or none is: a missing date is not an open one.
    `earliest` and `latest` are ISO days, both included; NULL is an open end. `span_class` is the class of the
    date by the width of its bounds (see `SPAN_WIDTHS`), so that an overlap window is one index range scan per
    class. `disputed` is 1 if a reading on file contradicts this one.
    """
    edtf, basis, reason, reference = (f"{text}{part}" for part in ("edtf", "basis", "reason", "reference"))
    earliest, latest, precision, span_class = (
        f"{bounds}{part}" for part in ("earliest", "latest", "precision", "span_class")
    )
    days = f"julianday({latest}) - julianday({earliest})"
    classes = " ".join(f"WHEN {days} <= {most} THEN {n}" for n, most in enumerate(SPAN_WIDTHS))
    return [
        Column(edtf, Text),
        Column(f"{text}verbatim", Text),
        Column(earliest, Text),
        Column(latest, Text),
        Column(precision, Text),
        Column(basis, Text),
        Column(reason, Text),
        Column(reference, Text),
        Column(
            span_class,
            Integer,
            Computed(
                f"CASE WHEN {earliest} IS NULL AND {latest} IS NULL THEN 6"
                f" WHEN {earliest} IS NULL OR {latest} IS NULL THEN 5 {classes} ELSE 5 END",
                persisted=True,
            ),
        ),
        _one_of(precision, Precision),
        _one_of(basis, Basis),
        # Without a modifier SQLite's date() accepts 2020-11-31; '+0 days' makes it check the calendar.
        CheckConstraint(
            f"{earliest} IS date({earliest}, '+0 days') AND {latest} IS date({latest}, '+0 days')",
            name=f"{bounds}calendar",
        ),
        CheckConstraint(f"{earliest} <= {latest}", name=f"{bounds}order"),
        CheckConstraint(
            f"({edtf} IS NULL) = ({basis} IS NULL) AND ({edtf} IS NULL) = ({precision} IS NULL)"
            f" AND ({edtf} IS NOT NULL OR ({earliest} IS NULL AND {latest} IS NULL))",
            name=f"{bounds}whole",
        ),
        _reasoned(basis, reason, reference, bounds.rstrip("_") or "date"),
        *_flag(f"{bounds}disputed"),
    ]


def _by_date(table: str, bounds: str = "") -> Index:
    # The columns are in the order of every listing (earliest, latest, id), so that a page is read from the
    # index without a sort.
    columns = (f"{bounds}span_class", f"{bounds}earliest", f"{bounds}latest", "id")
    return Index(f"ix_{table}_{bounds}dates", *columns)


# --- where things are read -------------------------------------------------------------------------

documents = Table(
    "documents",
    metadata,
    _key(),
    _text("title"),
    _ref("outlet_id", "actors.id", required=False),
    *_founded("outlet"),
    _text("url", required=False),
    *_founded("url"),
    _text("language"),
    *_date_columns("published_", "published_"),
    _text("origin", required=False),
    _text("sha256"),
    _text("text"),
    UniqueConstraint("sha256"),
    _by_date("documents", "published_"),
    sqlite_strict=True,
)

sections = Table(
    "sections",
    metadata,
    _ref("document_id", "documents.id", key=True),
    Column("start", Integer, primary_key=True, nullable=False),
    Column("end", Integer, nullable=False),
    _text("kind"),
    _ref("speaker_id", "actors.id", required=False),
    _one_of("kind", SectionKind),
    CheckConstraint('0 <= start AND start < "end"', name="extent"),
    sqlite_strict=True,
)

# --- who and where ---------------------------------------------------------------------------------

actors = Table(
    "actors",
    metadata,
    _key(),
    _text("name"),
    _text("kind"),
    _text("country", required=False),
    _ref("part_of", "actors.id", required=False),
    _one_of("kind", ActorKind),
    CheckConstraint("country GLOB '[A-Z][A-Z][A-Z]'", name="country"),
    CheckConstraint("part_of <> id", name="part_of"),
    sqlite_strict=True,
)

actor_members = Table(
    "actor_members",
    metadata,
    _ref("group_id", "actors.id", key=True),
    _ref("actor_id", "actors.id", key=True),
    _position(),
    CheckConstraint("group_id <> actor_id", name="others"),
    Index("ix_actor_members_actor_id", "actor_id"),
    sqlite_strict=True,
)

actor_aliases = Table(
    "actor_aliases",
    metadata,
    _ref("actor_id", "actors.id", key=True),
    _key("alias"),
    _text("folded"),
    Index("ix_actor_aliases_folded", "folded"),
    sqlite_strict=True,
)

roles = Table(
    "roles",
    metadata,
    _key(),
    _ref("actor_id", "actors.id"),
    _text("title"),
    _ref("body_id", "actors.id", required=False),
    *_date_columns("", ""),
    _text("note", required=False),
    Index("ix_roles_actor_id", "actor_id"),
    _by_date("roles"),
    sqlite_strict=True,
)

places = Table(
    "places",
    metadata,
    _key(),
    _text("name"),
    _text("country", required=False),
    Column("latitude", REAL),
    Column("longitude", REAL),
    _text("precision", required=False),
    _text("reference", required=False),
    _ref("part_of", "places.id", required=False),
    _one_of("precision", PlacePrecision),
    CheckConstraint("part_of <> id", name="part_of"),
    CheckConstraint("country GLOB '[A-Z][A-Z][A-Z]'", name="country"),
    CheckConstraint("latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="coordinates"),
    CheckConstraint(
        "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL OR reference IS NOT NULL)",
        name="referenced",
    ),
    sqlite_strict=True,
)

place_aliases = Table(
    "place_aliases",
    metadata,
    _ref("place_id", "places.id", key=True),
    _key("alias"),
    _text("folded"),
    Index("ix_place_aliases_folded", "folded"),
    sqlite_strict=True,
)

# --- agreements ------------------------------------------------------------------------------------

agreements = Table(
    "agreements",
    metadata,
    _key(),
    _text("title"),
    _text("type"),
    _text("stage"),
    _text("status"),
    *_date_columns("signed_", "signed_"),
    *_date_columns("effective_", "effective_"),
    _ref("place_id", "places.id", required=False),
    _text("note", required=False),
    _one_of("type", AgreementType),
    _one_of("stage", AgreementStage),
    _one_of("status", AgreementStatus),
    _by_date("agreements", "signed_"),
    _by_date("agreements", "effective_"),
    sqlite_strict=True,
)

agreement_aliases = Table(
    "agreement_aliases",
    metadata,
    _ref("agreement_id", "agreements.id", key=True),
    _key("alias"),
    _text("folded"),
    Index("ix_agreement_aliases_folded", "folded"),
    sqlite_strict=True,
)

agreement_actors = Table(
    "agreement_actors",
    metadata,
    _ref("agreement_id", "agreements.id", key=True),
    _ref("actor_id", "actors.id", key=True),
    _key("role"),
    _ref("behalf_of", "actors.id", required=False),
    _position(),
    _one_of("role", AgreementRole),
    Index("ix_agreement_actors_actor_id", "actor_id"),
    sqlite_strict=True,
)

provisions = Table(
    "provisions",
    metadata,
    _key(),
    _ref("agreement_id", "agreements.id"),
    _position(),
    _text("number", required=False),
    _ref("topic", "topics.id"),
    _ref("obligor_id", "actors.id", required=False),
    _text("summary"),
    *_date_columns("deadline_", "deadline_"),
    _text("note", required=False),
    Index("ix_provisions_agreement_id", "agreement_id"),
    _by_date("provisions", "deadline_"),
    sqlite_strict=True,
)

topics = Table(
    "topics",
    metadata,
    _key(),
    _text("meaning"),
    sqlite_strict=True,
)
"""What statements and provisions are about. Every record has topics of its own."""

# --- what happened ---------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    _key(),
    _text("type"),
    _text("mode"),
    _text("title"),
    _text("summary", required=False),
    *_date_columns("date_", ""),
    _text("status"),
    _ref("place_id", "places.id", required=False),
    _ref("part_of", "events.id", required=False),
    _ref("outcome_of", "events.id", required=False),
    _text("note", required=False),
    _one_of("type", EventType),
    _one_of("mode", EventMode),
    _one_of("status", EventStatus),
    CheckConstraint("part_of <> id", name="part_of"),
    CheckConstraint("outcome_of <> id", name="outcome_of"),
    Index("ix_events_place_id", "place_id"),
    Index("ix_events_part_of", "part_of"),
    Index("ix_events_outcome_of", "outcome_of"),
    _by_date("events"),
    sqlite_strict=True,
)

event_actors = Table(
    "event_actors",
    metadata,
    _ref("event_id", "events.id", key=True),
    _ref("actor_id", "actors.id", key=True),
    _key("role"),
    _position(),
    _one_of("role", EventRole),
    Index("ix_event_actors_actor_id", "actor_id", "event_id"),
    sqlite_strict=True,
)

event_agreements = Table(
    "event_agreements",
    metadata,
    _ref("event_id", "events.id", key=True),
    _ref("agreement_id", "agreements.id", key=True),
    _key("relation"),
    _one_of("relation", AgreementRelation),
    Index("ix_event_agreements_agreement_id", "agreement_id"),
    sqlite_strict=True,
)

# --- what was said ---------------------------------------------------------------------------------

statements = Table(
    "statements",
    metadata,
    _key(),
    _text("manner"),
    _text("act"),
    _text("quote", required=False),
    _text("translation", required=False),
    _text("summary"),
    *_date_columns("date_", ""),
    _ref("event_id", "events.id", required=False),
    _ref("document_id", "documents.id"),
    _text("section"),
    _text("note", required=False),
    _one_of("manner", Manner),
    _one_of("act", SpeechAct),
    _one_of("section", SectionKind),
    CheckConstraint("(manner = 'indirect') = (quote IS NULL)", name="quote"),
    CheckConstraint("translation IS NULL OR quote IS NOT NULL", name="translation"),
    Index("ix_statements_event_id", "event_id"),
    Index("ix_statements_document_id", "document_id"),
    _by_date("statements"),
    sqlite_strict=True,
)

renderings = Table(
    "renderings",
    metadata,
    _ref("statement_id", "statements.id", key=True),
    _ref("document_id", "documents.id", key=True),
    _text("quote"),
    _text("translation", required=False),
    Index("ix_renderings_document_id", "document_id"),
    sqlite_strict=True,
)
"""The words of a statement as another document than its own has them."""

statement_actors = Table(
    "statement_actors",
    metadata,
    _ref("statement_id", "statements.id", key=True),
    _ref("actor_id", "actors.id", key=True),
    _key("role"),
    _position(),
    _one_of("role", StatementRole),
    Index("ix_statement_actors_actor_id", "actor_id", "role", "statement_id"),
    sqlite_strict=True,
)

statement_agreements = Table(
    "statement_agreements",
    metadata,
    _ref("statement_id", "statements.id", key=True),
    _ref("agreement_id", "agreements.id", key=True),
    Index("ix_statement_agreements_agreement_id", "agreement_id"),
    sqlite_strict=True,
)

statement_events = Table(
    "statement_events",
    metadata,
    _ref("statement_id", "statements.id", key=True),
    _ref("event_id", "events.id", key=True),
    Index("ix_statement_events_event_id", "event_id"),
    sqlite_strict=True,
)

statement_topics = Table(
    "statement_topics",
    metadata,
    _ref("statement_id", "statements.id", key=True),
    _ref("topic", "topics.id", key=True),
    _position(),
    Index("ix_statement_topics_topic", "topic", "statement_id"),
    sqlite_strict=True,
)

# --- derived ---------------------------------------------------------------------------------------

actor_dates = Table(
    "actor_dates",
    metadata,
    _key("actor_id"),
    _key("kind"),
    Column("span_class", Integer, primary_key=True, nullable=False),
    _key("earliest"),
    _key("latest"),
    _key("record"),
    CheckConstraint("kind IN ('event', 'statement')", name="kind"),
    sqlite_strict=True,
    # All columns are in the key, so the table is its own index. A table and an index would be twice as large.
    sqlite_with_rowid=False,
)
"""Every actor's events and statements in the order of their dates. An index cannot cover two tables, so this
table serves as the index of an actor's records by their dates. A statement is here under its speakers,
addressees and subjects, but not under those who only relayed it. An open end is an empty text, which can be
part of a key and sorts like NULL. The rows come from `ACTOR_DATES`, so their references need no check."""

ACTOR_DATES = """\
SELECT x.actor_id, 'event' AS kind, e.span_class, coalesce(e.earliest, '') AS earliest,
    coalesce(e.latest, '') AS latest, e.id AS record
FROM event_actors x JOIN events e ON e.id = x.event_id
UNION SELECT x.actor_id, 'statement', s.span_class, coalesce(s.earliest, ''), coalesce(s.latest, ''), s.id
FROM statement_actors x JOIN statements s ON s.id = x.statement_id
WHERE x.role IN ('speaker', 'addressee', 'subject')
ORDER BY 1, 2, 3, 4, 5, 6"""
"""The rows of `actor_dates`, each once, in the order of the key."""

actor_within = Table(
    "actor_within",
    metadata,
    _key("within_id"),
    _key("actor_id"),
    _text("relation"),
    _text("path"),
    _text("earliest", required=False),
    _text("latest", required=False),
    _one_of("relation", Belonging),
    Index("ix_actor_within_actor_id", "actor_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every actor that belongs to another, directly or through others, and every actor itself.

An actor belongs to what it is part of. The holder of an office belongs to the body of the office, and a
person who is a member of a group to the group. They then belong to all that this body or group is part of. No
other way leads on: a state that is a member of a group does not belong to it, and neither do its officials.
What Russia says is not said by the co-chairs, although Russia is one of them.

`path` has the identifiers from the actor to the other, joined by ' > '. A pair has one row: the shortest way.
`earliest` and `latest` are the days between which the actor belonged, both included, by the term of the
office; NULL is no known bound. If several ways lead from one to the other, the days span all of them."""

ACTOR_WITHIN = f"""\
WITH RECURSIVE way (actor_id, within_id, relation, path, steps, earliest, latest) AS (
    SELECT id, id, 'itself', id, 0, NULL, NULL FROM actors
    UNION ALL SELECT actor_id, body_id, 'office', actor_id || ' > ' || body_id, 1, earliest, latest
    FROM roles WHERE body_id <> actor_id
    UNION ALL SELECT m.actor_id, m.group_id, 'member', m.actor_id || ' > ' || m.group_id, 1, NULL, NULL
    FROM actor_members m JOIN actors a ON a.id = m.actor_id
    WHERE a.kind IN ('person', 'unnamed-official')
    UNION ALL SELECT w.actor_id, a.part_of, CASE w.relation WHEN 'itself' THEN 'part' ELSE w.relation END,
        w.path || ' > ' || a.part_of, w.steps + 1, w.earliest, w.latest
    FROM way w JOIN actors a ON a.id = w.within_id
    WHERE a.part_of IS NOT NULL AND w.steps <= {MOST_WIDER}
), ranked AS (
    SELECT within_id, actor_id, relation, path, row_number() OVER pair AS place,
        CASE WHEN count(*) OVER pair = count(earliest) OVER pair THEN min(earliest) OVER pair END AS earliest,
        CASE WHEN count(*) OVER pair = count(latest) OVER pair THEN max(latest) OVER pair END AS latest
    FROM way WINDOW pair AS (PARTITION BY within_id, actor_id ORDER BY steps, path, relation
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT within_id, actor_id, relation, path, earliest, latest FROM ranked WHERE place = 1 ORDER BY 1, 2"""
"""The rows of `actor_within`, each once, in the order of the key."""

place_within = Table(
    "place_within",
    metadata,
    _key("within_id"),
    _key("place_id"),
    _text("path"),
    Index("ix_place_within_place_id", "place_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every place that lies in another, directly or through others, and every place itself. `path` is as in
`actor_within`."""

PLACE_WITHIN = f"""\
WITH RECURSIVE way (place_id, within_id, path, steps) AS (
    SELECT id, id, id, 0 FROM places
    UNION ALL SELECT w.place_id, p.part_of, w.path || ' > ' || p.part_of, w.steps + 1
    FROM way w JOIN places p ON p.id = w.within_id
    WHERE p.part_of IS NOT NULL AND w.steps <= {MOST_WIDER}
)
SELECT within_id, place_id, min(path) AS path FROM way GROUP BY within_id, place_id ORDER BY 1, 2"""
"""The rows of `place_within`, each once, in the order of the key."""

DERIVED = {actor_dates: ACTOR_DATES, actor_within: ACTOR_WITHIN, place_within: PLACE_WITHIN}
"""The tables that the build makes from the others, each with the query for its rows."""

# --- proof -----------------------------------------------------------------------------------------

provision_claims = Table(
    "provision_claims",
    metadata,
    _key(),
    _ref("provision_id", "provisions.id"),
    _ref("statement_id", "statements.id", required=False),
    _ref("event_id", "events.id", required=False),
    _text("verdict"),
    _one_of("verdict", Verdict),
    CheckConstraint("(statement_id IS NULL) <> (event_id IS NULL)", name="one_witness"),
    Index("ix_provision_claims_provision_id", "provision_id"),
    Index("ix_provision_claims_statement_id", "statement_id"),
    Index("ix_provision_claims_event_id", "event_id"),
    sqlite_strict=True,
)

agreement_claims = Table(
    "agreement_claims",
    metadata,
    _key(),
    _ref("agreement_id", "agreements.id"),
    _ref("statement_id", "statements.id", required=False),
    _ref("event_id", "events.id", required=False),
    _text("verdict"),
    _one_of("verdict", Verdict),
    CheckConstraint("(statement_id IS NULL) <> (event_id IS NULL)", name="one_witness"),
    Index("ix_agreement_claims_agreement_id", "agreement_id"),
    Index("ix_agreement_claims_statement_id", "statement_id"),
    Index("ix_agreement_claims_event_id", "event_id"),
    sqlite_strict=True,
)
"""A verdict on an agreement as a whole; `provision_claims` has those on single provisions."""

TARGETS = {
    "event": "event_id",
    "statement": "statement_id",
    "agreement": "agreement_id",
    "provision": "provision_id",
    "role": "role_id",
    "document": "of_document_id",
}
"""The kinds of record that a citation can support, and the column that names them. A citation for a document
is of the words, in that document or another, that say when it was published."""

citations = Table(
    "citations",
    metadata,
    _key(),
    _ref("document_id", "documents.id"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _text("exact"),
    _text("section"),
    _text("supports"),
    _ref("event_id", "events.id", required=False),
    _ref("statement_id", "statements.id", required=False),
    _ref("agreement_id", "agreements.id", required=False),
    _ref("provision_id", "provisions.id", required=False),
    _ref("role_id", "roles.id", required=False),
    _ref("of_document_id", "documents.id", required=False),
    _one_of("section", SectionKind),
    _one_of("supports", Supports),
    CheckConstraint('0 <= start AND "end" - start = length(exact)', name="extent"),
    CheckConstraint(
        f"{' + '.join(f'({column} IS NOT NULL)' for column in TARGETS.values())} = 1", name="one_target"
    ),
    Index("ix_citations_document_id", "document_id", "start"),
    *(Index(f"ix_citations_{column}", column) for column in TARGETS.values()),
    sqlite_strict=True,
)

claims = Table(
    "claims",
    metadata,
    _key(),
    _text("kind"),
    _text("record"),
    _text("field"),
    _text("value"),
    _ref("document_id", "documents.id", required=False),
    _ref("citation", "citations.id", required=False),
    _text("basis", required=False),
    _text("reason", required=False),
    _text("reference", required=False),
    _position(),
    _text("relation", required=False),
    *_flag("preferred"),
    CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in TARGETS)})", name="kind"),
    _one_of("field", ClaimField),
    _one_of("relation", ClaimRelation),
    _one_of("basis", Basis),
    # A record file may say who published a document, or when, without words of the document for it.
    CheckConstraint(
        "(document_id IS NULL) = (citation IS NULL)"
        " OR (citation IS NULL AND kind = 'document' AND position = 0)",
        name="cited",
    ),
    CheckConstraint("document_id IS NOT NULL OR reference IS NOT NULL", name="sourced"),
    CheckConstraint("position > 0 OR (relation IS NULL AND preferred = 0)", name="own"),
    Index("ix_claims_record", "record", "field"),
    sqlite_strict=True,
)

figures = Table(
    "figures",
    metadata,
    _key(),
    _ref("event_id", "events.id", required=False),
    _ref("statement_id", "statements.id", required=False),
    _position(),
    _text("kind"),
    _ref("actor_id", "actors.id", required=False),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    _ref("counted_by", "actors.id", required=False),
    _ref("citation", "citations.id"),
    _text("note", required=False),
    _one_of("kind", FigureKind),
    CheckConstraint("(event_id IS NULL) <> (statement_id IS NULL)", name="one_record"),
    CheckConstraint("coalesce(low, best, high) IS NOT NULL", name="counted"),
    CheckConstraint("0 <= low AND 0 <= best AND 0 <= high", name="natural"),
    CheckConstraint("low <= best AND best <= high AND low <= high", name="bounds"),
    Index("ix_figures_event_id", "event_id"),
    Index("ix_figures_statement_id", "statement_id"),
    sqlite_strict=True,
)
"""How many people, as UCDP gives figures: low, best and high; the bounds are included."""

identifiers = Table(
    "identifiers",
    metadata,
    _key("record"),
    _key("scheme"),
    _key("value"),
    _text("kind"),
    CheckConstraint("kind IN ('actor', 'agreement', 'event', 'place')", name="kind"),
    _one_of("scheme", IdentifierScheme),
    Index("ix_identifiers_value", "scheme", "value"),
    sqlite_strict=True,
)
"""The identifiers of a record in lists that others keep."""

about = Table("about", metadata, _key("key"), _text("value"), sqlite_strict=True)
"""What the file says of itself: the `fingerprint` of its content. It holds no time, so that the same input
gives the same file."""
