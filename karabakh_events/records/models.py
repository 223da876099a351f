"""The typed models of the record files: what a curator may write, and the JSON Schema of it.

Every file has the same form (`RecordFile`). A file with `document` describes one document and the records
from it. A file without `document` is shared (actors, places, agreements). Curators are free to choose the
file for a record.

Every scalar arrives as text (see `composing`), so that `NO` is Norway, `2020-11` a month and `1e3` a word.
The models give each value its type. The extractor checks what a model cannot know: whether the actor exists,
whether the passage is in the text.
"""

from collections.abc import Sequence
from typing import Annotated, Any, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
)

from karabakh_events.records.fields import (
    ActorId,
    AgreementId,
    Country,
    EventId,
    Id,
    Latitude,
    Line,
    Longitude,
    MentionedId,
    Number,
    PlaceId,
    Prose,
    ProvisionId,
    SubjectId,
    TopicId,
)
from karabakh_events.records.parts import (
    Cited,
    Claim,
    Date,
    Figure,
    Identifiers,
    Model,
    Passage,
    Passages,
    PublishedBy,
    ReadAt,
    Section,
    Unrecorded,
    across,
    listed_in,
)
from karabakh_events.vocabulary import (
    ActorKind,
    AgreementRelation,
    AgreementRole,
    AgreementStage,
    AgreementStatus,
    AgreementType,
    EventMode,
    EventRole,
    EventStatus,
    EventType,
    Manner,
    PlacePrecision,
    SpeechAct,
    Verdict,
)


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
    outlet: PublishedBy | None = None
    """The actor who published it. An identifier alone means that the text says so."""
    url: ReadAt | None = None
    """The address. Written alone, it stands in the text."""
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """BCP 47."""
    published: Date | None = None
    sections: Annotated[list[Section], Field(min_length=1)]
    """In the order of the text; together they are the whole of it."""
    unrecorded: list[Unrecorded] = []
    """Sentences of the body, or stretches of them, that were read and hold nothing to record."""
    claims: list[Claim] = []
    """Other readings of `published` and `outlet`."""


class Actor(Model):
    """Who acts or speaks."""

    id: Id
    name: Line
    """The usual name in English."""
    kind: ActorKind
    country: Country | None = None
    """ISO 3166-1 alpha-3."""
    identifiers: Annotated[Identifiers, AfterValidator(listed_in("wikidata", "ucdp"))] = {}
    """Its identifiers in outside lists."""
    part_of: ActorId | None = None
    """The actor of which it is a part: a ministry of its state. A person belongs through a role instead."""
    members: list[ActorId] = []
    """Of a group: who is in it, by name."""
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
    identifiers: Annotated[Identifiers, AfterValidator(listed_in("wikidata", "geonames"))] = {}
    part_of: PlaceId | None = None
    """The place in which it lies. A place without a country lies in no place that has one."""
    aliases: list[Line] = []

    @across
    def _referenced(self) -> None:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("a latitude needs a longitude, and the other way round")
        if self.latitude is not None and self.reference is None:
            raise ValueError("coordinates need a `reference`")


class Topic(Model):
    """What statements and provisions are about. Every record has topics of its own."""

    id: Id
    meaning: Line
    """What is said under it, and what is not."""


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
    passages: Passages
    claims: list[Claim] = []
    note: Prose | None = None


class ProvisionClaim(Model):
    """What a statement says, or an event shows, about whether a provision is kept."""

    provision: ProvisionId
    verdict: Verdict


class AgreementClaim(Model):
    """What a statement says, or an event shows, about whether an agreement as a whole is kept."""

    agreement: AgreementId
    verdict: Verdict


class Provision(Model):
    """One obligation of an agreement, as a document states it."""

    id: Id
    number: Number | None = None
    """Its number in the agreement, where a document gives it."""
    topic: TopicId
    obligor: ActorId | None = None
    """The actor whom it binds; left out where it binds all parties alike."""
    summary: Prose
    deadline: Date | None = None
    passages: Passages
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
    identifiers: Annotated[Identifiers, AfterValidator(listed_in("wikidata", "pax"))] = {}
    type: AgreementType
    stage: AgreementStage
    status: AgreementStatus
    signed: Date | None = None
    effective: Date | None = None
    place: PlaceId | None = None
    actors: dict[AgreementRole, list[PartyTo]] = {}
    provisions: list[Provision] = []
    passages: Passages
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
    identifiers: Annotated[Identifiers, AfterValidator(listed_in("wikidata", "ucdp"))] = {}
    outcome_of: EventId | None = None
    """The planned or proposed event of which this one shows what became of it."""
    actors: dict[EventRole, list[ActorId]] = {}
    agreements: dict[AgreementRelation, list[AgreementId]] = {}
    provisions: list[ProvisionClaim] = []
    """The provisions that it shows to be kept or not."""
    verdicts: list[AgreementClaim] = []
    """The agreements that it shows, as a whole, to be kept or not."""
    figures: list[Figure] = []
    """How many were killed, wounded, displaced …"""
    passages: Passages
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
    """The very words, without quotation marks, inside `passages`; a list if the quotation is interrupted.
    Left out: all that stands between quotation marks in the passages that support the whole."""
    translation: Prose | None = None
    """Your own translation of `quote` into English, if it is in another language."""
    summary: Prose
    """The curator's words."""
    date: Date | None = None
    """When it was said; by default the date of `event`."""
    event: EventId | None = None
    """The occasion."""
    about: list[SubjectId] = []
    """The actors, agreements and events that it is about."""
    topics: Annotated[list[TopicId], Field(min_length=1)]
    provisions: list[ProvisionClaim] = []
    """The provisions of which it says whether they are kept."""
    verdicts: list[AgreementClaim] = []
    """The agreements of which it says whether they are kept as a whole."""
    figures: list[Figure] = []
    """How many were killed, wounded, displaced …, if no event on record has the figure."""
    passages: Passages
    """All that a reader needs to verify the record: the words, and who is said to have said them."""
    claims: list[Claim] = []
    note: Prose | None = None

    @across
    def _quoted(self) -> None:
        if self.manner is Manner.INDIRECT and self.quote:
            raise ValueError("an indirect statement has no `quote`: make it direct or mixed")
        if self.manner is Manner.INDIRECT:
            _check_translated(self.translation, self.quote)


class Mention(Model):
    """What this document adds to a record that stands elsewhere."""

    record: MentionedId
    quote: list[Cited] = []
    """The very words of a statement as this document has them, inside `passages`; as in a statement."""
    translation: Prose | None = None
    """Your own translation of `quote` into English, if it is in another language."""
    passages: Passages
    claims: list[Claim] = []
    """Its own values for fields that it states differently."""
    figures: list[Figure] = []
    """Its own figures, if the record is an event or a statement."""

    @across
    def _quoted(self) -> None:
        _check_translated(self.translation, self.quote)


def _check_translated(translation: str | None, quote: Sequence[Passage]) -> None:
    if translation is not None and not quote:
        raise ValueError("a `translation` is of a `quote`, and there is none")


class RecordFile(Model):
    """A file of records."""

    document: Document | None = None
    actors: list[Actor] = []
    places: list[Place] = []
    topics: list[Topic] = []
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
        model = inner_model(annotation)
    if keyed or not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ()
    return tuple(model.model_fields)


def inner_model(annotation: Any) -> Any:
    """The model in an annotation, such as Event in `list[Event]`; None if there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = inner_model(argument)
        if found is not None:
            return found
    return None
