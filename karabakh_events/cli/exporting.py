"""`export`: the timeline in the formats of other tools."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import timeline_filter
from karabakh_events.cli.output import asked_for
from karabakh_events.cli.session import reading
from karabakh_events.exports import FORMATS, require, save, write

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from karabakh_events.exports.report import Report
    from karabakh_events.queries.filters import TimelineFilter


_HELP = f"""\
The timeline in the format of another tool.

\b
{chr(10).join(f"{name:<12}{each.meaning}" for name, each in FORMATS.items())}

What a format cannot hold is counted on standard error: nothing is left out or rounded silently. A file that
exists is replaced only when the new one is complete. Cells of csv are exact, and so they are not disarmed for
spreadsheets. For a spreadsheet, use kevents timeline --format csv --excel-safe.
"""


@click.command(
    help=_HELP,
    epilog=example(
        "kevents export timelinejs --since 2020-11 --until 2020-11 -o timeline.json",
        "kevents export csv --statements -o package.zip",
        "kevents export bibtex --actor Lavrov",
    ),
)
@click.argument("export_format", metavar="FORMAT", type=click.Choice(list(FORMATS), case_sensitive=False))
@click.option(
    "-o",
    "--output",
    "path",
    metavar="PATH",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write to this file, or for csv to this folder or .zip. Without it, or with -, write to standard"
    f" output. {' and '.join(name for name, each in FORMATS.items() if each.to_file)} need it.",
)
@click.option(
    "--force",
    is_flag=True,
    help="With csv: write even if the folder has files in it and is no package. Files with the same names are"
    " replaced; all others are kept.",
)
@timeline_filter
@click.pass_context
def export_command(
    ctx: click.Context,
    wanted: "Callable[[sqlite3.Connection], TimelineFilter]",
    export_format: str,
    path: Path | None,
    force: bool,
) -> None:
    wanted_format = FORMATS[export_format]
    to_file = path is not None and str(path) != "-"
    if wanted_format.to_file and not to_file:
        kind = "a folder or a .zip" if wanted_format.folder else "a file"
        raise click.UsageError(f"{export_format} is not written to standard output: name {kind} with -o", ctx)
    if path is not None and wanted_format.folder and path.suffix.lower() == ".csv":
        raise click.UsageError(
            f"{export_format} is many tables, in a folder or a .zip: name one with -o"
            " (all in one table: kevents timeline --format csv)",
            ctx,
        )
    if force and not wanted_format.folder:
        raise click.UsageError("--force is for csv: other formats are one file, which -o replaces", ctx)
    require(export_format)
    with reading(ctx) as connection:
        filtered = wanted(connection)
        if path is not None and to_file:
            report = save(export_format, connection, filtered, path, force=force)
        else:
            report = write(export_format, connection, filtered, sys.stdout.buffer)
            sys.stdout.buffer.flush()
    _print_report(report, ctx)


def _print_report(report: "Report", ctx: click.Context) -> None:
    if report.empty:
        click.echo(f"Nothing matched: {asked_for(ctx)}. What was written is empty.", err=True)
        return
    for line in report.lines():
        click.echo(line, err=True)
