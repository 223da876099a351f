"""Numbers with their nouns, in the singular and the plural: `1 event`, `2 events`.

A noun is written once, in the singular. Where an added "s" at the end is not its plural, the words have marks
in square brackets: `[s]` stands only in the plural, and of `[one|many]` the first is for one and the second
for any other number: `date[s] open on one side`, `[summary of an event|summaries of events]`.
"""

import re

_MARK = re.compile(r"\[(?:([^|\]]*)\|)?([^\]]*)\]")


def agreed(words: str, number: float) -> str:
    """The words without their marks, in the form that goes with the number."""
    return _MARK.sub(lambda mark: (mark[1] or "") if number == 1 else mark[2], words)


def count(number: float, noun: str) -> str:
    """The number and its noun. Without a mark in the noun, the plural has an "s" at the end."""
    return f"{number:,.15g} {agreed(noun if '[' in noun else f'{noun}[s]', number)}"
