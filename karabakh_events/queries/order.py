"""`kevents order A B`: was A before B, as far as the record shows?

Dates have bounds (see `dates`): a record falls on some day between its earliest day and its latest. The
answer is one of these:

- `before`: the latest day of A comes before the earliest day of B; `after` is the reverse.
- `overlapping`: their bounds share a day, so the dates do not decide; or one is within the other by the
  record itself (it is part of it, was said at it or signed at it).
- `unknown`: a date is missing or open at one end, and every order is possible.

Only the bounds decide `before` and `after`. What a document tells as having happened, or as said, is not
after the day of its publication: this bounds a date too. Of several documents, the first counts. Only where
an event may have lasted (its date is an interval or missing), the last counts, since the others may tell of
its beginning. What is ongoing, planned, proposed, alleged or denied has no such bound, and a document without
a last day of publication gives none. A wider event does not narrow the date of its part, since a part may
last longer than the event to which it is assigned. The dates of wider events and the other readings of a date
are tried afterwards. If one of them would change the answer, the answer names it and says how.
"""

from collections.abc import Iterator
from itertools import product
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import IN_THIS_ORDER, Connection
from karabakh_events.errors import KeventsError, UnknownName
from karabakh_events.queries import shapes
from karabakh_events.queries.citations import Citation
from karabakh_events.queries.shapes import Only
from karabakh_events.queries.sql import Query

BEFORE, TOGETHER, AFTER = WAYS = ("before", "together", "after")
"""The possible orders: an earlier day; the same day, or one within the other; a later day."""

_MIRRORED = {"before": "after", "after": "before"}


class Bounds(NamedTuple):
    """ISO days, both included. None is an open end; if both are None, there is no date."""

    earliest: str | None
    latest: str | None


class Telling(NamedTuple):
    """The document that bounds a date: what it tells is not after its publication."""

    document: str
    published: str  # EDTF
    latest: str


class Moment(NamedTuple):
    """A record with its date; for an agreement, the date of its signing."""

    kind: str  # event, statement, agreement
    id: str
    label: str
    date: str | None  # EDTF
    date_verbatim: str | None
    earliest: str | None
    latest: str | None
    date_basis: str | None
    date_reason: str | None
    date_reference: str | None
    status: str | None  # of an event
    citations: Annotated[tuple[Citation, ...], Only("document", "start", "end", "exact")] = ()
    """The passages that support the date; failing these, those that support the whole record; else all. A
    passage that has another reading of the date is none of them."""
    told_in: Telling | None = None
    """The document whose publication bounds the date. None if there is none."""
    disputed: bool = False
    """Whether a reading on file contradicts the date."""
    declared_date: str | None = None
    """EDTF: what the document that declares the record has, if another reading is preferred."""

    @property
    def bounds(self) -> Bounds:
        """The bounds of the date and of the document that tells it."""
        return self.told(Bounds(self.earliest, self.latest))

    @property
    def bounded(self) -> bool:
        """Whether the document that tells it leaves fewer days than the date."""
        return self.bounds != Bounds(self.earliest, self.latest)

    def told(self, bounds: Bounds) -> Bounds:
        """A reading of the date, bounded by the document that tells it.

        A reading that lies wholly after the publication is left as it is.
        """
        end = self.told_in.latest if self.told_in is not None else None
        if end is None or (bounds.earliest is not None and bounds.earliest > end):
            return bounds
        return Bounds(bounds.earliest, min(end, bounds.latest or end))


class Wider(NamedTuple):
    """An event that contains a record: the record is part of it, was said at it, or was signed at it."""

    id: str
    link: str  # part-of, occasion, signing
    of: str  # the record with the link: the one in question, or an event between the two
    label: str
    date: str | None  # EDTF
    earliest: str | None
    latest: str | None


class OtherDate(NamedTuple):
    """Another date of one of the two records, and its source.

    `source` is "reading" (a claim on record, from a document or from outside), "occasion" (a reading of the
    date of the occasion, which is also the date of the statement) or "within" (the days that remain if the
    record fell within the wider event `of`).
    """

    record: str  # which of the two
    source: str
    of: str  # the record whose date this is
    date: str  # EDTF; with "within", the first and the last day that remain
    earliest: str | None
    latest: str | None
    document: str | None = None
    start: int | None = None
    end: int | None = None
    exact: str | None = None
    reason: str | None = None
    reference: str | None = None

    @property
    def bounds(self) -> Bounds:
        return Bounds(self.earliest, self.latest)


class Otherwise(NamedTuple):
    """The answer that other readings of one date, or of both, would give."""

    relation: str
    possible: tuple[str, ...]
    readings: tuple[OtherDate, ...]


class Order(NamedTuple):
    """The answer. `possible` has the members of `WAYS` that the record leaves open, in that order."""

    relation: str  # before, after, overlapping, unknown
    possible: tuple[str, ...]
    a: Moment
    b: Moment
    same_day: bool
    """Whether both are dated to the same single day."""
    link: Wider | None
    """The link by which one is within the other, if there is one."""
    shared: tuple[Wider, ...]
    """The events that contain both."""
    otherwise: tuple[Otherwise, ...]
    unchanged: int
    """The number of other readings of the two dates that do not change the answer."""

    def __repr__(self) -> str:
        return f"<{self.a.id!r} to {self.b.id!r}: {self.relation}; possible: {', '.join(self.possible)}>"

    @property
    def contradicted(self) -> bool:
        """Whether the record puts one within the other although their dates exclude it."""
        return self.link is not None and TOGETHER not in self.possible

    def as_json(self) -> dict[str, Any]:
        return {
            "relation": self.relation,
            "possible": list(self.possible),
            "same_day": self.same_day,
            "a": shapes.as_json(self.a),
            "b": shapes.as_json(self.b),
            "reasons": list(reasons(self)),
            "link": self.link and {"of": self.link.of, "link": self.link.link, "id": self.link.id},
            "shared": [event.id for event in self.shared],
            "otherwise": [shapes.as_json(other) for other in self.otherwise],
        }


# --- the logic of bounds -------------------------------------------------------------------------------


def possible(a: Bounds, b: Bounds) -> tuple[str, ...]:
    """The orders in which a day within `a` and a day within `b` can be."""

    def reaches(early: str | None, late: str | None, *, strictly: bool) -> bool:
        return early is None or late is None or early < late or (early == late and not strictly)

    before = reaches(a.earliest, b.latest, strictly=True)
    after = reaches(b.earliest, a.latest, strictly=True)
    together = reaches(a.earliest, b.latest, strictly=False) and reaches(b.earliest, a.latest, strictly=False)
    return tuple(way for way, can in zip(WAYS, (before, together, after), strict=True) if can)


def compare(a: Bounds, b: Bounds, *, within: bool = False) -> tuple[str, tuple[str, ...]]:
    """The relation of `a` to `b`, and the orders that are possible.

    `within` says that the record puts one within the other. Dates that exclude this take precedence.
    """
    ways = possible(a, b)
    if within and TOGETHER in ways:
        return "overlapping", (TOGETHER,)
    if ways in ((BEFORE,), (AFTER,)):
        return ways[0], ways
    if len(ways) == len(WAYS) and None in (*a, *b):
        return "unknown", ways
    return "overlapping", ways


def mirror(relation: str) -> str:
    """The relation of B to A, given the relation of A to B."""
    return _MIRRORED.get(relation, relation)


# --- the record ----------------------------------------------------------------------------------------

_DATE = "date_edtf, date_verbatim, earliest, latest, date_basis, date_reason, date_reference, disputed"
_SIGNED = (
    "signed_edtf, signed_verbatim, signed_earliest, signed_latest, signed_basis, signed_reason,"
    " signed_reference, signed_disputed"
)

_MOMENT = f"""\
SELECT 'event', id, title, {_DATE}, status FROM events WHERE id = :id
UNION ALL SELECT 'statement', id, summary, {_DATE}, NULL FROM statements WHERE id = :id
UNION ALL SELECT 'agreement', id, title, {_SIGNED}, NULL FROM agreements WHERE id = :id"""

_ITS_PASSAGES = """\
SELECT citation FROM claims WHERE record = :id AND field = :field AND citation IS NOT NULL"""

# A passage that dates the entry into force of an agreement does not support the date of its signing. One that
# has another reading of the date is evidence of that reading, and not of this one. If a claim is preferred,
# the passages for the record's own date are such evidence too.
_CITED = f"""\
SELECT document_id, start, "end", exact, section, supports FROM citations
WHERE {{column}} = :id AND exact IS NOT (
        SELECT nullif(effective_verbatim, signed_verbatim) FROM agreements WHERE id = :id)
    AND (id IN ({_ITS_PASSAGES} AND value = :date)
        OR id NOT IN ({_ITS_PASSAGES} AND value <> coalesce(:date, ''))
        AND (supports <> 'date' OR NOT EXISTS (
            SELECT 1 FROM claims WHERE record = :id AND field = :field AND preferred = 1)))
ORDER BY document_id, start, "end\""""

_DECLARED = """\
SELECT value FROM claims
WHERE record = :id AND field = :field AND position = 0 AND EXISTS (
    SELECT 1 FROM claims WHERE record = :id AND field = :field AND preferred = 1)"""

YOUNGER = ("related", "comment", "chrome")
"""The sections that may be younger than the page around them: what they tell is not bounded by its day."""

# A document that is on record with another status for the event only announces it, or denies it.
_TOLD = f"""\
SELECT DISTINCT d.id, d.published_edtf, d.published_latest
FROM (SELECT document_id FROM citations
    WHERE {{column}} = :id AND section NOT IN ('{"', '".join(YOUNGER)}')) c
    {IN_THIS_ORDER} documents d ON d.id = c.document_id
WHERE d.id NOT IN (SELECT document_id FROM claims WHERE kind = 'event' AND record = :id
    AND field = 'status' AND value NOT IN ('occurred', 'ongoing') AND document_id IS NOT NULL)
ORDER BY d.published_latest, d.id"""

# UNION, not UNION ALL: it ends even if events contain each other in a circle, as in a file made elsewhere.
_WIDER = f"""\
WITH RECURSIVE wider (id, link, of) AS (
    SELECT part_of, 'part-of', id FROM events WHERE id = :id AND part_of IS NOT NULL
    UNION SELECT event_id, 'occasion', id FROM statements WHERE id = :id AND event_id IS NOT NULL
    UNION SELECT event_id, 'signing', agreement_id FROM event_agreements
        WHERE agreement_id = :id AND relation = 'signed'
    UNION SELECT e.part_of, 'part-of', e.id FROM wider w {IN_THIS_ORDER} events e ON e.id = w.id
        WHERE e.part_of IS NOT NULL
)
SELECT w.id, w.link, w.of, e.title, e.date_edtf, e.earliest, e.latest
FROM wider w {IN_THIS_ORDER} events e ON e.id = w.id
WHERE w.id <> :id"""

_READINGS = """\
SELECT value, document_id, start, "end", exact, reason, reference FROM conflicts
WHERE record = :id AND kind = :kind AND field = :field
ORDER BY position, document_id, start, value"""


def order(connection: Connection, a: str, b: str) -> Order:
    """The order of A and B in time.

    Each is the id of an event, a statement or an agreement, the title of an event, or a name of an agreement.
    Raises UnknownName or AmbiguousName, and KeventsError for a record of another kind.
    """
    first, second = (_moment(connection, find_dated(connection, text)) for text in (a, b))
    around_first, around_second = (_wider(connection, moment) for moment in (first, second))
    link = next((wider for wider in around_first if wider.id == second.id), None) or next(
        (wider for wider in around_second if wider.id == first.id), None
    )
    within = link is not None or first.id == second.id
    relation, ways = compare(first.bounds, second.bounds, within=within)
    both = {wider.id for wider in around_second} - {first.id, second.id}
    shared = {wider.id: wider for wider in around_first if wider.id in both}
    otherwise: list[Otherwise] = []
    unchanged = 0
    if first.id != second.id:
        others_a = tuple(_readings(connection, first, around_first, second.id))
        others_b = tuple(_readings(connection, second, around_second, first.id))
        otherwise, unchanged = _asked_again(first, second, others_a, others_b, within=within)
    return Order(
        relation,
        ways,
        first,
        second,
        first.earliest is not None and len({*first.bounds, *second.bounds}) == 1,
        link,
        tuple(shared.values()),
        tuple(otherwise),
        unchanged,
    )


def find_dated(connection: Connection, text: str) -> str:
    """The id of the event, statement or agreement that `text` means. Raises the errors of `order`."""
    if any(Query(_MOMENT, {"id": text}).run(connection)):
        return text
    for (kind,) in Query("SELECT kind FROM records WHERE id = :id", {"id": text}).run(connection):
        raise KeventsError(
            f"{text} is of kind {kind}, which has no one date to compare",
            "order compares events, statements and agreements",
        )
    from karabakh_events.queries.names import resolve

    try:
        return resolve(connection, "dated", text)
    except UnknownName as error:
        if error.nearest or error.hint:
            raise
        from karabakh_events.queries.record import unknown

        raise unknown(connection, error.kind, text) from error


def _moment(connection: Connection, record: str) -> Moment:
    (values,) = Query(_MOMENT, {"id": record}).run(connection)
    *parts, disputed, status = values
    date = Moment._make((*parts, status, (), None, bool(disputed), None))
    binds = {"id": record, "field": "signed" if date.kind == "agreement" else "date"}
    declared = next((value for (value,) in Query(_DECLARED, binds).run(connection)), None)
    sql = _CITED.format(column=f"{date.kind}_id")
    cited_query = Query(sql, {**binds, "date": date.date})
    passages = [Citation(*row) for row in cited_query.run(connection)]
    proofs = [passage.supports for passage in passages]
    proof = next((each for each in ("date", "whole") if each in proofs), None)
    cited = (passage for passage in passages if proof in (passage.supports, None))
    moment = date._replace(citations=tuple(cited), declared_date=declared)
    return moment._replace(told_in=_bounding(connection, moment, f"{date.kind}_id"))


def _bounding(connection: Connection, moment: Moment, column: str) -> Telling | None:
    """The document whose publication bounds the date, if there is one."""
    if moment.kind == "agreement" or moment.status not in ("occurred", None):
        return None
    told = [Telling(*row) for row in Query(_TOLD.format(column=column), {"id": moment.id}).run(connection)]
    dated = [telling for telling in told if telling.latest is not None]
    lasted = moment.kind == "event" and (moment.date is None or "/" in moment.date)
    if not dated or (lasted and len(dated) < len(told)):
        return None
    return dated[-1] if lasted else dated[0]


def _wider(connection: Connection, moment: Moment) -> tuple[Wider, ...]:
    return tuple(Wider(*row) for row in Query(_WIDER, {"id": moment.id}).run(connection))


def _readings(
    connection: Connection, moment: Moment, around: tuple[Wider, ...], other: str
) -> Iterator[OtherDate]:
    """All other dates that the record allows for this one, each once."""
    seen = {moment.bounds}
    for reading in (*_claimed(connection, moment, around), *_within(moment, around, other)):
        if reading.bounds not in seen:
            seen.add(reading.bounds)
            yield reading


def _claimed(connection: Connection, moment: Moment, around: tuple[Wider, ...]) -> Iterator[OtherDate]:
    from karabakh_events.dates import EdtfError, parse_edtf

    fields = [(moment.id, moment.kind, "signed" if moment.kind == "agreement" else "date", "reading")]
    # A statement without a date of its own takes that of its occasion, with all its uncertainty.
    fields += [
        (wider.id, "event", "date", "occasion")
        for wider in around
        if wider.link == "occasion" and wider.date is not None and wider.date == moment.date
    ]
    for of, kind, field, source in fields:
        for value, *rest in Query(_READINGS, {"id": of, "kind": kind, "field": field}).run(connection):
            try:
                span = parse_edtf(value)
            except EdtfError:  # possible in a file made elsewhere
                continue
            bounds = moment.told(Bounds(span.earliest, span.latest))
            yield OtherDate(moment.id, source, of, value, *bounds, *rest)


def _within(moment: Moment, around: tuple[Wider, ...], other: str) -> Iterator[OtherDate]:
    """The days that remain if the record fell within a wider event, for each wider event with a date."""
    if not around:
        return
    from karabakh_events.dates import between

    own = moment.bounds
    for wider in around:
        if wider.id == other:
            continue
        earliest = max(filter(None, (own.earliest, wider.earliest)), default=None)
        latest = min(filter(None, (own.latest, wider.latest)), default=None)
        if earliest is None or latest is None or earliest <= latest:
            yield OtherDate(moment.id, "within", wider.id, between(earliest, latest), earliest, latest)


def _asked_again(
    a: Moment, b: Moment, others_a: tuple[OtherDate, ...], others_b: tuple[OtherDate, ...], *, within: bool
) -> tuple[list[Otherwise], int]:
    """The other answers, and the number of readings that do not change the answer.

    Each other reading is tried alone. Two readings, one of each record, are tried together only if no single
    one gives that answer. A source that gives both dates is followed for both.
    """
    answer = compare(a.bounds, b.bounds, within=within)
    changed: list[Otherwise] = []
    unchanged = 0
    reached = {answer[0]}

    def differs(one: OtherDate | None, two: OtherDate | None) -> bool:
        found = compare(one.bounds if one else a.bounds, two.bounds if two else b.bounds, within=within)
        reached.add(found[0])
        if found != answer:
            # If both records take their date from the same one, its reading is listed once.
            same = one and two and one.of == two.of and one.source != "within"
            changed.append(Otherwise(*found, tuple(filter(None, (one, None if same else two)))))
        return found != answer

    pairs: list[tuple[OtherDate | None, OtherDate | None]] = []
    pairs += ((reading, _same_source(reading, others_b)) for reading in others_a)
    pairs += ((_same_source(reading, others_a), reading) for reading in others_b)
    for one, two in dict.fromkeys(pairs):
        alone = one or two
        if not differs(one, two) and alone and alone.source != "within":
            unchanged += 1
    for one, two in product(others_a, others_b):
        # One date cannot have two readings at once.
        apart = one.of != two.of or "within" in (one.source, two.source)
        if apart and compare(one.bounds, two.bounds, within=within)[0] not in reached:
            differs(one, two)
    return changed, unchanged


def _same_source(reading: OtherDate, others: tuple[OtherDate, ...]) -> OtherDate | None:
    """The matching reading of the other record: of the same date, else from the same source."""
    if reading.source == "within":
        return None
    claimed = [other for other in others if other.source != "within"]
    for other in claimed:
        if other.of == reading.of and other.bounds == reading.bounds:
            return other
    place = reading.document, reading.reference
    for other in claimed:
        if other.of != reading.of and place == (other.document, other.reference):
            return other
    return None


# --- in words ------------------------------------------------------------------------------------------

_LINKS = {"part-of": "is part of", "occasion": "was said at", "signing": "was signed at"}

_STATUSES = {
    "ongoing": "is reported as going on: it may have lasted beyond its date",
    "planned": "is planned: its date is that of the plan, not of what came of it",
    "proposed": "is only proposed: its date is that of the proposal, not of what came of it",
    "alleged": "is alleged: only a speaker says that it was",
    "denied": "is denied: by the record it was not",
}


def reasons(comparison: Order) -> Iterator[str]:
    """The reasons for the answer, one sentence each. The two records are called A and B."""
    named = (("A", comparison.a), ("B", comparison.b))
    for name, moment in named:
        if moment.date is None:
            yield f"{name} has no date on record"
    if comparison.a.id == comparison.b.id:
        yield "A and B are one record"
    elif comparison.link is not None:
        yield _linked(comparison, comparison.link)
    if comparison.same_day:
        yield f"Both are on {_day(comparison.a.earliest)}; the record has no time of day"
    elif comparison.a.id != comparison.b.id and (comparison.link is None or comparison.contradicted):
        yield from _by_bounds(comparison)
    if comparison.a.id != comparison.b.id:
        yield from (
            _told(name, moment.told_in) for name, moment in named if moment.told_in and moment.bounded
        )
    for event in comparison.shared:
        if comparison.link is None and comparison.relation != BEFORE and comparison.relation != AFTER:
            yield f"Both lie in {event.label} ({event.id}), which gives no order"
    for name, moment in named:
        if moment.date and not set("?~%").isdisjoint(moment.date):
            yield f"The date of {name} is marked as uncertain: how far that reaches is not on record"
        if moment.status in _STATUSES:
            yield f"{name} {_STATUSES[moment.status]}"
    if comparison.unchanged:
        one = comparison.unchanged == 1
        readings = "one other reading" if one else f"each of {comparison.unchanged} other readings"
        yield f"The answer stays the same with {readings} of the dates"


def _told(name: str, telling: Telling) -> str:
    from karabakh_events.dates import in_words

    published = in_words(telling.published)
    day = _day(telling.latest)
    until = "that day" if published == day else day
    return f"{name} is told in {telling.document}, published {published}, so it is not after {until}"


def _linked(comparison: Order, link: Wider) -> str:
    inner, outer = ("B", "A") if link.id == comparison.a.id else ("A", "B")
    through = "" if link.of in (comparison.a.id, comparison.b.id) else f", by way of {link.of}"
    words = _LINKS[link.link] if not through else "is within"
    but = "; yet their dates exclude it" if comparison.contradicted else ""
    return f"{inner} {words} {outer}{through}{but}"


def _by_bounds(comparison: Order) -> Iterator[str]:
    a, b = comparison.a.bounds, comparison.b.bounds
    if Bounds(None, None) in (a, b):
        return
    if comparison.possible == (BEFORE,):
        yield f"A is on {_day(a.latest)} at the latest, B on {_day(b.earliest)} at the earliest"
        return
    if comparison.possible == (AFTER,):
        yield f"A is on {_day(a.earliest)} at the earliest, B on {_day(b.latest)} at the latest"
        return
    earliest = max(filter(None, (a.earliest, b.earliest)), default=None)
    latest = min(filter(None, (a.latest, b.latest)), default=None)
    yield f"Both may be {_days(earliest, latest)}"
    if AFTER not in comparison.possible:
        yield f"A cannot be after B: it is on {_day(a.latest)} at the latest, B not before that day"
    if BEFORE not in comparison.possible:
        yield f"A cannot be before B: it is on {_day(a.earliest)} at the earliest, B not after that day"
    for name, moment in (("A", comparison.a), ("B", comparison.b)):
        if moment.kind == "event" and "/" in (moment.date or "") and None not in moment.bounds:
            yield f"The date of {name} says between which days it was; how long it lasted is not on record"
    for name, bounds in (("A", a), ("B", b)):
        if bounds.latest is None:
            yield f"{name} has no latest day: it is on or after {_day(bounds.earliest)}"
        if bounds.earliest is None:
            yield f"{name} has no earliest day: it is on or before {_day(bounds.latest)}"


def _days(earliest: str | None, latest: str | None) -> str:
    if earliest is None:
        return f"on any day until {_day(latest)}" if latest else "on any day"
    if latest is None:
        return f"on any day from {_day(earliest)}"
    return f"on {_day(earliest)}" if earliest == latest else f"on any day {_span(earliest, latest)}"


def _span(earliest: str, latest: str) -> str:
    return f"from {_day(earliest)} to {_day(latest)}"


def _day(day: str | None) -> str:
    from karabakh_events.dates import in_words

    return in_words(day)
