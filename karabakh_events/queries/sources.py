"""`kevents sources`: how many independent sources a record has, and through whom each came.

A *document* supports a record when a passage of it, cited for the record as a whole or as the speaker's
words, says so; one that only helps to date or place it is listed and not counted. The passages of one
document are one source.

A document tells a thing in one or several *ways*. A passage that overlaps the passages of a statement in
the same document comes through that statement: speaker, relayers, outlet. That a statement is about an
event is no reason by itself, and a statement does not testify to its own occasion: that the two met is told
by the document, what he said there by him. An office is given by whoever writes "the minister said", so that
it comes through a statement only where all of it stands between the quotation marks. Any other passage is
told by the document itself, and all that is known of its way is the outlet. A relayer is known only where the
document names one, so that what an agency carried unnamed passes for the outlet's own.

Two ways *depend on each other* when they share

- an outlet or a relayer: one agency in two papers is one source, and so are two articles of one paper;
- a speaker, unless the record is the statement itself: what only one man says does not become two sources
  by standing in two papers. (That he said it does: for a statement two independent papers are two sources.)
- words: a run of `RUN` words, or a whole passage of at least `WHOLE`, compared by `names.fold`. The same
  words were taken from the same place, and nothing shows that they were not.

*Independent sources* are the most documents of which each can be credited with a way that depends on none
of the others': the size of a *maximum independent set* in the graph whose vertices are the ways and whose
edges join two that depend on each other. It is 1 for any number of documents that all share one thing. To
find it takes time that doubles with each way, so that it is `exact` only where no more than `SMALL` ways hang
together; beyond that a greedy choice gives a lower bound. The exact number never falls when a document is
added. Every document that is not counted says on which it depends, and why.
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
from karabakh_events.queries import shapes
from karabakh_events.queries.shapes import HIDDEN, As
from karabakh_events.queries.sql import TITLE, Query, by_date

RUN = 10
"""So many words in a row are not the same by chance: of the bundled documents no two share more than five."""

WHOLE = 6
"""A passage of so many words that is the same as a whole is the same passage."""

SMALL = 24
"""Of up to so many ways that hang together a maximum independent set is found; of more, a greedy choice is
made, and the number of independent sources is a lower bound."""


class Link(NamedTuple):
    """A member of a chain: `role` is speaker, relayer or outlet."""

    id: str
    name: str
    role: str


class Way(NamedTuple):
    """How a document came to tell a thing; `statement` is None where the document tells it itself."""

    statement: str | None
    chain: tuple[Link, ...]


class Dependence(NamedTuple):
    """The counted document on which one that is not counted depends."""

    document: str
    why: str


class Witness(NamedTuple):
    """A document with a passage for a record."""

    document: str
    title: str
    outlet: str | None  # its name
    supports: tuple[str, ...]
    counted: bool
    ways: tuple[Way, ...]  # of a document that is counted, the one that counts first
    same_as: tuple[Dependence, ...]


class Support(NamedTuple):
    """A record with all that supports it, documents in order of publication.

    The `date` is that of the event or the words, of an agreement its signing, of a provision its deadline and
    of an office its term. Unless `exact`, there may be more independent sources than are counted.
    """

    id: str
    kind: str
    label: str
    date: str | None  # EDTF
    documents: int
    """How many tell it."""
    independent: int
    witnesses: Annotated[tuple[Witness, ...], As("sources")]
    date_basis: Annotated[str | None, HIDDEN]
    exact: Annotated[bool, HIDDEN] = True

    def as_json(self) -> dict[str, Any]:
        return shapes.as_json(self)


# Of each kind: table, label, the prefixes of its date's columns, and what comes before the date in order.
_KINDS = {
    "event": ("events", "r.title", "date_", "", ""),
    "statement": ("statements", "r.summary", "date_", "", ""),
    "agreement": ("agreements", "r.title", "signed_", "signed_", ""),
    "provision": ("provisions", "r.summary", "deadline_", "deadline_", "r.agreement_id, r.position, "),
    "role": (
        "roles",
        # By its title alone one foreign minister is as good as another.
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
    """The records with their sources, by kind and date, read as they are asked for; or only `record`, given
    by its kind and id. An actor, a place or a document has no passages of its own and is not found."""
    kinds = KINDS if record is None else tuple(kind for kind in KINDS if kind == record[0])
    if not kinds:
        return
    spoken = _Spoken(connection, record)
    for kind in kinds:
        rows = _cited_query(kind, record and record[1]).run(connection)
        for head, cited in groupby(rows, lambda row: row[:4]):
            passages = [_Cited._make(row[4:]) for row in cited if row[4] is not None]
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
    c.document_id, d.title, d.outlet_id, o.name, c.supports, c.start, c."end", c.exact
FROM {table} r LEFT JOIN citations c ON c.{kind}_id = r.id LEFT JOIN documents d ON d.id = c.document_id
    LEFT JOIN actors o ON o.id = d.outlet_id{where}
ORDER BY {before}{by_date("r", bounds)}, {by_date("d", "published_")}, c.start, c."end", c.id""",
        binds,
    )


# --- statements and their chains -----------------------------------------------------------------------


class _Speech(NamedTuple):
    """A passage of a statement; `quote` if it is the speaker's very words."""

    start: int
    end: int
    statement: str
    occasion: str | None
    quote: bool


class _Spoken:
    """Where in the documents somebody is speaking, and through whom the words came."""

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
        # How far the passages reach that begin no later than each: where to stop looking back.
        self._reach = {
            document: list(accumulate((speech.end for speech in found), max))
            for document, found in self._passages.items()
        }
        self._chains: defaultdict[str, list[Link]] = defaultdict(list)
        if record is not None:
            among = f" AND x.statement_id IN (SELECT c.statement_id FROM citations c WHERE true{among})"
        chains = Query(
            "SELECT x.statement_id, a.id, a.name, x.role FROM statement_actors x"
            " JOIN actors a ON a.id = x.actor_id"
            f" WHERE x.role IN ('speaker', 'relayer'){among}"
            " ORDER BY x.statement_id, x.role = 'relayer', x.position",
            binds,
        )
        for statement, *link in chains.run(connection):
            self._chains[statement].append(Link._make(link))

    def in_which(self, kind: str, record: str, cited: _Cited) -> tuple[str, ...]:
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

    def way(self, statement: str | None, cited: _Cited) -> Way:
        """Through whom the document has the statement, or tells something itself.

        The relayers of a statement are those of the document that declares it.
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
"""What two ways can share: `("document", id)`, `("actor", id)` or `("words", the words)`."""


def _support(kind: str, head: tuple[Any, ...], passages: Sequence[_Cited], spoken: _Spoken) -> Support:
    id_, label, date, date_basis = head
    cited: dict[str, list[_Cited]] = {}
    for passage in passages:
        cited.setdefault(passage.document, []).append(passage)
    ways: list[tuple[str, Way]] = []
    keys: list[frozenset[_Key]] = []
    for document, found in cited.items():
        words: dict[Way, set[_Key]] = {}
        for passage in found:
            if passage.supports in ("whole", "quote"):
                statements: tuple[str | None, ...] = (
                    (id_,) if kind == "statement" else spoken.in_which(kind, id_, passage) or (None,)
                )
                for statement in statements:
                    said = words.setdefault(spoken.way(statement, passage), set())
                    if len(cited) > 1:
                        said.update(("words", run) for run in _runs(passage.exact))
        for way, said in words.items():
            actors = {
                ("actor", link.id) for link in way.chain if link.role != "speaker" or kind != "statement"
            }
            ways.append((document, way))
            keys.append(frozenset({("document", document)} | actors | said))
    chosen, exact = independent(keys)
    # The chosen share nothing with one another, so that each key has one holder among them.
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
                tuple(ways[place][1] for place in own[document]),
                ()
                if first is not None
                else tuple(dict.fromkeys(_dependences(own[document], holders, ways, keys))),
            )
        )
    told = sum(1 for witness in witnesses if witness.ways)
    counted = sum(1 for witness in witnesses if witness.counted)
    return Support(id_, kind, label, date, told, counted, tuple(witnesses), date_basis, exact)


def _runs(exact: str) -> Iterator[str]:
    """The runs of words by which a passage is known again."""
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
    """On which of the chosen ways those of a document depend; `holders` has the chosen way of each key."""
    for place in own:
        for other in sorted({holders[key] for key in keys[place] if key in holders}):
            shared = keys[place] & keys[other]
            yield Dependence(ways[other][0], _why(shared, ways[place][1], ways[other][1]))


def _why(shared: frozenset[_Key], one: Way, other: Way) -> str:
    """The plainest of the things that two ways share."""
    if words := sorted(text for sort, text in shared if sort == "words"):
        return f"the same words: “{words[0]}”"
    names = {link.id: link for link in (*other.chain, *one.chain)}
    reasons: dict[str, list[str]] = {}
    for id_ in sorted(key for _, key in shared):
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
    """The places of sets of which no two share a member, in order; if `exact`, there is no larger choice."""

    places: tuple[int, ...]
    exact: bool


def independent(keys: Sequence[frozenset[Any]]) -> Choice:
    """A maximum independent set of the sets, of which two are joined if they share a member; or, where more
    than `SMALL` hang together, a greedy one."""
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
        # Everything that hangs together with this one.
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
            # Of sets that all share one member, there is no choice of two.
            exact = exact and bool(frozenset.intersection(*(keys[each] for each in together)))
    return Choice(tuple(sorted(chosen)), exact)


def _maximum(places: Sequence[int], keys: Sequence[frozenset[Any]]) -> list[int]:
    if len(places) < 2:
        return list(places)
    near = {one: [other for other in places if keys[one] & keys[other]] for one in places}
    # One whose neighbours all know each other: no choice is better than to take it.
    for one in places:
        if all(keys[a] & keys[b] for a in near[one] for b in near[one]):
            return [one, *_maximum([other for other in places if other not in near[one]], keys)]
    one = max(places, key=lambda place: len(near[place]))
    with_it = [one, *_maximum([other for other in places if other not in near[one]], keys)]
    without = _maximum([other for other in places if other != one], keys)
    return with_it if len(with_it) >= len(without) else without


def _greedy(places: Sequence[int], keys: Sequence[frozenset[Any]]) -> list[int]:
    """A choice among too many to try: the smallest first, since they share the least."""
    taken: set[Any] = set()
    chosen = []
    for place in sorted(places, key=lambda place: len(keys[place])):
        if taken.isdisjoint(keys[place]):
            taken |= keys[place]
            chosen.append(place)
    return chosen
