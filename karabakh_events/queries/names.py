"""Names and identifiers: finds the record that a user's text means, and completes what a user types."""

from collections.abc import Iterator

from karabakh_events.engines.sqlite import MATCHES, Connection, Value
from karabakh_events.errors import AmbiguousName, UnknownName
from karabakh_events.names import Candidate, fold, match, nearest
from karabakh_events.queries.sql import Query, any_of

_MANY = 100_000
"""The most records of one kind whose names are compared with a name."""

_OUTLET = "a.kind = 'outlet' OR a.id IN (SELECT outlet_id FROM documents)"

# For each kind: id, name, and whether it is a person.
_NAMES = {
    "actor": "SELECT a.id, a.name, a.kind = 'person' AS person FROM actors a",
    "place": "SELECT p.id, p.name, 0 AS person FROM places p",
    "agreement": "SELECT g.id, g.title AS name, 0 AS person FROM agreements g",
    "document": "SELECT d.id, d.title AS name, 0 AS person FROM documents d",
    "event": "SELECT e.id, e.title AS name, 0 AS person FROM events e",
    "topic": "SELECT t.id, t.id AS name, 0 AS person FROM topics t",
}
_NAMES["outlet"] = f"{_NAMES['actor']} WHERE {_OUTLET}"

# The other spellings, for the kinds that have any.
_SPELLINGS = {
    "actor": "SELECT actor_id, alias FROM actor_aliases",
    "place": "SELECT place_id, alias FROM place_aliases",
    "agreement": "SELECT agreement_id, alias FROM agreement_aliases",
}
_SPELLINGS["outlet"] = f"{_SPELLINGS['actor']} WHERE actor_id IN (SELECT a.id FROM actors a WHERE {_OUTLET})"

_ABOUT = ("actor", "agreement", "event")

# Groups of kinds, each with the words for it in a message.
_GROUPS = {
    "about": (_ABOUT, "actor, agreement or event"),
    "dated": (_ABOUT[1:], "event, statement or agreement"),
}

_LISTED = {
    "actor": "actors",
    "place": "places",
    "agreement": "agreements",
    "document": "documents",
    "outlet": "documents",
}
"""The commands that list the names of each kind."""

KINDS = (*_NAMES, *_GROUPS)
"""The kinds and groups that `resolve` takes. `about` is all that a statement can be about: an actor, an
agreement or an event. `dated` is an event or an agreement (a statement has an identifier but no name)."""


def resolve(connection: Connection, kind: str, text: str) -> str:
    """The id of the record of this kind (see KINDS) that `text` means.

    `text` is its id, its name, one of its spellings, or a person's surname. Raises AmbiguousName with the ids
    of all records that have this name, or UnknownName with the nearest names.
    """
    kinds, called = _GROUPS.get(kind, ((kind,), kind))
    for one in kinds:
        if any(
            Query(f"SELECT id FROM ({_NAMES[one]}) AS named WHERE id = :id", {"id": text}).run(connection)
        ):
            return text
    meant = match(text, (candidate for one in kinds for candidate in _candidates(connection, one, text)))
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise AmbiguousName("record" if kind in _GROUPS else kind, text, meant)
    known = {
        name: candidate for one in kinds for candidate in _all(connection, one) for name in candidate.names
    }
    # Each record once, by its usual name if that is near. Otherwise the spellings of one would fill the list.
    near = nearest(text, known, 10)
    likely: dict[str, str] = {}
    for name in near:
        meant_by_it = known[name]
        likely.setdefault(meant_by_it.id, meant_by_it.name if meant_by_it.name in near else name)
    error = UnknownName(called, text, list(likely.values())[:5])
    if kind == "topic":
        error.hint = f"the topics of this record: {', '.join(sorted(known)) or 'none'}"
    elif others := bearers(connection, text):
        error.hint = f"another kind of record has this name: kevents show {others[0]}"
    elif not error.hint and kind in _LISTED:
        error.hint = f"kevents {_LISTED[kind]} lists all that are known"
    raise error


def bearers(connection: Connection, text: str) -> list[str]:
    """The ids of all actors, places and agreements that have this name."""
    return [id_ for kind in ("actor", "place", "agreement") for id_ in match(text, _all(connection, kind))]


def everyone(connection: Connection) -> Iterator[Candidate]:
    """All actors with their spellings, as candidates for a name."""
    return _all(connection, "actor")


def completions(connection: Connection, kind: str, prefix: str, limit: int = 50) -> list[tuple[str, str]]:
    """The ids, then the names and spellings, that begin with `prefix`, as completions for this kind.

    Each comes with an explanation: an id with the label of its record, a name with its id. `kind` is one of
    KINDS, any other kind of record (`statement`), or `record` for all kinds. `limit` applies to the ids and
    to the names separately.
    """
    kinds = {
        "about": _ABOUT,
        "dated": ("agreement", "event", "statement"),
        "outlet": ("actor",),
        "record": (),
    }.get(kind, (kind,))
    binds: dict[str, Value] = {"prefix": prefix, "limit": limit}
    among = f" AND r.kind IN {any_of(binds, 'kind', kinds)}" if kinds else ""
    if kind == "outlet":
        among += f" AND r.id IN (SELECT a.id FROM actors a WHERE {_OUTLET})"
    among_all = "(SELECT id, 'topic' AS kind, meaning AS label FROM topics)" if kind == "topic" else "records"
    # A range, not LIKE: the primary key answers it, and % and _ have no special meaning.
    by_id = Query(
        f"SELECT r.id, r.label FROM {among_all} r WHERE r.id >= :prefix AND r.id < :prefix || char(1114111)"
        f"{among} ORDER BY r.id LIMIT :limit",
        binds,
    )
    found: list[tuple[str, str]] = [(id_, label) for id_, label in by_id.run(connection)]
    wanted = fold(prefix)
    if wanted and kind in _NAMES and kind not in ("event", "topic"):
        named = sorted(
            (name, candidate.id)
            for candidate in _all(connection, kind)
            for name in set(candidate.names)
            if fold(name).startswith(wanted)
        )
        found += named[:limit]
    return found


def _candidates(connection: Connection, kind: str, text: str) -> Iterator[Candidate]:
    """All records of this kind that `text` may mean.

    There can be a million events, so the full-text index finds those with such a title.
    """
    if kind != "event":
        yield from _all(connection, kind)
        return
    title = fold(text).replace("\0", " ")  # no quotation mark is left either
    if any(character.isalnum() for character in title):
        found = f"{_NAMES['event']} WHERE e.id IN (SELECT record FROM search WHERE {MATCHES} :title)"
        for id_, name, _ in Query(found, {"title": f'heading : "{title}"'}).run(connection):
            yield Candidate(id_, name)


def _all(connection: Connection, kind: str) -> Iterator[Candidate]:
    spellings: dict[str, list[str]] = {}
    if kind in _SPELLINGS:
        for id_, alias in Query(_SPELLINGS[kind], {}).run(connection):
            spellings.setdefault(id_, []).append(alias)
    for id_, name, person in Query(f"{_NAMES[kind]} LIMIT {_MANY}", {}).run(connection):
        yield Candidate(id_, name, tuple(spellings.get(id_, ())), bool(person))
