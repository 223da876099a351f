"""Reading record files: what is none is told with its place, and nothing brings the program down."""

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from karabakh_events.errors import KeventsError, Problem
from karabakh_events.records import read_corpus
from karabakh_events.records.composing import LOADER
from karabakh_events.records.reading import read_file
from tests.corpus import SOUND, drawn, places_of, told, write
from tests.growth import assert_linear

INTERVIEW = "a-interview.yaml"


def read(folder: Path, content: str | bytes) -> list[str]:
    """The problems of a single record file."""
    places = write(folder, {"file.yaml": content})
    source = read_file(folder / "file.yaml")
    assert not places or places_of(source.problems) == places
    return told(source.problems)


_KEYS = (
    "a record file has the keys document, actors, places, topics, agreements, roles, events, statements, "
    "mentions"
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("", "1:1: the file is empty", id="empty"),
        pytest.param("# nothing yet\n", "1:1: the file is empty", id="a comment"),
        pytest.param("→- a\n", f"1:1: expected a mapping (key: value), found a list [{_KEYS}]", id="a list"),
        pytest.param("→hello\n", f"1:1: expected a mapping (key: value), found text [{_KEYS}]", id="a word"),
        pytest.param(
            "---\n→", f"2:1: expected a mapping (key: value), found nothing [{_KEYS}]", id="a document start"
        ),
        pytest.param(
            "actors: []\n→---\nplaces: []\n",
            "2:1: a second YAML document [one file, one document: remove `---`]",
            id="two documents",
        ),
        pytest.param(
            "actors: []\n...\n→places: []\n",
            "3:1: not YAML: did not find expected <document start>",
            id="two documents without a sign",
        ),
        pytest.param(
            "actors: →&them []\n",
            "1:9: anchors (&name) are not allowed [write the value out]",
            id="an anchor",
        ),
        pytest.param(
            "actors: →*them\n", "1:9: aliases (*name) are not allowed [write the value out]", id="an alias"
        ),
        pytest.param(
            "places:\n  - →<<: {id: a}\n",
            "2:5: merge keys (<<) are not allowed [write the values out]",
            id="a merge key",
        ),
        pytest.param("→!!python/object:os.system {}\n", "1:1: tags", id="a tag of Python"),
        pytest.param("title: →!!str a\n", "1:8: tags", id="a tag of YAML"),
        pytest.param("title: →! a\n", "1:8: tags ('!') are not allowed [write plain text]", id="a bare tag"),
        pytest.param("? →[a, b]\n: c\n", "1:3: a key must be a word", id="a list as a key"),
        pytest.param("{→{a: b}: c}\n", "1:2: a key must be a word", id="a mapping as a key"),
        pytest.param(
            "a: b→: c\n", "1:5: not YAML: mapping values are not allowed in this context", id="colon"
        ),
        pytest.param("a: [b\n→", "2:1: not YAML: while parsing a flow sequence", id="an open bracket"),
        pytest.param(
            'a: "b\n→', "2:1: not YAML: while scanning a quoted scalar", id="an open quotation mark"
        ),
        pytest.param("a:\n→\tb: c\n", "2:1: a tab indents this line", id="a tab"),
        pytest.param('a: "b\\u→D800"\n', "1:8: not YAML", id="a lone surrogate"),
        pytest.param("é: é→\x1b[2J\n", "1:5: control character U+001B [remove it]", id="an escape"),
        pytest.param("a: b\n→\x00", "2:1: NUL character (U+0000) [remove it]", id="NUL"),
        pytest.param("a: →\x7f", "1:4: control character U+007F [remove it]", id="delete"),
        pytest.param("a: →\x9b", "1:4: control character U+009B [remove it]", id="a C1 control"),
        pytest.param("a: →\uffff", "1:4: control character U+FFFF [remove it]", id="no character"),
        pytest.param(
            "é: b\né: →".encode() + b"\xe9\n",
            "2:4: byte 0xE9 is not UTF-8 [save the file as UTF-8]",
            id="Latin-1",
        ),
        pytest.param(
            b"a: \xed\xa0\x80\n", "1:4: byte 0xED is not UTF-8 [save the file as UTF-8]", id="CESU surrogate"
        ),
        pytest.param(b"a: \xc0\x80\n", "1:4: byte 0xC0 is not UTF-8 [save the file as UTF-8]", id="overlong"),
        pytest.param("a: b".encode("utf-16"), "1:1: the file is UTF-16 [save it as UTF-8]", id="UTF-16"),
        pytest.param(b"\xfe\xff\0a", "1:1: the file is UTF-16 [save it as UTF-8]", id="UTF-16 big end first"),
        pytest.param(
            "\ufeffactors: []\n",
            "1:1: the file begins with a byte order mark [save it as UTF-8 without BOM]",
            id="a byte order mark",
        ),
        pytest.param("[" * 100_000, "1:33: nested deeper than 32 levels", id="100,000 brackets"),
        pytest.param("{a: " * 100_000, "1:129: nested deeper than 32 levels", id="100,000 braces"),
        pytest.param("- " * 100_000, "1:65: nested deeper than 32 levels", id="100,000 dashes"),
    ],
)
def test_what_is_no_record_file_is_told_with_its_place(
    tmp_path: Path, content: str | bytes, expected: str
) -> None:
    (problem,) = read(tmp_path, content)
    assert problem.startswith(f"file.yaml:{expected}")


@pytest.mark.parametrize("loader", [LOADER, yaml.BaseLoader], ids=["libyaml", "python"])
@pytest.mark.parametrize(
    "content",
    ['actors: [{id: "\\uD800"}]', '"\\uDC80": 1', '{"[key]": 1}', 'actors: [{"[key]": 1}]', '{"\\0": 1}'],
)
def test_keys_and_values_that_cannot_be_written_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: Any, content: str
) -> None:
    monkeypatch.setattr("karabakh_events.records.composing.LOADER", loader)
    assert read(tmp_path, content)


def test_a_file_is_not_read_when_it_is_too_large(tmp_path: Path) -> None:
    for size in (9 * 2**20, 100 * 2**20):
        with (tmp_path / "file.yaml").open("wb") as file:
            file.truncate(size)
        (problem,) = read_file(tmp_path / "file.yaml").problems
        assert told([problem]) == [f"file.yaml:0:0: {size:,} bytes; at most 8,388,608 are read"]


def test_what_is_not_an_ordinary_file_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    (tmp_path / "zero.yaml").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.yaml"))
        (tmp_path / ".hidden.yaml").write_text("- not looked at")
        assert told(drawn(tmp_path).problems) == [
            "dangling.yaml:0:0: No such file or directory",
            "folder.yaml:0:0: not a regular file",
            "pipe.yaml:0:0: not a regular file",
            "round.yaml:0:0: Too many levels of symbolic links",
            "socket.yaml:0:0: not a regular file",
            "zero.yaml:0:0: not a regular file",
        ]


def test_a_dangling_neighbour_is_no_fault_of_the_file(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "dangling.yaml").symlink_to("nowhere")
    assert drawn(tmp_path, INTERVIEW, neighbours=True).problems == ()


def test_a_path_without_record_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeventsError, match="no record files"):
        read_corpus([tmp_path])
    with pytest.raises(KeventsError, match="no such file or folder"):
        read_corpus([tmp_path / "nothing.yaml"])


def tree_of(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds text, lists and mappings only


scalars = (
    st.sampled_from(["", "a", "visit", "2020-11-22", "baku", "\0", "\u202e", "[key]", "9" * 5000]) | st.text()
)


trees = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3),
    max_leaves=8,
)


def nodes(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree, as (container, key or index)."""
    found = []
    stack = [tree]
    while stack:
        container = stack.pop()
        steps = container.items() if isinstance(container, dict) else enumerate(container)
        for step, value in steps:
            found.append((container, step))
            if isinstance(value, dict | list):
                stack.append(value)
    return found


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The sound record files with some values replaced, removed, doubled or moved to where others are."""
    files = {name: tree_of(text) for name, text in SOUND.items() if name.endswith(".yaml")}
    for _ in range(draw(st.integers(1, 4))):
        tree = files[draw(st.sampled_from(sorted(files)))]
        places = nodes(tree)
        container, step = draw(st.sampled_from(places))
        match draw(st.sampled_from(["replace", "remove", "double", "move", "rename"])):
            case "replace":
                container[step] = draw(trees)
            case "remove":
                del container[step]
            case "double" if isinstance(container, list):
                container.append(container[step])
            case "rename" if isinstance(container, dict):
                container[draw(scalars)] = container.pop(step)
            case _:
                other, at = draw(st.sampled_from(places))
                if at in other if isinstance(other, dict) else at < len(other):
                    container[step] = json.loads(json.dumps(other[at]))
    return files


@settings(max_examples=80, deadline=None)
@given(mutated())
def test_whatever_is_changed_in_record_files_is_sound_or_told(files: dict[str, Any]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        texts = {name: text for name, text in SOUND.items() if name.endswith(".txt")}
        write(folder, {**texts, **{name: json.dumps(tree) for name, tree in files.items()}})
        extraction = drawn(folder)
    for problem in extraction.problems:
        assert isinstance(problem, Problem)
        assert problem.message
        str(problem)
    if not extraction.errors:
        documents = {row["id"]: str(row["text"]) for row in extraction.rows.get("documents", ())}
        for row in extraction.rows.get("citations", ()):
            text = documents[row["document_id"]]
            assert text[int(str(row["start"])) : int(str(row["end"]))] == row["exact"]
        extraction.fingerprint()


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.text(alphabet="[]{},:-?&*!|>%@`'\"# \n\tab<~=.", max_size=300).map(str.encode)
)
@example(b"%YAML 3.0\n---\na: b")
@example(b"%TAG ! tag:a,2000:\n--- !b c")
@example(b"? ? ? ? ?")
@example(b"a: |9\n b")
def test_whatever_bytes_a_file_holds_nothing_is_raised(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "file.yaml"
        file.write_bytes(data)
        source = read_file(file)
        extraction = drawn(Path(folder))
    assert extraction.problems == tuple(sorted(source.problems))


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: "events:\n" + "- a\n" * (n // 20), id="entries"),
        pytest.param(lambda n: "events: [" + "{}," * (n // 100) + "]", id="empty entries"),
        pytest.param(lambda n: "a: 1\n" * (n // 20), id="equal keys"),
        pytest.param(lambda n: "".join(f"k{i}: 1\n" for i in range(n // 100)), id="unknown keys"),
        pytest.param(lambda n: 'a: "' + "'" * n + '"', id="quotation marks"),
        pytest.param(lambda n: "a: '" + "''" * n + "'", id="doubled quotation marks"),
        pytest.param(lambda n: "a: " + "." * n, id="dots"),
        pytest.param(lambda n: "a: " + "1:" * n + "0", id="sexagesimals"),
        pytest.param(lambda n: "a: " + "]" * n, id="brackets"),
        pytest.param(lambda n: "a: 'x" + " " * n + "x'", id="spaces"),
        pytest.param(lambda n: "a: |\n" + " x\n" * (n // 10), id="lines"),
        pytest.param(lambda n: "a: >-\n" + " x\n\n" * (n // 10), id="folded lines"),
        pytest.param(lambda n: "#\n" * n + "a: b", id="comments"),
    ],
)
def test_reading_takes_linear_time(tmp_path: Path, make: Callable[[int], str]) -> None:
    def prepare(size: int) -> Callable[[], object]:
        file = tmp_path / f"{size}.yaml"
        file.write_text(make(size))
        return lambda: read_file(file)

    assert_linear(prepare)
