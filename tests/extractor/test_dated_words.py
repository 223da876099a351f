"""A date that disagrees with the words from which it is read is told, for every basis and every field."""

from pathlib import Path

import pytest

from tests.corpus import assert_told_once, drawn, spoiled, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"
STATED = "{edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}"
PUBLISHED = "{edtf: 2020-11-22, verbatim: 22 November, basis: completed,"
DEADLINE = "{edtf: /2020-12-01, verbatim"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            SHARED,
            STATED,
            "{edtf: →2020-09-11, verbatim: 9 November 2020, basis: stated}",
            "agreements[0].signed.edtf: 2020-09-11 disagrees with its own words in the day and month: "
            "'9 November 2020' names 9 November 2020 [the month and the day are swapped]",
            id="month and day swapped",
        ),
        pytest.param(
            SHARED,
            STATED,
            "{edtf: →2021-11-09, verbatim: 9 November 2020, basis: stated}",
            "agreements[0].signed.edtf: 2021-11-09 disagrees with its own words in the year: "
            "'9 November 2020' names 9 November 2020",
            id="another year",
        ),
        pytest.param(
            SHARED,
            STATED,
            "{edtf: →2020-11-09, verbatim: 9 November, basis: stated}",
            "agreements[0].signed.edtf: a date that is stated has its year in the text, and '9 November' has "
            "no 2020: make it completed, or inferred, and say in `reason` where the year is from",
            id="a stated date without its year",
        ),
        pytest.param(
            SHARED,
            STATED,
            "{edtf: →2020-11-09, verbatim: November 2020, basis: stated}",
            "agreements[0].signed.edtf: 2020-11-09 has a day, and 'November 2020' names none "
            "[write 2020-11, or say what the day rests on]",
            id="a day that the words have not",
        ),
        pytest.param(
            INTERVIEW,
            PUBLISHED,
            "{edtf: →2020-12-22, verbatim: 22 November, basis: completed,",
            "document.published.edtf: 2020-12-22 disagrees with its own words in the month: "
            "'22 November' names 22 November",
            id="the day of publication",
        ),
        pytest.param(
            SHARED,
            DEADLINE,
            "{edtf: →/2020-12-11, verbatim",
            "agreements[0].provisions[0].deadline.edtf: /2020-12-11 disagrees with its own words in the day: "
            "'by 1 December 2020' names 1 December 2020",
            id="a deadline",
        ),
        pytest.param(
            REPORT,
            "{field: date, value: 2020-11-21,",
            "{field: date, value: →2020-11-12,",
            "mentions[0].claims[0].value: 2020-11-12 disagrees with its own words in the day: "
            "'on 21 November 2020' names 21 November 2020",
            id="a claim",
        ),
        pytest.param(
            INTERVIEW,
            "date: {edtf: 2020-11, basis: inferred,",
            "date: {edtf: →2020-10, verbatim: 22 November, basis: inferred,",
            "statements[1].date.edtf: 2020-10 disagrees with its own words in the month: "
            "'22 November' names 22 November",
            id="an inferred date",
        ),
        pytest.param(
            INTERVIEW,
            "date: {edtf: 2020-11-22, verbatim: on Sunday, basis: derived,",
            "date: {edtf: →2020-11-20, verbatim: on Sunday, basis: derived,",
            "warning: events[0].date.edtf: 2020-11-20 was a Friday, and 'on Sunday' names a Sunday",
            id="another weekday",
        ),
    ],
)
def test_a_date_that_is_not_that_of_its_words_is_told_once(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    assert_told_once(tmp_path, (file, old, new), expected)


def test_words_that_are_not_in_the_text_are_not_compared(tmp_path: Path) -> None:
    date = "{edtf: 2020-11-09, verbatim: 8 May 2020, document: interview, basis: stated}"
    write(tmp_path, spoiled((SHARED, STATED, date)))
    (problem,) = told(drawn(tmp_path).problems)
    assert "verbatim: is not in interview" in problem


@pytest.mark.parametrize(
    ("text", "edtf", "verbatim", "fault"),
    [
        ("Սա տեղի ունեցավ 2020 թվականի նոյեմբերի 9-ին։", "2020-11-09", "2020 թվականի նոյեմբերի 9-ին", False),
        ("Սա տեղի ունեցավ 2020 թվականի նոյեմբերի 9-ին։", "2020-10-09", "2020 թվականի նոյեմբերի 9-ին", True),
        ("Это было пятого мая 2019 года.", "2019-05-05", "пятого мая 2019 года", False),
        ("Это было пятого мая 2019 года.", "2019-05-15", "пятого мая 2019 года", True),
        ("Bu, 2020-ci il noyabrın 9-da olub.", "2020-11-09", "2020-ci il noyabrın 9-da", False),
        ("Bu, 2020-ci il noyabrın 9-da olub.", "2019-11-09", "2020-ci il noyabrın 9-da", True),
        ("ეს მოხდა 2020 წლის 9 ნოემბერს.", "2020-11-09", "2020 წლის 9 ნოემბერს", False),
        ("ეს მოხდა 2020 წლის 9 ნოემბერს.", "2020-11-19", "2020 წლის 9 ნოემბერს", True),
    ],
)
def test_dates_in_other_languages_are_compared(
    tmp_path: Path, text: str, edtf: str, verbatim: str, fault: bool
) -> None:
    records = f"""\
document: {{id: page, sha256: SHA256(page.txt), title: A page, sections: [{{kind: body}}]}}
events:
  - id: meeting
    type: CONSULT
    mode: meeting
    title: They meet
    status: occurred
    date: {{edtf: {edtf}, verbatim: "{verbatim}", basis: stated}}
    passages: ["{text}"]
"""
    write(tmp_path, {"page.txt": text, "page.yaml": records})
    assert ["disagrees" in line for line in told(drawn(tmp_path).problems)] == [True] * fault
