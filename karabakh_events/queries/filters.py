"""From what a user says to a filter: names in any spelling, dates in EDTF, words of the codebook.

The command line and the library ask in the same words and get the same answer, because both come through
here. Identifiers, ISO days and the words themselves pass as they are.
"""

from collections.abc import Iterable
from typing import NamedTuple

from karabakh_events.engines.sqlite import Connection

# What follows imports where it is needed: a question has few of these filters, and often no name or date.

DIRECT = ("direct", "mixed")
"""The manners that have words of the speaker's own: what `--direct` asks for."""
INDIRECT = ("indirect",)

Said = str | Iterable[str]
"""One value, or several that are alternatives."""


class TimelineFilter(NamedTuple):
    """Which rows a timeline has. Values within one field are alternatives; the fields narrow one another.

    `since` and `until` are ISO days, both included, None for unbounded. `certainly` asks for what must lie in
    the window, otherwise for what may. Everything but types and statuses is an identifier (`names.resolve`
    makes them of names). Statements have neither type nor status, so that a filter by one of these leaves
    them out.
    """

    since: str | None = None
    until: str | None = None
    certainly: bool = False
    actors: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    statements: bool = False
    reverse: bool = False
    limit: int | None = None
    after: str | None = None


class StatementFilter(NamedTuple):
    """Which statements are wanted. Values within one field are alternatives; the fields narrow one another.

    `words` is what the user typed (see `search.expression`). Everything from `by` to `via` is an identifier,
    but for topics, manners and acts; `about` takes those of actors, agreements and events. `since` and
    `until` are ISO days, both included, None for unbounded; `certainly` asks for what must lie between them.
    """

    words: str = ""
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    certainly: bool = False
    manners: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    reverse: bool = False
    limit: int | None = None
    after: str | None = None


def timeline_filter(
    connection: Connection,
    *,
    since: str | None = None,
    until: str | None = None,
    certainly: bool = False,
    actor: Said = (),
    place: Said = (),
    type: Said = (),  # noqa: A002  # the option's name
    status: Said = (),
    document: Said = (),
    outlet: Said = (),
    statements: bool = False,
    reverse: bool = False,
    limit: int | None = None,
    after: str | None = None,
) -> TimelineFilter:
    """The filter of a timeline.

    Raises UnknownName or AmbiguousName for a name, KeventsError for a word that is not in its list, EdtfError
    for a date.
    """
    first, last = _window(since, until)
    return TimelineFilter(
        since=first,
        until=last,
        certainly=certainly,
        actors=_resolved(connection, "actor", actor),
        places=_resolved(connection, "place", place),
        types=_listed("EventType", type),
        statuses=_listed("EventStatus", status),
        documents=_resolved(connection, "document", document),
        outlets=_resolved(connection, "outlet", outlet),
        statements=statements,
        reverse=reverse,
        limit=limit,
        after=_continued(connection, after, ("event", "statement") if statements else ("event",)),
    )


def statement_filter(
    connection: Connection,
    words: str = "",
    *,
    by: Said = (),
    to: Said = (),
    about: Said = (),
    topic: Said = (),
    since: str | None = None,
    until: str | None = None,
    certainly: bool = False,
    direct: bool | None = None,
    act: Said = (),
    document: Said = (),
    outlet: Said = (),
    via: Said = (),
    reverse: bool = False,
    limit: int | None = None,
    after: str | None = None,
) -> StatementFilter:
    """The filter of who-said; raises as `timeline_filter`. `direct` is None for either manner."""
    first, last = _window(since, until)
    return StatementFilter(
        words=words,
        by=_resolved(connection, "actor", by),
        to=_resolved(connection, "actor", to),
        about=_resolved(connection, "about", about),
        topics=_listed("Topic", topic),
        since=first,
        until=last,
        certainly=certainly,
        manners=() if direct is None else DIRECT if direct else INDIRECT,
        acts=_listed("SpeechAct", act),
        documents=_resolved(connection, "document", document),
        outlets=_resolved(connection, "outlet", outlet),
        via=_resolved(connection, "actor", via),
        reverse=reverse,
        limit=limit,
        after=_continued(connection, after, ("statement",)),
    )


def resolve_name(connection: Connection, kind: str, said: str | None) -> str | None:
    """The id of the one record of this kind (see `names.KINDS`) that is meant; None if none is named.

    Raises UnknownName or AmbiguousName.
    """
    return None if said is None else _resolved(connection, kind, said)[0]


def resolve_record(connection: Connection, said: str | None) -> tuple[str, str] | None:
    """The kind and the id of the record with this identifier; None if none is named. Raises UnknownName."""
    if said is None:
        return None
    from karabakh_events.queries.record import identified

    return identified(connection, said)[0], said


def _continued(connection: Connection, after: str | None, kinds: tuple[str, ...]) -> str | None:
    """The id of the record after which a listing goes on. Raises UnknownName, and KeventsError for a record
    of a kind that is not in the listing."""
    if after is None:
        return None
    kind, id_ = resolve_record(connection, after) or ("", "")
    if kind not in kinds:
        from karabakh_events.errors import KeventsError

        raise KeventsError(
            f"{id_} is of kind {kind}, which is not in this listing",
            f"--after takes the identifier of the last {' or '.join(kinds)} that you have",
        )
    return id_


def _several(said: Said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def _window(since: str | None, until: str | None) -> tuple[str | None, str | None]:
    if since is None and until is None:
        return None, None
    from karabakh_events.dates import parse_window

    window = parse_window(since, until)
    return window.since, window.until


def _resolved(connection: Connection, kind: str, said: Said) -> tuple[str, ...]:
    names = _several(said)
    if not names:
        return ()
    from karabakh_events.queries.names import resolve

    return tuple(resolve(connection, kind, name) for name in names)


def _listed(term: str, said: Said) -> tuple[str, ...]:
    words = _several(said)
    if not words:
        return ()
    from karabakh_events import vocabulary

    return tuple(getattr(vocabulary, term).of(each).value for each in words)
