"""Running a command within the process of the test."""

from click.testing import CliRunner, Result

from karabakh_events.cli.group import cli


def kevents(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments, prog_name="kevents")


def outcome(result: Result) -> tuple[int, str, str]:
    """The exit code, standard output and standard error."""
    return result.exit_code, result.stdout, result.stderr
