"""Record files: every fault is told with its place, and nothing that a file holds brings the program down."""

import json
import os
import re
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from karabakh_events.errors import KeventsError, Problem
from karabakh_events.records import json_schema, read_corpus
from karabakh_events.records.composing import LOADER
from karabakh_events.records.reading import read_file
from tests.corpus import SOUND, assert_told_once, drawn, places_of, spoiled, told, write
from tests.growth import assert_linear

SEEDS = Path(__file__).parent.parent / "seeds"

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


# --- one way of being wrong each -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            SHARED,
            "places:\n",
            "→place: []\nplaces:\n",
            "place: unknown key 'place' [did you mean 'places'?]",
            id="an unknown key at the top",
        ),
        pytest.param(
            SHARED,
            "{actor: sergey-lavrov, behalf_of: russia}",
            "{actor: sergey-lavrov, →behalf: russia}",
            "agreements[0].actors.signatory[0].behalf: unknown key 'behalf' [did you mean 'behalf_of'?]",
            id="an unknown key deep inside",
        ),
        pytest.param(
            INTERVIEW,
            "    mode: visit\n",
            "    mode: visit\n    →mode: talks\n",
            "events[0].mode: the key 'mode' stands twice [first in line 25]",
            id="a duplicate key",
        ),
        pytest.param(
            SHARED,
            "agreements:\n",
            "→places: [{id: yerevan, name: Y}]\nagreements:\n",
            "places: the key 'places' stands twice [first in line 15]",
            id="a duplicate key at the top",
        ),
        pytest.param(
            INTERVIEW,
            "  - id: visit\n    type: CONSULT\n",
            "  - →id: visit\n",
            "events[0].type: is missing",
            id="a needed field that is missing",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title: →''",
            "events[0].title: is empty",
            id="a field that is empty",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title:→",
            "events[0].title: is empty",
            id="a field with nothing in it",
        ),
        pytest.param(
            INTERVIEW,
            "manner: direct",
            "manner: →null",
            "statements[0].manner: 'null' is not one of: direct, indirect, mixed",
            id="null is text",
        ),
        pytest.param(
            SHARED,
            "{id: russia,",
            "{id: →Russia,",
            "actors[1].id: 'Russia' is not an identifier: write lower-case ASCII words and digits "
            "joined by hyphens",
            id="an identifier with capitals",
        ),
        pytest.param(
            REPORT,
            "  - id: closing",
            "  - id: →" + "a" * 161,
            "events[0].id: is longer than 160 characters",
            id="an identifier that is too long",
        ),
        pytest.param(
            INTERVIEW,
            "type: CONSULT",
            "type: →CONSLT",
            "events[0].type: 'CONSLT' is not one of: AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, "
            "RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT "
            "[did you mean 'CONSULT'?]",
            id="a word outside the list",
        ),
        pytest.param(
            INTERVIEW,
            "act: commit",
            "act: →Commit",
            "statements[0].act: 'Commit' is not one of: assert, report, explain, predict, accuse, "
            "deny, warn, request, propose, ask, commit, refuse, threaten, support, welcome, criticise, "
            "hope [did you mean 'commit'?]",
            id="a word of the list in the wrong case",
        ),
        pytest.param(
            INTERVIEW,
            "host: [azerbaijan]",
            "→hosts: [azerbaijan]",
            "events[0].actors.hosts: 'hosts' is not one of: actor, recipient, host, mediator, "
            "participant, observer [did you mean 'host'?]",
            id="a key outside the list",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →2020-11-31, verbatim: on Sunday",
            "events[0].date.edtf: 2020-11-31: November 2020 has 30 days",
            id="a day that is not in the calendar",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →22.11.2020, verbatim: on Sunday",
            "events[0].date.edtf: 22.11.2020 is not EDTF; write 2020-11-22",
            id="a date that is not EDTF",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →1:30:00, verbatim: on Sunday",
            "events[0].date.edtf: 1:30:00 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 "
            "or 2020-10-10/2020-11-09",
            id="a sexagesimal is text",
        ),
        pytest.param(
            SHARED,
            "{edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}",
            "→{edtf: 2020-11-09, basis: stated}",
            "agreements[0].signed: a date that is stated needs `verbatim`, the words of the text it is "
            "read from",
            id="a stated date without its words",
        ),
        pytest.param(
            SHARED,
            "{edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}",
            "→{edtf: 2020-11-09, verbatim: 9 November, basis: stated}",
            "agreements[0].signed: a date that is stated has its year in the text, and '9 November' has no "
            "2020: make it completed, or inferred, and say in `reason` where the year is from",
            id="a stated date without its year",
        ),
        pytest.param(
            INTERVIEW,
            "{edtf: 2020-11, basis: inferred, reason: the month of the visit}",
            "→{edtf: 2020-11, basis: inferred}",
            "statements[1].date: a date that is inferred needs a `reason`",
            id="an inferred date without a reason",
        ),
        pytest.param(
            INTERVIEW,
            "{edtf: 2020-11, basis: inferred, reason: the month of the visit}",
            "→{edtf: 2020-11, basis: external, reason: r}",
            "statements[1].date: a date that is external needs a `reference`",
            id="an external date without a reference",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title: →[Lavrov]",
            "events[0].title: expected text, found a list",
            id="a list where text should be",
        ),
        pytest.param(
            INTERVIEW,
            "topics: [refugees]",
            "topics: →refugees",
            "statements[1].topics: expected a list, found text [begin each entry with `- `, or write "
            "[ONE, TWO]]",
            id="text where a list should be",
        ),
        pytest.param(
            REPORT,
            "    part_of: visit\n",
            "    part_of: visit\n    date: →2020\n",
            "events[0].date: expected a mapping (key: value), found text",
            id="text where a mapping should be",
        ),
        pytest.param(
            REPORT,
            "statements:\n  - id: kept\n    speakers: [a-source]",
            "statements:\n  - id: kept\n    speakers: →{a: b}",
            "statements[0].speakers: expected a list, found a mapping [begin each entry with `- `, or "
            "write [ONE, TWO]]",
            id="a mapping where a list should be",
        ),
        pytest.param(
            INTERVIEW,
            "agreements: {discussed: [truce]}",
            "agreements: →[truce]",
            "events[0].agreements: expected a mapping (key: value), found a list",
            id="a list where a mapping should be",
        ),
        pytest.param(
            REPORT,
            "passages: [The roads are closed.]",
            "passages: →[]",
            "events[0].passages: needs at least one entry",
            id="no entry where one is needed",
        ),
        pytest.param(
            REPORT,
            "events:\n",
            "events:\n  - →closing\n",
            "events[0]: expected a mapping (key: value), found text",
            id="a record that is text",
        ),
        pytest.param(
            REPORT,
            "events:\n",
            "places: →baku\nevents:\n",
            "places: expected a list, found text [begin each entry with `- `, or write [ONE, TWO]]",
            id="a kind of record that is text",
        ),
        pytest.param(
            SHARED,
            "- {id: baku, name: Baku, latitude: 40.3953,",
            "- →{id: baku, name: Baku, country: AZE,",
            "places[0]: a latitude needs a longitude, and the other way round",
            id="coordinates by halves",
        ),
        pytest.param(
            SHARED,
            "- {id: baku, name: Baku, latitude: 40.3953, longitude: 49.8822, precision: settlement, "
            "reference: Q9248",
            "- →{id: baku, name: Baku, latitude: 40.3953, longitude: 49.8822",
            "places[0]: coordinates need a `reference`",
            id="coordinates without a reference",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →" + "9" * 5000,
            "places[0].latitude: "
            "'9999999999999999999999999999999999999999999999999999999999999999999999999999999…' is not "
            "a number of degrees such as 40.3953",
            id="a latitude of 5,000 digits",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →91",
            "places[0].latitude: '91' is more than 90",
            id="a latitude beyond the pole",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →NaN",
            "places[0].latitude: 'NaN' is not a number of degrees such as 40.3953",
            id="NaN",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →1e999",
            "places[0].latitude: '1e999' is not a number of degrees such as 40.3953",
            id="infinity",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →4_0",
            "places[0].latitude: '4_0' is not a number of degrees such as 40.3953",
            id="digits with an underscore",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →9223372036854775808, verbatim: on Sunday",
            "events[0].date.edtf: 9223372036854775808: dates are read in the years 0001 to 9999, as "
            "four digits",
            id="2^63 as a year",
        ),
        pytest.param(
            SHARED,
            "    country: RUS",
            "    country: →Russia",
            "actors[0].country: 'Russia' does not have the form ^[A-Z]{3}$",
            id="a country by name",
        ),
        pytest.param(
            INTERVIEW,
            "  - id: delay\n",
            "  - →id: delay\n    quote: [any delay]\n",
            "statements[2]: an indirect statement has no `quote`: make it direct or mixed",
            id="indirect with a quote",
        ),
        pytest.param(
            REPORT,
            "  - id: kept\n    speakers: [a-source]\n    manner: indirect",
            "  - →id: kept\n    speakers: [a-source]\n    manner: direct",
            "statements[0]: a direct statement needs its `quote`, the words between the quotation marks",
            id="direct without a quote",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow, reason: heard so, reference: a letter}",
            "→{field: place, value: moscow, reason: heard so}",
            "mentions[0].claims[1]: a claim needs a `passage` of a document, or a `reference` to where "
            "else it is said",
            id="a claim with neither passage nor reference",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow, reason: heard so, reference: a letter}",
            "→{field: place, value: moscow, reference: a letter}",
            "mentions[0].claims[1]: a claim from outside the documents needs a `reason`",
            id="an outside claim without a reason",
        ),
        pytest.param(
            REPORT,
            "{field: date, value: 2020-11-21,",
            "{field: date, value: →2020-11-31,",
            "mentions[0].claims[0].value: 2020-11-31: November 2020 has 30 days",
            id="a claim of a date that is none",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow,",
            "{field: status, value: →maybe,",
            "mentions[0].claims[1].value: 'maybe' is not one of: occurred, ongoing, planned, proposed, "
            "alleged, denied",
            id="a claim of a status that is none",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"Lavrov visits\\0Baku"',
            "events[0].title: nul character U+0000 at position 14 [remove it]",
            id="NUL",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"\\e[2J"',
            "events[0].title: control character U+001B at position 1 [remove it]",
            id="an escape sequence",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"Lavrov \\u202evisits"',
            "events[0].title: bidi character U+202E at position 8 [remove it]",
            id="a right-to-left override",
        ),
        pytest.param(
            SHARED,
            "name: Moscow",
            'name: →"Mos\\u200bcow\\u202e"',
            "places[1].name: bidi character U+202E at position 8 [remove it]",
            id="an override behind a zero-width space",
        ),
        pytest.param(
            SHARED,
            "name: Moscow",
            "name: →Mos\u200bcow",
            "warning: places[1].name: zero-width character U+200B at position 4 [invisible, and names "
            "that look alike would differ]",
            id="a warning: zero width in a name",
        ),
    ],
)
def test_a_fault_in_a_record_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    """Nothing that refers to the faulty record is told to be wrong as well."""
    assert_told_once(tmp_path, (file, old, new), expected)


def test_an_unknown_key_is_likely_the_one_that_is_missed(tmp_path: Path) -> None:
    write(tmp_path, spoiled((INTERVIEW, "    mode: visit\n", "    mood: visit\n")))
    assert told(drawn(tmp_path).problems) == [
        "a-interview.yaml:23:5: events[0].mode: is missing",
        "a-interview.yaml:25:5: events[0].mood: unknown key 'mood' [did you mean 'mode'?]",
    ]


def read(folder: Path, content: str | bytes) -> list[str]:
    """The problems of a single record file."""
    places = write(folder, {"file.yaml": content})
    source = read_file(folder / "file.yaml")
    assert not places or places_of(source.problems) == places
    return told(source.problems)


# --- what is no record file ----------------------------------------------------------------------------

_KEYS = "a record file has the keys document, actors, places, agreements, roles, events, statements, mentions"


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
        pytest.param("a:\n→\tb: c\n", "2:1: not YAML: while scanning for the next token", id="a tab"),
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


def test_both_parsers_of_yaml_read_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SOUND)
    fast = drawn(tmp_path)
    monkeypatch.setattr("karabakh_events.records.composing.LOADER", yaml.BaseLoader)
    assert drawn(tmp_path) == fast


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


# --- the document and its text -------------------------------------------------------------------------

_DOCUMENT = """\
document:
  id: d
  →file: {file}
  sha256: {sum}
  title: t
  sections: [{{kind: body}}]
"""


def document(file: str, content: str | bytes = "Text.") -> dict[str, str | bytes]:
    """A record file whose document names `file`, with the place where a fault of it is told."""
    record = _DOCUMENT.format(file=file, sum="SHA256(d.txt)").replace("→file: ", "file: →")
    return {"d.txt": content, "d.yaml": record}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("../d.txt", "'../d.txt' is not a plain file name [the text lies in the folder of its record file]"),
        ("/etc/passwd", "'/etc/passwd' is not a plain file name"),
        ("sub/../d.txt", "'sub/../d.txt' is not a plain file name"),
        ("..\\d.txt", "'..\\\\d.txt' is not a plain file name"),
        ("..", "'..' is not a plain file name"),
        (".", "'.' is not a plain file name"),
        ("missing.txt", "the text 'missing.txt' is not in the folder FOLDER"),
        ("D.TXT", "the text 'D.TXT' is not in the folder FOLDER"),
        ("folder", "folder: not a regular file"),
        ("pipe", "pipe: not a regular file"),
        ("inside", "inside is a symbolic link [put the text itself in the folder]"),
        ("device", "device is a symbolic link [put the text itself in the folder]"),
        ("dangling", "dangling is a symbolic link [put the text itself in the folder]"),
        ("x" * 300, "xxx…': File name too long"),
        ("large", "large: 67,108,865 bytes; at most 67,108,864 are read"),
    ],
)
def test_the_text_is_an_ordinary_file_beside_its_record(tmp_path: Path, file: str, expected: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "inside").symlink_to("d.txt")
    (tmp_path / "device").symlink_to("/dev/zero")
    (tmp_path / "dangling").symlink_to("nowhere")
    with (tmp_path / "large").open("wb") as large:
        large.truncate(64 * 2**20 + 1)
    places = write(tmp_path, document(file))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    (line,) = told(problems)
    assert line.startswith("d.yaml:3:9: document.file: ")
    assert expected.replace("FOLDER", str(tmp_path)) in line


def test_a_text_that_was_edited_is_refused(tmp_path: Path) -> None:
    write(tmp_path, document("d.txt"))
    (tmp_path / "d.txt").write_text("Text!")
    (problem,) = drawn(tmp_path).problems
    assert (problem.line, problem.column, problem.field) == (4, 11, "document.sha256")
    assert problem.message.startswith("d.txt is not the text that was read: its sum is ")


def test_the_passages_of_an_edited_text_are_not_told_missing(tmp_path: Path) -> None:
    """But what else is wrong in the file is."""
    write(tmp_path, spoiled((REPORT, "part_of: visit", "part_of: →vist")))
    (tmp_path / "b-report.txt").write_text("Another text.")
    assert [problem.field for problem in drawn(tmp_path).problems] == ["document.sha256", "events[0].part_of"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "d.yaml:3:9: document.file: d.txt is empty"),
        (b" \n\t\n", "d.yaml:3:9: document.file: d.txt is empty"),
        (b"One.\nTw\xf6.\n", "d.txt:2:3: byte 0xF6 is not UTF-8 [save the file as UTF-8]"),
        (b"One.\nT\0wo.\n", "d.txt:2:2: NUL character (U+0000) [remove it]"),
        ("One.".encode("utf-16"), "d.txt:1:1: the file is UTF-16 [save it as UTF-8]"),
        (
            b"\xef\xbb\xbfOne.",
            "d.txt:1:1: the file begins with a byte order mark [save it as UTF-8 without BOM]",
        ),
    ],
)
def test_a_text_that_cannot_be_read_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    write(tmp_path, document("d.txt", content))
    assert told(drawn(tmp_path).problems) == [expected]


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    """Control characters of a page are its own; only what the database cannot hold is refused."""
    text = "One.\r\n\x1b[31mTwo\u202e\u200b.\t\x07"
    write(tmp_path, document("d.txt", text))
    extraction = drawn(tmp_path)
    assert extraction.problems == ()
    assert extraction.rows["documents"][0]["text"] == text


def test_a_text_has_the_name_of_its_record_file_unless_told(tmp_path: Path) -> None:
    record = document("d.txt")["d.yaml"]
    assert isinstance(record, str)
    write(tmp_path, {"d.txt": "Text.", "d.yaml": record.replace("  file: →d.txt\n", "")})
    assert drawn(tmp_path).problems == ()


def test_one_text_is_one_document(tmp_path: Path) -> None:
    first = document("d.txt")["d.yaml"]
    assert isinstance(first, str)
    again = first.replace("id: d", "id: e").replace("SHA256(d.txt)", "SHA256(e.txt)")
    files = {"d.yaml": first, "e.yaml": again.replace("d.txt", "e.txt"), "d.txt": "Text.", "e.txt": "Text."}
    write(tmp_path, files)
    assert told(drawn(tmp_path).problems) == ["e.yaml:2:3: document: has the text of the document in d.yaml"]


def test_texts_whose_names_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    """On another file system one would be the other."""
    first = document("d.txt")["d.yaml"]
    assert isinstance(first, str)
    again = first.replace("id: d", "id: e").replace("d.txt", "D.txt")
    write(tmp_path, {"d.yaml": first, "e.yaml": again, "d.txt": "One.", "D.txt": "Two."})
    assert told(drawn(tmp_path).problems) == [
        "e.yaml:2:3: document: has the file name of the document in d.yaml"
    ]


def test_a_document_that_is_declared_again_does_not_lend_its_text(tmp_path: Path) -> None:
    write(tmp_path, spoiled((REPORT, "  id: report", "  id: →interview")))
    assert [(problem.file, problem.field) for problem in drawn(tmp_path).problems] == [
        (str(tmp_path / REPORT), "document.id")
    ]


# --- scalars are text ----------------------------------------------------------------------------------


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
        assert source.spoiled == {"a"} or source.unreadable
    else:
        assert source.records is not None
        assert source.records.actors[0].name == text.strip()


# --- whatever stands in a file -------------------------------------------------------------------------


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


# --- time ----------------------------------------------------------------------------------------------


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


# --- the published schema ------------------------------------------------------------------------------


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
