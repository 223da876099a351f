"""What the questions answer: each filter alone and with others, windows at their edges, hostile values."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine

from karabakh_events import schema
from karabakh_events.database.loading import build
from karabakh_events.database.opening import open_reading
from karabakh_events.dates import Span, Window, certainly, possibly
from karabakh_events.errors import AmbiguousName, KeventsError, UnknownName
from karabakh_events.names import fold
from karabakh_events.queries import catalogue, windows
from karabakh_events.queries.named import completions, resolve
from karabakh_events.queries.overview import conflicts, counts
from karabakh_events.queries.record import show
from karabakh_events.queries.sql import Query, literal
from karabakh_events.queries.statements import DIRECT, INDIRECT, StatementFilter, who_said, who_said_query
from karabakh_events.queries.timeline import Source, TimelineFilter, sources, timeline, timeline_query
from karabakh_events.queries.words import expression, search, search_query
from karabakh_events.vocabulary import Precision
from tests import rows as sample

INTERVIEW, REPORT = "2020-11-22-interview", "2020-11-23-report"
VISIT, SIGNING, WAR = "2020-11-22-visit", "2020-11-10-signing", "2020-war"
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


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("queries") / "k.db"
    build(path, sample.rows(), "fingerprint of the sample")
    opened = open_reading(path)
    yield opened
    opened.close()


@pytest.fixture(params=["sorted", "walked"])
def _both_ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every listing must answer the same whether candidates are sorted or the index is walked."""
    if request.param == "walked":
        monkeypatch.setattr(windows, "FEW", -1)


def events(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in timeline(connection, TimelineFilter(**wanted))]


def said(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in who_said(connection, StatementFilter(**wanted))]
