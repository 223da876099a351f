"""The claims of a corpus as rows, and their mark on the rows of the records.

A record has one reading of each field: its own, unless a claim on the field is preferred. Both stay on file
as claims, its own in position 0. The row of the record gets the preferred reading, so that every listing,
window and order goes by it. A date is marked as disputed if any reading on file contradicts it.
"""

from collections.abc import Iterator, Mapping, Sequence

from karabakh_events.dates import parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence, Kept, Row, date_of_claim
from karabakh_events.extractor.readings import listed, meet, relation
from karabakh_events.extractor.registry import Registry
from karabakh_events.records.models import Place, Statement
from karabakh_events.records.parts import Date
from karabakh_events.vocabulary import DATE_FIELDS, ClaimField, StatementRole

Tables = Mapping[str, list[Row]]

DATED = {
    ClaimField.DATE: ("date_", ""),
    ClaimField.SIGNED: ("signed_", "signed_"),
    ClaimField.EFFECTIVE: ("effective_", "effective_"),
    ClaimField.DEADLINE: ("deadline_", "deadline_"),
    ClaimField.HELD: ("", ""),
    ClaimField.PUBLISHED: ("published_", "published_"),
}
"""The prefixes of the columns of each date: of its text, of its bounds."""

_COLUMNS = {
    ClaimField.PLACE: "place_id",
    ClaimField.STATUS: "status",
    ClaimField.OUTLET: "outlet_id",
    ClaimField.TITLE: "title",
    ClaimField.SUMMARY: "summary",
}

# An event comes before the statements that take their date from it.
_KINDS = ("document", "role", "agreement", "provision", "event", "statement")


def date_columns(date: Date | None, text: str, bounds: str) -> Row:
    """The date columns of a row; `text` and `bounds` are the prefixes of their names."""
    span = parse_edtf(date.edtf) if date is not None else None
    return {
        f"{text}edtf": span.edtf if span else None,
        f"{text}verbatim": date.verbatim if date else None,
        f"{bounds}earliest": span.earliest if span else None,
        f"{bounds}latest": span.latest if span else None,
        f"{bounds}precision": span.precision.value if span else None,
        f"{text}basis": date.basis.value if date else None,
        f"{text}reason": date.reason if date else None,
        f"{text}reference": date.reference if date else None,
        f"{bounds}disputed": 0,
    }


def settle(registry: Registry, evidence: Evidence, rows: Tables, problems: list[Problem]) -> list[Row]:
    """The rows of all claims. The rows of the records are changed in place: they get the preferred readings,
    and what is disputed is marked. Faults go to `problems`."""
    return _Settling(registry, evidence, rows, problems).claims()


class _Settling:
    def __init__(self, registry: Registry, evidence: Evidence, rows: Tables, problems: list[Problem]) -> None:
        self._registry = registry
        self._evidence = evidence
        self._tables = rows
        self._problems = problems
        self._wider = {each.record.id: each.record.part_of for each in registry.all(Place)}
        self._rows = {(kind, str(row["id"])): row for kind in _KINDS for row in rows.get(f"{kind}s", ())}

    def claims(self) -> list[Row]:
        made: dict[tuple[str, ClaimField], list[Row]] = {}
        by_kind = sorted(
            self._evidence.claims.items(), key=lambda each: (_KINDS.index(each[1][0].kind), each[0])
        )
        dated_by_occasion = False
        for (record, field), kept in by_kind:
            if kept[0].kind == "statement" and not dated_by_occasion:
                self._date_by_occasions()
                dated_by_occasion = True
            made[record, field] = self._settle(kept[0].kind, record, field, kept)
        if not dated_by_occasion:
            self._date_by_occasions()
        return [row for _, claims in sorted(made.items()) for row in claims]

    def _settle(self, kind: str, record: str, field: ClaimField, kept: Sequence[Kept]) -> list[Row]:
        own = self._evidence.own_claim(kind, record, field)
        preferred = self._preferred(kept)
        claims = [] if own is None else [{**own, "position": 0, "relation": None, "preferred": 0}]
        for position, each in enumerate(kept, start=1):
            claims.append(
                {
                    **_claim_row(record, each),
                    "position": position,
                    "relation": self._relation(kind, field, own, each),
                    "preferred": int(each is preferred),
                }
            )
        row = self._rows.get((kind, record))
        if row is not None:
            if preferred is not None:
                self._prefer(row, record, field, preferred)
            if field in DATE_FIELDS:
                self._dispute(row, field, [str(claim["value"]) for claim in claims])
        return [{"id": f"{record}:{field}:{claim['position']}", **claim} for claim in claims]

    def _relation(self, kind: str, field: ClaimField, own: Row | None, kept: Kept) -> str:
        if kept.claim.relation is not None:
            return kept.claim.relation.value
        value = None if own is None else str(own["value"])
        return relation(field, value, kept.claim.value, self._wider).value

    def _preferred(self, kept: Sequence[Kept]) -> Kept | None:
        """The claim that settles the field. Any further one is a fault."""
        first: Kept | None = None
        for each in kept:
            if not each.claim.preferred:
                continue
            if first is None:
                first = each
                self._problems += self._without_column(each)
                continue
            place = first.source.problem((*first.steps, "preferred"), "")  # a problem knows its line
            message = f"another claim on the {each.claim.field} is preferred already"
            hint = f"{place.file}:{place.line}: one reading settles a field of a record"
            self._problems.append(each.source.problem((*each.steps, "preferred"), message, hint))
        return first

    def _without_column(self, kept: Kept) -> Iterator[Problem]:
        """The fault of a preferred reading that no listing could use."""
        if kept.claim.field is not ClaimField.ACTORS:
            return
        at = (*kept.steps, "preferred")
        if kept.kind != "provision":
            message = f"who took part in an {kept.kind}, and how, is settled in the record itself"
            yield kept.source.problem(at, message, "give the actors there, and keep what it had as a claim")
        elif not self._is_actor(kept.claim.value):
            message = "a preferred reading of who is obliged is the id of an actor"
            yield kept.source.problem((*kept.steps, "value"), message)

    def _is_actor(self, name: str) -> bool:
        declared = self._registry.get(name)
        return declared is not None and declared.kind == "actor"

    # --- the rows of the records ---------------------------------------------------------------------

    def _prefer(self, row: Row, record: str, field: ClaimField, kept: Kept) -> None:
        claim = kept.claim
        if field in DATED:
            date = date_of_claim(claim)
            row |= date_columns(date, *DATED[field])
            if kept.kind == "event":
                self._evidence.settled[record] = date
        elif field is ClaimField.SPEAKERS:
            self._replace_speakers(record, claim.value)
        elif field is ClaimField.ACTORS:
            if kept.kind == "provision":
                row["obligor_id"] = claim.value
        elif field in _COLUMNS:
            if field is ClaimField.OUTLET:
                self._prefer_outlet(row, record, kept)
            row[_COLUMNS[field]] = claim.value

    def _dispute(self, row: Row, field: ClaimField, values: Sequence[str]) -> None:
        """Mark the date of a row if a reading on file contradicts it, or the date of its occasion is so
        marked."""
        text, bounds = DATED[field]
        edtf = row[f"{text}edtf"]
        if edtf is None:
            return
        date = parse_edtf(str(edtf))
        if any(not meet(date, other) for other in map(parse_edtf, values)):
            row[f"{bounds}disputed"] = 1

    def _date_by_occasions(self) -> None:
        """Give each statement without a date of its own that of its occasion, as settled and as disputed."""
        for declared in self._registry.all(Statement):
            statement = declared.record
            row = self._rows.get(("statement", statement.id))
            occasion = self._rows.get(("event", statement.event or ""))
            if row is None or occasion is None or statement.date is not None:
                continue
            if statement.event in self._evidence.settled:
                row |= date_columns(self._evidence.date_of(statement, ClaimField.DATE), "date_", "")
            row["disputed"] = occasion["disputed"]

    def _replace_speakers(self, statement: str, value: str) -> None:
        actors = self._tables["statement_actors"]
        actors[:] = [
            row for row in actors if (row["statement_id"], row["role"]) != (statement, StatementRole.SPEAKER)
        ]
        actors += (
            {
                "statement_id": statement,
                "actor_id": name,
                "role": StatementRole.SPEAKER.value,
                "position": position,
            }
            for position, name in enumerate(dict.fromkeys(listed(value)))
            if self._is_actor(name)
        )

    def _prefer_outlet(self, row: Row, document: str, kept: Kept) -> None:
        """Say what the outlet rests on, and let it carry the document's statements instead of the other."""
        for each in self._tables["documents"]:  # every row of a table has the same columns
            for part in ("basis", "reason", "reference"):
                each.setdefault(f"outlet_{part}", None)
        claim = kept.claim
        grounds = (claim.basis.value if claim.basis else None, claim.reason, claim.reference)
        row |= dict(zip(("outlet_basis", "outlet_reason", "outlet_reference"), grounds, strict=True))
        self._replace_relayer(document, row["outlet_id"], claim.value)

    def _replace_relayer(self, document: str, old: object, new: str) -> None:
        if not self._is_actor(new):
            return
        actors = self._tables["statement_actors"]
        carriers: dict[str, list[Row]] = {
            str(row["id"]): [] for row in self._tables.get("statements", ()) if row["document_id"] == document
        }
        for row in actors:
            if row["role"] == StatementRole.RELAYER and str(row["statement_id"]) in carriers:
                carriers[str(row["statement_id"])].append(row)
        for statement, relayers in carriers.items():
            declared = self._registry.get(statement)
            via = declared.record.via if declared and isinstance(declared.record, Statement) else []
            if new in via:
                continue
            last = next((row for row in relayers if row["actor_id"] == old and old not in via), None)
            if last is not None:
                last["actor_id"] = new
            else:
                actors.append(
                    {
                        "statement_id": statement,
                        "actor_id": new,
                        "role": StatementRole.RELAYER.value,
                        "position": len(relayers),
                    }
                )


def _claim_row(record: str, kept: Kept) -> Row:
    claim, citation = kept.claim, kept.citation
    return {
        "kind": kept.kind,
        "record": record,
        "field": claim.field.value,
        "value": claim.value,
        "document_id": citation["document_id"] if citation else None,
        "citation": citation["id"] if citation else None,
        "basis": claim.basis.value if claim.basis else None,
        "reason": claim.reason,
        "reference": claim.reference,
    }
