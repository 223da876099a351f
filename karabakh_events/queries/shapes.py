"""What a listing holds, declared once: by the class of its rows.

Each field of the class has its type, and in an `Annotated` what else there is to say of it:

- where it is read: SQL (`"e.date_edtf"`), several columns in one value (`Joined`), or a list of its own
  (`lists.List`). A listing of two kinds of record has one for each, in one order (events, statements); None
  is a field that the kind has not.
- `DAY`: text that is an ISO day. `HIDDEN`: not part of what is published. Hidden fields come last.

From this follow the SELECT and the rows (`lists.load`), the published fields and their order (`fields`), the
JSON (`as_json`), the columns of a frame and of Parquet (`kinds`). The kinds are computed when a program asks
for them: a reading command counts milliseconds.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

TEXT: Final = "text"
DAY_KIND: Final = "day"
COUNT: Final = "count"
NUMBER: Final = "number"
FLAG: Final = "flag"
VALUE: Final = "value"
"""Within a record, a value of whatever kind that JSON has."""
ANY: Final = "any"
"""What SQL may answer: a column that has no type of its own."""

Kind = str | list[Any] | dict[str, Any]
"""What is in a field: one of the words above, a list of one kind, or a mapping of fields to kinds."""


class Mark:
    """What is said of a field besides its type and its SQL."""


DAY: Final = Mark()
HIDDEN: Final = Mark()


class As(Mark):
    """The name under which a field is published, where it is not its own."""

    def __init__(self, name: str) -> None:
        self.name = name


class Keys(Mark):
    """The keys that a mapping of counts can have."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names


class Joined:
    """Several columns in one value, which is None where the first of them is NULL."""

    def __init__(self, make: Callable[..., Any], columns: tuple[str, ...]) -> None:
        self.make = make
        self.columns = columns


_PUBLISHED: dict[type, tuple[str, ...]] = {}
_PLAIN = frozenset((str, int, float, bool, type(None)))


def said(row: type, field: str) -> tuple[Any, ...]:
    """What the `Annotated` of a field says."""
    return getattr(row.__annotations__[field], "__metadata__", ())


def fields(row: type) -> tuple[str, ...]:
    """The published fields in their order: those of the JSON, and what --columns takes."""
    if row not in _PUBLISHED:
        # Once for each class: an export asks for every row.
        _PUBLISHED[row] = tuple(_names(row))
    return _PUBLISHED[row]


def _names(row: type) -> Iterator[str]:
    for name in row._fields:  # type: ignore[attr-defined]  # a NamedTuple has it
        marks = said(row, name)
        if HIDDEN not in marks:
            yield next((mark.name for mark in marks if isinstance(mark, As)), name)


def as_json(row: Any, *, hidden: bool = False) -> dict[str, Any]:
    """The published fields of a row in their order, with lists for tuples and mappings for rows within it;
    with `hidden` all fields. A row within it that publishes more than its fields says so by its own
    `as_json`."""
    # Hidden fields come last, so that the shorter of the two ends it.
    return {
        name: value if type(value) in _PLAIN else plain(value, hidden=hidden)
        for name, value in zip(row._fields if hidden else fields(type(row)), row, strict=False)
    }


def plain(value: Any, *, hidden: bool = False) -> Any:
    """A value within a row as JSON has it."""
    if hasattr(value, "_fields"):
        own = getattr(value, "as_json", None)
        return own() if own and not hidden else as_json(value, hidden=hidden)
    if isinstance(value, tuple | list):
        return [each if type(each) in _PLAIN else plain(each, hidden=hidden) for each in value]
    return value


def kinds(row: type, *, hidden: bool = False) -> Mapping[str, Kind]:
    """The kind of each published field; with `hidden` of all fields."""
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
        return _kind(annotation.__origin__, hidden)
    if get_origin(annotation) in (UnionType, Union):
        (annotation,) = (each for each in get_args(annotation) if each is not NoneType)
    if get_origin(annotation) is tuple:
        return [_kind(get_args(annotation)[0], hidden)]
    if hasattr(annotation, "_fields"):
        return dict(kinds(annotation, hidden=hidden))
    return {str: TEXT, int: COUNT, float: NUMBER, bool: FLAG}.get(annotation, VALUE)
