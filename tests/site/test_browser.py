"""The site in a browser, from files and from a server: what a reader does, by mouse or with keys alone."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from karabakh_events.names import fold
from tests.rows import sample_rows
from tests.site.browsing import DOWN, ENTER, ESCAPE, TAB, UP, Browser
from tests.site.hostile import PAYLOAD
from tests.site.reading import rows

pytestmark = pytest.mark.slow

RECORD = "2020-11-22-lavrov-turkey-partner"
DOCUMENT = "2020-11-lavrov-shoygu-visits"
PASSAGE = "p1556-1978"


@pytest.fixture(params=["file", "http"])
def address(request: pytest.FixtureRequest, bundled_site: Path, served: str) -> str:
    return bundled_site.as_uri() if request.param == "file" else served


def quiet(browser: Browser, address: str) -> None:
    """Nothing was complained of, and nothing asked for but files of the site."""
    assert browser.faults() == []
    asked = browser.requests()
    assert asked
    assert [each for each in asked if not each.startswith(f"{address}/")] == []


def test_a_reader_filters_opens_and_comes_back(browser: Browser, address: str) -> None:
    browser.screen()
    browser.open(f"{address}/index.html")
    browser.counted("159 records: 91 events, 68 statements")
    browser.choose("actor", "sergey-lavrov")
    browser.until(lambda: "actor=sergey-lavrov" in browser.driver.current_url, "not in the address")
    browser.type("q", "TÜRKEY real fáctor")
    browser.counted("1 of 159 records: 0 events, 1 statement.")
    assert "“a real factor in the region.”" in browser.text("#list")
    browser.driver.find_element("partial link text", "real factor").click()
    browser.until(lambda: "2020-11-22-lavrov-real-factor.html" in browser.driver.current_url, "not open")
    assert browser.text("h1") == "Turkey has become a real factor in the region."
    # To the document, where the passage is emphasised and in view.
    browser.find("figcaption a").click()
    chosen = browser.find(".text a.passage.chosen")
    browser.until(
        lambda: browser.js(
            "const box = arguments[0].getBoundingClientRect();return box.top > 0 && box.bottom < innerHeight",
            chosen,
        ),
        "the passage is out of sight",
    )
    passage = "".join(browser.texts(".text a.passage.chosen"))
    assert passage == "Lavrov also said that Turkey has become “a real factor in the region.”"
    assert browser.texts(".drawn > ol > li.chosen > ul a") == [
        "Turkey has become a real factor in the region."
    ]
    browser.driver.back()
    browser.driver.back()
    browser.counted("1 of 159 records")
    assert browser.find("[name=q]").get_property("value") == "TÜRKEY real fáctor"
    browser.driver.back()
    browser.until(lambda: browser.find("[name=q]").get_property("value") == "", "the words are still there")
    browser.driver.back()
    browser.counted("159 records")
    quiet(browser, address)


def test_a_link_has_the_filters_and_clear_takes_them_away(browser: Browser, address: str) -> None:
    browser.open(
        f"{address}/index.html#topic=monitoring&show=statements&since=2020-11&until=2020-11&sure=certainly"
    )
    browser.until(lambda: "of 159" in browser.text("#count"), "not filtered")
    shown = len(browser.all("#list li"))
    assert browser.text("#count").startswith(f"{shown} of 159 records: 0 events, {shown} statement")
    assert browser.find("[name=until]").get_property("value") == "2020-11"
    browser.find("#clear").click()
    browser.counted("159 records")
    assert browser.find("[name=until]").get_property("value") == ""
    assert not browser.find("#clear").is_displayed()
    assert browser.focused() == "q"
    quiet(browser, address)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("q=100%", "0 of 159"),
        ("q=%E0%A4%A", "0 of 159"),
        ("actor=nobody", "0 of 159"),
        ("topic=%3Cb%3E&page=-7", "0 of 159"),
        ("page=99999999999999999999", "159 records"),
        ("page=x&unknown=1", "159 records"),
        ("=&&&", "159 records"),
        ("constructor=1&__proto__=2", "159 records"),
    ],
)
def test_an_odd_address_does_no_harm(browser: Browser, bundled_site: Path, asked: str, told: str) -> None:
    browser.open(f"{bundled_site.as_uri()}/index.html#{asked}")
    browser.counted(told)
    browser.find(".chart .vis-timeline")
    quiet(browser, bundled_site.as_uri())


def test_a_link_by_identifier_leads_to_the_record(browser: Browser, address: str) -> None:
    browser.open(f"{address}/index.html#{RECORD}")
    browser.until(lambda: f"statements/{RECORD}.html" in browser.driver.current_url, "not led on")
    assert browser.text("h1").startswith("Turkey is Russia’s partner")
    quiet(browser, address)


@pytest.mark.parametrize(
    ("since", "until", "sure", "told"),
    [
        ("2020-11-31", "", "", "write a year, a month or a day"),
        ("2020-13", "", "", "write a year, a month or a day"),
        ("soon", "", "", "write a year, a month or a day"),
        ("2021", "2020", "", "reversed"),
        ("2020", "2021", "certainly", ""),
    ],
)
def test_a_window_that_cannot_be_read_is_told(
    browser: Browser, bundled_site: Path, since: str, until: str, sure: str, told: str
) -> None:
    browser.open(f"{bundled_site.as_uri()}/index.html#since={since}&until={until}&sure={sure}")
    browser.until(lambda: browser.text("#count"), "no count")
    assert told in browser.text("#date-fault")
    assert bool(browser.text("#date-fault")) == bool(told)


@pytest.mark.parametrize("sure", ["", "certainly"])
@pytest.mark.parametrize(
    ("since", "until"),
    [("2020-11", "2020-11"), ("2020-11-09", ""), ("", "2018"), ("2020-11-22", "2020-11-22")],
)
def test_a_window_finds_what_the_command_finds(
    browser: Browser, bundled_site: Path, bundled_file: Path, since: str, until: str, sure: str
) -> None:
    from karabakh_events.database import open_reading
    from karabakh_events.queries.filters import timeline_filter
    from karabakh_events.queries.timeline import timeline

    connection = open_reading(bundled_file)
    wanted = timeline_filter(
        connection, since=since or None, until=until or None, certainly=bool(sure), statements=True
    )
    expected = [row.id for row in timeline(connection, wanted)]
    connection.close()
    browser.open(f"{bundled_site.as_uri()}/index.html#since={since}&until={until}&sure={sure}")
    browser.counted(f"{len(expected)} of 159")
    assert browser.texts("#list .id code") == expected[:100]


def test_words_are_folded_as_names_are(browser: Browser, bundled_site: Path, hostile_site: Path) -> None:
    texts = [
        "Erdoğan’s İstanbul ıssız ŞUŞA Əliyev",
        "Nagorno–Karabakh ‘quoted’ “words” Ter-Petrosyan",
        "Straße ΣΊΣΥΦΟΣ Щёлково Йод հայերեն Æsir Łódź",
        "ﬁne  \t ½ x² Ⅷ ＡＢＣ\u00ad\u200bhidden\ufeff",
        "the minister's, the ministers' and rock 'n' roll; O´Brien",
        PAYLOAD,
        *(row[2] for row in rows(bundled_site)["rows"]),
        *(actor[1] for actor in rows(bundled_site)["actors"]),
    ]
    browser.open(f"{bundled_site.as_uri()}/index.html")
    browser.counted("159")
    found = browser.js("return arguments[0].map(kevents.fold)", texts)
    assert found == [fold(text) for text in texts]


def test_with_keys_alone(browser: Browser, address: str) -> None:
    browser.screen()
    browser.open(f"{address}/index.html")
    browser.counted("159")
    browser.press(TAB)
    assert browser.focused() == "To the content"
    browser.press(ENTER)
    assert browser.focused() == "main"
    browser.counted("159")  # the link has not taken the place of the filters
    browser.press(TAB)
    assert browser.focused() == "q"
    browser.press(*"corridor", ENTER)
    browser.until(lambda: "of 159" in browser.text("#count"), "not filtered")
    links = browser.texts("#list a.record")
    for _ in range(40):
        browser.press(TAB)
        if browser.focused() in links:
            break
    assert browser.focused() == links[0]
    outline = browser.js("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    browser.press(DOWN)
    assert browser.focused() == links[1]
    browser.press(UP)
    assert browser.focused() == links[0]
    browser.press(ENTER)
    browser.until(lambda: browser.text("h1") == links[0], "the record is not open")
    quiet(browser, address)


def test_a_record_is_picked_in_the_chart(browser: Browser, address: str) -> None:
    browser.screen()
    browser.open(f"{address}/index.html#actor=recep-tayyip-erdogan")
    browser.until(lambda: "of 159" in browser.text("#count"), "not filtered")
    label = browser.all(".chart .vis-item .label")[0]
    assert label.text.startswith("Ilham Aliyev: Erdoğan played an important role")
    label.click()
    browser.until(lambda: browser.find("#picked").is_displayed(), "nothing is picked")
    link = browser.find("#picked a.record")
    assert link.text in browser.texts("#list a.record")
    browser.press(ESCAPE)
    browser.until(lambda: not browser.find("#picked").is_displayed(), "Escape does not close it")
    browser.find("[data-move=out]").click()
    browser.until(lambda: "dated records lie in view" in browser.text("#chart-notice"), "no notice")
    quiet(browser, address)


def test_the_chart_tells_status_and_open_ends_without_colour(browser: Browser, bundled_site: Path) -> None:
    browser.screen()
    browser.open(f"{bundled_site.as_uri()}/index.html")
    browser.counted("159")
    browser.find("[data-move=all]").click()
    browser.all(".chart .vis-item .label")
    for status in ("planned", "alleged", "proposed", "ongoing"):
        browser.open(f"{bundled_site.as_uri()}/index.html#status={status}")
        browser.until(
            lambda status=status: browser.texts(f".chart .vis-item .mark.{status}"),  # type: ignore[misc]
            f"nothing {status} is drawn",
        )
        marks = browser.texts(".chart .vis-item .label .mark")
        assert {mark.lower() for mark in marks} == {status}
    styles = browser.js(
        "return Array.from(document.querySelectorAll('.chart .vis-item.open-end'), function (one) {"
        "  const style = getComputedStyle(one);"
        "  return [style.backgroundImage, style.borderBottomStyle, style.borderRightWidth];"
        "})"
    )
    assert styles
    for image, line, edge in styles:
        assert "gradient" in image
        assert line in ("dotted", "dashed")
        assert edge == "0px"


def test_a_view_has_what_may_lie_in_it(browser: Browser, bundled_site: Path) -> None:
    """What is open on one side may lie in any view on that side, as in any window."""
    browser.screen()
    browser.open(f"{bundled_site.as_uri()}/index.html#status=planned")
    browser.counted("13 of 159")
    for since, until in (
        ("2030-03-01", "2030-09-01"),
        ("2018-03-01", "2018-09-01"),
        ("1990-01-01", "1990-06-01"),
    ):
        drawn = browser.js(
            "const [since, until] = arguments;"
            "kevents.chart.setWindow(since, until, {animation: false});"
            "const reaches = kevents.found.filter((row) => (row[4] || row[5])"
            "  && (row[4] === null || row[4] < until) && (row[5] === null || row[5] >= since));"
            "return reaches.map((row) => row[1]).sort()",
            since,
            until,
        )
        browser.until(
            lambda expected=drawn: (
                set(  # type: ignore[misc]  # the loop's own
                    browser.js("return kevents.chart.getVisibleItems()")
                )
                == set(expected)
            ),
            f"not {drawn} are drawn",
        )
        more = f"{len(drawn)} more may lie anywhere in it" if drawn else "0 of 12 dated records lie in view."
        browser.until(lambda more=more: more in browser.text("#chart-notice"), f"not told: {more}")  # type: ignore[misc]


def test_zooming_in_comes_to_single_records_among_many_wide_ones(browser: Browser, tmp_path: Path) -> None:
    from tests.site.conftest import site_of_rows

    sample = sample_rows()
    visit = sample["events"][0]
    wide = {
        "date_edtf": "2020",
        "precision": "year",
        "earliest": "2020-01-01",
        "latest": "2020-12-31",
    }
    sample["events"] += [{**visit, **wide, "id": f"wide-{number}"} for number in range(300)]
    site = site_of_rows(sample, tmp_path / "site")
    browser.screen()
    browser.open(f"{site.as_uri()}/index.html")
    browser.until(lambda: "too many to draw each" in browser.text("#chart-notice"), "not counted")
    # Counts stand on a common ground.
    browser.js("kevents.chart.setWindow('2019-01-01', '2022-01-01', {animation: false})")
    browser.until(lambda: len(browser.texts(".chart .vis-item.count")) > 1, "not counted")
    feet = (
        "const counts = Array.from(document.querySelectorAll('.chart .vis-item.count'));"
        "return counts.map((one) => one.getBoundingClientRect().bottom)"
    )
    browser.until(lambda: max(browser.js(feet)) - min(browser.js(feet)) < 3, "counts float")
    browser.js("kevents.chart.setWindow('2020-11-15', '2020-11-29', {animation: false})")
    told = r"\b30\d more may lie anywhere in it, before or after: not drawn"
    browser.until(lambda: re.search(told, browser.text("#chart-notice")), "no notice")
    assert any("Lavrov visits Baku" in label for label in browser.texts(".chart .vis-item .label"))


def test_a_finger_moves_the_page_where_the_chart_has_no_more(browser: Browser, bundled_site: Path) -> None:
    browser.screen(390, 844)
    touch = "Emulation.setTouchEmulationEnabled"
    browser.driver.execute_cdp_cmd(touch, {"enabled": True, "maxTouchPoints": 1})

    def drag(across: int, down: int) -> tuple[float, float]:
        """How far the page went, in pixels, and the chart, in milliseconds."""
        browser.js("document.getElementById('chart').scrollIntoView()")
        where = "return [scrollY, kevents.chart.getWindow().start.getTime()]"
        page, start = browser.js(where)
        browser.driver.execute_cdp_cmd(
            "Input.synthesizeScrollGesture",
            {"x": 200, "y": 110, "xDistance": across, "yDistance": down, "gestureSourceType": "touch"},
        )
        page_then, start_then = browser.js(where)
        return page_then - page, start_then - start

    try:
        browser.open(f"{bundled_site.as_uri()}/index.html")
        browser.counted("159")
        browser.find(".chart-box summary").click()
        browser.all(".chart .vis-item .label")
        page, moved = drag(-120, 0)
        assert page == 0
        assert moved > 0
        assert drag(0, -100) == (0, 0)  # there are more records below
        page, moved = drag(0, 400)
        assert page == 0  # those above come back
        page, moved = drag(0, 90)
        assert page < -50
        assert moved == 0
    finally:
        browser.driver.execute_cdp_cmd(touch, {"enabled": False})


def test_a_speaker_is_a_link_away(browser: Browser, address: str) -> None:
    browser.screen()
    browser.open(f"{address}/index.html#q={RECORD}")
    browser.counted("1 of 159")
    assert browser.texts("#list .speaker") == [
        "Sergey Lavrov (Foreign Minister, Ministry of Foreign Affairs of Russia)"
    ]
    browser.find("#list .speaker a").click()
    browser.until(lambda: browser.text("h1") == "Sergey Lavrov", "not the speaker's page")
    browser.driver.get(f"{address}/statements/{RECORD}.html")
    browser.find(".kind a").click()
    browser.until(lambda: browser.text("h1") == "Sergey Lavrov", "not the speaker's page")
    quiet(browser, address)


def test_the_chart_draws_bars_for_spans_and_dots_for_days(browser: Browser, bundled_site: Path) -> None:
    browser.screen()
    browser.open(f"{bundled_site.as_uri()}/index.html#q=2017-10-geneva-summit&show=events")
    browser.counted("1 of 159")
    assert browser.all(".chart .vis-item.vis-range")
    browser.open(f"{bundled_site.as_uri()}/index.html#q=2020-11-22-lavrov-shoygu-in-baku&show=events")
    browser.until(lambda: browser.texts(".chart .vis-item.vis-point"), "no dot")


def test_in_a_document_a_passage_leads_to_its_records_and_back(browser: Browser, address: str) -> None:
    browser.screen()
    browser.open(f"{address}/documents/{DOCUMENT}.html#{PASSAGE}")
    browser.until(lambda: browser.texts(".text .chosen"), "nothing is chosen")
    text = "".join(browser.texts(".text .chosen"))
    assert text.startswith("“Turkey is our partner")
    assert text.endswith("ceasefire,” Lavrov added.")
    assert browser.find(".text .chosen").get_attribute("aria-current") == "true"
    # A stretch that several passages cover leads to the shortest of them.
    stretch = next(each for each in browser.all(".text a.passage.several") if each.is_displayed())
    browser.js("arguments[0].scrollIntoView({block: 'center'})", stretch)
    anchors = str(stretch.get_attribute("data-passages")).split()
    stretch.click()
    browser.until(
        lambda: browser.driver.current_url.endswith(f"#d{anchors[0]}"), "the shortest passage is not chosen"
    )
    entry = browser.find(".drawn > ol > li.chosen")
    assert entry.get_attribute("id") == f"d{anchors[0]}"
    back = entry.find_element("css selector", ".extent a")
    back.click()
    browser.until(lambda: browser.driver.current_url.endswith(f"#{anchors[0]}"), "not back in the text")
    assert "passage" in browser.js("return document.activeElement.className")
    quiet(browser, address)


def test_hostile_text_does_nothing(browser: Browser, hostile_site: Path) -> None:
    browser.screen()
    address = hostile_site.as_uri()
    names = sorted(path.relative_to(hostile_site).as_posix() for path in hostile_site.rglob("*.html"))
    for name in names:
        browser.open(f"{address}/{name}")
        assert browser.js("return document.querySelectorAll('[data-injected], img, iframe').length") == 0, (
            name
        )
        assert browser.js("return document.title").endswith("· kevents")
        quiet(browser, address)
    browser.open(f"{address}/index.html#q=end")
    browser.until(lambda: browser.texts("#list li"), "no row")
    browser.find("[data-move=all]").click()
    browser.until(lambda: browser.texts(".chart .vis-item"), "nothing is drawn")
    browser.all(".chart .vis-item .label")[0].click()
    browser.until(lambda: browser.find("#picked").is_displayed(), "nothing is picked")
    assert "<b data-injected>bold</b>" in browser.text("#picked")
    assert browser.js("return document.querySelectorAll('[data-injected], img').length") == 0
    assert not set(browser.text("body")) & set("\u202e\x1b\x07")
    quiet(browser, address)


def test_an_empty_site_opens(browser: Browser, tmp_path: Path) -> None:
    from tests.site.conftest import site_of_rows

    site = site_of_rows({}, tmp_path / "site")
    browser.open(f"{site.as_uri()}/index.html")
    assert "no events and no statements yet" in browser.text("main")
    quiet(browser, site.as_uri())


PAGES = (
    "index.html",
    "index.html#status=alleged",
    "actors.html",
    "about.html",
    f"statements/{RECORD}.html",
    "events/2017-10-geneva-summit.html",
    f"documents/{DOCUMENT}.html#{PASSAGE}",
    "actors/sergey-lavrov.html",
    "agreements/2020-11-09-trilateral-statement.html",
    "agreements/2020-10-10-humanitarian-ceasefire.html",
)

# Of every element with text of its own: its colour, and the colours behind it, from the nearest outwards.
_COLOURS = """
const seen = new Map();
for (const one of document.querySelectorAll("body *")) {
  const own = Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !one.checkVisibility() || one.disabled || one.closest("option, script, noscript")) continue;
  const behind = [];
  for (let each = one; each; each = each.parentElement) behind.push(getComputedStyle(each).backgroundColor);
  const style = getComputedStyle(one);
  const key = style.color + behind.join();
  seen.set(key, [style.color, behind, `${one.tagName}.${one.className} ${one.innerText.slice(0, 40)}`]);
}
return Array.from(seen.values());
"""


def luminance(colour: tuple[float, ...]) -> float:
    parts = [each / 255 for each in colour[:3]]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def numbers(colour: str) -> tuple[float, ...]:
    assert colour.startswith("rgb"), colour
    return tuple(float(each) for each in colour[colour.index("(") + 1 : -1].split(","))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_has_enough_contrast(browser: Browser, bundled_site: Path, scheme: str) -> None:
    browser.screen(prefers_color_scheme=scheme)
    grounds = set()
    for name in PAGES:
        browser.open(f"{bundled_site.as_uri()}/{name}")
        if name.startswith("index"):
            browser.until(lambda: browser.texts(".chart .vis-item"), "no chart")
        for colour, behind, told in browser.js(_COLOURS):
            solid = (numbers(each) for each in behind)
            ground = next(each for each in solid if len(each) == 3 or each[3] == 1)
            light, dark = sorted((luminance(numbers(colour)), luminance(ground)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{name}, {scheme}: {told}"
            grounds.add(ground)
    assert (max(map(luminance, grounds)) > 0.5) == (scheme == "light")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_is_wider_than_the_screen(browser: Browser, bundled_site: Path, width: int) -> None:
    browser.screen(width, 800)
    for name in PAGES:
        browser.open(f"{bundled_site.as_uri()}/{name}")
        browser.until(lambda: browser.text("h1"), "no heading")
        assert browser.js("return document.documentElement.scrollWidth") <= width, name


def test_every_control_and_region_has_a_name(browser: Browser, bundled_site: Path) -> None:
    browser.screen()
    for name in PAGES:
        browser.open(f"{bundled_site.as_uri()}/{name}")
        browser.driver.execute_cdp_cmd("Accessibility.enable", {})
        tree = browser.driver.execute_cdp_cmd("Accessibility.getFullAXTree", {})["nodes"]
        roles = [each["role"]["value"] for each in tree if not each.get("ignored")]
        assert roles.count("main") == 1, name
        assert roles.count("banner") == 1, name
        assert roles.count("contentinfo") == 1, name
        landmarks: set[tuple[str, str]] = set()
        assert "navigation" in roles
        if name.startswith("index"):
            assert "search" in roles
            assert "status" in roles
        for node in tree:
            role = node.get("role", {}).get("value")
            if role in (
                "button",
                "link",
                "textbox",
                "searchbox",
                "combobox",
                "region",
                "navigation",
                "table",
            ):
                if node.get("ignored") or role == "table":
                    continue
                told = node.get("name", {}).get("value", "").strip()
                assert told, f"{name}: a {role} without a name"
                if role in ("region", "navigation"):
                    assert (role, told) not in landmarks, f"{name}: two {role}s with the name {told}"
                    landmarks.add((role, told))
        # What is hidden from a screen reader holds nothing that a key could reach.
        reachable = "[aria-hidden=true] :is(a[href], button, input, select, textarea, [tabindex])"
        assert browser.js("return document.querySelectorAll(arguments[0]).length", reachable) == 0


def test_motion_is_reduced_for_those_who_ask(browser: Browser, bundled_site: Path) -> None:
    browser.screen(prefers_reduced_motion="reduce")
    browser.open(f"{bundled_site.as_uri()}/index.html")
    browser.counted("159")
    before = browser.js("return kevents.chart.getWindow().start.getTime()")
    browser.find("[data-move=earlier]").click()
    # At once, and not by and by.
    first = browser.js("return kevents.chart.getWindow().start.getTime()")
    assert first < before
    assert browser.js("return kevents.chart.getWindow().start.getTime()") == first


def test_printing_shows_the_list_and_not_the_chart(browser: Browser, bundled_site: Path) -> None:
    browser.screen()
    browser.open(f"{bundled_site.as_uri()}/index.html")
    browser.counted("159")
    assert len(browser.all("#list li")) == 100
    browser.js("dispatchEvent(new Event('beforeprint'))")
    assert len(browser.all("#list li")) == 159
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert not browser.find("#chart").is_displayed()
    assert not browser.find("form.filters").is_displayed()
    assert browser.find("#list .id code").is_displayed()
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    browser.js("dispatchEvent(new Event('afterprint'))")
    assert len(browser.all("#list li")) == 100


def test_on_a_phone_the_list_comes_before_the_chart_is_asked_for(
    browser: Browser, bundled_site: Path
) -> None:
    browser.screen(390, 844)
    browser.open(f"{bundled_site.as_uri()}/index.html#q={RECORD}")
    browser.counted("1 of 159")
    assert not browser.find("#chart").is_displayed()
    top = browser.js("return document.querySelector('#list li').getBoundingClientRect().top")
    assert top < 1.25 * 844
    browser.find(".chart-box summary").click()
    browser.until(lambda: browser.texts(".chart .vis-item .label"), "nothing is drawn")
    box = browser.js("return document.querySelector('.chart .vis-item').getBoundingClientRect().toJSON()")
    assert 0 < box["left"] < 390


def test_a_list_of_one_page_has_no_pages_to_turn(browser: Browser, bundled_site: Path) -> None:
    browser.screen()
    browser.open(f"{bundled_site.as_uri()}/index.html#status=planned")
    browser.counted("13 of 159")
    assert not browser.find("#pager").is_displayed()


def test_the_list_has_pages(browser: Browser, address: str) -> None:
    browser.open(f"{address}/index.html")
    browser.counted("159")
    browser.driver.find_element("link text", "Next").click()
    browser.until(lambda: len(browser.texts("#list li")) == 59, "not the second page")
    assert "page=2" in urlsplit(browser.driver.current_url).fragment
    assert browser.focused() == "list-heading"
    browser.driver.back()
    browser.until(lambda: len(browser.texts("#list li")) == 100, "not the first page again")
    quiet(browser, address)


def test_without_scripts_the_way_to_the_records_is_told(browser: Browser, bundled_site: Path) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.driver.get(f"{bundled_site.as_uri()}/index.html")
        found = browser.driver.find_element("css selector", "noscript").text
        assert "pages without scripts" in found
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
