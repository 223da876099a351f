"""`check`, `coverage`, `schema` and `build`: what a curator sees, and what scripts rely on."""

import json
import os
import pty
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from karabakh_events.characters import visible
from karabakh_events.records import json_schema
from tests.cli.running import kevents, outcome
from tests.corpus import SOUND, drawn, spoiled, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"

PROGRAM = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]


# --- check ---------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("corpus")
def test_a_sound_corpus_is_checked_in_silence() -> None:
    assert outcome(kevents("check", ".")) == (0, "", "9 records, 23 passages: no problems\n")


def test_the_bundled_corpus_is_checked_without_a_path() -> None:
    exit_code, stdout, stderr = outcome(kevents("check"))
    assert (exit_code, stdout) == (0, "")
    assert stderr.endswith("no problems\n")


def test_problems_are_data_and_their_number_is_not(corpus: Path) -> None:
    write(
        corpus,
        spoiled(
            (SHARED, "kind: person", "kind: persn"),
            (REPORT, "part_of: visit", "part_of: vizit"),
            (REPORT, "[The roads are closed.]", "[The “roads” are closed.]"),
        ),
    )
    exit_code, stdout, stderr = outcome(kevents("check", "."))
    assert exit_code == 1
    assert stdout == (
        "b-report.yaml:15:14: events[0].part_of: unknown event 'vizit'\n"
        "    did you mean visit?\n"
        "b-report.yaml:17:16: events[0].passages[0].exact: is not in report\n"
        "    nearest: The roads are closed. (the passage has “ (U+201C) after “The”, the text has not; "
        "the passage has ” (U+201D) after “roads”, the text has not)\n"
        "shared.yaml:4:11: actors[0].kind: 'persn' is not one of: person, state, government-body, "
        "armed-force, organisation, group, outlet, unnamed-official, unnamed-source\n"
        "    did you mean 'person'?\n"
    )
    assert stderr == "9 records, 22 passages: 3 problems\n"


SPOILED = (
    (SHARED, "kind: person", "kind: persn"),
    (REPORT, "part_of: visit", "part_of: vizit"),
    (INTERVIEW, "quote: [coming home]", "quote: [home]"),
)


def test_problems_are_told_to_programs(corpus: Path) -> None:
    write(corpus, spoiled(*SPOILED))
    exit_code, stdout, stderr = outcome(kevents("check", ".", "--format", "json"))
    assert (exit_code, stderr) == (1, "9 records, 23 passages: 2 problems, 1 warning\n")
    problems = json.loads(stdout)
    assert problems == [
        {
            "file": INTERVIEW,
            "line": 54,
            "column": 13,
            "path": "statements[1].quote[0]",
            "severity": "warning",
            "message": "no quotation mark opens before these words",
            "hint": "quote the speaker's own words, without the marks around them",
        },
        {
            "file": REPORT,
            "line": 15,
            "column": 14,
            "path": "events[0].part_of",
            "severity": "error",
            "message": "unknown event 'vizit'",
            "hint": "did you mean visit?",
        },
        {
            "file": SHARED,
            "line": 4,
            "column": 11,
            "path": "actors[0].kind",
            "severity": "error",
            "message": "'persn' is not one of: person, state, government-body, armed-force, organisation, "
            "group, outlet, unnamed-official, unnamed-source",
            "hint": "did you mean 'person'?",
        },
    ]
    lines = kevents("check", ".", "-f", "jsonl")
    assert lines.exit_code == 1
    assert [json.loads(line) for line in lines.stdout.splitlines()] == problems


def test_in_json_the_same_problems_are_told_as_in_text(corpus: Path) -> None:
    """Those of the whole file too, and with what would act on a terminal only as escapes."""
    write(corpus, {**spoiled(*SPOILED), "x.yaml": b"\xff", "y.yaml": '"\\e]0;x\\a": 1\n'})
    (corpus / "z.yaml").mkdir()
    result = kevents("check", ".", "--format", "json")
    assert "\x1b" not in result.stdout
    told = [
        f"{each['file']}:{each['line']}:{each['column']}:"
        f"{' warning:' if each['severity'] == 'warning' else ''}"
        f"{' ' + each['path'] + ':' if each['path'] else ''} {each['message']}"
        for each in json.loads(result.stdout)
    ]
    lines = kevents("check", ".").stdout.splitlines()
    assert [visible(line) for line in told] == [line for line in lines if not line.startswith("    ")]


@pytest.mark.usefixtures("corpus")
def test_programs_are_told_that_there_is_no_problem() -> None:
    told = "9 records, 23 passages: no problems\n"
    assert outcome(kevents("check", ".", "--format", "json")) == (0, "[]\n", told)
    assert outcome(kevents("check", ".", "--format", "jsonl")) == (0, "", told)


def test_damage_of_a_database_is_told_to_programs(corpus: Path) -> None:
    kevents("--db", "new.db", "build", ".")
    assert outcome(kevents("check", "--db", "new.db", "-f", "json")) == (0, "[]\n", "new.db: sound\n")
    with closing(sqlite3.connect(corpus / "new.db")) as connection:
        connection.execute("DROP INDEX ix_claims_record")
    damaged = kevents("check", "--db", "new.db", "-f", "json")
    assert (damaged.exit_code, damaged.stderr) == (1, "new.db: 1 problem\n")
    assert json.loads(damaged.stdout) == [
        {
            "file": "new.db",
            "line": 0,
            "column": 0,
            "path": "",
            "severity": "error",
            "message": "the index ix_claims_record is missing",
            "hint": None,
        }
    ]


def test_the_format_of_listings_is_not_that_of_problems(corpus: Path) -> None:
    """What kevents.toml says of listings cannot be a format of problems."""
    (corpus / "kevents.toml").write_text('format = "csv"\n')
    assert outcome(kevents("check", ".")) == (0, "", "9 records, 23 passages: no problems\n")
    assert kevents("check", ".", "--format", "csv").exit_code == 2


def test_a_warning_fails_no_check(corpus: Path) -> None:
    write(corpus, spoiled((INTERVIEW, "quote: [coming home]", "quote: [home]")))
    assert outcome(kevents("check", ".")) == (
        0,
        "a-interview.yaml:54:13: warning: statements[1].quote[0]: no quotation mark opens before these "
        "words\n"
        "    quote the speaker's own words, without the marks around them\n",
        "9 records, 23 passages: no problems, 1 warning\n",
    )


def test_a_single_file_is_checked_for_its_own_problems(corpus: Path) -> None:
    write(corpus, spoiled((REPORT, "part_of: visit", "part_of: vizit")))
    assert kevents("check", INTERVIEW).exit_code == 0
    assert kevents("check", SHARED, INTERVIEW).stdout == ""
    assert kevents("check", REPORT).stdout.startswith("b-report.yaml:15:14: ")
    assert kevents("check", str(corpus / REPORT)).stdout.startswith(f"{corpus}/b-report.yaml:15:14: ")
    assert kevents("check", str(corpus)).exit_code == 1


@pytest.mark.parametrize("arguments", [("missing.yaml",), ("--strict",), (REPORT, "missing")])
@pytest.mark.usefixtures("corpus")
def test_a_usage_that_is_wrong_is_told_apart(arguments: tuple[str, ...]) -> None:
    for command in ("check", "coverage", "build"):
        result = kevents(command, *arguments)
        assert (result.exit_code, result.stdout) == (2, "")


def test_a_folder_without_record_files_is_an_error(corpus: Path) -> None:
    (corpus / "empty").mkdir()
    assert outcome(kevents("check", "empty")) == (
        1,
        "",
        "Error: empty: no record files (*.yaml) in this folder\n",
    )


def test_what_files_hold_cannot_act_on_the_terminal(corpus: Path) -> None:
    """Neither the text shown as a hint, nor values, keys, or names of files."""
    text = SOUND["b-report.txt"].replace("The roads", "The \x1b[2Jro\u202eads\x07")
    files = spoiled(
        (REPORT, "[The roads are closed.]", "[The roads are shut and closed.]"),
        (REPORT, "mode: blockade", 'mode: "\\e]0;x\\a"'),
        (SHARED, "places:\n", '"\\e[1m": x\nplaces:\n'),
    )
    write(corpus, {**files, "b-report.txt": text, "x\x1b[31m.yaml": "- a\n"})
    result = kevents("check", ".")
    assert result.exit_code == 1
    assert "␛[31m.yaml:1:1" in result.stdout
    for character in "\x1b\x07\u202e":
        assert character not in result.output


def test_a_pipe_is_not_waited_for(corpus: Path) -> None:
    os.mkfifo(corpus / "pipe.yaml")
    (corpus / "b-report.txt").unlink()
    os.mkfifo(corpus / "b-report.txt")
    ran = subprocess.run([*PROGRAM, "check", "."], capture_output=True, text=True, timeout=30, check=False)
    assert ran.returncode == 1
    assert ran.stdout == (
        "b-report.yaml:3:9: document.file: b-report.txt: not a regular file\n"
        "pipe.yaml:0:0: not a regular file\n"
    )


# --- coverage ------------------------------------------------------------------------------------------

_UNRECORDED = "  unrecorded:\n    - {exact: Lavrov was seen there again., reason: by whom is not said}\n"


@pytest.mark.usefixtures("corpus")
def test_a_corpus_that_is_read_whole_has_nothing_to_list() -> None:
    assert outcome(kevents("coverage", ".")) == (
        0,
        "",
        "interview: 9 sentences, all accounted for, 1 with nothing to record\n"
        "report: 4 sentences, all accounted for, 1 with nothing to record\n",
    )


def test_a_sentence_that_no_record_cites_is_listed_with_its_place_in_the_text(corpus: Path) -> None:
    write(corpus, spoiled((REPORT, _UNRECORDED, "")))
    assert outcome(kevents("coverage", REPORT)) == (
        1,
        "b-report.txt:2:78: Lavrov was seen there again.\n",
        "report: 4 sentences, 1 unaccounted for\n",
    )


def test_a_clause_that_no_record_tells_is_listed_between_the_sentences(corpus: Path) -> None:
    said = "The truce of 10 November is being kept, a source said"
    text = f"{said}, and the captives of both sides will be released before winter."
    write(
        corpus,
        {
            **spoiled((REPORT, _UNRECORDED, "")),
            "b-report.txt": SOUND["b-report.txt"].replace(f"{said}.", text),
            REPORT: SOUND[REPORT].replace(_UNRECORDED, "").replace(f"{said}.", said),
        },
    )
    assert outcome(kevents("coverage", REPORT)) == (
        1,
        "b-report.txt:2:56: … and the captives of both sides will be released before winter.\n"
        "b-report.txt:2:141: Lavrov was seen there again.\n",
        "report: 4 sentences, 1 unaccounted for, 1 clause passed over\n",
    )


def test_coverage_is_not_counted_of_what_is_wrong(corpus: Path) -> None:
    write(corpus, spoiled((REPORT, "[The roads are closed.]", "[The roads are shut.]")))
    exit_code, stdout, stderr = outcome(kevents("coverage", "."))
    assert (exit_code, stdout) == (1, "")
    assert stderr.startswith("b-report.yaml:17:16: events[0].passages[0].exact: is not in report\n")
    assert stderr.endswith(
        "Error: 1 problem in the record files\nmend them first: until then the coverage would mislead\n"
    )


def test_what_nothing_reads_is_told_by_all_who_read_the_folder(corpus: Path) -> None:
    (corpus / "speech.txt").write_text("He spoke.")
    warning = "speech.txt:0:0: warning: no record file reads this text\n    write speech.yaml for it\n"
    assert warning in kevents("check", ".").stdout
    for command in ("coverage", "build"):
        result = kevents(command, ".")
        assert result.exit_code == 0
        assert warning in result.stderr


# --- schema --------------------------------------------------------------------------------------------


def test_the_schema_is_printed_as_json() -> None:
    result = kevents("schema")
    assert (result.exit_code, result.stderr) == (0, "")
    printed = json.loads(result.stdout)
    assert printed == json_schema()
    Draft202012Validator.check_schema(printed)


def test_the_schema_offers_the_identifiers_of_a_folder(corpus: Path) -> None:
    write(corpus, spoiled((REPORT, "part_of: visit", "part_of: vizit")))
    for arguments in (["."], [str(corpus)]):
        result = kevents("schema", "--with-ids", *arguments)
        assert (result.exit_code, result.stderr) == (0, "")
        places = json.loads(result.stdout)["$defs"]["PlaceReference"]["anyOf"]
        assert [each["const"] for each in places if "const" in each] == ["baku", "moscow"]
    bundled = json.loads(kevents("schema", "--with-ids").stdout)["$defs"]["PlaceReference"]["anyOf"]
    assert {"const": "geneva", "description": "Geneva"} in bundled
    missing = kevents("schema", "--with-ids", "nowhere")
    assert outcome(missing) == (1, "", "Error: nowhere: no such file or folder\n")


def test_the_schema_that_the_bundled_files_name_is_this_one() -> None:
    bundled = Path(__file__).parents[2] / "seeds" / "record-file.schema.json"
    assert bundled.read_text("utf-8") == kevents("schema").stdout


# --- build ---------------------------------------------------------------------------------------------


def test_a_build_says_what_is_now_in_the_database(corpus: Path) -> None:
    exit_code, stdout, stderr = outcome(kevents("--db", "new.db", "build", "."))
    assert (exit_code, stderr) == (0, "new.db: loaded\n")
    assert stdout == (
        "documents   2\n"
        "events      2 (1 occurred, 1 ongoing)\n"
        "statements  5 (2 indirect, 2 mixed, 1 direct)\n"
        "agreements  1, with 1 provision\n"
        "actors      8, in 1 office; 2 places\n"
        "passages    23\n"
        "conflicts   3\n"
        "dates       earliest bound 2020-11-22, latest bound 2020-11-22\n"
        f"fingerprint {drawn(corpus).fingerprint()}\n"
    )


def test_building_twice_changes_nothing(corpus: Path) -> None:
    first = kevents("--db", "new.db", "build", ".")
    before = (corpus / "new.db").read_bytes()
    again = kevents("--db", "new.db", "build", str(corpus))
    assert outcome(again) == (0, first.stdout, "new.db: nothing new\n")
    assert (corpus / "new.db").read_bytes() == before


def test_order_of_files_makes_no_difference(corpus: Path) -> None:
    names = [INTERVIEW, REPORT, SHARED]
    one = kevents("--db", "one.db", "build", *names)
    other = kevents("--db", "other.db", "build", *reversed(names))
    assert one.stdout == other.stdout


def test_what_was_there_before_is_replaced(corpus: Path) -> None:
    kevents("--db", "new.db", "build", ".")
    write(corpus, spoiled((INTERVIEW, "There is no delay.", "There is none.")))
    assert kevents("--db", "new.db", "build", ".").stderr == "new.db: loaded\n"
    fresh = kevents("--db", "fresh.db", "build", ".")
    assert kevents("--db", "new.db", "build", ".").stdout == fresh.stdout


def test_with_a_fault_nothing_is_loaded(corpus: Path) -> None:
    kevents("--db", "old.db", "build", ".")
    before = sha256((corpus / "old.db").read_bytes()).hexdigest()
    write(corpus, spoiled((REPORT, "part_of: visit", "part_of: vizit")))
    for name in ("old.db", "new.db"):
        exit_code, stdout, stderr = outcome(kevents("--db", name, "build", "."))
        assert (exit_code, stdout) == (1, "")
        assert stderr == (
            "b-report.yaml:15:14: events[0].part_of: unknown event 'vizit'\n"
            "    did you mean visit?\n"
            "Error: 1 problem in the record files; nothing was loaded\n"
        )
    assert sha256((corpus / "old.db").read_bytes()).hexdigest() == before
    assert sorted(path.name for path in corpus.iterdir() if not path.suffix.startswith((".y", ".t"))) == [
        "old.db"
    ]


def test_warnings_are_told_and_loaded(corpus: Path) -> None:
    write(corpus, spoiled((INTERVIEW, "quote: [coming home]", "quote: [home]")))
    exit_code, stdout, stderr = outcome(kevents("--db", "new.db", "build", "."))
    assert exit_code == 0
    assert "documents   2\n" in stdout
    assert stderr.startswith("a-interview.yaml:54:13: warning: ")
    assert stderr.endswith("new.db: loaded\n")


@pytest.mark.usefixtures("corpus")
def test_a_built_corpus_is_read_back() -> None:
    """Through every rule of the tables: whatever the extractor draws, the database takes."""
    kevents("--db", "new.db", "build", ".")
    told = json.loads(kevents("--db", "new.db", "who-said", "corridor", "--format", "json").stdout)
    assert [(each["id"], each["quote"], each["via"]) for each in told] == [
        ("corridor", "The Lachin corridor is guaranteed\nIt will remain open.", ["Interfax", "The Daily"])
    ]
    assert outcome(kevents("check", "--db", "new.db")) == (0, "", "new.db: sound\n")


def test_long_work_shows_its_progress_on_a_terminal_only(corpus: Path) -> None:
    for number in range(60):
        (corpus / f"more-{number}.yaml").write_text(
            f"actors:\n  - {{id: actor-{number}, name: Actor {number}, kind: group}}\n"
        )
    ours, theirs = pty.openpty()
    try:
        ran = subprocess.run(
            [*PROGRAM, "check", "."], stderr=theirs, stdout=subprocess.PIPE, timeout=30, check=False
        )
        shown = os.read(ours, 100_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert (ran.returncode, ran.stdout) == (0, b"")
    assert "reading" in shown
    assert "100%" in shown
    assert "reading" not in kevents("check", ".").output
