"""Warnings of persons whom no passage names, and of the same thing under two identifiers."""

from pathlib import Path

import pytest

from tests.corpus import SOUND, drawn, places_of, spoiled, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"
CITED = "\n      - {exact: Sergey Lavrov, supports: actors}"
REFUGEES = "  - id: refugees\n    speakers: ["
UNNAMED = (
    "none of the statement's passages names Sergey Lavrov in a spelling on record [cite the place that says "
    "who it is (`supports: actors`), or add the spelling to the aliases of sergey-lavrov]"
)


# --- persons -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        (
            "statements[1].speakers[0]",
            [
                (INTERVIEW, CITED, ""),
                (INTERVIEW, "  - id: refugees\n    speakers: [", "  - id: refugees\n    speakers: [→"),
            ],
        ),
        ("statements[2].addressees[0]", [(INTERVIEW, "via: [armenpress]", "addressees: [→sergey-lavrov]")]),
        ("statements[2].via[1]", [(INTERVIEW, "via: [armenpress]", "via: [armenpress, →sergey-lavrov]")]),
    ],
)
def test_a_person_whom_no_passage_names_is_told(
    tmp_path: Path, field: str, changes: list[tuple[str, str, str]]
) -> None:
    places = write(tmp_path, spoiled(*changes))
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [f"warning: {field}: {UNNAMED}"]


@pytest.mark.parametrize(
    "change",
    [
        (SHARED, "aliases: [Lavrov, Sergei Lavrov]", "aliases: [the minister]"),
        (SHARED, "aliases: [Lavrov, Sergei Lavrov]", "aliases: [THE MINISTER]"),
        (SHARED, "name: Sergey Lavrov\n", "name: Sergey Minister\n"),
        (SHARED, "kind: person", "kind: group"),
        (SHARED, "kind: person", "kind: unnamed-source"),
    ],
)
def test_any_spelling_on_record_names_a_person(tmp_path: Path, change: tuple[str, str, str]) -> None:
    write(tmp_path, spoiled((INTERVIEW, CITED, ""), change))
    assert [line for line in told(drawn(tmp_path).problems) if "statements[1]" in line] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Сергей Лавров", "О поездке Лаврова рассказали."),
        ("Сергей Лавров", "Это сказано Лавровым."),
        ("Şuşa Əliyev", "Bu, Əliyev’in sözüdür."),
        ("Conor O’Brien", "He said so, O'Brien's office wrote."),
        ("Levon Ter-Petrosyan", "So wrote Ter-Petrosyan."),
    ],
)
def test_a_name_is_found_with_its_ending(tmp_path: Path, name: str, words: str) -> None:
    person = f"  - {{id: person, name: {name}, kind: person}}\n"
    files = spoiled((SHARED, "  - {id: russia,", f"{person}  - {{id: russia,"))
    files["c.txt"] = words
    files["c.yaml"] = f"""\
document: {{id: c, sha256: SHA256(c.txt), title: C, sections: [{{kind: body}}]}}
statements:
  - id: said
    speakers: [person]
    manner: indirect
    act: assert
    summary: So it is.
    topics: [security]
    passages: ["{words}"]
"""
    write(tmp_path, files)
    assert told(drawn(tmp_path).problems) == []
    files["c.yaml"] = str(files["c.yaml"]).replace("[person]", "[sergey-lavrov]")
    write(tmp_path, files)
    assert len(drawn(tmp_path).problems) == 1


def test_a_wrong_passage_may_be_the_one_that_names_the_person(tmp_path: Path) -> None:
    write(
        tmp_path, spoiled((INTERVIEW, "{exact: Sergey Lavrov, supports", "{exact: Sergei Lavrov, supports"))
    )
    (problem,) = drawn(tmp_path).problems
    assert problem.message == "is not in interview"


# --- twice ---------------------------------------------------------------------------------------------

VISIT = """\
  - id: →journey
    type: CONSULT
    mode: visit
    title: A journey to Baku
    date: {edtf: 2020-11-22, verbatim: "22 November", within: "BAKU, 22 November", basis: completed}
    status: occurred
    actors: {actor: [sergey-lavrov], host: [azerbaijan]}
    passages: ["Lavrov: the corridor is guaranteed"]
"""
AGAIN = "make one record of them; elsewhere it is mentioned"


def with_event(event: str) -> tuple[str, str]:
    return "statements:\n  - id: corridor", f"{event}statements:\n  - id: corridor"


def seen(folder: Path, *changes: tuple[str, str, str]) -> list[str]:
    places = write(folder, spoiled(*changes))
    problems = drawn(folder).problems
    assert places_of(problems) == places
    assert all(problem.warning for problem in problems)
    return [f"{problem.message} [{problem.hint.partition(': ')[2]}]" for problem in problems]


def test_an_event_of_the_same_day_mode_and_actors_is_told(tmp_path: Path) -> None:
    assert seen(tmp_path, (INTERVIEW, *with_event(VISIT))) == [
        f"journey seems to be visit again: the same day, mode and actors [{AGAIN}]"
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mode: visit", "mode: talks"),
        ("[sergey-lavrov], host: [azerbaijan]", "[sergey-lavrov], host: [armenia]"),
        ("edtf: 2020-11-22", "edtf: 2020-11"),
        ("status: occurred", "status: planned"),
        ("status: occurred", "status: occurred\n    place: moscow"),
        ("status: occurred", "status: occurred\n    part_of: visit"),
    ],
)
def test_another_event_is_not(tmp_path: Path, old: str, new: str) -> None:
    event = VISIT.replace("→", "").replace(old, new)
    assert seen(tmp_path, (INTERVIEW, *with_event(event))) == []


SAME_PASSAGE = "“The Lachin corridor is guaranteed,” Sergey Lavrov told Interfax on Sunday."


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("    date:", "    summary:", "the same passage, mode and actors"),
        ("host: [azerbaijan]", "", "the same passage, mode and actors"),
    ],
)
def test_an_event_of_the_same_passage_is_told(tmp_path: Path, old: str, new: str, why: str) -> None:
    event = VISIT.replace("Lavrov: the corridor is guaranteed", SAME_PASSAGE)
    lines = [line for line in event.splitlines(keepends=True) if not line.startswith("    date:")]
    event = "".join(lines).replace(old, new)
    assert seen(tmp_path, (INTERVIEW, *with_event(event))) == [
        f"journey seems to be visit again: {why} [{AGAIN}]"
    ]


STATEMENT = """\
  - id: →again
    speakers: [{speaker}]
    manner: {manner}
    act: deny
    summary: No delay.
    topics: [agreement]
    passages: ["{passage}"]
"""


@pytest.mark.parametrize(
    ("speaker", "manner", "passage", "expected"),
    [
        (
            "armenia",
            "indirect",
            "Armenpress reports that Yerevan denied any delay.",
            "again seems to be delay again: the same passage and speaker",
        ),
        (
            "azerbaijan",
            "mixed\n    quote: [will not wait]",
            "Baku “will not wait”",
            "again seems to be waiting again: the same words of the same speaker",
        ),
        ("russia", "indirect", "Armenpress reports that Yerevan denied any delay.", None),
        ("armenia", "indirect", "Yerevan denied any delay.", None),
    ],
)
def test_a_statement_of_the_same_passage_is_told(
    tmp_path: Path, speaker: str, manner: str, passage: str, expected: str | None
) -> None:
    statement = STATEMENT.format(speaker=speaker, manner=manner, passage=passage)
    text = spoiled()[INTERVIEW]
    assert isinstance(text, str)
    places = write(
        tmp_path, {**SOUND, INTERVIEW: text + (statement if expected else statement.replace("→", ""))}
    )
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.message for problem in problems] == ([expected] if expected else [])


def test_an_office_and_a_provision_of_the_same_words_are_told(tmp_path: Path) -> None:
    role = """\
  - id: →minister-again
    actor: sergey-lavrov
    title: Minister
    body: russia
    passages: [The minister said]
"""
    provision = """\
      - id: →roads-again
        topic: transport
        obligor: azerbaijan
        summary: Roads are opened.
        passages: [{document: interview, exact: It opens the roads by 1 December 2020.}]
"""
    assert seen(
        tmp_path,
        (INTERVIEW, "events:\n  - id: visit", f"{role}events:\n  - id: visit"),
        (
            SHARED,
            "    passages: [{document: interview, exact: The truce",
            f"{provision}    passages: [{{document: interview, exact: The truce",
        ),
    ) == [
        f"minister-again seems to be lavrov-minister again: the same person, office and body [{AGAIN}]",
        f"roads-again seems to be truce-roads again: the same passage, topic and obligor [{AGAIN}]",
    ]


def test_the_file_that_is_checked_has_the_warning(tmp_path: Path) -> None:
    """Whichever of the two it is."""
    write(tmp_path, spoiled((REPORT, "events:\n", f"events:\n{VISIT.replace('→', '')}")))
    text = (tmp_path / REPORT).read_text()
    text = text.replace('"22 November", within: "BAKU, 22 November"', "on 21 November 2020").replace(
        "basis: completed", "basis: inferred, reason: x"
    )
    text = text.replace("Lavrov: the corridor is guaranteed", "Lavrov was in Baku on 21 November 2020.")
    (tmp_path / REPORT).write_text(text)
    for name, other in ((INTERVIEW, "visit seems to be journey"), (REPORT, "journey seems to be visit")):
        messages = [problem.message for problem in drawn(tmp_path, name, neighbours=True).problems]
        assert any(message.startswith(other) for message in messages)
