"""`kevents actors NAME`: everything on record about one actor.

What an actor did, said and was told, and what others said about them, comes from `timeline` and `who_said`.
This module adds two things: whom the actor met, and how the documents spell the actor's name.

*Met*: two actors met if both took part in the same visit, meeting, summit, talks or telephone call. These do
not count as meetings:

- a signing, since the parties may sign in different places;
- good offices between sides, and an interview;
- a visit to a state: the meetings within the visit tell whom the visitor saw there;
- an event at which both are recipients, such as consultations held with each of them in turn;
- an event that is planned, proposed, alleged or denied. It is listed but not counted;
- an event that is part of another at which both were. That is the same encounter.

*Spellings*: the documents searched are those that support a record in which the actor takes part. In their
whole text, each occurrence counts of the name, of an alias and (for a person) of the surname: as whole words,
in any case, with or without diacritics. A name in capitals only (US) is not matched by small letters only.
Pronouns and offices do not count. A name inside a longer name does count, and so does a namesake's. A
spelling that another actor shares is marked as shared.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection
from karabakh_events.queries import lists, shapes
from karabakh_events.queries.catalogue import ActorRow, actors
from karabakh_events.queries.filters import StatementFilter, TimelineFilter
from karabakh_events.queries.lists import List, values
from karabakh_events.queries.record import Record, show
from karabakh_events.queries.shapes import DAY, Joined, flag
from karabakh_events.queries.sql import Query, by_date
from karabakh_events.queries.statements import Named, StatementRow, who_said
from karabakh_events.queries.timeline import TimelineRow, timeline

MEETING_MODES = ("visit", "meeting", "summit", "talks", "phone-call")
"""The modes of an event at which people meet or speak with one another."""

HAPPENED = ("occurred", "ongoing")
"""The statuses of an event that counts as an encounter."""


class Office(NamedTuple):
    """An office and its holder. The dates are None if no document gives the term."""

    id: Annotated[str, "r.id"]
    title: Annotated[str, "r.title"]
    holder: Annotated[Named, Joined(Named, ("a.id", "a.name"))]
    body: Annotated[Named | None, Joined(Named, ("b.id", "b.name"))]
    held: Annotated[str | None, "r.edtf"]
    earliest: Annotated[str | None, DAY, "r.earliest"]
    latest: Annotated[str | None, DAY, "r.latest"]
    basis: Annotated[str | None, "r.basis"]
    documents: Annotated[
        tuple[str, ...],
        List(
            """\
SELECT DISTINCT role_id, document_id FROM citations
WHERE role_id IN {ids} ORDER BY role_id, document_id""",
            values,
        ),
    ]
    """The documents that give the office."""
    disputed: Annotated[bool, flag("r.disputed")]
    """Whether a reading on file contradicts the term."""


class Spelling(NamedTuple):
    """A spelling of the name, and how often each document has it.

    `known` tells whether this spelling is on record, in whatever case.
    """

    spelling: str
    known: bool
    documents: tuple[tuple[str, int], ...]
    shared_with: tuple[str, ...]  # ids of other actors with this spelling

    @property
    def occurrences(self) -> int:
        return sum(number for _, number in self.documents)

    def as_json(self) -> dict[str, Any]:
        return {
            "spelling": self.spelling,
            "known": self.known,
            "occurrences": self.occurrences,
            "documents": [{"id": document, "occurrences": number} for document, number in self.documents],
            "shared_with": list(self.shared_with),
        }


class Encounter(NamedTuple):
    """An event at which both were. `counted` is false if it did not happen or is within another encounter."""

    event: str
    title: str
    mode: str
    date: str | None  # EDTF
    earliest: str | None
    latest: str | None
    date_basis: str | None
    status: str
    own_roles: tuple[str, ...]
    other_roles: tuple[str, ...]
    counted: bool
    disputed: bool
    """Whether a reading on file contradicts the date."""

    @property
    def same_side(self) -> bool:
        """Whether the two came together: both paid the visit."""
        return self.own_roles == self.other_roles == ("actor",)


class Acquaintance(NamedTuple):
    """Another actor, with the encounters in the order of their dates."""

    id: str
    name: str
    encounters: tuple[Encounter, ...]

    @property
    def counted(self) -> tuple[Encounter, ...]:
        return tuple(encounter for encounter in self.encounters if encounter.counted)

    @property
    def ends(self) -> tuple[Encounter | None, Encounter | None]:
        """The first and the last counted encounter that has a date; None if the dates do not decide which."""
        dated = [encounter for encounter in self.counted if encounter.date is not None]
        if len(dated) < 2:
            return (dated[0], dated[0]) if dated else (None, None)
        # They are sorted by earliest day, so no later one can begin before the second does.
        first, second, last = dated[0], dated[1], dated[-1]
        until = [encounter.latest or "~" for encounter in dated[:-1]]  # an open end is later than any day
        return (
            first if (first.latest or "~") <= (second.earliest or "") else None,
            last if max(until) <= (last.earliest or "") else None,
        )

    def as_json(self) -> dict[str, Any]:
        first, last = self.ends
        return {
            "id": self.id,
            "name": self.name,
            "times": len(self.counted),
            "first": first and first.date,
            "last": last and last.date,
            "encounters": [shapes.as_json(encounter) for encounter in self.encounters],
        }


class ActorFile(NamedTuple):
    """All that is on record about one actor. Events and statements are in date order, undated ones last."""

    row: ActorRow
    record: Record
    offices_held: tuple[Office, ...]
    officers: tuple[Office, ...]  # of a body
    searched: tuple[str, ...]  # the documents whose text was searched for spellings
    spellings: tuple[Spelling, ...]
    took_part: tuple[TimelineRow, ...]
    met: tuple[Acquaintance, ...]
    said: tuple[StatementRow, ...]
    was_told: tuple[StatementRow, ...]
    said_of: tuple[StatementRow, ...]
    passed_on: tuple[StatementRow, ...]

    def __repr__(self) -> str:
        # A notebook would print up to forty thousand characters at the end of a cell.
        return f"<file of {self.row.id!r}: {self.row.name!r}>"

    def as_json(self) -> dict[str, Any]:
        """The fields of the listing of actors, then those of the file."""
        lists: dict[str, Iterable[Any]] = {name: getattr(self, name) for name in _LISTS}
        linked = {
            "agreements": self.linked("agreement"),
            "bound_to": self.linked("provision"),
            "published": self.linked("document"),
            **{name: self.related(relation) for name, relation in _BELONGING.items()},
        }
        return (
            self.row.as_json()
            | {"wikidata": self.row.wikidata}
            | {name: shapes.plain(tuple(rows)) for name, rows in (lists | linked).items()}
            | {_COUNTED: self.record.fields.get(_COUNTED, 0)}
        )

    def linked(self, kind: str) -> list[Any]:
        """The actor's links to records of one kind: agreements, provisions that bind it, documents."""
        return [link for link in self.record.links if link.kind == kind]

    def related(self, relation: str) -> list[Named]:
        """The actors to which this one belongs, or that belong to it, by one step."""
        return [
            Named(link.id, link.label)
            for link in self.record.links
            if link.kind == "actor" and link.relation == relation
        ]


_LISTS = (
    "offices_held",
    "officers",
    "spellings",
    "took_part",
    "met",
    "said",
    "was_told",
    "said_of",
    "passed_on",
)

_BELONGING = {"part_of": "part-of", "member_of": "member-of", "members": "member", "parts": "part"}
"""The names of the lists of what belongs together, each with the relation of its links."""

_COUNTED = "officials_and_bodies"

FILE_FIELDS = ("wikidata", *_LISTS, "agreements", "bound_to", "published", *_BELONGING, _COUNTED)
"""The fields that the JSON of a file has after those of the listing of actors."""


def actor_file(connection: Connection, actor: str) -> ActorFile:
    """The file of the actor with this id. Raises UnknownName if no record has it."""
    record = show(connection, actor)
    (row,) = actors(connection, actor)
    took_part = tuple(timeline(connection, TimelineFilter(actors=(actor,))))
    searched, spellings = _spellings(connection, row)
    return ActorFile(
        row,
        record,
        tuple(_offices(connection, "actor_id", actor)),
        tuple(_offices(connection, "body_id", actor)),
        searched,
        spellings,
        took_part,
        tuple(_met(connection, actor, took_part)),
        *(
            tuple(who_said(connection, wanted))
            for wanted in (
                StatementFilter(by=(actor,)),
                StatementFilter(to=(actor,)),
                StatementFilter(about=(actor,)),
                StatementFilter(via=(actor,)),
            )
        ),
    )


# --- offices -------------------------------------------------------------------------------------------


_OFFICES = "FROM roles r JOIN actors a ON a.id = r.actor_id LEFT JOIN actors b ON b.id = r.body_id WHERE r.id"


def _offices(connection: Connection, column: str, actor: str) -> Iterator[Office]:
    query = Query(f"SELECT r.id FROM roles r WHERE r.{column} = :id ORDER BY {by_date('r')}", {"id": actor})
    for batch in lists.batches(id_ for (id_,) in query.run(connection)):
        found = lists.load(connection, Office, _OFFICES, batch)
        yield from (found[id_] for id_ in batch)


# --- encounters ----------------------------------------------------------------------------------------


def _met(connection: Connection, actor: str, events: Iterable[TimelineRow]) -> Iterator[Acquaintance]:
    """The other actors at this actor's meetings, those met most often first, then by name."""
    query = Query(
        """\
WITH RECURSIVE chain (id, part_of) AS (
    SELECT e.id, e.part_of FROM event_actors x JOIN events e ON e.id = x.event_id WHERE x.actor_id = :id
    UNION SELECT e.id, e.part_of FROM chain c JOIN events e ON e.id = c.part_of
)
SELECT id, part_of FROM chain WHERE part_of IS NOT NULL""",
        {"id": actor},
    )
    wider: dict[str, str] = dict(query.run(connection))
    states = {id_ for (id_,) in Query("SELECT id FROM actors WHERE kind = 'state'", {}).run(connection)}
    names: dict[str, str] = {}
    shared: defaultdict[str, dict[str, TimelineRow]] = defaultdict(dict)
    for event in events:
        if event.mode not in MEETING_MODES:
            continue
        own = _roles(event, actor)
        for part in event.actors:
            if part.id == actor or own == _roles(event, part.id) == ("recipient",):
                continue
            if event.mode == "visit" and not states.isdisjoint((actor, part.id)):
                continue
            names[part.id] = part.name
            shared[part.id][event.id] = event
    found = (
        Acquaintance(other, names[other], tuple(_encounters(actor, other, rows, wider)))
        for other, rows in shared.items()
    )
    yield from sorted(found, key=lambda other: (-len(other.counted), other.name, other.id))


def _encounters(
    actor: str, other: str, shared: dict[str, TimelineRow], wider: dict[str, str]
) -> Iterator[Encounter]:
    happened = {id_ for id_, event in shared.items() if event.status in HAPPENED}
    for id_, event in shared.items():
        within = id_
        seen = {id_}
        # Events can be parts of one another in a circle: no rule forbids it.
        while (within := wider.get(within, "")) and within not in happened and within not in seen:
            seen.add(within)
        yield Encounter(
            id_,
            event.title,
            event.mode,
            event.date,
            event.earliest,
            event.latest,
            event.date_basis,
            event.status or "",
            _roles(event, actor),
            _roles(event, other),
            id_ in happened and within not in happened - {id_},
            event.disputed,
        )


def _roles(event: TimelineRow, actor: str) -> tuple[str, ...]:
    return tuple(part.role for part in event.actors if part.id == actor)


# --- spellings -----------------------------------------------------------------------------------------

_TEXTS = """\
SELECT d.id, d.text FROM documents d WHERE d.id IN (
    SELECT c.document_id FROM event_actors x JOIN citations c ON c.event_id = x.event_id
        WHERE x.actor_id = :id
    UNION SELECT c.document_id FROM statement_actors x JOIN citations c ON c.statement_id = x.statement_id
        WHERE x.actor_id = :id
    UNION SELECT c.document_id FROM agreement_actors x JOIN citations c ON c.agreement_id = x.agreement_id
        WHERE x.actor_id = :id
    UNION SELECT c.document_id FROM provisions v JOIN citations c ON c.provision_id = v.id
        WHERE v.obligor_id = :id
    UNION SELECT c.document_id FROM roles r JOIN citations c ON c.role_id = r.id
        WHERE r.actor_id = :id OR r.body_id = :id
    UNION SELECT o.id FROM documents o WHERE o.outlet_id = :id)
ORDER BY d.id"""


def _spellings(connection: Connection, actor: ActorRow) -> tuple[tuple[str, ...], tuple[Spelling, ...]]:
    """The documents searched, and the spellings: the most frequent first, last those that no document has."""
    from karabakh_events.names import fold, occurrences, surname_key
    from karabakh_events.queries.names import everyone

    known = (actor.name, *actor.aliases)
    person = actor.kind == "person"
    wanted = known + (tuple(name.split()[-1] for name in known if name.split()) if person else ())
    searched: list[str] = []
    met: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document, text in Query(_TEXTS, {"id": actor.id}).run(connection):
        searched.append(document)
        for start, end, _ in occurrences(text, wanted):
            met[" ".join(text[start:end].split())][document] += 1

    on_record = {name.casefold() for name in known}
    # "The Troika" at the beginning of a sentence is an occurrence of "the Troika".
    present = {spelling.casefold() for spelling in met}
    unmet = [name for name in known if name.casefold() not in present]
    keys = {fold(spelling) for spelling in (*known, *met)}
    namesakes: defaultdict[str, list[str]] = defaultdict(list)
    for other in everyone(connection):
        if other.id != actor.id:
            others_keys = {fold(name) for name in other.names}
            others_keys |= {surname_key(name) for name in other.names} if other.person else set()
            for key in others_keys & keys:
                namesakes[key].append(other.id)

    found = [
        Spelling(
            spelling,
            spelling.casefold() in on_record,
            tuple(sorted(met[spelling].items())) if spelling in met else (),
            tuple(namesakes[fold(spelling)]),
        )
        for spelling in dict.fromkeys((*met, *unmet))
    ]
    return tuple(searched), tuple(sorted(found, key=lambda each: (-each.occurrences, each.spelling)))
