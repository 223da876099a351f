"""Reading record files and documents from disk, with the place of every fault.

A record file may be hostile. So its size is checked before it is read, and its bytes before they are parsed.
Its structure is checked on the parser's events, before anything is composed (see `composing`).

The places of values are needed only for a problem. Then the file is composed again: to keep the places for a
corpus of fifty thousand records would take more memory than the records.
"""

import hashlib
import re
import stat
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from pydantic_core import ErrorDetails

from karabakh_events.characters import suspicious
from karabakh_events.errors import KeventsError, Problem
from karabakh_events.passages import Text, position
from karabakh_events.records.composing import (
    Composed,
    MalformedError,
    Marks,
    Step,
    Steps,
    compose,
    place_of,
    short,
    spell,
)
from karabakh_events.records.fields import UNSHARED
from karabakh_events.records.finding import (
    SUFFIXES,
    find_record_files,
    in_folder,
    unread_files,
    whole_folders,
)
from karabakh_events.records.formats import binary_format, text_format
from karabakh_events.records.models import Document, RecordFile, field_names
from karabakh_events.records.parts import UNQUOTED
from karabakh_events.records.repairing import Repaired, identifiers, meant, original, repair, words
from karabakh_events.records.sharing import ECHO, origin, write_out

MAX_RECORD_BYTES = 8 * 2**20
MAX_DOCUMENT_BYTES = 64 * 2**20


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A record file as read: its models (None if there are none), and its document's text if it has one.

    A fault does not hide others. A faulty value has a stand-in in `records` (see `repairing`). Its steps are
    in `faulty`, and what is said about it there only echoes the fault.
    """

    name: str
    raw: str = ""
    records: RecordFile | None = None
    text: Text | None = None
    problems: tuple[Problem, ...] = ()
    spoiled: frozenset[str] = frozenset()
    """Identifiers that the file would declare, were it right: references to them are not reported too."""
    unreadable: bool = False
    """Whether it is unknown what the file declares."""
    faulty: frozenset[Steps] = frozenset()
    """The steps to the faulty values, in the file."""
    moved: Mapping[Steps, Steps] = field(default_factory=dict)
    """For a misspelled key: from the steps with the key that is probably meant to the steps in the file."""

    def problem(self, steps: Steps, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        """A Problem at the value that `steps` lead to, or at the nearest one in the file."""
        steps = original(steps, self.moved)
        line, column = place_of(self._marks, steps)
        return Problem(self.name, line, column, spell(steps), message, hint, warning)

    def repeats(self, problem: Problem, told: Container[tuple[str, str, str]]) -> bool:
        """Whether a problem is in what an `as` stands for and is `told` (file, field, message) there too."""
        if self.unreadable or problem.file != self.name:
            return False
        copied_from = origin(problem.field, self._composed.copied)
        return problem.message == ECHO or (self.name, copied_from, problem.message) in told

    @property
    def text_path(self) -> PurePath | None:
        """Where the text of the document lies; None without a document."""
        if self.records is None or self.records.document is None:
            return None
        return text_path(PurePath(self.name), self.records.document)

    def sound(self, steps: Steps) -> bool:
        """Whether the models have at `steps` what the file has: no stand-in there, in it or around it."""
        steps = original(steps, self.moved)
        if not self.faulty:
            return True
        return steps not in self._touched and not any(
            steps[:length] in self.faulty for length in range(1, len(steps))
        )

    def echoes(self, problem: Problem) -> bool:
        """Whether a problem is about a stand-in, so that it only repeats a fault that is reported."""
        if not self.faulty:
            return False
        ends = (*(found.start() for found in _STEP_ENDS.finditer(problem.field)), len(problem.field))
        return any(problem.field[:end] in self._spelled for end in ends)

    @cached_property
    def _touched(self) -> frozenset[Steps]:
        return frozenset(each[:length] for each in self.faulty for length in range(1, len(each) + 1))

    @cached_property
    def _spelled(self) -> frozenset[str]:
        return frozenset(spell(each) for each in self.faulty)

    @property
    def _marks(self) -> Marks:
        return self._composed.marks

    @cached_property
    def _composed(self) -> Composed:
        return write_out(compose(self.raw))


_STEP_ENDS = re.compile(r"[.\[]")


@dataclass(frozen=True)
class Corpus:
    """Record files that were read together, in the order of their names. One may refer to another."""

    files: tuple[SourceFile, ...]
    reported: frozenset[str]
    """The names of the files that the user asked for. The others are read because these may refer to them."""
    unread: tuple[Problem, ...] = ()
    """Warnings of files beside them that nothing reads."""

    @property
    def problems(self) -> list[Problem]:
        return [problem for file in self.files for problem in file.problems]


def read_corpus(
    paths: Iterable[Path],
    *,
    neighbours: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """Read record files and the documents they name. Faults are in the files' `problems`.

    `progress` is called with the number of files read so far and the number of all files. For the other
    parameters see `find_record_files`.
    """
    read, asked = find_record_files(paths, neighbours=neighbours)
    files: list[SourceFile] = []
    for path in read:
        files.append(read_file(path))
        if progress is not None:
            progress(len(files), len(read))
    unread = unread_files(whole_folders(asked), files)
    return Corpus(tuple(files), frozenset(str(path) for path in asked), tuple(unread))


def read_neighbours(text: Path, *, progress: Callable[[int, int], None] | None = None) -> Corpus:
    """Read the record files in the folder of a text, if there are any."""
    return read_corpus(in_folder(text.parent), progress=progress)


def read_document(path: Path) -> tuple[str, str]:
    """The text of a document that has no record file yet, and the SHA-256 of its bytes.

    Raises KeventsError if no record file could name the document, or if `check` would refuse the text.
    """
    name = path.name
    if any(sign in name for sign in "\\\n\t") or list(suspicious(name)) or name != name.strip():
        raise KeventsError(f"{path}: no record file can hold this name", "give the text a plain name")
    if path.is_symlink():
        raise KeventsError(f"{path}: is a symbolic link", "put the text itself in the folder")
    data = _read_bytes(path, MAX_DOCUMENT_BYTES)
    if isinstance(data, str):
        raise KeventsError(f"{path}: {data}")
    text = _decode(data)
    if not isinstance(text, str):
        line, column, message, hint = text
        raise KeventsError(f"{path}:{line}:{column}: {message}", hint)
    if not text.strip():
        raise KeventsError(f"{path}: is empty")
    return text, hashlib.sha256(data).hexdigest()


def read_file(path: Path) -> SourceFile:
    """Read one record file and its document. Faults in the files never raise an error."""
    name = str(path)
    problems: list[Problem] = []
    raw = _read_text(path, name, MAX_RECORD_BYTES, problems)
    if raw is None:
        return SourceFile(name, problems=tuple(problems), unreadable=True)
    try:
        composed = write_out(compose(raw))
    except MalformedError as fault:
        problem = _named(raw, name) or _tabs(raw, name, fault.line)
        problem = problem or Problem(name, fault.line, fault.column, "", fault.message, fault.hint)
        return SourceFile(name, raw, problems=(problem,), unreadable=True)
    tree, marks = composed.tree, composed.marks
    if not isinstance(tree, dict) and (other := _named(raw, name)):
        return SourceFile(name, raw, problems=(other,), unreadable=True)
    for line, column, at, what, hint, warning in composed.faults:
        problems.append(Problem(name, line, column, spell(at), what, hint, warning))
    model = _model(tree, marks, name, problems)
    if model is None:
        return SourceFile(name, raw, problems=tuple(problems), spoiled=frozenset(identifiers(tree)))
    text = None
    if model.records.document is not None:
        text = _document_text(path, name, model, marks, problems)
    spoiled = model.spoiled | identifiers(composed.dropped)
    return SourceFile(
        name,
        raw,
        model.records,
        text,
        tuple(problems),
        frozenset(spoiled),
        faulty=frozenset(model.faulty),
        moved=model.moved,
    )


def _model(tree: Any, marks: Marks, name: str, problems: list[Problem]) -> Repaired | None:
    """The models of the tree, with stand-ins for what is faulty. The faults are reported."""
    if not isinstance(tree, dict):
        message = f"expected a mapping (key: value), found {_kind(tree)}"
        hint = f"a record file has the keys {', '.join(field_names(()))}"
        problems.append(Problem(name, marks.line, marks.column, "", message, hint))
        return None
    wrong: set[Steps] = set()
    for steps, problem in _characters(tree, marks, name):
        problems.append(problem)
        if not problem.warning:
            wrong.add(steps)
    repaired = repair(tree, name, wrong)
    problems += (_explain(error, marks, name) for error in repaired.errors)
    return repaired


# --- other formats ------------------------------------------------------------------------------------


def _named(raw: str, name: str) -> Problem | None:
    """The problem of a file that is no YAML, if it can be said what it is."""
    other = text_format(raw)
    hint = "a record file is YAML: see the codebook"
    if other is None and PurePath(name).suffix.lower() == ".txt":
        other, hint = "plain text", f"its record file would be {PurePath(name).stem}{SUFFIXES[0]}"
    return Problem(name, 1, 1, "", f"the file is {other}, and no record file", hint) if other else None


def _tabs(raw: str, name: str, line: int) -> Problem | None:
    """The problem of a tab that indents the line where YAML ends, or the one before or after it."""
    lines = raw.split("\n")
    for number in (line, line - 1, line + 1):
        if 0 < number <= len(lines) and (tab := _INDENTED.match(lines[number - 1])):
            message, hint = "a tab indents this line", "YAML is indented with spaces: replace every tab"
            return Problem(name, number, tab.end(), "", message, hint)
    return None


_INDENTED = re.compile(r" *(- +)*-?\t")


# --- bytes ---------------------------------------------------------------------------------------------


def _read_bytes(path: Path, limit: int) -> bytes | str:
    """The bytes of a regular file within `limit`, or what is wrong with it."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "not a regular file"
        if status.st_size > limit:
            return f"{status.st_size:,} bytes; at most {limit:,} are read"
        return path.read_bytes()
    except OSError as error:
        return error.strerror or str(error)


def _decode(data: bytes) -> str | tuple[int, int, str, str]:
    """The text of UTF-8 bytes; or (line, column, message, hint) if the bytes are not such a text."""
    if other := binary_format(data):
        return 1, 1, f"the file is {other}", "record files and their texts are plain text in UTF-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return 1, 1, "the file is UTF-16", "save it as UTF-8"
    if data.startswith(b"\xef\xbb\xbf"):
        return 1, 1, "the file begins with a byte order mark", "save it as UTF-8 without BOM"
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        byte = data[error.start]
        return *position(before, len(before)), f"byte 0x{byte:02X} is not UTF-8", "save the file as UTF-8"
    nul = text.find("\0")
    if nul >= 0:
        # SQL counts the length of a text up to its first NUL, so offsets after it would be wrong.
        return *position(text, nul), "NUL character (U+0000)", "remove it"
    return text


def _read_text(path: Path, name: str, limit: int, problems: list[Problem]) -> str | None:
    data = _read_bytes(path, limit)
    if isinstance(data, str):
        problems.append(Problem(name, 0, 0, "", data))
        return None
    text = _decode(data)
    if isinstance(text, str):
        return text
    line, column, message, hint = text
    problems.append(Problem(name, line, column, "", message, hint))
    return None


def text_path(record_file: PurePath, document: Document) -> PurePath:
    """Where the text of a document lies: beside its record file."""
    return record_file.parent / (document.file or f"{record_file.stem}.txt")


def _document_text(
    path: Path, name: str, model: Repaired, marks: Marks, problems: list[Problem]
) -> Text | None:
    """The text of the file's document, if it agrees with the record.

    If the record has no readable sum, the text is read as it is, and the sum is added to the problem.
    """
    document = model.records.document
    assert document is not None  # noqa: S101
    blind = ("document",) in model.faulty or ("document", "file") in model.faulty

    def fault(at: Step, message: str, hint: str = "") -> None:
        if not blind:
            line, column = place_of(marks, ("document", at))
            problems.append(Problem(name, line, column, spell(("document", at)), message, hint))

    wanted = document.file or f"{path.stem}.txt"
    if wanted in (".", "..") or any(sign in wanted for sign in "/\\"):
        said = f"{short(wanted)} is not a plain file name"
        fault("file", said, "the text lies in the folder of its record file")
        return None
    target = path.parent / wanted
    try:
        linked = stat.S_ISLNK(target.lstat().st_mode)
    except FileNotFoundError:
        fault("file", f"the text {short(wanted)} is not in the folder {path.parent}")
        return None
    except OSError as error:
        fault("file", f"{short(wanted)}: {error.strerror}")
        return None
    if linked:
        # A link may lead anywhere, and nobody needs a link to a text in the same folder.
        fault("file", f"{wanted} is a symbolic link", "put the text itself in the folder")
        return None
    data = _read_bytes(target, MAX_DOCUMENT_BYTES)
    if isinstance(data, str):
        fault("file", f"{wanted}: {data}")
        return None
    checksum = hashlib.sha256(data).hexdigest()
    if ("document", "sha256") in model.faulty:
        _add_sum(problems, f"the checksum of {wanted} is {checksum}")
    elif checksum != document.sha256 and not blind:
        fault(
            "sha256",
            f"{wanted} is not the text that was read: its checksum is {checksum}",
            "was the text edited?",
        )
        return None
    text = _decode(data)
    if not isinstance(text, str):
        line, column, message, hint = text
        problems.append(Problem(str(target), line, column, "", message, hint))
        return None
    if not text.strip():
        fault("file", f"{wanted} is empty")
        return None
    if other := text_format(text):
        message, hint = f"the text seems to be {other}", "save what a reader sees as plain text"
        problems.append(Problem(str(target), 1, 1, "", message, hint, warning=True))
    return Text(text)


def _add_sum(problems: list[Problem], hint: str) -> None:
    for index, problem in enumerate(problems):
        if problem.field == "document.sha256":
            problems[index] = problem._replace(hint=hint)


# --- characters ----------------------------------------------------------------------------------------

_NAMING = {"name", "aliases", "title", "id"}


def _characters(tree: Any, marks: Marks, name: str) -> list[tuple[Steps, Problem]]:
    """The characters in the file that deceive the eye or the database, with their places."""
    found: list[tuple[Steps, Problem]] = []
    stack: list[tuple[Any, Steps]] = [(tree, ())]
    while stack:
        value, steps = stack.pop()
        if isinstance(value, list):
            stack.extend((child, (*steps, step)) for step, child in enumerate(value))
            continue
        texts: Iterable[tuple[str, Steps]] = ((value, steps),)
        if isinstance(value, dict):
            stack.extend((child, (*steps, step)) for step, child in value.items())
            texts = [(key, (*steps, key)) for key in value]
        for text, at in texts:
            # Most text is plain, and these two tests are much faster than a look at each character.
            if not text.isascii() or not text.isprintable():
                problem = _deceiving(text, steps, marks, name)
                if problem is not None:
                    found.append((at, problem))
    return sorted(found, key=lambda each: each[1])


def _deceiving(text: str, steps: Steps, marks: Marks, name: str) -> Problem | None:
    """The first character of a text that is not allowed; if there is none, the first that needs a warning."""
    warned: Problem | None = None
    for index, character, kind in suspicious(text):
        hidden = kind == "zero-width"
        if hidden and (warned is not None or not _NAMING.intersection(steps)):
            continue
        line, column = place_of(marks, steps)
        message = f"{kind} character U+{ord(character):04X} at position {index + 1}"
        hint = "invisible, and names that look alike would differ" if hidden else "remove it"
        problem = Problem(name, line, column, spell(steps), message, hint, hidden)
        if not hidden:
            return problem
        warned = problem
    return warned


# --- what the models say -------------------------------------------------------------------------------


_COLON = "text with `: ` in it, or with `:` at its end, needs quotation marks"


def _explain(error: ErrorDetails, marks: Marks, name: str) -> Problem:
    """A pydantic error in words for a curator who writes YAML, with its place."""
    steps: Steps = error["loc"]
    context = error.get("ctx", {})
    hint = ""
    at_key = error["type"] == "extra_forbidden"
    if steps[-1:] == ("[key]",) and not at_key:  # pydantic's sign for the key itself
        steps, at_key = steps[:-1], True
    match error["type"]:
        case "missing":
            message = "is missing"
        case "extra_forbidden":
            message = f"unknown key {short(steps[-1])}"
            hint = _nearest(str(steps[-1]), field_names(steps[:-1]))
        case "enum":
            terms = words(error)
            message = f"{short(error['input'])} is not one of: {', '.join(terms)}"
            hint = _nearest(str(error["input"]), terms)
        case "string_too_short":
            message = "is empty"
        case "string_too_long":
            message = f"is longer than {context['max_length']:,} characters"
        case "string_type":
            message = f"expected text, found {_kind(error['input'])}"
            if isinstance(error["input"], dict) and len(error["input"]) == 1:
                hint = _COLON
        case "list_type":
            message = f"expected a list, found {_kind(error['input'])}"
            hint = "begin each entry with `- `, or write [ONE, TWO]"
        case "model_type" | "dict_type" | "model_attributes_type":
            message = f"expected a mapping (key: value), found {_kind(error['input'])}"
        case kind if kind == UNQUOTED:
            message = f"is text that YAML reads as a mapping: {short(context['key'])} became a key"
            hint = _COLON
        case "too_short":
            message = "needs at least one entry"
        case "less_than_equal":
            message = f"{short(error['input'])} is more than {context['le']:g}"
        case "greater_than_equal":
            message = f"{short(error['input'])} is less than {context['ge']:g}"
        case custom if custom == UNSHARED:
            message, hint = context["message"], context["hint"]
        case "value_error":
            message = str(context["error"])
        case "string_pattern_mismatch":
            message = f"{short(error['input'])} does not have the form {context['pattern']}"
        case _:
            message = error["msg"]
    line, column = place_of(marks, steps, key=at_key)
    return Problem(name, line, column, spell(steps), message, hint)


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "text" if value else "nothing"


def _nearest(word: str, known: Iterable[str]) -> str:
    close = meant(word, tuple(known))
    return f"did you mean {str(close)!r}?" if close is not None else ""
