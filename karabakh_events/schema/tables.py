"""The tables, their keys, checks and indexes. Those that follow from others are in `derived`."""

from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from karabakh_events.schema import derived
from karabakh_events.schema.columns import (
    by_date,
    date_columns,
    flag,
    founded,
    key_column,
    metadata,
    one_of,
    position,
    reference,
    text_column,
)
from karabakh_events.vocabulary import (
    ActorKind,
    AgreementRelation,
    AgreementRole,
    AgreementStage,
    AgreementStatus,
    AgreementType,
    Basis,
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
    SectionKind,
    SpeechAct,
    StatementRole,
    Supports,
    Verdict,
)

__all__ = ["derived", "metadata"]  # whoever asks for all tables asks here

# --- where things are read -------------------------------------------------------------------------

documents = Table(
    "documents",
    metadata,
    key_column(),
    text_column("title"),
    reference("outlet_id", "actors.id", required=False),
    *founded("outlet"),
    text_column("url", required=False),
    *founded("url"),
    text_column("language"),
    *date_columns("published_", "published_"),
    text_column("origin", required=False),
    text_column("sha256"),
    text_column("text"),
    UniqueConstraint("sha256"),
    by_date("documents", "published_"),
    sqlite_strict=True,
)

sections = Table(
    "sections",
    metadata,
    reference("document_id", "documents.id", key=True),
    Column("start", Integer, primary_key=True, nullable=False),
    Column("end", Integer, nullable=False),
    text_column("kind"),
    reference("speaker_id", "actors.id", required=False),
    one_of("kind", SectionKind),
    CheckConstraint('0 <= start AND start < "end"', name="extent"),
    sqlite_strict=True,
)

# --- who and where ---------------------------------------------------------------------------------

actors = Table(
    "actors",
    metadata,
    key_column(),
    text_column("name"),
    text_column("kind"),
    text_column("country", required=False),
    reference("part_of", "actors.id", required=False),
    one_of("kind", ActorKind),
    CheckConstraint("country GLOB '[A-Z][A-Z][A-Z]'", name="country"),
    CheckConstraint("part_of <> id", name="part_of"),
    sqlite_strict=True,
)

actor_members = Table(
    "actor_members",
    metadata,
    reference("group_id", "actors.id", key=True),
    reference("actor_id", "actors.id", key=True),
    position(),
    CheckConstraint("group_id <> actor_id", name="others"),
    Index("ix_actor_members_actor_id", "actor_id"),
    sqlite_strict=True,
)

actor_aliases = Table(
    "actor_aliases",
    metadata,
    reference("actor_id", "actors.id", key=True),
    key_column("alias"),
    text_column("folded"),
    Index("ix_actor_aliases_folded", "folded"),
    sqlite_strict=True,
)

roles = Table(
    "roles",
    metadata,
    key_column(),
    reference("actor_id", "actors.id"),
    text_column("title"),
    reference("body_id", "actors.id", required=False),
    *date_columns("", ""),
    text_column("note", required=False),
    Index("ix_roles_actor_id", "actor_id"),
    by_date("roles"),
    sqlite_strict=True,
)

places = Table(
    "places",
    metadata,
    key_column(),
    text_column("name"),
    text_column("country", required=False),
    Column("latitude", REAL),
    Column("longitude", REAL),
    text_column("precision", required=False),
    text_column("reference", required=False),
    reference("part_of", "places.id", required=False),
    one_of("precision", PlacePrecision),
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
    reference("place_id", "places.id", key=True),
    key_column("alias"),
    text_column("folded"),
    Index("ix_place_aliases_folded", "folded"),
    sqlite_strict=True,
)

# --- agreements ------------------------------------------------------------------------------------

agreements = Table(
    "agreements",
    metadata,
    key_column(),
    text_column("title"),
    text_column("type"),
    text_column("stage"),
    text_column("status"),
    *date_columns("signed_", "signed_"),
    *date_columns("effective_", "effective_"),
    reference("place_id", "places.id", required=False),
    text_column("note", required=False),
    one_of("type", AgreementType),
    one_of("stage", AgreementStage),
    one_of("status", AgreementStatus),
    by_date("agreements", "signed_"),
    by_date("agreements", "effective_"),
    sqlite_strict=True,
)

agreement_aliases = Table(
    "agreement_aliases",
    metadata,
    reference("agreement_id", "agreements.id", key=True),
    key_column("alias"),
    text_column("folded"),
    Index("ix_agreement_aliases_folded", "folded"),
    sqlite_strict=True,
)

agreement_actors = Table(
    "agreement_actors",
    metadata,
    reference("agreement_id", "agreements.id", key=True),
    reference("actor_id", "actors.id", key=True),
    key_column("role"),
    reference("behalf_of", "actors.id", required=False),
    position(),
    one_of("role", AgreementRole),
    Index("ix_agreement_actors_actor_id", "actor_id"),
    sqlite_strict=True,
)

provisions = Table(
    "provisions",
    metadata,
    key_column(),
    reference("agreement_id", "agreements.id"),
    position(),
    text_column("number", required=False),
    reference("topic", "topics.id"),
    reference("obligor_id", "actors.id", required=False),
    text_column("summary"),
    *date_columns("deadline_", "deadline_"),
    text_column("note", required=False),
    Index("ix_provisions_agreement_id", "agreement_id"),
    by_date("provisions", "deadline_"),
    sqlite_strict=True,
)

topics = Table(
    "topics",
    metadata,
    key_column(),
    text_column("meaning"),
    sqlite_strict=True,
)
"""What statements and provisions are about. Every record has topics of its own."""

# --- what happened ---------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    key_column(),
    text_column("type"),
    text_column("mode"),
    text_column("title"),
    text_column("summary", required=False),
    *date_columns("date_", ""),
    text_column("status"),
    reference("place_id", "places.id", required=False),
    reference("part_of", "events.id", required=False),
    reference("outcome_of", "events.id", required=False),
    text_column("note", required=False),
    one_of("type", EventType),
    one_of("mode", EventMode),
    one_of("status", EventStatus),
    CheckConstraint("part_of <> id", name="part_of"),
    CheckConstraint("outcome_of <> id", name="outcome_of"),
    Index("ix_events_place_id", "place_id"),
    Index("ix_events_part_of", "part_of"),
    Index("ix_events_outcome_of", "outcome_of"),
    by_date("events"),
    sqlite_strict=True,
)

event_actors = Table(
    "event_actors",
    metadata,
    reference("event_id", "events.id", key=True),
    reference("actor_id", "actors.id", key=True),
    key_column("role"),
    position(),
    one_of("role", EventRole),
    Index("ix_event_actors_actor_id", "actor_id", "event_id"),
    sqlite_strict=True,
)

event_agreements = Table(
    "event_agreements",
    metadata,
    reference("event_id", "events.id", key=True),
    reference("agreement_id", "agreements.id", key=True),
    key_column("relation"),
    one_of("relation", AgreementRelation),
    Index("ix_event_agreements_agreement_id", "agreement_id"),
    sqlite_strict=True,
)

# --- what was said ---------------------------------------------------------------------------------

statements = Table(
    "statements",
    metadata,
    key_column(),
    text_column("manner"),
    text_column("act"),
    text_column("quote", required=False),
    text_column("translation", required=False),
    text_column("summary"),
    *date_columns("date_", ""),
    reference("event_id", "events.id", required=False),
    reference("document_id", "documents.id"),
    text_column("section"),
    text_column("note", required=False),
    one_of("manner", Manner),
    one_of("act", SpeechAct),
    one_of("section", SectionKind),
    CheckConstraint("(manner = 'indirect') = (quote IS NULL)", name="quote"),
    CheckConstraint("translation IS NULL OR quote IS NOT NULL", name="translation"),
    Index("ix_statements_event_id", "event_id"),
    Index("ix_statements_document_id", "document_id"),
    by_date("statements"),
    sqlite_strict=True,
)

renderings = Table(
    "renderings",
    metadata,
    reference("statement_id", "statements.id", key=True),
    reference("document_id", "documents.id", key=True),
    text_column("quote"),
    text_column("translation", required=False),
    Index("ix_renderings_document_id", "document_id"),
    sqlite_strict=True,
)
"""The words of a statement as another document than its own has them."""

statement_actors = Table(
    "statement_actors",
    metadata,
    reference("statement_id", "statements.id", key=True),
    reference("actor_id", "actors.id", key=True),
    key_column("role"),
    position(),
    one_of("role", StatementRole),
    Index("ix_statement_actors_actor_id", "actor_id", "role", "statement_id"),
    sqlite_strict=True,
)

statement_agreements = Table(
    "statement_agreements",
    metadata,
    reference("statement_id", "statements.id", key=True),
    reference("agreement_id", "agreements.id", key=True),
    Index("ix_statement_agreements_agreement_id", "agreement_id"),
    sqlite_strict=True,
)

statement_events = Table(
    "statement_events",
    metadata,
    reference("statement_id", "statements.id", key=True),
    reference("event_id", "events.id", key=True),
    Index("ix_statement_events_event_id", "event_id"),
    sqlite_strict=True,
)

statement_topics = Table(
    "statement_topics",
    metadata,
    reference("statement_id", "statements.id", key=True),
    reference("topic", "topics.id", key=True),
    position(),
    Index("ix_statement_topics_topic", "topic", "statement_id"),
    sqlite_strict=True,
)

# --- proof -----------------------------------------------------------------------------------------

provision_claims = Table(
    "provision_claims",
    metadata,
    key_column(),
    reference("provision_id", "provisions.id"),
    reference("statement_id", "statements.id", required=False),
    reference("event_id", "events.id", required=False),
    text_column("verdict"),
    one_of("verdict", Verdict),
    CheckConstraint("(statement_id IS NULL) <> (event_id IS NULL)", name="one_witness"),
    Index("ix_provision_claims_provision_id", "provision_id"),
    Index("ix_provision_claims_statement_id", "statement_id"),
    Index("ix_provision_claims_event_id", "event_id"),
    sqlite_strict=True,
)

agreement_claims = Table(
    "agreement_claims",
    metadata,
    key_column(),
    reference("agreement_id", "agreements.id"),
    reference("statement_id", "statements.id", required=False),
    reference("event_id", "events.id", required=False),
    text_column("verdict"),
    one_of("verdict", Verdict),
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
    key_column(),
    reference("document_id", "documents.id"),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    text_column("exact"),
    text_column("section"),
    text_column("supports"),
    reference("event_id", "events.id", required=False),
    reference("statement_id", "statements.id", required=False),
    reference("agreement_id", "agreements.id", required=False),
    reference("provision_id", "provisions.id", required=False),
    reference("role_id", "roles.id", required=False),
    reference("of_document_id", "documents.id", required=False),
    one_of("section", SectionKind),
    one_of("supports", Supports),
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
    key_column(),
    text_column("kind"),
    text_column("record"),
    text_column("field"),
    text_column("value"),
    reference("document_id", "documents.id", required=False),
    reference("citation", "citations.id", required=False),
    text_column("basis", required=False),
    text_column("reason", required=False),
    text_column("reference", required=False),
    position(),
    text_column("relation", required=False),
    *flag("preferred"),
    CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in TARGETS)})", name="kind"),
    one_of("field", ClaimField),
    one_of("relation", ClaimRelation),
    one_of("basis", Basis),
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
    key_column(),
    reference("event_id", "events.id", required=False),
    reference("statement_id", "statements.id", required=False),
    position(),
    text_column("kind"),
    reference("actor_id", "actors.id", required=False),
    Column("low", Integer),
    Column("best", Integer),
    Column("high", Integer),
    reference("counted_by", "actors.id", required=False),
    reference("citation", "citations.id"),
    text_column("note", required=False),
    one_of("kind", FigureKind),
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
    key_column("record"),
    key_column("scheme"),
    key_column("value"),
    text_column("kind"),
    CheckConstraint("kind IN ('actor', 'agreement', 'event', 'place')", name="kind"),
    one_of("scheme", IdentifierScheme),
    Index("ix_identifiers_value", "scheme", "value"),
    sqlite_strict=True,
)
"""The identifiers of a record in lists that others keep."""

about = Table("about", metadata, key_column("key"), text_column("value"), sqlite_strict=True)
"""What the file says of itself: the `fingerprint` of its content. It holds no time, so that the same input
gives the same file."""
