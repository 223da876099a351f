"""Records: every field that is wrong is told once, with its place."""

from pathlib import Path

import pytest

from tests.corpus import assert_told_once, drawn, places_of, spoiled, told, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        pytest.param(
            SHARED,
            "places:\n",
            "→place: []\nplaces:\n",
            "place: unknown key 'place' [did you mean 'places'?]",
            id="an unknown key at the top",
        ),
        pytest.param(
            SHARED,
            "{actor: sergey-lavrov, behalf_of: russia}",
            "{actor: sergey-lavrov, →behalf: russia}",
            "agreements[0].actors.signatory[0].behalf: unknown key 'behalf' [did you mean 'behalf_of'?]",
            id="an unknown key deep inside",
        ),
        pytest.param(
            INTERVIEW,
            "    mode: visit\n",
            "    mode: visit\n    →mode: talks\n",
            "events[0].mode: the key 'mode' stands twice [first in line 25]",
            id="a duplicate key",
        ),
        pytest.param(
            SHARED,
            "agreements:\n",
            "→places: [{id: yerevan, name: Y}]\nagreements:\n",
            "places: the key 'places' stands twice [first in line 15]",
            id="a duplicate key at the top",
        ),
        pytest.param(
            INTERVIEW,
            "  - id: visit\n    type: CONSULT\n",
            "  - →id: visit\n",
            "events[0].type: is missing",
            id="a needed field that is missing",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title: →''",
            "events[0].title: is empty",
            id="a field that is empty",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title:→",
            "events[0].title: is empty",
            id="a field with nothing in it",
        ),
        pytest.param(
            INTERVIEW,
            "manner: direct",
            "manner: →null",
            "statements[0].manner: 'null' is not one of: direct, indirect, mixed",
            id="null is text",
        ),
        pytest.param(
            SHARED,
            "{id: russia,",
            "{id: →Russia,",
            "actors[1].id: 'Russia' is not an identifier: write lower-case ASCII words and digits "
            "joined by hyphens",
            id="an identifier with capitals",
        ),
        pytest.param(
            REPORT,
            "  - id: closing",
            "  - id: →" + "a" * 161,
            "events[0].id: is longer than 160 characters",
            id="an identifier that is too long",
        ),
        pytest.param(
            INTERVIEW,
            "type: CONSULT",
            "type: →CONSLT",
            "events[0].type: 'CONSLT' is not one of: AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, "
            "RETREAT, REQUEST, ACCUSE, REJECT, THREATEN, PROTEST, SANCTION, MOBILIZE, COERCE, ASSAULT "
            "[did you mean 'CONSULT'?]",
            id="a word outside the list",
        ),
        pytest.param(
            INTERVIEW,
            "act: commit",
            "act: →Commit",
            "statements[0].act: 'Commit' is not one of: assert, report, explain, predict, accuse, "
            "deny, warn, request, propose, ask, commit, refuse, threaten, support, welcome, criticise, "
            "hope [did you mean 'commit'?]",
            id="a word of the list in the wrong case",
        ),
        pytest.param(
            INTERVIEW,
            "host: [azerbaijan]",
            "→hosts: [azerbaijan]",
            "events[0].actors.hosts: 'hosts' is not one of: actor, recipient, host, mediator, "
            "participant, observer [did you mean 'host'?]",
            id="a key outside the list",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →2020-11-31, verbatim: on Sunday",
            "events[0].date.edtf: 2020-11-31: November 2020 has 30 days",
            id="a day that is not in the calendar",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →22.11.2020, verbatim: on Sunday",
            "events[0].date.edtf: 22.11.2020 is not EDTF; write 2020-11-22",
            id="a date that is not EDTF",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →1:30:00, verbatim: on Sunday",
            "events[0].date.edtf: 1:30:00 is not EDTF; write a date such as 2020-11-22, 2020-11, 2020 "
            "or 2020-10-10/2020-11-09",
            id="a sexagesimal is text",
        ),
        pytest.param(
            SHARED,
            "{edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}",
            "→{edtf: 2020-11-09, basis: stated}",
            "agreements[0].signed: a date that is stated needs `verbatim`, the words of the text it is "
            "read from",
            id="a stated date without its words",
        ),
        pytest.param(
            INTERVIEW,
            "{edtf: 2020-11, basis: inferred, reason: the month of the visit}",
            "→{edtf: 2020-11, basis: inferred}",
            "statements[1].date: a date that is inferred needs a `reason`",
            id="an inferred date without a reason",
        ),
        pytest.param(
            INTERVIEW,
            "{edtf: 2020-11, basis: inferred, reason: the month of the visit}",
            "→{edtf: 2020-11, basis: external, reason: r}",
            "statements[1].date: a date that is external needs a `reference`",
            id="an external date without a reference",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            "title: →[Lavrov]",
            "events[0].title: expected text, found a list",
            id="a list where text should be",
        ),
        pytest.param(
            INTERVIEW,
            "topics: [refugees]",
            "topics: →refugees",
            "statements[1].topics: expected a list, found text [begin each entry with `- `, or write "
            "[ONE, TWO]]",
            id="text where a list should be",
        ),
        pytest.param(
            REPORT,
            "    part_of: visit\n",
            "    part_of: visit\n    date: →2020\n",
            "events[0].date: expected a mapping (key: value), found text",
            id="text where a mapping should be",
        ),
        pytest.param(
            REPORT,
            "statements:\n  - id: kept\n    speakers: [a-source]",
            "statements:\n  - id: kept\n    speakers: →{a: b}",
            "statements[0].speakers: expected a list, found a mapping [begin each entry with `- `, or "
            "write [ONE, TWO]]",
            id="a mapping where a list should be",
        ),
        pytest.param(
            INTERVIEW,
            "agreements: {discussed: [truce]}",
            "agreements: →[truce]",
            "events[0].agreements: expected a mapping (key: value), found a list",
            id="a list where a mapping should be",
        ),
        pytest.param(
            REPORT,
            "passages: [The roads are closed.]",
            "passages: →[]",
            "events[0].passages: needs at least one entry",
            id="no entry where one is needed",
        ),
        pytest.param(
            REPORT,
            "events:\n",
            "events:\n  - →closing\n",
            "events[0]: expected a mapping (key: value), found text",
            id="a record that is text",
        ),
        pytest.param(
            REPORT,
            "events:\n",
            "places: →baku\nevents:\n",
            "places: expected a list, found text [begin each entry with `- `, or write [ONE, TWO]]",
            id="a kind of record that is text",
        ),
        pytest.param(
            SHARED,
            "- {id: baku, name: Baku, latitude: 40.3953,",
            "- →{id: baku, name: Baku, country: AZE,",
            "places[0]: a latitude needs a longitude, and the other way round",
            id="coordinates by halves",
        ),
        pytest.param(
            SHARED,
            "- {id: baku, name: Baku, latitude: 40.3953, longitude: 49.8822, precision: settlement, "
            "reference: Q9248",
            "- →{id: baku, name: Baku, latitude: 40.3953, longitude: 49.8822",
            "places[0]: coordinates need a `reference`",
            id="coordinates without a reference",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →" + "9" * 5000,
            "places[0].latitude: "
            "'9999999999999999999999999999999999999999999999999999999999999999999999999999999…' is not "
            "a number of degrees such as 40.3953",
            id="a latitude of 5,000 digits",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →91",
            "places[0].latitude: '91' is more than 90",
            id="a latitude beyond the pole",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →NaN",
            "places[0].latitude: 'NaN' is not a number of degrees such as 40.3953",
            id="NaN",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →1e999",
            "places[0].latitude: '1e999' is not a number of degrees such as 40.3953",
            id="infinity",
        ),
        pytest.param(
            SHARED,
            "latitude: 40.3953",
            "latitude: →4_0",
            "places[0].latitude: '4_0' is not a number of degrees such as 40.3953",
            id="digits with an underscore",
        ),
        pytest.param(
            INTERVIEW,
            "edtf: 2020-11-22, verbatim: on Sunday",
            "edtf: →9223372036854775808, verbatim: on Sunday",
            "events[0].date.edtf: 9223372036854775808: dates are read in the years 0001 to 9999, as "
            "four digits",
            id="2^63 as a year",
        ),
        pytest.param(
            INTERVIEW,
            "{edtf: 2020-11, basis: inferred, reason: the month of the visit}",
            "{edtf: →0300-03, basis: inferred, reason: r}",
            "statements[1].date.edtf: '0300-03' begins or ends on 0300-03-01, which the database cannot keep "
            "(SQLite takes it for 29 February); write an interval that begins earlier or ends later, by a "
            "day or more",
            id="the one day that SQLite does not know",
        ),
        pytest.param(
            SHARED,
            "    country: RUS",
            "    country: →Russia",
            "actors[0].country: 'Russia' does not have the form ^[A-Z]{3}$",
            id="a country by name",
        ),
        pytest.param(
            INTERVIEW,
            "  - id: delay\n",
            "  - →id: delay\n    quote: [any delay]\n",
            "statements[2]: an indirect statement has no `quote`: make it direct or mixed",
            id="indirect with a quote",
        ),
        pytest.param(
            REPORT,
            "  - id: kept\n    speakers: [a-source]\n    manner: indirect",
            "  - →id: kept\n    speakers: [a-source]\n    manner: direct",
            "statements[0]: a direct statement needs its `quote`, the words between the quotation marks "
            "[no words stand between quotation marks in its passages]",
            id="direct without a quote",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow, reason: heard so, reference: a letter}",
            "→{field: place, value: moscow, reason: heard so}",
            "mentions[0].claims[1]: a claim needs a `passage` of a document, or a `reference` to where "
            "else it is said",
            id="a claim with neither passage nor reference",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow, reason: heard so, reference: a letter}",
            "→{field: place, value: moscow, reference: a letter}",
            "mentions[0].claims[1]: a claim from outside the documents needs a `reason`",
            id="an outside claim without a reason",
        ),
        pytest.param(
            REPORT,
            "{field: date, value: 2020-11-21,",
            "{field: date, value: →2020-11-31,",
            "mentions[0].claims[0].value: 2020-11-31: November 2020 has 30 days",
            id="a claim of a date that is none",
        ),
        pytest.param(
            REPORT,
            "{field: place, value: moscow,",
            "{field: status, value: →maybe,",
            "mentions[0].claims[1].value: 'maybe' is not one of: occurred, ongoing, planned, proposed, "
            "alleged, denied",
            id="a claim of a status that is none",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"Lavrov visits\\0Baku"',
            "events[0].title: nul character U+0000 at position 14 [remove it]",
            id="NUL",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"\\e[2J"',
            "events[0].title: control character U+001B at position 1 [remove it]",
            id="an escape sequence",
        ),
        pytest.param(
            INTERVIEW,
            "title: Lavrov visits Baku",
            'title: →"Lavrov \\u202evisits"',
            "events[0].title: bidi character U+202E at position 8 [remove it]",
            id="a right-to-left override",
        ),
        pytest.param(
            SHARED,
            "name: Moscow",
            'name: →"Mos\\u200bcow\\u202e"',
            "places[1].name: bidi character U+202E at position 8 [remove it]",
            id="an override behind a zero-width space",
        ),
        pytest.param(
            SHARED,
            "name: Moscow",
            "name: →Mos\u200bcow",
            "warning: places[1].name: zero-width character U+200B at position 4 [invisible, and names "
            "that look alike would differ]",
            id="a warning: zero width in a name",
        ),
    ],
)
def test_a_fault_in_a_record_is_told_once_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    """Nothing that refers to the faulty record is told to be wrong as well."""
    assert_told_once(tmp_path, (file, old, new), expected)


def test_an_unknown_key_is_likely_the_one_that_is_missed(tmp_path: Path) -> None:
    """So the one that is missing is not told as well. A key like no other may be anything."""
    write(tmp_path, spoiled((INTERVIEW, "    mode: visit\n", "    mod: visit\n")))
    assert told(drawn(tmp_path).problems) == [
        "a-interview.yaml:25:5: events[0].mod: unknown key 'mod' [did you mean 'mode'?]",
    ]
    write(tmp_path, spoiled((INTERVIEW, "    mode: visit\n", "    colour: visit\n")))
    assert told(drawn(tmp_path).problems) == [
        "a-interview.yaml:23:5: events[0].mode: is missing",
        "a-interview.yaml:25:5: events[0].colour: unknown key 'colour'",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "passages: [Armenpress reports that Yerevan denied any delay.]",
            "passages:\n      - →Armenpress said:",
        ),
        (
            "passages: [Armenpress reports that Yerevan denied any delay.]",
            "passages:\n      - →He said: never.",
        ),
        ("passages: [Armenpress reports that Yerevan denied any delay.]", "passages: [→Armenpress: never]"),
        ("quote: [coming home]", "quote:\n      - →coming home:"),
        ("    summary: There is no delay.\n", "    summary:\n      →There is no delay:\n"),
    ],
)
def test_text_that_yaml_reads_as_a_mapping_is_told_to_need_quotation_marks(
    tmp_path: Path, old: str, new: str
) -> None:
    places = write(tmp_path, spoiled((INTERVIEW, old, new)))
    (problem,) = drawn(tmp_path).problems
    assert places_of([problem]) == places
    assert problem.hint == "text with `: ` in it, or with `:` at its end, needs quotation marks"
