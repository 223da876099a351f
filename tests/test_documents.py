"""What the documents show is what the program prints: every `$ command` and every `>>> example` is run.

With KEVENTS_UPDATE=1 in the environment the outputs are written into the documents instead of compared.
"""

import doctest
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from karabakh_events import __version__, vocabulary
from karabakh_events.cli.group import FAMILIES, cli
from karabakh_events.exports import FORMATS
from karabakh_events.extractor import extract
from karabakh_events.records import RecordFile, read_corpus
from karabakh_events.schema.views import TABLES, VIEWS
from karabakh_events.vocabulary import Term

Shell = Callable[[str], str]
ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CODEBOOK = ROOT / "seeds" / "README.md"
DOCS = ROOT / "docs"
PAGES = (
    README,
    CODEBOOK,
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted(DOCS.glob("*.md")),
)
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXAMPLES = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _with(block: re.Pattern[str]) -> list[Path]:
    """The pages that have such a block."""
    return [page for page in PAGES if block.search(page.read_text(encoding="utf-8"))]


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a block with the output that stands under each."""
    found = list(_COMMAND.finditer(block))
    assert found, f"a console block without a command:\n{block}"
    assert block.startswith("$ "), f"output before the first command:\n{block}"
    for command, following in zip(found, [*found[1:], None], strict=True):
        yield command[1], block[command.end() : following.start() if following else len(block)]


@pytest.fixture
def shell(tmp_path: Path, bundled_file: Path) -> Shell:
    """A folder with a copy of the records, as a reader who follows a page has it, and the database made."""
    home = tmp_path / "reader"
    (home / "data" / "kevents").mkdir(parents=True)
    shutil.copy(bundled_file, home / "data" / "kevents" / "kevents.db")
    (home / "seeds").symlink_to(ROOT / "seeds")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "LANG": "C.UTF-8",
    }

    def run(command: str) -> str:
        done = subprocess.run(
            ["bash", "-c", command], cwd=home, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"$ {command}\n{done.stderr}"
        return done.stdout

    return run


@pytest.mark.parametrize("page", _with(_BLOCK), ids=_name)
def test_every_command_prints_what_the_page_shows(page: Path, shell: Shell) -> None:
    text = page.read_text(encoding="utf-8")

    def rerun(block: re.Match[str]) -> str:
        lines = "".join(f"$ {command}\n{shell(command)}" for command, _ in _commands(block[1]))
        return f"```console\n{lines}```"

    real = _BLOCK.sub(rerun, text)
    if os.environ.get("KEVENTS_UPDATE"):
        page.write_text(real, encoding="utf-8")
    else:
        assert real == text


@pytest.mark.parametrize("page", _with(_EXAMPLES), ids=_name)
def test_the_examples_in_python_do_what_the_page_shows(page: Path) -> None:
    blocks = _EXAMPLES.findall(page.read_text(encoding="utf-8"))
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, None, None)
    assert examples.examples
    told: list[str] = []
    assert doctest.DocTestRunner().run(examples, out=told.append).failed == 0, "".join(told)


def test_the_readme_is_short() -> None:
    assert README.stat().st_size <= 12_000


def test_the_two_commands_stand_at_the_top() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [number for number, line in enumerate(lines) if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert all(number < 40 for number in commands)
    assert all(lines[number - 1].startswith("```") and lines[number + 1] == "```" for number in commands)


@pytest.mark.parametrize("page", [README, DOCS / "commands.md"], ids=_name)
def test_every_command_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [
        name
        for family in FAMILIES.values()
        for name in family
        if not re.search(rf"\bkevents {re.escape(name)}(?![\w-])", text)
    ]
    assert not missing


def test_the_commands_that_show_their_sql_are_listed() -> None:
    (said,) = re.findall(
        r"^These commands have `--show-sql`: (.*?)\.",
        (DOCS / "sql.md").read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    context = click.Context(cli)
    having = [
        name
        for family in FAMILIES.values()
        for name in family
        if (command := cli.get_command(context, name))
        and any("--show-sql" in parameter.opts for parameter in command.params)
    ]
    assert re.findall(r"`([a-z-]+)`", said) == having


def test_the_formats_that_need_a_file_are_named() -> None:
    text = (DOCS / "export.md").read_text(encoding="utf-8")
    needing = " and ".join(f"`{name}`" for name, each in FORMATS.items() if each.to_file)
    assert f"{needing} need `-o`" in text


@pytest.mark.parametrize("page", [CODEBOOK, DOCS / "curating.md"], ids=_name)
def test_the_steps_name_the_records_that_they_are_about(page: Path) -> None:
    # Without a path, these commands read the records that come with kevents, and not those of the curator.
    steps = re.findall(r"^\d\. .*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    commands = [
        each for step in steps for each in re.findall(r"`kevents (?:check|coverage|build)\b(.*?)`", step)
    ]
    assert len(commands) >= 3
    assert all(commands)


def test_the_picture_has_every_table_and_view() -> None:
    text = (DOCS / "sql.md").read_text(encoding="utf-8")
    names = [*TABLES, *VIEWS]
    missing = [name for name in names if not re.search(rf"\b{name}\b", text)]
    assert not missing


def test_the_dependencies_named_are_the_dependencies() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    for requirement in _project()["dependencies"]:
        name = re.match(r"[A-Za-z]+", requirement)
        assert name
        assert name[0].lower() in text.lower()


def test_the_architecture_names_every_room_and_no_module_that_is_not_there() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    modules = re.findall(r"`((?:\w+/)*\w+\.py)`", text)
    places = (ROOT / "karabakh_events", ROOT)
    assert [each for each in modules if not any((place / each).exists() for place in places)] == []
    rooms = [
        f"{each.name}/" if each.is_dir() else each.name
        for each in (ROOT / "karabakh_events").iterdir()
        if each.suffix == ".py" or (each / "__init__.py").exists()
    ]
    assert [room for room in rooms if room != "__init__.py" and f"`{room}`" not in text] == []


def test_the_citation_file_tells_of_this_version() -> None:
    # That it is valid, cffconvert says (.ci/run).
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = _project()
    assert citation["version"] == __version__
    assert citation["license"] == project["license"]
    assert [author["name"] for author in citation["authors"]] == [
        author["name"] for author in project["authors"]
    ]


def _project() -> dict[str, Any]:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def test_the_codebook_has_every_word_of_the_closed_lists() -> None:
    text = CODEBOOK.read_text(encoding="utf-8")
    lists = [each for each in vars(vocabulary).values() if isinstance(each, type) and issubclass(each, Term)]
    # No curator writes these two: the fields of a statement and the dates themselves say it.
    written = set(lists) - {vocabulary.StatementRole, vocabulary.Precision}
    words = {word for each in written for word in each}
    assert sorted(word for word in words if f"`{word}`" not in text) == []


def test_the_example_of_each_kind_of_record_is_one(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"^One record of each kind:\n\n```yaml\n(.*?)^```$",
        CODEBOOK.read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    (tmp_path / "example.yaml").write_text(example, encoding="utf-8")
    corpus = read_corpus([tmp_path])
    assert corpus.problems == []
    assert {key for key in RecordFile.model_fields if re.search(rf"^{key}:", example, re.MULTILINE)} == (
        set(RecordFile.model_fields) - {"document"}
    )


def _anchors(page: Path) -> set[str]:
    """What a link to a heading of the page is written as, on GitHub and by the generator alike."""
    headings = re.findall(r"^#{1,6} (.*)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", _FENCED.sub("", page.read_text("utf-8"))):
        name, _, anchor = target.partition("#")
        there = page.parent / name if name else page
        assert there.exists(), target
        if anchor:
            assert anchor in _anchors(there), target


def test_the_published_schema_is_the_models(shell: Shell) -> None:
    published = ROOT / "seeds" / "record-file.schema.json"
    real = shell("kevents schema")
    if os.environ.get("KEVENTS_UPDATE"):
        published.write_text(real, encoding="utf-8")
    assert published.read_text(encoding="utf-8") == real


def test_the_bundled_documents_are_sound_and_wholly_read() -> None:
    extraction = extract(read_corpus([ROOT / "seeds"]))
    assert extraction.problems == ()
    assert [each for each in extraction.coverage if each.unaccounted or each.passed_over] == []
    assert len(extraction.coverage) == 5
