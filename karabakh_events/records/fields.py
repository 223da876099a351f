"""What one value of a record file may be: an identifier, a line, a date, degrees.

Each type turns the text of the file into its value, refuses what is none, and says so in the JSON Schema.
"""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from karabakh_events.dates import parse_edtf
from karabakh_events.records.composing import short

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _identifier(text: str) -> str:
    if not re.fullmatch(ID_PATTERN, text, re.ASCII):
        raise ValueError(
            f"{short(text)} is not an identifier: write lower-case ASCII words and digits joined by hyphens"
        )
    return text


def checked_edtf(text: str) -> str:
    return parse_edtf(text).edtf


_NO_DAY = "0300-03-01"
"""The only day of the years 1 to 9999 that the CHECKs on dates refuse: SQLite 3.40 takes it for
0300-02-29."""


def kept_edtf(text: str) -> str:
    """Like `checked_edtf`, for a date whose bounds go into the database."""
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


def _yes_or_no(text: Any) -> bool:
    # Everything else that means yes to some reader of YAML (on, y, 1) is a slip as likely as a yes.
    if text not in ("true", "false", True, False):
        raise ValueError(f"{short(text)} is neither true nor false")
    return text in ("true", True)


_MOST_PEOPLE = 10_000_000_000


def _people(text: Any) -> int:
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]+", text.strip(), re.ASCII):
        raise ValueError(f"{short(text)} is not a number of people: write digits only, such as 25000")
    if len(text.strip()) > len(str(_MOST_PEOPLE)) or int(text) > _MOST_PEOPLE:
        raise ValueError(f"{short(text)} is not a number of people: there are no more than {_MOST_PEOPLE:,}")
    return int(text)


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
TopicId = Annotated[Id, Reference(("topic",))]
ProvisionId = Annotated[Id, Reference(("provision",))]
SubjectId = Annotated[Id, Reference(("actor", "agreement", "event"))]
MentionedId = Annotated[Id, Reference(("event", "statement", "agreement", "provision", "role", "document"))]
CitingId = Annotated[Id, Reference(("event", "statement", "agreement", "provision", "role"))]
Line = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
Url = Annotated[str, StringConstraints(pattern=r'^https?://[^\s<>"]+$', max_length=2_000)]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
# An editor's YAML reads 2020 as a number, this program reads it as text. So the JSON Schema allows both.
_TEXT_OR_NUMBER = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
Edtf = Annotated[str, AfterValidator(kept_edtf), WithJsonSchema(_TEXT_OR_NUMBER)]

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
Flag = Annotated[bool, BeforeValidator(_yes_or_no), WithJsonSchema({"type": "boolean"})]
People = Annotated[
    int,
    BeforeValidator(_people),
    WithJsonSchema({"type": "integer", "minimum": 0, "maximum": _MOST_PEOPLE}),
]
Number = Annotated[str, StringConstraints(min_length=1, max_length=40), WithJsonSchema(_TEXT_OR_NUMBER)]
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=100), WithJsonSchema(_TEXT_OR_NUMBER)]

UNSHARED = "unshared"
"""The type of the error for an `Unshared`."""


class Unshared(dict[str, Any]):
    """A mapping with an `as` that leads to nothing (see `sharing`), and why.

    It stands in the tree where the other record's value would, and the model there reports it. So it is told
    with the other faults of the record.
    """

    def __init__(self, written: dict[str, Any], message: str, hint: str = "") -> None:
        super().__init__(written)
        self.message, self.hint = message, hint


def refuse_unshared(value: Any) -> Any:
    if isinstance(value, Unshared):
        raise PydanticCustomError(UNSHARED, "{message}", {"message": value.message, "hint": value.hint})
    return value
