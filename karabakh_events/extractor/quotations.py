"""The very words of statements, and whose they are: quotations, whole speeches, and other documents' words.

Words stand between quotation marks, or in a section that is somebody's own words throughout (a speech, an
answer, a question). In such a section the speaker is known from the section.
"""

from collections.abc import Mapping, Sequence

from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Evidence, Row
from karabakh_events.extractor.library import Found, Library
from karabakh_events.extractor.quoted_words import Quoted, Unclear, between_marks
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Mention, Statement
from karabakh_events.records.parts import Passage as Cited
from karabakh_events.vocabulary import Manner, SectionKind, Supports

SPOKEN = (SectionKind.SPEECH, SectionKind.ANSWER, SectionKind.QUESTION)
"""The sections that are somebody's own words, without quotation marks."""


class Quotations:
    """The quotations made so far, by statement and document. Faults go to `problems`."""

    def __init__(self, library: Library, evidence: Evidence, problems: list[Problem]) -> None:
        self._library = library
        self._evidence = evidence
        self._problems = problems
        self._rendered: set[tuple[str, str]] = set()

    def of_statement(
        self, statement: Statement, source: SourceFile, steps: Steps, found: Sequence[Found]
    ) -> list[Found]:
        """The places of a statement's words in its passages `found`, each cited for it.

        Without a `quote` they are all words between quotation marks in the passages that support the whole.
        """
        if statement.quote or statement.manner is Manner.INDIRECT:
            words = self.find(statement.id, statement.quote, source, steps, found)
        else:
            words = self._find_between_marks(statement, source, steps, found)
        self._evidence.quotes[statement.id] = joined(words)
        return words

    def _find_between_marks(
        self, statement: Statement, source: SourceFile, steps: Steps, found: Sequence[Found]
    ) -> list[Found]:
        if len(found) < len(statement.passages):
            return []  # the words may be in the passages whose fault is reported
        passages = zip(statement.passages, found, strict=True)
        words = self._take(
            statement, [place for passage, place in passages if passage.supports is Supports.WHOLE]
        )
        if isinstance(words, Unclear):
            message = (
                f"a {statement.manner} statement needs its `quote`, the words between the quotation marks"
            )
            self._problems.append(source.problem(steps, message, words.value))
            return []
        for place in words:
            self._evidence.cite_found("statement", statement.id, place, Supports.QUOTE)
        return words

    def _take(self, statement: Statement, whole: Sequence[Found]) -> list[Found] | Unclear:
        """All words between quotation marks in the passages, in the order of the text.

        Of a section that is the speaker's own words, a direct statement has the whole passage.
        """
        taken: set[tuple[str, Quoted]] = set()
        for passage in whole:
            shelved = self._library.shelf[passage.document]
            speaker = shelved.speaker(passage.start)
            own = self._is_spoken(passage) and (speaker is None or speaker in statement.speakers)
            if own and statement.manner is Manner.DIRECT:
                taken.add((passage.document, Quoted(passage.start, passage.end, single=False)))
                continue
            words = between_marks(shelved.text.original, passage.start, passage.end)
            if isinstance(words, list):
                taken.update((passage.document, each) for each in words)
            elif words is not Unclear.NO_MARKS:
                return words
        if len({words.single for _, words in taken}) > 1:
            return Unclear.SEVERAL_WAYS  # the marks of one kind are for something else, such as a term
        places: list[Found] = []
        for document, (start, end, _) in sorted(taken):
            if places and places[-1].document == document and start < places[-1].end:
                return Unclear.SEVERAL_WAYS
            exact = self._library.shelf[document].text.original[start:end]
            places.append(Found(document, start, end, exact))
        return places or Unclear.NO_MARKS

    def find(
        self, record: str, quote: Sequence[Cited], source: SourceFile, steps: Steps, found: Sequence[Found]
    ) -> list[Found]:
        """The places of a quotation in the passages `found`, each cited for the statement."""
        words: list[Found] = []
        for index, passage in enumerate(quote):
            at = (*steps, "quote", index)
            place = self._library.find_inside(
                source, at, passage, found, whole=False, complete=record not in self._evidence.incomplete
            )
            if place is None:
                continue
            before = words[-1] if words and words[-1].document == place.document else None
            words.append(place)
            self._evidence.cite_found("statement", record, place, Supports.QUOTE)
            if before is not None and place.start < before.end:
                message = "does not stand after the passage above it"
                self._problems.append(source.problem(at, message, "keep the text's order, each word once"))
            if before is not None and self._between(before, place) == ",":
                message = "only a comma stands before these words and after the passage above it"
                hint = "in [ ] a comma parts two values: put the whole quotation between quotation marks"
                self._problems.append(source.problem(at, message, hint, warning=True))
            elif not (self._is_spoken(place) or self._library.opens_quotation(place)):
                self._problems.append(
                    source.problem(
                        at,
                        "no quotation mark opens before these words",
                        "quote the speaker's own words, without the marks around them",
                        warning=True,
                    )
                )
        return words

    def check_translation(
        self, translation: str | None, source: SourceFile, steps: Steps, words: Sequence[Found]
    ) -> None:
        """Warn of words in another language than English that have no translation."""
        if not words or translation is not None:
            return
        language = self._library.shelf[words[0].document].document.language
        if language.partition("-")[0] != "en":
            message = f"is in another language ({language}) and has no `translation`"
            hint = "write your own translation into English beside it"
            self._problems.append(source.problem((*steps, "quote"), message, hint, warning=True))

    def check_speaker(
        self,
        statement: Statement,
        source: SourceFile,
        at: Steps,
        found: Sequence[Found],
        words: Sequence[Found],
    ) -> None:
        """Warn at `at` if somebody else speaks in the section where the words (or the passages) stand."""
        place = min(words or found, key=lambda each: each.start, default=None)
        if place is None or not self._is_spoken(place):
            return
        shelved = self._library.shelf[place.document]
        speaker = shelved.speaker(place.start)
        kind = shelved.section(place.start)
        if speaker is None:  # a question, of which the document does not say who asks
            answering = set(shelved.answering).intersection(statement.speakers)
            if answering:
                message = f"{min(answering)} answers in this document, and the words stand in a question"
                self._problems.append(source.problem(at, message, warning=True))
            return
        if speaker in (*statement.speakers, *statement.via):
            return
        if words and self._library.opens_quotation(place):
            return  # the speaker quotes somebody else
        message = f"the words stand in a {kind} of {speaker}, who is not a speaker here"
        hint = f"if {speaker} only passes on what somebody else said, name {speaker} under `via`"
        if kind is SectionKind.ANSWER:
            message = message.replace("in a answer", "in an answer")
        self._problems.append(source.problem(at, message, hint, warning=True))

    def render(
        self,
        mention: Mention,
        source: SourceFile,
        steps: Steps,
        found: Sequence[Found],
        statement: Statement,
        documents: Mapping[str, str],
    ) -> Row | None:
        """The row of the words that a mention of the statement quotes; None after a problem.

        `documents` has the document of each statement.
        """
        words = self.find(mention.record, mention.quote, source, steps, found)
        self.check_speaker(statement, source, (*steps, "quote"), words, words)
        self.check_translation(mention.translation, source, steps, words)
        if not words or mention.record not in documents:
            return None
        document = words[0].document
        at = (*steps, "quote")
        if any(each.document != document for each in words):
            self._problems.append(source.problem(at, "is in several documents", "one mention, one document"))
            return None
        if document == documents[mention.record]:
            message = f"{mention.record} is a statement of this document, which has its own `quote`"
            self._problems.append(source.problem(at, message, "write these words there"))
            return None
        if (mention.record, document) in self._rendered:
            message = f"the words of {mention.record} in {document} stand under another mention"
            self._problems.append(source.problem(at, message, "write them in one list"))
            return None
        self._rendered.add((mention.record, document))
        return {
            "statement_id": mention.record,
            "document_id": document,
            "quote": joined(words),
            "translation": mention.translation,
        }

    def _between(self, before: Found, after: Found) -> str:
        return self._library.shelf[before.document].text.original[before.end : after.start].strip()

    def _is_spoken(self, place: Found) -> bool:
        return self._library.shelf[place.document].section(place.start) in SPOKEN


def joined(words: Sequence[Found]) -> str | None:
    """The words of a quotation, one line for each passage; None without any.

    The words between the passages are not the speaker's, and a sign of ours (an ellipsis, brackets) could be
    mistaken for one in the source.
    """
    return "\n".join(" ".join(each.exact.split()) for each in words) or None
