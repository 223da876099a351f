"""Options and arguments that several commands share, with their completion."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.output import Output, chosen

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.queries.filters import TimelineFilter

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Listed(click.ParamType[str]):
    """A value of one of the closed lists of `vocabulary`, which is imported when it is needed.

    Case does not matter, and a hyphen may be left out or written as an underscore.
    """

    def __init__(self, term: str, metavar: str) -> None:
        self.name = metavar
        self._term = term

    def _list(self) -> Any:
        from karabakh_events import vocabulary

        return getattr(vocabulary, self._term)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from karabakh_events.errors import KeventsError

        try:
            return str(self._list().of(value))
        except KeventsError as error:
            self.fail(str(error), param, ctx)

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str:
        return f"One of: {', '.join(self._list())}"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        begun = incomplete.casefold()
        return [
            CompletionItem(term.value, help=term.meaning)
            for term in self._list()
            if term.casefold().startswith(begun)
        ]


class Name(click.ParamType[str]):
    """A name or identifier of a record of one kind; which record it means, the database says."""

    def __init__(self, kind: str, metavar: str = "NAME") -> None:
        self.name = metavar
        self._kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from karabakh_events.cli.completion import completed

        return completed(ctx, self._kind, incomplete)


class Day(click.ParamType[str]):
    """An EDTF date: a day, a month, a year or an interval. Checked on reading the window as a whole."""

    name = "DATE"


class Columns(click.ParamType[tuple[str, ...]]):
    """Some of the ``fields`` of a listing, with commas between them, in the order that is wanted."""

    name = "COLUMN,…"

    def __init__(self, fields: tuple[str, ...]) -> None:
        self._fields = fields

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(value.split(",")) if isinstance(value, str) else value
        return chosen("--columns", names, self._fields)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        before, comma, begun = incomplete.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{field}")
            for field in self._fields
            if field.startswith(begun) and field not in before.split(",")
        ]


class Order(click.ParamType[str]):
    """A field of a listing, with "-" before it for the other way round."""

    name = "[-]COLUMN"

    def __init__(self, fields: tuple[str, ...]) -> None:
        self._fields = fields

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = value.removeprefix("-")
        return value[: len(value) - len(name)] + chosen("--sort", [name], self._fields)[0]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(field) for field in self._fields if field.startswith(incomplete)]


def window(ctx: click.Context, since: str | None, until: str | None) -> tuple[str | None, str | None]:
    """The first and the last day asked for; a date that cannot be read is a fault in the usage."""
    if since is None and until is None:
        return None, None
    from karabakh_events.dates import EdtfError, parse_window

    for option, alone in (("--since", (since, None)), ("--until", (None, until))):
        try:
            parse_window(*alone)
        except EdtfError as error:
            raise click.BadParameter(str(error), ctx, param_hint=option) from error
    try:
        found = parse_window(since, until)
    except EdtfError as error:
        raise click.UsageError(str(error), ctx) from error
    return found.since, found.until


def _all_of(*options: Any) -> Decorator:
    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def several(*names: str, of: click.ParamType[str], told: str, required: bool = False) -> Decorator:
    """An option that may be given again: its values are alternatives."""
    return click.option(*names, type=of, multiple=True, required=required, metavar=of.name, help=told)


dated = _all_of(
    click.option("--since", type=Day(), help="From the first day of DATE: 2020-11-22, 2020-11, 2020."),
    click.option("--until", type=Day(), help="Through the last day of DATE."),
    click.option(
        "--possibly/--certainly",
        default=True,
        help="What may lie between these days, as far as its date is known (the default), or what must.",
    ),
)

paged = _all_of(
    click.option("--reverse", is_flag=True, help="The latest first."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="No more than N."),
)


_present = _all_of(
    several("--actor", of=Name("actor"), told="With this actor in any part."),
    several("--place", of=Name("place"), told="At this place."),
)
_told = _all_of(
    several("--document", of=Name("document", "ID"), told="Told by this document."),
    several("--outlet", of=Name("outlet"), told="Told by a document of this outlet."),
)


def timeline_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which rows of the timeline are wanted.

    They are given to the command as one argument ``wanted``: called with a connection, it is the filter.
    A date that cannot be read is told before any database is opened.
    """
    return _all_of(
        dated,
        _present,
        several(
            "--type", "types", of=Listed("EventType", "TYPE"), told="Of this PLOVER type: CONSULT, AGREE …"
        ),
        several("--status", of=Listed("EventStatus", "STATUS"), told="occurred, ongoing, planned, alleged …"),
        _told,
        click.option("--statements", is_flag=True, help="Also what was said, in its place among the events."),
        paged,
    )(_filtered(function))


def spoken_filter(function: Callable[..., Any]) -> Callable[..., Any]:
    """Those of the options of `timeline_filter` that say which statements are wanted, in the same way."""
    return _all_of(dated, _present, _told)(_filtered(function))


def _filtered(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(
        *args: Any,
        since: str | None,
        until: str | None,
        possibly: bool,
        actor: tuple[str, ...],
        place: tuple[str, ...],
        document: tuple[str, ...],
        outlet: tuple[str, ...],
        types: tuple[str, ...] = (),
        status: tuple[str, ...] = (),
        statements: bool = False,
        reverse: bool = False,
        limit: int | None = None,
        **others: Any,
    ) -> Any:
        ctx = click.get_current_context()
        first, last = window(ctx, since, until)
        _, reverse, limit = _order(ctx)

        def wanted(connection: "sqlite3.Connection") -> "TimelineFilter":
            from karabakh_events.queries import filters

            return filters.timeline_filter(
                connection,
                since=first,
                until=last,
                certainly=not possibly,
                actor=actor,
                place=place,
                type=types,
                status=status,
                document=document,
                outlet=outlet,
                statements=statements,
                reverse=reverse,
                limit=limit,
            )

        return function(*args, wanted=wanted, **others)

    return call


def formatted(fields: tuple[str, ...] = ()) -> Decorator:
    """--format and --excel-safe, given to the command as one argument ``output``.

    Of a listing, ``fields`` are those of its records, and there are --columns and --sort as well.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(
            *args: Any,
            output_format: str,
            excel_safe: bool,
            columns: tuple[str, ...] = (),
            sort: str | None = None,
            **others: Any,
        ) -> Any:
            ctx = click.get_current_context()
            sort, reverse, limit = _order(ctx)
            output = Output(output_format, excel_safe, columns or (), sort, ctx.params.get("limit"))
            # What the listing itself is told of them.
            others |= {
                name: value for name, value in (("reverse", reverse), ("limit", limit)) if name in others
            }
            return function(*args, output=output, **others)

        options = [
            click.option(
                "--format",
                "-f",
                "output_format",
                type=click.Choice(("table", "json", "jsonl", "csv", "markdown")),
                default="table",
                help="How to write it.  [default: table]",
            ),
            click.option(
                "--excel-safe",
                is_flag=True,
                help="With csv: disarm cells that a spreadsheet would run as formulas.",
            ),
        ]
        if fields:
            options += [
                click.option(
                    "--columns",
                    type=Columns(fields),
                    help="Only these fields, in this order; a table has them as plain columns. There are: "
                    f"{', '.join(fields)}.",
                ),
                click.option(
                    "--sort",
                    type=Order(fields),
                    help="In the order of this field; -COLUMN for the other way round.",
                ),
            ]
        return _all_of(*options)(call)

    return decorate


def _order(ctx: click.Context) -> tuple[str, bool, int | None]:
    """By which field the output sorts (""), whether the listing comes from its end, and the listing's limit.

    By date is the order that a listing with --reverse has of itself, and it is read from either end. Where it
    is the output that sorts, the listing gives all rows and the output heeds the limit.
    """
    sort: str = ctx.params.get("sort") or ""
    if sort.removeprefix("-") == "date" and "reverse" in ctx.params:
        return "", sort.startswith("-"), ctx.params.get("limit")
    return sort, ctx.params.get("reverse", False), None if sort else ctx.params.get("limit")


show_sql = click.option(
    "--show-sql", is_flag=True, help="Print the SQL that would be run, and do not run it."
)
