"""`sql`: a query of the user's own, which can do nothing but read."""

import base64
import math
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import formatted
from karabakh_events.cli.output import Output
from karabakh_events.cli.session import existing
from karabakh_events.counting import count

#: How many characters of a value a table on a terminal shows. Every other output has the whole value.
_CLIP = 400


@click.command(
    short_help="Run an SQL query that only reads.",
    epilog=example(
        "kevents sql \"SELECT date_edtf, title FROM timeline WHERE place = 'Moscow'\"",
        "echo 'SELECT name, kind FROM actors' | kevents sql --format csv",
    ),
)
@click.argument("query", required=False)
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after this time.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    metavar="ROWS",
    help="Write no more rows than this; a message says when there are more.",
)
@formatted()
@click.pass_context
def sql_command(ctx: click.Context, query: str | None, timeout: float, limit: int, output: Output) -> None:
    """Run one SQL query that reads: SELECT, WITH, VALUES or EXPLAIN.

    Without QUERY, or if it is "-", the query is read from standard input. A query cannot write, and opens no
    other file. There are views for this: timeline, who_said, ledger, evidence, conflicts
    and records.
    """
    if math.isnan(timeout):
        raise click.BadParameter("nan is not a time", ctx, param_hint="--timeout")
    if query in (None, "-") and (sys.stdin is None or (query is None and sys.stdin.isatty())):
        raise click.UsageError("give a query, or pipe one to standard input", ctx)
    path = existing(ctx)
    from karabakh_events.database.adhoc import LONGEST_QUERY, distinct, run_adhoc

    if query in (None, "-"):
        # UTF-8 whatever the locale, like the output. Of what never ends, read enough to be too long.
        query = sys.stdin.buffer.read(4 * LONGEST_QUERY + 1).decode(errors="surrogateescape")

    def stuck() -> None:
        # SQLite is inside one call that cannot be interrupted. This process has nothing to save.
        os.write(2, f"Error: the query was stopped after {count(timeout, 'second')}\n".encode())
        os._exit(1)

    with run_adhoc(path, query or "", seconds=timeout, max_rows=limit, stuck=stuck) as answer:
        if output.format in ("table", "markdown"):
            from karabakh_events.render import layouts

            clip = _CLIP if output.format == "table" and sys.stdout.isatty() else None
            output.draw(layouts.table(answer.columns, map(_readable, answer), clip=clip))
        else:
            fields = distinct(answer.columns)
            values = _writable if output.format in ("json", "jsonl") else _readable
            output.records((dict(zip(fields, values(row), strict=True)) for row in answer), fields)
        if answer.truncated:
            click.echo(f"There are more rows than --limit {limit}.", err=True)


def _writable(row: tuple[object, ...]) -> Iterator[Any]:
    """The values as JSON can hold them: bytes in base 64, an infinite number as text."""
    for value in row:
        if isinstance(value, bytes):
            yield {"base64": base64.b64encode(value).decode("ascii")}
        elif isinstance(value, float) and not math.isfinite(value):
            yield str(value)
        else:
            yield value


def _readable(row: tuple[object, ...]) -> tuple[object, ...]:
    """The values as a person reads them: bytes as an SQL literal."""
    return tuple(f"x'{value.hex()}'" if isinstance(value, bytes) else value for value in row)
