"""A synthetic corpus, always the same for the same seed: record files that check without a problem.

Nobody would print these texts, but they have what costs time in real ones: quotations interrupted and
mixed, passages in wrapped lines that stand once in their text, every precision and basis of a date,
mentions and claims across documents, shared files. Each document has 50 records (`RECORDS`); a smaller
corpus is the first documents of a larger one with the same seed.

`python benchmarks/corpus.py FOLDER DOCUMENTS` writes it. A database of events alone: `events.py`.
"""

import argparse
import calendar
import hashlib
import json
import random
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from typing import Any

from karabakh_events import vocabulary
from karabakh_events.dates import parse_edtf

SEED = 2020
TOPICS = ("ceasefire", "corridor", "mediation", "monitoring", "refugees", "settlement", "status", "territory")
EVENTS, STATEMENTS, ROLES = 20, 26, 3
RECORDS = EVENTS + STATEMENTS + ROLES + 1  # and one agreement
MENTIONS = 3

_FIRST, _LAST = date(1988, 2, 20), date(2023, 12, 31)
_MONTHS = tuple(calendar.month_name)
_PERSONS, _BODIES, _OUTLETS, _PLACES = 120, 20, 10, 60
# Out of these, quotations are made.
_WORDS = re.findall(
    r"\w+",
    """the talks agreement ceasefire corridor peacekeepers sides region must continue without delay and we
    remain ready for any format that brings return of refugees prisoners status borders mediation nobody else
    can guarantee security there is no alternative to political settlement trust between societies step by
    resettlement demining roads railways open again violations were recorded along line contact our position
    unchanged principles Helsinki final act people have right live home monitors artillery hospital""",
)


# --- YAML ----------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w /.,()’-]*[\w.)])?")


def _scalar(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _lines(value: Any, margin: str = "") -> Iterator[str]:
    """Block style, as curators write it, with short lists in brackets."""
    entries = value.items() if isinstance(value, Mapping) else (("-", each) for each in value)
    for key, each in entries:
        head = f"{margin}{key}" if key == "-" else f"{margin}{key}:"
        if isinstance(each, str):
            yield f"{head} {_scalar(each)}"
        elif isinstance(each, list) and all(isinstance(one, str) and " " not in one for one in each):
            yield f"{head} [{', '.join(map(_scalar, each))}]"
        elif key == "-":
            first, *rest = _lines(each, f"{margin}  ")
            yield f"{margin}- {first.lstrip()}"
            yield from rest
        else:
            yield head
            yield from _lines(each, f"{margin}  ")


def _write(path: Path, records: Mapping[str, Any]) -> None:
    path.write_text("\n".join(_lines(records)) + "\n", encoding="utf-8")


# --- who, where, when ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cast:
    """The names that all documents share. All are of one length and form, so that none is in another."""

    persons: Sequence[tuple[str, str]]
    bodies: Sequence[tuple[str, str]]
    outlets: Sequence[tuple[str, str]]
    places: Sequence[tuple[str, str]]

    @property
    def actors(self) -> Sequence[tuple[str, str]]:
        return (*self.persons, *self.bodies)


def _cast(seed: int) -> _Cast:
    chance = random.Random(f"{seed} cast")  # noqa: S311
    syllables = [a + b for a, b in product("bdgklmnprstvz", "aeiou")]
    made = ["".join(each).capitalize() for each in product(syllables, repeat=3)]
    names = iter(chance.sample(made, 2 * _PERSONS + _BODIES + _OUTLETS + _PLACES))

    def named(number: int, form: str) -> list[tuple[str, str]]:
        full = [form.replace("@", next(names)) for _ in range(number)]
        return [(name.lower().replace(" ", "-"), name) for name in full]

    persons = [
        f"{next(names)} {next(names)}{chance.choice(('ov', 'yan', 'zade', 'li'))}" for _ in range(_PERSONS)
    ]
    return _Cast(
        [(name.lower().replace(" ", "-"), name) for name in persons],
        named(_BODIES, "Ministry of @"),
        named(_OUTLETS, "@ Times"),
        named(_PLACES, "@ Town"),
    )


def _shared(cast: _Cast) -> tuple[dict[str, Any], dict[str, Any]]:
    def actor(id_: str, name: str, kind: str) -> dict[str, Any]:
        last = name.split()[-1]
        return {
            "id": id_,
            "name": name,
            "kind": kind,
            "aliases": [f"{last.upper()}, {kind}", f"old {name} (sic)"],
        }

    actors = [actor(*each, "person") for each in cast.persons]
    actors += [actor(*each, "government-body") for each in cast.bodies]
    actors += [actor(*each, "outlet") for each in cast.outlets]
    places = [
        {
            "id": id_,
            "name": name,
            "country": "AZE",
            "latitude": f"{39 + number / 100:.2f}",
            "longitude": f"{45 + number / 100:.2f}",
            "precision": "settlement",
            "reference": "a gazetteer, sheet 1",
            "aliases": [f"{name} (the old one)"],
        }
        for number, (id_, name) in enumerate(cast.places)
    ]
    topics = [{"id": topic, "meaning": f"What is said of {topic}."} for topic in TOPICS]
    return {"actors": actors, "topics": topics}, {"places": places}


def _day(day: date, *, year: bool = True) -> str:
    return f"{day.day} {_MONTHS[day.month]}{f' {day.year}' if year else ''}"


def _when(chance: random.Random, day: date) -> tuple[str, dict[str, str] | None]:
    """How a sentence begins that says when, and the date that a curator makes of it (None: of nothing)."""
    month = f"{_MONTHS[day.month]} {day.year}"
    later = day + timedelta(chance.randrange(8, 60))
    week = day + timedelta(6)
    said: dict[str, tuple[int, str, str, str, str]] = {
        # weight, opening words, EDTF, basis, verbatim (the opening words if empty)
        "day": (40, f"On {_day(day)}", f"{day}", "stated", ""),
        "no year": (10, f"On {_day(day, year=False)}", f"{day}", "completed", ""),
        "month": (10, f"In {month}", f"{day:%Y-%m}", "stated", month),
        "year": (6, f"In {day.year}", f"{day:%Y}", "stated", ""),
        "week": (3, f"From {_day(day)} to {_day(week)}", f"{day}/{week}", "stated", ""),
        "interval": (5, f"Between {_day(day)} and {_day(later)}", f"{day}/{later}", "stated", ""),
        "from": (3, f"From {_day(day)} on", f"{day}/..", "stated", ""),
        "by": (2, f"By {_day(day)}", f"../{day}", "stated", ""),
        "about": (3, f"About {month}", f"{day:%Y-%m}~", "stated", ""),
        "perhaps": (2, f"Perhaps in {month}", f"{day:%Y-%m}?", "stated", ""),
        "decade": (1, f"In the {day.year // 10}0s", f"{day.year // 10}X", "stated", ""),
        "spring": (1, f"In the spring of {day.year}", f"{day.year}-21", "stated", ""),
        "relative": (7, "A day earlier", f"{day}", "derived", ""),
        "reasoned": (3, "Then", f"{day:%Y-%m}", "inferred", "-"),
        "outside": (1, "Then", f"{day}", "external", "-"),
        "undated": (3, "Once", "", "", "-"),
    }
    (_, opening, edtf, basis, verbatim), *_ = chance.choices(
        [*said.values()], [each[0] for each in said.values()]
    )
    if not edtf:
        return opening, None
    made = {"edtf": edtf, "basis": basis}
    if verbatim != "-":
        made["verbatim"] = verbatim or opening
    if basis != "stated":
        made["reason"] = "the report counts from its own day"
    if basis == "external":
        made["reference"] = "A chronicle, page 17"
    return opening, made


# --- one document --------------------------------------------------------------------------------------


@dataclass
class _Page:
    """A document in the making. Sentences bear numbers, so that each stands once."""

    number: int
    day: date
    chance: random.Random
    cast: _Cast
    sentences: list[str] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> str:
        return f"{self.day}-report-{self.number:05}"

    def say(self, words: str) -> str:
        """Add a sentence to the body; {} in it becomes its number."""
        sentence = words.replace("{}", str(len(self.sentences) + 1))
        self.sentences.append(sentence)
        return sentence

    def words(self, least: int, most: int) -> str:
        return " ".join(self.chance.choices(_WORDS, k=self.chance.randint(least, most)))

    def term(self, terms: type[vocabulary.Term], *but: vocabulary.Term) -> str:
        return self.chance.choice([term for term in terms if term not in but]).value

    def some_day(self) -> date:
        return self.day - timedelta(
            min(int(self.chance.expovariate(1 / 90)), (self.day - date(1988, 1, 1)).days)
        )

    def cited(self, sentence: str, name: str) -> list[Any]:
        """The passages of a record: its sentence, and at times the words in it that say who."""
        if self.chance.random() < 0.3:
            return [sentence, {"exact": name, "within": sentence, "supports": "actors"}]
        return [sentence]


def _agreement(page: _Page) -> dict[str, Any]:
    (one, first), (two, second) = page.chance.sample(page.cast.bodies, 2)
    hand, signatory = page.chance.choice(page.cast.persons)
    day = page.some_day()
    number = page.number
    signing = page.say(
        f"{first} and {second} signed memorandum {{}} on {_day(day)} by the hand of {signatory}."
    )
    clauses = [page.say(f"Its clause {{}} provides that {page.words(6, 14)}.") for _ in range(2)]
    return {
        "id": f"{day}-memorandum-{number:05}",
        "title": f"Memorandum {number:05}",
        "aliases": [f"the paper of {_day(day)}"],
        "type": page.term(vocabulary.AgreementType),
        "stage": page.term(vocabulary.AgreementStage),
        "status": page.term(vocabulary.AgreementStatus),
        "signed": {"edtf": f"{day}", "verbatim": _day(day), "basis": "stated"},
        "place": page.chance.choice(page.cast.places)[0],
        "actors": {"party": [one, two], "signatory": [{"actor": hand, "behalf_of": one}]},
        "provisions": [
            {
                "id": f"{day}-memorandum-{number:05}-clause-{position}",
                "number": f"{position}",
                "topic": page.chance.choice(TOPICS),
                "obligor": one,
                "summary": clause,
                "passages": [clause],
            }
            for position, clause in enumerate(clauses, 1)
        ],
        "passages": [signing],
    }


def _role(page: _Page, number: int) -> dict[str, Any]:
    (person, name), (body, office) = (
        page.chance.choice(page.cast.persons),
        page.chance.choice(page.cast.bodies),
    )
    return {
        "id": f"{person}-office-{page.number:05}-{number}",
        "actor": person,
        "title": f"Envoy {page.number}.{number}",
        "body": body,
        "passages": [page.say(f"{name} is envoy {{}} of the {office}.")],
    }


def _event(page: _Page, number: int, agreement: Mapping[str, Any]) -> dict[str, Any]:
    (one, first), (two, second) = page.chance.sample(page.cast.actors, 2)
    place, where = page.chance.choice(page.cast.places)
    day = page.some_day()
    opening, when = _when(page.chance, day)
    sentence = page.say(f"{opening}, {first} received {second} in {where} on matter {{}}.")
    record: dict[str, Any] = {
        "id": f"{day}-matter-{page.number:05}-{number}",
        "type": page.term(vocabulary.EventType),
        "mode": page.term(vocabulary.EventMode),
        "title": f"{first} receives {second}",
        "summary": f"They meet in {where}: {page.words(5, 12)}.",
        **({"date": when} if when else {}),
        "status": page.term(vocabulary.EventStatus),
        "place": place,
        "actors": {"host": [one], "participant": [two]},
        "passages": page.cited(sentence, second),
    }
    if page.events and page.chance.random() < 0.1:
        whole = page.chance.choice(page.events)
        if _holds(whole, record, page.events):
            record["part_of"] = whole["id"]
    if page.chance.random() < 0.2:
        relation = page.term(vocabulary.AgreementRelation)
        first, last = _bounds(record)
        signed = agreement["signed"]["edtf"]
        if relation == "discussed" or (signed <= last and (relation != "signed" or first <= signed)):
            record["agreements"] = {relation: [agreement["id"]]}
    return record


def _bounds(record: Mapping[str, Any]) -> tuple[str, str]:
    """The first and the last day on which it may have been."""
    span = parse_edtf(record["date"]["edtf"]) if "date" in record else None
    return (span and span.earliest) or f"{date.min}", (span and span.latest) or f"{date.max}"


def _holds(whole: Mapping[str, Any], part: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a part lies within its whole and all that this is a part of."""
    named = {event["id"]: event for event in events}
    wider: Mapping[str, Any] | None = whole
    first, last = _bounds(part)
    while wider is not None:
        begins, ends = _bounds(wider)
        if "date" in wider and "date" in part and not begins <= first <= last <= ends:
            return False
        wider = named.get(wider.get("part_of", ""))
    return True


def _statement(page: _Page, number: int, agreement: Mapping[str, Any]) -> dict[str, Any]:
    (speaker, name), (other, other_name) = page.chance.sample(page.cast.persons, 2)
    opening, when = _when(page.chance, page.some_day())
    begun, ended, fragment = page.words(4, 12), page.words(5, 18), page.words(3, 6)
    # Each quotation is told from every other by a number of its own.
    mark = len(page.sentences) + 1
    manner, sentence, quote = page.chance.choice(
        (
            (
                "direct",
                f"{opening}, {name} told {other_name}: “Point {mark}, {ended}.”",
                [f"Point {mark}, {ended}."],
            ),
            (
                "direct",
                f"“Under {mark}, {begun},” {name} told {other_name} {_lower(opening)}, “we say: {ended}.”",
                [f"Under {mark}, {begun},", f"we say: {ended}."],
            ),
            (
                "mixed",
                f"{opening}, {name} told {other_name} that paper {mark} was “{fragment}” all the same.",
                [fragment],
            ),
            ("indirect", f"{opening}, {name} told {other_name} under {mark} that {ended}.", []),
        )
    )
    if when and when.get("verbatim") == opening and not sentence.startswith(opening):
        when = {**when, "verbatim": _lower(opening)}
    record: dict[str, Any] = {
        "id": f"{page.day}-words-{page.number:05}-{number}",
        "speakers": [speaker],
        "addressees": [other],
        "manner": manner,
        "act": page.term(vocabulary.SpeechAct),
        **({"quote": quote} if quote else {}),
        "summary": f"Speaks of {page.words(5, 12)}.",
        "about": [page.chance.choice(page.cast.bodies)[0]],
        "topics": [page.chance.choice(TOPICS)],
        "passages": page.cited(page.say(sentence), other_name),
    }
    said: Mapping[str, Any] = record
    if page.chance.random() < 0.5:
        said = page.chance.choice(page.events)
        record["event"] = said["id"]
    elif when:
        record["date"] = when
    if page.chance.random() < 0.1 and agreement["signed"]["edtf"] <= _bounds(said)[1]:
        record["about"].append(agreement["id"])
        clause = page.chance.choice(agreement["provisions"])["id"]
        record["provisions"] = [{"provision": clause, "verdict": page.term(vocabulary.Verdict)}]
    return record


def _lower(opening: str) -> str:
    return opening[0].lower() + opening[1:]


def _mention(page: _Page, event: Mapping[str, Any]) -> dict[str, Any]:
    """The same event told again, at times with another reading of its date."""
    day = page.some_day()
    sentence = page.say(f"Others put {event['title']} under {{}} on {_day(day)}.")
    record: dict[str, Any] = {"record": event["id"], "passages": [sentence]}
    if f"{day}" != event.get("date", {}).get("edtf") and page.chance.random() < 0.5:
        record["claims"] = [
            {"field": "date", "value": f"{day}", "passage": {"exact": _day(day), "within": sentence}}
        ]
    return record


def _documents(number: int, seed: int) -> Iterator[tuple[_Page, str, dict[str, Any]]]:
    """Each document with its text and its record file."""
    cast = _cast(seed)
    before: _Page | None = None
    for position in range(number):
        chance = random.Random(f"{seed} document {position}")  # noqa: S311
        day = _FIRST + timedelta(chance.randrange((_LAST - _FIRST).days))
        page = _Page(position, day, chance, cast)
        agreement = _agreement(page)
        roles = [_role(page, each) for each in range(ROLES)]
        for each in range(EVENTS):
            page.events.append(_event(page, each, agreement))
        statements = [_statement(page, each, agreement) for each in range(STATEMENTS)]
        # What a report tells is not after it.
        known = [event for event in before.events if _bounds(event)[0] <= f"{day}"] if before else []
        told = chance.sample(known, min(MENTIONS, len(known)))
        mentions = [_mention(page, event) for event in told]
        aside = page.say("The report goes on under {} with nothing more.")
        text = _text(page)
        document = {
            "id": page.id,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "title": f"Report {position:05}",
            "outlet": chance.choice(cast.outlets)[0],
            "published": {"edtf": f"{day}", "verbatim": f"Published {_day(day)}", "basis": "stated"},
            "sections": [
                {"kind": "title", "starts": f"Report {position:05}"},
                {"kind": "chrome", "starts": "Published"},
                {"kind": "body", "starts": page.sentences[0]},
                {"kind": "chrome", "starts": "Terms of use"},
            ],
            "unrecorded": [{"exact": aside, "reason": "says nothing"}],
        }
        yield (
            page,
            text,
            {
                "document": document,
                "agreements": [agreement],
                "roles": roles,
                "events": page.events,
                "statements": statements,
                **({"mentions": mentions} if mentions else {}),
            },
        )
        before = page


def _text(page: _Page) -> str:
    paragraphs = (" ".join(page.sentences[at : at + 4]) for at in range(0, len(page.sentences), 4))
    wrapped = (
        textwrap.fill(paragraph, 100, break_long_words=False, break_on_hyphens=False)
        for paragraph in paragraphs
    )
    return "\n\n".join(
        [f"Report {page.number:05}", f"Published {_day(page.day)}", *wrapped, "Terms of use of this page.\n"]
    )


def write_corpus(folder: Path, documents: int, seed: int = SEED) -> None:
    """Write `documents` texts with their record files, and the files that they share, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    actors, places = _shared(_cast(seed))
    _write(folder / "actors.yaml", actors)
    _write(folder / "places.yaml", places)
    for page, text, records in _documents(documents, seed):
        (folder / f"{page.id}.txt").write_text(text, encoding="utf-8")
        _write(folder / f"{page.id}.yaml", records)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a synthetic corpus of record files.")
    parser.add_argument("target", type=Path)
    parser.add_argument("documents", type=int, nargs="?", default=1_000)
    parser.add_argument("--seed", type=int, default=SEED)
    arguments = parser.parse_args()
    write_corpus(arguments.target, arguments.documents, arguments.seed)


if __name__ == "__main__":
    main()
