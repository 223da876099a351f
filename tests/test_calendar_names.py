"""The names of months are those of CLDR, in each language."""

import pytest

from karabakh_events.calendar_names import month_of

# From Babel 2.19, which is no dependency: the wide and the abbreviated names, “-” for one left out.
CLDR = {
    "hy": (
        "հունվար փետրվար մարտ ապրիլ մայիս հունիս հուլիս օգոստոս սեպտեմբեր հոկտեմբեր նոյեմբեր դեկտեմբեր",
        "հնվ փտվ մրտ ապր մյս հնս հլս օգս սեպ հոկ - դեկ",
    ),
    "az": (
        "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr",
        "yan fev mar apr may iyn iyl avq - okt noy dek",
    ),
    "ka": (
        "იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი",
        "იან თებ მარ აპრ მაი ივნ ივლ აგვ სექ ოქტ ნოე დეკ",
    ),
    "ru": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв февр мар апр мая июн июл авг сент окт нояб дек",
    ),
}


@pytest.mark.parametrize("language", CLDR)
def test_every_name_is_of_its_month(language: str) -> None:
    for names in CLDR[language]:
        found = [None if name == "-" else month_of(name.casefold()) for name in names.split()]
        assert found == [None if name == "-" else at for at, name in enumerate(names.split(), 1)]
