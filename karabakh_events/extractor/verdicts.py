"""The verdicts of events and statements on agreements and their provisions: the rows, and their faults."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence, Row
from karabakh_events.extractor.registry import Declared, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Agreement, Event, Statement
from karabakh_events.vocabulary import AgreementRelation, EventStatus, Supports, Verdict

_MANY = 3
"""The same verdict on every provision of an agreement says nothing odd if it has fewer."""

_CARRIED_OUT = (Verdict.FULFILLED, Verdict.MOSTLY, Verdict.PARTLY)
_UNSHOWN = {
    EventStatus.PLANNED: (*_CARRIED_OUT, Verdict.BREACHED),
    EventStatus.PROPOSED: (*_CARRIED_OUT, Verdict.BREACHED),
    EventStatus.DENIED: (*_CARRIED_OUT, Verdict.BREACHED),
    EventStatus.ALLEGED: (Verdict.FULFILLED,),
}
"""The verdicts that an event of each status cannot show. An alleged breach is a breach that somebody
alleges. But what carries an agreement out must have happened."""

_CONTRARY = {
    AgreementRelation.IMPLEMENTED: (Verdict.BREACHED,),
    AgreementRelation.BREACHED: (Verdict.FULFILLED, Verdict.REAFFIRMED),
}
"""The verdicts of an event on an agreement that contradict its relation to it."""


class _Given(NamedTuple):
    """A verdict that an event or a statement gives."""

    declared: Declared[Event] | Declared[Statement]
    steps: Steps
    verdict: Verdict


class Verdicts:
    """The verdicts kept so far. Faults go to `problems`."""

    def __init__(self, registry: Registry, evidence: Evidence, problems: list[Problem]) -> None:
        self._registry = registry
        self._evidence = evidence
        self._problems = problems
        self.on_provisions: list[Row] = []
        """The rows of `provision_claims`."""
        self.on_agreements: list[Row] = []
        """The rows of `agreement_claims`."""
        self._whole = {
            provision.id: each.record
            for each in registry.all(Agreement)
            for provision in each.record.provisions
        }
        # By what the verdict is on.
        self._given: defaultdict[str, list[_Given]] = defaultdict(list)

    def keep(self, declared: Declared[Event] | Declared[Statement]) -> None:
        """Keep the verdicts of an event or a statement."""
        record = declared.record
        provisions = [(claim.provision, claim.verdict) for claim in record.provisions]
        agreements = [(claim.agreement, claim.verdict) for claim in record.verdicts]
        self.on_provisions += self._rows(declared, "provisions", "provision", provisions)
        self.on_agreements += self._rows(declared, "verdicts", "agreement", agreements)
        if isinstance(record, Event):
            self._check_event(record, declared.source, declared.steps)
        self._check_spread(record, declared.source, declared.steps)

    def _rows(
        self,
        declared: Declared[Event] | Declared[Statement],
        key: str,
        kind: str,
        claims: Sequence[tuple[str, Verdict]],
    ) -> Iterator[Row]:
        record, source = declared.record, declared.source
        met: set[str] = set()
        for index, (name, verdict) in enumerate(claims):
            at = (*declared.steps, key, index, kind)
            if name in met:
                hint = f"one record gives one verdict on {_a(kind)}"
                self._problems.append(source.problem(at, f"{name} is listed twice", hint))
            elif self._registry.refer(source, at, name, (kind,)):
                self._given[name].append(_Given(declared, (*at[:-1], "verdict"), verdict))
                yield {
                    "id": f"{name}:{record.id}",
                    f"{kind}_id": name,
                    "statement_id": record.id if declared.kind == "statement" else None,
                    "event_id": record.id if declared.kind == "event" else None,
                    "verdict": verdict.value,
                }
            met.add(name)

    # --- what one record says --------------------------------------------------------------------------

    def _check_event(self, event: Event, source: SourceFile, steps: Steps) -> None:
        # A status that cannot be read has a stand-in, which says nothing of the verdicts.
        unshown = _UNSHOWN.get(event.status, ()) if source.sound((*steps, "status")) else ()
        for key, verdicts in (
            ("provisions", [claim.verdict for claim in event.provisions]),
            ("verdicts", [claim.verdict for claim in event.verdicts]),
        ):
            for index, verdict in enumerate(verdicts):
                if verdict in unshown:
                    at = (*steps, key, index, "verdict")
                    message = f"an event that is {event.status} shows nothing as {verdict}"
                    hint = "a verdict of the speaker belongs to the statement"
                    self._problems.append(source.problem(at, message, hint))
        implemented = event.agreements.get(AgreementRelation.IMPLEMENTED)
        if implemented and Verdict.FULFILLED in unshown:
            self._problems.append(
                source.problem(
                    (*steps, "agreements", AgreementRelation.IMPLEMENTED),
                    f"an event that is {event.status} has not carried out an agreement",
                    f"if the agreement says that it is to happen, write {AgreementRelation.PROVIDED_FOR}",
                )
            )
        for relation, contrary in _CONTRARY.items():
            for index, claim in enumerate(event.verdicts):
                if claim.verdict in contrary and claim.agreement in event.agreements.get(relation, ()):
                    at = (*steps, "verdicts", index, "verdict")
                    message = f"{claim.agreement} is {claim.verdict} here and under `agreements` {relation}"
                    self._problems.append(source.problem(at, message))

    def _check_spread(self, record: Event | Statement, source: SourceFile, steps: Steps) -> None:
        """Warn of one verdict on all provisions of an agreement, if its words do not go through them."""
        passages = sum(passage.supports is Supports.WHOLE for passage in record.passages)
        spread: defaultdict[str, list[Verdict]] = defaultdict(list)
        for claim in record.provisions:
            if claim.provision in self._whole:
                spread[self._whole[claim.provision].id].append(claim.verdict)
        for name, verdicts in spread.items():
            number = len(verdicts)
            if number < _MANY or number <= passages or len(set(verdicts)) > 1:
                continue
            if number == sum(agreement.id == name for agreement in self._whole.values()):
                message = f"gives one verdict on all {number} provisions of {name}"
                hint = (
                    f"words on the agreement as a whole: verdicts: [{{agreement: {name}, verdict: "
                    f"{verdicts[0]}}}]; words on each provision: cite them one by one"
                )
                problem = source.problem((*steps, "provisions"), message, hint, warning=True)
                self._problems.append(problem)

    # --- what an event and its statement say -----------------------------------------------------------

    def compare(self) -> None:
        """Warn of an event and a statement that give two verdicts by the same words."""
        for name, all_given in sorted(self._given.items()):
            statements = [given for given in all_given if given.declared.kind == "statement"]
            for given in all_given:
                if given.declared.kind != "event":
                    continue
                told = [each for each in statements if self._same_words(given, each)]
                if told and all(each.verdict is not given.verdict for each in told):
                    teller = told[0]
                    message = (
                        f"{name} is {given.verdict} here and {teller.verdict} in {teller.declared.record.id},"
                        " by the same words"
                    )
                    hint = "one voice gives one verdict"
                    problem = given.declared.source.problem(given.steps, message, hint, warning=True)
                    self._problems.append(problem)

    def _same_words(self, event: _Given, statement: _Given) -> bool:
        ours, theirs = (
            [
                cast(tuple[str, int, int], (row["document_id"], row["start"], row["end"]))
                for row in self._evidence.cited[given.declared.record.id]
                if row["supports"] in supports
            ]
            for given, supports in ((event, ("whole",)), (statement, ("whole", "quote")))
        )
        return any(
            one[0] == other[0] and one[1] < other[2] and other[1] < one[2] for one in ours for other in theirs
        )


def _a(kind: str) -> str:
    return f"an {kind}" if kind == "agreement" else f"a {kind}"
