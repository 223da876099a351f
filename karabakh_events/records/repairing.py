"""Stand-ins for what is wrong in a record file, so that one fault hides no other.

A record with a fault of form (an unknown key, a word outside its list, a value that is missing or of the
wrong kind) is still held against the texts and the other records. For that its models must be complete. So
every faulty value gets a stand-in, on which no rule can fail for a reason of its own: text that stands in no
document, the identifier of no record, a date that contradicts none. What the checks then say about a stand-in
would only echo the fault, so it is not reported (see `SourceFile.echoes`). A file with a fault is never
loaded.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, get_args, get_origin
from zlib import crc32

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from karabakh_events.names import fold, nearest
from karabakh_events.records.composing import Steps
from karabakh_events.records.models import Agreement, Event, RecordFile, Statement, field_names
from karabakh_events.records.parts import REPAIRED, Address, Claim, Date, Outlet
from karabakh_events.vocabulary import DATE_FIELDS, AgreementStatus, Basis, ClaimField, EventStatus, Manner

NOTHING = "\0"
"""Text that stands in no document, because a text with NUL is refused."""

_ANY_TIME = "../9999-12-31"
# For a text with a form of its own, the first of these that has it.
_STAND_INS = (NOTHING, "no-record", _ANY_TIME, "AAA", "Q1", "0" * 64, "https://unknown.invalid/", "en", "0")

_KEY = ("[key]",)
"""Pydantic's sign for the key itself, behind the steps to a value."""

# Each round can bring to light what pydantic checks only if the fields are right. The models are nested five
# deep. What is left then is replaced as a whole.
_ROUNDS = 8


@dataclass(slots=True)
class Repaired:
    """The models of a file in which every fault of form has a stand-in."""

    records: RecordFile
    errors: list[ErrorDetails]
    """The faults, at their steps in the file."""
    faulty: set[Steps]
    """Where the file has something else than the models: the steps in the file."""
    moved: dict[Steps, Steps]
    """For a misspelled key: from the steps with the key that is probably meant to the steps in the file."""
    spoiled: set[str]
    """Identifiers that the file would declare, were it right."""


def original(steps: Steps, moved: Mapping[Steps, Steps]) -> Steps:
    """The steps in the file to a value of the models."""
    for length in range(len(steps), 0, -1) if moved else ():
        if steps[:length] in moved:
            return (*moved[steps[:length]], *steps[length:])
    return steps


_OPTIONAL = (Outlet, Address)
"""What a document may lack, and what is left out whole if a part of it is faulty."""


def repair(tree: dict[str, Any], name: str, known: Iterable[Steps] = ()) -> Repaired:
    """The models of the tree of the file `name`, and its faults of form. The tree is changed.

    `known` are the steps to values whose fault is reported already.
    """
    try:
        return Repaired(RecordFile.model_validate(tree), [], set(known), {}, set())
    except ValidationError as invalid:
        work = _Repair(tree, name, set(known))
        for _ in range(_ROUNDS):
            if not work.mend_all(invalid):
                break
            try:
                RecordFile.model_validate(tree)
                break
            except ValidationError as left:
                invalid = left
        return Repaired(work.models(), work.errors, work.faulty, work.moved, work.spoiled)


def identifiers(tree: Any) -> set[str]:
    """The identifiers in a tree; for a misspelled one (Sergey Lavrov), also the one probably meant."""
    found: set[str] = set()
    stack = [tree]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                found.update((value["id"], "-".join(fold(value["id"]).split())))
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return found


@dataclass(slots=True)
class _Repair:
    tree: dict[str, Any]
    name: str
    faulty: set[Steps]
    moved: dict[Steps, Steps] = field(default_factory=dict)
    spoiled: set[str] = field(default_factory=set)
    errors: list[ErrorDetails] = field(default_factory=list)
    guessed: set[Steps] = field(default_factory=set)
    """Where a value stands under the key that is probably meant."""
    met: set[tuple[str, Steps, str]] = field(default_factory=set)
    mended: set[Steps] = field(default_factory=set)
    """Where this round of mending has changed the tree."""

    def mend_all(self, invalid: ValidationError) -> bool:
        """Report and mend the errors of one validation. Returns whether anything was mended.

        What is in a mended value is looked at again in the next round.
        """
        errors = invalid.errors(include_url=False)
        # Unknown keys first: a key that is missing may be the one that is misspelled.
        errors.sort(key=lambda error: error["type"] != "extra_forbidden" and error["loc"][-1:] != _KEY)
        self.mended.clear()
        for error in errors:
            steps = error["loc"]
            if _within(steps, self.mended):
                continue
            if steps in self.guessed:
                # The value does not suit the key that it was put under, so perhaps the guess is wrong.
                self.guessed.discard(steps)
                self._stand_in(steps)
                continue
            at = original(steps, self.moved)
            key = error["type"], at, error["msg"]
            if key not in self.met and not _within(at, self.faulty):
                self.errors.append({**error, "loc": at})
            self.met.add(key)
            self._mend(error)
        return bool(self.mended)

    def models(self) -> RecordFile:
        """The models of the mended tree. They need not keep the rules over several fields of a record."""
        for depth in (None, 2, 1):
            try:
                return RecordFile.model_validate(self.tree, context=REPAIRED)
            except ValidationError as invalid:
                self.mended.clear()
                for error in invalid.errors(include_url=False):
                    if not _within(error["loc"], self.mended):
                        self._stand_in(error["loc"][:depth])
        return RecordFile()

    def _mend(self, error: ErrorDetails) -> None:
        steps = error["loc"]
        if error["type"] == "enum" and steps[-1:] == _KEY:
            holder, steps = self._holder(steps[:-1])
            self._rename(holder, steps, words(error))
            return
        holder, steps = self._holder(steps)
        if error["type"] == "extra_forbidden":
            self._rename(holder, steps, field_names(steps[:-1]))
        elif error["type"] == "value_error" and isinstance(_at(holder, steps[-1]), dict):
            # A rule over several fields: none of them needs a stand-in. If a statement with words of its own
            # is said to be indirect, it is not known whether these are a quotation.
            self.faulty.add((*original(steps, self.moved), "quote"))
        else:
            self._stand_in(steps)

    def _holder(self, steps: Steps) -> tuple[Any, Steps]:
        """The container of the value at `steps`, and the steps to the value.

        A passage or a party in its short form is text. Then the steps end there.
        """
        holder: Any = self.tree
        for number, step in enumerate(steps[:-1], 1):
            inner = _at(holder, step)
            if not isinstance(inner, dict | list):
                return holder, steps[:number]
            holder = inner
        return holder, steps

    def _rename(self, holder: dict[str, Any], steps: Steps, known: Iterable[str]) -> None:
        """Put the value under an unknown key where it is probably meant to be, else remove it."""
        *around, old = steps
        close = meant(str(old), tuple(word for word in known if word not in holder))
        value = holder.pop(str(old))
        self.mended.add(steps)
        if close is None:
            self.spoiled |= identifiers(value)
            return
        holder[close] = value
        new = (*around, close)
        self.moved[new] = original(steps, self.moved)
        self.guessed.add(new)
        self.mended.add(new)

    def _stand_in(self, steps: Steps) -> None:
        if _plain(_annotation(steps[:-1])) in _OPTIONAL:
            steps = steps[:-1]  # the rest of it says nothing without this part
        holder, steps = self._holder(steps)
        last = steps[-1]
        self.mended.add(steps)
        self.spoiled |= identifiers({last: _at(holder, last)})
        self.faulty.add(original(steps, self.moved))
        if last == "field":  # what a claim may say depends on the field that it is about
            self.faulty.add(original((*steps[:-1], "value"), self.moved))
        if isinstance(holder, dict) and (_plain(_annotation(steps)) in (Date, *_OPTIONAL) or last == "file"):
            # Without these nothing is missed: no date contradicts none, and a text has a usual name.
            holder.pop(last, None)
            return
        holder[last] = self._value(holder, steps)

    def _value(self, holder: Any, steps: Steps) -> Any:
        """A value for a field on which no rule fails, whatever the other fields of the holder are."""
        annotation = _annotation(steps)
        around, key = _plain(_annotation(steps[:-1])), steps[-1]
        if key == "id":
            return f"without-id-{crc32(repr((self.name, steps)).encode()):08x}"
        if (around, key) == (Statement, "manner"):
            return Manner.MIXED.value if holder.get("quote") else Manner.INDIRECT.value
        if (around, key) == (Statement, "quote"):
            return [NOTHING]
        if (around, key) == (Date, "basis"):
            if "verbatim" in holder:
                return Basis.COMPLETED.value
            holder.setdefault("reason", NOTHING)
            return Basis.INFERRED.value
        if (around, key) == (Claim, "field"):
            return ClaimField.SUMMARY.value
        if (around, key) == (Claim, "value") and holder.get("field") in list(DATE_FIELDS):
            return _ANY_TIME
        if (around, key) == (Claim, "value") and holder.get("field") == ClaimField.STATUS:
            return EventStatus.DENIED.value
        if (around, key) == (Event, "status"):
            return EventStatus.DENIED.value  # so that no time is too late for it
        if (around, key) == (Agreement, "status"):
            return AgreementStatus.PROPOSED.value
        return self._of(annotation, steps)

    def _of(self, annotation: Any, steps: Steps) -> Any:
        kind = _plain(annotation)
        if get_origin(kind) is list:
            return [] if _takes(annotation, []) else [self._of(get_args(kind)[0], (*steps, 0))]
        if get_origin(kind) is dict:
            return {}
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            made: dict[str, Any] = {}
            for key, info in kind.model_fields.items():
                if info.is_required():
                    made[key] = self._value(made, (*steps, key))
            return made
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return next(iter(kind)).value
        return next((text for text in _STAND_INS if _takes(annotation, text)), NOTHING)


@lru_cache(maxsize=100)  # a slip may stand in every record of a file
def meant(word: str, known: tuple[str, ...]) -> str | None:
    """Which of the known words the curator probably meant."""
    return next(iter(nearest(word, known, 1)), None)


def words(error: ErrorDetails) -> list[str]:
    """The words of the closed list that an error of the type `enum` is about."""
    return str(error["ctx"]["expected"]).replace(" or ", ", ").replace("'", "").split(", ")


def _within(steps: Steps, places: Container[Steps]) -> bool:
    return any(steps[:length] in places for length in range(1, len(steps) + 1))


def _at(holder: Any, step: str | int) -> Any:
    if isinstance(holder, list):
        return holder[step] if isinstance(step, int) and step < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None


def _annotation(steps: Steps) -> Any:
    """The type of the value at `steps`."""
    kind: Any = RecordFile
    for step in steps:
        inner = _plain(kind)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            kind = inner.model_fields[str(step)].rebuild_annotation()
        else:
            kind = get_args(inner)[-1]
    return kind


def _plain(annotation: Any) -> Any:
    """A type without its constraints and without None."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
            continue
        arguments = get_args(annotation)
        if NoneType not in arguments:
            return annotation
        annotation = next(each for each in arguments if each is not NoneType)


def _takes(annotation: Any, value: Any) -> bool:
    try:
        _adapter(annotation).validate_python(value)
    except ValidationError:
        return False
    return True


_adapters: dict[str, TypeAdapter[Any]] = {}


def _adapter(annotation: Any) -> TypeAdapter[Any]:
    spelled = repr(annotation)  # constraints cannot be hashed
    if spelled not in _adapters:
        _adapters[spelled] = TypeAdapter(annotation)
    return _adapters[spelled]
