"""The tables of the data package: their columns with types, their keys, and how their rows are selected.

The columns are those of the database, except `documents.text` (the texts belong to their publishers) and the
derived `span_class`. `schema.dictionary` describes each column in words, with its unit.
"""

from typing import NamedTuple

from karabakh_events.schema.dictionary import DESCRIBED


class Column(NamedTuple):
    name: str
    meaning: str
    type: str  # of Table Schema: string, integer, number, date
    refers: str | None  # to the id of this table
    required: bool


class Table(NamedTuple):
    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...]
    within: tuple[str, ...]
    """Columns that may name a record without a row in the package, because it was not selected."""

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


_REFERS = {
    "actor_id": "actors",
    "agreement_id": "agreements",
    "behalf_of": "actors",
    "body_id": "actors",
    "citation": "citations",
    "counted_by": "actors",
    "document_id": "documents",
    "event_id": "events",
    "group_id": "actors",
    "obligor_id": "actors",
    "of_document_id": "documents",
    "outcome_of": "events",
    "outlet_id": "actors",
    "place_id": "places",
    "provision_id": "provisions",
    "role_id": "roles",
    "speaker_id": "actors",
    "statement_id": "statements",
    "topic": "topics",
}
"""The columns that hold the id of another row, with the table of that row. A `part_of` refers to its own
table."""

_TYPES = {
    "earliest": "date",
    "latest": "date",
    "position": "integer",
    "start": "integer",
    "end": "integer",
    "disputed": "integer",
    "preferred": "integer",
    "low": "integer",
    "best": "integer",
    "high": "integer",
    "latitude": "number",
    "longitude": "number",
}
"""The types of columns by the last word of their name; all others are text."""


def _table(
    name: str,
    required: str,
    key: str = "id",
    *,
    order: str = "",
    within: str = "",
    without: tuple[str, ...] = (),
) -> Table:
    """A table by its name. Spaces separate the names of columns."""
    described = DESCRIBED[name]
    return Table(
        name,
        described.row,
        tuple(
            Column(
                column,
                meaning,
                _TYPES.get(column.rpartition("_")[2], "string"),
                name if column == "part_of" else _REFERS.get(column),
                column in required.split() or column.endswith("disputed"),
            )
            for column, meaning in described.columns.items()
            if column not in without and not column.endswith("span_class")
        ),
        tuple(key.split()),
        tuple(order.split()),
        tuple(within.split()),
    )


def _names(table: str, of: str) -> Table:
    return _table(table, f"{of} alias folded", f"{of} alias")


TABLES: tuple[Table, ...] = (
    _table("events", "id type mode title status", within="part_of outcome_of"),
    _table(
        "event_actors", "event_id actor_id role position", "event_id actor_id role", order="event_id position"
    ),
    _table("event_agreements", "event_id agreement_id relation", "event_id agreement_id relation"),
    _table("statements", "id manner act summary document_id section", within="event_id"),
    _table(
        "statement_actors",
        "statement_id actor_id role position",
        "statement_id actor_id role",
        order="statement_id position",
    ),
    _table("renderings", "statement_id document_id quote", "statement_id document_id"),
    _table("statement_agreements", "statement_id agreement_id", "statement_id agreement_id"),
    _table("statement_events", "statement_id event_id", "statement_id event_id", within="event_id"),
    _table(
        "statement_topics", "statement_id topic position", "statement_id topic", order="statement_id position"
    ),
    _table("provision_claims", "id provision_id verdict"),
    _table("agreement_claims", "id agreement_id verdict"),
    _table("citations", "id document_id start end exact section supports"),
    _table("claims", "id kind record field value position preferred"),
    _table("figures", "id position kind citation"),
    _table("identifiers", "record scheme value kind", "record scheme value"),
    _table("topics", "id meaning"),
    _table("agreements", "id title type stage status"),
    _names("agreement_aliases", "agreement_id"),
    _table(
        "agreement_actors",
        "agreement_id actor_id role position",
        "agreement_id actor_id role",
        order="agreement_id position",
    ),
    _table("provisions", "id agreement_id position topic summary"),
    _table("documents", "id title language sha256", without=("text",)),
    _table("sections", "document_id start end kind", "document_id start"),
    _table("actors", "id name kind"),
    _table("actor_members", "group_id actor_id position", "group_id actor_id", order="group_id position"),
    _names("actor_aliases", "actor_id"),
    _table("roles", "id actor_id title"),
    _table("places", "id name"),
    _names("place_aliases", "place_id"),
)
