"""Opens a database in Python and answers questions about it."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from types import TracebackType
from typing import Any, Self

from karabakh_events import database
from karabakh_events.api.rows import Listing, Rows, listing
from karabakh_events.dates import EdtfError
from karabakh_events.errors import KeventsError
from karabakh_events.queries import (
    catalogue,
    conflicts,
    filters,
    ledger,
    order,
    positions,
    record,
    sources,
    statements,
    timeline,
)
from karabakh_events.queries import search as full_text
from karabakh_events.queries.actor import ActorFile, actor_file
from karabakh_events.queries.diff import Difference, differences, edition
from karabakh_events.queries.filters import Said
from karabakh_events.queries.names import resolve
from karabakh_events.queries.shapes import ANY

Day = str | date
"""A bound of a window: an EDTF date as text, or a day."""

MOST_ROWS = 1_000_000
"""The most rows of an SQL query without a `limit`."""


def open(path: str | os.PathLike[str] | None = None) -> "Database":  # noqa: A001  # to be written `ke.open`
    """The database at `path`, which may also be an SQLAlchemy URL (`sqlite:///kevents.db`).

    Without a path, it opens the same database as the command line: the one in KEVENTS_DB, else the one in the
    user's data directory. If the latter does not exist, it is built from the bundled documents. A named file
    is never built.

    >>> open("missing.db")
    Traceback (most recent call last):
    karabakh_events.errors.DatabaseMissing: missing.db: no such database

    Raises DatabaseError or one of its subclasses (DatabaseMissing, OlderDatabase …) if the file cannot be
    read, and KeventsError for a URL that is not for SQLite.
    """
    name = os.environ.get("KEVENTS_DB") if path is None else os.fspath(path)
    if name or path is not None:
        file = database.locate(name or "")
    else:
        file = database.default_path()
        if not database.exists(file):
            # Imported here: reading a database does not need what a build imports.
            from karabakh_events.database.bundled import build_bundled

            build_bundled(file)
    database.open_reading(file).close()
    return Database(file)


class Database:
    """A database that answers questions. Methods and keywords are named like the commands and their options.

    Each method opens the file and reads its whole answer before it returns. So every answer shows one state
    of the file, and the next one shows any build since then. No lock is held between calls, and several
    threads can use one Database at once.

    A keyword for names takes an identifier or any spelling on record. Several names in a list are
    alternatives. `since` and `until` are both included. Each is EDTF text (`"2020-11"` is the whole month) or
    a `datetime.date`. By default a window has the records whose dates overlap it; with `certainly`, only
    those whose dates lie wholly within it.

    Raises UnknownName or AmbiguousName for a name; KeventsError for an invalid date, for a term that the
    codebook does not have, or for a limit below 1; and DatabaseError if the file can no longer be read.
    """

    path: str
    """The path of the file."""

    def __init__(self, path: str) -> None:
        """For internal use: call `open` instead."""
        self.path = path
        self._open = True

    def timeline(
        self,
        *,
        since: Day | None = None,
        until: Day | None = None,
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
    ) -> Rows[timeline.TimelineRow]:
        """The events in date order; with `statements`, the statements too.

        `after` is the id of a record: the listing goes on after it, so that pages can be read one by one.

        >>> db = open()
        >>> [row.title for row in db.timeline(actor="Lavrov", since="2020-11-22", type="CONSULT", limit=1)]
        ['Lavrov and Shoygu meet Aliyev on the situation in Nagorno-Karabakh']
        """
        with self._reading() as connection:
            wanted = filters.timeline_filter(
                connection,
                since=_edtf(since),
                until=_edtf(until),
                certainly=certainly,
                actor=actor,
                place=place,
                type=type,
                status=status,
                document=document,
                outlet=outlet,
                statements=statements,
                reverse=reverse,
                limit=_one_more(limit),
                after=after,
            )
            rows = timeline.timeline(connection, wanted)
            return Rows(
                rows,
                listing(timeline.TimelineRow, "date", "title"),
                timeline.TimelineRow.as_json,
                limit=limit,
            )

    def who_said(
        self,
        words: str = "",
        *,
        by: Said = (),
        to: Said = (),
        about: Said = (),
        topic: Said = (),
        since: Day | None = None,
        until: Day | None = None,
        certainly: bool = False,
        direct: bool | None = None,
        act: Said = (),
        document: Said = (),
        outlet: Said = (),
        via: Said = (),
        reverse: bool = False,
        limit: int | None = None,
        after: str | None = None,
    ) -> Rows[statements.StatementRow]:
        """Statements: who said what, when, to whom, and where to read it.

        A statement must contain all `words`, in any case and with or without diacritics. Words in double
        quotes are a phrase. `direct=True` keeps the statements that quote the speaker
        (direct or mixed), `direct=False` reported speech (indirect).

        >>> open().who_said("real factor", by="Lavrov")[0].quote
        'a real factor in the region.'
        """
        with self._reading() as connection:
            wanted = filters.statement_filter(
                connection,
                words,
                by=by,
                to=to,
                about=about,
                topic=topic,
                since=_edtf(since),
                until=_edtf(until),
                certainly=certainly,
                direct=direct,
                act=act,
                document=document,
                outlet=outlet,
                via=via,
                reverse=reverse,
                limit=_one_more(limit),
                after=after,
            )
            rows = statements.who_said(connection, wanted)
            return Rows(
                rows,
                listing(statements.StatementRow, "date", "speakers", "summary"),
                statements.StatementRow.as_json,
                limit=limit,
            )

    def search(self, words: str, *, limit: int | None = None) -> Rows[full_text.Hit]:
        """The records of every kind that contain all words.

        >>> {hit.kind for hit in open().search("corridor")} >= {"event", "statement"}
        True
        """
        with self._reading() as connection:
            rows = full_text.search(connection, words, limit=_one_more(limit))
            return Rows(
                rows, listing(full_text.Hit, "kind", "id", "label"), full_text.Hit.as_json, limit=limit
            )

    def show(self, id: str) -> record.Record:  # noqa: A002  # the argument's name
        """One record of any kind, by its identifier: its fields, its links and its passages.

        >>> open().show("sergey-lavrov").label
        'Sergey Lavrov'
        """
        with self._reading() as connection:
            return record.show(connection, id)

    def ledger(self, agreement: str | None = None) -> Rows[ledger.LedgerRow]:
        """The provisions of one agreement, or of all, with the claims on whether each was kept.

        Agreements come by date of signing. If there are claims about an agreement as a whole, they come
        before its provisions, in a row of the `scope` agreement. The `claims` of a row are in date order.

        >>> [row.tally for row in open().ledger("trilateral statement") if row.topic == "corridor"]
        [{'fulfilled': 1}]
        """
        with self._reading() as connection:
            rows = ledger.ledger(connection, filters.resolve_name(connection, "agreement", agreement))
            return Rows(
                rows, listing(ledger.LedgerRow, "agreement", "summary", "tally"), ledger.LedgerRow.as_json
            )

    def order(self, a: str, b: str) -> order.Order:
        """Whether `a` is before `b`, as far as their dates show, and why.

        Each is an event, a statement or an agreement (dated by its signing). Give an identifier, the title of
        an event, or any name of an agreement.

        >>> answer = open().order("2020-10-10-humanitarian-ceasefire", "trilateral statement")
        >>> answer.relation, answer.possible
        ('before', ('before',))

        Also raises KeventsError for a record of another kind.
        """
        with self._reading() as connection:
            return order.order(connection, a, b)

    def positions(
        self,
        topic: Said,
        *,
        by: Said = (),
        about: Said = (),
        since: Day | None = None,
        until: Day | None = None,
        certainly: bool = False,
        document: Said = (),
        outlet: Said = (),
    ) -> Rows[positions.Position]:
        """What each actor said on a topic, in date order: one row for each actor.

        The statements are those of `who_said`. A statement by several speakers is listed under each of them.

        >>> [(row.actor.name, len(row.statements)) for row in open().positions("mediation", by="Lavrov")]
        [('Sergey Lavrov', 3)]
        """
        with self._reading() as connection:
            wanted = filters.statement_filter(
                connection,
                by=by,
                about=about,
                topic=topic,
                since=_edtf(since),
                until=_edtf(until),
                certainly=certainly,
                document=document,
                outlet=outlet,
            )
            if not wanted.topics:
                raise KeventsError("no topic is given", "who_said lists the statements on all topics")
            rows = positions.positions(connection, wanted)
            return Rows(rows, listing(positions.Position, "actor", "statements"), positions.Position.as_json)

    def sources(self, id: str | None = None) -> Rows[sources.Support]:  # noqa: A002  # as for `show`
        """How many independent sources one record has, or each record, and through whom each source came.

        Actors, places and documents have no passages of their own, and so no row.

        >>> [(row.documents, row.independent) for row in open().sources("2020-11-10-karabakh-ceasefire")]
        [(2, 2)]
        """
        with self._reading() as connection:
            rows = sources.supports(connection, filters.resolve_record(connection, id))
            return Rows(
                rows,
                listing(sources.Support, "kind", "label", "independent", "documents"),
                sources.Support.as_json,
            )

    def diff(self, other: "Database | str | os.PathLike[str]") -> Rows[Difference]:
        """The changes from this database to `other` (also a path or a URL), record by record, in words.

        >>> db = open()
        >>> len(db.diff(db.path))
        0

        Each error names the file that it concerns.
        """
        self._require_open()
        if isinstance(other, Database):
            other._require_open()
        path = other.path if isinstance(other, Database) else database.locate(os.fspath(other))
        with edition(self.path) as old, edition(path) as new:
            return Rows(
                differences(old, new),
                listing(Difference, "change", "kind", "id", "changes"),
                Difference.as_json,
            )

    def actors(self) -> Rows[catalogue.ActorRow]:
        """All persons, states, bodies, forces and outlets, by name. `actor` gives everything about one."""
        with self._reading() as connection:
            return Rows(
                catalogue.actors(connection),
                listing(catalogue.ActorRow, "kind", "id", "name"),
                catalogue.ActorRow.as_json,
            )

    def actor(self, name: str) -> ActorFile:
        """Everything on record about one actor.

        This includes the actor's offices and spellings, events and meetings, and the statements by, to and
        about the actor.

        >>> [(other.name, len(other.counted)) for other in open().actor("Lavrov").met][:2]
        [('Sergey Shoygu', 2), ('Ilham Aliyev', 1)]
        """
        with self._reading() as connection:
            return actor_file(connection, resolve(connection, "actor", name))

    def agreements(self) -> Rows[catalogue.AgreementRow]:
        """All agreements with their parties and provisions, by date of signing."""
        with self._reading() as connection:
            return Rows(
                catalogue.agreements(connection),
                listing(catalogue.AgreementRow, "signed", "title"),
                catalogue.AgreementRow.as_json,
            )

    def documents(self) -> Rows[catalogue.DocumentRow]:
        """All documents, the sources of all other records, by date of publication."""
        with self._reading() as connection:
            return Rows(
                catalogue.documents(connection),
                listing(catalogue.DocumentRow, "published", "outlet", "title"),
                catalogue.DocumentRow.as_json,
            )

    def places(self) -> Rows[catalogue.PlaceRow]:
        """All places, by name."""
        with self._reading() as connection:
            return Rows(
                catalogue.places(connection),
                listing(catalogue.PlaceRow, "country", "id", "name"),
                catalogue.PlaceRow.as_json,
            )

    def conflicts(self, id: str | None = None) -> Rows[conflicts.Conflict]:  # noqa: A002  # as for `show`
        """The fields for which sources give different values, with all readings, in one record or in all."""
        with self._reading() as connection:
            filters.resolve_record(connection, id)
            return Rows(
                conflicts.conflicts(connection, id),
                listing(conflicts.Conflict, "record", "field", "readings"),
                conflicts.Conflict.as_json,
            )

    def sql(self, query: str, *, timeout: float = 30, limit: int | None = None) -> Rows[tuple[Any, ...]]:
        """The rows of one read-only SQL query, as plain tuples; `columns` has the names of the columns.

        >>> open().sql("SELECT id, name FROM places WHERE id = 'baku'").to_dicts()
        [{'id': 'baku', 'name': 'Baku'}]

        `timeout` is in seconds. Without a `limit`, more than a million rows (MOST_ROWS) are an error.

        Raises QueryRefused for a query that does more than read, and KeventsError for one that is wrong or
        takes longer than `timeout`.
        """
        from karabakh_events.database.adhoc import distinct, run_adhoc

        most = MOST_ROWS if limit is None else _one_more(limit)
        self._require_open()
        with run_adhoc(self.path, query, seconds=timeout, max_rows=most, largest_heap=None) as answer:
            columns = distinct(answer.columns)
            rows = list(answer)
            if limit is None and answer.truncated:
                raise KeventsError(
                    f"the query has more than {MOST_ROWS} rows", "give a limit, or ask for fewer"
                )

        def as_record(row: tuple[Any, ...]) -> dict[str, Any]:
            return dict(zip(columns, row, strict=True))

        return Rows(rows, Listing(dict.fromkeys(columns, ANY), columns), as_record, limit=limit)

    def close(self) -> None:
        """Refuse all further questions. The file itself is never held open."""
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<kevents database {self.path!r}{'' if self._open else ', closed'}>"

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        self._require_open()
        with (
            database.translated(self.path),
            closing(database.open_reading(self.path)) as connection,
            database.reading_one_state(connection),
        ):
            try:
                yield connection
            except EdtfError as error:
                raise KeventsError(str(error)) from error

    def _require_open(self) -> None:
        if not self._open:
            raise KeventsError(f"{self.path}: this database has been closed")


def _edtf(day: Day | None) -> str | None:
    return day if day is None or isinstance(day, str) else day.isoformat()[:10]


def _one_more(limit: int | None) -> int | None:
    """The limit plus one: the extra row shows that there are more."""
    if limit is None:
        return None
    if limit < 1:
        raise KeventsError(f"a limit of {limit}: it must be 1 or more")
    return limit + 1
