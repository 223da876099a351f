"""GraphML: who speaks to whom and about whom, for Gephi, Cytoscape, igraph, networkx.

Actors are nodes with `label`, `kind` and `country`. An edge goes from a speaker to an addressee (`kind` "to")
or to a subject (`kind` "of"). Its `weight` is the number of statements. `first` and `last` are the earliest
and the latest day on which one of these statements may have been made.
"""

import sqlite3
from itertools import product
from typing import BinaryIO, NamedTuple

from karabakh_events.exports.report import BELONGING, Report
from karabakh_events.queries import exporting
from karabakh_events.queries.catalogue import actors_with
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import timeline

EVENTS = "event[s]: only statements make edges"
STATEMENTS = "statement[s], of which only speakers, addressees, subjects and days are counted"
TO_NOBODY = "statement[s] without addressee or subject, which [makes|make] no edge"
SEVERAL = "statement[s] with several speakers, counted once for each"
UNDATED = "statement[s] without a bound for the first or the last day of [its|their] edges"
ALIASES = "[other spelling or Wikidata number of an actor|other spellings and Wikidata numbers of actors]"

_KINDS = {"addressee": "to", "subject": "of"}


class _Edge(NamedTuple):
    weight: int = 0
    first: str | None = None
    last: str | None = None

    def with_one(self, earliest: str | None, latest: str | None) -> "_Edge":
        first = min(filter(None, (self.first, earliest)), default=None)
        last = max(filter(None, (self.last, latest)), default=None)
        return _Edge(self.weight + 1, first, last)


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write the graph of the statements that pass the filter, even if it does not ask for statements.

    Without a statement the graph is empty.
    """
    from networkx import MultiDiGraph
    from networkx.readwrite.graphml import write_graphml_xml

    report = Report()
    nodes: set[str] = set()
    edges: dict[tuple[str, str, str], _Edge] = {}
    for row in timeline(connection, wanted._replace(statements=True)):
        if row.kind == "event":
            report.lose(EVENTS)
            continue
        report.lose(STATEMENTS)
        speakers = [actor.id for actor in row.actors if actor.role == "speaker"]
        others = [(actor.id, _KINDS[actor.role]) for actor in row.actors if actor.role in _KINDS]
        nodes.update(speakers)
        nodes.update(id_ for id_, _ in others)
        report.lose(TO_NOBODY, not others)
        report.lose(SEVERAL, len(speakers) > 1)
        report.lose(UNDATED, row.earliest is None or row.latest is None)
        for speaker, (other, kind) in product(speakers, others):
            ends = speaker, other, kind
            edges[ends] = edges.get(ends, _Edge()).with_one(row.earliest, row.latest)
    # Sorted by key and numbered here: networkx would give edges of different pairs the same id.
    graph = MultiDiGraph()
    for actor in actors_with(connection, sorted(nodes)):
        attributes = {"label": actor.name, "kind": actor.kind, "country": actor.country}
        report.wrote("actor")
        report.lose(ALIASES, len(actor.aliases) + (actor.wikidata is not None))
        graph.add_node(
            report.seen(actor.id, keep=""),
            **{name: report.seen(text) for name, text in attributes.items() if text is not None},
        )
    report.lose(BELONGING, exporting.belongings(connection, nodes))
    for number, ((speaker, other, kind), edge) in enumerate(sorted(edges.items()), 1):
        report.wrote("edge")
        days = {name: day for name, day in (("first", edge.first), ("last", edge.last)) if day}
        graph.add_edge(
            report.seen(speaker, keep=""),
            report.seen(other, keep=""),
            key=f"e{number}",
            kind=kind,
            weight=edge.weight,
            **days,
        )
    write_graphml_xml(graph, out, prettyprint=True)
    return report
