"""`kevents sources`: how many independent sources a record has, and through whom each came.

A *document* supports a record if it has a passage cited for the record as a whole or as the speaker's words.
A document that only helps to date or place the record is listed with who tells that, but not counted. All
passages of one document are one source.

A *way* is how a document came to report something. A document can have several.

- A passage that overlaps the passages of a statement in the same document comes through that statement: its
  speaker, its relayers and the outlet. It is not enough that the statement is about the event.
- A statement does not testify to its own occasion. The document reports that the two met; the speaker reports
  only what he said there.
- An office comes through a statement only if the quotation contains all of the passage. Otherwise it comes
  from the author who writes "the minister said".
- Any other passage is the document's own report. The only known source is then the outlet.

A relayer is known only if the document names one. If an outlet does not name its agency, the words count as
the outlet's own.

Two ways *depend on each other* if they share one of these:

- an outlet or a relayer. One agency in two papers is one source, and so are two articles in one paper.
- a speaker, unless the record is the statement itself. One man's claim is one source even if two papers carry
  it. (But two independent papers are two sources for the fact that he said it.)
- a voice, unless the record is the statement itself: what a state says through its minister and through his
  deputy is one account (see `voices`).
- words: a run of `RUN` words, or a whole passage of at least `WHOLE` words, compared by `names.fold`. The
  same words are taken to come from the same place, since nothing shows otherwise.

*Independent sources* are the largest set of documents in which each can be credited with a way that depends
on no other's. Their number is the size of a *maximum independent set* in a graph: its vertices are the ways,
and an edge joins two ways that depend on each other. The number is 1 for any number of documents that all
share one thing. The time to find it doubles with each way. So the number is `exact` only for groups of at
most `SMALL` connected ways; for larger groups a greedy choice gives a lower bound. The exact number never
falls when a document is added. For every document that is not counted, the result says on which one it
depends, and why.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, groupby
from operator import ne
from typing import Annotated, Any, NamedTuple

from karabakh_events.engines.sqlite import Connection, Value
from karabakh_events.queries import shapes, voices
from karabakh_events.queries.shapes import HIDDEN, As
from karabakh_events.queries.sql import TITLE, Query, by_date

RUN = 10
"""A run of so many words is not shared by chance: no two bundled documents share more than five."""

WHOLE = 6
"""Two passages of at least so many words that are the same as a whole are the same passage."""

SMALL = 24
"""The largest group of connected ways for which a maximum independent set is found. In a larger group a
greedy choice is made, and the number of independent sources is a lower bound."""


class Link(NamedTuple):
    """A member of a chain: `role` is speaker, relayer or outlet."""

    id: str
    name: str
    role: str


class Way(NamedTuple):
    """How a document came to report something. `statement` is None if it is the document's own report."""

    statement: str | None
    chain: tuple[Link, ...]


class Dependence(NamedTuple):
    """The counted document on which an uncounted one depends."""

    document: str
    why: str


class Witness(NamedTuple):
    """A document with a passage for a record."""

    document: str
    title: str
    outlet: str | None  # its name
    supports: tuple[str, ...]
    counted: bool
    ways: tuple[Way, ...]  # the way that counts comes first; who tells a part, if it supports no more
    same_as: tuple[Dependence, ...]


class Support(NamedTuple):
    """A record with the documents that support it, in order of publication.

    `date` is the date of an event or a statement, the signing of an agreement, the deadline of a provision,
    or the term of an office. If `exact` is false, there may be more independent sources than the number says.
    """

    id: str
    kind: str
    label: str
    date: str | None  # EDTF
    documents: int
    """The number of documents that report it."""
    independent: int
    witnesses: Annotated[tuple[Witness, ...], As("sources")]
    date_basis: Annotated[str | None, HIDDEN]
    exact: Annotated[bool, HIDDEN] = True
    disputed: Annotated[bool, HIDDEN] = False
    """Whether a reading on file contradicts the date."""

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


# For each kind: table, label, the prefixes of its date columns, and what precedes the date in the ORDER BY.
_KINDS = {
    "event": ("events", "r.title", "date_", "", ""),
    "statement": ("statements", "r.summary", "date_", "", ""),
    "agreement": ("agreements", "r.title", "signed_", "signed_", ""),
    "provision": ("provisions", "r.summary", "deadline_", "deadline_", "r.agreement_id, r.position, "),
    "role": (
        "roles",
        # The title alone does not say whose office it is.
        f"(SELECT a.name || ': ' || {TITLE}\n"
        "    FROM actors a LEFT JOIN actors b ON b.id = r.body_id WHERE a.id = r.actor_id)",
        "",
        "",
        "",
    ),
}

KINDS = tuple(_KINDS)
"""The kinds of record that have passages of their own, in the order in which they are listed."""


def supports(connection: Connection, record: tuple[str, str] | None = None) -> Iterator[Support]:
    """The records with their sources, by kind and date, read one by one as the caller iterates.

    With `record` (kind, id), only that one. Actors, places and documents have no passages of their own and so
    give no result.
    """
    kinds = KINDS if record is None else tuple(kind for kind in KINDS if kind == record[0])
    if not kinds:
        return
    spoken = _Spoken(connection, record)
    for kind in kinds:
        rows = _cited_query(kind, record and record[1]).run(connection)
        for head, cited in groupby(rows, lambda row: row[:5]):
            passages = [_Cited._make(row[5:]) for row in cited if row[5] is not None]
            yield _support(kind, head, passages, spoken)


class _Cited(NamedTuple):
    document: str
    title: str
    outlet: str | None  # id
    outlet_name: str | None
    supports: str
    start: int
    end: int
    exact: str


def _cited_query(kind: str, record: str | None) -> Query:
    table, label, text, bounds, before = _KINDS[kind]
    binds: dict[str, Value] = {}
    where = ""
    if record is not None:
        binds["id"] = record
        where = "\nWHERE r.id = :id"
    return Query(
        f"""\
SELECT r.id, {label} AS label, r.{text}edtf AS date, r.{text}basis AS date_basis,
    r.{bounds}disputed AS disputed,
    c.document_id, d.title, d.outlet_id, o.name, c.supports, c.start, c."end", c.exact
FROM {table} r LEFT JOIN citations c ON c.{kind}_id = r.id LEFT JOIN documents d ON d.id = c.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id{where}
ORDER BY {before}{by_date("r", bounds)}, {by_date("d", "published_")}, c.start, c."end", c.id""",
        binds,
    )


# --- statements and their chains -----------------------------------------------------------------------


class _Speech(NamedTuple):
    """A passage of a statement. `quote` says whether it is the speaker's own words."""

    start: int
    end: int
    statement: str
    occasion: str | None
    quote: bool


class _Spoken:
    """The passages of the documents in which somebody speaks, and the chain that carried the words."""

    def __init__(self, connection: Connection, record: tuple[str, str] | None) -> None:
        binds: dict[str, Value] = {}
        among = ""
        if record is not None:
            binds["id"] = record[1]
            among = f" AND c.document_id IN (SELECT document_id FROM citations WHERE {record[0]}_id = :id)"
        passages = Query(
            'SELECT c.document_id, c.start, c."end", c.supports, s.id, s.document_id, s.event_id'
            " FROM citations c JOIN statements s ON s.id = c.statement_id"
            f" WHERE c.supports IN ('whole', 'quote'){among} ORDER BY c.document_id, c.start",
            binds,
        )
        self._passages: dict[str, list[_Speech]] = {}
        self._declared: dict[str, str] = {}
        for document, start, end, proves, statement, declared, occasion in passages.run(connection):
            speech = _Speech(start, end, statement, occasion, proves == "quote")
            self._passages.setdefault(document, []).append(speech)
            self._declared[statement] = declared
        # For each passage, the furthest end of all that begin no later: it tells where to stop looking back.
        self._reach = {
            document: list(accumulate((speech.end for speech in found), max))
            for document, found in self._passages.items()
        }
        self._chains: defaultdict[str, list[Link]] = defaultdict(list)
        if record is not None:
            among = f" AND x.statement_id IN (SELECT c.statement_id FROM citations c WHERE true{among})"
        chains = Query(
            "SELECT x.statement_id, a.id, a.name, x.role, s.earliest, s.latest FROM statement_actors x"
            " JOIN actors a ON a.id = x.actor_id JOIN statements s ON s.id = x.statement_id"
            f" WHERE x.role IN ('speaker', 'relayer'){among}"
            " ORDER BY x.statement_id, x.role = 'relayer', x.position",
            binds,
        )
        spoken: list[tuple[str, str, str | None, str | None]] = []
        for statement, id_, name, role, earliest, latest in chains.run(connection):
            self._chains[statement].append(Link(id_, name, role))
            if role == "speaker":
                spoken.append((statement, id_, earliest, latest))
        named: dict[str, str] = dict(
            Query("SELECT id, name FROM actors WHERE kind = 'state'", {}).run(connection)
        )
        states = voices.states(connection, {id_ for _, id_, *_ in spoken})
        self._voices: dict[tuple[str | None, str], str] = {}
        for statement, id_, *days in spoken:
            voice = voices.voice(id_, states.get(id_, ()), *days)
            if voice in named:
                self._voices[statement, id_] = named[voice]

    def statements_around(self, kind: str, record: str, cited: _Cited) -> tuple[str, ...]:
        """The statements through which the passage came, in the order of the text."""
        passages = self._passages.get(cited.document, ())
        place = bisect_left(passages, cited.end, key=lambda speech: speech.start)
        found = []
        while place and self._reach[cited.document][place - 1] > cited.start:
            place -= 1
            speech = passages[place]
            if speech.end > cited.start and speech.occasion != record:
                within = speech.quote and speech.start <= cited.start and cited.end <= speech.end
                if within or kind != "role":
                    found.append(speech.statement)
        return tuple(dict.fromkeys(reversed(found)))

    def voices(self, way: Way) -> Iterator[str]:
        """The names of the states for which the speakers of a way speak."""
        for link in way.chain:
            if link.role == "speaker" and (state := self._voices.get((way.statement, link.id))):
                yield state

    def way(self, statement: str | None, cited: _Cited) -> Way:
        """The chain by which the document has the statement, or its outlet alone if there is no statement.

        The relayers of a statement apply only to the document that declares it.
        """
        chain = list(self._chains[statement]) if statement is not None else []
        if statement is not None and self._declared.get(statement) != cited.document:
            chain = [link for link in chain if link.role == "speaker"]
        if cited.outlet is not None:
            chain = [link for link in chain if link.id != cited.outlet or link.role == "speaker"]
            chain.append(Link(cited.outlet, cited.outlet_name or cited.outlet, "outlet"))
        return Way(statement, tuple(chain))


# --- what depends on what ------------------------------------------------------------------------------

_Key = tuple[str, str]
"""What two ways can share: `("document", id)`, `("actor", id)`, `("words", text)` or `("voice", name)`."""


def _support(kind: str, head: tuple[Any, ...], passages: Sequence[_Cited], spoken: _Spoken) -> Support:
    id_, label, date, date_basis, disputed = head
    cited: dict[str, list[_Cited]] = {}
    for passage in passages:
        cited.setdefault(passage.document, []).append(passage)
    ways: list[tuple[str, Way]] = []
    keys: list[frozenset[_Key]] = []
    in_part: dict[str, tuple[Way, ...]] = {}
    for document, found in cited.items():
        words: dict[Way, set[_Key]] = {}
        parts: dict[Way, None] = {}
        for passage in found:
            statements: tuple[str | None, ...] = (
                (id_,) if kind == "statement" else spoken.statements_around(kind, id_, passage) or (None,)
            )
            for statement in statements:
                way = spoken.way(statement, passage)
                if passage.supports not in ("whole", "quote"):
                    parts[way] = None
                    continue
                runs = words.setdefault(way, set())
                if len(cited) > 1:
                    runs.update(("words", run) for run in _runs(passage.exact))
        for way, runs in words.items():
            actors = {
                ("actor", link.id) for link in way.chain if link.role != "speaker" or kind != "statement"
            }
            if kind != "statement":
                runs.update(("voice", name) for name in spoken.voices(way))
            ways.append((document, way))
            keys.append(frozenset({("document", document)} | actors | runs))
        if not words:
            in_part[document] = tuple(parts)
    chosen, exact = independent(keys)
    # The chosen ways share nothing, so each key belongs to at most one of them.
    holders = {key: place for place in chosen for key in keys[place]}
    own: defaultdict[str, list[int]] = defaultdict(list)
    for place, (document, _) in enumerate(ways):
        own[document].append(place)
    credited = {ways[place][0]: place for place in chosen}
    witnesses = []
    for document, found in cited.items():
        first = credited.get(document)
        own[document].sort(key=partial(ne, first))
        witnesses.append(
            Witness(
                document,
                found[0].title,
                found[0].outlet_name,
                tuple(dict.fromkeys(passage.supports for passage in found)),
                first is not None,
                in_part.get(document) or tuple(ways[place][1] for place in own[document]),
                ()
                if first is not None
                else tuple(dict.fromkeys(_dependences(own[document], holders, ways, keys))),
            )
        )
    supporting = len(cited) - len(in_part)
    counted = sum(1 for witness in witnesses if witness.counted)
    return Support(
        id_, kind, label, date, supporting, counted, tuple(witnesses), date_basis, exact, bool(disputed)
    )


def _runs(exact: str) -> Iterator[str]:
    """The runs of words by which a passage can be recognised elsewhere."""
    from karabakh_events.names import fold

    words = re.findall(r"\w+", fold(exact))
    if len(words) >= RUN:
        for start in range(len(words) - RUN + 1):
            yield " ".join(words[start : start + RUN])
    elif len(words) >= WHOLE:
        yield " ".join(words)


def _dependences(
    own: Sequence[int],
    holders: Mapping[_Key, int],
    ways: Sequence[tuple[str, Way]],
    keys: Sequence[frozenset[_Key]],
) -> Iterator[Dependence]:
    """The chosen ways on which the ways of a document depend. `holders` has the chosen way of each key."""
    for place in own:
        for other in sorted({holders[key] for key in keys[place] if key in holders}):
            shared = keys[place] & keys[other]
            yield Dependence(ways[other][0], _why(shared, ways[place][1], ways[other][1]))


def _why(shared: frozenset[_Key], one: Way, other: Way) -> str:
    """The most obvious thing that two ways share, in words."""
    if words := sorted(text for sort, text in shared if sort == "words"):
        return f"the same words: “{words[0]}”"
    names = {link.id: link for link in (*other.chain, *one.chain)}
    actors = sorted(key for sort, key in shared if sort == "actor")
    if not actors:
        return f"both speak for {', '.join(sorted(key for sort, key in shared if sort == 'voice'))}"
    reasons: dict[str, list[str]] = {}
    for id_ in actors:
        roles = {link.role for way in (one, other) for link in way.chain if link.id == id_}
        reasons.setdefault(_shared_as(roles), []).append(names[id_].name)
    how = min(reasons, key=("both published by", "both through", "both from", "one speaker").index)
    who = ", ".join(reasons[how])
    if how != "one speaker":
        return f"{how} {who}"
    outlets = [way.chain[-1].role == "outlet" for way in (one, other)]
    return f"one speaker, {who}, in two {'outlets' if all(outlets) else 'documents'}"


def _shared_as(roles: set[str]) -> str:
    if roles == {"speaker"}:
        return "one speaker"
    if "speaker" in roles:
        return "both from"
    return "both published by" if roles == {"outlet"} else "both through"


class Choice(NamedTuple):
    """The places of sets that share no member, in order. If `exact`, there is no larger choice."""

    places: tuple[int, ...]
    exact: bool


def independent(keys: Sequence[frozenset[Any]]) -> Choice:
    """The largest choice of sets that share no member; a greedy one where more than `SMALL` are connected."""
    holders: defaultdict[Any, list[int]] = defaultdict(list)
    for place, members in enumerate(keys):
        for member in members:
            holders[member].append(place)
    chosen: list[int] = []
    exact = True
    seen: set[int] = set()
    for place in range(len(keys)):
        if place in seen:
            continue
        # All sets that are connected with this one.
        seen.add(place)
        together = [place]
        for each in together:
            for member in keys[each]:
                fresh = [other for other in holders.pop(member, ()) if other not in seen]
                seen.update(fresh)
                together += fresh
        together.sort()
        if len(together) <= SMALL:
            chosen += _maximum(together, keys)
        else:
            chosen += _greedy(together, keys)
            # If all these sets share one member, no choice can have two of them.
            exact = exact and bool(frozenset.intersection(*(keys[each] for each in together)))
    return Choice(tuple(sorted(chosen)), exact)


def _maximum(places: Sequence[int], keys: Sequence[frozenset[Any]]) -> list[int]:
    if len(places) < 2:
        return list(places)
    near = {one: [other for other in places if keys[one] & keys[other]] for one in places}
    # If the neighbours of a set all share members with each other, it is best to take that set.
    for one in places:
        if all(keys[a] & keys[b] for a in near[one] for b in near[one]):
            return [one, *_maximum([other for other in places if other not in near[one]], keys)]
    one = max(places, key=lambda place: len(near[place]))
    with_it = [one, *_maximum([other for other in places if other not in near[one]], keys)]
    without = _maximum([other for other in places if other != one], keys)
    return with_it if len(with_it) >= len(without) else without


def _greedy(places: Sequence[int], keys: Sequence[frozenset[Any]]) -> list[int]:
    """A choice among too many sets to try them all: the smallest sets first, since they share the least."""
    taken: set[Any] = set()
    chosen = []
    for place in sorted(places, key=lambda place: len(keys[place])):
        if taken.isdisjoint(keys[place]):
            taken |= keys[place]
            chosen.append(place)
    return chosen
