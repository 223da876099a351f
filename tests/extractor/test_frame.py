"""The frame of a record file: whatever the text, `check` finds no error in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from karabakh_events.errors import KeventsError
from karabakh_events.extractor import Extraction
from karabakh_events.extractor.frame import frame_document, write_frame
from karabakh_events.records.models import Document
from karabakh_events.records.reading import read_document, read_file, read_neighbours
from karabakh_events.vocabulary import SectionKind
from tests.corpus import SHARED, SOUND, drawn, told, write
from tests.growth import assert_linear

SEEDS = Path(__file__).parents[2] / "seeds"


def framed(folder: Path, text: str | bytes, name: str = "t.txt") -> str:
    """The frame of a text, written beside it."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    words, checksum = read_document(path)
    frame = write_frame(*frame_document(str(path), words, checksum, read_neighbours(path)))
    path.with_suffix(".yaml").write_bytes(frame.encode())
    return frame


@contextmanager
def checked(text: str, name: str = "t.txt") -> Iterator[tuple[Document, Extraction]]:
    with TemporaryDirectory() as folder:
        framed(Path(folder), text, name)
        source = read_file((Path(folder) / name).with_suffix(".yaml"))
        # Any text may look like a table or a page; `check` asks whether it is one.
        assert [each for each in source.problems if "the text seems to be" not in each.message] == []
        assert source.records is not None
        assert source.records.document is not None
        extraction = drawn(Path(folder))
        assert [each for each in extraction.problems if "the text seems to be" not in each.message] == []
        yield source.records.document, extraction


# Lines as pages have them, in any order: what the rules look for, and what is hard to cite or to write.
_LINES = st.sampled_from(
    [
        "Truce holds in the south",
        "Talks: “yes” - 'no' # [maybe] {never}",
        "BAKU, 1 May. All was quiet along the line of contact on Friday, officials said.",
        "All was quiet. Nothing more happened in any of the villages that day.",
        "The conflict in the region began in 1988 and has cost many lives on both sides since.",
        "Background",
        "Related: Roads are closed",
        "Read also",
        "Advertisement",
        "Comments (3)",
        "All rights reserved",
        "17:08The session takes place",
        "-",
        "menu",
        "null",
        "2020-11-09",
        "<b>[red]{{ x }}</b> &amp; *y* &z !t %d @e",
        "\x1b[31mred\x07",
        "\u202eright to left\u202c",
        "zero\u200bwidth and\ufeff a mark \ufffe \U0001f600",
    ]
)
_PAGE = st.lists(
    _LINES | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), max_size=25
)
_BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028", " ", "\t\n", "\x85", ""])


@st.composite
def _texts(draw: st.DrawFn) -> str:
    return "".join(f"{line}{draw(_BREAKS)}" for line in draw(_PAGE))


@settings(max_examples=150)
@given(_texts().filter(str.strip))
@example("x")
@example("\u200b")
@example("\u202e")
@example("a\n" * 30)
@example("…")
@example("Title\n" + "The same paragraph, word for word, stands here twenty times over.\n" * 20)
@example(f"{'a' * 5_000}\n{'b' * 5_000}")
def test_the_frame_of_any_text_is_sound(text: str) -> None:
    """It parses, the checksum is right, and the words at which the sections start are found."""
    with checked(text) as (document, extraction):
        assert document.sha256 == sha256(text.encode()).hexdigest()
        (row,) = extraction.rows["documents"]
        assert row["text"] == text
        sections = extraction.rows["sections"]
        assert len(sections) == len(document.sections)
        # Whatever is guessed, something is left to be read.
        assert {each["kind"] for each in sections} & {"body", "background"}


@settings(max_examples=50)
@given(_texts().filter(str.strip))
def test_what_a_frame_has_as_comments_is_yaml(text: str) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), {"shared.yaml": SHARED})
        frame = framed(Path(folder), f"{text} Lavrov came to Baku, The Daily says; the truce holds.")
    offered = _uncommented(frame)
    assert yaml.safe_load(offered)["document"]["outlet"] == "daily"
    assert yaml.safe_load(offered)["actors"]["sergey-lavrov"].startswith("Sergey Lavrov, ")


def _uncommented(frame: str) -> str:
    """The frame with all but its sentences uncommented: a sentence ends with a full stop."""
    lines = [line for line in frame.splitlines() if not line.endswith(".")]
    return "\n".join(line.replace("# ", "", 1) if line.lstrip().startswith("# ") else line for line in lines)


def test_framing_takes_linear_time() -> None:
    text = "\n".join(
        ("The title", *("A paragraph of eight words or more stands here. Related: no." for _ in range(20)))
    )
    from karabakh_events.records import Corpus

    nothing = Corpus((), frozenset())
    assert_linear(lambda size: lambda: frame_document("t.txt", text * (size // 1_000), "0" * 64, nothing))


# --- what is in it -------------------------------------------------------------------------------------


def test_the_frame_of_a_page(tmp_path: Path) -> None:
    write(tmp_path, {"shared.yaml": SHARED, "new.txt": SOUND["a-interview.txt"]})
    assert framed(tmp_path, SOUND["a-interview.txt"], "2020-11-22-The Daily-Corridor.txt") == (
        "document:\n"
        "  id: 2020-11-22-the-daily-corridor\n"
        f"  sha256: {sha256(SOUND['a-interview.txt'].encode()).hexdigest()}\n"
        "  title: 'Lavrov: the corridor is guaranteed'\n"
        "  # Outlets on file that the text names. If one of them published it, uncomment its line.\n"
        "  # armenpress: Armenpress, 1 time\n"
        "  # interfax: Interfax, 1 time\n"
        "  # outlet: armenpress\n"
        "  # outlet: interfax\n"
        "  # The sections are guessed: compare them with the page.\n"
        "  sections:\n"
        "    - {kind: chrome}\n"
        "    - {kind: title, starts: 'Lavrov: the corridor is guaranteed'}\n"
        "    - {kind: body, starts: 'BAKU, 22 November. “The Lachin corridor is guaranteed,”'}\n"
        "    - {kind: related, starts: 'Related: Baku “will not wait”'}\n"
        "\n"
        "# On file and named in the text. Copy the identifiers into the records.\n"
        "# actors:\n"
        "#   sergey-lavrov: Sergey Lavrov, 3 times\n"
        "#   azerbaijan: Azerbaijan, 2 times\n"
        "#   armenia: Armenia, 1 time\n"
        "# places:\n"
        "#   baku: Baku, 2 times\n"
        "#   moscow: Moscow, 1 time\n"
        "# agreements:\n"
        "#   truce: Truce, 1 time\n"
    )


@pytest.mark.parametrize(
    ("name", "id_", "file"),
    [
        ("2021-05-01 TASS, Truce.txt", "2021-05-01-tass-truce", None),
        ("Şuşa_Lachın.TXT", "susa-lachin", "Şuşa_Lachın.TXT"),
        ("notes", "notes", "notes"),
        ("page.html", "page", "page.html"),
        ("a.b.txt", "a-b", None),
        ("новости.txt", f"document-{sha256(b'x').hexdigest()[:12]}", None),
        (f"{'long ' * 40}.txt", "-".join(["long"] * 30), None),
        ("no.md", "no", "no.md"),
        ("1e3: #x.md", "1e3-x", "1e3: #x.md"),
    ],
)
def test_a_document_is_called_after_its_file(name: str, id_: str, file: str | None) -> None:
    with checked("x", name) as (document, _):
        assert (document.id, document.file) == (id_, file)


def test_an_identifier_belongs_to_one_record(tmp_path: Path) -> None:
    write(tmp_path, {"shared.yaml": SHARED})
    assert "\n  id: baku-2\n" in framed(tmp_path, "x", "Baku.txt")
    assert "\n  id: baku-3\n" in framed(tmp_path, "y", "baku_.txt")
    assert told(drawn(tmp_path).errors) == [
        # Of `shared.yaml`, which stands alone here.
        line
        for line in told(drawn(tmp_path).errors)
        if line.startswith("shared.yaml:")
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Talks: “yes”",
        'He said: "no"',
        "'single'",
        "no",
        "2020",
        "- dash # hash",
        "[a] {b} & *c",
        "key: value: more",
        "ends with a colon:",
        "| pipe",
        "@at `tick`",
        "\\back\\slash",
        "émigré 😀 Հայաստան",
        "tab\there",
    ],
)
def test_a_title_is_quoted_where_yaml_needs_it(title: str) -> None:
    with checked(f"{title}\n\nOne.\n") as (document, _):
        assert document.title == " ".join(title.split())
        assert [each.kind for each in document.sections] == [SectionKind.TITLE, SectionKind.BODY]


def test_what_deceives_the_eye_is_no_part_of_the_title() -> None:
    with checked("\ufeffTalks \u202eend\u202c in\u200b Baku\x07\n\nOne.\n".lstrip("\ufeff")) as (document, _):
        assert document.title == "Talks end in Baku"


def test_words_that_stand_twice_are_told_apart() -> None:
    """By more words, or, where the line ends the text, by the words before it."""
    caption = "Foreign Minister Sergey Lavrov"
    text = f"Talks end\n{caption}\n{caption}\nBAKU, 1 May. Talks ended.\nRead also: {caption}\n"
    with checked(text) as (document, _):
        assert [
            (str(each.kind), each.starts and (each.starts.exact, each.starts.within))
            for each in document.sections
        ] == [
            ("title", None),
            ("chrome", (f"{caption} Foreign Minister Sergey", None)),
            ("body", ("BAKU, 1 May. Talks ended.", None)),
            ("related", (f"Read also: {caption}", None)),
        ]
    with checked("Talks end\nBAKU, 1 May. Comments came late.\nComments") as (document, _):
        starts = document.sections[-1].starts
        assert starts is not None
        assert (starts.exact, starts.within) == (
            "Comments",
            "came late. Comments",
        )


def test_a_section_that_no_passage_begins_is_not_lost() -> None:
    """It goes with the one before, and is read if it was to be."""
    line = "All was quiet in all of the villages on that day. "
    with checked("Title\n" + line * 400) as (document, extraction):
        assert [each.kind for each in document.sections] == [SectionKind.TITLE, SectionKind.BODY]
        assert extraction.coverage[0].sentences > 0
    with checked("\n".join(["All quiet"] * 200)) as (document, extraction):
        assert [each.kind for each in document.sections] == [SectionKind.BODY]


def test_a_text_has_one_record_file(tmp_path: Path) -> None:
    write(tmp_path, SOUND)
    here = {name: str(tmp_path / name) for name in ("a-interview.yaml", "b-report.yaml")}
    for name, words, owner in (
        ("copy.txt", SOUND["b-report.txt"], "b-report.yaml"),
        ("A-Interview.txt", "other words", "a-interview.yaml"),
    ):
        with pytest.raises(KeventsError) as refused:
            framed(tmp_path, words, name)
        assert str(refused.value) == f"{tmp_path / name}: {here[owner]} is the record file of this text"
        assert refused.value.hint == f"go on with that: kevents check {here[owner]}"
        (tmp_path / name).unlink()


def test_the_frames_of_the_bundled_documents_have_their_sections(tmp_path: Path) -> None:
    """As curated, but for what stands in the middle of a line, and for the teaser above a second headline."""
    for path in sorted(SEEDS.glob("*.txt")):
        (tmp_path / path.name).symlink_to(path)
        curated = read_file(SEEDS / path.with_suffix(".yaml").name).records
        assert curated is not None
        assert curated.document is not None
        (tmp_path / path.name).unlink()
        frame = yaml.safe_load(framed(tmp_path, path.read_bytes(), path.name))["document"]
        assert frame["title"] == curated.document.title
        kinds = [str(section.kind) for section in curated.document.sections]
        if path.name.startswith("2020-10-jamnews"):
            assert kinds == ["title", "chrome", "title", "body"]
            kinds = ["title", "body"]
        assert [each["kind"] for each in frame["sections"]] == kinds
