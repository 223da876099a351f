"""Disputed and settled readings, through the command line: what listings, windows and questions make of them.

The visit is dated 22 November by the document that declares it, and 21 November by another one.
"""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from karabakh_events.cli.group import cli
from tests.corpus import SOUND, spoiled, write

Ask = Callable[..., str]

_CLAIM = "- {field: date, value: 2020-11-21, passage: on 21 November 2020}"
_SETTLED = _CLAIM.replace("}", ", preferred: true, basis: stated, reason: the report has the day}")
_OTHER_DEADLINE = """\
        claims:
          - {field: deadline, value: 2021-01-01, basis: external, reason: r, reference: x, preferred: true}
        passages: [{document: interview, exact: It opens the roads by 1 December 2020.}]
"""
_PUBLISHED = """\
  claims:
    - field: published
      value: 2020-11-21
      basis: external
      reason: the site has the day before
      reference: https://daily.example/1
      preferred: true
  sections:
    - kind: chrome
"""


def asking(folder: Path, files: dict[str, str | bytes]) -> Ask:
    records = folder / "records"
    records.mkdir()
    write(records, files)

    def ask(*arguments: str) -> str:
        called = ["--db", str(folder / "k.db"), *arguments]
        result = CliRunner().invoke(cli, called, prog_name="kevents", env={"COLUMNS": "100"})
        assert result.exit_code == 0, result.output
        return result.stdout

    ask("build", str(records))
    return ask


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    return asking(tmp_path_factory.mktemp("disputed"), {**SOUND})


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    provision = "        passages: [{document: interview, exact: It opens the roads by 1 December 2020.}]\n"
    return asking(
        tmp_path_factory.mktemp("settled"),
        spoiled(
            ("b-report.yaml", _CLAIM, _SETTLED),
            ("shared.yaml", provision, _OTHER_DEADLINE),
            ("a-interview.yaml", "  sections:\n    - kind: chrome\n", _PUBLISHED),
        ),
    )


def record(ask: Ask, id_: str, *command: str) -> dict[str, Any]:
    (found,) = [each for each in json.loads(ask(*command, "--format", "json")) if each["id"] == id_]
    return dict(found)


# --- disputed ------------------------------------------------------------------------------------------


def test_json_says_what_is_disputed(disputed: Ask) -> None:
    visit = record(disputed, "visit", "timeline")
    assert (visit["date"], visit["disputed"], visit["declared_date"]) == ("2020-11-22", True, None)
    assert record(disputed, "corridor", "who-said")["disputed"] is True
    assert record(disputed, "refugees", "who-said")["disputed"] is False
    assert record(disputed, "truce", "agreements")["signed_disputed"] is True
    assert record(disputed, "interview", "documents")["published_disputed"] is False
    ledger = record(disputed, "truce-roads", "ledger", "truce")
    assert ledger["deadline_disputed"] is False
    assert [claim["disputed"] for claim in ledger["claims"] if claim["id"] == "corridor"] == [True]
    assert json.loads(disputed("order", "visit", "truce", "--format", "json"))["a"]["disputed"] is True
    assert json.loads(disputed("show", "visit", "--format", "json"))["fields"]["disputed"] is True
    links = json.loads(disputed("show", "corridor", "--format", "json"))["links"]
    assert {link["id"]: link["disputed"] for link in links if link["relation"] == "occasion"} == {
        "visit": True
    }


@pytest.mark.parametrize(
    "command",
    [
        ("timeline",),
        ("timeline", "--statements"),
        ("timeline", "--columns", "id,date"),
        ("who-said", "--by", "Lavrov"),
        ("positions", "--topic", "corridor"),
        ("show", "visit"),
        ("show", "corridor"),
        ("order", "visit", "truce"),
        ("agreements",),
        ("ledger", "truce"),
        ("sources", "visit"),
        ("actors", "Lavrov"),
    ],
)
@pytest.mark.parametrize("format_", ["table", "markdown"])
def test_every_listing_marks_what_is_disputed(disputed: Ask, command: tuple[str, ...], format_: str) -> None:
    assert "disputed" in disputed(*command, "--format", format_)


def test_csv_says_what_is_disputed(disputed: Ask) -> None:
    rows = csv.DictReader(io.StringIO(disputed("timeline", "--format", "csv")))
    assert {row["id"]: row["disputed"] for row in rows} == {"visit": "true", "closing": "false"}


def test_the_views_say_what_is_disputed(disputed: Ask) -> None:
    for view in ("timeline", "who_said", "ledger"):
        assert '"disputed": 1' in disputed("sql", f"SELECT disputed FROM {view}", "--format", "json")


# --- settled -------------------------------------------------------------------------------------------


def test_a_window_goes_by_the_settled_date(disputed: Ask, settled: Ask) -> None:
    window = ("timeline", "--since", "2020-11-21", "--until", "2020-11-21", "--certainly")
    assert '"visit"' not in disputed(*window, "--format", "json")
    visit = record(settled, "visit", *window)
    assert (visit["date"], visit["date_basis"], visit["date_verbatim"]) == (
        "2020-11-21",
        "stated",
        "on 21 November 2020",
    )
    assert (visit["disputed"], visit["declared_date"]) == (True, "2020-11-22")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("timeline",), "settled: the document itself has 22 Nov 2020"),
        (("show", "visit"), "settled: the document itself has 22 Nov 2020"),
        (("order", "visit", "truce"), "settled: the document itself has 22 Nov 2020"),
        (("ledger", "truce"), "settled: the document itself has on or before 1 Dec 2020"),
        (("documents",), "settled: the document itself has 22 Nov 2020"),
    ],
)
def test_a_listing_says_what_the_declaring_document_has(
    settled: Ask, command: tuple[str, ...], words: str
) -> None:
    assert words in " ".join(settled(*command).split())
    assert words in settled(*command, "--format", "markdown").replace("\\", "")


def test_both_readings_are_shown_and_which_is_preferred(settled: Ask) -> None:
    for command in (("show", "visit"), ("conflicts", "visit")):
        shown = settled(*command)
        assert "22 Nov 2020 · derived" in shown
        # In a column of its own, in two lines.
        assert "21 Nov 2020 · stated ·" in shown
        assert shown.count("preferred") == 1
        assert "the report has the day" in shown
    conflict = json.loads(settled("conflicts", "visit", "--format", "json"))[0]
    readings = [(each["value"], each["relation"], each["preferred"]) for each in conflict["readings"]]
    assert readings == [("2020-11-22", None, False), ("2020-11-21", "contradicts", True)]
    assert conflict["relation"] == "contradicts"


def test_order_cites_the_passage_of_the_reading_that_it_uses(disputed: Ask, settled: Ask) -> None:
    for ask, words in ((disputed, "on Sunday"), (settled, "on 21 November 2020")):
        answer = json.loads(ask("order", "visit", "truce", "--format", "json"))
        assert [each["exact"] for each in answer["a"]["citations"]] == [words]
    # The day of the record itself is now the other reading.
    answer = json.loads(settled("order", "visit", "corridor", "--format", "json"))
    assert answer["a"]["date"] == answer["b"]["date"] == "2020-11-21"


def test_the_deadline_and_the_day_of_publication_are_settled_too(settled: Ask) -> None:
    provision = record(settled, "truce-roads", "ledger", "truce")
    assert (provision["deadline"], provision["declared_deadline"]) == ("2021-01-01", "/2020-12-01")
    document = record(settled, "interview", "documents")
    assert (document["published"], document["declared_published"]) == ("2020-11-21", "2020-11-22")


# --- conflicts -----------------------------------------------------------------------------------------

_MEETING = """\
events:
  - id: meeting
    type: CONSULT
    mode: meeting
    title: Lavrov is received
    date: {edtf: 2020-11-22, basis: inferred, reason: the day of the visit}
    status: occurred
    part_of: visit
    passages: [{document: interview, exact: Lavrov smiled.}]
    claims: [{field: date, value: 2020-11-21, passage: {document: report, exact: on 21 November 2020}}]
"""


def test_a_visit_and_its_meeting_are_one_matter(tmp_path: Path) -> None:
    ask = asking(tmp_path, {**SOUND, "more.yaml": _MEETING})
    found = {
        (each["record"], each["field"]): each["same_matter"]
        for each in json.loads(ask("conflicts", "--format", "json"))
    }
    assert found == {
        ("meeting", "date"): ["visit"],
        ("truce", "signed"): [],
        ("visit", "date"): ["meeting"],
        ("visit", "place"): [],
    }
    shown = ask("conflicts")
    assert shown.count("21 Nov 2020") == 1
    assert "date: the same in visit" in shown


def test_other_readings_are_another_matter(tmp_path: Path) -> None:
    """The meeting may have been on another day again."""
    meeting = _MEETING.replace("value: 2020-11-21", "value: 2020-11-20").replace(
        "passage: {document: report, exact: on 21 November 2020}", "reason: r, reference: x"
    )
    ask = asking(tmp_path, {**SOUND, "more.yaml": meeting})
    assert all(not each["same_matter"] for each in json.loads(ask("conflicts", "--format", "json")))


def test_an_agreement_and_its_signing_are_one_matter(tmp_path: Path) -> None:
    signing = _MEETING.replace("part_of: visit", "agreements: {signed: [truce]}")
    signing = signing.replace("2020-11-22", "2020-11-09").replace("value: 2020-11-21", "value: 2020-11-10")
    signing = signing.replace("exact: on 21 November 2020", "exact: 10 November")
    ask = asking(tmp_path, {**SOUND, "more.yaml": signing})
    found = json.loads(ask("conflicts", "truce", "--format", "json"))
    assert [(each["field"], each["same_matter"]) for each in found] == [("signed", ["meeting"])]


def test_conflicts_stand_under_what_they_are(tmp_path: Path) -> None:
    more = """\
mentions:
  - record: refugees
    passages: [{document: report, exact: seen there}]
    claims:
      - {field: date, value: 2020-11-05, reason: r, reference: x}
      - {field: summary, value: They return., reason: r, reference: x}
"""
    shown = asking(tmp_path, {**SOUND, "more.yaml": more})("conflicts")
    headings = ["Contradictory readings", "More exact readings", "Other words"]
    places = [shown.index(heading) for heading in headings]
    assert places == sorted(places)
    assert places[1] < shown.index("5 Nov 2020") < places[2] < shown.index("They return.")
    assert shown.index("21 Nov 2020") < places[1]


# --- what is published ---------------------------------------------------------------------------------


def test_the_site_marks_what_is_disputed_and_what_is_settled(settled: Ask, tmp_path: Path) -> None:
    settled("site", str(tmp_path / "site"))
    paths = (path for path in (tmp_path / "site").rglob("*") if path.suffix in (".html", ".js"))
    pages = {path.stem: path.read_text("utf-8") for path in paths}
    assert "disputed" in pages["record"]  # the rows of the timeline
    assert "disputed" in pages["agreements"]
    assert "disputed" in pages["visit"]
    assert "settled: the document itself has 22 Nov 2020" in pages["visit"]
    assert "preferred" in pages["visit"]


def test_exports_say_what_is_disputed_and_which_reading_is_preferred(settled: Ask, tmp_path: Path) -> None:
    settled("export", "jsonl", "--output", str(tmp_path / "k.jsonl"))
    rows = [json.loads(line) for line in (tmp_path / "k.jsonl").read_text("utf-8").splitlines()]
    (visit,) = [row for row in rows if row["id"] == "visit"]
    assert (visit["disputed"], visit["declared_date"]) == (True, "2020-11-22")
    assert [(each["field"], each["relation"], each["preferred"]) for each in visit["readings"]] == [
        ("date", None, False),
        ("date", "contradicts", True),
        ("place", None, False),
        ("place", "contradicts", False),
    ]
    settled("export", "timelinejs", "--output", str(tmp_path / "k.json"))
    assert "(disputed)" in (tmp_path / "k.json").read_text("utf-8")
    settled("export", "csl-json", "--output", str(tmp_path / "c.json"))
    assert "published 21 Nov 2020 (external, disputed)" in (tmp_path / "c.json").read_text("utf-8")
