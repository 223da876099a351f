"""Abbreviations whose full stop does not end a sentence, in the languages in which documents are curated.

English, Russian, Armenian, Azerbaijani and Georgian. All are in small letters and without their last stop.
"""

import re

BEFORE_A_NAME = re.compile(
    "mr|mrs|ms|dr|prof|gen|col|lt|maj|capt|sgt|gov|sen|rep|rev|hon|st|amb|adm|brig|pres|vs|cf|viz|approx"
    "|т\\.е|т\\.к|т\\.н|им|ул|просп|пос|дер|проф|акад|ген|полк|св|см|напр"
    "|պրն|տկն|պրոֆ|ակադ|գեն|տես"
    "|akad|polk|məs|bax"
    "|მაგ|პროფ|აკად|გენ|პოლკ|იხ"
)
"""These never end a sentence."""

BEFORE_A_NUMBER = re.compile(
    "nos?|arts?|sec|fig|pp?|vol|ch|para|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|стр|рис|табл|гл|გვ"
)
"""These end one unless a number follows."""

AFTER_A_NAME = re.compile(
    "inc|ltd|co|corp|jr|sr|гг|тыс|млн|млрд|руб|долл|чел|кв|обл|թթ|մլն|մլրդ|mln|mlrd|მლნ|მლრდ|წწ"
)
"""These, like initials, end one only before a word that begins sentences."""

# “A” and the like are initials as well: they begin a sentence unless they have a stop of their own.
BEGINNERS = re.compile(
    "The|This|That|These|Those|He|She|It|They|We|You|There|Here|In|On|At|As|For|From|With|When|While|After|"
    "Before|But|And|However|Meanwhile|Earlier|Later|Both|According|Although|Since|If|Its|His|Her|Their"
    "|В|Во|На|По|Это|Этот|Эта|Эти|Он|Она|Оно|Они|Мы|Вы|Но|А|И|Как|При|После|До|Для|Если|Так|Также|Кроме|Однако"
    "|Ранее|Позже|Тогда|Там|Здесь|Его|Её|Ее|Их|С|К|За|Из|От|О|Об|Между|Тем|Что"
    "|Նա|Նրանք|Մենք|Դա|Այս|Այդ|Բայց|Սակայն|Իսկ|Երբ|Եթե|Ըստ|Ավելի|Նաև"
    "|Bu|Bundan|O|Onun|Onlar|Lakin|Amma|Ancaq|Həmçinin|Belə|Biz|Əgər|Sonra|Daha"
    "|ის|ეს|მან|იგი|ისინი|ჩვენ|ამ|მაგრამ|თუმცა|ასევე|როგორც|მათ|ამასთან"
)
"""Words that begin a sentence and hardly ever continue a name: they decide after “the U.S.” and “2020 г.”"""

LIST_ENDS = re.compile(r"(?<!\w)(?:т\. ?[дп]|и (?:др|пр)|və (?:s|b|i\. ?a)|და (?:ა\. ?შ|სხვ))\Z")
"""“And so on” at the end of a list: before a capital it ends the sentence."""
