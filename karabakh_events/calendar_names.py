"""The names of months, weekdays and seasons, in the languages in which documents are curated.

English, Russian, Armenian (both spellings), Azerbaijani and Georgian. A name is a stem with the endings that
its language gives it: of cases, and of suffixes that other languages write as prepositions (“in October” is
one word in three of the five). All are case-folded, since one language writes a month with a capital and
another does not. The names and the abbreviations are those of CLDR, as Babel 2.19 has them, without two that
are also other words (Sen., and Noah in Armenian).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_CASES = {
    "en": "",
    "ru": "|а|у|ом|е|ь|я|ю|ем|ём|й",
    "hy": "|ի|ին|ը|ից|ում|ով|ն|յան",
    "az": "(?:[ıiuü]n?)?(?:n?(?:da|də|dan|dən|a|ə))?(?:dək|yadək|kimi)?",
    "ka": "|ი|ს|ში|ზე|ის|ისა|იდან|დან|ამდე|მდე|ით|ისთვის|სა",
}
"""The endings that a name may have, by language, as alternatives of a regular expression."""

_MONTH_STEMS = {
    "en": [
        "january|jan",
        "february|feb",
        "march|mar",
        "april|apr",
        "may",
        "june|jun",
        "july|jul",
        "august|aug",
        "september|sept|sep",
        "october|oct",
        "november|nov",
        "december|dec",
    ],
    "ru": [
        "январ|янв(?!.)",
        "феврал|(?:фев|февр)(?!.)",
        "март|мар(?!.)",
        "апрел|апр(?!.)",
        "ма(?=[йяюе])",
        "июн",
        "июл",
        "август|авг(?!.)",
        "сентябр|(?:сен|сент)(?!.)",
        "октябр|окт(?!.)",
        "ноябр|(?:ноя|нояб)(?!.)",
        "декабр|дек(?!.)",
    ],
    "hy": [
        "հունվար|յունուար|հնվ(?!.)",
        "փետրվար|փետրուար|փտվ(?!.)",
        "մարտ|մրտ(?!.)",
        "ապրիլ|ապր(?!.)",
        "մայիս|մյս(?!.)",
        "հունիս|յունիս|հնս(?!.)",
        "հուլիս|յուլիս|հլս(?!.)",
        "օգոստոս|օգս(?!.)",
        "սեպտեմբեր|սեպ(?!.)",
        "հոկտեմբեր|հոկ(?!.)",
        "նոյեմբեր",
        "դեկտեմբեր|դեկ(?!.)",
    ],
    "az": [
        "yanvar|yan(?!.)",
        "fevral|fev(?!.)",
        "mart",
        "aprel",
        "may",
        "iyun|iyn(?!.)",
        "iyul|iyl(?!.)",
        "avqust|avq(?!.)",
        "sentyabr",
        "oktyabr|okt(?!.)",
        "noyabr|noy(?!.)",
        "dekabr|dek(?!.)",
    ],
    "ka": [
        "იანვარ|იანვრ|იან(?!.)",
        "თებერვალ|თებერვლ|თებ(?!.)",
        "მარტ|მარ(?!.)",
        "აპრილ|აპრ(?!.)",
        "მაის|მაი(?!.)",
        "ივნის|ივნ(?!.)",
        "ივლის|ივლ(?!.)",
        "აგვისტო|აგვ(?!.)",
        "სექტემბერ|სექტემბრ|სექ(?!.)",
        "ოქტომბერ|ოქტომბრ|ოქტ(?!.)",
        "ნოემბერ|ნოემბრ|ნოე(?!.)",
        "დეკემბერ|დეკემბრ|დეკ(?!.)",
    ],
}

# Monday is 0. A word that also means something else is left out: the Saturday of Armenian and the Sunday of
# Georgian are also “week”, and Azerbaijani names its days in two words.
_WEEKDAY_STEMS: dict[str, list[str | None]] = {
    "en": ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    "ru": ["понедельник", "вторник", "сред(?=[аыеу])|средой", "четверг", "пятниц", "суббот", "воскресень"],
    "hy": ["երկուշաբթի", "երեքշաբթի", "չորեքշաբթի", "հինգշաբթի", "ուրբաթ", None, "կիրակի"],
    "ka": ["ორშაბათ", "სამშაბათ", "ოთხშაბათ", "ხუთშაბათ", "პარასკევ", "შაბათ", None],
}
_WEEKDAY_ENDINGS = {**_CASES, "ru": "|а|у|ом|е|ы|ой|ей|я|и|ю|ем"}

_SEASON_STEMS = {
    "en": ["spring", "summer", "autumn|fall", "winter"],
    "ru": ["весн", "лет(?=[оауе])", "осен", "зим"],
    "hy": ["գարուն|գարնան", "ամառ|ամռան", "աշուն|աշնան", "ձմեռ|ձմռան"],
    "az": ["yaz", "yay", "payız", "qış"],
    "ka": ["გაზაფხულ", "ზაფხულ", "შემოდგომ(?=ა)|შემოდგომა", "ზამთარ|ზამთრ"],
}
_SEASON_ENDINGS = {**_CASES, "ru": "|а|у|ом|ы|е|ой|о|ь|и|ью", "ka": f"{_CASES['ka']}|ა"}
_SEASON_MONTHS = ((3, 4, 5), (6, 7, 8), (9, 10, 11), (12, 1, 2))

_ENGLISH_TENS = {20: "twenty", 30: "thirty"}
_ENGLISH_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth"),
)
_RUSSIAN_ORDINALS = (
    *("перв", "втор", "треть", "четверт|четвёрт", "пят", "шест", "седьм", "восьм", "девят", "десят"),
    *("одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат"),
    *("восемнадцат", "девятнадцат"),
)
_RUSSIAN_ENDINGS = "ого|ое|ому|ым|ом|его|е|ему|им|ем"

NUMBER_ENDINGS = (
    "st|nd|rd|th|го|ого|е|ое|й|ый|му|ому|м|х|թ|ին|ի|ը|ն|ից|ում|րդ|ով|ci|cı|cu|cü|də|da|dən|dan|nda|ndə|dək|ə|a"
    "|ne|ს|ში|დან|იდან|მდე|ამდე|ე|ის|ით"
)
"""What may follow the digits of a day or a year, with or without a hyphen: 9th, 9-го, 9-ին, 2020-ci."""


@lru_cache(maxsize=1)
def _months() -> tuple[re.Pattern[str], ...]:
    return _patterns(_MONTH_STEMS, _CASES)


@lru_cache(maxsize=1)
def _weekdays() -> tuple[re.Pattern[str], ...]:
    return _patterns(_WEEKDAY_STEMS, _WEEKDAY_ENDINGS)


@lru_cache(maxsize=1)
def _seasons() -> tuple[re.Pattern[str], ...]:
    return _patterns(_SEASON_STEMS, _SEASON_ENDINGS)


def _patterns(
    stems: Mapping[str, Sequence[str | None]], endings: dict[str, str]
) -> tuple[re.Pattern[str], ...]:
    """For each name in order, a pattern that matches it in every language."""
    size = len(next(iter(stems.values())))
    return tuple(
        re.compile(
            "|".join(
                f"(?:{names[index]})(?:{endings[language]})"
                for language, names in stems.items()
                if names[index] is not None
            )
        )
        for index in range(size)
    )


@lru_cache(maxsize=1024)
def month_of(word: str) -> int | None:
    """The month (1 to 12) that a case-folded word names; None for another word."""
    return next((number for number, each in enumerate(_months(), 1) if each.fullmatch(word)), None)


@lru_cache(maxsize=1024)
def weekday_of(word: str) -> int | None:
    """The weekday (0 for Monday to 6) that a case-folded word names; None for another word."""
    return next((number for number, each in enumerate(_weekdays()) if each.fullmatch(word)), None)


@lru_cache(maxsize=1024)
def season_of(word: str) -> tuple[int, ...] | None:
    """The months of the season that a case-folded word names, in their order; None for another word."""
    return next(
        (months for each, months in zip(_seasons(), _SEASON_MONTHS, strict=True) if each.fullmatch(word)),
        None,
    )


@lru_cache(maxsize=1)
def _ordinals() -> dict[int, re.Pattern[str]]:
    return {number: re.compile("|".join(forms)) for number, forms in _spelled()}


def _spelled() -> Iterator[tuple[int, list[str]]]:
    for number, (english, russian) in enumerate(zip(_ENGLISH_ORDINALS, _RUSSIAN_ORDINALS, strict=True), 1):
        yield number, [english, f"(?:{russian})(?:{_RUSSIAN_ENDINGS})"]
    for number in range(20, 32):
        tens, ones = number - number % 10, number % 10
        russian_tens = "двадцат" if tens == 20 else "тридцат"
        if not ones:
            yield number, [f"{_ENGLISH_TENS[tens][:-1]}ieth", f"{russian_tens}(?:{_RUSSIAN_ENDINGS})"]
            continue
        yield (
            number,
            [
                f"{_ENGLISH_TENS[tens]}[- ]{_ENGLISH_ORDINALS[ones - 1]}",
                f"{russian_tens}ь (?:{_RUSSIAN_ORDINALS[ones - 1]})(?:{_RUSSIAN_ENDINGS})",
            ],
        )


@lru_cache(maxsize=1024)
def ordinal_of(words: str) -> int | None:
    """The number (1 to 31) of a case-folded ordinal in English or Russian; None for other words."""
    return next((number for number, each in _ordinals().items() if each.fullmatch(words)), None)
