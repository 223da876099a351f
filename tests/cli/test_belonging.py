"""What belongs together, as it is shown, compared and exported."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from karabakh_events.cli.group import cli
from karabakh_events.database.loading import build
from tests.rows import Rows, sample_rows


def placed(rows: Rows, table: str, record: str, part_of: str) -> None:
    (row,) = (row for row in rows[table] if row["id"] == record)
    row["part_of"] = part_of


def belonging_rows() -> Rows:
    """The sample with a ministry and an army of Russia, a group with two members, and a town in a region."""
    rows = sample_rows()
    rows["actors"] += [
        {"id": "russian-army", "name": "Russian army", "kind": "armed-force", "part_of": "russia"},
        {"id": "mediators", "name": "The [mediators]", "kind": "group", "part_of": "minsk-group"},
        {"id": "minsk-group", "name": "Minsk Group", "kind": "organisation"},
    ]
    rows["actor_members"] = [
        {"group_id": "mediators", "actor_id": "russia", "position": 0},
        {"group_id": "mediators", "actor_id": "sergey-lavrov", "position": 1},
    ]
    placed(rows, "actors", "russian-foreign-ministry", "russia")
    rows["places"].append({"id": "karabakh", "name": "Karabakh"})
    placed(rows, "places", "shushi", "karabakh")
    return rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "belonging.db"
    build(path, belonging_rows(), "belonging")
    return path


def kevents(file: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--db", str(file), *arguments], prog_name="kevents")
    assert result.exit_code == 0, result.output
    return result.stdout


def head(file: Path, *arguments: str) -> list[str]:
    """The labels and facts at the head of a record."""
    return kevents(file, *arguments).partition("\n\n")[0].splitlines()[2:]


@pytest.mark.parametrize("command", ["actors", "show"])
def test_the_head_of_an_actor_tells_what_belongs_together(file: Path, command: str) -> None:
    assert head(file, command, "mediators")[-2:] == [
        "part of       Minsk Group",
        "members       Russia; Sergey Lavrov",
    ]
    assert head(file, command, "russia")[-3:] == [
        "belong to it  3 officials and bodies",
        "member of     The [mediators]",
        "parts of it   Ministry of Foreign Affairs of Russia; Russian army",
    ]
    assert head(file, command, "minsk-group")[-2:] == [
        "belong to it  2 officials and bodies",
        "parts of it   The [mediators]",
    ]
    assert "member of     The [mediators]" in head(file, command, "sergey-lavrov")
    assert not {"part of", "members", "belong to"} & {
        line[:9].strip() for line in head(file, command, "interfax")
    }


def test_a_place_tells_where_it_lies_and_what_lies_in_it(file: Path) -> None:
    shushi, karabakh = (kevents(file, "show", name).splitlines() for name in ("shushi", "karabakh"))
    assert [line.split() for line in shushi if line.startswith("part of")] == [
        ["part", "of", "Karabakh", "karabakh"]
    ]
    assert [line.split()[0] for line in karabakh if line.endswith(" shushi")] == ["part"]


def test_markdown_says_the_same(file: Path) -> None:
    lines = kevents(file, "actors", "mediators", "--format", "markdown").splitlines()
    assert "- part of — Minsk Group" in lines
    assert "- members — Russia; Sergey Lavrov" in lines


def test_json_has_it_at_the_end(file: Path) -> None:
    (found,) = json.loads(kevents(file, "actors", "russia", "--format", "json"))
    names = ["part_of", "member_of", "members", "parts", "officials_and_bodies"]
    assert list(found)[-5:] == names
    assert [found[name] for name in names] == [
        [],
        [{"id": "mediators", "name": "The [mediators]"}],
        [],
        [
            {"id": "russian-foreign-ministry", "name": "Ministry of Foreign Affairs of Russia"},
            {"id": "russian-army", "name": "Russian army"},
        ],
        3,
    ]
    (alone,) = json.loads(kevents(file, "actors", "interfax", "--format", "json"))
    assert [alone[name] for name in names] == [[], [], [], [], 0]


def test_the_record_as_json_has_the_links(file: Path) -> None:
    found = json.loads(kevents(file, "show", "russian-foreign-ministry", "--format", "json"))
    assert found["fields"]["part_of"] == "russia"
    assert found["fields"]["officials_and_bodies"] == 1
    assert [link["id"] for link in found["links"] if link["relation"] == "part-of"] == ["russia"]


def test_the_bundled_record_has_no_region_in_dispute_in_a_state(bundled_file: Path) -> None:
    question = "SELECT within_id FROM place_within WHERE place_id = 'nagorno-karabakh' ORDER BY 1"
    rows = json.loads(kevents(bundled_file, "sql", question, "--format", "json"))
    assert [row["within_id"] for row in rows] == [
        "karabakh-conflict-zone",
        "nagorno-karabakh",
        "south-caucasus",
    ]
    question = "SELECT within_id FROM actor_within WHERE actor_id = 'artsakh-defense-ministry' ORDER BY 1"
    rows = json.loads(kevents(bundled_file, "sql", question, "--format", "json"))
    assert [row["within_id"] for row in rows] == ["artsakh-authorities", "artsakh-defense-ministry"]


def test_what_changed_between_two_editions_is_told(sample_file: Path, file: Path) -> None:
    found = json.loads(kevents(file, "diff", str(sample_file), str(file), "--format", "json"))
    words = {each["id"]: [change["words"] for change in each["changes"]] for each in found}
    assert words["russian-foreign-ministry"] == ["part of added: Russia"]
    assert words["shushi"] == ["part of added: Karabakh"]


@pytest.mark.parametrize("form", ["ftm", "graphml"])
def test_a_format_that_cannot_hold_it_says_so(bundled_file: Path, tmp_path: Path, form: str) -> None:
    out = str(tmp_path / "out")
    arguments = ("--db", str(bundled_file), "export", form, "--statements", "--output", out)
    told = CliRunner().invoke(cli, arguments, prog_name="kevents").stderr
    assert "actors and places that are part of others, members of groups" in told


def read(folder: Path, table: str) -> list[dict[str, Any]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_package_has_the_wholes_and_members_of_its_actors(file: Path, tmp_path: Path) -> None:
    """Also of those whom no event or statement names."""
    kevents(file, "export", "csv", "--output", str(tmp_path / "package"))
    actors = {row["id"]: row["part_of"] for row in read(tmp_path / "package", "actors")}
    assert actors["russian-foreign-ministry"] == "russia"
    assert set(actors) >= {whole for whole in actors.values() if whole}
    places = {row["id"]: row["part_of"] for row in read(tmp_path / "package", "places")}
    assert set(places) >= {whole for whole in places.values() if whole}
    for row in read(tmp_path / "package", "actor_members"):
        assert {row["group_id"], row["actor_id"]} <= set(actors)
