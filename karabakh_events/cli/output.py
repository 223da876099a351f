"""From the rows of a command to standard output, in the format asked for; remarks go to standard error."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TextIO, TypeVar

import click

from karabakh_events.cli.session import released_after
from karabakh_events.counting import count

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.queries.sql import Query
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering

    class Row(Protocol):
        """A record of an answer."""

        def as_json(self) -> dict[str, Any]: ...


R = TypeVar("R", bound="Row")


class Output(NamedTuple):
    """How the user wants a result written."""

    format: str
    excel_safe: bool = False
    columns: tuple[str, ...] = ()
    """The fields of a listing that are wanted; none for all of them, laid out for reading."""
    sort: str = ""
    """The field by which the rows are sorted here, with "-" before it for the other way round; "" keeps the
    order of the listing."""
    limit: int | None = None
    """How many rows of a listing are wanted."""
    goes_on: bool = False
    """Whether --after gets the rows that the limit has cut off."""

    def write(
        self,
        rows: Iterable[R],
        layout: "Callable[[Iterable[R], Numbering], Iterator[Block]]",
        connection: "sqlite3.Connection",
        *,
        shape: type,
        further: tuple[str, ...] = (),
        flat: "tuple[tuple[str, ...], Callable[[R], Iterator[dict[str, Any]]]] | None" = None,
        noun: str,
        nothing: Callable[[], str],
    ) -> None:
        """Write a listing as it is read.

        The limit cuts off what is beyond it. One more row is enough in ``rows`` to show that there are
        more. ``nothing`` says what was asked for when there is no row at all, which is no failure. The
        fields are those of ``shape``, the class of the rows, and ``further`` ones; the first identifies a
        record. ``flat`` is for a CSV in which a record has several lines: their columns, and what makes the
        lines of a record.
        """
        from karabakh_events.queries import shapes

        fields = (*shapes.fields(shape), *further)
        wanted = choose_fields("--columns", self.columns, fields) or fields
        if self.sort:
            (column,) = choose_fields("--sort", [self.sort.removeprefix("-")], fields)
            from karabakh_events.render.columns import ordered

            most = None if self.limit is None else self.limit + 1
            rows = ordered(rows, column, key=fields[0], descending=self.sort.startswith("-"), most=most)
        counted = Counted(rows, self.limit)
        if self.columns and self.format in ("table", "markdown"):
            from karabakh_events.render.columns import grid

            self.draw(released_after(grid(wanted, (row.as_json() for row in counted)), connection))
        elif self.format in ("table", "markdown"):
            page = _with_sources(lambda numbering: layout(counted, numbering), connection)
            self.draw(released_after(page, connection))
        elif flat and self.format == "csv":
            columns, lines_of = flat
            self.records((line for row in counted for line in lines_of(row)), columns)
        else:
            records = (row.as_json() for row in counted)
            if self.columns:
                records = ({name: record[name] for name in wanted} for record in records)
            self.records(records, wanted)
        sys.stdout.flush()
        if counted.last is None:
            click.echo(f"Nothing matched: {nothing()}.", err=True)
        elif self.format == "table":
            more = self._more(counted.last.as_json()[fields[0]]) if counted.cut else ""
            click.echo(f"{count(counted.count, noun)}{more}", err=True)

    def _more(self, last: str) -> str:
        """What to say after the count when there are more rows than the limit."""
        if not self.goes_on:
            return f"; there are more than --limit {self.limit}"
        from karabakh_events.characters import visible

        return f"; there are more: --after {visible(last)}"

    def write_one(
        self,
        record: Any,
        layout: "Callable[[Numbering], Iterator[Block]]",
        connection: "sqlite3.Connection",
    ) -> None:
        """Write one record in full: as a JSON object, a row of CSV, or a page."""
        if self.format in ("table", "markdown"):
            self.draw(released_after(_with_sources(layout, connection), connection))
            return
        values = record.as_json()
        if self.format == "csv":
            values |= {f"fields.{name}": value for name, value in values.pop("fields", {}).items()}
        # An object, not a list of one: there is exactly one record, or there was an error.
        if self.format == "json":
            self = self._replace(format="jsonl")
        self.records([values], tuple(values))

    def draw(self, blocks: "Iterable[Block]") -> None:
        """Write blocks as a table or as Markdown."""
        if self.format == "markdown":
            from karabakh_events.render import markdown

            markdown.write(blocks, _utf8())
            return
        from karabakh_events.render import terminal

        out = sys.stdout
        if out.isatty():
            import shutil

            from karabakh_events.cli import screen

            size = shutil.get_terminal_size()
            colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
            linked = screen.opens_links(os.environ, colour=colour)
            with screen.Paged(out, size.lines, linked=linked) as page:
                width = max(size.columns, 40)
                terminal.draw(blocks, page, width=width, colour=colour, linked=linked)
        else:
            terminal.draw(blocks, _utf8(), width=None, colour=False)

    def records(self, records: Iterable[dict[str, Any]], fields: tuple[str, ...]) -> int:
        """Write records as JSON, JSON lines or CSV; say how many there were."""
        from karabakh_events.render import plain

        out = _utf8()
        if self.format == "json":
            return plain.write_json(records, out)
        if self.format == "jsonl":
            return plain.write_jsonl(records, out)
        return plain.write_csv(records, fields, out, excel_safe=self.excel_safe)


def _with_sources(
    layout: "Callable[[Numbering], Iterator[Block]]", connection: "sqlite3.Connection"
) -> "Iterator[Block]":
    """The page, and at its foot the documents that it has numbered."""
    from karabakh_events.queries import citations
    from karabakh_events.render import layouts, parts

    numbering = parts.Numbering()
    yield from layout(numbering)
    yield from layouts.sources(citations.documents(connection, numbering.documents))


def choose_fields(option: str, names: Iterable[str], fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a user named, each once. Raises click.BadParameter for any that is not there."""
    known = []
    for name in names:
        field = name.strip().lower().replace("-", "_")
        if field not in fields:
            from karabakh_events.names import nearest

            near = nearest(name, fields, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise click.BadParameter(
                f"there is no column {name!r}.{meant} There are: {', '.join(fields)}", param_hint=option
            )
        known.append(field)
    return tuple(dict.fromkeys(known))


class Counted(Generic[R]):
    """Rows that count themselves as they pass, up to the limit.

    What is beyond the limit is read too: a query that is not read to its end still holds the database.
    """

    def __init__(self, rows: Iterable[R], limit: int | None = None) -> None:
        self._rows, self._limit = rows, limit
        self.count = 0
        self.last: R | None = None
        self.cut = False

    def __iter__(self) -> Iterator[R]:
        for row in self._rows:
            if self.count == self._limit:
                self.cut = True
            else:
                self.count += 1
                self.last = row
                yield row


def print_queries(queries: "Iterable[tuple[str, Query]]") -> None:
    """Print queries that can be pasted, the first as it is and every other one below its comment.

    Not `-- comment`: a program that takes the query as an argument would take that for an option.
    """
    pasteable = (
        f"/* {comment} */\n{query.pasteable()}" if number else query.pasteable()
        for number, (comment, query) in enumerate(queries)
    )
    click.echo(";\n\n".join(pasteable))


def accept_every_text() -> None:
    """Let standard output take every text: a pipe as UTF-8, a terminal with escapes for what it lacks."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        if out.isatty():
            out.reconfigure(errors="backslashreplace")
        else:
            _utf8()


def _utf8() -> TextIO:
    """Standard output in UTF-8, whatever the locale is, with line ends as they are."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        out.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    return out


_OF_THE_ANSWER = frozenset(
    {
        "output_format",
        "excel_safe",
        "show_sql",
        "limit",
        "reverse",
        "columns",
        "sort",
        "output",
        "row_of",
        "export_format",
        "path",
        "force",
    }
)
"""The parameters that say how to answer. All others say what is asked."""


def asked_for(ctx: click.Context, everything: str = "the database is empty") -> str:
    """What the user asked for, as they typed it; if they asked for nothing in particular, `everything`."""
    from karabakh_events.characters import visible

    said = ", ".join(_words(ctx, click.core.ParameterSource.COMMANDLINE))
    by_default = ", ".join(_words(ctx, click.core.ParameterSource.DEFAULT_MAP))
    if by_default:
        from karabakh_events.cli.defaults import FILE

        # The user did not type it, but would look in vain for the reason without it.
        said += f"{'; ' if said else ''}by the defaults in {ctx.meta[FILE]}: {by_default}"
    return visible(said) or everything


def _words(ctx: click.Context, source: click.core.ParameterSource) -> Iterator[str]:
    """What the parameters whose values come from this source ask for."""
    for param in ctx.command.params:
        name = param.name or ""
        value = ctx.params.get(name)
        if name in _OF_THE_ANSWER or ctx.get_parameter_source(name) != source:
            continue
        if isinstance(param, click.Argument):
            yield " ".join(value) if isinstance(value, tuple) else str(value)
        elif isinstance(value, bool):
            if names := param.opts if value else param.secondary_opts:
                yield max(names, key=len)
        else:
            values = value if isinstance(value, tuple) else (str(value),)
            yield f"{max(param.opts, key=len)} {' or '.join(values)}"
