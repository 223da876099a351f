"""Which of two came first: the logic of bounds against a look at every day, and what the record adds."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.errors import AmbiguousName, KeventsError, UnknownName
from karabakh_events.queries.order import WAYS, Bounds, Order, compare, find_dated, mirror, order, reasons

VISIT, SIGNING, WAR, MINES = (
    "2020-11-22-lavrov-in-baku",
    "2020-11-10-signing",
    "2020-second-war",
    "2020-10-mines",
)
STATEMENT = "trilateral-statement-2020"

FIRST = date(2020, 11, 1)
DAYS = range(8)
BEYOND = range(-2, 10)
"""What an open end reaches over: as many days on either side as can make a difference."""


def iso(day: int) -> str:
    return (FIRST + timedelta(day)).isoformat()


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    first, last = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    return draw(
        st.sampled_from(
            [Bounds(iso(first), iso(last))] * 4
            + [Bounds(iso(first), iso(first)), Bounds(None, iso(last)), Bounds(iso(first), None)]
            + [Bounds(None, None)]
        )
    )


def days(span: Bounds) -> list[str]:
    """Every day on which it may have been."""
    return [
        day
        for day in map(iso, BEYOND)
        if (span.earliest is None or span.earliest <= day) and (span.latest is None or day <= span.latest)
    ]


# --- the logic of bounds -------------------------------------------------------------------------------


@given(bounds(), bounds())
def test_it_answers_as_a_look_at_every_pair_of_days_would(a: Bounds, b: Bounds) -> None:
    seen = {
        "before" if one < two else "after" if one > two else "together" for one in days(a) for two in days(b)
    }
    relation, ways = compare(a, b)
    assert ways == tuple(way for way in WAYS if way in seen)
    # Only where no day speaks against it.
    assert (relation == "before") == (seen == {"before"})
    assert (relation == "after") == (seen == {"after"})
    # Bounds that share a day overlap, unless an end is open and nothing at all follows.
    nothing = len(seen) == 3 and None in (*a, *b)
    assert (relation == "unknown") == nothing
    assert (relation == "overlapping") == ("together" in seen and not nothing)


@given(bounds(), bounds(), st.booleans())
def test_the_order_of_b_and_a_mirrors_that_of_a_and_b(a: Bounds, b: Bounds, within: bool) -> None:
    relation, ways = compare(a, b, within=within)
    assert compare(b, a, within=within) == (
        mirror(relation),
        tuple(way for way in WAYS if mirror(way) in ways),
    )


@given(st.lists(bounds(), min_size=6, max_size=10))
def test_before_is_transitive(spans: list[Bounds]) -> None:
    for a, b, c in product(spans, repeat=3):
        if compare(a, b)[0] == compare(b, c)[0] == "before":
            assert compare(a, c) == ("before", ("before",))


@pytest.mark.parametrize(
    ("a", "b", "relation", "possible"),
    [
        # A may be on the day of B, and cannot be after it.
        (("2020-10-10", "2020-11-09"), ("2020-11-09", "2020-11-09"), "overlapping", ("before", "together")),
        (("2020-11-09", "2020-11-09"), ("2020-11-09", "2020-11-09"), "overlapping", ("together",)),
        (("2020-11-08", "2020-11-08"), ("2020-11-09", None), "before", ("before",)),
        (("2020-11-09", None), ("2020-11-09", "2020-11-09"), "overlapping", ("together", "after")),
        (("2020-11-09", None), ("2020-11-22", "2020-11-22"), "unknown", WAYS),
        (("2020-11-01", "2020-11-30"), ("2020-11-01", "2020-11-30"), "overlapping", WAYS),
        ((None, None), ("2020-11-09", "2020-11-09"), "unknown", WAYS),
    ],
)
def test_the_answer_at_its_edges(
    a: tuple[str | None, str | None],
    b: tuple[str | None, str | None],
    relation: str,
    possible: tuple[str, ...],
) -> None:
    assert compare(Bounds(*a), Bounds(*b)) == (relation, possible)


def test_one_within_the_other_is_neither_before_nor_after_unless_the_dates_exclude_it() -> None:
    month, day = Bounds("2020-11-01", "2020-11-30"), Bounds("2020-11-09", "2020-11-09")
    assert compare(day, month, within=True) == ("overlapping", ("together",))
    assert compare(Bounds(None, None), day, within=True) == ("overlapping", ("together",))
    assert compare(day, Bounds("2020-12-01", None), within=True) == ("before", ("before",))


# --- the record ----------------------------------------------------------------------------------------


@pytest.fixture
def scratch(sample_file: Path) -> Iterator[sqlite3.Connection]:
    """The sample database in memory, to be changed."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        with closing(open_reading(sample_file)) as sample:
            sample.backup(memory)
        memory.execute("BEGIN")
        yield memory


def put(
    database: sqlite3.Connection,
    id_: str,
    first: str | None,
    last: str | None,
    part_of: str | None = None,
    status: str = "occurred",
) -> None:
    text = f"{first or '..'}/{last or '..'}" if first or last else None
    told = (text, first, last, *(("interval", "stated") if text else (None, None)))
    database.execute(
        "INSERT INTO events (id, title, date_edtf, earliest, latest, precision, date_basis, part_of, status,"
        " type, mode) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'CONSULT', 'talks')",
        (id_, f"Event {id_}", *told, part_of, status),
    )


def say(
    database: sqlite3.Connection, id_: str, first: str | None, last: str | None, occasion: str | None
) -> None:
    text = f"{first or '..'}/{last or '..'}" if first or last else None
    told = (text, first, last, *(("interval", "derived") if text else (None, None)))
    database.execute(
        "INSERT INTO statements (id, summary, date_edtf, earliest, latest, precision, date_basis, event_id,"
        " manner, act, document_id, section)"
        " VALUES (?, 's', ?, ?, ?, ?, ?, ?, 'indirect', 'assert', '2020-11-22-interview', 'body')",
        (id_, *told, occasion),
    )


def claim(
    database: sqlite3.Connection, record: str, *values: str, kind: str = "event", by: str = "R"
) -> None:
    """Readings of the date of a record, the record's own first; the others from outside."""
    database.executemany(
        "INSERT INTO claims (id, kind, record, field, value, reference, position)"
        " VALUES (?, ?, ?, 'date', ?, ?, ?)",
        [
            (f"{record}:{by}:{number}", kind, record, value, by if number else "own", number)
            for number, value in enumerate(values)
        ],
    )


def told(found: Order) -> set[tuple[str, tuple[str, ...]]]:
    return {(other.relation, other.possible) for other in found.otherwise}


def test_records_are_compared_by_their_dates_and_an_agreement_by_its_signing(
    scratch: sqlite3.Connection,
) -> None:
    found = order(scratch, STATEMENT, VISIT)
    assert (found.relation, found.possible, found.same_day) == ("before", ("before",), False)
    assert (found.a.kind, found.a.date, found.a.date_basis) == (
        "agreement",
        "2020-11-09/2020-11-10",
        "completed",
    )
    assert [each.exact for each in found.a.citations] == [
        "on the night of 9 November",
        "was signed on 10 November",
    ]
    assert list(reasons(found)) == [
        "A is on 10 Nov 2020 at the latest, B on 22 Nov 2020 at the earliest",
        "One other reading of the dates would change nothing",
    ]
    assert order(scratch, "lavrov-corridor", SIGNING).relation == "after"


def test_the_same_day_is_said_to_be_the_same_day(scratch: sqlite3.Connection) -> None:
    found = order(scratch, "lavrov-corridor", "lavrov-refugees")
    assert (found.relation, found.possible, found.same_day) == ("overlapping", ("together",), True)
    assert [event.id for event in found.shared] == [VISIT]
    assert "Both are on 22 Nov 2020; the record has no time of day" in reasons(found)


def test_a_record_without_a_date_leaves_everything_open(scratch: sqlite3.Connection) -> None:
    found = order(scratch, "mission", VISIT)
    assert (found.relation, found.possible) == ("unknown", WAYS)
    assert list(reasons(found)) == ["A has no date on record", "A is denied: by the record it was not"]


@pytest.mark.parametrize(
    ("a", "b", "link", "reason"),
    [
        (MINES, WAR, "part-of", "A is part of B"),
        (WAR, MINES, "part-of", "B is part of A"),
        ("lavrov-corridor", VISIT, "occasion", "A was said at B"),
        (STATEMENT, SIGNING, "signing", "A was signed at B"),
        (STATEMENT, WAR, "part-of", f"A is within B, by way of {SIGNING}"),
    ],
)
def test_what_lies_in_the_other_is_neither_before_nor_after_it(
    scratch: sqlite3.Connection, a: str, b: str, link: str, reason: str
) -> None:
    found = order(scratch, a, b)
    assert (found.relation, found.possible) == ("overlapping", ("together",))
    assert found.link is not None
    assert found.link.link == link
    assert reason in reasons(found)


def test_what_is_uncertain_or_did_not_simply_happen_is_said(scratch: sqlite3.Connection) -> None:
    found = order(scratch, MINES, "lavrov-settlement")
    assert found.relation == "before"
    assert list(reasons(found))[1:] == [
        "The date of A is marked as uncertain: how far that reaches is not on record",
        "A is alleged: only a speaker says that it was",
        "The date of B is marked as uncertain: how far that reaches is not on record",
    ]
    assert "B is reported as going on: it may have lasted beyond its date" in reasons(
        order(scratch, VISIT, WAR)
    )


def test_a_part_whose_date_excludes_it_is_told_as_a_contradiction(scratch: sqlite3.Connection) -> None:
    put(scratch, "early", "2020-01-01", "2020-01-02", WAR)
    found = order(scratch, "early", WAR)
    assert (found.relation, found.contradicted) == ("before", True)
    assert "A is part of B; yet their dates exclude it" in reasons(found)


def test_another_reading_that_would_change_the_answer_is_told_with_its_source(
    scratch: sqlite3.Connection,
) -> None:
    # The statement was signed on the night of 9 November, or, by another document, on the tenth.
    put(scratch, "ninth", "2020-11-09", "2020-11-09")
    found = order(scratch, "ninth", STATEMENT)
    assert (found.relation, found.possible) == ("overlapping", ("before", "together"))
    (other,) = found.otherwise
    assert (other.relation, other.possible) == ("before", ("before",))
    (reading,) = other.readings
    assert (reading.record, reading.source, reading.date) == (STATEMENT, "reading", "2020-11-10")
    assert (reading.document, reading.exact) == ("2020-11-23-report", "was signed on 10 November")
    assert order(scratch, STATEMENT, VISIT).otherwise == ()


def test_a_statement_follows_the_readings_of_its_occasion(scratch: sqlite3.Connection) -> None:
    claim(scratch, VISIT, "2020-11-22", "2020-11-20")
    put(scratch, "between", "2020-11-21", "2020-11-21")
    found = order(scratch, "lavrov-corridor", "between")
    assert (found.relation, told(found)) == ("after", {("before", ("before",))})
    (reading,) = found.otherwise[0].readings
    assert (reading.record, reading.source, reading.of) == ("lavrov-corridor", "occasion", VISIT)
    # And so does everything else that was said there: none of it comes before the other by that.
    assert order(scratch, "lavrov-corridor", "lavrov-refugees").otherwise == ()
    assert order(scratch, "lavrov-corridor", VISIT).otherwise == ()


def test_a_source_that_is_followed_for_the_one_is_followed_for_the_other(scratch: sqlite3.Connection) -> None:
    put(scratch, "x", "2020-11-09", "2020-11-09")
    put(scratch, "y", "2020-11-09", "2020-11-09")
    claim(scratch, "x", "2020-11-09", "2020-11-12", by="PA-X")
    claim(scratch, "y", "2020-11-09", "2020-11-12", by="PA-X")
    found = order(scratch, "x", "y")
    assert (found.otherwise, found.unchanged) == ((), 1)
    claim(scratch, "y", "2020-11-09", "2020-11-15", by="ACLED")
    assert told(order(scratch, "x", "y")) == {("before", ("before",))}


def test_a_wider_event_narrows_nothing_but_is_told(scratch: sqlite3.Connection) -> None:
    put(scratch, "visit", "2020-11-10", "2020-11-12")
    put(scratch, "talk", "2020-11-10", None, "visit")
    put(scratch, "later", "2020-11-20", "2020-11-20")
    found = order(scratch, "talk", "later")
    assert (found.relation, found.possible) == ("unknown", WAYS)
    (other,) = found.otherwise
    assert (other.relation, other.readings[0].source, other.readings[0].of) == ("before", "within", "visit")


def test_a_record_stands_in_no_order_to_itself(scratch: sqlite3.Connection) -> None:
    for record in (VISIT, "mission", STATEMENT):
        found = order(scratch, record, record)
        assert (found.relation, found.possible, found.otherwise) == ("overlapping", ("together",), ())
        assert "A and B are one record" in reasons(found)


def test_a_circle_of_wider_events_ends(scratch: sqlite3.Connection) -> None:
    put(scratch, "one", "2020-11-10", "2020-11-12")
    put(scratch, "two", "2020-11-10", "2020-11-12", "one")
    scratch.execute("UPDATE events SET part_of = 'two' WHERE id = 'one'")
    assert order(scratch, "one", "two").relation == "overlapping"
    assert order(scratch, "one", VISIT).relation == "before"


def test_a_reading_that_is_no_date_is_passed_over(scratch: sqlite3.Connection) -> None:
    claim(scratch, VISIT, "2020-11-22", "the next day")
    assert order(scratch, VISIT, SIGNING).relation == "after"


# --- laws over the record ------------------------------------------------------------------------------

Drawn = tuple[Bounds, bool, int | None, Bounds | None]


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Bounds, whether it is an event, in which of the records before it lies, another reading of its date."""
    return (
        draw(bounds()),
        draw(st.booleans()),
        draw(st.none() | st.integers(0, 3)),
        draw(st.none() | bounds().filter(lambda other: None not in other)),
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.lists(drawn(), min_size=3, max_size=5))
def test_the_record_keeps_the_laws_of_order(scratch: sqlite3.Connection, rows: list[Drawn]) -> None:
    # What an example that failed has left is taken back too.
    scratch.execute("ROLLBACK")
    scratch.execute("BEGIN")
    names: list[str] = []
    events: list[str] = []
    for number, (span, event, within, reading) in enumerate(rows):
        name = f"r{number}"
        wider = events[within] if within is not None and within < len(events) else None
        if event:
            put(scratch, name, *span, wider)
            events.append(name)
        else:
            say(scratch, name, *span, wider)
        if reading is not None:
            own = f"{span.earliest or '..'}/{span.latest or '..'}"
            claim(
                scratch,
                name,
                own,
                f"{reading.earliest}/{reading.latest}",
                kind="event" if event else "statement",
            )
        names.append(name)
    spans = {name: row[0] for name, row in zip(names, rows, strict=True)}
    found = {(a, b): order(scratch, a, b) for a in names for b in names}
    for (a, b), one in found.items():
        other = found[b, a]
        assert one.relation == mirror(other.relation)
        assert set(one.possible) == {mirror(way) for way in other.possible}
        assert (one.same_day, one.unchanged, one.contradicted) == (
            other.same_day,
            other.unchanged,
            other.contradicted,
        )
        assert {other.relation for other in one.otherwise} == {
            mirror(each.relation) for each in other.otherwise
        }
        pairs = [(x, y) for x in days(spans[a]) for y in days(spans[b])]
        assert (one.relation == "before") == all(x < y for x, y in pairs)
    for a, b, c in product(names, repeat=3):
        if found[a, b].relation == found[b, c].relation == "before":
            assert found[a, c].relation == "before"


# --- names ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (VISIT, VISIT),
        ("lavrov-corridor", "lavrov-corridor"),
        ("lavrov visits baku", VISIT),
        ("Trilateral Statement", STATEMENT),
    ],
)
def test_a_record_is_known_by_its_id_or_name(scratch: sqlite3.Connection, text: str, meant: str) -> None:
    assert find_dated(scratch, text) == meant


def test_what_is_no_event_statement_or_agreement_is_refused(scratch: sqlite3.Connection) -> None:
    with pytest.raises(KeventsError, match="sergey-lavrov is of kind actor") as caught:
        order(scratch, "sergey-lavrov", VISIT)
    assert caught.value.hint == "order compares events, statements and agreements"
    with pytest.raises(UnknownName, match="no event, statement or agreement") as unknown:
        order(scratch, VISIT, "lavrov-corridoor")
    assert unknown.value.nearest[0] == "lavrov-corridor"
    with pytest.raises(UnknownName) as named:
        order(scratch, "Sergey Lavrov", VISIT)
    assert named.value.hint == "another kind of record has this name: kevents show sergey-lavrov"


def test_a_name_of_two_records_is_ambiguous(scratch: sqlite3.Connection) -> None:
    scratch.execute("UPDATE agreements SET title = 'Lavrov visits Baku' WHERE id = 'madrid-principles'")
    with pytest.raises(AmbiguousName) as caught:
        order(scratch, "Lavrov visits Baku", SIGNING)
    assert set(caught.value.candidates) == {VISIT, "madrid-principles"}
