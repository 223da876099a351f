"""A listing against a look at every row: windows at their edges, order, pages, and the plans behind."""

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from karabakh_events.dates import Span, Window, certainly, possibly
from karabakh_events.errors import UnknownName
from karabakh_events.queries import listing
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.sql import Query
from karabakh_events.queries.timeline import timeline_query
from karabakh_events.schema import derived, tables
from karabakh_events.vocabulary import Precision
from tests.queries.asking import INTERVIEW, SIGNING, events

DAY = 738_000  # 2021-07-29
STEPS = [0, 1, 6, 30, 31, 32, 365, 366, 367, 3659, 3660, 3661, 36599, 36600, 36601]
DATE = "id, earliest, latest, date_edtf, precision, date_basis"
INSERT_EVENT = f"""\
INSERT INTO events ({DATE}, type, mode, title, status)
VALUES (?, ?, ?, ?, ?, ?, 'CONSULT', 'talks', 't', 'occurred')"""
INSERT_STATEMENT = f"""\
INSERT INTO statements ({DATE}, manner, act, summary, document_id, section)
VALUES (?, ?, ?, ?, ?, ?, 'indirect', 'assert', 's', 'd', 'body')"""
LINK_EVENT = "INSERT INTO event_actors VALUES (?, ?, ?, 0)"
LINK_STATEMENT = "INSERT INTO statement_actors VALUES (?, ?, ?, 0)"
ROLES = {True: ("actor", "host"), False: ("speaker", "subject", "relayer")}


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


days = st.one_of(
    st.integers(DAY - 3, DAY + 3),
    st.sampled_from([DAY + sign * step for step in STEPS for sign in (1, -1)]),
)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str | None, str | None]:
    first = draw(days)
    last = first + draw(st.sampled_from(STEPS))
    return draw(
        st.sampled_from([(iso(first), iso(last))] * 6 + [(None, iso(last)), (iso(first), None), (None, None)])
    )


Record = tuple[str | None, str | None, bool, set[tuple[str, str]]]


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Bounds, whether it is an event, and actors with roles: any of them in several, or in none."""
    event = draw(st.booleans())
    parts = draw(st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(ROLES[event])), max_size=4))
    return (*draw(spans()), event, parts)


@pytest.fixture(scope="module")
def empty() -> sqlite3.Connection:
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    with engine.connect() as raw:
        ddl = [sql for (sql,) in raw.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")]
    engine.dispose()
    made = sqlite3.connect(":memory:", isolation_level=None)
    for sql in ddl:
        made.execute(sql)
    made.executemany("INSERT INTO actors (id, name, kind) VALUES (?, 'A', 'state')", "abc")
    made.execute("INSERT INTO documents (id, title, language, sha256, text) VALUES ('d', 'D', 'en', '', '')")
    return made


def put(
    database: sqlite3.Connection,
    id_: str,
    first: str | None,
    last: str | None,
    *,
    event: bool = True,
    actors: Iterable[tuple[str, str]] = (),
) -> None:
    """Writes one record with these bounds, an event or a statement, with actors and their roles."""
    dated = ("x", "day", "stated") if first or last else (None, None, None)
    database.execute(INSERT_EVENT if event else INSERT_STATEMENT, (id_, first, last, *dated))
    link = LINK_EVENT if event else LINK_STATEMENT
    database.executemany(link, [(id_, actor, role) for actor, role in actors])


def inside(first: str | None, last: str | None, window: Window, *, sure: bool) -> bool:
    """What a look at one row says: everything is in a window without bounds, the undated are in no other."""
    span = Span("", first, last, Precision.DAY)
    dated = first is not None or last is not None
    return window == Window() or (dated and (certainly if sure else possibly)(span, window))


def test_windows_at_their_edges(empty: sqlite3.Connection, every_way: None) -> None:
    near = [iso(DAY + day) for day in (-1, 0, 1)]
    rows: dict[str, tuple[str | None, str | None]] = {"undated": (None, None)}
    for step in STEPS:
        for day in (-1, 0, 1):
            rows |= {
                f"until {step} {day}": (iso(DAY + day - step), iso(DAY + day)),
                f"from {step} {day}": (iso(DAY + day), iso(DAY + day + step)),
                f"open {step} {day}": (iso(DAY + day - step), None),
                f"opens {step} {day}": (None, iso(DAY + day - step)),
            }
    empty.execute("BEGIN")
    for id_, (first, last) in rows.items():
        put(empty, id_, first, last, actors=[("a", "actor"), ("a", "host"), ("b", "actor")])
    empty.execute(f"INSERT INTO actor_dates {derived.ACTOR_DATES}")
    for since in (None, *near):
        for until in (None, *near):
            for sure in (False, True):
                asked = Window(since, until)
                wanted = sorted(id_ for id_, row in rows.items() if inside(*row, asked, sure=sure))
                for actors in ((), ("a",), ("a", "b")):
                    found = events(empty, since=since, until=until, certainly=sure, actors=actors)
                    assert sorted(found) == wanted
    empty.execute("ROLLBACK")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    rows=st.lists(records(), max_size=25),
    since=st.none() | days,
    until=st.none() | days,
    sure=st.booleans(),
    reverse=st.booleans(),
    limit=st.none() | st.integers(0, 8),
    actors=st.sets(st.sampled_from(sorted("abc"))),
    few=st.sampled_from([-1, 2000]),
    most_actors=st.sampled_from([0, 5]),
    page=st.sampled_from([1, 2, 1000]),
    after=st.none() | st.integers(0, 24),
)
def test_a_window_answers_as_a_look_at_every_row_would(
    empty: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    rows: list[Record],
    since: int | None,
    until: int | None,
    sure: bool,
    reverse: bool,
    limit: int | None,
    actors: set[str],
    few: int,
    most_actors: int,
    page: int,
    after: int | None,
) -> None:
    """Whatever is read at once, and from wherever: also after a record that the listing itself leaves out."""
    monkeypatch.setattr(listing, "FEW", few)
    monkeypatch.setattr(listing, "MOST_ACTORS", most_actors)
    monkeypatch.setattr(listing, "PAGE", page)
    window = Window(None if since is None else iso(since), None if until is None else iso(until))
    empty.execute("BEGIN")
    expected = []
    last_seen = None
    for number, (first, last, is_event, parts) in enumerate(rows):
        # Not in the order of the rows, so that the order by id is seen.
        id_ = f"r{number * 7 % 31:02}"
        put(empty, id_, first, last, event=is_event, actors=parts)
        own = {actor for actor, role in parts if role != "relayer"}
        row = (first is None and last is None, first or "", last or "", id_)
        if inside(first, last, window, sure=sure) and (own & actors or not actors):
            expected.append(row)
        if number == after:
            last_seen = row
    empty.execute(f"INSERT INTO actor_dates {derived.ACTOR_DATES}")
    if last_seen is not None:
        # Undated records come last in both directions.
        expected = [
            row
            for row in expected
            if row[0] > last_seen[0]
            or (row[0] == last_seen[0] and (row[1:] < last_seen[1:] if reverse else row[1:] > last_seen[1:]))
        ]
    expected.sort(key=lambda row: row[1:], reverse=reverse)
    expected.sort(key=lambda row: row[0])
    wanted = TimelineFilter(
        since=window.since,
        until=window.until,
        certainly=sure,
        statements=True,
        actors=tuple(actors),
        reverse=reverse,
        limit=limit,
        after=last_seen and last_seen[3],
    )
    found = events(empty, **wanted._asdict())
    empty.execute("ROLLBACK")
    assert found == [row[3] for row in expected][:limit]


def arms_that_sort(connection: sqlite3.Connection, query: Query) -> list[str]:
    """The steps by which an arm sorts what it reads. To merge the arms is no such step."""
    steps = list(connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.binds))
    arms = {step[0] for step in steps if step[3].endswith(" arm")}
    assert arms
    return [step[3] for step in steps if step[1] in arms and "TEMP B-TREE" in step[3]]


def plan(connection: sqlite3.Connection, query: Query) -> list[str]:
    """The steps of the plan that are taken once, not once for each row."""
    steps = connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.binds).fetchall()
    for_each_row: set[int] = set()
    for number, parent, _, text in steps:
        if parent in for_each_row or "CORRELATED" in text:
            for_each_row.add(number)
    return [text for number, _, _, text in steps if number not in for_each_row]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"since": "2020-01-01", "until": "2020-12-31"},
        {"until": "2020-01-01", "places": ("baku",), "documents": (INTERVIEW,), "outlets": ("interfax",)},
        {"types": ("AGREE",), "statuses": ("planned",)},
    ],
)
def test_a_walk_reads_the_index_in_order_and_never_sorts(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any], reverse: bool
) -> None:
    monkeypatch.setattr(listing, "FEW", -1)
    query = timeline_query(connection, TimelineFilter(**wanted, statements=True, reverse=reverse, limit=50))
    steps = plan(connection, query)
    assert any("ix_events_dates" in step for step in steps)
    assert arms_that_sort(connection, query) == []
    assert not any(step.startswith(("SCAN e", "SCAN s")) for step in steps)
    assert not any(step.startswith("UNION USING TEMP B-TREE") for step in steps)


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("statements", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {"actors": ("russia",)},
        {"actors": ("russia", "armenia", "sergey-lavrov")},
        {"actors": ("russia",), "since": "2020-01-01", "certainly": True},
        {"actors": ("russia", "armenia"), "until": "2020-12-01", "types": ("AGREE",), "limit": 3},
    ],
)
def test_a_walk_along_actors_reads_their_own_records_in_order_and_never_sorts(
    connection: sqlite3.Connection, wanted: dict[str, Any], statements: bool, reverse: bool
) -> None:
    asked = TimelineFilter(**{"limit": 50} | wanted, statements=statements, reverse=reverse)
    query = timeline_query(connection, asked)
    steps = plan(connection, query)
    read = [step for step in steps if step.startswith(("SEARCH d", "SCAN d"))]
    assert read
    for step in read:
        assert step.startswith("SEARCH d USING PRIMARY KEY (actor_id=? AND kind=? AND span_class=?")
    # Only what several actors share can be found twice.
    shared = any(step.startswith("UNION USING TEMP B-TREE") for step in steps)
    assert shared is (len(wanted["actors"]) > 1)
    assert not any("ix_events_dates" in step for step in steps)
    assert arms_that_sort(connection, query) == []


FEW, MOST_ACTORS = 2_000, 5
"""Where the way of reading changes. Not taken from the module: that it changes at all is to be seen."""


@pytest.fixture
def scratch(empty: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The empty database, to be written to and empty again afterwards."""
    empty.execute("BEGIN")
    yield empty
    empty.execute("ROLLBACK")


def walks(connection: sqlite3.Connection, **wanted: Any) -> bool:
    """Whether the index of dates is read in its order, by arms; else candidates are looked up and sorted."""
    query = timeline_query(connection, TimelineFilter(**wanted, limit=5))
    steps = plan(connection, query)
    return any(step.endswith(" arm") for step in steps) and any("ix_events_dates" in step for step in steps)


def test_few_records_are_sorted_and_more_are_walked(scratch: sqlite3.Connection) -> None:
    for number in range(FEW):
        put(scratch, f"r{number}", iso(DAY), iso(DAY), actors=[("a", "actor")] * (number < 10))
    assert not walks(scratch)
    assert not walks(scratch, since=iso(DAY))
    assert not walks(scratch, types=("AGREE",))
    assert not walks(scratch, statements=True)
    # One more, of either kind: what is listed together is counted together.
    put(scratch, "s", iso(DAY), iso(DAY), event=False)
    assert not walks(scratch)
    assert walks(scratch, statements=True)
    put(scratch, "one more", iso(DAY), iso(DAY))
    assert walks(scratch)
    assert walks(scratch, reverse=True)
    assert walks(scratch, since=iso(DAY))
    assert walks(scratch, types=("AGREE",))
    # A filter that leaves few by an index of its own is begun with.
    assert not walks(scratch, places=("baku",))
    assert not walks(scratch, actors=tuple(f"nobody {number}" for number in range(MOST_ACTORS + 1)))


@pytest.mark.parametrize("more", [0, 1])
def test_so_many_actors_are_walked_along_and_no_more(scratch: sqlite3.Connection, more: int) -> None:
    for number in range(FEW + 1):
        put(scratch, f"r{number}", iso(DAY), iso(DAY), actors=[("a", "actor")])
    scratch.execute(f"INSERT INTO actor_dates {derived.ACTOR_DATES}")
    actors = ("a", *(f"nobody {number}" for number in range(MOST_ACTORS - 1 + more)))
    steps = plan(scratch, timeline_query(scratch, TimelineFilter(actors=actors, limit=5)))
    along = [step for step in steps if step.startswith("SEARCH d USING PRIMARY KEY (actor_id=?")]
    assert bool(along) is not bool(more)
    assert any("ix_events_dates" in step for step in steps) is bool(more)


def test_many_actors_are_a_filter_like_any_other(connection: sqlite3.Connection) -> None:
    crowd = ("russia", *(f"nobody-{number}" for number in range(1_000)))
    assert events(connection, actors=crowd, statements=True) == [SIGNING, "lavrov-corridor"]


def test_few_candidates_are_looked_up_by_their_key(connection: sqlite3.Connection) -> None:
    steps = plan(connection, timeline_query(connection, TimelineFilter(places=("baku",), limit=5)))
    assert any(step.startswith("SEARCH e USING INDEX sqlite_autoindex_events") for step in steps)
    assert not any("ix_events_dates" in step for step in steps)


def test_few_candidates_of_several_actors_are_not_compared_with_each_other(
    connection: sqlite3.Connection,
) -> None:
    """Only along actors is a record found more than once."""
    asked = TimelineFilter(actors=("russia", "armenia"), documents=(INTERVIEW,), statements=True)
    steps = plan(connection, timeline_query(connection, asked))
    assert "UNION ALL" in steps
    assert not any(step.startswith("UNION USING TEMP B-TREE") for step in steps)


# --- pages ---------------------------------------------------------------------------------------------

BOUNDS = [
    (None, "2020-01-01"),
    (None, "2020-01-02"),
    ("1900-01-01", "2020-01-01"),
    ("1900-01-01", None),
    ("2019-12-01", "2020-01-01"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01", "2020-01-02"),
    ("2020-01-01", "2020-01-31"),
    ("2020-01-01", "2120-01-01"),
    ("2020-01-01", "2120-01-02"),
    ("2020-01-01", None),
    ("2020-01-02", "2020-01-02"),
    (None, None),
]
"""An end and a beginning on one day in every combination: a day, a month, over a hundred years, and open."""


@pytest.fixture
def rows(scratch: sqlite3.Connection) -> dict[str, tuple[str | None, str | None]]:
    """Each pair of bounds twice, and so that the order of the identifiers is not that of the days."""
    made = {}
    for number, bounds in enumerate(BOUNDS * 2):
        id_ = f"r{number * 11 % 29:02}"
        made[id_] = bounds
        put(scratch, id_, *bounds, event=number % 3 > 0, actors=[("a", ("speaker", "actor")[number % 3 > 0])])
    scratch.execute(f"INSERT INTO actor_dates {derived.ACTOR_DATES}")
    return made


def in_order(rows: dict[str, tuple[str | None, str | None]], *, reverse: bool) -> list[str]:
    """The ids by first day, last day and id, an open end before every day; the undated last either way."""
    ids = sorted(rows, key=lambda id_: (rows[id_][0] or "", rows[id_][1] or "", id_), reverse=reverse)
    return sorted(ids, key=lambda id_: rows[id_] == (None, None))


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("actors", [(), ("a",)])
@pytest.mark.parametrize(
    ("since", "until", "sure"),
    [
        (None, None, False),
        ("2020-01-01", None, False),
        ("2020-01-01", None, True),
        (None, "2020-01-01", False),
        (None, "2020-01-31", True),
        ("2019-12-01", "2020-01-01", False),
        ("2020-01-01", "2120-01-02", True),
    ],
)
def test_a_page_goes_on_after_any_record(
    scratch: sqlite3.Connection,
    rows: dict[str, tuple[str | None, str | None]],
    every_way: None,
    since: str | None,
    until: str | None,
    sure: bool,
    actors: tuple[str, ...],
    reverse: bool,
) -> None:
    """After one that the window leaves out, too."""
    ordered = in_order(rows, reverse=reverse)
    window = Window(since, until)
    asked = TimelineFilter(
        since=since, until=until, certainly=sure, actors=actors, statements=True, reverse=reverse, limit=2
    )
    for number, after in enumerate(ordered):
        rest = [id_ for id_ in ordered[number + 1 :] if inside(*rows[id_], window, sure=sure)]
        page = timeline_query(scratch, asked._replace(after=after)).run(scratch)
        assert [id_ for id_, *_ in page] == rest[:2], after


def test_pages_follow_each_other_to_the_end(
    scratch: sqlite3.Connection,
    rows: dict[str, tuple[str | None, str | None]],
    every_way: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for size in (1, 4):
        monkeypatch.setattr(listing, "PAGE", size)
        for reverse in (False, True):
            ordered = in_order(rows, reverse=reverse)
            assert events(scratch, statements=True, reverse=reverse) == ordered
            for limit in (0, 1, 4, 5, 6):
                found = events(scratch, statements=True, reverse=reverse, actors=("a",), limit=limit)
                assert found == ordered[:limit]


def test_the_filter_that_is_begun_with_leaves_the_others_in_force(
    scratch: sqlite3.Connection, every_way: None
) -> None:
    put(scratch, "talks", iso(DAY), iso(DAY), actors=[("a", "actor")])
    put(scratch, "others' talks", iso(DAY), iso(DAY), actors=[("b", "actor")])
    scratch.execute(f"INSERT INTO actor_dates {derived.ACTOR_DATES}")
    assert events(scratch, actors=("a",), types=("CONSULT",)) == ["talks"]
    assert events(scratch, actors=("a",), types=("AGREE",)) == []
    # No index leads to the events of a type: they are looked for among all.
    assert len(events(scratch, types=("CONSULT",))) == 2
    assert events(scratch, types=("AGREE",)) == []


def test_without_a_limit_one_query_has_all(
    scratch: sqlite3.Connection, rows: dict[str, tuple[str | None, str | None]], every_way: None
) -> None:
    query = timeline_query(scratch, TimelineFilter(statements=True, actors=("a",)))
    assert [id_ for id_, *_ in query.run(scratch)] == in_order(rows, reverse=False)


def test_few_candidates_are_sorted_once_however_short_a_page_is(
    scratch: sqlite3.Connection,
    rows: dict[str, tuple[str | None, str | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "PAGE", 1)
    run: list[str] = []
    scratch.set_trace_callback(run.append)
    assert sorted(events(scratch, statements=True)) == sorted(rows)
    scratch.set_trace_callback(None)
    assert sum("ORDER BY undated" in sql for sql in run) == 1


def test_nothing_goes_on_after_a_record_that_is_not_there(connection: sqlite3.Connection) -> None:
    with pytest.raises(UnknownName, match="no record is known as 'nothing'"):
        events(connection, after="nothing")
    with pytest.raises(UnknownName, match="no record is known as 'nothing'"):
        timeline_query(connection, TimelineFilter(after="nothing"))


def test_no_more_is_read_than_the_widest_date_of_a_range_asks_for(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FEW", -1)

    def days(**wanted: Any) -> dict[str, Any]:
        return dict(timeline_query(connection, TimelineFilter(**wanted)).binds)

    since, until = {"since": "2020-12-31"}, {"until": "2020-12-31"}
    # What touches the window may begin so many days before it: a month, a year, ten years, a hundred years.
    before = {"low_1": "2020-11-30", "low_2": "2019-12-31", "low_3": "2010-12-24", "low_4": "1920-10-17"}
    assert days(**since) == since | before
    assert days(**until) == until
    # What lies in the window is wider than every date of the class before, and so it begins earlier.
    ends = {
        "high_1": "2020-12-30",
        "high_2": "2020-11-29",
        "high_3": "2019-12-30",
        "high_4": "2010-12-23",
        "high_5": "1920-10-16",
    }
    assert days(**until, certainly=True) == until | ends
    assert days(**since, certainly=True) == since
    assert days(**since, **until, certainly=True) == since | until | ends
    # Before the year 1 there is no day. So nothing wide lies in a window that ends soon after it.
    first = {"low_1": "", "low_2": "", "low_3": "", "low_4": ""}
    assert days(since="0001-01-05") == {"since": "0001-01-05"} | first
    narrow = {"high_1": "0001-01-04", "high_2": "", "high_3": "", "high_4": "", "high_5": ""}
    assert days(until="0001-01-05", certainly=True) == {"until": "0001-01-05"} | narrow
