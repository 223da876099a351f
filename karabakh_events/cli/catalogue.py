"""`actors`, `agreements`, `documents`, `places`, `conflicts`: lists, each with one in full; and `show`."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import Name, formatted, joined, show_sql
from karabakh_events.cli.output import Output, asked_for, print_queries
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    import sqlite3

    from karabakh_events.cli.output import Row
    from karabakh_events.queries.catalogue import ActorRow, AgreementRow, Catalogue, DocumentRow, PlaceRow
    from karabakh_events.queries.conflicts import Conflict
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering

R = TypeVar("R", bound="Row")

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


class _Listing(NamedTuple, Generic[R]):
    """What the commands that list one kind of record differ in."""

    fields: tuple[str, ...]
    catalogue: "Catalogue"
    rows: "Callable[[sqlite3.Connection, str | None], Iterable[R]]"
    layout: "Callable[[Iterable[R], Numbering], Iterator[Block]]"


@click.command(
    short_help="Who acts and speaks: persons, states, bodies, forces.",
    epilog=example("kevents actors", "kevents actors Lavrov"),
)
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("actor"), callback=joined)
@formatted(ACTOR_FIELDS)
@show_sql
@click.pass_context
def actors_command(ctx: click.Context, name: str | None, output: Output, show_sql: bool) -> None:
    """Persons, states, bodies, forces and outlets, or the whole file of the one that NAME means.

    The file has the offices of the actor, the spellings of the name in the documents, what the actor did and
    said, whom they met, and what was said to them and about them.
    """
    from karabakh_events.queries import catalogue

    def layout(rows: "Iterable[ActorRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.actors(rows)

    listing = _Listing(ACTOR_FIELDS, catalogue.ACTORS, catalogue.actors, layout)
    _list(ctx, listing, name, output, show_sql)


@click.command(
    short_help="Agreements with their parties and provisions.",
    epilog=example("kevents agreements", "kevents agreements --format json"),
)
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("agreement"), callback=joined)
@formatted(AGREEMENT_FIELDS)
@show_sql
@click.pass_context
def agreements_command(ctx: click.Context, name: str | None, output: Output, show_sql: bool) -> None:
    """Agreements with their parties and provisions, or the one that NAME means, in full."""
    from karabakh_events.queries import catalogue

    def layout(rows: "Iterable[AgreementRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.agreements(rows, numbering)

    listing = _Listing(AGREEMENT_FIELDS, catalogue.AGREEMENTS, catalogue.agreements, layout)
    _list(ctx, listing, name, output, show_sql)


@click.command(
    short_help="The documents from which everything else is drawn.",
    epilog=example("kevents documents", "kevents documents --format csv"),
)
@click.argument("name", metavar="[ID]", required=False, type=Name("document", "ID"))
@formatted(DOCUMENT_FIELDS)
@show_sql
@click.pass_context
def documents_command(ctx: click.Context, name: str | None, output: Output, show_sql: bool) -> None:
    """The documents from which everything else is drawn, or the one that ID means, in full."""
    from karabakh_events.queries import catalogue

    def layout(rows: "Iterable[DocumentRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.documents(rows)

    listing = _Listing(DOCUMENT_FIELDS, catalogue.DOCUMENTS, catalogue.documents, layout)
    _list(ctx, listing, name, output, show_sql)


@click.command(short_help="Where things happened.", epilog=example("kevents places", "kevents places Baku"))
@click.argument("name", nargs=-1, metavar="[NAME]", type=Name("place"), callback=joined)
@formatted(PLACE_FIELDS)
@show_sql
@click.pass_context
def places_command(ctx: click.Context, name: str | None, output: Output, show_sql: bool) -> None:
    """The places where things happened, or the one that NAME means, in full."""
    from karabakh_events.queries import catalogue

    def layout(rows: "Iterable[PlaceRow]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.places(rows)

    listing = _Listing(PLACE_FIELDS, catalogue.PLACES, catalogue.places, layout)
    _list(ctx, listing, name, output, show_sql)


@click.command(
    short_help="Where the documents differ: every reading.",
    epilog=example("kevents conflicts", "kevents conflicts --format json"),
)
@click.argument("record", metavar="[ID]", required=False, type=Name("record", "ID"))
@formatted(CONFLICT_FIELDS)
@show_sql
@click.pass_context
def conflicts_command(ctx: click.Context, record: str | None, output: Output, show_sql: bool) -> None:
    """Every reading, where documents tell a thing in more than one way or a document contradicts itself.

    Each record has a table of its fields by documents. A cell has what the document says, the passage and
    its place. What is from outside the corpus stands in the last column. With ID, only that record.
    """

    def layout(rows: "Iterable[Conflict]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render import layouts

        return layouts.conflicts(rows, numbering)

    with reading(ctx) as connection:
        from karabakh_events.queries import conflicts, filters

        filters.resolve_record(connection, record)
        if show_sql:
            print_queries(conflicts.conflicts_queries(record))
            return
        output.write(
            conflicts.conflicts(connection, record),
            layout,
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
def show_command(ctx: click.Context, record: str, output: Output) -> None:
    """One record of any kind: its fields, what is linked with it, and its passages in their surroundings."""
    with reading(ctx) as connection:
        _show(connection, record, output)


def _list(ctx: click.Context, listing: _Listing[R], name: str | None, output: Output, show_sql: bool) -> None:
    """The records of one kind, or the one that the name means."""
    from karabakh_events.queries import filters

    kind = listing.catalogue.kind
    with reading(ctx) as connection:
        id_ = filters.resolve_name(connection, kind, name)
        if show_sql:
            print_queries(listing.catalogue.queries(id_))
            return
        # Columns that come from a default of the user's are meant for the list.
        typed = ctx.get_parameter_source("columns") is click.core.ParameterSource.COMMANDLINE
        if id_ is not None and output.format in ("table", "markdown") and not typed:
            _show(connection, id_, output)
            return
        rows: Iterable[Any]
        fields = listing.fields
        if id_ is not None and kind == "actor":
            from karabakh_events.queries import actor

            rows, fields = [actor.actor_file(connection, id_)], (*fields, *actor.FILE_FIELDS)
        else:
            # One has the fields that all have, so that a script reads it in the same way.
            rows = listing.rows(connection, id_)
        output.write(
            rows,
            listing.layout,
            connection,
            fields=fields,
            noun=kind,
            nothing=lambda: f"the database has no {kind}s",
        )


def _show(connection: "sqlite3.Connection", id_: str, output: Output) -> None:
    """One record in full; of an actor, the whole file."""
    from karabakh_events.queries import record

    whole = record.show(connection, id_)

    def layout(numbering: "Numbering") -> "Iterator[Block]":
        # What a page has besides the record is read only for a page.
        from karabakh_events.queries import actor, conflicts

        if whole.kind == "actor":
            from karabakh_events.render.actor import actor_file

            return actor_file(actor.actor_file(connection, whole.id), numbering)
        from karabakh_events.render.record import record

        return record(whole, conflicts.conflicts(connection, whole.id), numbering)

    output.write_one(whole, layout, connection)
