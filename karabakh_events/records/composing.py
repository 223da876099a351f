"""YAML read plainly: the stream of parser events composed into dicts, lists and text, with their places.

PyYAML's own composer is not used: it recurses (a hundred thousand nested brackets kill the process in the
C loader), expands aliases, keeps the last of two equal keys, and turns `NO`, `1:30` and `2020-11-31` into
something the curator did not write. Here every scalar stays text, and what we do not allow is refused on
the stream, before anything grows.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_DEPTH = 32

# What YAML does not allow in a file. Looked for here, because libyaml tells the place in bytes.
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The parser in Python takes an escape for half a character, which libyaml refuses.
_SURROGATE = re.compile("[\ud800-\udfff]")

Step = str | int
Path = tuple[Step, ...]

# The pure-Python parser is the fallback of a PyYAML built without libyaml; both give the same events.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Marks:
    """Where a value stands (1-based line and column), and its keys and children if it is a container."""

    line: int
    column: int
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    children: "dict[Step, Marks]" = field(default_factory=dict)


class MalformedError(Exception):
    """The file cannot be composed beyond this point."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


Fault = tuple[int, int, Path, str, str]
"""Line, column, path, message, hint."""


@dataclass(frozen=True, slots=True)
class Composed:
    """A file as dicts, lists and text (`tree`), with the places of all of it."""

    tree: Any
    marks: Marks
    faults: list[Fault]
    dropped: list[Any]
    """What stood under the second of two equal keys, each in a mapping of that key."""


def compose(raw: str) -> Composed:
    """Compose the event stream iteratively.

    Raises MalformedError for what YAML does not allow and for what we do not: aliases, anchors, tags, several
    documents, nesting deeper than MAX_DEPTH. Two equal keys are a fault of their own; the first is kept.
    """
    unprintable = _UNPRINTABLE.search(raw)
    if unprintable:
        at = unprintable.start()
        line, column = raw.count("\n", 0, at) + 1, at - raw.rfind("\n", 0, at)
        raise MalformedError(line, column, f"control character U+{ord(unprintable[0]):04X}", "remove it")
    root: list[Any] = []
    top = Marks(1, 1)
    faults: list[Fault] = []
    dropped: list[Any] = []
    # One frame a container that is open: its value, its marks, its path; and in a mapping the key that
    # waits for its value, with whether it is to be kept (the second of two equal keys is not).
    stack: list[tuple[Any, Marks, Path]] = [(root, top, ())]
    waiting: list[tuple[str, bool] | None] = [None]
    documents = 0
    try:
        event: Any
        for event in yaml.parse(raw, Loader=_Loader):
            mark = event.start_mark
            line, column = mark.line + 1, mark.column + 1
            if isinstance(event, yaml.CollectionEndEvent):
                stack.pop()
                waiting.pop()
                continue
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise MalformedError(
                        line, column, "a second YAML document", "one file, one document: remove `---`"
                    )
                continue
            if isinstance(event, yaml.AliasEvent):
                raise MalformedError(line, column, "aliases (*name) are not allowed", "write the value out")
            if not isinstance(event, yaml.NodeEvent):
                continue
            node: Any = event
            if node.anchor is not None:
                raise MalformedError(line, column, "anchors (&name) are not allowed", "write the value out")
            if node.tag is not None:
                said = f"tags ({short(node.tag)}) are not allowed"
                raise MalformedError(line, column, said, "write plain text")
            if isinstance(event, yaml.ScalarEvent) and _SURROGATE.search(event.value):
                raise MalformedError(line, column, "an escape (\\uD800 to \\uDFFF) that is no character")
            container, marks, path = stack[-1]
            if isinstance(container, dict) and waiting[-1] is None:
                if not isinstance(event, yaml.ScalarEvent):
                    raise MalformedError(line, column, "a key must be a word")
                key = event.value
                if key == "<<" and not event.style:
                    raise MalformedError(
                        line, column, "merge keys (<<) are not allowed", "write the values out"
                    )
                new = key not in marks.keys
                if not new:
                    first = marks.keys[key][0]
                    faults.append(
                        (
                            line,
                            column,
                            (*path, key),
                            f"the key {short(key)} stands twice",
                            f"first in line {first}",
                        )
                    )
                marks.keys.setdefault(key, (line, column))
                waiting[-1] = (key, new)
                continue
            step: Step = len(container)
            kept = True
            if waiting[-1] is not None:
                step, kept = waiting[-1]
                waiting[-1] = None
            value: Any
            if isinstance(event, yaml.ScalarEvent):
                value = event.value
            elif isinstance(event, yaml.SequenceStartEvent):
                value = []
            else:
                value = {}
            place = Marks(line, column)
            if kept:
                marks.children[step] = place
                if isinstance(container, list):
                    container.append(value)
                else:
                    container[step] = value
            else:
                dropped.append({step: value})
            if not isinstance(event, yaml.ScalarEvent):
                if len(stack) > MAX_DEPTH:
                    raise MalformedError(line, column, f"nested deeper than {MAX_DEPTH} levels")
                stack.append((value, place, path if container is root else (*path, step)))
                waiting.append(None)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise MalformedError(
            line, column, f"not YAML: {said}", "a value with `: ` or ` #` in it needs quotation marks"
        ) from None
    if not root:
        raise MalformedError(1, 1, "the file is empty", "see the codebook for what a record file holds")
    return Composed(root[0], top.children[0], faults, dropped)


def place_of(marks: Marks, path: Sequence[Step], *, key: bool = False) -> tuple[int, int]:
    for position, step in enumerate(path):
        if key and position == len(path) - 1 and isinstance(step, str) and step in marks.keys:
            return marks.keys[step]
        if step not in marks.children:
            # A key that is missing is missed at its mapping; the index of nothing at its list.
            break
        marks = marks.children[step]
    return marks.line, marks.column


def spell(path: Sequence[Step]) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def short(value: object) -> str:
    """A value as a message quotes it."""
    text = str(value)
    return repr(text if len(text) <= 80 else f"{text[:79]}…")
