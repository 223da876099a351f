"""No value of an option is anything but text."""

import re
import sqlite3

import pytest

from karabakh_events.errors import KeventsError, UnknownName
from karabakh_events.names import fold
from karabakh_events.queries.conflicts import conflicts
from karabakh_events.queries.names import completions, resolve
from karabakh_events.queries.record import show
from karabakh_events.queries.search import search
from tests.queries.asking import events, said

HOSTILE = [
    "'",
    '"',
    "' OR 1=1 --",
    "'; DROP TABLE events; --",
    "%",
    "_",
    "*",
    "NEAR(",
    "a OR b",
    "NOT",
    "-a",
    "heading:",
    "^x",
    "(",
    "{",
    '"" ""',
    "\x00",
    "\x1b[2J",
    "\udcff",
    "a" * 10_000,
    ":actor_1",
    "\u202e",
    "[/foo]",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_value_of_an_option_is_anything_but_text(
    connection: sqlite3.Connection, every_way: None, value: str
) -> None:
    values = (value,)
    for option in ("actors", "places", "types", "statuses", "documents", "outlets"):
        assert events(connection, statements=True, limit=5, **{option: values}) == []
    for option in ("by", "to", "about", "topics", "manners", "acts", "documents", "outlets", "via"):
        assert said(connection, **{option: values}) == []
    for kind in ("actor", "place", "agreement", "document", "event", "outlet", "about"):
        with pytest.raises(UnknownName):
            resolve(connection, kind, value)
        assert all(fold(found).startswith(fold(value)) for found, _ in completions(connection, kind, value))
    with pytest.raises(UnknownName):
        show(connection, value)
    assert list(conflicts(connection, value)) == []
    wanted = phrase(value)
    if wanted.strip():
        # One word on the command line, whatever signs are in it, is a phrase of the words between them.
        indexed = connection.execute(
            "SELECT record, heading || ' ' || words FROM search WHERE kind = 'statement'"
        )
        holding = {record for record, text in indexed if wanted in phrase(text)}
        assert set(said(connection, words=f'"{value}')) == holding
        assert list(search(connection, value, values)) == []
    else:
        with pytest.raises(KeventsError, match="no word to search for"):
            said(connection, words=value)


def phrase(text: str) -> str:
    """The words of a text as the index cuts them, each with spaces around it."""
    return " " + " ".join(re.findall(r"[^\W_]+", fold(text))) + " "


def test_thousands_of_words_are_no_trouble(connection: sqlite3.Connection) -> None:
    assert said(connection, words=" ".join(f"w{number}" for number in range(5_000))) == []
