"""A statement in several documents and languages: every rendering with its document, through every face."""

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from syrupy.assertion import SnapshotAssertion

from karabakh_events.cli.group import cli
from karabakh_events.database import open_reading
from karabakh_events.site.writing import write as write_site
from tests.pages import page

FOLDER = str(Path(__file__).parents[1] / "data" / "languages")
OPEN = "2023-05-09-zhuravlyov-road-open"
RUSSIAN = "дорога через перевал останется открытой для всех"
ARMENIAN = "Լեռնանցքի ճանապարհը բաց կմնա բոլորի համար"
ENGLISH = "The road over the pass will stay open to everyone"


@pytest.fixture
def ask(languages_file: Path) -> "Ask":
    return Ask(languages_file)


class Ask:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self, *arguments: str) -> Result:
        result = CliRunner().invoke(cli, ["--db", str(self._path), *arguments], prog_name="kevents")
        assert result.exit_code == 0, result.output
        return result

    def json(self, *arguments: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self(*arguments, "--format", "json").stdout)
        return found


def test_check_and_coverage_have_nothing_to_say() -> None:
    result = CliRunner().invoke(cli, ["check", FOLDER], prog_name="kevents")
    assert (result.exit_code, result.stdout) == (0, "")
    result = CliRunner().invoke(cli, ["coverage", FOLDER], prog_name="kevents")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("command", ["who-said", "timeline", OPEN])
def test_every_rendering_is_shown_with_its_document(
    languages_file: Path, command: str, width: int, snapshot: SnapshotAssertion
) -> None:
    assert page(languages_file, command, width) == snapshot


def test_and_as_markdown(ask: Ask, snapshot: SnapshotAssertion) -> None:
    assert ask("who-said", "--by", "Журавлёв", "--format", "markdown").stdout == snapshot


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("дорога", RUSSIAN),
        ("across the pass", RUSSIAN),
        ("ճանապարհը", ARMENIAN),
        ("of the pass", ARMENIAN),
        ('"stay open"', ENGLISH),
        ("ღია", "გზა ყველასთვის ღია იქნება"),
    ],
)
def test_a_search_prints_the_words_that_it_found(ask: Ask, words: str, first: str) -> None:
    (row,) = ask.json("who-said", words)
    assert isinstance(row["renderings"], list)
    assert row["renderings"][0]["quote"] == first
    assert (row["quote"], row["document"]) == (RUSSIAN, "2023-05-09-vestnik-zhuravlev")
    lines = ask("who-said", words, "--format", "table").stdout.splitlines()
    assert next(line for line in lines if "“" in line).strip() == f"“{first}”"
    assert [hit["id"] for hit in ask.json("search", words) if hit["kind"] == "statement"] == [OPEN]


@pytest.mark.parametrize("document", ["2023-05-10-lusaber-pass", "2023-05-12-courier-pass"])
def test_a_document_is_asked_for_its_own_words(ask: Ask, document: str) -> None:
    rows = {row["id"]: row for row in ask.json("who-said", "--document", document)}
    renderings = rows[OPEN]["renderings"]
    assert isinstance(renderings, list)
    assert renderings[0]["document"] == document
    assert len(renderings) == 4


def test_so_is_an_outlet(ask: Ask) -> None:
    (row,) = ask.json("who-said", "--outlet", "დილა")
    assert isinstance(row["renderings"], list)
    assert row["renderings"][0]["document"] == "2023-05-12-dila-khidi"


@pytest.mark.parametrize(
    "name", ["Журавлёв", "журавлев", "ЖУРАВЛЁВ", "Ժուրավլյով", "ჟურავლიოვი", "Zhuravlyov"]
)
def test_names_are_found_in_every_script(ask: Ask, name: str) -> None:
    assert {row["id"] for row in ask.json("who-said", "--by", name)} >= {OPEN}


@pytest.mark.parametrize("name", ["Ə. Tonoyan", "a. tonoyan", "Ա. Տոնոյան", "ა. ტონოიანი", "А. ТОНОЯН"])
def test_and_in_every_case(ask: Ask, name: str) -> None:
    assert len(ask.json("who-said", "--by", name)) == 2


@pytest.mark.parametrize("name", ["İŞIQLI", "ışıqlı", "isiqli", "Ishygly"])
def test_and_with_the_two_letters_i(ask: Ask, name: str) -> None:
    assert [row["id"] for row in ask.json("timeline", "--place", name)] == ["2023-05-11-isiqli-welcome"]


def test_an_armenian_mark_of_tone_is_no_part_of_a_word(ask: Ask) -> None:
    for words in ("երբ", "Ե՞րբ", '"ինչ լավ լուր"'):
        assert [hit["id"] for hit in ask.json("search", words)] == ["2023-05-10-lusaber-pass"]


def test_a_cell_has_every_rendering(ask: Ask) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("who-said", "дорога", "--format", "csv").stdout, newline="")))
    assert rows[0]["renderings"] == (
        f"{RUSSIAN} (2023-05-09-vestnik-zhuravlev)"
        " [curator’s translation: the road across the pass will remain open for all]; "
        f"{ARMENIAN} (2023-05-10-lusaber-pass)"
        " [curator’s translation: the road of the pass will remain open for everybody]; "
        f"{ENGLISH} (2023-05-12-courier-pass); "
        "გზა ყველასთვის ღია იქნება (2023-05-12-dila-khidi)"
        " [curator’s translation: the road will be open for everyone]"
    )


def test_so_has_the_site(languages_file: Path, tmp_path: Path) -> None:
    with closing(open_reading(languages_file)) as connection:
        write_site(connection, tmp_path / "site")
    page = (tmp_path / "site" / "statements" / f"{OPEN}.html").read_text()
    for words in (RUSSIAN, ARMENIAN, ENGLISH, "curator’s translation", "of the pass will remain open"):
        assert words in page
    record = (tmp_path / "site" / "data" / "record.js").read_text()
    for words in (RUSSIAN, ARMENIAN, ENGLISH, "curator’s translation: the road across"):
        assert words in record


def test_so_has_the_view_for_people(ask: Ask) -> None:
    sql = "SELECT quote, translation FROM who_said WHERE translation LIKE '%until 1 June'"
    assert ask.json("sql", sql) == [
        {
            "quote": "Мы ждём ответа из Танзара до 1 июня",
            "translation": "We are waiting for an answer from Tanzar until 1 June",
        }
    ]
