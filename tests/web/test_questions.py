"""The questions of the field in a browser: they say what the command line says, and tell mistakes."""

import csv
import json
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from benchmarks.events import write_events
from karabakh_events.database.loading import build
from karabakh_events.web.questions import QUESTIONS
from tests.rows import sample_rows
from tests.web.serving import Page, Server, run, serving

GIVEN = {
    "what-happened": {"since": "2020-11", "until": "2020-11", "actor": "PASHINYAN"},
    "who-said-what": {"by": "LAVROV", "about": "Turkey"},
    "was-it-kept": {"agreement": "Humanitarian ceasefire agreement"},
    "where-do-i-read-it": {"record": "2020-11-22-aliyev-erdogan-role"},
    "where-sources-differ": {"record": "2017-10-geneva-summit"},
    "what-did-two-do-together": {"one": "Ilham Aliyev", "other": "Lavrov"},
    "where-words-occur": {"words": "monitoring centre"},
}

COMMANDS = {
    "what-happened": "timeline --since 2020-11 --until 2020-11 --actor PASHINYAN --statements",
    "who-said-what": "who-said --by LAVROV --about Turkey",
    "was-it-kept": "ledger Humanitarian ceasefire agreement",
    "where-sources-differ": "conflicts 2017-10-geneva-summit",
    "where-words-occur": "search monitoring centre",
}


@pytest.fixture(scope="module")
def server(bundled_file: Path) -> Iterator[Server]:
    with serving(bundled_file) as running:
        yield running


def told(database: Path, *arguments: str) -> str:
    done = run(database.parent, "--db", str(database), *arguments)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_is_an_example_for_every_question() -> None:
    assert set(GIVEN) == set(QUESTIONS)


# --- one definition ------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", COMMANDS)
@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_file_is_what_the_command_writes(
    server: Server, bundled_file: Path, question: str, form: str
) -> None:
    answer = server.get(f"/kevents/{question}.{form}", **GIVEN[question])
    assert answer.status == 200
    written = told(bundled_file, *COMMANDS[question].split(), "--format", form)
    assert answer.text.replace("\r\n", "\n") == written.replace("\r\n", "\n")
    assert len(answer.text) > 100


@pytest.mark.parametrize(
    ("question", "command"),
    [
        ("what-happened", ["timeline", "--statements"]),
        ("who-said-what", ["who-said"]),
        ("was-it-kept", ["ledger"]),
        ("where-sources-differ", ["conflicts"]),
    ],
)
def test_an_empty_parameter_asks_for_everything(
    server: Server, bundled_file: Path, question: str, command: list[str]
) -> None:
    nothing = dict.fromkeys(QUESTIONS[question].parameters, " ")
    assert server.get(f"/kevents/{question}.json", **nothing).json() == json.loads(
        told(bundled_file, *command, "--format", "json")
    )


def test_the_passages_of_a_record_are_those_that_show_tells(server: Server, bundled_file: Path) -> None:
    for record in ("2020-11-22-aliyev-erdogan-role", "2020-10-10-humanitarian-ceasefire", "sergey-lavrov"):
        shown = json.loads(told(bundled_file, "show", record, "--format", "json"))
        found = server.get("/kevents/where-do-i-read-it.json", record=record).json()
        assert found == shown["citations"]


def test_passages_are_narrowed_by_their_document(server: Server) -> None:
    document = "2021-11-05-tass-no-monopoly"
    found = server.get("/kevents/where-do-i-read-it.json", document=document).json()
    every = server.get("/kevents/where-do-i-read-it.json").json()
    assert found == [each for each in every if each["document"] == document] != []


def test_two_together_is_what_each_did(server: Server) -> None:
    both = server.get("/kevents/what-did-two-do-together.json", one="Ilham Aliyev", other="lavrov").json()
    swapped = server.get("/kevents/what-did-two-do-together.json", one="lavrov", other="Ilham Aliyev").json()
    of_one = server.get("/kevents/what-did-two-do-together.json", one="Ilham Aliyev").json()
    of_other = server.get("/kevents/what-did-two-do-together.json", other="lavrov").json()
    assert both == swapped == [each for each in of_one if each in of_other] != []
    assert len(both) < len(of_one)


def test_statements_alone(server: Server) -> None:
    whole = server.get("/kevents/what-happened.json", actor="Lavrov").json()
    for kind in ("event", "statement"):
        found = server.get("/kevents/what-happened.json", actor="Lavrov", kind=kind).json()
        assert found == [each for each in whole if each["kind"] == kind] != []


def test_claims_and_fields_are_narrowed(server: Server) -> None:
    provisions = server.get("/kevents/was-it-kept.json", verdict="Breached").json()
    assert {claim["verdict"] for each in provisions for claim in each["claims"]} == {"breached"}
    assert all(each["claims"] for each in provisions)
    conflicts = server.get("/kevents/where-sources-differ.json", field="date").json()
    assert {each["field"] for each in conflicts} == {"date"}


def test_values_of_one_parameter_are_alternatives(server: Server) -> None:
    path = "/kevents/what-happened.json?status=alleged&status=Planned"
    assert {each["status"] for each in server.get(path).json()} == {"alleged", "planned"}


def test_a_file_without_rows_has_its_columns(server: Server, bundled_file: Path) -> None:
    for question, command in (
        ("what-happened", "timeline"),
        ("who-said-what", "who-said"),
    ):
        written = told(bundled_file, command, "--certainly", "--since", "2060", "--format", "csv")
        answer = server.get(f"/kevents/{question}.csv", since="2060", certainly="yes")
        assert answer.text.split() == written.split()
        assert len(written.splitlines()) == 1


# --- pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_a_form_that_says_what_may_be_given(server: Server, question: str) -> None:
    page = Page(server.get(f"/kevents/{question}", **GIVEN[question]).text)
    asked = QUESTIONS[question]
    fields = {attributes.get("name") for tag, attributes in page.elements if tag in ("input", "select")}
    assert set(asked.parameters) <= fields
    assert asked.title in page.text
    assert asked.description in page.text
    for parameter in asked.parameters.values():
        assert parameter.meaning in page.text
        assert all(word in page.text for word in parameter.words)
    assert any(link.startswith("/-/kevents/kevents/") for link in page.links)
    assert "Nothing is known of this" not in page.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_with_nothing_said(server: Server, question: str) -> None:
    answer = server.get(f"/kevents/{question}")
    assert answer.status == 200
    assert "message-error" not in answer.text


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_page_leads_to_the_files_and_to_its_sql(server: Server, question: str) -> None:
    page = Page(server.get(f"/kevents/{question}", **GIVEN[question]).text)
    files = [link for link in page.links if urlsplit(link).path.startswith(f"/kevents/{question}.")]
    assert len(files) == (3 if QUESTIONS[question].dated else 2)
    assert all(server.get(link).status == 200 for link in files)
    assert "SELECT" in page.text
    queries = [link for link in page.links if "?sql=" in link]
    answers = [server.get(link.replace("/kevents?", "/kevents.json?")).json() for link in queries]
    assert all(answer["ok"] for answer in answers), answers
    assert answers[0]["rows"]


def test_what_did_not_simply_happen_has_its_word_and_a_passage_its_mark(server: Server) -> None:
    assert "ALLEGED" in Page(server.get("/kevents/what-happened", status="alleged").text).text
    page = Page(server.get("/kevents/where-do-i-read-it", **GIVEN["where-do-i-read-it"]).text)
    assert page.marked[0].startswith("As for Aliyev")


def through(server: Server, path: str) -> list[Page]:
    """All pages, by the links to the next."""
    pages = [Page(server.get(path).text)]
    while later := next((link for link in pages[-1].links if "after=" in link), None):
        assert len(pages) < 20
        pages.append(Page(server.get(later).text))
    assert len(pages) > 1
    return pages


def test_many_passages_go_on_at_the_next_page(server: Server) -> None:
    every = server.get("/kevents/where-do-i-read-it.json").json()
    shown = [words for page in through(server, "/kevents/where-do-i-read-it") for words in page.marked]
    assert len(every) > 400
    assert {each["exact"] for each in every} == set(shown)
    assert len(shown) < len(every) + 5, "a passage is told once, but for one that is cut by the end of a page"


def test_a_search_for_no_word_is_a_mistake_as_on_the_command_line(server: Server, bundled_file: Path) -> None:
    said = run(bundled_file.parent, "--db", str(bundled_file), "search", "").stderr.removeprefix("Error: ")
    assert said.startswith("there is no word to search for in ''\n")
    for address in ("/kevents/where-words-occur{}?words=", "/kevents/where-words-occur{}"):
        for form in (".json", ".csv"):
            answer = server.get(address.format(form))
            assert answer.status == 400
            assert (answer.json()["error"] + "\n" if form == ".json" else answer.text) == said
        page = server.get(address.format(""))
        assert page.status == 200
        assert 'name="words" value=""' in page.text
        assert "message-error" not in page.text
        assert "where-words-occur.json" not in page.text


def test_events_alone_are_those_of_the_timeline(server: Server, bundled_file: Path) -> None:
    events = json.loads(told(bundled_file, "timeline", "--format", "json"))
    assert server.get("/kevents/what-happened.json", kind="event").json() == events
    both = json.loads(told(bundled_file, "timeline", "--statements", "--format", "json"))
    assert server.get("/kevents/what-happened.json").json() == both


def test_many_hits_go_on_at_the_next_page(server: Server) -> None:
    every = server.get("/kevents/where-words-occur.json", words="the").json()
    pages = through(server, "/kevents/where-words-occur?words=the")
    shown = [
        link.rpartition("/")[2] for page in pages for link in page.links if link.startswith("/-/kevents/")
    ]
    assert [each["id"] for each in every] == shown


@pytest.mark.parametrize("question", ["what-happened", "who-said-what"])
@pytest.mark.parametrize("reverse", ["", "yes"])
def test_a_listing_goes_on_at_the_next_page(server: Server, question: str, reverse: str) -> None:
    every = server.get(f"/kevents/{question}.json", reverse=reverse).json()
    place = len(every) // 2
    rest = server.get(f"/kevents/{question}.json", reverse=reverse, after=every[place]["id"]).json()
    assert rest == every[place + 1 :]


def test_every_row_of_a_timeline_is_on_one_of_its_pages(server: Server) -> None:
    every = server.get("/kevents/what-happened.json").json()
    pages = through(server, "/kevents/what-happened")
    shown = {link.rpartition("/")[2] for page in pages for link in page.links}
    assert len(every) > 100
    assert {each["id"] for each in every} <= shown


# --- much of it ----------------------------------------------------------------------------------------


ASKED_OF_MANY = [
    # A search for no word is no question: its table is refused.
    *(name for name in QUESTIONS if name != "where-words-occur"),
    "what-happened?kind=statement",
    "what-happened?since=2020-11&until=2020-11",
    "what-happened?actor=actor-099&certainly=yes&since=2000",
    "what-happened?actor=actor-000&reverse=yes",
    "who-said-what?by=actor-050",
    "who-said-what?words=corridor+0012345",
    "where-do-i-read-it?record=actor-000",
    "where-do-i-read-it?document=report-00261",
    # Two who are often met, one who often is with one who seldom is, and two who seldom are.
    "what-did-two-do-together?one=actor-000&other=actor-001",
    "what-did-two-do-together?one=actor-000&other=actor-099",
    "what-did-two-do-together?one=actor-098&other=actor-099",
    "where-words-occur?words=number+12345",
]


@pytest.mark.slow
def test_of_300000_events_every_question_is_answered_in_time(tmp_path: Path) -> None:
    path = tmp_path / "large.db"
    write_events(path, 300_000, statements=100_000)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            INSERT INTO search (record, kind, heading, words)
                SELECT id, 'event', lower(title), '' FROM events;
            INSERT INTO search (record, kind, heading, words)
                SELECT id, 'statement', '', quote || ' ' || lower(summary) FROM statements;
            """
        )
    with serving(path) as server:
        asked = [
            f"/kevents/{name}{form}?{query}"
            for name, _, query in (each.partition("?") for each in ASKED_OF_MANY)
            for form in ("", ".json", ".csv")
        ]
        assert [address for address in asked if server.get(address).status != 200] == []
        # A word that is in every event: it is answered, or the visitor is told to ask for less.
        answer = server.get("/kevents/where-words-occur?words=talks&after=1988-02-20-event-0000000")
        assert answer.status == 200 or "Ask for less" in answer.text


def test_an_answer_is_no_larger_than_any(tmp_path: Path) -> None:
    rows = sample_rows()
    event = rows["events"][0]
    rows["events"] += [{**event, "id": f"large-{number}", "title": "x" * 500_000} for number in range(100)]
    build(tmp_path / "large.db", rows, "large")
    with serving(tmp_path / "large.db") as server:
        for form in ("", ".json", ".csv", ".timeline"):
            answer = server.get(f"/kevents/what-happened{form}")
            assert answer.status == 400
            assert "larger than 32 MB" in answer.text


def test_a_value_that_is_too_long_is_told(tmp_path: Path) -> None:
    rows = sample_rows()
    rows["events"][0]["title"] = "x" * 2**21
    build(tmp_path / "long.db", rows, "long")
    with serving(tmp_path / "long.db") as server:
        for path in ("/kevents/what-happened", "/kevents/what-happened.json"):
            answer = server.get(path)
            assert answer.status == 400
            assert "too big" in answer.text
        assert server.get(f"/-/kevents/kevents/{rows['events'][0]['id']}").status == 400


# --- mistakes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("what-happened?actor=Alijew", "no actor is known as 'Alijew'"),
        ("what-happened?since=2020-13", "there is no month 13"),
        ("what-happened?since=%00", "is not EDTF"),
        ("what-happened?since=2021&until=2020", "the window is reversed"),
        ("what-happened?status=happened", "is not one of: occurred"),
        ("what-happened?kind=deed", "is not one of: event, statement"),
        ("what-happened?reverse=perhaps", "is not one of: yes, no"),
        ("what-happened?sinse=2020", "did you mean since?"),
        ("what-happened?_timelimit=9", "there is no parameter '_timelimit'"),
        ("what-happened?since=2020&since=2021", "since can be given only once"),
        ("what-happened?after=nothing", "no record is known as 'nothing'"),
        ("what-happened?actor=" + "a" * 1001, "actor is longer than 1,000 characters"),
        ("who-said-what?by=%ff", "no actor is known as"),
        ("who-said-what?words=***", "there is no word to search for"),
        ("was-it-kept?agreement=Minsk", "no agreement is known as 'Minsk'"),
        ("was-it-kept?verdict=broken", "is not one of: fulfilled"),
        ("was-it-kept?after=geneva", "is not in this listing"),
        ("where-do-i-read-it?record=2017-10-geneva-sumit", "2017-10-geneva-summit"),
        ("where-do-i-read-it?after=x", "no passage is known as 'x'"),
        ("where-sources-differ?field=colour", "is not one of: date"),
        ("what-did-two-do-together?one=Aliyev&other=Lavrof", "Sergey Lavrov"),
    ],
)
@pytest.mark.parametrize("form", ["", ".json", ".csv"])
def test_a_mistake_is_told(server: Server, path: str, said: str, form: str) -> None:
    answer = server.get(f"/kevents/{path.replace('?', f'{form}?')}")
    assert answer.status == 400
    text = answer.json()["error"] if form == ".json" else answer.text
    assert said in (Page(text).text if form == "" else text)
    assert "Traceback" not in text
    assert "kevents actors" not in text, "a command is no help in a browser"


def test_what_may_be_meant_is_a_link_that_asks_for_it(server: Server) -> None:
    page = Page(server.get("/kevents/what-happened", actor="Alijew", since="2020").text)
    (first, *_) = (link for link in page.links if "actor=" in link)
    assert parse_qs(urlsplit(first).query) == {"actor": ["Ilham Aliyev"], "since": ["2020"]}
    assert server.get(first).status == 200


def test_of_a_name_that_several_bear_each_is_offered(tmp_path: Path) -> None:
    rows = sample_rows()
    (lavrov,) = (actor for actor in rows["actors"] if actor["id"] == "sergey-lavrov")
    rows["actors"].append({**lavrov, "id": "pyotr-lavrov", "name": "Pyotr Lavrov"})
    build(tmp_path / "two.db", rows, "two")
    with serving(tmp_path / "two.db") as server:
        page = Page(server.get("/kevents/who-said-what", by="lavrov").text)
        assert "'lavrov' is the name of 2 actors" in page.text
        meant = [link for link in page.links if "by=" in link]
        assert [parse_qs(urlsplit(link).query)["by"] for link in meant] == [
            ["pyotr-lavrov"],
            ["sergey-lavrov"],
        ]
        assert {server.get(link).status for link in meant} == {200}


def test_a_visitor_s_mistakes_leave_no_trace_on_the_terminal(bundled_file: Path) -> None:
    with serving(bundled_file) as server:
        for path in ("what-happened?actor=%1b[2J", "what-happened.json?since=x", "was-it-kept.xyz"):
            assert server.get(f"/kevents/{path}").status in (400, 404)
        server.process.send_signal(signal.SIGINT)
        assert server.process.communicate(timeout=30) == ("", "")


@pytest.mark.parametrize("question", QUESTIONS)
def test_only_what_is_in_time_order_is_a_timeline(server: Server, question: str) -> None:
    answer = server.get(f"/kevents/{question}.timeline", **GIVEN[question])
    assert answer.status == (200 if QUESTIONS[question].dated else 404)
    assert "<form" not in answer.text


def test_csv_has_a_row_for_each_claim(server: Server) -> None:
    rows = list(csv.DictReader(server.get("/kevents/was-it-kept.csv").text.splitlines()))
    provisions = server.get("/kevents/was-it-kept.json").json()
    assert len(rows) == sum(max(len(each["claims"]), 1) for each in provisions)
