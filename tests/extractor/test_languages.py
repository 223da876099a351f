"""Documents in other languages: what check says where one of their records goes wrong."""

import re
from pathlib import Path

import pytest

from tests.corpus import drawn, told

FOLDER = Path(__file__).parents[1] / "data" / "languages"
FILES = {
    "ru": "2023-05-09-vestnik-zhuravlev.yaml",
    "hy": "2023-05-10-lusaber-pass.yaml",
    "az": "2023-05-11-sabah-kopru.yaml",
    "ka": "2023-05-12-dila-khidi.yaml",
}


def changed(folder: Path, name: str, old: str, new: str) -> list[str]:
    """What is told of the corpus with one place of one file changed."""
    for path in FOLDER.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    return told(drawn(folder).problems)


@pytest.mark.parametrize(("language", "day"), [("ru", "09"), ("hy", "10"), ("az", "11"), ("ka", "12")])
@pytest.mark.parametrize(
    ("wrong", "part"), [("2022-05-{}", "year"), ("2023-06-{}", "month"), ("2023-05-02", "day")]
)
def test_a_date_is_compared_with_its_words(
    tmp_path: Path, language: str, day: str, wrong: str, part: str
) -> None:
    edtf = f"edtf: 2023-05-{day}"
    faults = changed(tmp_path, FILES[language], edtf, f"edtf: {wrong.format(day)}")
    disagrees = rf"published.edtf: \S+ disagrees with its own words in the {part}: "
    assert len([fault for fault in faults if re.search(disagrees, fault)]) == 1


@pytest.mark.parametrize("language", FILES)
def test_words_without_a_translation_are_told(tmp_path: Path, language: str) -> None:
    text = (FOLDER / FILES[language]).read_text()
    (translation, *_) = re.findall(r"^ +translation: .*\n", text, re.MULTILINE)
    (warning,) = changed(tmp_path, FILES[language], translation, "")
    assert warning.endswith(
        f"quote: is in another language ({language}) and has no `translation`"
        " [write your own translation into English beside it]"
    )
    assert ": warning: " in warning


@pytest.mark.parametrize(
    ("language", "outside"),
    [("ru", "заявил во вторник"), ("hy", "նախարար Ժուրավլյովն"), ("az", "bildirib ki"), ("ka", "განაცხადა")],
)
def test_words_outside_the_marks_of_the_script_are_told(tmp_path: Path, language: str, outside: str) -> None:
    quote = re.search(r"quote: \[(.*)\]\n", (FOLDER / FILES[language]).read_text())
    assert quote
    (warning,) = changed(tmp_path, FILES[language], quote[0], f"quote: [{outside}]\n")
    assert "quote[0]: no quotation mark opens before these words" in warning
