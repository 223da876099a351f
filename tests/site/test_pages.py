"""What the pages say and where they lead, without a browser."""

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from karabakh_events.database import open_reading
from karabakh_events.errors import KeventsError
from karabakh_events.names import fold
from karabakh_events.queries.ledger import ledger
from karabakh_events.site import rows as listing
from karabakh_events.site.addresses import page as file_of
from karabakh_events.site.addresses import web_address
from tests.rows import Rows, sample_rows
from tests.site.conftest import site_of_rows
from tests.site.hostile import PAYLOAD
from tests.site.reading import Page, page, pages, rows

SITES = ("sample_site", "bundled_site", "hostile_site")


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue(request.param)
    return found


def test_every_link_leads_somewhere(site: Path) -> None:
    read = pages(site)
    for name, here in read.items():
        targets = [
            *here.links,
            *(each["src"] for each in here.all("script")),
            *(each["href"] for each in here.all("link")),
        ]
        for target in targets:
            parts = urlsplit(target)
            if target == "data:,":  # no picture for the tab: the browser need not ask for one
                continue
            if parts.scheme:
                assert parts.scheme in ("http", "https"), f"{name}: {target}"
                continue
            path = (site / name).parent / unquote(parts.path) if parts.path else site / name
            assert path.is_file(), f"{name}: {target}"
            there = path.resolve().relative_to(site.resolve()).as_posix()
            if parts.fragment and there != "index.html":
                assert parts.fragment in read[there].ids, f"{name}: {target}"


def test_links_into_the_timeline_are_filters_that_it_knows(site: Path) -> None:
    controls = {
        each["name"]
        for tag, each in page(site / "index.html").elements
        if tag in ("input", "select") and "name" in each
    }
    known = rows(site)
    values = {"actor": {actor[0] for actor in known["actors"]}, "topic": set(known["topics"])}
    found = {
        tuple(link.partition("#")[2].split("=", 1))
        for here in pages(site).values()
        for link in here.links
        if "index.html#" in link
    }
    assert found
    for name, value in found:
        assert name in controls
        assert value in values[name]


def test_every_page_is_whole(site: Path) -> None:
    for name, here in pages(site).items():
        assert len(here.ids) == len(set(here.ids)), name
        for landmark in ("header", "nav", "main", "footer", "h1", "title"):
            expected = 2 if landmark in ("header", "nav") else 1  # of the page, and of the record or the list
            assert 1 <= len(here.all(landmark)) <= expected, f"{name}: {landmark}"
        assert here.all("html") == [{"lang": "en"}]
        named = set(here.ids)
        for _, attributes in here.elements:
            assert set(attributes.get("aria-labelledby", "").split()) <= named, name
            assert set(attributes.get("aria-describedby", "").split()) <= named, name
        levels = [int(tag[1]) for tag, _ in here.elements if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1, name
        assert all(after - before <= 1 for before, after in pairwise(levels)), name


def test_no_page_lets_a_script_or_an_address_from_elsewhere_in(site: Path) -> None:
    for name, here in pages(site).items():
        (policy,) = [
            each["content"]
            for each in here.all("meta")
            if each.get("http-equiv") == "Content-Security-Policy"
        ]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == "'self' file:"
        assert ("'unsafe-inline'" in rules["style-src"]) == (name == "index.html")
        for tag, attributes in here.elements:
            assert not [each for each in attributes if each.startswith("on") or each == "style"], name
            assert tag not in ("style", "iframe", "object", "embed", "img", "base"), name
            assert "//" not in attributes.get("src", "")
        assert all("src" in each for each in here.all("script"))


def test_every_control_has_a_label(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    controls = re.findall(r"<(?:input|select)\b[^>]*>", text)
    labelled = re.findall(r"<label\b[^>]*>[^<]+<(?:input|select)\b[^>]*>", text)
    assert len(controls) == len(labelled) >= 10


def test_hostile_text_stays_text(hostile_site: Path) -> None:
    shown = "</script></style></title><script data-injected>alert(1)</script><b data-injected>bold</b>"
    read = pages(hostile_site)
    told = [name for name, here in read.items() if shown in here.words]
    assert len(told) > 20
    for name, here in read.items():
        assert not [1 for _, attributes in here.elements if "data-injected" in attributes], name
        assert not set(here.text) & set("\x1b\x07\u202e\u202c\u2028\u2029"), name
        assert not any(link.startswith("javascript:") for link in here.links), name
    document = next(here for name, here in read.items() if name.startswith("documents/"))
    assert "javascript:alert(6)" in document.text
    assert "<U+202E>gnihtemos" in document.text
    assert "{{ 7 * 191 }}" in document.text
    assert "1337" not in document.text


def test_the_rows_cannot_end_their_script(hostile_site: Path) -> None:
    script = (hostile_site / "data" / "record.js").read_text(encoding="utf-8")
    assert not set(script) & set("<>&\u2028\u2029\x1b\u202e")
    titles = [row[2] for row in rows(hostile_site)["rows"]]
    assert any("<b data-injected>bold</b>" in title for title in titles)


def test_rows_are_written_as_json_in_a_string() -> None:
    values = {"rows": [PAYLOAD, "it's \\ a \\' test", "\\u0027"], "more": [None, 1]}
    script = listing.script(values)
    assert "</" not in script
    quoted = script[script.index("('") + 2 : script.rindex("')")]
    assert "'" not in quoted
    # As JavaScript reads a string in single quotes whose only escapes are of backslashes.
    assert json.loads(quoted.replace("\\\\", "\\")) == values


def test_the_timeline_has_every_event_and_statement(sample_site: Path) -> None:
    sample = sample_rows()
    read = rows(sample_site)
    assert {row[1] for row in read["rows"] if row[0] == 0} == {row["id"] for row in sample["events"]}
    assert {row[1] for row in read["rows"] if row[0] == 1} == {row["id"] for row in sample["statements"]}
    dated = [row[4] is not None or row[5] is not None for row in read["rows"]]
    assert dated == sorted(dated, reverse=True)  # those without a date are last
    for row in read["rows"]:
        assert all(fold(line) == line for line in row[14].split("\n"))
        assert fold(row[2]) in row[14] or "<U+" in row[2] or "␛" in row[2]


def test_every_record_has_a_page_of_its_own(sample_site: Path) -> None:
    sample = sample_rows()
    for table in ("events", "statements", "agreements", "actors", "documents", "places"):
        for row in sample[table]:
            here = page(sample_site / table / f"{row['id']}.html")
            assert str(row["id"]) in here.words


def test_a_record_shows_its_date_its_actors_and_its_passages(bundled_site: Path) -> None:
    here = page(bundled_site / "statements" / "2020-11-22-aliyev-erdogan-role.html")
    assert "22 Nov 2020" in here.words
    assert "the date of its occasion" in here.words
    assert "stressed the important role which Turkey’s President Recep Tayyip Erdogan" in here.words
    assert "../actors/ilham-aliyev.html" in here.links
    assert "../documents/2020-11-lavrov-shoygu-visits.html#p1979-2141" in here.links
    assert "../events/2020-11-22-lavrov-shoygu-in-baku.html" in here.links
    assert "../index.html#topic=security" in here.links


def test_what_is_only_planned_says_so_in_a_word(bundled_site: Path) -> None:
    planned = [
        row
        for read in [rows(bundled_site)]
        for row in read["rows"]
        if row[8] >= 0 and read["statuses"][row[8]] == "planned"
    ]
    assert planned
    for row in planned:
        assert " planned " in f" {page(bundled_site / 'events' / f'{row[1]}.html').words} "


def test_an_agreement_has_its_ledger(bundled_site: Path) -> None:
    here = page(bundled_site / "agreements" / "2020-10-10-humanitarian-ceasefire.html")
    assert "humanitarian-ceasefire-halt" in here.ids
    assert "is still not being observed. to Sergey Lavrov via JAMnews" in here.words
    assert "partly 12 Oct 2020 Sergey Lavrov: The agreement is not fully observed" in here.words
    assert (
        "breached between 10 Oct and 9 Nov 2020 (inferred) alleged The ceasefire of 10 October" in here.words
    )
    assert "../documents/2020-10-jamnews-mnatsakanyan-in-moscow.html#p1370-1712" in here.links


def test_a_ledger_tells_what_the_command_tells(sample_site: Path, sample_file: Path) -> None:
    connection = open_reading(sample_file)
    rows = list(ledger(connection, "trilateral-statement-2020"))
    connection.close()
    here = page(sample_site / "agreements" / "trilateral-statement-2020.html")
    claims = [claim for row in rows for claim in row.claims]
    assert claims
    assert [row.id for row in rows] == [each for each in here.ids if each in {row.id for row in rows}]
    for row in rows:
        assert row.summary in here.words
        for claim in row.claims:
            assert f"../{claim.kind}s/{claim.id}.html" in here.links
            for speaker in claim.speakers:
                assert f"../actors/{speaker.id}.html" in here.links
            whole = [each for each in claim.citations if each.supports == "whole"] or claim.citations[:1]
            for at in whole:
                assert f"../documents/{at.document}.html#p{at.start}-{at.end}" in here.links
    assert "to Interfax" in here.words  # to whom the corridor was guaranteed
    assert "the text has “until the end of the month”" in here.words


def test_an_actor_has_offices_spellings_deeds_and_words(bundled_site: Path) -> None:
    here = page(bundled_site / "actors" / "sergey-lavrov.html")
    for words in ("Sergei Lavrov", "Foreign Minister", "Took part in", "Said", "Passages"):
        assert words in here.words
    assert "Said about" in page(bundled_site / "actors" / "turkey.html").words
    assert "../index.html#actor=sergey-lavrov" in here.links


def test_a_document_is_whole_with_every_passage_marked(bundled_site: Path) -> None:
    name = "2020-11-lavrov-shoygu-visits"
    here = page(bundled_site / "documents" / f"{name}.html")
    text = (Path(__file__).parents[2] / "seeds" / f"{name}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        assert " ".join(line.split()) in here.words
    marks = [each for each in here.all("a") if each.get("class", "").startswith("passage")]
    marked = {anchor for each in marks for anchor in each["data-passages"].split()}
    listed = {each[1:] for each in here.ids if re.fullmatch(r"dp\d+-\d+", each)}
    anchors = {each for each in here.ids if re.fullmatch(r"p\d+-\d+", each)}
    assert len(marked) > 100
    assert marked == listed == anchors


def test_a_conflict_is_told_with_every_reading(bundled_site: Path) -> None:
    here = page(bundled_site / "events" / "2017-10-geneva-summit.html")
    assert "Told in more than one way" in here.words
    assert "16 Oct 2017" in here.words
    assert "PA-X Peace Agreements Database" in here.words


def test_an_empty_database_says_so(tmp_path: Path) -> None:
    empty: Rows = {}
    site = site_of_rows(empty, tmp_path / "site")
    read = pages(site)
    assert "no events and no statements yet" in read["index.html"].words
    assert "no actors" in read["actors.html"].words
    assert rows(site)["rows"] == []


@pytest.mark.parametrize(
    "identifier",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "CON",
        "Visit",
        "",
        ".",
        "a..b",
        "a\0b",
        "ä",
        "a" * 161,
    ],
)
def test_an_identifier_that_is_no_slug_makes_no_file(identifier: str) -> None:
    with pytest.raises(KeventsError, match="cannot be the name of a file"):
        file_of("event", identifier)


def test_a_database_of_other_hands_writes_nothing_outside(tmp_path: Path) -> None:
    sample = sample_rows()
    event = {**sample["events"][0], "id": "../../outside"}
    with pytest.raises(KeventsError, match="cannot be the name of a file"):
        site_of_rows({**sample, "events": [*sample["events"], event]}, tmp_path / "in" / "site")
    assert not list(tmp_path.rglob("*.html"))


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c#d", True),
        ("http://example.org", True),
        ("HTTPS://example.org", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://example.org/%0aalert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("//example.org", False),
        ("https://", False),
        ("https://exa mple.org", False),
        ("https://[", False),
        ("", False),
        (None, False),
    ],
)
def test_only_addresses_of_the_web_are_links(url: str | None, *, safe: bool) -> None:
    assert (web_address(url) is not None) is safe


def test_pages_are_parsed_strictly() -> None:
    with pytest.raises(AssertionError):
        Page("<p><b></p></b>")
