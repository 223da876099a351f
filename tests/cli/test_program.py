"""The program as a whole: help, imports, pipes, colours, the error funnel, completion."""

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from platformdirs import user_data_dir

from karabakh_events import __version__
from karabakh_events.cli.group import FAMILIES, cli
from karabakh_events.database import default_path
from karabakh_events.schema.views import VIEWS

COMMANDS = [name for family in FAMILIES.values() for name in family]
PROGRAM = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]


def program(sample_file: Path, *arguments: str, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*PROGRAM, "--db", str(sample_file), *arguments],
        stdin=subprocess.DEVNULL,
        check=False,
        timeout=60,
        **{"capture_output": True, **settings},
    )


# --- help ----------------------------------------------------------------------------------------------


def test_the_group_lists_every_command_in_its_family() -> None:
    text = CliRunner().invoke(cli, ["--help"]).stdout
    for family, commands in FAMILIES.items():
        section = text.partition(f"{family}:\n")[2].partition("\n\n")[0]
        assert [line.split()[0] for line in section.splitlines()] == list(commands)
        assert "..." not in section


@pytest.mark.parametrize("group", [[], ["plot"]])
def test_what_a_command_does_is_said_whole_in_80_columns(group: list[str]) -> None:
    text = CliRunner().invoke(cli, [*group, "--help"], terminal_width=80).stdout
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    assert [line for line in lines[1:] if line.endswith("...")] == []


def test_the_help_of_sql_names_every_view() -> None:
    text = CliRunner().invoke(cli, ["sql", "--help"]).stdout
    assert [view for view in VIEWS if not re.search(rf"\b{view}\b", text)] == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_set_up_as_the_documentation_says(shell: str) -> None:
    text = CliRunner().invoke(cli, ["completion", "--help"]).stdout
    (command,) = re.findall(rf"^  {shell}: +(.*)$", text, re.MULTILINE)
    page = (Path(__file__).parents[2] / "docs" / "config.md").read_text(encoding="utf-8")
    assert f"\n{command}" in page
    assert text.startswith("Usage: cli completion [OPTIONS] SHELL\n")


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_has_help_that_ends_with_an_example(name: str, option: str) -> None:
    result = CliRunner().invoke(cli, [name, option], prog_name="kevents")
    assert result.exit_code == 0
    head, example = re.split(r"\n  Examples?:\n", result.stdout)
    assert head.startswith(f"Usage: kevents {name}")
    lines = example.splitlines()
    assert lines
    assert all(
        re.match(rf"    (echo .* (\||&&) )?kevents .*\b{name}\b|    kevents {name}", line) for line in lines
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_parameter_says_what_it_is(name: str) -> None:
    context = click.Context(cli)
    command = cli.get_command(context, name)
    assert command is not None
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name


def test_version() -> None:
    assert CliRunner().invoke(cli, ["--version"]).stdout == f"kevents {__version__}\n"


# --- what a command imports ----------------------------------------------------------------------------

HEAVY = {
    "sqlalchemy",
    "alembic",
    "pydantic",
    "yaml",
    "rich",
    "importlib.metadata",
    "platformdirs",
    "datasette",
}


@pytest.mark.parametrize(
    "arguments",
    [
        ("timeline", "--format", "json"),
        ("timeline", "--actor", "Lavrov", "--since", "2020", "--format", "jsonl"),
        ("who-said", "corridor", "--format", "csv"),
        ("show", "sergey-lavrov", "--format", "json"),
        ("agreements", "--format", "json"),
        ("search", "corridor", "--format", "json"),
        ("sql", "SELECT 1", "--format", "json"),
        ("timeline", "--format", "markdown"),
        ("timeline", "--show-sql"),
    ],
)
def test_reading_imports_nothing_heavy(sample_file: Path, arguments: tuple[str, ...]) -> None:
    code = "import sys; sys.argv[0] = 'kevents'\nfrom karabakh_events.cli.group import cli\n"
    code += "try: cli()\nfinally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", str(sample_file), *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    imported = set(done.stderr.splitlines())
    assert "click" in imported
    assert not HEAVY & imported
    modules = {name for name in imported if name.startswith("karabakh_events.cli.")}
    assert "karabakh_events.cli.curating" not in modules
    # A pager, hyperlinks and a file of defaults cost nothing where there are none.
    terminal = {"karabakh_events.cli.screen", "karabakh_events.cli.pager", "karabakh_events.cli.defaults"}
    assert not (terminal | {"subprocess", "tomllib", "karabakh_events.render.links"}) & imported
    if "--format" in arguments and "json" in arguments and arguments[0] == "timeline":
        # Each of these costs a short command a tenth of Python's own start, or more.
        assert not {"karabakh_events.vocabulary", "karabakh_events.names", "karabakh_events.dates"} & imported


def test_a_table_imports_only_rich_besides(sample_file: Path) -> None:
    code = "import sys; sys.argv[0] = 'kevents'\nfrom karabakh_events.cli.group import cli\n"
    code += "try: cli()\nfinally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", str(sample_file), "timeline"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert HEAVY & set(done.stderr.splitlines()) == {"rich"}


# --- pipes, terminals and signals ----------------------------------------------------------------------


def test_a_pipe_that_closes_ends_quietly(sample_file: Path) -> None:
    rows = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 200000) SELECT x FROM n"
    for form in ("jsonl", "csv"):
        with subprocess.Popen(
            [*PROGRAM, "--db", str(sample_file), "sql", rows, "--limit", "200000", "--format", form],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            assert process.stdout.readline()
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(30) == 0


def test_a_pipe_that_is_closed_already_ends_quietly(sample_file: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = program(
            sample_file,
            "timeline",
            "--format",
            "json",
            capture_output=False,
            stdout=writer,
            stderr=subprocess.PIPE,
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_output_that_cannot_be_written_is_an_error(sample_file: Path) -> None:
    with Path(os.devnull).open("rb") as read_only:
        done = program(
            sample_file,
            "timeline",
            "--format",
            "json",
            capture_output=False,
            stdout=read_only,
            stderr=subprocess.PIPE,
        )
    assert done.returncode == 1
    assert done.stderr.startswith(b"Error: the output cannot be written: ")
    assert b"Traceback" not in done.stderr


def test_no_standard_output_at_all(sample_file: Path) -> None:
    command = " ".join([sys.executable, "-c", "'from karabakh_events.cli import main; main()'"])
    for form in ("json", "table"):
        done = subprocess.run(
            ["sh", "-c", f"{command} --db '{sample_file}' timeline --format {form} >&-"],
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"Traceback" not in done.stderr


def test_an_interrupt_ends_quietly(sample_file: Path) -> None:
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n WHERE x % 100 = 0"
    )
    with subprocess.Popen(
        [*PROGRAM, "--db", str(sample_file), "sql", endless, "--limit", "1000000000", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1000)
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        assert process.stderr.read() == b""
        assert process.wait(30) == 130


def on_a_terminal(sample_file: Path, *arguments: str, **environment: str) -> str:
    """What the program writes when its output is a terminal of 80 columns."""
    parent, child = pty.openpty()
    import fcntl
    import struct
    import termios

    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [*PROGRAM, "--db", str(sample_file), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=child,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TERM": "xterm-256color", **environment},
    )
    os.close(child)
    written = b""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if not select.select([parent], [], [], 1)[0]:
            if process.poll() is not None:
                break
            continue
        try:
            piece = os.read(parent, 65536)
        except OSError:  # Linux says EIO when the other end is closed
            break
        if not piece:
            break
        written += piece
    assert process.wait(30) == 0
    os.close(parent)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colour_and_its_width(sample_file: Path) -> None:
    text = on_a_terminal(sample_file, "timeline")
    assert "\x1b[1m" in text
    assert "\x1b[36m" in text
    bare = re.sub("\x1b\\[[0-9;]*m", "", text)
    assert "\x1b" not in bare
    assert max(map(len, bare.splitlines())) == 80


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_none_is_wanted(sample_file: Path, variable: dict[str, str]) -> None:
    text = on_a_terminal(sample_file, "timeline", **variable)
    assert "\x1b" not in text
    assert "ALLEGED Mines laid" in text


def test_a_pipe_gets_no_colour_and_utf8_in_any_locale(sample_file: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "FORCE_COLOR": "1"}
    for form in ("table", "json", "csv", "markdown"):
        done = program(sample_file, "timeline", "--format", form, env=environment)
        assert done.returncode == 0, done.stderr
        assert b"\x1b" not in done.stdout
        assert "Şuşa" in done.stdout.decode("utf-8")


def test_data_on_standard_output_and_everything_else_on_standard_error(sample_file: Path) -> None:
    done = program(sample_file, "timeline", "--actor", "nobody")
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"Error: no actor is known as 'nobody'")
    assert b"Traceback" not in done.stderr


# --- the database --------------------------------------------------------------------------------------


def test_the_database_may_be_named_by_the_environment(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEVENTS_DB", f"sqlite:///{sample_file}")
    result = CliRunner().invoke(cli, ["timeline", "--format", "json"])
    assert len(json.loads(result.stdout)) == 8


def test_a_directory_is_no_database(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(tmp_path), "timeline"])
    assert result.exit_code == 1
    assert str(tmp_path) in result.stderr


def test_the_first_reading_makes_the_default_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    first = CliRunner().invoke(cli, ["timeline", "--format", "json"])
    assert first.exit_code == 0, first.output
    assert "making one from the bundled documents" in first.stderr
    assert list(home.rglob("kevents.db"))
    again = CliRunner().invoke(cli, ["timeline", "--format", "json"])
    assert (again.stdout, again.stderr) == (first.stdout, "")


@pytest.mark.parametrize("data", [None, "", "relative", "/srv/data"])
@pytest.mark.parametrize("home", ["/home/someone", "/home/someone/"])
def test_the_default_is_where_platformdirs_has_it(
    data: str | None, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    if data is None:
        monkeypatch.delenv("XDG_DATA_HOME")
    else:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    expected = Path(user_data_dir("kevents", appauthor=False)) / "kevents.db"
    assert Path(default_path()) == expected


# --- completion ----------------------------------------------------------------------------------------


def completed(monkeypatch: pytest.MonkeyPatch, words: str) -> list[str]:
    """What bash would be offered for the last of the words."""
    monkeypatch.setenv("_KEVENTS_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    result = CliRunner().invoke(cli, [], prog_name="kevents", complete_var="_KEVENTS_COMPLETE")
    assert result.exit_code == 0
    assert result.stderr == ""
    return [line.partition(",")[2] for line in result.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("timeline --actor serg", "sergey-lavrov"),
        ("timeline --actor Sergey", "Sergey\\\\ Lavrov"),
        ("timeline --place ba", "baku"),
        ("timeline --type con", "CONSULT"),
        ("timeline --status pla", "planned"),
        ("timeline --document 2020-11-22", "2020-11-22-interview"),
        ("who-said --topic corr", "corridor"),
        ("who-said --act den", "deny"),
        ("who-said --about tri", "trilateral-statement-2020"),
        ("who-said --via arm", "armenpress"),
        ("show lavrov-c", "lavrov-corridor"),
        ("agreements mad", "madrid-principles"),
        ("places shu", "shushi"),
        ("time", "timeline"),
    ],
)
def test_names_and_identifiers_are_completed(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch, words: str, offered: str
) -> None:
    monkeypatch.setenv("KEVENTS_DB", str(sample_file))
    assert offered in completed(monkeypatch, f"kevents {words}")


def test_completion_heeds_the_database_on_the_line(
    sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert completed(monkeypatch, f"kevents --db {sample_file} show lavrov-c") == ["lavrov-corridor"]


@pytest.mark.parametrize("content", [None, b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 500])
def test_completion_never_fails_and_never_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    path = tmp_path / "kevents.db"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("KEVENTS_DB", str(path))
    assert completed(monkeypatch, "kevents show x") == []
    monkeypatch.delenv("KEVENTS_DB")
    assert completed(monkeypatch, "kevents timeline --actor x") == []
    assert not list((tmp_path / "data").rglob("*"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert result.exit_code == 0
    assert f"_KEVENTS_COMPLETE={shell}_complete" in result.stdout
    assert "%(" not in result.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [("--help",), ("--version",), ("timeline", "--help"), ("schema",)])
def test_even_help_that_cannot_be_written_is_an_error(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert (done.returncode, done.stderr) == (
        1,
        "Error: the output cannot be written: No space left on device\n",
    )


@pytest.mark.parametrize("arguments", [("search", "Şuşa", "--show-sql"), ("schema",)])
def test_every_text_can_be_written_in_any_locale(sample_file: Path, arguments: tuple[str, ...]) -> None:
    done = subprocess.run(
        [*PROGRAM, "--db", str(sample_file), *arguments],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode()


def test_a_query_from_a_standard_input_that_is_closed_is_asked_for(sample_file: Path) -> None:
    for arguments in ("sql", "sql -"):
        done = subprocess.run(
            ["/bin/sh", "-c", f'exec "$@" {arguments} <&-', "sh", *PROGRAM, "--db", str(sample_file)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "give a query" in done.stderr
