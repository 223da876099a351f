"""Dates in records against the words of the documents from which they are read."""

import re
from collections.abc import Iterator

from karabakh_events.date_agreement import disagreement, made_up, swapped, wrong_weekday
from karabakh_events.dates import parse_edtf
from karabakh_events.errors import Problem
from karabakh_events.records import SourceFile
from karabakh_events.records.composing import Steps, short
from karabakh_events.records.parts import Date
from karabakh_events.vocabulary import Basis
from karabakh_events.worded_dates import Stretch, Words, read_words


def compare_words(source: SourceFile, at: Steps, date: Date) -> Iterator[Problem]:
    """The faults of a date that its own `verbatim` shows; `at` are the steps to the date in EDTF."""
    if date.verbatim is None:
        return
    words = read_words(date.verbatim)
    # Stated and completed say that these are the words of the date. Another basis may quote its grounds.
    strictly = date.basis in (Basis.STATED, Basis.COMPLETED)
    found = disagreement(date.edtf, words, strictly=strictly)
    if found is not None:
        yield _disagrees(source, at, date.edtf, date.verbatim, *found)
        return
    if date.basis is Basis.STATED and _lacks_year(date.edtf, date.verbatim, words):
        yield source.problem(
            at,
            f"a date that is stated has its year in the text, and {short(date.verbatim)} has no "
            f"{date.edtf[:4]}: make it completed, or inferred, and say in `reason` where the year is from",
        )
    elif strictly:
        part = made_up(date.edtf, words)
        # The month of a completed date may be from elsewhere in the text. Its day is in its words.
        if part == "day" or (part == "month" and date.basis is Basis.STATED):
            shorter = "-".join(date.edtf.split("-")[: 2 if part == "day" else 1]).rstrip("?~%")
            message = f"{date.edtf} has a {part}, and {short(date.verbatim)} names none"
            yield source.problem(at, message, f"write {shorter}, or say what the {part} rests on")
    weekday = wrong_weekday(date.edtf, words)
    if weekday is not None:
        said, fell = weekday
        message = f"{date.edtf} was a {fell}, and {short(date.verbatim)} names a {said}"
        yield source.problem(at, message, warning=True)


def compare_claim(source: SourceFile, steps: Steps, value: str, exact: str) -> Iterator[Problem]:
    """The fault of a claimed date that differs from the words of its passage, at `steps`."""
    found = disagreement(value, read_words(exact), strictly=False)
    if found is not None:
        yield _disagrees(source, steps, value, exact, *found)


def _disagrees(
    source: SourceFile, at: Steps, edtf: str, verbatim: str, parts: tuple[str, ...], stretch: Stretch
) -> Problem:
    listed = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    message = f"{edtf} disagrees with its own words in the {listed}: {short(verbatim)} names {stretch}"
    hint = "the month and the day are swapped" if swapped(edtf, stretch) else ""
    return source.problem(at, message, hint)


def _lacks_year(edtf: str, verbatim: str, words: Words) -> bool:
    years = {end[:4] for end in edtf.split("/") if re.match(r"[0-9]{4}", end)}
    # An interval that begins open has no first year of its own.
    if not years or not edtf[:4].isdecimal() or any(year in verbatim for year in years):
        return False
    span = parse_edtf(edtf)
    bounds = {int(bound[:4]) for bound in (span.earliest, span.latest) if bound is not None}
    return words.years().isdisjoint({*map(int, years), *bounds})
