"""What is written: exact values for programs, a page for people, and nothing that a terminal would obey."""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from syrupy.assertion import SnapshotAssertion

from karabakh_events.characters import visible
from karabakh_events.database import open_reading
from karabakh_events.queries import actor, catalogue
from karabakh_events.queries.citations import documents
from karabakh_events.queries.conflicts import conflicts
from karabakh_events.queries.filters import StatementFilter, TimelineFilter
from karabakh_events.queries.record import show
from karabakh_events.queries.renderings import Rendering
from karabakh_events.queries.search import search
from karabakh_events.queries.statements import who_said
from karabakh_events.queries.timeline import timeline
from karabakh_events.render import actor as actor_view
from karabakh_events.render import (
    columns,
    layouts,
    links,
    markdown,
    parts,
    plain,
    terminal,
)
from karabakh_events.render import record as record_view
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Matrix, Passage, Span, Text, line

_LINK = re.compile("\x1b]8;;[!-~]*\x1b\\\\")

HOSTILE = [
    "\x1b[31mred\x1b[0m",
    "\x1b]8;;https://example.org\x07link\x1b]8;;\x07",
    "\x1b]0;owned\x07",
    "\x9b2J",
    "a\rb",
    "bell\x07",
    "null\x00byte",
    "[red]red[/red]",
    "[/foo]",
    "[link=https://example.org]x[/link]",
    ":smile:",
    "\u202eevil\u202c",
    "zero\u200bwidth",
    "\ud83d lone",
    "\udcff",
    "=cmd|' /C calc'!A0",
    "a\u2028b\u2029c",
    "<script>alert(1)</script>",
    "`code` *bold* _under_ | pipe # not a heading",
    "漢字かな交じり文" * 20,
    "e\u0301" * 100,
    "x" * 500,
]
_HARMFUL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)

PAGES = (
    "timeline",
    "who-said",
    "agreement",
    "event",
    "document",
    "agreements",
    "conflicts",
    "actors",
    "search",
)


@pytest.fixture
def connection(sample_file: Path) -> Iterator[sqlite3.Connection]:
    opened = open_reading(sample_file)
    yield opened
    opened.close()


def page(connection: sqlite3.Connection, name: str) -> Iterator[Block]:
    """The blocks of one command's whole page."""
    numbering = parts.Numbering()
    match name:
        case "timeline":
            yield from layouts.timeline(timeline(connection, TimelineFilter(statements=True)), numbering)
        case "who-said":
            yield from layouts.who_said(who_said(connection, StatementFilter()), numbering)
        case "agreements":
            yield from layouts.agreements(catalogue.agreements(connection), numbering)
        case "conflicts":
            yield from layouts.conflicts(conflicts(connection), numbering)
        case "actors":
            yield from layouts.actors(catalogue.actors(connection))
        case "search":
            yield from layouts.search(search(connection, "corridor"))
        case _:
            record = {
                "agreement": "trilateral-statement-2020",
                "event": "2020-11-22-lavrov-in-baku",
                "document": "2020-11-22-interview",
            }[name]
            yield from record_view.record(show(connection, record), conflicts(connection, record), numbering)
    yield from layouts.sources(documents(connection, numbering.documents))


def drawn(
    blocks: Iterator[Block] | list[Block],
    width: int | None = 80,
    *,
    colour: bool = False,
    linked: bool = False,
) -> str:
    out = io.StringIO()
    terminal.draw(blocks, out, width=width, colour=colour, linked=linked)
    return out.getvalue()


# --- for people ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [80, 100, 140])
@pytest.mark.parametrize("name", PAGES)
def test_pages(connection: sqlite3.Connection, name: str, width: int, snapshot: SnapshotAssertion) -> None:
    text = drawn(page(connection, name), width)
    assert max(map(len, text.splitlines())) <= width
    assert text == snapshot


def test_a_page_in_colour(connection: sqlite3.Connection, snapshot: SnapshotAssertion) -> None:
    text = drawn(page(connection, "timeline"), 80, colour=True)
    assert re.sub("\x1b\\[[0-9;]*m", "", text) == drawn(page(connection, "timeline"), 80)
    assert text == snapshot


def test_a_page_with_links(connection: sqlite3.Connection, snapshot: SnapshotAssertion) -> None:
    text = drawn(page(connection, "who-said"), 80, colour=True, linked=True)
    assert _LINK.sub("", text) == drawn(page(connection, "who-said"), 80, colour=True)
    assert text == snapshot


def test_what_an_actor_said_leads_to_the_words(connection: sqlite3.Connection) -> None:
    found = actor.actor_file(connection, "sergey-lavrov")
    text = drawn(actor_view.actor_file(found, parts.Numbering()), 80, linked=True)
    said = text.partition("Said ──")[2].partition("Passages ──")[0]
    assert "#:~:text=" in said


def test_a_link_that_is_broken_into_lines_leads_there_from_each() -> None:
    url = "https://example.org/"
    text = drawn([Text(line("before ", Span("two words", "", url)))], 12, linked=True)
    assert text == f"before {_linked(url, 'two')}\n{_linked(url, 'words')}\n"


def _linked(url: str, text: str) -> str:
    return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://example.org/a?b=c&d#e", "https://example.org/a?b=c&d#e"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("https://example.org/Şuşa “x”", "https://example.org/%C5%9Eu%C5%9Fa%20%E2%80%9Cx%E2%80%9D"),
        ("https://example.org/%20", "https://example.org/%20"),
        ("https://x\x1b]8;;javascript:a\x07\x1b\\", "https://x%1B]8;;javascript:a%07%1B%5C"),
        ("https://x\x9c\n\x00\u202ey", "https://x%C2%9C%0A%00%E2%80%AEy"),
        ("https://x/\ud800", "https://x/?"),
        ("javascript:alert(1)", ""),
        (" javascript://https://", ""),
        ("file:///etc/passwd", ""),
        ("ssh://example.org", ""),
        ("//example.org", ""),
        ("example.org", ""),
        ("", ""),
        (f"https://example.org/{'a' * 2064}", ""),
    ],
)
def test_only_addresses_of_the_web_are_opened(url: str, address: str) -> None:
    assert links.safe(url) == address
    assert ("\x1b]8;;" in drawn([Text(line(Span("x", "", url)))], linked=True)) is bool(address)


@given(st.text(st.characters(codec=None), max_size=100), st.text(st.characters(codec=None), max_size=300))
def test_no_address_can_end_the_sequence_that_it_stands_in(rest: str, passage: str) -> None:
    for address in (links.safe(f"https://{rest}"), links.at_words(f"http://{rest}", passage)):
        assert re.fullmatch("[!-~]*", address)
    text = drawn([Text(line(Span("x", "", f"https://{rest}")))], linked=True)
    assert _LINK.sub("", text) == "x\n"


@pytest.mark.parametrize(
    ("passage", "fragment"),
    [
        ("a real factor", "text=a%20real%20factor"),
        (
            "the so-called “status, quo” & more",
            "text=the%20so%2Dcalled%20%E2%80%9Cstatus%2C%20quo%E2%80%9D%20%26%20more",
        ),
        ("100% #1", "text=100%25%20%231"),
        ("wrapped \t once\u00a0more", "text=wrapped%20once%20more"),
        ("a b c d e f g h i j", "text=a%20b%20c%20d%20e%20f%20g%20h%20i%20j"),
        ("a b c d e f g h i j k", "text=a%20b%20c%20d%20e,g%20h%20i%20j%20k"),
        ("one paragraph\n\nand another", "text=one%20paragraph,and%20another"),
        ("a b c d e f\ng", "text=a%20b%20c%20d%20e,g"),
    ],
)
def test_a_passage_is_found_by_its_words_or_by_its_ends(passage: str, fragment: str) -> None:
    assert links.at_words("https://example.org/x", passage) == f"https://example.org/x#:~:{fragment}"
    assert links.at_words("https://example.org/x#part", passage) == f"https://example.org/x#part:~:{fragment}"


@given(st.text(min_size=1, max_size=300))
def test_the_words_of_a_fragment_read_back_as_words_of_the_passage(passage: str) -> None:
    address = links.at_words("https://example.org/", passage)
    _, _, text = address.partition("#:~:text=")
    words = passage.split()
    if not words:
        assert address == "https://example.org/"
        return
    ends = [unquote(end).split() for end in text.split(",")]
    assert words[: len(ends[0])] == ends[0]
    assert words[-len(ends[-1]) :] == ends[-1]
    assert "-" not in text
    assert "&" not in text


@pytest.mark.parametrize("url", [None, "", "ftp://example.org", "https://example.org/#:~:text=other"])
def test_where_no_words_can_be_pointed_at(url: str | None) -> None:
    assert links.at_words(url, "words") in ("", url)


def test_words_that_would_make_the_address_too_long_are_left_out() -> None:
    url = f"https://example.org/{'a' * 2000}"
    assert links.at_words(url, "w" * 100) == url


# --- columns and orders --------------------------------------------------------------------------------


class Row(NamedTuple):
    """A row of a listing of one field and a key."""

    id: str
    value: object
    field: str = "value"

    def as_json(self) -> dict[str, object]:
        return {"id": self.id, self.field: self.value}


def order(*values: object, field: str = "value", descending: bool = False) -> list[object]:
    rows = [Row(f"{number:02}", value, field) for number, value in enumerate(values)]
    return [row.value for row in columns.ordered(rows, field, key="id", descending=descending)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("b", "Çb", "A", "əb", "c"), ["A", "əb", "b", "c", "Çb"]),
        ((10, 9, -1, 2.5), [-1, 2.5, 9, 10]),
        (("2a", 3, "10", 1), [1, 3, "10", "2a"]),
        (("10", "9"), ["10", "9"]),
        ((["b", "x"], ["a"]), [["a"], ["b", "x"]]),
        (
            ({"id": "1", "name": "Şuşa"}, {"id": "2", "name": "Baku"}),
            [{"id": "2", "name": "Baku"}, {"id": "1", "name": "Şuşa"}],
        ),
        ((), []),
    ],
)
def test_values_are_ordered_by_what_they_are(values: tuple[object, ...], expected: list[object]) -> None:
    assert order(*values) == expected
    assert order(*values, None, descending=True) == [*reversed(expected), None]


@pytest.mark.parametrize("nothing", [None, "", []])
@pytest.mark.parametrize("descending", [False, True])
def test_what_has_no_value_comes_last_either_way(nothing: object, descending: bool) -> None:
    assert order(nothing, "a", nothing, descending=descending) == ["a", nothing, nothing]


def test_dates_are_ordered_by_the_days_that_they_may_mean() -> None:
    dates = ["2021", "../2020", "2020-11-09/..", "2020-11", "2020-11-09", None, "2020-11-09?"]
    ascending = ["../2020", "2020-11", "2020-11-09/..", "2020-11-09", "2020-11-09?", "2021", None]
    assert order(*dates, field="date") == ascending
    descending = ["2021", "2020-11-09?", "2020-11-09", "2020-11-09/..", "2020-11", "../2020", None]
    assert order(*dates, field="date", descending=True) == descending


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 3)), max_size=20), st.booleans())
def test_an_order_loses_nothing_and_keeps_that_of_equals(pairs: list[tuple[str, int]], down: bool) -> None:
    rows = [Row(f"{number}", value) for number, (_, value) in enumerate(pairs)]
    found = columns.ordered(rows, "value", key="id", descending=down)
    assert columns.ordered(rows, "value", key="id", descending=down, most=3) == found[:3]
    assert found == sorted(rows, key=lambda row: row.value, reverse=down)  # type: ignore[arg-type,return-value]  # they are numbers


def test_columns_of_people_and_places_have_their_names(
    connection: sqlite3.Connection, snapshot: SnapshotAssertion
) -> None:
    rows = [row.as_json() for row in timeline(connection, TimelineFilter())]
    assert drawn(columns.grid(("date", "place", "actors", "title"), rows), 100) == snapshot
    counted = [row.as_json() for row in catalogue.actors(connection)]
    assert drawn(columns.grid(("name", "statements"), counted), None) == snapshot
    assert list(columns.grid(("name",), [])) == []


@pytest.mark.parametrize("name", PAGES)
def test_markdown(connection: sqlite3.Connection, name: str, snapshot: SnapshotAssertion) -> None:
    out = io.StringIO()
    markdown.write(page(connection, name), out)
    assert out.getvalue() == snapshot


def test_a_heading_over_two_lines_has_one_rule() -> None:
    heading = Heading("Understanding of the foreign ministers to go on negotiating")
    assert drawn([heading, Text(line("x"))], 40).splitlines() == [
        "Understanding of the foreign ministers",
        "to go on negotiating ───────────────────",
        "x",
    ]


def everywhere(text: str) -> list[Block]:
    """Blocks of every kind with the text in every place where text can stand."""
    return [
        Heading(text, level=1),
        Heading(text),
        Entry(line(Span(text, "date")), (line(text), line(Span(text, "words"))), text),
        Grid((text, "n"), ((line(text), line("1")),), frozenset({1})),
        Matrix(text, (line(text), line(text)), ((line(text), ((line(text), line("x")), ())),)),
        Passage(line(text), text, text, text),
        Text(line(text)),
    ]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [None, 40, 80])
def test_nothing_in_a_text_reaches_the_terminal_as_a_command(text: str, width: int | None) -> None:
    plain_page = drawn(everywhere(text), width)
    assert not _HARMFUL.search(plain_page)
    coloured = drawn(everywhere(text), width, colour=True)
    assert not _HARMFUL.search(re.sub("\x1b\\[[0-9;]*m", "", coloured))


@given(st.text(st.characters(codec=None), max_size=200), st.integers(30, 140))
def test_any_text_can_be_drawn_and_encoded(text: str, width: int) -> None:
    page = drawn(everywhere(text), width)
    assert not _HARMFUL.search(page)
    page.encode("utf-8")


@given(st.text(st.characters(codec=None), max_size=200).map(visible), st.integers(2, 60))
def test_wrapping_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    column = width + 4  # a passage is indented by four
    passage = Passage(line("p"), text, "", "")
    _, *lines = drawn([passage], column).splitlines()
    assert "".join("".join(lines).split()) == "".join(f"{text}‹›".split())
    assert all(cell_len(line) <= column for line in lines)


@pytest.mark.parametrize("text", ["[red]red[/red]", "[/foo]", "[link=x]y[/link]", ":smile:"])
def test_markup_in_a_text_is_text(text: str) -> None:
    assert drawn([Text(line(text))]) == f"{text}\n"


def test_a_pipe_gets_tables_as_wide_as_they_are() -> None:
    long = "a word and " * 60
    grid = Grid(("first", "second"), ((line(long), line("x")),), frozenset())
    header, row = drawn([grid], None).splitlines()
    assert row == f"{long.rstrip()}   x"
    assert header.split() == ["first", "second"]


def test_a_table_with_too_many_columns_stands_upright() -> None:
    headers = tuple(f"column{number}" for number in range(12))
    text = drawn([Grid(headers, (tuple(line(str(number)) for number in range(12)),), frozenset())], 60)
    assert text.splitlines()[0].split() == ["column0", "0"]
    assert len(text.splitlines()) == 12


MATRIX = Matrix(
    "field",
    (line("[1] Interfax"), line("[2] JAMnews"), line("outside")),
    (
        (
            line("date"),
            ((line("9 November"), line("‹on the night of the ninth of November›")), (), (line("10"),)),
        ),
        (line("place"), ((line("Moscow"),), (line("Baku"),), ())),
    ),
)


def test_cells_stand_under_their_document_and_beside_their_field() -> None:
    for width in (100, None):
        head, _, date, passage, more, _, place = drawn([MATRIX], width).splitlines()
        first, second, third = (head.index(name) for name in ("[1]", "[2]", "outside"))
        assert (date[:4], date.index("9 November"), date.index("10")) == ("date", first, third)
        assert (passage[first:], more[first:]) == ("‹on the night of the ninth of", "November›")
        assert (place[:5], place.index("Moscow"), place.index("Baku")) == ("place", first, second)


def test_cells_without_room_stand_one_below_the_other_under_the_name_of_their_document() -> None:
    lines = drawn([MATRIX], 60).splitlines()
    assert lines == [
        "date   [1] Interfax",
        "         9 November",
        "         ‹on the night of the ninth of November›",
        "       outside",
        "         10",
        "",
        "place  [1] Interfax",
        "         Moscow",
        "       [2] JAMnews",
        "         Baku",
    ]


def test_a_matrix_in_markdown_is_a_table() -> None:
    out = io.StringIO()
    markdown.write([MATRIX], out)
    assert out.getvalue().splitlines() == [
        "| field | \\[1\\] Interfax | \\[2\\] JAMnews | outside |",
        "| --- | --- | --- | --- |",
        "| date | 9 November<br>‹on the night of the ninth of November› |  | 10 |",
        "| place | Moscow | Baku |  |",
        "",
    ]


@given(st.text(st.characters(codec=None), max_size=200).map(visible), st.integers(30, 140))
def test_a_matrix_loses_nothing_and_keeps_to_the_width(text: str, width: int) -> None:
    lines = drawn([Matrix("f", (line("a"),), ((line("b"), ((line(text),),)),))], width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    told = "".join("".join(lines).split())
    assert told.removeprefix("fab") == "".join(text.split())


def test_wide_characters_keep_the_columns() -> None:
    grid = Grid(("a", "b"), ((line("漢字"), line("x")), (line("abcd"), line("y"))), frozenset())
    assert drawn([grid], 40).splitlines()[1:] == ["漢字  x", "abcd  y"]


def test_what_did_not_happen_says_so_without_colour(connection: sqlite3.Connection) -> None:
    text = drawn(page(connection, "timeline"))
    for mark in ("ALLEGED Mines laid", "PLANNED A summit", "ONGOING Second", "DENIED A mission"):
        assert mark in text
    assert "OCCURRED" not in text


def test_only_a_speakers_words_stand_between_quotation_marks(connection: sqlite3.Connection) -> None:
    text = drawn(page(connection, "who-said"), 140)
    assert "“The Lachin corridor is guaranteed by Russia”" in text
    assert "in summary: The ministry never wanted the mission" in text
    assert "“The ministry" not in text


def test_each_passage_of_an_interrupted_quotation_has_its_own_marks(connection: sqlite3.Connection) -> None:
    row = next(iter(who_said(connection, StatementFilter(words="corridor"))))
    said = Rendering(row.document, "We came early\nand stayed late")
    interrupted = row._replace(quote=said.quote, renderings=(said,))
    text = drawn(layouts.who_said([interrupted], parts.Numbering()))
    assert "“We came early” “and stayed late”" in text


def test_sources_are_numbered_as_they_are_named(connection: sqlite3.Connection) -> None:
    numbering = parts.Numbering()
    first = numbering.mark(["b"])
    both = numbering.mark(["a", "b"])
    assert (first, both) == (Span("[1]", "source"), Span("[1][2]", "source"))
    assert numbering.mark([]) is None
    assert numbering.documents == ("b", "a")


def test_a_passage_is_cut_at_words_and_ends_with_its_paragraph(connection: sqlite3.Connection) -> None:
    record = show(connection, "2020-11-22-lavrov-in-baku")
    passage = record.citations[0]._replace(
        before="earlier paragraph\nwhole sentence. ", exact="exact", after=" rest\nnext paragraph"
    )
    cut = passage._replace(start=1, before="alf a word before ", after=" after a wor")
    text = drawn(record_view.record(record._replace(citations=(passage, cut)), (), parts.Numbering()), 100)
    assert "    whole sentence. ‹exact› rest\n" in text
    assert "… a word before ‹exact› after a …" in text
    assert "paragraph" not in text


# --- for programs --------------------------------------------------------------------------------------

_values = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.text(st.characters(codec=None), max_size=50)
)
_records = st.lists(
    st.fixed_dictionaries({"id": st.text(st.characters(codec=None)), "value": _values}), max_size=5
)


@given(_records)
def test_json_reads_back_as_it_was(records: list[dict[str, object]]) -> None:
    out = io.StringIO()
    assert plain.write_json(records, out) == len(records)
    text = out.getvalue()
    assert json.loads(text) == records
    assert not _HARMFUL.search(text)
    text.encode("utf-8")


@given(_records)
def test_json_lines_read_back_as_they_were(records: list[dict[str, object]]) -> None:
    out = io.StringIO()
    assert plain.write_jsonl(records, out) == len(records)
    lines = out.getvalue().split("\n")[:-1]
    assert [json.loads(line) for line in lines] == records


def test_json_keeps_letters_as_letters() -> None:
    out = io.StringIO()
    plain.write_json([{"name": "Şuşa “Քաղաք”"}], out)
    assert out.getvalue() == '[{"name": "Şuşa “Քաղաք”"}]\n'


@given(st.lists(st.text(st.characters(codec=None)).map(visible), min_size=1, max_size=4))
def test_csv_reads_back_as_it_was(cells: list[str]) -> None:
    fields = tuple(f"f{number}" for number in range(len(cells)))
    out = io.StringIO(newline="")
    plain.write_csv([dict(zip(fields, cells, strict=True))], fields, out)
    out.seek(0)
    header, row = csv.reader(out)
    assert (tuple(header), row) == (fields, cells)


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_has_no_control_characters(text: str) -> None:
    out = io.StringIO(newline="")
    plain.write_csv([{"a": text, "b": "line\nbreak"}], ("a", "b"), out)
    assert not _HARMFUL.search(out.getvalue().replace("\r\n", "\n"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "=cmd|' /C calc'!A0"])
def test_excel_safe_disarms_what_a_spreadsheet_would_run(text: str) -> None:
    out = io.StringIO(newline="")
    plain.write_csv([{"=head": text, "number": -5.3}], ("=head", "number"), out, excel_safe=True)
    out.seek(0)
    header, row = csv.reader(out)
    assert header == ["'=head", "number"]
    assert not row[0].startswith(tuple("=+-@\t\r＝"))
    assert row[1] == "-5.3"


def test_csv_joins_lists_and_says_roles() -> None:
    out = io.StringIO(newline="")
    record = {
        "place": {"id": "baku", "name": "Baku"},
        "actors": [{"id": "a", "name": "A", "role": "actor"}, {"id": "b", "name": "B", "role": "host"}],
        "parties": [{"id": "c", "name": "C", "role": "signatory", "behalf_of": "d"}],
        "documents": ["x", "y"],
        "none": None,
    }
    plain.write_csv([record], tuple(record), out)
    out.seek(0)
    assert list(csv.reader(out))[1] == ["Baku", "A (actor); B (host)", "C (signatory for d)", "x; y", ""]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a | b", r"a \| b"),
        ("line\nbreak", "line break"),
        ("`code`", r"\`code\`"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("<script>", r"\<script\>"),
        ("# heading", r"\# heading"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("&amp;", r"\&amp;"),
        (r"back\slash", r"back\\slash"),
    ],
)
def test_markdown_in_a_text_is_text(text: str, escaped: str) -> None:
    out = io.StringIO()
    markdown.write([Text(line(text))], out)
    assert out.getvalue() == f"{escaped}\n\n"


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_has_no_control_characters(text: str) -> None:
    out = io.StringIO()
    markdown.write(everywhere(text), out)
    assert not _HARMFUL.search(out.getvalue())
