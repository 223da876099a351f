"""The sources of each record: its documents, the chains behind them, and what depends on what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from karabakh_events.counting import count
from karabakh_events.render.blocks import Block, Entry, Heading, Line, Span, joined, line
from karabakh_events.render.parts import Numbering, quiet, short_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.sources import Support, Way, Witness


def supports(rows: Iterable[Support], numbering: Numbering) -> Iterator[Block]:
    """A heading for each kind; under each record, the number of its sources and a line for each document."""
    kind = None
    for row in rows:
        if row.kind != kind:
            kind = row.kind
            yield Heading(f"{kind.capitalize()}s")
        witnesses = [_witness(witness, numbering) for witness in row.witnesses]
        lines = [line(_counted(row)), *witnesses]
        if row.documents == len(witnesses) == 1:
            lines = [line(quiet(f"{_counted(row)}: "), *witnesses[0])]
        yield Entry(_when(row), (line(Span(row.label, "strong")), *lines), row.id, gap=True)


_UNDATED = {"provision": "no deadline", "role": "term not given"}


def _when(row: Support) -> Line:
    if row.date is None and row.kind in _UNDATED:
        return line(quiet(_UNDATED[row.kind]))
    deadline = row.kind == "provision"
    return line(quiet("due ") if deadline else None, *short_date(row.date, row.date_basis, row.disputed))


def _counted(row: Support) -> str:
    if not row.documents:
        return "no document"
    if row.documents == 1:
        return "one document"
    least = "" if row.exact else "at least "
    return f"{least}{count(row.independent, 'independent source')} in {row.documents} documents"


def _witness(witness: Witness, numbering: Numbering) -> Line:
    mark = numbering.mark([witness.document])
    chains = joined(dict.fromkeys(map(_chain, witness.ways)), "; ")
    if not {"whole", "quote"}.intersection(witness.supports):
        part = quiet(f"for the {', '.join(witness.supports)} only; not counted")
        return line(mark, " ", *joined((chains, part)))
    reasons = (
        line(quiet("the same as "), numbering.mark([other.document]), quiet(f": {other.why}"))
        for other in witness.same_as
    )
    return line(mark, " ", *joined((chains, *reasons)))


def _chain(way: Way) -> str:
    if way.statement is None:
        return f"{way.chain[0].name} itself" if way.chain else "the document itself"
    speakers = ", ".join(link.name for link in way.chain if link.role == "speaker")
    return " → ".join((speakers, *(link.name for link in way.chain if link.role != "speaker")))
