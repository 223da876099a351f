"""A small sound corpus of three record files and two documents, and how tests spoil it in one place each.

`SOUND` has one of everything that curators write. A test changes a file's text where it wants a fault and
sets `HERE` before the very character at which the fault is to be told; `write` takes the sign out.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from karabakh_events.errors import Problem
from karabakh_events.extractor import Extraction, extract
from karabakh_events.passages import position
from karabakh_events.records import read_corpus

HERE = "→"

INTERVIEW = """\
Menu

Lavrov: the corridor is guaranteed

BAKU, 22 November. “The Lachin corridor is guaranteed,” Sergey Lavrov told
Interfax on Sunday. “It will remain open.”
The minister said that refugees are “coming home” in great numbers.
Armenpress reports that Yerevan denied any delay. Lavrov smiled.
The truce was signed in Moscow on 9 November 2020. It opens the roads by 1 December 2020.

Related: Baku “will not wait”
"""

REPORT = """\
YEREVAN, 23 November: Lavrov was in Baku on 21 November 2020.
The truce of 10 November is being kept, a source said. The roads are closed. Lavrov was seen there again.
"""

SHARED = """\
actors:
  - id: sergey-lavrov
    name: Sergey Lavrov
    kind: person
    country: RUS
    identifiers: {wikidata: Q58217}
    aliases: [Lavrov, Sergei Lavrov]
  - {id: russia, name: Russia, kind: state, country: RUS}
  - {id: armenia, name: Armenia, kind: state, aliases: [Yerevan]}
  - {id: azerbaijan, name: Azerbaijan, kind: state, aliases: [Baku]}
  - {id: interfax, name: Interfax, kind: outlet}
  - {id: armenpress, name: Armenpress, kind: outlet}
  - {id: daily, name: The Daily, kind: outlet}
  - {id: a-source, name: a source, kind: unnamed-source}
places:
  - {id: baku, name: Baku, latitude: 40.3953, longitude: 49.8822, precision: settlement, reference: Q9248}
  - {id: moscow, name: Moscow}
agreements:
  - id: truce
    title: Truce
    aliases: [the truce]
    type: ceasefire
    stage: Cea
    status: multiparty
    signed: {edtf: 2020-11-09, verbatim: 9 November 2020, basis: stated}
    place: moscow
    actors:
      party: [armenia, azerbaijan]
      signatory: [{actor: sergey-lavrov, behalf_of: russia}]
    provisions:
      - id: truce-roads
        number: 1
        topic: transport
        obligor: azerbaijan
        summary: The roads are opened.
        deadline: {edtf: /2020-12-01, verbatim: by 1 December 2020, basis: stated}
        passages: [{document: interview, exact: It opens the roads by 1 December 2020.}]
    passages: [{document: interview, exact: The truce was signed in Moscow on 9 November 2020.}]
topics:
  - {id: ceasefire, meaning: What is said of ceasefire.}
  - {id: corridor, meaning: What is said of corridor.}
  - {id: security, meaning: What is said of security.}
  - {id: refugees, meaning: What is said of refugees.}
  - {id: agreement, meaning: What is said of agreement.}
  - {id: negotiations, meaning: What is said of negotiations.}
  - {id: transport, meaning: What is said of transport.}
  - {id: mediation, meaning: What is said of mediation.}
  - {id: territory, meaning: What is said of territory.}
  - {id: monitoring, meaning: What is said of monitoring.}
"""

INTERVIEW_RECORDS = """\
document:
  id: interview
  file: a-interview.txt
  sha256: SHA256(a-interview.txt)
  title: "Lavrov: the corridor is guaranteed"
  outlet: daily
  url: https://daily.example/1
  published: {edtf: 2020-11-22, verbatim: 22 November, basis: completed, reason: the year of the truce}
  sections:
    - kind: chrome
    - {kind: title, starts: "Lavrov: the corridor"}
    - {kind: body, starts: "BAKU, 22 November."}
    - {kind: related, starts: "Related:"}
  unrecorded:
    - {exact: Lavrov smiled., reason: nothing is said}
roles:
  - id: lavrov-minister
    actor: sergey-lavrov
    title: minister
    body: russia
    passages: [{exact: The minister, within: The minister said that refugees}]
events:
  - id: visit
    type: CONSULT
    mode: visit
    title: Lavrov visits Baku
    date: {edtf: 2020-11-22, verbatim: on Sunday, basis: derived, reason: the Sunday of the dateline}
    status: occurred
    place: baku
    actors: {actor: [sergey-lavrov], host: [azerbaijan]}
    agreements: {discussed: [truce]}
    passages:
      - “The Lachin corridor is guaranteed,” Sergey Lavrov told Interfax on Sunday.
      - {exact: "BAKU, 22 November.", supports: place}
statements:
  - id: corridor
    speakers: [sergey-lavrov]
    addressees: [azerbaijan]
    via: [interfax]
    manner: direct
    act: commit
    quote: [The Lachin corridor is guaranteed, It will remain open.]
    summary: The corridor stays open.
    event: visit
    about: [armenia, truce, visit]
    topics: [corridor, security]
    provisions: [{provision: truce-roads, verdict: reaffirmed}]
    passages:
      - “The Lachin corridor is guaranteed,” Sergey Lavrov told Interfax on Sunday. “It will remain open.”
  - id: refugees
    speakers: [sergey-lavrov]
    manner: mixed
    act: report
    quote: [coming home]
    summary: Many refugees return.
    date: {edtf: 2020-11, basis: inferred, reason: the month of the visit}
    topics: [refugees]
    passages:
      - The minister said that refugees are “coming home” in great numbers.
      - {exact: Sergey Lavrov, supports: actors}
  - id: delay
    speakers: [armenia]
    via: [armenpress]
    manner: indirect
    act: deny
    summary: There is no delay.
    topics: [agreement]
    passages: [Armenpress reports that Yerevan denied any delay.]
  - id: waiting
    speakers: [azerbaijan]
    manner: mixed
    act: refuse
    quote: [will not wait]
    summary: Azerbaijan does not wait.
    topics: [negotiations]
    passages: ["Related: Baku “will not wait”"]
"""

REPORT_RECORDS = """\
document:
  id: report
  file: b-report.txt
  sha256: SHA256(b-report.txt)
  title: A report
  sections: [{kind: body}]
  unrecorded:
    - {exact: Lavrov was seen there again., reason: by whom is not said}
events:
  - id: closing
    type: SANCTION
    mode: blockade
    title: Roads closed
    status: ongoing
    part_of: visit
    provisions: [{provision: truce-roads, verdict: breached}]
    passages: [The roads are closed.]
statements:
  - id: kept
    speakers: [a-source]
    manner: indirect
    act: assert
    summary: The truce is kept.
    about: [truce]
    topics: [ceasefire]
    passages: ["The truce of 10 November is being kept, a source said."]
mentions:
  - record: visit
    passages: [Lavrov was in Baku on 21 November 2020.]
    claims:
      - {field: date, value: 2020-11-21, passage: on 21 November 2020}
      - {field: place, value: moscow, reason: heard so, reference: a letter}
  - record: truce
    passages: [{exact: The truce of 10 November is being kept, supports: date}]
    claims: [{field: signed, value: 2020-11-10, passage: 10 November}]
"""

SOUND: dict[str, str] = {
    "a-interview.txt": INTERVIEW,
    "a-interview.yaml": INTERVIEW_RECORDS,
    "b-report.txt": REPORT,
    "b-report.yaml": REPORT_RECORDS,
    "shared.yaml": SHARED,
}

Place = tuple[str, int, int]
"""The path of a file, line and column."""


def write(folder: Path, files: Mapping[str, str | bytes]) -> list[Place]:
    """Write the files, with the sums of the texts filled in; the places of the `HERE` signs, sorted."""
    places = []
    for name, content in files.items():
        text = content.decode("utf-8", "surrogateescape") if isinstance(content, bytes) else content
        while HERE in text:
            at = text.index(HERE)
            places.append((str(folder / name), *position(text, at)))
            text = text.replace(HERE, "", 1)
        text = re.sub(r"SHA256\((.+?)\)", lambda found: _sum(files[found[1]]), text)
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return sorted(places)


def _sum(content: str | bytes) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def spoiled(*changes: tuple[str, str, str]) -> dict[str, str | bytes]:
    """The sound corpus with each (file, old, new) changed; `old` must stand in the file exactly once."""
    files: dict[str, str | bytes] = {**SOUND}
    for name, old, new in changes:
        text = files[name]
        assert isinstance(text, str)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        files[name] = text.replace(old, new)
    return files


def drawn(folder: Path, *names: str, neighbours: bool = False) -> Extraction:
    """What the record files of a folder come to; or, with names, only these."""
    paths: Iterable[Path] = [folder / name for name in names] or [folder]
    return extract(read_corpus(paths, neighbours=neighbours))


def told(problems: Iterable[Problem]) -> list[str]:
    """Problems as they are shown, each with its hint, the folder left out."""
    lines = []
    for problem in problems:
        folder = f"{Path(problem.file).parent}/"
        hint = f" [{problem.hint}]" if problem.hint else ""
        lines.append(f"{problem}{hint}".replace(folder, ""))
    return lines


def places_of(problems: Iterable[Problem]) -> list[Place]:
    return [(problem.file, problem.line, problem.column) for problem in problems]


def assert_told_once(folder: Path, change: tuple[str, str, str], expected: str) -> None:
    """The change (see `spoiled`) makes one problem, at its `HERE`, told as `expected` after the place."""
    places = write(folder, spoiled(change))
    problems = drawn(folder).problems
    assert places_of(problems) == places
    assert [line.partition(": ")[2] for line in told(problems)] == [expected]
