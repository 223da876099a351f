"""Blocks to a terminal or a pipe.

Every stretch of text is made harmless here, at the one place where data becomes characters of the output;
there is no markup that data could be taken for. A pipe gets the same layout without colour, at a fixed
measure, with tables as wide as they need to be: nothing is ever cut off.

Of Rich this takes the widths of characters and the breaking of what has no spaces, and not its console:
that one takes longer to import and to print a page than a reading command takes for everything else, and
it passes escape characters through.
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
        """What lines can be written to."""

        def write(self, text: str, /) -> object: ...


# Select Graphic Rendition (ECMA-48): weight, and colours out of the terminal's own theme, which hold on dark
# and on light ground, where fixed colours would not. Yellow and white are left out, being unreadable on
# paper white.
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

#: The widest a page gets: beyond it, the eye does not find its way back to the next line.
PAGE = 120
#: The width where there is no terminal.
MEASURE = 100

_GAP = 2
#: Columns below which a column of a table is not made narrower.
_LEAST = 6
#: Columns below which running words are not set beside others.
_LEAST_OF_WORDS = 26
#: Columns to which the cells of a table in a pipe are filled up; one long text stands out instead of
#: pushing the rest of every other row as far.
_WIDEST = 10_000
_BATCH = 64
_SPACE = re.compile(r"(?:[ \t\n]|\r\n)+")
_WORD = re.compile(r"\S+\s*")


def draw(
    drawn: Iterable[Block], out: "Writable", *, width: int | None, colour: bool, linked: bool = False
) -> None:
    """Write the blocks as they come.

    ``width`` is the terminal's, in columns; None is a pipe. With ``linked``, what leads to an address is a
    hyperlink. Without ``colour`` and ``linked`` nothing but text is written.
    """
    lines = (_written(line, colour, linked) for line in _Page(width).lines(drawn))
    while batch := list(islice(lines, _BATCH)):
        out.write("\n".join(batch) + "\n")


def _written(line: Line, colour: bool, linked: bool) -> str:
    if not colour and not linked:
        return "".join(span.text for span in line).rstrip()
    written = []
    for text, kind, link, _ in line:
        style = _STYLES.get(kind) if colour else None
        shown = f"\x1b[{style}m{text}\x1b[0m" if style else text
        written.append(_leading(shown, link) if linked and link else shown)
    return "".join(written).rstrip()


def _leading(shown: str, link: str) -> str:
    """What is shown as a hyperlink, if it leads to what may be opened."""
    from karabakh_events.render.links import safe

    address = safe(link)
    # OSC 8, ended by ST: what a terminal without hyperlinks leaves out.
    return f"\x1b]8;;{address}\x1b\\{shown}\x1b]8;;\x1b\\" if address else shown


class _Page:
    """Lays blocks out as lines of a known width; the text in the lines is harmless."""

    def __init__(self, width: int | None) -> None:
        self._width = width or MEASURE
        self._page = min(self._width, PAGE)
        self._piped = width is None

    def lines(self, drawn: Iterable[Block]) -> Iterator[Line]:
        before: Block | None = None
        for block in drawn:
            if before is not None and (isinstance(block, Heading) or _parted(before, block)):
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
                    yield from _folded(_shown(block.words), self._page)

    def _heading(self, heading: Heading) -> Iterator[Line]:
        *lines, last = _folded(_shown((Span(heading.text, "strong"),)), self._page)
        yield from lines
        rule = self._page - _cells(last) - 1
        if heading.level == 2 and rule > 0:
            last = (*last, Span(" " + "─" * rule, "quiet"))
        yield last

    def _entry(self, entry: Entry) -> Iterator[Line]:
        room = max(self._page - entry.lead_width, 20)
        lead = _folded(_shown(entry.lead), entry.lead_width - _GAP)
        body = [folded for line in entry.body if line for folded in _folded(_shown(line), room)]
        if entry.id:
            name = _shown((Span(entry.id, "quiet"),))
            space = room - _cells(name)
            if body and _cells(body[-1]) + _GAP <= space:
                body[-1:] = _beside(body[-1:], space, [name])
            elif space >= 0:
                body += _beside([], space, [name])
            else:
                body += _folded(name, room)
        yield from _beside(lead, entry.lead_width, body)

    def _grid(self, grid: Grid) -> Iterator[Line]:
        heads = [_shown((Span(header, "quiet"),)) for header in grid.headers]
        rows = [[_shown(cell) for cell in row] for row in grid.rows]
        natural = [max(map(_cells, column)) for column in zip(heads, *rows, strict=True)]
        if self._piped:
            # Nothing wraps a table in a pipe: one record, one line, for the programs that read lines.
            widths = [min(width, _WIDEST) for width in natural]
        else:
            least = [min(_LEAST, _cells(head)) for head in heads]
            if sum(least) + _GAP * (len(least) - 1) > self._width:
                yield from self._upright(heads, rows)
                return
            widths = _fitted(natural, least, self._width)
        for row in (heads, *rows):
            columns = [
                [cell] if self._piped else _folded(cell, width)
                for cell, width in zip(row, widths, strict=True)
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
        """A table with more columns than the screen can hold: each value on a line, after its header."""
        lead = min(max(map(_cells, heads)), self._width // 3) + _GAP
        for number, row in enumerate(rows):
            if number:
                yield ()
            for head, cell in zip(heads, row, strict=True):
                value = _folded(cell, max(self._width - lead, 1))
                yield from _beside(_folded(head, lead - _GAP), lead, value)

    def _matrix(self, matrix: Matrix) -> Iterator[Line]:
        """Wrapped in a pipe too: a cell holds sentences, and nobody reads these from a line of a thousand."""
        heads = [_shown((Span(matrix.corner, "quiet"),)), *(_shown(head) for head, _ in matrix.rows)]
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
        rows = _folded(head, lead - _GAP)
        for number, cell in enumerate(cells):
            rows = _beside(rows, lead + number * (width + _GAP), _wrapped(cell, width))
        yield from rows

    def _stacked(self, matrix: Matrix, lead: int) -> Iterator[Line]:
        room = max(self._page - lead, 20)
        for number, (head, cells) in enumerate(matrix.rows):
            if number:
                yield ()
            told: list[Line] = []
            for column, cell in zip(matrix.columns, cells, strict=True):
                if any(cell):
                    told += _folded(_shown(column), room)
                    told += _beside([], _GAP, _wrapped(cell, room - _GAP))
            yield from _beside(_folded(_shown(head), lead - _GAP), lead, told)

    def _passage(self, passage: Passage) -> Iterator[Line]:
        yield from _folded(_shown(passage.label), self._page)
        # Brackets as well as weight: they stay when the text is copied, piped or printed.
        words = (
            Span(passage.before, "quiet"),
            Span(f"‹{passage.exact}›", "passage"),
            Span(passage.after, "quiet"),
        )
        yield from _beside([], 4, _folded(_shown(words), self._page - 4))


def _parted(before: Block, block: Block) -> bool:
    """Whether an empty line stands between two blocks of which the second is no heading."""
    if isinstance(before, Heading) and before.level > 1:
        return False
    return isinstance(block, (Matrix, Passage)) or (isinstance(block, Entry) and block.gap)


def _shown(line: Line) -> Line:
    """The line with everything in it that a terminal would act upon made visible.

    White space of a document, line breaks too, is a space to the reader of a table.
    """
    return tuple(span._replace(text=visible(_SPACE.sub(" ", span.text))) for span in line if span.text)


def _cells(line: Line) -> int:
    """Columns that a line takes; a Chinese character takes two, a combining one none."""
    return sum(len(text) if text.isascii() else cell_len(text) for text, *_ in line)


def _folded(line: Line, width: int) -> list[Line]:
    """The line broken between words into lines of at most ``width`` columns, and a longer word anywhere."""
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


def _wrapped(cell: Iterable[Line], width: int) -> list[Line]:
    return [folded for line in cell for folded in _folded(_shown(line), width)]


def _pieces(text: str, begin: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    if end - begin <= width // 2 or cell_len(text[begin:end]) <= width:
        yield begin, end
        return
    for piece in chop_cells(text[begin:end], width):
        yield begin, begin + len(piece)
        begin += len(piece)


def _cut(line: Line, begin: int, end: int) -> Line:
    """The characters of a line from ``begin`` to before ``end``, each still of its kind."""
    spans = []
    for span in line:
        if piece := span.text[max(begin, 0) : max(end, 0)]:
            spans.append(span._replace(text=piece))
        begin, end = begin - len(span.text), end - len(span.text)
    return tuple(spans)


def _beside(left: list[Line], column: int, right: list[Line]) -> list[Line]:
    """``right`` as a column beginning at ``column``, beside ``left``."""
    rows = []
    for number in range(max(len(left), len(right))):
        row = left[number] if number < len(left) else ()
        if number < len(right):
            row = (*row, Span(" " * (column - _cells(row))), *right[number])
        rows.append(row)
    return rows


def _fitted(natural: list[int], least: list[int], room: int) -> list[int]:
    """Widths of columns for ``room``: the widest give way first, none below its least."""
    widths = [min(width, room) for width in natural]
    excess = sum(widths) + _GAP * (len(widths) - 1) - room
    while excess > 0:
        widest = max(range(len(widths)), key=lambda place: widths[place] - least[place])
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
        excess -= 1
    return widths
