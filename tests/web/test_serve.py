"""`kevents serve` over real HTTP, on the documents that come with kevents."""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from shutil import copy
from urllib.parse import quote, urlsplit

import pytest

from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.views import TABLES, VIEWS
from karabakh_events.web.questions import QUESTIONS
from tests.web.serving import Page, Server, run, serving


@pytest.fixture(scope="module")
def bundled(bundled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A name that Datasette would not take for an address.
    return Path(copy(bundled_file, tmp_path_factory.mktemp("serve") / "my events?.db"))


@pytest.fixture(scope="module")
def server(bundled: Path) -> Iterator[Server]:
    with serving(bundled) as running:
        yield running


# --- pages ---------------------------------------------------------------------------------------------


def test_it_says_what_it_serves_and_where(server: Server, bundled: Path) -> None:
    assert server.told == f"{bundled} is at {server.root}/kevents until Ctrl-C\n"


EMPTY = {"renderings"}
"""The tables without a row in the bundled record."""


def test_the_home_page_leads_to_the_database(server: Server) -> None:
    page = Page(server.get("/").text)
    assert "Nagorno-Karabakh" in page.text
    assert "/kevents" in page.links
    assert "https://creativecommons.org/licenses/by/4.0/" in page.links


def test_the_page_of_the_database_has_every_question_view_and_table(server: Server) -> None:
    answer = server.get("/kevents")
    assert answer.status == 200
    page = Page(answer.text)
    for question in QUESTIONS.values():
        assert question.title in page.text
    internal = {"actor_dates", "search"}
    for name in {*TABLES, *VIEWS, *QUESTIONS} - internal:
        assert f"/kevents/{name}" in page.links
    for name in internal:
        assert f"/kevents/{name}" not in page.links
    for name in VIEWS:
        assert DESCRIBED[name].row in page.text


@pytest.mark.parametrize("name", [*TABLES, *VIEWS])
def test_every_table_and_view_has_a_page_with_its_columns_explained(server: Server, name: str) -> None:
    answer = server.get(f"/kevents/{name}")
    assert answer.status == 200
    text = Page(answer.text).text
    assert DESCRIBED[name].row in text
    assert all(words in text for words in DESCRIBED[name].columns.values())
    rows = server.get(f"/kevents/{name}.json", _shape="array").json()
    assert bool(rows) is (name not in EMPTY)
    assert not rows or set(DESCRIBED[name].columns) <= set(rows[0])


def test_facets_count(server: Server) -> None:
    facets = server.get("/kevents/timeline.json").json()["facet_results"]
    assert {facet["value"]: facet["count"] for facet in facets["kind"]["results"]} == {
        "event": 90,
        "statement": 68,
    }
    assert set(facets) == {"kind", "type", "status", "place"}


def test_the_latest_comes_first_and_the_undated_last(server: Server) -> None:
    days = [row["earliest"] for row in server.get("/kevents/events.json", _shape="array").json()]
    dated = [day for day in days if day is not None]
    assert dated == sorted(dated, reverse=True)
    assert days[: len(dated)] == dated


def test_what_a_row_points_at_is_named(server: Server) -> None:
    rows = server.get("/kevents/event_actors.json", _shape="array", _labels="on").json()
    assert {"value": "sergey-lavrov", "label": "Sergey Lavrov"} in [row["actor_id"] for row in rows]
    rows = server.get("/kevents/provision_claims.json", _shape="array", _labels="on").json()
    assert "The hostilities cease, on humanitarian grounds." in [row["provision_id"]["label"] for row in rows]


def test_the_licences_are_told(server: Server) -> None:
    told = server.get("/-/metadata.json").json()
    assert "CC BY 4.0" in told["license"]
    for name in ("documents", "citations", "evidence"):
        assert "publishers" in told["databases"]["kevents"]["tables"][name]["license"]


def test_csv_has_every_row(server: Server) -> None:
    answer = server.get("/kevents/citations.csv", _stream="on")
    assert answer.kind.startswith("text/plain")
    assert len(answer.text.splitlines()) > 405


# --- timelines -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/kevents/timeline.timeline",
        "/kevents/who_said.timeline",
        "/kevents/events.timeline?_labels=on",
        "/kevents/statements.timeline",
        "/kevents/what-happened.timeline?since=2020-11",
        "/kevents/who-said-what.timeline?by=Lavrov",
        f"/kevents.timeline?sql={quote('SELECT id, title, date_edtf, earliest, latest FROM events')}",
    ],
)
def test_what_has_the_columns_of_a_timeline_is_one(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 200
    assert answer.kind == "text/html; charset=utf-8"
    page = Page(answer.text)
    assert "Nov 2020" in page.text
    assert any(link.startswith("/-/kevents/kevents/") for link in page.links)
    plain = server.get(path.replace(".timeline", "")).text
    assert path.partition("?")[0] in plain, "the page of the table does not lead to its timeline"


def test_a_timeline_tells_what_kevents_timeline_tells(server: Server, bundled: Path) -> None:
    page = Page(
        server.get(
            "/kevents/what-happened.timeline",
            since="2020-11",
            until="2020-11",
            actor="Pashinyan",
            kind="event",
        ).text
    )
    told = run(
        bundled.parent,
        *("--db", str(bundled), "timeline", "--actor", "Pashinyan", "--since", "2020-11"),
        *("--until", "2020-11", "--format", "json"),
    )
    events = json.loads(told.stdout)
    assert len(events) > 3
    places = [page.text.index(event["title"]) for event in events]
    assert places == sorted(places)
    assert "What happened between two days?" in page.text
    assert "between 10 Oct and 9 Nov 2020 (inferred)" not in page.text
    assert "PLANNED" not in page.text
    assert "Nagorno-Karabakh: Russian officials visit Armenia and Azerbaijan" in page.text, "no sources"


def test_what_did_not_simply_happen_is_marked(server: Server) -> None:
    text = Page(server.get("/kevents/what-happened.timeline", status="alleged").text).text
    assert text.count("ALLEGED") >= 17


def test_a_long_timeline_goes_on(server: Server) -> None:
    seen: list[str] = []
    path: str | None = "/kevents/events.timeline?_size=40"
    while path:
        page = Page(server.get(path).text)
        records = [link for link in page.links if link.startswith("/-/kevents/kevents/")]
        seen += records
        path = next((link.removeprefix(server.root) for link in page.links if "_next=" in link), None)
    assert len(set(seen)) == 90


def test_what_is_no_timeline_is_not_offered_as_one(server: Server) -> None:
    assert ".timeline" not in server.get("/kevents/actors").text
    assert server.get("/kevents/actors.timeline").status == 404
    assert server.get("/kevents.timeline", sql="SELECT 1 AS id").status == 404


# --- records and passages ------------------------------------------------------------------------------


def test_a_record_stands_with_its_passage_in_its_document(server: Server) -> None:
    page = Page(server.get("/-/kevents/kevents/2020-11-22-aliyev-erdogan-role").text)
    assert page.marked == [
        "As for Aliyev, he stressed the important role which Turkey’s President Recep Tayyip Erdogan played,"
        " particularly in strengthening security measures in the region."
    ]
    assert "When speaking on the OSCE Minsk Group’s reaction" in page.text
    assert "/-/kevents/kevents/ilham-aliyev" in page.links


@pytest.mark.parametrize(
    "record",
    [
        "2017-10-geneva-summit",
        "2020-10-10-humanitarian-ceasefire",
        "sergey-lavrov",
        "geneva",
        "2021-11-05-tass-no-monopoly",
        "humanitarian-ceasefire-halt",
    ],
)
def test_every_kind_of_record_has_a_page_and_its_links_lead_somewhere(server: Server, record: str) -> None:
    answer = server.get(f"/-/kevents/kevents/{record}")
    assert answer.status == 200
    for link in set(Page(answer.text).links):
        if link.startswith("/-/kevents/"):
            assert server.get(link).status == 200, link


@pytest.mark.parametrize(
    ("path", "record"),
    [
        ("/kevents/timeline?_sort=id", "2017-10-geneva-summit"),
        ("/kevents/timeline?id=2017-10-geneva-summit", "2017-12-asbarez-karasin-interview"),
        ("/kevents/evidence?record=sergey-lavrov-foreign-minister", "sergey-lavrov-foreign-minister"),
        ("/kevents/ledger", "2020-10-10-humanitarian-ceasefire"),
        (
            "/kevents/was-it-kept?agreement=humanitarian+ceasefire+agreement",
            "2020-lavrov-full-implementation",
        ),
        ("/kevents?sql=SELECT+id+FROM+places", "geneva"),
    ],
)
def test_identifiers_lead_to_the_record(server: Server, path: str, record: str) -> None:
    link = f"/-/kevents/kevents/{record}"
    assert link in Page(server.get(path).text).links
    assert server.get(link).status == 200


def test_a_record_that_is_not_there_is_a_404_that_names_the_nearest(server: Server) -> None:
    answer = server.get("/-/kevents/kevents/2017-10-geneva-sumit")
    assert answer.status == 404
    assert "2017-10-geneva-summit" in answer.text


@pytest.mark.parametrize(
    "path",
    ["/nowhere", "/kevents/nothing", "/-/kevents/nowhere/geneva"],
)
def test_what_is_not_there_is_a_404(server: Server, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 404
    assert "Traceback" not in answer.text


# --- what visitors cannot do ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM events", "must be a SELECT"),
        ("ATTACH '/tmp/other.db' AS other", "must be a SELECT"),
        ("VACUUM INTO '/tmp/other.db'", "must be a SELECT"),
        ("PRAGMA writable_schema = 1", "must be a SELECT"),
        ("WITH x AS (SELECT 1) DELETE FROM events", "not authorized"),
        ("WITH x AS (SELECT 1) INSERT INTO about VALUES ('a', 'b')", "not authorized"),
        ("SELECT load_extension('/tmp/x.so')", "not authorized"),
        ("SELECT fts3_tokenizer('simple', x'00')", "not authorized"),
        ("SELECT writefile('/tmp/x', 'x')", "no such function"),
        ("SELECT 1; DELETE FROM events", "one statement at a time"),
        ("SELECT * FROM pragma_temp_store_directory", "disallowed PRAGMA"),
        ("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n", "too long"),
        ("SELECT zeroblob(1000000000)", "too big"),
        ("SELECT hex(zeroblob(1000000))", "too big"),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 900)"
            " SELECT printf('%.*c', 1000000, 'x') FROM n",
            "larger than 32 MB",
        ),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 900)"
            " SELECT zeroblob(1000000) FROM n",
            "larger than 32 MB",
        ),
        (
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 600)"
            " SELECT length(x) FROM (SELECT printf('%.*c', 1000000, 'x') AS x FROM n ORDER BY x, random())",
            "too much memory|too long",  # on a busy machine the time is up first
        ),
    ],
)
def test_a_query_that_does_more_than_read_or_takes_too_much_is_refused(
    server: Server, bundled: Path, sql: str, said: str
) -> None:
    before = hashlib.sha256(bundled.read_bytes()).digest()
    answer = server.sql(sql).json()
    assert answer["ok"] is False
    assert re.search(said, answer["error"])
    assert hashlib.sha256(bundled.read_bytes()).digest() == before
    assert server.get("/kevents/about.json").status == 200, "it serves no more"


def test_of_many_rows_the_first_thousand_are_shown_and_it_is_said(server: Server) -> None:
    found = server.sql("SELECT 1 FROM citations a, citations b").json()
    assert found["truncated"] is True
    assert len(found["rows"]) == 1000


@pytest.mark.parametrize("path", ["/kevents/events", "/kevents/what-happened", "/kevents"])
def test_nothing_can_be_posted(server: Server, path: str) -> None:
    assert server.post(path, b"title=x").status >= 400


def test_neither_the_file_nor_what_datasette_knows_of_itself_is_for_visitors(server: Server) -> None:
    assert server.get("/kevents.db").status == 403
    assert server.get("/_internal").status == 403
    assert server.get("/-/kevents/_internal/x").status == 403


# --- what a page of another site cannot do -------------------------------------------------------------


def asked(server: Server, path: str, *hosts: str) -> tuple[int, Message, str]:
    """What is answered to a browser that asks in the name of `hosts`."""
    address = urlsplit(server.root)
    connection = HTTPConnection(str(address.hostname), address.port or 0, timeout=60)
    with closing(connection):
        connection.putrequest("GET", path, skip_host=True)
        for host in hosts:
            connection.putheader("Host", host)
        connection.endheaders()
        response = connection.getresponse()
        return response.status, response.msg, response.read().decode()


@pytest.mark.parametrize(
    "hosts",
    [
        ("attacker.example",),
        ("attacker.example:8001",),
        ("127.0.0.1.attacker.example",),
        ("localhost.",),
        ("localhost@attacker.example",),
        ("192.168.0.1",),
        ("[::1",),
        ("\xff",),
        ("",),
        (),
        ("localhost", "attacker.example"),
    ],
)
def test_under_the_name_of_another_site_it_tells_nothing(server: Server, hosts: tuple[str, ...]) -> None:
    status, _, text = asked(server, "/kevents/events.json", *hosts)
    assert status in (400, 421)
    assert "Lavrov" not in text
    assert "geneva" not in text


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:1", "[::1]:8001"])
def test_the_names_of_its_own_machine_are_known(server: Server, host: str) -> None:
    status, _, text = asked(server, "/kevents/events.json", host)
    assert status == 200
    assert "2017-10-geneva-summit" in text


def test_on_the_network_it_has_any_name(bundled: Path) -> None:
    with serving(bundled, "--port", "0", "--host", "0.0.0.0") as running:  # noqa: S104  # what is tested
        status, _, _ = asked(running, "/kevents/events.json", "archive.example")
    assert status == 200


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("/kevents", "'self' 'unsafe-inline'"),
        ("/kevents/what-happened", None),
        ("/kevents/what-happened?since=x", None),
        ("/kevents/events.json", "'self' 'unsafe-inline'"),
        ("/nowhere", "'self' 'unsafe-inline'"),
        ("/kevents/timeline.timeline", None),
        ("/-/kevents/kevents/2017-10-geneva-summit", None),
    ],
)
def test_no_page_fetches_or_is_framed_from_elsewhere(server: Server, path: str, scripts: str | None) -> None:
    _, headers, _ = asked(server, path, "localhost")
    (policy,) = headers.get_all("content-security-policy", [])
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules.get("script-src") == scripts
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


# --- what visitors get wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/kevents/timeline?_sort=nope",
        "/kevents/timeline?_next=%00",
        "/kevents/timeline?id__in=[",
        "/kevents/what-happened?_timelimit=x",
        "/kevents/what-happened.json?_shape=x",
        "/kevents/what-happened?__class__=x&%00=%0d%0a",
        "/kevents/what-happened?actor=" + "a" * 5000,
        "/kevents/who-said-what?words=" + "%22" * 999,
        "/kevents/was-it-kept?agreement={{7*191}}",
        "/kevents/what-happened?since=%00&actor=%ff",
        "/kevents/timeline?_where=1)+or+(1",
        "/kevents.timeline?sql=select+char(55296)+id,x'ff'+title,'2020'+date_edtf,1+earliest,2+latest",
        "/kevents/events.timeline?_size=x",
        "/-/kevents/kevents/..",
        "/-/kevents/kevents/..%2f..%2fetc%2fpasswd",
        "/-/kevents/kevents/~2E~2E~2Fetc~2Fpasswd",
        "/-/kevents/kevents/~zz",
        "/-/kevents/kevents/%00",
        "/-/kevents/kevents/{0.__class__}%25s%25n",
        "/-/kevents/kevents/{{7*191}}",
        "/-/kevents/kevents/" + "a" * 5000,
        "/-/kevents/..%2fetc/passwd",
        "/kevents-static/..%2fserved.py",
        "/kevents-static/../served.py",
        "/-/static/..%2f..%2fapp.py",
        "/-/threads",
        "/-/threads.json",
        "/kevents.json?sql=select+*+from+pragma_database_list",
        "/kevents.json?sql=select+*+from+%22PRAGMA_database_list%22()",
    ],
)
def test_an_odd_address_tells_nothing_of_the_machine(server: Server, bundled: Path, path: str) -> None:
    answer = server.get(path)
    assert "Traceback" not in answer.text
    assert 'File "' not in answer.text
    assert "root:" not in answer.text
    assert "1337" not in answer.text
    assert str(bundled.parent) not in answer.text
    assert "site-packages" not in answer.text
    assert server.get("/kevents/about.json").status == 200
