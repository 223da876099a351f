"""`ledger`, `order`, `positions`, and `conflicts` as a table, through the command line."""

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from syrupy.assertion import SnapshotAssertion

from karabakh_events.cli.group import cli
from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries.ledger import CLAIM_COLUMNS
from karabakh_events.queries.names import completions
from tests import published
from tests.cli.test_reading import queries_shown
from tests.conftest import Run
from tests.corpus import spoiled, write
from tests.rows import TOPICS

STATEMENT = "trilateral-statement-2020"
QUESTIONS = (
    ("ledger",),
    ("ledger", "trilateral statement"),
    ("order", "lavrov-corridor", STATEMENT),
    ("order", "2020-10-mines", "2020-second-war"),
    ("order", "mission", "2020-12-summit"),
    ("positions", "--topic", "corridor", "--topic", "refugees"),
    ("conflicts",),
)

Bundled = Callable[..., Any]


@pytest.fixture
def bundled(bundled_file: Path) -> Bundled:
    """What a command answers of the bundled documents, read back from JSON."""

    def call(*arguments: str) -> Any:
        result = CliRunner().invoke(cli, ["--db", str(bundled_file), *arguments, "--format", "json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return call


# --- what people look at -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", QUESTIONS)
def test_pages(run: Run, command: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    result = run(*command)
    assert result.exit_code == 0
    assert result.stdout == snapshot
    assert max(map(len, result.stdout.splitlines())) <= 100


@pytest.mark.parametrize("command", [("ledger",), QUESTIONS[2], QUESTIONS[5], ("conflicts",)])
def test_markdown(run: Run, command: tuple[str, ...], snapshot: SnapshotAssertion) -> None:
    assert run(*command, "--format", "markdown").stdout == snapshot


@pytest.mark.parametrize("command", QUESTIONS)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "markdown"])
def test_hostile_texts_reach_no_output_alive(run: Run, command: tuple[str, ...], form: str) -> None:
    result = run(*command, "--format", form)
    assert result.exit_code == 0
    assert not set("\x1b\x07\u202e\x9b") & set(result.output)


@pytest.mark.parametrize("text", ["\x1b[2J", "[/foo]", "'; DROP TABLE events; --", "%", "\u202e", "\udcff"])
@pytest.mark.parametrize(
    "command", [("ledger",), ("order", STATEMENT), ("positions", "--topic", "status", "--by")]
)
def test_hostile_arguments_are_text(run: Run, command: tuple[str, ...], text: str) -> None:
    result = run(*command, text)
    assert result.exit_code == 1
    assert not set("\x1b\x07\u202e") & set(result.output)


@pytest.mark.parametrize("command", ["ledger", "agreements", "actors", "places", "documents"])
def test_an_empty_name_is_not_everything(run: Run, command: str) -> None:
    result = run(command, "")  # of a shell variable that is not set
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: no ")
    assert result.stderr.endswith(" is known as ''\n" + _listing(command))


def test_a_name_that_is_not_known_is_told_with_where_to_look_and_not_at_length(run: Run) -> None:
    result = run("ledger", "x" * 5_000)
    assert result.exit_code == 1
    assert result.stderr == f"Error: no agreement is known as '{'x' * 100}…'\n{_listing('agreements')}"


@pytest.mark.parametrize("command", [("show",), ("sources",), ("conflicts",), ("order", STATEMENT)])
def test_what_resembles_nothing_is_told_with_where_to_look(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "0")
    assert result.exit_code == 1
    assert result.stderr.endswith(" is known as '0'\nkevents search finds records by the words in them\n")


def _listing(command: str) -> str:
    listed = "agreements" if command == "ledger" else command
    return f"kevents {listed} lists all that are known\n"


# --- ledger --------------------------------------------------------------------------------------------


def test_the_ledger_has_every_provision_with_its_claims(run: Run) -> None:
    handover, corridor = json.loads(run("ledger", "--format", "json").stdout)
    assert tuple(handover) == published.LEDGER_FIELDS
    assert handover["agreement"] == {"id": STATEMENT, "title": "Statement of 10 November 2020"}
    assert handover["obligor"] == {"id": "armenia", "name": "Armenia"}
    assert (handover["deadline"], handover["deadline_latest"], handover["deadline_basis"]) == (
        "../2020-11-30",
        "2020-11-30",
        "stated",
    )
    (mines,) = handover["claims"]
    assert (mines["verdict"], mines["kind"], mines["status"], mines["speakers"]) == (
        "breached",
        "event",
        "alleged",
        [],
    )
    assert mines["citations"][0]["exact"] == "Baku claims that mines were laid in October"
    assert corridor["obligor"] is None
    assert corridor["tally"] == {"reaffirmed": 1}
    (said,) = corridor["claims"]
    assert (said["id"], said["kind"], said["status"]) == ("lavrov-corridor", "statement", None)
    assert [speaker["name"] for speaker in said["speakers"]] == ["Sergey Lavrov"]
    assert [addressee["name"] for addressee in said["addressees"]] == ["Interfax"]
    assert [(each["exact"], each["supports"]) for each in said["citations"]] == [
        ("The Lachin corridor is guaranteed by Russia", "quote"),
        ("Lavrov told Interfax", "actors"),
    ]


def test_every_claim_leads_to_the_passage_where_it_is_read(bundled: Bundled, bundled_file: Path) -> None:
    with closing(open_reading(bundled_file)) as connection:
        texts = dict(connection.execute("SELECT id, text FROM documents").fetchall())
    provisions = bundled("ledger")
    claims = [claim for provision in provisions for claim in provision["claims"]]
    assert claims
    for record in (*provisions, *claims):
        assert record["citations"], record["id"]
        for each in record["citations"]:
            assert texts[each["document"]][each["start"] : each["end"]] == each["exact"]
    assert all(claim["speakers"] for claim in claims if claim["kind"] == "statement")


def test_the_ledger_has_what_the_view_has(bundled: Bundled, bundled_file: Path) -> None:
    with closing(open_reading(bundled_file)) as connection:
        view = connection.execute(
            "SELECT coalesce(provision_id, agreement_id), verdict, coalesce(statement_id, event_id)"
            " FROM ledger"
        ).fetchall()
    told: list[tuple[str, str | None, str | None]] = []
    for provision in bundled("ledger"):
        claims = provision["claims"] or [{"verdict": None, "id": None}]
        told += [(provision["id"], claim["verdict"], claim["id"]) for claim in claims]
    assert sorted(told, key=str) == sorted(view, key=str)


def test_the_ceasefire_of_october_2020(bundled: Bundled) -> None:
    """Read by hand in the document: who says what of it, in order of time."""
    (halt,) = bundled("ledger", "humanitarian ceasefire agreement")
    # The event is told in the words of the minister, so the two are one voice, that of his state.
    assert halt["tally"] == {"partly": 1, "breached": 1}
    assert [claim["voices"] for claim in halt["claims"]] == [
        ["armenia"],
        ["russia"],
        ["armenia"],
    ]
    assert [
        (claim["verdict"], claim["status"], [speaker["name"] for speaker in claim["speakers"]])
        for claim in halt["claims"]
    ] == [
        ("breached", "alleged", []),
        ("partly", None, ["Sergey Lavrov"]),
        ("breached", None, ["Zohrab Mnatsakanyan"]),
    ]
    assert {(claim["earliest"], claim["latest"]) for claim in halt["claims"]} == {
        ("2020-10-10", "2020-11-09")
    }


def test_the_statement_of_november_2020(bundled: Bundled) -> None:
    provisions = {each["id"]: each for each in bundled("ledger", "2020-11-09-trilateral-statement")}
    assert list(provisions) == [
        "2020-11-09-trilateral-statement",
        "trilateral-ceasefire",
        "trilateral-positions",
        "trilateral-districts",
        "trilateral-peacekeepers-contact-line",
        "trilateral-peacekeepers-lachin",
    ]
    assert provisions["trilateral-districts"]["obligor"]["name"] == "Armenian forces"
    assert provisions["trilateral-ceasefire"]["deadline"] == "2020-11-10"
    assert [claim["id"] for claim in provisions["trilateral-ceasefire"]["claims"]] == [
        "2020-11-minor-exchanges-in-karabakh",
        "2020-11-22-shoygu-ceasefire-observed",
    ]
    whole = provisions["2020-11-09-trilateral-statement"]
    assert [(claim["verdict"], claim["id"]) for claim in whole["claims"]] == [
        ("reaffirmed", "2020-11-22-lavrov-support-for-agreement"),
        ("fulfilled", "2021-11-05-russian-foreign-ministry-hard-won"),
    ]
    assert [each["scope"] for each in provisions.values()] == ["agreement", *["provision"] * 5]


def test_an_event_is_told_with_those_in_whose_words_it_is_read(bundled_file: Path) -> None:
    def told(agreement: str) -> str:
        page = CliRunner().invoke(cli, ["--db", str(bundled_file), "ledger", agreement]).stdout
        return " ".join(page.split())

    assert "event · told by Sergey Lavrov, Zohrab Mnatsakanyan 2020-10-humanitarian-ceasefire" in told(
        "2020-10-10-humanitarian-ceasefire"
    )
    statement = told("trilateral statement")
    assert "event · told by Sergey Shoygu 2020-11-minor-exchanges-in-karabakh" in statement
    # Of the deployment none of the statements on it tells; the documents do.
    assert "event 2020-11-russian-peacekeepers-deployment" in statement


def test_what_is_told_in_a_document_comes_before_what_is_later_than_it(tmp_path: Path) -> None:
    talks = """\
  - id: talks
    type: CONSULT
    mode: talks
    title: Talks
    status: planned
    date: {edtf: 2020-11-25, basis: inferred, reason: so it seems}
    passages: [Lavrov smiled.]
statements:
"""
    write(tmp_path, spoiled(("a-interview.yaml", "statements:\n", talks)))
    database = ["--db", str(tmp_path / "told.db")]
    assert CliRunner().invoke(cli, [*database, "build", str(tmp_path)]).exit_code == 0
    # The statement is dated to November, and the interview with it was published on the 22nd.
    page = CliRunner().invoke(cli, [*database, "order", "refugees", "talks"]).stdout
    assert page.startswith("A is before B\n")
    told = "A is told in interview, published 22 Nov 2020, so it is not after that day"
    assert told in page
    answer = CliRunner().invoke(cli, [*database, "order", "talks", "refugees", "--format", "json"]).stdout
    found = json.loads(answer)
    assert found["relation"] == "after"
    assert found["b"]["told_in"] == {
        "document": "interview",
        "published": "2020-11-22",
        "latest": "2020-11-22",
    }


def test_agreements_come_by_the_date_of_signing_and_say_so_where_there_is_no_provision(run: Run) -> None:
    text = run("ledger").stdout
    first, second = "Statement of 10 November 2020 ─", "Madrid Principles ─"
    assert text.index(first) < text.index(second)
    assert "No provision of it is on record." in text.partition(second)[2]
    result = run("ledger", "madrid-principles")
    assert result.exit_code == 0
    assert "No provision of it is on record." in result.stdout
    assert result.stderr == "Nothing matched: no provision of madrid-principles is on record.\n"
    assert run("ledger", "madrid-principles", "--format", "json").stdout == "[]\n"


def test_a_provision_without_a_claim_is_shown(bundled_file: Path) -> None:
    text = CliRunner().invoke(cli, ["--db", str(bundled_file), "ledger", "csto-charter"]).stdout
    assert "nothing on record of its being kept" in text
    assert "obliged: Collective Security Treaty Organization" in text


def test_the_ledger_for_a_spreadsheet_has_a_row_for_each_claim(bundled_file: Path, bundled: Bundled) -> None:
    text = CliRunner().invoke(cli, ["--db", str(bundled_file), "ledger", "--format", "csv"]).stdout
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert all(tuple(row) == CLAIM_COLUMNS for row in rows)
    provisions = bundled("ledger")
    assert len(rows) == sum(len(provision["claims"]) or 1 for provision in provisions)
    assert {row["provision"] for row in rows} == {
        each["id"] if each["scope"] == "provision" else "" for each in provisions
    }
    (lavrov,) = (row for row in rows if row["id"] == "2020-lavrov-full-implementation")
    assert (lavrov["verdict"], lavrov["speakers"]) == ("partly", "Sergey Lavrov (Foreign Minister, Russia)")


# --- order ---------------------------------------------------------------------------------------------


def test_the_order_of_two_as_one_object(run: Run) -> None:
    found = json.loads(run("order", STATEMENT, "lavrov-corridor", "--format", "json").stdout)
    assert tuple(found) == (
        "relation",
        "possible",
        "same_day",
        "a",
        "b",
        "reasons",
        "link",
        "shared",
        "otherwise",
    )
    assert (found["relation"], found["possible"], found["same_day"]) == ("before", ["before"], False)
    assert (found["a"]["earliest"], found["a"]["latest"], found["a"]["date_basis"]) == (
        "2020-11-09",
        "2020-11-10",
        "completed",
    )
    assert found["reasons"][0] == "A is on 10 Nov 2020 at the latest, B on 22 Nov 2020 at the earliest"
    (row,) = csv.DictReader(
        io.StringIO(run("order", STATEMENT, "lavrov-corridor", "--format", "csv").stdout, newline="")
    )
    assert (row["relation"], row["b"]) == ("before", "Russia guarantees the Lachin corridor")


@pytest.mark.parametrize(
    ("a", "b", "relation", "otherwise"),
    [
        ("2020-10-10-humanitarian-ceasefire", "trilateral statement", "before", []),
        ("2020-mnatsakanyan-visit-to-moscow", "trilateral statement", "overlapping", ["before", "before"]),
        ("2020-11-22-lavrov-real-factor", "2020-11-21-lavrov-shoygu-in-armenia", "after", ["overlapping"]),
        ("2020-11-22-lavrov-real-factor", "2020-11-22-lavrov-turkey-partner", "overlapping", []),
        ("azerbaijani-blockade", "2020-karabakh-war", "unknown", []),
        ("2017-vienna-ministers-meeting", "2017-12-vienna-joint-statement", "before", []),
    ],
)
def test_the_order_of_records_of_the_bundled_documents(
    bundled: Bundled, a: str, b: str, relation: str, otherwise: list[str]
) -> None:
    found = bundled("order", a, b)
    assert found["relation"] == relation
    assert [other["relation"] for other in found["otherwise"]] == otherwise


def test_what_has_no_place_in_time_is_refused(run: Run) -> None:
    result = run("order", "baku", STATEMENT)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: baku is of kind place, which has no one date to compare\n"
        "order compares events, statements and agreements\n"
    )


def test_how_long_something_lasted_is_not_told_by_the_bounds_of_its_date(bundled: Bundled) -> None:
    found = bundled("order", "2020-karabakh-war", "2020-10-10-humanitarian-ceasefire")
    (told,) = [reason for reason in found["reasons"] if "lasted" in reason]
    assert told == "The date of A says between which days it was; how long it lasted is not on record"
    apart = bundled("order", "2020-karabakh-war", "2021-11-05-russian-foreign-ministry-statement")
    assert not [reason for reason in apart["reasons"] if "lasted" in reason]


# --- positions -----------------------------------------------------------------------------------------


def test_under_the_name_of_an_actor_it_is_not_said_again(bundled_file: Path) -> None:
    result = CliRunner().invoke(cli, ["--db", str(bundled_file), "positions", "--topic", "ceasefire"])
    part = result.stdout.partition("Sergey Lavrov: ")[2].partition("\n\nSergey Shoygu: ")[0]
    lines = [line.strip() for line in part.splitlines()]
    assert any(line.endswith("Foreign Minister, Russia · to Zohrab Mnatsakanyan") for line in lines)
    assert not any("Sergey Lavrov" in line for line in lines[1:])


def test_positions_are_the_statements_by_speaker_in_order_of_time(bundled: Bundled) -> None:
    found = bundled("positions", "--topic", "mediation")
    assert [tuple(each) for each in found] == [published.POSITION_FIELDS] * len(found)
    names = [each["actor"]["name"] for each in found]
    assert names == sorted(names)
    said = {row["id"]: row for row in bundled("who-said", "--topic", "mediation")}
    told = [row for each in found for row in each["statements"]]
    assert {row["id"]: row for row in told} == said
    for each in found:
        assert all(each["actor"]["id"] in [s["id"] for s in row["speakers"]] for row in each["statements"])
        in_time = [row["id"] for row in said.values() if row in each["statements"]]
        assert [row["id"] for row in each["statements"]] == in_time
    (lavrov,) = (each for each in found if each["actor"]["id"] == "sergey-lavrov")
    assert lavrov["actor"]["offices"] == ["Foreign Minister, Russia"]
    assert [row["earliest"] for row in lavrov["statements"]] == ["2020-10-10", "2020-10-10", "2020-11-22"]


@pytest.mark.parametrize(
    ("options", "statements"),
    [
        (("--by", "Lavrov"), ["lavrov-corridor", "lavrov-refugees"]),
        (("--about", "trilateral statement"), ["lavrov-corridor"]),
        (("--document", "2020-11-23-report"), []),
        (
            ("--outlet", "Interfax", "--since", "2020-11-22", "--certainly"),
            ["lavrov-corridor", "lavrov-refugees"],
        ),
        (("--until", "2020-11-21"), []),
    ],
)
def test_positions_take_the_filters_of_who_said(
    run: Run, options: tuple[str, ...], statements: list[str]
) -> None:
    result = run("positions", "--topic", "corridor", "--topic", "refugees", *options, "--format", "json")
    found = [row["id"] for each in json.loads(result.stdout) for row in each["statements"]]
    assert found == statements


def test_a_statement_of_several_is_under_each_and_only_under_those_asked_for(
    sample_file: Path, tmp_path: Path
) -> None:
    from tests.rows import sample_rows

    rows = sample_rows()
    rows["statement_actors"].append(
        {"statement_id": "lavrov-corridor", "actor_id": "ilham-aliyev", "role": "speaker", "position": 9}
    )
    path = tmp_path / "joint.db"
    build(path, rows, "joint")

    def said(*options: str) -> list[tuple[str, list[str]]]:
        result = CliRunner().invoke(
            cli, ["--db", str(path), "positions", "--topic", "corridor", *options, "-f", "json"]
        )
        return [
            (each["actor"]["id"], [row["id"] for row in each["statements"]])
            for each in json.loads(result.stdout)
        ]

    both = [("ilham-aliyev", ["lavrov-corridor"]), ("sergey-lavrov", ["lavrov-corridor"])]
    assert said() == both
    assert said("--by", "ilham-aliyev") == both[:1]


def test_a_topic_on_which_there_is_nothing_names_those_on_which_there_is(run: Run) -> None:
    result = run("positions", "--topic", "transport", "--by", "Lavrov")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "Nothing matched: --topic transport, --by Lavrov;"
        " their statements by topic: corridor 1, refugees 1, security 1.\n"
    )
    assert run("positions", "--topic", "transport").stderr.endswith(
        "all statements by topic: corridor 1, monitoring 1, refugees 1, security 1.\n"
    )
    assert run("positions", "--topic", "transport", "--by", "armenia").stderr.endswith(" by topic: none.\n")


def test_an_unknown_topic_and_none_at_all_list_the_topics(run: Run) -> None:
    unknown = run("positions", "--topic", "weather")
    assert unknown.exit_code == 1
    assert unknown.stderr.endswith(f"the topics of this record: {', '.join(sorted(TOPICS))}\n")
    none = run("positions", "--by", "Lavrov")
    assert none.exit_code == 2
    assert none.stderr.endswith(
        "Say on which topic: --topic TOPIC. Their statements by topic: corridor 1, refugees 1, security 1\n"
    )


def test_positions_for_a_spreadsheet_have_a_row_for_each_statement(run: Run) -> None:
    text = run("positions", "--topic", "corridor", "--topic", "refugees", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [tuple(row) for row in rows] == [("actor", *published.WHO_SAID_FIELDS)] * 2
    assert [(row["actor"], row["id"]) for row in rows] == [
        ("Sergey Lavrov", "lavrov-corridor"),
        ("Sergey Lavrov", "lavrov-refugees"),
    ]


# --- conflicts -----------------------------------------------------------------------------------------


def test_conflicts_stand_field_by_document(bundled_file: Path) -> None:
    text = (
        CliRunner()
        .invoke(
            cli,
            ["--db", str(bundled_file), "conflicts", "2020-11-joint-centre-to-be-set-up", "-f", "markdown"],
        )
        .stdout
    )
    lines = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    head, _, status, _, _, place = lines  # what contradicts stands before what is more exact
    assert [cell.partition(" ")[0] for cell in head[1:3]] == ["\\[1\\]", "\\[2\\]"]
    assert [cell.partition("<br>")[0] for cell in place] == [
        "| place",
        "**Azerbaijan**",
        "**Aghdam district**",
    ]
    assert [cell.partition("<br>")[0] for cell in status] == ["| status", "**planned**", "**occurred**"]
    assert "center›** 1675–1715<br>" in status[2]


def test_what_is_from_outside_has_a_column_of_its_own(bundled_file: Path, bundled: Bundled) -> None:
    (conflict,) = bundled("conflicts", "2017-10-geneva-summit")
    inside, outside = conflict["readings"]
    assert (inside["outlet"], inside["exact"]) == ("Asbarez", "In October 2017")
    assert (outside["outlet"], outside["document"]) == (None, None)
    lines = (
        CliRunner()
        .invoke(cli, ["--db", str(bundled_file), "conflicts", "2017-10-geneva-summit"])
        .stdout.splitlines()
    )
    head = next(line for line in lines if line.startswith("field"))
    date = next(line for line in lines if line.startswith("date"))
    assert head.index("[1] Asbarez") == date.index("Oct 2017")
    assert head.index("outside the corpus") == date.index("16 Oct 2017")


def test_two_sources_of_one_reading_do_not_differ(bundled_file: Path) -> None:
    page = CliRunner().invoke(
        cli, ["--db", str(bundled_file), "conflicts", "2020-11-22-lavrov-shoygu-in-baku"]
    )
    column = page.stdout.partition("outside the corpus")[2].partition("\nSources")[0]
    assert column.count("21 Nov 2020  ") + column.count("21 Nov 2020\n") == 1
    told = column.split()
    assert "and" in told
    assert "or" not in told
    assert "https://en.president.az/articles/47474" in told


# --- actors --------------------------------------------------------------------------------------------


def test_who_met_whom_in_the_bundled_documents(bundled: Bundled) -> None:
    def met(name: str) -> dict[str, int]:
        (found,) = bundled("actors", name)
        return {other["id"]: other["times"] for other in found["met"]}

    # Of the consultations in November 2017 the text says that they were separate.
    assert met("nalbandian") == {"elmar-mammadyarov": 1, "minsk-group-co-chairs": 1}
    assert met("lavrov") == {
        "sergey-shoygu": 2,
        "ilham-aliyev": 1,
        "nikol-pashinyan": 1,
        "zohrab-mnatsakanyan": 1,
    }


def test_the_encounters_of_an_actor(bundled_file: Path) -> None:
    def told(name: str) -> str:
        page = CliRunner().invoke(cli, ["--db", str(bundled_file), "actors", name]).stdout
        return " ".join(page.partition("Met and spoke with")[2].partition("\n\n")[0].split())

    lavrov = told("Lavrov")
    assert "twice Sergey Shoygu · first 21 Nov 2020 · last 22 Nov 2020 (inferred, disputed)" in lavrov
    assert "once Nikol Pashinyan 21 Nov 2020 · meeting" in lavrov
    assert "Oct 2017 · summit · mediator: Co-Chairs of the OSCE Minsk Group" in told("Sargsyan")


# --- completion ----------------------------------------------------------------------------------------


def test_what_can_be_put_in_order_is_completed(sample_file: Path) -> None:
    with closing(open_reading(sample_file)) as connection:
        assert [id_ for id_, _ in completions(connection, "dated", "2020-1")] == [
            "2020-10-mines",
            "2020-11-10-signing",
            "2020-11-22-lavrov-in-baku",
            "2020-12-summit",
        ]
        assert [id_ for id_, _ in completions(connection, "dated", "lavrov")] == [
            "lavrov-corridor",
            "lavrov-refugees",
            "lavrov-settlement",
        ]
        assert completions(connection, "dated", "sergey") == []


# --- SQL to take away, and what is imported ------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        ("ledger",),
        ("ledger", "trilateral statement"),
        ("positions", "--topic", "corridor", "--topic", "refugees", "--by", "Lavrov"),
    ],
)
def test_the_sql_shown_finds_the_same_records(run: Run, command: tuple[str, ...]) -> None:
    first, *lists = queries_shown(run, *command)
    assert all(run("sql", each).exit_code == 0 for each in lists)
    rows = json.loads(run("sql", first, "--format", "json").stdout)
    records = json.loads(run(*command, "--format", "json").stdout)
    found = [row["id"] for each in records for row in each.get("statements", [each])]
    assert [row["id"] for row in rows] == found
    assert found


@pytest.mark.parametrize("command", QUESTIONS)
def test_questions_import_nothing_heavy(sample_file: Path, command: tuple[str, ...]) -> None:
    code = "import sys; sys.argv[0] = 'kevents'\nfrom karabakh_events.cli.group import cli\n"
    code += "try: cli()\nfinally: print(*sys.modules, sep='\\n', file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--db", str(sample_file), *command, "--format", "json"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert not {"sqlalchemy", "alembic", "pydantic", "yaml", "rich"} & set(done.stderr.splitlines())
