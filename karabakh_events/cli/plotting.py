"""`plot`: pictures of the timeline and of the statements a month."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import activity_filter, timeline_filter
from karabakh_events.cli.output import asked_for
from karabakh_events.cli.session import reading, released_after

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.plots.sheet import Drawn
    from karabakh_events.queries.filters import TimelineFilter

    Wanted = Callable[[sqlite3.Connection], TimelineFilter]

_FORMATS = ("svg", "png", "pdf")

_PAGE = 250
"""The millimetres of a page of A4 between its margins."""


class _Picture(click.Path):
    """A file to be written. The end of its name says the format."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = str(super().convert(value, param, ctx))
        if _format(path) not in _FORMATS:
            self.fail(f"{click.format_filename(path)}: the name ends in .svg, .png or .pdf", param, ctx)
        return path


def _format(path: str) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def _picture_options(function: Callable[..., Any]) -> Callable[..., Any]:
    function = click.option(
        "--columns",
        type=click.Choice(["1", "2"]),
        default="2",
        show_default=True,
        help="As wide as one column of a page (89 mm) or two (183 mm).",
    )(function)
    return click.option(
        "-o",
        "--output",
        type=_Picture(dir_okay=False),
        metavar="FILE",
        help="Write to FILE, which ends in .svg, .png or .pdf. Without it, write SVG to standard output.",
    )(function)


@click.group(
    short_help="Pictures for an article: SVG, PNG or PDF.",
    epilog=example("kevents plot timeline --actor Lavrov --since 2020-10 -o lavrov.svg"),
)
def plot_command() -> None:
    """Pictures for an article, in black and white, with a description in words inside the file.

    A FILE that exists is replaced.
    """


@plot_command.command(
    short_help="Events by actor, with the bounds of their dates.",
    epilog=example("kevents plot timeline --since 2020-11 --until 2020-11 --certainly -o november.png"),
)
@timeline_filter
@_picture_options
@click.pass_context
def timeline_command(ctx: click.Context, wanted: "Wanted", output: str | None, columns: str) -> None:
    """The timeline, a row for each actor.

    A mark is a day, a bar lies between the bounds of a date, and an arrow is an end that is not known. Where
    there is no room for titles, there are numbers with a list below.
    """
    _require_place(ctx, output)
    with reading(ctx) as connection:
        from karabakh_events.plots.timeline import draw
        from karabakh_events.queries import timeline

        filtered = wanted(connection)
        picture = draw(
            released_after(timeline.timeline(connection, filtered), connection),
            _format(output) if output else "svg",
            since=filtered.since,
            until=filtered.until,
            columns=int(columns),
        )
    _write(ctx, picture, output, "there are no events")


@plot_command.command(
    short_help="Statements a month, by speaker or outlet.",
    epilog=example("kevents plot activity --by outlet --since 2020-09 --until 2020-12 -o outlets.svg"),
)
@click.option(
    "--by",
    "row_of",
    type=click.Choice(["speaker", "outlet"]),
    default="speaker",
    show_default=True,
    help="Whose statements make a row.",
)
@activity_filter
@_picture_options
@click.pass_context
def activity_command(
    ctx: click.Context,
    row_of: Literal["speaker", "outlet"],
    wanted: "Wanted",
    output: str | None,
    columns: str,
) -> None:
    """How many statements there were each month.

    A solid bar counts the statements that are certainly of the month. A hatched bar also counts those whose
    date spans several months, and reaches to the most that there can be.
    """
    _require_place(ctx, output)
    with reading(ctx) as connection:
        from karabakh_events.plots.activity import draw
        from karabakh_events.queries import activity

        filtered = wanted(connection)
        picture = draw(
            released_after(activity.activity(connection, filtered, row_of), connection),
            _format(output) if output else "svg",
            row_of,
            since=filtered.since,
            until=filtered.until,
            columns=int(columns),
        )
    _write(ctx, picture, output, "there are no statements")


def _require_place(ctx: click.Context, output: str | None) -> None:
    if output is None and sys.stdout.isatty():
        raise click.UsageError(
            "a terminal cannot show a picture: name a file with -o FILE.svg, or pipe it", ctx
        )


def _write(ctx: click.Context, picture: "Drawn | None", output: str | None, nothing: str) -> None:
    if picture is None:
        click.echo(f"Nothing matched: {asked_for(ctx, nothing)}. No picture is written.", err=True)
        return
    if output is None:
        sys.stdout.buffer.write(picture.content)
    else:
        from karabakh_events.files import replacing

        with replacing(Path(output)) as out:
            out.write(picture.content)
        click.echo(f"{click.format_filename(output)}: {picture.summary}", err=True)
    for note in picture.notes:
        click.echo(note, err=True)
    if picture.height > _PAGE:
        click.echo(
            f"The picture is {picture.height:.0f} mm high. A page of A4 has room for {_PAGE} mm."
            " To draw less, use --since, --until, --actor or --certainly.",
            err=True,
        )
    if picture.missing:
        click.echo(f"No font on this machine has {picture.missing}: □ stands for it.", err=True)
