"""`actors`, `agreements`, `documents`, `places`, `conflicts`: lists, each with one in full; and `show`."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import Name, formatted, show_sql
from karabakh_events.cli.output import Output, asked_for
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.render.blocks import Block

ACTOR_FIELDS = ("id", "name", "kind", "country", "offices", "aliases", "events", "statements", "subject_of")
AGREEMENT_FIELDS = (
    "id",
    "title",
    "type",
    "stage",
    "status",
    "signed",
    "effective",
    "parties",
    "provisions",
    "documents",
)
DOCUMENT_FIELDS = (
    "id",
    "title",
    "outlet",
    "language",
    "url",
    "published",
    "published_basis",
    "events",
    "statements",
    "citations",
)
PLACE_FIELDS = ("id", "name", "country", "precision", "latitude", "longitude", "aliases", "events")
CONFLICT_FIELDS = ("record", "kind", "label", "field", "readings")


@click.command(
    short_help="Who acts and speaks: persons, states, bodies, forces.",
    epilog=example("kevents actors", "kevents actors Lavrov"),
)
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("actor"))
@formatted(ACTOR_FIELDS)
@show_sql
@click.pass_context
def actors(ctx: click.Context, name: tuple[str, ...], output: Output, show_sql: bool) -> None:
    """Persons, states, bodies, forces and outlets, or the whole file of the one that NAME means.

    The file has offices, the spellings of the name in the documents, what the actor did, whom they met, what
    they said and were told, and what was said of them.
    """
    _catalogue(ctx, "actor", " ".join(name) if name else None, output, show_sql, ACTOR_FIELDS)


@click.command(
    short_help="Agreements with their parties and provisions.",
    epilog=example("kevents agreements", "kevents agreements --format json"),
)
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("agreement"))
@formatted(AGREEMENT_FIELDS)
@show_sql
@click.pass_context
def agreements(ctx: click.Context, name: tuple[str, ...], output: Output, show_sql: bool) -> None:
    """Agreements with their parties and provisions, or the one that NAME means, in full."""
    _catalogue(ctx, "agreement", " ".join(name) if name else None, output, show_sql, AGREEMENT_FIELDS)


@click.command(
    short_help="The documents from which everything else is drawn.",
    epilog=example("kevents documents", "kevents documents --format csv"),
)
@click.argument("name", metavar="[ID]", required=False, type=Name("document", "ID"))
@formatted(DOCUMENT_FIELDS)
@show_sql
@click.pass_context
def documents(ctx: click.Context, name: str | None, output: Output, show_sql: bool) -> None:
    """The documents from which everything else is drawn, or the one that ID means, in full."""
    _catalogue(ctx, "document", name, output, show_sql, DOCUMENT_FIELDS)


@click.command(short_help="Where things happened.", epilog=example("kevents places", "kevents places Baku"))
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("place"))
@formatted(PLACE_FIELDS)
@show_sql
@click.pass_context
def places(ctx: click.Context, name: tuple[str, ...], output: Output, show_sql: bool) -> None:
    """The places where things happened, or the one that NAME means, in full."""
    _catalogue(ctx, "place", " ".join(name) if name else None, output, show_sql, PLACE_FIELDS)


@click.command(
    short_help="Where the documents differ: every reading.",
    epilog=example("kevents conflicts", "kevents conflicts --format json"),
)
@click.argument("record", metavar="[ID]", required=False, type=Name("record", "ID"))
@formatted(CONFLICT_FIELDS)
@show_sql
@click.pass_context
def conflicts(ctx: click.Context, record: str | None, output: Output, show_sql: bool) -> None:
    """Where documents, or a document with itself, tell a thing in more than one way: every reading.

    Of each record a table of its fields by documents, in each cell what the document says, the passage and
    its place; what is from outside the corpus stands in the last column. With ID, only that record.
    """
    from karabakh_events.queries import conflicts as asked
    from karabakh_events.queries import filters

    with reading(ctx) as connection:
        filters.resolve_record(connection, record)
        if show_sql:
            click.echo(asked.conflicts_query(record).pasteable())
            return
        output.write(
            asked.conflicts(connection, record),
            lambda rows, numbering: _layouts().conflicts(rows, numbering),
            connection,
            fields=CONFLICT_FIELDS,
            noun="conflict",
            nothing=lambda: f"no conflict of {asked_for(ctx)}" if record else "no conflict is recorded",
        )


@click.command(
    short_help="One record of any kind, with its passages.", epilog=example("kevents show sergey-lavrov")
)
@click.argument("record", metavar="ID", type=Name("record", "ID"))
@formatted()
@click.pass_context
def show(ctx: click.Context, record: str, output: Output) -> None:
    """One record of any kind: its fields, what is linked with it, and its passages in their surroundings."""
    with reading(ctx) as connection:
        _in_full(connection, record, output)


def _catalogue(
    ctx: click.Context,
    kind: str,
    name: str | None,
    output: Output,
    show_sql: bool,
    fields: tuple[str, ...],
) -> None:
    from karabakh_events.queries import catalogue, filters

    with reading(ctx) as connection:
        found = filters.resolve_name(connection, kind, name)
        if show_sql:
            query = getattr(catalogue, f"{kind}s".upper())
            click.echo(query.ids(found).pasteable())
            return
        # Columns that are a default of the user's are meant for the list.
        typed = ctx.get_parameter_source("columns") is click.core.ParameterSource.COMMANDLINE
        if found is not None and output.format in ("table", "markdown") and not typed:
            _in_full(connection, found, output)
            return
        rows: Iterable[Any]
        if found is not None and kind == "actor":
            from karabakh_events.queries.actor import FILE_FIELDS, actor_file

            rows, fields = [actor_file(connection, found)], (*fields, *FILE_FIELDS)
        else:
            rows = getattr(catalogue, f"{kind}s")(connection)
            # One has the fields that all have, so that a script reads it in the same way.
            rows = rows if found is None else (row for row in rows if row.id == found)
        output.write(
            rows,
            _layout(kind),
            connection,
            fields=fields,
            noun=kind,
            nothing=lambda: f"the database has no {kind}s",
        )


def _layout(kind: str) -> Callable[[Iterable[Any], Any], "Iterator[Block]"]:
    def layout(rows: Iterable[Any], numbering: Any) -> "Iterator[Block]":
        layouts = _layouts()
        if kind == "agreement":
            return layouts.agreements(rows, numbering)  # type: ignore[no-any-return]
        return getattr(layouts, f"{kind}s")(rows)  # type: ignore[no-any-return]

    return layout


def _in_full(connection: "sqlite3.Connection", record: str, output: Output) -> None:
    from karabakh_events.queries.conflicts import conflicts
    from karabakh_events.queries.record import show as found

    shown = found(connection, record)

    def drawn(numbering: Any) -> "Iterator[Block]":
        if shown.kind == "actor":
            from karabakh_events.queries.actor import actor_file
            from karabakh_events.render.actor import actor_file as layout

            return layout(actor_file(connection, shown.id), numbering)
        from karabakh_events.render.record import record as in_full

        return in_full(shown, conflicts(connection, shown.id), numbering)

    output.write_one(shown, drawn, connection)


def _layouts() -> Any:
    from karabakh_events.render import layouts

    return layouts
