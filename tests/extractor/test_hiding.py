"""No fault hides another: whatever is wrong with one field, the rest of its record is still checked.

Every field of every kind of record is broken in every way, and a second fault is put into the same record.
Both are told, and nothing else is.
"""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.records.composing import Steps, spell
from tests.corpus import SOUND, drawn, write

INTERVIEW, REPORT, SHARED = "a-interview.yaml", "b-report.yaml", "shared.yaml"
TREES = {
    name: yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - builds text, lists and mappings only
    for name, text in SOUND.items()
    if name.endswith(".yaml")
}
for tree in TREES.values():
    if "document" in tree:
        tree["document"]["sha256"] = f"SHA256({tree['document']['file']})"

Files = dict[str, Any]
Second = Callable[[Any], None]
NOWHERE = "Nobody wrote such words."


def put(*steps: str, value: Any) -> Second:
    """A second fault: the value, put under the keys; or put at the end of the list there."""

    def change(record: Any) -> None:
        holder = record
        for step in steps[:-1]:
            holder = holder.setdefault(step, {})
        if isinstance(value, list):
            holder[steps[-1]] = [*holder.get(steps[-1], []), *value]
        else:
            holder[steps[-1]] = value

    return change


CITED = put("passages", value=[NOWHERE])
UNRECORDED = put("unrecorded", value=[{"exact": NOWHERE, "reason": "none"}])
CITED_SHARED = put("passages", value=[{"document": "interview", "exact": NOWHERE}])


def case(file: str, *record: str | int, slow: bool = True, **seconds: Second) -> Any:
    """A record, and second faults by the field in which they stand."""
    name = f"{file} {spell(record)}"
    return pytest.param(file, record, seconds, id=name, marks=[pytest.mark.slow] if slow else [])


RECORDS = [
    case(INTERVIEW, "document", slow=False, outlet=put("outlet", value="nobody"), unrecorded=UNRECORDED),
    case(INTERVIEW, "roles", 0, slow=False, passages=CITED, body=put("body", value="nobody")),
    case(INTERVIEW, "events", 0, passages=CITED, actors=put("actors", "observer", value=["nobody"])),
    case(INTERVIEW, "statements", 0, passages=CITED, via=put("via", value=["nobody"])),
    case(INTERVIEW, "statements", 1, slow=False, quote=put("quote", value=[NOWHERE])),
    case(INTERVIEW, "statements", 2, about=put("about", value=["nobody"])),
    case(REPORT, "events", 0, passages=CITED, place=put("place", value="nowhere")),
    case(REPORT, "mentions", 0, slow=False, passages=CITED),
    case(SHARED, "agreements", 0, passages=CITED_SHARED, actors=put("actors", "witness", value=["nobody"])),
    case(
        SHARED,
        "agreements",
        0,
        "provisions",
        0,
        passages=CITED_SHARED,
        obligor=put("obligor", value="nobody"),
    ),
]


def at(tree: Any, steps: Steps) -> Any:
    for step in steps:
        tree = tree[step]
    return tree


def values(tree: Any, steps: Steps = ()) -> Iterator[Steps]:
    """The steps to every value in a tree."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield (*steps, step)
        if isinstance(value, dict | list):
            yield from values(value, (*steps, step))


def broken(files: Files, file: str, steps: Steps) -> Iterator[tuple[str, Files]]:
    """The files with the value broken in every way that there is."""
    *around, last = steps
    value = at(files[file], steps)

    def changed(change: Callable[[Any], None]) -> Files:
        copied = copy.deepcopy(files)
        change(at(copied[file], tuple(around)))
        return copied

    kinds: list[Any] = ["text", ["a", "list"], {"a": "mapping", "of": "two"}, ""]
    kinds = [each for each in kinds if type(each) is not type(value) or each == ""]
    if isinstance(value, str):
        kinds.append("Wrong Word")
    for each in kinds:
        yield f"{each!r}", changed(lambda holder, each=each: holder.__setitem__(last, each))  # type: ignore[misc]
    if isinstance(last, str):
        yield "removed", changed(lambda holder: holder.pop(last))
        for name in (f"{last}x", "qqqqqq"):
            yield f"as {name}", changed(lambda holder, name=name: holder.update({name: holder.pop(last)}))  # type: ignore[misc]


ONE_FAULT = {"'text'", "['a', 'list']", "''"}
"""The ways in which a value is wrong as a whole. Nothing else may be told of it."""

Told = tuple[str, str, str]


def told(folder: Path, files: Files) -> set[Told]:
    write(folder, {**SOUND, **{name: json.dumps(tree) for name, tree in files.items()}})
    # Where a passage is looked for depends on what else is known. That it is not there is what counts.
    return {
        (Path(each.file).name, each.field, "is not in it" if "is not in" in each.message else each.message)
        for each in drawn(folder).problems
        if "needs `document`" not in each.message
    }


def faulty(files: Files, file: str, record: Steps, changes: list[Second]) -> Files:
    copied = copy.deepcopy(files)
    for change in changes:
        change(at(copied[file], record))
    return copied


def depends(second: str, steps: Steps, record: Steps) -> bool:
    """Whether the second fault stands in what is broken."""
    return steps[: len(record) + 1] == (*record, second) or steps == ("document", "file")


def loses_a_record(steps: Steps, value: Any) -> bool:
    """Whether without the value a record is unknown to those who refer to it, which is told too."""
    return steps[-1] == "id" or '"id"' in json.dumps(value)


@pytest.mark.parametrize(("file", "record", "seconds"), RECORDS)
def test_a_fault_of_form_hides_nothing_and_makes_no_echo(
    tmp_path: Path, file: str, record: Steps, seconds: dict[str, Second]
) -> None:
    assert told(tmp_path, TREES) == set()
    alone: dict[tuple[str, ...], set[Told]] = {}
    for steps in values(at(TREES[file], record), record):
        free = tuple(second for second in seconds if not depends(second, steps, record))
        for way, files in broken(TREES, file, steps) if free else ():
            if free not in alone:
                alone[free] = told(tmp_path, faulty(TREES, file, record, [seconds[each] for each in free]))
                assert len(alone[free]) == len(free)
            first = told(tmp_path, files)
            if way in ONE_FAULT and not loses_a_record(steps, at(TREES[file], steps)):
                assert len(first) <= 1, (spell(steps), way)
            both = told(tmp_path, faulty(files, file, record, [seconds[each] for each in free]))
            assert both == first | alone[free], (spell(steps), way)


def test_an_unreadable_status_is_not_taken_for_something_that_happened(tmp_path: Path) -> None:
    """What is planned may be later than the document."""
    files = copy.deepcopy(TREES)
    event = files[INTERVIEW]["events"][0]
    event["date"] = {"edtf": "2020-11-29", "basis": "inferred", "reason": "a week later"}
    files[INTERVIEW]["statements"][0].pop("event")
    for status in ("planned", "planed", ["planned"]):
        event["status"] = status
        assert {field for _, field, _ in told(tmp_path, files)} <= {"events[0].status"}


STAND_INS = ("\0", "no-record", "without-id", "9999")
"""Signs of what the program puts in the place of a faulty value. No reader may see it."""

junk = st.recursive(
    st.sampled_from(["", "text", "id", "2020-11-22", "sergey-lavrov", "direct", "stated", "0"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "exact", "edtf", "quote", "qoute", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(data=st.data())
def test_any_heap_of_faults_is_told_and_raises_nothing(data: st.DataObject) -> None:
    files = copy.deepcopy(TREES)
    for _ in range(data.draw(st.integers(1, 4))):
        file = data.draw(st.sampled_from(sorted(files)))
        steps = data.draw(st.sampled_from(sorted(values(files[file]), key=str) or [()]))
        if steps:
            at(files[file], steps[:-1])[steps[-1]] = data.draw(junk)
    with TemporaryDirectory() as folder:
        write(Path(folder), {**SOUND, **{name: json.dumps(tree) for name, tree in files.items()}})
        extraction = drawn(Path(folder))
    shown = "\n".join(f"{problem} {problem.hint}" for problem in extraction.problems)
    for stand_in in STAND_INS:
        assert stand_in not in shown
        assert extraction.errors or stand_in not in str(extraction.rows)
