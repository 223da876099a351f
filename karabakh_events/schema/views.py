"""The parts of the schema that need no SQLAlchemy: the views for people and the full-text index as plain SQL,
the names of the tables, the classes of dates."""

SPAN_WIDTHS = (0, 31, 366, 3660, 36600)
"""The greatest width of `span_class` 0 to 4, in days from the first to the last: a day, a month, a year, ten
and a hundred years. Class 5 is wider or open on one side; class 6 has no bound."""

MOST_WIDER = 20
"""An actor or a place is part of at most so many others, one within the other. `check` says so. In rows that
it has not seen, the limit ends the search where they go round in a circle."""

TABLES = (
    "about",
    "actor_aliases",
    "actor_dates",
    "actor_members",
    "actor_within",
    "actors",
    "agreement_actors",
    "agreement_aliases",
    "agreement_claims",
    "agreements",
    "citations",
    "claims",
    "documents",
    "event_actors",
    "event_agreements",
    "events",
    "figures",
    "identifiers",
    "place_aliases",
    "place_within",
    "places",
    "provision_claims",
    "provisions",
    "renderings",
    "roles",
    "search",
    "sections",
    "statement_actors",
    "statement_agreements",
    "statement_events",
    "statement_topics",
    "statements",
    "topics",
)
"""The names of the tables, for modules that must not import `tables`. A test compares the two."""

FULL_TEXT = """\
CREATE VIRTUAL TABLE search USING fts5(
    record UNINDEXED, kind UNINDEXED, heading, words,
    tokenize = 'unicode61 remove_diacritics 2'
)"""
"""Full-text index of every record: `heading` is its name or title, `words` everything else that is said in or
about it. `names.fold` folds both. The build fills it after the tables, in the same transaction."""


def _names(table: str, link: str, owner: str, role: str = "") -> str:
    where = f" AND x.role = '{role}'" if role else ""
    return (
        "(SELECT group_concat(name, '; ')"
        f" FROM (SELECT a.name FROM {table} x JOIN actors a ON a.id = x.actor_id"
        f" WHERE x.{link} = {owner}{where} ORDER BY x.position))"
    )


def _documents_of(column: str, owner: str) -> str:
    return (
        "(SELECT group_concat(document_id, '; ') FROM (SELECT DISTINCT document_id FROM citations"
        f" WHERE {column} = {owner} ORDER BY document_id))"
    )


TIMELINE_EVENTS = f"""\
SELECT e.id, 'event' AS kind, e.type, e.mode, e.status, e.title, e.summary, e.date_edtf, e.date_verbatim,
    e.earliest, e.latest, e.precision, e.date_basis, p.name AS place,
    {_names("event_actors", "event_id", "e.id")} AS actors,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT DISTINCT agreement_id FROM event_agreements
        WHERE event_id = e.id ORDER BY agreement_id)) AS agreements,
    {_documents_of("event_id", "e.id")} AS documents, e.disputed
FROM events e LEFT JOIN places p ON p.id = e.place_id"""

TIMELINE_STATEMENTS = f"""\
SELECT s.id, 'statement', NULL, s.act, NULL, s.summary, s.quote, s.date_edtf, s.date_verbatim,
    s.earliest, s.latest, s.precision, s.date_basis, p.name,
    {_names("statement_actors", "statement_id", "s.id", "speaker")},
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)),
    s.document_id, s.disputed
FROM statements s LEFT JOIN events o ON o.id = s.event_id LEFT JOIN places p ON p.id = o.place_id"""
"""The view `timeline` is the union of these two. A query of one of them can use the index of its table."""

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
    "timeline": f"{TIMELINE_EVENTS}\nUNION ALL\n{TIMELINE_STATEMENTS}",
    "who_said": f"""\
SELECT s.id, {_names("statement_actors", "statement_id", "s.id", "speaker")} AS speakers,
    {_names("statement_actors", "statement_id", "s.id", "addressee")} AS addressees,
    s.manner, s.act, s.quote, s.translation, s.summary, s.date_edtf, s.date_verbatim, s.earliest, s.latest,
    s.precision, s.date_basis, e.title AS occasion,
    {_names("statement_actors", "statement_id", "s.id", "subject")} AS subjects,
    (SELECT group_concat(agreement_id, '; ') FROM (SELECT agreement_id FROM statement_agreements
        WHERE statement_id = s.id ORDER BY agreement_id)) AS agreements,
    (SELECT group_concat(topic, '; ') FROM (SELECT topic FROM statement_topics
        WHERE statement_id = s.id ORDER BY position)) AS topics,
    {_names("statement_actors", "statement_id", "s.id", "relayer")} AS via,
    s.section, s.document_id, d.title AS document, o.name AS outlet, s.disputed
FROM statements s JOIN documents d ON d.id = s.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id LEFT JOIN events e ON e.id = s.event_id""",
    "ledger": f"""\
SELECT g.id AS agreement_id, g.title AS agreement, NULL AS provision_id, NULL AS position, NULL AS number,
    NULL AS topic, NULL AS obligor, NULL AS provision, NULL AS deadline_edtf, c.verdict,
    {_names("statement_actors", "statement_id", "s.id", "speaker")} AS claimed_by,
    coalesce(s.summary, e.title) AS claim, coalesce(s.date_edtf, e.date_edtf) AS date_edtf,
    coalesce(s.earliest, e.earliest) AS earliest, coalesce(s.latest, e.latest) AS latest,
    c.statement_id, c.event_id, coalesce(s.disputed, e.disputed) AS disputed
FROM agreements g JOIN agreement_claims c ON c.agreement_id = g.id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN events e ON e.id = c.event_id
UNION ALL
SELECT g.id, g.title, p.id, p.position, p.number, p.topic, o.name, p.summary, p.deadline_edtf, c.verdict,
    {_names("statement_actors", "statement_id", "s.id", "speaker")},
    coalesce(s.summary, e.title), coalesce(s.date_edtf, e.date_edtf), coalesce(s.earliest, e.earliest),
    coalesce(s.latest, e.latest), c.statement_id, c.event_id, coalesce(s.disputed, e.disputed)
FROM agreements g JOIN provisions p ON p.agreement_id = g.id LEFT JOIN actors o ON o.id = p.obligor_id
    LEFT JOIN provision_claims c ON c.provision_id = p.id
    LEFT JOIN statements s ON s.id = c.statement_id LEFT JOIN events e ON e.id = c.event_id""",
    "evidence": """\
SELECT coalesce(c.event_id, c.statement_id, c.agreement_id, c.provision_id, c.role_id, c.of_document_id)
        AS record,
    CASE WHEN c.event_id IS NOT NULL THEN 'event' WHEN c.statement_id IS NOT NULL THEN 'statement'
        WHEN c.agreement_id IS NOT NULL THEN 'agreement' WHEN c.provision_id IS NOT NULL THEN 'provision'
        WHEN c.role_id IS NOT NULL THEN 'role' ELSE 'document' END AS kind,
    c.supports, c.exact, c.section, c.document_id, d.title AS document, o.name AS outlet, d.url,
    c.start, c."end"
FROM citations c JOIN documents d ON d.id = c.document_id LEFT JOIN actors o ON o.id = d.outlet_id""",
    "conflicts": """\
SELECT c.record, c.kind, c.field, c.value, c.document_id, d.title AS document, x.exact, x.start, x."end",
    c.basis, c.reason, c.reference, c.position, c.relation, c.preferred
FROM claims c LEFT JOIN documents d ON d.id = c.document_id LEFT JOIN citations x ON x.id = c.citation
WHERE EXISTS (SELECT 1 FROM claims o
    WHERE o.record = c.record AND o.field = c.field AND o.value <> c.value)""",
}
"""The views for people, each with the query that defines it."""
