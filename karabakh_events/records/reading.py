"""Reading record files and documents from disk, with the place of every fault.

A record file may be hostile. So its size is checked before it is read, and its bytes before they are parsed.
Its structure is checked on the parser's events, before anything is composed (see `composing`).

The places of values are needed only for a problem. Then the file is composed again: to keep the places for a
corpus of fifty thousand records would take more memory than the records.
"""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from karabakh_events.characters import suspicious
from karabakh_events.errors import KeventsError, Problem
from karabakh_events.names import fold
from karabakh_events.passages import Text, position
from karabakh_events.records.composing import (
    MalformedError,
    Marks,
    Step,
    Steps,
    compose,
    place_of,
    short,
    spell,
)
from karabakh_events.records.models import Document, RecordFile, field_names

MAX_RECORD_BYTES = 8 * 2**20
MAX_DOCUMENT_BYTES = 64 * 2**20
SUFFIXES = (".yaml", ".yml")
"""The endings of record files in a folder."""


@dataclass(frozen=True, eq=False)
class SourceFile:
    """A record file as read: its models (None if there are none), and its document's text if it has one.

    A faulty record does not hide the faults of the others. It is left out of `records`, and its identifier is
    in `spoiled`, so that references to it are not reported too.
    """

    name: str
    raw: str = ""
    records: RecordFile | None = None
    text: Text | None = None
    problems: tuple[Problem, ...] = ()
    spoiled: frozenset[str] = frozenset()
    unreadable: bool = False
    """Whether it is unknown what the file declares."""
    headless: bool = False
    """Whether the file's document is a faulty record, so that there is no text to search for passages."""
    kept: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """For a list that lost faulty records: the places in the file of those that are left."""

    def problem(self, steps: Steps, message: str, hint: str = "", *, warning: bool = False) -> Problem:
        """A Problem at the value that `steps` lead to, or at the nearest one in the file."""
        if len(steps) > 1 and steps[0] in self.kept:
            steps = (steps[0], self.kept[str(steps[0])][int(steps[1])], *steps[2:])
        line, column = place_of(self._marks, steps)
        return Problem(self.name, line, column, spell(steps), message, hint, warning)

    @cached_property
    def _marks(self) -> Marks:
        return compose(self.raw).marks


@dataclass(frozen=True)
class Corpus:
    """Record files that were read together, in the order of their names. One may refer to another."""

    files: tuple[SourceFile, ...]
    reported: frozenset[str]
    """The names of the files that the user asked for. The others are read because these may refer to them."""

    @property
    def problems(self) -> list[Problem]:
        return [problem for file in self.files for problem in file.problems]


def find_record_files(paths: Iterable[Path], *, neighbours: bool) -> tuple[list[Path], list[Path]]:
    """The record files that `paths` name. A folder stands for the record files in it.

    Returns the files to read and, among them, the files to report on. With `neighbours`, the other record
    files in the folder of a file are read too, because it may refer to them.

    Raises KeventsError for a path that does not exist or a folder without a record file.
    """
    # Compared by their real paths, so that a file under two names is read once.
    asked: dict[str, Path] = {}
    read: dict[str, Path] = {}
    for path in paths:
        if path.is_dir():
            found = _in_folder(path)
            if not found:
                raise KeventsError(f"{path}: no record files (*.yaml) in this folder")
            asked.update((os.path.realpath(each), each) for each in found)
        elif path.exists():
            asked[os.path.realpath(path)] = path
            if neighbours:
                read.update((os.path.realpath(each), each) for each in _in_folder(path.parent))
        else:
            raise KeventsError(f"{path}: no such file or folder")
    return sorted({**read, **asked}.values()), sorted(asked.values())


def _in_folder(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise KeventsError(f"{folder}: {error.strerror}") from error
    return [path for path in found if path.suffix in SUFFIXES and not path.name.startswith(".")]


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
    files = []
    for path in read:
        files.append(read_file(path))
        if progress is not None:
            progress(len(files), len(read))
    return Corpus(tuple(files), frozenset(str(path) for path in asked))


def read_neighbours(text: Path, *, progress: Callable[[int, int], None] | None = None) -> Corpus:
    """Read the record files in the folder of a text, if there are any."""
    return read_corpus(_in_folder(text.parent), progress=progress)


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
        composed = compose(raw)
    except MalformedError as fault:
        problem = Problem(name, fault.line, fault.column, "", fault.message, fault.hint)
        return SourceFile(name, problems=(problem,), unreadable=True)
    tree, marks = composed.tree, composed.marks
    for line, column, at, what, hint in composed.faults:
        problems.append(Problem(name, line, column, spell(at), what, hint))
    records, spoiled, kept = _model(tree, marks, name, problems)
    spoiled |= _identifiers(composed.dropped)
    text = None
    if records is not None and records.document is not None:
        text = _document_text(path, name, records.document, marks, problems)
    return SourceFile(
        name,
        raw,
        records,
        text,
        tuple(problems),
        frozenset(spoiled),
        headless=records is not None and records.document is None and "document" in tree,
        kept=kept,
    )


# Other rules depend on `manner`, `basis` and `field`. With another word they would report false problems.
_INDEPENDENT = frozenset(
    {"act", "kind", "mode", "precision", "stage", "status", "supports", "topic", "type", "verdict"}
)


def _model(
    tree: Any, marks: Marks, name: str, problems: list[Problem]
) -> tuple[RecordFile | None, set[str], dict[str, list[int]]]:
    """The models of the sound records in the tree. The faulty ones are reported and removed, and their
    identifiers kept."""
    if not isinstance(tree, dict):
        message = f"expected a mapping (key: value), found {_kind(tree)}"
        hint = f"a record file has the keys {', '.join(field_names(()))}"
        problems.append(Problem(name, marks.line, marks.column, "", message, hint))
        return None, _identifiers(tree), {}
    wrong: set[Steps] = set()
    for steps, problem in _characters(tree, marks, name):
        problems.append(problem)
        if not problem.warning:
            wrong.add(steps[:2])
    spoiled: set[str] = set()
    kept: dict[str, list[int]] = {}
    errors = _errors(tree)
    reported = {(error["type"], error["loc"]) for error in errors}
    problems += (_explain(error, marks, name)[1] for error in errors)
    repaired = [_repair(tree, error, spoiled) for error in errors]
    if any(repaired):
        # Pydantic checks some rules only if every field is right. It checks them now.
        errors = _errors(tree)
        fresh = (error for error in errors if (error["type"], error["loc"]) not in reported)
        problems += (_explain(error, marks, name)[1] for error in fresh)
    wrong.update(_explain(error, marks, name)[0][:2] for error in errors)
    return RecordFile.model_validate(_without(tree, wrong, spoiled, kept)), spoiled, kept


def _errors(tree: dict[str, Any]) -> list[ErrorDetails]:
    try:
        RecordFile.model_validate(tree)
    except ValidationError as invalid:
        return invalid.errors(include_url=False)
    return []


def _repair(tree: dict[str, Any], error: ErrorDetails, spoiled: set[str]) -> bool:
    """Repair a fault in `tree` so that it does not hide others. Returns whether that was possible.

    An unknown key is removed. A wrong word from a closed list is replaced by any word of the list, unless
    other rules depend on it. The repaired record is never loaded, because its fault is reported.
    """
    *around, last = error["loc"]
    holder: Any = tree
    if error["type"] == "extra_forbidden" and around:
        for step in around:
            holder = holder[step]
        spoiled.update(_identifiers(holder.pop(last)))
        return True
    if error["type"] == "enum" and (last in _INDEPENDENT or around[-1:] == ["topics"]):
        for step in around:
            holder = holder[step]
        holder[last] = str(error["ctx"]["expected"]).split("'")[1]
        return True
    return False


def _without(
    tree: dict[str, Any], wrong: set[Steps], spoiled: set[str], kept: dict[str, list[int]]
) -> dict[str, Any]:
    """The tree without the records and keys at `wrong`. Adds their identifiers to `spoiled`."""
    pruned: dict[str, Any] = {}
    for key, value in tree.items():
        if (key,) in wrong or (not isinstance(value, list) and any(steps[:1] == (key,) for steps in wrong)):
            spoiled.update(_identifiers(value))
            continue
        if isinstance(value, list):
            bad = {int(steps[1]) for steps in wrong if len(steps) > 1 and steps[0] == key}
            if bad:
                kept[key] = [index for index in range(len(value)) if index not in bad]
                spoiled.update(*(_identifiers(value[index]) for index in bad))
                value = [each for index, each in enumerate(value) if index not in bad]
        pruned[key] = value
    return pruned


def _identifiers(tree: Any) -> set[str]:
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
    path: Path, name: str, document: Document, marks: Marks, problems: list[Problem]
) -> Text | None:
    """The text of the file's document, if it agrees with the record."""

    def fault(at: Step, message: str, hint: str = "") -> None:
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
    if checksum != document.sha256:
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
    return Text(text)


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
        texts: Iterable[str] = (value,)
        if isinstance(value, dict):
            stack.extend((child, (*steps, step)) for step, child in value.items())
            texts = value
        for text in texts:
            # Most text is plain, and these two tests are much faster than a look at each character.
            if not text.isascii() or not text.isprintable():
                problem = _deceiving(text, steps, marks, name)
                if problem is not None:
                    found.append((steps, problem))
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


def _explain(error: ErrorDetails, marks: Marks, name: str) -> tuple[Steps, Problem]:
    """A pydantic error in words for a curator who writes YAML, with its steps and place."""
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
            terms = str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", ")
            message = f"{short(error['input'])} is not one of: {', '.join(terms)}"
            hint = _nearest(str(error["input"]), terms)
        case "string_too_short":
            message = "is empty"
        case "string_too_long":
            message = f"is longer than {context['max_length']:,} characters"
        case "string_type":
            message = f"expected text, found {_kind(error['input'])}"
        case "list_type":
            message = f"expected a list, found {_kind(error['input'])}"
            hint = "begin each entry with `- `, or write [ONE, TWO]"
        case "model_type" | "dict_type" | "model_attributes_type":
            message = f"expected a mapping (key: value), found {_kind(error['input'])}"
        case "too_short":
            message = "needs at least one entry"
        case "less_than_equal":
            message = f"{short(error['input'])} is more than {context['le']:g}"
        case "greater_than_equal":
            message = f"{short(error['input'])} is less than {context['ge']:g}"
        case "value_error":
            message = str(context["error"])
        case "string_pattern_mismatch":
            message = f"{short(error['input'])} does not have the form {context['pattern']}"
        case _:
            message = error["msg"]
    line, column = place_of(marks, steps, key=at_key)
    return steps, Problem(name, line, column, spell(steps), message, hint)


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else "text" if value else "nothing"


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word[:100], list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else ""
