"""`sql`: values as they are, limits that are said, and nothing but reading."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run


def test_a_query_as_argument_or_from_standard_input(run: Run) -> None:
    query = "SELECT id FROM places ORDER BY id"
    expected = [{"id": "baku"}, {"id": "shushi"}]
    assert json.loads(run("sql", query, "--format", "json").stdout) == expected
    assert json.loads(run("sql", "-", "--format", "json", input=query).stdout) == expected
    assert json.loads(run("sql", "--format", "json", input=query).stdout) == expected


def test_values_that_json_has_no_form_for(run: Run) -> None:
    (row,) = json.loads(
        run("sql", "SELECT x'00ff' AS b, 9e999 AS i, NULL AS n, 1.5 AS f", "-f", "json").stdout
    )
    assert row == {"b": {"base64": "AP8="}, "i": "inf", "n": None, "f": 1.5}


def test_columns_of_the_same_name_are_all_kept(run: Run) -> None:
    result = run("sql", "SELECT 1 AS a, 2 AS a, 3 AS a_2, 4 AS a", "--format", "json")
    assert list(json.loads(result.stdout)[0].values()) == [1, 2, 3, 4]
    header, row = csv.reader(io.StringIO(run("sql", "SELECT 1 AS a, 2 AS a", "-f", "csv").stdout))
    assert (len(set(header)), row) == (2, ["1", "2"])


def test_a_table_of_no_rows_has_its_header(run: Run) -> None:
    assert run("sql", "SELECT id, name FROM actors WHERE 0").stdout == "id  name\n"
    assert run("sql", "SELECT id, name FROM actors WHERE 0", "-f", "csv").stdout == "id,name\n"
    assert run("sql", "SELECT id, name FROM actors WHERE 0", "-f", "json").stdout == "[]\n"


def test_hostile_column_names_and_values(run: Run) -> None:
    for form in ("table", "json", "csv", "markdown"):
        output = run(
            "sql", "SELECT char(27) || '[2J' AS \"\x1b]0;x\x07[red]\", '[/foo]' AS b", "-f", form
        ).output
        assert not set("\x1b\x07") & set(output)
        assert "foo" in output


def test_a_row_limit_that_cuts_is_said(run: Run) -> None:
    result = run("sql", "SELECT id FROM actors", "--limit", "2", "--format", "jsonl")
    assert len(result.stdout.splitlines()) == 2
    assert result.stderr == "There are more rows than --limit 2.\n"
    assert run("sql", "SELECT 1", "--limit", "1").stderr == ""


def test_a_time_limit_is_named(run: Run) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n"
    result = run("sql", endless, "--timeout", "0.1")
    assert result.exit_code == 1
    assert "stopped after 0.1 seconds" in result.stderr
    assert "--timeout" in result.stderr


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM events",
        "ATTACH 'stolen.db' AS s",
        "VACUUM INTO 'stolen.db'",
        "PRAGMA writable_schema = ON",
        "SELECT load_extension('x')",
        "SELECT 1; SELECT 2",
        "DROP TABLE events",
    ],
)
def test_only_reading_is_let_through(
    run: Run, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("sql", query)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: refused: ")
    assert result.stdout == ""
    assert not list(tmp_path.glob("stolen*"))


@pytest.mark.parametrize(
    ("query", "message"), [("SELEC 1", "syntax error"), ("", "no query"), ("SELECT x", "no such column")]
)
def test_a_wrong_query_is_told_without_a_traceback(run: Run, query: str, message: str) -> None:
    result = run("sql", "-", input=query)
    assert result.exit_code == 1
    assert message in result.stderr


def test_a_call_that_cannot_be_interrupted_ends_with_the_time(sample_file: Path) -> None:
    """One printf of two thousand million characters takes SQLite a quarter of a minute."""
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from karabakh_events.cli import main; main()"),
            *("--db", str(sample_file), "sql", "--timeout", "0.2", "SELECT printf('%.*c', 2000000000, 'x')"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: the query was stopped after 0.2 seconds\n"
