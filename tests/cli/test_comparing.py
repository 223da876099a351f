"""`sources`, `diff`, and the file of one actor, through the command line."""

import csv
import io
import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

from karabakh_events.characters import visible
from karabakh_events.cli.group import cli
from karabakh_events.database.loading import build
from karabakh_events.queries.actor import FILE_FIELDS
from tests import published
from tests.conftest import Run
from tests.rows import HOSTILE_SUMMARY, Rows, actor, citation, document, linked, sample_rows, statement

HARMFUL = set("\x1b\x07\u202e\x9b")
FORMS = ("table", "json", "jsonl", "csv", "markdown")

# --- one actor -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Lavrov", "russian-foreign-ministry", "interfax", "araz-aliyev", "Russia"])
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_an_actors_file(run: Run, name: str, form: str, snapshot: SnapshotAssertion) -> None:
    result = run("actors", name, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert not HARMFUL & set(result.output)
    assert result.stdout == snapshot


def test_an_actors_file_as_json_begins_with_the_fields_of_the_listing(run: Run) -> None:
    (found,) = json.loads(run("actors", "Lavrov", "--format", "json").stdout)
    assert tuple(found) == published.ACTOR_FIELDS + FILE_FIELDS
    listed = json.loads(run("actors", "--format", "json").stdout)
    (same,) = [row for row in listed if row["id"] == "sergey-lavrov"]
    assert {name: found[name] for name in published.ACTOR_FIELDS} == same
    timeline = json.loads(run("timeline", "--actor", "Lavrov", "--format", "json").stdout)
    said = json.loads(run("who-said", "--by", "Lavrov", "--format", "json").stdout)
    assert (found["took_part"], found["said"]) == (timeline, said)


def test_an_actors_file_as_a_row(run: Run) -> None:
    text = run("actors", "Lavrov", "--format", "csv").stdout
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert tuple(row) == published.ACTOR_FIELDS + FILE_FIELDS
    assert row["offices_held"] == "Minister of Foreign Affairs"
    assert row["met"] == ""
    assert row["took_part"] == "Lavrov visits Baku"
    assert row["spellings"].split("; ")[0] == "Lavrov"


# --- sources -------------------------------------------------------------------------------------------


@pytest.fixture
def two_papers(tmp_path: Path) -> Path:
    """The sample with a summit that a second paper has through the first."""
    rows = sample_rows()
    report = "2020-11-23-report"
    words = "The observers stayed in 2019"
    rows["citations"].append(citation(report, words, event_id="2020-12-summit"))
    rows["statements"].append(
        statement("source-summit", "indirect", "report", HOSTILE_SUMMARY, rows_date(rows), report)
    )
    rows["citations"].append(citation(report, words, statement_id="source-summit"))
    parts = (("armenian-ministry-source", "speaker"), ("interfax", "relayer"), ("example-daily", "relayer"))
    rows["statement_actors"] += linked("statement", "source-summit", *parts)
    path = tmp_path / "two-papers.db"
    build(path, rows, "two papers")
    return path


def rows_date(rows: Rows) -> dict[str, object]:
    (row,) = [row for row in rows["events"] if row["id"] == "mission"]
    return {name: value for name, value in row.items() if name.startswith("date_")}


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments], prog_name="kevents")


@pytest.mark.parametrize("form", FORMS)
def test_the_sources_of_one_record(two_papers: Path, form: str, snapshot: SnapshotAssertion) -> None:
    result = call("--db", two_papers, "sources", "2020-12-summit", "--format", form)
    assert result.exit_code == 0
    assert result.stderr == ("1 record\n" if form == "table" else "")
    assert not HARMFUL & set(result.output)
    assert result.stdout == snapshot


def test_the_sources_of_every_record(run: Run, snapshot: SnapshotAssertion) -> None:
    result = run("sources")
    assert result.stdout == snapshot
    assert result.stderr == "18 records\n"


def test_the_json_of_sources(two_papers: Path) -> None:
    (found,) = json.loads(call("--db", two_papers, "sources", "2020-12-summit", "-f", "json").stdout)
    assert tuple(found) == published.SOURCES_FIELDS
    assert (found["documents"], found["independent"]) == (2, 1)
    second, first = found["sources"]
    assert [set(each) for each in (first, second)] == [
        {"document", "title", "outlet", "supports", "counted", "ways", "same_as"}
    ] * 2
    (way,) = second["ways"]
    assert way["statement"] == "source-summit"
    assert [(link["id"], link["role"]) for link in way["chain"]] == [
        ("armenian-ministry-source", "speaker"),
        ("interfax", "relayer"),
        ("example-daily", "outlet"),
    ]
    (dependent,) = [each for each in (first, second) if not each["counted"]]
    assert dependent["same_as"][0]["why"] == "both through Interfax"


@pytest.mark.parametrize(
    ("record", "kind"), [("russia", "an actor"), ("baku", "a place"), ("2020-11-23-report", "a document")]
)
def test_what_has_no_passages_of_its_own_says_so(run: Run, record: str, kind: str) -> None:
    result = run("sources", record)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Nothing matched: {record}; no passage is cited for {kind}.\n"


def test_the_sources_of_what_is_not_there(run: Run) -> None:
    result = run("sources", "2020-12-sumit")
    assert result.exit_code == 1
    assert result.stderr == "Error: no record is known as '2020-12-sumit'\nnearest: 2020-12-summit\n"


# --- diff ----------------------------------------------------------------------------------------------


@pytest.fixture
def editions(sample_file: Path, tmp_path: Path) -> tuple[Path, Path]:
    """The sample, and an edition of it in which something of every kind is different."""
    rows = sample_rows()
    text: Any = {row["id"]: row for table in rows.values() for row in table if "id" in row}
    text["2020-11-22-lavrov-in-baku"] |= {"place_id": None, "date_basis": "stated", "status": "ongoing"}
    text["lavrov-refugees"]["summary"] = "\x1b[2J [red]"
    text["trilateral-statement-2020-handover"]["obligor_id"] = "azerbaijan"
    rows["actors"].append(actor("jamnews", "JAMnews", "outlet"))
    rows["citations"].pop()
    rows["statement_actors"].pop(1)
    rows["place_aliases"].clear()
    rows["events"] = [row for row in rows["events"] if row["id"] != "2019-observers"]
    rows["citations"] = [row for row in rows["citations"] if row["event_id"] != "2019-observers"]
    path = tmp_path / "new.db"
    build(path, rows, "the new edition")
    return sample_file, path


@pytest.mark.parametrize("form", FORMS)
def test_what_changed(editions: tuple[Path, Path], form: str, snapshot: SnapshotAssertion) -> None:
    result = call("diff", *editions, "--format", form)
    assert (result.exit_code, result.stderr) == (0, "")
    assert not HARMFUL & set(result.output)
    assert result.stdout == snapshot


def test_the_records_of_a_diff_are_the_same_in_every_format(editions: tuple[Path, Path]) -> None:
    records = json.loads(call("diff", *editions, "-f", "json").stdout)
    assert all(tuple(record) == published.DIFF_FIELDS for record in records)
    lines = call("diff", *editions, "-f", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == records
    rows = list(csv.DictReader(io.StringIO(call("diff", *editions, "-f", "csv").stdout, newline="")))
    assert [row["id"] for row in rows] == [record["id"] for record in records]
    assert rows[-1]["changes"] == "; ".join(visible(change["words"]) for change in records[-1]["changes"])


@pytest.mark.parametrize(("form", "out"), [("table", ""), ("json", "[]\n"), ("jsonl", ""), ("markdown", "")])
def test_the_same_content(sample_file: Path, tmp_path: Path, form: str, out: str) -> None:
    copy = shutil.copy(sample_file, tmp_path / "copy.db")
    result = call("diff", sample_file, copy, "--format", form)
    assert (result.exit_code, result.stdout) == (0, out)
    assert result.stderr == "The same content, fingerprint fingerprint of the sample.\n"


def test_another_fingerprint_with_the_same_records(sample_file: Path, tmp_path: Path) -> None:
    build(tmp_path / "again.db", sample_rows(), "another")
    result = call("diff", sample_file, tmp_path / "again.db")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No record differs, though the fingerprints do.\n"


def test_a_diff_takes_urls_and_has_no_need_of_a_database_of_its_own(
    sample_file: Path, editions: tuple[Path, Path], tmp_path: Path
) -> None:
    plain = call("diff", *editions)
    assert call("diff", f"sqlite:///{editions[0]}", editions[1]).stdout == plain.stdout
    assert call("--db", tmp_path / "missing.db", "diff", *editions).stdout == plain.stdout
    assert not (tmp_path / "data").exists()


def damaged(path: Path, sample: Path) -> None:
    content = sample.read_bytes()
    # The pages after the schema, which is read when the file is opened.
    path.write_bytes(content[: 24 * 4096] + os.urandom(len(content) - 24 * 4096))


def revised(path: Path, sample: Path, revision: str) -> None:
    shutil.copy(sample, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda path, sample: None, "no such database"),
        (lambda path, sample: path.write_bytes(b""), "is empty"),
        (lambda path, sample: path.write_bytes(b"x" * 200), "is not an SQLite database"),
        (lambda path, sample: path.mkdir(), "is a folder, not a database file"),
        (damaged, "is damaged"),
        (lambda path, sample: revised(path, sample, "9999"), "made by a newer kevents"),
        (lambda path, sample: sqlite3.connect(path).execute("CREATE TABLE t (a)"), "did not make"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    editions: tuple[Path, Path], tmp_path: Path, fault: Any, message: str, first: bool
) -> None:
    path = tmp_path / "faulty.db"
    fault(path, editions[0])
    files = (path, editions[1]) if first else (editions[1], path)
    result = call("diff", *files)
    assert result.exit_code == 1
    assert f"Error: {path}: " in result.stderr
    assert message in result.stderr
    assert str(editions[1]) not in result.stderr


@pytest.mark.parametrize("arguments", [(), ("one.db",), ("one.db", "two.db", "three.db")])
def test_a_diff_of_two_files_and_no_others(arguments: tuple[str, ...]) -> None:
    assert call("diff", *arguments).exit_code == 2


def test_a_new_paper_is_a_difference(sample_file: Path, tmp_path: Path) -> None:
    rows = sample_rows()
    rows["documents"].append(
        document("2020-11-23-report", "Again", "interfax", {}, id="again", sha256="-", text="again")
    )
    build(tmp_path / "more.db", rows, "more")
    (found,) = json.loads(call("diff", sample_file, tmp_path / "more.db", "-f", "json").stdout)
    assert found == {"id": "again", "kind": "document", "label": "Again", "change": "added", "changes": []}
