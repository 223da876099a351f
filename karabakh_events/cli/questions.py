"""`ledger`, `order`, `positions`: questions of the field, each with its proof."""

from typing import TYPE_CHECKING

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import Name, formatted, joined, position_filter, show_sql
from karabakh_events.cli.output import Output, asked_for, print_queries
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from karabakh_events.queries.filters import StatementFilter
    from karabakh_events.queries.ledger import LedgerRow
    from karabakh_events.queries.positions import Position
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering


@click.command(
    short_help="Clause by clause: who is obliged, and who says it was kept.",
    epilog=example("kevents ledger", "kevents ledger 2020-10-10-humanitarian-ceasefire"),
)
@click.argument("agreement", nargs=-1, metavar="[AGREEMENT]", type=Name("agreement"), callback=joined)
@formatted()
@show_sql
@click.pass_context
def ledger_command(ctx: click.Context, agreement: str | None, output: Output, show_sql: bool) -> None:
    """An agreement and each of its provisions, and what is on record about its being kept.

    A provision has who is obliged, by when, and every statement or event that says or shows that it was kept,
    partly kept, broken, disputed or reaffirmed, in the order of time. What is said of the agreement as a
    whole stands above its provisions. The number after a verdict is that of the voices that give it: an event
    and the statement that tells it are one voice. Without AGREEMENT, all agreements come by the date of
    signing. The numbers after a source, [1] 1255–1343, are the characters of its text where it is read. As
    CSV, each row is a claim.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries import filters, ledger

        id_ = filters.resolve_name(connection, "agreement", agreement)
        if show_sql:
            print_queries(ledger.ledger_queries(id_))
            return

        def layout(rows: "Iterable[LedgerRow]", numbering: "Numbering") -> "Iterator[Block]":
            from karabakh_events.render import questions

            return questions.ledger(rows, ledger.agreements(connection, id_), numbering)

        output.write(
            ledger.ledger(connection, id_),
            layout,
            connection,
            shape=ledger.LedgerRow,
            flat=(ledger.CLAIM_COLUMNS, ledger.LedgerRow.as_rows),
            noun="provision",
            nothing=lambda: (
                f"no provision of {asked_for(ctx)} is on record" if id_ else "no provision is on record"
            ),
        )


@click.command(
    short_help="Which of two came first, and why.",
    epilog=example(
        "kevents order 2020-10-10-humanitarian-ceasefire 2020-11-09-trilateral-statement",
        "kevents order 2020-mnatsakanyan-visit-to-moscow 'trilateral statement' --format json",
    ),
)
@click.argument("a", type=Name("dated", "A"))
@click.argument("b", type=Name("dated", "B"))
@formatted()
@click.pass_context
def order_command(ctx: click.Context, a: str, b: str, output: Output) -> None:
    """Whether A is before B: before, after, overlapping or unknown, with what is possible, and why.

    A and B are events, statements or agreements (by their signing). Name them by identifier, by the title of
    the event or by any name of the agreement. The answer is before or after only where the bounds of the
    dates allow nothing else. It also says what another reading of a date would change. The numbers after a
    source, [1] 65–79, are the characters of its text that give the date.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries import order

        answer = order.order(connection, a, b)

        def layout(numbering: "Numbering") -> "Iterator[Block]":
            from karabakh_events.render import questions

            return questions.order(answer, numbering)

        output.write_one(answer, layout, connection)


@click.command(
    short_help="What the actors said on one topic over time.",
    epilog=example(
        "kevents positions --topic mediation --by Lavrov", "kevents positions --topic ceasefire --format json"
    ),
)
@position_filter
@formatted()
@show_sql
@click.pass_context
def positions_command(
    ctx: click.Context,
    wanted: "Callable[[sqlite3.Connection], StatementFilter]",
    output: Output,
    show_sql: bool,
) -> None:
    """What each actor said on a topic, in the order of time, to show whether a position changed.

    The statements are those of who-said, by speaker. One that has several speakers is under each of them.
    """

    def layout(rows: "Iterable[Position]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import questions

        return questions.positions(rows, numbering)

    with reading(ctx) as connection:
        from karabakh_events.queries import positions, shapes, statements

        filtered = wanted(connection)
        if not filtered.topics:
            spoken_on = _by_topic(connection, filtered).capitalize()
            raise click.UsageError(f"Say on which topic: --topic TOPIC. {spoken_on}", ctx)
        if show_sql:
            print_queries(statements.who_said_queries(connection, filtered))
            return
        output.write(
            positions.positions(connection, filtered),
            layout,
            connection,
            shape=positions.Position,
            flat=(("actor", *shapes.fields(statements.StatementRow)), positions.Position.as_rows),
            noun="actor",
            nothing=lambda: _spoken_on(ctx, connection, filtered),
        )


def _spoken_on(ctx: click.Context, connection: "sqlite3.Connection", wanted: "StatementFilter") -> str:
    return f"{asked_for(ctx)}; {_by_topic(connection, wanted)}"


def _by_topic(connection: "sqlite3.Connection", wanted: "StatementFilter") -> str:
    """On which topics the actors in question have spoken at all, and how often."""
    from karabakh_events.queries import positions

    counts = ", ".join(f"{topic} {count}" for topic, count in positions.topics(connection, wanted.by))
    whose = "their" if wanted.by else "all"
    return f"{whose} statements by topic: {counts or 'none'}"
