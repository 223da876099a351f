"""The questions that have only SQL to go by agree with the commands that answer the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.dates import parse_window
from karabakh_events.queries.canned import CANNED, LISTED
from karabakh_events.queries.filters import StatementFilter, TimelineFilter
from karabakh_events.queries.names import resolve
from karabakh_events.queries.search import search
from karabakh_events.queries.statements import who_said
from karabakh_events.queries.timeline import timeline
from karabakh_events.schema.views import TABLES, VIEWS
from tests.building import rows_of

WINDOWS = [
    ("", ""),
    ("2020", ""),
    ("", "2020-11-09"),
    ("2020-11", "2020-11"),
    ("2020-02", "2020-02"),
    ("2020-11-21", "2020-11-22"),
    (" 2017 ", " 2017 "),
    ("2030", ""),
]


@pytest.fixture(scope="module")
def bundled(bundled_file: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_reading(bundled_file)) as connection:
        yield connection


def answers(connection: sqlite3.Connection, question: str, **given: str) -> list[dict[str, object]]:
    canned = CANNED[question]
    cursor = connection.execute(canned.sql, {**dict.fromkeys(canned.parameters, ""), **given})
    return [dict(zip((column[0] for column in cursor.description), row, strict=True)) for row in cursor]


def ids(rows: list[dict[str, object]]) -> list[object]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize(("since", "until"), WINDOWS)
@pytest.mark.parametrize("actor", ["", "pashinyan", "Ilham Aliyev"])
def test_what_happened_is_the_timeline(
    bundled: sqlite3.Connection, since: str, until: str, actor: str
) -> None:
    window = parse_window(since.strip() or None, until.strip() or None)
    wanted = TimelineFilter(
        since=window.since,
        until=window.until,
        actors=(resolve(bundled, "actor", actor),) if actor else (),
        statements=True,
    )
    found = answers(bundled, "what-happened", since=since, until=until, actor=actor)
    assert ids(found) == [row.id for row in timeline(bundled, wanted)]


@pytest.mark.parametrize(("since", "until"), WINDOWS)
def test_who_said_what_is_who_said(bundled: sqlite3.Connection, since: str, until: str) -> None:
    window = parse_window(since.strip() or None, until.strip() or None)
    found = answers(bundled, "who-said-what", by="lavrov", since=since, until=until)
    wanted = StatementFilter(by=("sergey-lavrov",), since=window.since, until=window.until)
    assert ids(found) == [row.id for row in who_said(bundled, wanted)]


def test_each_part_of_who_said_what_narrows(bundled: sqlite3.Connection) -> None:
    for given, wanted in (
        ({"about": "Turkey"}, StatementFilter(about=("turkey",))),
        ({"via": "Reuters"}, StatementFilter(via=("reuters",))),
    ):
        found = ids(answers(bundled, "who-said-what", **given))
        assert found
        assert found == [row.id for row in who_said(bundled, wanted)]
    assert ids(answers(bundled, "who-said-what", words="MONOPOLY", by="ministry of foreign"))


@pytest.mark.parametrize(
    "words", ["corridor", "monitoring  centre", '"centre', "a-b:c* NEAR(", "Erdoğan", " "]
)
def test_where_words_occur_takes_words_as_words(bundled: sqlite3.Connection, words: str) -> None:
    found = ids(answers(bundled, "where-words-occur", words=words))
    if words.strip():
        assert found == [hit.id for hit in search(bundled, words.replace('"', " "))]
    else:
        assert found == []


def test_two_together_is_what_each_did(bundled: sqlite3.Connection) -> None:
    one, other, both = (
        set(ids(answers(bundled, "what-did-two-do-together", **given)))
        for given in ({"one": "Ilham Aliyev"}, {"one": "Lavrov"}, {"one": "Ilham Aliyev", "other": "Lavrov"})
    )
    assert both
    assert both == one & other


def test_words_of_the_codebook_narrow_in_any_case(bundled: sqlite3.Connection) -> None:
    planned = answers(bundled, "what-happened", status=" Planned", kind="EVENT")
    assert planned
    assert {row["status"] for row in planned} == {"planned"}
    verdicts = answers(bundled, "was-it-kept", agreement="Humanitarian", verdict="breached")
    assert {row["agreement_id"] for row in verdicts} == {"2020-10-10-humanitarian-ceasefire"}
    assert {row["verdict"] for row in verdicts} == {"breached"}


def test_evidence_and_conflicts_of_one_record(bundled: sqlite3.Connection) -> None:
    passages = answers(bundled, "where-do-i-read-it", record="2020-11-22-aliyev-erdogan-role")
    assert {row["start"] for row in passages} == {1979}
    readings = answers(bundled, "where-sources-differ", record="2017-10-geneva-summit", field="date")
    assert [row["value"] for row in readings] == ["2017-10", "2017-10-16"]


@pytest.mark.parametrize("question", CANNED)
@pytest.mark.parametrize("given", ["' OR 1=1 --", "%", "_", "“”", "x" * 10_000])
def test_what_is_given_is_text(bundled: sqlite3.Connection, question: str, given: str) -> None:
    for name in CANNED[question].parameters:
        if name not in ("since", "until"):
            assert answers(bundled, question, **{name: given}) == []


@pytest.mark.parametrize("question", CANNED)
def test_a_question_has_its_own_name_and_says_what_may_be_given(question: str) -> None:
    canned = CANNED[question]
    assert question not in {*TABLES, *VIEWS}
    assert all(f":{name}" in canned.sql for name in canned.parameters)
    assert all(canned.parameters.values())


@pytest.mark.parametrize("question", ["what-happened", "who-said-what", "what-did-two-do-together"])
def test_what_lists_records_lists_the_first_thousand_and_tells_of_more(tmp_path: Path, question: str) -> None:
    def asked(events: int) -> tuple[list[object], int]:
        path = tmp_path / f"{events}.db"
        rows = rows_of(str(events))
        said = {**rows["statements"][0], "event_id": None}
        rows["statements"] += [{**said, "id": f"said-{number}"} for number in range(events)]
        build(path, rows, f"{events} events")
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        with closing(open_reading(path)) as connection:
            connection.set_progress_handler(step, 1)
            found = ids(answers(connection, question))
            connection.set_progress_handler(None, 0)
            if question == "who-said-what":
                expected = [row.id for row in who_said(connection, StatementFilter(limit=LISTED))]
            else:
                wanted = TimelineFilter(statements=question == "what-happened", limit=LISTED)
                expected = [row.id for row in timeline(connection, wanted)]
            assert found == expected
        return found, taken

    (fewer, before), (more, after) = asked(2_000), asked(4_000)
    assert len(fewer) == len(more) == LISTED == 1001
    # Of the others it reads no more than their dates: with all columns an event takes some 160 steps, and a
    # statement as many.
    assert (after - before) / 2_000 < 110
