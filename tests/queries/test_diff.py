"""Two databases compared: what came, what went, and in words what changed."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karabakh_events.database.loading import build
from karabakh_events.dates import parse_edtf
from karabakh_events.queries.changes import Date, date_change
from karabakh_events.queries.diff import KINDS, Difference, differences, edition
from karabakh_events.schema.tables import metadata
from tests.rows import HOSTILE_TITLE, Rows, alias, citation, dated, day, event, linked, sample_rows, undated

VISIT = "2020-11-22-lavrov-in-baku"
TRILATERAL = "trilateral-statement-2020"
INTERVIEW, REPORT = "2020-11-22-interview", "2020-11-23-report"
_editions = count()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("editions")


def written(folder: Path, rows: Rows) -> Path:
    number = next(_editions)
    path = folder / f"{number}.db"
    build(path, rows, f"edition {number}")
    return path


def compared(old: Path, new: Path) -> list[Difference]:
    with edition(str(old)) as before, edition(str(new)) as after:
        return list(differences(before, after))


def change(rows: Rows, table: str, record: str, **values: Any) -> None:
    (row,) = [row for row in rows[table] if row["id"] == record]
    assert values.keys() <= row.keys()
    row.update(values)


@pytest.fixture
def words(folder: Path, sample_file: Path) -> Callable[[Callable[[Rows], object]], dict[str, list[str]]]:
    def said(alter: Callable[[Rows], object]) -> dict[str, list[str]]:
        """What is said of each record when the sample is altered."""
        rows = sample_rows()
        alter(rows)
        found = compared(sample_file, written(folder, rows))
        return {each.id: [change.words for change in each.changes] or [each.change] for each in found}

    return said


Words = Callable[[Callable[[Rows], object]], dict[str, list[str]]]


# --- dates ---------------------------------------------------------------------------------------------

DATES = [
    ("2017-10", "2017-10-16", "narrowed", "date narrowed from Oct 2017 to 16 Oct 2017"),
    ("2017-10-16", "2017", "widened", "date widened from 16 Oct 2017 to 2017"),
    ("2017-10", "2017-10/..", "opened", "date now open: from Oct 2017 to in or after Oct 2017"),
    ("../2017-10", "2017-10", "closed", "date no longer open: from in or before Oct 2017 to Oct 2017"),
    ("2017-10/..", "2018/..", "narrowed", "date narrowed from in or after Oct 2017 to in or after 2018"),
    ("2017-10", "2017-09", "earlier", "date moved earlier from Oct 2017 to Sep 2017"),
    ("2017-10-16", "2017-10-17", "later", "date moved later from 16 Oct 2017 to 17 Oct 2017"),
    (
        "2017-10-10/2017-10-20",
        "2017-10-15/2017-10-25",
        "shifted",
        "date shifted from between 10 and 20 Oct 2017 to between 15 and 25 Oct 2017",
    ),
    (
        "../2017-10",
        "2017-09/..",
        "shifted",
        "date shifted from in or before Oct 2017 to in or after Sep 2017",
    ),
    ("2017-10", "2017-10?", "requalified", "date put otherwise from Oct 2017 to Oct 2017?"),
    ("2017-10/..", "2017-10/", "requalified", "date put otherwise, 2017-10/ instead of 2017-10/.."),
    (None, "2017-10", "added", "date added: Oct 2017"),
    ("2017-10", None, "removed", "date removed: Oct 2017"),
]


def columns(edtf: str | None) -> dict[str, object]:
    if edtf is None:
        return undated()
    span = parse_edtf(edtf)
    return dated(edtf, span.earliest, span.latest, str(span.precision))


@pytest.fixture(scope="module")
def redated(folder: Path) -> dict[str, Difference]:
    """An event for each pair of dates, compared."""
    files = [
        written(
            folder,
            {
                "events": [
                    event(f"{number:02}", "CONSULT", "talks", "Talks", columns(dates[at]))
                    for number, dates in enumerate(DATES)
                ]
            },
        )
        for at in (0, 1)
    ]
    return {each.id: each for each in compared(*files)}


@pytest.mark.parametrize(("number", "dates"), list(enumerate(DATES)))
def test_what_became_of_a_date(
    redated: dict[str, Difference], number: int, dates: tuple[str | None, str | None, str, str]
) -> None:
    (changed, *_) = redated[f"{number:02}"].changes
    assert ("date", changed.old, changed.new, changed.change, changed.words) == ("date", *dates)


MIRRORED = {
    "added": "removed",
    "narrowed": "widened",
    "opened": "closed",
    "earlier": "later",
    "shifted": "shifted",
    "requalified": "requalified",
    "changed": "changed",
    "reordered": "reordered",
    "moved": "moved",
}
MIRRORED |= {other: one for one, other in MIRRORED.items()}

days = st.dates().map(str)
edtf_texts = st.one_of(
    st.none(),
    days,
    days.map(lambda day: day[:7]),
    days.map(lambda day: day[:4]),
    days.map(lambda day: f"{day}/.."),
    days.map(lambda day: f"../{day}"),
    st.tuples(days, days).map(lambda pair: "/".join(sorted(pair))),
    st.sampled_from(["2017-10", "2017-10?", "2017-10-16", "2017-10-16/..", "2017", "../2017-10"]),
)


def as_date(edtf: str | None) -> Date:
    if edtf is None:
        return Date(*[None] * 7)
    span = parse_edtf(edtf)
    return Date(edtf, span.earliest, span.latest, "stated", None, None, None)


@given(edtf_texts, edtf_texts)
def test_a_date_seen_from_the_other_side(old: str | None, new: str | None) -> None:
    there, back = date_change(as_date(old), as_date(new)), date_change(as_date(new), as_date(old))
    assert (there is None) == (old == new)
    assert back == (there and MIRRORED[there])


# --- one record ----------------------------------------------------------------------------------------


def topics(rows: Rows) -> None:
    first, second, *_ = rows["statement_topics"]
    first["position"], second["position"] = 1, 0


def text_changed(rows: Rows) -> None:
    """A line more at the beginning: everything in the document stands elsewhere."""
    (document,) = [row for row in rows["documents"] if row["id"] == REPORT]
    document |= {"text": f"Update!\n{document['text']}", "sha256": "another"}
    for row in (*rows["citations"], *rows["sections"]):
        if row["document_id"] == REPORT:
            row |= {"start": int(str(row["start"])) + 8, "end": int(str(row["end"])) + 8}


ALTERED: list[tuple[Callable[[Rows], object], dict[str, list[str]]]] = [
    (lambda rows: None, {}),
    (
        lambda rows: change(rows, "events", "2020-12-summit", status="occurred"),
        {"2020-12-summit": ["status changed from planned to occurred"]},
    ),
    (
        lambda rows: change(rows, "events", VISIT, date_basis="stated", place_id="shushi", part_of="mission"),
        {
            VISIT: [
                "place changed from Baku to Shushi",
                "wider event added: A mission is turned down",
                "basis changed from derived to stated",
            ]
        },
    ),
    (
        lambda rows: change(
            rows, "events", "2020-10-mines", place_id=None, date_reason="a hunch", date_verbatim="in October"
        ),
        {
            "2020-10-mines": [
                "place removed: Shushi",
                "wording of the date added: “in October”",
                "reason for the date changed from “the year of the page” to “a hunch”",
            ]
        },
    ),
    (
        lambda rows: change(
            rows, "statements", "lavrov-corridor", quote="The corridor\nis guaranteed", event_id=None
        ),
        {
            "lavrov-corridor": [
                "quote changed from “The Lachin corridor is guaranteed by Russia”"
                " to “The corridor” … “is guaranteed”",
                "occasion removed: Lavrov visits Baku",
            ]
        },
    ),
    (
        lambda rows: change(
            rows, "agreements", TRILATERAL, **day("2020-11-10", text="signed_", bounds="signed_")
        ),
        {
            TRILATERAL: [
                "date of signing narrowed from between 9 and 10 Nov 2020 to 10 Nov 2020",
                "basis of the date of signing changed from completed to stated",
                "wording of the date of signing removed: “on the night of 9 November”",
            ]
        },
    ),
    (
        lambda rows: rows["statement_actors"].__setitem__(
            0, linked("statement", "lavrov-corridor", ("russia", "speaker"))[0]
        ),
        {"lavrov-corridor": ["speaker changed from Sergey Lavrov to Russia"]},
    ),
    (
        lambda rows: rows["statement_actors"].append(
            linked("statement", "lavrov-refugees", ("armenia", "addressee"))[0]
        ),
        {"lavrov-refugees": ["addressee added: Armenia"]},
    ),
    (
        lambda rows: rows["event_actors"].append(
            linked("event", "2020-11-10-signing", ("ilham-aliyev", "observer"))[0]
        ),
        {"2020-11-10-signing": ["observer added: Ilham Aliyev"]},
    ),
    (
        lambda rows: [
            row.update(position=1 - int(str(row["position"]))) for row in rows["event_actors"][2:4]
        ],
        {"2020-11-10-signing": ["participants reordered from Armenia, Azerbaijan to Azerbaijan, Armenia"]},
    ),
    (topics, {"lavrov-corridor": ["topics reordered from corridor, security to security, corridor"]}),
    (
        lambda rows: rows["statement_topics"].pop(),
        {"source-mission": ["topic removed: monitoring"]},
    ),
    (
        lambda rows: [row.update(actor_id="azerbaijan") for row in rows["statement_actors"][2:3]],
        {"lavrov-corridor": ["about changed from Russia to Azerbaijan"]},
    ),
    (
        lambda rows: rows["statement_events"].clear(),
        {"source-mission": ["about removed: A mission is turned down"]},
    ),
    (
        lambda rows: [row.update(relation="implemented") for row in rows["event_agreements"][1:]],
        {
            VISIT: [
                "agreement (discussed) removed: Statement of 10 November 2020",
                "agreement (implemented) added: Statement of 10 November 2020",
            ]
        },
    ),
    (
        lambda rows: [row.update(behalf_of="russia") for row in rows["agreement_actors"][2:3]],
        {TRILATERAL: ["signatory changed from Ilham Aliyev for Azerbaijan to Ilham Aliyev for Russia"]},
    ),
    (
        lambda rows: rows["actor_aliases"].append(alias("actor", "russia", "Москва", "москва")),
        {"russia": ["alias added: “Москва”"]},
    ),
    (
        lambda rows: change(rows, "actors", "russia", name="Russian Federation"),
        {"russia": ["name changed from “Russia” to “Russian Federation”"]},
    ),
    (
        lambda rows: change(rows, "places", "baku", latitude=41.0, country=None),
        {"baku": ["country removed: AZE", "latitude changed from 40.4 to 41.0"]},
    ),
    (
        lambda rows: change(rows, "roles", "sergey-lavrov-minister", body_id=None, title="Minister"),
        {
            "sergey-lavrov-minister": [
                "title changed from “Minister of Foreign Affairs” to “Minister”",
                "body removed: Ministry of Foreign Affairs of Russia",
            ]
        },
    ),
    (
        lambda rows: change(rows, "provisions", f"{TRILATERAL}-handover", obligor_id="russia", number="7"),
        {
            f"{TRILATERAL}-handover": [
                "number changed from 6 to 7",
                "obligor changed from Armenia to Russia",
            ]
        },
    ),
    (
        lambda rows: rows["provision_claims"][0].update(verdict="disputed"),
        {
            f"{TRILATERAL}-corridor": [
                "claim changed from reaffirmed to disputed, by “Russia guarantees the Lachin corridor”"
            ]
        },
    ),
    (
        lambda rows: rows["provision_claims"].pop(),
        {f"{TRILATERAL}-handover": ["claim removed: breached, by “Mines laid near Şuşa”"]},
    ),
    (
        lambda rows: rows["claims"][1].update(value="2020-11-11"),
        {
            TRILATERAL: [
                f"reading of the date of signing changed from 10 Nov 2020 ({REPORT})"
                f" to 11 Nov 2020 ({REPORT})"
            ]
        },
    ),
    (
        lambda rows: rows["citations"].append(citation(INTERVIEW, "refugees would", event_id=VISIT)),
        {VISIT: [f"passage added: “refugees would” ({INTERVIEW}, body, characters 198–212)"]},
    ),
    (
        lambda rows: rows["citations"].pop(1),
        {VISIT: [f"passage for the date removed: “On Sunday” ({INTERVIEW}, body, characters 35–44)"]},
    ),
    (
        lambda rows: change(rows, "documents", INTERVIEW, outlet_id=None, url=None),
        {
            INTERVIEW: [
                f"url removed: “https://example.org/{INTERVIEW}”",
                "outlet removed: Interfax",
            ]
        },
    ),
    (
        lambda rows: rows["sections"].pop(2),
        {INTERVIEW: ["section removed: related 480–505"]},
    ),
]


@pytest.mark.parametrize(("alter", "expected"), ALTERED)
def test_what_is_said_of_a_change(
    words: Words, alter: Callable[[Rows], object], expected: dict[str, list[str]]
) -> None:
    assert words(alter) == expected


def test_a_reading_that_follows_its_field_is_not_told_again(words: Words) -> None:
    def alter(rows: Rows) -> None:
        change(rows, "agreements", TRILATERAL, **day("2020-11-09", text="signed_", bounds="signed_"))
        rows["claims"][0]["value"] = "2020-11-09"

    (said,) = words(alter).values()
    assert said[0] == "date of signing narrowed from between 9 and 10 Nov 2020 to 9 Nov 2020"
    assert not [each for each in said if each.startswith("reading")]


def test_a_text_that_changed_moves_its_passages(words: Words) -> None:
    found = words(text_changed)
    assert found[REPORT][0] == "text changed"
    assert found["2019-observers"] == [
        "passage moved from body, characters 194–222 to body, characters 202–230:"
        " “The observers stayed in 2019”"
    ]


def test_values_are_given_as_they_are_stored(folder: Path, sample_file: Path) -> None:
    rows = sample_rows()
    rows["statement_actors"][0]["actor_id"] = "russia"
    rows["provision_claims"][0]["verdict"] = "disputed"
    clause, statement = compared(sample_file, written(folder, rows))
    assert clause.as_json() == {
        "id": f"{TRILATERAL}-corridor",
        "kind": "provision",
        "label": "The Lachin corridor stays open",
        "change": "changed",
        "changes": [
            {
                "field": "claim",
                "change": "changed",
                "old": {"verdict": "reaffirmed", "by": "lavrov-corridor"},
                "new": {"verdict": "disputed", "by": "lavrov-corridor"},
                "words": "claim changed from reaffirmed to disputed,"
                " by “Russia guarantees the Lachin corridor”",
            }
        ],
    }
    (speaker,) = statement.changes
    assert (speaker.field, speaker.old, speaker.new) == ("speaker", "sergey-lavrov", "russia")


def test_names_are_those_of_their_own_edition(folder: Path, sample_file: Path) -> None:
    rows = sample_rows()
    change(rows, "actors", "sergey-lavrov", name="S. V. Lavrov")
    change(rows, "actors", "russia", name="Moscow")
    rows["statement_actors"][0]["actor_id"] = "russia"
    found = {each.id: each for each in compared(sample_file, written(folder, rows))}
    assert found["sergey-lavrov"].label == "S. V. Lavrov"
    (speaker,) = found["lavrov-corridor"].changes
    assert speaker.words == "speaker changed from Sergey Lavrov to Moscow"


def test_records_come_and_go(folder: Path, sample_file: Path) -> None:
    empty = written(folder, {})
    added = compared(empty, sample_file)
    assert {each.change for each in added} == {"added"}
    assert [each.kind for each in added] == sorted((each.kind for each in added), key=KINDS.index)
    assert {each.kind for each in added} == set(KINDS)
    assert next(each.label for each in added if each.id == REPORT) == HOSTILE_TITLE
    removed = compared(sample_file, empty)
    assert [each._replace(change="added") for each in removed] == added


# --- laws ----------------------------------------------------------------------------------------------


@st.composite
def altered(draw: st.DrawFn) -> Rows:
    """The sample with some rows left out, that nothing needs, and some values taken from other rows."""
    rows = sample_rows()
    links = ("event_actors", "statement_actors", "statement_topics", "actor_aliases", "citations", "sections")
    for table in (*links, "provision_claims", "agreement_actors", "statement_events", "event_agreements"):
        kept = draw(st.lists(st.booleans(), min_size=len(rows[table]), max_size=len(rows[table])))
        if table != "citations":
            rows[table] = [row for row, keep in zip(rows[table], kept, strict=True) if keep]
    for table in ("events", "statements", "roles", "agreements", "actors", "documents"):
        columns = draw(
            st.sampled_from([("title", "summary", "name"), ("note",), ("place_id",), ("mode",), ("act",)])
        )
        source, target = (draw(st.sampled_from(rows[table])) for _ in range(2))
        target.update({name: source[name] for name in columns if name in target})
    return rows


def whole(found: list[Difference]) -> Iterator[tuple[Any, ...]]:
    for each in found:
        for changed in each.changes:
            yield each.id, each.change, changed.field, changed.change
        if not each.changes:
            yield each.id, each.change, None, None


@settings(max_examples=10)
@given(altered(), altered())
def test_seen_from_the_other_side_what_came_went(
    tmp_path_factory: pytest.TempPathFactory, old: Rows, new: Rows
) -> None:
    folder = tmp_path_factory.mktemp("mirrored")
    first, second = written(folder, old), written(folder, new)
    mirrored = [
        (id_, MIRRORED[change], field, changed and MIRRORED[changed])
        for id_, change, field, changed in whole(compared(first, second))
    ]
    assert sorted(map(str, mirrored)) == sorted(map(str, whole(compared(second, first))))
    assert compared(first, first) == []


# --- completeness --------------------------------------------------------------------------------------

DERIVED = {"precision", "span_class", "disputed", "folded"}


def test_no_column_of_a_record_is_forgotten() -> None:
    """Whatever is stored of a record, another value of it is a difference."""
    from karabakh_events.queries.diff import _KINDS, _query

    tables = {made.table for made in _KINDS.values()}
    sql = " ".join(
        sql for made in _KINDS.values() for sql in (_query(made).sql, *(part.sql for part in made.parts))
    )
    for table in metadata.sorted_tables:
        if table.name in ("about", "actor_dates", "actor_within", "place_within", "topics"):
            continue
        assert f"FROM {table.name}" in sql
        if table.name in tables:
            (made,) = [made for made in _KINDS.values() if made.table == table.name]
            chosen = _query(made).sql
            for column in table.columns:
                if not column.name.endswith(tuple(DERIVED)) and column.name != "text":
                    assert f"r.{column.name}" in chosen, f"{table.name}.{column.name}"
