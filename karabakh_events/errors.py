"""What can go wrong, in words for the person who can put it right.

There are two kinds. A fault in *curated data* is a `Problem`: a value. All problems of a run are collected
and reported together, because a curator wants the whole list and not only its first line. Anything else that
a user can cause (a missing file, an unknown name, a refused query) is a `KeventsError`, raised once and shown
once. A fault in the program itself is neither: it propagates.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from karabakh_events.counting import count

if TYPE_CHECKING:
    from pathlib import Path


class Problem(NamedTuple):
    """A fault in curated data, with its place.

    `line` and `column` count from 1, in characters; 0 means the whole file. `field` is the path
    within the file (`statements[3].date.edtf`). `hint` says what to do or shows the nearest text.
    A `warning` is reported but does not fail a check.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    hint: str = ""
    warning: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        field = f" {self.field}:" if self.field else ""
        severity = " warning:" if self.warning else ""
        return f"{place}:{severity}{field} {self.message}"

    def as_json(self) -> dict[str, str | int | None]:
        """The problem for an editor or another program."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "path": self.field,
            "severity": "warning" if self.warning else "error",
            "message": self.message,
            "hint": self.hint or None,
        }


class KeventsError(Exception):
    """The root of every error that a user can cause. `str()` gives the whole message; `hint` says what to do.

    Exit code 1 on the command line.
    """

    hint: str = ""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class CheckFailed(KeventsError):
    """The record files have problems; nothing was loaded."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{count(len(self.problems), 'problem')} in the record files; nothing was loaded")


_LONGEST = 100
"""A message quotes at most so many characters of what a user typed: enough to recognise it."""


def _quoted(name: str) -> str:
    return repr(name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…")


class MissingExtra(KeventsError):
    """The request needs a library that only an extra of the package installs."""

    def __init__(self, asked: str, library: str, extra: str) -> None:
        self.library, self.extra = library, extra
        super().__init__(f"{asked} needs {library}", f"pip install 'karabakh-events[{extra}]'")


class UnknownName(KeventsError):
    """No record of this kind has the name."""

    def __init__(self, kind: str, name: str, nearest: Iterable[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        hint = f"nearest: {'; '.join(self.nearest)}" if self.nearest else ""
        super().__init__(f"no {kind} is known as {_quoted(name)}", hint)


class AmbiguousName(KeventsError):
    """Several records have the name; the user must say which."""

    def __init__(self, kind: str, name: str, candidates: Iterable[str]) -> None:
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        super().__init__(
            f"{_quoted(name)} is the name of {len(self.candidates)} {kind}s",
            f"say which: {', '.join(self.candidates)}",
        )


class DatabaseError(KeventsError):
    """A database file that cannot be used. The message always contains the path."""

    def __init__(self, path: "Path | str", message: str, hint: str = "") -> None:
        self.path = path
        super().__init__(f"{path}: {message}", hint)


class DatabaseMissing(DatabaseError):
    """There is no file at the path."""

    def __init__(self, path: "Path | str") -> None:
        super().__init__(path, "no such database", f"make it with: kevents --db {path} build")


class DatabaseDamaged(DatabaseError):
    """Not an SQLite file, truncated, or with damaged pages."""


class NewerDatabase(DatabaseError):
    """This kevents does not know the revision `found` in the file."""

    def __init__(self, path: "Path | str", found: str, known: str) -> None:
        self.found, self.known = found, known
        super().__init__(
            path,
            f"made by a newer kevents: its schema is {found}, this one knows up to {known}",
            "upgrade kevents (pip install --upgrade karabakh-events), or name another file with --db",
        )


class OlderDatabase(DatabaseError):
    """The revision `found` in the file is older than the present one, `known`."""

    def __init__(self, path: "Path | str", found: str, known: str) -> None:
        self.found, self.known = found, known
        super().__init__(
            path,
            f"made by an older kevents: its schema is {found}, this one needs {known}",
            f"kevents --db {path} build upgrades it and loads the documents that come with kevents; to load"
            " your own record files, name them after build; a copy of the old file is kept beside it",
        )


class QueryRefused(KeventsError):
    """An ad-hoc query would do more than read; `rule` says which rule forbids it."""

    def __init__(
        self, rule: str, hint: str = "only reading is allowed: SELECT, WITH, VALUES and EXPLAIN"
    ) -> None:
        self.rule = rule
        super().__init__(f"refused: {rule}", hint)
