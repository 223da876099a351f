"""The pages of the site, one after the other, out of the templates."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from karabakh_events import __version__
from karabakh_events.characters import visible
from karabakh_events.dates import in_words
from karabakh_events.queries import catalogue, conflicts, site
from karabakh_events.queries.ledger import ledger
from karabakh_events.queries.record import Passage, Record, show
from karabakh_events.queries.timeline import sources
from karabakh_events.site import rows
from karabakh_events.site.addresses import FOLDERS, Addresses, anchor, page
from karabakh_events.site.segments import parts, segments
from karabakh_events.site.views import read_at, supported, view


class Drawn(NamedTuple):
    """A record that is drawn from a passage, in the list beside its document."""

    id: str
    href: str
    kind: str
    label: str
    supports: str | None  # which part of the record; None for the whole


class Extent(NamedTuple):
    """A passage of a document, and all that is drawn from it."""

    anchor: str
    start: int
    end: int
    drawn: list[Drawn]


def _shown(value: Any) -> Any:
    """What a template writes: text with what acts or hides in it made visible; None as nothing."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup):
        return visible(value, keep="\n\t")
    return value


def environment() -> Environment:
    """Every text that a template writes passes `_shown`, and is then escaped."""
    made = Environment(
        loader=PackageLoader("karabakh_events.site"),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["in_words"] = in_words
    made.filters["number"] = "{:,}".format
    return made


class Site:
    """The files of a site but for the assets: what each is called, and its text."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._addresses = Addresses(site.owners(connection))
        self._counts = conflicts.counts(connection)
        self._environment = environment()
        self._environment.globals.update(
            version=__version__,
            fingerprint=self._counts.fingerprint or "",
            address=self._addresses.of,
            passage_address=self._addresses.passage,
            read_at=read_at,
        )

    @property
    def fingerprint(self) -> str:
        """Of the content of the database."""
        return self._counts.fingerprint or ""

    def files(self) -> Iterator[tuple[str, str]]:
        """Path from the top of the site, and content. Raises KeventsError for an identifier that is none."""
        yield "data/record.js", rows.script(rows.rows(self._connection))
        yield from self._tops()
        self._conflicts = {
            record: list(found)
            for record, found in groupby(conflicts.conflicts(self._connection), attrgetter("record"))
        }
        for kind, id_ in site.identifiers(self._connection):
            yield page(kind, id_), self._record(kind, id_)

    def _draw(self, template: str, root: str, **values: Any) -> str:
        return self._environment.get_template(template).render(root=root, **values)

    def _tops(self) -> Iterator[tuple[str, str]]:
        connection = self._connection
        yield "index.html", self._draw("timeline.html", "", counts=self._counts)
        actors = list(catalogue.actors(connection))
        yield "actors.html", self._draw("actors.html", "", actors=actors)
        agreements = list(catalogue.agreements(connection))
        yield "agreements.html", self._draw("agreements.html", "", agreements=agreements)
        yield (
            "documents.html",
            self._draw("documents.html", "", documents=list(catalogue.documents(connection))),
        )
        yield "places.html", self._draw("places.html", "", places=list(catalogue.places(connection)))
        yield "about.html", self._draw("about.html", "", counts=self._counts)

    def _record(self, kind: str, id_: str) -> str:
        found = show(self._connection, id_)
        values: dict[str, Any] = {"view": view(found, self._conflicts.get(id_, ()), self._addresses)}
        if kind == "document":
            values |= self._document(found)
        elif kind == "agreement":
            values |= self._ledger(id_)
        template = kind if kind in ("document", "agreement") else "record"
        return self._draw(f"{template}.html", "../", section=FOLDERS[kind], **values)

    def _ledger(self, agreement: str) -> dict[str, Any]:
        provisions = list(ledger(self._connection, agreement))
        claims = [claim for provision in provisions for claim in provision.claims]
        named = dict.fromkeys(document for claim in claims for document in claim.documents)
        return {
            "ledger": provisions,
            "sources": {source.id: source for source in sources(self._connection, named)},
        }

    def _document(self, found: Record) -> dict[str, Any]:
        extents = [
            Extent(anchor(start, end), start, end, list(self._drawn(cited)))
            for (start, end), cited in groupby(found.citations, lambda each: (each.start, each.end))
        ]
        text = site.text(self._connection, found.id)
        sections = [(each["kind"], each["start"], each["end"]) for each in found.fields["sections"]]
        lines = segments(text, [(extent.start, extent.end) for extent in extents])
        return {
            "language": found.fields["language"],
            "extents": extents,
            "text_parts": parts(lines, sections),
        }

    def _drawn(self, cited: Iterable[Passage]) -> Iterator[Drawn]:
        for passage in dict.fromkeys(cited):
            part = None if passage.supports == "whole" else supported(passage, passage.record)
            yield Drawn(
                passage.record,
                self._addresses.of(passage.kind, passage.record),
                passage.kind,
                passage.label,
                part,
            )
