"""Coverage by words: what a sentence says and no passage tells is listed, who said it is not."""

from pathlib import Path

import pytest

from karabakh_events.extractor import Coverage, Sentence
from tests.corpus import drawn, write

TEXT = "t.txt"

_RECORDS = """\
document:
  id: t
  sha256: SHA256(t.txt)
  title: t
  sections: [{kind: body}]
%s
actors:
  - {id: lavrov, name: Sergey Lavrov, kind: person, aliases: [Лавров, Սերգեյ Լավրով]}
  - {id: ministry, name: Ministry of Foreign Affairs of the Russian Federation, kind: government-body}
  - {id: tass, name: TASS, kind: outlet}
places:
  - {id: baku, name: Baku}
topics:
  - {id: ceasefire, meaning: the ceasefire}
%s
statements:
  - id: s
    speakers: [lavrov]
    manner: indirect
    act: assert
    summary: s
    topics: [ceasefire]
    passages: [%s]
"""

_OFFICE = """\
roles:
  - {id: lavrov-minister, actor: lavrov, title: Minister for Foreign Affairs, passages: [%s]}
"""


def covered(folder: Path, text: str, *, unrecorded: str = "", office: str = "") -> Coverage:
    """The coverage of a text in which the record cites what stands between brackets: [[…]]."""
    passages = [part.partition("]]")[0] for part in text.split("[[")[1:]]
    plain = text.replace("[[", "").replace("]]", "")
    quoted = ", ".join(f"{{exact: {_quoted(each)}}}" for each in passages)
    aside = f"  unrecorded: [{{exact: {_quoted(unrecorded)}, reason: r}}]" if unrecorded else ""
    records = _RECORDS % (aside, office and _OFFICE % _quoted(office), quoted)
    write(folder, {TEXT: plain, "t.yaml": records})
    extraction = drawn(folder)
    assert [problem for problem in extraction.problems if not problem.warning] == []
    (coverage,) = extraction.coverage
    return coverage


def _quoted(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


def passed_over(folder: Path, text: str) -> list[str]:
    coverage = covered(folder, text)
    assert coverage.unaccounted == ()
    return [sentence.words for sentence in coverage.passed_over]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[[Lavrov said that the truce is being kept]] and that the troops will be withdrawn by May.",
            "… and that the troops will be withdrawn by May.",
            id="a second statement after the first",
        ),
        pytest.param(
            "While Baku denied that there was any delay, [[Lavrov said that the truce is being kept]].",
            "While Baku denied that there was any delay …",
            id="a clause before",
        ),
        pytest.param(
            "[[The sides keep their positions]], the roads are opened within a week, [[and all go home]].",
            "… the roads are opened within a week …",
            id="a provision in the middle",
        ),
        pytest.param(
            "[[“The truce is being kept,” Lavrov said]], and announced that the troops would be gone by May.",
            "… and announced that the troops would be gone by May.",
            id="a clause after a quotation",
        ),
        pytest.param(
            "[[Лавров сказал, что перемирие соблюдается]], и обещал вывести все войска до мая.",
            "… и обещал вывести все войска до мая.",
            id="in Russian",
        ),
        pytest.param(
            "[[Lavrov says: ճանապարհները բաց են]] և զորքերը դուրս կբերվեն մինչև գարուն։",
            "… և զորքերը դուրս կբերվեն մինչև գարուն։",
            id="in Armenian",
        ),
        pytest.param(
            "[[Lavrov, who was in Baku, said]] that the truce is being\nkept and [[that roads open]].",
            "… that the truce is being kept and …",
            id="over the end of a line",
        ),
    ],
)
def test_a_clause_that_no_passage_tells_is_listed(tmp_path: Path, text: str, expected: str) -> None:
    assert passed_over(tmp_path, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[[The truce is being kept]], Lavrov said.", id="an attribution"),
        pytest.param(
            "[[The truce is being kept]], Sergey Lavrov told TASS in Baku.", id="with names on file"
        ),
        pytest.param(
            "[[The truce is being kept]], the Ministry of Foreign Affairs of the Russian Federation said.",
            id="a long name on file",
        ),
        pytest.param(
            "“[[The truce is being kept]],” a spokesman of the ministry said.", id="beside a quotation"
        ),
        pytest.param(
            "A spokesman of the ministry said: “[[The truce is being kept.]]”", id="before a quotation"
        ),
        pytest.param("[[The truce is being kept]] and [[the roads are open]].", id="a connecting word"),
        pytest.param("BAKU, May 4, 2021. /TASS/. [[The truce is being kept.]]", id="a dateline"),
        pytest.param("On 4 May 2021, at 12:00, [[the truce began]].", id="a date"),
        pytest.param("[[Перемирие соблюдается]], сообщил Лавров.", id="in Russian"),
        pytest.param("[[Lavrov says the truce is kept]] — … — – · * ( ) [ ] , .", id="signs"),
    ],
)
def test_who_said_it_and_when_is_no_clause(tmp_path: Path, text: str) -> None:
    assert passed_over(tmp_path, text) == []


def test_a_stretch_has_its_place_in_the_text(tmp_path: Path) -> None:
    text = "Lavrov smiled.\n\n[[Lavrov said it is kept]] and that all the roads will be opened."
    coverage = covered(tmp_path, text, unrecorded="Lavrov smiled.")
    assert coverage.passed_over == (Sentence(3, 24, "… and that all the roads will be opened."),)
    assert (coverage.sentences, coverage.set_aside) == (2, 1)


def test_a_stretch_is_marked_as_read_like_a_sentence(tmp_path: Path) -> None:
    text = "[[Lavrov said it is kept]] and that all the roads will be opened."
    assert covered(tmp_path, text, unrecorded="and that all the roads will be opened").passed_over == ()


def test_what_is_marked_as_read_does_not_speak_for_the_rest_of_its_sentence(tmp_path: Path) -> None:
    text = "[[It is kept.]] Lavrov smiled at the cameras while the troops were leaving the town."
    coverage = covered(tmp_path, text, unrecorded="Lavrov smiled at the cameras")
    assert [each.words for each in coverage.passed_over] == ["… while the troops were leaving the town."]


def test_an_office_on_file_is_a_name(tmp_path: Path) -> None:
    text = "[[The truce is being kept]], the Minister for Foreign Affairs, Sergey Lavrov, told TASS."
    assert covered(tmp_path, text).passed_over != ()
    assert covered(tmp_path, text, office="Minister for Foreign Affairs, Sergey").passed_over == ()


def test_a_passage_that_only_names_the_speaker_tells_nothing(tmp_path: Path) -> None:
    text = "[[It is kept.]] Sergey Lavrov, who spoke of it, promised that all troops would leave."
    told = f"It is kept., {{exact: {_quoted(text[16:])}, supports: actors}}"
    records = _RECORDS % ("", _OFFICE % "Sergey Lavrov", told)
    write(tmp_path, {TEXT: text.replace("[[", "").replace("]]", ""), "t.yaml": records})
    (coverage,) = drawn(tmp_path).coverage
    assert coverage.unaccounted == ()
    assert [each.words for each in coverage.passed_over] == [
        "… who spoke of it, promised that all troops would leave."
    ]
