"""Blocks as HTML: everything is there, and nothing of it acts."""

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.characters import visible
from karabakh_events.render import hypertext
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Matrix, Passage, Span, Text

TAGS = {"code", "h1", "h2", "div", "span", "strong", "mark", "q", "p", "blockquote", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}


def html(*found: Block) -> str:
    return "".join(hypertext.drawn(found, lambda record: f"/r?a=1&id={record}" if record else None))


class Seen(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_each_block_has_its_form() -> None:
    assert html(Heading("2020")) == "<h2>2020</h2>\n"
    assert html(Text((Span("so "), Span("it", "quiet")))) == '<p>so <span class="quiet">it</span></p>\n'
    assert html(Entry((Span("May"),), ((Span("Rain", "strong"),), ()), "may-rain", gap=True)) == (
        '<div class="entry gap"><div class="lead">May</div><div class="body">'
        "<div><strong>Rain</strong></div>"
        '<div class="id"><a href="/r?a=1&amp;id=may-rain">may-rain</a></div></div></div>\n'
    )
    assert html(Passage((Span("[1]", "source"),), "before ", "it rained", " after")) == (
        '<div class="source"><span class="source">[1]</span></div>'
        "<blockquote>before <mark>it rained</mark> after</blockquote>\n"
    )
    assert html(Grid(("a", "b"), (((Span("1"),), ()),))) == (
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</td><td></td></tr></tbody></table>\n"
    )
    assert html(
        Matrix("field", ((Span("TASS"),),), (((Span("date"),), (((Span("May"),), (Span("so"),)),)),))
    ) == (
        '<table><thead><tr><th scope="col">field</th><th scope="col">TASS</th></tr></thead><tbody>'
        '<tr><th scope="row">date</th><td><div>May</div><div>so</div></td></tr>\n</tbody></table>\n'
    )


def test_an_identifier_without_a_page_is_text() -> None:
    assert "<a" not in "".join(hypertext.drawn([Entry((), (), "geneva")]))


@given(st.text(), st.sampled_from(["", "strong", "quiet", "words", "passage", "source", "denied"]))
def test_text_stays_text(text: str, kind: str) -> None:
    span = (Span(text, kind),)
    for block in (
        Heading(text),
        Text(span),
        Entry(span, (span,), text),
        Passage(span, text, text, text),
        Grid((text,), ((span,),)),
        Matrix(text, (span,), ((span, ((span, span),)),)),
    ):
        seen = Seen(html(block))
        assert seen.tags <= TAGS
        assert seen.attributes <= {"class", "href", "scope"}
        assert visible(text, keep="\n\t") in seen.text
