"""From a command's rows to standard output, in the format asked for; remarks go to standard error."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import click

from karabakh_events.cli.session import released_after

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering


class Output(NamedTuple):
    """How the user wants a result written."""

    format: str
    excel_safe: bool = False
    columns: tuple[str, ...] = ()
    """The fields of a listing that are wanted; none for all, laid out for reading."""
    sort: str = ""
    """The field by which a listing is ordered, with "-" before it for the other way; "" leaves its order."""
    limit: int | None = None
    """With ``sort``, how many rows are wanted of those that are sorted here."""

    def write(
        self,
        rows: Iterable[Any],
        layout: "Callable[[Iterable[Any], Numbering], Iterator[Block]]",
        connection: "sqlite3.Connection",
        *,
        fields: tuple[str, ...],
        flat: tuple[str, ...] = (),
        noun: str,
        limit: int | None = None,
        nothing: Callable[[], str],
    ) -> None:
        """Write a listing as it is read.

        At most ``limit`` rows are written; one more in ``rows`` is how it is known that there are others.
        ``nothing`` is said when there is no row at all, and is no failure. ``flat`` are the columns of the
        CSV of a listing whose rows are there taken apart (``as_rows``).
        """
        wanted = chosen("--columns", self.columns, fields) or fields
        if self.sort:
            (column,) = chosen("--sort", [self.sort.removeprefix("-")], fields)
            from karabakh_events.render.columns import ordered

            limit = self.limit
            most = None if limit is None else limit + 1
            rows = ordered(rows, column, key=fields[0], descending=self.sort.startswith("-"), most=most)
        counted = Counted(rows, limit)
        if self.columns and self.format in ("table", "markdown"):
            from karabakh_events.render.columns import grid

            self.draw(released_after(grid(wanted, (row.as_json() for row in counted)), connection))
        elif self.format in ("table", "markdown"):
            page = _with_sources(lambda numbering: layout(counted, numbering), connection)
            self.draw(released_after(page, connection))
        elif flat and self.format == "csv":
            self.records((line for row in counted for line in row.as_rows()), flat)
        else:
            records = (row.as_json() for row in counted)
            if self.columns:
                records = ({name: record[name] for name in wanted} for record in records)
            self.records(records, wanted)
        sys.stdout.flush()
        if counted.count == 0:
            click.echo(f"Nothing matched: {nothing()}.", err=True)
        elif self.format == "table":
            more = f"; there are more than --limit {limit}" if counted.cut else ""
            click.echo(f"{counted.count} {noun}{'' if counted.count == 1 else 's'}{more}", err=True)

    def write_one(
        self,
        record: Any,
        layout: "Callable[[Numbering], Iterator[Block]]",
        connection: "sqlite3.Connection",
    ) -> None:
        """Write one record in full: as one JSON object, one row of CSV, or drawn."""
        if self.format in ("table", "markdown"):
            self.draw(released_after(_with_sources(layout, connection), connection))
            return
        values = record.as_json()
        if self.format == "csv":
            values |= {f"fields.{name}": value for name, value in values.pop("fields", {}).items()}
        # One object, and not a list of one: there is exactly one, or there was an error.
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
        """Write records as JSON, JSON lines or CSV; how many there were."""
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
    """What is laid out, and at its foot the documents that it has numbered."""
    from karabakh_events.queries.timeline import sources
    from karabakh_events.render import layouts, parts

    numbering = parts.Numbering()
    yield from layout(numbering)
    yield from layouts.sources(sources(connection, numbering.documents))


def chosen(option: str, names: Iterable[str], fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a user named, each once; raises click.BadParameter for one that the listing has not."""
    found = []
    for name in names:
        field = name.strip().lower().replace("-", "_")
        if field not in fields:
            from karabakh_events.names import nearest

            near = nearest(name, fields, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise click.BadParameter(
                f"there is no column {name!r}.{meant} There are: {', '.join(fields)}", param_hint=option
            )
        found.append(field)
    return tuple(dict.fromkeys(found))


class Counted:
    """Rows that count themselves as they pass, and end at the limit.

    All of ``rows`` are read, at most one of them beyond the limit: a query that is not read to its end still
    holds the database.
    """

    def __init__(self, rows: Iterable[Any], limit: int | None = None) -> None:
        self._rows, self._limit = rows, limit
        self.count = 0
        self.cut = False

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            if self.count == self._limit:
                self.cut = True
            else:
                self.count += 1
                yield row


def encodable() -> None:
    """Lets standard output take every text: a pipe in UTF-8, a terminal with escapes for what it has not."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        if out.isatty():
            out.reconfigure(errors="backslashreplace")
        else:
            _utf8()


def _utf8() -> TextIO:
    """Standard output in UTF-8, whatever the locale says, with no line end rewritten."""
    out = sys.stdout
    if isinstance(out, TextIOWrapper):
        out.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    return out


_MANNER = frozenset(
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
"""Parameters that say how to answer and not what is asked."""


def asked_for(ctx: click.Context, everything: str = "the database is empty") -> str:
    """What the user asked for, as they typed it; `everything` says why there is nothing if they did not."""
    from karabakh_events.characters import visible

    said = ", ".join(_words(ctx, click.core.ParameterSource.COMMANDLINE))
    by_default = ", ".join(_words(ctx, click.core.ParameterSource.DEFAULT_MAP))
    if by_default:
        from karabakh_events.cli.defaults import FILE

        # Nobody typed it, but without it they would look for the reason in vain.
        said += f"{'; ' if said else ''}by the defaults in {ctx.meta[FILE]}: {by_default}"
    return visible(said) or everything


def _words(ctx: click.Context, source: click.core.ParameterSource) -> Iterator[str]:
    """What is asked by the parameters whose values come from there."""
    for param in ctx.command.params:
        name = param.name or ""
        value = ctx.params.get(name)
        if name in _MANNER or ctx.get_parameter_source(name) != source:
            continue
        if isinstance(param, click.Argument):
            yield " ".join(value) if isinstance(value, tuple) else str(value)
        elif isinstance(value, bool):
            if names := param.opts if value else param.secondary_opts:
                yield max(names, key=len)
        else:
            values = value if isinstance(value, tuple) else (str(value),)
            yield f"{max(param.opts, key=len)} {' or '.join(values)}"
