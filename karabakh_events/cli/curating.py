"""`new`, `build`, `check`, `coverage`, `schema`: from a text to record files and to a database."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from karabakh_events.characters import visible
from karabakh_events.cli.examples import example
from karabakh_events.cli.session import located
from karabakh_events.counting import count

if TYPE_CHECKING:
    from karabakh_events.database.loading import Summary
    from karabakh_events.errors import Problem
    from karabakh_events.extractor import Extraction
    from karabakh_events.queries.conflicts import Counts
    from karabakh_events.records import Corpus

#: To build a small corpus takes less than a second: a bar would only flash up.
FILES_WORTH_A_BAR = 50

files = click.argument(
    "paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path, exists=True, readable=True)
)


@click.command(
    short_help="Begin the record file of a text.",
    epilog=example("echo 'BAKU, 1 May. All is quiet.' > quiet.txt && kevents new quiet.txt"),
)
@click.argument("text", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def new_command(text: Path) -> None:
    """Begin the record file of a text: write the frame NAME.yaml beside NAME.txt.

    The frame has the checksum, the title and the sections, guessed from the page: correct them where they are
    wrong. As comments, it lists the actors, places and agreements on file that the text names, and how often
    it does. On file is what the record files in the same folder declare. No file is ever replaced.
    """
    from karabakh_events.errors import KeventsError
    from karabakh_events.extractor.frame import frame_document, record_path, write_frame
    from karabakh_events.files import creating
    from karabakh_events.records.finding import SUFFIXES
    from karabakh_events.records.reading import read_document, read_neighbours

    if text.suffix.lower() in SUFFIXES:
        raise KeventsError(f"{text}: is a record file by its name", "name the text, or call it .txt")
    for present in map(text.with_suffix, SUFFIXES):
        if os.path.lexists(present):
            raise KeventsError(
                f"{present}: is there already; nothing was written",
                f"go on with it (kevents check {present}), or move it away for a new frame",
            )
    words, checksum = read_document(text)
    corpus = read_neighbours(text)
    document, named = frame_document(str(text), words, checksum, corpus)
    schema = "record-file.schema.json"
    frame = write_frame(document, named, schema=schema if (text.parent / schema).is_file() else None)
    record = Path(record_path(text))
    with creating(record) as out:
        out.write(frame.encode())
    click.echo(
        f"{visible(str(record))}: {count(len(document.sections), 'section')} guessed; the text names"
        f" {count(len(named), 'record')} on file",
        err=True,
    )
    faults = sum(not problem.warning for problem in corpus.problems)
    if faults:
        click.echo(
            f"{count(faults, 'problem')} in the record files of the folder: kevents check tells them",
            err=True,
        )


@click.command(
    short_help="Check record files and load them into the database.", epilog=example("kevents build")
)
@files
@click.pass_context
def build_command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Check record files and load them into the database, in one transaction.

    A PATH is a record file or a folder of record files. Without PATH, the documents that come with kevents
    are loaded. They replace what was in the database before, so loading twice is the same as loading once.
    If there is any fault in the files, nothing is loaded.
    """
    path = located(ctx)
    done = _load(path, paths)
    if done.backup is not None:
        old = visible(str(done.backup))
        click.echo(f"{visible(path)}: upgraded; the file as it was before is kept as {old}", err=True)
    click.echo(f"{visible(path)}: {'loaded' if done.changed else 'nothing new'}", err=True)
    _summary(path)


@click.command(
    short_help="Check record files against the texts; load nothing.",
    epilog=example("kevents check", "kevents check --format json"),
)
@files
@click.option(
    "--format",
    "-f",
    "problem_format",
    type=click.Choice(("text", "json", "jsonl")),
    default="text",
    help="The format of the problems; json and jsonl are for editors and other programs.  [default: text]",
)
@click.option(
    "--db",
    "database",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Look for damage in this database instead.",
)
@click.pass_context
def check_command(
    ctx: click.Context, paths: tuple[Path, ...], problem_format: str, database: Path | None
) -> None:
    """Check record files against the texts, without loading anything.

    A single file may refer to the other files of its folder, so these are read too; but only the problems of
    the file itself are reported. Each problem is a line: FILE:LINE:COLUMN: FIELD: MESSAGE. In JSON it has
    the fields file, line, column, path, severity (error or warning), message and hint. Lines and columns
    count from 1, in characters; 0 stands for the whole file. Without PATH, the documents that come with
    kevents are checked.
    """
    if database is not None:
        _check_database(ctx, database, problem_format)
        return
    extraction = _extract(paths, neighbours=True)
    _write_problems(extraction.problems, problem_format)
    warnings = len(extraction.problems) - len(extraction.errors)
    records = sum(
        len(extraction.rows.get(kind, ())) for kind in ("events", "statements", "agreements", "roles")
    )
    faults = ", ".join(
        (
            count(len(extraction.errors), "problem") if extraction.errors else "no problems",
            *([count(warnings, "warning")] if warnings else ()),
        )
    )
    passages = count(len(extraction.rows.get("citations", ())), "passage")
    click.echo(f"{count(records, 'record')}, {passages}: {faults}", err=True)
    if extraction.errors:
        ctx.exit(1)


@click.command(short_help="Sentences and clauses that no record tells.", epilog=example("kevents coverage"))
@files
@click.pass_context
def coverage_command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """List what the records leave out: sentences of the documents' bodies, and clauses within a sentence.

    A sentence counts as read when a record cites words of it, or when it is listed as having nothing to
    record. A stretch of such a sentence that no passage tells is listed too, with “…” for the rest, if it
    holds a clause of its own: five words or more, or seven beside a quotation mark. Numbers do not count, nor
    do the names and offices on file. The exit code is 1 if anything is left. Without PATH, the documents that
    come with kevents are read.
    """
    from karabakh_events.errors import KeventsError

    extraction = _extract(paths, neighbours=True)
    _print_problems(extraction.problems, err=True)
    if extraction.errors:
        # Coverage counts what is cited. A passage that was not found is not cited: the count would mislead.
        faults = count(len(extraction.errors), "problem")
        raise KeventsError(
            f"{faults} in the record files", "mend them first: until then the coverage would mislead"
        )
    left = 0
    for each in extraction.coverage:
        listed = sorted((*each.unaccounted, *each.passed_over))
        left += len(listed)
        for sentence in listed:
            click.echo(visible(f"{each.text}:{sentence.line}:{sentence.column}: {sentence.words}"))
        words = [count(each.sentences, "sentence")]
        if each.unaccounted:
            words.append(f"{len(each.unaccounted)} unaccounted for")
        if each.passed_over:
            words.append(f"{count(len(each.passed_over), 'clause')} passed over")
        if not listed:
            words.append("all accounted for")
        if each.set_aside:
            words.append(f"{each.set_aside} with nothing to record")
        click.echo(f"{each.document}: {', '.join(words)}", err=True)
    if left:
        ctx.exit(1)


@click.command(
    short_help="Print the JSON Schema of the record files.",
    epilog=example("kevents schema", "kevents schema --with-ids"),
)
@click.option(
    "--with-ids",
    "folder",
    metavar="[FOLDER]",
    is_flag=False,
    flag_value="",
    help="Offer the identifiers on file where one of their kind belongs: those in the record files of FOLDER,"
    " or without FOLDER those that come with kevents. Others stay valid.",
)
def schema_command(folder: str | None) -> None:
    """Print the JSON Schema of the record files, for editors that complete and check as you type.

    Each word of a closed list carries its meaning.
    """
    import json

    from karabakh_events.records import json_schema

    known = None
    if folder is not None:
        from karabakh_events.extractor.known import known_records

        known = known_records(_read([Path(folder)] if folder else []))
    click.echo(json.dumps(json_schema(known), indent=2, ensure_ascii=False))


def _load(path: str, paths: Iterable[Path]) -> "Summary":
    """Check and load the files; say what was done. Raises CheckFailed after printing the problems."""
    from karabakh_events.database import loading

    extraction = _extract(paths, neighbours=False)
    _print_problems(extraction.problems, err=True)
    rows = extraction.sound_rows()
    with _bar(len(rows.get("documents", ()))) as report:
        return loading.build(path, rows, extraction.fingerprint(), progress=report)


def _extract(paths: Iterable[Path], *, neighbours: bool) -> "Extraction":
    from karabakh_events.extractor import extract

    return extract(_read(paths, neighbours=neighbours))


def _read(paths: Iterable[Path], *, neighbours: bool = False) -> "Corpus":
    from karabakh_events.database.resources import seeds_folder
    from karabakh_events.records import read_corpus
    from karabakh_events.records.finding import find_record_files

    named = list(paths) or [seeds_folder()]
    with _bar(len(find_record_files(named, neighbours=neighbours)[0])) as report:

        def progress(done: int, total: int) -> None:
            report("reading", done, total)

        return read_corpus(named, neighbours=neighbours, progress=progress)


def _print_problems(problems: "Iterable[Problem]", *, err: bool) -> None:
    for problem in problems:
        click.echo(visible(str(problem)), err=err)
        if problem.hint:
            click.echo(f"    {visible(problem.hint)}", err=err)


def _write_problems(problems: "Sequence[Problem]", problem_format: str) -> None:
    """Write the problems to standard output, in the format that the user wants."""
    if problem_format == "text":
        _print_problems(problems, err=False)
        return
    from karabakh_events.cli.output import Output
    from karabakh_events.errors import Problem

    Output(problem_format).records((problem.as_json() for problem in problems), Problem._fields)


def _summary(path: str) -> None:
    from contextlib import closing

    from karabakh_events.database import open_reading
    from karabakh_events.queries import conflicts

    with closing(open_reading(path)) as connection:
        counts = conflicts.counts(connection)
    for label, words in _lines(counts):
        click.echo(f"{label:<12}{words}")


def _lines(counts: "Counts") -> Iterator[tuple[str, str]]:
    def parts(numbers: dict[str, int]) -> str:
        each = ", ".join(f"{number} {term}" for term, number in numbers.items())
        return f" ({each})" if each else ""

    yield "documents", f"{counts.documents}"
    yield "events", f"{counts.events}{parts(counts.events_by_status)}"
    yield "statements", f"{counts.statements}{parts(counts.statements_by_manner)}"
    yield "agreements", f"{counts.agreements}, with {count(counts.provisions, 'provision')}"
    yield "actors", f"{counts.actors}, in {count(counts.roles, 'office')}; {count(counts.places, 'place')}"
    yield "passages", f"{counts.citations}"
    yield "conflicts", f"{counts.conflicts}"
    if counts.earliest and counts.latest:
        yield "dates", f"earliest bound {counts.earliest}, latest bound {counts.latest}"
    yield "fingerprint", f"{counts.fingerprint}"


def _check_database(ctx: click.Context, path: Path, problem_format: str) -> None:
    from karabakh_events.database.checking import problems_of_file
    from karabakh_events.errors import Problem

    problems = problems_of_file(path)
    if problem_format == "text":
        for problem in problems:
            click.echo(visible(f"{path}: {problem}"))
    else:
        _write_problems([Problem(str(path), 0, 0, "", problem) for problem in problems], problem_format)
    click.echo(f"{visible(str(path))}: {count(len(problems), 'problem') if problems else 'sound'}", err=True)
    if problems:
        ctx.exit(1)


@contextmanager
def _bar(size: int) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, if there is work for one."""
    if size < FILES_WORTH_A_BAR or not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from click import progressbar

    stage_shown = ""
    with progressbar(length=1000, file=sys.stderr, width=30) as bar:

        def report(stage: str, done: int, total: int) -> None:
            nonlocal stage_shown
            if stage != stage_shown:
                bar.label = stage_shown = stage
                bar.update(-bar.pos)
            bar.update(int(1000 * done / max(total, 1)) - bar.pos)

        yield report
