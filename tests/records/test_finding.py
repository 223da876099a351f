"""Files beside the record files that nothing reads are told, and the others are not."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from karabakh_events.errors import KeventsError
from tests.corpus import SOUND, drawn, spoiled, told, write


def warnings(folder: Path, files: Mapping[str, str], *names: str) -> list[str]:
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content)
    return told(drawn(folder, *names).problems)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "c-speech.txt",
            "c-speech.txt:0:0: warning: no record file reads this text [write c-speech.yaml for it]",
        ),
        ("C.TXT", "C.TXT:0:0: warning: no record file reads this text [write C.yaml for it]"),
        (
            "shared.txt",
            "shared.txt:0:0: warning: no record file reads this text [shared.yaml has no `document`]",
        ),
        *(
            (
                f"c.{ending}",
                f"c.{ending}:0:0: warning: is not read, because its ending is in capitals "
                f"[call it c.{ending.lower()}]",
            )
            for ending in ("YAML", "Yaml", "YML", "yMl")
        ),
        (
            "c.yaml.txt",
            "c.yaml.txt:0:0: warning: is not read as a record file, because it ends in .txt [call it c.yaml]",
        ),
        (
            "more/c.yaml",
            "more:0:0: warning: a folder with record files that are not read [name this folder too]",
        ),
    ],
)
def test_what_nothing_reads_is_told(tmp_path: Path, name: str, expected: str) -> None:
    write(tmp_path, SOUND)
    assert warnings(tmp_path, {name: "actors: []"}) == [expected]


@pytest.mark.parametrize(
    "name", ["README.txt", "license.txt", ".c.yaml", ".c.YAML", "c.md", "c.bak", "more/c.txt"]
)
def test_other_files_are_not(tmp_path: Path, name: str) -> None:
    write(tmp_path, SOUND)
    assert warnings(tmp_path, {name: "actors: []"}) == []


def test_the_text_of_a_record_file_that_reads_another(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "b-report.yaml").rename(tmp_path / "c.yaml")
    assert warnings(tmp_path, {"c.txt": "Text."}) == [
        "c.txt:0:0: warning: no record file reads this text [c.yaml reads b-report.txt]"
    ]


@pytest.mark.parametrize("value", ["[a-interview.txt]", "a-interview.txt: x", "a/a-interview.txt"])
def test_a_text_is_not_told_where_a_fault_hides_who_reads_it(tmp_path: Path, value: str) -> None:
    write(tmp_path, spoiled(("a-interview.yaml", "file: a-interview.txt", f"file: {value}")))
    (tmp_path / "a-interview.yaml").rename(tmp_path / "c.yaml")
    assert [line for line in told(drawn(tmp_path).problems) if "no record file" in line] == []


def test_one_file_says_nothing_of_the_others_but_all_of_them_do(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    names = sorted(name for name in SOUND if name.endswith(".yaml"))
    assert warnings(tmp_path, {"c.txt": "Text."}, *names[:-1], "shared.yaml") != []
    assert told(drawn(tmp_path, names[0], neighbours=True).problems) == []


def test_a_folder_that_is_named_is_read(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "c.yaml").write_text(json.dumps({"places": [{"id": "shusha", "name": "Shusha"}]}))
    assert told(drawn(tmp_path, ".", "more").problems) == []


def test_a_folder_of_nothing_else_says_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "A.YAML").write_text("actors: []")
    with pytest.raises(KeventsError, match="no record files") as raised:
        drawn(tmp_path)
    assert raised.value.hint == f"{tmp_path / 'A.YAML'}: is not read, because its ending is in capitals"
