"""The sample database, open for reading, and every way in which a listing may be read."""

import sqlite3
from collections.abc import Iterator

import pytest

from karabakh_events.database.loading import build
from karabakh_events.database.opening import open_reading
from karabakh_events.queries import listing
from tests import rows as sample
from tests.queries.asking import INTERVIEW


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("queries") / "k.db"
    rows = sample.sample_rows()
    rows["citations"].append(sample.citation(INTERVIEW, "the minister", role_id="sergey-lavrov-minister"))
    build(path, rows, "fingerprint of the sample")
    opened = open_reading(path)
    yield opened
    opened.close()


@pytest.fixture(params=["as it is", "sorted", "walked", "walked along actors"])
def every_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every listing must answer the same whether candidates are sorted or an index is walked, and which."""
    if request.param.startswith("walked"):
        monkeypatch.setattr(listing, "FEW", -1)
    if request.param in ("sorted", "walked"):
        monkeypatch.setattr(listing, "MOST_ACTORS", 0)
