"""--columns and --sort: which fields of a listing, and in which order its rows."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from karabakh_events.cli.group import cli
from tests import published
from tests.cli.test_program import completed
from tests.cli.test_reading import LISTINGS
from tests.conftest import Run


def values(run: Run, field: str, *arguments: str) -> list[object]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return [record[field] for record in json.loads(result.stdout)]


# --- columns -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "fields"), LISTINGS)
def test_the_columns_are_those_named_in_that_order(
    run: Run, command: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    whole = json.loads(run(*command, "--format", "json").stdout)
    wanted = fields[2], fields[0]
    asked = (*command, "--columns", ",".join(wanted))
    records = json.loads(run(*asked, "--format", "json").stdout)
    assert [tuple(record) for record in records] == [wanted] * len(whole)
    assert records == [{name: record[name] for name in wanted} for record in whole]
    lines = run(*asked, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == records
    header, *rows = csv.reader(io.StringIO(run(*asked, "--format", "csv").stdout, newline=""))
    assert tuple(header) == wanted
    assert [row[1] for row in rows] == [record[fields[0]] for record in records]
    first, *lines = run(*asked).stdout.splitlines()
    assert tuple(first.split()) == wanted
    assert len(lines) == len(whole)
    first, _, *lines = run(*asked, "--format", "markdown").stdout.strip().splitlines()
    assert first.replace("\\", "") == f"| {wanted[0]} | {wanted[1]} |"
    assert len(lines) == len(whole)


def test_every_field_of_every_listing_can_stand_in_a_table(run: Run) -> None:
    for command, fields in LISTINGS:
        result = run(*command, "--columns", ",".join(fields))
        assert result.exit_code == 0, result.output
        assert not set("\x1b\x07\u202e\x9b") & set(result.output)


def test_dates_are_words_for_people_and_exact_for_programs(run: Run) -> None:
    asked = ("timeline", "--columns", "date", "--limit", "2")
    assert run(*asked).stdout.splitlines() == ["date", "2019", "between 21 and 27 Sep 2020"]
    assert run(*asked, "--format", "csv").stdout.split() == ["date", "2019", "2020-09-21/2020-09-27"]


def test_what_did_not_happen_is_marked_unless_its_status_is_a_column(run: Run) -> None:
    planned = ("timeline", "--status", "planned", "--columns")
    assert run(*planned, "title").stdout.splitlines()[1:] == ["PLANNED A summit of the leaders"]
    assert run(*planned, "status,title").stdout.splitlines()[1:] == ["planned  A summit of the leaders"]
    assert run(*planned, "title", "--format", "csv").stdout.splitlines()[1] == "A summit of the leaders"


def test_a_column_in_any_case_with_spaces_and_hyphens_once(run: Run) -> None:
    text = run("timeline", "--columns", "ID, date-basis ,id", "--format", "csv").stdout
    assert text.splitlines()[0] == "id,date_basis"


def test_a_listing_in_columns_has_no_sources_but_its_count(run: Run) -> None:
    result = run("timeline", "--columns", "id")
    assert "Sources" not in result.stdout
    assert result.stderr == "8 events\n"
    nothing = run("timeline", "--columns", "id", "--until", "1900")
    assert (nothing.stdout, nothing.stderr) == ("", "Nothing matched: --until 1900.\n")


def test_one_that_is_named_with_columns_is_a_row(run: Run) -> None:
    assert run("actors", "Lavrov", "--columns", "id,name").stdout.splitlines() == [
        "id             name",
        "sergey-lavrov  Sergey Lavrov",
    ]


@pytest.mark.parametrize("option", ["--columns", "--sort"])
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("titel", "there is no column 'titel'. Did you mean title? There are: id, kind, type, mode, title, "),
        ("", "there is no column ''. There are: id, kind"),
        ("id;title", "there is no column 'id;title'."),
        ("\x1b[2J", "there is no column '\\x1b[2J'."),
    ],
)
def test_a_column_that_is_not_there_is_wrong_usage(
    tmp_path: Path, option: str, name: str, message: str
) -> None:
    # Told before any database is looked for.
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "none.db"), "timeline", option, name])
    assert result.exit_code == 2
    assert f"Invalid value for {option}: {message}" in result.stderr.replace("'--", "--").replace(
        "--s'", "--s"
    )
    assert "\x1b" not in result.output


@pytest.mark.parametrize("command", [("show", "baku"), ("sql", "SELECT 1")])
@pytest.mark.parametrize("option", ["--columns", "--sort"])
def test_what_is_no_listing_has_no_columns(run: Run, command: tuple[str, ...], option: str) -> None:
    assert run(*command, option, "id").exit_code == 2


# --- order ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "fields"), LISTINGS)
def test_every_listing_is_sorted_by_every_field(
    run: Run, command: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    whole = values(run, fields[0], *command)
    for field in fields:
        for sign in ("", "-"):
            found = values(run, fields[0], *command, "--sort", sign + field)
            assert sorted(map(str, found)) == sorted(map(str, whole))


@pytest.mark.parametrize("command", [("timeline", "--statements"), ("who-said",)])
def test_by_date_is_the_order_of_time_from_either_end(run: Run, command: tuple[str, ...]) -> None:
    for form in ("json", "table", "csv"):
        asked = (*command, "--format", form)
        assert run(*asked, "--sort", "date").stdout == run(*asked).stdout
        assert run(*asked, "--sort", "-date").stdout == run(*asked, "--reverse").stdout
    limited = (*command, "--limit", "3")
    assert run(*limited, "--sort", "-date").output == run(*limited, "--reverse").output
    # It is the database that puts them in this order, one by one.
    assert (
        run(*limited, "--sort", "-date", "--show-sql").output
        == run(*limited, "--reverse", "--show-sql").output
    )
    assert run(*limited, "--sort", "date", "--reverse").output == run(*limited).output


@pytest.mark.parametrize("command", ["agreements", "documents"])
def test_a_catalogue_by_date_is_in_its_own_order(run: Run, command: str) -> None:
    field = "signed" if command == "agreements" else "published"
    assert values(run, "id", command, "--sort", field) == values(run, "id", command)


def test_the_limit_is_of_what_is_sorted(run: Run) -> None:
    everything = values(run, "title", "timeline", "--sort", "title")
    assert values(run, "title", "timeline", "--sort", "title", "--limit", "2") == everything[:2]
    assert values(run, "title", "timeline", "--sort", "-title", "--limit", "2") == everything[::-1][:2]
    result = run("timeline", "--sort", "title", "--limit", "3")
    assert result.stderr == "3 events; there are more than --limit 3\n"
    assert run("timeline", "--sort", "title", "--limit", "8").stderr == "8 events\n"
    found = values(run, "summary", "who-said", "--sort", "-summary", "--limit", "1")
    assert found == values(run, "summary", "who-said", "--sort", "-summary")[:1]
    assert len(values(run, "label", "search", "corridor", "--sort", "label", "--limit", "2")) == 2


def test_equals_stay_in_the_order_of_the_listing(run: Run) -> None:
    found = values(run, "id", "timeline", "--sort", "type")
    reverse = values(run, "id", "timeline", "--sort", "type", "--reverse")
    types = dict(zip(values(run, "id", "timeline"), values(run, "type", "timeline"), strict=True))
    assert [types[id_] for id_ in found] == [types[id_] for id_ in reverse] == sorted(types.values(), key=str)
    assert found != reverse


def test_out_of_the_order_of_time_a_timeline_has_no_years(run: Run) -> None:
    assert "2020 ──" in run("timeline", "--sort", "-date").stdout
    assert "2020 ──" not in run("timeline", "--sort", "title").stdout
    assert "Sources ──" in run("timeline", "--sort", "title").stdout


# --- completion ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("timeline --columns da", ["date", "date_verbatim", "date_basis"]),
        ("timeline --columns id,tit", ["id,title"]),
        ("timeline --columns id,i", []),
        ("who-said --sort sp", ["speakers"]),
        ("places --sort lat", ["latitude"]),
    ],
)
def test_columns_are_completed(monkeypatch: pytest.MonkeyPatch, words: str, offered: list[str]) -> None:
    assert completed(monkeypatch, f"kevents {words}") == offered


def test_the_fields_offered_are_those_written() -> None:
    offered = {
        "timeline": published.TIMELINE_FIELDS,
        "who-said": published.WHO_SAID_FIELDS,
        "actors": published.ACTOR_FIELDS,
    }
    for name, fields in offered.items():
        result = CliRunner().invoke(cli, [name, "--columns", "none"])
        assert result.stderr.rstrip().endswith(f"There are: {', '.join(fields)}")
