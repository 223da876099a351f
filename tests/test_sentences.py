"""Sentences of Russian, Armenian, Azerbaijani and Georgian texts, which end by the signs of their script."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.passages import sentences

CASES = {
    "Russian": [
        "Министр прибыл в Танзар.|Он встретился с президентом.",
        "В 2020 г. Журавлёв подписал договор.|Стороны ждут.",
        "Договор подписан в 2020 г.|В нём девять статей.",
        "В 1991–1994 гг. шла война.|Она кончилась.",
        "Речь о мосте, канале и т. д.|Министр уехал.",
        "Речь о мосте, канале и т.п.|Министр уехал.",
        "Речь о дорогах, мостах и др.|Совет молчит.",
        "Дорога, т. е. Северный путь, открыта.|Мост закрыт.",
        "П. С. Журавлёв и А. Тоноян встретились.|Их ждали.",
        "Президент В. В. Иванов приехал.|А. И. Петров остался.",
        "Погибли 5 тыс. человек.|Ущерб — 3 млрд руб. Танзара.|Он вырос.",
        "Жители ул. Ленина и г. Северска ждут.|Мост в г. Танзаре закрыт.",
        "«Мы ждём ответа», — сказал он.|«Ответ будет», — сказала она.",
        "«Кто это сделал?» — спросил Журавлёв.|Ответа нет!",
        "Он сказал: «Дорога открыта».|«Мост — нет».",
        "Он назвал это „шагом вперёд“.|Это всё.",
        "МОСКВА, 5 ноября. /ТАСС/. Россия не претендует на это.|Так сказали в МИД…|Ждём.",
        "1. Стороны прекращают огонь.",
        "Открыты стр. 5 и рис. 2.|Дальше пусто.",
    ],
    "Armenian": [
        "Նախարարը ժամանել է Թանզար։|Նա հանդիպել է նախագահին։",
        "Ե՞րբ կսկսվի շինարարությունը։|Ոչ ոք չգիտի։",
        "Ի՜նչ լուր է սա։|Բոլորն ուրախ են։",
        "Նախարարն ասել է. «Ճանապարհը բաց կմնա»։|Նա մեկնեց։",
        "Նախարարն ասել է. Մենք սպասում ենք։|Նա մեկնեց։",
        "Նախարարը ժամանել է Թանզար:|Նա հանդիպել է Ա. Տոնոյանին:",
        "Հանդիպումը 2023 թ. մայիսին էր։|Ա. Տոնոյանը ներկա էր։",
        "Պայմանագիրը կնքվել է 2023 թ.։|Այն ունի ինը կետ։",
        "Նա հարցրեց՝ ո՞վ է դա արել։|Պատասխան չկա…|Սպասենք։",
        "Հարց: Ինչո՞ւ են փակել ճանապարհը։|Պատասխան չկա։",
    ],
    "Azerbaijani": [
        "Nazir Tanzara gəlib.|O, prezidentlə görüşüb.",
        "Görüş 2023-cü il mayın 9-da olub.|Ə. Tonoyan iştirak edib.",
        "İ. Əliyev və Ş. Quliyev danışıb.|İşıqlı kəndi gözləyir.",
        "Yollar, körpülər və s.|Nazir getdi.",
        "Yollar, körpülər və s. haqqında danışıblar.|Vəssalam.",
        "O deyib: “Yol açıqdır”.|“Körpü isə yox”.",
        "Bunu kim edib?|Cavab yoxdur!",
        "Prof. Quliyev 5 mln. manat istəyib.|Ona vermədilər.",
    ],
    "Georgian": [
        "მინისტრი თანზარში ჩავიდა.|იგი პრეზიდენტს შეხვდა.",
        "ა. ტონოიანი და პ. ჟურავლიოვი შეხვდნენ.|შეხვედრა გრძელი იყო.",
        "შეხვედრა 2023 წ. მაისში გაიმართა.|მას ყველა ელოდა.",
        "ე.წ. ჩრდილოეთის გზა ღიაა.|ხიდი დაკეტილია.",
        "გზები, ხიდები და ა.შ.|მინისტრი წავიდა.",
        "მინისტრმა განაცხადა: „გზა ღია იქნება“.|„ხიდი კი არა“.",
        "ვინ გააკეთა ეს?|პასუხი არ არის!",
        "პროფ. გელაშვილი მოვიდა.|მან ილაპარაკა.",
    ],
}


def split(text: str) -> str:
    return "|".join(text[start:end] for start, end in sentences(text, 0, len(text)))


@pytest.mark.parametrize("marked", [each for cases in CASES.values() for each in cases])
def test_where_sentences_end(marked: str) -> None:
    assert split(marked.replace("|", " ")) == marked


def test_wrapped_lines_run_on_in_a_script_without_capitals() -> None:
    first = "მინისტრი თანზარში ჩავიდა და იქ პრეზიდენტს"
    second = "იგი მეორე დღეს წავიდა თავის ქალაქში უკან."
    wrapped = f"{first}\nშეხვდა. {second}\nდასასრული."
    assert split(wrapped).split("|") == [f"{first}\nშეხვდა.", second, "დასასრული."]


@given(
    st.sampled_from(sorted(CASES)).flatmap(
        lambda language: st.lists(
            st.sampled_from([each for case in CASES[language] for each in case.split("|")]), max_size=12
        )
    ),
    st.sampled_from([" ", "\n\n", "\u00a0"]),
)
def test_they_cover_the_text_and_do_not_overlap(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    found = sentences(text, 0, len(text))
    assert all(first[1] <= second[0] for first, second in pairwise(found))
    covered = {at for start, end in found for at in range(start, end)}
    assert all(at in covered for at, character in enumerate(text) if not character.isspace())
