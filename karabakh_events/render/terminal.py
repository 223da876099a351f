"""Blocks on a terminal or in a pipe.

All text is made harmless here, where data becomes characters of the output. There is no markup, so that data
cannot be taken for it. A pipe gets the same layout without colour and with a fixed width; its tables are as
wide as their contents. Nothing is ever cut off.

Of Rich this module uses the widths of characters and the breaking of long words, but not the console. To
import it and print a page with it takes longer than the rest of a reading command, and it passes escape
characters through.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from rich.cells import cell_len, chop_cells

from karabakh_events.characters import visible
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Matrix, Passage, Span

if TYPE_CHECKING:
    from typing import Protocol

    class Writable(Protocol):
        """Something to write text to."""

        def write(self, text: str, /) -> object: ...


# Select Graphic Rendition (ECMA-48). The colours are those of the terminal's theme: unlike fixed colours they
# can be read on a dark and on a light background. Yellow and white cannot be read on white.
_STYLES = {
    "strong": "1",
    "quiet": "2",
    "code": "2",
    "passage": "1",
    "source": "36",
    "date": "32",
    "speaker": "1",
    "unsure": "1;36",
    "claimed": "1;35",
    "denied": "1;31",
    "ongoing": "1;32",
}

#: The greatest width of a page. In longer lines the eye does not find the next line.
PAGE = 120
#: The width without a terminal.
MEASURE = 100

_GAP = 2
#: The least width of a column of a table, in characters.
_LEAST = 6
#: The least width of running text in columns side by side.
_LEAST_OF_WORDS = 26
#: The greatest width to which a pipe's table pads a column. One longer text sticks out, and does not widen
#: every other row.
_WIDEST = 10_000
_BATCH = 64
_SPACE = re.compile(r"(?:[ \t\n]|\r\n)+")
_WORD = re.compile(r"\S+\s*")


def draw(
    page: Iterable[Block], out: "Writable", *, width: int | None, colour: bool, linked: bool = False
) -> None:
    """Write each block as soon as it is there.

    ``width`` is that of the terminal, in columns; None is a pipe. With ``linked``, text with an address is a
    hyperlink. Without ``colour`` and ``linked`` only text is written.
    """
    lines = (_styled(line, colour, linked) for line in _Page(width).lines(page))
    while batch := list(islice(lines, _BATCH)):
        out.write("\n".join(batch) + "\n")


def _styled(line: Line, colour: bool, linked: bool) -> str:
    if not colour and not linked:
        return "".join(span.text for span in line).rstrip()
    written = []
    for text, kind, link, _ in line:
        style = _STYLES.get(kind) if colour else None
        shown = f"\x1b[{style}m{text}\x1b[0m" if style else text
        written.append(_hyperlink(shown, link) if linked and link else shown)
    return "".join(written).rstrip()


def _hyperlink(shown: str, link: str) -> str:
    """The text as a hyperlink, if the address is safe to open."""
    from karabakh_events.render.links import safe

    address = safe(link)
    # OSC 8, ended by ST. A terminal without hyperlinks ignores it.
    return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown


class _Page:
    """Lays blocks out as lines of harmless text."""

    def __init__(self, width: int | None) -> None:
        self._width = width or MEASURE
        self._page = min(self._width, PAGE)
        self._piped = width is None

    def lines(self, page: Iterable[Block]) -> Iterator[Line]:
        before: Block | None = None
        for block in page:
            if before is not None and (isinstance(block, Heading) or _apart(before, block)):
                yield ()
            before = block
            match block:
                case Heading():
                    yield from self._heading(block)
                case Entry():
                    yield from self._entry(block)
                case Grid():
                    yield from self._grid(block)
                case Matrix():
                    yield from self._matrix(block)
                case Passage():
                    yield from self._passage(block)
                case blocks.Text():
                    yield from _fold(_harmless(block.words), self._page)

    def _heading(self, heading: Heading) -> Iterator[Line]:
        *lines, last = _fold(_harmless((Span(heading.text, "strong"),)), self._page)
        yield from lines
        rule = self._page - _cells(last) - 1
        if heading.level == 2 and rule > 0:
            last = (*last, Span(" " + "─" * rule, "quiet"))
        yield last

    def _entry(self, entry: Entry) -> Iterator[Line]:
        room = max(self._page - entry.lead_width, 20)
        lead = _fold(() if entry.again else _harmless(entry.lead), entry.lead_width - _GAP)
        body = [folded for line in entry.body if line for folded in _fold(_harmless(line), room)]
        if entry.id:
            name = _harmless((Span(entry.id, "quiet"),))
            space = room - _cells(name)
            if body and _cells(body[-1]) + _GAP <= space:
                body[-1:] = _beside(body[-1:], space, [name])
            elif space >= 0:
                body += _beside([], space, [name])
            else:
                body += _fold(name, room)
        yield from _beside(lead, entry.lead_width, body)

    def _grid(self, grid: Grid) -> Iterator[Line]:
        heads = [_harmless((Span(header, "quiet"),)) for header in grid.headers]
        rows = [[_harmless(cell) for cell in row] for row in grid.rows]
        natural = [max(map(_cells, column)) for column in zip(heads, *rows, strict=True)]
        if self._piped:
            # In a pipe, each record is one line, for programs that read lines.
            widths = [min(width, _WIDEST) for width in natural]
        else:
            least = [min(_LEAST, _cells(head)) for head in heads]
            if sum(least) + _GAP * (len(least) - 1) > self._width:
                yield from self._upright(heads, rows)
                return
            widths = _fit(natural, least, self._width)
        for row in (heads, *rows):
            columns = [
                [cell] if self._piped else _fold(cell, width) for cell, width in zip(row, widths, strict=True)
            ]
            for number in range(max(map(len, columns), default=0)):
                spans: list[Span] = []
                for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
                    cell = column[number] if number < len(column) else ()
                    space = Span(" " * (width - _cells(cell)))
                    spans += (space, *cell) if place in grid.numbers else (*cell, space)
                    spans.append(Span(" " * _GAP))
                yield tuple(spans)

    def _upright(self, heads: list[Line], rows: list[list[Line]]) -> Iterator[Line]:
        """A table that is too wide for the screen: each value on a line of its own after its header."""
        lead = min(max(map(_cells, heads)), self._width // 3) + _GAP
        for number, row in enumerate(rows):
            if number:
                yield ()
            for head, cell in zip(heads, row, strict=True):
                value = _fold(cell, max(self._width - lead, 1))
                yield from _beside(_fold(head, lead - _GAP), lead, value)

    def _matrix(self, matrix: Matrix) -> Iterator[Line]:
        """Cells hold sentences, so that they wrap in a pipe too."""
        heads = [_harmless((Span(matrix.corner, "quiet"),)), *(_harmless(head) for head, _ in matrix.rows)]
        lead = min(max(map(_cells, heads)), self._page // 3) + _GAP
        count = len(matrix.columns)
        width = (self._page - lead - _GAP * (count - 1)) // count
        if width < _LEAST_OF_WORDS:
            yield from self._stacked(matrix, lead)
            return
        yield from self._side_by_side(heads[0], [[column] for column in matrix.columns], lead, width)
        for head, cells in zip(heads[1:], (cells for _, cells in matrix.rows), strict=True):
            yield ()
            yield from self._side_by_side(head, cells, lead, width)

    def _side_by_side(
        self, head: Line, cells: Iterable[Iterable[Line]], lead: int, width: int
    ) -> Iterator[Line]:
        rows = _fold(head, lead - _GAP)
        for number, cell in enumerate(cells):
            rows = _beside(rows, lead + number * (width + _GAP), _wrap(cell, width))
        yield from rows

    def _stacked(self, matrix: Matrix, lead: int) -> Iterator[Line]:
        room = max(self._page - lead, 20)
        for number, (head, cells) in enumerate(matrix.rows):
            if number:
                yield ()
            words: list[Line] = []
            for column, cell in zip(matrix.columns, cells, strict=True):
                if any(cell):
                    words += _fold(_harmless(column), room)
                    words += _beside([], _GAP, _wrap(cell, room - _GAP))
            yield from _beside(_fold(_harmless(head), lead - _GAP), lead, words)

    def _passage(self, passage: Passage) -> Iterator[Line]:
        yield from _fold(_harmless(passage.label), self._page)
        # Copied, piped or printed text loses its bold type but keeps the brackets.
        words = (
            Span(passage.before, "quiet"),
            Span(f"‹{passage.exact}›", "passage"),
            Span(passage.after, "quiet"),
        )
        yield from _beside([], 4, _fold(_harmless(words), self._page - 4))


def _apart(before: Block, block: Block) -> bool:
    """Whether an empty line stands between two blocks. The second is not a heading."""
    if isinstance(before, Heading) and before.level > 1:
        return False
    return isinstance(block, (Matrix, Passage)) or (isinstance(block, Entry) and block.gap)


def _harmless(line: Line) -> Line:
    """The line with all control characters made visible. White space, line breaks too, becomes a space."""
    return tuple(span._replace(text=visible(_SPACE.sub(" ", span.text))) for span in line if span.text)


def _cells(line: Line) -> int:
    """The width of a line in columns. A Chinese character takes two, a combining character none."""
    return sum(len(text) if text.isascii() else cell_len(text) for text, *_ in line)


def _fold(line: Line, width: int) -> list[Line]:
    """The line as lines of at most ``width`` columns, broken between words. A longer word breaks anywhere."""
    if _cells(line) <= width:
        return [line]
    text = "".join(span.text for span in line)
    folded: list[Line] = []
    begins = ends = room = 0
    for word in _WORD.finditer(text):
        for begin, end in _pieces(text, word.start(), word.start() + len(word[0].rstrip()), width):
            size = cell_len(text[begin:end])
            if ends and size > room:
                folded.append(_cut(line, begins, ends))
                begins, room = begin, width
            elif not ends:
                begins, room = begin, width
            room -= size
            ends = end
        room -= word.end() - ends
    folded.append(_cut(line, begins, ends))
    return folded


def _wrap(cell: Iterable[Line], width: int) -> list[Line]:
    return [folded for line in cell for folded in _fold(_harmless(line), width)]


def _pieces(text: str, begin: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    if end - begin <= width // 2 or cell_len(text[begin:end]) <= width:
        yield begin, end
        return
    for piece in chop_cells(text[begin:end], width):
        yield begin, begin + len(piece)
        begin += len(piece)


def _cut(line: Line, begin: int, end: int) -> Line:
    """The spans of a line from character ``begin`` to before ``end``."""
    spans = []
    for span in line:
        if piece := span.text[max(begin, 0) : max(end, 0)]:
            spans.append(span._replace(text=piece))
        begin, end = begin - len(span.text), end - len(span.text)
    return tuple(spans)


def _beside(left: list[Line], column: int, right: list[Line]) -> list[Line]:
    """``right`` beside ``left``, beginning at ``column``."""
    rows = []
    for number in range(max(len(left), len(right))):
        row = left[number] if number < len(left) else ()
        if number < len(right):
            row = (*row, Span(" " * (column - _cells(row))), *right[number])
        rows.append(row)
    return rows


def _fit(natural: list[int], least: list[int], room: int) -> list[int]:
    """Widths of columns that fit into ``room``. The widest shrink first, none below its least width."""
    widths = [min(width, room) for width in natural]
    excess = sum(widths) + _GAP * (len(widths) - 1) - room
    while excess > 0:
        widest = max(range(len(widths)), key=lambda place: widths[place] - least[place])
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
        excess -= 1
    return widths
