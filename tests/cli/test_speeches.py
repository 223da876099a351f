"""A communiqué and an interview without quotation marks, curated until nothing is left to say."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from karabakh_events.cli.group import cli
from tests.pages import page

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["communique", "interview"])
def test_check_and_coverage_have_nothing_to_say(name: str) -> None:
    for command in ("check", "coverage"):
        result = CliRunner().invoke(cli, [command, str(DATA / name)], prog_name="kevents")
        assert (result.exit_code, result.stdout) == (0, "")
        assert "warning" not in result.stderr


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize(
    "command", ["who-said", "2024-03-15-mission-restraint", "2024-03-15-mission-statement"]
)
def test_a_communique(communique_file: Path, command: str, width: int, snapshot: SnapshotAssertion) -> None:
    assert page(communique_file, command, width) == snapshot


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", ["who-said", "2024-06-lund-every-word", "2024-06-02-harbour-post-lund"])
def test_an_interview(interview_file: Path, command: str, width: int, snapshot: SnapshotAssertion) -> None:
    assert page(interview_file, command, width) == snapshot
