"""The questions of the field in the web view: their parameters, the rows that answer them, their layouts.

A question has no rules of its own. `queries.filters` reads the visitor's values, the rows come from the same
functions as on the command line, and the layouts are those of the terminal. An empty parameter sets no
condition.
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, cycle
from typing import Any, NamedTuple

from karabakh_events import vocabulary
from karabakh_events.errors import KeventsError
from karabakh_events.names import nearest
from karabakh_events.queries import conflicts, evidence, filters, ledger, search, statements, timeline
from karabakh_events.queries.record import Passage, Record
from karabakh_events.queries.shapes import as_json, fields
from karabakh_events.queries.sql import Query
from karabakh_events.render import layouts
from karabakh_events.render import questions as ledgers
from karabakh_events.render import record as records
from karabakh_events.render.blocks import Block
from karabakh_events.render.parts import Numbering

LARGEST_ANSWER = 32 * 2**20
"""Characters of all rows of one answer together."""

LONGEST = 1000
"""Characters of a value. No name is as long, and a search for the nearest name takes time."""

_YES = ("yes", "no")

_END = object()


class Parameter(NamedTuple):
    """A parameter. `words` are its values if only certain ones are allowed."""

    meaning: str
    words: tuple[str, ...] = ()
    several: bool = False
    """Whether it may have several values, which are alternatives."""


class Given:
    """The visitor's values for the parameters of one question."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._values = values

    def several(self, name: str) -> tuple[str, ...]:
        return tuple(self._values.get(name, ()))

    def one(self, name: str) -> str | None:
        """The only value; None if there is none."""
        return next(iter(self._values.get(name, ())), None)

    def chosen(self, name: str, words: Sequence[str]) -> str | None:
        """The value as one of the words, written in any case; None if there is none. Else KeventsError."""
        value = self.one(name)
        if value is not None and value.lower() not in words:
            raise KeventsError(f"{name}: {value!r} is not one of: {', '.join(words)}")
        return value and value.lower()

    def yes(self, name: str) -> bool | None:
        """Whether the value is "yes"; None if it is neither "yes" nor "no"."""
        value = self.chosen(name, _YES)
        return None if value is None else value == "yes"


class Answer(NamedTuple):
    """The rows of one page.

    `queries` are the queries behind it, each with a few words about it. `after` is the key after which the
    next page begins; None if there is no next page. `remark` says which rows of the SQL the page shows, where
    the SQL itself does not say so.
    """

    rows: list[Any]
    blocks: Callable[[Numbering], Iterator[Block]]
    queries: tuple[tuple[str, Query], ...]
    after: str | None
    remark: str = ""


class Question(NamedTuple):
    """A question. `fields` are the fields of its JSON, `columns` the columns of its CSV."""

    title: str
    description: str
    parameters: Mapping[str, Parameter]
    ask: Callable[[sqlite3.Connection, Given, int], Answer]
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    dated: bool = False
    """Whether its rows are in the order of time, so that they can be shown as a timeline."""
    needed: str = ""
    """The parameter without which there is no answer. The page without it is only the form."""

    def given(self, said: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """The values of its parameters, without the empty ones.

        Raises KeventsError for an unknown parameter, for one with too many values, or for a value that is too
        long.
        """
        kept: dict[str, list[str]] = {}
        for name, values in said.items():
            if name not in self.parameters and name != "after":
                near = nearest(name[:LONGEST], self.parameters, 1)
                raise KeventsError(
                    f"there is no parameter {name[:100]!r}" + (f"; did you mean {near[0]}?" if near else ""),
                    f"There are: {', '.join(self.parameters)}, after",
                )
            filled = [value.strip() for value in values if value.strip()]
            if any(len(value) > LONGEST for value in filled):
                raise KeventsError(f"{name} is longer than {LONGEST:,} characters")
            if len(filled) > 1 and (name == "after" or not self.parameters[name].several):
                raise KeventsError(f"{name} can be given only once")
            if filled:
                kept[name] = filled
        return kept

    def json_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The records of its JSON."""
        return map(as_json, rows)

    def csv_rows(self, rows: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The records of its CSV."""
        if self.columns == self.fields:
            return self.json_rows(rows)
        return chain.from_iterable(row.as_rows() for row in rows)


# --- pages ---------------------------------------------------------------------------------------------


def _page(
    rows: Iterable[Any], size: int, key: Callable[[Any], Hashable] = lambda row: row.id
) -> tuple[list[Any], Any]:
    """The rows of a page, at least `size` if there are so many, and the key of the last if more follow.

    Rows with the same key stay on one page. Raises KeventsError if the rows are larger than an answer may be.
    """
    kept: list[Any] = []
    left = LARGEST_ANSWER
    for row in rows:
        if len(kept) >= size and key(row) != key(kept[-1]):
            return kept, key(kept[-1])
        left -= len(str(row))
        if left < 0:
            raise KeventsError(f"the answer is larger than {LARGEST_ANSWER // 2**20} MB", "Ask for less.")
        kept.append(row)
    return kept, None


def _continued(
    rows: Iterable[Any], after: str | None, key: Callable[[Any], Hashable] = lambda row: row.id
) -> Iterator[Any]:
    """The rows after the one with this key. Raises KeventsError if no row has it."""
    if after is None:
        yield from rows
        return
    met = False
    for row in rows:
        if key(row) == after:
            met = True
        elif met:
            yield row
    if not met:
        raise KeventsError(f"after: {after!r} is not in this listing")


# --- what happened, who said what ----------------------------------------------------------------------

_DAYS = {
    "since": Parameter("from the first day of this date on (2020-11-09, 2020-11, 2020)"),
    "until": Parameter("through the last day of this date"),
    "certainly": Parameter("only what must lie between these days; otherwise also what may", _YES),
}
_TOLD = {
    "document": Parameter("in this document (its identifier or title)", several=True),
    "outlet": Parameter("in a document of this outlet (Reuters)", several=True),
}
_REVERSE = {"reverse": Parameter("the latest first", _YES)}


def _words(term: type[vocabulary.Term]) -> tuple[str, ...]:
    return tuple(word.value for word in term)


def _what_happened(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    kind = given.chosen("kind", ("event", "statement"))
    wanted = filters.timeline_filter(
        connection,
        since=given.one("since"),
        until=given.one("until"),
        certainly=bool(given.yes("certainly")),
        actor=given.several("actor"),
        place=given.several("place"),
        type=given.several("type"),
        status=given.several("status"),
        document=given.several("document"),
        outlet=given.several("outlet"),
        statements=kind != "event",
        reverse=bool(given.yes("reverse")),
        # The statements are selected while all rows are read.
        limit=None if kind == "statement" else size + 1,
        after=given.one("after"),
    )
    rows: Iterator[Any] = timeline.timeline(connection, wanted)
    remark = ""
    if kind == "statement":
        rows = (row for row in rows if row.kind == "statement")
        remark = "Of its rows, the page has the statements."
    return _timeline(rows, timeline.timeline_queries(connection, wanted), size, remark)


def _timeline(
    rows: Iterable[Any], queries: Iterable[tuple[str, Query]], size: int, remark: str = ""
) -> Answer:
    kept, after = _page(rows, size)
    return Answer(kept, lambda numbering: layouts.timeline(kept, numbering), tuple(queries), after, remark)


def _who_said_what(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    wanted = filters.statement_filter(
        connection,
        given.one("words") or "",
        by=given.several("by"),
        to=given.several("to"),
        about=given.several("about"),
        topic=given.several("topic"),
        since=given.one("since"),
        until=given.one("until"),
        certainly=bool(given.yes("certainly")),
        direct=given.yes("direct"),
        act=given.several("act"),
        document=given.several("document"),
        outlet=given.several("outlet"),
        via=given.several("via"),
        reverse=bool(given.yes("reverse")),
        limit=size + 1,
        after=given.one("after"),
    )
    kept, after = _page(statements.who_said(connection, wanted), size)
    queries = tuple(statements.who_said_queries(connection, wanted))
    return Answer(kept, lambda numbering: layouts.who_said(kept, numbering), queries, after)


def _what_did_two_do(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    both = [name for name in ("one", "other") if given.one(name)]
    wanted = [
        filters.timeline_filter(
            connection,
            since=given.one("since"),
            until=given.one("until"),
            certainly=bool(given.yes("certainly")),
            actor=given.several(name),
            reverse=bool(given.yes("reverse")),
            limit=size + 1 if len(both) < 2 else None,
            after=given.one("after"),
        )
        for name in both or ["one"]
    ]
    queries = timeline.timeline_queries(connection, wanted[0])
    if len(wanted) == 1:
        return _timeline(timeline.timeline(connection, wanted[0]), queries, size)
    one, other = (each.actors[0] for each in wanted)
    rows = _together(
        _with(timeline.timeline(connection, wanted[0]), other),
        _with(timeline.timeline(connection, wanted[1]), one),
        size + 1,
    )
    return _timeline(rows, queries, size, f"Of its rows, the page has those in which {other} takes part too.")


def _with(rows: Iterable[Any], actor: str) -> Iterator[Any]:
    """For each row: the row itself if this actor takes part in it, else None."""
    return (row if any(part.id == actor for part in row.actors) else None for row in rows)


def _together(one: Iterator[Any], other: Iterator[Any], most: int) -> list[Any]:
    """The first rows that both have. Both are read in step, and the shorter one already holds every row that
    they share. So the time depends on the actor with fewer events."""
    of_one: list[Any] = []
    of_other: list[Any] = []
    for side, kept in cycle(((one, of_one), (other, of_other))):
        row = next(side, _END)
        if row is not None and row is not _END:
            kept.append(row)
        if row is _END or len(kept) == most:
            return kept
    raise AssertionError("a cycle does not end")


# --- was it kept ---------------------------------------------------------------------------------------


def _was_it_kept(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    agreement = filters.resolve_name(connection, "agreement", given.one("agreement"))
    verdicts = {vocabulary.Verdict.of(word).value for word in given.several("verdict")}
    rows: Iterable[Any] = _continued(ledger.ledger(connection, agreement), given.one("after"))
    if verdicts:
        rows = _with_verdicts(rows, verdicts)
    kept, after = _page(rows, size)
    whole = not verdicts and after is None and given.one("after") is None
    shown = {row.agreement.id for row in kept}
    agreements = [each for each in ledger.agreements(connection, agreement) if whole or each.id in shown]
    return Answer(
        kept,
        lambda numbering: ledgers.ledger(kept, agreements, numbering),
        tuple(ledger.ledger_queries(agreement)),
        after,
        f"Of its claims, the page has those that say: {', '.join(sorted(verdicts))}." if verdicts else "",
    )


def _with_verdicts(rows: Iterable[Any], verdicts: set[str]) -> Iterator[Any]:
    """The provisions with those of their claims that give one of these verdicts, if they have any."""
    for row in rows:
        if claims := tuple(claim for claim in row.claims if claim.verdict in verdicts):
            yield row._replace(claims=claims)


# --- where do I read it, where do the sources differ ---------------------------------------------------


def _where_do_i_read_it(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    record = filters.resolve_record(connection, given.one("record"))
    document = filters.resolve_name(connection, "document", given.one("document"))
    after = given.one("after")
    if after is not None and not evidence.known(connection, after):
        raise KeventsError(f"after: no passage is known as {after!r}")
    most = size + 1
    rows = evidence.evidence(connection, record, document=document, after=after, limit=most)
    page, last = _page(rows, size)
    query = evidence.evidence_query(record, document=document, after=after, limit=most)
    passages = tuple(each.passage for each in page)
    # Without its kind: of a statement the layout would leave out the passages of the quotation.
    shown = Record(record[1] if record else "", "", "", {}, (), passages)
    return Answer(
        list(passages),
        lambda numbering: records.passages(records.view(shown), numbering),
        (("the passages in order", query),),
        last,
    )


def _where_sources_differ(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    record = filters.resolve_record(connection, given.one("record"))
    named = {vocabulary.ClaimField.of(word).value for word in given.several("field")}
    id_ = record and record[1]
    rows: Iterable[Any] = _continued(conflicts.conflicts(connection, id_), given.one("after"), _record)
    if named:
        rows = (row for row in rows if row.field in named)
    kept, after = _page(rows, size, _record)
    return Answer(
        kept,
        lambda numbering: layouts.conflicts(kept, numbering),
        tuple(conflicts.conflicts_queries(id_)),
        after,
        f"Of its rows, the page has those of: {', '.join(sorted(named))}." if named else "",
    )


def _record(row: Any) -> Hashable:
    return row.record  # type: ignore[no-any-return]


# --- where do words occur ------------------------------------------------------------------------------


def _where_words_occur(connection: sqlite3.Connection, given: Given, size: int) -> Answer:
    words = given.one("words") or ""
    limit = None if given.one("after") else size + 1
    kept, after = _page(_continued(search.search(connection, words, limit=limit), given.one("after")), size)
    queries = (("the records in order", search.search_query(words, limit=limit)),)
    return Answer(kept, lambda _: layouts.search(kept), queries, after)


# --- all of them ---------------------------------------------------------------------------------------


_OF_TIMELINE = fields(timeline.TimelineRow)
_OF_STATEMENTS = fields(statements.StatementRow)
_OF_PASSAGES = fields(Passage)
_OF_CONFLICTS = fields(conflicts.Conflict)
_OF_HITS = fields(search.Hit)

QUESTIONS: dict[str, Question] = {
    "what-happened": Question(
        "What happened between two days?",
        "Events and statements in the order of their dates, as far as these are known.",
        {
            **_DAYS,
            "actor": Parameter(
                "someone who takes part, speaks, is addressed or is spoken about (Pashinyan)", several=True
            ),
            "place": Parameter("at this place (Geneva)", several=True),
            "type": Parameter("events of this PLOVER type", _words(vocabulary.EventType), several=True),
            "status": Parameter("events with this status", _words(vocabulary.EventStatus), several=True),
            **_TOLD,
            "kind": Parameter("only events, or only statements", ("event", "statement")),
            **_REVERSE,
        },
        _what_happened,
        _OF_TIMELINE,
        _OF_TIMELINE,
        dated=True,
    ),
    "who-said-what": Question(
        "Who said what, to whom, about whom?",
        "Statements with the very words where the document has them, and the chain that carried them.",
        {
            "by": Parameter("said by this actor (Lavrov)", several=True),
            "to": Parameter("said to this actor", several=True),
            "about": Parameter("about this actor, agreement or event (Turkey)", several=True),
            "via": Parameter("carried by this agency or outlet (Reuters)", several=True),
            "words": Parameter("with all these words; a phrase stands in double quotes (corridor)"),
            "topic": Parameter("on this topic (corridor)", several=True),
            "act": Parameter("done in saying it", _words(vocabulary.SpeechAct), several=True),
            "direct": Parameter(
                "yes: only statements that quote the speaker (direct or mixed); no: only reported speech",
                _YES,
            ),
            **_DAYS,
            **_TOLD,
            **_REVERSE,
        },
        _who_said_what,
        _OF_STATEMENTS,
        _OF_STATEMENTS,
        dated=True,
    ),
    "was-it-kept": Question(
        "Was the agreement kept, and who says so?",
        "Each agreement as a whole and each of its provisions, and under it every claim about whether it is"
        " kept.",
        {
            "agreement": Parameter("this agreement, by its identifier or a name (trilateral statement)"),
            "verdict": Parameter("only claims with this verdict", _words(vocabulary.Verdict), several=True),
        },
        _was_it_kept,
        fields(ledger.LedgerRow),
        ledger.CLAIM_COLUMNS,
    ),
    "where-do-i-read-it": Question(
        "Where do I read it?",
        "The passages that support a record, with their places in the documents.",
        {
            "record": Parameter(
                "the identifier of a record: an event, a statement, an agreement, an actor …"
            ),
            "document": Parameter("in this document (its identifier or title)"),
        },
        _where_do_i_read_it,
        _OF_PASSAGES,
        _OF_PASSAGES,
    ),
    "where-sources-differ": Question(
        "Where do the sources differ?",
        "Every reading of a field on which the sources differ.",
        {
            "record": Parameter("the identifier of the record"),
            "field": Parameter("only this field", _words(vocabulary.ClaimField), several=True),
        },
        _where_sources_differ,
        _OF_CONFLICTS,
        _OF_CONFLICTS,
    ),
    "what-did-two-do-together": Question(
        "What did two actors do together?",
        "Events in which both take part, in any role. If only one actor is given, all events of that actor.",
        {
            "one": Parameter("an actor (Ilham Aliyev)"),
            "other": Parameter("another actor (Lavrov)"),
            **_DAYS,
            **_REVERSE,
        },
        _what_did_two_do,
        _OF_TIMELINE,
        _OF_TIMELINE,
        dated=True,
    ),
    "where-words-occur": Question(
        "Where do these words occur?",
        "Records of every kind in which all the words occur, by the full-text index.",
        {"words": Parameter("the words, in any order and without diacritics (monitoring centre)")},
        _where_words_occur,
        _OF_HITS,
        _OF_HITS,
        needed="words",
    ),
}
"""By the name that stands in an address. None is the name of a table or view."""
