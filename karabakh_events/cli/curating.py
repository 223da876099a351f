"""`build`, `check`, `coverage`, `schema`: from record files to a database."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karabakh_events.characters import visible
from karabakh_events.cli.examples import example
from karabakh_events.cli.session import located

if TYPE_CHECKING:
    from karabakh_events.errors import Problem
    from karabakh_events.extractor import Extraction
    from karabakh_events.queries.conflicts import Counts

#: Building a small corpus takes less than a second; a bar that flashes by only disturbs.
FILES_WORTH_A_BAR = 50

files = click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True, readable=True)
)


@click.command(
    short_help="Check record files and load them into the database.", epilog=example("kevents build")
)
@files
@click.pass_context
def build_command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Check record files and load them into the database, in one transaction.

    A PATH is a record file or a folder of them; without any, the documents that come with kevents are
    loaded. What was in the database before is replaced: loading twice is loading once. With a single
    fault in the files, nothing is loaded.
    """
    path = located(ctx)
    changed = _load(path, paths)
    click.echo(f"{visible(str(path))}: {'loaded' if changed else 'nothing new'}", err=True)
    _summary(path)


@click.command(epilog=example("kevents check"))
@files
@click.option(
    "--db",
    "database",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Look for damage in this database instead.",
)
@click.pass_context
def check_command(ctx: click.Context, paths: tuple[Path, ...], database: Path | None) -> None:
    """Check record files against the texts; nothing is loaded.

    Of a single file, the other files of its folder are read for what it refers to, and only its own
    problems are told. Each stands on a line as FILE:LINE:COLUMN: FIELD: MESSAGE.
    """
    if database is not None:
        _check_database(ctx, database)
        return
    extraction = _extract(paths, neighbours=True)
    _tell(extraction.problems, err=False)
    warnings = len(extraction.problems) - len(extraction.errors)
    records = sum(
        len(extraction.rows.get(kind, ())) for kind in ("events", "statements", "agreements", "roles")
    )
    found = ", ".join(
        (
            _count(len(extraction.errors), "problem") if extraction.errors else "no problems",
            *([_count(warnings, "warning")] if warnings else ()),
        )
    )
    passages = _count(len(extraction.rows.get("citations", ())), "passage")
    click.echo(f"{_count(records, 'record')}, {passages}: {found}", err=True)
    if extraction.errors:
        ctx.exit(1)


@click.command(short_help="Sentences from which no record is drawn.", epilog=example("kevents coverage"))
@files
@click.pass_context
def coverage_command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """List the sentences of the documents' bodies from which no record is drawn.

    A sentence counts as read when a record cites words of it, or when it is listed as having nothing to
    record. Exit code 1 if any is left.
    """
    from karabakh_events.errors import KeventsError

    extraction = _extract(paths, neighbours=True)
    if extraction.errors:
        # Coverage counts what is cited, and what could not be found is not cited: it would mislead.
        _tell(extraction.problems, err=True)
        found = _count(len(extraction.errors), "problem")
        raise KeventsError(f"{found} in the record files", "coverage is counted when they are mended")
    left = 0
    for each in extraction.coverage:
        left += len(each.unaccounted)
        for sentence in each.unaccounted:
            click.echo(visible(f"{each.text}:{sentence.line}:{sentence.column}: {sentence.words}"))
        aside = f", {each.set_aside} with nothing to record" if each.set_aside else ""
        missing = f"{len(each.unaccounted)} unaccounted for" if each.unaccounted else "all accounted for"
        click.echo(f"{each.document}: {_count(each.sentences, 'sentence')}, {missing}{aside}", err=True)
    if left:
        ctx.exit(1)


@click.command(short_help="Print the JSON Schema of the record files.", epilog=example("kevents schema"))
def schema_command() -> None:
    """Print the JSON Schema of the record files, for editors that complete and check as one types."""
    import json

    from karabakh_events.records import json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


def _load(path: str, paths: Iterable[Path]) -> bool:
    """Check and load; whether the content changed. Raises CheckFailed after telling the problems."""
    from karabakh_events.database import loading

    extraction = _extract(paths, neighbours=False)
    _tell(extraction.problems, err=True)
    rows = extraction.sound_rows()
    with _bar(len(rows.get("documents", ()))) as told:
        return loading.build(path, rows, extraction.fingerprint(), progress=told).changed


def _extract(paths: Iterable[Path], *, neighbours: bool) -> "Extraction":
    from karabakh_events.database.resources import seeds_folder
    from karabakh_events.extractor import extract
    from karabakh_events.records import read_corpus
    from karabakh_events.records.reading import find_record_files

    named = list(paths) or [seeds_folder()]
    with _bar(len(find_record_files(named, neighbours=neighbours)[0])) as told:

        def progress(done: int, total: int) -> None:
            told("reading", done, total)

        return extract(read_corpus(named, neighbours=neighbours, progress=progress))


def _tell(problems: "Iterable[Problem]", *, err: bool) -> None:
    for problem in problems:
        click.echo(visible(str(problem)), err=err)
        if problem.hint:
            click.echo(f"    {visible(problem.hint)}", err=err)


def _summary(path: str) -> None:
    from contextlib import closing

    from karabakh_events.database import open_reading
    from karabakh_events.queries.conflicts import counts

    with closing(open_reading(path)) as connection:
        found = counts(connection)
    for label, words in _lines(found):
        click.echo(f"{label:<12}{words}")


def _lines(found: "Counts") -> Iterator[tuple[str, str]]:
    def parts(numbers: dict[str, int]) -> str:
        told = ", ".join(f"{number} {term}" for term, number in numbers.items())
        return f" ({told})" if told else ""

    yield "documents", f"{found.documents}"
    yield "events", f"{found.events}{parts(found.events_by_status)}"
    yield "statements", f"{found.statements}{parts(found.statements_by_manner)}"
    yield "agreements", f"{found.agreements}, with {_count(found.provisions, 'provision')}"
    yield "actors", f"{found.actors}, in {_count(found.roles, 'office')}; {_count(found.places, 'place')}"
    yield "passages", f"{found.citations}"
    yield "conflicts", f"{found.conflicts}"
    if found.earliest and found.latest:
        yield "from, to", f"{found.earliest}, {found.latest}"
    yield "fingerprint", f"{found.fingerprint}"


def _check_database(ctx: click.Context, path: Path) -> None:
    from karabakh_events.database.checking import problems_of_file

    problems = problems_of_file(path)
    for problem in problems:
        click.echo(visible(f"{path}: {problem}"))
    click.echo(f"{visible(str(path))}: {_count(len(problems), 'problem') if problems else 'sound'}", err=True)
    if problems:
        ctx.exit(1)


@contextmanager
def _bar(size: int) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, for work that is worth one."""
    if size < FILES_WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from click import progressbar

    stage_shown = ""
    with progressbar(length=1000, file=sys.stderr, width=30) as bar:

        def told(stage: str, done: int, total: int) -> None:
            nonlocal stage_shown
            if stage != stage_shown:
                bar.label = stage_shown = stage
                bar.update(-bar.pos)
            bar.update(int(1000 * done / max(total, 1)) - bar.pos)

        yield told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
