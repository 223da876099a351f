"""Names: one key for all spellings of a name, and matching without guessing."""

import random
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.names import Candidate, fold, match, nearest, occurrences, surname_key
from karabakh_events.vocabulary import ActorKind, EventMode, SpeechAct
from tests.growth import assert_linear

any_text = st.text(st.characters(exclude_categories=[]), max_size=20) | st.text(
    "aAsS'’ʼ´-–\u0301\u0130ıəß ﬁ\u200b\u00adйЁև", max_size=12
)

# --- the key -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Sergey LAVROV", "sergey lavrov"),
        ("  Sergey\n\u00a0Lavrov ", "sergey lavrov"),
        ("İlham Əliyev", "ilham aliyev"),
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("TÜRKİYE, ışık", "turkiye, isik"),
        ("Şuşa", "susa"),
        ("Levon Ter-Petrosyan", "levon ter petrosyan"),
        ("Nagorno–Karabakh", "nagorno karabakh"),
        ("O’Brien", "obrien"),
        ("O´Brien", "obrien"),
        ("Tat'yana", "tatyana"),
        ("Russia’s “corridor”", "russia s corridor"),
        ("RUSSIA'S", "russia s"),
        ("the peoples’ deaths", "the peoples deaths"),
        ("Straße ﬁn Łódź Æsir", "strasse fin lodz aesir"),
        ("Шойгу", "шоигу"),
        ("ՄԻՆՍԿ և", "մինսկ եւ"),
        ("Lav\u00adrov\u200b", "lavrov"),
        ("Baku\u20dd", "baku"),
        ("Ⅷ ｆｕｌｌ", "viii full"),
        ("", ""),
        ("’“”", ""),
    ],
)
def test_the_key_of_a_name(text: str, key: str) -> None:
    assert fold(text) == key


@given(any_text)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(any_text)
def test_composed_and_decomposed_have_one_key(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_every_single_character_obeys_both_laws() -> None:
    characters = [chr(code) for code in (*range(0x3100), *range(0xA640, 0xAC00), *range(0xF900, 0x10500))]
    assert [character for character in characters if fold(key := fold(character)) != key] == []
    assert [
        character
        for character in characters
        if fold(character) != fold(unicodedata.normalize("NFD", character))
    ] == []


@given(any_text, any_text)
def test_words_keep_their_keys_side_by_side(a: str, b: str) -> None:
    assert fold(f"{a} {b}").split() == fold(a).split() + fold(b).split()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sergey Lavrov", "lavrov"),
        ("Levon Ter-Petrosyan", "ter petrosyan"),
        ("Vahagn Xaçaturyan", "xacaturyan"),
        ("Pashinyan", "pashinyan"),
        (" ", ""),
    ],
)
def test_the_surname_is_the_last_word(name: str, key: str) -> None:
    assert surname_key(name) == key


# --- in a text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spellings", "found"),
    [
        ("Lavrov’s plane; Lavrovs; MR LAVROV", ["Lavrov"], ["Lavrov", "LAVROV"]),
        ("Sergey\n Lavrov, then Lavrov", ["Lavrov", "Sergey Lavrov"], ["Sergey\n Lavrov", "Lavrov"]),
        ("İlham Əliyev and I\u0307lham E\u0306liyev", ["Ilham Aliyev"], ["İlham Əliyev"]),
        ("Erdog\u0306an, Erdoğan’s, Erdogan.", ["Erdoğan"], ["Erdog\u0306an", "Erdoğan", "Erdogan"]),
        ("Ter–Petrosyan", ["Ter-Petrosyan"], ["Ter–Petrosyan"]),
        ("Petrosya\u0301n.", ["Petrosyan"], ["Petrosya\u0301n"]),
        ("Petrosyan\u0301.", ["Petrosyan"], ["Petrosyan\u0301"]),
        ("Petrosyan\u0301\u0302.", ["Petrosyan"], ["Petrosyan\u0301\u0302"]),
        ("Sergey Lavrov", ["Sergey", "Sergey Lavrov"], ["Sergey Lavrov"]),
        ("PASHINYAN’S", ["Pashinyan"], ["PASHINYAN"]),
        ("Şuşa’da", ["Susa"], ["Şuşa"]),
        ("O’Brien and O'Brien’s ‘Brien’", ["O’Brien", "Brien"], ["O’Brien", "O'Brien", "Brien"]),
        ("Russia’s side, Russias side", ["Russia's side"], ["Russia’s side"]),
        ("“Baku”", ["Baku", "BAKU"], ["Baku"]),
        ("anything", ["", " ", "’"], []),
        ("", ["Baku"], []),
        ("a.b a+b", ["a.b"], ["a.b"]),
        ("US troops told us, the U.S. and NATO’s", ["US", "U.S.", "NATO"], ["US", "U.S.", "NATO"]),
        ("Nato", ["NATO"], ["Nato"]),
    ],
)
def test_where_a_name_stands(text: str, spellings: list[str], found: list[str]) -> None:
    assert [text[start:end] for start, end, _ in occurrences(text, spellings)] == found


def test_a_spelling_is_told_as_it_was_asked_for() -> None:
    assert list(occurrences("Moscow and MOSCOW", ["Russia", "Moscow"])) == [
        (0, 6, "Moscow"),
        (11, 17, "Moscow"),
    ]


@given(any_text, st.lists(any_text, max_size=4))
def test_what_is_found_is_the_name(text: str, spellings: list[str]) -> None:
    before = 0
    for start, end, spelling in occurrences(text, spellings):
        assert before <= start < end <= len(text)
        assert fold(text[start:end]) == fold(spelling)
        before = end


@given(any_text, any_text, st.sampled_from(["Lavrov", "Əliyev", "Ter-Petrosyan", "Foreign Ministry"]))
def test_a_name_between_words_is_found(before: str, after: str, name: str) -> None:
    found = [text[2] for text in occurrences(f"{before} {name} {after}", [name])]
    assert name in found


@given(
    st.text(alphabet="ab's -.", max_size=14),
    st.lists(st.text(alphabet="ab's -.", max_size=5), max_size=6),
)
def test_names_that_cannot_occur_are_not_looked_for(text: str, spellings: list[str]) -> None:
    """Where an apostrophe stands in a name, or ends it, the first word is still its first."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("karabakh_events.names._possible", lambda wanted, _: wanted)
        all_tried = list(occurrences(text, spellings))
    assert list(occurrences(text, spellings)) == all_tried


def test_the_names_of_a_large_corpus_are_looked_for_at_once() -> None:
    draw = random.Random(0)  # noqa: S311
    names = ["".join(draw.choices("aeiouyshkrnmlvtgd", k=10)) for _ in range(50_000)]
    text = "Sergey Lavrov came. " * 10_000
    assert len(list(occurrences(text, [*names, "Lavrov"]))) == 10_000


def test_looking_for_names_takes_linear_time() -> None:
    def prepare(size: int) -> Callable[[], object]:
        text = "Sergey Sergey Lavrov’s, " * (size // 24)
        return lambda: list(occurrences(text, ["Sergey Lavrov", "Lavrov", "Sergey Sergey Sergey"]))

    assert_linear(prepare)


# --- matching ------------------------------------------------------------------------------------------

CANDIDATES = [
    Candidate("sergey-lavrov", "Sergey Lavrov", ("Sergei Lavrov", "Сергей Лавров"), person=True),
    Candidate("ilham-aliyev", "Ilham Aliyev", ("İlham Əliyev",), person=True),
    Candidate("heydar-aliyev", "Heydar Aliyev", (), person=True),
    Candidate("elmar-mammadyarov", "Elmar Mammadyarov", (), person=True),
    Candidate("vahagn-khachaturyan", "Vahagn Khachaturyan", (), person=True),
    Candidate("serzh-sargsyan", "Serzh Sargsyan", ("Serzh Sarkisian",), person=True),
    Candidate("levon-ter-petrosyan", "Levon Ter-Petrosyan", (), person=True),
    Candidate("russian-mfa", "Russian Foreign Ministry", ("Foreign Ministry",)),
    Candidate("azerbaijani-mfa", "Azerbaijani Foreign Ministry", ("Foreign Ministry",)),
    Candidate("aliyev", "Aliyev Foundation"),
]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("sergey-lavrov", ["sergey-lavrov"]),
        ("SERGEI LAVROV", ["sergey-lavrov"]),
        ("Сергей Лавров", ["sergey-lavrov"]),
        ("Лавров", ["sergey-lavrov"]),
        ("lavrov", ["sergey-lavrov"]),
        ("Lavrov’s", []),
        ("Əliyev", ["ilham-aliyev", "heydar-aliyev"]),
        ("ilham əliyev", ["ilham-aliyev"]),
        ("Sarkisian", ["serzh-sargsyan"]),
        ("Ter-Petrosyan", ["levon-ter-petrosyan"]),
        ("ter petrosyan", ["levon-ter-petrosyan"]),
        ("foreign ministry", ["russian-mfa", "azerbaijani-mfa"]),
        ("Ministry", []),
        ("aliyev", ["aliyev"]),
        ("Mammadov", []),
        ("Khachatryan", []),
        ("Sergey", []),
        ("Lavro", []),
        ("", []),
        ("’", []),
    ],
)
def test_a_name_means_those_who_bear_it_and_nobody_else(query: str, ids: list[str]) -> None:
    assert match(query, CANDIDATES) == tuple(ids)


def test_a_name_in_full_wins_over_a_surname() -> None:
    candidates = [
        Candidate("a", "Nikol Stepanakert", person=True),
        Candidate("b", "Stepanakert"),
    ]
    assert match("Stepanakert", candidates) == ("b",)


def test_an_id_that_is_no_word_is_an_id_all_the_same() -> None:
    assert match("’", [Candidate("a", "A"), Candidate("’", "B")]) == ("’",)


# --- proposals -----------------------------------------------------------------------------------------

NAMES = [
    "Sergey Lavrov", "Sergey Shoygu", "Serzh Sargsyan", "Nikol Pashinyan", "Ilham Aliyev", "Hulusi Akkar",
    "Elmar Mammadyarov", "Vahagn Khachaturyan", "Zohrab Mnatsakanyan", "Arayik Harutyunyan", "Shusha",
    "OSCE Minsk Group", "Russian Foreign Ministry", "Edward Nalbandian", "Recep Tayyip Erdoğan",
    "Khankendi", "Nagorno-Karabakh", "Jeyhun Bayramov",
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "likeliest"),
    [
        ("Lavrof", "Sergey Lavrov"),
        ("Shoigu", "Sergey Shoygu"),
        ("Sarkisian", "Serzh Sargsyan"),
        ("Serzh Sarkisian", "Serzh Sargsyan"),
        ("Pashinian", "Nikol Pashinyan"),
        ("Mammadov", "Elmar Mammadyarov"),
        ("Khachatryan", "Vahagn Khachaturyan"),
        ("Harutunian", "Arayik Harutyunyan"),
        ("Nalbandyan", "Edward Nalbandian"),
        ("Erdogan", "Recep Tayyip Erdoğan"),
        ("Xankəndi", "Khankendi"),
        ("Şuşa", "Shusha"),
        ("Qarabağ", "Nagorno-Karabakh"),
        ("Ceyhun Bayramov", "Jeyhun Bayramov"),
        ("Minsk", "OSCE Minsk Group"),
    ],
)
def test_the_likeliest_name_is_proposed_first(query: str, likeliest: str) -> None:
    assert nearest(query, NAMES)[0] == likeliest


def test_nothing_is_proposed_where_nothing_is_alike() -> None:
    assert nearest("zzz", NAMES) == []
    assert nearest("", NAMES) == []
    assert nearest("’", ["", "’"]) == []
    assert nearest("Lavrov", []) == []


WORDS = sorted({*EventMode, *SpeechAct, *ActorKind})


@pytest.mark.parametrize(
    "query",
    ["annexation", "treaty", "conscription", "massacre", "referendum", "president", "journalist"],
)
def test_an_unlikely_word_is_not_proposed(query: str) -> None:
    assert nearest(query, WORDS) == []


@given(st.sampled_from([word for word in WORDS if len(word) > 4]), st.data())
def test_a_slip_of_one_letter_proposes_the_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    letter = data.draw(st.sampled_from("aeioudnrst"))
    slip = data.draw(st.sampled_from(["", letter, word[at] + letter]))
    assert word in nearest(word[:at] + slip + word[at + 1 :], WORDS)
    assert word in nearest(word[:at] + word[at + 1] + word[at] + word[at + 2 :], WORDS)


def test_a_name_as_a_whole_comes_before_one_that_has_it_as_a_word() -> None:
    assert nearest("azerbaidjan", ["azerbaijan-ssr", "azerbaijan"])[0] == "azerbaijan"
    assert nearest("azerbaidjan-armenia-truce", ["azerbaijan-armenia-truce"]) == ["azerbaijan-armenia-truce"]


def test_at_most_n_are_proposed_each_once() -> None:
    names = [f"Lavro{letter}" for letter in "abcdefg"] * 2
    assert nearest("Lavrov", names, 3) == nearest("Lavrov", list(reversed(names)), 3)
    assert len(set(nearest("Lavrov", names, 3))) == 3
    assert len(nearest("Lavrov", names)) == 5


def test_a_nul_in_a_name_parts_its_words() -> None:
    assert nearest("Lavrov", ["Lavrof", "Shoygu\0Lavrov"]) == ["Shoygu\0Lavrov", "Lavrof"]


def test_the_very_name_is_not_lost_among_many_longer_ones() -> None:
    longer = [f"Lavrov, deputy number {number}" for number in range(500)]
    assert nearest("Lavrov", [*longer, "Lavrov"])[0] == "Lavrov"


@given(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=8))
def test_proposals_are_names_that_exist(query: str, names: list[str]) -> None:
    assert set(nearest(query, names)) <= set(names)


def test_proposals_are_found_among_a_hundred_thousand_names() -> None:
    draw = random.Random(0)  # noqa: S311
    names = ["".join(draw.choices("aeiouyshkrnmlvtgd", k=10)) for _ in range(100_000)]
    assert nearest("Sarkisian", [*names, "Serzh Sargsyan"])[0] == "Serzh Sargsyan"
    assert nearest("x" * 1_000_000, ["y" * 1_000_000]) == []
