"""Turns a user's words into a filter: names in any spelling, dates in EDTF, terms of the codebook.

The command line and the library both use this module. So the same words give the same answer in both.
Identifiers, ISO days and terms pass unchanged.
"""

from collections.abc import Iterable
from typing import NamedTuple

from karabakh_events.engines.sqlite import Connection

# The functions below import only what they need: a question has few filters, and often no name or date.

DIRECT = ("direct", "mixed")
"""The manners that quote the speaker: what `--direct` asks for."""
INDIRECT = ("indirect",)

Said = str | Iterable[str]
"""What a user gives for one filter: one value, or several alternatives."""


class TimelineFilter(NamedTuple):
    """Which rows a timeline has.

    A row must pass every field that is set. The values within one field are alternatives. `since` and `until`
    are ISO days, both included; None is no bound. With `certainly`, a date must lie wholly in the window;
    without it, the date only has to overlap the window. All values except types and statuses are identifiers
    (`names.resolve` finds them by name). Statements have neither type nor status, so a filter by one of these
    leaves them out.
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

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that the listing can have."""
        statements = self.statements and not (self.types or self.statuses)
        return ("event", "statement") if statements else ("event",)


class StatementFilter(NamedTuple):
    """Which statements a listing has.

    A statement must pass every field that is set. The values within one field are alternatives. `words` is
    the text that the user typed (see `search.expression`). Manners and acts are terms of the codebook.
    The other names are identifiers; `about` takes those of actors, agreements and events. `since`,
    `until` and `certainly` are as in `TimelineFilter`.
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

    Raises UnknownName or AmbiguousName for a name, KeventsError for a term that the codebook does not have,
    and EdtfError for a date.
    """
    first, last = _window(since, until)
    wanted = TimelineFilter(
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
    )
    return wanted._replace(after=_continued(connection, after, wanted.kinds))


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
    """The filter of who-said. `direct` is None for any manner. Raises the errors of `timeline_filter`."""
    first, last = _window(since, until)
    return StatementFilter(
        words=words,
        by=_resolved(connection, "actor", by),
        to=_resolved(connection, "actor", to),
        about=_resolved(connection, "about", about),
        topics=_resolved(connection, "topic", topic),
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
    """The id of the record of this kind (see `names.KINDS`) that the user named; None if `said` is None.

    Raises UnknownName or AmbiguousName.
    """
    return None if said is None else _resolved(connection, kind, said)[0]


def resolve_record(connection: Connection, said: str | None) -> tuple[str, str] | None:
    """The kind and the id of the record with this identifier; None if `said` is None. Raises UnknownName."""
    if said is None:
        return None
    from karabakh_events.queries.record import identify

    return identify(connection, said)[0], said


def _continued(connection: Connection, after: str | None, kinds: tuple[str, ...]) -> str | None:
    """The id of the record after which a listing continues.

    Raises UnknownName, and KeventsError if the listing has no records of that kind.
    """
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
