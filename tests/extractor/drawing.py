"""What an extraction holds, for the tests to look at."""

from typing import Any

from karabakh_events.extractor import Extraction


def rows(extraction: Extraction, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[column] for column in columns) for row in extraction.rows[table])


def assert_verbatim(extraction: Extraction) -> None:
    texts: dict[Any, Any] = {row["id"]: row["text"] for row in extraction.rows["documents"]}
    assert extraction.rows["citations"]
    for citation in extraction.rows["citations"]:
        found = texts[citation["document_id"]][slice(citation["start"], citation["end"])]
        assert found == citation["exact"]


def row(extraction: Extraction, table: str, **key: str) -> dict[str, Any]:
    """The one row with this key, without its empty columns."""
    (found,) = (row for row in extraction.rows[table] if key.items() <= row.items())
    return {column: value for column, value in found.items() if value is not None and column not in key}
