"""The kinds of block that every table, list and record consists of, in whatever medium.

Text in a block is data and may hold anything. The module that writes it makes it harmless.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of text. Its meaning decides how it looks.

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
    """The parts as one line; None is skipped."""
    return tuple(Span(part) if isinstance(part, str) else part for part in parts if part)


def joined(parts: Iterable[Line | Span | str | None], between: str = " · ", kind: str = "quiet") -> Line:
    """The parts as one line with ``between`` between them; empty ones are skipped."""
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
    """A heading of the whole output (``level`` 1) or of a part of it (2)."""

    text: str
    level: int = 2


class Entry(NamedTuple):
    """A lead (a date, a label, a number) with lines beside it.

    The lead wraps in ``lead_width`` columns. ``id`` is the identifier of the record, at the end of the last
    line. With ``gap``, an empty line stands before the entry. With ``again``, the lead is that of the entry
    above, and is not repeated where entries stand below each other.
    """

    lead: Line
    body: tuple[Line, ...]
    id: str = ""
    lead_width: int = 18
    gap: bool = False
    again: bool = False


class Grid(NamedTuple):
    """Rows of cells under headers. The columns ``numbers`` are aligned to the right."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: frozenset[int] = frozenset()


class Matrix(NamedTuple):
    """Cells of several lines, some empty, with heads of rows and columns.

    Where the columns do not fit side by side, the cells of a row stand one below the other, each under the
    head of its column.
    """

    corner: str
    columns: tuple[Line, ...]
    rows: tuple[tuple[Line, tuple[tuple[Line, ...], ...]], ...]


class Passage(NamedTuple):
    """Words of a document with the text around them; ``label`` says where they stand."""

    label: Line
    before: str
    exact: str
    after: str


class Text(NamedTuple):
    """A paragraph."""

    words: Line


Block = Heading | Entry | Grid | Matrix | Passage | Text
