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
from karabakh_events.queries import listing
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.sql import Query
from karabakh_events.queries.timeline import timeline_query
from karabakh_events.schema import tables
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
    empty.execute(f"INSERT INTO actor_dates {tables.ACTOR_DATES}")
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
    empty.execute(f"INSERT INTO actor_dates {tables.ACTOR_DATES}")
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
    scratch.execute(f"INSERT INTO actor_dates {tables.ACTOR_DATES}")
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
