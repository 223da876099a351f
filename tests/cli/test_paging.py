"""--limit and --after: a listing page by page."""

import inspect
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from karabakh_events.cli.group import cli
from karabakh_events.queries import filters
from tests.cli.test_program import completed
from tests.conftest import Run

VISIT = "2020-11-22-lavrov-in-baku"
LISTINGS = (("timeline",), ("timeline", "--statements"), ("who-said",), ("timeline", "--actor", "Lavrov"))


def ids(run: Run, *arguments: str) -> list[str]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return [record["id"] for record in json.loads(result.stdout)]


# --- the options and the filters -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "filter_"), [("timeline", filters.timeline_filter), ("who-said", filters.statement_filter)]
)
def test_the_options_are_the_keywords_of_the_filter(name: str, filter_: Callable[..., object]) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    options = {parameter.name for parameter in command.params}
    of_the_output = {"output_format", "excel_safe", "columns", "sort", "show_sql"}
    assert options - of_the_output == inspect.signature(filter_).parameters.keys() - {"connection"}


# --- going on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", LISTINGS)
@pytest.mark.parametrize("order", [(), ("--reverse",), ("--sort", "-date"), ("--sort", "date")])
def test_the_pages_together_are_the_listing(
    run: Run, command: tuple[str, ...], order: tuple[str, ...]
) -> None:
    whole = ids(run, *command, *order)
    pages: list[str] = []
    after: tuple[str, ...] = ()
    while True:
        asked = (*command, *order, "--limit", "2", *after)
        pages += ids(run, *asked)
        assert len(pages) <= len(whole)
        more = re.search(r"; there are more: (--after) (\S+)$", run(*asked).stderr)
        if more is None:
            break
        after = more[1], more[2]
    assert pages == whole


def test_after_the_last_there_is_nothing(run: Run) -> None:
    last = ids(run, "timeline")[-1]
    result = run("timeline", "--after", last)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"Nothing matched: --after {last}.\n"


def test_where_the_output_sorts_the_count_names_no_record_to_go_on_after(run: Run) -> None:
    result = run("timeline", "--sort", "title", "--limit", "3")
    assert result.stderr == "3 events; there are more than --limit 3\n"


def test_an_id_that_acts_on_a_terminal_is_made_visible(sample_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(sample_file, tmp_path / "hostile.db"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE events SET id = 'a' || char(27) || '[2J' WHERE id = '2019-observers'")
        connection.commit()
    result = CliRunner().invoke(cli, ["--db", str(path), "timeline", "--limit", "1"])
    assert result.stderr == "1 event; there are more: --after a␛[2J\n"


# --- what is refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["timeline", "who-said"])
def test_another_order_than_that_of_dates_has_no_place_to_go_on(tmp_path: Path, command: str) -> None:
    # Told before any database is looked for.
    arguments = [command, "--after", "mission", "--sort", "-id"]
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "none.db"), *arguments])
    assert result.exit_code == 2
    assert "--after goes on in the order of dates, and --sort -id is another order" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("timeline", "--after", "missio"), "no record is known as 'missio'\nnearest: mission"),
        (("timeline", "--after", "lavrov-corridor"), "lavrov-corridor is of kind statement, which is not in"),
        (("timeline", "--statements", "--after", "baku"), "baku is of kind place"),
        (("who-said", "--after", VISIT), f"{VISIT} is of kind event"),
    ],
)
def test_a_record_that_the_listing_cannot_have_is_an_error(
    run: Run, arguments: tuple[str, ...], message: str
) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {message}")


@pytest.mark.parametrize("command", [("export", "json-lines"), ("plot", "timeline"), ("search", "corridor")])
def test_what_is_no_page_does_not_go_on(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--after", "mission")
    assert result.exit_code == 2
    assert "No such option '--after'" in result.stderr


# --- completion ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("timeline --after 2020-1", ["2020-10-mines", "2020-11-10-signing", VISIT, "2020-12-summit"]),
        ("timeline --after lavrov-c", []),
        ("timeline --statements --after lavrov-c", ["lavrov-corridor"]),
        ("who-said --after lavrov-", ["lavrov-corridor", "lavrov-refugees", "lavrov-settlement"]),
    ],
)
def test_records_of_the_listing_are_completed(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, words: str, offered: list[str]
) -> None:
    monkeypatch.setenv("KEVENTS_DB", str(sample_file))
    assert completed(monkeypatch, f"kevents {words}") == offered
