"""`sources` and `diff`: documents compared with one another, and two databases."""

import sys
from typing import TYPE_CHECKING

import click

from karabakh_events.cli.examples import example
from karabakh_events.cli.options import Name, formatted
from karabakh_events.cli.output import Counted, Output, asked_for
from karabakh_events.cli.session import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.sources import Support
    from karabakh_events.render.blocks import Block
    from karabakh_events.render.parts import Numbering

DIFF_FIELDS = ("id", "kind", "label", "change", "changes")
SOURCES_FIELDS = ("id", "kind", "label", "date", "documents", "independent", "sources")


@click.command(
    short_help="How many independent sources support a record.",
    epilog=example("kevents sources 2020-11-10-karabakh-ceasefire", "kevents sources --format csv"),
)
@click.argument("record", metavar="[ID]", required=False, type=Name("record", "ID"))
@formatted(SOURCES_FIELDS)
@click.pass_context
def sources_command(ctx: click.Context, record: str | None, output: Output) -> None:
    """How many independent sources support a record, and through whom each came; with ID, that record only.

    Documents count together as one source when what they tell came through one outlet or agency, from one
    speaker, or in the same words. They stay apart when all they share is the speaker of a statement: they
    report that it was said.
    """

    def layout(rows: "Iterable[Support]", numbering: "Numbering") -> "Iterator[Block]":
        from karabakh_events.render.sources import supports

        return supports(rows, numbering)

    with reading(ctx) as connection:
        from karabakh_events.queries import filters, sources

        one = filters.resolve_record(connection, record)
        output.write(
            sources.supports(connection, one),
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


@click.command(
    short_help="What changed between two databases.",
    epilog=example("kevents --db old.db build && kevents --db new.db build && kevents diff old.db new.db"),
)
@click.argument("old", metavar="OLD", type=click.Path())
@click.argument("new", metavar="NEW", type=click.Path())
@formatted()
def diff_command(old: str, new: str, output: Output) -> None:
    """What changed from the database OLD to the database NEW, record by record, in words.

    Records are the same when they have the same identifier. OLD and NEW are files, as --db takes them; --db
    itself is ignored. The exit code is 0 whether they differ or not.
    """
    from karabakh_events import database
    from karabakh_events.characters import visible
    from karabakh_events.queries import diff

    with diff.edition(database.locate(old)) as before, diff.edition(database.locate(new)) as after:
        counted = Counted(diff.differences(before, after))
        if output.format in ("table", "markdown"):
            from karabakh_events.render.diff import differences

            output.draw(differences(counted))
        else:
            output.records((row.as_json() for row in counted), DIFF_FIELDS)
        sys.stdout.flush()
        if counted.count:
            return
        fingerprint = diff.same_content(before, after)
        if fingerprint is not None:
            click.echo(f"The same content, fingerprint {visible(fingerprint)}.", err=True)
        else:
            click.echo("No record differs, though the fingerprints do.", err=True)
