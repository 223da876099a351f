"""What is on file: the records of a corpus by identifier, each with a line that says which one it is."""

from karabakh_events.extractor.registry import KINDS, Record, Registry
from karabakh_events.records import Corpus
from karabakh_events.records.models import Actor, Agreement, Document, Event, Place, Provision, Role, Topic

_LONGEST = 120
"""A line has at most so many characters, since an editor shows it in a narrow box."""


def known_records(corpus: Corpus) -> dict[str, dict[str, str]]:
    """By kind of record, every identifier that the corpus declares, with a line for the reader."""
    registry = Registry(corpus, [])
    return {
        kind: {declared.record.id: _line(declared.record, registry) for declared in registry.all(model)}
        for kind, model in KINDS.items()
    }


def _line(record: Record, registry: Registry) -> str:
    match record:
        case Actor():
            line = f"{record.name} ({record.kind})"
        case Place():
            line = record.name
        case Document() | Agreement():
            line = record.title
        case Event():
            line = f"{record.title} ({record.date.edtf if record.date else 'undated'}, {record.status})"
        case Role():
            holder = registry.get(record.actor)
            name = holder.record.name if holder and isinstance(holder.record, Actor) else record.actor
            line = f"{record.title}: {name}"
        case Topic():
            line = record.meaning
        case Provision():
            line = record.summary
        case _:
            line = f"{', '.join(record.speakers)}: {record.summary}"
    line = " ".join(line.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
