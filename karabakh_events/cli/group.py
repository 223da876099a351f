"""The group of commands: where each command is, the options before it, and what becomes of an error.

Only the module of the command that is called is imported: starting Python and Click is most of what a short
command takes.
"""

import os
import sys
from typing import Any

import click

from karabakh_events import __version__
from karabakh_events.cli.examples import example

_CLI = "karabakh_events.cli"
_READING = f"{_CLI}.reading"
_CATALOGUE = f"{_CLI}.catalogue"
_QUESTIONS = f"{_CLI}.questions"
_COMPARING = f"{_CLI}.comparing"
_CURATING = f"{_CLI}.curating"

FAMILIES: dict[str, dict[str, str]] = {
    "Reading": {
        "timeline": _READING,
        "who-said": _READING,
        "search": _READING,
        "show": _CATALOGUE,
        "actors": _CATALOGUE,
        "agreements": _CATALOGUE,
        "documents": _CATALOGUE,
        "places": _CATALOGUE,
        "conflicts": _CATALOGUE,
        "ledger": _QUESTIONS,
        "order": _QUESTIONS,
        "positions": _QUESTIONS,
        "sources": _COMPARING,
        "diff": _COMPARING,
        "sql": f"{_CLI}.adhoc",
    },
    "Curating": {
        "new": _CURATING,
        "build": _CURATING,
        "check": _CURATING,
        "coverage": _CURATING,
        "schema": _CURATING,
    },
    "Publishing": {
        "serve": f"{_CLI}.serving",
        "site": f"{_CLI}.publishing",
        "plot": f"{_CLI}.plotting",
        "export": f"{_CLI}.exporting",
    },
    "Setting up": {
        "completion": f"{_CLI}.completion",
    },
}
"""The commands by family, each with its module. Its function is called after it: `who_said_command`."""

_COMMANDS = {name: module for family in FAMILIES.values() for name, module in family.items()}


class Kevents(click.Group):
    """The commands, each imported on its first use, and the funnel for their errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        from importlib import import_module

        command: click.Command = getattr(import_module(module), f"{cmd_name.replace('-', '_')}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is called. The context gets the user's own defaults for it."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            from karabakh_events.cli.config import find_files

            files = find_files()
            if any(files):
                self._give_defaults(files, ctx, name, command, rest)
        return name, command, rest

    def _give_defaults(
        self, files: tuple[str, str], ctx: click.Context, name: str, command: click.Command, rest: list[str]
    ) -> None:
        from karabakh_events.cli.defaults import apply
        from karabakh_events.errors import KeventsError

        try:
            apply(files, ctx, name, command, FAMILIES)
        except KeventsError:
            if not ctx.resilient_parsing:
                # Whatever is in the file, help is printed and wrong usage is reported.
                try:
                    command.make_context(name, list(rest), parent=ctx)
                except click.MissingParameter as missing:
                    if not isinstance(missing.param, click.Option):
                        raise
                    # An option may be missing because of what is wrong in the file.
                raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        limit = formatter.width - 6 - max(len(name) for name in _COMMANDS)
        for family, commands in FAMILIES.items():
            with formatter.section(family):
                formatter.write_dl(
                    [
                        (name, command.get_short_help_str(limit))
                        for name in commands
                        if (command := self.get_command(ctx, name))
                    ]
                )

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise _harmless(error) from error
        except OSError as error:
            # The help and the version are written while the command line is read.
            raise _unwritable(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        if sys.stdout is None:
            # The caller has closed it. Something must take its number, or the next file that is opened will.
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115  # closed by the end
        # `errors` is imported only when there is an error: Python evaluates the class after `except` no
        # earlier.
        try:
            result = super().invoke(ctx)
            # The pipe may be closed by now. Here there is a handler for that, at Python's end there is none.
            sys.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough (`kevents … | head`).
            _discard_stdout()
            ctx.exit(0)
        except KeyboardInterrupt:
            _discard_stdout()
            ctx.exit(130)
        except click.UsageError as error:
            raise _harmless(error) from error
        except _kevents_error() as error:
            raise _Failure(str(error), getattr(error, "hint", "")) from error
        except OSError as error:
            raise _unwritable(error) from error
        return result


def _harmless(error: click.UsageError) -> click.UsageError:
    """The error as it may be printed: Click repeats what the user typed, and here it is made visible.

    Where Click does not know the way out, the message says it.
    """
    from karabakh_events.characters import visible

    message = error.format_message()
    said = message
    if isinstance(error, click.exceptions.NoSuchOption) and error.option_name == "--db" and error.ctx:
        said = f"--db stands before the command: kevents --db PATH {error.ctx.info_name}"
    elif isinstance(error, click.exceptions.NoSuchCommand):
        # Click looks among the commands that are imported, and so far there are none.
        said = click.exceptions.NoSuchCommand(error.command_name, possibilities=_COMMANDS).format_message()
    said = visible(said, keep="\n")
    if isinstance(error, click.exceptions.NoArgsIsHelpError) or said == message:
        return error
    return click.UsageError(said, error.ctx)


def _unwritable(error: OSError) -> Exception:
    """What to raise for an error that nothing else has caught.

    An error with the name of a file is a fault in the program, which should have handled it. Without a name
    it comes from a stream, and that is standard output. Click itself knows what to do about a closed pipe.
    """
    if error.filename is not None or isinstance(error, BrokenPipeError):
        return error
    _discard_stdout()
    return _Failure(f"the output cannot be written: {error.strerror}", "")


def _kevents_error() -> type[Exception]:
    from karabakh_events.errors import KeventsError

    return KeventsError


def _discard_stdout() -> None:
    """Send the rest of standard output to nowhere: Python flushes it when it ends, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    finally:
        os.close(nowhere)


class _Failure(click.ClickException):
    """A KeventsError for the user: the message, and below it what to do. Exit code 1."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self._hint = hint

    def show(self, file: Any = None) -> None:
        from karabakh_events.characters import visible

        for words in (f"Error: {self.message}", self._hint):
            if words:
                click.echo(visible(words, keep="\n"), err=True)


@click.group(
    cls=Kevents,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=example("kevents timeline --since 2020-11 --until 2020-11"),
)
@click.option(
    "--db",
    metavar="PATH|URL",
    envvar="KEVENTS_DB",
    show_envvar=True,
    help="The database. Without it, the one in your data directory; if that is missing, it is made from the"
    " bundled documents.",
)
@click.option(
    "--no-pager",
    is_flag=True,
    help="Do not send output that is longer than the screen to your pager (KEVENTS_PAGER, PAGER, or less).",
)
@click.version_option(__version__, "-V", "--version", prog_name="kevents", message="%(prog)s %(version)s")
def cli(db: str | None, no_pager: bool) -> None:
    """Who said what, when, to whom, about which agreement, and where to read it.

    An event timeline database of the mediation in the Nagorno-Karabakh conflict. Every event, statement,
    agreement and office in it points at the passage that supports it.

    You can set defaults of your own, for --db and for every option of a command, in kevents.toml: in the
    folder of a project or in your configuration folder.
    """
