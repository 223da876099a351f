"""What the ledger and the positions read of the database, and in which order."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries import order
from karabakh_events.queries.ledger import VERDICTS, agreements, ledger, ledger_query
from karabakh_events.queries.sql import Query
from karabakh_events.vocabulary import Verdict
from tests import rows as sample

STATEMENT = "trilateral-statement-2020"
CORRIDOR, HANDOVER = f"{STATEMENT}-corridor", f"{STATEMENT}-handover"


def claimed(provision: str, verdict: str, **of: str) -> sample.Row:
    (record,) = of.values()
    return {
        "id": f"{provision}/{record}/{verdict}",
        "provision_id": provision,
        "statement_id": None,
        "event_id": None,
        "verdict": verdict,
        **of,
    }


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("ledger") / "k.db"
    rows = sample.sample_rows()
    rows["provision_claims"] += [
        claimed(CORRIDOR, "disputed", statement_id="source-mission"),
        claimed(CORRIDOR, "partly", event_id="2020-second-war"),
        claimed(CORRIDOR, "fulfilled", event_id="2020-11-22-lavrov-in-baku"),
        claimed(CORRIDOR, "breached", event_id="2019-observers"),
        claimed(CORRIDOR, "reaffirmed", statement_id="lavrov-settlement"),
        claimed(HANDOVER, "reaffirmed", statement_id="lavrov-corridor"),
    ]
    rows["claims"] += [
        {
            "id": f"{HANDOVER}:{number}",
            "kind": "provision",
            "record": HANDOVER,
            "field": "deadline",
            "value": value,
            "document_id": None,
            "citation": None,
            "basis": "external",
            "reason": "r",
            "reference": "R",
            "position": number,
        }
        for number, value in enumerate(("../2020-11-30", "2020-12-01"))
    ]
    build(path, rows, "ledger")
    with closing(open_reading(path)) as opened:
        yield opened


def test_claims_come_in_order_of_time_with_the_undated_last(connection: sqlite3.Connection) -> None:
    rows = {row.id: row for row in ledger(connection, STATEMENT)}
    assert list(rows) == [HANDOVER, CORRIDOR]
    assert [(claim.id, claim.verdict) for claim in rows[CORRIDOR].claims] == [
        ("2019-observers", "breached"),
        ("2020-second-war", "partly"),
        ("lavrov-settlement", "reaffirmed"),
        ("2020-11-22-lavrov-in-baku", "fulfilled"),
        ("lavrov-corridor", "reaffirmed"),
        ("source-mission", "disputed"),
    ]
    assert rows[CORRIDOR].tally == {
        "fulfilled": 1,
        "partly": 1,
        "breached": 1,
        "disputed": 1,
        "reaffirmed": 1,  # twice by one man
    }
    assert list(rows[CORRIDOR].tally) == [each for each in VERDICTS if each != "mostly"]


def test_a_claim_is_that_of_its_speakers_and_no_others(connection: sqlite3.Connection) -> None:
    handover, corridor = ledger(connection, STATEMENT)
    mission = corridor.claims[-1]
    assert [speaker.id for speaker in mission.speakers] == ["armenian-ministry-source"]
    assert mission.documents == ("2020-11-23-report",)
    assert mission.via == (sample.HOSTILE_TITLE,)
    settlement = corridor.claims[2]
    assert [addressee.id for addressee in settlement.addressees] == ["armenia", "azerbaijan"]
    # The same statement has the same speakers under every provision.
    said = [claim for row in (handover, corridor) for claim in row.claims if claim.id == "lavrov-corridor"]
    assert len(said) == 2
    assert said[0] == said[1]
    assert all(claim.speakers == () for claim in corridor.claims if claim.kind == "event")


def test_a_provision_says_which_of_its_fields_are_told_in_more_than_one_way(
    connection: sqlite3.Connection,
) -> None:
    assert [row.contested for row in ledger(connection)] == [("deadline",), ()]


def test_agreements_without_a_provision_are_among_the_agreements_and_have_no_row(
    connection: sqlite3.Connection,
) -> None:
    assert [each.id for each in agreements(connection)] == [STATEMENT, "madrid-principles"]
    assert {row.agreement.id for row in ledger(connection)} == {STATEMENT}
    assert list(ledger(connection, "madrid-principles")) == []
    assert [each.title for each in agreements(connection, "madrid-principles")] == ["Madrid Principles"]


def test_the_verdicts_are_those_of_the_codebook() -> None:
    assert list(Verdict) == list(VERDICTS)


# --- plans ---------------------------------------------------------------------------------------------


def scanned(connection: sqlite3.Connection, query: Query) -> set[str]:
    """The tables that are read from end to end; subqueries and common tables are not tables."""
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.binds)]
    assert any(step.startswith("SEARCH") for step in steps)
    found = {step.split()[1] for step in steps if step.startswith("SCAN")}
    return {name for name in found if not re.match(r"\(|f$|w$|wider$|found$|CONSTANT", name)}


@pytest.mark.parametrize(("agreement", "scans"), [(STATEMENT, set()), (None, {"g", "v"})])
def test_the_ledger_looks_up_the_claims_of_each_provision(
    connection: sqlite3.Connection, agreement: str | None, scans: set[str]
) -> None:
    assert scanned(connection, ledger_query(agreement)) == scans


def test_the_order_of_two_looks_up_these_two(connection: sqlite3.Connection) -> None:
    asked = {"id": STATEMENT, "kind": "agreement", "field": "signed", "date": "2020-11-10"}
    cited = (order._CITED.format(column=column) for column in ("event_id", "statement_id", "agreement_id"))
    for sql in (order._MOMENT, order._WIDER, order._READINGS, order._DECLARED, *cited):
        assert scanned(connection, Query(sql, asked)) == set()
