"""Options and arguments that several commands share, with their completion.

The options of a filter or of the output reach a command as one argument each. What an option is called is
written once, here: as the keyword of the function in `queries.filters` that gets its value.
"""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.output import Output, choose_fields

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.queries.filters import StatementFilter, TimelineFilter

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]


class Listed(click.ParamType[str]):
    """A word of one of the closed lists of `vocabulary`, which is imported when it is needed.

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

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        begun = incomplete.casefold()
        return [
            CompletionItem(term.value, help=term.meaning)
            for term in self._list()
            if term.casefold().startswith(begun)
        ]


class Name(click.ParamType[str]):
    """A name or an identifier of a record of one kind. The database decides which record it means."""

    def __init__(self, kind: str, metavar: str = "NAME") -> None:
        self.name = metavar
        self._kind = kind

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from karabakh_events.cli.completion import completed

        return completed(ctx, self._kind, incomplete)


class Day(click.ParamType[str]):
    """An EDTF date: a day, a month, a year or an interval. It is checked together with the whole window."""

    name = "DATE"


class Fields:
    """The fields of a listing, read off the class of its rows when they are needed.

    `row` is a class of `queries`: `timeline.TimelineRow`. No command imports the module of another one.
    """

    def __init__(self, row: str) -> None:
        self._module, self._class = row.split(".")

    def __iter__(self) -> Iterator[str]:
        from importlib import import_module

        from karabakh_events.queries import shapes

        module = import_module(f"karabakh_events.queries.{self._module}")
        return iter(shapes.fields(getattr(module, self._class)))


class Columns(click.ParamType[tuple[str, ...]]):
    """Some of the ``fields`` of a listing, separated by commas, in the order that the user wants."""

    name = "COLUMN,…"

    def __init__(self, fields: Fields) -> None:
        self.fields = fields

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(value.split(",")) if isinstance(value, str) else value
        return choose_fields("--columns", names, tuple(self.fields))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        before, comma, begun = incomplete.rpartition(",")
        return [
            CompletionItem(f"{before}{comma}{field}")
            for field in self.fields
            if field.startswith(begun) and field not in before.split(",")
        ]


class ColumnsOption(click.Option):
    """An option of the type `Columns`, whose help ends with the list of the fields."""

    def _with_fields(self) -> str:
        fields = self.type.fields if isinstance(self.type, Columns) else ()
        return f"{self._words} The fields are: {', '.join(fields)}."

    def _set_words(self, words: str) -> None:
        self._words = words

    help = property(_with_fields, _set_words)


class Order(click.ParamType[str]):
    """A field of a listing to sort by, with "-" before it for the other way round."""

    name = "[-]COLUMN"

    def __init__(self, fields: Fields) -> None:
        self._fields = fields

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        name = value.removeprefix("-")
        return value[: len(value) - len(name)] + choose_fields("--sort", [name], tuple(self._fields))[0]

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(field) for field in self._fields if field.startswith(incomplete)]


class LastSeen(Name):
    """The identifier of the record after which a listing goes on."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind, "ID")

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        from karabakh_events.cli.completion import completed

        offered = super().shell_complete(ctx, param, incomplete)
        return offered + (completed(ctx, "statement", incomplete) if ctx.params.get("statements") else [])


# --- several options as one argument -------------------------------------------------------------------


def _all_of(*options: Decorator) -> Decorator:
    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def _gathered(argument: str, make: Callable[[dict[str, Any]], Any], *options: Decorator) -> Decorator:
    """Options that reach the command as one argument: what ``make`` makes of their values by name."""

    def decorate(function: Command) -> Command:
        @wraps(function)
        def call(*args: Any, **values: Any) -> Any:
            own = {name: values.pop(name) for name in names}
            return function(*args, **{argument: make(own)}, **values)

        # Click keeps the parameters of a function on the function, and `wraps` has copied those so far.
        others = len(vars(call).get("__click_params__", ()))
        _all_of(*options)(call)
        names = [parameter.name for parameter in vars(call)["__click_params__"][others:]]
        return call

    return decorate


# --- filters -------------------------------------------------------------------------------------------


def _several(*names: str, of: click.ParamType[str], meaning: str) -> Decorator:
    """An option that may be given more than once; its values are alternatives."""
    return click.option(*names, type=of, multiple=True, metavar=of.name, help=meaning)


def joined(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> str | None:
    """The words of an argument as one text; None if there is no word."""
    return " ".join(value) if value else None


_WINDOW = (
    click.option("--since", type=Day(), help="From the first day of DATE on: 2020-11-22, 2020-11, 2020."),
    click.option("--until", type=Day(), help="Through the last day of DATE."),
    click.option(
        "--certainly/--possibly",
        default=False,
        help="Only records whose date is certainly between these days, or also those whose date may be (the"
        " default).",
    ),
)
_ACTOR_AND_PLACE = (
    _several("--actor", of=Name("actor"), meaning="With this actor in any role."),
    _several("--place", of=Name("place"), meaning="At this place."),
)
_DOCUMENT_AND_OUTLET = (
    _several("--document", of=Name("document", "ID"), meaning="Reported in this document."),
    _several("--outlet", of=Name("outlet"), meaning="Reported in a document of this outlet."),
)
_PAGE = (
    click.option("--reverse", is_flag=True, help="Show the latest first."),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show no more than N."),
)
_OF_TIMELINE = (
    *_WINDOW,
    *_ACTOR_AND_PLACE,
    _several("--type", of=Listed("EventType", "TYPE"), meaning="Of this PLOVER type: CONSULT, AGREE …"),
    _several(
        "--status",
        of=Listed("EventStatus", "STATUS"),
        meaning="With this status: occurred, ongoing, planned, alleged …",
    ),
    *_DOCUMENT_AND_OUTLET,
    click.option(
        "--statements", is_flag=True, help="Also show what was said, in its place among the events."
    ),
    *_PAGE,
)

_BY = _several("--by", of=Name("actor"), meaning="Said by this actor.")
_ABOUT = _several("--about", of=Name("about"), meaning="About this actor, agreement or event.")
_IN_DOCUMENT_OR_OUTLET = (
    _several("--document", of=Name("document", "ID"), meaning="In this document."),
    _several("--outlet", of=Name("outlet"), meaning="In a document of this outlet."),
)


_TOPIC = _several("--topic", of=Name("topic", "TOPIC"), meaning="On this topic: corridor, peacekeeping …")


def _after(kind: str) -> Decorator:
    return click.option(
        "--after",
        type=LastSeen(kind),
        metavar="ID",
        help="Go on after the record ID: the last one of the page before.",
    )


def _wanted(filter_: Callable[..., Any], *options: Decorator) -> Decorator:
    """Options that say which records are wanted.

    They reach the command as one argument ``wanted``; called with a connection, it gives the filter. Each
    option has the name of a keyword of ``filter_``. Wrong options are refused before any database is opened.
    """

    def make(asked: dict[str, Any]) -> Any:
        ctx = click.get_current_context()
        _require_window(ctx, asked["since"], asked["until"])
        sort: str = ctx.params.get("sort") or ""
        if sorted_here(ctx):
            if asked.get("after") is not None:
                raise click.UsageError(
                    f"--after goes on in the order of dates, and --sort {sort} is another order", ctx
                )
            # The output needs all rows to sort them, and heeds the limit itself.
            asked["limit"] = None
        elif sort:
            asked["reverse"] = sort.startswith("-")
        return partial(filter_, **asked)

    return _gathered("wanted", make, *options)


def _timeline_filter(connection: "sqlite3.Connection", **asked: Any) -> "TimelineFilter":
    from karabakh_events.queries import filters

    return filters.timeline_filter(connection, **asked)


def _statement_filter(connection: "sqlite3.Connection", **asked: Any) -> "StatementFilter":
    from karabakh_events.queries import filters

    return filters.statement_filter(connection, **asked)


timeline_filter = _wanted(_timeline_filter, *_OF_TIMELINE)
"""Which rows of the timeline are wanted."""

timeline_page = _wanted(_timeline_filter, *_OF_TIMELINE, _after("event"))
"""The same, for a listing that is read page by page."""

activity_filter = _wanted(_timeline_filter, *_WINDOW, *_ACTOR_AND_PLACE, *_DOCUMENT_AND_OUTLET)
"""Those of the timeline's options that statements can be counted by."""

statement_page = _wanted(
    _statement_filter,
    click.argument("words", nargs=-1, callback=lambda ctx, param, value: " ".join(value)),
    _BY,
    _several("--to", of=Name("actor"), meaning="Said to this actor."),
    _ABOUT,
    _TOPIC,
    *_WINDOW,
    click.option(
        "--direct/--indirect",
        default=None,
        help="Only statements that quote the speaker (direct or mixed), or only reported speech (indirect).",
    ),
    _several("--act", of=Listed("SpeechAct", "ACT"), meaning="With this speech act: accuse, commit, deny …"),
    *_IN_DOCUMENT_OR_OUTLET,
    _several("--via", of=Name("actor"), meaning="Relayed by this agency or outlet."),
    *_PAGE,
    _after("statement"),
)
"""Which statements are wanted, for a listing that is read page by page."""

position_filter = _wanted(_statement_filter, _TOPIC, _BY, _ABOUT, *_WINDOW, *_IN_DOCUMENT_OR_OUTLET)
"""Those of the options for statements that positions are compared by. The command asks for a topic."""


def _require_window(ctx: click.Context, since: str | None, until: str | None) -> None:
    """Refuse a date that cannot be read, or a window that is reversed, as wrong usage."""
    if since is None and until is None:
        return
    from karabakh_events.dates import EdtfError, parse_window

    try:
        parse_window(since, until)
    except EdtfError as error:
        for option, alone in (("--since", (since, None)), ("--until", (None, until))):
            try:
                parse_window(*alone)
            except EdtfError as unread:
                raise click.BadParameter(str(unread), ctx, param_hint=option) from unread
        raise click.UsageError(str(error), ctx) from error


# --- output --------------------------------------------------------------------------------------------


def sorted_here(ctx: click.Context) -> str:
    """The field by which the output sorts the rows, with "-" before it for the other way round.

    It is "" where the listing gives the rows in the order that is wanted. By date, from either end, is the
    order that a listing with --reverse has of itself.
    """
    sort: str = ctx.params.get("sort") or ""
    return "" if sort.removeprefix("-") == "date" and "reverse" in ctx.params else sort


def _output(asked: dict[str, Any]) -> Output:
    ctx = click.get_current_context()
    sort = sorted_here(ctx)
    return Output(
        asked["output_format"],
        asked["excel_safe"],
        asked.get("columns") or (),
        sort,
        ctx.params.get("limit"),
        goes_on="after" in ctx.params and not sort,
    )


def formatted(row: str = "") -> Decorator:
    """How the answer is written, as one argument ``output``: --format and --excel-safe.

    A listing, whose records are rows of the class ``row``, has --columns and --sort as well.
    """
    options = [
        click.option(
            "--format",
            "-f",
            "output_format",
            type=click.Choice(("table", "json", "jsonl", "csv", "markdown")),
            default="table",
            help="The format of the output.  [default: table]",
        ),
        click.option(
            "--excel-safe",
            is_flag=True,
            help="With csv: disarm cells that a spreadsheet would run as formulas.",
        ),
    ]
    if row:
        fields = Fields(row)
        options += [
            click.option(
                "--columns",
                type=Columns(fields),
                cls=ColumnsOption,
                help="Only these fields, in this order; a table shows them as plain columns.",
            ),
            click.option(
                "--sort",
                type=Order(fields),
                help="Sort by this field; -COLUMN sorts the other way round.",
            ),
        ]
    return _gathered("output", _output, *options)


show_sql = click.option("--show-sql", is_flag=True, help="Print the SQL instead of running it.")
