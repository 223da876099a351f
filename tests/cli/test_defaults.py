"""`kevents.toml`: which file, what comes first, and every way in which one can be wrong."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result
from platformdirs import user_config_dir

from karabakh_events.cli import config
from karabakh_events.cli.group import FAMILIES, cli
from karabakh_events.database.loading import build
from tests.building import kevents_unprivileged
from tests.cli.running import kevents
from tests.cli.terminals import PROGRAM, Terminal
from tests.cli.test_program import completed
from tests.rows import sample_rows


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project in the user's home, which is the current one."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, text: str | bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "kevents.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def own(text: str | bytes) -> Path:
    """The user's own file with this text."""
    return write(Path(os.environ["HOME"]) / ".config" / "kevents", text)


def on(database: Path, *arguments: str) -> Result:
    return kevents("--db", str(database), *arguments)


# --- which file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [None, "", "relative", "/srv/config"])
@pytest.mark.parametrize("home", ["/home/someone", "/home/someone/"])
def test_the_own_file_is_where_platformdirs_has_it(
    folder: str | None, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    if folder is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", folder)
    assert Path(config.own_file()) == Path(user_config_dir("kevents", appauthor=False)) / "kevents.toml"


def test_the_nearest_file_above_is_the_projects(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert config.find_files() == ("", "")
    outer = write(project, "")
    (project / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(project / "a" / "b")
    assert config.find_files() == ("", str(outer))
    inner = write(project / "a", "")
    assert config.find_files() == ("", str(inner))


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_the_top_of_a_repository_is_the_last_place(
    project: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.parent, "")
    inside = project / "repository" / "a"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert config.find_files()[1]
    top = inside.parent / ".git"
    # A worktree has a file there.
    top.mkdir() if kind == "folder" else top.touch()
    assert config.find_files() == ("", "")
    path = write(inside.parent, "")
    assert config.find_files() == ("", str(path))


def test_home_is_the_last_place(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beyond = write(project.parent, "")
    assert config.find_files() == ("", str(beyond))
    monkeypatch.setenv("HOME", str(project))
    assert config.find_files() == ("", "")


def test_the_own_file_is_no_projects_in_its_folder(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own("")
    monkeypatch.chdir(path.parent)
    assert config.find_files() == (str(path), "")


def test_only_an_ordinary_file_counts(project: Path) -> None:
    (project / "kevents.toml").mkdir()
    assert config.find_files() == ("", "")
    (project / "kevents.toml").rmdir()
    os.mkfifo(project / "kevents.toml")
    assert config.find_files() == ("", "")


def test_a_current_folder_that_was_removed(project: Path) -> None:
    path = own("")
    project.rmdir()
    assert config.find_files() == (str(path), "")


def test_toml_is_read_only_where_there_is_a_file(project: Path, sample_file: Path) -> None:
    code = "import sys; from karabakh_events.cli.group import cli\n"
    code += "try: cli(prog_name='kevents')\nfinally: print('tomllib' in sys.modules, file=sys.stderr)"
    command = [PROGRAM[0], "-c", code, "--db", str(sample_file), "places", "--format", "json"]
    for there in (False, True):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stderr == f"{there}\n"
        write(project, "")


# --- what comes first ----------------------------------------------------------------------------------


def databases(folder: Path, *names: str) -> dict[str, str]:
    """A database for each name, whose one place is called so."""
    rows = sample_rows()
    for name in names:
        (place,) = [place for place in rows["places"] if place["id"] == "baku"]
        place["name"] = name
        build(folder / f"{name}.db", rows, name)
    return {name: str(folder / f"{name}.db") for name in names}


def test_the_database_of_the_command_line_then_of_the_environment_then_of_the_files(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = databases(project, "line", "environment", "project", "own")

    def answering(*before: str) -> str:
        result = kevents(*before, "places", "baku", "--format", "json")
        assert result.exit_code == 0, result.output
        name: str = json.loads(result.stdout)[0]["name"]
        return name

    own(f'db = "{paths["own"]}"')
    assert answering() == "own"
    write(project, 'db = "project.db"')
    assert answering() == "project"
    monkeypatch.setenv("KEVENTS_DB", paths["environment"])
    assert answering() == "environment"
    assert answering("--db", paths["line"]) == "line"
    monkeypatch.setenv("KEVENTS_DB", "")
    assert answering() == "project"


@pytest.mark.parametrize(
    ("own_text", "project_text", "typed", "form"),
    [
        ("", "", "", "table"),
        ('format = "json"', "", "", "json"),
        ('format = "json"', "", "csv", "csv"),
        ('format = "json"\n[places]\nformat = "csv"', "", "", "csv"),
        ('format = "json"\n[actors]\nformat = "csv"', "", "", "json"),
        ('[places]\nformat = "json"', 'format = "csv"', "", "csv"),
        ('format = "json"', '[places]\nformat = "csv"', "", "csv"),
        ('format = "json"', '[places]\nformat = "csv"', "jsonl", "jsonl"),
        ('format = "json"', "", "table", "table"),
    ],
)
def test_the_format_of_the_command_line_then_of_the_project_then_of_the_user(
    project: Path, sample_file: Path, own_text: str, project_text: str, typed: str, form: str
) -> None:
    wanted = on(sample_file, "places", "--format", form).stdout
    own(own_text)
    write(project, project_text)
    assert on(sample_file, "places", *(["--format", typed] if typed else [])).stdout == wanted


@pytest.mark.parametrize(
    ("table", "typed", "same_as"),
    [
        ("[timeline]\nlimit = 2", (), ("--limit", "2")),
        ("[timeline]\nlimit = 2", ("--limit", "3"), ("--limit", "3")),
        ("[timeline]\nreverse = true", (), ("--reverse",)),
        ('[timeline]\ncertainly = true\nsince = "2020-11"', (), ("--certainly", "--since", "2020-11")),
        ("[timeline]\npossibly = false\nsince = '2020-11'", (), ("--certainly", "--since", "2020-11")),
        ("[timeline]\ncertainly = true\nsince = '2020-11'", ("--possibly",), ("--since", "2020-11")),
        ('[timeline]\nactor = "Lavrov"', (), ("--actor", "Lavrov")),
        ('[timeline]\nactor = ["Lavrov", "armenia"]', (), ("--actor", "Lavrov", "--actor", "armenia")),
        ('[timeline]\nactor = ["Lavrov"]', ("--actor", "armenia"), ("--actor", "armenia")),
        ('[timeline]\ntype = "consult"', (), ("--type", "CONSULT")),
        (
            '[timeline]\ncolumns = "id,title"\nsort = "-title"',
            (),
            ("--columns", "id,title", "--sort", "-title"),
        ),
        ('[timeline]\nexcel-safe = true\nformat = "csv"', (), ("--excel-safe", "--format", "csv")),
        ("[who-said]\ndirect = true", (), ()),
    ],
)
def test_every_option_of_a_command_may_have_a_default(
    project: Path, sample_file: Path, table: str, typed: tuple[str, ...], same_as: tuple[str, ...]
) -> None:
    wanted = on(sample_file, "timeline", *same_as)
    write(project, table)
    assert on(sample_file, "timeline", *typed).output == wanted.output


def test_a_project_adds_to_what_the_user_has(project: Path, sample_file: Path) -> None:
    wanted = on(sample_file, "timeline", "--limit", "2", "--reverse", "--format", "csv").output
    own("[timeline]\nlimit = 2\nreverse = false")
    write(project, '[timeline]\nreverse = true\nformat = "csv"')
    assert on(sample_file, "timeline").output == wanted


def test_the_path_of_a_database_is_that_of_the_file(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    databases(project, "here")
    (project / "below").mkdir()
    for named in ("here.db", "./here.db", "~/project/here.db", "sqlite:///here.db", str(project / "here.db")):
        write(project, f"db = '{named}'")
        monkeypatch.chdir(project / "below")
        assert kevents("places", "--format", "json").exit_code == 0


def test_a_database_that_is_named_and_missing_is_an_error(project: Path) -> None:
    write(project, "db = 'missing.db'")
    result = kevents("timeline")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"Error: {project}/missing.db: no such database\nmake it with: kevents")
    assert list(project.iterdir()) == [project / "kevents.toml"]


def test_a_build_makes_the_database_of_the_project(project: Path) -> None:
    write(project, "db = 'ours.db'")
    assert kevents("build").exit_code == 0
    assert (project / "ours.db").exists()
    assert not list(project.parent.rglob("kevents.db"))


def test_completion_heeds_the_file_and_never_tells_of_its_faults(
    project: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, f"db = '{sample_file}'")
    assert completed(monkeypatch, "kevents show lavrov-c") == ["lavrov-corridor"]
    write(project, "db = ")
    assert completed(monkeypatch, "kevents timeline --type cons") == ["CONSULT"]


def test_a_default_is_not_told_as_what_the_user_asked(project: Path, sample_file: Path) -> None:
    path = write(project, "[timeline]\nuntil = '1900'\ncertainly = true\nlimit = 3\nstatements = false")
    told = f"by the defaults in {path}: --until 1900, --certainly.\n"
    assert on(sample_file, "timeline").stderr == f"Nothing matched: {told}"
    asked = on(sample_file, "timeline", "--actor", "Lavrov").stderr
    assert asked == f"Nothing matched: --actor Lavrov; {told}"


def test_columns_by_default_are_for_the_list_and_not_for_one(project: Path, sample_file: Path) -> None:
    whole = on(sample_file, "actors", "Lavrov").stdout
    write(project, "[actors]\ncolumns = 'id,name'")
    assert on(sample_file, "actors", "Lavrov").stdout == whole
    assert on(sample_file, "actors").stdout.split()[:2] == ["id", "name"]


# --- the pager -----------------------------------------------------------------------------------------


def paged(sample_file: Path, **environment: str) -> bool:
    with Terminal([*PROGRAM, "--db", str(sample_file), "timeline"], lines=24, **environment) as terminal:
        assert terminal.end() == 0, terminal.seen
    return terminal.seen.startswith("> ")


def test_the_pager_of_the_own_file_stands_between_the_two_variables(
    project: Path, sample_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEVENTS_PAGER")
    own("pager = \"sed 's/^/> /'\"")
    assert paged(sample_file, PAGER="")
    assert not paged(sample_file, KEVENTS_PAGER="")
    own("pager = ''")
    assert not paged(sample_file, PAGER="sed 's/^/> /'")


def test_a_folder_that_is_looked_into_runs_no_program(
    project: Path, sample_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KEVENTS_PAGER")
    path = write(project, f"pager = 'touch {tmp_path}/ran'")
    with Terminal([*PROGRAM, "--db", str(sample_file), "timeline"], PAGER="") as terminal:
        assert terminal.end() == 1
    assert f"{path}: pager: a project may not choose which program is run" in terminal.seen
    assert not (tmp_path / "ran").exists()


# --- faults --------------------------------------------------------------------------------------------

FAULTS: list[tuple[str | bytes, str, str]] = [
    ("db = ", ":1:6: is not TOML: Invalid value", ""),
    ("\n\n[timeline\n", ":3:10: is not TOML: ", ""),
    ('db = "a', ":1:8: is not TOML: ", ""),
    ("db = 'a'\ndb = 'b'", ":2:9: is not TOML: ", ""),
    (b"\n# \xff", ":2: is not UTF-8", ""),
    (b"\xff\xfed\0b\0", ":1: is not UTF-8", ""),
    ("a = " + "[" * 100_000, ": has lists that are nested too deeply", ""),
    ("a = 1" + "0" * 5_000, ": is not TOML: ", ""),
    ("# " + "a" * 1_000_001, ": is larger than 1 MB", ""),
    ("\x00", ":1:1: is not TOML: ", ""),
    ("dbs = 'x'", ": dbs: there is no such key", "nearest: db"),
    ("[timelin]", ": timelin: there is no such command", "nearest: timeline"),
    ('["\\u001b[2J"]', ": ␛[2J: there is no such command", ""),
    ("timeline = 5", ": timeline: is a command; its options go under [timeline]", ""),
    ("[[timeline]]", ": timeline: is a command", ""),
    ("[timeline]\nlimits = 5", ": [timeline] limits: there is no such option", "nearest: limit"),
    ("[timeline]\nhelp = true", ": [timeline] help: there is no such option", ""),
    ("db = 5", ": db: must be a text in quotation marks", ""),
    ("[db]", ": db: must be a text in quotation marks", ""),
    ("db = ''", ": db: '' does not name a file", ""),
    ("db = 'postgres://x'", ": db: postgres://x: only SQLite files are supported", "give a path, or"),
    ("format = 'xml'", ": format: 'xml' is not one of", ""),
    ("format = true", ": format: must be a text in quotation marks", ""),
    ("[timeline]\nlimit = '5'", ": [timeline] limit: must be a whole number", ""),
    ("[timeline]\nlimit = true", ": [timeline] limit: must be a whole number", ""),
    ("[timeline]\nlimit = 5.0", ": [timeline] limit: must be a whole number", ""),
    ("[timeline]\nlimit = 0", ": [timeline] limit: 0 is not in the range", ""),
    ("[timeline]\nreverse = 'yes'", ": [timeline] reverse: must be true or false", ""),
    ("[timeline]\nreverse = 1", ": [timeline] reverse: must be true or false", ""),
    ("[timeline]\nsince = 2020-11-22", ": [timeline] since: must be a text in quotation marks", ""),
    ("[timeline]\nsince = ['2020']", ": [timeline] since: must be a text in quotation marks", ""),
    ("[timeline]\nactor = [1]", ": [timeline] actor: must be a text in quotation marks, or a list: [", ""),
    ("[timeline]\ntype = 'PARTY'", ": [timeline] type: 'PARTY' is not one of: AGREE", ""),
    ("[timeline]\ncolumns = 'titel'", ": [timeline] columns: there is no column 'titel'.", ""),
    ("[timeline.limit]\nx = 1", ": [timeline] limit: must be a whole number", ""),
]


@pytest.mark.parametrize(("text", "message", "hint"), FAULTS)
@pytest.mark.parametrize("mine", [True, False])
def test_a_fault_is_told_with_its_place_before_anything_is_done(
    project: Path, text: str | bytes, message: str, hint: str, mine: bool
) -> None:
    path = own(text) if mine else write(project, text)
    result = kevents("timeline")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {path}{message}")
    assert hint in result.stderr
    assert not list(project.parent.rglob("*.db"))


@pytest.mark.parametrize(("text", "_message", "_hint"), FAULTS[::5])
@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("timeline", "--help"), ("show", "-h"), ()]
)
def test_help_and_version_come_whatever_is_in_the_file(
    project: Path, text: str | bytes, _message: str, _hint: str, arguments: tuple[str, ...]
) -> None:
    expected = kevents(*arguments)
    write(project, text)
    result = kevents(*arguments)
    assert (result.exit_code, result.output) == (expected.exit_code, expected.output)
    assert "Error" not in result.output


def test_wrong_usage_is_told_before_a_fault_in_the_file(project: Path) -> None:
    write(project, "db = ")
    assert kevents("timelin").exit_code == 2
    assert kevents("timeline", "--nonsense").exit_code == 2


def test_a_word_that_is_wrong_in_the_file_is_told_with_the_words_there_are(project: Path) -> None:
    path = write(project, "[who-said]\nact = ['accuse', 'x']")
    result = kevents("who-said")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {path}: [who-said] act: 'x' is not one of: ")
    assert kevents("order").exit_code == 2


def test_a_file_with_a_byte_order_mark_is_read(project: Path, sample_file: Path) -> None:
    write(project, b"\xef\xbb\xbfformat = 'json'\r\n")
    assert json.loads(on(sample_file, "places").stdout)


def test_a_file_that_may_not_be_read(project: Path, sample_file: Path) -> None:
    path = write(project, "")
    path.chmod(0)
    done = kevents_unprivileged("--db", str(sample_file), "places", folder=project)
    assert done.returncode == 1
    assert f"{path}: cannot be read: Permission denied" in done.stderr


@pytest.mark.parametrize(
    "table", ["[build]", "[check]\ndb = 'x'", "[completion]", "[plot]", "[export]", "[site]", "[serve]"]
)
def test_a_project_decides_nothing_of_commands_that_write(project: Path, table: str) -> None:
    path = write(project, table)
    result = kevents("places")
    assert result.exit_code == 1
    assert result.stderr.startswith(
        f"Error: {path}: [{table[1:].partition(']')[0]}]: a project may set defaults only"
    )


def test_no_command_that_reads_has_a_file_to_write() -> None:
    context = click.Context(cli)
    for name in FAMILIES["Reading"]:
        command = cli.get_command(context, name)
        assert command is not None
        assert not isinstance(command, click.Group), name
        assert not {"output", "path", "folder", "force"} & {each.name for each in command.params}, name


def test_the_user_may_have_defaults_for_every_command(project: Path, sample_file: Path) -> None:
    own(f"[check]\ndb = '{sample_file}'")
    result: Any = kevents("check")
    assert result.exit_code == 0, result.output
    assert str(sample_file) in result.output
