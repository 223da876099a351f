"""From records to rows, kind by kind."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePath

from karabakh_events.errors import Problem
from karabakh_events.extractor.belonging import Belonging
from karabakh_events.extractor.chronology import Chronology
from karabakh_events.extractor.doubts import Doubts
from karabakh_events.extractor.evidence import CLAIMABLE, Evidence, Row
from karabakh_events.extractor.figures import Figures
from karabakh_events.extractor.library import Library
from karabakh_events.extractor.outcomes import check_outcomes
from karabakh_events.extractor.quotations import Quotations, joined
from karabakh_events.extractor.registry import Declared, Registry
from karabakh_events.extractor.search_index import search_rows
from karabakh_events.extractor.settling import date_columns, settle
from karabakh_events.extractor.verdicts import Verdicts
from karabakh_events.names import fold
from karabakh_events.records import Corpus, SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import (
    Actor,
    Agreement,
    Document,
    Event,
    Mention,
    Place,
    Provision,
    Role,
    Statement,
    Topic,
)
from karabakh_events.records.parts import Reading
from karabakh_events.records.reading import text_path
from karabakh_events.vocabulary import Basis, ClaimField


class RowBuilder:
    """One extraction: its rows by table, and its problems."""

    def __init__(self, corpus: Corpus) -> None:
        self.problems: list[Problem] = []
        self.registry = Registry(corpus, self.problems)
        self.library = Library(self.registry, self.problems)
        self._corpus = corpus
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        self.evidence = Evidence(self.registry, self.library, self.problems)
        self._belonging = Belonging(self.registry, self.problems)
        self.quotations = Quotations(self.library, self.evidence, self.problems)
        self._verdicts = Verdicts(self.registry, self.evidence, self.problems)
        self._figures = Figures(self.registry, self.library, self.evidence, self.problems)

    def build(self) -> None:
        self._shelve()
        for document in self.registry.all(Document):
            self._document(document)
        for actor in self.registry.all(Actor):
            self._actor(actor)
        for place in self.registry.all(Place):
            self._place(place)
        for topic in self.registry.all(Topic):
            self._rows["topics"].append({"id": topic.record.id, "meaning": topic.record.meaning})
        for role in self.registry.all(Role):
            self._role(role)
        for agreement in self.registry.all(Agreement):
            self._agreement(agreement)
        for event in self.registry.all(Event):
            self._event(event)
        for statement in self.registry.all(Statement):
            self._statement(statement)
        self._mentions()
        self._verdicts.compare()
        self._belonging.report_circles()
        self.problems += check_outcomes(self.registry)
        self.problems += [*Chronology(self.registry, self.evidence).faults(self.problems)]
        self._rows["provision_claims"] = self._verdicts.on_provisions
        self._rows["agreement_claims"] = self._verdicts.on_agreements
        self._rows["figures"] = self._figures.rows
        self.problems += Doubts(self.registry, self.library, self.evidence, self._corpus.reported).all()
        self._rows["claims"] = settle(self.registry, self.evidence, self._rows, self.problems)
        self._rows["search"] = search_rows(self.registry, self.library, self.evidence, self._rows)

    def sorted_rows(self) -> dict[str, list[Row]]:
        self._rows["citations"] = self.evidence.citations
        return {
            table: sorted(rows, key=lambda row: [str(value) for value in row.values()])
            for table, rows in sorted(self._rows.items())
        }

    # --- documents, actors, places ---------------------------------------------------------------------

    def _shelve(self) -> None:
        names: dict[str, SourceFile] = {}
        documents = self.registry.all(Document)
        for declared in sorted(documents, key=lambda each: each.source.name in self._corpus.reported):
            document, source = declared.record, declared.source
            if source.text is None:
                continue
            # To another file system A.txt and a.txt may be one file. And one text is one document.
            file = text_path(PurePath(source.name), document)
            for what, key in (("text", document.sha256), ("file name", str(file).casefold())):
                other = names.setdefault(key, source)
                if other is not source:
                    self.problems.append(
                        source.problem(("document",), f"has the {what} of the document in {other.name}")
                    )
            self.library.add(source, document, source.text)

    def _document(self, declared: Declared[Document]) -> None:
        document, source = declared.record, declared.source
        shelved = self.library.shelf.get(document.id)
        if document.outlet is not None:
            self.registry.refer(source, ("document", "outlet", "actor"), document.outlet.actor, ("actor",))
        if shelved is None:
            return
        if document.published is not None:
            self.evidence.find_published(source, document)
        self.evidence.keep_claims("document", document.id, source, ("document",), document.claims)
        self._rows["documents"].append(
            {
                "id": document.id,
                "title": document.title,
                "outlet_id": document.outlet.actor if document.outlet else None,
                **_basis_columns(document.outlet, "outlet_"),
                "url": document.url.url if document.url else None,
                **_basis_columns(document.url, "url_"),
                "language": document.language,
                **date_columns(document.published, "published_", "published_"),
                "origin": document.origin,
                "sha256": document.sha256,
                "text": shelved.text.original,
            }
        )
        self._rows["sections"] += (
            {
                "document_id": document.id,
                "start": start,
                "end": end,
                "kind": kind.value,
                "speaker_id": shelved.speaker(start),
            }
            for start, end, kind in shelved.extents()
        )

    def _actor(self, declared: Declared[Actor]) -> None:
        actor = declared.record
        self._rows["actors"].append(
            {
                "id": actor.id,
                "name": actor.name,
                "kind": actor.kind.value,
                "country": actor.country,
                "part_of": actor.part_of,
            }
        )
        self._identifiers(declared)
        self._rows["actor_members"] += self._belonging.of_actor(declared)
        self._aliases(declared, "actor", actor.name, actor.aliases)

    def _place(self, declared: Declared[Place]) -> None:
        place = declared.record
        self._rows["places"].append(
            {
                "id": place.id,
                "name": place.name,
                "country": place.country,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "precision": place.precision.value if place.precision else None,
                "reference": place.reference,
                "part_of": place.part_of,
            }
        )
        self._identifiers(declared)
        self._belonging.of_place(declared)
        self._aliases(declared, "place", place.name, place.aliases)

    def _identifiers(self, declared: Declared[Actor | Place | Agreement | Event]) -> None:
        self._rows["identifiers"] += (
            {"record": declared.record.id, "scheme": scheme.value, "value": value, "kind": declared.kind}
            for scheme, value in declared.record.identifiers.items()
        )

    def _aliases(
        self,
        declared: Declared[Actor] | Declared[Place] | Declared[Agreement],
        kind: str,
        name: str,
        aliases: Sequence[str],
    ) -> None:
        met = {name}
        for index, alias in enumerate(aliases):
            if alias in met:
                steps = (*declared.steps, "aliases", index)
                self.problems.append(declared.source.problem(steps, f"{alias!r} stands already"))
                continue
            met.add(alias)
            self._rows[f"{kind}_aliases"].append(
                {f"{kind}_id": declared.record.id, "alias": alias, "folded": fold(alias)}
            )

    # --- offices and agreements ------------------------------------------------------------------------

    def _role(self, declared: Declared[Role]) -> None:
        role, source, steps = declared.record, declared.source, declared.steps
        self.registry.refer(source, (*steps, "actor"), role.actor, ("actor",))
        if role.body is not None:
            self.registry.refer(source, (*steps, "body"), role.body, ("actor",))
        found = self.evidence.cite("role", role.id, source, steps, role.passages)
        self.evidence.cite_date("role", role.id, source, (*steps, "held"), role.held, found)
        self.evidence.keep_claims("role", role.id, source, steps, role.claims)
        self._rows["roles"].append(
            {
                "id": role.id,
                "actor_id": role.actor,
                "title": role.title,
                "body_id": role.body,
                **date_columns(role.held, "", ""),
                "note": role.note,
            }
        )

    def _agreement(self, declared: Declared[Agreement]) -> None:
        agreement, source, steps = declared.record, declared.source, declared.steps
        if agreement.place is not None:
            self.registry.refer(source, (*steps, "place"), agreement.place, ("place",))
        found = self.evidence.cite("agreement", agreement.id, source, steps, agreement.passages)
        for key in ("signed", "effective"):
            date = getattr(agreement, key)
            self.evidence.cite_date("agreement", agreement.id, source, (*steps, key), date, found)
        self.evidence.keep_claims("agreement", agreement.id, source, steps, agreement.claims)
        self._rows["agreements"].append(
            {
                "id": agreement.id,
                "title": agreement.title,
                "type": agreement.type.value,
                "stage": agreement.stage.value,
                "status": agreement.status.value,
                **date_columns(agreement.signed, "signed_", "signed_"),
                **date_columns(agreement.effective, "effective_", "effective_"),
                "place_id": agreement.place,
                "note": agreement.note,
            }
        )
        self._identifiers(declared)
        self._aliases(declared, "agreement", agreement.title, agreement.aliases)
        position = 0
        for role, parts in agreement.actors.items():
            behalf_of: dict[str, str | None] = {}
            names = self.registry.refer_all(
                source, (*steps, "actors", role), (each.actor for each in parts), "actor", "actor"
            )
            for index, part in enumerate(parts):
                behalf_of.setdefault(part.actor, part.behalf_of)
                if part.behalf_of is not None:
                    self.registry.refer(
                        source, (*steps, "actors", role, index, "behalf_of"), part.behalf_of, ("actor",)
                    )
            for name in names:
                self._rows["agreement_actors"].append(
                    {
                        "agreement_id": agreement.id,
                        "actor_id": name,
                        "role": role.value,
                        "behalf_of": behalf_of[name],
                        "position": position,
                    }
                )
                position += 1
        for index, provision in enumerate(agreement.provisions):
            self._provision(agreement, provision, index, source, (*steps, "provisions", index))

    def _provision(
        self, agreement: Agreement, provision: Provision, position: int, source: SourceFile, steps: Steps
    ) -> None:
        if provision.obligor is not None:
            self.registry.refer(source, (*steps, "obligor"), provision.obligor, ("actor",))
        self.registry.refer(source, (*steps, "topic"), provision.topic, ("topic",))
        found = self.evidence.cite("provision", provision.id, source, steps, provision.passages)
        self.evidence.cite_date(
            "provision", provision.id, source, (*steps, "deadline"), provision.deadline, found
        )
        self.evidence.keep_claims("provision", provision.id, source, steps, provision.claims)
        self._rows["provisions"].append(
            {
                "id": provision.id,
                "agreement_id": agreement.id,
                "position": position,
                "number": provision.number,
                "topic": provision.topic,
                "obligor_id": provision.obligor,
                "summary": provision.summary,
                **date_columns(provision.deadline, "deadline_", "deadline_"),
                "note": provision.note,
            }
        )

    # --- events and statements -------------------------------------------------------------------------

    def _event(self, declared: Declared[Event]) -> None:
        event, source, steps = declared.record, declared.source, declared.steps
        if event.place is not None:
            self.registry.refer(source, (*steps, "place"), event.place, ("place",))
        self._belonging.of_event(declared)
        if event.outcome_of is not None:
            self.registry.refer(source, (*steps, "outcome_of"), event.outcome_of, ("event",))
        found = self.evidence.cite("event", event.id, source, steps, event.passages)
        self.evidence.cite_date("event", event.id, source, (*steps, "date"), event.date, found)
        self._figures.keep("event", event.id, source, steps, event.figures, found)
        self.evidence.keep_claims("event", event.id, source, steps, event.claims)
        self._rows["events"].append(
            {
                "id": event.id,
                "type": event.type.value,
                "mode": event.mode.value,
                "title": event.title,
                "summary": event.summary,
                **date_columns(event.date, "date_", ""),
                "status": event.status.value,
                "place_id": event.place,
                "part_of": event.part_of,
                "outcome_of": event.outcome_of,
                "note": event.note,
            }
        )
        self._identifiers(declared)
        position = 0
        for role, actors in event.actors.items():
            for name in self.registry.refer_all(source, (*steps, "actors", role), actors, "actor"):
                self._rows["event_actors"].append(
                    {"event_id": event.id, "actor_id": name, "role": role.value, "position": position}
                )
                position += 1
        for relation, agreements in event.agreements.items():
            for name in self.registry.refer_all(
                source, (*steps, "agreements", relation), agreements, "agreement"
            ):
                self._rows["event_agreements"].append(
                    {"event_id": event.id, "agreement_id": name, "relation": relation.value}
                )
        self._verdicts.keep(declared)

    def _statement(self, declared: Declared[Statement]) -> None:
        statement, source, steps = declared.record, declared.source, declared.steps
        found = self.evidence.cite("statement", statement.id, source, steps, statement.passages)
        documents = sorted({each.document for each in found})
        if len(documents) > 1:
            message = f"its passages are in several documents: {', '.join(documents)}"
            self.problems.append(source.problem((*steps, "passages"), message, "one statement, one document"))
        words = self.quotations.of_statement(statement, source, steps, found)
        self.quotations.check_translation(statement.translation, source, steps, words)
        self.quotations.check_speaker(statement, source, (*steps, "speakers"), found, words)
        self.evidence.cite_date("statement", statement.id, source, (*steps, "date"), statement.date, found)
        self._figures.keep("statement", statement.id, source, steps, statement.figures, found)
        self.evidence.keep_claims("statement", statement.id, source, steps, statement.claims)
        for role, names in self._speaking(statement, source, steps, documents):
            self._rows["statement_actors"] += (
                {"statement_id": statement.id, "actor_id": name, "role": role, "position": position}
                for position, name in enumerate(names)
            )
        if statement.event is not None:
            self.registry.refer(source, (*steps, "event"), statement.event, ("event",))
        self._about(statement, source, steps)
        topics = self.registry.refer_all(source, (*steps, "topics"), statement.topics, "topic")
        for position, topic in enumerate(topics):
            self._rows["statement_topics"].append(
                {"statement_id": statement.id, "topic": topic, "position": position}
            )
        self._verdicts.keep(declared)
        if not found:
            return
        first = min(words or found, key=lambda each: each.start)
        self._rows["statements"].append(
            {
                "id": statement.id,
                "manner": statement.manner.value,
                "act": statement.act.value,
                "quote": joined(words),
                "translation": statement.translation if words else None,
                "summary": statement.summary,
                **date_columns(self.evidence.date_of(statement, ClaimField.DATE), "date_", ""),
                "event_id": statement.event,
                "document_id": first.document,
                "section": self.library.shelf[first.document].section(first.start).value,
                "note": statement.note,
            }
        )

    def _speaking(
        self, statement: Statement, source: SourceFile, steps: Steps, documents: Sequence[str]
    ) -> list[tuple[str, list[str]]]:
        via = self.registry.refer_all(source, (*steps, "via"), statement.via, "actor")
        for document in documents[:1]:
            published = self.library.shelf[document].document.outlet
            outlet = published.actor if published is not None else None
            if outlet is not None and outlet not in via:
                via.append(outlet)
        return [
            ("speaker", self.registry.refer_all(source, (*steps, "speakers"), statement.speakers, "actor")),
            (
                "addressee",
                self.registry.refer_all(source, (*steps, "addressees"), statement.addressees, "actor"),
            ),
            ("relayer", via),
        ]

    def _about(self, statement: Statement, source: SourceFile, steps: Steps) -> None:
        subjects = 0
        met: set[str] = set()
        for index, name in enumerate(statement.about):
            at = (*steps, "about", index)
            if name in met:
                self.problems.append(source.problem(at, f"{name} is listed twice"))
                continue
            met.add(name)
            kind = self.registry.refer(source, at, name, ("actor", "agreement", "event"))
            if kind == "actor":
                self._rows["statement_actors"].append(
                    {"statement_id": statement.id, "actor_id": name, "role": "subject", "position": subjects}
                )
                subjects += 1
            elif kind is not None:
                self._rows[f"statement_{kind}s"].append({"statement_id": statement.id, f"{kind}_id": name})

    def _mentions(self) -> None:
        mentions = [
            (source, index, mention)
            for source in self._corpus.files
            for index, mention in enumerate(source.records.mentions if source.records else ())
        ]
        said_in = {str(row["id"]): str(row["document_id"]) for row in self._rows["statements"]}
        # Sorted by content: the order of claims must not depend on the names of the files.
        for source, index, mention in sorted(mentions, key=_content):
            steps = ("mentions", index)
            kind = self.registry.refer(source, (*steps, "record"), mention.record, tuple(CLAIMABLE))
            if kind is None:
                for place, passage in enumerate(mention.passages):
                    self.library.find(source, (*steps, "passages", place), passage)
                for place, claim in enumerate(mention.claims):
                    if claim.passage is not None:
                        self.library.find(source, (*steps, "claims", place, "passage"), claim.passage)
                continue
            found = self.evidence.cite(kind, mention.record, source, steps, mention.passages)
            if kind in ("event", "statement"):
                self._figures.keep(kind, mention.record, source, steps, mention.figures, found)
            elif mention.figures:
                message = f"{mention.record} is of kind {kind}: only events and statements have figures"
                self.problems.append(source.problem((*steps, "figures"), message))
            self.evidence.keep_claims(kind, mention.record, source, steps, mention.claims)
            declared = self.registry.get(mention.record)
            if mention.quote and declared is not None and isinstance(declared.record, Statement):
                rendering = self.quotations.render(mention, source, steps, found, declared.record, said_in)
                self._rows["renderings"] += [rendering] if rendering else []
            elif mention.quote:
                message = f"{mention.record} is of the kind {kind}, and only statements have a quotation"
                self.problems.append(source.problem((*steps, "quote"), message))


def _content(each: tuple[SourceFile, int, Mention]) -> tuple[object, ...]:
    source, index, mention = each
    document = source.records.document if source.records is not None else None
    passages = [(passage.document or "", passage.exact) for passage in mention.passages]
    return mention.record, document.id if document is not None else "", passages, source.name, index


def _basis_columns(reading: Reading | None, prefix: str) -> Row:
    """What a value rests on; all empty where the text itself has it."""
    founded = reading is not None and reading.basis is not Basis.STATED
    return {
        f"{prefix}basis": reading.basis.value if reading and founded else None,
        f"{prefix}reason": reading.reason if reading and founded else None,
        f"{prefix}reference": reading.reference if reading and founded else None,
    }
