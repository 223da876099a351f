"""followthemoney: what is written, and that the package itself drops nothing of it."""

import json
import re
import sqlite3
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from karabakh_events.dates import parse_edtf
from karabakh_events.exports import ftm
from tests.exports.conftest import NOTHING, exported
from tests.test_dates import texts

VISIT = "2020-11-22-lavrov-in-baku"

Entity = dict[str, Any]


def entities(connection: sqlite3.Connection) -> dict[str, Entity]:
    lines = exported("ftm", connection)[0].decode().split("\n")[:-1]
    return {entity["id"]: entity for entity in map(json.loads, lines)}


def properties(connection: sqlite3.Connection, id_: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = entities(connection)[id_]["properties"]
    return found


def test_every_reference_leads_to_an_entity(corpus: sqlite3.Connection) -> None:
    all_ = entities(corpus)
    for entity in all_.values():
        for name in ("involved", "organizer", "proof", "subject", "object", "document", "entity"):
            assert set(entity["properties"].get(name, [])) <= set(all_), entity["id"]


@pytest.mark.parametrize(
    ("name", "dates"),
    [
        ("event-2020-11-22-lavrov-in-baku", {"date": ["2020-11-22"]}),
        ("event-2020-12-summit", {"date": ["2020-12"]}),
        ("event-2019-observers", {"date": ["2019"]}),
        ("event-2020-10-mines", {"date": ["2020-10"]}),
        ("statement-lavrov-settlement", {"date": ["2020-11"]}),
        ("event-2020-09-outbreak", {"startDate": ["2020-09-21"], "endDate": ["2020-09-27"]}),
        ("event-2020-second-war", {"startDate": ["2020-09-27"]}),
        ("event-mission", {}),
    ],
)
def test_dates_are_prefixes_or_bounds(
    sample: sqlite3.Connection, name: str, dates: dict[str, list[str]]
) -> None:
    found = properties(sample, name)
    assert {key: found[key] for key in ("date", "startDate", "endDate") if key in found} == dates


def test_the_date_as_it_is_known_stands_in_words(sample: sqlite3.Connection) -> None:
    assert properties(sample, "event-2020-10-mines")["description"] == [
        "Date: Oct 2020? (2020-10?), inferred; the year of the page"
    ]


def test_parts_are_links_with_their_role(sample: sqlite3.Connection) -> None:
    link = entities(sample)["link-statement-lavrov-refugees-relayer-armenpress"]
    assert link["schema"] == "UnknownLink"
    assert link["properties"] == {
        "subject": ["actor-armenpress"],
        "object": ["statement-lavrov-refugees"],
        "role": ["relayer"],
        "summary": ["1 of 2 who carried the words"],
    }


def test_a_name_that_is_read_alone_does_not_make_a_fact_of_what_was_said(sample: sqlite3.Connection) -> None:
    names = {id_: entity["properties"].get("name") for id_, entity in entities(sample).items()}
    assert names["event-mission"][0].startswith("DENIED: ")
    assert names["event-2020-12-summit"] == ["PLANNED: A summit of the leaders"]
    assert names["event-2020-11-22-lavrov-in-baku"] == ["Lavrov visits Baku"]
    assert names["statement-lavrov-corridor"][0].startswith("Sergey Lavrov: ")


def test_who_is_only_spoken_of_is_not_involved(sample: sqlite3.Connection) -> None:
    found = properties(sample, "statement-lavrov-corridor")
    assert found["involved"] == ["actor-sergey-lavrov", "actor-interfax"]
    link = entities(sample)["link-statement-lavrov-corridor-subject-russia"]
    assert link["properties"]["role"] == ["subject"]


def test_nothing_is_an_empty_file(sample: sqlite3.Connection) -> None:
    content, report = exported("ftm", sample, NOTHING)
    assert content == b""
    assert report.empty


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("country", "ZZZ", ftm.COUNTRY),
        ("language", "tlh", ftm.LANGUAGE),
        ("url", "javascript:alert(1)", ftm.ADDRESS),
        ("url", "https://", ftm.ADDRESS),
        ("url", "https://example.org/a b", ftm.ADDRESS),
    ],
)
def test_what_followthemoney_does_not_know_is_not_written_but_told(
    copy: sqlite3.Connection, column: str, value: str, told: str
) -> None:
    table = "actors" if column == "country" else "documents"
    copy.execute(f"UPDATE {table} SET {column} = ?", (value,))
    (number,) = copy.execute(f"SELECT count(*) FROM {table}").fetchone()
    content, report = exported("ftm", copy)
    assert 0 < report.lost[told] <= number
    assert json.dumps(value) not in content.decode()


# --- followthemoney itself -----------------------------------------------------------------------------


def _spaced(text: str) -> str:
    return re.sub(r"\s", " ", text)


def _survives(entity: Entity) -> None:
    """Fails if followthemoney drops or refuses anything of an entity."""
    from followthemoney import model

    proxy: Any = model.get_proxy(entity, cleaned=False)
    assert proxy.schema.name == entity["schema"]
    assert proxy.id == entity["id"]
    for name, values in entity["properties"].items():
        kept = proxy.get(name, quiet=False)
        assert len(kept) == len(values), (name, values, kept)
        type_ = proxy.schema.get(name).type.name
        if type_ in ("date", "entity", "identifier", "string", "text"):
            # Of spaces it knows only the plain one.
            assert set(map(_spaced, kept)) == set(map(_spaced, values))
    proxy.schema.validate(proxy.to_dict())
    for name in proxy.schema.required:
        assert entity["properties"].get(name), name


@pytest.mark.slow
def test_followthemoney_keeps_every_value(corpus: sqlite3.Connection) -> None:
    for entity in entities(corpus).values():
        _survives(entity)


@pytest.mark.slow
def test_followthemoney_would_drop_a_date_with_a_qualifier() -> None:
    """So that the test above cannot pass for want of looking."""
    entity = {"id": "event-x", "schema": "Event", "properties": {"name": ["x"], "date": ["1992-02-~"]}}
    with pytest.raises(AssertionError):
        _survives(entity)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edtf=texts)
@example(edtf="0999")
@example(edtf="3000-01-01/..")
def test_followthemoney_keeps_any_date(writable: sqlite3.Connection, edtf: str) -> None:
    span = parse_edtf(edtf)
    writable.execute(
        "UPDATE events SET date_edtf = ?, earliest = ?, latest = ?, precision = ? WHERE id = ?",
        (span.edtf, span.earliest, span.latest, span.precision.value, VISIT),
    )
    writable.execute(
        "UPDATE documents SET published_edtf = ?, published_earliest = ?, published_latest = ?,"
        " published_precision = ?",
        (span.edtf, span.earliest, span.latest, span.precision.value),
    )
    for entity in entities(writable).values():
        _survives(entity)


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
@example(text='"')
@example(text=" ' ")
@example(text="\u200b\ufeff")
@example(text="a" * 70_000)
@example(text="word " * 100)
def test_followthemoney_keeps_any_text(writable: sqlite3.Connection, text: str) -> None:
    writable.execute(
        "UPDATE events SET title = ?, summary = ?, note = ? WHERE id = ?", (text, text, text, VISIT)
    )
    writable.execute("UPDATE actors SET name = ?", (text,))
    writable.execute("UPDATE documents SET title = ?, url = ?", (text, f"https://example.org/{text}"))
    writable.execute("UPDATE places SET name = ?", (text,))
    for entity in entities(writable).values():
        _survives(entity)


@pytest.mark.slow
def test_followthemoney_knows_the_countries_and_languages_that_are_written() -> None:
    from followthemoney.types import registry

    for countries, type_ in ((ftm._COUNTRIES, registry.country), (ftm._LANGUAGES, registry.language)):
        assert [code for code in countries.split() if type_.clean(code) is None] == []
    assert [year for year in range(1000, 3000) if registry.date.clean(f"{year}-12-31") is None] == []


def test_an_id_is_one_that_followthemoney_takes_and_no_others() -> None:
    ids = [ftm._id("event", id_) for id_ in ("ş", "ç", "a b", "a:b", "a-b", "a" * 300, "a" * 301)]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,200}", id_) for id_ in ids)
    assert len(set(ids)) == len(ids)


def test_a_title_that_is_too_long_for_a_name_is_whole_in_the_summary(copy: sqlite3.Connection) -> None:
    title = "a word and " * 60 + "an end"
    copy.execute("UPDATE events SET title = ? WHERE id = 'mission'", (title,))
    found = properties(copy, "event-mission")
    assert found["name"] == [f"DENIED: {title}"[:383].rstrip() + "…"]
    assert found["summary"] == [f"DENIED: {title}"]
    assert ftm.CUT not in exported("ftm", copy)[1].lost
    copy.execute("UPDATE events SET summary = ? WHERE id = 'mission'", ("a" * 70_000,))
    assert exported("ftm", copy)[1].lost[ftm.CUT] == 1
