"""`ledger`, `order`, `positions`: questions of the field, each with its proof."""

from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import Listed, Name, dated, formatted, several, show_sql, window
from karabakh_events.cli.output import Output, asked_for
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.queries.filters import StatementFilter

LEDGER_FIELDS = (
    "agreement",
    "id",
    "number",
    "topic",
    "summary",
    "obligor",
    "deadline",
    "deadline_verbatim",
    "deadline_earliest",
    "deadline_latest",
    "deadline_basis",
    "deadline_reason",
    "deadline_reference",
    "tally",
    "claims",
    "contested",
    "citations",
)
POSITION_FIELDS = ("actor", "statements")


@click.command(
    short_help="Clause by clause: who is obliged, and who says it was kept.",
    epilog=example("kevents ledger", "kevents ledger 2020-10-10-humanitarian-ceasefire"),
)
@click.argument("agreement", nargs=-1, metavar="[AGREEMENT]", type=Name("agreement"))
@formatted()
@show_sql
@click.pass_context
def ledger(ctx: click.Context, agreement: tuple[str, ...], output: Output, show_sql: bool) -> None:
    """Each provision of an agreement, and all that is on record of its being kept.

    Who is obliged, by when, and every statement or event that says or shows that it was kept, partly kept,
    broken, disputed or reaffirmed, in the order of time. Without AGREEMENT, all agreements by the date of
    signing. The numbers after a source, [1] 1255–1343, are the characters of its text where it is read. As
    CSV, a row is a claim.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries import filters
        from karabakh_events.queries import ledger as asked

        found = filters.resolve_name(connection, "agreement", " ".join(agreement) if agreement else None)
        if show_sql:
            click.echo(asked.ledger_query(found).pasteable())
            return
        output.write(
            asked.ledger(connection, found),
            lambda rows, numbering: _layouts().ledger(rows, asked.agreements(connection, found), numbering),
            connection,
            fields=LEDGER_FIELDS,
            flat=asked.CLAIM_COLUMNS,
            noun="provision",
            nothing=lambda: (
                f"no provision of {asked_for(ctx)} is on record" if found else "no provision is on record"
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
def order(ctx: click.Context, a: str, b: str, output: Output) -> None:
    """Whether A is before B: before, after, overlapping or unknown, with what is possible, and why.

    A and B are events, statements or agreements (by their signing), by identifier, by the title of the event
    or by any name of the agreement. Before and after are said only where the bounds of the dates leave
    nothing else; what another reading of a date would change is told as well. The numbers after a
    source, [1] 65–79, are the characters of its text that give the date.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries.order import order as asked

        found = asked(connection, a, b)
        output.write_one(found, lambda numbering: _layouts().order(found, numbering), connection)


@click.command(
    short_help="What the actors said on one topic over time.",
    epilog=example(
        "kevents positions --topic mediation --by Lavrov", "kevents positions --topic ceasefire --format json"
    ),
)
@several(
    "--topic", of=Listed("Topic", "TOPIC"), told="On this topic: corridor, peacekeeping …", required=True
)
@several("--by", of=Name("actor"), told="Said by this actor.")
@several("--about", of=Name("about"), told="About this actor, agreement or event.")
@dated
@several("--document", of=Name("document", "ID"), told="In this document.")
@several("--outlet", of=Name("outlet"), told="In a document of this outlet.")
@formatted()
@show_sql
@click.pass_context
def positions(
    ctx: click.Context,
    topic: tuple[str, ...],
    by: tuple[str, ...],
    about: tuple[str, ...],
    since: str | None,
    until: str | None,
    possibly: bool,
    document: tuple[str, ...],
    outlet: tuple[str, ...],
    output: Output,
    show_sql: bool,
) -> None:
    """What each actor said on a topic, in the order of time, so that one sees whether a position changed.

    The statements are those of who-said, by speaker; one of several speakers is under each of them.
    """
    first, last = window(ctx, since, until)
    with reading(ctx) as connection:
        from karabakh_events.cli.reading import WHO_SAID_FIELDS
        from karabakh_events.queries import filters
        from karabakh_events.queries.positions import positions as asked

        wanted = filters.statement_filter(
            connection,
            by=by,
            about=about,
            topic=topic,
            since=first,
            until=last,
            certainly=not possibly,
            document=document,
            outlet=outlet,
        )
        if show_sql:
            from karabakh_events.queries.statements import who_said_query

            click.echo(who_said_query(connection, wanted).pasteable())
            return
        output.write(
            asked(connection, wanted),
            lambda rows, numbering: _layouts().positions(rows, numbering),
            connection,
            fields=POSITION_FIELDS,
            flat=("actor", *WHO_SAID_FIELDS),
            noun="actor",
            nothing=lambda: _spoken_on(ctx, connection, wanted),
        )


def _spoken_on(ctx: click.Context, connection: "sqlite3.Connection", wanted: "StatementFilter") -> str:
    """What was asked for, and on which topics those asked about have spoken at all."""
    from karabakh_events.queries.positions import topics

    counts = ", ".join(f"{topic} {count}" for topic, count in topics(connection, wanted.by))
    whose = "their" if wanted.by else "all"
    return f"{asked_for(ctx)}; {whose} statements by topic: {counts or 'none'}"


def _layouts() -> Any:
    from karabakh_events.render import questions

    return questions
