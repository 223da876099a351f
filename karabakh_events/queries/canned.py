"""The questions of the field as SQL with named parameters, for programs that have only SQL to go by.

The web view offers them as forms. A parameter that is left empty (an empty text) asks for everything. Names
are matched as a part of any spelling on record, without regard to case; days may be given as a day, a month
or a year, and windows are closed and ask what is possible, as everywhere in kevents.

What lists events and statements puts narrow rows in order, takes the first `LISTED`, and looks up for these
only what the view tells. To sort all that the view makes would take seconds among hundreds of thousands.
"""

from typing import NamedTuple

from karabakh_events.schema.views import TIMELINE_EVENTS, TIMELINE_STATEMENTS

LISTED = 1001
"""So many events and statements a list of them has at most: a thousand are a page, and one tells of more."""


class Canned(NamedTuple):
    """A question. `parameters` says of each `:name` in `sql` what may be given for it."""

    title: str
    description: str
    parameters: dict[str, str]
    sql: str


def _asked(name: str) -> str:
    """The parameter without regard to case and to space around it."""
    return f"lower(trim(:{name}))"


def _holds(column: str, name: str) -> str:
    return f"instr(lower({column}), {_asked(name)})"


def _actors(name: str) -> str:
    """A SELECT of the actors whose identifier is given, or a part of one of whose names."""
    return (
        f"SELECT id FROM actors WHERE id = {_asked(name)} OR {_holds('name', name)}\n"
        f"        UNION SELECT actor_id FROM actor_aliases"
        f" WHERE {_holds('alias', name)} OR instr(folded, {_asked(name)})"
    )


def _listed(tests: str, *, statements: bool) -> str:
    """The first rows of the view `timeline`, of those that pass the tests, in the order of dates.

    A condition on the identifiers of the whole view would not reach the indexes of its tables.
    """
    narrow = "SELECT id, 'event' AS kind, status, date_edtf, earliest, latest FROM events"
    drawn = f"{TIMELINE_EVENTS}\nWHERE e.id IN (SELECT id FROM found WHERE kind = 'event')"
    if statements:
        narrow += "\n    UNION ALL SELECT id, 'statement', NULL, date_edtf, earliest, latest FROM statements"
        drawn += f"\nUNION ALL\n{TIMELINE_STATEMENTS}\n"
        drawn += "WHERE s.id IN (SELECT id FROM found WHERE kind = 'statement')"
    return f"""\
WITH found AS MATERIALIZED (
    SELECT t.id, t.kind
    FROM ({narrow}) t
    WHERE {tests}
    ORDER BY {_ORDER}
    LIMIT {LISTED}
)
SELECT t.*
FROM (
{drawn}
) t
ORDER BY {_ORDER}"""


def _by(name: str, table: str, key: str, role: str = "") -> str:
    among = f" AND role = '{role}'" if role else ""
    return (
        f"(trim(:{name}) = '' OR t.id IN (\n"
        f"    SELECT {key} FROM {table} WHERE actor_id IN (\n        {_actors(name)}){among}))"
    )


# A month or a year is taken for its first day, or for its last.
_SINCE = "substr(trim(:since) || '-01-01', 1, 10)"
_UNTIL = (
    "CASE length(trim(:until)) WHEN 4 THEN trim(:until) || '-12-31'"
    " WHEN 7 THEN date(trim(:until) || '-01', '+1 month', '-1 day') ELSE trim(:until) END"
)
_WINDOW = f"""\
(trim(:since) = '' OR t.latest >= {_SINCE} OR (t.latest IS NULL AND t.earliest IS NOT NULL))
AND (trim(:until) = '' OR t.earliest <= {_UNTIL} OR (t.earliest IS NULL AND t.latest IS NOT NULL))"""

_ORDER = "t.date_edtf IS NULL, t.earliest, t.latest, t.id"

_DAYS = {
    "since": "from this day, month or year on (2020-11-09, 2020-11, 2020)",
    "until": "through this day, month or year",
}

CANNED: dict[str, Canned] = {
    "what-happened": Canned(
        "What happened between two days?",
        "Events and statements in the order of their dates, as far as these are known.",
        {
            **_DAYS,
            "actor": "a part of the name of someone who takes part or speaks (Pashinyan)",
            "status": "occurred, ongoing, planned, proposed, alleged or denied",
            "kind": "event or statement",
        },
        _listed(
            f"""\
{_WINDOW}
AND (trim(:actor) = '' OR t.id IN (
    SELECT record FROM actor_dates WHERE actor_id IN (
        {_actors("actor")})))
AND {_asked("status")} IN ('', t.status) AND {_asked("kind")} IN ('', t.kind)""",
            statements=True,
        ),
    ),
    "who-said-what": Canned(
        "Who said what, to whom, about whom?",
        "Statements with the very words where the document has them, and the chain that carried them.",
        {
            "by": "a part of the speaker’s name (Lavrov)",
            "to": "a part of the addressee’s name",
            "about": "a part of the name of an actor whom it is about (Turkey)",
            "via": "a part of the name of an agency or outlet that carried it (Reuters)",
            "words": "what is said in it, in these words (corridor)",
            **_DAYS,
        },
        f"""\
WITH found AS MATERIALIZED (
    SELECT t.id
    FROM statements t
    WHERE {_by("by", "statement_actors", "statement_id", "speaker")}
AND {_by("to", "statement_actors", "statement_id", "addressee")}
AND {_by("about", "statement_actors", "statement_id", "subject")}
AND {_by("via", "statement_actors", "statement_id", "relayer")}
AND (trim(:words) = '' OR {_holds("coalesce(t.quote, '') || ' ' || t.summary", "words")})
AND {_WINDOW}
    ORDER BY {_ORDER}
    LIMIT {LISTED}
)
SELECT t.*
FROM who_said t
WHERE t.id IN (SELECT id FROM found)
ORDER BY {_ORDER}""",
    ),
    "was-it-kept": Canned(
        "Was the agreement kept, and who says so?",
        "Each provision of an agreement, and under it every claim about its being kept.",
        {
            "agreement": "identifier of the agreement, or a part of its title (ceasefire)",
            "verdict": "fulfilled, partly, breached, disputed or reaffirmed",
        },
        f"""\
SELECT t.agreement, t.provision, t.verdict, t.claimed_by, t.claim, t.date_edtf, t.obligor, t.deadline_edtf,
    t.statement_id, t.event_id, t.agreement_id, t.provision_id
FROM ledger t
WHERE (trim(:agreement) = '' OR t.agreement_id = {_asked("agreement")}
    OR {_holds("t.agreement", "agreement")})
AND {_asked("verdict")} IN ('', t.verdict)
ORDER BY t.agreement_id, t.position, t.earliest, t.latest, t.statement_id, t.event_id""",
    ),
    "where-do-i-read-it": Canned(
        "Where do I read it?",
        "The passages that support a record, with their places in the documents.",
        {
            "record": "identifier of an event, statement, agreement, provision or office",
            "document": "identifier of a document",
        },
        f"""\
SELECT t.*
FROM evidence t
WHERE {_asked("record")} IN ('', t.record) AND {_asked("document")} IN ('', t.document_id)
ORDER BY t.document_id, t.start, t."end", t.record, t.supports""",
    ),
    "where-sources-differ": Canned(
        "Where do the sources differ?",
        "Every reading of a field that is told in more than one way.",
        {
            "record": "identifier of the record",
            "field": "date, signed, effective, deadline, place, status, actors, title or summary",
        },
        f"""\
SELECT r.label, t.*
FROM conflicts t JOIN records r ON r.id = t.record AND r.kind = t.kind
WHERE {_asked("record")} IN ('', t.record) AND {_asked("field")} IN ('', t.field)
ORDER BY t.record, t.field, t.position, t.document_id, t.start, t.value""",
    ),
    "what-did-two-do-together": Canned(
        "What did two actors do together?",
        "Events in which both take part, in whatever part. With the second left empty, all of the first’s.",
        {"one": "a part of a name (Aliyev)", "other": "a part of another (Lavrov)"},
        _listed(
            f"""\
{_by("one", "event_actors", "event_id")}
AND {_by("other", "event_actors", "event_id")}""",
            statements=False,
        ),
    ),
    "where-words-occur": Canned(
        "Where do these words occur?",
        "Records of every kind in which all the words occur, by the full-text index.",
        {"words": "the words, in any order and without diacritics (monitoring centre)"},
        # Each word as a string of FTS5, in which its operators mean nothing. No word finds nothing.
        """\
SELECT s.record AS id, s.kind, r.label, snippet(search, -1, '', '', '…', 16) AS snippet
FROM search s JOIN records r ON r.id = s.record AND r.kind = s.kind
WHERE search MATCH '"' || replace(trim(replace(:words, '"', ' ')), ' ', '" "') || '"'
ORDER BY s.kind, s.record""",
    ),
}
"""By the name that stands in an address; none is the name of a table or view."""
