"""The kinds of columns that the tables are made of, and the conventions of their names."""

from collections.abc import Iterable

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
)

from karabakh_events.schema.views import SPAN_WIDTHS
from karabakh_events.vocabulary import (
    Basis,
    Precision,
    Term,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def key_column(name: str = "id") -> Column[str]:
    return Column(name, Text, primary_key=True, nullable=False)


def text_column(name: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, nullable=not required)


def reference(name: str, target: str, *, required: bool = True, key: bool = False) -> Column[str]:
    return Column(name, Text, ForeignKey(target), nullable=not required, primary_key=key)


def position() -> Column[int]:
    return Column("position", Integer, nullable=False)


def flag(name: str) -> tuple[Column[int], CheckConstraint]:
    """A column that is 1 or 0, and 0 where nothing is said."""
    return Column(name, Integer, nullable=False, server_default="0"), CheckConstraint(
        f"{name} IN (0, 1)", name=name
    )


def founded(what: str) -> list[Column[str] | CheckConstraint]:
    """What a value rests on, as for a date; all empty where the text itself has the value."""
    basis, reason, reference = (f"{what}_{part}" for part in ("basis", "reason", "reference"))
    return [
        text_column(basis, required=False),
        text_column(reason, required=False),
        text_column(reference, required=False),
        one_of(basis, Basis),
        reasoned(basis, reason, reference, what),
    ]


def reasoned(basis: str, reason: str, reference: str, name: str) -> CheckConstraint:
    return CheckConstraint(
        f"({basis} NOT IN ('inferred', 'external') OR {reason} IS NOT NULL)"
        f" AND ({basis} <> 'external' OR {reference} IS NOT NULL)",
        name=f"{name}_reasoned",
    )


def one_of(column: str, terms: Iterable[Term]) -> CheckConstraint:
    values = ", ".join(f"'{term.value}'" for term in terms)
    return CheckConstraint(f"{column} IN ({values})", name=column)


def date_columns(text: str, bounds: str) -> list[Column[str] | Column[int] | CheckConstraint]:
    """The columns of one uncertain date; `text` and `bounds` are the prefixes of their names.

    Either all of `edtf`, `precision` and `basis` are set or none is: a missing date is not an open one.
    `earliest` and `latest` are ISO days, both included; NULL is an open end. `span_class` is the class of the
    date by the width of its bounds (see `SPAN_WIDTHS`), so that an overlap window is one index range scan per
    class. `disputed` is 1 if a reading on file contradicts this one.
    """
    edtf, basis, reason, reference = (f"{text}{part}" for part in ("edtf", "basis", "reason", "reference"))
    earliest, latest, precision, span_class = (
        f"{bounds}{part}" for part in ("earliest", "latest", "precision", "span_class")
    )
    days = f"julianday({latest}) - julianday({earliest})"
    classes = " ".join(f"WHEN {days} <= {most} THEN {n}" for n, most in enumerate(SPAN_WIDTHS))
    return [
        Column(edtf, Text),
        Column(f"{text}verbatim", Text),
        Column(earliest, Text),
        Column(latest, Text),
        Column(precision, Text),
        Column(basis, Text),
        Column(reason, Text),
        Column(reference, Text),
        Column(
            span_class,
            Integer,
            Computed(
                f"CASE WHEN {earliest} IS NULL AND {latest} IS NULL THEN 6"
                f" WHEN {earliest} IS NULL OR {latest} IS NULL THEN 5 {classes} ELSE 5 END",
                persisted=True,
            ),
        ),
        one_of(precision, Precision),
        one_of(basis, Basis),
        # Without a modifier SQLite's date() accepts 2020-11-31; '+0 days' makes it check the calendar.
        CheckConstraint(
            f"{earliest} IS date({earliest}, '+0 days') AND {latest} IS date({latest}, '+0 days')",
            name=f"{bounds}calendar",
        ),
        CheckConstraint(f"{earliest} <= {latest}", name=f"{bounds}order"),
        CheckConstraint(
            f"({edtf} IS NULL) = ({basis} IS NULL) AND ({edtf} IS NULL) = ({precision} IS NULL)"
            f" AND ({edtf} IS NOT NULL OR ({earliest} IS NULL AND {latest} IS NULL))",
            name=f"{bounds}whole",
        ),
        reasoned(basis, reason, reference, bounds.rstrip("_") or "date"),
        *flag(f"{bounds}disputed"),
    ]


def by_date(table: str, bounds: str = "") -> Index:
    # The columns are in the order of every listing (earliest, latest, id), so that a page is read from the
    # index without a sort.
    columns = (f"{bounds}span_class", f"{bounds}earliest", f"{bounds}latest", "id")
    return Index(f"ix_{table}_{bounds}dates", *columns)
