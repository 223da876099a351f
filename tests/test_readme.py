"""What the README shows is what the program prints: every `$ command` in it is run.

With KEVENTS_UPDATE=1 in the environment the outputs are written into the README instead of compared.
"""

import doctest
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from karabakh_events import vocabulary
from karabakh_events.cli.group import FAMILIES
from karabakh_events.extractor import extract
from karabakh_events.records import RecordFile, read_corpus
from karabakh_events.schema.views import TABLES, VIEWS
from karabakh_events.vocabulary import Term

Shell = Callable[[str], str]
ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CODEBOOK = ROOT / "seeds" / "README.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)\n", re.MULTILINE)


def _commands(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a block with the output that stands under each."""
    found = list(_COMMAND.finditer(block))
    assert found, f"a console block without a command:\n{block}"
    assert block.startswith("$ "), f"output before the first command:\n{block}"
    for command, following in zip(found, [*found[1:], None], strict=True):
        yield command[1], block[command.end() : following.start() if following else len(block)]


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A folder with a copy of the records, as a reader who follows the README has it."""
    home = tmp_path_factory.mktemp("readme")
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


def test_every_command_prints_what_the_readme_shows(shell: Shell) -> None:
    text = README.read_text(encoding="utf-8")

    def rerun(block: re.Match[str]) -> str:
        lines = "".join(f"$ {command}\n{shell(command)}" for command, _ in _commands(block[1]))
        return f"```console\n{lines}```"

    real = _BLOCK.sub(rerun, text)
    if os.environ.get("KEVENTS_UPDATE"):
        README.write_text(real, encoding="utf-8")
    assert real == text


def test_the_examples_in_python_do_what_the_readme_shows() -> None:
    blocks = re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    examples = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", None, None)
    assert examples.examples
    told: list[str] = []
    assert doctest.DocTestRunner().run(examples, out=told.append).failed == 0, "".join(told)


def test_the_two_commands_stand_at_the_top() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [number for number, line in enumerate(lines) if line.startswith("python3 -m venv ")]
    assert len(commands) == 2
    assert all(number < 40 for number in commands)
    assert all(lines[number - 1].startswith("```") and lines[number + 1] == "```" for number in commands)


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [name for family in FAMILIES.values() for name in family if f"kevents {name}" not in text]
    assert not missing


def test_the_picture_has_every_table_and_view() -> None:
    text = README.read_text(encoding="utf-8")
    names = [*TABLES, *VIEWS]
    missing = [name for name in names if not re.search(rf"\b{name}\b", text)]
    assert not missing


def test_the_dependencies_named_are_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = README.read_text(encoding="utf-8")
    for requirement in project["dependencies"]:
        name = re.match(r"[A-Za-z]+", requirement)
        assert name
        assert name[0].lower() in text.lower()


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


def test_links_lead_somewhere() -> None:
    for page in (README, ROOT / "seeds" / "README.md", ROOT / "CHANGELOG.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_published_schema_is_the_models(shell: Shell) -> None:
    published = ROOT / "seeds" / "record-file.schema.json"
    real = shell("kevents schema")
    if os.environ.get("KEVENTS_UPDATE"):
        published.write_text(real, encoding="utf-8")
    assert published.read_text(encoding="utf-8") == real


def test_the_bundled_documents_are_sound_and_wholly_read() -> None:
    extraction = extract(read_corpus([ROOT / "seeds"]))
    assert extraction.problems == ()
    assert [each for each in extraction.coverage if each.unaccounted] == []
    assert len(extraction.coverage) == 5
