"""Fields of a listing as columns that the user chose, and its rows in an order that the user chose."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from karabakh_events.render.plain import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from karabakh_events.render.blocks import Block
    from karabakh_events.render.plain import Record

DATES = frozenset({"date", "signed", "effective", "published", "deadline"})
"""The fields that hold EDTF: they are told in words, and ordered by the days that they may mean."""


def grid(columns: Sequence[str], records: Iterable[Record]) -> Iterator[Block]:
    """A plain table of these fields, a row a record; nothing at all where there is none.

    Raises KeventsError for records that are more than a table may hold.
    """
    from karabakh_events.render.layouts import table

    rows = (tuple(_shown(name, record, columns) for name in columns) for record in records)
    first = next(rows, None)
    if first is not None:
        yield from table(tuple(columns), chain([first], rows))


def ordered(
    rows: Iterable[Any], column: str, *, key: str, descending: bool, most: int | None = None
) -> list[Any]:
    """The rows in the order of one of their fields, at most ``most`` of them; those without a value for it
    last, either way.

    Numbers stand in the order of numbers, dates by earliest, latest and the field ``key``, as the listings
    by date have them, and everything else by its letters, whatever the case and the diacritics. Rows that
    are alike stay in the order in which they came. No more than ``most`` rows are held in memory, or all.
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
"""Whether there is a value, and where it stands among its like."""


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


def _shown(name: str, record: Record, columns: Sequence[str]) -> object:
    value = record[name]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if name in DATES and isinstance(value, str):
        from karabakh_events.dates import in_words
        from karabakh_events.render.blocks import Span

        return Span(in_words(value), "date")
    if name == "title" and "status" not in columns:
        from karabakh_events.render.parts import marked

        # What did not simply happen is never listed as if it had.
        mark = marked(cell(record.get("status")))
        return f"{mark.text} {cell(value)}" if mark else cell(value)
    return cell(value)
