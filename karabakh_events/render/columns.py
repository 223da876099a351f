"""The columns and the order that the user chose for a listing."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from karabakh_events.render.plain import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from karabakh_events.render.blocks import Block
    from karabakh_events.render.plain import Record

DATES = {
    "date": "disputed",
    "signed": "signed_disputed",
    "effective": "effective_disputed",
    "published": "published_disputed",
    "deadline": "deadline_disputed",
}
"""Fields that hold EDTF. They are printed in words and ordered by their first and last possible days. Each
has the field that says whether another reading contradicts it."""


def grid(columns: Sequence[str], records: Iterable[Record]) -> Iterator[Block]:
    """A plain table of these fields with a row for each record; nothing if there are no records.

    Raises KeventsError for more records than a table can hold.
    """
    from karabakh_events.render.layouts import table

    rows = (tuple(_cell(name, record, columns) for name in columns) for record in records)
    first = next(rows, None)
    if first is not None:
        yield from table(tuple(columns), chain([first], rows))


def ordered(
    rows: Iterable[Any], column: str, *, key: str, descending: bool, most: int | None = None
) -> list[Any]:
    """At most ``most`` rows in the order of one of their fields. Rows without a value come last either way.

    Numbers are ordered as numbers, and dates as in the listings by date: by earliest, latest and the field
    ``key``. Everything else is ordered by its letters without case and diacritics. Equal rows keep their
    order. If ``most`` is given, no more rows are held in memory.
    """
    place = _by_date if column in DATES else _by_value

    def where(row: Any) -> tuple[bool, Any]:
        record = row.as_json()
        known, among = place(record[column], record[key])
        return known is descending, among

    if most is None:
        return sorted(rows, key=where, reverse=descending)
    from heapq import nlargest, nsmallest

    return (nlargest if descending else nsmallest)(most, rows, key=where)


_Place = tuple[bool, Any]
"""Whether there is a value, and its sort key."""


def _by_date(value: object, id_: object) -> _Place:
    from karabakh_events.dates import parse_edtf

    if not isinstance(value, str):
        return False, ("", "", id_)
    span = parse_edtf(value)
    return True, (span.earliest or "", span.latest or "", id_)


def _by_value(value: object, _: object) -> _Place:
    if isinstance(value, int | float):
        return True, (0, value)
    from karabakh_events.names import fold

    text = cell(value)
    return bool(text), (1, fold(text))


def _cell(name: str, record: Record, columns: Sequence[str]) -> object:
    value = record[name]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if name in DATES and isinstance(value, str):
        from karabakh_events.dates import in_words
        from karabakh_events.render.blocks import Span

        disputed = record.get(DATES[name]) is True and DATES[name] not in columns
        return Span(in_words(value, disputed=disputed), "date")
    if name == "title" and "status" not in columns:
        from karabakh_events.render.parts import status_mark

        # A planned or alleged event must never read as if it had happened.
        mark = status_mark(cell(record.get("status")))
        return f"{mark.text} {cell(value)}" if mark else cell(value)
    return cell(value)
