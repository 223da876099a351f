"""Measures `kevents export`: seconds of the processor and peak memory, for a small and a large database.

`python benchmarks/exports.py SMALL.db LARGE.db` prints a table, with `--json` the figures: of each format and
each database, seconds and bytes. The databases are made by
`python benchmarks/events.py SMALL.db 10000 --statements 5000` and the same for a hundred times as
many. Memory must not grow with the rows: what grows with documents and actors only is in it.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from clock import RSS_UNIT, environment

from karabakh_events.exports import FORMATS

KEVENTS = Path(sys.executable).parent / "kevents"


def measure(database: Path, name: str) -> tuple[float, int]:
    """Seconds of the processor and bytes of peak memory for all rows of a database, written to a file."""
    with TemporaryDirectory(dir=database.parent) as scratch:
        output = Path(scratch) / "out"
        command = [KEVENTS, "--db", database, "export", name, "--statements", "-o", output]
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{name}: exit code {process.returncode}")
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * RSS_UNIT


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure every export of two databases.")
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--json", action="store_true", help="write the figures as JSON")
    arguments = parser.parse_args()
    databases = (arguments.small, arguments.large)
    figures = {name: [measure(database, name) for database in databases] for name in FORMATS}
    if arguments.json:
        json.dump(figures, sys.stdout)
        return
    print(f"{'format':<11} {'small':>7} {'':>8} {'large':>7} {'':>9} {'memory ×':>8}")
    for name, ((few, little), (many, much)) in figures.items():
        print(
            f"{name:<11} {few:5.2f} s {little / 2**20:4.0f} MiB {many:5.1f} s {much / 2**20:5.0f} MiB"
            f" {much / little:8.2f}"
        )


if __name__ == "__main__":
    main()
