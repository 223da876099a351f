"""What every test has: a home of its own, so that none reads or writes the user's database.

And how they are run: by as many processes as there are processors, at least two, what takes longest first.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from click.testing import CliRunner, Result

from karabakh_events.cli.group import cli
from karabakh_events.database.bundled import build_bundled
from karabakh_events.database.loading import build
from karabakh_events.extractor import extract
from karabakh_events.records import read_corpus
from tests.rows import sample_rows

# A machine that is busy must not fail a test.
hypothesis.settings.register_profile("kevents", deadline=None)
hypothesis.settings.load_profile("kevents")


# Pages whose examples need a library that only the extra `test-slow` has.
_PAGES_IN_NEED = ("[docs/plot.md]", "_python_do_what_the_page_shows[")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Let xdist run the tests, as `-n` would, unless it is told otherwise, absent, or a worker asks.

    Not by `-n` in the configuration, with which `-p no:xdist` would be a fault in the usage.
    """
    option = config.option
    alone = (
        option.usepdb
        or option.collectonly
        or getattr(option, "update_snapshots", False)
        or hasattr(config, "workerinput")
    )
    if alone or not hasattr(option, "numprocesses"):
        return
    if option.numprocesses is None and option.dist == "no":
        option.numprocesses = min(max(2, os.cpu_count() or 2), 8)
    if option.numprocesses and option.dist == "no":
        option.dist = "worksteal"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count among the slow tests those that need what only `test-slow` has; put the longest first."""
    for item in items:
        if item.get_closest_marker("needs") or any(page in item.nodeid for page in _PAGES_IN_NEED):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: "test_documents" not in item.nodeid)


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "KEVENTS_DB",
        "NO_COLOR",
        "FORCE_COLOR",
        "COLUMNS",
        "LINES",
        "TTY_COMPATIBLE",
        "XDG_CONFIG_HOME",
    ):
        monkeypatch.delenv(name, raising=False)
    # What a test asks for, and not what the terminal of whoever runs it has.
    monkeypatch.setenv("KEVENTS_PAGER", "")
    monkeypatch.setenv("FORCE_HYPERLINK", "0")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture(scope="session")
def sample_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of `tests.rows`; to be read only."""
    path = tmp_path_factory.mktemp("sample") / "kevents.db"
    build(path, sample_rows(), "fingerprint of the sample")
    return path


@pytest.fixture(scope="session")
def bundled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the bundled documents; to be read only."""
    path = tmp_path_factory.mktemp("bundled") / "kevents.db"
    build_bundled(path)
    return path


@pytest.fixture(scope="session")
def languages_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of `tests/data/languages`: one statement in four languages; to be read only."""
    return built(tmp_path_factory, "languages")


@pytest.fixture(scope="session")
def communique_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of `tests/data/communique`; to be read only."""
    return built(tmp_path_factory, "communique")


@pytest.fixture(scope="session")
def interview_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of `tests/data/interview`, which has no quotation marks; to be read only."""
    return built(tmp_path_factory, "interview")


def built(tmp_path_factory: pytest.TempPathFactory, name: str) -> Path:
    """A database of a folder of `tests/data`, which has no problem."""
    extraction = extract(read_corpus([Path(__file__).parent / "data" / name]))
    assert extraction.problems == ()
    path = tmp_path_factory.mktemp(name) / "kevents.db"
    build(path, extraction.sound_rows(), extraction.fingerprint())
    return path


Run = Callable[..., Result]


@pytest.fixture
def run(sample_file: Path) -> Run:
    """Run kevents on the sample database, within this process."""

    def call(*arguments: str, **settings: Any) -> Result:
        return CliRunner().invoke(
            cli, ["--db", str(sample_file), *arguments], prog_name="kevents", **settings
        )

    return call
