"""The pages of the site, filled into templates one by one."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from karabakh_events import __version__
from karabakh_events.characters import visible
from karabakh_events.counting import count
from karabakh_events.dates import in_words
from karabakh_events.queries import catalogue, conflicts, site
from karabakh_events.queries.citations import documents
from karabakh_events.queries.ledger import ledger
from karabakh_events.queries.record import Record, show
from karabakh_events.render.blocks import Line, Span
from karabakh_events.render.parts import TRANSLATION, grounds, in_reading, main_passages
from karabakh_events.render.questions import deadline
from karabakh_events.render.record import MANY, RecordView, view
from karabakh_events.site import rows
from karabakh_events.site.addresses import FOLDERS, Addresses, anchor, page, web_address
from karabakh_events.site.segments import parts, segments

_Cell = str | int | Line | None


def _printable(value: Any) -> Any:
    """A value as a template prints it, with control and invisible characters made visible; "" for None."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value, keep="\n\t")
    return value


def environment() -> Environment:
    """All text that a template prints passes `_printable` and is then escaped."""
    environment = Environment(
        loader=PackageLoader("karabakh_events.site"),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["in_words"] = in_words
    environment.filters["counted"] = count
    environment.filters["number"] = "{:,}".format
    environment.filters["text"] = _text
    environment.globals.update(
        version=__version__,
        web_address=web_address,
        deadline=deadline,
        grounds=grounds,
        TRANSLATION=TRANSLATION,
        in_reading=in_reading,
        main_passages=main_passages,
    )
    return environment


def _text(line: Line) -> str:
    return "".join(span.text for span in line)


class Site:
    """The files of a site except the assets."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._addresses = Addresses(site.owners(connection))
        self._counts = conflicts.counts(connection)
        self._environment = environment()
        self._environment.globals.update(
            fingerprint=self.fingerprint,
            address=self._addresses.of,
            passage_address=self._addresses.passage,
        )

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the content of the database."""
        return self._counts.fingerprint or ""

    def files(self) -> Iterator[tuple[str, str]]:
        """The path and the text of each file. Raises KeventsError if an identifier cannot be a file name."""
        yield "data/record.js", rows.script(rows.rows(self._connection))
        yield "index.html", self._fill("timeline.html", counts=self._counts)
        yield from self._listings()
        yield "about.html", self._fill("about.html", counts=self._counts)
        conflicts_of = {
            record: list(readings)
            for record, readings in groupby(conflicts.conflicts(self._connection), attrgetter("record"))
        }
        for kind, id_ in site.identifiers(self._connection):
            # The page of an actor links to the timeline, which has all records.
            most = MANY if kind == "actor" else None
            record = show(self._connection, id_)
            record_view = view(record, conflicts_of.get(id_, ()), most=most)
            yield page(kind, id_), self._fill_record(record, record_view)

    def _fill(self, template: str, root: str = "", **values: Any) -> str:
        return self._environment.get_template(template).render(root=root, **values)

    def _listings(self) -> Iterator[tuple[str, str]]:
        yield self._fill_listing(
            ("Actors", "Name", "Kind", "Offices", "Also spelled", "Events", "Said", "Said about"),
            (
                (
                    Span(row.name, record=("actor", row.id)),
                    row.kind,
                    "; ".join(row.offices),
                    "; ".join(row.aliases),
                    row.events,
                    row.statements,
                    row.subject_of,
                )
                for row in catalogue.actors(self._connection)
            ),
            figures=3,
        )
        yield self._fill_listing(
            ("Agreements", "Agreement", "Signed", "Type", "Parties", "Provisions"),
            (
                (
                    Span(row.title, record=("agreement", row.id)),
                    in_words(row.signed, basis=row.signed_basis, disputed=row.signed_disputed),
                    row.type,
                    tuple(
                        Span(party.name, record=("actor", party.id))
                        for party in row.parties
                        if party.role == "party"
                    ),
                    len(row.provisions),
                )
                for row in catalogue.agreements(self._connection)
            ),
            figures=1,
        )
        yield self._fill_listing(
            ("Documents", "Title", "Outlet", "Published", "Events", "Statements", "Passages"),
            (
                (
                    Span(row.title, record=("document", row.id)),
                    row.outlet,
                    in_words(row.published, basis=row.published_basis, disputed=row.published_disputed),
                    row.events,
                    row.statements,
                    row.citations,
                )
                for row in catalogue.documents(self._connection)
            ),
            figures=3,
        )
        yield self._fill_listing(
            ("Places", "Name", "Country", "Also spelled", "Events"),
            (
                (Span(row.name, record=("place", row.id)), row.country, "; ".join(row.aliases), row.events)
                for row in catalogue.places(self._connection)
            ),
            figures=1,
        )

    def _fill_listing(
        self, headers: tuple[str, ...], rows: Iterable[tuple[_Cell | Span, ...]], *, figures: int
    ) -> tuple[str, str]:
        """A page with a table. The first header is the title of the page; the last columns are figures."""
        title, *columns = headers
        section = title.lower()
        return f"{section}.html", self._fill(
            "listing.html", section=section, title=title, columns=columns, rows=list(rows), figures=figures
        )

    def _fill_record(self, record: Record, record_view: RecordView) -> str:
        template, values = "record", {}
        if record.kind == "document":
            template, values = "document", self._document(record, record_view)
        elif record.kind == "agreement":
            # The ledger on the page has the provisions.
            groups = tuple(group for group in record_view.groups if group.heading != "Provisions")
            template, values, record_view = (
                "agreement",
                self._ledger(record.id),
                record_view._replace(groups=groups),
            )
        return self._fill(f"{template}.html", "../", section=FOLDERS[record.kind], view=record_view, **values)

    def _ledger(self, agreement: str) -> dict[str, Any]:
        provisions = list(ledger(self._connection, agreement))
        claims = [claim for provision in provisions for claim in provision.claims]
        cited = dict.fromkeys(document for claim in claims for document in claim.documents)
        return {
            "ledger": provisions,
            "sources": {source.id: source for source in documents(self._connection, cited)},
        }

    def _document(self, record: Record, record_view: RecordView) -> dict[str, Any]:
        extents = [(each.passage.start, each.passage.end) for each in record_view.passages]
        sections = [
            (
                f"{each['kind']}: {each['speaker']['name']}" if each["speaker"] else each["kind"],
                each["start"],
                each["end"],
            )
            for each in record.fields["sections"]
        ]
        lines = segments(site.text(self._connection, record.id), extents)
        return {
            "language": record.fields["language"],
            "anchors": [anchor(*extent) for extent in extents],
            "text_parts": parts(lines, sections),
        }
