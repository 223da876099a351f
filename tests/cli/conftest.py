"""What several tests of commands start from."""

from pathlib import Path

import pytest

from tests.corpus import SOUND, write


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the sound corpus, the current one."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    write(folder, SOUND)
    monkeypatch.chdir(folder)
    return folder
