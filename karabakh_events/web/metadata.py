"""The metadata of the database for Datasette: titles, descriptions, licences, facets, order."""

from typing import Any

from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.views import VIEWS
from karabakh_events.web.plugin.asking import CONFIGURED, PLUGIN

_FACETS = {
    "timeline": ("kind", "type", "status", "place"),
    "who_said": ("speakers", "manner", "act", "outlet"),
    "ledger": ("agreement", "verdict", "topic"),
    "evidence": ("kind", "supports", "section", "document"),
    "conflicts": ("kind", "field", "basis"),
    "records": ("kind",),
    "documents": ("language", "outlet_id"),
    "sections": ("kind",),
    "actors": ("kind", "country", "part_of"),
    "roles": ("body_id",),
    "places": ("precision", "country", "part_of"),
    "agreements": ("type", "stage", "status"),
    "agreement_actors": ("role",),
    "provisions": ("topic", "agreement_id"),
    "provision_claims": ("verdict",),
    "agreement_claims": ("verdict",),
    "events": ("type", "mode", "status", "place_id"),
    "event_actors": ("role",),
    "event_agreements": ("relation",),
    "statements": ("manner", "act", "section", "document_id"),
    "statement_actors": ("role",),
    "statement_topics": ("topic",),
    "citations": ("supports", "section", "document_id"),
    "claims": ("kind", "field", "relation", "basis"),
    "figures": ("kind",),
    "identifiers": ("scheme", "kind"),
}

_ORDER = {
    "ledger": "agreement_id",
    "evidence": "document_id",
    "conflicts": "record",
    "actors": "name",
    "places": "name",
}

# The latest first: in the opposite order Datasette begins with the rows that have no date.
_ORDER_OF_TIME = {
    "timeline": "earliest",
    "who_said": "earliest",
    "documents": "published_earliest",
    "events": "earliest",
    "statements": "earliest",
    "agreements": "signed_earliest",
    "provisions": "deadline_earliest",
    "roles": "earliest",
}

_LABELS = {
    "documents": "title",
    "actors": "name",
    "places": "name",
    "agreements": "title",
    "roles": "title",
    "provisions": "summary",
    "events": "title",
    "statements": "summary",
}
"""The column that names a record where another table refers to it."""

# Datasette hides the full-text index itself. It cannot use ours to search one table, because ours numbers the
# records of all kinds together. The question `where-words-occur` uses it.
_HIDDEN = ("actor_dates", "alembic_version")

_OF_PUBLISHERS = {
    "license": "the texts belong to their publishers; kept as evidence, for criticism and research"
}
_TEXTS = ("documents", "citations", "evidence")


_ABOUT = {
    "title": "kevents: the mediation in the Nagorno-Karabakh conflict",
    "description": "Who said what, when, to whom, about which agreement, and where to read it. Every event,"
    " statement, agreement and office points at the passage of a document that supports it.",
    "license": "CC BY 4.0 for the records that come with kevents; the texts belong to their publishers",
    "license_url": "https://creativecommons.org/licenses/by/4.0/",
    "source": "the documents that are named with every record",
}


def metadata(database: str, *, style: str, large: bool) -> dict[str, Any]:
    """The metadata of an instance that serves kevents' tables under the name `database`.

    `style` is the address of our style sheet. In a `large` database the views are not sorted, because that
    would take longer than a query may.
    """
    tables: dict[str, dict[str, Any]] = {
        name: {"description": described.row, "columns": dict(described.columns)}
        for name, described in DESCRIBED.items()
    }
    for name, facets in _FACETS.items():
        tables[name]["facets"] = list(facets)
    for name, column in _ORDER.items():
        tables[name]["sort"] = column
    for name, column in _ORDER_OF_TIME.items():
        tables[name]["sort_desc"] = column
    for name, column in _LABELS.items():
        tables[name]["label_column"] = column
    if large:
        for name in VIEWS:
            tables[name].pop("sort", None)
            tables[name].pop("sort_desc", None)
    for name in _TEXTS:
        tables[name].update(_OF_PUBLISHERS)
    for name in _HIDDEN:
        tables.setdefault(name, {})["hidden"] = True
    return {
        **_ABOUT,
        "extra_css_urls": [style],
        "plugins": {PLUGIN: {CONFIGURED: database}},
        "databases": {
            database: {
                **_ABOUT,
                "tables": tables,
            }
        },
    }
