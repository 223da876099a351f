"""What a command sees of a database that others write to, and how long it holds it."""

import shutil
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from karabakh_events import database
from karabakh_events.cli.group import cli
from karabakh_events.database import opening
from karabakh_events.queries import citations
from tests.cli.terminals import PROGRAM, Terminal

CHANGE = "UPDATE documents SET title = 'Another title'"


@pytest.fixture
def path(sample_file: Path, tmp_path: Path) -> Path:
    """The sample, to be written to."""
    return Path(shutil.copy(sample_file, tmp_path / "kevents.db"))


def on(path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--db", str(path), *arguments], prog_name="kevents")


def change(path: Path, *statements: str) -> None:
    """What another program does, if it need not wait."""
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as other:
        for statement in statements:
            other.execute(statement)


# --- one state -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("command", [("timeline",), ("who-said",), ("show", "lavrov-corridor")])
def test_the_rows_and_their_sources_are_of_one_state(
    path: Path, monkeypatch: pytest.MonkeyPatch, journal: str, command: tuple[str, ...]
) -> None:
    change(path, f"PRAGMA journal_mode = {journal}")
    before = on(path, *command)
    assert before.exit_code == 0
    assert "Sources" in before.stdout
    tried: list[str] = []
    read = citations.documents

    def changed_before(connection: sqlite3.Connection, ids: Iterable[str]) -> Iterator[citations.Document]:
        try:
            change(path, CHANGE)
            tried.append("changed")
        except sqlite3.OperationalError as error:
            tried.append(str(error))
        return read(connection, ids)

    monkeypatch.setattr(citations, "documents", changed_before)
    assert on(path, *command).stdout == before.stdout
    # With a rollback journal the other program has to wait.
    assert tried == ["changed" if journal == "wal" else "database is locked"]
    monkeypatch.setattr(citations, "documents", read)
    change(path, CHANGE)
    assert "Another title" in on(path, *command).stdout


def test_a_block_within_a_block_is_a_part_of_it(path: Path) -> None:
    change(path, "PRAGMA journal_mode = wal")
    title = "SELECT DISTINCT title = 'Another title' FROM documents"
    with closing(database.open_reading(path)) as connection:
        with database.reading_one_state(connection):
            with database.reading_one_state(connection):
                assert connection.execute(title).fetchall() == [(0,)]
            change(path, CHANGE)
            assert connection.execute(title).fetchall() == [(0,)]
        assert not connection.in_transaction
        assert connection.execute(title).fetchall() == [(1,)]


def test_a_block_that_fails_lets_go_of_the_database(path: Path) -> None:
    with closing(database.open_reading(path)) as connection:
        with pytest.raises(ZeroDivisionError), database.reading_one_state(connection):
            connection.execute("SELECT id FROM events").fetchall()[0][1 // 0]
        assert not connection.in_transaction
        change(path, CHANGE)


# --- beside a writer -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [("timeline",), ("who-said", "corridor"), ("show", "baku"), ("sql", "SELECT 1 FROM events")]
)
def test_a_database_in_use_is_waited_for_only_so_long(
    path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.2)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        result = on(path, *command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            f"Error: {path}: another program is using it; waited 0.2 seconds\n"
            "try again when that program has finished\n"
        )
        other.execute("ROLLBACK")
    assert on(path, *command).exit_code == 0


def test_a_writer_that_has_not_written_yet_keeps_nobody_waiting(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute(CHANGE)
        result = on(path, "timeline")
        assert result.exit_code == 0
        assert "Another title" not in result.stdout
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    "command",
    [
        ("timeline",),
        ("timeline", "--limit", "2"),
        ("timeline", "--columns", "id"),
        ("timeline", "--sort", "title"),
        ("who-said",),
        ("show", "sergey-lavrov"),
        ("actors", "Lavrov"),
        ("sources",),
    ],
)
def test_a_user_who_stays_in_the_pager_keeps_no_build_waiting(
    path: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    read, leave = tmp_path / "read", tmp_path / "leave"
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\ncat; touch {read}; until test -e {leave}; do sleep 0.05; done\n")
    pager.chmod(0o755)
    # The pager gets its end of file before the program waits for it, and so this is after the last row.
    program = [*PROGRAM, "--db", str(path), *command]
    with Terminal(program, lines=3, KEVENTS_PAGER=str(pager)) as terminal:
        limit = time.monotonic() + 30
        while not read.exists():
            assert time.monotonic() < limit
            terminal.settle(0.05)
        assert terminal.running()
        change(path, CHANGE)
        leave.touch()
        assert terminal.end() == 0
