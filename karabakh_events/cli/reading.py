"""`timeline`, `who-said` and `search`: questions with many answers."""

from typing import TYPE_CHECKING, TypeVar

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import formatted, joined, show_sql, statement_page, timeline_page
from karabakh_events.cli.output import Output, asked_for, print_queries
from karabakh_events.cli.session import reading
from karabakh_events.counting import agreed

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator

    from karabakh_events.queries.filters import StatementFilter, TimelineFilter
    from karabakh_events.queries.search import Hit
    from karabakh_events.queries.statements import StatementRow
    from karabakh_events.queries.timeline import TimelineRow
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering

_OPERATORS = ("AND", "OR", "NOT", "NEAR")
"""What joins words in other searches. Here they are words."""

Filter = TypeVar("Filter", "TimelineFilter", "StatementFilter")


@click.command(
    epilog=example(
        "kevents timeline --since 2020-11 --until 2020-11 --actor Lavrov",
        "kevents timeline --certainly --since 2020-11-09 --until 2020-11-30 --statements --format json",
    )
)
@timeline_page
@formatted("timeline.TimelineRow")
@show_sql
@click.pass_context
def timeline_command(
    ctx: click.Context,
    wanted: "Callable[[sqlite3.Connection], TimelineFilter]",
    output: Output,
    show_sql: bool,
) -> None:
    """What happened, in the order of time.

    Each event has its date as certain as the sources make it, who did what to whom, where, and which
    documents tell it. An option that is given more than once means any of its values.
    """

    def layout(rows: "Iterable[TimelineRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.timeline(rows, numbering, by_year=not output.sort)

    with reading(ctx) as connection:
        from karabakh_events.queries import timeline

        filtered = wanted(connection)
        if show_sql:
            print_queries(timeline.timeline_queries(connection, filtered))
            return
        output.write(
            timeline.timeline(connection, _one_more(filtered)),
            layout,
            connection,
            shape=timeline.TimelineRow,
            noun="record" if filtered.statements else "event",
            nothing=lambda: asked_for(ctx),
        )


@click.command(
    epilog=example(
        "kevents who-said corridor",
        "kevents who-said --by Lavrov --about Turkey --direct",
    ),
)
@statement_page
@formatted("statements.StatementRow")
@show_sql
@click.pass_context
def who_said_command(
    ctx: click.Context,
    wanted: "Callable[[sqlite3.Connection], StatementFilter]",
    output: Output,
    show_sql: bool,
) -> None:
    """Who said it, when, to whom, and where to read it.

    A statement is found when all WORDS occur in its quotation, its summary or the passage that supports it.
    Case, diacritics and the kind of quotation marks do not matter. Words between double quotes are an exact
    phrase.
    """

    def layout(rows: "Iterable[StatementRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.who_said(rows, numbering)

    with reading(ctx) as connection:
        from karabakh_events.queries import statements

        filtered = wanted(connection)
        if show_sql:
            print_queries(statements.who_said_queries(connection, filtered))
            return
        output.write(
            statements.who_said(connection, _one_more(filtered)),
            layout,
            connection,
            shape=statements.StatementRow,
            noun="statement",
            nothing=lambda: _nothing(ctx, connection, filtered.words, "statement"),
        )


@click.command(epilog=example("kevents search corridor", "kevents search '\"OSCE Minsk Group\"' --limit 5"))
@click.argument("words", nargs=-1, required=True, callback=joined)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show no more than N.")
@formatted("search.Hit")
@show_sql
@click.pass_context
def search_command(
    ctx: click.Context,
    words: str,
    limit: int | None,
    output: Output,
    show_sql: bool,
) -> None:
    """Records of every kind in which all WORDS occur.

    Case, diacritics and the kind of quotation marks do not matter. Words between double quotes are an exact
    phrase.
    """

    def layout(rows: "Iterable[Hit]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.search(rows)

    if output.sort:
        limit = None  # the output sorts all of them, and then heeds it
    with reading(ctx) as connection:
        from karabakh_events.queries import search

        if show_sql:
            print_queries([("", search.search_query(words, limit=limit))])
            return
        output.write(
            search.search(connection, words, limit=limit and limit + 1),
            layout,
            connection,
            shape=search.Hit,
            noun="record",
            nothing=lambda: _nothing(ctx, connection, words, "record"),
        )


def _nothing(ctx: click.Context, connection: "sqlite3.Connection", words: str, noun: str) -> str:
    """What was asked for, and how many records each of the words would have found by itself."""
    question = asked_for(ctx)
    if not words:
        return question
    from karabakh_events.queries import search

    counts = list(search.alone(connection, words, None if noun == "record" else noun))
    if not any(number for _, number in counts):
        return question
    numbers = ", ".join(
        f"{number or 'none'} {agreed('[contains|contain]', number or 1)} “{word}”" for word, number in counts
    )
    operators = [word for word in dict.fromkeys(words.split()) if word in _OPERATORS]
    aside = (
        f". {' and '.join(operators)} {agreed('[is|are]', len(operators))} searched for like any other word"
    )
    return f"{question}. Of all {noun}s, {numbers}{aside if operators else ''}"


def _one_more(wanted: Filter) -> Filter:
    """The filter with room for one more row, which shows that the limit has cut something off."""
    return wanted if wanted.limit is None else wanted._replace(limit=wanted.limit + 1)
