"""What is written as YAML reads back as what it was, in the form in which curators write it."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.records.composing import compose
from karabakh_events.records.models import Document, Event, RecordFile
from karabakh_events.records.writing import as_tree, as_yaml

# Line breaks are white space in a record; on one line they are folded.
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Zl", "Zp"], exclude_characters="\0\n\r\x85")).map(
    lambda text: " ".join(text.split())
)
_TREE: st.SearchStrategy[Any] = st.recursive(
    _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_TEXT.filter(lambda key: key != "<<"), _TREE, min_size=1, max_size=4), st.booleans())
def test_what_is_written_is_read(tree: dict[str, Any], short: bool) -> None:
    """By our own reading, where every scalar is text, and by any other."""
    written = as_yaml(tree, short=short)
    assert compose(written).tree == tree
    assert yaml.safe_load(written) == tree


_EVENT = {
    "id": "visit",
    "type": "CONSULT",
    "mode": "visit",
    "title": "Visit: the second",
    "date": {"edtf": "2020-11", "verbatim": "in November", "basis": "stated"},
    "status": "occurred",
    "actors": {"actor": ["sergey-lavrov", "no"], "host": ["azerbaijan"]},
    "passages": ["Lavrov came.", {"exact": "in November", "supports": "date"}],
}


def test_a_record_is_written_as_curators_write_it() -> None:
    event = Event.model_validate(_EVENT)
    assert as_tree(event) == _EVENT
    assert as_yaml({"events": [event]}) == (
        "events:\n"
        "  - id: visit\n"
        "    type: CONSULT\n"
        "    mode: visit\n"
        "    title: 'Visit: the second'\n"
        "    date: {edtf: 2020-11, verbatim: in November, basis: stated}\n"
        "    status: occurred\n"
        "    actors:\n"
        "      actor: [sergey-lavrov, 'no']\n"
        "      host: [azerbaijan]\n"
        "    passages:\n"
        "      - Lavrov came.\n"
        "      - {exact: in November, supports: date}\n"
    )


def test_a_passage_with_a_reason_keeps_its_form() -> None:
    document = Document.model_validate(
        {
            "id": "d",
            "sha256": "0" * 64,
            "title": "T",
            "sections": [{"kind": "title"}, {"kind": "body", "starts": {"exact": "a", "within": "b a"}}],
            "unrecorded": [{"exact": "c", "reason": "d"}],
        }
    )
    written = as_yaml({"document": document})
    assert RecordFile.model_validate(compose(written).tree).document == document
