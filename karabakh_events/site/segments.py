"""A document's text, cut wherever a passage begins or ends, because passages may overlap."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Extent = tuple[int, int]
"""The first code point, and the one after the last."""


class Segment(NamedTuple):
    """A stretch of text within one line; the same passages cover all of it."""

    text: str
    passages: tuple[int, ...]
    """The positions of these passages in the list, the shortest passage first."""
    begins: tuple[int, ...]
    """The positions of the passages that begin here."""


class Part(NamedTuple):
    """Successive lines of one section; `kind` is "" for text outside all sections."""

    kind: str
    lines: list[list[Segment]]


def segments(text: str, passages: Sequence[Extent]) -> Iterator[tuple[int, list[Segment]]]:
    """The start and the segments of each line that is not blank.

    Text that no passage covers is a segment too. The time is linear in the length of the text, and in the
    passages of each segment.
    """
    edges: dict[int, tuple[list[int], list[int]]] = {}
    for number, (start, end) in enumerate(passages):
        edges.setdefault(start, ([], []))[0].append(number)
        edges.setdefault(end, ([], []))[1].append(number)
    cuts = sorted(edges)
    covering: dict[int, None] = {}
    waiting: list[int] = []
    at = cut = 0
    for line in text.split("\n"):
        end = at + len(line)
        found: list[Segment] = []
        begin = at
        while True:
            # Passages that begin or end here. One that begins at the end of a line belongs to the next line.
            while cut < len(cuts) and cuts[cut] <= begin:
                begun, ended = edges[cuts[cut]]
                for number in ended:
                    covering.pop(number, None)
                covering.update(dict.fromkeys(begun))
                waiting += begun
                cut += 1
            if begin >= end:
                break
            stop = min(cuts[cut], end) if cut < len(cuts) else end
            inside = sorted(covering, key=lambda number: (_length(passages[number]), number))
            found.append(Segment(text[begin:stop], tuple(inside), tuple(waiting)))
            waiting = []
            begin = stop
        if line.strip():
            yield at, found
        else:
            waiting = [number for segment in found for number in segment.begins] + waiting
        at = end + 1


def _length(passage: Extent) -> int:
    return passage[1] - passage[0]


def parts(lines: Iterable[tuple[int, list[Segment]]], sections: Sequence[tuple[str, int, int]]) -> list[Part]:
    """The lines by section; `sections` are (kind, start, end), in the order of the text."""
    grouped: list[Part] = []
    current: tuple[str, int, int] | None = None
    rest = iter(sections)
    section = next(rest, None)
    for at, line in lines:
        while section and section[2] <= at:
            section = next(rest, None)
        here = section if section and section[1] <= at else None
        if not grouped or here != current:
            grouped.append(Part(here[0] if here else "", []))
            current = here
        grouped[-1].lines.append(line)
    return grouped
