"""Scalars are the text that they are, by whichever parser."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from karabakh_events.records.reading import read_file
from tests.corpus import SOUND, drawn, write


def test_both_parsers_of_yaml_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SOUND)
    fast = drawn(tmp_path)
    monkeypatch.setattr("karabakh_events.records.composing.LOADER", yaml.BaseLoader)
    assert drawn(tmp_path) == fast


_SURPRISING = [
    *("NO", "no", "Yes", "on", "OFF", "y", "N", "true", "null", "Null", "~", "=", "x<<"),
    *("1e3", "1E400", ".inf", ".NaN", "0x1F", "0o17", "017", "0b1", "+1", "-0", "1_000", "685_230.15"),
    *("1:30:00", "190:20:30", "2020-11-22", "2020-11-31", "2001-12-14t21:59:43.10-05:00", "9" * 20),
]


@settings(deadline=None)
@given(
    st.sampled_from(_SURPRISING)
    | st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:+]*[A-Za-z0-9]", fullmatch=True).filter(
        lambda word: len(word) < 90
    )
)
@example("5" * 900)
def test_a_plain_scalar_is_the_text_that_it_is(scalar: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_text(f"actors:\n  - {{id: a, kind: person, name: {scalar}, aliases: [x, {scalar}]}}\n")
        source = read_file(file)
    assert source.problems == ()
    assert source.records is not None
    assert source.records.actors[0].name == scalar
    assert source.records.actors[0].aliases[1] == scalar


@settings(deadline=None)
@given(st.text(min_size=1, max_size=200).filter(str.strip))
def test_any_text_comes_through_or_is_told(text: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_text(
            json.dumps({"actors": [{"id": "a", "kind": "person", "name": text}]}), encoding="utf-8"
        )
        source = read_file(file)
    if any(not problem.warning for problem in source.problems):
        assert source.faulty or source.unreadable
    else:
        assert source.records is not None
        assert source.records.actors[0].name == text.strip()
