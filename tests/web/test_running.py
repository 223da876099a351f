"""The life of a server: its start, what it cannot do, a build beside it, its end."""

import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from karabakh_events.database.loading import build
from karabakh_events.schema.views import VIEWS
from karabakh_events.web.metadata import metadata
from tests.building import rows_of
from tests.rows import Rows, sample_rows
from tests.web.serving import Page, Server, run, serving

SCRIPT = '<script>alert("1")</script>'
BREAKOUT = "\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "kevents.db"
    build(path, sample_rows(), "sample")
    return path


# --- start ---------------------------------------------------------------------------------------------


def test_a_port_that_is_taken_is_named(database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(database.parent, "--db", str(database), "serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Error: port {port} of 127.0.0.1 is taken by another program\n"
        "end that program, name another port with --port, or let --port 0 find one\n"
    )
    assert done.stdout == ""


@pytest.mark.parametrize("host", ["203.0.113.7", "no.such.host.invalid", "\x1b[2J", "a" * 300, ""])
def test_an_address_of_another_machine_is_refused(database: Path, host: str) -> None:
    done = run(database.parent, "--db", str(database), "serve", "--host", host, "--port", "0")
    assert done.returncode == 1
    assert "is not an address of this machine" in done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_a_fault_in_the_usage(database: Path, port: str) -> None:
    assert run(database.parent, "--db", str(database), "serve", "--port", port).returncode == 2


def test_a_file_of_somebody_else_is_not_served(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE timeline (id, title, date_edtf, earliest, latest)")
    for arguments in (("--port", "0"), ("--get", "/")):
        done = run(tmp_path, "--db", str(path), "serve", *arguments)
        assert done.returncode == 1
        assert "is an SQLite database that kevents did not make" in done.stderr
        assert done.stdout == ""


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 10])
def test_a_file_that_is_no_database_is_not_served(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "kevents.db"
    path.write_bytes(content)
    done = run(tmp_path, "--db", str(path), "serve", "--port", "0")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {path}: ")


def test_a_view_that_stands_for_one_of_ours_is_refused(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP VIEW timeline")
        connection.execute("CREATE VIEW timeline AS SELECT randomblob(1) AS id")
    done = run(database.parent, "--db", str(database), "serve", "--port", "0")
    assert done.returncode == 1
    assert "its view timeline was not made by kevents" in done.stderr


def test_without_datasette_it_says_what_to_install(database: Path) -> None:
    for missing in ("datasette", "uvicorn"):
        prelude = f"import sys; sys.modules[{missing!r}] = None"
        done = run(database.parent, "--db", str(database), "serve", prelude=prelude)
        assert done.returncode == 1
        assert done.stderr == "Error: kevents serve needs Datasette\npip install 'karabakh-events[web]'\n"


# --- one request ---------------------------------------------------------------------------------------


def test_one_request_is_answered_without_a_server(database: Path) -> None:
    done = run(database.parent, "--db", str(database), "serve", "--get", "/kevents/places.csv?_sort=id")
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "id,name,country,latitude,longitude,precision,reference"
    assert done.stderr == ""


def test_a_request_for_what_is_not_there_fails(database: Path) -> None:
    done = run(database.parent, "--db", str(database), "serve", "--get", "/kevents/nothing.json")
    assert done.returncode == 1
    assert done.stderr == "Error: /kevents/nothing.json: 404\n"


def test_a_path_begins_with_a_slash(database: Path) -> None:
    done = run(database.parent, "--db", str(database), "serve", "--get", "https://example.org/")
    assert done.returncode == 2
    assert "a path begins with /" in done.stderr
    done = run(database.parent, "--db", str(database), "serve", "--get", "kevents/actors.csv")
    assert "a path begins with /: /kevents/actors.csv\n" in done.stderr


# --- a build beside it ---------------------------------------------------------------------------------


def test_what_is_built_while_it_serves_is_shown(database: Path) -> None:
    with serving(database) as server:
        before = server.get("/kevents/events.json", _size="max").json()
        # Several times, so that every thread has its connection from before.
        for _ in range(5):
            server.get("/kevents/timeline.timeline")
        build(database, rows_of("more"), "more")
        after = server.get("/kevents/events.json", _size="max").json()
        assert after["filtered_table_rows_count"] == before["filtered_table_rows_count"] + 100
        assert server.get("/-/kevents/kevents/more-7").status == 200
        assert "more-7" in server.get("/kevents/events.timeline", _size="max").text
        assert server.get("/kevents/about.json", _shape="array").json()[0]["value"] == "more"
        build(database, sample_rows(), "sample")
        assert server.get("/-/kevents/kevents/more-7").status == 404


def test_a_file_that_takes_its_place_is_served_and_none_is_told(database: Path) -> None:
    with serving(database) as server:
        for _ in range(5):
            assert server.get("/-/kevents/kevents/other-7").status == 404
        build(database.with_name("other.db"), rows_of("other"), "other")
        database.with_name("other.db").replace(database)
        for _ in range(5):
            assert server.get("/-/kevents/kevents/other-7").status == 200
        away = database.rename(database.with_name("away.db"))
        answer = server.get("/kevents/events")
        assert answer.status == 503
        assert "no such database" in Page(answer.text).text
        database.write_bytes(b"something else entirely" * 100)
        assert server.get("/kevents/events").status == 503
        away.replace(database)
        assert server.get("/kevents/events").status == 200
        server.process.send_signal(signal.SIGINT)
        assert server.process.communicate(timeout=30) == ("", "")


# --- passages ------------------------------------------------------------------------------------------


def test_a_passage_leads_to_its_place_on_the_page_it_is_from(database: Path) -> None:
    with serving(database) as server:
        links = Page(server.get("/kevents/evidence").text).links
        asked = Page(server.get("/kevents/where-do-i-read-it", record="lavrov-settlement").text).links
    page = "https://example.org/2020-11-22-interview#:~:text="
    assert f"{page}On%20Sunday" in links
    assert f"{page}a%20fair%20and%20lasting" in asked


# --- end -----------------------------------------------------------------------------------------------


def test_ctrl_c_ends_quietly(database: Path) -> None:
    with serving(database) as server:
        assert server.get("/kevents").status == 200
        server.process.send_signal(signal.SIGINT)
        out, err = server.process.communicate(timeout=30)
    assert (out, err) == ("", "")
    assert server.process.returncode == 130


def test_ctrl_c_does_not_wait_for_visitors(database: Path) -> None:
    with serving(database) as server, socket.create_connection(("127.0.0.1", _port(server.root))):
        server.get("/kevents")
        began = time.monotonic()
        server.process.send_signal(signal.SIGINT)
        server.process.communicate(timeout=30)
        assert time.monotonic() - began < 10


def _port(root: str) -> int:
    return int(root.rpartition(":")[2])


def test_a_visitor_s_mistakes_are_not_written_on_our_terminal(database: Path) -> None:
    with serving(database) as server:
        for sql in ("SELECT '\x1b[2J' FROM nowhere", "SELECT \x1b", "SELEC"):
            assert server.sql(sql).json()["ok"] is False
        server.get("/kevents/nothing")
        server.process.send_signal(signal.SIGINT)
        out, err = server.process.communicate(timeout=30)
    assert "\x1b" not in out + err
    assert out == ""
    assert "nowhere" not in err


# --- hostile text --------------------------------------------------------------------------------------


def hostile_rows() -> Rows:
    """The sample, with markup for the text in everything that is shown of a timeline and a record."""
    rows = sample_rows()
    for event in rows["events"]:
        event["title"] = f"{SCRIPT} {event['title']}"
        event["summary"] = f"{BREAKOUT} {event['summary']}"
    for statement in rows["statements"]:
        statement["summary"] = f"{BREAKOUT}{SCRIPT}"
        if statement["quote"] is not None:
            statement["quote"] = f"{SCRIPT}\n{BREAKOUT}"
    for actor in rows["actors"]:
        actor["name"] = f"{actor['name']} {SCRIPT}"
    for place in rows["places"]:
        place["name"] = BREAKOUT
    for document in rows["documents"]:
        document["title"] = f"{SCRIPT}{BREAKOUT}"
        document["url"] = "javascript:alert(1)//https://example.org"
    return rows


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    path = tmp_path_factory.mktemp("hostile") / "kevents.db"
    build(path, hostile_rows(), "hostile")
    with serving(path) as server:
        yield server


@pytest.mark.parametrize(
    "path",
    [
        "/kevents/timeline.timeline",
        "/kevents/who_said.timeline",
        "/kevents/events.timeline?_labels=on",
        "/kevents/what-happened.timeline?actor=sergey-lavrov",
        "/kevents/what-happened?actor=%3Cscript%3E",
        "/kevents/what-happened?actor=sergey-lavrov",
        "/kevents/who-said-what",
        "/kevents/was-it-kept",
        "/kevents/where-do-i-read-it",
        "/kevents/where-words-occur?words=alert&words=%3Cscript%3E",
        "/kevents/what-happened?%3Cscript%3E=1",
        "/-/kevents/kevents/2020-11-22-lavrov-in-baku",
        "/-/kevents/kevents/lavrov-settlement",
        "/-/kevents/kevents/2020-11-22-interview",
        "/-/kevents/kevents/sergey-lavrov",
        "/-/kevents/kevents/%3Cscript%3Ealert",
        "/kevents/timeline",
        "/kevents/evidence",
        "/kevents/what-happened?actor=%22%3E%3Cscript%3E",
        "/kevents",
    ],
)
def test_markup_in_records_is_text(hostile: Server, path: str) -> None:
    answer = hostile.get(path)
    page = Page(answer.text)
    for tag, attributes in page.elements:
        assert tag != "img"
        assert not any(name.startswith("on") for name in attributes)
        assert not (attributes.get("href") or "").lower().startswith("javascript:")
    assert "alert(" not in "".join(page.scripts)
    if ".timeline" in path or path.startswith("/-/"):
        assert SCRIPT in page.text or BREAKOUT in page.text or answer.status == 404
        assert "\x1b" not in answer.text
        assert "\u202e" not in answer.text


# --- much of it ----------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """Every one of many events links to another, and all of them to one actor."""
    rows = rows_of("1100")
    part = rows["event_actors"][0]
    own = [str(event["id"]) for event in rows["events"]]
    rows["event_actors"] += [
        {**part, "event_id": event, "actor_id": "sergey-lavrov", "role": "host", "position": 9}
        for event in own
        if event.startswith("1100-")
    ]
    path = tmp_path / "many.db"
    build(path, rows, "many")
    return path


@pytest.mark.parametrize("size", ["100", "max"])
def test_the_labels_of_a_whole_page_are_looked_up(many: Path, size: str) -> None:
    with serving(many) as server:
        answer = server.get("/kevents/event_actors", _size=size)
    assert answer.status == 200
    links = [link for link in Page(answer.text).links if link.startswith("/kevents/events/1100-")]
    assert len(set(links)) > (90 if size == "100" else 900)


def test_a_page_of_a_record_has_the_first_of_many_and_tells_of_the_others(many: Path) -> None:
    with serving(many) as server:
        page = Page(server.get("/-/kevents/kevents/sergey-lavrov").text)
    shown = {link for link in page.links if "/-/kevents/kevents/1100-" in link}
    assert len(shown) == 400
    assert "700 more are linked with it" in page.text


def test_the_views_of_a_large_database_are_not_sorted() -> None:
    def tables(*, large: bool) -> dict[str, dict[str, object]]:
        told = metadata("kevents", style="/x.css", large=large)["databases"]["kevents"]["tables"]
        return {name: table for name, table in told.items() if {"sort", "sort_desc"} & set(table)}

    assert set(tables(large=False)) & set(VIEWS) == {
        "timeline",
        "who_said",
        "ledger",
        "evidence",
        "conflicts",
    }
    assert not set(tables(large=True)) & set(VIEWS)
    assert "events" in tables(large=True)  # whose index has the order
