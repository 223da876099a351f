"""`sql`: values as they are, limits that are said, and nothing but reading."""

import csv
import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Run

PROGRAM = (sys.executable, "-c", "from karabakh_events.cli import main; main()")


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
            *PROGRAM,
            *("--db", str(sample_file), "sql", "--timeout", "0.2", "SELECT printf('%.*c', 2000000000, 'x')"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "Error: the query was stopped after 0.2 seconds\n"


def test_a_slow_reader_is_waited_for(sample_file: Path) -> None:
    """The time is SQLite's: somebody who reads in a pager takes as long as they like."""
    query = "SELECT d.text FROM documents d, events a, events b, events c"
    with subprocess.Popen(
        [*PROGRAM, "--db", str(sample_file), "sql", "--timeout", "0.5", "-f", "csv", query],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        time.sleep(2)
        rest = process.stdout.read()
        assert process.stderr.read() == ""
    assert process.returncode == 0
    assert len(rest) > 100_000


def test_the_query_is_utf8_whatever_the_locale(sample_file: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "--db", str(sample_file), "sql", "-f", "json"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        input="SELECT 'Şuşa' AS ə".encode(),
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout) == [{"ə": "Şuşa"}]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_a_query_without_end_is_not_read_to_its_end(sample_file: Path) -> None:
    with Path("/dev/zero").open("rb") as endless:
        done = subprocess.run(
            [*PROGRAM, "--db", str(sample_file), "sql"],
            stdin=endless,
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
    assert (done.returncode, done.stderr) == (1, "Error: the query is longer than 1 MB\n")


@pytest.mark.parametrize("seconds", ["inf", "1e300"])
def test_a_time_without_end(run: Run, seconds: str) -> None:
    result = run("sql", "SELECT 1 AS a", "--timeout", seconds)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "a\n1\n", "")


def test_a_time_that_is_none(run: Run) -> None:
    result = run("sql", "SELECT 1", "--timeout", "nan")
    assert result.exit_code == 2
    assert "--timeout: nan is not a time" in result.stderr


@pytest.mark.parametrize("form", ["table", "markdown"])
@pytest.mark.parametrize(
    "query",
    [
        "SELECT hex(zeroblob(3000000)) FROM documents, events",
        f"SELECT {', '.join('1' * 400)} FROM events, events, events, events",
    ],
    ids=["long values", "many values"],
)
def test_a_table_too_large_to_be_drawn_is_refused(run: Run, form: str, query: str) -> None:
    result = run("sql", query, "--format", form)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "too large for a table" in result.stderr
    assert "--format jsonl" in result.stderr
