"""`plot`: pictures of the timeline and of the statements a month."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import spoken_filter, timeline_filter
from karabakh_events.cli.output import asked_for
from karabakh_events.cli.session import reading, released_after

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.plots.sheet import Drawn
    from karabakh_events.queries.filters import TimelineFilter

    Wanted = Callable[[sqlite3.Connection], TimelineFilter]

_FORMATS = ("svg", "png", "pdf")

_PAGE = 250
"""Millimetres of a page of A4 between its margins."""


class _Picture(click.Path):
    """A file to be written, whose name says what it is."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        path = str(super().convert(value, param, ctx))
        if _format(path) not in _FORMATS:
            self.fail(f"{click.format_filename(path)}: the name ends in .svg, .png or .pdf", param, ctx)
        return path


def _format(path: str) -> str:
    return Path(path).suffix.lower().removeprefix(".")


def _drawn(function: Callable[..., Any]) -> Callable[..., Any]:
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
        help="Write to FILE, which ends in .svg, .png or .pdf; without it, SVG to standard output.",
    )(function)


@click.group(
    short_help="Pictures for an article: SVG, PNG or PDF.",
    epilog=example("kevents plot timeline --actor Lavrov --since 2020-10 -o lavrov.svg"),
)
def plot() -> None:
    """Pictures for an article, in black and white, with a description in words inside the file.

    A FILE that is there is replaced.
    """


@plot.command(
    short_help="Events by actor, with the bounds of their dates.",
    epilog=example("kevents plot timeline --since 2020-11 --until 2020-11 --certainly -o november.png"),
)
@timeline_filter
@_drawn
@click.pass_context
def timeline(ctx: click.Context, wanted: "Wanted", output: str | None, columns: str) -> None:
    """The timeline, a row for each actor.

    A mark is a day, a bar lies between the bounds of a date, an arrow is an end that is not known. Where the
    titles have no room beside them there are numbers, with a list below.
    """
    _require_place(ctx, output)
    with reading(ctx) as connection:
        from karabakh_events.plots import timeline as pictures
        from karabakh_events.queries.timeline import timeline as asked

        filtered = wanted(connection)
        drawn = pictures.draw(
            released_after(asked(connection, filtered), connection),
            _format(output) if output else "svg",
            since=filtered.since,
            until=filtered.until,
            columns=int(columns),
        )
    _write(ctx, drawn, output, "there are no events")


@plot.command(
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
@spoken_filter
@_drawn
@click.pass_context
def activity(
    ctx: click.Context,
    row_of: Literal["speaker", "outlet"],
    wanted: "Wanted",
    output: str | None,
    columns: str,
) -> None:
    """How many statements there were each month.

    A solid bar counts those that are certainly of the month, a hatched one reaches to the most that can be,
    with those whose date spans several months.
    """
    _require_place(ctx, output)
    with reading(ctx) as connection:
        from karabakh_events.plots import activity as pictures
        from karabakh_events.queries.activity import activity as asked

        filtered = wanted(connection)
        drawn = pictures.draw(
            released_after(asked(connection, filtered, row_of), connection),
            _format(output) if output else "svg",
            row_of,
            since=filtered.since,
            until=filtered.until,
            columns=int(columns),
        )
    _write(ctx, drawn, output, "there are no statements")


def _require_place(ctx: click.Context, output: str | None) -> None:
    if output is None and sys.stdout.isatty():
        raise click.UsageError("a terminal shows no picture: name a file with -o FILE.svg, or pipe it", ctx)


def _write(ctx: click.Context, drawn: "Drawn | None", output: str | None, nothing: str) -> None:
    if drawn is None:
        click.echo(f"Nothing matched: {asked_for(ctx, nothing)}. No picture is written.", err=True)
        return
    if output is None:
        sys.stdout.buffer.write(drawn.content)
    else:
        from karabakh_events.files import replacing

        with replacing(Path(output)) as out:
            out.write(drawn.content)
        click.echo(f"{click.format_filename(output)}: {drawn.summary}", err=True)
    for note in drawn.notes:
        click.echo(note, err=True)
    if drawn.height > _PAGE:
        click.echo(
            f"The picture is {drawn.height:.0f} mm high, and a page of A4 takes {_PAGE}:"
            " --since, --until, --actor and --certainly leave less in it.",
            err=True,
        )
    if drawn.missing:
        click.echo(f"No font on this machine has {drawn.missing}: □ stands for it.", err=True)
