"""Plain YAML: composing the parser's events into dicts, lists and text, with their places in the file.

PyYAML's own composer is not used. It recurses (a hundred thousand nested brackets kill the process in the C
loader), expands aliases, keeps the last of two equal keys, and turns `NO`, `1:30` and `2020-11-31` into
something that the curator did not write. Here every scalar stays text. What we do not allow is refused while
the events are read, before it can fill the memory.
"""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from karabakh_events.passages import position

MAX_DEPTH = 32
"""The greatest depth of containers within containers; a record file has about eight levels."""

# What YAML does not allow in a file. We look for it ourselves, because libyaml gives its place in bytes.
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# One white character is enough to search for: a long run of them would be walked through from each.
_COMMENT = re.compile("[ \t]#")
_COMMENT_BEHIND = re.compile("[ \t]+#")
# The parser in Python accepts an escape that is half a character, which libyaml refuses.
_SURROGATE = re.compile("[\ud800-\udfff]")

Step = str | int
Steps = tuple[Step, ...]
"""The steps from the top of a file to a value: keys of mappings and indexes of lists, from 0."""

# The pure-Python parser is the fallback of a PyYAML built without libyaml; both give the same events.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Marks:
    """The place of a value (1-based line and column) and, if it is a container, of its keys and children."""

    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    children: "dict[Step, Marks]" = field(default_factory=dict)


class MalformedError(Exception):
    """The file cannot be composed beyond this point."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


class Fault(NamedTuple):
    """What is wrong with a file that can still be composed, at a line and column (1-based)."""

    line: int
    column: int
    steps: Steps
    message: str
    hint: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Composed:
    """A file as dicts, lists and text (`tree`), with the places of all values."""

    tree: Any
    marks: Marks
    faults: list[Fault]
    dropped: list[Any]
    """The values under the second of two equal keys, each in a mapping with that key."""
    copied: dict[str, str] = field(default_factory=dict)
    """For what is written out of another record (see `sharing`): from the steps to a copy to those to what it
    is a copy of, both spelled."""


@dataclass(slots=True)
class _Open:
    """A container whose end has not been read yet."""

    value: Any
    marks: Marks
    steps: Steps
    key: str | None = None
    """In a mapping: the key whose value comes next."""
    repeated: bool = False
    """Whether that key is the second of two equal ones."""


def compose(raw: str) -> Composed:
    """Compose the parser's events, without recursion.

    Raises MalformedError for what YAML does not allow and for what we do not allow: aliases, anchors, tags,
    several documents, nesting deeper than MAX_DEPTH. Two equal keys are only a fault; the first is kept.
    """
    if unprintable := _UNPRINTABLE.search(raw):
        place = position(raw, unprintable.start())
        raise MalformedError(*place, f"control character U+{ord(unprintable[0]):04X}", "remove it")
    try:
        return _composed(raw, LOADER)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error.problem) and LOADER is not yaml.BaseLoader:
            # libyaml reads ahead. Since 0.2.6 it stops at its own limit before it reports our level 33.
            with suppress(yaml.MarkedYAMLError):
                return _composed(raw, yaml.BaseLoader)
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        advice = "a value with `: ` or ` #` in it needs quotation marks"
        raise MalformedError(line, column, f"not YAML: {said}", advice) from None


def _composed(raw: str, loader: Any) -> Composed:
    """`compose` with one of PyYAML's parsers. The parser's own errors (MarkedYAMLError) pass through."""
    top = _Open([], Marks(1, 1), ())  # as if the file were the only entry of a list; no message shows this
    stack = [top]
    faults: list[Fault] = []
    dropped: list[Any] = []
    documents = 0
    commented = _COMMENT.search(raw) is not None
    event: Any
    for event in yaml.parse(raw, Loader=loader):
        line, column = event.start_mark.line + 1, event.start_mark.column + 1
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                advice = "one file, one document: remove `---`"
                raise MalformedError(line, column, "a second YAML document", advice)
        elif isinstance(event, yaml.NodeEvent):
            if refusal := _refusal(event):
                raise MalformedError(line, column, *refusal)
            around = stack[-1]
            if isinstance(around.value, dict) and around.key is None:
                around.key = _key(event, line, column)
                around.repeated = around.key in around.marks.keys
                if around.repeated:
                    said = f"the key {short(around.key)} stands twice"
                    first = f"first in line {around.marks.keys[around.key][0]}"
                    faults.append(Fault(line, column, (*around.steps[1:], around.key), said, first))
                else:
                    around.marks.keys[around.key] = (line, column)
                continue
            if commented and (cut := _cut(raw, event, around)):
                faults.append(cut)
            opened = _placed(event, Marks(line, column), around, dropped)
            if opened is not None:
                if len(stack) > MAX_DEPTH:
                    raise MalformedError(line, column, f"nested deeper than {MAX_DEPTH} levels")
                stack.append(opened)
    if not top.value:
        raise MalformedError(1, 1, "the file is empty", "see the codebook for what a record file holds")
    return Composed(top.value[0], top.marks.children[0], faults, dropped)


def _refusal(node: Any) -> tuple[str, str] | None:
    """Why a scalar, an alias or the start of a container is not allowed, and what to do; None if it is."""
    if isinstance(node, yaml.AliasEvent):
        return "aliases (*name) are not allowed", "write the value out"
    if node.anchor is not None:
        return "anchors (&name) are not allowed", "write the value out"
    if node.tag is not None:
        return f"tags ({short(node.tag)}) are not allowed", "write plain text"
    if isinstance(node, yaml.ScalarEvent) and _SURROGATE.search(node.value):
        return "an escape (\\uD800 to \\uDFFF) that is not a character", ""
    return None


def _cut(raw: str, node: Any, around: _Open) -> Fault | None:
    """The fault of a value without quotation marks that has a comment behind it on its line."""
    if not isinstance(node, yaml.ScalarEvent) or node.style or not node.value:
        return None
    end: Any = node.end_mark
    comment = _COMMENT_BEHIND.match(raw, end.index)
    if comment is None:
        return None
    line, column = end.line + 1, end.column + len(comment[0])
    message = f"the value ends at {short(node.value[-30:])}, because what follows is a comment to YAML"
    hint = "put the whole value in quotation marks, or the comment on a line of its own"
    return Fault(line, column, (*around.steps[1:], _step(around)), message, hint, warning=True)


def _key(node: Any, line: int, column: int) -> str:
    if not isinstance(node, yaml.ScalarEvent):
        raise MalformedError(line, column, "a key must be a word")
    if node.value == "<<" and not node.style:
        raise MalformedError(line, column, "merge keys (<<) are not allowed", "write the values out")
    key: str = node.value
    return key


def _placed(node: Any, marks: Marks, around: _Open, dropped: list[Any]) -> _Open | None:
    """Put a value in its place. Returns the open container if the value is one."""
    scalar = isinstance(node, yaml.ScalarEvent)
    value: Any = node.value if scalar else [] if isinstance(node, yaml.SequenceStartEvent) else {}
    step = _step(around)
    if around.repeated:
        dropped.append({step: value})
    else:
        around.marks.children[step] = marks
        if isinstance(around.value, list):
            around.value.append(value)
        else:
            around.value[step] = value
    around.key, around.repeated = None, False
    return None if scalar else _Open(value, marks, (*around.steps, step))


def _step(around: _Open) -> Step:
    """The step from an open container to the value that comes next."""
    return len(around.value) if around.key is None else around.key


def place_of(marks: Marks, steps: Sequence[Step], *, key: bool = False) -> tuple[int, int]:
    """Line and column of the value at `steps` (with `key`: of its key), or of the nearest container."""
    for number, step in enumerate(steps, 1):
        if key and number == len(steps) and isinstance(step, str) and step in marks.keys:
            return marks.keys[step]
        if step not in marks.children:
            # For a missing key this is the place of its mapping, for a missing index that of its list.
            break
        marks = marks.children[step]
    return marks.line, marks.column


def spell(steps: Sequence[Step]) -> str:
    """The steps to a value as messages write them: `statements[3].date.edtf`."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def short(value: object) -> str:
    """A value, quoted for a message and shortened."""
    text = str(value)
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
