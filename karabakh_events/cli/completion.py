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
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the script that makes SHELL complete commands, options, names and identifiers.

    \b
    bash:  kevents completion bash > ~/.local/share/bash-completion/completions/kevents
    zsh:   kevents completion zsh > a folder of your fpath, as _kevents
    fish:  kevents completion fish > ~/.config/fish/completions/kevents.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"no completion for {shell}", ctx)
    script = made(ctx.find_root().command, {}, "kevents", _VARIABLE)
    # Not `source()`: for bash it starts the bash of this machine to see how old it is.
    click.echo(script.source_template % script.source_vars())


def completed(ctx: click.Context, kind: str, incomplete: str) -> list[CompletionItem[str]]:
    """Identifiers and names of records of the kind that begin as ``incomplete``.

    A prompt is no place for a message or a wait: whatever is wrong with the database, and where there is
    none yet, there is simply nothing to complete.
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
            found = completions(connection, kind, incomplete)
    except (KeventsError, sqlite3.Error, OSError):
        return []
    safe = ((value, visible(label)) for value, label in found if visible(value) == value)
    return [CompletionItem(_typed(value), help=label) for value, label in safe]


def _typed(value: str) -> str:
    """The value as it has to stand in the command line: bash puts it there as it is, the others quote it.

    Two backslashes, since the script that Click makes for bash takes one of them away (`read` without -r).
    """
    if os.environ.get(_VARIABLE) == "bash_complete":
        return re.sub(r"([^\w@%+=:,./-])", r"\\\\\1", value)
    return value
