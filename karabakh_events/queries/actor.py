"""`kevents actors NAME`: one actor's whole file.

What someone did, said and was told, and what was said of them, are the answers of `timeline` and `who_said`
for that actor. Computed here from these and from the texts: whom they met, and how their name is spelled.

*Met* are the others at the same visit, meeting, summit, talks or telephone call. Signing does not make a
meeting (papers are signed apart), nor does good offices between sides, nor an interview. Nor does a visit to
a state: whom the visitor saw there is told by the meetings within it. Two to whom one thing was done, each a
recipient (consultations with one and with the other), need not have met. Only what occurred or is going on
counts; what is planned, proposed, alleged or denied is listed and not counted. An event that is part of
another at which both were is the same encounter and not counted again.

*Spellings* are counted in the whole text of every document that has a passage for a record in which the
actor has a part: wherever the name, an alias or (of a person) the surname stands there as whole words, in
any case, with or without diacritics; what is all capitals (US) not where all letters are small. Pronouns and
offices are not counted. A name within the longer name of something else is; so is a namesake, and a spelling
that another actor has too says so.
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
from karabakh_events.queries.shapes import DAY, Joined
from karabakh_events.queries.sql import Query, by_date
from karabakh_events.queries.statements import Named, StatementRow, who_said
from karabakh_events.queries.timeline import TimelineRow, timeline

MEETING_MODES = ("visit", "meeting", "summit", "talks", "phone-call")
"""The modes of an event at which people meet or speak with one another."""

HAPPENED = ("occurred", "ongoing")
"""The statuses of an event that counts as an encounter."""


class Office(NamedTuple):
    """An office and its holder; the dates are None where no document gives the term."""

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
    """Those that give the office."""


class Spelling(NamedTuple):
    """A way of writing the name, and how often it stands in which document.

    `known` is one that is on record, in whatever case.
    """

    spelling: str
    known: bool
    documents: tuple[tuple[str, int], ...]
    shared_with: tuple[str, ...]  # actors who bear it too

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
    """An event at which both were; `counted` unless it did not happen or is within another encounter."""

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

    @property
    def same_side(self) -> bool:
        """Whether the two came together, the one as the other: both as who pays the visit."""
        return self.own_roles == self.other_roles == ("actor",)


class Acquaintance(NamedTuple):
    """Another actor with the encounters in order of time."""

    id: str
    name: str
    encounters: tuple[Encounter, ...]

    @property
    def counted(self) -> tuple[Encounter, ...]:
        return tuple(encounter for encounter in self.encounters if encounter.counted)

    @property
    def ends(self) -> tuple[Encounter | None, Encounter | None]:
        """The first and the last of the counted encounters that have a date; None where their bounds leave
        open which it is."""
        dated = [encounter for encounter in self.counted if encounter.date is not None]
        if len(dated) < 2:
            return (dated[0], dated[0]) if dated else (None, None)
        # In the order of their earliest days: what comes after the second begins no sooner than it does.
        first, second, last = dated[0], dated[1], dated[-1]
        until = [encounter.latest or "~" for encounter in dated[:-1]]  # open is later than any day
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
    """All that is on record of one actor. Events and statements are in order of time, undated ones last."""

    row: ActorRow
    record: Record
    offices_held: tuple[Office, ...]
    officers: tuple[Office, ...]  # of a body
    searched: tuple[str, ...]  # the documents in which spellings were counted
    spellings: tuple[Spelling, ...]
    took_part: tuple[TimelineRow, ...]
    met: tuple[Acquaintance, ...]
    said: tuple[StatementRow, ...]
    was_told: tuple[StatementRow, ...]
    said_of: tuple[StatementRow, ...]
    passed_on: tuple[StatementRow, ...]

    def __repr__(self) -> str:
        # All of it can be forty thousand characters, at the end of every cell of a notebook.
        return f"<file of {self.row.id!r}: {self.row.name!r}>"

    def as_json(self) -> dict[str, Any]:
        """The fields of the listing, then those of the file."""
        lists: dict[str, Iterable[Any]] = {name: getattr(self, name) for name in _LISTS}
        linked = {
            "agreements": self.linked("agreement"),
            "bound_to": self.linked("provision"),
            "published": self.linked("document"),
        }
        return (
            self.row.as_json()
            | {"wikidata": self.record.fields.get("wikidata")}
            | {name: shapes.plain(tuple(rows)) for name, rows in (lists | linked).items()}
        )

    def linked(self, kind: str) -> list[Any]:
        """Its links to records of one kind: agreements joined, provisions that bind, documents."""
        return [link for link in self.record.links if link.kind == kind]


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

FILE_FIELDS = ("wikidata", *_LISTS, "agreements", "bound_to", "published")
"""What the JSON of a file has after the fields of the listing."""


def actor_file(connection: Connection, actor: str) -> ActorFile:
    """The file of the actor with this id. Raises UnknownName when nothing has it."""
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
    """The others at the actor's meetings: those met most often first, then by name."""
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
        # Events can be parts of one another in a circle, which no rule forbids.
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
    """The documents that were looked through; the spellings there, the most frequent first, and after them
    those on record that no document has."""
    from karabakh_events.names import fold, occurrences, surname_key
    from karabakh_events.queries.names import everyone

    known = (actor.name, *actor.aliases)
    person = actor.kind == "person"
    wanted = known + (tuple(name.split()[-1] for name in known if name.split()) if person else ())
    searched: list[str] = []
    met: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for document, text in Query(_TEXTS, {"id": actor.id}).run(connection):
        searched.append(document)
        for start, end, name in occurrences(text, wanted):
            spelling = " ".join(text[start:end].split())
            if not (name.isupper() and spelling.islower()):  # "us" is not the US
                met[spelling][document] += 1

    on_record = {name.casefold() for name in known}
    # "The Troika" at the beginning of a sentence is "the Troika", which is there then.
    begun = {spelling.casefold() for spelling in met}
    unmet = [name for name in known if name.casefold() not in begun]
    keys = {fold(spelling) for spelling in (*known, *met)}
    bearers: defaultdict[str, list[str]] = defaultdict(list)
    for other in everyone(connection):
        if other.id != actor.id:
            borne = {fold(name) for name in other.names}
            borne |= {surname_key(name) for name in other.names} if other.person else set()
            for key in borne & keys:
                bearers[key].append(other.id)

    found = [
        Spelling(
            spelling,
            spelling.casefold() in on_record,
            tuple(sorted(met[spelling].items())) if spelling in met else (),
            tuple(bearers[fold(spelling)]),
        )
        for spelling in dict.fromkeys((*met, *unmet))
    ]
    return tuple(searched), tuple(sorted(found, key=lambda each: (-each.occurrences, each.spelling)))
