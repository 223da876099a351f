"""Declares each listing once: the class of its rows says what each field is and where it is read.

Each field has a type, and an `Annotated` with the rest:

- the source of its value: SQL (`"e.date_edtf"`), several columns that make one value (`Joined`), or a list
  (`lists.List`). A listing of two kinds of record has a source for each kind, always in the same order
  (event, statement); None means that the kind does not have the field.
- marks: `DAY` is text that is an ISO day. `HIDDEN` is a field that is not published; hidden fields come last.

The rest follows from these declarations: the SELECT and the rows (`lists.load`), the published fields in
their order (`fields`), the JSON (`as_json`), and the columns of a data frame and of Parquet (`kinds`). The
kinds are computed only on request, to keep reading commands fast.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

TEXT: Final = "text"
DAY_KIND: Final = "day"
COUNT: Final = "count"
NUMBER: Final = "number"
FLAG: Final = "flag"
VALUE: Final = "value"
"""Within a record, any value that JSON can hold."""
ANY: Final = "any"
"""A column of an ad-hoc SQL query, which has no declared type."""

Kind = str | list[Any] | dict[str, Any]
"""The kind of a field: one of the words above, a list of one kind, or a mapping of fields to kinds."""


class Mark:
    """A property of a field other than its type and its source."""


DAY: Final = Mark()
HIDDEN: Final = Mark()


class As(Mark):
    """The published name of a field, if it differs from the field's own name."""

    def __init__(self, name: str) -> None:
        self.name = name


class Only(Mark):
    """Of the rows in a list, the fields that the listing publishes, in this order."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def of(self, members: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: member[name] for name in self.names} for member in members]


class Keys(Mark):
    """All possible keys of a mapping of counts."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names


class Joined:
    """Several columns that make one value. The value is None if the first column is NULL."""

    def __init__(self, make: Callable[..., Any], columns: tuple[str, ...]) -> None:
        self.make = make
        self.columns = columns


def flag(column: str) -> Joined:
    """A column that is 1 or 0 as a truth value."""
    return Joined(bool, (column,))


_PUBLISHED: dict[type, tuple[str, ...]] = {}
_NARROWED: dict[type, dict[str, Only]] = {}
_PLAIN = frozenset((str, int, float, bool, type(None)))


def metadata(row: type, field: str) -> tuple[Any, ...]:
    """The sources and marks in the `Annotated` of a field."""
    return getattr(row.__annotations__[field], "__metadata__", ())


def fields(row: type) -> tuple[str, ...]:
    """The published fields in order: the fields of the JSON, and the names that --columns takes."""
    if row not in _PUBLISHED:
        # Cached by class: an export calls this for every row.
        _PUBLISHED[row] = tuple(_names(row))
        _NARROWED[row] = {
            name: mark
            for name in row._fields  # type: ignore[attr-defined]  # a NamedTuple has it
            for mark in metadata(row, name)
            if isinstance(mark, Only)
        }
    return _PUBLISHED[row]


def _names(row: type) -> Iterator[str]:
    for name in row._fields:  # type: ignore[attr-defined]  # a NamedTuple has it
        marks = metadata(row, name)
        if HIDDEN not in marks:
            yield next((mark.name for mark in marks if isinstance(mark, As)), name)


def as_json(row: Any, *, hidden: bool = False) -> dict[str, Any]:
    """The published fields of a row in order, or all its fields with `hidden`.

    Tuples become lists, and rows within the row become mappings. An inner row that publishes more than its
    fields has its own `as_json`.
    """
    published = fields(type(row))
    # Hidden fields come last, so `zip` stops before them.
    record = {
        name: value if type(value) in _PLAIN else plain(value, hidden=hidden)
        for name, value in zip(row._fields if hidden else published, row, strict=False)
    }
    for name, only in _NARROWED[type(row)].items():
        if name in record:
            record[name] = only.of(record[name])
    return record


def plain(value: Any, *, hidden: bool = False) -> Any:
    """A value within a row, in the form that JSON takes."""
    if hasattr(value, "_fields"):
        own = getattr(value, "as_json", None)
        return own() if own and not hidden else as_json(value, hidden=hidden)
    if isinstance(value, tuple | list):
        return [each if type(each) in _PLAIN else plain(each, hidden=hidden) for each in value]
    return value


def kinds(row: type, *, hidden: bool = False) -> Mapping[str, Kind]:
    """The kind of each published field, or of all fields with `hidden`."""
    names: tuple[str, ...] = row._fields if hidden else fields(row)  # type: ignore[attr-defined]
    annotations = row.__annotations__.values()
    return {name: _kind(annotation, hidden) for name, annotation in zip(names, annotations, strict=False)}


def _kind(annotation: Any, hidden: bool) -> Kind:
    from types import NoneType, UnionType
    from typing import Union, get_args, get_origin

    marks = getattr(annotation, "__metadata__", ())
    if DAY in marks:
        return DAY_KIND
    if marks:
        keys = next((mark.names for mark in marks if isinstance(mark, Keys)), None)
        if keys is not None:
            return dict.fromkeys(keys, COUNT)
        whole = _kind(annotation.__origin__, hidden)
        only = next((mark for mark in marks if isinstance(mark, Only)), None)
        return only.of(whole) if only and isinstance(whole, list) else whole
    if get_origin(annotation) in (UnionType, Union):
        (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
    if get_origin(annotation) is tuple:
        return [_kind(get_args(annotation)[0], hidden)]
    if hasattr(annotation, "_fields"):
        return dict(kinds(annotation, hidden=hidden))
    return {str: TEXT, int: COUNT, float: NUMBER, bool: FLAG}.get(annotation, VALUE)
