"""`kevents ledger`: each provision of an agreement with every claim on whether it was kept.

The first query gives the provisions in order. Then their claims, and the statements and events behind the
claims, are read for a batch of provisions at a time. No other statement or event is read.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Row, Value
from karabakh_events.queries import lists, shapes
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
    """A statement or an event, and its verdict on whether a provision was kept.

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
    occasion_title: Annotated[str | None, HIDDEN, "o.title", None]

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


class LedgerRow(NamedTuple):
    """One provision. `contested` are its fields for which sources differ (see `conflicts`)."""

    agreement: Annotated[Titled, Joined(Titled, ("g.id", "g.title"))]
    id: Annotated[str, "v.id"]
    number: Annotated[str | None, "v.number"]
    topic: Annotated[str, "v.topic"]
    summary: Annotated[str, "v.summary"]
    obligor: Annotated[Named | None, Joined(Named, ("o.id", "o.name"))]
    deadline: Annotated[str | None, "v.deadline_edtf"]
    deadline_verbatim: Annotated[str | None, "v.deadline_verbatim"]
    deadline_earliest: Annotated[str | None, DAY, "v.deadline_earliest"]
    deadline_latest: Annotated[str | None, DAY, "v.deadline_latest"]
    deadline_basis: Annotated[str | None, "v.deadline_basis"]
    deadline_reason: Annotated[str | None, "v.deadline_reason"]
    deadline_reference: Annotated[str | None, "v.deadline_reference"]
    tally: Annotated[dict[str, int], Keys(VERDICTS)]
    """The number of claims with each verdict that occurs."""
    claims: tuple[Claim, ...]
    """In date order: earliest, latest, id; undated claims last."""
    contested: Annotated[
        tuple[str, ...],
        List(
            "SELECT DISTINCT record, field FROM conflicts WHERE record IN {ids} ORDER BY record, field",
            values,
        ),
    ]
    citations: Annotated[tuple[Citation, ...], List(citations_of("provision_id"), each(Citation))]
    deadline_disputed: Annotated[bool, flag("v.deadline_disputed")]
    """Whether a reading on file contradicts the deadline."""
    declared_deadline: Annotated[str | None, lists.declared("deadline")]
    """EDTF: what the document that declares it has, if another reading of the deadline is preferred."""

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)

    def as_rows(self) -> Iterator[dict[str, Any]]:
        """The provision as rows of a plain table: one for each claim, or a single row if it has no claim."""
        record = self.as_json()
        provision = {
            "agreement": record["agreement"]["id"],
            "provision": self.id,
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


_PROVISIONS = """\
FROM provisions v JOIN agreements g ON g.id = v.agreement_id LEFT JOIN actors o ON o.id = v.obligor_id
WHERE v.id"""
_CLAIMED = {
    "statement": "FROM statements s LEFT JOIN events o ON o.id = s.event_id WHERE s.id",
    "event": "FROM events e WHERE e.id",
}
_CLAIMS = """\
SELECT provision_id, verdict, statement_id, event_id FROM provision_claims WHERE provision_id IN {ids}"""


def ledger_query(agreement: str | None = None) -> Query:
    """The query for the ids of the provisions, of one agreement (an id) or of all, by date of signing."""
    binds: dict[str, Value] = {}
    where = ""
    if agreement is not None:
        binds["agreement"] = agreement
        where = "\nWHERE g.id = :agreement"
    return Query(
        f"""\
SELECT v.id, 'provision' AS kind FROM agreements g JOIN provisions v ON v.agreement_id = g.id{where}
ORDER BY {by_date("g", "signed_")}, v.position, v.id""",
        binds,
    )


def ledger_queries(agreement: str | None = None) -> Iterator[tuple[str, Query]]:
    """Each query with a description: first the ids, then what each provision and each claim holds."""
    made = ledger_query(agreement)
    yield "the provisions in order", made
    yield from lists.queries_of(LedgerRow, _PROVISIONS, made, "provision")
    yield "of each provision: its claims", lists.over(_CLAIMS, made, "provision")
    for of, (kind, source) in enumerate(_CLAIMED.items()):
        claimed = (
            f"SELECT {kind}_id AS id, '{kind}' AS kind FROM provision_claims WHERE {kind}_id IS NOT NULL"
        )
        if agreement is not None:
            claimed += "\n    AND provision_id IN (SELECT id FROM provisions WHERE agreement_id = :agreement)"
        yield from lists.queries_of(Claim, source, Query(claimed, made.binds), kind, of=of)


def ledger(connection: Connection, agreement: str | None = None) -> Iterator[LedgerRow]:
    """The provisions of one agreement (an id) in their order, or of all agreements by date of signing.

    An agreement without a provision on record has no row.
    """
    found = ledger_query(agreement).run(connection)
    for batch in lists.batches(id_ for id_, _ in found):
        claims = _claims(connection, batch)
        tallies = {id_: _tally(claims[id_]) for id_ in batch}
        rows = lists.load(
            connection, LedgerRow, _PROVISIONS, batch, given={"claims": claims, "tally": tallies}
        )
        yield from (rows[id_] for id_ in batch)


def _claims(connection: Connection, provisions: list[str]) -> dict[str, tuple[Claim, ...]]:
    made = lists.members(connection, _CLAIMS, provisions)
    every = [claim for claims in made.values() for claim in claims]
    speaking = dict.fromkeys(
        (statement or event, "statement" if statement else "event") for _, statement, event in every
    )
    rows: dict[str, Claim] = {}
    for batch in lists.batches(speaking):
        verdicts = {"verdict": {id_: "" for id_, _ in batch}}
        rows |= lists.load_kinds(connection, Claim, _CLAIMED, batch, verdicts)
    return {
        provision: tuple(
            sorted(
                (
                    rows[statement or event]._replace(verdict=verdict)
                    for verdict, statement, event in made.get(provision, ())
                ),
                key=_in_order,
            )
        )
        for provision in provisions
    }


def _in_order(claim: Claim) -> tuple[bool, str, str, str, str]:
    """The sort key that gives rows in memory the order of `sql.by_date`."""
    undated = claim.earliest is None and claim.latest is None
    return undated, claim.earliest or "", claim.latest or "", claim.id, claim.verdict


def _tally(claims: tuple[Claim, ...]) -> dict[str, int]:
    counted = Counter(claim.verdict for claim in claims)
    return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}


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
