"""Which files of a folder are read, and which a curator may wrongly take to be read."""

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from karabakh_events.errors import KeventsError, Problem

if TYPE_CHECKING:
    from karabakh_events.records.reading import SourceFile

SUFFIXES = (".yaml", ".yml")
"""The endings of record files in a folder."""

_TEXT = ".txt"
_MOST_SHOWN = 5
_ABOUT_THE_FOLDER = {"readme", "license", "licence"}
"""Names of texts that no record file is expected to read."""


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
            found = in_folder(path)
            if not found:
                unread = [f"{each.file}: {each.message}" for each in unread_files([path], ())]
                hint = "\n".join(unread[:_MOST_SHOWN])
                raise KeventsError(f"{path}: no record files (*.yaml) in this folder", hint)
            asked.update((os.path.realpath(each), each) for each in found)
        elif path.exists():
            asked[os.path.realpath(path)] = path
            if neighbours:
                read.update((os.path.realpath(each), each) for each in in_folder(path.parent))
        else:
            raise KeventsError(f"{path}: no such file or folder")
    return sorted({**read, **asked}.values()), sorted(asked.values())


def in_folder(folder: Path) -> list[Path]:
    """The record files in a folder."""
    return [path for path in _visible(folder) if path.suffix in SUFFIXES]


def _visible(folder: Path) -> list[Path]:
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise KeventsError(f"{folder}: {error.strerror}") from error
    return [path for path in found if not path.name.startswith(".")]


def _holds_records(folder: Path) -> bool:
    try:
        return bool(in_folder(folder))
    except KeventsError:
        return False  # nobody asked for this folder


def whole_folders(asked: Iterable[Path]) -> list[Path]:
    """The folders of which all record files are among those asked for."""
    names: dict[Path, set[str]] = {}
    for path in asked:
        names.setdefault(path.parent, set()).add(path.name)
    return [
        folder
        for folder, known in sorted(names.items())
        if known.issuperset(path.name for path in in_folder(folder))
    ]


def unread_files(folders: Sequence[Path], sources: Sequence["SourceFile"]) -> list[Problem]:
    """A warning for each file in the folders that seems to be a record file or a text, and is not read."""
    home: dict[Path, list[SourceFile]] = {folder: [] for folder in folders}
    asked = {os.path.realpath(folder) for folder in folders}
    for source in sources:
        if Path(source.name).parent in home:
            home[Path(source.name).parent].append(source)
    return [
        Problem(str(path), 0, 0, "", message, hint, warning=True)
        for folder, inside in home.items()
        for path, message, hint in _unread(folder, inside, asked)
    ]


def _unread(
    folder: Path, sources: Sequence["SourceFile"], asked: Container[str]
) -> Iterator[tuple[Path, str, str]]:
    """The files of a folder that are not read, each with what is wrong and what to do."""
    records = {PurePath(source.name).stem: source for source in sources}
    read = {PurePath(source.name).name for source in sources}
    read.update(source.text_path.name for source in sources if source.text_path is not None)
    faulty = [source for source in sources if any(not problem.warning for problem in source.problems)]
    for path in _visible(folder):
        if path.name in read:
            continue
        if path.is_dir():
            if os.path.realpath(path) not in asked and _holds_records(path):
                yield path, "a folder with record files that are not read", "name this folder too"
        elif path.suffix.lower() in SUFFIXES:
            small = path.with_suffix(path.suffix.lower()).name
            yield path, "is not read, because its ending is in capitals", f"call it {small}"
        elif path.suffix.lower() == _TEXT and path.stem.lower() not in _ABOUT_THE_FOLDER:
            namesake = records.get(path.stem)
            if PurePath(path.stem).suffix.lower() in SUFFIXES:
                yield path, "is not read as a record file, because it ends in .txt", f"call it {path.stem}"
            elif namesake is None:
                # A file with a fault may mean this text, wherever that stands in it.
                if not any(path.name in source.raw for source in faulty):
                    yield path, "no record file reads this text", f"write {path.stem}{SUFFIXES[0]} for it"
            elif namesake not in faulty:
                other = namesake.text_path
                reads = f"reads {other.name}" if other is not None else "has no `document`"
                yield path, "no record file reads this text", f"{PurePath(namesake.name).name} {reads}"
