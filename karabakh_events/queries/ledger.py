"""`kevents ledger`: each provision of an agreement with everything on record that speaks of its being kept.

One query answers for one agreement or for all. The provisions are put in order first; the claims of each are
looked up by the index on `provision_claims.provision_id` as the row is asked for, and no other statement or
event is read. As in `listing`, the LIMIT and the CROSS JOINs keep that order without another sort.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.queries.sql import Query, Value, office
from karabakh_events.queries.statements import Named, Speaker

VERDICTS = ("fulfilled", "partly", "breached", "disputed", "reaffirmed")
"""The order in which verdicts are counted: that of the codebook (`vocabulary.Verdict`)."""


class Agreement(NamedTuple):
    """An agreement as the heading of its provisions."""

    id: str
    title: str
    signed: str | None  # EDTF
    signed_basis: str | None


class Citation(NamedTuple):
    """A passage; code points of the document's text, end exclusive."""

    document: str
    start: int
    end: int
    exact: str
    section: str
    supports: str


class Claim(NamedTuple):
    """One statement or event that speaks of a provision's being kept, and the verdict it gives.

    An event has no `speakers`, `addressees`, `via`, `manner`, `act`, `quote` and `occasion`: who says what is
    only alleged, its passages tell. A statement has no `status`.
    """

    verdict: str
    kind: str  # "statement" or "event"
    id: str
    title: str  # of an event; of a statement the curator's summary
    speakers: tuple[Speaker, ...]
    addressees: tuple[Named, ...]
    via: tuple[str, ...]  # names, in order from the speaker to the outlet
    manner: str | None
    act: str | None
    quote: str | None
    date: str | None  # EDTF
    earliest: str | None
    latest: str | None
    date_basis: str | None
    status: str | None
    occasion: str | None  # the event's id
    citations: tuple[Citation, ...]
    occasion_title: str | None  # not in the JSON

    @property
    def documents(self) -> tuple[str, ...]:
        """Where it is read; each once, by id."""
        return tuple(sorted({citation.document for citation in self.citations}))

    def as_json(self) -> dict[str, Any]:
        values = self._asdict()
        del values["occasion_title"], values["citations"]
        return values | {
            "speakers": [speaker._asdict() for speaker in self.speakers],
            "addressees": [addressee._asdict() for addressee in self.addressees],
            "via": list(self.via),
            "documents": list(self.documents),
            "citations": [citation._asdict() for citation in self.citations],
        }


class LedgerRow(NamedTuple):
    """One provision. `contested` are the fields of it that are told in more than one way (`conflicts`)."""

    agreement: Named
    id: str
    number: str | None
    topic: str
    summary: str
    obligor: Named | None
    deadline: str | None  # EDTF
    deadline_verbatim: str | None
    deadline_earliest: str | None
    deadline_latest: str | None
    deadline_basis: str | None
    deadline_reason: str | None
    deadline_reference: str | None
    contested: tuple[str, ...]
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]
    """In the order of their dates: earliest, latest, id; the undated last."""

    @property
    def tally(self) -> dict[str, int]:
        """How many claims have each verdict that occurs."""
        counted = Counter(claim.verdict for claim in self.claims)
        return {verdict: counted[verdict] for verdict in VERDICTS if counted[verdict]}

    def as_json(self) -> dict[str, Any]:
        values = self._asdict()
        del values["contested"], values["citations"], values["claims"]
        return values | {
            "agreement": {"id": self.agreement.id, "title": self.agreement.name},
            "obligor": self.obligor and self.obligor._asdict(),
            "tally": self.tally,
            "claims": [claim.as_json() for claim in self.claims],
            "contested": list(self.contested),
            "citations": [citation._asdict() for citation in self.citations],
        }

    def as_rows(self) -> Iterator[dict[str, Any]]:
        """The provision as rows of a plain table, one for each claim; if it has none, one without."""
        told = self.as_json()
        provision = {
            "agreement": told["agreement"]["id"],
            "provision": self.id,
            "number": self.number,
            "topic": self.topic,
            "summary": self.summary,
            "obligor": self.obligor and self.obligor.name,
            "deadline": self.deadline,
            "deadline_basis": self.deadline_basis,
        }
        names = CLAIM_COLUMNS[len(provision) :]
        for claim in told["claims"] or [dict.fromkeys(names)]:
            yield provision | {name: claim[name] for name in names}


CLAIM_COLUMNS = (
    "agreement",
    "provision",
    "number",
    "topic",
    "summary",
    "obligor",
    "deadline",
    "deadline_basis",
    "verdict",
    "kind",
    "id",
    "title",
    "speakers",
    "addressees",
    "via",
    "manner",
    "act",
    "quote",
    "date",
    "earliest",
    "latest",
    "date_basis",
    "status",
    "occasion",
    "documents",
    "citations",
)
"""The columns of `LedgerRow.as_rows`."""


def _actors(role: str, columns: str) -> str:
    return (
        f"(SELECT json_group_array({columns}) FROM (SELECT a.id, a.name FROM statement_actors x\n"
        "                    JOIN actors a ON a.id = x.actor_id\n"
        f"                WHERE x.statement_id = s.id AND x.role = '{role}' ORDER BY x.position))"
    )


def _citations(column: str, owner: str) -> str:
    return f"""\
(SELECT json_group_array(json_array(document_id, start, "end", exact, section, supports)) FROM (
                SELECT document_id, start, "end", exact, section, supports FROM citations
                WHERE {column} = {owner} ORDER BY document_id, start, "end", supports))"""


_CLAIMS = f"""\
(SELECT json_group_array(json(claim)) FROM (
        SELECT s.span_class = 6, s.earliest, s.latest, s.id, c.verdict,
            json_array(c.verdict, 'statement', s.id, s.summary,
                json((SELECT json_group_array(json_array(id, name, office)) FROM (
                    SELECT a.id, a.name, {office("a.id")} AS office
                    FROM statement_actors x JOIN actors a ON a.id = x.actor_id
                    WHERE x.statement_id = s.id AND x.role = 'speaker' ORDER BY x.position))),
                json({_actors("addressee", "json_array(id, name)")}),
                json({_actors("relayer", "name")}),
                s.manner, s.act, s.quote, s.date_edtf, s.earliest, s.latest, s.date_basis, NULL, s.event_id,
                json({_citations("statement_id", "s.id")}),
                o.title) AS claim
        FROM provision_claims c JOIN statements s ON s.id = c.statement_id
            LEFT JOIN events o ON o.id = s.event_id
        WHERE c.provision_id = v.id
        UNION ALL
        SELECT e.span_class = 6, e.earliest, e.latest, e.id, c.verdict,
            json_array(c.verdict, 'event', e.id, e.title, json('[]'), json('[]'), json('[]'),
                NULL, NULL, NULL, e.date_edtf, e.earliest, e.latest, e.date_basis, e.status, NULL,
                json({_citations("event_id", "e.id")}),
                NULL)
        FROM provision_claims c JOIN events e ON e.id = c.event_id
        WHERE c.provision_id = v.id
        ORDER BY 1, 2, 3, 4, 5))"""


_BY_SIGNING = "g.signed_span_class = 6, g.signed_earliest, g.signed_latest, g.id"


def ledger_query(agreement: str | None = None) -> Query:
    """The query for the provisions of one agreement (an id), or of all by the date of signing."""
    binds: dict[str, Value] = {}
    where = ""
    if agreement is not None:
        binds["agreement"] = agreement
        where = "\n    WHERE g.id = :agreement"
    return Query(
        f"""\
WITH found AS (
    SELECT v.id FROM agreements g CROSS JOIN provisions v ON v.agreement_id = g.id{where}
    ORDER BY {_BY_SIGNING}, v.position, v.id
    LIMIT -1
)
SELECT g.id AS agreement, g.title AS agreement_title, v.id, v.number, v.topic, v.summary,
    o.id AS obligor, o.name AS obligor_name,
    v.deadline_edtf AS deadline, v.deadline_verbatim, v.deadline_earliest, v.deadline_latest,
    v.deadline_basis, v.deadline_reason, v.deadline_reference,
    (SELECT json_group_array(field) FROM (
        SELECT DISTINCT field FROM conflicts WHERE record = v.id ORDER BY field)) AS contested,
    {_citations("provision_id", "v.id")} AS citations,
    {_CLAIMS} AS claims
FROM found f CROSS JOIN provisions v ON v.id = f.id CROSS JOIN agreements g ON g.id = v.agreement_id
    LEFT JOIN actors o ON o.id = v.obligor_id""",
        binds,
    )


def ledger(connection: sqlite3.Connection, agreement: str | None = None) -> Iterator[LedgerRow]:
    """The provisions of one agreement (an id) in their order, or of all agreements by the date of signing.

    An agreement of which no provision is on record has no row.
    """
    for id_, title, *told, contested, citations, claims in ledger_query(agreement).run(connection):
        provision, (obligor, name), deadline = told[:4], told[4:6], told[6:]
        yield LedgerRow._make(
            (
                Named(id_, title),
                *provision,
                None if obligor is None else Named(obligor, name),
                *deadline,
                tuple(json.loads(contested)),
                _cited(json.loads(citations)),
                tuple(_claim(claim) for claim in json.loads(claims)),
            )
        )


def agreements(connection: sqlite3.Connection, agreement: str | None = None) -> Iterator[Agreement]:
    """The agreements of `ledger` in its order, those of which no provision is on record too."""
    where = "" if agreement is None else "\nWHERE g.id = :agreement"
    query = Query(
        f"""\
SELECT g.id, g.title, g.signed_edtf AS signed, g.signed_basis FROM agreements g{where}
ORDER BY {_BY_SIGNING}""",
        {"agreement": agreement},
    )
    return (Agreement(*row) for row in query.run(connection))


def _claim(values: list[Any]) -> Claim:
    verdict, kind, id_, title, speakers, addressees, via, *told, citations, occasion_title = values
    return Claim._make(
        (
            verdict,
            kind,
            id_,
            title,
            tuple(Speaker(*speaker) for speaker in speakers),
            tuple(Named(*addressee) for addressee in addressees),
            tuple(via),
            *told,
            _cited(citations),
            occasion_title,
        )
    )


def _cited(citations: list[list[Any]]) -> tuple[Citation, ...]:
    return tuple(Citation(*citation) for citation in citations)
