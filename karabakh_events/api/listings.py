"""What is in each listing: its columns and their kinds, the same as the fields of the command's JSON."""

from typing import Final

from karabakh_events.api.rows import COUNT, DAY, FLAG, NUMBER, TEXT, VALUE, Kind, Listing
from karabakh_events.queries.ledger import VERDICTS

_NAMED: Final[dict[str, Kind]] = {"id": TEXT, "name": TEXT}
_BOUNDS: Final[dict[str, Kind]] = {"earliest": DAY, "latest": DAY}


def _texts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, TEXT)


def _counts(*names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, COUNT)


TIMELINE: Final = Listing(
    {
        **_texts("id", "kind", "type", "mode", "title", "date", "date_verbatim"),
        **_BOUNDS,
        **_texts("date_basis", "status"),
        "place": _NAMED,
        "actors": [{**_NAMED, "role": TEXT}],
        "agreements": [TEXT],
        "documents": [TEXT],
    },
    ("date", "title"),
)

STATEMENTS: Final = Listing(
    {
        "id": TEXT,
        "speakers": [{**_NAMED, "role": TEXT}],
        **_texts("manner", "act", "quote", "summary", "date"),
        **_BOUNDS,
        **_texts("date_basis", "occasion"),
        "addressees": [_NAMED],
        "about": [TEXT],
        "topics": [TEXT],
        **_texts("document", "outlet"),
        "via": [TEXT],
        "section": TEXT,
        "citations": [{**_counts("start", "end"), "exact": TEXT}],
    },
    ("date", "speakers", "summary"),
)

HITS: Final = Listing(_texts("id", "kind", "label", "snippet"), ("kind", "id", "label"))

_CITATION: Final[dict[str, Kind]] = {
    "document": TEXT,
    **_counts("start", "end"),
    **_texts("exact", "section", "supports"),
}

LEDGER: Final = Listing(
    {
        "agreement": _texts("id", "title"),
        **_texts("id", "number", "topic", "summary"),
        "obligor": _NAMED,
        **_texts("deadline", "deadline_verbatim"),
        **{f"deadline_{bound}": kind for bound, kind in _BOUNDS.items()},
        **_texts("deadline_basis", "deadline_reason", "deadline_reference"),
        "tally": _counts(*VERDICTS),
        "claims": [
            {
                **_texts("verdict", "kind", "id", "title"),
                "speakers": [{**_NAMED, "role": TEXT}],
                "addressees": [_NAMED],
                "via": [TEXT],
                **_texts("manner", "act", "quote", "date"),
                **_BOUNDS,
                **_texts("date_basis", "status", "occasion"),
                "documents": [TEXT],
                "citations": [_CITATION],
            }
        ],
        "contested": [TEXT],
        "citations": [_CITATION],
    },
    ("agreement", "summary", "tally"),
)

POSITIONS: Final = Listing(
    {"actor": {**_NAMED, "offices": [TEXT]}, "statements": [dict(STATEMENTS.fields)]},
    ("actor", "statements"),
)

SOURCES: Final = Listing(
    {
        **_texts("id", "kind", "label", "date"),
        **_counts("documents", "independent"),
        "sources": [
            {
                **_texts("document", "title", "outlet"),
                "supports": [TEXT],
                "counted": FLAG,
                "ways": [{"statement": TEXT, "chain": [{**_NAMED, "role": TEXT}]}],
                "same_as": [_texts("document", "why")],
            }
        ],
    },
    ("kind", "label", "independent", "documents"),
)

DIFFERENCES: Final = Listing(
    {
        **_texts("id", "kind", "label", "change"),
        "changes": [{**_texts("field", "change"), "old": VALUE, "new": VALUE, "words": TEXT}],
    },
    ("change", "kind", "id", "changes"),
)

ACTORS: Final = Listing(
    {
        **_texts("id", "name", "kind", "country"),
        "offices": [TEXT],
        "aliases": [TEXT],
        **_counts("events", "statements", "subject_of"),
    },
    ("kind", "id", "name"),
)

AGREEMENTS: Final = Listing(
    {
        **_texts("id", "title", "type", "stage", "status", "signed", "effective"),
        "parties": [{**_NAMED, **_texts("role", "behalf_of")}],
        "provisions": [_texts("number", "topic", "summary", "obligor")],
        "documents": [TEXT],
    },
    ("signed", "title"),
)

DOCUMENTS: Final = Listing(
    {
        **_texts("id", "title", "outlet", "language", "url", "published", "published_basis"),
        **_counts("events", "statements", "citations"),
    },
    ("published", "outlet", "title"),
)

PLACES: Final = Listing(
    {
        **_texts("id", "name", "country", "precision"),
        "latitude": NUMBER,
        "longitude": NUMBER,
        "aliases": [TEXT],
        "events": COUNT,
    },
    ("country", "id", "name"),
)

CONFLICTS: Final = Listing(
    {
        **_texts("record", "kind", "label", "field"),
        "readings": [
            {
                **_texts("value", "document", "title", "exact"),
                **_counts("start", "end"),
                **_texts("basis", "reason", "reference", "outlet"),
            }
        ],
    },
    ("record", "field", "readings"),
)
