"""What records are made of: passages, dates, claims, figures, and readings with what they rest on.

The records themselves are in `models`.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    TypeAdapter,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from karabakh_events.names import nearest
from karabakh_events.records.composing import short
from karabakh_events.records.fields import (
    ActorId,
    CitingId,
    DocumentId,
    Edtf,
    Flag,
    Identifier,
    Line,
    MentionedId,
    People,
    Prose,
    Unshared,
    Url,
    checked_edtf,
    kept_edtf,
    refuse_unshared,
)
from karabakh_events.vocabulary import (
    DATE_FIELDS,
    Basis,
    ClaimField,
    ClaimRelation,
    EventStatus,
    FigureKind,
    IdentifierScheme,
    SectionKind,
    Supports,
)

REPAIRED = "repaired"
"""The validation context for a record whose faults have stand-ins. See `across`."""


def across(rule: Callable[[Any], None]) -> Any:
    """Makes a validator of a rule over several fields, which raises ValueError.

    A record whose faults have stand-ins is not held to it: it was checked before them.
    """

    def validate(model: Any, info: ValidationInfo) -> Any:
        if info.context != REPAIRED:
            rule(model)
        return model

    return model_validator(mode="after")(validate)


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        defer_build=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )


Identifiers = dict[IdentifierScheme, Identifier]


def listed_in(*schemes: str) -> Callable[[Identifiers], Identifiers]:
    """A validator of the identifiers of a record that can be in these lists."""

    def check(given: Identifiers) -> Identifiers:
        for scheme, value in given.items():
            if scheme not in schemes:
                raise ValueError(f"{scheme} is not a list of such records: {' or '.join(schemes)}")
            form = r"Q[1-9][0-9]*" if scheme == "wikidata" else r"[1-9][0-9]*"
            if not re.fullmatch(form, value, re.ASCII):
                example = "Q159" if scheme == "wikidata" else "1234"
                raise ValueError(f"{short(value)} is not an identifier of {scheme}, such as {example}")
        return given

    return check


UNQUOTED = "unquoted"
"""The type of the error for text that YAML reads as a mapping, because of a colon in it or at its end."""


class Passage(Model):
    """Words that stand in a document, verbatim; found exactly once, white space folded and nothing else."""

    exact: Prose
    """The words, as they stand."""
    within: Prose | None = None
    """A longer passage, itself found once, that says which occurrence is meant."""
    document: DocumentId | None = None
    """The document; only in shared files, elsewhere it is the file's own."""
    supports: Supports = Supports.WHOLE
    """What the passage proves."""


class SharedPassages(Model):
    """All passages that support the whole of another record of this file. They are written once, there."""

    as_: Annotated[CitingId, Field(alias="as")]
    """The other record."""


def _passage(value: Any) -> Any:
    if isinstance(value, dict) and "as" in value and not isinstance(value, Unshared):
        value = Unshared(value, "only an entry of `passages` can be `as` another record")
    refuse_unshared(value)
    if isinstance(value, dict) and len(value) == 1:
        ((key, behind),) = value.items()
        if isinstance(behind, str) and not nearest(key, Passage.model_fields, 1):
            raise PydanticCustomError(UNQUOTED, "text that YAML reads as a mapping", {"key": key})
    return {"exact": value} if isinstance(value, str) else value


# The short form comes first: most passages are only their words.
Cited = Annotated[
    Passage,
    BeforeValidator(_passage, json_schema_input_type=str | Passage),
]

Passages = Annotated[
    list[
        Annotated[Passage, BeforeValidator(_passage, json_schema_input_type=str | Passage | SharedPassages)]
    ],
    Field(min_length=1),
]


_AS = "Another dated record of this file, or its document: what is not written here is as there."


class Date(Model):
    """A date, no more exact than the sources have it (EDTF level 1)."""

    edtf: Edtf
    """The reading: 2020-11-22, 2017-10, 2020-10-10/2020-11-09, 2021-01-30/.., 2020-11? …"""
    verbatim: Line | None = None
    """What the text writes ("On 22 November"); found in the record's passages, else in the whole text."""
    within: Prose | None = None
    """A longer passage that says which occurrence of `verbatim` is meant."""
    document: DocumentId | None = None
    """The document of `verbatim`; only in shared files."""
    basis: Basis
    """What the reading rests on."""
    reason: Prose | None = None
    """Why; mandatory when inferred or external."""
    reference: Prose | None = None
    """Where it can be looked up; mandatory when external."""

    @model_validator(mode="before")
    @classmethod
    def _shared(cls, value: Any) -> Any:
        return refuse_unshared(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema, with the `as` that `sharing` writes out before the models see it."""
        made = handler(core)
        schema = handler.resolve_ref_schema(made)
        shared = {**TypeAdapter(MentionedId).json_schema(), "description": _AS}
        schema["properties"] = {"as": shared, **schema["properties"]}
        # Strict validators want what is required to be a property of the same schema.
        schema["anyOf"] = [
            {"properties": dict.fromkeys(names, True), "required": names}
            for names in (schema.pop("required"), ["as"])
        ]
        return made

    @across
    def _founded(self) -> None:
        if self.basis in (Basis.STATED, Basis.COMPLETED, Basis.DERIVED) and self.verbatim is None:
            raise ValueError(
                f"a date that is {self.basis} needs `verbatim`, the words of the text it is read from"
            )
        if self.basis in (Basis.INFERRED, Basis.EXTERNAL) and self.reason is None:
            raise ValueError(f"a date that is {self.basis} needs a `reason`")
        if self.basis is Basis.EXTERNAL and self.reference is None:
            raise ValueError("a date that is external needs a `reference`")
        if (self.within or self.document) and self.verbatim is None:
            raise ValueError(
                "`within` and `document` say where `verbatim` stands, but there is no `verbatim`"
            )


class Claim(Model):
    """A reading of one field that differs from the record's own; both are kept side by side."""

    field: ClaimField
    value: Prose
    """The other reading: EDTF for dates, a place id, an event status, actor ids joined by semicolons for
    speakers and outlet, else words."""
    passage: Cited | None = None
    """Where a document says so; for a date, the words that it is read from."""
    basis: Basis | None = None
    """What a date rests on; mandatory when preferred."""
    reason: Prose | None = None
    """Why the reading is kept though the record has another; when preferred, why it is the better one."""
    reference: Prose | None = None
    """Where an outside reading can be looked up."""
    relation: ClaimRelation | None = None
    """What it is to the record's own reading; only for actors in words, everywhere else it is computed."""
    preferred: Flag = False
    """Whether this reading settles the disagreement: listings, windows and order then go by it."""

    @across
    def _sourced(self) -> None:
        if self.passage is None and self.reference is None:
            raise ValueError(
                "a claim needs a `passage` of a document, or a `reference` to where else it is said"
            )
        if self.passage is None and self.reason is None:
            raise ValueError("a claim from outside the documents needs a `reason`")
        if self.relation is not None and self.field is not ClaimField.ACTORS:
            raise ValueError(f"the `relation` of a claim on {self.field} is computed: leave it out")

    @across
    def _settling(self) -> None:
        if not self.preferred:
            return
        if self.field is ClaimField.QUOTE:
            raise ValueError("a quotation keeps the words of its own document: no other is `preferred`")
        if self.reason is None:
            raise ValueError("a claim that is `preferred` needs a `reason`: why it is the better reading")
        if self.field in DATE_FIELDS:
            kept_edtf(self.value)
            if self.basis is None:
                raise ValueError("a date that is `preferred` needs a `basis`, like the date of a record")
            if self.basis in (Basis.STATED, Basis.COMPLETED, Basis.DERIVED) and self.passage is None:
                raise ValueError(f"a date that is {self.basis} needs a `passage` with the words of the text")
        if self.basis is Basis.EXTERNAL and self.reference is None:
            raise ValueError("a reading that is external needs a `reference`")

    @field_validator("value")
    @classmethod
    def _readable(cls, value: str, info: ValidationInfo) -> str:
        field = info.data.get("field")
        if field in DATE_FIELDS:
            return checked_edtf(value)
        if field is ClaimField.STATUS and value not in list(EventStatus):
            raise ValueError(f"{short(value)} is not one of: {', '.join(EventStatus)}")
        return value


class Section(Model):
    """A stretch of the page, from its first words to the next section's."""

    kind: SectionKind
    starts: Cited | None = None
    """The first words, verbatim; left out for the first section, which starts where the text does."""
    speaker: ActorId | None = None
    """Whose words they are; mandatory for a speech and an answer, allowed for a question."""
    unrecorded: Prose | None = None
    """For a question that holds nothing to record: why not."""

    @across
    def _spoken(self) -> None:
        if self.kind in (SectionKind.SPEECH, SectionKind.ANSWER):
            if self.speaker is None:
                raise ValueError(f"a section of the kind {self.kind} needs a `speaker`, whose words they are")
        elif self.speaker is not None and self.kind is not SectionKind.QUESTION:
            raise ValueError(f"a section of the kind {self.kind} has no `speaker`: make it a speech")
        if self.unrecorded is not None and self.kind is not SectionKind.QUESTION:
            raise ValueError("only a question is `unrecorded` as a whole: list its sentences in the document")


class Unrecorded(Passage):
    """A passage that was read and holds nothing to record."""

    reason: Prose
    """Why not."""


class Reading(Model):
    """A value with what it rests on, for what the text itself does not have."""

    basis: Literal[Basis.STATED, Basis.INFERRED, Basis.EXTERNAL]
    """What the value rests on."""
    reason: Prose | None = None
    """Why; mandatory when inferred or external."""
    reference: Prose | None = None
    """Where it can be looked up; mandatory when external."""

    @across
    def _founded(self) -> None:
        if self.basis is not Basis.STATED and self.reason is None:
            raise ValueError(f"what is {self.basis} needs a `reason`")
        if self.basis is Basis.EXTERNAL and self.reference is None:
            raise ValueError("what is external needs a `reference`")


class Outlet(Reading):
    """Who published a document."""

    actor: ActorId


class Address(Reading):
    """Where a document can be read."""

    url: Url


def _outlet(value: Any) -> Any:
    return {"actor": value, "basis": Basis.STATED} if isinstance(value, str) else value


def _address(value: Any) -> Any:
    return {"url": value, "basis": Basis.STATED} if isinstance(value, str) else value


PublishedBy = Annotated[Outlet, BeforeValidator(_outlet, json_schema_input_type=ActorId | Outlet)]
ReadAt = Annotated[Address, BeforeValidator(_address, json_schema_input_type=Url | Address)]


class Figure(Model):
    """How many people, as a passage gives it; low, best and high as in UCDP GED."""

    kind: FigureKind
    actor: ActorId | None = None
    """Who was counted."""
    low: People | None = None
    """The lower bound, included: "more than", "at least" or the first of two numbers."""
    best: People | None = None
    """The number given, or the likeliest one; left out where the text gives bounds only."""
    high: People | None = None
    """The upper bound, included: "up to", "at most" or the last of two numbers."""
    counted_by: ActorId | None = None
    """Whose count it is; left out where the document gives the figure as a fact."""
    passage: Cited
    """Words of the record's passages that have the number."""
    note: Prose | None = None

    @across
    def _ordered(self) -> None:
        given = [bound for bound in (self.low, self.best, self.high) if bound is not None]
        if not given:
            raise ValueError("a figure needs `low`, `best` or `high`")
        if given != sorted(given):
            raise ValueError("`low` is not above `best`, and `best` is not above `high`")
