"""Statements per month as a picture: a row of bars for each speaker or outlet, on one scale.

A statement whose date lies within one month counts in the solid bar of that month. A statement that may
belong to several months counts in the hatched bar of each of them. So the solid bar is the least possible
number for the month, and the hatched bar reaches to the greatest. A statement without a date, or with one
that is open or wider than a year, could belong to almost any month. A note gives the number of these.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from karabakh_events.counting import agreed
from karabakh_events.errors import KeventsError
from karabakh_events.plots.axis import Axis, months, next_month
from karabakh_events.plots.sheet import WIDTHS, Drawn, Pattern, Sheet, Typeface
from karabakh_events.queries.activity import By, Spoken

MOST_ROWS = 10
"""The most speakers or outlets with a row of their own. The others share one row below."""

_CERTAIN, _POSSIBLE = Pattern(0.25, "", "s", "full"), Pattern(1, "//////", "s", "none")

# Points.
_TEXT, _SMALL = 7.0, 6.0
# Millimetres.
_EDGE, _NAMES, _HEAD, _LINE, _TICK, _ROW, _PAD, _THIN = 1.0, 34.0, 7.5, 3.1, 13.0, 9.0, 1.6, 1.2


class Counted(NamedTuple):
    """One row: the least and the greatest number of statements in each month (YYYY-MM) that has any."""

    name: str
    months: dict[str, tuple[int, int]]
    placed: int  # statements in `months`, each once
    unplaced: int  # statements that belong to no month

    @property
    def all(self) -> int:
        return self.placed + self.unplaced


def counted(spoken: Iterable[Spoken], by: By) -> list[Counted]:
    """The rows, those with the most statements in their bars first, that without speaker or outlet last."""
    rows: dict[str | None, list[Spoken]] = {}
    for each in spoken:
        rows.setdefault(each.id, []).append(each)
    counts = [_row(mine[0].name or f"No {by} named", mine) for id_, mine in rows.items() if id_ is not None]
    counts.sort(key=lambda row: (-row.placed, -row.all, row.name))
    if None in rows:
        counts.append(_row(f"No {by} named", rows[None]))
    return counts


def folded(rows: Sequence[Counted], most: int = MOST_ROWS) -> list[Counted]:
    """The first `most` rows, and one with the sums of the others if there are two or more others."""
    if len(rows) <= most + 1:
        return list(rows)
    sums: dict[str, tuple[int, int]] = {}
    for row in rows[most:]:
        for month, (least, greatest) in row.months.items():
            before = sums.get(month, (0, 0))
            sums[month] = before[0] + least, before[1] + greatest
    others = Counted(
        f"{len(rows) - most} others",
        sums,
        sum(row.placed for row in rows[most:]),
        sum(row.unplaced for row in rows[most:]),
    )
    return [*rows[:most], others]


def _row(name: str, spoken: Sequence[Spoken]) -> Counted:
    by_month: dict[str, tuple[int, int]] = {}
    placed = unplaced = 0
    for _, _, first, last, number in spoken:
        if first is None or last is None:
            unplaced += number
            continue
        placed += number
        for begins in months(_first_day(first), _first_day(last)):
            month = date.fromordinal(begins).isoformat()[:7]
            least, most = by_month.get(month, (0, 0))
            by_month[month] = least + (number if first == last else 0), most + number
    return Counted(name, by_month, placed, unplaced)


def _first_day(month: str) -> int:
    return date.fromisoformat(f"{month}-01").toordinal()


def draw(
    spoken: Iterable[Spoken],
    form: str,
    by: By,
    *,
    since: str | None = None,
    until: str | None = None,
    columns: int = 2,
) -> Drawn | None:
    """The picture, in one of `sheet.FORMATS`; None if there is no statement.

    `since` and `until` are ISO days; if given, their months are the edges of the picture. Raises KeventsError
    if matplotlib is not installed, or if no statement belongs to a month.
    """
    every = counted(spoken, by)
    if not every:
        return None
    rows = folded(every)
    months = sorted(month for row in rows for month in row.months)
    if not months:
        raise KeventsError(
            "none of these statements has a place in a picture: their dates are open or wider than a year, or"
            " they have none",
            "kevents who-said lists them",
        )
    typeface = Typeface()
    first = since[:7] if since else months[0]
    last = until[:7] if until else months[-1]
    rows = [
        row._replace(months={month: both for month, both in row.months.items() if first <= month <= last})
        for row in rows
    ]
    notes = _notes(rows, by)
    period = _month(first) if first == last else f"{_month(first)} to {_month(last)}"
    title = (
        f"Statements a month by {by}, {period}: "
        f"{sum(row.placed for row in rows)} of {sum(row.all for row in rows)}"
    )
    sheet = _layout(rows, notes, typeface, (first, last), columns)
    content = sheet.write(form, title, _description(title, rows, notes))
    return Drawn(content, sheet.height, title, notes, typeface.missing)


def _layout(
    rows: Sequence[Counted], notes: Sequence[str], typeface: Typeface, ends: tuple[str, str], columns: int
) -> Sheet:
    width = WIDTHS[columns]
    last = next_month(_first_day(ends[1]))
    right = width - _EDGE
    most = max((greatest for row in rows for _, greatest in row.months.values()), default=1)
    scale_width = typeface.width(str(most), _SMALL) + 1.5
    axis = Axis(
        _first_day(ends[0]),
        (last or date.max.toordinal() + 1) - 1,
        _EDGE + (_NAMES if columns > 1 else 0) + scale_width,
        right,
    )
    room = _NAMES - 2 if columns > 1 else width - 2 * _EDGE
    headings = [_heading(row, room, typeface) for row in rows]
    heights = [
        max(_ROW, len(heading) * _LINE) + _PAD if columns > 1 else _ROW + len(heading) * _LINE + _PAD
        for heading in headings
    ]
    foot = [line for note in notes for line in typeface.lines(note, _SMALL, width - 2 * _EDGE)]
    bottom = 2.0 + sum(heights)
    sheet = Sheet(width, bottom + _HEAD + (len(foot) + 1) * _LINE + 3, typeface)
    ticks = axis.ticks(_TICK, "month")
    for tick in ticks:
        x = axis.x(tick.day)
        sheet.line((x, x), (2, bottom + 1), width=0.3, grey=0.75)
        wide = max(typeface.width(label, _SMALL) for label in (tick.label, tick.below))
        # Centred below the bar of the month that begins here.
        x = (x + axis.x(next_month(tick.day) or tick.day)) / 2
        at = min(max(x, _EDGE + wide / 2), right - wide / 2)
        sheet.text(at, bottom + 3.6, tick.label, size=_SMALL, align="center")
        sheet.text(at, bottom + 6.4, tick.below, size=_SMALL, align="center")
    top = 2.0
    for row, heading, height in zip(rows, headings, heights, strict=True):
        y = top + 2.6
        for line in heading:
            sheet.text(_EDGE, y, line, size=_TEXT, clear=True)
            y += _LINE
        top += height
        base = top - 0.4
        sheet.line((axis.left, axis.right), (base, base), width=0.5)
        sheet.line((axis.left, axis.left), (base - _ROW + 1, base), width=0.5)
        scale = (_ROW - 1.5) / most
        for number in (0, most):
            y = base - number * scale
            sheet.line((axis.left - 0.7, axis.left), (y, y), width=0.5)
            sheet.text(axis.left - 1, y + (0.75 if number else 0), str(number), size=_SMALL, align="right")
        solid, hatched = [], []
        # With many years the bars are too thin for lines between them.
        thin = (axis.right - axis.left) / (axis.last + 1 - axis.first) * 30 < _THIN
        for month, (least, greatest) in sorted(row.months.items()):
            begins = _first_day(month)
            left, end = axis.x(begins), axis.x(next_month(begins) or axis.last + 1)
            gap = 0 if thin else (end - left) * 0.12
            left, wide = left + gap, end - left - 2 * gap
            hatched.append((left, base - greatest * scale, wide, greatest * scale))
            if least:
                solid.append((left, base - least * scale, wide, least * scale))
        sheet.bars(hatched, _POSSIBLE, edge=0.1 if thin else 0.4)
        sheet.bars(solid, _CERTAIN, edge=0 if thin else 0.4)
    y = bottom + _HEAD + 1.5
    x = _EDGE
    for pattern, words in (
        (_CERTAIN, "certainly in the month"),
        (_POSSIBLE, "possibly: the most there can be"),
    ):
        sheet.bar(x, y - 1, 4, 1.8, pattern, edge=0.4)
        sheet.text(x + 5.2, y + 0.7, words, size=_SMALL)
        x += 5.2 + typeface.width(words, _SMALL) + 4
    for line in foot:
        y += _LINE
        sheet.text(_EDGE, y + 0.7, line, size=_SMALL)
    return sheet


def _heading(row: Counted, room: float, typeface: Typeface) -> list[str]:
    """The name and the number of statements, which stands on the last line of the name if there is room."""
    lines = typeface.lines(row.name, _TEXT, room, most=3)
    number = f"({_number(row)})"
    if lines and typeface.width(f"{lines[-1]} {number}", _TEXT) <= room:
        return [*lines[:-1], f"{lines[-1]} {number}"]
    return [*lines, number]


# --- words ---------------------------------------------------------------------------------------------


def _month(month: str) -> str:
    from karabakh_events.dates import in_words

    return in_words(month)


def _notes(rows: Sequence[Counted], by: By) -> tuple[str, ...]:
    notes = []
    if unplaced := sum(row.unplaced for row in rows):
        notes.append(
            f"{unplaced} of {sum(row.all for row in rows)} "
            + agreed("[is in no bar: it has|are in no bar: they have]", unplaced)
            + " no date, or one that is open or wider than a year."
        )
    if by == "speaker":
        notes.append("A statement of several speakers is counted for each.")
    return tuple(notes)


def _description(title: str, rows: Sequence[Counted], notes: Sequence[str]) -> str:
    return "\n".join((f"{title}.", *(_row_in_words(row) for row in rows), *notes))


def _row_in_words(row: Counted) -> str:
    told = ", ".join(
        f"{_month(month)} {least if least == most else f'{least} to {most}'}"
        for month, (least, most) in sorted(row.months.items())
    )
    return f"{row.name} ({_number(row)}): {told or 'none in a bar'}."


def _number(row: Counted) -> str:
    return f"{row.placed} of {row.all}" if row.unplaced else str(row.all)
