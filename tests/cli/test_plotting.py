"""`plot`, through the command line: files, what is told of them, and what is refused."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from karabakh_events.cli.group import cli
from karabakh_events.database.loading import build
from tests.conftest import Run
from tests.rows import Row, sample_rows
from tests.test_plots import described

KEVENTS = str(Path(sys.executable).with_name("kevents"))


@pytest.fixture
def plot(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **settings: object) -> object:
        return run("plot", *arguments, **settings)

    return call  # type: ignore[return-value]  # as `run`


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize(
    ("picture", "name", "head"),
    [
        ("timeline", "a.svg", b"<?xml"),
        ("timeline", "a.pdf", b"%PDF"),
        ("activity", "a.png", b"\x89PNG"),
        ("activity", "A.SVG", b"<?xml"),
    ],
)
def test_the_name_says_the_format(plot: Run, picture: str, name: str, head: bytes) -> None:
    result = plot(picture, "-o", name)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert result.stderr.startswith(f"{name}: ")
    assert Path(name).read_bytes().startswith(head)
    assert [each.name for each in Path().iterdir() if each.is_file()] == [name]


@pytest.mark.needs("matplotlib")
def test_a_timeline_in_words(plot: Run, snapshot: SnapshotAssertion) -> None:
    result = plot("timeline", "--statements", "-o", "a.svg")
    assert (result.stderr, described(Path("a.svg").read_bytes())) == snapshot


@pytest.mark.needs("matplotlib")
def test_activity_in_words(plot: Run, snapshot: SnapshotAssertion) -> None:
    said = []
    for by in ("speaker", "outlet"):
        result = plot("activity", "--by", by, "-o", "a.svg")
        said.append((result.stderr, described(Path("a.svg").read_bytes())))
    assert said == snapshot


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize(
    ("options", "summary"),
    [
        (("--actor", "Lavrov"), "Timeline of 1 event by actor, 22 Nov 2020 to 22 Nov 2020"),
        (
            ("--since", "2020-11", "--until", "2020-11", "--certainly"),
            "Timeline of 2 events by actor, 1 Nov 2020 to 30 Nov 2020",
        ),
        (
            ("--status", "planned", "--type", "consult"),
            "Timeline of 1 event by actor, 1 Dec 2020 to 31 Dec 2020",
        ),
        (("--limit", "1"), "Timeline of 1 event by actor, 1 Jan 2019 to 31 Dec 2019"),
    ],
)
def test_the_filters_are_those_of_the_timeline(plot: Run, options: tuple[str, ...], summary: str) -> None:
    assert plot("timeline", *options, "-o", "a.svg").stderr.startswith(f"a.svg: {summary}\n")


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--outlet", "Interfax"), "by speaker, Nov 2020: 3 of 3"),
        (("--actor", "armenia"), "by speaker, Nov 2020: 1 of 1"),
        (("--place", "baku", "--by", "outlet"), "by outlet, Nov 2020: 2 of 2"),
        (("--since", "2020-11-22", "--certainly"), "by speaker, Nov 2020: 2 of 2"),
        (("--document", "2020-11-22-interview"), "by speaker, Nov 2020: 3 of 3"),
    ],
)
def test_the_statements_counted_are_those_asked_for(plot: Run, options: tuple[str, ...], told: str) -> None:
    assert plot("activity", *options, "-o", "a.svg").stderr.startswith(f"a.svg: Statements a month {told}\n")


@pytest.mark.needs("matplotlib")
def test_without_a_file_a_pipe_gets_svg(sample_file: Path) -> None:
    done = subprocess.run(
        [KEVENTS, "--db", str(sample_file), "plot", "timeline"], capture_output=True, check=True
    )
    assert described(done.stdout)[0].startswith("Timeline of 7 events")


def test_a_terminal_gets_no_picture_but_a_hint(sample_file: Path) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        [KEVENTS, "--db", str(sample_file), "plot", "timeline"],
        stdout=slave,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(slave)
    os.close(master)
    assert done.returncode == 2
    assert "name a file with -o FILE.svg, or pipe it" in done.stderr


@pytest.mark.parametrize("name", ["a.jpg", "a", "svg", "a.svg.gz", ".svg"])
def test_any_other_name_is_a_fault_in_the_usage(plot: Run, name: str) -> None:
    result = plot("timeline", "-o", name)
    assert result.exit_code == 2
    assert f"{name}: the name ends in .svg, .png or .pdf" in result.stderr
    assert not Path(name).exists()


@pytest.mark.parametrize("picture", ["timeline", "activity"])
def test_nothing_found_is_no_failure_and_no_file(plot: Run, picture: str) -> None:
    result = plot(picture, "--actor", "Lavrov", "--until", "1990", "-o", "a.svg")
    assert result.exit_code == 0
    assert result.stderr == "Nothing matched: --until 1990, --actor Lavrov. No picture is written.\n"
    assert result.stdout == ""
    assert not Path("a.svg").exists()


def test_a_database_without_statements(tmp_path: Path) -> None:
    rows = sample_rows()
    kept = {"claims", "search", "citations"}
    rows = {
        table: [row for row in found if table not in kept or not _of_statement(row)]
        for table, found in rows.items()
        if not table.startswith(("statement", "provision_claims"))
    }
    build(tmp_path / "events.db", rows, "events")
    arguments = ["--db", str(tmp_path / "events.db"), "plot", "activity", "-o", str(tmp_path / "a.svg")]
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0
    assert result.stderr == "Nothing matched: there are no statements. No picture is written.\n"


def _of_statement(row: Row) -> bool:
    return bool(row.get("statement_id")) or row.get("kind") == "statement"


@pytest.mark.needs("matplotlib")
def test_a_file_is_replaced_whole_and_keeps_its_rights_and_its_link(plot: Run) -> None:
    Path("real.svg").write_text("old")
    Path("real.svg").chmod(0o640)
    Path("a.svg").symlink_to("real.svg")
    assert plot("timeline", "-o", "a.svg").exit_code == 0
    assert Path("a.svg").is_symlink()
    assert Path("real.svg").read_bytes().startswith(b"<?xml")
    assert Path("real.svg").stat().st_mode & 0o777 == 0o640


@pytest.mark.needs("matplotlib")
def test_a_new_file_has_the_rights_of_any_other(plot: Run) -> None:
    Path("plain").touch()
    plot("timeline", "-o", "a.svg")
    assert Path("a.svg").stat().st_mode == Path("plain").stat().st_mode


@pytest.mark.needs("matplotlib")
def test_a_file_that_cannot_be_written(plot: Run) -> None:
    result = plot("timeline", "-o", "missing/a.svg")
    assert result.exit_code == 1
    assert result.stderr == (
        "Error: missing/a.svg: could not be written (No such file or directory); nothing was written\n"
        "make the folder missing first\n"
    )
    Path("folder.svg").mkdir()
    assert plot("timeline", "-o", "folder.svg").exit_code == 2


@pytest.mark.needs("matplotlib")
def test_a_full_disk_leaves_the_old_picture(sample_file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("old")
    limited = f"ulimit -f 8; trap '' XFSZ; exec {KEVENTS} --db {sample_file} plot timeline -o a.svg"
    done = subprocess.run(["bash", "-c", limited], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "a.svg: could not be written (File too large); the old content is untouched" in done.stderr
    assert (tmp_path / "a.svg").read_text() == "old"
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == ["a.svg"]


@pytest.mark.parametrize("picture", ["timeline", "activity"])
def test_without_matplotlib_the_extra_is_named(
    plot: Run, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = plot(picture, "-o", "a.svg")
    assert result.exit_code == 1
    assert result.stderr == ("Error: kevents plot needs matplotlib\npip install 'karabakh-events[plot]'\n")


@pytest.mark.needs("matplotlib")
def test_the_same_bytes_in_another_zone_locale_and_hash_seed(sample_file: Path) -> None:
    def svg(**environment: str) -> bytes:
        return subprocess.run(
            [KEVENTS, "--db", str(sample_file), "plot", "timeline", "--statements"],
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
        ).stdout

    assert svg(TZ="Asia/Baku", LC_ALL="C", PYTHONHASHSEED="1") == svg(
        TZ="America/New_York", LC_ALL="C.UTF-8", PYTHONHASHSEED="2", DISPLAY=":99", MPLBACKEND="tkagg"
    )


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_a_backend_that_matplotlib_does_not_have_is_not_asked_for(
    sample_file: Path, tmp_path: Path, form: str
) -> None:
    pictures = []
    for name, backend in (("one", "no such backend"), ("other", "agg")):
        path = tmp_path / f"{name}.{form}"
        done = subprocess.run(
            [KEVENTS, "--db", str(sample_file), "plot", "activity", "-o", str(path)],
            env={**os.environ, "MPLBACKEND": backend},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        pictures.append(path.read_bytes())
    assert pictures[0] == pictures[1]


@pytest.mark.needs("matplotlib")
def test_a_picture_that_is_higher_than_a_page_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["plot", "timeline", "-o", str(tmp_path / "all.svg")])
    assert result.exit_code == 0
    assert "mm high. A page of A4 has room for 250 mm" in result.stderr
    result = CliRunner().invoke(
        cli, ["plot", "timeline", "--actor", "Pashinyan", "--certainly", "-o", str(tmp_path / "one.svg")]
    )
    assert "mm high" not in result.stderr
