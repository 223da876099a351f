"""What the tests of the queries ask of the sample, and the records they expect."""

import sqlite3
from typing import Any

from karabakh_events.queries.filters import StatementFilter, TimelineFilter
from karabakh_events.queries.statements import who_said
from karabakh_events.queries.timeline import timeline

AGREEMENT = "trilateral-statement-2020"
BODY = "Ministry of Foreign Affairs of Russia"
OFFICE = f"Minister of Foreign Affairs, {BODY}"
INTERVIEW, REPORT = "2020-11-22-interview", "2020-11-23-report"
VISIT, SIGNING, WAR = "2020-11-22-lavrov-in-baku", "2020-11-10-signing", "2020-second-war"


def events(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in timeline(connection, TimelineFilter(**wanted))]


def said(connection: sqlite3.Connection, **wanted: Any) -> list[str]:
    return [row.id for row in who_said(connection, StatementFilter(**wanted))]
