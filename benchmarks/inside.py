"""What is timed within one process: the stages of a build, and a page of the timeline.

Run by `run.py`, each in a process of its own; the figures go to standard output as JSON, in seconds.
"""

import gc
import json
import sqlite3
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

ROUNDS = 40
PAGE = 50


def stages(folder: Path, scratch: Path) -> dict[str, float]:
    """The stages of `kevents build FOLDER`, and beside them the bare insertion of the same rows.

    In seconds of the processor: each is done once, and takes too long for a quiet moment.
    """
    from karabakh_events.database.loading import build
    from karabakh_events.extractor import extract
    from karabakh_events.records import read_corpus
    from karabakh_events.records.composing import compose

    gc.set_threshold(200_000)  # as the program does
    took: dict[str, float] = {}

    def timed(stage: str, work: Callable[[], Any]) -> Any:
        begun = time.process_time()
        result = work()
        took[stage] = time.process_time() - begun
        return result

    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")]
    timed("yaml", lambda: deque(map(compose, texts), maxlen=0))
    corpus = timed("reading", lambda: read_corpus([folder]))
    extraction = timed("extracting", lambda: extract(corpus))
    rows = extraction.sound_rows()
    fingerprint = timed("fingerprint", extraction.fingerprint)
    whole, bare = scratch / "stages.db", scratch / "bare.db"
    whole.unlink(missing_ok=True)
    timed("loading", lambda: build(whole, rows, fingerprint))
    took["rows"] = sum(map(len, rows.values()))
    tables = {
        table: (list(some[0]), [tuple(row.values()) for row in some]) for table, some in rows.items() if some
    }
    timed("bare tables", lambda: _insert(bare, tables, _bare_tables(tables)))
    timed("bare schema", lambda: _insert(bare, tables, _schema_of(whole)))
    return took


def _insert(
    path: Path, tables: Mapping[str, tuple[list[str], list[tuple[Any, ...]]]], schema: Iterable[str]
) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("BEGIN")
        for statement in schema:
            database.execute(statement)
        for table, (columns, rows) in tables.items():
            names = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join("?" * len(columns))
            database.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
        database.execute("COMMIT")


def _bare_tables(tables: Mapping[str, tuple[list[str], Any]]) -> list[str]:
    """Tables of the same columns, without a key, an index, a check or a full-text index."""
    return [
        f"CREATE TABLE {table} ({', '.join(f'{chr(34)}{column}{chr(34)}' for column in columns)})"
        for table, (columns, _) in tables.items()
    ]


def _schema_of(path: Path) -> list[str]:
    """Tables, indexes and full-text index as they are in a database that kevents made."""
    with closing(sqlite3.connect(path)) as database:
        found = database.execute(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND type <> 'view'"
            " AND name NOT GLOB 'search_*' ORDER BY type DESC"
        )
        return [sql for (sql,) in found]


def pages(small: Path, large: Path) -> dict[str, dict[str, list[float]]]:
    """Seconds for a page of the timeline, of each kind and of both databases, one after the other."""
    from karabakh_events.database import open_reading
    from karabakh_events.queries.filters import TimelineFilter
    from karabakh_events.queries.timeline import timeline

    decade: dict[str, Any] = {"since": "2001-01-01", "until": "2010-12-31"}
    autumn: dict[str, Any] = {"since": "2020-09-27", "until": "2020-11-10"}
    often, seldom = {"actors": ("actor-000",)}, {"actors": ("actor-019",)}
    kinds: dict[str, dict[str, Any]] = {
        "ten years": decade,
        "ten years, from the end": {**decade, "reverse": True},
        "six weeks": autumn,
        "an actor in most events": often,
        "an actor in few events": seldom,
        "ten years, an actor in most events": {**decade, **often},
        "ten years, an actor in few events": {**decade, **seldom},
    }
    with closing(open_reading(small)) as one, closing(open_reading(large)) as other:
        figures = {}
        for kind, options in kinds.items():
            asked = TimelineFilter(**options, limit=PAGE)
            times: dict[str, list[float]] = {"small": [], "large": []}
            for number in range(ROUNDS + 2):
                for size, connection in (("small", one), ("large", other)):
                    begun = time.perf_counter()
                    rows = list(timeline(connection, asked))
                    if number > 1:  # the first two read the pages of the file
                        times[size].append(time.perf_counter() - begun)
                    if len(rows) != PAGE:
                        raise SystemExit(f"{kind}: {len(rows)} rows are no page")
            figures[kind] = times
    return figures


if __name__ == "__main__":
    what, first, second = sys.argv[1:]
    measure: Callable[[Path, Path], Any] = {"stages": stages, "pages": pages}[what]
    json.dump(measure(Path(first), Path(second)), sys.stdout)
