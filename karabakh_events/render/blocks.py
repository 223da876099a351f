"""The few kinds of block from which every table, list and record is laid out, whatever draws them.

Text in a block is data: it may hold anything, and whoever draws it makes it harmless.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text with a meaning, which decides how it looks.

    ``kind`` is "" (plain), ``strong``, ``quiet``, ``code`` (such as an EDTF date), ``words`` (someone's very
    words), ``passage`` (the words of a document that prove something), ``source``, ``date``, ``speaker``, or
    a mark: ``unsure`` (planned, proposed), ``claimed`` (alleged), ``denied``, ``ongoing``. ``link`` is an
    address on the web. ``record`` is the kind and the id of what the text names, where it can be a link.
    """

    text: str
    kind: str = ""
    link: str = ""
    record: tuple[str, str] | None = None


Line = tuple[Span, ...]


def line(*parts: str | Span | None) -> Line:
    """A line of the parts that are there."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


def joined(parts: Iterable[Line | Span | str | None], between: str = " · ", kind: str = "quiet") -> Line:
    """The parts that are there as one line, with ``between`` between them."""
    spans: list[Span] = []
    for part in parts:
        if not part:
            continue
        if spans:
            spans.append(Span(between, kind))
        if isinstance(part, Span):
            spans.append(part)
        elif isinstance(part, str):
            spans.append(Span(part))
        else:
            spans.extend(part)
    return tuple(spans)


class Heading(NamedTuple):
    """Words above a group; a ``level`` 1 heading opens what is printed, a level 2 one a part of it."""

    text: str
    level: int = 2


class Entry(NamedTuple):
    """A lead (a date, a label, a number) with lines beside it.

    ``lead_width`` columns are kept for the lead, which wraps in them. ``id`` is the identifier to ask for
    more with, at the end of the last line. ``gap`` leaves an empty line between the entry and the one before.
    """

    lead: Line
    body: tuple[Line, ...]
    id: str = ""
    lead_width: int = 18
    gap: bool = False


class Grid(NamedTuple):
    """Rows of cells under headers; the last column takes what room is left."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()


class Matrix(NamedTuple):
    """Cells of several lines under the heads of their columns, beside the heads of their rows; some are
    empty. Where the columns have no room beside one another, the cells of a row stand one below the other,
    each under the head of its column.
    """

    corner: str
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, tuple[tuple[Line, ...], ...]], ...]


class Passage(NamedTuple):
    """Words of a document in their surroundings; ``label`` says where they stand."""

    label: Line
    before: str
    exact: str
    after: str


class Text(NamedTuple):
    """A paragraph of its own."""

    words: Line


Block = Heading | Entry | Grid | Matrix | Passage | Text
