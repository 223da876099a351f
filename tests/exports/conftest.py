"""Two databases to export from, opened for reading, and a copy of the sample that may be written to."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from karabakh_events.counting import agreed
from karabakh_events.database import open_reading
from karabakh_events.exports import write
from karabakh_events.exports.report import Report
from karabakh_events.queries.filters import TimelineFilter

ALL = TimelineFilter(statements=True)
NOTHING = TimelineFilter(statements=True, since="1800-01-01", until="1800-12-31")


def exported(name: str, connection: sqlite3.Connection, wanted: TimelineFilter = ALL) -> tuple[bytes, Report]:
    """What one format writes, and its report."""
    out = BytesIO()
    report = write(name, connection, wanted, out)
    return out.getvalue(), report


def losses(report: Report) -> dict[str, int]:
    """What the report counts as lost, under its words in the plural."""
    return {agreed(words, 2): number for words, number in report.lost.items()}


@pytest.fixture
def sample(sample_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reading(sample_file)) as connection:
        yield connection


@pytest.fixture
def bundled(bundled_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reading(bundled_file)) as connection:
        yield connection


@pytest.fixture
def languages(languages_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reading(languages_file)) as connection:
        yield connection


@pytest.fixture(params=["sample", "bundled", "languages"])
def corpus(request: pytest.FixtureRequest) -> sqlite3.Connection:
    """Each of the databases."""
    connection: sqlite3.Connection = request.getfixturevalue(request.param)
    return connection


@pytest.fixture(scope="module")
def writable(sample_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A copy of the sample in which texts can be changed, for whatever they may be."""
    path = tmp_path_factory.mktemp("writable") / "kevents.db"
    shutil.copy(sample_file, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.fixture
def copy(sample: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """A copy of the sample for one test to change."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        sample.backup(connection)
        yield connection
