"""Pictures: the days they show, the statements counted in a month, what is drawn of hostile text."""

import io
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.errors import KeventsError
from karabakh_events.plots import activity, timeline
from karabakh_events.plots.axis import Axis, months, shown
from karabakh_events.plots.sheet import FORMATS, Drawn, Typeface
from karabakh_events.queries.activity import By, Spoken
from karabakh_events.queries.activity import activity as asked_activity
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import Part, TimelineRow
from karabakh_events.queries.timeline import timeline as asked_timeline
from tests.rows import sample_rows

if TYPE_CHECKING:
    from PIL import Image

# Fonts are cut to size for a PDF, which takes longest.
EACH_FORMAT = [pytest.param(form, marks=pytest.mark.slow if form == "pdf" else ()) for form in FORMATS]

SVG = "{http://www.w3.org/2000/svg}"

DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))


def day(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def event(
    number: int,
    earliest: str | None,
    latest: str | None,
    *actors: str,
    title: str = "Something happens",
    status: str | None = "occurred",
    **more: Any,
) -> TimelineRow:
    edtf = earliest if earliest == latest else f"{earliest or '..'}/{latest or '..'}"
    row = TimelineRow(
        f"event-{number}",
        "event",
        "CONSULT",
        "talks",
        title,
        edtf,
        None,
        earliest,
        latest,
        "stated",
        status,
        None,
        tuple(Part(name.lower(), name, "actor") for name in actors),
        (),
        (),
        False,
        None,
        (),
        None,
        (),
        None,
        None,
        None,
    )
    return row._replace(**more)


def described(svg: bytes) -> tuple[str, str]:
    root = ElementTree.fromstring(svg)  # noqa: S314  # our own
    assert root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert desc is not None
    assert (root.get("aria-labelledby"), root.get("aria-describedby")) == (title.get("id"), desc.get("id"))
    return title.text or "", desc.text or ""


def drawn(*rows: TimelineRow, form: str = "svg", **how: Any) -> Drawn:
    found = timeline.draw(rows, form, **how)
    assert found is not None
    return found


def image(content: bytes) -> "Image.Image":
    from PIL import Image

    return Image.open(io.BytesIO(content)).convert("RGB")


def assert_nothing_is_cut_off(content: bytes) -> None:
    """Nothing touches the border of the sheet, and all of it is black, white or grey."""
    picture = image(content)
    wide, high = picture.size
    for strip in ((0, 0, wide, 2), (0, high - 2, wide, high), (0, 0, 2, high), (wide - 2, 0, wide, high)):
        assert picture.crop(strip).getcolors() == [(picture.crop(strip).size[0] * picture.crop(strip).size[1],
                                                    (255, 255, 255))]  # fmt: skip
    colours = picture.getcolors(1 << 20)
    assert colours is not None
    assert all(red == green == blue for _, (red, green, blue) in colours)  # type: ignore[misc]  # RGB: tuples


# --- time on paper -------------------------------------------------------------------------------------


def test_the_days_shown_are_those_of_the_dates() -> None:
    dates = [("2020-11-09", "2020-11-09"), ("2020-11-01", "2020-11-30"), ("2020-12-01", "2020-12-02")]
    assert shown(dates) == (day("2020-11-01"), day("2020-12-02"))


def test_a_wide_or_open_date_does_not_squeeze_the_others() -> None:
    narrow = ("2020-11-09", "2020-11-30")
    assert shown([narrow, ("1988-02-01", "2020-11-09"), ("2020-11-20", None), (None, "1900-01-01")]) == (
        day("2020-11-09"),
        day("2020-11-30"),
    )


def test_where_all_are_wide_or_open_their_bounds_are_shown() -> None:
    assert shown([("1988-02-01", "2020-11-09"), ("2021-01-01", None)]) == (
        day("1988-02-01"),
        day("2020-11-09"),
    )
    assert shown([("2021-01-01", None), (None, "2020-06-01")]) == (day("2020-06-01"), day("2021-01-01"))


def test_one_date_far_from_many_is_left_outside() -> None:
    near = [(f"2020-11-{number:02}",) * 2 for number in range(1, 11)]
    far = ("1988-02-20", "1988-02-20")
    assert shown([*near, far])[0] == day("2020-11-01")
    assert shown([*near, ("2020-10-30", "2020-10-30")])[0] == day("2020-10-30")
    assert shown([near[0], far])[0] == day("1988-02-20")


def test_what_was_asked_for_is_what_is_shown() -> None:
    assert shown([("2020-11-09", "2020-11-09")], "2020-11-01", "2020-11-30") == (
        day("2020-11-01"),
        day("2020-11-30"),
    )


@pytest.mark.needs("matplotlib")
def test_what_was_asked_for_may_lie_beyond_all_dates() -> None:
    assert shown([("2017-11-01", None)], since="2021-06-01") == (day("2021-06-01"), day("2021-06-01"))
    assert shown([(None, "2021-06-01")], until="2017-11-30") == (day("2017-11-30"), day("2017-11-30"))
    found = drawn(event(1, "2017-11-01", None, "Russia"), form="png", since="2021-06-01")
    assert_nothing_is_cut_off(found.content)


@given(DAYS, DAYS, st.floats(3, 40))
def test_ticks_lie_on_the_axis_in_order_and_have_room(one: date, other: date, room: float) -> None:
    first, last = sorted((one.toordinal(), other.toordinal()))
    axis = Axis(first, last, 10, 150)
    ticks = axis.ticks(room)
    days = [tick.day for tick in ticks]
    assert ticks
    assert days == sorted(set(days))
    assert first <= days[0]
    assert days[-1] <= last
    assert len(ticks) <= 140 / room + 2
    assert all(10 <= axis.x(at) <= 150 for at in days)


@given(DAYS, st.integers(0, 500))
def test_the_months_are_those_of_the_days(first: date, length: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    found = [date.fromordinal(each) for each in months(first.toordinal(), last.toordinal())]
    expected = {
        (each.year, each.month)
        for each in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
    }
    assert [(each.year, each.month) for each in found] == sorted(expected)
    assert all(each.day == 1 for each in found)


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2020-11-01", "2020-11-07", ["1 Nov", "2 Nov", "3 Nov", "4 Nov", "5 Nov", "6 Nov", "7 Nov"]),
        ("2020-11-01", "2020-11-30", ["2 Nov", "9 Nov", "16 Nov", "23 Nov", "30 Nov"]),
        ("2020-09-15", "2021-02-03", ["Oct", "Nov", "Dec", "Jan", "Feb"]),
        ("1988-02-20", "2020-11-09", ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]),
        ("2020-11-09", "2020-11-09", ["9 Nov"]),
    ],
)
def test_ticks_are_days_mondays_months_or_years(first: str, last: str, labels: list[str]) -> None:
    assert [tick.label for tick in Axis(day(first), day(last), 0, 100).ticks(13)] == labels


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2020-11-01", "2020-11-30", ["Nov"]),
        ("2020-10-01", "2020-12-31", ["Oct", "Nov", "Dec"]),
        ("2017-11-01", "2021-11-30", ["2018", "2019", "2020", "2021"]),
        ("9999-12-01", "9999-12-31", ["Dec"]),
    ],
)
def test_bars_of_months_have_no_days_below_them(first: str, last: str, labels: list[str]) -> None:
    assert [tick.label for tick in Axis(day(first), day(last), 0, 100).ticks(13, "month")] == labels


def test_the_year_is_told_where_it_begins() -> None:
    ticks = Axis(day("2020-09-15"), day("2021-02-03"), 0, 100).ticks(13)
    assert [tick.below for tick in ticks] == ["2020", "", "", "2021", ""]


# --- statements a month --------------------------------------------------------------------------------

SPOKEN = [
    Spoken("a", "A", "2020-10", "2020-10", 2),
    Spoken("a", "A", "2020-10", "2020-12", 3),
    Spoken("a", "A", None, None, 1),
    Spoken("b", "B", "2020-11", "2020-11", 7),
    Spoken(None, None, "2020-12", "2020-12", 9),
]


def test_a_statement_that_may_be_of_several_months_is_certain_in_none() -> None:
    b, a, nobody = activity.counted(SPOKEN, "speaker")
    assert a == activity.Counted("A", {"2020-10": (2, 5), "2020-11": (0, 3), "2020-12": (0, 3)}, 5, 1)
    assert (b.name, b.months, b.all) == ("B", {"2020-11": (7, 7)}, 7)
    assert (nobody.name, nobody.months) == ("No speaker named", {"2020-12": (9, 9)})


def test_the_long_tail_is_one_row_with_all_that_is_in_it() -> None:
    rows = activity.counted(
        [Spoken(f"s{n:02}", f"S{n:02}", "2020-10", "2020-11", 1) for n in range(20)], "speaker"
    )
    folded = activity.folded(rows, 5)
    assert [row.name for row in folded] == ["S00", "S01", "S02", "S03", "S04", "15 others"]
    assert folded[-1] == activity.Counted("15 others", {"2020-10": (0, 15), "2020-11": (0, 15)}, 15, 0)
    assert activity.folded(rows[:6], 5) == rows[:6]


@pytest.fixture(scope="module")
def spoken_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with statements of every width of date, counted by hand below."""
    rows = sample_rows()
    pattern = rows["statements"][0]
    for number, (first, last) in enumerate(
        [
            ("2020-10-01", "2020-10-31"),
            ("2020-10-31", "2020-11-01"),
            ("2020-10-15", "2020-12-15"),
            ("2020-01-01", "2020-12-31"),
            ("2019-01-01", "2020-12-31"),  # wider than a year
            ("2020-11-01", None),
            (None, "2020-11-01"),
        ]
    ):
        name = f"extra-{number}"
        precision = "interval" if first and last else "open"
        rows["statements"].append(
            {**pattern, "id": name, "event_id": None, "earliest": first, "latest": last,
             "date_edtf": f"{first or '..'}/{last or '..'}", "precision": precision}
        )  # fmt: skip
        rows["statement_actors"] += [
            {"statement_id": name, "actor_id": who, "role": "speaker", "position": position}
            for position, who in enumerate(("armenia", "russia")[: 1 + number % 2])
        ]
    path = tmp_path_factory.mktemp("spoken") / "kevents.db"
    build(path, rows, "spoken")
    return path


def counts(
    path: Path, by: By = "speaker", **wanted: Any
) -> dict[str, tuple[dict[str, tuple[int, int]], int]]:
    connection = open_reading(path)
    try:
        rows = activity.counted(asked_activity(connection, TimelineFilter(**wanted), by), by)
    finally:
        connection.close()
    return {row.name: (row.months, row.unplaced) for row in rows}


def test_counted_by_hand(spoken_file: Path) -> None:
    found = counts(spoken_file)
    # Armenia speaks in all seven. 0 is of October; 1 of October or November; 2 of October to December; 3 of
    # any month of 2020; 4, 5 and 6 are too wide or open.
    assert found["Armenia"] == (
        {f"2020-{month:02}": (0, 1) for month in range(1, 10)}
        | {"2020-10": (1, 4), "2020-11": (0, 3), "2020-12": (0, 2)},
        3,
    )
    # Russia speaks with it in 1, 3 and 5.
    assert found["Russia"] == (
        {f"2020-{month:02}": (0, 1) for month in range(1, 10)}
        | {"2020-10": (0, 2), "2020-11": (0, 2), "2020-12": (0, 1)},
        1,
    )
    assert found["Sergey Lavrov"] == ({"2020-11": (3, 3)}, 0)
    assert found["A source in the ministry"] == ({}, 1)


def test_each_statement_is_counted_once_by_outlet(spoken_file: Path) -> None:
    found = counts(spoken_file, "outlet")
    assert found["Interfax"][0]["2020-10"] == (1, 4)
    assert found["Interfax"][0]["2020-11"] == (3, 6)
    assert sum(unplaced for _, unplaced in found.values()) == 4


WINDOWS: list[dict[str, Any]] = [
    {},
    {"since": "2020-11-01"},
    {"until": "2020-10-31"},
    {"since": "2020-10-01", "until": "2020-11-30", "certainly": True},
    {"actors": ("russia",)},
    {"actors": ("armenia", "sergey-lavrov"), "since": "2020-12-01"},
    {"places": ("baku",)},
    {"documents": ("2020-11-23-report",)},
    {"outlets": ("interfax",)},
    {"types": ("CONSULT",), "statuses": ("planned",)},
]


@pytest.mark.parametrize("wanted", WINDOWS)
def test_the_counts_are_those_of_the_timeline(spoken_file: Path, wanted: dict[str, Any]) -> None:
    connection = open_reading(spoken_file)
    in_timeline = {key: value for key, value in wanted.items() if key not in ("types", "statuses")}
    rows = [
        row
        for row in asked_timeline(connection, TimelineFilter(statements=True, **in_timeline))
        if row.kind == "statement"
    ]
    connection.close()
    expected = Counter(part.name for row in rows for part in row.actors if part.role == "speaker")
    least = Counter(
        (part.name, row.earliest[:7])
        for row in rows
        for part in row.actors
        if part.role == "speaker" and row.earliest and row.latest and row.earliest[:7] == row.latest[:7]
    )
    found = counts(spoken_file, **wanted)
    assert set(found) == set(expected)
    for name, (in_months, unplaced) in found.items():
        assert {month: least[name, month] for month in in_months} == {
            month: certain for month, (certain, _) in in_months.items()
        }
        assert unplaced + sum(certain for certain, _ in in_months.values()) <= expected[name]


@pytest.mark.needs("matplotlib")
def test_a_picture_of_the_counts_tells_them_in_words() -> None:
    found = activity.draw(SPOKEN, "svg", "speaker")
    assert found is not None
    title, desc = described(found.content)
    assert title == "Statements a month by speaker, Oct 2020 to Dec 2020: 21 of 22"
    assert "A (5 of 6): Oct 2020 2 to 5, Nov 2020 0 to 3, Dec 2020 0 to 3." in desc
    assert "B (7): Nov 2020 7." in desc
    assert found.notes[0].startswith("1 of 22 is in no bar")


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("columns", [1, 2])
def test_counts_are_drawn_within_the_sheet(columns: int) -> None:
    wide = [Spoken("a", "Ministry of Foreign Affairs " * 4, "1988-01", "1988-12", 12345), *SPOKEN]
    found = activity.draw(wide, "png", "speaker", columns=columns)
    assert found is not None
    assert_nothing_is_cut_off(found.content)


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("last", ["9999-12", "0001-01"])
def test_the_first_and_the_last_month_there_are(last: str) -> None:
    found = activity.draw([Spoken("a", "A", last, last, 1)], "svg", "outlet")
    assert found is not None
    assert f"A (1): {'Dec 9999' if last[0] == '9' else 'Jan 1'} 1." in described(found.content)[1]


@pytest.mark.needs("matplotlib")
def test_statements_that_are_in_no_bar_are_told_all_the_same() -> None:
    found = activity.draw([*SPOKEN, Spoken("c", "C", None, None, 3)], "svg", "outlet")
    assert found is not None
    assert "C (0 of 3): none in a bar." in described(found.content)[1]
    with pytest.raises(KeventsError, match="none of these statements has a place"):
        activity.draw([Spoken("c", "C", None, None, 3)], "svg", "outlet")
    assert activity.draw([], "svg", "outlet") is None


# --- the timeline --------------------------------------------------------------------------------------

EVERY_KIND = [
    event(1, "1988-02-01", "2020-11-09", "Armenia", title="Wide"),
    event(2, "2020-11-01", None, "Russia", "Armenia", title="Open at the end", status="ongoing"),
    event(3, None, "2020-11-20", "Russia", title="Open at the beginning", status="planned"),
    event(4, "2020-11-09", "2020-11-09", "Russia", "Armenia", title="A day", status="alleged"),
    event(5, "2020-11-09", "2020-11-30", title="Nobody named", status="denied"),
    event(6, "2020-11-12", "2020-11-15", "Russia", title="A proposal", status="proposed"),
    event(7, None, None, "Russia", title="Undated", date=None),
    event(8, "2020-11-30", "2020-11-30", "Russia", title="Said", status=None, kind="statement"),
]


@pytest.mark.needs("matplotlib")
def test_a_timeline_tells_itself_in_words() -> None:
    found = drawn(*EVERY_KIND)
    title, desc = described(found.content)
    assert (
        title == found.summary == "Timeline of 6 events and 1 statement by actor, 9 Nov 2020 to 30 Nov 2020"
    )
    assert "Rows: Russia (2, 3, 4, 6); Armenia (1, 2, 4); No actor named (5, 7)." in desc
    assert "\n1. between 1 Feb 1988 and 9 Nov 2020: Wide\n" in desc
    assert "\n2. on or after 1 Nov 2020: ONGOING Open at the end\n" in desc
    assert "\n5. between 9 and 30 Nov 2020: DENIED Nobody named\n" in desc
    assert found.notes == (
        "2 of 7 dates reach beyond 9 Nov 2020 to 30 Nov 2020 and are cut at the edge.",
        "1 without any date is not drawn.",
    )
    assert all(note in desc for note in found.notes)


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize(
    ("columns", "title"),
    [(2, "Short"), (2, "A title of some length " * 6), (1, "Onewordthatisverylong" * 20)],
)
def test_nothing_is_cut_off_whatever_the_titles(columns: int, title: str) -> None:
    rows = [row._replace(title=f"{row.title} {title}") for row in EVERY_KIND]
    found = drawn(*rows, form="png", columns=columns)
    assert_nothing_is_cut_off(found.content)
    assert image(found.content).size[0] == pytest.approx({1: 89, 2: 183}[columns] / 25.4 * 300, abs=1)
    assert image(found.content).size[1] == pytest.approx(found.height / 25.4 * 300, abs=2)


LONG = "A title that has no room beside its mark, so that there is a number instead " * 2


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("columns", [1, 2])
def test_numbers_have_room_beside_or_upon_any_bar(columns: int) -> None:
    bounds = [
        ("2020-01-01", "2021-12-31"),
        ("2020-01-01", "2020-11-20"),
        ("2020-11-10", "2021-12-31"),
        ("2020-11-12", "2020-11-30"),
        ("2020-01-01", None),
        (None, "2021-12-31"),
    ]
    rows = [event(n, *each, "Russia", title=LONG) for n, each in enumerate(bounds * 18)]
    found = drawn(*rows, form="png", since="2020-11-09", until="2020-11-30", columns=columns)
    assert_nothing_is_cut_off(found.content)


@pytest.mark.needs("matplotlib")
def test_a_number_hides_no_end_of_its_bar() -> None:
    """Of a bar that is cut off at both ends, the left is drawn as the right is."""
    row = event(1, "2020-01-01", "2021-12-31", "Russia", title=LONG)
    found = drawn(row, form="png", since="2020-11-09", until="2020-11-30", columns=1)
    picture = image(found.content)
    # Below the axis, 7.5 mm high, and the name, 3.1; as wide as the hooks and a bit of the bar.
    top, bottom, wide = (round(length / 25.4 * 300) for length in (11.4, 13.8, 3.2))
    left = picture.crop((0, top, wide, bottom))
    right = picture.crop((picture.size[0] - wide, top, picture.size[0], bottom))
    black = [sum(pixel < 128 for pixel in half.convert("L").tobytes()) for half in (left, right)]
    assert min(black) > 200
    assert black[0] == pytest.approx(black[1], rel=0.05)


@pytest.mark.needs("matplotlib")
def test_what_lies_at_an_edge_is_drawn_whole() -> None:
    edges = ("2020-11-09", "2020-11-30")
    at_edge = [event(n, edge, None, "Russia") for n, edge in enumerate(edges)]
    at_edge += [event(n, None, edge, "Armenia") for n, edge in enumerate(edges)]
    at_edge += [event(n, edge, edge, "Turkey") for n, edge in enumerate(edges)]
    found = drawn(*at_edge, form="png", since="2020-11-09", until="2020-11-30")
    assert_nothing_is_cut_off(found.content)


@pytest.mark.needs("matplotlib")
def test_actors_with_few_events_share_a_row_and_none_is_lost() -> None:
    rows = [event(n, "2020-11-09", "2020-11-09", f"A{n % 40:02}") for n in range(60)]
    found = drawn(*rows)
    _, desc = described(found.content)
    (bands,) = [line for line in desc.splitlines() if line.startswith("Rows: ")]
    assert bands.count(";") == timeline.MOST_BANDS
    assert sorted(int(number) for number in re.findall(r"\b(\d+)(?=[,)])", bands)) == list(range(1, 61))
    assert "26 actors with fewer events have no row" in found.notes[0]


@pytest.mark.needs("matplotlib")
def test_an_event_far_off_is_named_and_not_drawn_as_if_it_were_near() -> None:
    near = [event(n, f"2020-11-{n:02}", f"2020-11-{n:02}", "Russia") for n in range(1, 12)]
    found = drawn(event(0, "1988-02-20", "1988-02-20", "Russia", title="Long ago"), *near)
    assert found.summary.endswith("1 Nov 2020 to 11 Nov 2020")
    assert "1. 20 Feb 1988: Long ago" in described(found.content)[1]
    assert found.notes[0].startswith("1 of 12 dates reaches beyond")


def test_too_many_for_a_picture() -> None:
    def endless() -> Iterator[TimelineRow]:
        for number in range(timeline.MOST + 1):
            yield event(number, "2020-11-09", "2020-11-09", "Russia")
        raise AssertionError("read further than needed")

    with pytest.raises(KeventsError, match="more than 200 events"):
        timeline.draw(endless(), "svg")


def test_nothing_is_no_picture_and_what_has_no_date_cannot_be_one() -> None:
    assert timeline.draw([], "svg") is None
    with pytest.raises(KeventsError, match="none of these rows has a date"):
        drawn(EVERY_KIND[6])


@pytest.mark.needs("matplotlib")
def test_the_first_and_the_last_day_there_are() -> None:
    widest = drawn(event(1, "0001-01-01", "9999-12-31", "Russia"), event(2, None, "0001-01-01"))
    assert widest.summary.endswith("1 Jan 1 to 31 Dec 9999")
    last = drawn(event(1, "9999-12-31", "9999-12-31", "Russia"), event(2, "9999-12-31", None))
    assert last.summary.endswith("31 Dec 9999 to 31 Dec 9999")
    assert drawn(event(1, "0001-01-01", "0001-01-01")).summary.endswith("1 Jan 1 to 1 Jan 1")


@given(
    st.lists(
        st.tuples(st.none() | DAYS, st.none() | DAYS).map(
            lambda ends: sorted(ends) if None not in ends else list(ends)  # type: ignore[type-var]  # no None in it
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from([1, 2]),
)
def test_all_dates_can_be_laid_out(dates: list[list[date | None]], columns: int) -> None:
    rows = [
        event(number, *(None if end is None else end.isoformat() for end in ends), "Russia")  # type: ignore[arg-type]  # two ends
        for number, ends in enumerate(dates)
    ]
    known = [row for row in rows if row.earliest or row.latest]
    if not known:
        return
    axis = Axis(*shown([(row.earliest, row.latest) for row in known]), 35, 180)
    for number, row in enumerate(known):
        item = timeline._item(number, row, axis)
        assert 35 - timeline._MARK <= item.left <= item.right <= 180 + timeline._MARK


# --- files ---------------------------------------------------------------------------------------------


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("form", EACH_FORMAT)
def test_the_same_rows_make_the_same_bytes(form: str) -> None:
    assert drawn(*EVERY_KIND, form=form).content == drawn(*EVERY_KIND, form=form).content


@pytest.mark.needs("matplotlib")
def test_a_png_has_the_description_in_it() -> None:
    from PIL import Image

    found = Image.open(io.BytesIO(drawn(*EVERY_KIND, form="png").content))
    assert found.info["Title"].startswith("Timeline of 6 events and 1 statement")
    assert "5. between 9 and 30 Nov 2020: DENIED Nobody named" in found.info["Description"]
    assert "Software" not in found.info


@pytest.mark.needs("matplotlib")
def test_what_the_user_has_set_up_for_matplotlib_is_neither_used_nor_changed() -> None:
    import matplotlib

    plain = drawn(*EVERY_KIND, form="png").content
    with matplotlib.rc_context({"font.size": 40, "text.usetex": True, "figure.facecolor": "red",
                                "savefig.bbox": "tight", "lines.linewidth": 9}):  # fmt: skip
        assert drawn(*EVERY_KIND, form="png").content == plain
        assert matplotlib.rcParams["font.size"] == 40


HOSTILE = [
    "$x^2$ and $unclosed",
    r"\frac{1}{2} $\frac$ %",
    "</title><script>alert(1)</script>",
    "]]> <!-- -- --> &amp; & \"'",
    "\x1b[2J\x07\x00\x9b",
    "\u202eevil\u2066\u200b",
    "\ufffe\uffff\U0001fffe\ud800",
    "line\nline\ttab\r",
    "中文 日本語",
    "नागोर्नो ไทย ʻ 😀 \U0001f1e6\U0001f1f2",
    "Լեռնային Ղարաբաղ",
    "მთიანი ყარაბაღი",
    "ناگورنو قره‌باغ שלום",
    "Dağlıq Qarabağ, Нагорный Карабах, Şuşa",
    "",
    " ",
    "a" * 10_000,
    "word " * 3_000,
]


@pytest.mark.needs("matplotlib")
def test_a_long_name_takes_no_more_than_its_share() -> None:
    long = drawn(event(1, "2020-11-09", "2020-11-09", "word " * 200), *EVERY_KIND)
    assert long.height < 150


@pytest.mark.needs("matplotlib")
@pytest.mark.parametrize("form", EACH_FORMAT)
def test_any_text_is_drawn_as_text(form: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = [
            event(number, "2020-11-09", "2020-11-09", f"Name {text}", title=text)
            for number, text in enumerate(HOSTILE)
        ]
        spoken = [Spoken(f"s{number}", text, "2020-11", "2020-11", 1) for number, text in enumerate(HOSTILE)]
        pictures = [drawn(*rows, form=form), activity.draw(spoken, form, "speaker")]
    for picture in pictures:
        assert picture is not None
        if form == "svg":
            assert b"<script" not in picture.content
            said = "".join(described(picture.content))
            assert not set("\x1b\x07\u202e\ufffe") & set(said)
            assert "$x^2$ and $unclosed" in said
        if form == "png":
            assert_nothing_is_cut_off(picture.content)


@pytest.mark.needs("matplotlib")
def test_letters_of_the_region_need_no_other_font() -> None:
    typeface = Typeface()
    for text in ("Լեռնային Ղարաբաղ", "მთიანი", "Dağlıq Qarabağ əüöğ", "Нагорный", "قره", "שלום"):
        assert typeface.drawable(text) == text
    assert typeface.missing == ""


@pytest.mark.needs("matplotlib")
def test_a_letter_that_no_font_has_is_a_box_and_is_told() -> None:
    typeface = Typeface()
    assert typeface.drawable("a\U0010fffd") == "a□"
    assert typeface.missing == "\U0010fffd"
    found = drawn(event(1, "2020-11-09", "2020-11-09", title="\U0010fffd"))
    assert found.missing == "\U0010fffd"
    assert "\U0010fffd" in described(found.content)[1]


@pytest.mark.needs("matplotlib")
@given(st.text(alphabet=st.sampled_from("ab W-"), max_size=120), st.floats(3, 60))
def test_lines_have_all_words_and_fit(text: str, room: float) -> None:
    typeface = Typeface()
    lines = typeface.lines(text, 6, room)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # Kerning between words is not measured.
    assert all(typeface.width(line, 6) <= room + 0.3 for line in lines if len(line) > 1)
