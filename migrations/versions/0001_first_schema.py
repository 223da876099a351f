"""The first schema.

Everything is spelt out here and nothing is imported from the package: this is what the schema was, whatever
it is later. There is no way back from a revision but the copy that is made before an upgrade.
"""

from alembic import op
from sqlalchemy import (
    REAL,
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not required)


def _integer(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False)


def _ref(table: str, name: str, target: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, ForeignKey(f"{target}.id", name=f"fk_{table}_{name}"), nullable=not required)


def _key(table: str, *names: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*names, name=f"pk_{table}")


def _one_of(table: str, column: str, terms: str) -> CheckConstraint:
    values = ", ".join(f"'{term}'" for term in terms.split())
    return CheckConstraint(f"{column} IN ({values})", name=f"ck_{table}_{column}")


def _dated(table: str, text: str, bounds: str) -> list[Column[str] | Column[int] | CheckConstraint]:
    edtf, basis, reason, reference = (f"{text}{part}" for part in ("edtf", "basis", "reason", "reference"))
    earliest, latest, precision, span_class = (
        f"{bounds}{part}" for part in ("earliest", "latest", "precision", "span_class")
    )
    days = f"julianday({latest}) - julianday({earliest})"
    classes = " ".join(f"WHEN {days} <= {most} THEN {n}" for n, most in enumerate((0, 31, 366, 3660, 36600)))
    return [
        _text(edtf, required=False),
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
        _one_of(table, precision, "day week month year interval open"),
        _one_of(table, basis, "stated completed derived inferred external"),
        # Without a modifier SQLite's date() passes 2020-11-31 through; with one it consults the calendar.
        CheckConstraint(
            f"{earliest} IS date({earliest}, '+0 days') AND {latest} IS date({latest}, '+0 days')",
            name=f"ck_{table}_{bounds}calendar",
        ),
        CheckConstraint(f"{earliest} <= {latest}", name=f"ck_{table}_{bounds}order"),
        CheckConstraint(
            f"({edtf} IS NULL) = ({basis} IS NULL) AND ({edtf} IS NULL) = ({precision} IS NULL)"
            f" AND ({edtf} IS NOT NULL OR ({earliest} IS NULL AND {latest} IS NULL))",
            name=f"ck_{table}_{bounds}whole",
        ),
        CheckConstraint(
            f"({basis} NOT IN ('inferred', 'external') OR {reason} IS NOT NULL)"
            f" AND ({basis} <> 'external' OR {reference} IS NOT NULL)",
            name=f"ck_{table}_{bounds}reasoned",
        ),
    ]


def _names(table: str, link: str, owner: str, role: str = "") -> str:
    where = f" AND x.role = '{role}'" if role else ""
    return (
        f"(SELECT group_concat(name, '; ') FROM"
        f" (SELECT a.name FROM {table} x JOIN actors a ON a.id = x.actor_id"
        f" WHERE x.{link} = {owner}{where} ORDER BY x.position))"
    )


def _documents_of(column: str, owner: str) -> str:
    return (
        "(SELECT group_concat(document_id, '; ') FROM (SELECT DISTINCT document_id FROM citations"
        f" WHERE {column} = {owner} ORDER BY document_id))"
    )


VIEWS = {
    "records": """\
SELECT id, 'event' AS kind, title AS label FROM events
UNION ALL SELECT id, 'statement', summary FROM statements
UNION ALL SELECT id, 'agreement', title FROM agreements
UNION ALL SELECT id, 'provision', summary FROM provisions
UNION ALL SELECT id, 'actor', name FROM actors
UNION ALL SELECT id, 'role', title FROM roles
UNION ALL SELECT id, 'place', name FROM places
UNION ALL SELECT id, 'document', title FROM documents""",
    "timeline": f"""\
SELECT e.id, 'event' AS kind, e.type, e.mode, e.status, e.title, e.summary, e.date_edtf, e.date_verbatim,
    e.earliest, e.latest, e.precision, e.date_basis, p.name AS place,
    {_names("event_actors", "event_id", "e.id")} AS actors,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT DISTINCT agreement_id FROM event_agreements
        WHERE event_id = e.id ORDER BY agreement_id)) AS agreements,
    {_documents_of("event_id", "e.id")} AS documents
FROM events e LEFT JOIN places p ON p.id = e.place_id
UNION ALL
SELECT s.id, 'statement', NULL, s.act, NULL, s.summary, s.quote, s.date_edtf, s.date_verbatim,
    s.earliest, s.latest, s.precision, s.date_basis, p.name,
    {_names("statement_actors", "statement_id", "s.id", "speaker")},
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)),
    s.document_id
FROM statements s LEFT JOIN events o ON o.id = s.event_id LEFT JOIN places p ON p.id = o.place_id""",
    "who_said": f"""\
SELECT s.id, {_names("statement_actors", "statement_id", "s.id", "speaker")} AS speakers,
    {_names("statement_actors", "statement_id", "s.id", "addressee")} AS addressees,
    s.manner, s.act, s.quote, s.summary, s.date_edtf, s.date_verbatim, s.earliest, s.latest, s.precision,
    s.date_basis, e.title AS occasion,
    {_names("statement_actors", "statement_id", "s.id", "subject")} AS subjects,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)) AS agreements,
    (SELECT group_concat(topic, '; ') FROM (SELECT topic FROM statement_topics
        WHERE statement_id = s.id ORDER BY position)) AS topics,
    {_names("statement_actors", "statement_id", "s.id", "relayer")} AS via,
    s.section, s.document_id, d.title AS document, o.name AS outlet
FROM statements s JOIN documents d ON d.id = s.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id LEFT JOIN events e ON e.id = s.event_id""",
    "ledger": f"""\
SELECT g.id AS agreement_id, g.title AS agreement, p.id AS provision_id, p.position, p.number, p.topic,
    o.name AS obligor, p.summary AS provision, p.deadline_edtf, c.verdict,
    {_names("statement_actors", "statement_id", "s.id", "speaker")} AS claimed_by,
    coalesce(s.summary, e.title) AS claim, coalesce(s.date_edtf, e.date_edtf) AS date_edtf,
    coalesce(s.earliest, e.earliest) AS earliest, coalesce(s.latest, e.latest) AS latest,
    c.statement_id, c.event_id
FROM agreements g JOIN provisions p ON p.agreement_id = g.id LEFT JOIN actors o ON o.id = p.obligor_id
    LEFT JOIN provision_claims c ON c.provision_id = p.id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN events e ON e.id = c.event_id""",
    "evidence": """\
SELECT coalesce(c.event_id, c.statement_id, c.agreement_id, c.provision_id, c.role_id) AS record,
    CASE WHEN c.event_id IS NOT NULL THEN 'event' WHEN c.statement_id IS NOT NULL THEN 'statement'
        WHEN c.agreement_id IS NOT NULL THEN 'agreement' WHEN c.provision_id IS NOT NULL THEN 'provision'
        ELSE 'role' END AS kind,
    c.supports, c.exact, c.section, c.document_id, d.title AS document, o.name AS outlet, d.url,
    c.start, c."end"
FROM citations c JOIN documents d ON d.id = c.document_id LEFT JOIN actors o ON o.id = d.outlet_id""",
    "conflicts": """\
SELECT c.record, c.kind, c.field, c.value, c.document_id, d.title AS document, x.exact, x.start, x."end",
    c.basis, c.reason, c.reference, c.position
FROM claims c LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN citations x ON x.id = c.citation
WHERE EXISTS (SELECT 1 FROM claims o WHERE o.record = c.record AND o.field = c.field
    AND o.value <> c.value)""",
}


FULL_TEXT = """\
CREATE VIRTUAL TABLE search USING fts5(
    record UNINDEXED, kind UNINDEXED, heading, words,
    tokenize = 'unicode61 remove_diacritics 2'
)"""


def upgrade() -> None:
    op.create_table(
        "about",
        _text("key"),
        _text("value"),
        _key("about", "key"),
        sqlite_strict=True,
    )
    op.create_table(
        "actor_dates",
        _text("actor_id"),
        _text("kind"),
        _integer("span_class"),
        _text("earliest"),
        _text("latest"),
        _text("record"),
        _key("actor_dates", "actor_id", "kind", "span_class", "earliest", "latest", "record"),
        _one_of("actor_dates", "kind", "event statement"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "actors",
        _text("id"),
        _text("name"),
        _text("kind"),
        _text("country", required=False),
        _text("wikidata", required=False),
        _key("actors", "id"),
        _one_of(
            "actors",
            "kind",
            "person state government-body armed-force organisation group outlet unnamed-source",
        ),
        CheckConstraint("country GLOB '[A-Z][A-Z][A-Z]'", name="ck_actors_country"),
        sqlite_strict=True,
    )
    op.create_table(
        "places",
        _text("id"),
        _text("name"),
        _text("country", required=False),
        Column("latitude", REAL),
        Column("longitude", REAL),
        _text("precision", required=False),
        _text("reference", required=False),
        _key("places", "id"),
        _one_of("places", "precision", "site settlement district region country area"),
        CheckConstraint("country GLOB '[A-Z][A-Z][A-Z]'", name="ck_places_country"),
        CheckConstraint(
            "latitude BETWEEN -90 AND 90 AND longitude BETWEEN -180 AND 180", name="ck_places_coordinates"
        ),
        CheckConstraint(
            "(latitude IS NULL) = (longitude IS NULL) AND (latitude IS NULL OR reference IS NOT NULL)",
            name="ck_places_referenced",
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "actor_aliases",
        _ref("actor_aliases", "actor_id", "actors"),
        _text("alias"),
        _text("folded"),
        _key("actor_aliases", "actor_id", "alias"),
        sqlite_strict=True,
    )
    op.create_index("ix_actor_aliases_folded", "actor_aliases", ["folded"])
    op.create_table(
        "agreements",
        _text("id"),
        _text("title"),
        _text("type"),
        _text("stage"),
        _text("status"),
        *_dated("agreements", "signed_", "signed_"),
        *_dated("agreements", "effective_", "effective_"),
        _ref("agreements", "place_id", "places", required=False),
        _text("note", required=False),
        _key("agreements", "id"),
        _one_of(
            "agreements", "type", "ceasefire joint-statement memorandum understanding principles charter"
        ),
        _one_of("agreements", "stage", "Pre SubPar SubComp Imp Ren Cea Oth"),
        _one_of("agreements", "status", "multiparty unilateral unclear subsequent proposed"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_agreements_effective_dates",
        "agreements",
        ["effective_span_class", "effective_earliest", "effective_latest", "id"],
    )
    op.create_index(
        "ix_agreements_signed_dates",
        "agreements",
        ["signed_span_class", "signed_earliest", "signed_latest", "id"],
    )
    op.create_table(
        "documents",
        _text("id"),
        _text("title"),
        _ref("documents", "outlet_id", "actors", required=False),
        _text("url", required=False),
        _text("language"),
        *_dated("documents", "published_", "published_"),
        _text("origin", required=False),
        _text("sha256"),
        _text("text"),
        _key("documents", "id"),
        UniqueConstraint("sha256", name="uq_documents_sha256"),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_documents_published_dates",
        "documents",
        ["published_span_class", "published_earliest", "published_latest", "id"],
    )
    op.create_table(
        "events",
        _text("id"),
        _text("type"),
        _text("mode"),
        _text("title"),
        _text("summary", required=False),
        *_dated("events", "date_", ""),
        _text("status"),
        _ref("events", "place_id", "places", required=False),
        _ref("events", "part_of", "events", required=False),
        _text("note", required=False),
        _key("events", "id"),
        _one_of(
            "events",
            "type",
            "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT "
            "THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT",
        ),
        _one_of(
            "events",
            "mode",
            "visit meeting summit talks phone-call interview communication signing agreement "
            "proposal mediation institution deployment monitoring demining handover "
            "withdrawal ceasefire ceasefire-violation war clashes strike offensive blockade "
            "displacement return assistance reconstruction secession military-cooperation "
            "appeal refusal",
        ),
        _one_of("events", "status", "occurred ongoing planned proposed alleged denied"),
        CheckConstraint("part_of <> id", name="ck_events_part_of"),
        sqlite_strict=True,
    )
    op.create_index("ix_events_dates", "events", ["span_class", "earliest", "latest", "id"])
    op.create_index("ix_events_part_of", "events", ["part_of"])
    op.create_index("ix_events_place_id", "events", ["place_id"])
    op.create_table(
        "place_aliases",
        _ref("place_aliases", "place_id", "places"),
        _text("alias"),
        _text("folded"),
        _key("place_aliases", "place_id", "alias"),
        sqlite_strict=True,
    )
    op.create_index("ix_place_aliases_folded", "place_aliases", ["folded"])
    op.create_table(
        "roles",
        _text("id"),
        _ref("roles", "actor_id", "actors"),
        _text("title"),
        _ref("roles", "body_id", "actors", required=False),
        *_dated("roles", "", ""),
        _text("note", required=False),
        _key("roles", "id"),
        sqlite_strict=True,
    )
    op.create_index("ix_roles_actor_id", "roles", ["actor_id"])
    op.create_index("ix_roles_dates", "roles", ["span_class", "earliest", "latest", "id"])
    op.create_table(
        "agreement_actors",
        _ref("agreement_actors", "agreement_id", "agreements"),
        _ref("agreement_actors", "actor_id", "actors"),
        _text("role"),
        _ref("agreement_actors", "behalf_of", "actors", required=False),
        _integer("position"),
        _key("agreement_actors", "agreement_id", "actor_id", "role"),
        _one_of("agreement_actors", "role", "party signatory mediator guarantor witness"),
        sqlite_strict=True,
    )
    op.create_index("ix_agreement_actors_actor_id", "agreement_actors", ["actor_id"])
    op.create_table(
        "agreement_aliases",
        _ref("agreement_aliases", "agreement_id", "agreements"),
        _text("alias"),
        _text("folded"),
        _key("agreement_aliases", "agreement_id", "alias"),
        sqlite_strict=True,
    )
    op.create_index("ix_agreement_aliases_folded", "agreement_aliases", ["folded"])
    op.create_table(
        "event_actors",
        _ref("event_actors", "event_id", "events"),
        _ref("event_actors", "actor_id", "actors"),
        _text("role"),
        _integer("position"),
        _key("event_actors", "event_id", "actor_id", "role"),
        _one_of("event_actors", "role", "actor recipient host mediator participant observer"),
        sqlite_strict=True,
    )
    op.create_index("ix_event_actors_actor_id", "event_actors", ["actor_id", "event_id"])
    op.create_table(
        "event_agreements",
        _ref("event_agreements", "event_id", "events"),
        _ref("event_agreements", "agreement_id", "agreements"),
        _text("relation"),
        _key("event_agreements", "event_id", "agreement_id", "relation"),
        _one_of("event_agreements", "relation", "signed took-effect implemented breached discussed"),
        sqlite_strict=True,
    )
    op.create_index("ix_event_agreements_agreement_id", "event_agreements", ["agreement_id"])
    op.create_table(
        "provisions",
        _text("id"),
        _ref("provisions", "agreement_id", "agreements"),
        _integer("position"),
        _text("number", required=False),
        _text("topic"),
        _ref("provisions", "obligor_id", "actors", required=False),
        _text("summary"),
        *_dated("provisions", "deadline_", "deadline_"),
        _text("note", required=False),
        _key("provisions", "id"),
        _one_of(
            "provisions",
            "topic",
            "ceasefire military-action civilians negotiations mediation settlement status "
            "territory agreement peacekeeping monitoring demining refugees humanitarian "
            "corridor transport confidence-building security military-cooperation "
            "foreign-policy turkey information",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_provisions_agreement_id", "provisions", ["agreement_id"])
    op.create_index(
        "ix_provisions_deadline_dates",
        "provisions",
        ["deadline_span_class", "deadline_earliest", "deadline_latest", "id"],
    )
    op.create_table(
        "sections",
        _ref("sections", "document_id", "documents"),
        _integer("start"),
        _integer("end"),
        _text("kind"),
        _key("sections", "document_id", "start"),
        _one_of("sections", "kind", "title body background related comment chrome"),
        CheckConstraint('0 <= start AND start < "end"', name="ck_sections_extent"),
        sqlite_strict=True,
    )
    op.create_table(
        "statements",
        _text("id"),
        _text("manner"),
        _text("act"),
        _text("quote", required=False),
        _text("summary"),
        *_dated("statements", "date_", ""),
        _ref("statements", "event_id", "events", required=False),
        _ref("statements", "document_id", "documents"),
        _text("section"),
        _text("note", required=False),
        _key("statements", "id"),
        _one_of("statements", "manner", "direct indirect mixed"),
        _one_of(
            "statements",
            "act",
            "assert report explain predict accuse deny warn request propose ask commit refuse "
            "threaten support welcome criticise hope",
        ),
        _one_of("statements", "section", "title body background related comment chrome"),
        CheckConstraint("(manner = 'indirect') = (quote IS NULL)", name="ck_statements_quote"),
        sqlite_strict=True,
    )
    op.create_index("ix_statements_dates", "statements", ["span_class", "earliest", "latest", "id"])
    op.create_index("ix_statements_document_id", "statements", ["document_id"])
    op.create_index("ix_statements_event_id", "statements", ["event_id"])
    op.create_table(
        "citations",
        _text("id"),
        _ref("citations", "document_id", "documents"),
        _integer("start"),
        _integer("end"),
        _text("exact"),
        _text("section"),
        _text("supports"),
        _ref("citations", "event_id", "events", required=False),
        _ref("citations", "statement_id", "statements", required=False),
        _ref("citations", "agreement_id", "agreements", required=False),
        _ref("citations", "provision_id", "provisions", required=False),
        _ref("citations", "role_id", "roles", required=False),
        _key("citations", "id"),
        _one_of("citations", "section", "title body background related comment chrome"),
        _one_of("citations", "supports", "whole quote date place actors status"),
        CheckConstraint('0 <= start AND "end" - start = length(exact)', name="ck_citations_extent"),
        CheckConstraint(
            "(event_id IS NOT NULL) + (statement_id IS NOT NULL) "
            "+ (agreement_id IS NOT NULL) + (provision_id IS NOT NULL) "
            "+ (role_id IS NOT NULL) = 1",
            name="ck_citations_one_target",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_citations_agreement_id", "citations", ["agreement_id"])
    op.create_index("ix_citations_document_id", "citations", ["document_id", "start"])
    op.create_index("ix_citations_event_id", "citations", ["event_id"])
    op.create_index("ix_citations_provision_id", "citations", ["provision_id"])
    op.create_index("ix_citations_role_id", "citations", ["role_id"])
    op.create_index("ix_citations_statement_id", "citations", ["statement_id"])
    op.create_table(
        "provision_claims",
        _text("id"),
        _ref("provision_claims", "provision_id", "provisions"),
        _ref("provision_claims", "statement_id", "statements", required=False),
        _ref("provision_claims", "event_id", "events", required=False),
        _text("verdict"),
        _key("provision_claims", "id"),
        _one_of("provision_claims", "verdict", "fulfilled partly breached disputed reaffirmed"),
        CheckConstraint(
            "(statement_id IS NULL) <> (event_id IS NULL)", name="ck_provision_claims_one_witness"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_provision_claims_event_id", "provision_claims", ["event_id"])
    op.create_index("ix_provision_claims_provision_id", "provision_claims", ["provision_id"])
    op.create_index("ix_provision_claims_statement_id", "provision_claims", ["statement_id"])
    op.create_table(
        "statement_actors",
        _ref("statement_actors", "statement_id", "statements"),
        _ref("statement_actors", "actor_id", "actors"),
        _text("role"),
        _integer("position"),
        _key("statement_actors", "statement_id", "actor_id", "role"),
        _one_of("statement_actors", "role", "speaker addressee subject relayer"),
        sqlite_strict=True,
    )
    op.create_index("ix_statement_actors_actor_id", "statement_actors", ["actor_id", "role", "statement_id"])
    op.create_table(
        "statement_agreements",
        _ref("statement_agreements", "statement_id", "statements"),
        _ref("statement_agreements", "agreement_id", "agreements"),
        _key("statement_agreements", "statement_id", "agreement_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_statement_agreements_agreement_id", "statement_agreements", ["agreement_id"])
    op.create_table(
        "statement_events",
        _ref("statement_events", "statement_id", "statements"),
        _ref("statement_events", "event_id", "events"),
        _key("statement_events", "statement_id", "event_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_statement_events_event_id", "statement_events", ["event_id"])
    op.create_table(
        "statement_topics",
        _ref("statement_topics", "statement_id", "statements"),
        _text("topic"),
        _integer("position"),
        _key("statement_topics", "statement_id", "topic"),
        _one_of(
            "statement_topics",
            "topic",
            "ceasefire military-action civilians negotiations mediation settlement status "
            "territory agreement peacekeeping monitoring demining refugees humanitarian "
            "corridor transport confidence-building security military-cooperation "
            "foreign-policy turkey information",
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_statement_topics_topic", "statement_topics", ["topic", "statement_id"])
    op.create_table(
        "claims",
        _text("id"),
        _text("kind"),
        _text("record"),
        _text("field"),
        _text("value"),
        _ref("claims", "document_id", "documents", required=False),
        _ref("claims", "citation", "citations", required=False),
        _text("basis", required=False),
        _text("reason", required=False),
        _text("reference", required=False),
        _integer("position"),
        _key("claims", "id"),
        _one_of("claims", "kind", "event statement agreement provision role"),
        _one_of("claims", "field", "date signed effective deadline place status actors title summary"),
        _one_of("claims", "basis", "stated completed derived inferred external"),
        CheckConstraint("(document_id IS NULL) = (citation IS NULL)", name="ck_claims_cited"),
        CheckConstraint("citation IS NOT NULL OR reference IS NOT NULL", name="ck_claims_sourced"),
        sqlite_strict=True,
    )
    op.create_index("ix_claims_record", "claims", ["record", "field"])
    op.execute(FULL_TEXT)
    op.execute("INSERT INTO search (search, rank) VALUES ('hashsize', 8388608)")
