"""Scalars are the text that they are, by whichever parser."""

import json
import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from karabakh_events.records import composing
from karabakh_events.records.composing import MalformedError, compose
from karabakh_events.records.reading import read_file
from tests.corpus import SOUND, drawn, spoiled, write


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


# --- comments ------------------------------------------------------------------------------------------

AROUND = ["name: {}", "[{}\n]", "{{name: {}\n}}", "- {}\n- b", "a: é\nb:\n  {}"]
words = st.text(st.sampled_from("ab é“”’.#-:"), min_size=1, max_size=30).map(lambda text: f"A{text}z")


@pytest.mark.parametrize("loader", [composing.LOADER, yaml.BaseLoader])
@given(
    text=words, where=st.sampled_from(["name: {}", "[{}\n]", "{{name: {}\n}}", "- {}\n- b", "a: é\nb:\n  {}"])
)
def test_a_value_is_whole_or_the_cut_is_told(loader: Any, text: str, where: str) -> None:
    """Text without quotation marks comes through, or is refused, or is told to be cut, where it is."""
    raw = where.format(text)
    with patch.object(composing, "LOADER", loader):
        try:
            composed = compose(raw)
        except MalformedError:
            return
    if composed.faults:
        (cut,) = composed.faults
        assert cut.warning
        assert raw.splitlines()[cut.line - 1][cut.column - 1] == "#"
    elif not re.search(":[ \t]+#", text):  # of that nothing is left, and a value that is empty is told
        assert not re.search("[ \t]#", text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: minister\n", "title: minister →# of foreign affairs\n"),
        ("mode: visit\n", "mode: visit\t→#1\n"),
        ("summary: There is no delay.\n", "summary: There is\n      no delay. →#\n"),
        ("within: The minister said that refugees}]", "within: The minister said that →# refugees\n    }]"),
    ],
)
def test_a_comment_behind_a_plain_value_is_told(tmp_path: Path, old: str, new: str) -> None:
    places = write(tmp_path, spoiled(("a-interview.yaml", old, new)))
    (problem,) = drawn(tmp_path).problems
    assert problem.warning
    assert [(problem.file, problem.line, problem.column)] == places
    assert "comment" in problem.message


def test_comments_that_cut_nothing_are_fine(tmp_path: Path) -> None:
    changes = [
        ("roles:\n", "# the offices\nroles: # one\n  # the first\n"),
        ("title: minister\n", 'title: "minister" # quoted\n'),
        (
            "actors: {actor: [sergey-lavrov], host: [azerbaijan]}",
            "actors: {actor: [sergey-lavrov], host: [azerbaijan]} # who",
        ),
        ("reason: nothing is said}", "reason: nothing is said#1}"),
    ]
    write(tmp_path, spoiled(*(("a-interview.yaml", *change) for change in changes)))
    assert drawn(tmp_path).problems == ()
