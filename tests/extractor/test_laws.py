"""What must not matter: the order and names of files, white space, the machine."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.extractor import Extraction, extract
from karabakh_events.records import read_corpus
from tests.corpus import SOUND, drawn, spoiled, write
from tests.extractor.drawing import assert_verbatim, row

SEEDS = Path(__file__).parents[2] / "seeds"
INTERVIEW = "a-interview.yaml"


def test_the_same_corpus_gives_the_same_rows(tmp_path: Path, sound: Extraction) -> None:
    write(tmp_path, SOUND)
    assert drawn(tmp_path).rows == sound.rows
    assert drawn(tmp_path).fingerprint() == sound.fingerprint()


def test_another_word_gives_another_fingerprint(tmp_path: Path, sound: Extraction) -> None:
    write(tmp_path, spoiled((INTERVIEW, "There is no delay.", "There is no delay!")))
    assert drawn(tmp_path).fingerprint() != sound.fingerprint()


_MORE = """\
mentions:
  - record: visit
    passages: [{document: interview, exact: Lavrov smiled.}]
    claims:
      - {field: date, value: 2020-11-20, reason: r, reference: a}
  - record: truce
    passages: [{document: interview, exact: It opens the roads}]
    claims: [{field: title, value: Ceasefire, reason: r, reference: b}]
"""


_YET_MORE = _MORE.replace("2020-11-20", "2020-11-19").replace("Lavrov smiled.", "any delay")


@settings(max_examples=25, deadline=None)
@given(
    st.permutations([name for name in SOUND if name.endswith(".yaml")] + ["x.yaml", "y.yaml"]),
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=5, max_size=5, unique=True),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_names_of_record_files_matter(
    order: list[str], names: list[str], random: Random
) -> None:
    """Nor does the order of the records in a file."""
    everything = {**SOUND, "x.yaml": _MORE, "y.yaml": _YET_MORE}
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        write(Path(one), everything)
        expected = drawn(Path(one))
        assert expected.problems == ()
        write(Path(other), {name: text for name, text in SOUND.items() if name.endswith(".txt")})
        paths = []
        for old, new in zip(order, names, strict=True):
            tree = yaml.load((Path(one) / old).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
            for key in ("actors", "places", "events", "statements"):
                random.shuffle(tree.get(key, []))
            paths.append(Path(other) / f"{new}.yaml")
            paths[-1].write_text(json.dumps(tree), "utf-8")
        found = extract(read_corpus(paths))
        assert found.problems == ()
        assert found.rows == expected.rows
        assert found.fingerprint() == expected.fingerprint()


_spaces = st.text(alphabet=" \n\t\r\u00a0\u2009\u2028", min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(st.lists(_spaces, min_size=5, max_size=40), st.lists(_spaces, min_size=5, max_size=40))
def test_white_space_of_text_and_records_does_not_matter(in_text: list[str], in_records: list[str]) -> None:
    def shaken(text: str, spaces: list[str]) -> str:
        runs = iter(range(len(text)))
        return re.sub(r"\s+", lambda _: spaces[next(runs) % len(spaces)], text.strip())

    def shaken_passages(tree: Any) -> Any:
        if isinstance(tree, list):
            return [shaken_passages(each) for each in tree]
        if not isinstance(tree, dict):
            return tree
        found: dict[str, Any] = {}
        for key, value in tree.items():
            if key in ("exact", "within", "starts", "verbatim", "passage") and isinstance(value, str):
                found[key] = shaken(value, in_records).replace("\u2028", "\t")
            elif key in ("passages", "quote"):
                found[key] = [
                    shaken(each, in_records).replace("\u2028", "\t").replace("\r", "\n")
                    if isinstance(each, str)
                    else shaken_passages(each)
                    for each in value
                ]
            else:
                found[key] = shaken_passages(value)
        return found

    files: dict[str, str | bytes] = {}
    for name, content in SOUND.items():
        if name.endswith(".txt"):
            files[name] = shaken(content, in_text)
        else:
            tree = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - builds text, lists and mappings
            files[name] = json.dumps(shaken_passages(tree)).replace("\\r", "\\n")
    with TemporaryDirectory() as folder:
        write(Path(folder), files)
        extraction = drawn(Path(folder))
    # A text of tabs may look like a table; `check` asks whether it is one.
    assert [each for each in extraction.problems if "the text seems to be" not in each.message] == []
    assert_verbatim(extraction)
    quote = row(extraction, "statements", id="corridor")["quote"]
    assert quote == "The Lachin corridor is guaranteed\nIt will remain open."


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_the_fingerprint_is_the_same_everywhere(environment: dict[str, str]) -> None:
    """In another time zone and locale, and with other hashes."""
    program = (
        "import sys, pathlib; from karabakh_events.records import read_corpus;"
        "from karabakh_events.extractor import extract;"
        "print(extract(read_corpus([pathlib.Path(sys.argv[1])])).fingerprint())"
    )
    command = [sys.executable, "-c", program, str(SEEDS)]
    around = {**os.environ, **environment}
    ran = subprocess.run(command, env=around, capture_output=True, check=True, text=True)
    assert ran.stdout.strip() == extract(read_corpus([SEEDS])).fingerprint()
