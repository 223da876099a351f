"""Blocks to HTML: divisions with classes and nothing that acts.

All text is escaped, and characters that hide or turn the line are made visible. Links lead to the pages that
the caller names for identifiers, and from a source to its address on the web if that is http or https. The
style sheet is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from karabakh_events.characters import visible
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Matrix, Passage, Span, line
from karabakh_events.render.links import safe

Address = Callable[[str], str | None]
"""From the identifier of a record to the address of its page; None where it has none."""

_TAGS = {"strong": "strong", "speaker": "strong", "passage": "mark", "words": "q", "code": "code"}


def drawn(found: Iterable[Block], address: Address = lambda record: None) -> Iterator[str]:
    """The blocks as HTML, one by one."""
    for block in found:
        yield "".join(_parts(block, address))


def _parts(block: Block, address: Address) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{_escaped(block.text)}</h{block.level}>\n"
        case Entry():
            yield f'<div class="entry{" gap" if block.gap else ""}">'
            yield f'<div class="lead">{_line(block.lead)}</div><div class="body">'
            yield from (f"<div>{_line(each)}</div>" for each in block.body if each)
            if block.id:
                yield f'<div class="id">{_linked(block.id, address)}</div>'
            yield "</div></div>\n"
        case Grid():
            yield "<table><thead>" + _row("th", (_escaped(header) for header in block.headers))
            yield "</thead><tbody>"
            yield from (_row("td", map(_line, cells)) for cells in block.rows)
            yield "</tbody></table>\n"
        case Matrix():
            heads = (f'<th scope="col">{_line(head)}</th>' for head in (line(block.corner), *block.columns))
            yield f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>"
            for head, cells in block.rows:
                told = ("".join(f"<div>{_line(each)}</div>" for each in cell) for cell in cells)
                beside = "".join(f"<td>{cell}</td>" for cell in told)
                yield f'<tr><th scope="row">{_line(head)}</th>{beside}</tr>\n'
            yield "</tbody></table>\n"
        case Passage():
            yield f'<div class="source">{_line(block.label)}</div>'
            yield f"<blockquote>{_escaped(block.before)}<mark>{_escaped(block.exact)}</mark>"
            yield f"{_escaped(block.after)}</blockquote>\n"
        case blocks.Text():
            yield f"<p>{_line(block.words)}</p>\n"


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


def _line(spans: Line) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    if span.link and (found := safe(span.link)):
        return f'<a href="{escape(found)}">{_span(span._replace(link=""))}</a>'
    if not span.kind:
        return _escaped(span.text)
    if tag := _TAGS.get(span.kind):
        return f"<{tag}>{_escaped(span.text)}</{tag}>"
    return f'<span class="{span.kind}">{_escaped(span.text)}</span>'


def _linked(record: str, address: Address) -> str:
    found = address(record)
    return _escaped(record) if found is None else f'<a href="{escape(found)}">{_escaped(record)}</a>'


def _escaped(text: str) -> str:
    return escape(visible(text, keep="\n\t"))
