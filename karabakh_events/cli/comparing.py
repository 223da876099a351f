"""`sources` and `diff`: documents held against one another, and two databases."""

from typing import TYPE_CHECKING

import click

from karabakh_events.cli.options import Name, example, formatted
from karabakh_events.cli.output import Output, asked_for
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.support import Support
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering

SOURCES_FIELDS = ("id", "kind", "label", "date", "documents", "independent", "sources")


@click.command(
    short_help="How many independent sources support a record.",
    epilog=example("kevents sources 2020-11-10-karabakh-ceasefire", "kevents sources --format csv"),
)
@click.argument("record", metavar="[ID]", required=False, type=Name("record", "ID"))
@formatted
@click.pass_context
def sources(ctx: click.Context, record: str | None, output: Output) -> None:
    """How many independent sources support a record, and through whom each came; with ID, that record only.

    Documents count once together when what they tell came through one outlet or agency, from one speaker, or
    in the same words. A statement's own speaker does not make its documents one: they tell that it was said.
    """
    with reading(ctx) as connection:
        from karabakh_events.queries import support

        one = None
        if record is not None:
            from karabakh_events.queries.record import show as found

            shown = found(connection, record)
            one = shown.kind, shown.id

        def layout(rows: "Iterable[Support]", numbering: "Numbering") -> "Iterator[Block]":
            from karabakh_events.render.support import supports

            return supports(rows, numbering)

        output.write(
            support.supports(connection, one),
            layout,
            connection,
            fields=SOURCES_FIELDS,
            noun="record",
            nothing=lambda: (
                f"{asked_for(ctx)}; no passage is cited for {'an' if one[0] == 'actor' else 'a'} {one[0]}"
                if one
                else asked_for(ctx)
            ),
        )
