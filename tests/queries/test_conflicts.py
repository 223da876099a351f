"""Where documents differ, and how much of everything there is."""

import json
import sqlite3

from karabakh_events.queries.conflicts import conflicts, counts
from tests.queries.asking import AGREEMENT, INTERVIEW, REPORT, VISIT


def test_conflicts_are_grouped_by_record_and_field(connection: sqlite3.Connection) -> None:
    (conflict,) = conflicts(connection)
    assert (conflict.record, conflict.kind, conflict.field) == (AGREEMENT, "agreement", "signed")
    assert conflict.label == "Statement of 10 November 2020"
    assert [(r.value, r.document, r.exact) for r in conflict.readings] == [
        ("2020-11-09/2020-11-10", INTERVIEW, "on the night of 9 November"),
        ("2020-11-10", REPORT, "was signed on 10 November"),
    ]
    assert list(conflicts(connection, AGREEMENT)) == [conflict]
    assert list(conflicts(connection, VISIT)) == []
    json.dumps(conflict.as_json())


def test_the_counts_of_a_database(connection: sqlite3.Connection) -> None:
    found = counts(connection)
    assert (found.documents, found.events, found.statements, found.agreements) == (2, 8, 4, 2)
    assert next(iter(found.events_by_status.items())) == ("occurred", 4)
    assert found.statements_by_manner == {"indirect": 2, "direct": 1, "mixed": 1}
    assert (found.earliest, found.latest, found.conflicts) == ("2019-01-01", "2020-12-31", 1)
    assert found.fingerprint == "fingerprint of the sample"
