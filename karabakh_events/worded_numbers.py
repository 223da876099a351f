"""The whole numbers that a text names, in digits or in English words.

It reads what agencies and ministries write: `25,000`, `25 000`, `25.000`, `25’000`, `25 thousand`, `1.5
million`, `25 тыс.`, `twenty-five thousand`, `a hundred and twenty`, `two dozen`, `no`. A number with a
separator can be two things: `1.500` is 1500 and, with a word of scale, 1.5. Words that name no number
(`many`, `hundreds`, `several`) are not read, nor are the number words of languages other than English.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

_BELOW_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_UNITS = {word: number for number, word in enumerate(_BELOW_TWENTY.split())}
_UNITS |= {"no": 0, "none": 0, "nobody": 0, "a": 1, "an": 1}
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * number for number, word in enumerate(_ROUND.split(), 2)}
_ENGLISH_SCALES = {"dozen": 12, "score": 20, "hundred": 100, "thousand": 1_000, "million": 1_000_000}

# Words of scale after digits, in English, Russian, Azerbaijani, Armenian and Georgian, with their endings.
# The Azerbaijani `min` must not be the beginning of `minutes`.
_THOUSAND = r"thousand|k|тыс\w*|min(?:dən|ə|i|lik|in)?|հազար\w*|ათას\w*"
_MILLION = r"millions?|mln|m|млн|миллион\w*|milyon\w*|միլիոն\w*|მილიონ\w*"

_SEPARATORS = ",.'’ \u00a0\u2009\u202f"
_GROUPED = rf"\d{{1,3}}(?:[{_SEPARATORS}]\d{{3}})+"
_DIGITS = re.compile(
    rf"(?<![\w.,])({_GROUPED}(?!\d)|\d+(?:[.,]\d+)?)"
    rf"(?:[\s\u00a0-]?(?:(?P<thousand>{_THOUSAND})|(?P<million>{_MILLION}))(?!\w))?(?!\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")


def numbers(text: str) -> frozenset[int]:
    """Every whole number that the text names, 0 or greater."""
    return frozenset((*_in_digits(text), *_in_words(text)))


def _in_digits(text: str) -> Iterator[int]:
    for match in _DIGITS.finditer(text):
        digits = match[1]
        scale = 1_000 if match["thousand"] else 1_000_000 if match["million"] else 1
        if re.fullmatch(_GROUPED, digits):
            yield int(re.sub(r"\D", "", digits)) * scale
            pieces = digits.split(" ")
            # 12 300 may be two numbers beside each other; 12 000 is one.
            if pieces[1:] and not any(piece.startswith("0") for piece in pieces):
                yield from (int(piece) for piece in pieces if piece.isdecimal())
        decimal = re.fullmatch(r"\d+(?:[.,]\d+)?", digits)
        if decimal and (scale > 1 or not re.fullmatch(_GROUPED, digits)):
            value = Decimal(digits.replace(",", ".")) * scale
            if value == int(value):
                yield int(value)


def _in_words(text: str) -> Iterator[int]:
    """The numbers in English words: every longest run of them."""
    run: list[str] = []
    for word in (*(each.lower() for each in _WORD.findall(text)), ""):
        # A scale without a number before it belongs to digits (1.5 million), or is no number.
        if word in _UNITS or word in _TENS or (run and (word in _ENGLISH_SCALES or word == "and")):
            run.append(word)
            continue
        yield from _values(run)
        run = []


def _values(run: list[str]) -> Iterator[int]:
    """The numbers in a run of number words; `two and three` are two."""
    total = group = 0
    last = ""  # of the words of one number: a unit, a ten or a scale
    for word in (*run, ""):
        if word == "and":
            # `a hundred and twenty` is one number, `two and three` are two.
            if last != "scale" and last:
                yield total + group
                total, group, last = 0, 0, ""
            continue
        kind = "scale" if word in _ENGLISH_SCALES else "ten" if word in _TENS else "unit"
        starts_anew = kind != "scale" and (last == "unit" or (last == "ten" and kind == "ten"))
        if not word or starts_anew:
            if last:
                yield total + group
            total, group, last = 0, 0, ""
        if not word:
            return
        if kind == "scale":
            scale = _ENGLISH_SCALES[word]
            if scale < 1_000:
                group = (group or 1) * scale
            else:
                total, group = total + (group or 1) * scale, 0
        else:
            group += _UNITS[word] if kind == "unit" else _TENS[word]
        last = kind
