"""What is longer than the screen goes through the pager; addresses are hyperlinks where there are any."""

import os
import re
import shutil
import sys
from pathlib import Path

import pytest

from karabakh_events.cli import screen
from tests.cli.terminals import PROGRAM, Terminal

needs_less = pytest.mark.skipif(shutil.which("less") is None, reason="needs less")

#: 20,000 lines: more than a pipe holds.
LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 20000) SELECT x FROM n"


def script(folder: Path, name: str, lines: str) -> str:
    """The path of a program of the shell that stands in for a pager."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def marking(tmp_path: Path) -> str:
    """A pager that puts a sign before each line."""
    return script(tmp_path, "marking", "exec sed 's/^/> /'")


def shown(sample_file: Path, *arguments: str, before: tuple[str, ...] = (), **environment: str) -> str:
    """All that the terminal gets, of a program that ends by itself and without a fault."""
    command = [*PROGRAM, "--db", str(sample_file), *before, *arguments]
    with Terminal(command, lines=24, **{"NO_COLOR": "1", **environment}) as terminal:
        assert terminal.end() == 0, terminal.seen
        return terminal.seen


# --- when, and which -----------------------------------------------------------------------------------


def test_a_long_page_goes_through_the_pager_and_the_count_comes_after_it(
    sample_file: Path, marking: str
) -> None:
    *page, count = shown(sample_file, "timeline", KEVENTS_PAGER=marking).splitlines()
    assert len(page) > 23
    assert all(line.startswith("> ") for line in page)
    assert count == "8 events"


def test_a_page_that_fits_goes_to_the_screen(sample_file: Path, marking: str) -> None:
    text = shown(sample_file, "timeline", "--limit", "1", KEVENTS_PAGER=marking)
    assert "> " not in text
    assert text.endswith("1 event; there are more: --after 2019-observers\n")


@pytest.mark.parametrize(("more", "paged"), [(-1, True), (0, True), (1, False), (2, False)])
def test_the_screen_is_full_when_no_line_is_left_for_the_prompt(
    sample_file: Path, marking: str, more: int, paged: bool
) -> None:
    numbers = " UNION ALL SELECT ".join(map(str, range(9)))
    command = [*PROGRAM, "--db", str(sample_file), "sql", f"SELECT {numbers}"]
    with Terminal(command, lines=10 + more, KEVENTS_PAGER=marking, NO_COLOR="1") as terminal:
        assert terminal.end() == 0
    assert ("> 8" in terminal.seen) is paged


@pytest.mark.parametrize("command", [("show", "sergey-lavrov"), ("sql", LONG, "--limit", "50"), ("actors",)])
def test_every_page_is_paged(sample_file: Path, marking: str, command: tuple[str, ...]) -> None:
    with Terminal([*PROGRAM, "--db", str(sample_file), *command], lines=5, KEVENTS_PAGER=marking) as terminal:
        assert terminal.end() == 0
    assert terminal.seen.startswith("> ")


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "markdown"])
def test_what_is_for_programs_is_not_paged(sample_file: Path, marking: str, form: str) -> None:
    text = shown(sample_file, "timeline", "--statements", "--format", form, KEVENTS_PAGER=marking)
    assert not text.startswith("> ")


@pytest.mark.parametrize(
    ("before", "environment"),
    [
        (("--no-pager",), {}),
        ((), {"KEVENTS_PAGER": ""}),
        ((), {"KEVENTS_PAGER": "cat"}),
        ((), {"TERM": "dumb"}),
        ((), {"KEVENTS_PAGER": "no-such-pager --option"}),
        ((), {"KEVENTS_PAGER": "/"}),
    ],
)
def test_without_a_pager_all_is_written_to_the_screen(
    sample_file: Path, marking: str, before: tuple[str, ...], environment: dict[str, str]
) -> None:
    settings = {"KEVENTS_PAGER": marking, "PAGER": marking, **environment}
    text = shown(sample_file, "timeline", before=before, **settings)
    assert "> " not in text
    assert "Second" in text
    assert text.endswith("\n8 events\n")


def test_ours_comes_before_everybodys(
    sample_file: Path, tmp_path: Path, marking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = script(tmp_path, "other", "exec sed 's/^/other: /'")
    assert shown(sample_file, "timeline", KEVENTS_PAGER=marking, PAGER=other).startswith("> ")
    monkeypatch.delenv("KEVENTS_PAGER")
    assert shown(sample_file, "timeline", PAGER=other).startswith("other: ")
    assert shown(sample_file, "timeline", PAGER=f"LESS=x {other} | cat").startswith("other: ")
    assert not shown(sample_file, "timeline", PAGER="").startswith("other: ")


def test_less_comes_last_and_is_told_to_let_colours_pass(
    sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEVENTS_PAGER")
    for name in ("PAGER", "LESS"):
        monkeypatch.delenv(name, raising=False)
    script(tmp_path, "less", 'echo "less is told $LESS"; cat')
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    assert shown(sample_file, "timeline", PATH=path).startswith("less is told FRX\n")
    assert shown(sample_file, "timeline", PATH=path, LESS="-M").startswith("less is told -M\n")


# --- leaving it ----------------------------------------------------------------------------------------


def test_a_pager_that_is_left_early_ends_the_program_quietly(sample_file: Path, tmp_path: Path) -> None:
    pager = script(tmp_path, "pager", "exec head -n 3")
    assert shown(sample_file, "sql", LONG, "--limit", "20000", KEVENTS_PAGER=pager).splitlines() == [
        "    x",
        "    1",
        "    2",
    ]


@needs_less
def test_less_shows_a_screen_and_q_leaves_it(sample_file: Path) -> None:
    command = [*PROGRAM, "--db", str(sample_file), "timeline"]
    with Terminal(command, KEVENTS_PAGER="less", LESS="FRX") as terminal:
        first = terminal.expect("\n:")
        assert "\x1b[1m" in first
        assert "ESC" not in first
        assert "Sources" not in first
        assert terminal.running()
        terminal.send("q")
        assert terminal.end() == 0
    assert "8 events" in terminal.seen
    assert "Traceback" not in terminal.seen


@needs_less
def test_an_interrupt_is_for_less(sample_file: Path) -> None:
    command = [*PROGRAM, "--db", str(sample_file), "sql", LONG, "--limit", "20000"]
    with Terminal(command, KEVENTS_PAGER="less", LESS="FRX") as terminal:
        terminal.expect("\n:")
        for _ in range(2):
            terminal.send("\x03")
            # It answers with its prompt or, where it has that already, with the bell.
            terminal.settle()
        terminal.send(" ")
        terminal.expect("45")
        assert terminal.running()
        terminal.send("q")
        assert terminal.end() == 0
    assert "Traceback" not in terminal.seen


def slow(pager: str, then: str) -> list[str]:
    """A program that fills the screen, and goes on with `then`, where `page` is what it writes to."""
    return [
        sys.executable,
        "-c",
        f"""
import click, os, sys, time
from pathlib import Path
from karabakh_events.cli.screen import Paged
os.environ["KEVENTS_PAGER"] = {pager!r}
with click.Context(click.Command("slow")), Paged(sys.stdout, 24) as page:
    page.write("a line\\n" * 30)
    {then}
print("the end", flush=True)
""",
    ]


def test_the_first_screen_does_not_wait_for_the_last_row(tmp_path: Path, marking: str) -> None:
    seen = tmp_path / "seen"
    waiting = f"while not Path({str(seen)!r}).exists(): time.sleep(0.01)"
    with Terminal(slow(marking.replace("marking", "unbuffered"), waiting)) as terminal:
        script(tmp_path, "unbuffered", "exec sed -u 's/^/> /'")
        terminal.expect("> a line\n")
        assert terminal.running()
        seen.touch()
        assert terminal.end() == 0
    assert terminal.seen.endswith("> a line\nthe end\n")


def test_who_has_left_the_pager_can_still_interrupt() -> None:
    with Terminal(
        slow("head -n 30 >&2", "time.sleep(0.5); print('left', file=sys.stderr); time.sleep(60)")
    ) as terminal:
        terminal.expect("left")
        terminal.send("\x03")
        assert terminal.end() != 0
    assert "KeyboardInterrupt" in terminal.seen


def test_an_error_is_told_after_the_pager_has_ended(marking: str) -> None:
    with Terminal(slow(marking, "raise ValueError('too much')")) as terminal:
        assert terminal.end() == 1
    page, _, error = terminal.seen.partition("Traceback")
    assert page == "> a line\n" * 30
    assert error.endswith("ValueError: too much\n")


# --- hyperlinks ----------------------------------------------------------------------------------------

_LINK = re.compile("\x1b]8;;([^\x1b]*)\x1b\\\\")


def test_a_mark_of_a_source_leads_to_the_words(sample_file: Path) -> None:
    text = shown(sample_file, "who-said", "--by", "Lavrov", FORCE_HYPERLINK="1")
    opened = [link for link in _LINK.findall(text) if link]
    assert any(":~:text=" in link for link in opened)
    assert any("#" not in link for link in opened)
    plain = shown(sample_file, "who-said", "--by", "Lavrov")
    assert _LINK.sub("", text) == plain


def test_a_passage_of_a_record_is_a_link(sample_file: Path) -> None:
    text = shown(sample_file, "show", "lavrov-corridor", FORCE_HYPERLINK="1")
    assert "https://example.org/2020-11-22-interview#:~:text=Lavrov%20told%20Interfax" in _LINK.findall(text)


def test_a_pipe_gets_no_links(sample_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    command = ["/bin/sh", "-c", f'exec "$@" > {target}', "sh", *PROGRAM, "--db", str(sample_file), "who-said"]
    with Terminal(command, FORCE_HYPERLINK="1") as terminal:
        assert terminal.end() == 0
    assert target.read_bytes()
    assert b"\x1b" not in target.read_bytes()


@needs_less
def test_less_lets_links_pass(sample_file: Path) -> None:
    command = [*PROGRAM, "--db", str(sample_file), "who-said"]
    with Terminal(command, KEVENTS_PAGER="less", LESS="FRX", FORCE_HYPERLINK="1") as terminal:
        terminal.expect("\n:")
        terminal.send("q")
        assert terminal.end() == 0
    assert _LINK.search(terminal.seen)


@pytest.mark.parametrize(
    ("name", "told", "passed"),
    [
        ("less", "less 551", False),
        ("less", "less 566 (GNU regular expressions)", True),
        ("less", "less 679.1", True),
        ("less", "BusyBox v1.36", False),
        ("other", "less 700", False),
    ],
)
def test_a_pager_that_would_show_links_as_signs_gets_none(
    sample_file: Path, tmp_path: Path, name: str, told: str, passed: bool
) -> None:
    pager = script(tmp_path, name, f'if [ "$1" = --version ]; then echo "{told}"; else cat; fi')
    text = shown(sample_file, "who-said", KEVENTS_PAGER=pager, FORCE_HYPERLINK="1")
    assert bool(_LINK.search(text)) is passed


@pytest.mark.parametrize(
    ("environment", "opens"),
    [
        ({}, False),
        ({"TERM": "xterm-256color"}, False),
        ({"TERM": "linux", "KITTY_WINDOW_ID": "1"}, False),
        ({"TERM": "dumb", "VTE_VERSION": "7000"}, False),
        ({"VTE_VERSION": "7000"}, True),
        ({"VTE_VERSION": "5000"}, False),
        ({"VTE_VERSION": "4601"}, False),
        ({"VTE_VERSION": "?"}, False),
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "foot"}, True),
        ({"TERM": "alacritty"}, True),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"DOMTERM": "x"}, True),
        ({"KONSOLE_VERSION": "230401"}, True),
        ({"TERM_PROGRAM": "iTerm.app"}, True),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM_PROGRAM": "vscode"}, True),
        ({"TERM_PROGRAM": "ghostty"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.3a", "VTE_VERSION": "7000"}, False),
        ({"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "3.4", "TMUX": "socket"}, True),
        ({"TERM_PROGRAM": "tmux", "TERM_PROGRAM_VERSION": "next-3.6"}, False),
        ({"TMUX": "socket", "KITTY_WINDOW_ID": "1"}, False),
        ({"STY": "1.pts", "VTE_VERSION": "7000"}, False),
        ({"TERM": "screen-256color", "VTE_VERSION": "7000"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "TERM": "xterm-kitty"}, False),
        ({"FORCE_HYPERLINK": "", "TERM": "xterm-kitty"}, True),
    ],
)
def test_which_terminals_have_links(environment: dict[str, str], opens: bool) -> None:
    assert screen.opens_links(environment, colour=True) is opens
    if "FORCE_HYPERLINK" not in environment:
        assert not screen.opens_links(environment, colour=False)
