"""Rows of any table, view or query as rows of a timeline, as far as their columns allow."""

from collections.abc import Mapping, Sequence

from karabakh_events.queries.renderings import Rendering
from karabakh_events.queries.timeline import Part, Place, TimelineRow

_NEEDED = {"id", "date_edtf", "earliest", "latest"}
_TITLES = ("title", "summary")


def is_timeline(columns: Sequence[str]) -> bool:
    """Whether these are the columns of a timeline: an identifier, an uncertain date, and a text."""
    return set(columns) >= _NEEDED and not set(columns).isdisjoint(_TITLES)


def timeline_row(values: Mapping[str, object]) -> TimelineRow:
    """The row of a timeline for the values of one row. All values are read as text.

    It is a statement if `kind` says so or if it has a `manner`. In the view `timeline`, the very words of a
    statement are in `summary`.
    """
    known = {column: _text(value) for column, value in values.items()}
    statement = known.get("kind") == "statement" or ("kind" not in known and "manner" in known)
    title = known.get("title") or known.get("summary") or ""
    quote = known.get("quote" if "quote" in known else "summary") if statement else None
    if "title" not in known and "quote" not in known:
        quote = None
    place = known.get("place") or known.get("place_id")
    parts = [
        Part("", name, role)
        for column, role in (
            ("actors", "speaker" if statement else "participant"),
            ("speakers", "speaker"),
            ("addressees", "addressee"),
        )
        for name in _several(known.get(column))
    ]
    return TimelineRow(
        id=known.get("id") or "",
        kind="statement" if statement else "event",
        type=known.get("type"),
        mode=known.get("mode") or known.get("act") or "",
        title=title,
        date=known.get("date_edtf"),
        date_verbatim=known.get("date_verbatim"),
        earliest=known.get("earliest"),
        latest=known.get("latest"),
        date_basis=known.get("date_basis"),
        status=known.get("status"),
        place=Place("", place) if place else None,
        actors=tuple(parts),
        agreements=_several(known.get("agreements")),
        documents=_several(known.get("documents") or known.get("document_id")),
        disputed=known.get("disputed") == "1",
        declared_date=None,
        figures=(),
        outcome_of=None,
        outcomes=(),
        summary=None if statement else known.get("summary"),
        manner=known.get("manner"),
        quote=quote,
        renderings=(Rendering("", quote, known.get("translation")),) if quote else (),
    )


def _text(value: object) -> str | None:
    """A value as text; if Datasette has looked it up in another table, its label."""
    if isinstance(value, Mapping):
        value = value.get("label") or value.get("value")
    if value is None:
        return None
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _several(joined: str | None) -> tuple[str, ...]:
    return tuple(joined.split("; ")) if joined else ()
