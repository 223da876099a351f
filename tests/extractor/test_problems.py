"""All the faults of a run are told together, each once, in order, and nothing sound with them."""

from pathlib import Path

import pytest

from karabakh_events.errors import CheckFailed
from karabakh_events.extractor import extract
from karabakh_events.records import read_corpus
from tests.corpus import HERE, SOUND, drawn, places_of, spoiled, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


def test_faults_after_a_record_that_is_left_out_have_their_own_places(tmp_path: Path) -> None:
    files = spoiled(
        (INTERVIEW, "    speakers: [armenia]\n", "    speakers: [→armenya]\n"),
        (INTERVIEW, "    act: report\n", "    act: →reprt\n"),
    )
    places = write(tmp_path, files)
    problems = drawn(tmp_path).problems
    assert places_of(problems) == places
    assert [problem.field for problem in problems] == ["statements[1].act", "statements[2].speakers[0]"]


def test_all_faults_of_a_run_are_told_together_in_order(tmp_path: Path) -> None:
    files = spoiled(
        (INTERVIEW, "outlet: daily", "outlet: →dayly"),
        (INTERVIEW, "    mode: visit\n", "    mode: visit\n    →mood: visit\n"),
        (INTERVIEW, "type: CONSULT", "type: →CONSLT"),
        (INTERVIEW, "quote: [coming home]", "quote: [→going home]"),
        (INTERVIEW, "via: [armenpress]", "via: [→armenpres]"),
        (REPORT, "mode: blockade", "mode: →blokade"),
        (REPORT, '["The truce of 10 November is being kept, a source said."]', "[→a source says.]"),
        (REPORT, "value: 2020-11-21, ", "value: →2020-11-31, "),
        (REPORT, "  - record: truce\n", "  - record: →truces\n"),
        (SHARED, "kind: person", "kind: →human"),
        (SHARED, "latitude: 40.3953", "latitude: →north"),
        (SHARED, "aliases: [the truce]", "aliases: [the truce, →the truce]"),
    )
    places = write(tmp_path, files)
    extraction = drawn(tmp_path)
    assert places_of(extraction.problems) == places
    assert len(extraction.problems) == 12
    with pytest.raises(CheckFailed, match="12 problems in the record files; nothing was loaded"):
        extraction.sound_rows()


def test_warnings_fail_nothing(tmp_path: Path) -> None:
    write(tmp_path, spoiled((SHARED, "name: Moscow", "name: Mos\u200bcow")))
    extraction = drawn(tmp_path)
    assert len(extraction.problems) == 1
    assert extraction.errors == ()
    assert extraction.sound_rows() == extraction.rows


def test_a_single_file_is_checked_among_its_neighbours(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled(
            (INTERVIEW, "outlet: daily", "outlet: dayly"), (REPORT, "part_of: visit", "part_of: →closing")
        ),
    )
    extraction = drawn(tmp_path, REPORT, neighbours=True)
    assert [problem.file for problem in extraction.problems] == [str(tmp_path / REPORT)]
    assert [each.document for each in extraction.coverage] == ["report"]


def test_a_file_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SOUND)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path)
    paths = [tmp_path, Path(), Path("sub/../shared.yaml"), tmp_path / INTERVIEW, Path(INTERVIEW)]
    for neighbours in (True, False):
        extraction = extract(read_corpus(paths, neighbours=neighbours))
        assert extraction.problems == ()
        assert extraction.fingerprint() == drawn(tmp_path).fingerprint()


def test_thousands_of_faults_are_told_in_reasonable_time(tmp_path: Path) -> None:
    """The file is composed for their places once, and names are proposed for the first of them only."""
    head = str(SOUND[REPORT]).partition("events:")[0]
    events = "".join(
        f"  - {{id: e{number}, type: CONSULT, mode: talks, title: t, status: occurred, part_of: f{number}, "
        f"passages: [The roads are open., Lavrov was]}}\n"
        for number in range(1000)
    )
    write(tmp_path, {"b-report.txt": SOUND["b-report.txt"], REPORT: f"{head}events:\n{events}"})
    problems = drawn(tmp_path).problems
    assert len(problems) == 3000
    assert problems[0].hint
    assert problems[-1].line == problems[0].line + 999


def test_a_fault_that_stands_alone_hides_no_other_of_its_record(tmp_path: Path) -> None:
    """A word outside its list and an unknown key are told together with what only the texts tell."""
    change = (
        INTERVIEW,
        """  - id: corridor
    speakers: [sergey-lavrov]
    addressees: [azerbaijan]
    via: [interfax]
    manner: direct
    act: commit
    quote: [The Lachin corridor is guaranteed, It will remain open.]""",
        f"""  - id: corridor
    speakers: [{HERE}sergey-lavrof]
    {HERE}colour: red
    addressees: [azerbaijan]
    via: [interfax]
    manner: direct
    act: {HERE}comit
    quote: [The Lachin corridor is guaranteed, {HERE}It will remain shut.]""",
    )
    places = write(tmp_path, spoiled(change))
    assert len(places) == 4
    assert places_of(drawn(tmp_path).problems) == places


def test_a_fault_on_which_others_depend_is_told_alone(tmp_path: Path) -> None:
    change = (
        INTERVIEW,
        "manner: mixed\n    act: report\n    quote: [coming",
        f"manner: {HERE}mixt\n    act: report\n    quote: [coming",
    )
    places = write(tmp_path, spoiled(change))
    assert places_of(drawn(tmp_path).problems) == places
