"""Names: how they are compared, and which record a spelling means.

A name matches in any known spelling, in any case, with or without diacritics, or by surname. It never
matches by likeness: Mammadov and Mammadyarov, Khachatryan and Khachaturyan are different people, and they
are more alike than Sarkisian and Sargsyan, who are one man. So a name that is merely similar is only
*proposed* to the reader.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from difflib import SequenceMatcher

# --- comparison -----------------------------------------------------------------------------------------

# Letters that Unicode does not decompose, with their usual English spelling: Əliyev is Aliyev.
_LETTERS = str.maketrans(
    {"ı": "i", "ə": "a", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h"}
)
_APOSTROPHES = "'’‘‛ʼʻʹ′`"
_POSSESSIVE = re.compile(rf"(?<=\w)[{_APOSTROPHES}](?=s\b)")
# A quotation mark is not part of a word, nor is an Armenian mark of tone (Ե՞րբ). A dash separates words.
_SIGNS = str.maketrans(dict.fromkeys(_APOSTROPHES + '"“”„‟«»‹›‚՛՜՞') | dict.fromkeys("-‐‒–—―−⁃֊־", " "))


class _Keys(dict[int, str]):
    """Code point to key, for `str.translate`. A key is computed when its character first occurs."""

    def __missing__(self, code: int) -> str:
        small = _bare(chr(code)).casefold().translate(_LETTERS)
        self[code] = key = _bare(small)
        return key


_KEYS = _Keys()


def _bare(text: str) -> str:
    """Decomposed (NFKD), without combining marks and format characters."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", text)
        if unicodedata.category(character) not in ("Mn", "Me", "Cf")
    )


def fold(text: str) -> str:
    """The key by which names and words are compared. Equal keys look like the same spelling at a glance.

    Small letters without diacritics, compatibility forms and ligatures spelled out (NFKD), Turkish ı and
    İ as i, Azerbaijani ə as a, quotation marks and apostrophes dropped (but a possessive 's becomes a
    word of its own, so that a search for Russia finds Russia’s), hyphens and dashes as spaces, invisible
    format characters dropped, white space folded. Other scripts are kept, in small letters and without marks
    (й as и). To fold twice changes nothing, and composed and decomposed text give the same key.
    """
    if text.isascii():
        folded = text.lower()
    else:  # an acute accent by itself serves as an apostrophe; NFKD would make it a space
        folded = unicodedata.normalize("NFKD", text.replace("´", "'")).translate(_KEYS)
    return " ".join(_POSSESSIVE.sub(" ", folded).translate(_SIGNS).split())


def surname_key(name: str) -> str:
    """The folded last word of a person's name; for one with a hyphen, both halves (ter petrosyan)."""
    words = name.split()
    return fold(words[-1]) if words else ""


class Candidate(NamedTuple):
    """A record that a name may mean. Only a person can also be named by surname."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    person: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)


def match(query: str, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The ids that `query` means, in the order of the candidates: several if ambiguous, none if unknown.

    An id takes precedence over a name or alias, and these over a surname.
    """
    wanted = fold(query)
    named: list[str] = []
    surnamed: list[str] = []
    for candidate in candidates:
        if candidate.id == query:
            return (candidate.id,)
        if not wanted:
            continue
        if any(fold(name) == wanted for name in candidate.names):
            named.append(candidate.id)
        elif candidate.person and any(surname_key(name) == wanted for name in candidate.names):
            surnamed.append(candidate.id)
    return tuple(named or surnamed)


# --- in a text -------------------------------------------------------------------------------------------


class _Pieces(dict[str, str]):
    """Character to its part of the folded text: a space for whatever separates words, the same apostrophe for
    every kind of it, nothing for a mark or a quotation mark."""

    def __missing__(self, character: str) -> str:
        parts = character.isspace() or _SIGNS.get(ord(character)) == " "
        piece = " " if parts else "'" if character in f"{_APOSTROPHES}´" else fold(character)
        self[character] = piece
        return piece


_PIECES = _Pieces()
_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\w+(?:'\w+)*")


def occurrences(text: str, spellings: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Where one of the spellings stands in the text, as whole words: start, end and the spelling.

    Spellings are compared by `fold`, so in any case, with or without diacritics and across line breaks. An
    apostrophe ends a name too (Lavrov’s, Şuşa’da). An abbreviation is not met in small letters: “us” is not
    the US. Start and end are code points of the text, end exclusive. If several begin at the same place, the
    longest is taken. None is looked for inside another.
    """
    wanted: dict[str, str] = {}
    for spelling in spellings:
        wanted.setdefault(fold(spelling), spelling)
    wanted.pop("", None)
    if not wanted:
        return
    keys: list[str] = []
    places: list[int] = []  # for each character of `keys`, the offset in the text that it comes from
    for place, character in enumerate(text):
        piece = _PIECES[character]
        if piece != " " or (keys and keys[-1] != " "):
            keys.extend(piece)
            places.extend([place] * len(piece))
    folded = "".join(keys)
    wanted = _possible(wanted, folded)
    if not wanted:
        return
    # An apostrophe may stand anywhere in a name. Before an s it separates two words by itself.
    names = (
        "'?".join(r"(?: |'(?=s\b))" if character == " " else re.escape(character) for character in key)
        for key in sorted(wanted, key=len, reverse=True)
    )
    for found in re.finditer(rf"(?<!\w)(?<!\w')(?:{'|'.join(names)})(?!\w)", folded):
        start, end = places[found.start()], places[found.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        met = text[start:end]
        if (key := fold(met)) in wanted and not (wanted[key].isupper() and met.islower()):
            yield start, end, wanted[key]


def _possible(wanted: dict[str, str], folded: str) -> dict[str, str]:
    """Of the spellings by their keys, those whose first word stands in the text at all.

    The names of a whole corpus are thousands, of which a text has a few. The pattern of all of them would be
    tried at every word.
    """
    firsts = {key: found[0] if (found := _WORD.search(key)) else "" for key in wanted}
    longest = max(map(len, firsts.values()))
    words = {""}
    for run in set(_RUN.findall(folded)):
        word = ""
        for part in run.split("'"):  # Şuşa’da: the name may end at an apostrophe, or have it inside
            word += part
            if len(word) > longest:
                break
            words.add(word)
    return {key: spelling for key, spelling in wanted.items() if firsts[key] in words}


# --- proposals ------------------------------------------------------------------------------------------

# Spellings of one sound in the Latin transliterations of Armenian, Azerbaijani and Russian names. A doubled
# letter counts as one. This is far too coarse for matching, so it serves only to propose names.
_SPELLINGS = {
    "a": ("ya", "ia", "ja"),
    "c": ("tch", "ch", "ts", "tz"),
    "e": ("ye", "yo"),
    "f": ("ph",),
    "i": ("iy", "yi", "ij", "ee"),
    "j": ("dzh", "zh", "dj"),
    "k": ("kh", "gh", "ks"),
    "s": ("shch", "sch", "sh"),
    "u": ("yu", "iu", "ju", "ou", "oo"),
}
_LONGEST_FIRST = sorted(
    ((spelling, sound) for sound, spellings in _SPELLINGS.items() for spelling in spellings),
    key=lambda pair: -len(pair[0]),
)
_ONE_SOUND = str.maketrans("gqxywj", "kkkivz")
_DOUBLED = re.compile(r"(\w)\1+")
_SHORTLIST = 200
_MAX_LENGTH = 100
_ALIKE = 4
"""Of so many letters, one may differ for a spelling to be proposed; of three, one too. So occupation proposes
neither communication nor cooperation."""


def nearest(query: str, names: Iterable[str], n: int = 5) -> list[str]:
    """At most `n` of `names` that the writer of `query` may have meant, the likeliest first.

    Spellings are compared by sound (Sarkisian, Sargsyan), with the whole name and with each of its words,
    and by letter with the whole. Of names that are equally alike, the one that is so as a whole comes first
    (azerbaijan before azerbaijan-ssr). This is the one rule for all proposals: of names, identifiers, keys
    and the words of the codebook. A cheap comparison ranks all names; only the best `_SHORTLIST` are compared
    letter by letter.
    """
    from difflib import SequenceMatcher  # only a name that is not known needs these two
    from heapq import nlargest

    known = list(dict.fromkeys(names))
    # All at once, with NUL between them: a hundred thousand small calls would take seconds.
    joined = "\0".join(name[:_MAX_LENGTH].replace("\0", " ") for name in (query, *known))
    wanted, *heard = (sounds.strip() for sounds in _sounds(joined).split("\0"))
    if not wanted:
        return []
    pairs = _pairs(wanted)
    shortlist = nlargest(
        _SHORTLIST,
        ((_overlap(pairs, sounds), name, sounds) for name, sounds in zip(known, heard, strict=True)),
    )
    by_sound, by_letter = SequenceMatcher(autojunk=False), SequenceMatcher(autojunk=False)
    by_sound.set_seq2(wanted)
    by_letter.set_seq2(fold(query[:_MAX_LENGTH]))
    ranked = []
    for overlap, name, sounds in shortlist:
        if overlap:
            by_letter.set_seq1(fold(name[:_MAX_LENGTH]))
            by_sound.set_seq1(sounds)
            likeness = max(_likeness(by_sound), _likeness(by_letter))
            whole = by_sound.ratio()
            for word in sounds.replace("_", " ").split():
                by_sound.set_seq1(word)
                likeness = max(likeness, _likeness(by_sound))
            if likeness:
                ranked.append((-likeness, -whole, name))
    return [name for *_, name in sorted(ranked)[:n]]


def _likeness(matcher: "SequenceMatcher[str]") -> float:
    """How alike two spellings are, from 0 to 1; 0 if more letters differ than `_ALIKE` allows."""
    # Typeshed does not know these two, which are public.
    one: str = matcher.a  # type: ignore[attr-defined]
    other: str = matcher.b  # type: ignore[attr-defined]
    changes = longer = 0
    alone: list[str] = []  # for each stretch in order: letters that only one has, or nothing
    for kind, start, end, since, until in matcher.get_opcodes():
        letters = max(end - start, until - since)
        longer += letters
        changes += letters if kind != "equal" else 0
        alone.append(one[start:end] + other[since:until] if kind in ("delete", "insert") else "")
        # A letter that has moved (titel) is one change.
        if len(alone) > 2 and alone[-1] and alone[-1] == alone[-3] and letters == 1:
            changes -= 1
    few = changes <= max(1, longer // _ALIKE) and 2 * changes < longer
    return matcher.ratio() if few else 0.0


def _sounds(text: str) -> str:
    sounds = fold(text)
    for spelling, sound in _LONGEST_FIRST:
        sounds = sounds.replace(spelling, sound)
    return _DOUBLED.sub(r"\1", sounds.translate(_ONE_SOUND))


def _pairs(sounds: str) -> frozenset[str]:
    padded = f" {sounds} "
    return frozenset(padded[i : i + 2] for i in range(len(padded) - 1))


def _overlap(pairs: frozenset[str], sounds: str) -> float:
    """How many of the pairs of letters a name has. If two names have equally many, the shorter is nearer."""
    padded = f" {sounds} "
    shared = sum(pair in padded for pair in pairs)
    return shared - len(sounds) / 1000 if shared else 0.0
