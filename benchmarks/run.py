"""Measures kevents, each figure against its goal (`just bench`).

Times are told in multiples of what stands beside them and was measured in the same run: `python -c pass`
for whole processes (same interpreter, same environment, byte code cached), a tenth of the records, a
hundredth of the events. They are times by the clock, the best of all runs; only what takes many seconds,
and so never finds the machine quiet for long, is compared by the time of the processor. The goals are for
design; nothing fails by missing one on a slow machine.

What other tools need for the same query is measured too, where they are installed: the extra `bench`.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clock import COLUMNS, Command, Timing, environment, interleave
from corpus import RECORDS

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
DOCUMENTS = 1_000
EVENTS = 1_000_000

_EMPTY = "import click\n@click.command()\ndef main(): pass\nmain()"
_CORE = """\
import json, sys
from sqlalchemy import create_engine
with create_engine(f"sqlite:///{sys.argv[1]}").connect() as connection:
    rows = connection.exec_driver_sql(sys.argv[2]).mappings()
    json.dump([dict(row) for row in rows], sys.stdout)
"""


@dataclass(frozen=True)
class Figure:
    """One line of the report. `goal` is the most that `measured` should be; None for no goal."""

    section: str
    what: str
    measured: float
    unit: str
    goal: float | None = None
    detail: str = ""

    @property
    def verdict(self) -> str:
        return "" if self.goal is None else "ok" if self.measured <= self.goal else "over"


def kevents(*arguments: str, **options: Any) -> Command:
    return Command(" ".join(("kevents", *arguments[2:])), [str(BIN / "kevents"), *arguments], **options)


def printed(*arguments: str) -> str:
    """What a command prints, run by itself and not timed."""
    return subprocess.run(arguments, check=True, capture_output=True, text=True, env=environment()).stdout


# --- whole processes -----------------------------------------------------------------------------------


def processes(scratch: Path, rounds: int) -> Iterator[Figure]:
    database = str(scratch / "bundled.db")
    built = scratch / "built.db"
    printed(str(BIN / "kevents"), "--db", database, "build")
    # The first of the queries that are shown: the others read what each of its rows holds.
    sql = printed(str(BIN / "kevents"), "--db", database, "timeline", "--show-sql").partition(";\n\n")[0]
    baseline = Command("python -c pass", [sys.executable, "-c", "pass"])
    timeline, said = ("--db", database, "timeline"), ("--db", database, "who-said", "corridor")
    table = {"terminal": True}
    goals: list[tuple[Command, float | None, str]] = [
        (Command("an empty Click program", [sys.executable, "-c", _EMPTY]), None, ""),
        (kevents(*timeline, "--format", "json"), 4.5, ""),
        (kevents(*said, "--format", "json"), 4.5, ""),
        (kevents(*timeline, **table), 8.5, f"on a terminal of {COLUMNS} columns"),
        (kevents(*said, **table), 8.5, f"on a terminal of {COLUMNS} columns"),
        (kevents("--db", str(built), "build", makes=built), 60, "the bundled corpus, check included"),
        (
            Command("SQLAlchemy Core", [sys.executable, "-c", _CORE, database, sql]),
            None,
            "the timeline’s query",
        ),
        *(
            (
                each,
                None,
                "the timeline’s query" if each.name == "sqlite-utils" else "as many events, from a ledger",
            )
            for each in _other_tools(scratch, database, sql)
        ),
    ]
    timings = interleave([baseline, *(command for command, _, _ in goals)], rounds)
    base = timings[baseline.name]
    section = f"Whole processes, in multiples of `python -c pass` ({_milliseconds(base.best)})"
    for command, goal, detail in goals:
        timing = timings[command.name]
        parts = (detail, _milliseconds(timing.best), f"median {timing.median / base.median:.1f}")
        yield Figure(
            section,
            command.name,
            timing.best / base.best,
            "x",
            goal,
            "; ".join(part for part in parts if part),
        )


def _other_tools(scratch: Path, database: str, sql: str) -> Iterator[Command]:
    if (BIN / "sqlite-utils").exists():
        yield Command("sqlite-utils", [str(BIN / "sqlite-utils"), "query", database, sql])
    if (BIN / "bean-query").exists():
        ledger = scratch / "events.beancount"
        events = json.loads(printed(str(BIN / "kevents"), "--db", database, "timeline", "--format", "json"))
        ledger.write_text(
            "".join(
                f'{each["earliest"] or "1988-02-20"} event "{each["mode"]}" "{each["id"]}"\n'
                for each in events
            )
        )
        query = "SELECT date, type, description FROM #events ORDER BY date"
        yield Command("bean-query", [str(BIN / "bean-query"), "--format", "csv", str(ledger), query])


# --- the synthetic corpus ------------------------------------------------------------------------------


def corpora(scratch: Path, rounds: int) -> Iterator[Figure]:
    records = DOCUMENTS * RECORDS
    section = f"Synthetic corpus: {DOCUMENTS:,} documents, {records:,} records; and a tenth of them"
    sizes = {"large": DOCUMENTS, "small": DOCUMENTS // 10}
    commands = {}
    for size, documents in sizes.items():
        folder, database = scratch / size, scratch / f"{size}.db"
        printed(sys.executable, str(HERE / "corpus.py"), str(folder), str(documents))
        commands["check", size] = Command(f"check {size}", [str(BIN / "kevents"), "check", str(folder)])
        commands["build", size] = Command(
            f"build {size}",
            [str(BIN / "kevents"), "--db", str(database), "build", str(folder)],
            makes=database,
        )
    timings = interleave(list(commands.values()), rounds)

    def timing(what: str, size: str) -> Timing:
        return timings[commands[what, size].name]

    for what in ("check", "build"):
        large, small = timing(what, "large"), timing(what, "small")
        yield Figure(
            section,
            f"kevents {what}: time for ten times the records",
            min(large.processor) / min(small.processor),
            "x",
            11,
            f"{min(large.processor):.1f} s, {min(small.processor):.2f} s of the processor;"
            f" {large.best:.1f} s, {small.best:.2f} s by the clock",
        )
    for what in ("check", "build"):
        large, small = timing(what, "large"), timing(what, "small")
        detail = f"of a tenth: {small.memory / 2**20:.0f} MiB"
        yield Figure(section, f"kevents {what}: peak memory", large.memory / 2**20, "MiB", detail=detail)
    took: dict[str, float] = json.loads(
        printed(sys.executable, str(HERE / "inside.py"), "stages", str(scratch / "large"), str(scratch))
    )
    rows = int(took["rows"])
    after = took["extracting"] + took["fingerprint"] + took["loading"]
    detail = (
        f"{rows:,} rows; extracting {took['extracting']:.1f} s, fingerprint {took['fingerprint']:.1f} s,"
        f" loading {took['loading']:.1f} s"
    )
    yield Figure(
        section,
        "building without reading, in multiples of a bare executemany into the same schema",
        after / took["bare schema"],
        "x",
        5,
        detail,
    )
    yield Figure(
        section,
        "the same, into tables without keys, indexes, checks and full text",
        after / took["bare tables"],
        "x",
        detail=f"{rows / after:,.0f} rows a second; bare {rows / took['bare tables']:,.0f}",
    )
    yield Figure(
        section,
        "reading the record files",
        took["reading"],
        "s",
        detail=f"of which YAML {took['yaml']:.1f} s; {records / took['reading']:,.0f} records a second",
    )


# --- a page of the timeline ----------------------------------------------------------------------------


def pages(scratch: Path) -> Iterator[Figure]:
    section = (
        f"A page of 50 rows of the timeline among {EVENTS:,} events, in multiples of the same among 10,000"
    )
    sizes = {"events-small.db": 10_000, "events-large.db": EVENTS}
    for name, events in sizes.items():
        printed(sys.executable, str(HERE / "events.py"), str(scratch / name), str(events))
    small, large = (str(scratch / name) for name in sizes)
    measured = json.loads(printed(sys.executable, str(HERE / "inside.py"), "pages", small, large))
    for kind, times in measured.items():
        best = {size: min(each) for size, each in times.items()}
        median = {size: statistics.median(each) for size, each in times.items()}
        yield Figure(
            section,
            kind,
            best["large"] / best["small"],
            "x",
            1.3,
            f"{best['large'] * 1e3:.2f} ms, {best['small'] * 1e3:.2f} ms;"
            f" median {median['large'] / median['small']:.2f}",
        )


# --- the web site --------------------------------------------------------------------------------------


def sites() -> Iterator[Figure]:
    measured = json.loads(printed(sys.executable, str(HERE / "website.py"), "--json"))
    section = "The web site, in a headless Chromium; of the bundled documents and of 20,000 events"
    for name, told in measured.items():
        of = "bundled" if name == "bundled" else "20,000 events"
        first = (
            f"{told['first_page_gzip'] / 1e6:.2f} MB in gzip; the whole folder {told['size'] / 1e6:,.1f} MB"
        )
        made = f"{told['processor_seconds']:.1f} s of the processor; {told['files']:,} files"
        yield Figure(section, f"{of}: kevents site", told["seconds"], "s", detail=made)
        yield Figure(section, f"{of}: peak memory", told["peak_memory"] / 2**20, "MiB")
        yield Figure(section, f"{of}: what a first visit reads", told["first_page"] / 1e6, "MB", detail=first)
        yield Figure(section, f"{of}: to the first paint", told["first_paint"], "s")
        yield Figure(section, f"{of}: to list and chart", told["list_and_chart"], "s", 2)
        yield Figure(section, f"{of}: to a filtered view, the slowest of three", told["filtered"], "s", 1)


# --- exports -------------------------------------------------------------------------------------------


def exports(scratch: Path) -> Iterator[Figure]:
    section = f"Exports of {EVENTS:,} events and half as many statements; and of a hundredth"
    sizes = {"small": EVENTS // 100, "large": EVENTS}
    databases = []
    for size, events in sizes.items():
        databases.append(str(scratch / f"exports-{size}.db"))
        counts = (str(events), "--statements", str(events // 2))
        printed(sys.executable, str(HERE / "events.py"), databases[-1], *counts)
    measured = json.loads(printed(sys.executable, str(HERE / "exports.py"), "--json", *databases))
    for name, ((few, little), (many, much)) in measured.items():
        detail = f"of a hundredth {little / 2**20:.0f} MiB; {many:.0f} s of the processor, {few:.2f} s"
        yield Figure(section, f"kevents export {name}: peak memory", much / 2**20, "MiB", detail=detail)


# --- the report ----------------------------------------------------------------------------------------


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


def machine() -> str:
    import sqlite3

    return (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()},"
        f" SQLite {sqlite3.sqlite_version}"
    )


def report(figures: Sequence[Figure]) -> str:
    """Markdown that is also read as it stands."""
    lines = [f"Measured on {machine()}."]
    for section in dict.fromkeys(figure.section for figure in figures):
        rows = [("", "measured", "goal", "", "")]
        for figure in figures:
            if figure.section == section:
                goal = "" if figure.goal is None else f"{figure.goal:g}"
                digits = 0 if figure.unit == "MiB" else 2
                measured = f"{figure.measured:,.{digits}f}{'' if figure.unit == 'x' else ' ' + figure.unit}"
                rows.append((figure.what, measured, goal, figure.verdict, figure.detail))
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        rows.insert(
            1,
            (
                "-" * widths[0],
                "-" * (widths[1] - 1) + ":",
                "-" * (widths[2] - 1) + ":",
                "--",
                "-" * widths[4],
            ),
        )
        widths[3] = max(widths[3], 2)
        lines += ["", f"{section}:", ""]
        for row in rows:
            padded = [
                text.rjust(width) if column in (1, 2) else text.ljust(width)
                for column, (text, width) in enumerate(zip(row, widths, strict=True))
            ]
            lines.append(f"| {' | '.join(padded)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure kevents; ratios are taken in one run.")
    parser.add_argument(
        "--quick", action="store_true", help="leave out the synthetic corpus and its timeline"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    arguments = parser.parse_args()
    figures: list[Figure] = []
    with TemporaryDirectory(prefix="kevents-bench-") as folder:
        scratch = Path(folder)
        figures += processes(scratch, rounds=10 if arguments.quick else 30)
        if not arguments.quick:
            figures += corpora(scratch, rounds=2)
            figures += pages(scratch)
            figures += sites()
            figures += exports(scratch)
    print(report(figures))
    if arguments.json:
        told = [{**asdict(figure), "verdict": figure.verdict} for figure in figures]
        arguments.json.write_text(
            json.dumps({"machine": machine(), "figures": told}, indent=2, ensure_ascii=False) + "\n"
        )


if __name__ == "__main__":
    main()
