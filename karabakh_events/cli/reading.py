"""`timeline`, `who-said` and `search`: questions with many answers."""

from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import (
    Listed,
    Name,
    dated,
    formatted,
    paged,
    several,
    show_sql,
    timeline_filter,
    window,
)
from karabakh_events.cli.output import Output, asked_for
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from karabakh_events.queries.filters import TimelineFilter

TIMELINE_FIELDS = (
    "id",
    "kind",
    "type",
    "mode",
    "title",
    "date",
    "date_verbatim",
    "earliest",
    "latest",
    "date_basis",
    "status",
    "place",
    "actors",
    "agreements",
    "documents",
)
WHO_SAID_FIELDS = (
    "id",
    "speakers",
    "manner",
    "act",
    "quote",
    "summary",
    "date",
    "earliest",
    "latest",
    "date_basis",
    "occasion",
    "addressees",
    "about",
    "topics",
    "document",
    "outlet",
    "via",
    "section",
    "citations",
)
SEARCH_FIELDS = ("id", "kind", "label", "snippet")


@click.command(
    epilog=example(
        "kevents timeline --since 2020-11 --until 2020-11 --actor Lavrov",
        "kevents timeline --certainly --since 2020-11-09 --until 2020-11-30 --statements --format json",
    )
)
@timeline_filter
@formatted(TIMELINE_FIELDS)
@show_sql
@click.pass_context
def timeline(
    ctx: click.Context,
    wanted: "Callable[[sqlite3.Connection], TimelineFilter]",
    output: Output,
    show_sql: bool,
) -> None:
    """What happened, in the order of time.

    Events with their dates as certain as the sources make them, who did what to whom, where, and which
    documents tell it. An option given more than once means any of its values.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries import timeline as asked

        filtered = wanted(connection)
        if show_sql:
            click.echo(asked.timeline_query(connection, filtered).pasteable())
            return
        output.write(
            asked.timeline(connection, _one_more(filtered)),
            lambda rows, numbering: _layouts().timeline(rows, numbering, by_year=not output.sort),
            connection,
            fields=TIMELINE_FIELDS,
            noun="line" if filtered.statements else "event",
            limit=filtered.limit,
            nothing=lambda: asked_for(ctx),
        )


@click.command(
    name="who-said",
    epilog=example(
        "kevents who-said corridor",
        "kevents who-said --by Lavrov --about Turkey --direct",
    ),
)
@click.argument("words", nargs=-1)
@several("--by", of=Name("actor"), told="Said by this actor.")
@several("--to", of=Name("actor"), told="Said to this actor.")
@several("--about", of=Name("about"), told="About this actor, agreement or event.")
@several("--topic", of=Listed("Topic", "TOPIC"), told="On this topic: corridor, peacekeeping …")
@dated
@click.option(
    "--direct/--indirect", default=None, help="Only the speaker's own words, or only reported speech."
)
@several("--act", of=Listed("SpeechAct", "ACT"), told="Done in saying it: accuse, commit, deny …")
@several("--document", of=Name("document", "ID"), told="In this document.")
@several("--outlet", of=Name("outlet"), told="In a document of this outlet.")
@several("--via", of=Name("actor"), told="Carried by this agency or outlet.")
@paged
@formatted(WHO_SAID_FIELDS)
@show_sql
@click.pass_context
def who_said(
    ctx: click.Context,
    words: tuple[str, ...],
    by: tuple[str, ...],
    to: tuple[str, ...],
    about: tuple[str, ...],
    topic: tuple[str, ...],
    since: str | None,
    until: str | None,
    possibly: bool,
    direct: bool | None,
    act: tuple[str, ...],
    document: tuple[str, ...],
    outlet: tuple[str, ...],
    via: tuple[str, ...],
    reverse: bool,
    limit: int | None,
    output: Output,
    show_sql: bool,
) -> None:
    """Who said it, when, to whom, and where to read it.

    WORDS are looked for in the quotation, its summary and the passage that supports it, all of them,
    whatever the case, diacritics or quotation marks; words between double quotes are an exact phrase.
    """
    first, last = window(ctx, since, until)
    with reading(ctx) as connection:
        from karabakh_events.queries import filters
        from karabakh_events.queries import statements as asked

        wanted = filters.statement_filter(
            connection,
            " ".join(words),
            by=by,
            to=to,
            about=about,
            topic=topic,
            since=first,
            until=last,
            certainly=not possibly,
            direct=direct,
            act=act,
            document=document,
            outlet=outlet,
            via=via,
            reverse=reverse,
            limit=limit,
        )
        if show_sql:
            click.echo(asked.who_said_query(connection, wanted).pasteable())
            return
        output.write(
            asked.who_said(connection, _one_more(wanted)),
            lambda rows, numbering: _layouts().who_said(rows, numbering),
            connection,
            fields=WHO_SAID_FIELDS,
            noun="statement",
            limit=limit,
            nothing=lambda: _nothing(ctx, connection, wanted.words, "statement"),
        )


@click.command(epilog=example("kevents search corridor", "kevents search '\"OSCE Minsk Group\"' --limit 5"))
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="No more than N.")
@formatted(SEARCH_FIELDS)
@show_sql
@click.pass_context
def search(
    ctx: click.Context,
    words: tuple[str, ...],
    limit: int | None,
    output: Output,
    show_sql: bool,
) -> None:
    """Records of every kind in which all WORDS occur.

    Whatever the case, diacritics or quotation marks; words between double quotes are an exact phrase.
    """
    spoken = " ".join(words)
    with reading(ctx) as connection:
        from karabakh_events.queries import search as asked

        if show_sql:
            click.echo(asked.search_query(spoken, limit=limit).pasteable())
            return
        output.write(
            asked.search(connection, spoken, limit=limit and limit + 1),
            lambda rows, _: _layouts().search(rows),
            connection,
            fields=SEARCH_FIELDS,
            noun="record",
            limit=limit,
            nothing=lambda: _nothing(ctx, connection, spoken, "record"),
        )


def _layouts() -> Any:
    from karabakh_events.render import layouts

    return layouts


def _nothing(ctx: click.Context, connection: "sqlite3.Connection", words: str, noun: str) -> str:
    """What was asked for, and how many records each of its words would have found by itself."""
    asked = asked_for(ctx)
    if not words:
        return asked
    from karabakh_events.queries.search import alone

    counts = list(alone(connection, words, None if noun == "record" else noun))
    if not any(count for _, count in counts):
        return asked
    found = ", ".join(f"“{word}” in {count or 'none'}" for word, count in counts)
    return f"{asked}; of all {noun}s, {found}"


def _one_more(wanted: Any) -> Any:
    """The filter with room for the row that shows that the limit cut something off."""
    return wanted if wanted.limit is None else wanted._replace(limit=wanted.limit + 1)
