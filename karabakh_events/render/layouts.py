"""Listings as blocks, for every medium that people read.

Colour alone never carries a meaning. The title of an event that did not happen, or only allegedly did, has
that word before it. A date says how far it is known. A speaker's words stand between quotation marks; the
curator's never do.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from karabakh_events.counting import count
from karabakh_events.dates import in_words
from karabakh_events.render import blocks
from karabakh_events.render.blocks import Block, Entry, Grid, Heading, Line, Span, joined, line
from karabakh_events.render.parts import (
    ASIDE,
    LABEL_WIDTH,
    NO_OUTCOME,
    PLANS,
    Numbering,
    as_text,
    field_by_document,
    figure,
    labelled,
    other_words,
    otherwise_worded,
    outcome,
    quiet,
    settled,
    short_date,
    speaker,
    speech,
    title_with_mark,
    where,
)

if TYPE_CHECKING:
    # Imported for annotations only: each module would take a millisecond of every table.
    from collections.abc import Iterable, Iterator

    from karabakh_events.queries.catalogue import ActorRow, AgreementRow, DocumentRow, PlaceRow
    from karabakh_events.queries.citations import Document
    from karabakh_events.queries.conflicts import Conflict
    from karabakh_events.queries.figures import Figure
    from karabakh_events.queries.search import Hit
    from karabakh_events.queries.statements import StatementRow
    from karabakh_events.queries.timeline import Part, TimelineRow

_UNKNOWN, _UNDATED = "Beginning unknown", "Undated"

_NUMBER_WIDTH = 5

#: The largest table, in characters. Each cell counts a hundred characters more than its text has.
_LARGEST_TABLE = 50_000_000
_CELL = 100


# --- listings ------------------------------------------------------------------------------------------


def timeline(rows: Iterable[TimelineRow], numbering: Numbering, *, by_year: bool = True) -> Iterator[Block]:
    """A heading for each year; under it each event or statement with its date, how, where and who.

    Without ``by_year`` there are no headings: the rows are not in the order of time.
    """
    year = None
    for row in rows:
        begins = row.earliest[:4].lstrip("0") if row.earliest else _UNKNOWN if row.latest else _UNDATED
        if by_year and begins != year:
            year = begins
            yield Heading(year)
        yield _statement_entry(row, numbering) if row.kind == "statement" else _event_entry(row, numbering)


def who_said(rows: Iterable[StatementRow], numbering: Numbering, *, under: str = "") -> Iterator[Block]:
    """Each statement with its speaker above the words and its context below.

    ``under`` is the id of an actor whose name stands above the listing. Where this actor alone speaks, only
    the office is printed.
    """
    for row in rows:
        speakers = joined((speaker(each.name, each.role) for each in row.speakers), ", ")
        to = ", ".join(addressee.name for addressee in row.addressees)
        head = line(*speakers, Span(" → ", "quiet"), to) if to else speakers
        if [each.id for each in row.speakers] == [under]:
            head = joined((quiet(row.speakers[0].role), labelled("to", to)))
        words = speech(row.manner, row.renderings, row.summary)
        others = otherwise_worded(row.renderings)
        quoted = [each.document for each in row.renderings if each.document not in others] or [row.document]
        told_too = {*row.documents, row.document}.difference(quoted, others)
        yield Entry(
            short_date(row.date, row.date_basis, row.disputed),
            (
                head,
                *words[:-1],
                line(*words[-1], " ", numbering.mark(quoted, where(row))),
                *other_words(row.renderings, numbering),
                line(Span("also told in ", "quiet"), numbering.mark(sorted(told_too))) if told_too else (),
                labelled("about", _first(row.about_names, 4)),
                labelled("at", row.occasion_title),
                joined(
                    (
                        quiet(f"{row.manner}, {row.act}"),
                        quiet(", ".join(row.topics)),
                        labelled("via", " → ".join(row.via)),
                        quiet(ASIDE.get(row.section)),
                    )
                ),
                settled(row.declared_date),
            ),
            row.id,
            gap=True,
        )


def sources(rows: Iterable[Document]) -> Iterator[Block]:
    """The list at the foot of a listing, in the order of its numbers."""
    for number, source in enumerate(rows, 1):
        if number == 1:
            yield Heading("Sources")
        published = (
            in_words(source.published, basis=source.published_basis, disputed=source.published_disputed)
            if source.published
            else None
        )
        yield Entry(
            line(Span(f"[{number}]", "source", source.url or "")),
            (joined((source.outlet, Span(source.title, "", source.url or ""), published), ", "),),
            source.id,
            lead_width=_NUMBER_WIDTH,
        )


def actors(rows: Iterable[ActorRow]) -> Iterator[Block]:
    for row in rows:
        counted = (
            count(row.events, "event") if row.events else None,
            f"said {row.statements}" if row.statements else None,
            f"spoken of in {row.subject_of}" if row.subject_of else None,
        )
        yield Entry(
            line(quiet(row.kind)),
            (
                joined(
                    (
                        Span(row.name, "strong"),
                        "; ".join(row.offices),
                        *(quiet(words) for words in counted),
                    )
                ),
            ),
            row.id,
        )


def agreements(rows: Iterable[AgreementRow], numbering: Numbering) -> Iterator[Block]:
    for row in rows:
        parties: dict[str, list[str]] = {}
        for party in row.parties:
            parties.setdefault(party.role, []).append(party.name)
        yield Entry(
            short_date(row.signed, row.signed_basis, row.signed_disputed),
            (
                line(Span(row.title, "strong"), " ", numbering.mark(row.documents)),
                settled(row.declared_signed),
                joined((quiet(row.type), quiet(f"stage {row.stage}"), quiet(row.status))),
                *(
                    line(Span(f"{_plural(role, len(names))}: ", "quiet"), ", ".join(names))
                    for role, names in parties.items()
                ),
                *(
                    joined(
                        (
                            line(Span(f"{provision.number or '–'} ", "quiet"), provision.summary),
                            quiet(provision.topic),
                        )
                    )
                    for provision in row.provisions
                ),
            ),
            row.id,
            gap=True,
        )


def _basis(basis: str | None) -> Span | None:
    """What a value rests on that the text itself does not have."""
    return quiet(f" ({basis})") if basis else None


def documents(rows: Iterable[DocumentRow]) -> Iterator[Block]:
    for row in rows:
        counted = (
            count(row.events, "event"),
            count(row.statements, "statement"),
            count(row.citations, "citation"),
        )
        yield Entry(
            short_date(row.published, row.published_basis, row.published_disputed),
            (
                line(Span(row.title, "strong")),
                joined(
                    (
                        line(row.outlet, _basis(row.outlet_basis)) if row.outlet else None,
                        *(quiet(words) for words in counted),
                        quiet(row.language),
                    )
                ),
                settled(row.declared_published),
                *((line(Span(row.url, "quiet", row.url), _basis(row.url_basis)),) if row.url else ()),
            ),
            row.id,
            gap=True,
        )


def places(rows: Iterable[PlaceRow]) -> Iterator[Block]:
    for row in rows:
        located = row.latitude is not None and row.longitude is not None
        yield Entry(
            line(quiet(row.precision)),
            (
                joined(
                    (
                        Span(row.name, "strong"),
                        row.country,
                        quiet(f"{row.latitude:.2f}, {row.longitude:.2f}") if located else None,
                        quiet(count(row.events, "event")) if row.events else None,
                        labelled("also", "; ".join(row.aliases)),
                    )
                ),
            ),
            row.id,
            lead_width=LABEL_WIDTH,
        )


def search(rows: Iterable[Hit]) -> Iterator[Block]:
    from karabakh_events.names import fold

    for row in rows:
        yield Entry(
            line(quiet(row.kind)),
            (
                line(Span(row.label, "strong")),
                # The snippet has no capitals and no diacritics. If it only repeats the label, it is left out.
                line(quiet(row.snippet) if row.snippet.strip("…") not in fold(row.label) else None),
            ),
            row.id,
            lead_width=LABEL_WIDTH,
            gap=True,
        )


_RELATIONS = {
    "contradicts": "Contradictory readings",
    "narrows": "More exact readings",
    "otherwise-worded": "Other words",
    None: "Other readings",
}
"""What `conflicts` says of each relation, the strongest first; in a file made elsewhere it may be missing."""


def conflicts(rows: Iterable[Conflict], numbering: Numbering) -> Iterator[Block]:
    """The fields whose sources differ, by how much they do; of each record a table by document.

    A matter that several records tell is shown with one of them, and the others are named.
    """
    kept: dict[str | None, list[Conflict]] = {relation: [] for relation in _RELATIONS}
    for row in _matters(rows):
        kept[row.relation].append(row)
    for relation, heading in _RELATIONS.items():
        if kept[relation]:
            yield Heading(heading, level=1)
        for record, readings in groupby(kept[relation], lambda row: (row.record, row.kind, row.label)):
            id_, kind, label = record
            yield Heading(label)
            yield blocks.Text(joined((quiet(kind), quiet(id_))))
            told = list(readings)
            yield from field_by_document(told, numbering, under=relation)
            for row in told:
                if row.same_matter:
                    yield blocks.Text(line(quiet(f"{row.field}: the same in {', '.join(row.same_matter)}")))


def _matters(rows: Iterable[Conflict]) -> Iterator[Conflict]:
    """The rows, and of those that tell one matter only the one with the most readings."""
    rows = list(rows)
    best: dict[tuple[str, str], Conflict] = {}

    def matter(row: Conflict) -> tuple[str, str]:
        # The day of an agreement is that of its signing.
        return min((row.record, *row.same_matter)), "date" if row.field == "signed" else row.field

    for row in rows:
        if len(row.readings) > len(best.setdefault(matter(row), row).readings):
            best[matter(row)] = row
    return (row for row in rows if best[matter(row)] is row)


def table(
    columns: tuple[str, ...], rows: Iterable[tuple[object, ...]], *, clip: int | None = None
) -> Iterator[Block]:
    """Rows of values under the names of their columns; numbers are aligned to the right.

    Values longer than ``clip`` are shortened. Raises KeventsError for more rows than a table can hold: the
    widths of its columns depend on all rows.
    """
    kept = list(_bounded(rows))
    numbers = {
        place
        for place in range(len(columns))
        if kept and all(isinstance(row[place], (int, float, type(None))) for row in kept)
    }

    def clipped(value: object) -> str | Span:
        if isinstance(value, Span):
            return value
        text = as_text(value)
        return text if clip is None or len(text) <= clip else f"{text[:clip]}… (+{len(text) - clip})"

    yield _grid(columns, ((clipped(value) for value in row) for row in kept), numbers=numbers)


def _bounded(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[object, ...]]:
    size = 0
    for row in rows:
        size += sum(_CELL + (len(value) if isinstance(value, str) else 0) for value in row)
        if size > _LARGEST_TABLE:
            from karabakh_events.errors import KeventsError

            raise KeventsError(
                "the result is too large for a table", "--format jsonl and csv write it row by row"
            )
        yield row


# --- parts of lines ------------------------------------------------------------------------------------


def _event_entry(row: TimelineRow, numbering: Numbering) -> Entry:
    return Entry(
        short_date(row.date, row.date_basis, row.disputed),
        (
            line(*title_with_mark(row.status, Span(row.title, "strong")), " ", numbering.mark(row.documents)),
            joined((quiet(row.mode), row.place.name if row.place else None, _who(row.actors), _became(row))),
            settled(row.declared_date),
            _counted(row.figures),
        ),
        row.id,
        gap=True,
    )


def _became(row: TimelineRow) -> Line:
    """Of a plan: what became of it."""
    if row.status not in PLANS:
        return ()
    found = joined(
        (outcome(each.status, each.date, each.date_basis, each.disputed) for each in row.outcomes), "; "
    )
    return found or line(quiet(NO_OUTCOME))


def _counted(figures: Iterable[Figure]) -> Line:
    """The figures of an event, each with whose count it is."""
    return joined(
        line(
            figure(each.kind, each.low, each.best, each.high),
            quiet(f", according to {each.counted_by.name}" if each.counted_by else None),
        )
        for each in figures
    )


def _statement_entry(row: TimelineRow, numbering: Numbering) -> Entry:
    speakers = joined(
        (speaker(part.name, part.office) for part in row.actors if part.role == "speaker"), ", "
    )
    first, *more = speech(row.manner or "", row.renderings, row.title)
    others = otherwise_worded(row.renderings)
    to = ", ".join(part.name for part in row.actors if part.role == "addressee")
    return Entry(
        short_date(row.date, row.date_basis, row.disputed),
        (
            line(
                *speakers,
                Span(": " if row.renderings else ", ", "quiet"),
                *first,
                " ",
                numbering.mark(each for each in row.documents if each not in others),
            ),
            *more,
            *other_words(row.renderings, numbering),
            joined(
                (
                    quiet(", ".join(word for word in (row.manner, row.mode) if word)),
                    labelled("to", to),
                    row.place.name if row.place else None,
                )
            ),
            settled(row.declared_date),
        ),
        row.id,
        gap=True,
    )


def _who(parts: tuple[Part, ...]) -> Line:
    """``actors → recipients``, then all others with their roles."""
    by_role: dict[str, list[str]] = {}
    for part in parts:
        by_role.setdefault(part.role, []).append(part.name)
    doers, done_to = (", ".join(by_role.pop(role, ())) for role in ("actor", "recipient"))
    pair = f"{doers} → {done_to}" if doers and done_to else doers or (f"→ {done_to}" if done_to else "")
    together = ", ".join(by_role.pop("participant", ()))
    others = (
        line(Span(f"{_plural(role, len(names))}: ", "quiet"), ", ".join(names))
        for role, names in by_role.items()
    )
    return joined((pair, together, *others))


def _grid(headers: tuple[str, ...], rows: Iterable[Iterable[str | Span | None]], numbers: set[int]) -> Grid:
    return Grid(headers, tuple(tuple(line(cell) for cell in row) for row in rows), frozenset(numbers))


def _first(names: tuple[str, ...], most: int) -> str:
    more = len(names) - most
    return "; ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _plural(role: str, number: int) -> str:
    if number == 1:
        return role
    return f"{role[:-1]}ies" if role.endswith("y") else f"{role}s" if not role.endswith("s") else f"{role}es"
