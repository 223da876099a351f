"""The timeline as a picture: a band for each actor, time from left to right, uncertain dates shown as such.

A date known to the day is a mark. A date with bounds is a bar from one bound to the other, since it may be
any of these days. A known end has a cap, an open end an arrow. Marks and hatches show the status; colour
never does. If there is room for all titles, they stand beside their marks. Otherwise numbers do, and a list
below has the titles.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

from karabakh_events.counting import agreed, count
from karabakh_events.dates import in_words
from karabakh_events.errors import KeventsError
from karabakh_events.plots.axis import Axis, shown
from karabakh_events.plots.sheet import WIDTHS, Drawn, Pattern, Sheet, Typeface
from karabakh_events.queries.timeline import TimelineRow

MOST = 200
"""The most rows of a timeline in one picture."""

MOST_BANDS = 14
"""The most actors with a band of their own. The others share one band below."""

_PATTERNS = {
    "occurred": Pattern(0.25, "", "o", "full"),
    "ongoing": Pattern(0.75, "", "o", "left"),
    "planned": Pattern(1, "", "o", "none"),
    "proposed": Pattern(1, "......", "s", "none"),
    "alleged": Pattern(1, "//////", "^", "none"),
    "denied": Pattern(1, "xxxxxx", "X", "none"),
    "statement": Pattern(1, "|||||||", "D", "full"),
}

# Points.
_TEXT, _SMALL = 7.0, 6.0
# Millimetres.
_LINE, _LANE, _BAR, _MARK, _ARROW, _HOOKS, _GAP = 3.1, 2.8, 1.4, 1.6, 5.0, 1.5, 0.7
_EDGE, _NAMES, _HEAD, _TICK = 1.0, 34.0, 7.5, 13.0
_NAME_LINES = 3
_MOST_LANES = 36  # with titles beside the marks; a list below takes less room than more would


class _Item(NamedTuple):
    number: int
    row: TimelineRow
    start: float
    end: float
    open_start: bool
    open_end: bool
    cut_start: bool
    cut_end: bool
    outside: bool  # wholly on one side of the picture

    @property
    def by_day(self) -> bool:
        return self.row.earliest is not None and self.row.earliest == self.row.latest

    @property
    def left(self) -> float:
        return self.start - _beyond(self.by_day, self.open_start, self.cut_start)

    @property
    def right(self) -> float:
        return self.end + _beyond(self.by_day, self.open_end, self.cut_end)


def _beyond(by_day: bool, open_: bool, cut: bool) -> float:
    """How far the sign at an end reaches beyond its day, in millimetres."""
    return _HOOKS if cut else _MARK / 2 if by_day else _ARROW if open_ else 0


class _Placed(NamedTuple):
    item: _Item
    lane: int
    label: str
    x: float
    align: Literal["left", "right"]


class _Band(NamedTuple):
    name: str
    placed: tuple[_Placed, ...]
    lanes: int
    heading: tuple[str, ...]


def draw(
    rows: Iterable[TimelineRow],
    form: str,
    *,
    since: str | None = None,
    until: str | None = None,
    columns: int = 2,
) -> Drawn | None:
    """The picture, in one of `sheet.FORMATS`; None if there is no row.

    `since` and `until` are ISO days; if given, they are the edges of the picture. Raises KeventsError if
    there are more than MOST rows (at most one more is read), if no row has a date, or if matplotlib is not
    installed.
    """
    events = _at_most(rows)
    if not events:
        return None
    dated = [row for row in events if row.earliest is not None or row.latest is not None]
    undated = len(events) - len(dated)
    if not dated:
        raise KeventsError(
            "none of these rows has a date, so none has a place in a picture", "kevents timeline lists them"
        )
    typeface = Typeface()
    width = WIDTHS[columns]
    left = _EDGE + (_NAMES if columns > 1 else 0)
    ends = shown([(row.earliest, row.latest) for row in dated], since, until)
    axis = Axis(*ends, left + _MARK, width - _EDGE - _MARK)
    items = [_item(number, row, axis) for number, row in enumerate(dated, 1)]
    groups, others = _groups(items)
    bands = _with_titles(groups, axis, typeface, columns)
    listed = bands is None
    if bands is None:
        bands = [
            _band(name, members, {item.number: str(item.number) for item in members}, axis, typeface, columns)
            for name, members in groups
        ]
    notes = _notes(items, axis, undated, others)
    page = _Page(width, axis, typeface, bands, items if listed else [], notes, columns)
    title = f"Timeline of {_count(items)} by actor, {_day(axis.first)} to {_day(axis.last)}"
    sheet = page.drawn()
    content = sheet.write(form, title, _description(title, items, groups, notes))
    return Drawn(content, sheet.height, title, notes, typeface.missing)


def _at_most(rows: Iterable[TimelineRow]) -> list[TimelineRow]:
    events: list[TimelineRow] = []
    for row in rows:
        if len(events) == MOST:
            raise KeventsError(
                f"there are more than {MOST} events, and a picture of them could not be read",
                "ask for fewer: --since, --until, --actor, --certainly, --limit",
            )
        events.append(row)
    return events


def _item(number: int, row: TimelineRow, axis: Axis) -> _Item:
    first = None if row.earliest is None else date.fromisoformat(row.earliest).toordinal()
    last = None if row.latest is None else date.fromisoformat(row.latest).toordinal()
    if first is not None and first == last:
        start = end = axis.x(first + 0.5)
    else:
        # For an open end, only an arrow is drawn, from the other end.
        start = axis.x(first if first is not None else (last or 0) + 1)
        end = axis.x(last + 1 if last is not None else first or 0)
        if first is not None and last is not None and end - start < _BAR:
            middle = min(max((start + end) / 2, axis.left + _BAR / 2), axis.right - _BAR / 2)
            start, end = middle - _BAR / 2, middle + _BAR / 2
        # An arrow needs room before the edge.
        if last is None:
            start = end = min(start, axis.right - _ARROW)
        if first is None:
            start = end = max(end, axis.left + _ARROW)
    before = last is not None and last < axis.first
    after = first is not None and first > axis.last
    if before or after:
        start = end = axis.x(axis.first if before else axis.last + 1)
    return _Item(
        number,
        row,
        start,
        end,
        open_start=first is None and not before,
        open_end=last is None and not after,
        cut_start=before or (first is not None and first < axis.first),
        cut_end=after or (last is not None and last > axis.last),
        outside=before or after,
    )


def _groups(items: Sequence[_Item]) -> tuple[list[tuple[str, list[_Item]]], int]:
    """The items of each band, those with the most first, and the number of actors that share the last."""
    members: dict[str, list[_Item]] = {}
    names: dict[str, str] = {}
    for item in items:
        for id_, name in _in_band(item.row):
            names[id_] = name
            mine = members.setdefault(id_, [])
            if not mine or mine[-1] is not item:
                mine.append(item)
    order = sorted(members, key=lambda id_: (id_ == "", -len(members[id_]), names[id_], id_))
    most = MOST_BANDS if len(order) > MOST_BANDS + 1 else len(order)
    own = [id_ for id_ in order[:most] if id_]
    groups = [(names[id_], members[id_]) for id_ in own]
    seen = {item.number for _, mine in groups for item in mine}
    rest = [item for item in items if item.number not in seen]
    others = len([id_ for id_ in order if id_ and id_ not in own])
    if rest:
        groups.append(("Others" if others else "No actor named", rest))
    return groups, others


def _in_band(row: TimelineRow) -> list[tuple[str, str]]:
    """The actors in whose bands a row is: all actors of an event, the speakers of a statement."""
    parts = [(part.id, part.name) for part in row.actors if row.kind == "event" or part.role == "speaker"]
    return parts or [("", "")]


# --- labels and lanes ----------------------------------------------------------------------------------


def _with_titles(
    groups: Sequence[tuple[str, list[_Item]]], axis: Axis, typeface: Typeface, columns: int
) -> list[_Band] | None:
    """The bands with every title beside its mark; None if a title has no room, or the bands take too much."""
    bands, lanes = [], 0
    for name, members in groups:
        titles = {item.number: typeface.drawable(item.row.heading) for item in members}
        for item in members:
            room = max(axis.right - item.right, item.left - axis.left) - _GAP
            if typeface.width(titles[item.number], _SMALL) > room:
                return None
        bands.append(_band(name, members, titles, axis, typeface, columns))
        lanes += bands[-1].lanes
        if lanes > _MOST_LANES:
            return None
    return bands


def _band(
    name: str,
    members: Sequence[_Item],
    labels: dict[int, str],
    axis: Axis,
    typeface: Typeface,
    columns: int,
) -> _Band:
    """The items in as few lanes as their labels allow, from the top, in date order."""
    ends: list[list[tuple[float, float]]] = []
    placed = []
    for item in members:
        label = labels[item.number]
        wide = typeface.width(label, _SMALL)
        align: Literal["left", "right"] = "left"
        x = item.right + _GAP
        if x + wide > axis.right + _MARK:
            align, x = "right", item.left - _GAP
            if x - wide < axis.left - _MARK:
                # A bar from edge to edge leaves room only upon the bar itself.
                align, x = "left", max(item.left, axis.left) + _MARK
        low = min(item.left, x - wide if align == "right" else x)
        high = max(item.right, x if align == "right" else x + wide)
        taken = (low - _GAP, high + _GAP)
        lane = next(
            (n for n, lane in enumerate(ends) if all(taken[0] >= b or taken[1] <= a for a, b in lane)),
            len(ends),
        )
        if lane == len(ends):
            ends.append([])
        ends[lane].append((low, high))
        placed.append(_Placed(item, lane, label, x, align))
    room = _NAMES - 2 if columns > 1 else WIDTHS[columns] - 2 * _EDGE
    return _Band(name, tuple(placed), len(ends), tuple(typeface.lines(name, _TEXT, room, most=_NAME_LINES)))


# --- the page ------------------------------------------------------------------------------------------


class _Page:
    """The layout of the sheet, from the top."""

    def __init__(
        self,
        width: float,
        axis: Axis,
        typeface: Typeface,
        bands: Sequence[_Band],
        listed: Sequence[_Item],
        notes: Sequence[str],
        columns: int,
    ) -> None:
        self._width, self._axis, self._typeface, self._bands = width, axis, typeface, bands
        self._columns = columns
        room = width - 2 * _EDGE
        self._items = [placed.item for band in bands for placed in band.placed]
        self._bars = not all(item.by_day for item in self._items)
        self._legend = self._legend_lines(room)
        self._notes = [line for note in notes for line in typeface.lines(note, _SMALL, room)]
        self._list_room = (room - 4 * (columns - 1)) / columns
        self._listed = [self._entry(item) for item in listed]

    def drawn(self) -> Sheet:
        chart = sum(self._height(band) for band in self._bands)
        list_height, halves = self._halves()
        foot = (len(self._legend) + len(self._notes)) * _LINE
        height = 2 * _HEAD + chart + foot + list_height + 5
        sheet = Sheet(self._width, height, self._typeface)
        bottom = _HEAD + chart
        self._draw_axis(sheet, _HEAD, bottom)
        y = _HEAD
        for number, band in enumerate(self._bands):
            self._draw_band(sheet, band, y, rule=number > 0)
            y += self._height(band)
        y = bottom + _HEAD + 1
        for line in self._legend:
            self._draw_legend(sheet, line, y)
            y += _LINE
        for note in self._notes:
            sheet.text(_EDGE, y + 2.2, note, size=_SMALL)
            y += _LINE
        y += 2
        for number, half in enumerate(halves):
            self._draw_list(sheet, half, _EDGE + number * (self._list_room + 4), y)
        return sheet

    def _height(self, band: _Band) -> float:
        lanes = band.lanes * _LANE + 1.2
        names = len(band.heading) * _LINE
        return max(lanes, names + 1.2) if self._columns > 1 else lanes + names

    def _draw_axis(self, sheet: Sheet, top: float, bottom: float) -> None:
        left, right = self._axis.left - _MARK, self._axis.right + _MARK
        for y in (top, bottom):
            sheet.line((left, right), (y, y), width=0.6)
        for tick in self._axis.ticks(_TICK):
            x = self._axis.x(tick.day)
            sheet.line((x, x), (top, bottom), width=0.3, grey=0.75)
            for y, way in ((top, -1), (bottom, 1)):
                sheet.line((x, x), (y, y + way), width=0.6)
            wide = max(self._typeface.width(label, _SMALL) for label in (tick.label, tick.below))
            align: Literal["left", "center"] = "center"
            if x - wide / 2 < _EDGE:
                x, align = _EDGE, "left"
            above, below = (top - 4.6, top - 1.8), (bottom + 3.4, bottom + 6.2)
            sheet.text(x, above[1], tick.label, size=_SMALL, align=align)
            sheet.text(x, below[0], tick.label, size=_SMALL, align=align)
            sheet.text(x, above[0], tick.below, size=_SMALL, align=align)
            sheet.text(x, below[1], tick.below, size=_SMALL, align=align)

    def _draw_band(self, sheet: Sheet, band: _Band, top: float, *, rule: bool) -> None:
        if rule:
            sheet.line((_EDGE, self._width - _EDGE), (top, top), width=0.3, grey=0.5)
        y = top + 2.8
        for line in band.heading:
            sheet.text(_EDGE, y, line, size=_TEXT, clear=True)
            y += _LINE
        first = top + 0.6 + (len(band.heading) * _LINE if self._columns == 1 else 0)
        for placed in band.placed:
            middle = first + (placed.lane + 0.5) * _LANE
            _draw_item(sheet, placed.item, middle)
            sheet.text(placed.x, middle + 0.75, placed.label, size=_SMALL, align=placed.align, clear=True)

    # --- the foot ---

    def _legend_lines(self, room: float) -> list[list[tuple[str, str]]]:
        items = self._items
        kinds = {_status(item.row) for item in items}
        said = [(kind, kind) for kind in _PATTERNS if kind in kinds]
        shapes = (
            ("day", "on that day", self._bars and any(item.by_day for item in items)),
            (
                "range",
                "at some time between",
                any(not (i.by_day or i.open_end or i.open_start) for i in items),
            ),
            ("open", "end not known", any(item.open_end for item in items)),
            ("begin", "beginning not known", any(item.open_start for item in items)),
            ("cut", "reaches beyond the picture", any(item.cut_start or item.cut_end for item in items)),
        )
        said += [(shape, words) for shape, words, there in shapes if there]
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0.0
        for kind, words in said:
            wide = self._legend_width(kind, words)
            if used + wide > room and lines[-1]:
                lines.append([])
                used = 0
            lines[-1].append((kind, words))
            used += wide
        return lines

    def _legend_width(self, kind: str, words: str) -> float:
        return self._sign(kind) + self._typeface.width(words, _SMALL) + 4

    def _sign(self, kind: str) -> float:
        """The width of a sign before its words, in millimetres."""
        if kind in _PATTERNS:
            return 7.4 if self._bars else 2.6
        return 2.6 if kind == "day" else 6.8 if kind == "cut" else 6.2

    def _draw_legend(self, sheet: Sheet, line: Sequence[tuple[str, str]], top: float) -> None:
        x, y = _EDGE, top + 1.5
        for kind, words in line:
            if kind in _PATTERNS:
                sheet.mark(x + _MARK / 2, y, _PATTERNS[kind], _MARK)
                if self._bars:
                    sheet.bar(x + 2.6, y - _BAR / 2, 4, _BAR, _PATTERNS[kind], edge=0.5)
            elif kind == "day":
                sheet.mark(x + _MARK / 2, y, _PATTERNS["occurred"], _MARK)
            else:
                pattern = _PATTERNS["planned"]
                start, end = (x + 0.3, x + 5) if kind == "range" else (x + 0.3, x + 0.3)
                if kind == "begin":
                    start = end = x + _ARROW + 0.3
                if kind == "cut":
                    start, end = x + 0.3, x + 4
                opens, cuts = (kind == "begin", kind == "open"), (False, kind == "cut")
                _draw_bar(sheet, (start, end), y, pattern, opens, cuts)
            sheet.text(x + self._sign(kind), y + 0.75, words, size=_SMALL)
            x += self._legend_width(kind, words)

    def _entry(self, item: _Item) -> tuple[str, list[str]]:
        row = item.row
        return str(item.number), self._typeface.lines(_in_words(row), _SMALL, self._list_room - 5)

    def _halves(self) -> tuple[float, list[list[tuple[str, list[str]]]]]:
        """The list in as many columns as the picture has, as even as possible without splitting an entry."""
        total = sum(len(lines) for _, lines in self._listed)
        halves: list[list[tuple[str, list[str]]]] = [[] for _ in range(self._columns)]
        filled = column = 0
        for entry in self._listed:
            if filled >= total / self._columns * (column + 1):
                column += 1
            halves[column].append(entry)
            filled += len(entry[1])
        height = max(sum(len(lines) for _, lines in half) for half in halves)
        return height * _LINE * 0.88, halves

    def _draw_list(
        self, sheet: Sheet, entries: Sequence[tuple[str, list[str]]], left: float, top: float
    ) -> None:
        y = top + 2
        for number, lines in entries:
            sheet.text(left + 3.6, y, number, size=_SMALL, align="right", bold=True)
            for line in lines:
                sheet.text(left + 5, y, line, size=_SMALL)
                y += _LINE * 0.88


def _draw_item(sheet: Sheet, item: _Item, y: float) -> None:
    pattern = _PATTERNS[_status(item.row)]
    if item.by_day and not item.outside:
        sheet.mark(item.start, y, pattern, _MARK)
        return
    opens, cuts = (item.open_start, item.open_end), (item.cut_start, item.cut_end)
    _draw_bar(sheet, (item.start, item.end), y, pattern, opens, cuts, capped=not item.outside)


def _draw_bar(
    sheet: Sheet,
    ends: tuple[float, float],
    y: float,
    pattern: Pattern,
    opens: tuple[bool, bool],
    cuts: tuple[bool, bool],
    *,
    capped: bool = True,
) -> None:
    """A bar: a cap at a known end, an arrow at an open end, two hooks at an end beyond the picture."""
    start, end = ends
    left = start - (_ARROW - _BAR if opens[0] else 0)
    right = end + (_ARROW - _BAR if opens[1] else 0)
    if right > left:
        sheet.bar(left, y - _BAR / 2, right - left, _BAR, pattern)
        for edge in (-_BAR / 2, _BAR / 2):
            sheet.line((left, right), (y + edge, y + edge))
    tall = _BAR / 2 + 0.5
    for x, way, open_, cut in ((left, -1, opens[0], cuts[0]), (right, 1, opens[1], cuts[1])):
        if cut:
            for hook in (0.2, 0.9):
                tip = x + way * hook
                sheet.line((tip, tip + way * 0.6, tip), (y - tall, y, y + tall), width=0.7)
        elif open_:
            sheet.filled(((x, y - tall), (x + way * _BAR, y), (x, y + tall)))
        elif capped:
            sheet.line((x, x), (y - tall, y + tall), width=1)


# --- words ---------------------------------------------------------------------------------------------


def _status(row: TimelineRow) -> str:
    return row.status if row.status in _PATTERNS else "statement"


def _in_words(row: TimelineRow) -> str:
    mark = f"{row.status.upper()} " if row.status and row.status != "occurred" else ""
    return f"{in_words(row.date, basis=row.date_basis, disputed=row.disputed)}: {mark}{row.heading}"


def _day(ordinal: int) -> str:
    return in_words(date.fromordinal(ordinal).isoformat())


def _count(items: Sequence[_Item]) -> str:
    events = sum(item.row.kind == "event" for item in items)
    said = len(items) - events
    counted = [
        count(number, noun)
        for number, noun in ((events, "event"), (said, "statement"))
        if number or (noun == "event" and not said)
    ]
    return " and ".join(counted)


def _notes(items: Sequence[_Item], axis: Axis, undated: int, others: int) -> tuple[str, ...]:
    notes = []
    beyond = [item for item in items if item.cut_start or item.cut_end]
    if beyond:
        notes.append(
            f"{len(beyond)} of {count(len(items), 'date')} {agreed('[reaches|reach]', len(beyond))} beyond"
            f" {_day(axis.first)} to {_day(axis.last)} and {agreed('[is|are]', len(beyond))} cut at the edge."
        )
    if undated:
        notes.append(f"{undated} without any date {agreed('[is|are]', undated)} not drawn.")
    if others:
        notes.append(
            f"{count(others, 'actor')} with fewer events {agreed('[has|have]', others)} no row of their own."
            " The row “Others” shows what no other row shows."
        )
    return tuple(notes)


def _description(
    title: str, items: Sequence[_Item], groups: Sequence[tuple[str, list[_Item]]], notes: Sequence[str]
) -> str:
    rows = "; ".join(f"{name} ({', '.join(str(item.number) for item in mine)})" for name, mine in groups)
    listed = [f"{item.number}. {_in_words(item.row)}" for item in items]
    return "\n".join((f"{title}.", f"Rows: {rows}.", *listed, *notes))
