"""A database of the sample that a test may spoil, and a reader that does not wait long."""

from pathlib import Path

import pytest

from karabakh_events.database import opening
from karabakh_events.database.loading import build
from tests.rows import sample_rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kevents.db"


@pytest.fixture
def built(path: Path) -> Path:
    build(path, sample_rows(), "sample")
    return path


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_SECONDS", 0.2)
