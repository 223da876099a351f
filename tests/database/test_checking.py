"""The check of a database file: what was changed by hand or damaged is found."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import cycle
from pathlib import Path

import pytest

from karabakh_events.database.checking import problems_of_file
from karabakh_events.errors import DatabaseError
from tests.database.handling import change


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM about", "the fingerprint of the content is missing"),
        (
            "DELETE FROM actors WHERE id = 'russia'",
            "of agreement_actors refers to a row of actors that is not there",
        ),
        ("UPDATE documents SET text = replace(text, 'Kalbajar', '')", None),
        (
            "UPDATE documents SET text = replace(text, 'guaranteed', 'promised__')",
            "the text of the document 2020-11-22-interview is not the one that was loaded",
        ),
        (
            'UPDATE citations SET start = start + 1, "end" = "end" + 1 WHERE id LIKE \'mission@%\'',
            "the citation mission@2020-11-23-report",
        ),
        (
            "UPDATE events SET latest = '2020-11-23' WHERE id = '2020-11-22-lavrov-in-baku'",
            "actor_dates is not",
        ),
        ("DROP INDEX ix_claims_record", "the index ix_claims_record is missing"),
        ("DROP TABLE about", "the table about is missing"),
        ("ALTER TABLE places RENAME TO sites", "the table places is missing"),
        ("PRAGMA ignore_check_constraints = ON", None),
    ],
)
def test_what_was_changed_by_hand_is_found(built: Path, statement: str, message: str | None) -> None:
    change(built, statement)
    problems = problems_of_file(built)
    if message is None:
        assert problems == []
    else:
        assert any(message in problem for problem in problems), problems


def test_a_table_that_is_now_a_view_is_found(built: Path) -> None:
    change(built, "DROP TABLE agreements", "CREATE VIEW agreements AS SELECT 'x' AS id")
    problems = problems_of_file(built)
    assert "the table agreements is missing" in problems
    assert any("foreign key mismatch" in problem for problem in problems)


def test_a_broken_rule_is_found(built: Path) -> None:
    change(
        built,
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE events SET status = 'dreamt' WHERE id = 'mission'",
    )
    assert any("CHECK" in problem for problem in problems_of_file(built))


def pages(path: Path) -> Iterator[int]:
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    yield from range(0, count * size, size)


def test_no_damage_leads_to_anything_but_a_message(built: Path) -> None:
    sound = built.read_bytes()
    found = 0
    places = [(0, 8), (5, 2), (100, 64), (2000, 600), (4000, 96)]
    # The first page holds the header and the beginning of the schema: every kind of damage there.
    damages = [(0, *place) for place in places]
    damages += [(page, *place) for page, place in zip(pages(built), cycle(places), strict=False)]
    for page, offset, length in damages:
        start = page + offset
        flipped = bytes(byte ^ 0xFF for byte in sound[start : start + length])
        built.write_bytes(sound[:start] + flipped + sound[start + length :])
        # Any other error than this one would be a traceback on the user's terminal.
        try:
            found += bool(problems_of_file(built))
        except DatabaseError:
            found += 1
    assert found > len(damages) // 2
