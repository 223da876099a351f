"""A synthetic database of events, and of statements where asked for, always the same for the same seed.

There are no record files behind it: it is for measuring what reads a million of them.
`python benchmarks/events.py FILE.db EVENTS [--statements NUMBER]` writes it.
"""

import argparse
import calendar
import hashlib
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from karabakh_events import vocabulary

SEED = 2020
TOPICS = ("ceasefire", "corridor", "mediation", "monitoring", "refugees", "settlement", "status", "territory")

_WORDS = ("talks", "agreement", "ceasefire", "corridor", "sides", "region", "delay", "refugees", "return")
_FIRST, _LAST = date(1988, 2, 20), date(2023, 12, 31)


EVENT_ACTORS = 100
"""Actors of the events alone: `actor-000` is in most of them, and each next one in fewer (1/rank)."""


def _span(chance: random.Random, day: date) -> tuple[date | None, date | None, str | None]:
    share = chance.random()
    if share < 0.70:
        return day, day, "day"
    if share < 0.90:
        return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]), "month"
    if share < 0.96:
        return day.replace(month=1, day=1), day.replace(month=12, day=31), "year"
    if share < 0.98:
        return day, day + timedelta(chance.randrange(367, 9000)), "interval"
    if share < 0.99:
        return (day, None, "open") if share < 0.985 else (None, day, "open")
    return None, None, None


def _event_rows(number: int, chance: random.Random) -> Iterator[tuple[Any, ...]]:
    types, statuses = (
        [term.value for term in vocabulary.EventType],
        [term.value for term in vocabulary.EventStatus],
    )
    # In the order of their identifiers, which begin with the day: as the build writes them.
    days = sorted(chance.randrange((_LAST - _FIRST).days) for _ in range(number))
    for position, offset in enumerate(days):
        day = _FIRST + timedelta(offset)
        earliest, latest, precision = _span(chance, day)
        edtf = (
            f"{day}" if precision == "day" else f"{earliest or '..'}/{latest or '..'}" if precision else None
        )
        yield (
            f"{day}-event-{position:07}",
            chance.choice(types),
            "talks",
            f"Talks number {position}",
            edtf,
            earliest and f"{earliest}",
            latest and f"{latest}",
            precision,
            edtf and "stated",
            chance.choice(statuses),
            f"place-{chance.randrange(50):02}",
        )


def _statement_rows(
    database: sqlite3.Connection, number: int, actors: Sequence[str], documents: int, chance: random.Random
) -> None:
    """Add statements of the days of the events, each with its chain, a topic and two passages."""
    acts = [term.value for term in vocabulary.SpeechAct]
    days = sorted(chance.randrange((_LAST - _FIRST).days) for _ in range(number))
    positions = iter(range(number))
    while some := list(islice(positions, 10_000)):
        rows = []
        for position in some:
            earliest, latest, precision = _span(chance, _FIRST + timedelta(days[position]))
            edtf = precision and (
                f"{earliest}" if precision == "day" else f"{earliest or '..'}/{latest or '..'}"
            )
            bounds = (edtf, earliest and f"{earliest}", latest and f"{latest}", precision, edtf and "stated")
            quote = " ".join(chance.choices(_WORDS, k=20))
            report = f"report-{chance.randrange(documents):05}"
            rows.append((f"words-{position:07}", chance.choice(acts), quote, *bounds, report))
        database.executemany(
            "INSERT INTO statements (id, manner, act, quote, summary, date_edtf, earliest, latest, precision,"
            " date_basis, document_id, section)"
            " VALUES (?1, 'direct', ?2, ?3, 'Speaks of ' || ?1, ?4, ?5, ?6, ?7, ?8, ?9, 'body')",
            rows,
        )
        roles = ("speaker", "addressee", "subject", "relayer")
        database.executemany(
            "INSERT INTO statement_actors (statement_id, actor_id, role, position) VALUES (?, ?, ?, ?)",
            (
                (row[0], actor, role, position)
                for row in rows
                for position, (role, actor) in enumerate(zip(roles, chance.sample(actors, 4), strict=True))
            ),
        )
        database.executemany(
            "INSERT OR IGNORE INTO topics VALUES (?, ?)", ((topic, topic) for topic in TOPICS)
        )
        database.executemany(
            "INSERT INTO statement_topics VALUES (?, ?, 0)", ((row[0], chance.choice(TOPICS)) for row in rows)
        )
        database.executemany(
            'INSERT INTO citations (id, document_id, start, "end", exact, section, supports, statement_id)'
            " VALUES (?, ?, 0, 5, 'words', 'body', ?, ?)",
            (
                (f"{row[0]}@{supports}", row[-1], supports, row[0])
                for row in rows
                for supports in ("quote", "actors")
            ),
        )


def write_events(path: Path, number: int, seed: int = SEED, *, statements: int = 0) -> None:
    """Make a database of `number` events, each with one to four actors, a place and a citation; and of as
    many statements as are asked for.

    The rows go in by plain `executemany`: `database.loading` wants all of them in memory at once.
    """
    from sqlalchemy import create_engine

    from karabakh_events.database import ddl
    from karabakh_events.schema.derived import DERIVED

    path.unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        ddl.create(connection)
    engine.dispose()
    chance = random.Random(f"{seed} events")  # noqa: S311
    actors = [f"actor-{rank:03}" for rank in range(EVENT_ACTORS)]
    weights = list(accumulate(1 / rank for rank in range(1, EVENT_ACTORS + 1)))
    documents = max(20, number // 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -200000")
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO actors (id, name, kind) VALUES (?, ?, 'person')",
            ((actor, actor.replace("actor-", "Actor ")) for actor in actors),
        )
        database.executemany(
            "INSERT INTO places (id, name) VALUES (?, ?)",
            ((f"place-{each:02}", f"Place {each:02}") for each in range(50)),
        )
        database.executemany(
            "INSERT INTO documents (id, title, language, sha256, text) VALUES (?, ?, 'en', ?, ?)",
            (
                (f"report-{each:05}", f"Report {each}", hashlib.sha256(text.encode()).hexdigest(), text)
                for each in range(documents)
                for text in (f"words of report {each}",)
            ),
        )
        events = _event_rows(number, chance)
        while rows := list(islice(events, 10_000)):
            database.executemany(
                "INSERT INTO events (id, type, mode, title, date_edtf, earliest, latest, precision,"
                " date_basis, status, place_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
            database.executemany(
                "INSERT INTO event_actors VALUES (?, ?, 'participant', ?)",
                (
                    (row[0], actor, position)
                    for row in rows
                    for position, actor in enumerate(
                        dict.fromkeys(chance.choices(actors, cum_weights=weights, k=chance.randint(1, 4)))
                    )
                ),
            )
            database.executemany(
                'INSERT INTO citations (id, document_id, start, "end", exact, section, supports, event_id)'
                " VALUES (?, ?, 0, 5, 'words', 'body', 'whole', ?)",
                ((f"{row[0]}@1", f"report-{chance.randrange(documents):05}", row[0]) for row in rows),
            )
        _statement_rows(database, statements, actors, documents, chance)
        for derived, query in DERIVED.items():
            database.execute(f"INSERT INTO {derived.name} {query}")
        database.execute("INSERT INTO about VALUES ('fingerprint', ?)", (f"{number} events, seed {seed}",))
        database.execute("COMMIT")


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic database of events.")
    parser.add_argument("target", type=Path)
    parser.add_argument("events", type=int)
    parser.add_argument("--statements", type=int, default=0, help="and of so many statements")
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write_events(arguments.target, arguments.events, arguments.seed, statements=arguments.statements)


if __name__ == "__main__":
    main()
