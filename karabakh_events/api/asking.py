"""Opening a database in Python, and asking it."""

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
"""A date of a window: any EDTF date as text, or a day."""

MOST_ROWS = 1_000_000
"""Rows of an SQL query that are taken without a `limit`."""


def open(path: str | os.PathLike[str] | None = None) -> "Database":  # noqa: A001  # to be written `ke.open`
    """The database at `path`, which may also be an SQLAlchemy URL (`sqlite:///kevents.db`).

    Without a path it is the one that the command line reads: that of KEVENTS_DB, else the one in the user's
    data directory, which is made from the bundled documents if it is not there. A file that is named is
    never made.

    >>> open("missing.db")
    Traceback (most recent call last):
    karabakh_events.errors.DatabaseMissing: missing.db: no such database

    Raises DatabaseError, under its more exact names too (DatabaseMissing, OlderDatabase …), if the file
    cannot be read, KeventsError for a URL that is not SQLite's.
    """
    named = os.environ.get("KEVENTS_DB") if path is None else os.fspath(path)
    if named or path is not None:
        file = database.locate(named or "")
    else:
        file = database.default_path()
        if not database.exists(file):
            # Here and not above: who only reads a database does without all that a build imports.
            from karabakh_events.database.bundled import build_bundled

            build_bundled(file)
    database.open_reading(file).close()
    return Database(file)


class Database:
    """A database to be asked. Its methods have the names and the keywords of the commands and their options.

    Each question opens the file, and has its whole answer before it returns. So it sees one state of the
    file, and the next one sees what a build has put there since; nothing is locked between two questions, and
    a Database may be asked from several threads at once.

    Every keyword that takes a name takes it in any spelling on record, or an identifier; several of them, in
    a list, are alternatives. `since` and `until` are both included: EDTF text (`"2020-11"` is the whole
    month) or a `datetime.date`. By default a record is in the window when its date possibly is; with
    `certainly`, when it must be.

    Raises UnknownName or AmbiguousName for a name, KeventsError for a date that is none, a word that is not
    in its list, or a limit below 1, and DatabaseError if the file can no longer be read.
    """

    path: str
    """The file."""

    def __init__(self, path: str) -> None:
        """Not to be called by users: see `open`."""
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
    ) -> Rows[timeline.TimelineRow]:
        """What happened, in the order of time; with `statements`, also what was said.

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
            )
            found = timeline.timeline(connection, wanted)
            return Rows(
                found,
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
    ) -> Rows[statements.StatementRow]:
        """Who said it, when, to whom, and where to read it.

        All `words` must occur, whatever their case or diacritics; between double quotes they are a phrase.
        `direct` asks for the speaker's own words if true, for reported speech if false.

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
            )
            found = statements.who_said(connection, wanted)
            return Rows(
                found,
                listing(statements.StatementRow, "date", "speakers", "summary"),
                statements.StatementRow.as_json,
                limit=limit,
            )

    def search(self, words: str, *, limit: int | None = None) -> Rows[full_text.Hit]:
        """Records of every kind in which all words occur.

        >>> {hit.kind for hit in open().search("corridor")} >= {"event", "statement"}
        True
        """
        with self._reading() as connection:
            found = full_text.search(connection, words, limit=_one_more(limit))
            return Rows(
                found, listing(full_text.Hit, "kind", "id", "label"), full_text.Hit.as_json, limit=limit
            )

    def show(self, id: str) -> record.Record:  # noqa: A002  # the argument's name
        """One record of any kind, by its identifier: its fields, what is linked with it, its passages.

        >>> open().show("sergey-lavrov").label
        'Sergey Lavrov'
        """
        with self._reading() as connection:
            return record.show(connection, id)

    def ledger(self, agreement: str | None = None) -> Rows[ledger.LedgerRow]:
        """Each provision with all that is on record of its being kept: of one agreement, or of all.

        All agreements come by the date of signing. A provision has its `claims` in the order of time.

        >>> [row.tally for row in open().ledger("trilateral statement") if row.topic == "corridor"]
        [{'fulfilled': 2, 'reaffirmed': 1}]
        """
        with self._reading() as connection:
            found = ledger.ledger(connection, filters.resolve_name(connection, "agreement", agreement))
            return Rows(
                found, listing(ledger.LedgerRow, "agreement", "summary", "tally"), ledger.LedgerRow.as_json
            )

    def order(self, a: str, b: str) -> order.Order:
        """Whether `a` is before `b`, as far as their dates let us know, and why.

        Both are events, statements or agreements (by their signing): by identifier, by the title of the
        event, or by any name of the agreement.

        >>> found = open().order("2020-10-10-humanitarian-ceasefire", "trilateral statement")
        >>> found.relation, found.possible
        ('before', ('before',))

        Raises KeventsError, too, for a record of another kind.
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
        """What each actor said on a topic, in the order of time: a row for each actor.

        The statements are those of `who_said`; one of several speakers is under each of them.

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
                raise KeventsError("no topic is given", "what was said on all topics: who_said")
            found = positions.positions(connection, wanted)
            return Rows(found, listing(positions.Position, "actor", "statements"), positions.Position.as_json)

    def sources(self, id: str | None = None) -> Rows[sources.Support]:  # noqa: A002  # as for `show`
        """How many independent sources support a record, and through whom each came; of one, or of all.

        An actor, a place or a document has no passages of its own, and no row.

        >>> [(row.documents, row.independent) for row in open().sources("2020-11-10-karabakh-ceasefire")]
        [(2, 2)]
        """
        with self._reading() as connection:
            found = sources.supports(connection, filters.resolve_record(connection, id))
            return Rows(
                found,
                listing(sources.Support, "kind", "label", "independent", "documents"),
                sources.Support.as_json,
            )

    def diff(self, other: "Database | str | os.PathLike[str]") -> Rows[Difference]:
        """What changed from this database to `other` (a path or a URL, too), record by record, in words.

        >>> db = open()
        >>> len(db.diff(db.path))
        0

        Each error names the file that it is about.
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
        """Persons, states, bodies, forces and outlets, by name; `actor` is the whole file of one."""
        with self._reading() as connection:
            return Rows(
                catalogue.actors(connection),
                listing(catalogue.ActorRow, "kind", "id", "name"),
                catalogue.ActorRow.as_json,
            )

    def actor(self, name: str) -> ActorFile:
        """One actor's whole file: offices, spellings, what they did, whom they met, what they said and were
        told, and what was said of them.

        >>> [(other.name, len(other.counted)) for other in open().actor("Lavrov").met][:2]
        [('Sergey Shoygu', 2), ('Ilham Aliyev', 1)]
        """
        with self._reading() as connection:
            return actor_file(connection, resolve(connection, "actor", name))

    def agreements(self) -> Rows[catalogue.AgreementRow]:
        """Agreements with their parties and provisions, by the date of signing."""
        with self._reading() as connection:
            return Rows(
                catalogue.agreements(connection),
                listing(catalogue.AgreementRow, "signed", "title"),
                catalogue.AgreementRow.as_json,
            )

    def documents(self) -> Rows[catalogue.DocumentRow]:
        """The documents from which everything else is drawn, by the date of publication."""
        with self._reading() as connection:
            return Rows(
                catalogue.documents(connection),
                listing(catalogue.DocumentRow, "published", "outlet", "title"),
                catalogue.DocumentRow.as_json,
            )

    def places(self) -> Rows[catalogue.PlaceRow]:
        """The places where things happened, by name."""
        with self._reading() as connection:
            return Rows(
                catalogue.places(connection),
                listing(catalogue.PlaceRow, "country", "id", "name"),
                catalogue.PlaceRow.as_json,
            )

    def conflicts(self, id: str | None = None) -> Rows[conflicts.Conflict]:  # noqa: A002  # as for `show`
        """Where documents tell a thing in more than one way: every reading; of one record, or of all."""
        with self._reading() as connection:
            filters.resolve_record(connection, id)
            return Rows(
                conflicts.conflicts(connection, id),
                listing(conflicts.Conflict, "record", "field", "readings"),
                conflicts.Conflict.as_json,
            )

    def sql(self, query: str, *, timeout: float = 30, limit: int | None = None) -> Rows[tuple[Any, ...]]:
        """The answer to one SQL query that only reads, as plain tuples; `columns` has their names.

        >>> open().sql("SELECT id, name FROM places WHERE id = 'baku'").to_dicts()
        [{'id': 'baku', 'name': 'Baku'}]

        `timeout` is in seconds. Without a `limit`, more than a million rows (MOST_ROWS) are an error.

        Raises QueryRefused for anything but reading, KeventsError for a query that is wrong or takes longer.
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
        """Take no more questions. Nothing of the file is held open in any case."""
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
    """Room for the row that shows that there are others."""
    if limit is None:
        return None
    if limit < 1:
        raise KeventsError(f"a limit of {limit}: it is 1 or more")
    return limit + 1
