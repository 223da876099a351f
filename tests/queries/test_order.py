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
from karabakh_events.extractor import chronology
from karabakh_events.queries.order import (
    WAYS,
    YOUNGER,
    Bounds,
    Order,
    compare,
    find_dated,
    mirror,
    order,
    reasons,
)
from karabakh_events.render.blocks import Entry
from karabakh_events.render.parts import Numbering
from karabakh_events.render.questions import order as layout

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
    text: str | None = None,
) -> None:
    text = text or (f"{first or '..'}/{last or '..'}" if first or last else None)
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
    # The passage with another reading of the day is evidence of that reading only.
    assert [each.exact for each in found.a.citations] == ["on the night of 9 November"]
    assert list(reasons(found)) == [
        "A is on 10 Nov 2020 at the latest, B on 22 Nov 2020 at the earliest",
        "The answer stays the same with one other reading of the dates",
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
        "B is told in 2020-11-22-interview, published 22 Nov 2020, so it is not after that day",
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


# --- why, in words -------------------------------------------------------------------------------------

LASTED = "The date of {} says between which days it was; how long it lasted is not on record"


@pytest.mark.parametrize(
    ("a", "b", "relation", "sentences"),
    [
        (
            Bounds("2020-11-05", "2020-11-09"),
            Bounds("2020-11-09", "2020-11-12"),
            "overlapping",
            [
                "Both may be on 9 Nov 2020",
                "A cannot be after B: it is on 9 Nov 2020 at the latest, B not before that day",
                LASTED.format("A"),
                LASTED.format("B"),
            ],
        ),
        (
            Bounds("2020-11-09", "2020-11-12"),
            Bounds("2020-11-05", "2020-11-09"),
            "overlapping",
            [
                "Both may be on 9 Nov 2020",
                "A cannot be before B: it is on 9 Nov 2020 at the earliest, B not after that day",
                LASTED.format("A"),
                LASTED.format("B"),
            ],
        ),
        (
            Bounds("2020-11-05", "2020-11-09"),
            Bounds("2020-11-07", "2020-11-12"),
            "overlapping",
            [
                "Both may be on any day from 7 Nov 2020 to 9 Nov 2020",
                LASTED.format("A"),
                LASTED.format("B"),
            ],
        ),
        (
            Bounds(None, "2020-11-09"),
            Bounds(None, "2020-11-12"),
            "unknown",
            [
                "Both may be on any day until 9 Nov 2020",
                "A has no earliest day: it is on or before 9 Nov 2020",
                "B has no earliest day: it is on or before 12 Nov 2020",
            ],
        ),
        (
            Bounds("2020-11-05", None),
            Bounds("2020-11-07", None),
            "unknown",
            [
                "Both may be on any day from 7 Nov 2020",
                "A has no latest day: it is on or after 5 Nov 2020",
                "B has no latest day: it is on or after 7 Nov 2020",
            ],
        ),
        (
            Bounds(None, "2020-11-09"),
            Bounds("2020-11-05", "2020-11-07"),
            "unknown",
            [
                "Both may be on any day from 5 Nov 2020 to 7 Nov 2020",
                LASTED.format("B"),
                "A has no earliest day: it is on or before 9 Nov 2020",
            ],
        ),
        (
            Bounds(None, "2020-11-05"),
            Bounds("2020-11-09", None),
            "before",
            ["A is on 5 Nov 2020 at the latest, B on 9 Nov 2020 at the earliest"],
        ),
        (
            Bounds("2020-11-09", None),
            Bounds(None, "2020-11-05"),
            "after",
            ["A is on 9 Nov 2020 at the earliest, B on 5 Nov 2020 at the latest"],
        ),
    ],
)
def test_the_bounds_are_the_reason(
    scratch: sqlite3.Connection, a: Bounds, b: Bounds, relation: str, sentences: list[str]
) -> None:
    put(scratch, "a", *a)
    put(scratch, "b", *b)
    found = order(scratch, "a", "b")
    assert (found.relation, list(reasons(found))) == (relation, sentences)


def test_only_of_an_event_it_is_unknown_how_long_it_lasted(scratch: sqlite3.Connection) -> None:
    say(scratch, "a", "2020-11-05", "2020-11-09", None)
    put(scratch, "b", "2020-11-07", "2020-11-12")
    assert list(reasons(order(scratch, "a", "b"))) == [
        "Both may be on any day from 7 Nov 2020 to 9 Nov 2020",
        LASTED.format("B"),
    ]


def test_a_wider_event_of_both_is_no_reason_where_something_else_is(scratch: sqlite3.Connection) -> None:
    put(scratch, "one", "2020-11-05", "2020-11-09", WAR)
    put(scratch, "two", "2020-11-07", "2020-11-12", WAR)
    put(scratch, "later", "2020-11-20", "2020-11-20", WAR)
    put(scratch, "part", "2020-11-05", "2020-11-09", "one")
    common = f"Both lie in Second Karabakh war ({WAR}), which gives no order"
    told = list(reasons(order(scratch, "one", "two")))
    assert [sentence for sentence in told if "lie in" in sentence] == [common]
    for a, b in [("one", "later"), ("later", "one"), ("part", "one"), ("one", "part")]:
        found = order(scratch, a, b)
        assert [event.id for event in found.shared] == [WAR]
        assert not any("lie in" in sentence for sentence in reasons(found)), (a, b)


def test_an_unspecified_year_is_not_marked_as_uncertain(scratch: sqlite3.Connection) -> None:
    put(scratch, "decade", "2010-01-01", "2019-12-31")
    scratch.execute("UPDATE events SET date_edtf = '201X' WHERE id = 'decade'")
    assert list(reasons(order(scratch, "decade", VISIT))) == [
        "A is on 31 Dec 2019 at the latest, B on 22 Nov 2020 at the earliest"
    ]


def test_of_one_record_nothing_more_is_said(scratch: sqlite3.Connection) -> None:
    assert list(reasons(order(scratch, VISIT, VISIT))) == [
        "A and B are one record",
        "Both are on 22 Nov 2020; the record has no time of day",
    ]
    put(scratch, "one", "2020-11-05", "2020-11-09")
    assert list(reasons(order(scratch, "one", "one"))) == ["A and B are one record"]


def test_the_answer_as_a_whole(scratch: sqlite3.Connection) -> None:
    found = order(scratch, MINES, WAR)
    assert repr(found) == f"<'{MINES}' to '{WAR}': overlapping; possible: together>"
    told = found.as_json()
    assert (told.pop("a")["id"], told.pop("b")["id"]) == (MINES, WAR)
    assert told == {
        "relation": "overlapping",
        "possible": ["together"],
        "same_day": False,
        "reasons": list(reasons(found)),
        "link": {"of": MINES, "link": "part-of", "id": WAR},
        "shared": [],
        "otherwise": [],
    }
    put(scratch, "one", "2020-11-05", "2020-11-09", WAR)
    claim(scratch, "one", "2020-11-05/2020-11-09", "2020-12-24")
    other = order(scratch, "one", SIGNING).as_json()
    assert (other["link"], other["shared"], other["possible"]) == (None, [WAR], ["before", "together"])
    (otherwise,) = other["otherwise"]
    assert (otherwise["relation"], otherwise["possible"]) == ("after", ["after"])
    assert [(each["record"], each["source"], each["date"]) for each in otherwise["readings"]] == [
        ("one", "reading", "2020-12-24")
    ]
    open_ended = order(scratch, "mission", VISIT)
    assert repr(open_ended) == f"<'mission' to '{VISIT}': unknown; possible: before, together, after>"


# --- other readings ------------------------------------------------------------------------------------


def otherwise(found: Order) -> list[tuple[str, tuple[str, ...]]]:
    """The answers by other readings, each with the dates that are read so."""
    return [(other.relation, tuple(reading.date for reading in other.readings)) for other in found.otherwise]


def test_what_only_two_readings_together_change_is_told_with_both(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    put(scratch, "b", "2020-11-20", "2020-11-20")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-10", by="P")
    claim(scratch, "b", "2020-11-20/2020-11-20", "2020-11-08", by="Q")
    found = order(scratch, "a", "b")
    assert otherwise(found) == [("after", ("2020-11-10", "2020-11-08"))]
    assert found.unchanged == 2
    assert "The answer stays the same with each of 2 other readings of the dates" in reasons(found)


def test_a_reading_by_which_both_are_on_one_day_says_so(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    put(scratch, "b", "2020-11-20", "2020-11-20")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-20", by="P")
    blocks = list(layout(order(scratch, "a", "b"), Numbering()))
    leads = ["".join(span.text for span in block.lead) for block in blocks if isinstance(block, Entry)]
    assert leads[-1] == "on the same day"


def test_two_readings_of_one_source_are_one(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    put(scratch, "b", "2020-11-20", "2020-11-20")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-10", by="P")
    claim(scratch, "b", "2020-11-20/2020-11-20", "2020-11-08", by="P")
    found = order(scratch, "a", "b")
    assert (otherwise(found), found.unchanged) == ([("after", ("2020-11-10", "2020-11-08"))], 0)


def test_what_one_reading_changes_is_not_told_of_two(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    put(scratch, "b", "2020-11-20", "2020-11-20")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-25", by="P")
    claim(scratch, "b", "2020-11-20/2020-11-20", "2020-11-02", by="Q")
    found = order(scratch, "a", "b")
    assert otherwise(found) == [("after", ("2020-11-25",)), ("after", ("2020-11-02",))]


def test_a_like_date_from_another_source_is_another_reading(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    put(scratch, "b", "2020-11-20", "2020-11-20")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-10", by="P")
    claim(scratch, "b", "2020-11-20/2020-11-20", "2020-11-10", by="Q")
    found = order(scratch, "a", "b")
    assert (otherwise(found), found.unchanged) == ([("overlapping", ("2020-11-10", "2020-11-10"))], 2)


def test_the_same_date_from_two_sources_is_one_reading(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-06", by="P")
    claim(scratch, "a", "2020-11-05/2020-11-05", "2020-11-06", by="Q")
    assert order(scratch, "a", VISIT).unchanged == 1


def test_after_a_reading_that_is_no_date_the_others_are_read(scratch: sqlite3.Connection) -> None:
    put(scratch, "a", "2020-11-05", "2020-11-05")
    claim(scratch, "a", "2020-11-05/2020-11-05", "the next day", "2020-12-24")
    assert otherwise(order(scratch, "a", VISIT)) == [("after", ("2020-12-24",))]


def test_a_reading_of_what_both_rest_on_is_told_once(scratch: sqlite3.Connection) -> None:
    claim(scratch, VISIT, "2020-11-22", "2020-11-20/2020-11-21")
    (other,) = order(scratch, "lavrov-corridor", "lavrov-refugees").otherwise
    assert (other.relation, other.possible) == ("overlapping", WAYS)
    assert [(reading.source, reading.of) for reading in other.readings] == [("occasion", VISIT)]


def test_two_readings_of_what_both_rest_on_are_never_mixed(scratch: sqlite3.Connection) -> None:
    claim(scratch, VISIT, "2020-11-22", "2020-11-20", "2020-11-24")
    found = order(scratch, "lavrov-corridor", "lavrov-refugees")
    assert (found.otherwise, found.unchanged) == ((), 2)


def test_only_a_statement_with_the_date_of_its_occasion_follows_its_readings(
    scratch: sqlite3.Connection,
) -> None:
    claim(scratch, VISIT, "2020-11-22", "2020-11-20")
    put(scratch, "between", "2020-11-21", "2020-11-21")
    put(scratch, "part", "2020-11-22", "2020-11-22", VISIT)
    scratch.execute("UPDATE events SET date_edtf = '2020-11-22' WHERE id = 'part'")
    say(scratch, "next day", "2020-11-23", "2020-11-23", VISIT)
    assert order(scratch, "part", "between").otherwise == ()
    assert order(scratch, "next day", "between").otherwise == ()


def test_a_part_stays_within_the_whole_by_every_reading_that_allows_it(scratch: sqlite3.Connection) -> None:
    put(scratch, "month", "2020-11-01", "2020-11-30")
    put(scratch, "day", "2020-11-09", "2020-11-09", "month")
    claim(scratch, "day", "2020-11-09/2020-11-09", "2020-11-01")
    found = order(scratch, "day", "month")
    assert (found.possible, found.otherwise, found.unchanged) == (("together",), (), 1)


@pytest.mark.parametrize(
    ("own", "wider", "other", "relation", "left"),
    [
        (
            Bounds("2020-11-10", None),
            Bounds("2020-11-10", "2020-11-12"),
            "2020-11-20",
            "before",
            "2020-11-10/2020-11-12",
        ),
        (
            Bounds("2020-11-12", None),
            Bounds("2020-11-10", "2020-11-12"),
            "2020-11-20",
            "before",
            "2020-11-12",
        ),
        (Bounds(None, "2020-11-20"), Bounds(None, "2020-11-12"), "2020-11-15", "before", "../2020-11-12"),
        (Bounds("2020-11-05", None), Bounds("2020-11-10", None), "2020-11-07", "after", "2020-11-10/.."),
    ],
)
def test_the_days_that_a_wider_event_would_leave_are_told(
    scratch: sqlite3.Connection, own: Bounds, wider: Bounds, other: str, relation: str, left: str
) -> None:
    put(scratch, "wider", *wider)
    put(scratch, "own", *own, "wider")
    put(scratch, "other", other, other)
    found = order(scratch, "own", "other")
    assert otherwise(found) == [(relation, (left,))]
    ((reading,),) = (each.readings for each in found.otherwise)
    assert (reading.record, reading.source, reading.of) == ("own", "within", "wider")


def test_two_that_are_left_few_days_by_one_event_are_told_together(scratch: sqlite3.Connection) -> None:
    put(scratch, "wider", "2020-11-10", "2020-11-12")
    put(scratch, "a", "2020-11-10", None, "wider")
    put(scratch, "b", "2020-11-10", None, "wider")
    found = order(scratch, "a", "b")
    assert found.relation == "unknown"
    assert otherwise(found) == [("overlapping", ("2020-11-10/2020-11-12",) * 2)]


def test_what_a_wider_event_leaves_is_no_reading_that_is_counted(scratch: sqlite3.Connection) -> None:
    put(scratch, "wider", "2020-11-10", "2020-11-12")
    put(scratch, "a", "2020-11-10", "2020-11-15", "wider")
    found = order(scratch, "a", VISIT)
    assert (found.relation, found.otherwise, found.unchanged) == ("before", (), 0)


def test_without_a_passage_for_the_date_those_for_the_whole_prove_it(scratch: sqlite3.Connection) -> None:
    (whole,) = order(scratch, "mission", VISIT).a.citations
    scratch.execute(
        'INSERT INTO citations (id, document_id, start, "end", exact, section, supports, event_id)'
        " SELECT 'x', document_id, start, start + 1, substr(exact, 1, 1), section, 'place', event_id"
        " FROM citations WHERE event_id = 'mission'"
    )
    assert order(scratch, "mission", VISIT).a.citations == (whole,)


# --- the document that tells it ------------------------------------------------------------------------


def tell(
    database: sqlite3.Connection, event: str, document: str = "2020-11-22-interview", section: str = "body"
) -> None:
    """A passage of the document that tells of the event."""
    database.execute(
        'INSERT INTO citations (id, document_id, start, "end", exact, section, supports, event_id)'
        " SELECT ?, id, 0, 1, substr(text, 1, 1), ?, 'whole', ? FROM documents WHERE id = ?",
        (f"{event}@{document}:{section}", section, event, document),
    )


def answer(database: sqlite3.Connection) -> tuple[str, tuple[str, ...]]:
    found = order(database, "told", "later")
    assert order(database, "later", "told").relation == mirror(found.relation)
    return found.relation, found.possible


@pytest.mark.parametrize("first", ["2020-11-01", None])
def test_what_a_document_tells_is_not_after_its_publication(
    scratch: sqlite3.Connection, first: str | None
) -> None:
    put(scratch, "told", first, None)
    put(scratch, "later", "2020-11-25", "2020-11-25")
    assert answer(scratch) == ("unknown", WAYS)
    tell(scratch, "told")
    found = order(scratch, "told", "later")
    assert (found.relation, found.possible) == ("before", ("before",))
    assert list(reasons(found))[-2:] == [
        "A is on 22 Nov 2020 at the latest, B on 25 Nov 2020 at the earliest",
        "A is told in 2020-11-22-interview, published 22 Nov 2020, so it is not after that day",
    ]
    assert found.as_json()["a"]["told_in"] == {
        "document": "2020-11-22-interview",
        "published": "2020-11-22",
        "latest": "2020-11-22",
    }
    # What the record itself says is not changed.
    assert (found.a.earliest, found.a.latest) == (first, None)


def test_of_several_documents_the_first_bounds_what_they_tell(scratch: sqlite3.Connection) -> None:
    put(scratch, "told", "2020-11-01", "2020-11-30", text="2020-11")
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told", "2020-11-23-report")
    assert answer(scratch) == ("overlapping", WAYS)
    tell(scratch, "told")
    assert answer(scratch) == ("before", ("before",))
    (told,) = (each for each in reasons(order(scratch, "told", "later")) if "told in" in each)
    assert "told in 2020-11-22-interview" in told


@pytest.mark.parametrize("last", ["2020-12-31", None])
def test_what_may_have_lasted_is_bounded_by_the_last_document(
    scratch: sqlite3.Connection, last: str | None
) -> None:
    put(scratch, "told", "2020-11-01", last)
    put(scratch, "later", "2020-12-02", "2020-12-02")
    tell(scratch, "told")
    assert answer(scratch) == ("before", ("before",))
    # A war is told before it ends.
    tell(scratch, "told", "2020-11-23-report")
    found = order(scratch, "told", "later")
    (told,) = (each for each in reasons(found) if "told in" in each)
    assert told == "A is told in 2020-11-23-report, published Nov 2020, so it is not after 30 Nov 2020"
    scratch.execute(
        "UPDATE documents SET published_edtf = '2020-11/..', published_latest = NULL,"
        " published_precision = 'open' WHERE id = '2020-11-23-report'"
    )
    assert answer(scratch)[1] == WAYS


def test_a_document_that_only_announces_an_event_does_not_bound_it(scratch: sqlite3.Connection) -> None:
    put(scratch, "told", "2020-11-01", "2020-11-30", text="2020-11")
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told")
    assert answer(scratch) == ("before", ("before",))
    scratch.execute(
        "INSERT INTO claims (id, kind, record, field, position, value, document_id, citation)"
        " VALUES ('x', 'event', 'told', 'status', 0, 'planned', '2020-11-22-interview', ?)",
        ("told@2020-11-22-interview:body",),
    )
    assert answer(scratch)[1] == WAYS


def test_the_check_and_the_order_know_the_same_sections() -> None:
    assert YOUNGER == chronology.YOUNGER


def test_a_document_bounds_other_readings_of_what_it_tells(scratch: sqlite3.Connection) -> None:
    put(scratch, "told", "2020-11-01", "2020-11-02")
    put(scratch, "later", "2020-11-25", "2020-11-25")
    claim(scratch, "told", "2020-11-01/2020-11-02", "2020-11-01/..")
    assert otherwise(order(scratch, "told", "later")) == [("unknown", ("2020-11-01/..",))]
    tell(scratch, "told")
    assert otherwise(order(scratch, "told", "later")) == []


@pytest.mark.parametrize("status", ["ongoing", "planned", "proposed", "alleged", "denied"])
def test_what_has_not_simply_happened_may_be_after_its_document(
    scratch: sqlite3.Connection, status: str
) -> None:
    put(scratch, "told", "2020-11-01", None, status=status)
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told")
    assert answer(scratch) == ("unknown", WAYS)


@pytest.mark.parametrize("section", ["related", "comment", "chrome"])
def test_what_may_be_younger_than_the_article_is_not_bounded(
    scratch: sqlite3.Connection, section: str
) -> None:
    put(scratch, "told", "2020-11-01", None)
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told", section=section)
    assert answer(scratch) == ("unknown", WAYS)


def test_a_document_of_an_open_day_bounds_nothing(scratch: sqlite3.Connection) -> None:
    scratch.execute(
        "UPDATE documents SET published_edtf = '2020-11-22/..', published_latest = NULL,"
        " published_precision = 'open' WHERE id = '2020-11-22-interview'"
    )
    put(scratch, "told", "2020-11-01", None)
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told")
    assert answer(scratch) == ("unknown", WAYS)


def test_a_date_after_its_document_is_left_as_it_is(scratch: sqlite3.Connection) -> None:
    put(scratch, "told", "2020-11-26", None)
    put(scratch, "later", "2020-11-25", "2020-11-25")
    tell(scratch, "told")
    assert answer(scratch) == ("after", ("after",))
    assert not any("told in" in reason for reason in reasons(order(scratch, "told", "later")))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(bounds(), bounds(), st.lists(st.none() | st.sampled_from(DAYS), min_size=1, max_size=3))
def test_with_its_documents_it_answers_as_a_look_at_the_days_until_their_publication_would(
    scratch: sqlite3.Connection, span: Bounds, other: Bounds, published: list[int | None]
) -> None:
    scratch.execute("ROLLBACK")
    scratch.execute("BEGIN")
    put(scratch, "told", *span)
    put(scratch, "later", *other)
    ends = [None if day is None else iso(day) for day in published]
    for name, end in zip(("2020-11-22-interview", "2020-11-23-report", "b"), ends, strict=False):
        if name == "b":
            scratch.execute(
                "INSERT INTO documents (id, title, language, sha256, text) VALUES ('b', 'B', 'en', 'b', 'b')"
            )
        scratch.execute(
            "UPDATE documents SET published_edtf = ?, published_earliest = ?, published_latest = ?,"
            " published_precision = ?, published_basis = 'stated', published_verbatim = 'x' WHERE id = ?",
            (end or "..", end, end, "day" if end else "open", name),
        )
        tell(scratch, "told", name)
    # The dates are intervals: what lasts is bounded by the last of its documents, if all are of a known day.
    end = None if None in ends else max(filter(None, ends))
    until = [day for day in days(span) if end is None or day <= end] or days(span)
    seen = {
        "before" if one < two else "after" if one > two else "together"
        for one in until
        for two in days(other)
    }
    found = order(scratch, "told", "later")
    assert found.possible == tuple(way for way in WAYS if way in seen)
    told_in = [reason for reason in reasons(found) if "told in" in reason]
    assert bool(told_in) == (until != days(span))


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
