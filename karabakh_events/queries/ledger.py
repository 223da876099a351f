"""`kevents ledger`: each agreement and provision with every claim on whether it was kept.

The first query gives what the claims are about, in order: of each agreement first the agreement as a whole,
if there is a claim about it, then its provisions. Then the claims, and the statements and events behind them,
are read for a batch at a time.
"""

from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries import lists, shapes, voices
from karabakh_events.queries.citations import Citation, citations_of
from karabakh_events.queries.lists import List, each, values
from karabakh_events.queries.renderings import PUBLISHED, RENDERINGS, Rendering
from karabakh_events.queries.shapes import DAY, HIDDEN, Joined, Keys, Only, flag
from karabakh_events.queries.sql import Query, by_date
from karabakh_events.queries.statements import ADDRESSEES, RELAYERS, SPEAKERS, Named, Speaker

VERDICTS = ("fulfilled", "mostly", "partly", "breached", "disputed", "reaffirmed")
"""The verdicts in the order of the codebook (`vocabulary.Verdict`), in which a tally lists them."""


class Agreement(NamedTuple):
    """An agreement as the heading of its provisions."""

    id: str
    title: str
    signed: str | None  # EDTF
    signed_basis: str | None
    signed_disputed: bool


class Titled(NamedTuple):
    id: str
    title: str


def _documents(citations: list[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation[0] for citation in citations))


_SAID_IN, _SHOWN_IN = citations_of("statement_id"), citations_of("event_id")


class Claim(NamedTuple):
    """A statement or an event, and its verdict on whether a provision, or an agreement, was kept.

    An event has no `speakers`, `addressees`, `via`, `manner`, `act`, `quote`, `occasion` and `renderings`. If
    it is only alleged, its passages tell who alleges it. A statement has no `status`.
    """

    verdict: str
    kind: Annotated[str, "'statement'", "'event'"]
    id: Annotated[str, "s.id", "e.id"]
    title: Annotated[str, "s.summary", "e.title"]
    """The title of an event, or the curator's summary of a statement."""
    speakers: Annotated[tuple[Speaker, ...], SPEAKERS, None]
    addressees: Annotated[tuple[Named, ...], ADDRESSEES, None]
    via: Annotated[tuple[str, ...], RELAYERS, None]
    """Names, in order from the speaker to the outlet."""
    manner: Annotated[str | None, "s.manner", None]
    act: Annotated[str | None, "s.act", None]
    quote: Annotated[str | None, "s.quote", None]
    date: Annotated[str | None, "s.date_edtf", "e.date_edtf"]
    earliest: Annotated[str | None, DAY, "s.earliest", "e.earliest"]
    latest: Annotated[str | None, DAY, "s.latest", "e.latest"]
    date_basis: Annotated[str | None, "s.date_basis", "e.date_basis"]
    status: Annotated[str | None, None, "e.status"]
    occasion: Annotated[str | None, "s.event_id", None]
    documents: Annotated[tuple[str, ...], List(_SAID_IN, _documents), List(_SHOWN_IN, _documents)]
    """The documents that support it; each once, by id."""
    citations: Annotated[
        tuple[Citation, ...], List(_SAID_IN, each(Citation)), List(_SHOWN_IN, each(Citation))
    ]
    renderings: Annotated[tuple[Rendering, ...], Only(*PUBLISHED), RENDERINGS, None]
    """The words of a statement as each document has them, first its own."""
    disputed: Annotated[bool, flag("s.disputed"), flag("e.disputed")]
    """Whether a reading on file contradicts the date."""
    declared_date: Annotated[str | None, lists.declared("date")]
    """EDTF: what the document that declares the record has, if another reading is preferred."""
    voices: tuple[str, ...]
    """Who gives the verdict (see `queries.voices`): ids of actors, or of a document without an outlet."""
    occasion_title: Annotated[str | None, HIDDEN, "o.title", None]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class LedgerRow(NamedTuple):
    """One provision, or an agreement as a whole; `scope` says which.

    An agreement as a whole has its own `id` and its title as `summary`, and it has no `number`, `topic`,
    `obligor` and `deadline`. `contested` are the fields for which sources differ (see `conflicts`).
    """

    agreement: Annotated[Titled, Joined(Titled, ("g.id", "g.title"))]
    id: Annotated[str, "g.id", "v.id"]
    number: Annotated[str | None, None, "v.number"]
    topic: Annotated[str | None, None, "v.topic"]
    summary: Annotated[str, "g.title", "v.summary"]
    obligor: Annotated[Named | None, None, Joined(Named, ("o.id", "o.name"))]
    deadline: Annotated[str | None, None, "v.deadline_edtf"]
    deadline_verbatim: Annotated[str | None, None, "v.deadline_verbatim"]
    deadline_earliest: Annotated[str | None, DAY, None, "v.deadline_earliest"]
    deadline_latest: Annotated[str | None, DAY, None, "v.deadline_latest"]
    deadline_basis: Annotated[str | None, None, "v.deadline_basis"]
    deadline_reason: Annotated[str | None, None, "v.deadline_reason"]
    deadline_reference: Annotated[str | None, None, "v.deadline_reference"]
    tally: Annotated[dict[str, int], Keys(VERDICTS)]
    """The number of voices that give each verdict (see `queries.voices`)."""
    claims: tuple[Claim, ...]
    """In date order: earliest, latest, id; undated claims last."""
    contested: Annotated[
        tuple[str, ...],
        List(
            "SELECT DISTINCT record, field FROM conflicts WHERE record IN {ids} ORDER BY record, field",
            values,
        ),
    ]
    citations: Annotated[
        tuple[Citation, ...],
        List(citations_of("agreement_id"), each(Citation)),
        List(citations_of("provision_id"), each(Citation)),
    ]
    deadline_disputed: Annotated[bool, flag("0"), flag("v.deadline_disputed")]
    """Whether a reading on file contradicts the deadline."""
    declared_deadline: Annotated[str | None, lists.declared("deadline")]
    """EDTF: what the document that declares it has, if another reading of the deadline is preferred."""
    scope: Annotated[str, "'agreement'", "'provision'"]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)

    def as_rows(self) -> Iterator[dict[str, Any]]:
        """The row as rows of a plain table: one for each claim, or a single row if it has no claim.

        `provision` is None if the claim is about the agreement as a whole.
        """
        record = self.as_json()
        provision = {
            "agreement": record["agreement"]["id"],
            "provision": self.id if self.scope == "provision" else None,
            "number": self.number,
            "topic": self.topic,
            "summary": self.summary,
            "obligor": self.obligor and self.obligor.name,
            "deadline": self.deadline,
            "deadline_basis": self.deadline_basis,
            "deadline_disputed": self.deadline_disputed,
        }
        for claim in record["claims"] or [dict.fromkeys(shapes.fields(Claim))]:
            yield provision | claim


PROVISION_COLUMNS = (
    "agreement",
    "provision",
    "number",
    "topic",
    "summary",
    "obligor",
    "deadline",
    "deadline_basis",
    "deadline_disputed",
)

CLAIM_COLUMNS = (*PROVISION_COLUMNS, *shapes.fields(Claim))
"""The columns of `LedgerRow.as_rows`."""


_SCOPES = {
    "agreement": "FROM agreements g WHERE g.id",
    "provision": """\
FROM provisions v JOIN agreements g ON g.id = v.agreement_id LEFT JOIN actors o ON o.id = v.obligor_id
WHERE v.id""",
}
_CLAIMS = {
    scope: f"""\
SELECT {scope}_id, verdict, statement_id, event_id FROM {scope}_claims WHERE {scope}_id IN {{ids}}"""
    for scope in _SCOPES
}
_CLAIMED = {
    "statement": "FROM statements s LEFT JOIN events o ON o.id = s.event_id WHERE s.id",
    "event": "FROM events e WHERE e.id",
}


def ledger_query(agreement: str | None = None) -> Query:
    """The query for the ids of what the claims are about, of one agreement (an id) or of all, in order."""
    binds: dict[str, Value] = {}
    one = "TRUE"
    if agreement is not None:
        binds["agreement"] = agreement
        one = "g.id = :agreement"
    signed = "g.id, g.signed_span_class, g.signed_earliest, g.signed_latest"
    return Query(
        f"""\
WITH found (record, kind, position, id, signed_span_class, signed_earliest, signed_latest) AS (
    SELECT g.id, 'agreement', -1, {signed} FROM agreements g
    WHERE {one} AND EXISTS (SELECT 1 FROM agreement_claims c WHERE c.agreement_id = g.id)
    UNION ALL
    SELECT v.id, 'provision', v.position, {signed}
    FROM agreements g JOIN provisions v ON v.agreement_id = g.id WHERE {one}
)
SELECT record AS id, kind FROM found f ORDER BY {by_date("f", "signed_")}, position, record""",
        binds,
    )


def ledger_queries(agreement: str | None = None) -> Iterator[tuple[str, Query]]:
    """Each query with a description: first the ids, then what each row and each claim holds."""
    made = ledger_query(agreement)
    yield "the agreements as a whole and the provisions, in order", made
    for of, (scope, source) in enumerate(_SCOPES.items()):
        yield from lists.queries_of(LedgerRow, source, made, scope, of=of)
        yield f"of each {scope}: its claims", lists.over(_CLAIMS[scope], made, scope)
    of_claims = " UNION ".join(
        f"""\
SELECT coalesce(statement_id, event_id) AS id,
    CASE WHEN event_id IS NULL THEN 'statement' ELSE 'event' END AS kind
FROM {scope}_claims WHERE {scope}_id IN (SELECT id FROM of_ledger)"""
        for scope in _SCOPES
    )
    claimed = Query(f"WITH of_ledger AS (\n{made.sql}\n)\n{of_claims}", made.binds)
    for of, (kind, source) in enumerate(_CLAIMED.items()):
        yield from lists.queries_of(Claim, source, claimed, kind, of=of)
    yield "of each event: who tells it, in which words", lists.over(voices.TELLERS, claimed, "event")
    yield "of each event: the statements about it", lists.over(voices.LINKED, claimed, "event")


def ledger(connection: Connection, agreement: str | None = None) -> Iterator[LedgerRow]:
    """The rows of one agreement (an id), or of all agreements by date of signing.

    Of each agreement first comes the agreement as a whole, if there is a claim about it. Its provisions
    follow in their order. An agreement with neither has no row.
    """
    found = ledger_query(agreement).run(connection)
    for batch in lists.batches((id_, kind) for id_, kind in found):
        claims = _claims(connection, batch)
        tallies = {id_: _tally(claims[id_]) for id_, _ in batch}
        made: dict[str, dict[str, Any]] = {"claims": {**claims}, "tally": {**tallies}}
        rows = lists.load_kinds(connection, LedgerRow, _SCOPES, batch, made)
        yield from (rows[id_] for id_, _ in batch)


def _claims(connection: Connection, batch: list[tuple[str, str]]) -> dict[str, tuple[Claim, ...]]:
    """The claims about each of these, in order."""
    given = [
        voices.Given(on, verdict, "statement" if statement else "event", statement or event)
        for scope, sql in _CLAIMS.items()
        for on, claims in lists.members(
            connection, sql, [id_ for id_, kind in batch if kind == scope]
        ).items()
        for verdict, statement, event in claims
    ]
    heard = voices.voices(connection, given)
    rows: dict[str, Claim] = {}
    for some in lists.batches(dict.fromkeys((claim.id, claim.kind) for claim in given)):
        unset: dict[str, dict[str, Any]] = {
            "verdict": {id_: "" for id_, _ in some},
            "voices": {id_: () for id_, _ in some},
        }
        rows |= lists.load_kinds(connection, Claim, _CLAIMED, some, unset)
    made: dict[str, list[Claim]] = {id_: [] for id_, _ in batch}
    for claim in given:
        made[claim.on].append(rows[claim.id]._replace(verdict=claim.verdict, voices=heard[claim]))
    return {on: tuple(sorted(claims, key=_in_order)) for on, claims in made.items()}


def _in_order(claim: Claim) -> tuple[bool, str, str, str, str]:
    """The sort key that gives rows in memory the order of `sql.by_date`."""
    undated = claim.earliest is None and claim.latest is None
    return undated, claim.earliest or "", claim.latest or "", claim.id, claim.verdict


def _tally(claims: tuple[Claim, ...]) -> dict[str, int]:
    counted = {
        verdict: voices.number((claim.kind, claim.voices) for claim in claims if claim.verdict == verdict)
        for verdict in VERDICTS
    }
    return {verdict: number for verdict, number in counted.items() if number}


def agreements(connection: Connection, agreement: str | None = None) -> Iterator[Agreement]:
    """The agreements in the order of `ledger`, including those without a provision on record."""
    where = "" if agreement is None else "\nWHERE g.id = :agreement"
    query = Query(
        f"""\
SELECT g.id, g.title, g.signed_edtf AS signed, g.signed_basis, g.signed_disputed FROM agreements g{where}
ORDER BY {by_date("g", "signed_")}""",
        {} if agreement is None else {"agreement": agreement},
    )
    return (Agreement._make((*row, bool(disputed))) for *row, disputed in query.run(connection))
