"""What the check lets pass, the build loads: no rule of the database is broken by records without a fault."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from karabakh_events.database.checking import problems_of_file
from karabakh_events.database.loading import build
from karabakh_events.errors import CheckFailed
from karabakh_events.schema import tables
from tests.corpus import INTERVIEW, REPORT, SOUND, drawn, write

# --- odd values -----------------------------------------------------------------------------------------

days = st.one_of(
    st.dates(max_value=date(999, 12, 31)),
    st.dates(),
    # First and last days of months, leap days among them, also of years that have none.
    st.builds(
        lambda year, month, off: date(year, month, 1) + timedelta(days=off),
        st.sampled_from([1, 4, 100, 200, 300, 400, 999, 1900, 2000, 2020, 9998]),
        st.integers(1, 12),
        st.integers(0, 30),
    ),
    st.sampled_from([date.min, date.max, date(300, 3, 1), date(300, 2, 28)]),
)
points = st.one_of(
    days.map(date.isoformat),
    days.map(lambda day: day.isoformat()[:7]),
    days.map(lambda day: day.isoformat()[:4]),
    days.map(lambda day: f"{day.year:04}-2{1 + day.month % 4}"),
    days.map(lambda day: f"{day.year // 10:03}X"),
)
dates = st.one_of(
    points,
    st.tuples(points, points).map(sorted).map("/".join),
    st.tuples(points, st.sampled_from(["/..", "/", "?", "~", "%"])).map("".join),
    points.map("../{}".format),
    st.sampled_from(["0000", "-0001", "0000-01-01", "9999-24", "0300-02-29", "2021-02-29", "99999", ""]),
)
# Every plane of Unicode, what counts as a space somewhere, what combines, and what hides.
texts = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        [
            "",
            " ",
            "\u00a0",
            "\u2028",
            "\u3000",
            "\u0301",
            "\ufffe",
            "\uffff",
            "\ufeff",
            "\U0010ffff",
            "\r",
            "\r\n",
        ]
    ),
    st.sampled_from(
        ["0", "-1", "NULL", "'", '"', "%", "a\tb", "é" * 900, "x" * 1_000, "x" * 1_001, str(2**63)]
    ),
)
degrees = st.one_of(
    st.floats(-181, 181).map("{:.15f}".format),
    st.sampled_from(
        ["90", "-90", "180", "-180", "-0", "+0.0", "90.00000000000000000001", "91", "1e2", "nan", ""]
    ),
)
numbers = (
    st.one_of(st.integers(-(2**64), 2**64).map(str), st.sampled_from(["1.5", "x" * 40, "0" * 40])) | texts
)
names = st.sampled_from(
    ["russia", "baku", "truce", "visit", "truce-roads", "0", "9" * 19, "a" * 160, "-", ""]
)
# Of the sound corpus, with white space of every kind around: passages that are found, and some that are not.
_WORDS = (INTERVIEW + REPORT).split()
passages = st.integers(0, len(_WORDS) - 1).flatmap(
    lambda start: st.integers(1, 12).map(lambda size: "\u2003".join(_WORDS[start : start + size]))
)

_BY_KEY = {
    "edtf": dates,
    "latitude": degrees,
    "longitude": degrees,
    "number": numbers,
    "exact": passages,
    "passage": passages,
    "starts": passages,
    "verbatim": passages,
    "within": passages,
    "value": dates | texts | names,
    "country": st.sampled_from(["AZE", "aze", "ÄZE", "AZ", "AZER", "123", ""]),
    "language": st.sampled_from(["en", "hy-Latn", "EN", "x" * 9, ""]),
    "wikidata": st.sampled_from(["Q1", "Q" + "9" * 60, "Q0", ""]),
    "url": st.sampled_from(["https://a", "http://" + "ü" * 90, "ftp://a", ""]),
    **dict.fromkeys(("id", "place", "part_of", "event", "obligor", "body", "outlet", "record"), names),
}
_LISTS = {"passages": passages, "quote": passages, "aliases": texts}


def leaves(tree: Any) -> Iterator[tuple[Any, Any, st.SearchStrategy[str]]]:
    """Every text in a tree whose value may be odd, as (container, key or index), with its odd values."""
    stack: list[tuple[Any, str]] = [(tree, "")]
    while stack:
        container, above = stack.pop()
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, value in steps:
            if isinstance(value, dict | list):
                stack.append((value, str(step) if isinstance(container, dict) else above))
            elif isinstance(container, list):
                yield container, step, _LISTS.get(above, names)
            elif step in _BY_KEY:
                yield container, step, _BY_KEY[step]
            elif step in ("name", "title", "summary", "reason", "reference", "note", "origin"):
                yield container, step, texts


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, str | bytes]:
    """The sound corpus with some values odd, some entries of lists doubled, and some keys left out."""
    files = {
        name: yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds text, lists and mappings only
        for name, text in SOUND.items()
        if name.endswith(".yaml")
    }
    for _ in range(draw(st.integers(1, 2))):
        tree = files[draw(st.sampled_from(sorted(files)))]
        places = list(leaves(tree))
        # Kinds first, so that the few dates and coordinates are met as often as the many names.
        kind = draw(st.sampled_from(sorted({str(step) for _, step, _ in places})))
        container, step, odd = draw(st.sampled_from([place for place in places if str(place[1]) == kind]))
        what = draw(st.sampled_from(["odd", "odd", "odd", "double", "leave out"]))
        if what == "double" and isinstance(container, list):
            container.append(container[step])
        elif what == "leave out" and isinstance(container, dict):
            del container[step]
        else:
            container[step] = draw(odd)
            if step == "edtf":  # a date that is stated must have its year in the text
                container |= {"basis": "inferred", "reason": "r"}
    written: dict[str, str | bytes] = {name: text for name, text in SOUND.items() if name.endswith(".txt")}
    return {**written, **{name: json.dumps(tree) for name, tree in files.items()}}


@settings(max_examples=100)
@given(corpora())
def test_what_the_check_lets_pass_is_loaded(files: dict[str, str | bytes]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, files)
        extraction = drawn(folder)
        try:
            rows = extraction.sound_rows()
        except CheckFailed:
            return
        database = folder / "kevents.db"
        assert build(database, rows, extraction.fingerprint()).changed
        assert problems_of_file(database) == []


# --- every day --------------------------------------------------------------------------------------------


def refused(edtf: str, folder: Path) -> list[str]:
    """What the check tells of a corpus in which an event is dated so."""
    dated = str(SOUND["b-report.yaml"]).replace(
        "    part_of: visit\n",
        f"    date: {{edtf: {edtf}, basis: inferred, reason: r}}\n",
    )
    write(folder, {**SOUND, "b-report.yaml": dated})
    return [problem.message for problem in drawn(folder).errors]


@pytest.mark.parametrize(
    "years", [range(250, 350), pytest.param(range(1, 10_000), marks=pytest.mark.slow)], ids=["some", "all"]
)
def test_every_day_that_the_database_refuses_is_refused_by_the_check(tmp_path: Path, years: range) -> None:
    first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
    every = (date.fromordinal(day).isoformat() for day in range(first, last + 1))
    engine = create_engine("sqlite://")
    tables.roles.create(engine)
    with closing(engine.raw_connection()) as opened:
        connection = opened.driver_connection
        assert isinstance(connection, sqlite3.Connection)
        connection.execute("CREATE TABLE days (day TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.executemany("INSERT INTO days VALUES (?)", ((day,) for day in every))
        connection.execute("DROP INDEX ix_roles_dates")
        connection.execute(
            "INSERT OR IGNORE INTO roles (id, actor_id, title, edtf, earliest, latest, precision, basis)"
            " SELECT day, 'a', 't', day, day, day, 'day', 'stated' FROM days"
        )
        lost = [day for (day,) in connection.execute("SELECT day FROM days EXCEPT SELECT id FROM roles")]
    engine.dispose()
    assert len(lost) < 10
    assert [day for day in lost if not refused(day, tmp_path)] == []


@pytest.mark.parametrize(
    "edtf",
    ["0300-03-01", "0300-03", "0300-21", "0300-03-01/..", "0299/0300-03-01", "0300-03-01?", "/0300-03-01"],
)
def test_no_bound_is_the_day_that_sqlite_does_not_know(tmp_path: Path, edtf: str) -> None:
    (message,) = refused(edtf, tmp_path)
    assert "0300-03-01, which the database cannot keep" in message


@pytest.mark.parametrize(
    "edtf", ["0300", "0300-02/0300-03", "0300-02-28/0300-03-02", "0300-02", "0300-03-02/.."]
)
def test_what_the_advice_says_is_taken(tmp_path: Path, edtf: str) -> None:
    assert refused(edtf, tmp_path) == []
    extraction = drawn(tmp_path)
    assert build(tmp_path / "kevents.db", extraction.sound_rows(), "r").changed
