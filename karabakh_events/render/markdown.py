"""Blocks as Markdown (CommonMark with GitHub's tables), for notes, wikis and issues."""

import re
from collections.abc import Iterable, Iterator
from typing import TextIO

from karabakh_events.characters import visible
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Matrix, Passage

# Every ASCII character that CommonMark can read as markup somewhere in a line. `|` separates the cells of a
# table, `<` and `&` start HTML, `@` and `#` make mentions and references on GitHub.
_MARKUP = re.compile(r"([\\`*_\[\]<>|~#&@$!])")
# At the beginning of a line these would make a list, a heading or a rule.
_BEGINNING = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])")
_SPACE = re.compile(r"\s+")


def write(page: Iterable[Block], out: TextIO) -> None:
    """Write each block as soon as it is there."""
    before: Block | None = None
    for block in page:
        if isinstance(before, Entry) and not isinstance(block, Entry):
            out.write("\n")
        out.writelines(words + "\n" for words in _lines(block))
        if not isinstance(block, Entry):
            out.write("\n")
        before = block


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * (block.level + 1)} {_escape(block.text)}"
        case Entry():
            first, *rest = [_line(line) for line in block.body if line] or [""]
            if block.id:
                rest.append(_escape(block.id))
            # Two spaces at the end of a line make a line break.
            lines = [f"{_line(block.lead)} — {first}" if block.lead else first, *rest]
            yield "- " + "  \n  ".join(lines)
        case Grid():
            yield _row(_escape(header) for header in block.headers)
            yield _row("---:" if place in block.numbers else "---" for place in range(len(block.headers)))
            for cells in block.rows:
                yield _row(_line(cell) for cell in cells)
        case Matrix():
            yield _row((_escape(block.corner), *map(_line, block.columns)))
            yield _row("---" for _ in range(len(block.columns) + 1))
            for head, columns in block.rows:
                # A row of a table is one line of Markdown; GitHub takes this tag for a line break.
                yield _row((_line(head), *("<br>".join(_line(line) for line in cell) for cell in columns)))
        case Passage():
            yield _line(block.label)
            yield ""
            exact = _span(blocks.Span(block.exact, "passage"))
            yield f"> {_escape(block.before)}{exact}{_escape(block.after)}"
        case blocks.Text():
            yield _line(block.words)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _line(line: Line) -> str:
    return "".join(_span(span) for span in line)


def _span(span: blocks.Span) -> str:
    text = _escape(span.text)
    if span.kind not in ("strong", "speaker", "passage") or not text.strip():
        return text
    # Markdown does not read asterisks as emphasis if a space follows the first or precedes the last.
    words = text.strip()
    before, _, after = text.partition(words)
    return f"{before}**{words}**{after}"


def _escape(text: str) -> str:
    text = _MARKUP.sub(r"\\\1", visible(_SPACE.sub(" ", text)))
    return _BEGINNING.sub(lambda match: f"{match[1] or match[3] or ''}\\{match[2] or match[4]}", text)
