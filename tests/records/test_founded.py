"""What a document's outlet and address rest on, and the identifiers of a record in outside lists."""

from pathlib import Path

import pytest

from tests.corpus import drawn, places_of, spoiled, write

INTERVIEW, SHARED = "a-interview.yaml", "shared.yaml"

EXTERNAL = "basis: external, reason: the masthead, reference: https://example.org/about"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (INTERVIEW, "outlet: daily", "outlet: →{actor: daily, basis: external, reason: the masthead}"),
        (INTERVIEW, "outlet: daily", "outlet: →{actor: daily, basis: inferred}"),
        (INTERVIEW, "outlet: daily", "outlet: {actor: daily, basis: →derived, reason: r}"),
        (INTERVIEW, "outlet: daily", f"outlet: {{actor: →nobody, {EXTERNAL}}}"),
        (INTERVIEW, "url: https://daily.example/1", "url: →daily.example/1"),
        (INTERVIEW, "url: https://daily.example/1", "url: {url: →daily.example/1, basis: stated}"),
        (SHARED, "identifiers: {wikidata: Q58217}", "identifiers: →{wikidata: 58217}"),
        (SHARED, "identifiers: {wikidata: Q58217}", "identifiers: →{pax: 3}"),
        (SHARED, "identifiers: {wikidata: Q58217}", "identifiers: {→wikidatum: Q58217}"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, file: str, old: str, new: str) -> None:
    places = write(tmp_path, spoiled((file, old, new)))
    assert places_of(drawn(tmp_path).problems) == places


def test_an_outlet_and_an_address_are_kept_with_what_they_rest_on(tmp_path: Path) -> None:
    outlet = f"outlet: {{actor: daily, {EXTERNAL}}}\n  url: {{url: https://example.org/1, {EXTERNAL}}}"
    write(tmp_path, spoiled((INTERVIEW, "outlet: daily\n  url: https://daily.example/1", outlet)))
    extraction = drawn(tmp_path)
    assert not extraction.errors
    (row,) = (row for row in extraction.rows["documents"] if row["id"] == "interview")
    grounds = ("external", "the masthead", "https://example.org/about")
    assert (row["outlet_id"], row["url"]) == ("daily", "https://example.org/1")
    for name in ("outlet", "url"):
        assert tuple(row[f"{name}_{part}"] for part in ("basis", "reason", "reference")) == grounds


def test_what_the_text_says_has_no_other_ground(tmp_path: Path) -> None:
    write(tmp_path, spoiled())
    (row,) = (row for row in drawn(tmp_path).rows["documents"] if row["id"] == "interview")
    assert (row["outlet_id"], row["outlet_basis"], row["outlet_reason"]) == ("daily", None, None)


def test_a_record_has_an_identifier_in_each_list_that_is_of_its_kind(tmp_path: Path) -> None:
    write(
        tmp_path,
        spoiled(
            (SHARED, "{wikidata: Q58217}", "{wikidata: Q58217, ucdp: 3}"),
            (
                SHARED,
                "{id: moscow, name: Moscow}",
                "{id: moscow, name: Moscow, identifiers: {geonames: 524901}}",
            ),
            (
                SHARED,
                "    aliases: [the truce]\n",
                "    aliases: [the truce]\n    identifiers: {pax: 2299}\n",
            ),
        ),
    )
    extraction = drawn(tmp_path)
    assert not extraction.errors
    assert {(row["record"], row["scheme"], row["value"]) for row in extraction.rows["identifiers"]} == {
        ("sergey-lavrov", "wikidata", "Q58217"),
        ("sergey-lavrov", "ucdp", "3"),
        ("moscow", "geonames", "524901"),
        ("truce", "pax", "2299"),
    }
