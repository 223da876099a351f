"""The answer to a question: its rows in order, as named tuples, as dictionaries, or as a data frame."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Generic, NamedTuple, TypeVar, overload

from karabakh_events.characters import visible
from karabakh_events.counting import count
from karabakh_events.errors import KeventsError
from karabakh_events.queries.shapes import ANY, COUNT, DAY_KIND, FLAG, NUMBER, TEXT, VALUE, Kind, kinds
from karabakh_events.render.plain import cell

if TYPE_CHECKING:
    import pandas
    import polars

T = TypeVar("T")

_PANDAS: Final = {TEXT: "string", DAY_KIND: "datetime64[s]", COUNT: "int64", NUMBER: "float64", FLAG: "bool"}

_DISPLAY_ROWS = 20
_DISPLAY_CHARACTERS = 160


class Listing(NamedTuple):
    """The fields of the rows of an answer, and the few fields that a short display shows."""

    fields: Mapping[str, Kind]
    shown: tuple[str, ...]


def listing(row: type, *shown: str) -> Listing:
    """The listing for rows of this class."""
    return Listing(kinds(row), shown)


class Rows(Sequence[T], Generic[T]):
    """The rows of an answer, all of them in memory. A slice is again Rows.

    A row is a named tuple, and its class describes the fields. Dates are ISO days as text; None is an open
    end. `more` tells whether the `limit` left out further rows.
    """

    more: bool

    def __init__(
        self,
        rows: Iterable[T],
        listing: Listing,
        as_record: Callable[[T], dict[str, Any]],
        *,
        limit: int | None = None,
    ) -> None:
        """For internal use. `rows` has one row beyond `limit` if there are more."""
        self._rows = list(rows)
        self._listing, self._as_record = listing, as_record
        self.more = limit is not None and len(self._rows) > limit
        if self.more:
            del self._rows[limit:]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns of a data frame: the fields of the command line's JSON."""
        return tuple(self._listing.fields)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[T]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows[T]": ...
    def __getitem__(self, index: int | slice) -> "T | Rows[T]":
        if isinstance(index, slice):
            return Rows(self._rows[index], self._listing, self._as_record)
        return self._rows[index]

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as the command line writes them with --format json."""
        return [self._as_record(row) for row in self._rows]

    def to_pandas(self) -> "pandas.DataFrame":
        """A data frame with one column for each field.

        Text is `string`; days are `datetime64[s]` (NaT for an open end); lists and mappings stay Python
        objects. Without rows, the columns and their types are the same.

        Raises KeventsError if pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise _missing("pandas") from error
        columns = {}
        for name, kind, values in self._by_column():
            if kind == ANY:
                columns[name] = pandas.Series(values, dtype=None if values else "object")
            else:
                # pandas has no type for lists and mappings.
                dtype = _PANDAS[kind] if isinstance(kind, str) else "object"
                columns[name] = pandas.Series(values, dtype=dtype)
        return pandas.DataFrame(columns)

    def to_polars(self) -> "polars.DataFrame":
        """A data frame with one column for each field.

        Days are `Date` (null for an open end), lists `List`, mappings `Struct`, and so on within these. Where
        types differ from row to row (`old` and `new` of a change), text stays text and all other values are
        JSON. Without rows, the columns and their types are the same.

        Raises KeventsError if polars is not installed.
        """
        try:
            import polars
        except ImportError as error:
            raise _missing("polars") from error

        def dtype(kind: Kind) -> "polars.DataType | type[polars.DataType]":
            if isinstance(kind, list):
                return polars.List(dtype(kind[0]))
            if isinstance(kind, dict):
                return polars.Struct({name: dtype(each) for name, each in kind.items()})
            plain = {
                TEXT: polars.String,
                DAY_KIND: polars.Date,
                COUNT: polars.Int64,
                NUMBER: polars.Float64,
                FLAG: polars.Boolean,
                VALUE: polars.String,
            }
            return plain[kind]

        fields = self._listing.fields
        if ANY in fields.values():
            # In SQLite the types within one column can differ from row to row.
            return polars.DataFrame(
                [polars.Series(name, values, strict=False) for name, _, values in self._by_column()]
            )
        records = self.to_dicts()
        for name, kind in fields.items():
            if (convert := _converter(kind)) is not None:
                for record in records:
                    record[name] = convert(record[name])
        return polars.from_dicts(records, schema={name: dtype(kind) for name, kind in fields.items()})

    def _by_column(self) -> Iterator[tuple[str, Kind, list[Any]]]:
        records = self.to_dicts()
        for name, kind in self._listing.fields.items():
            values = [record[name] for record in records]
            if kind == DAY_KIND:
                values = [_day(value) for value in values]
            yield name, kind, values

    def __repr__(self) -> str:
        """The number of rows, and one line for each of the first."""
        lines = ["  ".join(cells) for cells in self._cells()]
        return "\n".join((self._counted(), *(f"  {line}" for line in lines), *self._left_out()))

    def _repr_html_(self) -> str:
        """The same as a table for a notebook. All text from records is escaped."""
        head = "".join(f"<th>{escape(visible(name))}</th>" for name in self._listing.shown)
        body = "".join(
            "<tr>" + "".join(f'<td style="text-align: left">{escape(text)}</td>' for text in cells) + "</tr>"
            for cells in self._cells()
        )
        foot = "; ".join((self._counted(), *self._left_out()))
        return (
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<p>{escape(foot)}</p><p>columns: {escape(visible(', '.join(self.columns)))}</p>"
        )

    def _counted(self) -> str:
        rows = count(len(self), "row")
        return f"{rows}; there are more than the limit" if self.more else rows

    def _left_out(self) -> tuple[str, ...]:
        return (f"… and {len(self) - _DISPLAY_ROWS} more",) if len(self) > _DISPLAY_ROWS else ()

    def _cells(self) -> Iterator[list[str]]:
        for row in islice(self._rows, _DISPLAY_ROWS):
            record = self._as_record(row)
            yield [_short(cell(record[name])) for name in self._listing.shown]


def _converter(kind: Kind) -> Callable[[Any], Any] | None:
    """The function that converts a JSON value for a typed column; None if the value needs no conversion."""
    if kind == DAY_KIND:
        return _day
    if kind == VALUE:
        return _as_text
    if isinstance(kind, list):
        each = _converter(kind[0])
        return each and (lambda members: members and [each(member) for member in members])
    if isinstance(kind, dict):
        inner = {name: convert for name, field in kind.items() if (convert := _converter(field)) is not None}
        if inner:
            return lambda value: (
                value and value | {name: convert(value[name]) for name, convert in inner.items()}
            )
    return None


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)


def _short(text: str) -> str:
    text = visible(text.replace("\n", " "))
    return text if len(text) <= _DISPLAY_CHARACTERS else f"{text[: _DISPLAY_CHARACTERS - 1]}…"


def _missing(name: str) -> KeventsError:
    return KeventsError(f"to_{name}() needs {name}, which is not installed", f"pip install {name}")
