"""The data package: its tables by the schema, its rows, its cells, and what it says of itself."""

import csv
import json
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from karabakh_events.exports import save
from karabakh_events.exports.data_package import EMPTY, TEXTS
from karabakh_events.exports.tables import TABLES
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.tables import metadata
from tests.exports.conftest import ALL


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / f"{name}.csv").read_bytes().decode()
    return list(csv.DictReader(StringIO(text, newline="")))


def foreign_keys(folder: Path) -> set[tuple[str, str]]:
    descriptor = json.loads((folder / "datapackage.json").read_text())
    return {
        (resource["name"], key["fields"][0])
        for resource in descriptor["resources"]
        for key in resource["schema"].get("foreignKeys", [])
    }


def test_everything_is_every_row_of_every_table(corpus: sqlite3.Connection, tmp_path: Path) -> None:
    save("csv", corpus, ALL, tmp_path / "package")
    for table in TABLES:
        columns = ", ".join(f'"{name}"' for name in table.names)
        stored = corpus.execute(f"SELECT {columns} FROM {table.name}").fetchall()
        written = [tuple(row.values()) for row in rows(tmp_path / "package", table.name)]
        as_text = [tuple("" if value is None else str(value) for value in row) for row in stored]
        assert sorted(written) == sorted(as_text), table.name


def test_a_selection_has_what_it_names_and_nothing_else(sample: sqlite3.Connection, tmp_path: Path) -> None:
    wanted = TimelineFilter(statements=True, since="2020-11-22", until="2020-11-22", certainly=True)
    report = save("csv", sample, wanted, tmp_path / "package")
    ids = {table.name: {row.get("id") for row in rows(tmp_path / "package", table.name)} for table in TABLES}
    assert ids["events"] == {"2020-11-22-lavrov-in-baku"}
    assert ids["statements"] == {"lavrov-corridor", "lavrov-refugees"}
    assert ids["agreements"] == {"trilateral-statement-2020"}
    # The visit discussed it, so that it comes with its provisions and parties, and these with their offices.
    assert ids["provisions"] == {"trilateral-statement-2020-handover", "trilateral-statement-2020-corridor"}
    assert ids["provision_claims"] == {"claim-corridor"}
    assert ids["roles"] == {"sergey-lavrov-minister"}
    assert ids["places"] == {"baku"}
    assert "araz-aliyev" not in ids["actors"]
    assert "russian-foreign-ministry" in ids["actors"]
    assert report.written == {"event": 1, "statement": 2, "document": 2}


def test_rows_stand_in_the_order_of_the_timeline(sample: sqlite3.Connection, tmp_path: Path) -> None:
    save("csv", sample, ALL._replace(reverse=True), tmp_path / "package")
    dates = [row["earliest"] for row in rows(tmp_path / "package", "events")]
    assert dates[-1] == ""  # the undated one is last in both directions
    assert dates[:-1] == sorted(dates[:-1], reverse=True)


def test_only_in_a_package_of_everything_is_each_event_named_a_row(
    sample: sqlite3.Connection, tmp_path: Path
) -> None:
    within = {(table.name, column) for table in TABLES for column in table.within}
    save("csv", sample, ALL, tmp_path / "package")
    assert within <= foreign_keys(tmp_path / "package")
    save("csv", sample, TimelineFilter(), tmp_path / "package")
    assert not within & foreign_keys(tmp_path / "package")


def test_the_tables_are_those_of_the_schema() -> None:
    """Columns, keys and references, but for the texts and what is derived."""
    derived = {"about", "actor_dates", "actor_within", "place_within"}
    assert {table.name for table in TABLES} == set(metadata.tables) - derived
    for table in TABLES:
        schema = metadata.tables[table.name]
        names = [column.name for column in schema.columns if not column.name.endswith("span_class")]
        assert list(table.names) == [name for name in names if (table.name, name) != ("documents", "text")]
        assert set(table.key) == {column.name for column in schema.primary_key}
        for column in table.columns:
            stored = schema.columns[column.name]
            refers = next((key.column.table.name for key in stored.foreign_keys), None)
            assert column.refers == refers, (table.name, column.name)
            assert column.required is not stored.nullable, (table.name, column.name)


def test_the_descriptor_says_what_the_package_is(sample: sqlite3.Connection, tmp_path: Path) -> None:
    save("csv", sample, ALL, tmp_path / "package")
    descriptor: dict[str, Any] = json.loads((tmp_path / "package" / "datapackage.json").read_text())
    assert descriptor["id"] == "fingerprint of the sample"
    assert [each["name"] for each in descriptor["licenses"]] == ["CC-BY-4.0"]
    assert descriptor["sources"][0] == {
        "title": "Lavrov: the corridor is guaranteed",
        "path": "https://example.org/2020-11-22-interview",
    }
    for resource in descriptor["resources"]:
        assert resource["bytes"] == (tmp_path / "package" / resource["path"]).stat().st_size


def test_tables_and_columns_are_described_as_everywhere(sample: sqlite3.Connection, tmp_path: Path) -> None:
    save("csv", sample, ALL, tmp_path / "package")
    descriptor: dict[str, Any] = json.loads((tmp_path / "package" / "datapackage.json").read_text())
    for resource in descriptor["resources"]:
        described = DESCRIBED[resource["name"]]
        assert resource["description"] == described.row
        for field in resource["schema"]["fields"]:
            assert field["description"] == described.columns[field["name"]]


def test_the_texts_are_told_to_be_left_out(corpus: sqlite3.Connection, tmp_path: Path) -> None:
    (number,) = corpus.execute("SELECT count(*) FROM documents").fetchone()
    assert save("csv", corpus, ALL, tmp_path / "package").lost == {TEXTS: number}
    assert "text" not in rows(tmp_path / "package", "documents")[0]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=st.text(min_size=1), summary=st.text())
@example(title="=1+1", summary="@SUM(A1)")
@example(title='a "b",\r\nc', summary="\r")
@example(title="\ufeff", summary=" \t ")
def test_cells_are_exact(
    writable: sqlite3.Connection, tmp_path_factory: pytest.TempPathFactory, title: str, summary: str
) -> None:
    folder = tmp_path_factory.mktemp("exact") / "package"
    writable.execute("UPDATE events SET title = ?, summary = ? WHERE id = 'mission'", (title, summary))
    report = save("csv", writable, TimelineFilter(statuses=("denied",)), folder)
    (row,) = rows(folder, "events")
    assert (row["title"], row["summary"]) == (title, summary)
    assert report.lost.get(EMPTY, 0) == (summary == "")
