"""What a document's outlet and address rest on, and the identifiers of a record in outside lists."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from karabakh_events.cli import cli
from tests.corpus import INTERVIEW, SHARED, drawn, places_of, spoiled, write
from tests.exports.test_citing import exported

EXTERNAL = "basis: external, reason: the masthead, reference: https://example.org/about"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (INTERVIEW, "outlet: daily", "outlet: →{actor: daily, basis: external, reason: the masthead}"),
        (INTERVIEW, "outlet: daily", "outlet: →{actor: daily, basis: inferred}"),
        (INTERVIEW, "outlet: daily", "outlet: {actor: daily, basis: →derived, reason: r}"),
        (INTERVIEW, "outlet: daily", f"outlet: {{actor: →nobody, {EXTERNAL}}}"),
        (INTERVIEW, "outlet: daily", "outlet: daily\n  url: →example.org"),
        (SHARED, "wikidata: Q58217", "wikidata: →58217"),
    ],
)
def test_a_fault_is_told_with_its_place(tmp_path: Path, file: str, old: str, new: str) -> None:
    places = write(tmp_path, spoiled((file, old, new)))
    assert places_of(drawn(tmp_path).problems) == places
