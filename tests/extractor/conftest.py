"""The sound corpus, extracted."""

import pytest

from karabakh_events.extractor import Extraction
from tests.corpus import SOUND, drawn, write


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    folder = tmp_path_factory.mktemp("sound")
    write(folder, SOUND)
    return drawn(folder)
