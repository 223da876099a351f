"""Whose verdict it is: one voice gives one verdict, however often it is heard.

The voice of a statement is each of its speakers. The voice of an event is who tells it in each document that
supports it: the speakers of the statements whose passages share words with those of the event, or, where
nobody speaks, the outlet. An event and a statement that tells it are one voice: then the event has the voice
of those statements only that agree with its verdict. A statement tells an event if they share words, or if
it is said to be about the event. It does not tell its own occasion.

An official speaks for the state to which he belongs at the time, by his office or by the body that he is
part of. So a minister and his deputy are one voice.

Every speaker of a joint statement counts. An event counts once at the most, whoever tells it, and not at all
if one of its voices is counted already.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from karabakh_events.engines.sqlite import Connection, Row
from karabakh_events.queries import lists

TELLERS = """\
SELECT DISTINCT c.event_id, coalesce(d.outlet_id, d.id) AS outlet, x.statement_id
FROM citations c JOIN documents d ON d.id = c.document_id
    LEFT JOIN citations x ON x.document_id = c.document_id AND x.start < c."end" AND x."end" > c.start
        AND x.supports IN ('whole', 'quote') AND x.statement_id IN (
            SELECT id FROM statements WHERE event_id IS NOT c.event_id)
WHERE c.event_id IN {ids} AND c.supports = 'whole' ORDER BY c.event_id, 2, 3"""
"""Of each event, the outlets that tell it, each with the statements that share its words there, or NULL."""

LINKED = """\
SELECT x.event_id, x.statement_id FROM statement_events x JOIN statements s ON s.id = x.statement_id
WHERE x.event_id IN {ids} AND s.event_id IS NOT x.event_id ORDER BY x.event_id, x.statement_id"""
"""Of each event, the statements that are about it."""

SPEAKERS = """\
SELECT x.statement_id, x.actor_id, s.earliest, s.latest
FROM statement_actors x JOIN statements s ON s.id = x.statement_id
WHERE x.statement_id IN {ids} AND x.role = 'speaker' ORDER BY x.statement_id, x.position, x.actor_id"""

STATES = """\
SELECT w.actor_id, w.within_id, w.earliest, w.latest
FROM actor_within w JOIN actors a ON a.id = w.within_id
WHERE w.actor_id IN {ids} AND w.relation IN ('part', 'office') AND a.kind = 'state'
ORDER BY w.actor_id, w.within_id"""
"""Of each actor, the states to which it belongs, with the days between which it did."""


class Given(NamedTuple):
    """A verdict on something (`on`), and the statement or the event (`id`) that gives it."""

    on: str
    verdict: str
    kind: str  # statement or event
    id: str


def number(heard: Iterable[tuple[str, tuple[str, ...]]]) -> int:
    """How many voices there are among claims, each given by its kind (statement or event) and its voices."""
    claims = list(heard)
    counted = {voice for kind, voices in claims if kind == "statement" for voice in voices}
    found = len(counted)
    # Those with few voices come first: after one with many, none of its voices would count any more.
    for voices in sorted((voices for kind, voices in claims if kind == "event"), key=len):
        found += counted.isdisjoint(voices)
        counted.update(voices)
    return found


def voices(connection: Connection, given: Sequence[Given]) -> dict[Given, tuple[str, ...]]:
    """The voices that give each verdict: ids of actors, or of a document whose outlet is not known."""
    events = [each.id for each in given if each.kind == "event"]
    told = _members(connection, TELLERS, events)
    tellers = {
        event: {statement for _, statement in told.get(event, ()) if statement is not None}
        | {statement for (statement,) in about}
        for event, about in {**dict.fromkeys(events, ()), **_members(connection, LINKED, events)}.items()
    }
    speaking = _speaking(
        connection,
        [each.id for each in given if each.kind == "statement"]
        + [statement for statements in tellers.values() for statement in statements],
    )
    stated = {(each.on, each.verdict, each.id) for each in given if each.kind == "statement"}

    def heard(each: Given) -> list[str]:
        if each.kind == "statement":
            return speaking.get(each.id, [])
        agreeing = [
            statement
            for statement in sorted(tellers[each.id])
            if (each.on, each.verdict, statement) in stated
        ]
        if agreeing:
            return [voice for statement in agreeing for voice in speaking.get(statement, ())]
        return [
            voice
            for outlet, statement in told.get(each.id, ())
            for voice in ([outlet] if statement is None else speaking.get(statement, ()))
        ]

    return {each: tuple(dict.fromkeys(heard(each))) for each in given}


def _speaking(connection: Connection, statements: Iterable[str]) -> dict[str, list[str]]:
    """The voices of each statement."""
    found = _members(connection, SPEAKERS, statements)
    belonging = states(connection, (row[0] for rows in found.values() for row in rows))
    return {
        statement: [voice(speaker, belonging.get(speaker, ()), *days) for speaker, *days in rows]
        for statement, rows in found.items()
    }


def states(connection: Connection, actors: Iterable[str]) -> dict[str, list[Row]]:
    """Of each actor, the states to which it belongs, each with the first and the last day (None is open)."""
    return _members(connection, STATES, actors)


def voice(speaker: str, states: Iterable[Row], earliest: str | None, latest: str | None) -> str:
    """The state for which an actor speaks on these days; the actor itself if it is none, or not one alone."""
    spoken_for = {
        state
        for state, since, until in states
        if not (since and latest and since > latest) and not (until and earliest and until < earliest)
    }
    return spoken_for.pop() if len(spoken_for) == 1 else speaker


def _members(connection: Connection, sql: str, ids: Iterable[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for batch in lists.batches(dict.fromkeys(ids)):
        found |= lists.members(connection, sql, batch)
    return found
