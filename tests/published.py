"""The fields of every listing, as programs outside read them. They are fixed: a change here breaks their
readers."""

TIMELINE_FIELDS = (
    "id",
    "kind",
    "type",
    "mode",
    "title",
    "date",
    "date_verbatim",
    "earliest",
    "latest",
    "date_basis",
    "status",
    "place",
    "actors",
    "agreements",
    "documents",
    "disputed",
    "declared_date",
)
WHO_SAID_FIELDS = (
    "id",
    "speakers",
    "manner",
    "act",
    "quote",
    "summary",
    "date",
    "earliest",
    "latest",
    "date_basis",
    "occasion",
    "addressees",
    "about",
    "topics",
    "document",
    "outlet",
    "via",
    "section",
    "citations",
    "renderings",
    "disputed",
    "declared_date",
)
SEARCH_FIELDS = ("id", "kind", "label", "snippet")
LEDGER_FIELDS = (
    "agreement",
    "id",
    "number",
    "topic",
    "summary",
    "obligor",
    "deadline",
    "deadline_verbatim",
    "deadline_earliest",
    "deadline_latest",
    "deadline_basis",
    "deadline_reason",
    "deadline_reference",
    "tally",
    "claims",
    "contested",
    "citations",
    "deadline_disputed",
    "declared_deadline",
)
POSITION_FIELDS = ("actor", "statements")
ACTOR_FIELDS = ("id", "name", "kind", "country", "offices", "aliases", "events", "statements", "subject_of")
AGREEMENT_FIELDS = (
    "id",
    "title",
    "type",
    "stage",
    "status",
    "signed",
    "effective",
    "parties",
    "provisions",
    "documents",
    "signed_disputed",
    "effective_disputed",
    "declared_signed",
)
DOCUMENT_FIELDS = (
    "id",
    "title",
    "outlet",
    "language",
    "url",
    "published",
    "published_basis",
    "events",
    "statements",
    "citations",
    "published_disputed",
    "declared_published",
)
PLACE_FIELDS = ("id", "name", "country", "precision", "latitude", "longitude", "aliases", "events")
CONFLICT_FIELDS = ("record", "kind", "label", "field", "readings", "relation", "same_matter")
DIFF_FIELDS = ("id", "kind", "label", "change", "changes")
SOURCES_FIELDS = ("id", "kind", "label", "date", "documents", "independent", "sources")
