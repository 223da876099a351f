"""`timeline`, `who-said`, `search`, the catalogue and `show`, through the command line."""

import csv
import io
import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from karabakh_events.cli.group import cli
from karabakh_events.database import open_reading
from tests import published
from tests.conftest import Run

VISIT = "2020-11-22-lavrov-in-baku"
HOSTILE = ["\x1b[2J", "\x1b]0;x\x07", "[red]", "[/foo]", "'; DROP TABLE events; --", "%", "_", "*", "\u202e"]


def ids(run: Run, *arguments: str) -> list[str]:
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    return [record["id"] for record in json.loads(result.stdout)]


def queries_shown(run: Run, *command: str) -> list[str]:
    """The listing's own query, and those below it."""
    result = run(*command, "--show-sql")
    assert result.exit_code == 0, result.output
    return result.stdout.rstrip("\n").split(";\n\n")


# --- formats -------------------------------------------------------------------------------------------

LISTINGS = (
    (("timeline", "--statements"), published.TIMELINE_FIELDS),
    (("who-said",), published.WHO_SAID_FIELDS),
    (("search", "corridor"), published.SEARCH_FIELDS),
    (("actors",), published.ACTOR_FIELDS),
    (("agreements",), published.AGREEMENT_FIELDS),
    (("documents",), published.DOCUMENT_FIELDS),
    (("places",), published.PLACE_FIELDS),
    (("conflicts",), published.CONFLICT_FIELDS),
    (("sources",), published.SOURCES_FIELDS),
)


@pytest.mark.parametrize(("command", "fields"), LISTINGS)
def test_every_format_has_the_same_records(
    run: Run, command: tuple[str, ...], fields: tuple[str, ...]
) -> None:
    records = json.loads(run(*command, "--format", "json").stdout)
    assert records
    assert all(tuple(record) == fields for record in records)
    lines = run(*command, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == records
    rows = list(csv.DictReader(io.StringIO(run(*command, "--format", "csv").stdout, newline="")))
    assert [tuple(row) for row in rows] == [fields] * len(records)
    key = fields[0]
    assert [row[key] for row in rows] == [record[key] for record in records]
    for drawn in ("table", "markdown"):
        text = run(*command, "--format", drawn).stdout
        assert all(
            str(record[key]).replace("_", r"\_" if drawn == "markdown" else "_") in text for record in records
        )


def test_timeline_json(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("timeline", "--statements", "--format", "json").stdout == snapshot


def test_who_said_json(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("who-said", "--format", "json").stdout == snapshot


def test_agreements_json(run: Run, snapshot: SnapshotAssertion) -> None:
    assert run("agreements", "--format", "json").stdout == snapshot


@pytest.mark.parametrize("command", [command for command, _ in LISTINGS] + [("show", VISIT)])
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
def test_hostile_texts_reach_no_output_alive(run: Run, command: tuple[str, ...], form: str) -> None:
    output = run(*command, "--format", form).output
    assert not set("\x1b\x07\u202e\x9b") & set(output)


def test_excel_safe(run: Run) -> None:
    text = run("documents", "--format", "csv", "--excel-safe").stdout
    assert any(row["title"].startswith("'=SUM") for row in csv.DictReader(io.StringIO(text)))
    plain = run("documents", "--format", "csv").stdout
    assert any(row["title"].startswith("=SUM") for row in csv.DictReader(io.StringIO(plain)))


# --- filters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--actor", "Lavrov"), [VISIT]),
        (("--actor", "Сергей Лавров"), [VISIT]),
        (("--actor", "SERGEI LAVROV"), [VISIT]),
        (("--place", "susa"), ["2020-10-mines"]),
        (("--type", "aid"), ["2019-observers"]),
        (("--status", "planned", "--status", "denied"), ["2020-12-summit", "mission"]),
        (("--since", "2020-12", "--certainly"), ["2020-12-summit"]),
        (("--since", "2020-11-10", "--until", "2020-11-22", "--actor", "armenia"), ["2020-11-10-signing"]),
        (("--outlet", "Interfax", "--type", "CONSULT"), [VISIT, "2020-12-summit"]),
        (("--document", "2020-11-22-interview", "--limit", "1"), ["2020-10-mines"]),
        (("--reverse", "--limit", "2", "--since", "2020-11-22", "--certainly"), ["2020-12-summit", VISIT]),
    ],
)
def test_timeline_filters(run: Run, options: tuple[str, ...], found: list[str]) -> None:
    assert ids(run, "timeline", *options) == found


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("guarantees",), ["lavrov-corridor"]),
        (("GUARANTEES", "corridor"), ["lavrov-corridor"]),
        (("--by", "Lavrov", "--direct"), ["lavrov-settlement", "lavrov-corridor"]),
        (("--indirect", "--via", "Armenpress"), ["lavrov-refugees"]),
        (("--to", "interfax"), ["lavrov-corridor"]),
        (("--about", "trilateral statement"), ["lavrov-corridor"]),
        (("--topic", "security"), ["lavrov-corridor"]),
        (("--act", "deny"), ["source-mission"]),
        (("--since", "2020-11-22", "--certainly", "--limit", "1"), ["lavrov-corridor"]),
    ],
)
def test_who_said_filters(run: Run, options: tuple[str, ...], found: list[str]) -> None:
    assert ids(run, "who-said", *options) == found


def test_a_listing_says_how_many_and_that_the_limit_cut_it(run: Run) -> None:
    assert run("timeline").stderr == "8 events\n"
    assert run("timeline", "--limit", "3").stderr == "3 events; there are more: --after 2020-second-war\n"
    assert run("search", "corridor", "--limit", "1").stderr == "1 record; there are more than --limit 1\n"
    assert run("timeline", "--limit", "8").stderr == "8 events\n"
    mixed = run("timeline", "--statements", "--limit", "3").stderr
    assert mixed.startswith("3 records; there are more: --after ")
    assert run("timeline", "--limit", "3", "--format", "json").stderr == ""


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
def test_an_empty_result_is_no_failure_and_says_what_was_asked(run: Run, form: str) -> None:
    result = run("timeline", "--actor", "Lavrov", "--until", "1990", "--type", "assault", "--format", form)
    assert result.exit_code == 0
    assert result.stderr == "Nothing matched: --until 1990, --actor Lavrov, --type ASSAULT.\n"
    expected = {"json": "[]\n", "csv": ",".join(published.TIMELINE_FIELDS) + "\r\n"}
    assert result.stdout_bytes.decode() == expected.get(form, "")


def test_words_that_occur_but_not_together_are_counted(run: Run) -> None:
    result = run("who-said", "Corridor", '"a zebra"', "--by", "russia")
    assert result.stderr == (
        'Nothing matched: Corridor "a zebra", --by russia.'
        " Of all statements, 4 contain “corridor”, none contains “a zebra”.\n"
    )
    assert run("search", "corridor", "zebra").stderr.endswith("none contains “zebra”.\n")


def test_operators_of_other_searches_are_words(run: Run) -> None:
    said = run("search", "corridor", "OR", "zebra", "AND", "OR").stderr
    assert said.endswith("“and”. OR and AND are searched for like any other word.\n")
    assert run("search", "corridor", "NOT", "zebra").stderr.endswith(
        ". NOT is searched for like any other word.\n"
    )


def test_alternatives_that_were_asked_for_in_vain(run: Run) -> None:
    result = run("who-said", "zebra", "--by", "Lavrov", "--by", "russia", "--direct")
    assert result.stderr == "Nothing matched: zebra, --by Lavrov or russia, --direct.\n"
    assert run("who-said", "zebra", "--indirect").stderr == "Nothing matched: zebra, --indirect.\n"


# --- faults --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("timeline", "--actor", "Sergei Lavrow"), "no actor is known as 'Sergei Lavrow'\nnearest: "),
        (("timeline", "--actor", "Aliyev"), "'Aliyev' is the name of 2 actors\nsay which: "),
        (("timeline", "--place", "Atlantis"), "no place is known as 'Atlantis'"),
        (("who-said", "--about", "Atlantis"), "no actor, agreement or event is known as 'Atlantis'"),
        (("show", "lavrov-corridoor"), "no record is known as 'lavrov-corridoor'\nnearest: lavrov-corridor"),
        (("conflicts", "nothing-of-the-kind"), "no record is known as"),
        (("documents", "2020"), "no document is known as '2020'"),
        (("who-said", "…"), "there is no word to search for"),
    ],
)
def test_what_is_not_known_ends_with_exit_code_1(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("timeline", "--since", "22.11.2020"),
            "Invalid value for --since: 22.11.2020 is not EDTF; write 2020-11-22",
        ),
        (("timeline", "--until", "2020-02-30"), "Invalid value for --until: "),
        (("timeline", "--since", "2021", "--until", "2020"), "the window is reversed"),
        (("who-said", "--since", "../2020"), "Invalid value for --since: "),
        (("timeline", "--type", "PARTY"), "'PARTY' is not one of: AGREE, CONSULT"),
        (("timeline", "--limit", "0"), "Invalid value for '--limit'"),
        (("timeline", "--format", "xml"), "Invalid value for '--format'"),
        (("search",), "Missing argument 'WORDS...'"),
        (("show",), "Missing argument 'ID'"),
        (("nonsense",), "No such command 'nonsense'"),
        (("timelin",), "No such command 'timelin'. Did you mean 'timeline'?"),
        (("timeline", "--db", "x.db"), "--db stands before the command: kevents --db PATH timeline"),
    ],
)
def test_wrong_usage_ends_with_exit_code_2(run: Run, arguments: tuple[str, ...], message: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert message in result.stderr


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "options",
    [
        ("timeline", "--actor"),
        ("timeline", "--place"),
        ("timeline", "--type"),
        ("timeline", "--since"),
        ("who-said", "--topic"),
        ("who-said",),
        ("search",),
        ("show",),
        ("agreements",),
    ],
)
def test_hostile_arguments_are_text(run: Run, options: tuple[str, ...], text: str) -> None:
    result = run(*options, text)
    assert result.exit_code in (0, 1, 2)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert not set("\x1b\x07\u202e") & set(result.output)


@pytest.mark.parametrize("command", [("timeline",), ("who-said",), ("actors",), ("sql", "SELECT 1")])
def test_a_named_file_that_is_missing_is_an_error(command: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "missing.db"
    result = CliRunner().invoke(cli, ["--db", str(path), *command])
    assert result.exit_code == 1
    assert f"Error: {path}: no such database" in result.stderr
    assert not path.exists()


# --- one record ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "record",
    [
        VISIT,
        "lavrov-corridor",
        "lavrov-settlement",
        "trilateral-statement-2020",
        "trilateral-statement-2020-handover",
        "sergey-lavrov",
        "zohrab-mnatsakanyan-minister",
        "baku",
        "2020-11-23-report",
    ],
)
def test_show_any_kind_of_record(run: Run, record: str, snapshot: SnapshotAssertion) -> None:
    result = run("show", record)
    assert result.exit_code == 0
    assert result.stdout == snapshot
    shown = json.loads(run("show", record, "--format", "json").stdout)
    assert shown["id"] == record


def test_an_undated_record_among_the_links_is_called_undated(run: Run) -> None:
    text = run("show", "mission", "--format", "markdown").stdout
    assert "spoken of in — undated · A source in the ministry: The ministry never wanted the mission" in text


@pytest.mark.parametrize(
    "record", ["trilateral-statement-2020", "2020-11-22-lavrov-in-baku", "mission", "baku"]
)
def test_in_a_list_each_link_says_how_it_is_related(run: Run, record: str) -> None:
    text = run("show", record, "--format", "markdown").stdout
    items = [line for line in text.splitlines() if line.startswith("- ")]
    assert items
    assert [item for item in items if " — " not in item] == []


def test_in_a_list_each_record_says_from_which_passage_it_is_drawn(run: Run) -> None:
    text = run("show", "2020-11-22-interview", "--format", "markdown").stdout
    items = re.findall(r"^- .*$", text.partition("### Drawn from it")[2], re.MULTILINE)
    assert items
    assert [item for item in items if not re.match(r"- \d+–\d+ — ", item)] == []


def test_one_record_as_a_row(run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run("show", "lavrov-corridor", "--format", "csv").stdout, newline=""))
    assert (row["id"], row["kind"], row["fields.act"]) == ("lavrov-corridor", "statement", "commit")
    assert row["fields.topics"] == "corridor; security"
    assert row["citations"] == "The Lachin corridor is guaranteed by Russia; Lavrov told Interfax"
    assert "Sergey Lavrov (speaker)" in row["links"].split("; ")


def test_readings_in_a_cell_are_their_values(run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run("conflicts", "--format", "csv").stdout, newline=""))
    assert row["readings"] == "2020-11-09/2020-11-10; 2020-11-10 (narrows)"


def test_a_catalogue_shows_the_one_that_is_named(run: Run) -> None:
    assert run("actors", "Lavrov").stdout == run("show", "sergey-lavrov").stdout
    assert run("actors", "ilham", "aliyev").stdout == run("show", "ilham-aliyev").stdout
    assert run("agreements", "Trilateral Statement").stdout == run("show", "trilateral-statement-2020").stdout
    assert run("places", "Şuşa").stdout == run("show", "shushi").stdout
    assert ids(run, "agreements", "trilateral statement") == ["trilateral-statement-2020"]


def test_conflicts_of_one_record(run: Run) -> None:
    (conflict,) = json.loads(run("conflicts", "trilateral-statement-2020", "--format", "json").stdout)
    assert [reading["value"] for reading in conflict["readings"]] == ["2020-11-09/2020-11-10", "2020-11-10"]
    result = run("conflicts", "baku")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "Nothing matched: no conflict of baku.\n"


# --- SQL to take away ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("timeline", "--actor", "Lavrov", "--statements"),
        ("who-said", "corridor", "--by", "Lavrov"),
        ("search", "corridor"),
        ("actors",),
        ("actors", "Lavrov"),
        ("agreements",),
        ("documents",),
        ("places", "baku"),
        ("conflicts",),
    ],
)
def test_the_sql_shown_finds_the_same_records(run: Run, sample_file: Path, command: tuple[str, ...]) -> None:
    first, *lists = queries_shown(run, *command)
    with closing(open_reading(sample_file)) as connection:
        rows = connection.execute(first).fetchall()
        for each in lists:
            connection.execute(each).fetchall()
    records = json.loads(run(*command, "--format", "json").stdout)
    assert len(rows) == len(records) > 0
    assert len(json.loads(run("sql", first, "--format", "json").stdout)) == len(records)


def test_below_the_listing_stand_the_queries_for_its_lists(run: Run) -> None:
    first, *lists = queries_shown(run, "timeline", "--actor", "Lavrov", "--statements")
    assert not first.startswith("/*")
    assert [each.partition("\n")[0] for each in lists if "actors" in each.partition("\n")[0]] == [
        "/* of each event: actors */",
        "/* of each statement: actors */",
    ]
    for query in lists:
        result = run("sql", query, "--format", "json")
        assert result.exit_code == 0, result.stderr
    (alone,) = queries_shown(run, "search", "corridor")
    assert not alone.endswith(";")
