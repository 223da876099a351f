"""`site`: the record as a folder of web pages."""

from pathlib import Path

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.session import reading


@click.command(
    short_help="A web site of the whole record, in a folder.",
    epilog=example("kevents site public"),
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--force",
    is_flag=True,
    help="Write even if DIR has files in it and is no site: what bears the same names is replaced,"
    " all else kept.",
)
@click.pass_context
def site_command(ctx: click.Context, folder: Path, force: bool) -> None:
    """Write a web site of the whole record into the folder DIR: a timeline with filters, a page for each
    record, and every document with its passages marked.

    It needs no network and no server: open DIR/index.html, or copy DIR to any host of files. A site that
    is there already is replaced when the new one is whole; other files in DIR stay.
    """
    from karabakh_events.site.writing import write

    with reading(ctx) as connection:
        written = write(connection, folder, force=force)
    click.echo(f"{written.page}: {written.files} files, {written.size / 1e6:.1f} MB", err=True)
