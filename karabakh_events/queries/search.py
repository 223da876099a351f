"""`kevents search`: turns a user's text into an FTS5 expression of words and phrases only, and runs it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from karabakh_events.engines.sqlite import MATCHES, SNIPPET, Connection, Value
from karabakh_events.errors import KeventsError
from karabakh_events.names import fold
from karabakh_events.queries import shapes
from karabakh_events.queries.sql import Query, any_of

_WORD = re.compile(r"\w+")
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))


class Hit(NamedTuple):
    """A record that contains the words. `snippet` is the text around them, folded as in the index."""

    id: str
    kind: str
    label: str
    snippet: str

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


def expression(words: str) -> str:
    """The FTS5 expression for every word of `words` and every phrase in quotation marks, straight or curly.

    A quotation without an end reaches to the end of the text. Everything else is plain text. Each word
    becomes a string of FTS5, so that `*`, `NEAR`, `OR`, `-`, `:` and `^` have no special meaning. The index
    splits such a string into words as it split the documents (a/b is a phrase of two words).

    Raises KeventsError if there is no word in `words`.
    """
    return " AND ".join(_strings(words))


def terms(words: str) -> list[str]:
    """Each word and phrase of `words` as the index compares them: folded, its words with a space between.

    Raises KeventsError if there is no word in `words`.
    """
    return [" ".join(_WORD.findall(string)) for string in _strings(words)]


def alone(connection: Connection, words: str, kind: str | None = None) -> Iterator[tuple[str, int]]:
    """Each word and phrase of `words`, folded, with the number of records (of this kind) that contain it.

    Raises KeventsError if there is no word in `words`.
    """
    among = "" if kind is None else " AND kind = :kind"
    for term in _strings(words):
        query = Query(
            f"SELECT count(*) FROM search WHERE {MATCHES} :term{among}", {"term": term, "kind": kind}
        )
        ((count,),) = query.run(connection)
        yield term[1:-1].replace('""', '"'), count


def _strings(words: str) -> list[str]:
    """The words and phrases as FTS5 strings, each once. Raises KeventsError if there is none."""
    terms: list[str] = []
    for number, piece in enumerate(words.translate(_QUOTES).split('"')):
        terms += [piece] if number % 2 else piece.split()
    # A string without letters or digits is an empty phrase, and FTS5 finds nothing for an expression with an
    # empty phrase. A NUL would end the expression.
    folded = [fold(term).replace("\0", " ").replace('"', '""') for term in terms]
    wanted = [f'"{term}"' for term in folded if any(character.isalnum() for character in term)]
    if not wanted:
        raise KeventsError(
            f"there is no word to search for in {words!r}", "write a word, or a phrase in quotes"
        )
    return list(dict.fromkeys(wanted))


def search_query(words: str, kinds: tuple[str, ...] = (), limit: int | None = None) -> Query:
    """The query for all records that contain every word of `words`, by kind and id.

    They are not ordered by rank: ranking reads every hit, and nobody can cite a list whose order changes with
    each new document. Raises KeventsError if there is no word in `words`.
    """
    binds: dict[str, Value] = {"words": expression(words)}
    among = f"\n    AND s.kind IN {any_of(binds, 'kind', kinds)}" if kinds else ""
    cut = ""
    if limit is not None:
        binds["limit"] = limit
        cut = "\nLIMIT :limit"
    return Query(
        f"""\
SELECT s.record AS id, s.kind, r.label, {SNIPPET} AS snippet
FROM search s JOIN records r ON r.id = s.record AND r.kind = s.kind
WHERE {MATCHES} :words{among}
ORDER BY s.kind, s.record{cut}""",
        binds,
    )


def search(
    connection: Connection, words: str, kinds: tuple[str, ...] = (), limit: int | None = None
) -> Iterator[Hit]:
    """The records that contain every word of `words`, by kind and id."""
    return (Hit(*row) for row in search_query(words, kinds, limit).run(connection))
