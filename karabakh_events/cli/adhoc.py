"""`sql`: a question of the user's own, in SQL, read-only in earnest."""

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

#: Characters of one value that a table on a terminal shows; every other output has values whole.
_CLIP = 400


class _TakesComments(click.Command):
    """A command whose argument may begin with an SQL comment, as what --show-sql prints does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # With a space before it, it is no option.
        return super().parse_args(ctx, [f" {arg}" if arg.startswith("-- ") else arg for arg in args])


@click.command(
    cls=_TakesComments,
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
    help="Write no more rows than this; it is said when there are more.",
)
@formatted()
@click.pass_context
def sql_command(ctx: click.Context, query: str | None, timeout: float, limit: int, output: Output) -> None:
    """Run one SQL query that reads: SELECT, WITH, VALUES or EXPLAIN.

    QUERY is read from standard input where it is left out or is "-". Nothing but reading is let through,
    and no other file is opened. The views made for this are timeline, who_said, ledger, evidence and
    conflicts.
    """
    if math.isnan(timeout):
        raise click.BadParameter("nan is no time", ctx, param_hint="--timeout")
    if query in (None, "-") and (sys.stdin is None or (query is None and sys.stdin.isatty())):
        raise click.UsageError("give a query, or pipe one to standard input", ctx)
    path = existing(ctx)
    from karabakh_events.database.adhoc import LONGEST_QUERY, distinct, run_adhoc

    if query in (None, "-"):
        # UTF-8 whatever the locale says, as with the output; of what never ends, enough to be too long.
        query = sys.stdin.buffer.read(4 * LONGEST_QUERY + 1).decode(errors="surrogateescape")

    def stuck() -> None:
        # SQLite is inside one call that cannot be interrupted; the process holds nothing that needs saving.
        os.write(2, f"Error: the query was stopped after {timeout:g} seconds\n".encode())
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
    """Values as JSON can hold them: bytes in base 64, an infinite number as text."""
    for value in row:
        if isinstance(value, bytes):
            yield {"base64": base64.b64encode(value).decode("ascii")}
        elif isinstance(value, float) and not math.isfinite(value):
            yield str(value)
        else:
            yield value


def _readable(row: tuple[object, ...]) -> tuple[object, ...]:
    """Values as a person reads them: bytes as an SQL literal."""
    return tuple(f"x'{value.hex()}'" if isinstance(value, bytes) else value for value in row)
