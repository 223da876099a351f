"""Every command has help that ends with an example, and every example runs on the bundled documents."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from karabakh_events.cli.group import FAMILIES, cli


def _command(name: str) -> click.Command:
    """The command, or the one under it: `plot timeline`."""
    command: click.Command = cli
    for word in name.split():
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), word)
        assert found is not None
        command = found
    return command


def _with_those_under(name: str) -> list[str]:
    command = _command(name)
    under = command.list_commands(click.Context(command)) if isinstance(command, click.Group) else []
    return [name, *(f"{name} {each}" for each in under)]


COMMANDS = [each for family in FAMILIES.values() for name in family for each in _with_those_under(name)]


def _examples(command: click.Command) -> list[str]:
    _, _, lines = (command.epilog or "").partition(":\n")
    return [line.strip() for line in lines.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("examples")
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "LANG": "C.UTF-8",
    }


@pytest.mark.parametrize(
    "name",
    [
        "",
        *(
            pytest.param(name, marks=pytest.mark.needs("matplotlib") if name.startswith("plot") else ())
            for name in COMMANDS
        ),
    ],
)
def test_the_examples_run_and_print_something(name: str, environment: dict[str, str]) -> None:
    command = _command(name) if name else cli
    examples = _examples(command)
    assert examples, f"the help of {name or 'kevents'} has no example"
    for example in examples:
        done = subprocess.run(
            ["bash", "-c", example],
            env=environment,
            cwd=environment["HOME"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"$ {example}\n{done.stderr}"
        # check and coverage say on standard error that all is well.
        assert (done.stdout + done.stderr).strip()
        assert "Nothing matched" not in done.stderr, example


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    command = _command(name)
    assert command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.opts}"
