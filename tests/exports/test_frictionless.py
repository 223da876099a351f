"""The data package, by the `frictionless` that its users have."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from karabakh_events.exports import save
from karabakh_events.exports.tables import TABLES
from karabakh_events.queries.filters import TimelineFilter
from tests.exports.conftest import ALL, NOTHING

pytestmark = pytest.mark.needs("frictionless")

WANTED = {
    "everything": ALL,
    "events": TimelineFilter(),
    "one actor's": TimelineFilter(actors=("sergey-lavrov",), statements=True),
    "a window": TimelineFilter(since="2020-11-10", statements=True),
    "the latest": TimelineFilter(reverse=True, limit=3, statements=True),
    "nothing": NOTHING,
}


def package_at(descriptor: Path) -> Any:
    from frictionless import Package

    return Package(str(descriptor))


@pytest.mark.parametrize("form", ["package", "package.zip"])
@pytest.mark.parametrize("wanted", WANTED.values(), ids=WANTED)
def test_frictionless_finds_no_fault(
    corpus: sqlite3.Connection, tmp_path: Path, form: str, wanted: TimelineFilter
) -> None:
    path = tmp_path / form
    save("csv", corpus, wanted, path)
    package = package_at(path if path.suffix else path / "datapackage.json")
    report = package.validate()
    assert report.valid, report.flatten(["title", "message"])
    assert len(report.tasks) == len(TABLES)


def test_frictionless_finds_the_fault_where_there_is_one(sample: sqlite3.Connection, tmp_path: Path) -> None:
    """So that the test above cannot pass for want of looking."""
    path = tmp_path / "package"
    save("csv", sample, ALL, path)
    actors = path / "actors.csv"
    lines = actors.read_bytes().splitlines(keepends=True)
    actors.write_bytes(b"".join(line for line in lines if not line.startswith(b"armenia,")))
    report = package_at(path / "datapackage.json").validate()
    assert "foreign-key" in {error for (error,) in report.flatten(["type"])}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1), summary=st.text())
@example(title="=1+1", summary="@SUM(A1)")
@example(title='a "b",\r\nc', summary="\r")
@example(title="\ufeff", summary=" \t ")
def test_cells_are_read_as_they_were_written(
    writable: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory, title: str, summary: str
) -> None:
    folder = tmp_path_factory.mktemp("exact") / "package"
    writable.execute("UPDATE events SET title = ?, summary = ? WHERE id = 'mission'", (title, summary))
    save("csv", writable, TimelineFilter(statuses=("denied",)), folder)
    # frictionless drops the mark of byte order at the start of a file, and reads lines as Python does.
    with package_at(folder / "datapackage.json").get_resource("events") as resource:
        (read,) = resource.read_rows()
    assert read["title"] == title
