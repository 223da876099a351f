"""`serve`: the database in a browser."""

import sys

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.session import existing
from karabakh_events.errors import KeventsError, MissingExtra


@click.command(
    short_help="Show the database in a browser.",
    epilog=example("kevents serve --get /kevents/actors.csv"),
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="The address to listen on: 127.0.0.1 is for this machine alone, 0.0.0.0 for the network too.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    metavar="PORT",
    help="The port to listen on; 0 takes one that is free.",
)
@click.option(
    "--get",
    "request",
    metavar="PATH",
    help="Print the page or file at this path instead of serving.",
)
@click.pass_context
def serve_command(ctx: click.Context, host: str, port: int, request: str | None) -> None:
    """Show the database in a browser, until Ctrl-C.

    Datasette serves the live file: after a build, the next click shows the new content. Nobody can change
    anything, and a visitor's query is limited in time and size. With --get, the answer to one request is
    printed; the exit code is 1 if there is no such page.
    """
    if request is not None and not request.startswith("/"):
        raise click.BadParameter(f"a path begins with /: /{request}", ctx, param_hint="--get")
    path = existing(ctx)
    try:
        from karabakh_events.web import running
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("datasette", "uvicorn"):
            raise
        raise MissingExtra("kevents serve", "Datasette", "web") from error
    from karabakh_events.characters import visible

    if request is not None:
        status, text = running.get(path, request)
        # A program gets what was sent. A terminal must not act on it.
        click.echo(visible(text, keep="\n\t\r") if sys.stdout.isatty() else text, nl=not text.endswith("\n"))
        if status >= 400:
            raise KeventsError(f"{visible(request)}: {status}")
        return
    from karabakh_events import database

    database.open_reading(path).close()
    with running.listen(host, port) as listener:
        click.echo(f"{visible(path)} is at {running.address(host, listener)} until Ctrl-C", err=True)
        running.run(path, host, listener)
