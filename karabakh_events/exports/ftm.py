"""followthemoney: one entity a line, as the `ftm` tools and Aleph load them.

- An event or a statement is an `Event`. Its name begins with the speakers, or with the status of an event
  that did not simply occur.
- An actor's part is an `UnknownLink` from the actor to the `Event`. Its `role` is the part: took part, spoke,
  was addressed, was the subject, or carried the words.
- A passage is a `Documentation` from its document to the `Event`.
- An actor is a `Person`, `PublicBody`, `Organization` or `LegalEntity`; a document is an `Article`.

followthemoney silently drops what it cannot read: dates that are not a prefix of an ISO date, unknown codes
of countries and languages, addresses without a host. This module does not write such values, and the report
counts them. Writing does not need the followthemoney package.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, BinaryIO
from unicodedata import normalize
from urllib.parse import urlsplit

from karabakh_events import files
from karabakh_events.dates import in_words
from karabakh_events.exports.report import BELONGING, Report, headline, is_qualified
from karabakh_events.queries import catalogue, citations, exporting
from karabakh_events.queries.catalogue import ActorRow
from karabakh_events.queries.citations import Document
from karabakh_events.queries.exporting import Carrier, FullRow
from karabakh_events.queries.filters import TimelineFilter
from karabakh_events.queries.timeline import Part
from karabakh_events.render import plain
from karabakh_events.render.parts import TRANSLATION

LEFT_OUT = frozenset(
    {
        "part_of",
        "occasion",
        "about",
        "agreements",
        "relations",
        "verdicts",
        "agreement_verdicts",
        "figures",
        "outcome_of",
        "outcomes",
        "section",
        "readings",
    }
)
OPEN = "date[s] open on one side, written as the end that is known"
SPAN = "uncertain date[s], written as startDate and endDate as if [it|they] lasted so long"
QUALIFIED = "date[s] marked as uncertain or approximate, written as if [it was|they were] not"
YEARS = "bound[s] of [a date|dates] outside the years 1000 to 2999, which followthemoney drops"
PUBLISHED = "uncertain date[s] of publication, rounded to what both ends share, or left out"
COUNTRY = "[country|countries] that followthemoney does not know"
LANGUAGE = "language[s] that followthemoney does not know"
ADDRESS = "address[es] of [a document|documents] that followthemoney cannot read"
COORDINATES = "coordinates of [a place|places]"
CUT = "text[s] longer than followthemoney takes, cut"
DOCUMENT = (
    "[checksum or origin of a document, or reason for its date"
    "|checksums and origins of documents, reasons for their dates]"
)

_SCHEMATA = {
    "person": "Person",
    "state": "PublicBody",
    "government-body": "PublicBody",
    "armed-force": "Organization",
    "organisation": "Organization",
    "outlet": "Organization",
}

# ISO 3166-1, and former states that the records name.
_COUNTRIES = """\
ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR BHR BHS BIH
BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI CUB
CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO
GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN
IRQ ISL ISR ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA
MAC MAF MAR MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER
NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU
RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP SUN SUR SVK SVN SWE SWZ SXM SYC SYR
TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM
VUT WLF WSM YEM YUG ZAF ZMB ZWE"""
_LANGUAGES = """\
af am ar az be bg bn bs ca cs da de el en es et fa fi fr ga he hi hr hu hy id is it ja ka kk km kn ko ky lb
lo lt lv mk mn ms mt my ne nl no pl ps pt ro ru sk sl sq sr sv sw ta te tg th tk tl tr uk ur uz vi zh"""

Entity = dict[str, Any]


def write(connection: sqlite3.Connection, wanted: TimelineFilter, out: BinaryIO) -> Report:
    """Write each row followed by its links, then the actors and documents that the rows name."""
    report = Report()
    with files.text(out) as lines:
        plain.write_jsonl(_Exporter(connection, report).entities(wanted), lines)
    return report


class _Exporter:
    """One export. It collects the ids that the rows name, and writes those records once, after the rows."""

    def __init__(self, connection: sqlite3.Connection, report: Report) -> None:
        self._connection, self._report = connection, report
        self._actors: set[str] = set()
        self._documents: set[str] = set()
        self._places: dict[str, str | None] = {}
        self._countries = frozenset(_COUNTRIES.split())
        self._languages = frozenset(_LANGUAGES.split())

    def entities(self, wanted: TimelineFilter) -> Iterator[Entity]:
        for full in exporting.full_rows(self._connection, wanted):
            self._report.wrote(full.row.kind)
            self._report.leave_out(LEFT_OUT, full)
            yield from self._row(full)
        for document in citations.documents(self._connection, sorted(self._documents)):
            self._report.wrote("document")
            if document.outlet_id:
                self._actors.add(document.outlet_id)
            yield self._document(document)
        for actor in catalogue.actors_with(self._connection, sorted(self._actors)):
            self._report.wrote("actor")
            yield self._actor(actor)
        belongings = exporting.belongings(self._connection, self._actors, self._places)
        self._report.lose(BELONGING, belongings)

    def _row(self, full: FullRow) -> Iterator[Entity]:
        row = full.row
        id_ = _id(row.kind, row.id)
        self._actors.update(actor.id for actor in row.actors)
        self._actors.update(carrier.id for carrier in full.via)
        self._documents.update(row.documents)
        terms = (row.kind, row.type, row.mode, row.status, row.manner, *full.topics)
        yield self._entity(
            id_,
            "Event",
            name=[_named(headline(row), row.id)],
            summary=[row.summary],
            description=[*self._words(full), self._description(full)],
            notes=[full.note],
            keywords=terms,
            location=[row.place and row.place.name],
            country=[self._place(row.place.id) if row.place else None],
            organizer=[_id("actor", actor.id) for actor in row.actors if actor.role == "host"],
            involved=[_id("actor", actor.id) for actor in row.actors if actor.role != "subject"],
            proof=[_id("document", document) for document in row.documents],
            recordId=[row.id],
            **self._dates(full),
        )
        for actor in row.actors:
            yield self._link(full, actor, actor.office)
        for number, link in enumerate(full.via, 1):
            yield self._link(full, link, f"{number} of {len(full.via)} who carried the words")
        for passage in full.passages:
            place = f"{passage.start}-{passage.end}"
            yield self._entity(
                _id("passage", f"{row.kind}-{row.id}-{passage.document}-{place}-{passage.supports}"),
                "Documentation",
                document=[_id("document", passage.document)],
                entity=[id_],
                role=[passage.supports],
                summary=[passage.exact],
                description=[f"{passage.section}, characters {passage.start}–{passage.end}"],
            )

    def _link(self, full: FullRow, actor: Part | Carrier, said: str | None) -> Entity:
        kind, record = full.row.kind, full.row.id
        return self._entity(
            _id("link", f"{kind}-{record}-{actor.role}-{actor.id}"),
            "UnknownLink",
            subject=[_id("actor", actor.id)],
            object=[_id(kind, record)],
            role=[actor.role],
            summary=[said],
        )

    def _words(self, full: FullRow) -> Iterator[str]:
        """The words of a statement in every document, each once, with their translations."""
        for each in full.row.renderings:
            yield each.quote
            if each.translation:
                yield f"{TRANSLATION}: {each.translation}"

    def _description(self, full: FullRow) -> str | None:
        """The date with its uncertainty, in words: start and end properties alone cannot express it."""
        row = full.row
        if row.date is None:
            return None
        told = [f"Date: {in_words(row.date)} ({row.date}), {row.date_basis}"]
        if row.disputed:
            told.append("disputed: another reading on file contradicts it")
        if row.date_verbatim:
            told.append(f"in the source: “{row.date_verbatim}”")
        told += [each for each in (full.date_reason, full.date_reference) if each]
        return "; ".join(told)

    def _dates(self, full: FullRow) -> dict[str, list[str | None]]:
        row = full.row
        if row.date is None:
            return {}
        if is_qualified(row.date):
            self._report.lose(QUALIFIED)
        first, last = self._bound(row.earliest), self._bound(row.latest)
        if row.earliest is None or row.latest is None:
            self._report.lose(OPEN)
        elif full.precision in ("day", "month", "year"):
            return {"date": [first and first[: {"day": 10, "month": 7, "year": 4}[full.precision]]]}
        else:
            self._report.lose(SPAN)
        return {"startDate": [first], "endDate": [last]}

    def _bound(self, day: str | None) -> str | None:
        if day is not None and not "1000" <= day < "3000":
            self._report.lose(YEARS)
            return None
        return day

    def _place(self, id_: str) -> str | None:
        if id_ not in self._places:
            (place,) = catalogue.places(self._connection, id_)
            self._places[id_] = self._country(place.country)
            if place.latitude is not None:
                self._report.lose(COORDINATES)
        return self._places[id_]

    def _document(self, document: Document) -> Entity:
        report = self._report
        published = document.published
        if published and (
            document.published_earliest != document.published_latest or is_qualified(published)
        ):
            shared = _shared(document.published_earliest, document.published_latest)
            if published != shared:
                report.lose(PUBLISHED)
        else:
            shared = document.published_earliest
        for lost in (
            document.origin,
            document.sha256,
            document.published_reason,
            document.published_reference,
        ):
            report.lose(DOCUMENT, lost is not None)
        words = published and f"Published: {in_words(published)} ({published}), {document.published_basis}"
        if words and document.published_verbatim:
            words += f"; in the source: “{document.published_verbatim}”"
        language = document.language.partition("-")[0].lower()
        report.lose(LANGUAGE, language not in self._languages)
        readable = document.url is None or _readable(document.url)
        report.lose(ADDRESS, not readable)
        return self._entity(
            _id("document", document.id),
            "Article",
            name=[_named(document.title, document.id)],
            title=[document.title],
            description=[words],
            publisher=[document.outlet],
            sourceUrl=[document.url if readable else None],
            language=[language if language in self._languages else None],
            publishedAt=[self._bound(shared) if shared else None],
        )

    def _actor(self, actor: ActorRow) -> Entity:
        return self._entity(
            _id("actor", actor.id),
            _SCHEMATA.get(actor.kind, "LegalEntity"),
            name=[_named(actor.name, actor.id)],
            alias=actor.aliases,
            country=[self._country(actor.country)],
            wikidataId=[actor.wikidata],
            keywords=[actor.kind],
        )

    def _country(self, code: str | None) -> str | None:
        self._report.lose(COUNTRY, code is not None and code not in self._countries)
        return code if code in self._countries else None

    def _entity(self, id_: str, schema: str, **properties: Iterable[str | None]) -> Entity:
        # A property is a set: it has each value once.
        shown: dict[str, dict[str, None]] = {}
        for name, values in properties.items():
            for value in filter(None, values):
                # NFC is the form of Unicode that followthemoney uses.
                text = self._report.seen(normalize("NFC", value))
                whole = " ".join(text.split()) if name in _ONE_LINE else text.strip()
                short = _cut(whole, _LONGEST.get(name, _LONGEST_TEXT))
                if name not in shown:
                    shown[name] = {}
                shown[name][short] = None
                if short == whole:
                    continue
                if name == "name":
                    shown.setdefault("summary", {})[_cut(whole, _LONGEST_TEXT)] = None
                else:
                    self._report.lose(CUT)
        kept = {name: [text for text in some if text] for name, some in shown.items()}
        return {
            "id": id_,
            "schema": schema,
            "properties": {name: some for name, some in kept.items() if some},
        }


_ONE_LINE = ("name", "alias", "location")

_LONGEST = {
    "name": 384,
    "alias": 384,
    "location": 250,
    **dict.fromkeys(("title", "publisher", "role", "keywords", "recordId"), 1024),
    "sourceUrl": 4096,
}
_LONGEST_TEXT = 65_000
"""The most characters that followthemoney allows in a property; one that is not listed here is a text."""

_LONGEST_ID = 200
_ODD = re.compile(r"[^A-Za-z0-9._-]")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _named(name: str, id_: str) -> str:
    """The name; or the id, if the name has no letter or digit (followthemoney strips quotation marks)."""
    return name if any(character.isalnum() for character in name) else id_


def _id(kind: str, id_: str) -> str:
    whole = f"{kind}-{id_}"
    if len(whole) <= _LONGEST_ID and not _ODD.search(whole):
        return whole
    # A hash keeps ids apart that would be equal after cutting or replacing characters.
    stem = _ODD.sub("-", whole)[: _LONGEST_ID - 17]
    return f"{stem}-{sha256(whole.encode()).hexdigest()[:16]}"


def _readable(url: str) -> bool:
    """Whether it is a web address with a host that followthemoney can read without guessing."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https")
            and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.hostname or "") is not None
            and re.search(r"\s", url) is None
            and parts.port is None
        )
    except ValueError:
        return False


def _shared(first: str | None, last: str | None) -> str | None:
    """The longest common part of two days: year, month or day; None if the years differ."""
    if first is None or last is None:
        return None
    for size in (10, 7, 4):
        if first[:size] == last[:size]:
            return first[:size]
    return None
