"""The published JSON Schema: it accepts and refuses what the models do."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from karabakh_events.records import json_schema
from tests.corpus import SOUND, spoiled, write

SEEDS = Path(__file__).parents[2] / "seeds"
INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it (1.2, core schema): no dates, no sexagesimals, and `no` is a word."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as PyYAML has it


for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


def test_the_schema_is_a_json_schema() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("file", sorted(SEEDS.glob("*.yaml")), ids=lambda file: file.name)
def test_the_schema_accepts_the_bundled_files_as_an_editor_reads_them(file: Path) -> None:
    tree = yaml.load(file.read_text("utf-8"), Loader=EditorLoader)  # noqa: S506 - a SafeLoader
    assert [error.message for error in Draft202012Validator(json_schema()).iter_errors(tree)] == []


@pytest.mark.parametrize("name", [INTERVIEW, REPORT, SHARED])
def test_the_schema_accepts_what_the_models_accept(tmp_path: Path, name: str) -> None:
    write(tmp_path, SOUND)
    tree = yaml.load((tmp_path / name).read_text("utf-8"), Loader=EditorLoader)  # noqa: S506 - a SafeLoader
    assert [error.message for error in Draft202012Validator(json_schema()).iter_errors(tree)] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    mode: visit\n", "    mood: visit\n"),
        ("type: CONSULT", "type: CONSLT"),
        ("id: visit", "id: A Visit"),
        ("topics: [refugees]", "topics: []"),
        ("host: [azerbaijan]", "hosts: [azerbaijan]"),
        ("    summary: The corridor stays open.\n", ""),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path, spoiled((INTERVIEW, old, new)))
    tree = yaml.load((tmp_path / INTERVIEW).read_text("utf-8"), Loader=EditorLoader)  # noqa: S506
    assert not Draft202012Validator(json_schema()).is_valid(tree)
