"""The folder of a site: when it is written, what stays in it, and what a failure leaves."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from zipfile import ZipFile

import pytest

from karabakh_events.database.loading import build
from karabakh_events.site.writing import MARKER
from tests.conftest import Run
from tests.database.test_faults import strace
from tests.rows import sample_rows
from tests.site.conftest import site_of

KEVENTS = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]
ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "karabakh_events" / "site" / "assets" / "vendor" / "vis-timeline"


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def site(sample_site: Path, tmp_path: Path) -> Path:
    """A site that a test may write to."""
    return Path(shutil.copytree(sample_site, tmp_path / "out" / "site"))


@pytest.fixture
def other_file(tmp_path: Path) -> Path:
    """A database that is not the sample."""
    rows = sample_rows()
    rows["events"][0]["title"] = "Another title"
    path = tmp_path / "other.db"
    build(path, rows, "another fingerprint")
    return path


def test_the_command_says_what_it_has_written(run: Run, tmp_path: Path) -> None:
    done = run("site", str(tmp_path / "site"))
    assert done.exit_code == 0
    assert done.stdout == ""
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}/site/index.html: \d+ files, \d\.\d MB\n", done.stderr)
    assert (tmp_path / "site" / "index.html").is_file()
    assert (tmp_path / "site" / "assets" / "vendor" / "vis-timeline" / "LICENSE.MIT.txt").is_file()
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_the_same_database_gives_the_same_bytes(sample_site: Path, sample_file: Path, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere" / "again"
    again.parent.mkdir()
    subprocess.run(
        [*KEVENTS, "--db", str(sample_file), "site", str(again)],
        env={**os.environ, "TZ": "Asia/Baku", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
    )
    assert content(again) == content(sample_site)


def test_a_site_of_ours_is_replaced(site: Path, other_file: Path) -> None:
    (site / "events" / "of-before.html").write_text("gone since")
    site_of(other_file, site)
    assert content(site) == content(site_of(other_file, site.with_name("fresh")))
    assert {each.name for each in site.parent.iterdir()} == {"site", "fresh"}


def test_what_is_not_ours_stays(site: Path, other_file: Path) -> None:
    (site / "CNAME").write_text("record.example.org")
    (site / ".git" / "refs").mkdir(parents=True)
    (site / ".git" / "refs" / "main").write_text("abc")
    (site / "latest").symlink_to("index.html")
    site.chmod(0o750)
    site_of(other_file, site)
    assert (site / "CNAME").read_text() == "record.example.org"
    assert (site / ".git" / "refs" / "main").read_text() == "abc"
    assert (site / "latest").readlink() == Path("index.html")
    assert site.stat().st_mode & 0o777 == 0o750
    assert "another fingerprint" in (site / "index.html").read_text(encoding="utf-8")


def test_a_folder_of_others_is_not_written_to(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "index.html").write_text("my own")
    (tmp_path / "thesis" / "chapter.txt").write_text("all of it")
    before = content(tmp_path / "thesis")
    done = run("site", str(tmp_path / "thesis"))
    assert done.exit_code == 1
    assert (
        f"{tmp_path}/thesis: has files in it and was not made by kevents site; nothing was written"
        in done.stderr
    )
    assert "--force" in done.stderr
    assert content(tmp_path / "thesis") == before
    done = run("site", "--force", str(tmp_path / "thesis"))
    assert done.exit_code == 0
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "all of it"
    assert "kevents" in (tmp_path / "thesis" / "index.html").read_text(encoding="utf-8")
    # Now it is one of ours.
    assert run("site", str(tmp_path / "thesis")).exit_code == 0
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "all of it"


@pytest.mark.parametrize("marker", ["", "[]", "{}", '{"contents": 1}', "\xff"])
def test_a_marker_that_is_not_ours_is_none(run: Run, tmp_path: Path, marker: str) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARKER).write_text(marker, encoding="latin-1")
    done = run("site", str(tmp_path / "site"))
    assert done.exit_code == 1
    assert "was not made by kevents site" in done.stderr


def test_an_empty_folder_is_filled(run: Run, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    assert run("site", str(tmp_path / "site")).exit_code == 0
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_link_to_a_folder_leads_there(run: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert run("site", str(tmp_path / "link")).exit_code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "index.html").is_file()


def test_where_no_site_can_be_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "loop").symlink_to("loop")
    for folder, words in (
        ("file", "is a file, not a folder"),
        ("file/site", "could not be written (Not a directory); nothing was written"),
        ("none/site", f"make the folder {tmp_path}/none first"),
        ("loop", "could not be written (Too many levels of symbolic links)"),
    ):
        done = run("site", str(tmp_path / folder))
        assert done.exit_code == 1, folder
        assert words in done.stderr
        assert str(tmp_path / folder) in done.stderr
        assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("folder", [".", "..", "/"])
def test_the_folder_one_is_in_is_not_taken_away(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    before = content(site.parent)
    monkeypatch.chdir(site)
    done = run("site", "--force", folder)
    assert done.exit_code == 1
    assert "is the folder that you are in, or above it" in done.stderr
    assert content(site.parent) == before


def test_a_disk_that_is_full_leaves_the_old_site(site: Path, other_file: Path) -> None:
    before = content(site)
    done = subprocess.run(
        ["bash", "-c", 'ulimit -f 100 && exec "$@"', "bash", *KEVENTS, "--db", other_file, "site", site],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {site}: could not be written (File too large)")
    assert "the old content is untouched" in done.stderr
    assert content(site) == before
    assert [each.name for each in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("call", "number"),
    [
        ("mkdir", 1),
        ("mkdir", 4),
        ("write", 1),
        pytest.param("write", 12, marks=pytest.mark.slow),
        pytest.param("write", 40, marks=pytest.mark.slow),
        ("renameat2", 1),
        pytest.param("unlinkat", 1, marks=pytest.mark.slow),
        pytest.param("unlinkat", 30, marks=pytest.mark.slow),
    ],
)
def test_a_run_that_is_killed_leaves_a_whole_site(
    site: Path, other_file: Path, call: str, number: int
) -> None:
    before = content(site)
    done = strace(
        *("-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=SIGKILL:when={number}"),
        *(*KEVENTS, "--db", other_file, "site", site),
    )
    assert done.returncode != 0
    after = content(site)
    shutil.rmtree(site.parent / "fresh", ignore_errors=True)
    assert after in (before, content(site_of(other_file, site.parent / "fresh")))
    assert (after == before) or call in ("renameat2", "unlinkat")
    # The next run is not in its way.
    site_of(other_file, site)
    assert content(site) == content(site.parent / "fresh")


def test_what_a_killed_run_left_is_removed_after_a_day(site: Path, other_file: Path) -> None:
    left, recent = (site.parent / f".kevents-{name}.partial" for name in ("0a", "0b"))
    for folder in (left, recent):
        (folder / "events").mkdir(parents=True)
    os.utime(left, (1_000_000, 1_000_000))
    site_of(other_file, site)
    assert not left.exists()
    assert recent.exists()


def test_the_vendored_files_are_as_they_were_published() -> None:
    readme = (VENDOR / "README.md").read_text(encoding="utf-8")
    sums = dict(re.findall(r"^\| (\S+) \| \S+ \| ([0-9a-f]{64}) \|$", readme, re.MULTILINE))
    assert {path.name for path in VENDOR.iterdir()} == {*sums, "README.md"}
    assert {name: sha256((VENDOR / name).read_bytes()).hexdigest() for name in sums} == sums
    script = (VENDOR / "vis-timeline-graph2d.min.js").read_text(encoding="utf-8")
    assert "@version 8.5.4" in script
    assert "vis-timeline 8.5.4" in readme


@pytest.mark.slow
def test_the_wheel_and_the_sdist_have_the_templates_and_the_assets(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path / "dist")],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    wanted = {
        path.relative_to(ROOT).as_posix()
        for name in ("templates", "assets")
        for path in Path(str(files("karabakh_events.site") / name)).rglob("*")
        if path.is_file()
    }
    # Both folders, and what lies deep within one.
    assert {name.split("/")[2] for name in wanted} == {"templates", "assets"}
    assert any("/assets/vendor/" in name for name in wanted)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert wanted <= set(ZipFile(wheel).namelist())
    (source,) = (tmp_path / "dist").glob("*.tar.gz")
    with tarfile.open(source) as archive:
        assert wanted <= {name.partition("/")[2] for name in archive.getnames()}
