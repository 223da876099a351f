"""Memory does not grow with the rows."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.events import write_events

STREAMED = ("csv", "jsonl", "timelinejs", "ftm", "parquet")
SMALL, LARGE = 15_000, 60_000


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("memory")
    paths = [folder / f"{number}.db" for number in (SMALL, LARGE)]
    for path, number in zip(paths, (SMALL, LARGE), strict=True):
        write_events(path, number, statements=number // 2)
    return paths


_EXPORT = """if True:
    import sys
    from karabakh_events.cli import main
    from tests.memory import peak
    sys.argv[0] = "kevents"
    try:
        main()
    except SystemExit as end:
        if end.code:
            raise
    print(peak())
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", STREAMED)
def test_four_times_the_rows_take_no_more_memory(databases: list[Path], tmp_path: Path, name: str) -> None:
    peaks = []
    for database in databases:
        target = tmp_path / database.name
        command = ["--db", database, "export", name, "--statements", "-o", target]
        done = subprocess.run(
            [sys.executable, "-c", _EXPORT, *map(str, command)], stdout=subprocess.PIPE, text=True, check=True
        )
        peaks.append(int(done.stdout))
    # SQLite's cache fills up to 32 MB; 67,500 rows more would be 100 MB.
    assert peaks[1] < 1.25 * peaks[0] + 25_000_000, peaks
