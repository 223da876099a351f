"""A small set of rows in the shape that the extractor makes, with one of every kind of difficulty.

Uncertain dates of each precision, events that are only planned or alleged, statements in each manner with
the chain of those who carried them, an agreement with provisions and claims, an open-ended date, a date
that is not there, two documents that differ, and strings that would do harm if a program took data for
commands: escape sequences, Rich markup, a spreadsheet formula, a right-to-left override.
"""

from hashlib import sha256
from typing import Any

Row = dict[str, object]
Rows = dict[str, list[Row]]

HOSTILE_TITLE = '=SUM(1+1)*cmd|"/C calc"!A0'
HOSTILE_SUMMARY = "Talks \x1b[2J\x1b]0;owned\x07 [red]about[/red] [/foo] \u202ethe corridor, 100% 'sure_ly'"

INTERVIEW = """\
Lavrov: the corridor is guaranteed
On Sunday Sergey Lavrov arrived in Baku. “The Lachin corridor is guaranteed by Russia,” Lavrov told Interfax.
According to Armenpress, the minister also said that refugees would return by spring.
He promised “a fair and lasting” settlement to both sides.
A summit may follow in December. Baku claims that mines were laid in October.
The trilateral statement was signed on the night of 9 November.
The handover lasted until the end of the month.
Related: Şuşa’da ne oldu?
"""

REPORT = """\
Yerevan: the handover came earlier
The statement was signed on 10 November, said Zohrab Mnatsakanyan, who was minister from 2018.
Someone in the ministry says that the mission was never wanted. The observers stayed in 2019.
Fighting broke out in the week of 27 September 2020.
"""

TEXTS = {"2020-11-22-interview": INTERVIEW, "2020-11-23-report": REPORT}


TOPICS = (
    "ceasefire",
    "negotiations",
    "settlement",
    "territory",
    "peacekeeping",
    "monitoring",
    "refugees",
    "corridor",
    "transport",
    "security",
)


def dated(
    edtf: str | None,
    earliest: str | None,
    latest: str | None,
    precision: str | None,
    basis: str | None = "stated",
    *,
    text: str = "date_",
    bounds: str = "",
    verbatim: str | None = None,
    reason: str | None = None,
    reference: str | None = None,
) -> Row:
    """The columns of one uncertain date, without `span_class`, which the database derives."""
    return {
        f"{text}edtf": edtf,
        f"{text}verbatim": verbatim,
        f"{bounds}earliest": earliest,
        f"{bounds}latest": latest,
        f"{bounds}precision": precision,
        f"{text}basis": basis if edtf is not None else None,
        f"{text}reason": reason,
        f"{text}reference": reference,
    }


def day(date: str, basis: str = "stated", **more: Any) -> Row:
    return dated(date, date, date, "day", basis, **more)


def undated(text: str = "date_", bounds: str = "") -> Row:
    return dated(None, None, None, None, text=text, bounds=bounds)


def citation(document: str, exact: str, supports: str = "whole", section: str = "body", **target: str) -> Row:
    """A passage of one of `TEXTS`, for the one record that `target` names (`event_id="..."`)."""
    text = TEXTS[document]
    assert text.count(exact) == 1, exact
    start = text.index(exact)
    (record,) = target.values()
    return {
        "id": f"{record}@{document}:{start}:{supports}",
        "document_id": document,
        "start": start,
        "end": start + len(exact),
        "exact": exact,
        "section": section,
        "supports": supports,
        "event_id": None,
        "statement_id": None,
        "agreement_id": None,
        "provision_id": None,
        "role_id": None,
        **target,
    }


def document(name: str, title: str, outlet: str, published: Row, **more: str) -> Row:
    text = TEXTS[name]
    return {
        "id": name,
        "title": title,
        "outlet_id": outlet,
        "url": f"https://example.org/{name}",
        "language": "en",
        **published,
        "origin": None,
        "sha256": sha256(text.encode()).hexdigest(),
        "text": text,
        **more,
    }


def section(name: str, kind: str, first: str, last: str) -> Row:
    text = TEXTS[name]
    return {
        "document_id": name,
        "start": text.index(first),
        "end": text.index(last) + len(last),
        "kind": kind,
    }


def actor(name: str, title: str, kind: str, country: str | None = None) -> Row:
    return {"id": name, "name": title, "kind": kind, "country": country}


def alias(kind: str, record: str, text: str, folded: str) -> Row:
    return {f"{kind}_id": record, "alias": text, "folded": folded}


def event(
    name: str, type_: str, mode: str, title: str, date: Row, status: str = "occurred", **more: str | None
) -> Row:
    return {
        "id": name,
        "type": type_,
        "mode": mode,
        "title": title,
        "summary": None,
        **date,
        "status": status,
        "place_id": None,
        "part_of": None,
        "note": None,
        **more,
    }


def statement(
    name: str,
    manner: str,
    act: str,
    summary: str,
    date: Row,
    source: str,
    quote: str | None = None,
    **more: str | None,
) -> Row:
    return {
        "id": name,
        "manner": manner,
        "act": act,
        "quote": quote,
        "summary": summary,
        **date,
        "event_id": None,
        "document_id": source,
        "section": "body",
        "note": None,
        **more,
    }


def linked(kind: str, record: str, *actors: tuple[str, str]) -> list[Row]:
    """Actors of one record with their roles, in order; position counts from 0."""
    return [
        {f"{kind}_id": record, "actor_id": who, "role": role, "position": position}
        for position, (who, role) in enumerate(actors)
    ]


def sample_rows() -> Rows:
    """Table name -> rows, complete and consistent; a new copy at every call, to be changed at will."""
    interview, report = TEXTS
    visit, statement_2020, war = "2020-11-22-lavrov-in-baku", "trilateral-statement-2020", "2020-second-war"
    rows: Rows = {
        "actors": [
            actor("sergey-lavrov", "Sergey Lavrov", "person", "RUS"),
            actor("zohrab-mnatsakanyan", "Zohrab Mnatsakanyan", "person", "ARM"),
            actor("ilham-aliyev", "Ilham Aliyev", "person", "AZE"),
            actor("araz-aliyev", "Araz Aliyev", "person", "AZE"),
            actor("russia", "Russia", "state", "RUS"),
            actor("armenia", "Armenia", "state", "ARM"),
            actor("azerbaijan", "Azerbaijan", "state", "AZE"),
            actor(
                "russian-foreign-ministry", "Ministry of Foreign Affairs of Russia", "government-body", "RUS"
            ),
            actor("armenian-ministry-source", "A source in the ministry", "unnamed-source", "ARM"),
            actor("interfax", "Interfax", "outlet", "RUS"),
            actor("armenpress", "Armenpress", "outlet", "ARM"),
            actor("example-daily", HOSTILE_TITLE, "outlet"),
        ],
        "actor_aliases": [
            alias("actor", "sergey-lavrov", "Сергей Лавров", "сергеи лавров"),
            alias("actor", "sergey-lavrov", "Sergei Lavrov", "sergei lavrov"),
            alias("actor", "ilham-aliyev", "İlham Əliyev", "ilham əliyev"),
            alias("actor", "zohrab-mnatsakanyan", "Zohrab Mnatsakanian", "zohrab mnatsakanian"),
        ],
        "roles": [
            {
                "id": "sergey-lavrov-minister",
                "actor_id": "sergey-lavrov",
                "title": "Minister of Foreign Affairs",
                "body_id": "russian-foreign-ministry",
                **dated(
                    "2004-03-09/..",
                    "2004-03-09",
                    None,
                    "open",
                    "external",
                    text="",
                    reason="-",
                    reference="-",
                ),
                "note": None,
            },
            {
                "id": "zohrab-mnatsakanyan-minister",
                "actor_id": "zohrab-mnatsakanyan",
                "title": "Minister of Foreign Affairs",
                "body_id": None,
                **dated("2018/2020-11-16", "2018-01-01", "2020-11-16", "interval", "stated", text=""),
                "note": "resigned",
            },
        ],
        "places": [
            {
                "id": "baku",
                "name": "Baku",
                "country": "AZE",
                "latitude": 40.4,
                "longitude": 49.9,
                "precision": "settlement",
                "reference": "GeoNames",
            },
            {
                "id": "shushi",
                "name": "Shushi",
                "country": None,
                "latitude": None,
                "longitude": None,
                "precision": "settlement",
                "reference": None,
            },
        ],
        "place_aliases": [alias("place", "shushi", "Şuşa", "susa")],
        "documents": [
            document(
                interview,
                "Lavrov: the corridor is guaranteed",
                "interfax",
                day("2020-11-22", text="published_", bounds="published_"),
            ),
            document(
                report,
                HOSTILE_TITLE,
                "example-daily",
                dated("2020-11", "2020-11-01", "2020-11-30", "month", text="published_", bounds="published_"),
                language="hy",
            ),
        ],
        "sections": [
            section(interview, "title", "Lavrov: the", "corridor is guaranteed"),
            section(interview, "body", "On Sunday", "end of the month."),
            section(interview, "related", "Related", "oldu?"),
            section(report, "title", "Yerevan: the", "came earlier"),
            section(report, "body", "The statement", "27 September 2020."),
        ],
        "topics": [{"id": topic, "meaning": f"all about {topic}"} for topic in TOPICS],
        "agreements": [
            {
                "id": statement_2020,
                "title": "Statement of 10 November 2020",
                "type": "ceasefire",
                "stage": "Cea",
                "status": "multiparty",
                **dated(
                    "2020-11-09/2020-11-10",
                    "2020-11-09",
                    "2020-11-10",
                    "interval",
                    "completed",
                    text="signed_",
                    bounds="signed_",
                    verbatim="on the night of 9 November",
                ),
                **day("2020-11-10", "derived", text="effective_", bounds="effective_"),
                "place_id": None,
                "note": None,
            },
            {
                "id": "madrid-principles",
                "title": "Madrid Principles",
                "type": "principles",
                "stage": "SubPar",
                "status": "proposed",
                **undated("signed_", "signed_"),
                **undated("effective_", "effective_"),
                "place_id": None,
                "note": "[bold]never signed[/bold]",
            },
        ],
        "agreement_aliases": [
            alias("agreement", statement_2020, "trilateral statement", "trilateral statement"),
            alias("agreement", statement_2020, "ceasefire of 10 November", "ceasefire of 10 november"),
        ],
        "agreement_actors": [
            {
                "agreement_id": statement_2020,
                "actor_id": who,
                "role": role,
                "behalf_of": behalf_of,
                "position": position,
            }
            for position, (who, role, behalf_of) in enumerate(
                [
                    ("armenia", "party", None),
                    ("azerbaijan", "party", None),
                    ("ilham-aliyev", "signatory", "azerbaijan"),
                    ("russia", "guarantor", None),
                ]
            )
        ],
        "provisions": [
            {
                "id": f"{statement_2020}-handover",
                "agreement_id": statement_2020,
                "position": 0,
                "number": "6",
                "topic": "territory",
                "obligor_id": "armenia",
                "summary": "Armenia returns the district of Kalbajar",
                **dated(
                    "../2020-11-30",
                    None,
                    "2020-11-30",
                    "open",
                    text="deadline_",
                    bounds="deadline_",
                    verbatim="until the end of the month",
                ),
                "note": None,
            },
            {
                "id": f"{statement_2020}-corridor",
                "agreement_id": statement_2020,
                "position": 1,
                "number": None,
                "topic": "corridor",
                "obligor_id": None,
                "summary": "The Lachin corridor stays open",
                **undated("deadline_", "deadline_"),
                "note": None,
            },
        ],
        "events": [
            event(
                visit,
                "CONSULT",
                "visit",
                "Lavrov visits Baku",
                day("2020-11-22", "derived", verbatim="On Sunday"),
                summary=HOSTILE_SUMMARY,
                place_id="baku",
            ),
            event(
                "2020-11-10-signing",
                "AGREE",
                "signing",
                "The trilateral statement is signed",
                dated("2020-11-09/2020-11-10", "2020-11-09", "2020-11-10", "interval", "completed"),
                part_of=war,
            ),
            event(
                "2020-12-summit",
                "CONSULT",
                "summit",
                "A summit of the leaders",
                dated("2020-12", "2020-12-01", "2020-12-31", "month", "completed", verbatim="in December"),
                "planned",
            ),
            event(
                "2020-10-mines",
                "ASSAULT",
                "offensive",
                "Mines laid near Şuşa",
                dated(
                    "2020-10?", "2020-10-01", "2020-10-31", "month", "inferred", reason="the year of the page"
                ),
                "alleged",
                place_id="shushi",
                part_of=war,
            ),
            event(
                "2019-observers",
                "AID",
                "monitoring",
                "Observers at the line of contact",
                dated("2019", "2019-01-01", "2019-12-31", "year", verbatim="in 2019"),
            ),
            event(
                "2020-09-outbreak",
                "ASSAULT",
                "clashes",
                "Fighting breaks out",
                dated(
                    "2020-09-21/2020-09-27",
                    "2020-09-21",
                    "2020-09-27",
                    "week",
                    verbatim="the week of 27 September",
                ),
                part_of=war,
            ),
            event(
                war,
                "ASSAULT",
                "war",
                "Second Karabakh war",
                dated("2020-09-27/..", "2020-09-27", None, "open"),
                "ongoing",
            ),
            event("mission", "REJECT", "refusal", "A mission is turned down", undated(), "denied"),
        ],
        "event_actors": [
            *linked("event", visit, ("sergey-lavrov", "actor"), ("azerbaijan", "host")),
            *linked(
                "event",
                "2020-11-10-signing",
                ("armenia", "participant"),
                ("azerbaijan", "participant"),
                ("russia", "mediator"),
            ),
            *linked("event", "2020-10-mines", ("armenia", "actor"), ("azerbaijan", "recipient")),
        ],
        "event_agreements": [
            {"event_id": "2020-11-10-signing", "agreement_id": statement_2020, "relation": "signed"},
            {"event_id": visit, "agreement_id": statement_2020, "relation": "discussed"},
        ],
        "statements": [
            statement(
                "lavrov-corridor",
                "direct",
                "commit",
                "Russia guarantees the Lachin corridor",
                day("2020-11-22", "derived", verbatim="On Sunday"),
                interview,
                "The Lachin corridor is guaranteed by Russia",
                event_id=visit,
            ),
            statement(
                "lavrov-refugees",
                "indirect",
                "predict",
                HOSTILE_SUMMARY,
                day("2020-11-22", "derived"),
                interview,
                event_id=visit,
            ),
            statement(
                "lavrov-settlement",
                "mixed",
                "commit",
                "A settlement fair to both sides",
                dated(
                    "2020-11~",
                    "2020-11-01",
                    "2020-11-30",
                    "month",
                    "inferred",
                    reason="the month of the page",
                ),
                interview,
                "a fair and lasting",
            ),
            statement(
                "source-mission",
                "indirect",
                "deny",
                "The ministry never wanted the mission",
                undated(),
                report,
            ),
        ],
        "statement_actors": [
            *linked(
                "statement",
                "lavrov-corridor",
                ("sergey-lavrov", "speaker"),
                ("interfax", "addressee"),
                ("russia", "subject"),
            ),
            *linked(
                "statement",
                "lavrov-refugees",
                ("sergey-lavrov", "speaker"),
                ("armenpress", "relayer"),
                ("interfax", "relayer"),
            ),
            *linked(
                "statement",
                "lavrov-settlement",
                ("sergey-lavrov", "speaker"),
                ("armenia", "addressee"),
                ("azerbaijan", "addressee"),
            ),
            *linked(
                "statement",
                "source-mission",
                ("armenian-ministry-source", "speaker"),
                ("example-daily", "relayer"),
            ),
        ],
        "statement_agreements": [{"statement_id": "lavrov-corridor", "agreement_id": statement_2020}],
        "statement_events": [{"statement_id": "source-mission", "event_id": "mission"}],
        "statement_topics": [
            {"statement_id": "lavrov-corridor", "topic": "corridor", "position": 0},
            {"statement_id": "lavrov-corridor", "topic": "security", "position": 1},
            {"statement_id": "lavrov-refugees", "topic": "refugees", "position": 0},
            {"statement_id": "source-mission", "topic": "monitoring", "position": 0},
        ],
        "provision_claims": [
            {
                "id": "claim-corridor",
                "provision_id": f"{statement_2020}-corridor",
                "statement_id": "lavrov-corridor",
                "event_id": None,
                "verdict": "reaffirmed",
            },
            {
                "id": "claim-mines",
                "provision_id": f"{statement_2020}-handover",
                "statement_id": None,
                "event_id": "2020-10-mines",
                "verdict": "breached",
            },
        ],
        "citations": [
            citation(interview, "Sergey Lavrov arrived in Baku", event_id=visit),
            citation(interview, "On Sunday", "date", event_id=visit),
            citation(report, "The statement was signed on 10 November", event_id="2020-11-10-signing"),
            citation(interview, "A summit may follow in December", event_id="2020-12-summit"),
            citation(interview, "Baku claims that mines were laid in October", event_id="2020-10-mines"),
            citation(report, "The observers stayed in 2019", event_id="2019-observers"),
            citation(
                report, "Fighting broke out in the week of 27 September 2020", event_id="2020-09-outbreak"
            ),
            citation(report, "Fighting broke out", event_id=war),
            citation(report, "the mission was never wanted", event_id="mission"),
            citation(
                interview,
                "The Lachin corridor is guaranteed by Russia",
                "quote",
                statement_id="lavrov-corridor",
            ),
            citation(interview, "Lavrov told Interfax", "actors", statement_id="lavrov-corridor"),
            citation(
                interview,
                "the minister also said that refugees would return by spring",
                statement_id="lavrov-refugees",
            ),
            citation(interview, "a fair and lasting", "quote", statement_id="lavrov-settlement"),
            citation(report, "Someone in the ministry says", statement_id="source-mission"),
            citation(interview, "The trilateral statement was signed", agreement_id=statement_2020),
            citation(interview, "on the night of 9 November", "date", agreement_id=statement_2020),
            citation(report, "was signed on 10 November", "date", agreement_id=statement_2020),
            citation(interview, "until the end of the month", provision_id=f"{statement_2020}-handover"),
            citation(report, "who was minister from 2018", role_id="zohrab-mnatsakanyan-minister"),
        ],
    }
    cited = {str(row["exact"]): row for row in rows["citations"]}
    rows["claims"] = [
        {
            "id": f"{statement_2020}.signed.{position}",
            "kind": "agreement",
            "record": statement_2020,
            "field": "signed",
            "value": value,
            "document_id": cited[exact]["document_id"],
            "citation": cited[exact]["id"],
            "basis": basis,
            "reason": None,
            "reference": None,
            "position": position,
            "relation": "narrows" if position else None,
        }
        for position, (value, exact, basis) in enumerate(
            [
                ("2020-11-09/2020-11-10", "on the night of 9 November", "completed"),
                ("2020-11-10", "was signed on 10 November", "stated"),
            ]
        )
    ] + [
        {
            "id": "zohrab-mnatsakanyan-minister.title.0",
            "kind": "role",
            "record": "zohrab-mnatsakanyan-minister",
            "field": "title",
            "value": "Minister of Foreign Affairs",
            "document_id": None,
            "citation": None,
            "basis": "external",
            "reason": "a public list",
            "reference": "https://example.org/ministers",
            "position": 0,
            "relation": None,
        }
    ]
    rows["search"] = [
        {
            "record": row["id"],
            "kind": kind,
            "heading": str(row[heading]).casefold(),
            "words": words.casefold(),
        }
        for kind, table, heading, words in (
            ("event", "events", "title", "baku karabakh"),
            ("statement", "statements", "summary", "lachin corridor susa"),
            ("agreement", "agreements", "title", "ceasefire"),
        )
        for row in rows[table]
    ]
    return rows
