"""`kevents export`, through the command line."""

import builtins
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from karabakh_events.exports import FORMATS
from tests.conftest import Run

KEVENTS = Path(sys.executable).parent / "kevents"
EACH_FORMAT = [
    pytest.param(name, marks=pytest.mark.needs("pyarrow") if name == "parquet" else ()) for name in FORMATS
]
TO_STDOUT = [name for name, each in FORMATS.items() if not each.to_file]


@pytest.mark.parametrize("name", TO_STDOUT)
def test_standard_output_and_a_file_have_the_same(run: Run, tmp_path: Path, name: str) -> None:
    printed = run("export", name, "--statements")
    assert printed.exit_code == 0
    path = tmp_path / "file"
    saved = run("export", name, "--statements", "-o", str(path))
    assert saved.exit_code == 0
    assert path.read_bytes() == printed.stdout_bytes
    assert saved.stdout == ""
    assert saved.stderr == printed.stderr
    assert run("export", name, "--statements", "-o", "-").stdout_bytes == printed.stdout_bytes


@pytest.mark.parametrize("name", EACH_FORMAT)
def test_the_report_is_as_people_see_it(
    run: Run, tmp_path: Path, name: str, snapshot: SnapshotAssertion
) -> None:
    result = run("export", name, "--statements", "-o", str(tmp_path / "file"))
    assert result.exit_code == 0, result.output
    assert result.stderr == snapshot


@pytest.mark.parametrize("name", EACH_FORMAT)
def test_an_empty_result_says_what_was_asked(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file"
    result = run("export", name, "--since", "1800", "--until", "1801", "--actor", "lavrov", "-o", str(path))
    assert result.exit_code == 0
    assert result.stderr == (
        "Nothing matched: --since 1800, --until 1801, --actor lavrov. What was written is empty.\n"
    )
    assert path.exists()


def test_the_filters_are_those_of_the_timeline(run: Run) -> None:
    wanted = ("--actor", "Lavrov", "--since", "2020-11", "--statements", "--reverse", "--limit", "2")
    listed = [record["id"] for record in json.loads(run("timeline", *wanted, "--format", "json").stdout)]
    exported = [json.loads(line)["id"] for line in run("export", "jsonl", *wanted).stdout.splitlines()]
    assert exported == listed
    assert len(listed) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("nothing",), "'nothing' is not one of 'csv', 'jsonl'"),
        ((), "Missing argument 'FORMAT'"),
        (("csv",), "csv is not written to standard output: name a folder or a .zip with -o"),
        (("csv", "-o", "-"), "csv is not written to standard output"),
        (("csv", "-o", "rows.csv"), "csv is many tables, in a folder or a .zip: name one with -o"),
        (("parquet",), "parquet is not written to standard output: name a file with -o"),
        (("jsonl", "--force"), "--force is for csv"),
        (("jsonl", "--since", "2020-13"), "there is no month 13"),
    ],
)
def test_faults_in_the_usage(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run("export", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_an_unknown_name_is_told_before_anything_is_written(run: Run, tmp_path: Path) -> None:
    result = run("export", "jsonl", "--actor", "Lavrv", "-o", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert "no actor is known as 'Lavrv'" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_case_of_a_format_does_not_matter(run: Run) -> None:
    assert run("export", "JSONL").stdout == run("export", "jsonl").stdout


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if each.needs])
def test_a_missing_package_is_named_with_its_extra(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    needs = FORMATS[name].needs
    find, import_ = importlib.util.find_spec, builtins.__import__
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda module, *more: None if module == needs else find(module, *more)
    )

    def without(module: str, *more: Any, **also: Any) -> Any:
        if module.partition(".")[0] == needs:
            raise ModuleNotFoundError(module)
        return import_(module, *more, **also)

    monkeypatch.setattr(builtins, "__import__", without)
    result = run("export", name, "-o", str(tmp_path / "file"))
    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: kevents export {name} needs {needs}\npip install 'karabakh-events[data]'\n"
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [name for name, each in FORMATS.items() if not each.needs])
def test_the_others_need_no_package(sample_file: Path, tmp_path: Path, name: str) -> None:
    """Not even one that is installed is imported, nor what a reading command cannot afford."""
    code = (
        "import sys; from karabakh_events.cli.group import cli\n"
        "try: cli(['--db', sys.argv[1], 'export', sys.argv[2], '--statements', '-o', sys.argv[3]])\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample_file), name, str(tmp_path / "file")],
        capture_output=True,
        text=True,
        check=True,
    )
    unwanted = {"networkx", "pyarrow", "pybtex", "followthemoney", "frictionless", "sqlalchemy", "pydantic"}
    assert not {*unwanted, "yaml", "rich", "alembic"} & set(done.stdout.split())


def test_a_reader_that_has_seen_enough_ends_it_quietly(sample_file: Path) -> None:
    command = f"{KEVENTS} --db {sample_file} export jsonl --statements | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=True
    )
    assert done.stdout.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_full_standard_output_is_told(sample_file: Path) -> None:
    with open("/dev/full", "wb") as full:  # noqa: PTH123  # a device
        done = subprocess.run(
            [KEVENTS, "--db", sample_file, "export", "jsonl"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "Error: the output cannot be written: No space left on device\n"


def test_the_locale_makes_no_difference(sample_file: Path, tmp_path: Path) -> None:
    written = []
    for locale in ("C", "C.UTF-8"):
        path = tmp_path / locale
        subprocess.run(
            [KEVENTS, "--db", sample_file, "export", "timelinejs", "-o", path],
            env={**os.environ, "LC_ALL": locale, "PYTHONUTF8": "0", "TZ": "Asia/Yerevan"},
            capture_output=True,
            check=True,
        )
        written.append(path.read_bytes())
    assert written[0] == written[1]
    assert "Şuşa".encode() in written[0]
