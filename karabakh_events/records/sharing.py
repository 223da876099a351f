"""What several records of a file share is written once: an `as` names the record that has it.

`passages: [{as: ID}]` stands for all passages that support the whole of another record of the same file, and
`date: {as: ID}` for its date. What is written beside the `as` of a date goes before what is written there.

All of it is written out in the tree of the file before the models see it. So nothing else knows of it, and a
file that shares gives the same rows as one that does not. The steps to a value are those of the written-out
tree; its place in the file is that of the `as`.

An `as` that leads to nothing becomes an `Unshared`, which its model reports. A fault of what is shared is
reported once, where it is written.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from karabakh_events.names import fold, nearest
from karabakh_events.records.composing import Composed, Marks, Step, Steps, short, spell
from karabakh_events.records.fields import Unshared
from karabakh_events.records.models import Agreement, RecordFile, inner_model
from karabakh_events.records.parts import Date
from karabakh_events.vocabulary import Supports

MAX_SHARED = 8 * 2**20
"""At most so many characters are written out in a file. Records that each have the passages of two others,
which have those of two others, would fill the memory."""

ECHO = "is as a value of which the fault is reported"
"""The message for an `as` of a faulty value. Nobody sees it: `SourceFile.repeats` leaves it out."""

_PASSAGES = "passages"
_OVERHEAD = 30
"""In characters: what a passage takes beside its words, as it would in a file."""
# Each proposal takes a look at all names, and the reader knows by then what is wrong.
_MAX_PROPOSALS = 20


def write_out(composed: Composed) -> Composed:
    """Write out what the records of a file share, in its tree and its marks. Changes and returns `composed`.

    Takes linear time in the size of what is written out, which is at most `MAX_SHARED`.
    """
    if isinstance(composed.tree, dict):
        _Writer(composed).write_all()
    return composed


def origin(spelled: str, copied: Mapping[str, str]) -> str | None:
    """For the (spelled) steps to a value that is a copy: those to the value that it is a copy of."""
    end = len(spelled)
    while end > 0:
        if spelled[:end] in copied:
            return copied[spelled[:end]] + spelled[end:]
        end = max(spelled.rfind(".", 0, end), spelled.rfind("[", 0, end))
    return None


@dataclass(eq=False, slots=True)
class _Record:
    """A mapping of the file that may share, or be shared from."""

    steps: Steps
    tree: dict[str, Any]
    marks: Marks
    model: type[BaseModel]

    def sharing(self) -> list[str]:
        """The fields with an `as` in them."""
        found = [name for name in _dates(self.model) if _is_as(self.tree.get(name))]
        passages = self.tree.get(_PASSAGES)
        if isinstance(passages, list) and any(map(_is_as, passages)):
            found.append(_PASSAGES)
        return found


@dataclass(eq=False, slots=True)
class _Field:
    """A field of a record."""

    record: _Record
    name: str
    sources: "dict[Step, _Field | Unshared]" = field(default_factory=dict)
    """What each `as` in it stands for, by its index in a list of passages, or by "as" in a date."""
    ahead: list[Step] = field(default_factory=list)
    """The steps to those that have not been followed yet, the next one last."""
    open: bool = False
    done: bool = False

    @property
    def steps(self) -> Steps:
        return (*self.record.steps, self.name)

    @property
    def value(self) -> Any:
        return self.record.tree[self.name]

    @property
    def marks(self) -> Marks:
        return self.record.marks.children[self.name]


class _Writer:
    """The writing out of one file."""

    def __init__(self, composed: Composed) -> None:
        self._composed = composed
        self._records = list(_records(composed.tree, composed.marks))
        self._named: dict[str, _Record] = {}
        for record in self._records:
            name = record.tree.get("id")
            if isinstance(name, str) and "id" in record.model.model_fields:
                self._named.setdefault(name.strip(), record)
        self._fields: dict[Steps, _Field] = {}
        self._anywhere: frozenset[str] | None = None
        self._proposed: dict[str, str] = {}
        self._left = MAX_SHARED

    def write_all(self) -> None:
        for record in self._records:
            for name in record.sharing():
                self._write(self._field(record, name))

    def _field(self, record: _Record, name: str) -> _Field:
        steps = (*record.steps, name)
        if steps not in self._fields:
            made = self._fields[steps] = _Field(record, name)
            if name == _PASSAGES and isinstance(made.value, list):
                made.ahead += (step for step, each in reversed([*enumerate(made.value)]) if _is_as(each))
            elif _is_as(made.value):
                made.ahead.append("as")
        return self._fields[steps]

    def _write(self, first: _Field) -> None:
        """Write a field out, and before it the fields from which it takes.

        Without recursion, because the way may be long.
        """
        way = [] if first.done else [first]
        while way:
            last = way[-1]
            last.open = True
            if not last.ahead:
                self._fill(way.pop())
                last.done = True
                continue
            step = last.ahead.pop()
            written = last.value if step == "as" else last.value[step]
            source = last.sources[step] = self._source(written, last.name)
            if isinstance(source, Unshared) or source.done:
                continue
            if source.open:
                message = f"{written['as']} is, in the end, as this record itself"
                last.sources[step] = Unshared(written, message, "write it out in one of them")
            else:
                way.append(source)

    # --- what an `as` stands for -----------------------------------------------------------------------

    def _source(self, written: dict[str, Any], name: str) -> _Field | Unshared:
        """The field that the `as` in a date, or in an entry of a list of passages, stands for."""
        wanted = written["as"].strip() if isinstance(written["as"], str) else ""
        if not wanted:
            return Unshared(written, "`as` needs the identifier of a record")
        if name == _PASSAGES and len(written) > 1:
            message = "an entry with `as` stands for all that supports the whole, and has no other key"
            return Unshared(written, message, "write the passage out")
        record = self._named.get(wanted)
        if record is None:
            return self._missing(written, wanted)
        kind = str(next(step for step in reversed(record.steps) if isinstance(step, str))).removesuffix("s")
        kind = f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
        if name == _PASSAGES:
            if _PASSAGES not in record.model.model_fields:
                return Unshared(written, f"{wanted} is {kind}, which has no passages")
            found = [_PASSAGES] if isinstance(record.tree.get(_PASSAGES), list) else []
            return self._field(record, *found) if found else Unshared(written, ECHO)
        dates = _dates(record.model)
        if not dates:
            return Unshared(written, f"{wanted} is {kind}, which has no date")
        found = [each for each in ([name] if name in dates else dates) if each in record.tree]
        if len(found) > 1:
            message = f"{wanted} has {len(found)} dates ({', '.join(found)})"
            return Unshared(written, message, "write out the one that you mean")
        if found and isinstance(record.tree[found[0]], dict):
            return self._field(record, found[0])
        # A misspelled key may be that of the date.
        if found or not record.tree.keys() <= record.model.model_fields.keys():
            return Unshared(written, ECHO)
        return Unshared(written, f"{wanted} has no {name if name in dates else ' or '.join(dates)}")

    def _missing(self, written: dict[str, Any], name: str) -> Unshared:
        """The fault of an `as` of what is no record of this file."""
        if self._anywhere is None:
            trees = (self._composed.tree, self._composed.dropped)
            self._anywhere = frozenset(_spellings(trees))
        if name in self._anywhere:
            return Unshared(written, ECHO)
        hint = "`as` names a record of the same file: write it out"
        if any(record.tree.get("record") == name for record in self._records):
            return Unshared(
                written, f"{name} is a record of another file, which this one only mentions", hint
            )
        if name not in self._proposed and len(self._proposed) < _MAX_PROPOSALS:
            close = nearest(name, self._named, 1)
            self._proposed[name] = f"did you mean {close[0]}?" if close else ""
        return Unshared(written, f"no record of this file is {short(name)}", self._proposed.get(name) or hint)

    # --- writing it out --------------------------------------------------------------------------------

    def _fill(self, made: _Field) -> None:
        if not made.sources:
            return
        if made.name == _PASSAGES:
            self._fill_passages(made)
        else:
            self._fill_date(made)

    def _fill_date(self, made: _Field) -> None:
        written, source, marks = made.value, made.sources["as"], made.marks
        own = {key: value for key, value in written.items() if key != "as"}
        at = marks.children.pop("as")
        shared: dict[str, Any] = {}
        if isinstance(source, _Field):
            if isinstance(source.value, Unshared):
                source = Unshared(written, ECHO)
            else:
                shared = {
                    key: each for key, each in source.value.items() if key in _SHARED and key not in own
                }
                source = self._afford(written, shared) or source
        if not own or isinstance(source, Unshared):
            made.record.marks.children[made.name] = marks = Marks(at.line, at.column)
        if isinstance(source, Unshared):
            made.record.tree[made.name] = source
            return
        made.record.tree[made.name] = {**deepcopy(shared), **own}
        marks.children.update((key, Marks(at.line, at.column)) for key in shared)
        inside = [(key,) for key in _SHARED if key not in own] if own else [()]
        self._composed.copied.update(
            (spell((*made.steps, *key)), spell((*source.steps, *key))) for key in inside
        )

    def _fill_passages(self, made: _Field) -> None:
        passages: list[Any] = []
        marks = made.marks
        places: dict[Step, Marks] = {}
        for index, entry in enumerate(made.value):
            source = made.sources.get(index)
            place = marks.children[index]
            if source is None:
                places[len(passages)] = place
                passages.append(entry)
                continue
            at = place.children["as"]
            for step, passage in self._shared(entry, source):
                if isinstance(source, _Field) and step is not None:
                    copy = spell((*made.steps, len(passages)))
                    self._composed.copied[copy] = spell((*source.steps, step))
                places[len(passages)] = Marks(at.line, at.column)
                passages.append(passage)
        made.record.tree[_PASSAGES] = passages
        marks.children = places

    def _shared(self, written: dict[str, Any], source: _Field | Unshared) -> list[tuple[int | None, Any]]:
        """The passages that an `as` stands for, each with its index where it is written."""
        if isinstance(source, Unshared):
            return [(None, source)]
        shared = {index: each for index, each in enumerate(source.value) if _is_whole(each)}
        if not shared:
            return [(None, Unshared(written, f"no passage of {written['as']} supports the whole"))]
        if (dear := self._afford(written, shared)) is not None:
            return [(None, dear)]
        return [(index, deepcopy(each)) for index, each in shared.items()]

    def _afford(self, written: dict[str, Any], shared: Mapping[Any, Any]) -> Unshared | None:
        """The fault if the values are more than may still be written out."""
        if self._left < 0:
            return Unshared(written, ECHO)
        self._left -= sum(_OVERHEAD + _length(value) for value in shared.values())
        if self._left >= 0:
            return None
        return Unshared(
            written, f"with all that is shared, the file is longer than {MAX_SHARED:,} characters"
        )


_SHARED = tuple(Date.model_fields)


@lru_cache
def _dates(model: type[BaseModel]) -> tuple[str, ...]:
    """The fields of a kind of record that are dates."""
    return tuple(name for name, info in model.model_fields.items() if inner_model(info.annotation) is Date)


def _records(tree: dict[str, Any], marks: Marks) -> Iterator[_Record]:
    for key, info in RecordFile.model_fields.items():
        if key in tree:
            yield from _within((key,), tree[key], marks.children[key], inner_model(info.annotation))


def _within(steps: Steps, value: Any, marks: Marks, model: type[BaseModel]) -> Iterator[_Record]:
    if isinstance(value, list):
        for index, each in enumerate(value):
            yield from _within((*steps, index), each, marks.children[index], model)
    elif isinstance(value, dict):
        yield _Record(steps, value, marks, model)
        if model is Agreement and "provisions" in value:
            inner = inner_model(Agreement.model_fields["provisions"].annotation)
            yield from _within(
                (*steps, "provisions"), value["provisions"], marks.children["provisions"], inner
            )


def _is_as(value: Any) -> bool:
    return isinstance(value, dict) and "as" in value


def _is_whole(passage: Any) -> bool:
    return not isinstance(passage, dict) or passage.get("supports", Supports.WHOLE) == Supports.WHOLE


def _length(value: Any) -> int:
    if isinstance(value, str):
        return len(value)
    inner = value.values() if isinstance(value, dict) else value
    return sum(_OVERHEAD + _length(each) for each in inner)


def _spellings(value: Any) -> Iterator[str]:
    """All identifiers that a tree declares, also under keys that are unknown or stand twice; of a misspelled
    one (Sergey Lavrov), also what is probably meant."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield from (value["id"], "-".join(fold(value["id"]).split()))
        value = value.values()
    if not isinstance(value, str):
        for each in value:
            yield from _spellings(each)
