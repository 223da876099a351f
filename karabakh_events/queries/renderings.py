"""The words of a statement as each document has them."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from karabakh_events.engines.sqlite import Row
from karabakh_events.queries.lists import List


class Rendering(NamedTuple):
    """The words of a statement in one document. `translation` is the curator's own, into English."""

    document: str
    quote: str
    """One passage a line."""
    translation: str | None = None
    language: str = ""
    outlet_id: str | None = None
    url: str | None = None


def _renderings(members: list[Row]) -> tuple[Rendering, ...]:
    return tuple([Rendering(*member[1:]) for member in members])


RENDERINGS = List(
    """\
SELECT s.id AS statement_id, 0 AS mentioned, s.document_id, s.quote, s.translation, d.language, d.outlet_id,
    d.url
FROM statements s JOIN documents d ON d.id = s.document_id WHERE s.id IN {ids} AND s.quote IS NOT NULL
UNION ALL SELECT r.statement_id, 1, r.document_id, r.quote, r.translation, d.language, d.outlet_id, d.url
FROM renderings r JOIN documents d ON d.id = r.document_id WHERE r.statement_id IN {ids}
ORDER BY 1, 2, 3""",
    _renderings,
)
"""The words in the statement's own document come first. The others follow by the ids of their documents."""

PUBLISHED = ("document", "quote", "translation")
"""The fields of a rendering that a listing publishes."""


def wanted_first(
    renderings: Iterable[Rendering], chosen: Callable[[Rendering], bool], terms: Iterable[str]
) -> tuple[Rendering, ...]:
    """The renderings, first those in a chosen document, and of these first the one with most of the terms.

    The terms are words and phrases as a search compares them (`search.terms`). Where two renderings have as
    many, the order stays.
    """
    from karabakh_events.names import fold  # only a search needs it

    sought = [f" {term} " for term in terms]

    def rank(rendering: Rendering) -> tuple[bool, int]:
        words = re.findall(r"\w+", fold(f"{rendering.quote} {rendering.translation or ''}"))
        text = f" {' '.join(words)} "
        return not chosen(rendering), -sum(term in text for term in sought)

    return tuple(sorted(renderings, key=rank))
