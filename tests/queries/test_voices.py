"""Whose verdicts the ledger counts: an event and its statement are one voice, and so is a government."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries.ledger import ledger
from karabakh_events.queries.record import show
from karabakh_events.queries.voices import number
from tests import rows as sample

STATEMENT = "trilateral-statement-2020"
CORRIDOR, HANDOVER = f"{STATEMENT}-corridor", f"{STATEMENT}-handover"
REPORT, INTERVIEW = "2020-11-23-report", "2020-11-22-interview"


def on(scope: str, name: str, verdict: str, **of: str) -> sample.Row:
    (record,) = of.values()
    return {
        "id": f"{name}/{record}",
        f"{scope}_id": name,
        "statement_id": None,
        "event_id": None,
        "verdict": verdict,
        **of,
    }


def office(holder: str, since: str | None, until: str | None) -> sample.Row:
    """An office of Russia; its term is known if both days are."""
    edtf = f"{since or '..'}/{until or '..'}" if since or until else None
    return {
        "id": f"{holder}-office",
        "actor_id": holder,
        "title": "envoy",
        "body_id": "russia",
        **sample.dated(
            edtf, since, until, "open" if edtf else None, "stated" if edtf else None, text="", bounds=""
        ),
    }


@pytest.fixture
def rows() -> dict[str, list[sample.Row]]:
    found = sample.sample_rows()
    found["provision_claims"] = []
    found["agreement_claims"] = []
    return found


def built(path: Path, rows: dict[str, list[sample.Row]]) -> closing[sqlite3.Connection]:
    build(path, rows, "voices")
    return closing(open_reading(path))


def test_an_agreement_as_a_whole_comes_before_its_provisions_and_once(
    tmp_path: Path, rows: dict[str, list[sample.Row]]
) -> None:
    rows["agreement_claims"] = [
        on("agreement", STATEMENT, "reaffirmed", statement_id="lavrov-corridor"),
        on("agreement", STATEMENT, "breached", event_id="2020-10-mines"),
        on("agreement", "madrid-principles", "disputed", statement_id="source-mission"),
    ]
    rows["provision_claims"] = [on("provision", CORRIDOR, "reaffirmed", statement_id="lavrov-corridor")]
    with built(tmp_path / "k.db", rows) as connection:
        found = list(ledger(connection))
        assert [(row.scope, row.id) for row in found] == [
            ("agreement", STATEMENT),
            ("provision", HANDOVER),
            ("provision", CORRIDOR),
            ("agreement", "madrid-principles"),
        ]
        whole = found[0]
        assert (whole.agreement.id, whole.summary) == (STATEMENT, whole.agreement.title)
        assert (whole.number, whole.topic, whole.obligor, whole.deadline) == (None,) * 4
        assert whole.tally == {"breached": 1, "reaffirmed": 1}
        assert {each.document for each in whole.citations} == {REPORT, INTERVIEW}
        flat = [row["provision"] for each in found for row in each.as_rows()]
        assert flat == [None, None, HANDOVER, CORRIDOR, None]
        assert [row.scope for row in ledger(connection, "madrid-principles")] == ["agreement"]
        # The page of the agreement has them before its provisions; that of the statement names it.
        links = [(each.relation, each.id, each.of) for each in show(connection, STATEMENT).links]
        assert links.index(("reaffirmed", "lavrov-corridor", STATEMENT)) < links.index(
            ("provision", HANDOVER, None)
        )
        said = [link for link in show(connection, "lavrov-corridor").links if link.relation == "reaffirmed"]
        assert [(link.kind, link.id, link.note) for link in said] == [
            ("agreement", STATEMENT, "as a whole"),
            ("provision", CORRIDOR, None),
        ]
        view = connection.execute(
            "SELECT provision_id, verdict FROM ledger WHERE agreement_id = ? ORDER BY provision_id, verdict",
            (STATEMENT,),
        ).fetchall()
        assert [tuple(row) for row in view] == [
            (None, "breached"),
            (None, "reaffirmed"),
            (CORRIDOR, "reaffirmed"),
            (HANDOVER, None),
        ]


# --- an event and the statement that tells it ----------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "about", "verdict", "expected"),
    [
        ("The Lachin corridor is guaranteed", False, "reaffirmed", {"reaffirmed": 1}),
        ("the mission was never wanted", False, "reaffirmed", {"reaffirmed": 2}),
        ("the mission was never wanted", True, "reaffirmed", {"reaffirmed": 1}),
        ("The Lachin corridor is guaranteed", True, "breached", {"breached": 1, "reaffirmed": 1}),
    ],
)
def test_an_event_and_the_statement_that_tells_it_are_one_voice(
    tmp_path: Path,
    rows: dict[str, list[sample.Row]],
    words: str,
    about: bool,
    verdict: str,
    expected: dict[str, int],
) -> None:
    document = INTERVIEW if words.startswith("The") else REPORT
    rows["citations"] = [row for row in rows["citations"] if row["event_id"] != "2019-observers"]
    rows["citations"].append(sample.citation(document, words, event_id="2019-observers"))
    if about:
        rows["statement_events"].append({"statement_id": "lavrov-corridor", "event_id": "2019-observers"})
    rows["provision_claims"] = [
        on("provision", CORRIDOR, "reaffirmed", statement_id="lavrov-corridor"),
        on("provision", CORRIDOR, verdict, event_id="2019-observers"),
    ]
    with built(tmp_path / "k.db", rows) as connection:
        (row,) = (row for row in ledger(connection) if row.id == CORRIDOR)
        assert row.tally == expected


def test_a_statement_does_not_tell_its_own_occasion(
    tmp_path: Path, rows: dict[str, list[sample.Row]]
) -> None:
    rows["citations"].append(
        sample.citation(INTERVIEW, "The Lachin corridor", event_id="2020-11-22-lavrov-in-baku")
    )
    rows["provision_claims"] = [on("provision", CORRIDOR, "breached", event_id="2020-11-22-lavrov-in-baku")]
    with built(tmp_path / "k.db", rows) as connection:
        (row,) = (row for row in ledger(connection) if row.id == CORRIDOR)
        assert [claim.voices for claim in row.claims] == [("interfax",)]


# --- whose voice ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("belonging", "voices"),
    [
        ([], {"sergey-lavrov", "armenian-ministry-source"}),
        ([(None, None)], {"russia", "armenian-ministry-source"}),
        ([("2004-03-09", None)], {"russia", "armenian-ministry-source"}),
        ([(None, "2019-12-31")], {"sergey-lavrov", "armenian-ministry-source"}),
        ([("2021-01-01", None)], {"sergey-lavrov", "armenian-ministry-source"}),
    ],
)
def test_an_official_speaks_for_the_state_to_which_he_belongs_then(
    tmp_path: Path,
    rows: dict[str, list[sample.Row]],
    belonging: list[tuple[str | None, str | None]],
    voices: set[str],
) -> None:
    rows["roles"] = [office("sergey-lavrov", *term) for term in belonging]
    rows["citations"] = [row for row in rows["citations"] if not row.get("role_id")]
    rows["provision_claims"] = [
        on("provision", CORRIDOR, "reaffirmed", statement_id="lavrov-corridor"),
        on("provision", CORRIDOR, "disputed", statement_id="source-mission"),
    ]
    with built(tmp_path / "k.db", rows) as connection:
        (row,) = (row for row in ledger(connection) if row.id == CORRIDOR)
        assert {voice for claim in row.claims for voice in claim.voices} == voices


def test_two_officials_of_one_state_are_one_voice(tmp_path: Path, rows: dict[str, list[sample.Row]]) -> None:
    rows["roles"] = [office(name, None, None) for name in ("sergey-lavrov", "armenian-ministry-source")]
    rows["citations"] = [row for row in rows["citations"] if not row.get("role_id")]
    rows["provision_claims"] = [
        on("provision", CORRIDOR, "reaffirmed", statement_id="lavrov-corridor"),
        on("provision", CORRIDOR, "reaffirmed", statement_id="source-mission"),
    ]
    with built(tmp_path / "k.db", rows) as connection:
        (row,) = (row for row in ledger(connection) if row.id == CORRIDOR)
        assert row.tally == {"reaffirmed": 1}


CLAIMS = st.lists(
    st.tuples(
        st.sampled_from(["statement", "event"]),
        st.lists(st.sampled_from("abcde"), min_size=1, max_size=3, unique=True).map(tuple),
    ),
    max_size=8,
)


@given(CLAIMS)
def test_the_number_of_voices(claims: list[tuple[str, tuple[str, ...]]]) -> None:
    found = number(claims)
    spoken = {voice for kind, voices in claims if kind == "statement" for voice in voices}
    assert len(spoken) <= found <= len({voice for _, voices in claims for voice in voices})
    assert number([*claims, *claims]) == found
    # An event adds one voice at the most.
    assert found <= len(spoken) + sum(kind == "event" for kind, _ in claims)
