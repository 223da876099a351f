"""The typed models of the record files: what a curator may write, and the JSON Schema of it.

Every file has the same form (`RecordFile`). A file with `document` describes one document and the records
from it. A file without `document` is shared (actors, places, agreements). Curators are free to choose the
file for a record.

Every scalar arrives as text (see `composing`), so that `NO` is Norway, `2020-11` a month and `1e3` a word.
The models give each value its type. The extractor checks what a model cannot know: whether the actor exists,
whether the passage is in the text.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from karabakh_events.dates import parse_edtf
from karabakh_events.names import nearest
from karabakh_events.records.composing import short
from karabakh_events.vocabulary import (
    DATE_FIELDS,
    ActorKind,
    AgreementRelation,
    AgreementRole,
    AgreementStage,
    AgreementStatus,
    AgreementType,
    Basis,
    ClaimField,
    EventMode,
    EventRole,
    EventStatus,
    EventType,
    Manner,
    PlacePrecision,
    SectionKind,
    SpeechAct,
    Supports,
    Topic,
    Verdict,
)

REPAIRED = "repaired"
"""The validation context for a record whose faults have stand-ins: the rules over several fields, which were
checked before, are left out."""

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _identifier(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text, re.ASCII):
        raise ValueError(
            f"{short(text)} is not an identifier: write lower-case ASCII words and digits joined by hyphens"
        )
    return text


def _edtf(text: str) -> str:
    return parse_edtf(text).edtf


_NO_DAY = "0300-03-01"
"""The only day of the years 1 to 9999 that the CHECKs on dates refuse: SQLite 3.40 takes it for
0300-02-29."""


def _kept(text: str) -> str:
    """Like `_edtf`, for a date whose bounds go into the database."""
    span = parse_edtf(text)
    if _NO_DAY in (span.earliest, span.latest):
        raise ValueError(
            f"{short(span.edtf)} begins or ends on {_NO_DAY}, which the database cannot keep (SQLite takes "
            "it for 29 February); write an interval that begins earlier or ends later, by a day or more"
        )
    return span.edtf


def _degrees(text: Any) -> float:
    # float() also accepts what nobody writes for degrees: 1_0, nan, infinity, digits of other scripts.
    if not isinstance(text, str) or not re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{1,20})?", text.strip()):
        raise ValueError(f"{short(text)} is not a number of degrees such as 40.3953")
    return float(text)


Id = Annotated[
    str,
    StringConstraints(min_length=1, max_length=160),
    AfterValidator(_identifier),
    WithJsonSchema({"type": "string", "pattern": ID_PATTERN, "maxLength": 160}),
]


@dataclass(frozen=True)
class Reference:
    """Marks an identifier of another record, which is of one of the `kinds`: an editor offers the known ones.

    The extractor checks the references. The mark is in the schema as a comment, until `editing` reads it.
    """

    kinds: tuple[str, ...]

    def __get_pydantic_json_schema__(self, core: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(core), "$comment": " ".join(self.kinds)}


ActorId = Annotated[Id, Reference(("actor",))]
PlaceId = Annotated[Id, Reference(("place",))]
DocumentId = Annotated[Id, Reference(("document",))]
EventId = Annotated[Id, Reference(("event",))]
AgreementId = Annotated[Id, Reference(("agreement",))]
ProvisionId = Annotated[Id, Reference(("provision",))]
SubjectId = Annotated[Id, Reference(("actor", "agreement", "event"))]
MentionedId = Annotated[Id, Reference(("event", "statement", "agreement", "provision", "role"))]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
# An editor's YAML reads 2020 as a number, this program reads it as text. So the JSON Schema allows both.
_TEXT_OR_NUMBER = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
Edtf = Annotated[str, AfterValidator(_kept), WithJsonSchema(_TEXT_OR_NUMBER)]

Latitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-90, le=90),
    WithJsonSchema({"type": "number", "minimum": -90, "maximum": 90}),
]
Longitude = Annotated[
    float,
    BeforeValidator(_degrees),
    Field(ge=-180, le=180),
    WithJsonSchema({"type": "number", "minimum": -180, "maximum": 180}),
]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40), WithJsonSchema(_TEXT_OR_NUMBER)]


class Model(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        str_strip_whitespace=True,
        defer_build=True,
        use_attribute_docstrings=True,
        allow_inf_nan=False,
    )


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


def _passage(value: Any) -> Any:
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

    @model_validator(mode="after")
    def _founded(self, info: ValidationInfo) -> "Date":
        if info.context == REPAIRED:
            return self
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
        return self


class Claim(Model):
    """A reading of one field that differs from the record's own; both are kept side by side."""

    field: ClaimField
    value: Prose
    """The other reading: EDTF for dates, a place id, an event status, else words."""
    passage: Cited | None = None
    """Where a document says so."""
    basis: Basis | None = None
    reason: Prose | None = None
    """Why the reading is kept though the record has another."""
    reference: Prose | None = None
    """Where an outside reading can be looked up."""

    @model_validator(mode="after")
    def _sourced(self, info: ValidationInfo) -> "Claim":
        if info.context == REPAIRED:
            return self
        if self.passage is None and self.reference is None:
            raise ValueError(
                "a claim needs a `passage` of a document, or a `reference` to where else it is said"
            )
        if self.passage is None and self.reason is None:
            raise ValueError("a claim from outside the documents needs a `reason`")
        return self

    @field_validator("value")
    @classmethod
    def _readable(cls, value: str, info: ValidationInfo) -> str:
        field = info.data.get("field")
        if field in DATE_FIELDS:
            return _edtf(value)
        if field is ClaimField.STATUS and value not in list(EventStatus):
            raise ValueError(f"{short(value)} is not one of: {', '.join(EventStatus)}")
        return value


class Section(Model):
    """A stretch of the page, from its first words to the next section's."""

    kind: SectionKind
    starts: Cited | None = None
    """The first words, verbatim; left out for the first section, which starts where the text does."""


class Unrecorded(Passage):
    """A passage that was read and holds nothing to record."""

    reason: Prose
    """Why not."""


class Document(Model):
    """A document: its text lies beside the record file, whole and unedited."""

    id: Id
    file: Line | None = None
    """The text's file name, in the same folder; by default the record file's own name with .txt."""
    origin: Line | None = None
    """The file name under which the text was received."""
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """The SHA-256 of the text's bytes."""
    title: Line
    outlet: ActorId | None = None
    """The actor who published it; left out when the text does not say."""
    url: Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$', max_length=2_000)] | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """BCP 47."""
    published: Date | None = None
    sections: Annotated[list[Section], Field(min_length=1)]
    """In the order of the text; together they are the whole of it."""
    unrecorded: list[Unrecorded] = []
    """Sentences of the body, or stretches of them, that were read and hold nothing to record."""


class Actor(Model):
    """Who acts or speaks."""

    id: Id
    name: Line
    """The usual name in English."""
    kind: ActorKind
    country: Country | None = None
    """ISO 3166-1 alpha-3."""
    wikidata: Annotated[str, StringConstraints(pattern=r"^Q[1-9][0-9]*$")] | None = None
    aliases: list[Line] = []
    """Other spellings and names, the documents' misspellings too."""


class Place(Model):
    """Where."""

    id: Id
    name: Line
    country: Country | None = None
    """ISO 3166-1 alpha-3; left out where it is itself in dispute and the texts do not say."""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    precision: PlacePrecision | None = None
    reference: Line | None = None
    """Where the coordinates are from; mandatory with them."""
    aliases: list[Line] = []

    @model_validator(mode="after")
    def _referenced(self, info: ValidationInfo) -> "Place":
        if info.context == REPAIRED:
            return self
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a latitude needs a longitude, and the other way round")
        if self.latitude is not None and self.reference is None:
            raise ValueError("coordinates need a `reference`")
        return self


class Role(Model):
    """An office that a document gives a person."""

    id: Id
    actor: ActorId
    title: Line
    """As the document has it: Foreign Minister, Co-Chair …"""
    body: ActorId | None = None
    """The actor to whom the office belongs: a state, ministry, organisation."""
    held: Date | None = None
    """The term of office, where a document gives it."""
    passages: Annotated[list[Cited], Field(min_length=1)]
    claims: list[Claim] = []
    note: Prose | None = None


class ProvisionClaim(Model):
    """What a statement says, or an event shows, about whether a provision is kept."""

    provision: ProvisionId
    verdict: Verdict


class Provision(Model):
    """One obligation of an agreement, as a document states it."""

    id: Id
    number: Number | None = None
    """Its number in the agreement, where a document gives it."""
    topic: Topic
    obligor: ActorId | None = None
    """The actor whom it binds; left out where it binds all parties alike."""
    summary: Prose
    deadline: Date | None = None
    passages: Annotated[list[Cited], Field(min_length=1)]
    claims: list[Claim] = []
    note: Prose | None = None


class AgreementActor(Model):
    """An actor's part in an agreement."""

    actor: ActorId
    behalf_of: ActorId | None = None
    """For whom a signatory signed."""


def _agreement_actor(value: Any) -> Any:
    return {"actor": value} if isinstance(value, str) else value


PartyTo = Annotated[
    AgreementActor, BeforeValidator(_agreement_actor, json_schema_input_type=str | AgreementActor)
]


class Agreement(Model):
    """An agreement, joint statement or understanding that a document names."""

    id: Id
    title: Line
    aliases: list[Line] = []
    """What the documents call it."""
    type: AgreementType
    stage: AgreementStage
    status: AgreementStatus
    signed: Date | None = None
    effective: Date | None = None
    place: PlaceId | None = None
    actors: dict[AgreementRole, list[PartyTo]] = {}
    provisions: list[Provision] = []
    passages: Annotated[list[Cited], Field(min_length=1)]
    claims: list[Claim] = []
    note: Prose | None = None


class Event(Model):
    """Something that happened, is planned, proposed, alleged or denied; one record, whoever reports it."""

    id: Id
    type: EventType
    mode: EventMode
    title: Line
    summary: Prose | None = None
    date: Date | None = None
    status: EventStatus
    place: PlaceId | None = None
    part_of: EventId | None = None
    """The wider event."""
    actors: dict[EventRole, list[ActorId]] = {}
    agreements: dict[AgreementRelation, list[AgreementId]] = {}
    provisions: list[ProvisionClaim] = []
    passages: Annotated[list[Cited], Field(min_length=1)]
    claims: list[Claim] = []
    note: Prose | None = None


class Statement(Model):
    """What somebody said, in a document."""

    id: Id
    speakers: Annotated[list[ActorId], Field(min_length=1)]
    addressees: list[ActorId] = []
    via: list[ActorId] = []
    """Who carried the words, from the speaker on; the document's outlet is added as the last."""
    manner: Manner
    act: SpeechAct
    quote: list[Cited] = []
    """The very words, without quotation marks, inside `passages`; a list if the quotation is interrupted."""
    summary: Prose
    """The curator's words."""
    date: Date | None = None
    """When it was said; by default the date of `event`."""
    event: EventId | None = None
    """The occasion."""
    about: list[SubjectId] = []
    """The actors, agreements and events that it is about."""
    topics: Annotated[list[Topic], Field(min_length=1)]
    provisions: list[ProvisionClaim] = []
    passages: Annotated[list[Cited], Field(min_length=1)]
    """All that a reader needs to verify the record: the words, and who is said to have said them."""
    claims: list[Claim] = []
    note: Prose | None = None

    @model_validator(mode="after")
    def _quoted(self, info: ValidationInfo) -> "Statement":
        if info.context == REPAIRED:
            return self
        if self.manner is Manner.INDIRECT and self.quote:
            raise ValueError("an indirect statement has no `quote`: make it direct or mixed")
        if self.manner is not Manner.INDIRECT and not self.quote:
            raise ValueError(
                f"a {self.manner} statement needs its `quote`, the words between the quotation marks"
            )
        return self


class Mention(Model):
    """What this document adds to a record that stands elsewhere."""

    record: MentionedId
    passages: Annotated[list[Cited], Field(min_length=1)]
    claims: list[Claim] = []
    """Its own values for fields that it states differently."""


class RecordFile(Model):
    """A file of records."""

    document: Document | None = None
    actors: list[Actor] = []
    places: list[Place] = []
    agreements: list[Agreement] = []
    roles: list[Role] = []
    events: list[Event] = []
    statements: list[Statement] = []
    mentions: list[Mention] = []


def field_names(path: Sequence[str | int]) -> tuple[str, ...]:
    """The keys that may stand at `path`, for did-you-mean; empty where the path leads nowhere."""
    model: Any = RecordFile
    keyed = False
    for step in path:
        if isinstance(step, int):
            continue
        if keyed:  # the step is a key of our own lists (party, signatory), not a field
            keyed = False
            continue
        if not (isinstance(model, type) and issubclass(model, BaseModel)) or step not in model.model_fields:
            return ()
        annotation = model.model_fields[step].annotation
        keyed = get_origin(annotation) is dict
        model = _inner_model(annotation)
    if keyed or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ()
    return tuple(model.model_fields)


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found is not None:
            return found
    return None
