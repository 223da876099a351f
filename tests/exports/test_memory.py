"""Memory does not grow with the rows."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.corpus import write_events

STREAMED = ("csv", "jsonl", "timelinejs", "ftm", "parquet")
SMALL, LARGE = 15_000, 60_000


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("memory")
    paths = [folder / f"{number}.db" for number in (SMALL, LARGE)]
    for path, number in zip(paths, (SMALL, LARGE), strict=True):
        write_events(path, number, statements=number // 2)
    return paths


@pytest.mark.slow
@pytest.mark.parametrize("name", STREAMED)
def test_four_times_the_rows_take_no_more_memory(databases: list[Path], tmp_path: Path, name: str) -> None:
    peaks = []
    for database in databases:
        process = subprocess.Popen(
            [
                str(Path(sys.executable).parent / "kevents"),
                *("--db", str(database), "export", name, "--statements", "-o", str(tmp_path / database.name)),
            ],
            stderr=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0
        peaks.append(usage.ru_maxrss)
    # SQLite's cache fills up to 32 MB; 67,500 rows more would be 100 MB.
    assert peaks[1] < 1.25 * peaks[0] + 25_000, peaks
