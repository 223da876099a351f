"""Shell completion: the script for the shell, and the names and identifiers that it asks for."""

import os
import re

import click
from click.shell_completion import CompletionItem, get_completion_class

from karabakh_events.cli.examples import example

_VARIABLE = "_KEVENTS_COMPLETE"


@click.command(
    short_help="Print the script for completion in your shell.", epilog=example("kevents completion bash")
)
@click.argument("shell", metavar="SHELL", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the script that makes a shell complete commands, options, names and identifiers.

    SHELL is bash, zsh or fish. For zsh, the file goes into a folder of your fpath, such as ~/.zfunc.

    \b
    bash:  kevents completion bash > ~/.local/share/bash-completion/completions/kevents
    zsh:   kevents completion zsh > ~/.zfunc/_kevents
    fish:  kevents completion fish > ~/.config/fish/completions/kevents.fish
    """
    completer = get_completion_class(shell)
    if completer is None:
        raise click.UsageError(f"no completion for {shell}", ctx)
    script = completer(ctx.find_root().command, {}, "kevents", _VARIABLE)
    # Not `source()`, which starts the bash of this machine to see how old it is.
    click.echo(script.source_template % script.source_vars())


def completed(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem[str]]:
    """Identifiers and names of records of this kind that begin with ``incomplete``.

    A prompt is no place for a message or a wait. So there is nothing to complete where there is no database
    yet, or where anything is wrong with it.
    """
    import sqlite3
    from contextlib import closing

    from karabakh_events import database
    from karabakh_events.characters import visible
    from karabakh_events.cli.session import located
    from karabakh_events.errors import KeventsError
    from karabakh_events.queries.names import completions

    try:
        path = located(ctx)
        if not database.exists(path):
            return []
        with closing(database.open_reading(path)) as connection:
            known = completions(connection, kind, incomplete)
    except (KeventsError, sqlite3.Error, OSError):
        return []
    safe = ((value, visible(label)) for value, label in known if visible(value) == value)
    return [CompletionItem(_typed(value), help=label) for value, label in safe]


def _typed(value: str) -> str:
    """The value as it must be written on the command line. Bash takes it as it is; other shells quote it.

    There are two backslashes because the script that Click makes for bash removes one (`read` without -r).
    """
    if os.environ.get(_VARIABLE) == "bash_complete":
        return re.sub(r"([^\w@%+=:,./-])", r"\\\\\1", value)
    return value
