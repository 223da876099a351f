"""The differences between two states of one record, in words.

These functions are pure: they take the values of two rows and return changes. The caller supplies the name
for each identifier.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from karabakh_events.dates import in_words
from karabakh_events.queries.citations import Citation

Named = Callable[[str], str]
"""The name or title of the record with this identifier."""


class Change(NamedTuple):
    """One difference.

    `field` names what differs (date, status, speaker, passage …). `change` says how: added, removed, changed
    or reordered; for a passage also moved; for a date narrowed, widened, opened, closed, earlier, later,
    shifted or requalified (see `date_change`). `old` and `new` are the stored values: identifiers, EDTF, or a
    mapping for a passage, a reading or a claim. `words` is the whole change as text, with names.
    """

    field: str
    change: str
    old: Any
    new: Any
    words: str


class Date(NamedTuple):
    """The columns of one uncertain date. `earliest` and `latest` are ISO days; None is an open end."""

    edtf: str | None
    earliest: str | None
    latest: str | None
    basis: str | None
    verbatim: str | None
    reason: str | None
    reference: str | None


# --- dates ---------------------------------------------------------------------------------------------

_FIRST, _LAST = "", "~"  # they sort before and after every ISO day

_WORDS = {
    "narrowed": "narrowed",
    "widened": "widened",
    "opened": "now open:",
    "closed": "no longer open:",
    "earlier": "moved earlier",
    "later": "moved later",
    "shifted": "shifted",
    "requalified": "put otherwise",
}


def date_change(old: Date, new: Date) -> str | None:
    """How a date changed, judged by its bounds; None if its text is the same.

    - `narrowed`: the old date contains every day of the new one, and more; `widened` is the reverse.
    - `opened`: a date was widened to an open end; `closed`: a date with an open end was narrowed.
    - `earlier`, `later`: the two dates share no day.
    - `shifted`: they share some days, and each has others.
    - `requalified`: the days are the same, but the EDTF differs (uncertain, approximate).
    - `added`, `removed`: only one of the two is a date.
    """
    if old.edtf == new.edtf:
        return None
    if old.edtf is None or new.edtf is None:
        return "added" if old.edtf is None else "removed"
    (a, b), (c, d) = _bounds(old), _bounds(new)
    if (a, b) == (c, d):
        return "requalified"
    if d < a:
        return "earlier"
    if b < c:
        return "later"
    if a <= c and d <= b:
        return "closed" if (a == _FIRST < c) or (d < b == _LAST) else "narrowed"
    if c <= a and b <= d:
        return "opened" if (c == _FIRST < a) or (b < d == _LAST) else "widened"
    return "shifted"


def _bounds(date: Date) -> tuple[str, str]:
    return date.earliest or _FIRST, date.latest or _LAST


def date_changes(field: str, old: Date, new: Date) -> Iterator[Change]:
    """The differences between two dates: in the days, and in what they rest on."""
    change = date_change(old, new)
    if change in ("added", "removed"):
        edtf = new.edtf if change == "added" else old.edtf
        yield Change(field, change, old.edtf, new.edtf, f"{field} {change}: {in_words(edtf)}")
        # Its basis, wording, reason and reference came or went with it.
        return
    if change is not None:
        words = f"{field} {_WORDS[change]} from {in_words(old.edtf)} to {in_words(new.edtf)}"
        if change == "requalified" and in_words(old.edtf) == in_words(new.edtf):
            words = f"{field} {_WORDS[change]}, {new.edtf} instead of {old.edtf}"
        yield Change(field, change, old.edtf, new.edtf, words)
    yield from value_change("basis" if field == "date" else f"basis of the {field}", old.basis, new.basis)
    yield from text_change(f"wording of the {field}", old.verbatim, new.verbatim)
    yield from text_change(f"reason for the {field}", old.reason, new.reason)
    yield from text_change(f"reference for the {field}", old.reference, new.reference)


# --- values --------------------------------------------------------------------------------------------


def _plain(value: Any) -> str:
    return str(value)


def _quoted(value: Any) -> str:
    return " … ".join(f"“{part}”" for part in str(value).split("\n"))


def value_change(field: str, old: Any, new: Any, write: Callable[[Any], str] = _plain) -> Iterator[Change]:
    """The change of a field that has one value, if it changed. `write` puts a value in words."""
    if old == new:
        return
    if old is None:
        yield Change(field, "added", old, new, f"{field} added: {write(new)}")
    elif new is None:
        yield Change(field, "removed", old, new, f"{field} removed: {write(old)}")
    else:
        yield Change(field, "changed", old, new, f"{field} changed from {write(old)} to {write(new)}")


def text_change(field: str, old: str | None, new: str | None) -> Iterator[Change]:
    """Like `value_change`, for text, which is put in quotation marks."""
    return value_change(field, old, new, _quoted)


def reference_change(
    field: str, old: str | None, new: str | None, before: Named, after: Named
) -> Iterator[Change]:
    """Like `value_change`, for an identifier, which is replaced by its name."""
    for change in value_change(field, old, new):
        was, now = (old and before(old)) or "", (new and after(new)) or ""
        words = {
            "added": f"{field} added: {now}",
            "removed": f"{field} removed: {was}",
            "changed": f"{field} changed from {was} to {now}",
        }
        yield change._replace(words=words[change.change])


# --- lists ---------------------------------------------------------------------------------------------

Writer = Callable[[Any], str]
"""Puts a member of a list in words."""


def list_changes(
    field: str, old: Sequence[Any], new: Sequence[Any], before: Writer, after: Writer
) -> Iterator[Change]:
    """The members that were added or removed.

    If exactly one was added and one removed, they are one change. The same members in another order are
    `reordered`.
    """
    removed = [member for member in old if member not in new]
    added = [member for member in new if member not in old]
    if len(removed) == len(added) == 1:
        (was,), (now,) = removed, added
        words = f"{field} changed from {before(was)} to {after(now)}"
        yield Change(field, "changed", was, now, words)
        return
    for member in removed:
        yield Change(field, "removed", member, None, f"{field} removed: {before(member)}")
    for member in added:
        yield Change(field, "added", None, member, f"{field} added: {after(member)}")
    if not (removed or added) and old != new:
        orders = [", ".join(map(write, each)) for write, each in ((before, old), (after, new))]
        words = f"{field}s reordered from {orders[0]} to {orders[1]}"
        yield Change(field, "reordered", list(old), list(new), words)


def grouped(members: Iterable[Sequence[Any]]) -> dict[str, list[Any]]:
    """The rest of each sequence, grouped by its first member: the actors of each role, for instance.

    None is dropped, and a rest of one value becomes that value.
    """
    groups: dict[str, list[Any]] = {}
    for name, *rest in members:
        kept = [each for each in rest if each is not None]
        groups.setdefault(name, []).append(kept[0] if len(kept) == 1 else kept)
    return groups


def group_changes(
    old: Iterable[Sequence[Any]],
    new: Iterable[Sequence[Any]],
    before: Writer,
    after: Writer,
    label: str = "{}",
) -> Iterator[Change]:
    """Like `list_changes`, for each group. `label` is the template that turns a group's name into a field."""
    was, now = grouped(old), grouped(new)
    for name in dict.fromkeys((*was, *now)):
        yield from list_changes(label.format(name), was.get(name, ()), now.get(name, ()), before, after)


def claim_changes(
    old: Iterable[Sequence[str]], new: Iterable[Sequence[str]], before: Named, after: Named
) -> Iterator[Change]:
    """The changes among the claims about a provision: pairs of a verdict and the record that gives it."""
    was, now = ([tuple(claim) for claim in claims] for claims in (old, new))
    removed = [claim for claim in was if claim not in now]
    for verdict, by in (claim for claim in now if claim not in was):
        claim = {"verdict": verdict, "by": by}
        same = next((each for each in removed if each[1] == by), None)
        if same is None:
            yield Change("claim", "added", None, claim, f"claim added: {verdict}, by “{after(by)}”")
        else:
            removed.remove(same)
            words = f"claim changed from {same[0]} to {verdict}, by “{after(by)}”"
            yield Change("claim", "changed", {"verdict": same[0], "by": by}, claim, words)
    for verdict, by in removed:
        words = f"claim removed: {verdict}, by “{before(by)}”"
        yield Change("claim", "removed", {"verdict": verdict, "by": by}, None, words)


# --- passages ------------------------------------------------------------------------------------------


def _place(passage: Citation) -> str:
    return f"{passage.section}, characters {passage.start}–{passage.end}"


def passage_changes(old: Iterable[Citation], new: Iterable[Citation]) -> Iterator[Change]:
    """The passages that were added, removed or moved.

    A passage has moved if the same words stand elsewhere in the same document and support the same thing.
    """
    was, now = list(old), list(new)
    kept = set(was) & set(now)
    gone: dict[tuple[str, str, str], list[Citation]] = {}
    for passage in was:
        if passage not in kept:
            gone.setdefault((passage.document, passage.supports, passage.exact), []).append(passage)
    added = []
    for passage in now:
        if passage in kept:
            continue
        same = gone.get((passage.document, passage.supports, passage.exact))
        if same:
            before = same.pop(0)
            words = f"passage moved from {_place(before)} to {_place(passage)}: {_quoted(passage.exact)}"
            yield Change("passage", "moved", before._asdict(), passage._asdict(), words)
        else:
            added.append(passage)
    for passages in gone.values():
        for passage in passages:
            yield Change("passage", "removed", passage._asdict(), None, _passage("removed", passage))
    for passage in added:
        yield Change("passage", "added", None, passage._asdict(), _passage("added", passage))


def _passage(change: str, passage: Citation) -> str:
    purpose = "" if passage.supports == "whole" else f" for the {passage.supports}"
    # Line breaks within a passage are only white space: they do not separate quotations.
    words = " ".join(passage.exact.split())
    return f"passage{purpose} {change}: “{words}” ({passage.document}, {_place(passage)})"
