"""What Datasette gains where kevents is installed, and that it leaves other people's databases alone."""

import json
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.web.serving import Page

# A Datasette of somebody else's, as `datasette FILES` makes it.
PROGRAM = """\
import asyncio, json, sys
from datasette.app import Datasette
from datasette.plugins import pm
from karabakh_events.web import plugin
files, settings, paths = json.loads(sys.argv[1])
if not pm.is_registered(plugin):
    pm.register(plugin, "kevents")
datasette = Datasette(files, settings=settings)

async def asked():
    await datasette.invoke_startup()
    given = [await datasette.client.get(path) for path in paths]
    return [(answer.status_code, answer.text) for answer in given]

print("\\n" + json.dumps(asyncio.run(asked())))
"""


def answers(file: Path, *paths: str, **settings: Any) -> list[tuple[int, str]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps([[str(file)], settings, paths])],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [(status, text) for status, text in json.loads(done.stdout.splitlines()[-1])]


@pytest.fixture
def others(tmp_path: Path) -> Path:
    path = tmp_path / "others.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            """
            CREATE TABLE plants (id INTEGER PRIMARY KEY, title TEXT, earliest TEXT);
            INSERT INTO plants VALUES (1, 'Rose', '2020-05-01');
            CREATE TABLE shows (id, title, date_edtf, earliest, latest, kind, status, actors, place);
            INSERT INTO shows VALUES
                (1, '<script>alert(1)</script>', 'in spring', '1999-05-01', NULL, 7, 'alleged', 5, x'3C623E'),
                (NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
                (2.5, x'FF00', '2020-02-31', 'x', 12, 'statement', 'unheard of', '; ', '');
            """
        )
        connection.commit()
    return path


def test_other_tables_are_as_they_were(others: Path) -> None:
    (status, text), (no_timeline, _), (no_record, _) = answers(
        others, "/others/plants", "/others/plants.timeline", "/-/kevents/others/1"
    )
    assert status == 200
    assert ".timeline" not in text
    assert "/-/kevents/" not in text
    assert (no_timeline, no_record) == (404, 404)


def test_a_table_that_looks_like_a_timeline_is_drawn_as_text(others: Path) -> None:
    (status, text), (_, table) = answers(others, "/others/shows.timeline", "/others/shows")
    assert status == 200
    page = Page(text)
    assert "<script>alert(1)</script>" in page.text
    assert "alert" not in "".join(page.scripts)
    assert "in spring" in page.text
    assert "ALLEGED" in page.text
    # It has no records that a page of ours could show.
    assert not any(link.startswith("/-/kevents/") for link in page.links + Page(table).links)


def test_a_view_that_never_ends_is_not_asked(others: Path) -> None:
    with closing(sqlite3.connect(others)) as connection:
        connection.executescript(
            """
            CREATE TABLE alembic_version (version_num TEXT);
            INSERT INTO alembic_version VALUES ('0001');
            CREATE VIEW records AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)
                SELECT id, 'event' AS kind, 'x' AS label FROM n;
            """
        )
        connection.commit()
    ((status, text),) = answers(others, "/-/kevents/others/geneva")
    assert status == 404
    assert "no such kevents database" in text


def test_a_kevents_database_has_its_records_under_any_datasette(sample_file: Path) -> None:
    name = sample_file.stem
    (_, record), (_, timeline), (missing, _) = answers(
        sample_file,
        f"/-/kevents/{name}/2020-12-summit",
        f"/{name}/timeline.timeline",
        f"/-/kevents/{name}/2020-12-sumit",
    )
    assert "A summit may follow in December" in Page(record).marked
    assert f"/-/kevents/{name}/2020-12-summit" in Page(timeline).links
    assert missing == 404


def test_whoever_may_not_query_may_not_read_records(sample_file: Path) -> None:
    name = sample_file.stem
    (status, record), (_, timeline) = answers(
        sample_file,
        f"/-/kevents/{name}/sergey-lavrov",
        f"/{name}/events.timeline",
        default_allow_sql=False,
    )
    assert status == 403
    assert "Lavrov" not in record
    assert "Lavrov visits Baku" in timeline
    assert "/-/kevents/" not in timeline


def test_the_plugin_is_the_one_that_is_declared() -> None:
    project = Path(__file__).parent.parent.parent / "pyproject.toml"
    declared = tomllib.loads(project.read_text("utf-8"))["project"]["entry-points"]["datasette"]
    assert declared == {"kevents": "karabakh_events.web.plugin"}
    assert find_spec(declared["kevents"])
