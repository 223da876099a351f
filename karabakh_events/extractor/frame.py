"""The frame of a record file: what can be said of a document before anyone has read it.

It holds the checksum, the title and the sections, guessed from the page. As comments it has the identifiers
of what is on file and named in the text. `check` finds no error in a frame, and `coverage` lists the
sentences that wait for a record.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from karabakh_events.characters import suspicious
from karabakh_events.counting import count
from karabakh_events.errors import KeventsError
from karabakh_events.extractor.named import Named, named_records
from karabakh_events.extractor.page_sections import READ, guess_page
from karabakh_events.extractor.registry import Registry
from karabakh_events.names import fold
from karabakh_events.passages import Text
from karabakh_events.records import Corpus
from karabakh_events.records.models import Actor, Agreement, Document, Place
from karabakh_events.records.parts import Passage, Section
from karabakh_events.records.reading import text_path
from karabakh_events.records.writing import as_tree, as_yaml
from karabakh_events.vocabulary import ActorKind, SectionKind

_STARTS = (60, 120, 240, 480, 960)
"""The first words of a section have at most so many characters: few, unless they stand elsewhere too."""
_BEFORE = (15, 30, 60, 120, 240, 480)
"""The same of the words before, where only these say which occurrence is meant."""
_LINE = re.compile(r".+")
_LONGEST_ID = 150  # it leaves room for a number


def frame_document(name: str, text: str, sha256: str, corpus: Corpus) -> tuple[Document, list[Named]]:
    """What is guessed of a document, and what of the corpus it names.

    `name` is the file name of the text, with its folder as in the names of the corpus. Raises KeventsError if
    a record file of the corpus is about this text already.
    """
    registry = Registry(corpus, [])
    path = PurePath(name)
    _refuse_second(path, sha256, registry)
    page = guess_page(text)
    id_ = _free_id(path.stem, sha256, registry)
    document = Document(
        id=id_,
        file=None if f"{record_path(path).stem}.txt" == path.name else path.name,
        sha256=sha256,
        title=page.title or id_,
        sections=_sections(Text(text), page.sections),
    )
    return document, named_records(text, registry)


def record_path(text: PurePath) -> PurePath:
    """The record file that belongs to a text: of the same name, beside it."""
    return text.with_suffix(".yaml")


def write_frame(document: Document, named: Sequence[Named], *, schema: str | None = None) -> str:
    """The frame as YAML. `schema` is the JSON Schema, as its path from the record file, for an editor."""
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    head = as_tree(document)
    sections = {"sections": head.pop("sections")}
    lines += as_yaml({"document": head}, short=False).splitlines()
    outlets = [each for each in named if _is_outlet(each)]
    if outlets:
        lines.append(
            "  # Outlets on file that the text names. If one of them published it, uncomment its line."
        )
        lines += _commented({each.record.id: _said(each) for each in outlets}, indent=2)
        for each in outlets:
            lines += _commented({"outlet": each.record.id}, indent=2)
    lines.append("  # The sections are guessed: compare them with the page.")
    lines += [f"  {line}" for line in as_yaml(sections).splitlines()]
    kinds = {"actors": Actor, "places": Place, "agreements": Agreement}
    lists = {
        kind: {each.record.id: _said(each) for each in named if isinstance(each.record, model)}
        for kind, model in kinds.items()
    }
    for each in outlets:
        del lists["actors"][each.record.id]
    if any(lists.values()):
        lines += ["", "# On file and named in the text. Copy the identifiers into the records."]
        for kind, entries in lists.items():
            if entries:
                lines += _commented({kind: entries})
    return "\n".join(lines) + "\n"


def _said(named: Named) -> str:
    return f"{' '.join(named.name.split())}, {count(named.times, 'time')}"


def _is_outlet(named: Named) -> bool:
    return isinstance(named.record, Actor) and named.record.kind is ActorKind.OUTLET


def _commented(tree: dict[str, object], *, indent: int = 0) -> Iterator[str]:
    for line in as_yaml(tree, short=False).splitlines():
        yield f"{' ' * indent}# {line}"


def _refuse_second(text: PurePath, sha256: str, registry: Registry) -> None:
    for declared in registry.all(Document):
        file = text_path(PurePath(declared.source.name), declared.record)
        if declared.record.sha256 == sha256 or str(file).casefold() == str(text).casefold():
            raise KeventsError(
                f"{text}: {declared.source.name} is the record file of this text",
                f"go on with that: kevents check {declared.source.name}",
            )


def _free_id(stem: str, sha256: str, registry: Registry) -> str:
    """An identifier after the name of the file that no record on file has."""
    words = "-".join(re.findall("[a-z0-9]+", fold(stem)))[:_LONGEST_ID].strip("-")
    words = words or f"document-{sha256[:12]}"
    id_, number = words, 2
    while registry.get(id_) is not None:
        id_, number = f"{words}-{number}", number + 1
    return id_


# --- sections ------------------------------------------------------------------------------------------


def _sections(text: Text, guessed: Sequence[tuple[int, SectionKind]]) -> list[Section]:
    """The sections with the words at which they start.

    A section whose start no passage can name goes with the one before. If one of the two is read for records,
    both are.
    """
    sections: list[Section] = []
    for start, kind in guessed:
        starts = _passage_from(text, start) if sections else None
        if sections and starts is None:
            if kind in READ and sections[-1].kind not in READ:
                sections[-1] = sections[-1].model_copy(update={"kind": kind})
        elif not sections or sections[-1].kind is not kind:
            sections.append(Section(kind=kind, starts=starts))
    return sections


def _passage_from(text: Text, start: int) -> Passage | None:
    """The shortest passage that begins at `start` and is found there; None if only a long one would be."""
    original = text.original
    line = _LINE.match(original, start, start + _STARTS[0])
    ends = [*([line.end()] if line else []), *(start + length for length in _STARTS)]
    for exact in dict.fromkeys(_words(original, start, end) for end in ends):
        if _is_found(text, exact, start):
            return Passage(exact=exact)
    exact = _words(original, start, ends[0])
    for length in _BEFORE if exact else ():
        within = f"{_words_before(original, start, length)} {exact}"
        around = text.find_all(within)
        if len(around) == 1 and _is_found(text, exact, start, (around[0].start, around[0].end)):
            return Passage(exact=exact, within=within)
    return None


def _is_found(text: Text, exact: str, start: int, within: tuple[int, int] | None = None) -> bool:
    """Whether the passage stands at `start` and nowhere else."""
    places = text.find_all(exact, within)
    return len(places) == 1 and places[0].start == start


def _words(text: str, start: int, end: int) -> str:
    """text[start:end], shortened to the end of a word and to what may be cited."""
    stretch = text[start:end]
    if end < len(text) and not text[end].isspace():
        stretch = stretch[: _last_space(stretch)]
    stretch = stretch[: next(_uncitable(stretch), len(stretch))]
    return " ".join(stretch.split())


def _words_before(text: str, end: int, length: int) -> str:
    """The same of the characters before `end`, at most `length` of them."""
    stretch = text[max(0, end - length) : end]
    whole = len(stretch) < length
    last = max(_uncitable(stretch), default=-1) + 1
    if not last and not whole and (space := re.search(r"\s", stretch.rstrip())):
        last = space.start()
    return " ".join(stretch[last:].split())


def _last_space(stretch: str) -> int:
    return next((at for at in range(len(stretch) - 1, 0, -1) if stretch[at].isspace()), len(stretch))


def _uncitable(stretch: str) -> Iterator[int]:
    """Where the characters are that no record file may hold; white space is folded before it is looked at."""
    for at, sign, kind in suspicious(stretch):
        if kind != "zero-width" and not sign.isspace():
            yield at
