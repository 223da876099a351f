"""`kevents show`: one record of any kind with its links and passages; also `agreements NAME` and the like."""

from collections.abc import Iterator
from itertools import starmap
from typing import Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Value
from karabakh_events.errors import UnknownName
from karabakh_events.queries import lists, shapes
from karabakh_events.queries.figures import OF_EVENTS, OF_STATEMENTS
from karabakh_events.queries.renderings import PUBLISHED, RENDERINGS
from karabakh_events.queries.sql import Query, by_date
from karabakh_events.queries.statements import SPEAKERS, Speaker
from karabakh_events.schema.dictionary import DESCRIBED

SURROUNDINGS = 200
"""The length of the text given before and after a passage, in code points."""


class Link(NamedTuple):
    """Another record, and its relation to the one shown.

    `relation` is a term of the codebook if there is one (speaker, host, signed, breached …), else one of our
    own (place, occasion, occasion-of, part-of, part, member-of, member, outcome-of, outcome, about,
    spoken-of-in, office, officer, provision …). If an agreement is shown, the claims about it as a whole have
    its own id in `of`; those about a provision follow that and have its id.
    """

    relation: str
    kind: str
    id: str
    label: str
    date: str | None  # EDTF
    date_basis: str | None
    note: str | None
    """The speakers, the actor represented, the office, or the actor bound; for an event its status unless
    `occurred`."""
    of: str | None = None
    disputed: bool = False
    """Whether a reading on file contradicts the date."""


class Passage(NamedTuple):
    """A citation with the text around it; offsets are code points of the document's text, end exclusive."""

    record: str  # the record that it supports: the one shown, or a part of it (an agreement's provision)
    kind: str
    label: str
    document: str
    title: str
    outlet: str | None
    url: str | None
    section: str
    supports: str
    start: int
    end: int
    exact: str
    before: str
    after: str


class Record(NamedTuple):
    """A record with all its links and passages."""

    id: str
    kind: str  # event, statement, agreement, provision, actor, role, place, document
    label: str
    fields: dict[str, Any]
    """Its columns in the order of the table, without empty ones; then `disputed` for each date that a reading
    on file contradicts; then its aliases, topics, sections or renderings (the words of a statement in each
    document); then its figures. Of an actor, `officials_and_bodies` counts those who belong to it, through
    others too, without the members of a group, which are linked."""
    links: tuple[Link, ...]
    citations: tuple[Passage, ...]
    """The passages of the record and its parts; for a document, all its passages in the order of the text."""

    def __repr__(self) -> str:
        return f"<{self.kind} {self.id!r}: {self.label!r}>"

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


_TABLES = {
    kind: f"{kind}s"
    for kind in ("event", "statement", "agreement", "provision", "actor", "role", "place", "document")
}

_NO_DATE = "NULL, NULL, 0"
_EVENT = "'event', e.id, e.title, e.date_edtf, e.date_basis, e.disputed, nullif(e.status, 'occurred')"
_STATEMENT = "'statement', s.id, s.summary, s.date_edtf, s.date_basis, s.disputed, NULL"
_AGREEMENT = "'agreement', g.id, g.title, g.signed_edtf, g.signed_basis, g.signed_disputed"
_DOCUMENT = "'document', d.id, d.title, d.published_edtf, d.published_basis, d.published_disputed"
_BY_PART = "CASE x.role WHEN 'speaker' THEN 1 WHEN 'addressee' THEN 2 WHEN 'relayer' THEN 3 ELSE 4 END"
_PROVISION = (
    "'provision', v.id, v.summary, v.deadline_edtf, v.deadline_basis, v.deadline_disputed,"
    " nullif(ltrim(coalesce('no. ' || v.number, '')"
    " || coalesce(', binds ' || (SELECT name FROM actors WHERE id = v.obligor_id), ''), ', '), '')"
)


_ACTOR = f"'actor', a.id, a.name, {_NO_DATE}, NULL"
_PLACE = f"'place', p.id, p.name, {_NO_DATE}, NULL"

_AT_PLACE = f"SELECT 'place', 'place', p.id, p.name, {_NO_DATE}, NULL FROM places p WHERE p.id = :place_id"

# The claims about an agreement as a whole; then each of its provisions, followed by the claims about it.
_PROVISIONS = f"""\
WITH found (
    position, provision, undated, earliest, latest, relation, kind, id, label, date, basis, disputed,
    note, of
) AS (
    SELECT -1, c.agreement_id, s.span_class = 6, s.earliest, s.latest, c.verdict, {_STATEMENT}, c.agreement_id
    FROM agreement_claims c JOIN statements s ON s.id = c.statement_id WHERE c.agreement_id = :id
    UNION ALL
    SELECT -1, c.agreement_id, e.span_class = 6, e.earliest, e.latest, c.verdict, {_EVENT}, c.agreement_id
    FROM agreement_claims c JOIN events e ON e.id = c.event_id WHERE c.agreement_id = :id
    UNION ALL
    SELECT v.position, v.id, -1, NULL, NULL, 'provision', {_PROVISION}, NULL
    FROM provisions v WHERE v.agreement_id = :id
    UNION ALL
    SELECT v.position, v.id, s.span_class = 6, s.earliest, s.latest, c.verdict, {_STATEMENT}, v.id
    FROM provisions v JOIN provision_claims c ON c.provision_id = v.id
        JOIN statements s ON s.id = c.statement_id WHERE v.agreement_id = :id
    UNION ALL
    SELECT v.position, v.id, e.span_class = 6, e.earliest, e.latest, c.verdict, {_EVENT}, v.id
    FROM provisions v JOIN provision_claims c ON c.provision_id = v.id
        JOIN events e ON e.id = c.event_id WHERE v.agreement_id = :id
)
SELECT relation, kind, id, label, date, basis, disputed, note, of FROM found
ORDER BY position, provision, undated, earliest, latest, id"""

# The links of each kind of record, in the order in which `show` prints them.
_LINKS: dict[str, tuple[str, ...]] = {
    "event": (
        f"SELECT x.role, 'actor', a.id, a.name, {_NO_DATE}, NULL FROM event_actors x"
        " JOIN actors a ON a.id = x.actor_id WHERE x.event_id = :id ORDER BY x.position, a.id, x.role",
        _AT_PLACE,
        f"SELECT 'part-of', {_EVENT} FROM events e WHERE e.id = :part_of",
        f"SELECT 'part', {_EVENT} FROM events e WHERE e.part_of = :id ORDER BY {by_date('e')}",
        f"SELECT 'outcome-of', {_EVENT} FROM events e WHERE e.id = :outcome_of",
        f"SELECT 'outcome', {_EVENT} FROM events e WHERE e.outcome_of = :id ORDER BY {by_date('e')}",
        f"SELECT x.relation, {_AGREEMENT}, NULL FROM event_agreements x"
        " JOIN agreements g ON g.id = x.agreement_id WHERE x.event_id = :id ORDER BY g.id, x.relation",
        f"SELECT c.verdict, {_AGREEMENT}, 'as a whole' FROM agreement_claims c"
        " JOIN agreements g ON g.id = c.agreement_id WHERE c.event_id = :id ORDER BY g.id",
        f"SELECT c.verdict, {_PROVISION} FROM provision_claims c JOIN provisions v ON v.id = c.provision_id"
        " WHERE c.event_id = :id ORDER BY v.id",
        f"SELECT 'occasion-of', {_STATEMENT} FROM statements s WHERE s.event_id = :id"
        f" ORDER BY {by_date('s')}",
        f"SELECT 'spoken-of-in', {_STATEMENT} FROM statement_events x"
        f" JOIN statements s ON s.id = x.statement_id WHERE x.event_id = :id ORDER BY {by_date('s')}",
    ),
    "statement": (
        f"SELECT x.role, 'actor', a.id, a.name, {_NO_DATE}, NULL FROM statement_actors x"
        f" JOIN actors a ON a.id = x.actor_id WHERE x.statement_id = :id ORDER BY {_BY_PART}, x.position",
        f"SELECT 'about', {_AGREEMENT}, NULL FROM statement_agreements x"
        " JOIN agreements g ON g.id = x.agreement_id WHERE x.statement_id = :id ORDER BY g.id",
        f"SELECT 'about', {_EVENT} FROM statement_events x JOIN events e ON e.id = x.event_id"
        f" WHERE x.statement_id = :id ORDER BY {by_date('e')}",
        f"SELECT 'occasion', {_EVENT} FROM events e WHERE e.id = :event_id",
        f"SELECT c.verdict, {_AGREEMENT}, 'as a whole' FROM agreement_claims c"
        " JOIN agreements g ON g.id = c.agreement_id WHERE c.statement_id = :id ORDER BY g.id",
        f"SELECT c.verdict, {_PROVISION} FROM provision_claims c JOIN provisions v ON v.id = c.provision_id"
        " WHERE c.statement_id = :id ORDER BY v.id",
        f"SELECT 'document', {_DOCUMENT}, NULL FROM documents d WHERE d.id = :document_id",
    ),
    "agreement": (
        f"SELECT x.role, 'actor', a.id, a.name, {_NO_DATE}, b.name FROM agreement_actors x"
        " JOIN actors a ON a.id = x.actor_id LEFT JOIN actors b ON b.id = x.behalf_of"
        " WHERE x.agreement_id = :id ORDER BY x.position, a.id, x.role",
        _AT_PLACE,
        _PROVISIONS,
        f"SELECT x.relation, {_EVENT} FROM event_agreements x JOIN events e ON e.id = x.event_id"
        f" WHERE x.agreement_id = :id ORDER BY {by_date('e')}",
        f"SELECT 'spoken-of-in', {_STATEMENT} FROM statement_agreements x"
        f" JOIN statements s ON s.id = x.statement_id WHERE x.agreement_id = :id ORDER BY {by_date('s')}",
    ),
    "provision": (
        f"SELECT 'agreement', {_AGREEMENT}, NULL FROM agreements g WHERE g.id = :agreement_id",
        f"SELECT 'obligor', 'actor', a.id, a.name, {_NO_DATE}, NULL FROM actors a WHERE a.id = :obligor_id",
        f"SELECT c.verdict, {_STATEMENT} FROM provision_claims c JOIN statements s ON s.id = c.statement_id"
        f" WHERE c.provision_id = :id ORDER BY {by_date('s')}",
        f"SELECT c.verdict, {_EVENT} FROM provision_claims c JOIN events e ON e.id = c.event_id"
        f" WHERE c.provision_id = :id ORDER BY {by_date('e')}",
    ),
    "actor": (
        f"SELECT 'part-of', {_ACTOR} FROM actors a WHERE a.id = :part_of",
        f"SELECT 'member-of', {_ACTOR} FROM actor_members m JOIN actors a ON a.id = m.group_id"
        " WHERE m.actor_id = :id ORDER BY a.name, a.id",
        f"SELECT 'member', {_ACTOR} FROM actor_members m JOIN actors a ON a.id = m.actor_id"
        " WHERE m.group_id = :id ORDER BY m.position, a.id",
        f"SELECT 'part', {_ACTOR} FROM actor_within w JOIN actors a ON a.id = w.actor_id"
        " WHERE w.within_id = :id AND a.part_of = :id ORDER BY a.name, a.id",
        "SELECT 'office', 'role', r.id, r.title, r.edtf, r.basis, r.disputed, b.name FROM roles r"
        f" LEFT JOIN actors b ON b.id = r.body_id WHERE r.actor_id = :id ORDER BY {by_date('r')}",
        "SELECT 'officer', 'role', r.id, r.title, r.edtf, r.basis, r.disputed, a.name FROM roles r"
        f" JOIN actors a ON a.id = r.actor_id WHERE r.body_id = :id ORDER BY {by_date('r')}",
        f"SELECT x.role, {_EVENT} FROM event_actors x JOIN events e ON e.id = x.event_id"
        f" WHERE x.actor_id = :id ORDER BY {by_date('e')}, x.role",
        f"SELECT x.role, {_STATEMENT} FROM statement_actors x JOIN statements s ON s.id = x.statement_id"
        " WHERE x.actor_id = :id"
        f" ORDER BY {_BY_PART}, {by_date('s')}",
        f"SELECT x.role, {_AGREEMENT}, b.name FROM agreement_actors x"
        " JOIN agreements g ON g.id = x.agreement_id LEFT JOIN actors b ON b.id = x.behalf_of"
        f" WHERE x.actor_id = :id ORDER BY {by_date('g', 'signed_')}, x.role",
        f"SELECT 'obligor', {_PROVISION} FROM provisions v WHERE v.obligor_id = :id"
        " ORDER BY v.agreement_id, v.position, v.id",
        f"SELECT 'published', {_DOCUMENT}, NULL FROM documents d WHERE d.outlet_id = :id"
        f" ORDER BY {by_date('d', 'published_')}",
    ),
    "role": (
        f"SELECT 'holder', 'actor', a.id, a.name, {_NO_DATE}, NULL FROM actors a WHERE a.id = :actor_id",
        f"SELECT 'body', 'actor', a.id, a.name, {_NO_DATE}, NULL FROM actors a WHERE a.id = :body_id",
    ),
    "place": (
        f"SELECT 'part-of', {_PLACE} FROM places p WHERE p.id = :part_of",
        f"SELECT 'part', {_PLACE} FROM place_within w JOIN places p ON p.id = w.place_id"
        " WHERE w.within_id = :id AND p.part_of = :id ORDER BY p.name, p.id",
        f"SELECT 'event', {_EVENT} FROM events e WHERE e.place_id = :id ORDER BY {by_date('e')}",
        f"SELECT 'signed', {_AGREEMENT}, NULL FROM agreements g WHERE g.place_id = :id"
        f" ORDER BY {by_date('g', 'signed_')}",
    ),
    "document": (
        f"SELECT 'outlet', 'actor', a.id, a.name, {_NO_DATE}, NULL FROM actors a WHERE a.id = :outlet_id",
    ),
}

_EXTRAS = {
    "actor": ("aliases", "SELECT alias FROM actor_aliases WHERE actor_id = :id ORDER BY alias"),
    "place": ("aliases", "SELECT alias FROM place_aliases WHERE place_id = :id ORDER BY alias"),
    "agreement": ("aliases", "SELECT alias FROM agreement_aliases WHERE agreement_id = :id ORDER BY alias"),
    "statement": ("topics", "SELECT topic FROM statement_topics WHERE statement_id = :id ORDER BY position"),
    "document": (
        "sections",
        'SELECT x.kind, x.start, x."end", a.id, a.name'
        " FROM sections x LEFT JOIN actors a ON a.id = x.speaker_id"
        " WHERE x.document_id = :id ORDER BY x.start",
    ),
}

_BELONGING = """\
SELECT count(*) FROM actor_within w WHERE w.within_id = :id AND w.actor_id <> :id AND NOT EXISTS
    (SELECT 1 FROM actor_members m WHERE m.group_id = :id AND m.actor_id = w.actor_id)"""

CITED = {
    "event": "c.event_id = :id",
    "statement": "c.statement_id = :id",
    "agreement": "c.agreement_id = :id"
    " OR c.provision_id IN (SELECT id FROM provisions WHERE agreement_id = :id)",
    "provision": "c.provision_id = :id",
    "role": "c.role_id = :id",
    "actor": "c.role_id IN (SELECT id FROM roles WHERE actor_id = :id)",
    "document": "c.document_id = :id OR c.of_document_id = :id",
}
"""For each kind of record, the condition that a citation `c` supports it or one of its parts."""

_PASSAGES = f"""\
SELECT r.id, r.kind, r.label, d.id, d.title, o.name, d.url, c.section, c.supports, c.start, c."end", c.exact,
    substr(d.text, max(c.start - {SURROUNDINGS}, 0) + 1, min(c.start, {SURROUNDINGS})),
    substr(d.text, c."end" + 1, {SURROUNDINGS}), c.id
FROM citations c JOIN documents d ON d.id = c.document_id LEFT JOIN actors o ON o.id = d.outlet_id
    JOIN records r ON r.id = coalesce(
        c.event_id, c.statement_id, c.agreement_id, c.provision_id, c.role_id, c.of_document_id)
WHERE """


def show(connection: Connection, record_id: str) -> Record:
    """The record with this id, of any kind. Raises UnknownName if no record has it."""
    kind, label = identify(connection, record_id)
    binds: dict[str, Value] = {"id": record_id}
    names = tuple(name for name in DESCRIBED[_TABLES[kind]].columns if name != "text")
    listed = ", ".join(f'"{name}"' for name in names)
    (values,) = Query(f"SELECT {listed} FROM {_TABLES[kind]} WHERE id = :id", binds).run(connection)
    columns = dict(zip(names, values, strict=True))
    fields = {
        name: value
        for name, value in columns.items()
        if name != "id" and not name.endswith(("span_class", "disputed")) and value is not None
    }
    fields |= {name: True for name, value in columns.items() if name.endswith("disputed") and value}
    identifiers = "SELECT scheme, value FROM identifiers WHERE record = :id ORDER BY scheme"
    fields |= dict(Query(identifiers, binds).run(connection))
    if kind == "statement":
        members = lists.members(connection, RENDERINGS.sql, [record_id]).get(record_id, [])
        fields["renderings"] = [
            {name: getattr(rendering, name) for name in PUBLISHED} for rendering in RENDERINGS.gather(members)
        ]
    if kind in _EXTRAS:
        name, sql = _EXTRAS[kind]
        extras = list(Query(sql, binds).run(connection))
        fields[name] = (
            list(starmap(_section, extras)) if name == "sections" else [value for (value,) in extras]
        )
    if kind == "actor":
        ((belonging,),) = Query(_BELONGING, binds).run(connection)
        fields |= {"officials_and_bodies": belonging} if belonging else {}
    for counted, figures in (("event", OF_EVENTS), ("statement", OF_STATEMENTS)):
        if kind == counted:
            found = lists.members(connection, figures.sql, [record_id]).get(record_id, [])
            fields |= {"figures": [shapes.as_json(each) for each in figures.gather(found)]} if found else {}
    links = [_link(*row) for sql in _LINKS[kind] for row in Query(sql, columns).run(connection)]
    return Record(
        record_id,
        kind,
        label,
        fields,
        tuple(_with_speakers(connection, record_id, links)),
        tuple(_passages(connection, kind, record_id)),
    )


def _section(kind: str, start: int, end: int, speaker: str | None, name: str | None) -> dict[str, Any]:
    whose = {"id": speaker, "name": name} if speaker is not None else None
    return {"kind": kind, "start": start, "end": end, "speaker": whose}


def _link(*row: Any) -> Link:
    *head, disputed, note, of = row if len(row) == len(Link._fields) else (*row, None)
    return Link._make((*head, note, of, bool(disputed)))


def _with_speakers(connection: Connection, record_id: str, links: list[Link]) -> Iterator[Link]:
    """The links with notes: each statement names its speakers, and each speaker has his office."""
    speakers: dict[str, list[Speaker]] = {}
    for batch in lists.batches(
        dict.fromkeys([record_id, *(link.id for link in links if link.kind == "statement")])
    ):
        speakers |= {
            id_: SPEAKERS.gather(found)
            for id_, found in lists.members(connection, SPEAKERS.sql, batch).items()
        }
    office = {speaker.id: speaker.role for speaker in speakers.get(record_id, ())}
    for link in links:
        if link.kind == "statement":
            yield link._replace(note=", ".join(speaker.name for speaker in speakers.get(link.id, ())) or None)
        elif link.relation == "speaker" and link.kind == "actor":
            yield link._replace(note=office.get(link.id))
        else:
            yield link


def identify(connection: Connection, record_id: str) -> tuple[str, str]:
    """The kind and the label of the record with this id. Raises UnknownName if no record has it."""
    query = Query("SELECT kind, label FROM records WHERE id = :id", {"id": record_id})
    for kind, label in query.run(connection):
        return kind, label
    raise unknown(connection, "record", record_id)


def _passages(connection: Connection, kind: str, record_id: str) -> Iterator[Passage]:
    if kind in CITED:
        # Order by columns of the result: with others, SQLite would first build the view of all records.
        sql = f"{_PASSAGES}{CITED[kind]} ORDER BY 4, 10, 11, 9, 15"
        for *row, _citation in Query(sql, {"id": record_id}).run(connection):
            yield Passage(*row)


def unknown(connection: Connection, called: str, record_id: str) -> UnknownName:
    """The error that no record has this id, with the ids that the user may have meant."""
    error = UnknownName(called, record_id, _alike(connection, record_id))
    error.hint = error.hint or "kevents search finds records by the words in them"
    return error


def _alike(connection: Connection, record_id: str) -> list[str]:
    # Imported here: only a mistyped id needs these two.
    from karabakh_events.names import nearest
    from karabakh_events.queries.names import bearers

    # If the text is a name, suggest the records that have this name, not the ids that look like it.
    if meant := bearers(connection, record_id):
        return meant
    ids = Query("SELECT id FROM records LIMIT 100000", {}).run(connection)
    return nearest(record_id, (id_ for (id_,) in ids))
