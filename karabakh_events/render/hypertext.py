"""Blocks as HTML: elements with classes, without scripts and styles.

All text is escaped, and invisible characters and those that change the direction of text are made visible.
Identifiers link to the addresses that the caller gives for them, a source to its address on the web if that
is http or https. The style sheet is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape

from karabakh_events.characters import visible
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Matrix, Passage, Span, line
from karabakh_events.render.links import safe

Address = Callable[[str], str | None]
"""Gives the address of a record's page for its identifier; None if it has no page."""

_TAGS = {"strong": "strong", "speaker": "strong", "passage": "mark", "words": "q", "code": "code"}


def drawn(page: Iterable[Block], address: Address = lambda record: None) -> Iterator[str]:
    """The blocks as HTML, one by one."""
    for block in page:
        yield "".join(_parts(block, address))


def _parts(block: Block, address: Address) -> Iterator[str]:
    match block:
        case Heading():
            yield f"<h{block.level}>{_escape(block.text)}</h{block.level}>\n"
        case Entry():
            yield f'<div class="entry{" gap" if block.gap else ""}">'
            yield f'<div class="lead">{"" if block.again else _line(block.lead)}</div><div class="body">'
            yield from (f"<div>{_line(each)}</div>" for each in block.body if each)
            if block.id:
                yield f'<div class="id">{_link(block.id, address)}</div>'
            yield "</div></div>\n"
        case Grid():
            yield "<table><thead>" + _row("th", (_escape(header) for header in block.headers))
            yield "</thead><tbody>"
            yield from (_row("td", map(_line, cells)) for cells in block.rows)
            yield "</tbody></table>\n"
        case Matrix():
            heads = (f'<th scope="col">{_line(head)}</th>' for head in (line(block.corner), *block.columns))
            yield f"<table><thead><tr>{''.join(heads)}</tr></thead><tbody>"
            for head, cells in block.rows:
                columns = ("".join(f"<div>{_line(each)}</div>" for each in cell) for cell in cells)
                beside = "".join(f"<td>{cell}</td>" for cell in columns)
                yield f'<tr><th scope="row">{_line(head)}</th>{beside}</tr>\n'
            yield "</tbody></table>\n"
        case Passage():
            yield f'<div class="source">{_line(block.label)}</div>'
            yield f"<blockquote>{_escape(block.before)}<mark>{_escape(block.exact)}</mark>"
            yield f"{_escape(block.after)}</blockquote>\n"
        case blocks.Text():
            yield f"<p>{_line(block.words)}</p>\n"


def _row(tag: str, cells: Iterable[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


def _line(spans: Line) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    if span.link and (target := safe(span.link)):
        return f'<a href="{escape(target)}">{_span(span._replace(link=""))}</a>'
    if not span.kind:
        return _escape(span.text)
    if tag := _TAGS.get(span.kind):
        return f"<{tag}>{_escape(span.text)}</{tag}>"
    return f'<span class="{span.kind}">{_escape(span.text)}</span>'


def _link(record: str, address: Address) -> str:
    target = address(record)
    return _escape(record) if target is None else f'<a href="{escape(target)}">{_escape(record)}</a>'


def _escape(text: str) -> str:
    return escape(visible(text, keep="\n\t"))
