"""What belongs to what: actors, places and events to wider ones, members to their groups.

The rules are in the codebook, under "Belonging". The build makes `actor_within` and `place_within` of it.
"""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

from karabakh_events.errors import Problem
from karabakh_events.extractor.evidence import Row
from karabakh_events.extractor.registry import Declared, Registry
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Actor, Event, Place
from karabakh_events.schema.views import MOST_WIDER
from karabakh_events.vocabulary import ActorKind

_MOST_NAMES = 4
"""A hint names at most so many records."""

_PEOPLE = (ActorKind.PERSON, ActorKind.UNNAMED_OFFICIAL, ActorKind.UNNAMED_SOURCE)


class _Link(NamedTuple):
    """A record belongs to another. The place in the file says so."""

    kind: str  # of both records; "member" if the part is a member of the whole
    part: str
    whole: str
    source: SourceFile
    steps: Steps


class Belonging:
    """The check of every `part_of` and of all `members`."""

    def __init__(self, registry: Registry, problems: list[Problem]) -> None:
        self._registry = registry
        self._problems = problems
        self._links: list[_Link] = []

    def of_event(self, declared: Declared[Event]) -> None:
        self._part_of(declared, declared.record.part_of)

    def of_place(self, declared: Declared[Place]) -> None:
        wider = self._part_of(declared, declared.record.part_of)
        if isinstance(wider, Place):
            self._check_country(declared, wider, "lies in")

    def of_actor(self, declared: Declared[Actor]) -> list[Row]:
        """Check what an actor is part of and who is in it. Returns the rows of its members."""
        actor = declared.record
        wider = self._part_of(declared, actor.part_of)
        if actor.part_of is not None and actor.kind is ActorKind.PERSON:
            message = f"{actor.id} is a person, and a person is part of nothing"
            hint = f"people belong through their offices: declare a role with `body: {actor.part_of}`"
            self._report(declared, message, hint)
        elif isinstance(wider, Actor):
            self._check_whole(declared, wider)
        steps = (*declared.steps, "members")
        if actor.members and actor.kind is not ActorKind.GROUP:
            self._problems.append(
                declared.source.problem(
                    steps,
                    f"{actor.id} has members, but its kind is {actor.kind}, not group",
                    "a person belongs to it through a role, a body through its own part_of",
                )
            )
        names = self._registry.refer_all(declared.source, steps, actor.members, "actor")
        self._links += (
            _Link("member", name, actor.id, declared.source, (*steps, actor.members.index(name)))
            for name in names
        )
        return [
            {"group_id": actor.id, "actor_id": name, "position": position}
            for position, name in enumerate(names)
        ]

    def _check_whole(self, declared: Declared[Actor], wider: Actor) -> None:
        actor = declared.record
        if wider.kind in _PEOPLE:
            message = f"{wider.id} is of the kind {wider.kind}, and nothing is part of a human being"
            self._report(declared, message, "name the state or the body")
        elif actor.kind is ActorKind.STATE and wider.kind is not ActorKind.STATE:
            message = f"{actor.id} is a state, and {wider.id} is none"
            self._report(declared, message, "a state that is a member of something still speaks for itself")
        else:
            self._check_country(declared, wider, "is part of", warning=True)

    def _check_country(
        self, declared: Declared[Actor | Place], wider: Actor | Place, belongs: str, *, warning: bool = False
    ) -> None:
        record = declared.record
        if wider.country in (None, record.country):
            return
        own = f"the country {record.country}" if record.country else "no country"
        self._report(
            declared,
            f"{record.id} has {own}, but {belongs} {wider.id}, which has {wider.country}",
            ""
            if record.country
            else "what is disputed belongs to no state; if nobody disputes it, give it the country",
            warning=warning,
        )

    def _part_of(
        self, declared: Declared[Actor | Place | Event], name: str | None
    ) -> Actor | Place | Event | None:
        """The record that this one is part of."""
        if name is None:
            return None
        steps = (*declared.steps, "part_of")
        if self._registry.refer(declared.source, steps, name, (declared.kind,)) is None:
            return None
        self._links.append(_Link(declared.kind, declared.record.id, name, declared.source, steps))
        wider = self._registry.get(name)
        return wider.record if wider and isinstance(wider.record, Actor | Place | Event) else None

    def _report(
        self,
        declared: Declared[Actor | Place],
        message: str,
        hint: str = "",
        *,
        warning: bool = False,
    ) -> None:
        steps = (*declared.steps, "part_of")
        self._problems.append(declared.source.problem(steps, message, hint, warning=warning))

    def report_circles(self) -> None:
        """Report each record that belongs to itself, directly or through others, and each chain of wholes
        that is too long. Call this after all records."""
        wider: defaultdict[str, list[str]] = defaultdict(list)
        for link in self._links:
            wider[link.part].append(link.whole)
        circle_of = {name: circle for circle in circles(wider) for name in circle}
        depth = _depths(
            {link.part: link.whole for link in self._links if link.kind in ("actor", "place")}, circle_of
        )
        for link in self._links:
            circle = circle_of.get(link.part, ())
            if link.whole in circle:
                name, what = (link.whole, "a member") if link.kind == "member" else (link.part, "part")
                others = [each for each in circle if each != name]
                self._problems.append(
                    link.source.problem(
                        link.steps,
                        f"{name} is, in the end, {what} of itself",
                        f"together with {_shortened(others)}" if others else "",
                    )
                )
            elif link.kind != "member" and depth.get(link.part) == MOST_WIDER + 1:
                message = f"{link.part} is part of more than {MOST_WIDER} others, one within the other"
                self._problems.append(link.source.problem(link.steps, message))


def _shortened(names: Sequence[str]) -> str:
    if len(names) <= _MOST_NAMES:
        return ", ".join(names)
    return f"{', '.join(names[: _MOST_NAMES - 1])} and {len(names) - _MOST_NAMES + 1} more"


def _depths(wider: Mapping[str, str], without: Container[str]) -> dict[str, int]:
    """How many wholes each record lies in, one within the other. Those in a circle are left out."""
    depth: dict[str, int] = {}
    for start in wider:
        way: list[str] = []
        name: str | None = start
        while name is not None and name not in depth and name not in without:
            way.append(name)
            name = wider.get(name)
        above = depth.get(name, 0) if name is not None else -1
        for each in reversed(way):
            above += 1
            depth[each] = above
    return depth


def circles(wider: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The sets of records in which each leads to every other, in the order of their names; among them each
    record that leads to itself. (Tarjan's strongly connected components, without recursion.)"""
    found: list[list[str]] = []
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    open_names: dict[str, None] = {}
    for start in wider:
        if start in number:
            continue
        stack = [(start, iter(wider[start]))]
        number[start] = lowest[start] = len(number)
        open_names[start] = None
        while stack:
            name, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    lowest[above] = min(lowest[above], lowest[name])
                if lowest[name] == number[name]:
                    circle: list[str] = []
                    while not circle or circle[-1] != name:
                        circle.append(open_names.popitem()[0])
                    if len(circle) > 1 or name in wider.get(name, ()):
                        found.append(sorted(circle))
            elif following not in number:
                number[following] = lowest[following] = len(number)
                open_names[following] = None
                stack.append((following, iter(wider.get(following, ()))))
            elif following in open_names:
                lowest[name] = min(lowest[name], number[following])
    return found
