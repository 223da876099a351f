"""What changed between two databases, record by record, with totals at the end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from karabakh_events.render.blocks import Block, Entry, Heading, Span, Text, line
from karabakh_events.render.parts import LABEL_WIDTH, quiet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.diff import Difference

_CHANGES = ("added", "removed", "changed")


def differences(rows: Iterable[Difference]) -> Iterator[Block]:
    """A heading for each kind of record, and under each record a line for each change."""
    tally: dict[str, Counter[str]] = {}
    for row in rows:
        if row.kind not in tally:
            tally[row.kind] = Counter()
            yield Heading(f"{row.kind.capitalize()}s")
        tally[row.kind][row.change] += 1
        yield Entry(
            line(quiet(row.change)),
            (line(Span(row.label, "strong")), *(line(change.words) for change in row.changes)),
            row.id,
            lead_width=LABEL_WIDTH,
            gap=True,
        )
    if tally:
        yield Heading("In all")
        for kind, counted in tally.items():
            numbers = (f"{counted[change]} {change}" for change in _CHANGES if counted[change])
            yield Entry(line(quiet(f"{kind}s")), (line(", ".join(numbers)),), lead_width=LABEL_WIDTH)
        total = sum(tally.values(), Counter[str]())
        yield Text(line(", ".join(f"{total[change]} {change}" for change in _CHANGES)))
