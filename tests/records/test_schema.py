"""The published JSON Schema: it accepts and refuses what the models do."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from karabakh_events.extractor.known import known_records
from karabakh_events.records import json_schema, read_corpus
from karabakh_events.vocabulary import Basis, EventMode, EventRole, SpeechAct
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


SCHEMAS = {"plain": json_schema, "with ids": lambda: json_schema(known_records(read_corpus([SEEDS])))}


@pytest.mark.parametrize("made", SCHEMAS.values(), ids=SCHEMAS)
def test_check_jsonschema_takes_the_schema_and_the_bundled_files(
    made: Callable[[], dict[str, Any]], tmp_path: Path
) -> None:
    """It reads patterns as ECMAScript with Unicode does."""
    schema = tmp_path / "schema.json"
    schema.write_text(json.dumps(made()), encoding="utf-8")
    files = map(str, SEEDS.glob("*.yaml"))
    for arguments in (["--check-metaschema", str(schema)], ["--schemafile", str(schema), *files]):
        ran = subprocess.run(
            [sys.executable, "-m", "check_jsonschema", *arguments],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stdout, ran.stderr) == (0, "ok -- validation done\n", "")


STRICT = """
const Ajv = require("ajv/dist/2020")
const strict = { strict: true, unicodeRegExp: true, allowUnionTypes: false, allErrors: true }
const [schema, ...trees] = process.argv.slice(2).map(file => JSON.parse(require("fs").readFileSync(file)))
const valid = new Ajv(strict).compile(schema)
for (const tree of trees) if (!valid(tree)) throw new Error(JSON.stringify(valid.errors))
console.log("sound")
"""


@pytest.mark.slow
@pytest.mark.parametrize("made", SCHEMAS.values(), ids=SCHEMAS)
def test_ajv_takes_the_schema_and_the_bundled_files_in_strict_mode(
    made: Callable[[], dict[str, Any]], tmp_path: Path
) -> None:
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("ajv comes from npm and runs on node")
    subprocess.run(
        ["npm", "install", "--silent", "--no-audit", "--no-fund", "ajv@8"], cwd=tmp_path, check=True
    )
    (tmp_path / "schema.json").write_text(json.dumps(made()), encoding="utf-8")
    (tmp_path / "strict.cjs").write_text(STRICT, encoding="utf-8")
    names = ["schema.json"]
    for file in sorted(SEEDS.glob("*.yaml")):
        tree = yaml.load(file.read_text("utf-8"), Loader=EditorLoader)  # noqa: S506 - a SafeLoader
        names.append(f"{file.name}.json")
        (tmp_path / names[-1]).write_text(json.dumps(tree), encoding="utf-8")
    ran = subprocess.run(
        ["node", "strict.cjs", *names], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("sound\n", "")


def test_every_word_carries_its_meaning() -> None:
    definitions = json_schema()["$defs"]
    for terms in (EventMode, SpeechAct, Basis):
        assert definitions[terms.__name__]["oneOf"] == [
            {"const": term.value, "description": term.meaning} for term in terms
        ]
    parts = definitions["Event"]["properties"]["actors"]
    assert {name: part["description"] for name, part in parts["properties"].items()} == {
        role.value: role.meaning for role in EventRole
    }
    assert parts["additionalProperties"] is False


def test_every_definition_is_referred_to() -> None:
    schema = json_schema()
    written = json.dumps(schema)
    assert [name for name in schema["$defs"] if f'"#/$defs/{name}"' not in written] == []


def test_identifiers_on_file_are_offered_where_one_of_their_kind_belongs(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    corpus = read_corpus([tmp_path])
    definitions = json_schema(known_records(corpus))["$defs"]

    def offered(model: str, *field: str) -> dict[str, str]:
        schema = definitions[model]["properties"]
        for step in field:
            schema = schema[step]
        definition = definitions[schema["$ref"].rpartition("/")[2]]
        return {each["const"]: each["description"] for each in definition["anyOf"] if "const" in each}

    assert offered("Event", "place") == {"baku": "Baku", "moscow": "Moscow"}
    assert offered("Outlet", "actor")["sergey-lavrov"] == "Sergey Lavrov (person)"
    assert offered("Statement", "event") == {
        "closing": "Roads closed (undated, ongoing)",
        "visit": "Lavrov visits Baku (2020-11-22, occurred)",
    }
    assert offered("ProvisionClaim", "provision") == {"truce-roads": "The roads are opened."}
    assert offered("Passage", "document")["report"] == "A report"
    assert {"truce", "visit", "baku", "armenia"} - set(offered("Statement", "about", "items")) == {"baku"}
    mentioned = offered("Mention", "record")
    assert mentioned["lavrov-minister"] == "minister: Sergey Lavrov"
    assert mentioned["corridor"] == "sergey-lavrov: The corridor stays open."
    assert mentioned["truce"] == "Truce"
    assert "armenia" not in mentioned


def test_every_reference_in_the_bundled_files_is_among_those_offered() -> None:
    """With nothing else allowed in these places, the files are still valid."""
    schema = json_schema(known_records(read_corpus([SEEDS])))
    for name, definition in schema["$defs"].items():
        if name.endswith("Reference"):
            definition["anyOf"] = [each for each in definition["anyOf"] if "const" in each]
    closed = Draft202012Validator(schema)
    for file in SEEDS.glob("*.yaml"):
        tree = yaml.load(file.read_text("utf-8"), Loader=EditorLoader)  # noqa: S506 - a SafeLoader
        assert [error.message for error in closed.iter_errors(tree)] == []


def test_another_identifier_stays_valid(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    tree = yaml.load((tmp_path / INTERVIEW).read_text("utf-8"), Loader=EditorLoader)  # noqa: S506
    schema = Draft202012Validator(json_schema(known_records(read_corpus([SEEDS]))))
    assert schema.is_valid(tree)
    tree["statements"][0]["speakers"] = ["Sergey Lavrov"]
    assert not schema.is_valid(tree)


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
        ("    place: baku\n", "    place: ~\n"),
        ("id: visit", "id: visit\n    note:"),
        ("[{provision: truce-roads, verdict: reaffirmed}]", "[{provision: truce-roads, verdict: kept}]"),
    ],
)
def test_the_schema_refuses_what_the_models_refuse(tmp_path: Path, old: str, new: str) -> None:
    write(tmp_path, spoiled((INTERVIEW, old, new)))
    tree = yaml.load((tmp_path / INTERVIEW).read_text("utf-8"), Loader=EditorLoader)  # noqa: S506
    assert not Draft202012Validator(json_schema()).is_valid(tree)
