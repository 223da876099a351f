"""TimelineJS: its documented format, strictly; and TimelineJS itself, in a browser."""

import html
import json
import re
import shutil
import sqlite3
import subprocess
import time
from datetime import date
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from karabakh_events.dates import in_words, parse_edtf
from karabakh_events.exports.report import Report
from karabakh_events.exports.timelinejs import UNDATED
from karabakh_events.queries.filters import TimelineFilter
from tests.exports.conftest import ALL, NOTHING, exported
from tests.test_dates import texts

VISIT = "2020-11-22-lavrov-in-baku"

_DATE = {
    "type": "object",
    "properties": {
        "year": {"type": "integer", "minimum": 1, "maximum": 9999},
        "month": {"type": "integer", "minimum": 1, "maximum": 12},
        "day": {"type": "integer", "minimum": 1, "maximum": 31},
    },
    "required": ["year"],
    "dependentRequired": {"day": ["month"]},
    "additionalProperties": False,
}
_TEXT = {
    "type": "object",
    "properties": {"headline": {"type": "string", "minLength": 1}, "text": {"type": "string"}},
    "required": ["headline", "text"],
    "additionalProperties": False,
}
# https://timeline.knightlab.com/docs/json-format.html, as far as it is used, and nothing else.
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        "title": {
            "type": "object",
            "properties": {"text": _TEXT},
            "required": ["text"],
            "additionalProperties": False,
        },
        "scale": {"const": "human"},
        "events": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "unique_id": {"type": "string", "pattern": "^[A-Za-z0-9-]+$"},
                    "start_date": _DATE,
                    "end_date": _DATE,
                    "display_date": {"type": "string", "minLength": 1},
                    "text": _TEXT,
                    "group": {"enum": ["event", "statement"]},
                    "autolink": {"const": False},
                },
                "required": ["unique_id", "start_date", "display_date", "text", "group"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["events"],
    "additionalProperties": False,
}


def timeline(connection: sqlite3.Connection, wanted: TimelineFilter = ALL) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(exported("timelinejs", connection, wanted)[0])
    return read


def slides(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    return {slide["unique_id"]: slide for slide in timeline(connection)["events"]}


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(name for name, _ in attrs)))


def test_the_format_is_the_documented_one(corpus: sqlite3.Connection) -> None:
    written = timeline(corpus)
    jsonschema.Draft202012Validator(SCHEMA).validate(written)
    ids = [slide["unique_id"] for slide in written["events"]]
    assert len(set(ids)) == len(ids)


def test_every_dated_row_is_a_slide_in_the_order_of_the_timeline(corpus: sqlite3.Connection) -> None:
    (number,) = corpus.execute(
        "SELECT (SELECT count(*) FROM events WHERE date_edtf IS NOT NULL)"
        " + (SELECT count(*) FROM statements WHERE date_edtf IS NOT NULL)"
    ).fetchone()
    assert len(timeline(corpus)["events"]) == number


@pytest.mark.parametrize(
    ("name", "start", "end", "words"),
    [
        (VISIT, (2020, 11, 22), None, "22 Nov 2020"),
        ("2020-12-summit", (2020, 12), None, "Dec 2020"),
        ("2020-10-mines", (2020, 10), None, "Oct 2020? (inferred)"),
        ("2019-observers", (2019,), None, "2019"),
        ("2020-09-outbreak", (2020, 9, 21), (2020, 9, 27), "between 21 and 27 Sep 2020"),
        ("2020-second-war", (2020, 9, 27), None, "on or after 27 Sep 2020"),
        ("lavrov-settlement", (2020, 11), None, "about Nov 2020 (inferred)"),
    ],
)
def test_dates_are_as_fine_as_they_are_known(
    sample: sqlite3.Connection, name: str, start: tuple[int, ...], end: tuple[int, ...] | None, words: str
) -> None:
    slide = slides(sample)[name]
    assert tuple(slide["start_date"].values()) == start
    assert (tuple(slide["end_date"].values()) if "end_date" in slide else None) == end
    assert slide["display_date"] == words


def test_what_did_not_simply_happen_says_so(sample: sqlite3.Connection) -> None:
    headlines = {name: slide["text"]["headline"] for name, slide in slides(sample).items()}
    assert headlines["2020-12-summit"] == "PLANNED: A summit of the leaders"
    assert headlines["2020-10-mines"].startswith("ALLEGED: ")
    assert headlines[VISIT] == "Lavrov visits Baku"
    assert headlines["lavrov-corridor"].startswith("Sergey Lavrov: ")


def test_the_text_has_the_words_their_bearers_and_their_place(sample: sqlite3.Connection) -> None:
    text = slides(sample)["lavrov-corridor"]["text"]["text"]
    assert text == (
        "<blockquote>“The Lachin corridor is guaranteed by Russia”</blockquote>"
        "<p>commit · Baku · Sergey Lavrov (speaker), Interfax (addressee), Russia (subject)</p>"
        "<blockquote>The Lachin corridor is guaranteed by Russia</blockquote>"
        "<blockquote>Lavrov told Interfax</blockquote>"
        '<p>Interfax, <cite><a href="https://example.org/2020-11-22-interview">Lavrov: the corridor is'
        " guaranteed</a></cite></p>"
    )


def test_only_undated_rows_are_a_timeline_without_events(sample: sqlite3.Connection) -> None:
    content, report = exported("timelinejs", sample, TimelineFilter(statuses=("denied",)))
    written = json.loads(content)
    jsonschema.Draft202012Validator(SCHEMA).validate(written)
    assert written["events"] == []
    assert report.lost == {UNDATED: 1}
    assert not report.empty


def test_nothing_is_a_timeline_without_events(sample: sqlite3.Connection) -> None:
    content, report = exported("timelinejs", sample, NOTHING)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(content))
    assert report.empty


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</blockquote></p><b>",
    "&lt;script&gt; &amp;",
    "javascript:alert(1)",
    "\x1b[2J\u202e",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(min_size=1) | st.sampled_from(HOSTILE))
@example(text="https://twitter.com/a/status/1.pdf")
def test_any_text_is_text_and_no_markup(writable: sqlite3.Connection, text: str) -> None:
    writable.execute("UPDATE events SET title = ?, summary = ? WHERE id = ?", (text, text, VISIT))
    writable.execute("UPDATE documents SET title = ?, url = ?", (text, text))
    writable.execute("UPDATE actors SET name = ? WHERE id = 'sergey-lavrov'", (text,))
    slide = slides(writable)[VISIT]
    shown = Report().seen(text)
    assert html.unescape(slide["text"]["headline"]) == shown
    tags = _Tags(slide["text"]["headline"]).tags + _Tags(slide["text"]["text"]).tags
    allowed: set[tuple[str, tuple[str, ...]]] = {("p", ()), ("blockquote", ()), ("cite", ())}
    if text.startswith(("http://", "https://")):
        allowed.add(("a", ("href",)))
    assert set(tags) <= allowed
    assert shown in html.unescape(slide["text"]["text"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edtf=texts)
def test_any_date_is_a_date_of_the_format(writable: sqlite3.Connection, edtf: str) -> None:
    span = parse_edtf(edtf)
    writable.execute(
        "UPDATE events SET date_edtf = ?, earliest = ?, latest = ?, precision = ? WHERE id = ?",
        (span.edtf, span.earliest, span.latest, span.precision.value, VISIT),
    )
    written = timeline(writable)
    jsonschema.Draft202012Validator(SCHEMA).validate(written)
    (slide,) = (each for each in written["events"] if each["unique_id"] == VISIT)
    assert slide["display_date"] == in_words(span.edtf)
    start = slide["start_date"]
    first = date(start["year"], start.get("month", 1), start.get("day", 1)).isoformat()
    assert first == (span.earliest or span.latest)
    if "end_date" in slide:
        assert date(*slide["end_date"].values()).isoformat() == span.latest


# --- TimelineJS itself ---------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="package/dist/css/timeline.css">
<div id="timeline" style="width:100%; height:700px"></div><script src="package/dist/js/timeline.js"></script>
<script>window.errors = []; window.onerror = message => errors.push(message);
window.timeline = new TL.Timeline("timeline", DATA, {});</script>"""


@pytest.mark.slow
def test_timelinejs_draws_every_slide(corpus: sqlite3.Connection, tmp_path: Path) -> None:
    missing = [name for name in ("npm", "chromium", "chromedriver") if shutil.which(name) is None]
    missing += ["selenium"] if find_spec("selenium") is None else []
    if missing:
        needed = "npm, chromium and chromium-driver of Debian, and the extra test-slow"
        pytest.fail(f"{', '.join(missing)} not found: TimelineJS in a browser needs {needed}")
    from selenium import webdriver

    subprocess.run(["npm", "pack", "--silent", "@knight-lab/timelinejs@3.9"], cwd=tmp_path, check=True)
    (archive,) = tmp_path.glob("*.tgz")
    shutil.unpack_archive(archive, tmp_path, filter="data")
    content, report = exported("timelinejs", corpus)
    page = tmp_path / "page.html"
    page.write_text(PAGE.replace("DATA", content.decode().replace("<", "\\u003c")), encoding="utf-8")
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1200,800"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        browser.get(page.as_uri())
        deadline = time.monotonic() + 60
        expected = sum(report.written.values()) + 1  # and the title
        while (drawn := browser.execute_script("return document.querySelectorAll('.tl-slide').length")) < (
            expected
        ):
            assert time.monotonic() < deadline, (drawn, expected)
            time.sleep(0.2)
        assert browser.execute_script("return [errors, timeline.config.getErrors()]") == [[], []]
        said = browser.execute_script(
            "return Array.from(document.querySelectorAll('.tl-headline-date')).map(each => each.textContent)"
        )
        written = json.loads(content)["events"]
        assert sorted(filter(None, said)) == sorted(slide["display_date"] for slide in written)
        headlines = browser.execute_script(
            "return Array.from(document.querySelectorAll('.tl-headline')).map(each => each.textContent)"
        )
        for slide in written:
            words = re.sub(r"\s+", " ", html.unescape(slide["text"]["headline"])).strip()
            assert words in [re.sub(r"\s+", " ", headline).strip() for headline in headlines]
    finally:
        browser.quit()
