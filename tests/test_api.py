"""The database in Python: the command line's answers, as typed rows and as frames."""

import doctest
import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, assert_type

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import karabakh_events as ke
from karabakh_events.api import asking
from karabakh_events.database.loading import build
from karabakh_events.queries.catalogue import ActorRow
from karabakh_events.queries.search import Hit
from tests import published
from tests.conftest import Run
from tests.rows import HOSTILE_TITLE, sample_rows

WAR = "2020-second-war"


@pytest.fixture(scope="module")
def db(sample_file: Path) -> ke.Database:
    return ke.open(sample_file)


LISTINGS: dict[str, tuple[Callable[[ke.Database], ke.Rows[Any]], tuple[str, ...], tuple[str, ...]]] = {
    "timeline": (lambda db: db.timeline(), ("timeline",), published.TIMELINE_FIELDS),
    "statements": (
        lambda db: db.timeline(statements=True),
        ("timeline", "--statements"),
        published.TIMELINE_FIELDS,
    ),
    "who-said": (lambda db: db.who_said(), ("who-said",), published.WHO_SAID_FIELDS),
    "search": (lambda db: db.search("corridor"), ("search", "corridor"), published.SEARCH_FIELDS),
    "actors": (lambda db: db.actors(), ("actors",), published.ACTOR_FIELDS),
    "agreements": (lambda db: db.agreements(), ("agreements",), published.AGREEMENT_FIELDS),
    "documents": (lambda db: db.documents(), ("documents",), published.DOCUMENT_FIELDS),
    "places": (lambda db: db.places(), ("places",), published.PLACE_FIELDS),
    "conflicts": (lambda db: db.conflicts(), ("conflicts",), published.CONFLICT_FIELDS),
}


# --- the same answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LISTINGS)
def test_a_listing_is_that_of_the_command(db: ke.Database, run: Run, name: str) -> None:
    ask, command, fields = LISTINGS[name]
    rows = ask(db)
    assert rows.columns == fields
    assert rows.to_dicts() == json.loads(run(*command, "--format", "json").stdout)
    assert len(rows) > 0


@pytest.mark.parametrize("record", [WAR, "sergey-lavrov", "lavrov-corridor", "2020-11-22-interview"])
def test_a_record_is_that_of_show(db: ke.Database, run: Run, record: str) -> None:
    assert json.loads(json.dumps(db.show(record).as_json())) == json.loads(
        run("show", record, "--format", "json").stdout
    )


_DATES = st.sampled_from(["2019", "2020-09-27", "2020-10", "2020-11-09", "2020-11-22", "2020-12-31"])


def _several(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2)


def _options(wanted: dict[str, Any]) -> list[str]:
    """The keywords as the command line says them."""
    said = []
    for name, value in wanted.items():
        if name == "direct":
            said += [] if value is None else ["--direct" if value else "--indirect"]
        elif isinstance(value, bool):
            said += [f"--{name}"] if value else []
        elif isinstance(value, list):
            said += [word for each in value for word in (f"--{name}", each)]
        elif value is not None:
            said += [f"--{name}", str(value)]
    return said


_PAGED = {
    "since": st.none() | _DATES,
    "until": st.none() | _DATES,
    "certainly": st.booleans(),
    "reverse": st.booleans(),
    "limit": st.none() | st.integers(1, 9),
    "document": _several("2020-11-22-interview", "2020-11-23-report"),
    "outlet": _several("Interfax", "example-daily"),
}


def _same(run: Run, ask: Callable[..., ke.Rows[Any]], command: str, wanted: dict[str, Any]) -> None:
    result = run(command, *_options(wanted), "--format", "json")
    if result.exit_code:  # a window that is reversed
        with pytest.raises(ke.KeventsError, match="reversed"):
            ask(**wanted)
    else:
        assert ask(**wanted).to_dicts() == json.loads(result.stdout)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            **_PAGED,
            "actor": _several("Lavrov", "armenia", "İlham Əliyev", "Interfax"),
            "place": _several("Baku", "Susa"),
            "type": _several("CONSULT", "assault", "AGREE"),
            "status": _several("planned", "occurred", "alleged"),
            "statements": st.booleans(),
        }
    )
)
def test_every_timeline_is_that_of_the_command(db: ke.Database, run: Run, wanted: dict[str, Any]) -> None:
    _same(run, db.timeline, "timeline", wanted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.fixed_dictionaries(
        {
            **_PAGED,
            "by": _several("Lavrov", "A source in the ministry"),
            "to": _several("Interfax", "armenia"),
            "about": _several("russia", "trilateral statement", "mission"),
            "topic": _several("corridor", "refugees"),
            "direct": st.none() | st.booleans(),
            "act": _several("commit", "deny"),
            "via": _several("Armenpress"),
        }
    )
)
def test_every_statement_is_that_of_the_command(db: ke.Database, run: Run, wanted: dict[str, Any]) -> None:
    _same(run, db.who_said, "who-said", wanted)


def test_one_value_needs_no_list_and_a_day_no_text(db: ke.Database) -> None:
    day = db.timeline(actor="Lavrov", since=date(2020, 11, 22), certainly=True)
    assert [row.id for row in day] == ["2020-11-22-lavrov-in-baku"]
    assert list(db.timeline(actor=["Lavrov"], since=datetime(2020, 11, 22, 9), certainly=True)) == list(day)  # noqa: DTZ001  # a clock without a zone, as pandas has it


def test_a_limit_tells_that_there_are_more(db: ke.Database) -> None:
    assert (len(db.timeline(limit=3)), db.timeline(limit=3).more) == (3, True)
    assert (len(db.timeline(limit=8)), db.timeline(limit=8).more) == (8, False)
    assert db.who_said(limit=1).more
    assert db.search("corridor", limit=1).more
    assert db.sql("SELECT id FROM events", limit=2).more
    assert len(db.sql("SELECT id FROM events", limit=2)) == 2


# --- types ---------------------------------------------------------------------------------------------


def test_what_a_type_checker_sees(db: ke.Database) -> None:
    """Checked by mypy; run, it only shows that the names are there."""
    assert_type(db, ke.Database)
    assert_type(ke.open(db.path), ke.Database)
    assert_type(db.timeline(), ke.Rows[ke.TimelineRow])
    assert_type(db.timeline()[0], ke.TimelineRow)
    assert_type(db.timeline()[:2], ke.Rows[ke.TimelineRow])
    assert_type(db.timeline()[0].latest, str | None)
    assert_type(db.who_said("corridor")[0], ke.StatementRow)
    assert_type(db.search("corridor")[0], Hit)
    assert_type(db.actors()[0], ActorRow)
    assert_type(db.show(WAR), ke.Record)
    assert_type(db.sql("SELECT 1")[0], tuple[Any, ...])
    assert_type([row.title for row in db.timeline()], list[str])


# --- frames --------------------------------------------------------------------------------------------


@pytest.mark.needs("pandas", "polars")
@pytest.mark.parametrize("name", LISTINGS)
def test_a_frame_has_the_fields_of_the_records(db: ke.Database, name: str) -> None:
    rows = LISTINGS[name][0](db)
    pandas_frame, polars_frame = rows.to_pandas(), rows.to_polars()
    assert tuple(pandas_frame.columns) == tuple(polars_frame.columns) == rows.columns
    assert len(pandas_frame) == len(polars_frame) == len(rows)
    for column in rows.columns:
        if column in ("earliest", "latest"):
            continue
        expected = [record[column] for record in rows.to_dicts()]
        assert polars_frame[column].to_list() == expected
        kept = pandas_frame[column].tolist()
        assert [None if value is None else kept[n] for n, value in enumerate(expected)] == expected


@pytest.mark.needs("pandas", "polars")
@pytest.mark.parametrize("name", LISTINGS)
def test_a_frame_of_nothing_has_the_same_types(db: ke.Database, name: str) -> None:
    rows = LISTINGS[name][0](db)
    assert rows[:0].to_pandas().dtypes.to_dict() == rows.to_pandas().dtypes.to_dict()
    assert rows[:0].to_polars().schema == rows.to_polars().schema
    assert len(rows[:0].to_pandas()) == rows[:0].to_polars().height == 0


@pytest.mark.needs("pandas", "polars")
def test_bounds_are_days_and_an_open_end_is_missing(db: ke.Database) -> None:
    import pandas
    import polars

    rows = db.timeline()
    war = [row.id for row in rows].index(WAR)
    mission = [row.id for row in rows].index("mission")

    frame = rows.to_polars()
    assert frame.schema["earliest"] == frame.schema["latest"] == polars.Date
    assert frame.schema["documents"] == polars.List(polars.String)
    assert frame.schema["place"] == polars.Struct({"id": polars.String, "name": polars.String})
    assert frame["earliest"].to_list()[war] == date(2020, 9, 27)
    assert frame["latest"].to_list()[war] is None
    assert frame["earliest"].to_list()[mission] is None
    assert frame.filter(polars.col("latest") < date(2020, 1, 1))["id"].to_list() == ["2019-observers"]

    other = rows.to_pandas()
    assert str(other.dtypes["earliest"]) == str(other.dtypes["latest"]) == "datetime64[s]"
    assert str(other.dtypes["title"]) == "string"
    assert other["earliest"][war] == pandas.Timestamp("2020-09-27")
    assert pandas.isna(other["latest"][war])
    assert pandas.isna(other["earliest"][mission])
    assert other[other["latest"] < "2020"]["id"].tolist() == ["2019-observers"]
    assert [len(actors) for actors in other["actors"]] == [len(row.actors) for row in rows]


@pytest.mark.needs("pandas", "polars")
def test_the_first_and_the_last_day_there_are_fit_a_frame(tmp_path: Path) -> None:
    rows = sample_rows()
    rows["events"][0].update(earliest="0001-01-01", latest="9999-12-31", date_edtf="0001/9999")
    build(tmp_path / "wide.db", rows, "wide")
    found = ke.open(tmp_path / "wide.db").timeline(until="0001")
    assert found.to_polars()["earliest"].to_list() == [date(1, 1, 1)]
    assert str(found.to_pandas()["latest"][0]) == "9999-12-31 00:00:00"


@pytest.mark.needs("pandas", "polars")
def test_a_frame_of_sql(db: ke.Database) -> None:
    rows = db.sql("SELECT id, id, length(id) AS n, NULL AS none, x'00ff' AS bytes FROM places ORDER BY id")
    assert rows.columns == ("id", "id_2", "n", "none", "bytes")
    assert rows[0] == ("baku", "baku", 4, None, b"\x00\xff")
    assert rows.to_pandas()["n"].tolist() == rows.to_polars()["n"].to_list() == [4, 6]
    assert rows.to_polars()["bytes"].to_list() == [b"\x00\xff"] * 2
    nothing = db.sql("SELECT id FROM places WHERE 0")
    assert list(nothing.to_pandas().columns) == nothing.to_polars().columns == ["id"]


@pytest.mark.needs("pandas", "polars")
def test_a_column_of_sql_may_be_of_several_types(db: ke.Database) -> None:
    rows = db.sql("VALUES (1), ('two'), (3.5), (NULL)")
    assert rows.to_pandas()["column1"].tolist() == [1, "two", 3.5, None]
    assert rows.to_polars().height == 4


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_what_is_not_installed_is_named(
    db: ke.Database, library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ke.KeventsError, match=rf"^to_{library}\(\) needs {library}") as caught:
        getattr(db.timeline(), f"to_{library}")()
    assert caught.value.hint == f"pip install {library}"


# --- what a notebook shows -----------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_no_text_of_a_record_is_markup_in_a_notebook(tmp_path: Path) -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(2)"> & \x1b[2J \u202e'
    rows = sample_rows()
    for row in rows["events"]:
        row["title"] = hostile
    build(tmp_path / "hostile.db", rows, "hostile")
    found = ke.open(tmp_path / "hostile.db").timeline()
    parsed = _Tags()
    parsed.feed(found._repr_html_())
    assert parsed.tags == {"table", "thead", "tr", "th", "tbody", "td", "p"}
    assert '<img src=x onerror="alert(2)"> & ␛[2J <U+202E>' in parsed.text
    assert not set("\x1b\u202e") & set(repr(found) + found._repr_html_())
    named = ke.open(tmp_path / "hostile.db").sql("SELECT 1 AS '<b>'")
    assert "<b>" not in named._repr_html_()


def test_the_first_rows_are_shown_and_the_others_counted(db: ke.Database, tmp_path: Path) -> None:
    assert repr(db.places()) == "2 rows\n  AZE  baku  Baku\n    shushi  Shushi"
    assert repr(db.places()[:1]).startswith("1 row\n")
    assert repr(db.timeline(limit=1)).startswith("1 row; there are more than the limit\n")
    many = db.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", limit=30)
    assert repr(many[:25]).endswith("\n  20\n… and 5 more")
    assert "30 rows; there are more than the limit; … and 10 more" in many._repr_html_()
    assert len(repr(db.sql("SELECT printf('%.*c', 5000, 'x')"))) < 200


def test_titles_that_are_formulas_are_text(db: ke.Database) -> None:
    assert HOSTILE_TITLE in repr(db.documents())


# --- opening -------------------------------------------------------------------------------------------


def test_the_same_file_by_path_and_by_url(sample_file: Path) -> None:
    for said in (sample_file, str(sample_file), f"sqlite:///{sample_file}"):
        assert ke.open(said).path == str(sample_file)


def test_without_a_path_it_is_what_the_command_line_reads(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = ke.open()
    assert made.path == str(tmp_path / "data" / "kevents" / "kevents.db")
    assert len(made.documents()) == 5
    monkeypatch.setenv("KEVENTS_DB", str(sample_file))
    assert ke.open().path == str(sample_file)


def test_a_file_that_is_named_is_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ke.DatabaseMissing):
        ke.open(tmp_path / "missing.db")
    monkeypatch.setenv("KEVENTS_DB", str(tmp_path / "missing.db"))
    with pytest.raises(ke.DatabaseMissing):
        ke.open()
    with pytest.raises(ke.KeventsError, match="does not name a file"):
        ke.open("")
    with pytest.raises(ke.KeventsError, match="only SQLite"):
        ke.open("postgresql://localhost/kevents")
    assert not (tmp_path / "missing.db").exists()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database " * 100)
    with pytest.raises(ke.DatabaseError, match="not an SQLite database"):
        ke.open(tmp_path / "text.db")


@pytest.mark.parametrize(
    ("ask", "error", "told"),
    [
        (lambda db: db.timeline(actor="Lavrof"), ke.UnknownName, "no actor is known as 'Lavrof'"),
        (lambda db: db.timeline(actor="Aliyev"), ke.AmbiguousName, "'Aliyev' is the name of 2 actors"),
        (lambda db: db.timeline(since="yesterday"), ke.KeventsError, "yesterday is not EDTF"),
        (lambda db: db.timeline(since="2021", until="2020"), ke.KeventsError, "reversed"),
        (lambda db: db.timeline(type="TALK"), ke.KeventsError, "'TALK' is not one of"),
        (lambda db: db.timeline(limit=0), ke.KeventsError, "a limit of 0"),
        (lambda db: db.who_said("…"), ke.KeventsError, "no word to search for"),
        (lambda db: db.search(""), ke.KeventsError, "no word to search for"),
        (lambda db: db.show("nobody"), ke.UnknownName, "no record is known as 'nobody'"),
        (lambda db: db.conflicts("nobody"), ke.UnknownName, "no record is known as 'nobody'"),
        (lambda db: db.sql("DELETE FROM events"), ke.QueryRefused, "DELETE changes the table events"),
        (lambda db: db.sql("ATTACH 'x.db' AS x"), ke.QueryRefused, "ATTACH"),
        (lambda db: db.sql("SELECT FROM"), ke.KeventsError, "the query is not right"),
        (lambda db: db.sql("SELECT 1", limit=-1), ke.KeventsError, "a limit of -1"),
        (
            lambda db: db.sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) "
                              "SELECT count(*) FROM n", timeout=0.1),
            ke.KeventsError,
            "stopped after 0.1 seconds",
        ),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_kevents_error(
    db: ke.Database, ask: Callable[[ke.Database], object], error: type[ke.KeventsError], told: str
) -> None:
    with pytest.raises(error, match=told):
        ask(db)


def test_a_query_without_a_limit_is_bounded(db: ke.Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_ROWS", 7)
    with pytest.raises(ke.KeventsError, match="more than 7 rows"):
        db.sql("SELECT id FROM events")
    assert len(db.sql("SELECT id FROM events", limit=8)) == 8


def test_a_query_leaves_other_users_of_sqlite_their_memory(sample_file: Path) -> None:
    code = (
        "import sqlite3, sys, karabakh_events as ke\n"
        "ke.open(sys.argv[1]).sql('SELECT 1')\n"
        "print(sqlite3.connect(':memory:').execute('PRAGMA hard_heap_limit').fetchone()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample_file)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0\n"


def test_a_closed_database_answers_no_more(sample_file: Path) -> None:
    with ke.open(sample_file) as db:
        rows = db.timeline()
        assert repr(db) == f"<kevents database {str(sample_file)!r}>"
    for ask in (db.timeline, db.who_said, db.actors, lambda: db.sql("SELECT 1")):
        with pytest.raises(ke.KeventsError, match="has been closed"):
            ask()
    assert len(rows) == 8
    assert repr(db).endswith(", closed>")


def test_a_build_is_seen_by_the_next_question_and_kept_waiting_by_none(tmp_path: Path) -> None:
    path = tmp_path / "live.db"
    build(path, sample_rows(), "one")
    db = ke.open(path)
    before = db.timeline()
    fewer = sample_rows()
    fewer["events"][-1]["title"] = "Another title"
    build(path, fewer, "two")
    assert [row.title for row in before if row.id == "mission"] == ["A mission is turned down"]
    assert [row.title for row in db.timeline() if row.id == "mission"] == ["Another title"]
    os.replace(shutil.copy(path, tmp_path / "other.db"), path)  # noqa: PTH105  # the copy is text
    assert len(db.timeline()) == 8
    path.unlink()
    with pytest.raises(ke.DatabaseMissing):
        db.timeline()


def test_several_threads_ask_one_database(db: ke.Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: db.timeline(actor="Lavrov").to_dicts(), range(20)))
    assert answers == [db.timeline(actor="Lavrov").to_dicts()] * 20


# --- the package ---------------------------------------------------------------------------------------


def test_the_package_has_what_it_names() -> None:
    for name in ke.__all__:
        assert getattr(ke, name) is not None
    assert set(ke.__all__) <= set(dir(ke))
    with pytest.raises(AttributeError, match="no attribute 'shut'"):
        ke.shut  # type: ignore[attr-defined]  # noqa: B018  # that it is missing is what is tested


def test_importing_the_package_imports_nothing_of_it() -> None:
    code = "import sys, karabakh_events\nprint([m for m in sys.modules if m.startswith('karabakh_events')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['karabakh_events']\n"


def test_asking_imports_nothing_large(sample_file: Path) -> None:
    code = (
        "import sys, karabakh_events as ke\nke.open(sys.argv[1]).timeline(actor='Lavrov').to_dicts()\n"
        "print(sorted({'sqlalchemy', 'pydantic', 'yaml', 'alembic', 'pandas', 'polars', 'rich', 'click'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample_file)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("name", ["karabakh_events", "karabakh_events.api.asking"])
def test_the_examples_of_the_docstrings(name: str) -> None:
    results = doctest.testmod(importlib.import_module(name))
    assert results.attempted > 0
    assert results.failed == 0


def test_pages_put_together_are_the_whole_listing(sample_file: Path) -> None:
    with ke.open(sample_file) as db:
        for ask in (partial(db.timeline, statements=True), db.who_said):
            whole = [row.id for row in ask()]
            read: list[str] = []
            while page := ask(limit=3, after=read[-1] if read else None):
                read += [row.id for row in page]
            assert read == whole
