"""How many independent sources a record has: what depends on what, and what is said of it."""

import io
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import chain, combinations, count
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.queries import shapes
from karabakh_events.queries.sources import RUN, SMALL, WHOLE, Support, independent, supports
from karabakh_events.render import terminal
from karabakh_events.render.parts import Numbering
from karabakh_events.render.sources import supports as layout
from tests.growth import assert_linear
from tests.rows import Row, Rows, actor, dated, day, event, linked, sample_rows, statement, undated

# --- the number ----------------------------------------------------------------------------------------

sets = st.lists(st.frozensets(st.integers(0, 9), min_size=1, max_size=4), max_size=8)


def apart(chosen: Iterable[frozenset[int]]) -> bool:
    members = list(chain.from_iterable(chosen))
    return len(members) == len(set(members))


def number(keys: list[frozenset[int]]) -> int:
    return len(independent(keys).places)


@given(sets)
def test_no_larger_choice_is_possible(keys: list[frozenset[int]]) -> None:
    chosen, exact = independent(keys)
    assert exact
    assert apart(keys[place] for place in chosen)
    assert list(chosen) == sorted(set(chosen))
    larger = combinations(keys, len(chosen) + 1)
    assert not any(apart(each) for each in larger)


@given(sets)
def test_the_order_does_not_matter_to_the_number(keys: list[frozenset[int]]) -> None:
    assert number(sorted(keys, key=sorted)) == number(keys)


@given(sets, st.frozensets(st.integers(0, 9), min_size=1, max_size=4))
def test_another_document_never_makes_it_fewer(keys: list[frozenset[int]], more: frozenset[int]) -> None:
    assert number([*keys, more]) in (number(keys), number(keys) + 1)


def test_where_there_are_too_many_to_try_the_choice_is_still_sound() -> None:
    keys = [frozenset({place, place + 1, place + 2}) for place in range(10 * SMALL)]
    chosen, exact = independent(keys)
    assert not exact
    assert apart(keys[place] for place in chosen)
    assert all(not apart([keys[place], *(keys[each] for each in chosen)]) for place in range(len(keys)))


@pytest.mark.parametrize(
    ("keys", "exact"),
    [
        ([frozenset({place, place + 1}) for place in range(SMALL)], True),
        ([frozenset({place, place + 1}) for place in range(SMALL + 1)], False),
        # However many share one thing, only one of them counts.
        ([frozenset({"tass", place}) for place in range(SMALL + 1)], True),
        # Many that do not hang together are few each.
        ([frozenset({place}) for place in range(10 * SMALL)], True),
    ],
)
def test_the_number_is_exact_unless_too_many_hang_together(
    keys: list[frozenset[object]], exact: bool
) -> None:
    assert independent(keys).exact is exact


def test_thousands_of_documents_of_one_agency_take_linear_time() -> None:
    def prepare(size: int) -> Callable[[], object]:
        keys = [frozenset({("document", str(place)), ("actor", "tass")}) for place in range(size)]
        return lambda: independent(keys)

    assert_linear(prepare, 5_000)


# --- documents and their ways --------------------------------------------------------------------------


class Told(NamedTuple):
    """A document that tells the event: its outlet, and through whom, if not by itself."""

    outlet: str | None = None
    speaker: str | None = None
    via: tuple[str, ...] = ()
    words: str | None = None
    supports: str = "whole"
    occasion: bool = False


OUTLETS = ("tass", "interfax", "asbarez", "jamnews")
SPEAKERS = ("lavrov", "aliyev")


def corpus(*documents: Told) -> Rows:
    """One event, told by these documents, each in words of its own; where there is a speaker, in his."""
    rows: Rows = {
        "actors": [
            *(actor(name, name.upper(), "outlet") for name in OUTLETS),
            *(actor(name, name.title(), "person") for name in SPEAKERS),
        ],
        "events": [event("summit", "CONSULT", "summit", "A summit is held", day("2017-10-16"))],
        "documents": [],
        "statements": [],
        "statement_actors": [],
        "citations": [],
    }
    for number, told in enumerate(documents):
        name = f"document-{number}"
        text = told.words or f"Paper {number} has it that they met."
        rows["documents"].append(
            {
                "id": name,
                "title": f"Title {number}",
                "outlet_id": told.outlet,
                "language": "en",
                **day(f"2017-11-{number + 1:02}", text="published_", bounds="published_"),
                "sha256": f"sum {number}",
                "text": text,
            }
        )
        rows["citations"].append(cited(f"event-{number}", name, text, told.supports, event_id="summit"))
        if told.speaker:
            said = f"words-{number}"
            occasion = "summit" if told.occasion else None
            rows["statements"].append(
                statement(said, "indirect", "report", "They met", undated(), name, event_id=occasion)
            )
            parts = ((told.speaker, "speaker"), *((each, "relayer") for each in told.via))
            rows["statement_actors"] += linked("statement", said, *parts)
            rows["citations"].append(cited(said, name, text, statement_id=said))
    return rows


def cited(name: str, document: str, text: str, supports: str = "whole", **target: str) -> Row:
    return {
        "id": name,
        "document_id": document,
        "start": 0,
        "end": len(text),
        "exact": text,
        "section": "body",
        "supports": supports,
        **target,
    }


@pytest.fixture
def asked(tmp_path: Path) -> Callable[[Rows], dict[str, Support]]:
    editions = count()

    def ask(rows: Rows) -> dict[str, Support]:
        build(tmp_path / "kevents.db", rows, f"edition {next(editions)}")
        with closing(open_reading(tmp_path / "kevents.db")) as connection:
            found = {row.id: row for row in supports(connection)}
            # Asked for alone, a record has what it has among all.
            for row in found.values():
                assert list(supports(connection, (row.kind, row.id))) == [row]
            return found

    return ask


Asked = Callable[[Rows], dict[str, Support]]
TEN = "one two three four five six seven eight nine ten"


@pytest.mark.parametrize(
    ("documents", "number", "why"),
    [
        ((Told("tass"),), 1, None),
        ((Told("asbarez"), Told("jamnews")), 2, None),
        ((Told(), Told()), 2, None),
        ((Told("tass"), Told("tass")), 1, "both published by TASS"),
        ((Told("tass"), Told("asbarez", "lavrov", ("tass",))), 1, "both through TASS"),
        (
            (Told("jamnews", "aliyev", ("tass",)), Told("asbarez", "lavrov", ("tass", "asbarez"))),
            1,
            "both through TASS",
        ),
        ((Told("jamnews", "lavrov"), Told("asbarez", "lavrov")), 1, "one speaker, Lavrov, in two outlets"),
        ((Told(None, "lavrov"), Told("asbarez", "lavrov")), 1, "one speaker, Lavrov, in two documents"),
        ((Told("jamnews", "lavrov"), Told("asbarez", "aliyev")), 2, None),
        ((Told("jamnews", "lavrov"), Told("asbarez", "aliyev", ("lavrov",))), 1, "both from Lavrov"),
        ((Told("jamnews", "lavrov"), Told("asbarez")), 2, None),
        ((Told("asbarez", words=TEN), Told("jamnews", words=f"Well: {TEN}!")), 1, f"the same words: “{TEN}”"),
        ((Told("asbarez", words=TEN[4:]), Told("jamnews", words=f"Well: {TEN[4:]}!")), 2, None),
        (
            (
                Told("asbarez", words="“A real  factor in the region”"),
                Told(words="a real factor in the region"),
            ),
            1,
            "the same words: “a real factor in the region”",
        ),
        ((Told("asbarez", words="The war ended."), Told("jamnews", words="The war ended.")), 2, None),
        # The occasion of a statement is told by the document.
        (
            (Told("jamnews", "lavrov", occasion=True), Told("asbarez", "lavrov", occasion=True)),
            2,
            None,
        ),
        # Three in a row, of which the ends have nothing to do with each other.
        (
            (
                Told("jamnews", "lavrov"),
                Told("asbarez", "lavrov", ("tass",)),
                Told("interfax", "aliyev", ("tass",)),
            ),
            2,
            "one speaker, Lavrov, in two outlets",
        ),
    ],
)
def test_what_counts_once(asked: Asked, documents: tuple[Told, ...], number: int, why: str | None) -> None:
    found = asked(corpus(*documents))["summit"]
    assert (found.documents, found.independent) == (len(documents), number)
    reasons = [other.why for witness in found.witnesses for other in witness.same_as]
    assert (why in reasons) if why else not reasons
    counted = {witness.document for witness in found.witnesses if witness.counted}
    for witness in found.witnesses:
        assert bool(witness.same_as) != witness.counted
        assert {other.document for other in witness.same_as} <= counted


def test_a_number_that_may_be_too_low_is_told_as_the_least(asked: Asked) -> None:
    # Each passes on the agency of the one before, so that all hang together, and no two but neighbours.
    def chain(size: int) -> Rows:
        agencies = [f"agency-{number}" for number in range(size + 1)]
        documents = (Told(via=(agencies[n], agencies[n + 1]), speaker=f"speaker-{n}") for n in range(size))
        rows = corpus(*documents)
        rows["actors"] += [actor(name, name, "outlet") for name in agencies]
        rows["actors"] += [
            actor(f"speaker-{number}", f"Speaker {number}", "person") for number in range(size)
        ]
        return rows

    def told(size: int) -> tuple[Support, str]:
        found = asked(chain(size))["summit"]
        out = io.StringIO()
        terminal.draw(layout([found], Numbering()), out, width=100, colour=False)
        return found, out.getvalue()

    few, text = told(SMALL)
    assert (few.exact, few.independent) == (True, SMALL // 2)
    assert f"  {SMALL // 2} independent sources in {SMALL} documents" in text
    many, text = told(SMALL + 5)
    assert not many.exact
    assert f"at least {many.independent} independent sources in {SMALL + 5} documents" in text
    assert "exact" not in many.as_json()


def test_the_words_that_count_are_as_long_as_is_said() -> None:
    assert len(TEN.split()) == RUN
    assert "a real factor in the region".count(" ") == WHOLE - 1


def test_the_chain_reaches_from_the_speaker_to_the_outlet(asked: Asked) -> None:
    found = asked(corpus(Told("asbarez", "lavrov", ("interfax", "asbarez")), Told("tass")))["summit"]
    first, second = found.witnesses
    assert [(link.id, link.role) for link in first.ways[0].chain] == [
        ("lavrov", "speaker"),
        ("interfax", "relayer"),
        ("asbarez", "outlet"),
    ]
    assert first.ways[0].statement == "words-0"
    assert (second.ways[0].statement, [link.role for link in second.ways[0].chain]) == (None, ["outlet"])


def test_a_passage_for_the_date_alone_is_listed_and_not_counted(asked: Asked) -> None:
    found = asked(corpus(Told("tass"), Told("asbarez", supports="date")))["summit"]
    assert (found.documents, found.independent, len(found.witnesses)) == (1, 1, 2)
    assert shapes.as_json(found.witnesses[1]) == {
        "document": "document-1",
        "title": "Title 1",
        "outlet": "ASBAREZ",
        "supports": ["date"],
        "counted": False,
        "ways": [{"statement": None, "chain": [{"id": "asbarez", "name": "ASBAREZ", "role": "outlet"}]}],
        "same_as": [],
    }


def test_a_passage_for_a_part_names_who_tells_it(asked: Asked) -> None:
    found = asked(corpus(Told("tass"), Told("asbarez", "lavrov", ("interfax",), supports="date")))["summit"]
    assert (found.documents, found.independent) == (1, 1)
    out = io.StringIO()
    terminal.draw(layout([found], Numbering()), out, width=100, colour=False)
    assert "[2] Lavrov → INTERFAX → ASBAREZ · for the date only; not counted" in out.getvalue()


@pytest.mark.parametrize(
    ("terms", "number", "why"),
    [
        ({}, 2, None),
        ({"lavrov": (None, None)}, 2, None),
        ({"lavrov": (None, None), "aliyev": (None, None)}, 1, "both speak for Russia"),
        ({"lavrov": (None, "2017-01-01"), "aliyev": ("2016-01-01", None)}, 2, None),
        ({"lavrov": (None, "2017-12-31"), "aliyev": ("2016-01-01", None)}, 1, "both speak for Russia"),
    ],
)
def test_what_a_state_says_through_two_officials_counts_once(
    asked: Asked, terms: dict[str, tuple[str | None, str | None]], number: int, why: str | None
) -> None:
    rows = corpus(Told("jamnews", "lavrov"), Told("asbarez", "aliyev"))
    rows["actors"] += [actor("russia", "Russia", "state")]
    rows["roles"] = [office(holder, *term) for holder, term in terms.items()]
    for said in rows["statements"]:
        said |= day("2017-10-16")
    found = asked(rows)["summit"]
    assert found.independent == number
    assert [other.why for witness in found.witnesses for other in witness.same_as] == ([why] if why else [])


def office(holder: str, since: str | None, until: str | None) -> Row:
    """An office of Russia, held from one day to the other (both included; None is open or not known)."""
    edtf = f"{since or '..'}/{until or '..'}" if since or until else None
    return {
        "id": f"{holder}-office",
        "actor_id": holder,
        "title": "envoy",
        "body_id": "russia",
        **dated(edtf, since, until, "open" if edtf else None, "stated" if edtf else None, text="", bounds=""),
    }


def test_that_he_said_it_is_known_from_each_paper_that_heard_it(asked: Asked) -> None:
    rows = corpus(Told("jamnews", "lavrov"), Told("asbarez"), Told("asbarez"))
    rows["citations"] += [
        cited(f"again-{number}", f"document-{number}", f"Paper {number} has it that they met.")
        | {"statement_id": "words-0"}
        for number in (1, 2)
    ]
    found = asked(rows)["words-0"]
    assert (found.documents, found.independent) == (3, 2)
    assert [[link.id for link in witness.ways[0].chain] for witness in found.witnesses] == [
        ["lavrov", "jamnews"],
        ["lavrov", "asbarez"],
        ["lavrov", "asbarez"],
    ]
    assert [other.why for other in found.witnesses[2].same_as] == ["both published by ASBAREZ"]


def test_the_same_quotation_in_two_papers_counts_once(asked: Asked) -> None:
    words = "the corridor is guaranteed by Russia alone"
    rows = corpus(Told("jamnews", "lavrov", words=words), Told("asbarez", words=words))
    rows["citations"].append(cited("again", "document-1", words, "quote", statement_id="words-0"))
    assert asked(rows)["words-0"].independent == 1


def test_an_office_is_given_by_who_writes_it_unless_it_is_quoted(asked: Asked) -> None:
    rows = corpus(Told("jamnews", "lavrov"), Told("asbarez", "lavrov"))
    rows["roles"] = [{"id": "president", "actor_id": "aliyev", "title": "President"}]
    texts = [str(row["text"]) for row in rows["documents"]]
    rows["citations"] += [
        cited(f"role-{number}", f"document-{number}", text, role_id="president")
        for number, text in enumerate(texts)
    ]
    assert asked(rows)["president"].independent == 2
    for row in rows["citations"]:
        if row.get("statement_id"):
            row["supports"] = "quote"
    assert asked(rows)["president"].independent == 1
    for row in rows["citations"]:
        if row.get("statement_id"):
            row.update(start=10, exact=str(row["exact"])[10:])
    # With words around the quotation: it is they that give him the office.
    assert asked(rows)["president"].independent == 2


def test_an_office_is_labelled_with_who_holds_it(asked: Asked) -> None:
    rows = corpus(Told("tass"))
    rows["roles"] = [
        {"id": "minister", "actor_id": "lavrov", "title": "Foreign Minister", "body_id": "aliyev"},
        {"id": "adviser", "actor_id": "lavrov", "title": "Aliyev adviser", "body_id": "aliyev"},
        {"id": "president", "actor_id": "aliyev", "title": "President"},
    ]
    found = asked(rows)
    assert [found[id_].label for id_ in ("minister", "adviser", "president")] == [
        "Lavrov: Foreign Minister, Aliyev",
        "Lavrov: Aliyev adviser",
        "Aliyev: President",
    ]


def test_of_two_ways_of_one_document_either_counts(asked: Asked) -> None:
    rows = corpus(Told("jamnews", "lavrov"), Told("asbarez", "lavrov"), Told("interfax", "aliyev"))
    # The second document tells it by itself as well, in a sentence outside the statement.
    rows["documents"][1]["text"] = f"{rows['documents'][1]['text']} They did meet."
    more = cited("itself", "document-1", "They did meet.", event_id="summit")
    start = len(str(rows["documents"][1]["text"])) - len("They did meet.")
    rows["citations"].append({**more, "start": start, "end": start + len("They did meet.")})
    found = asked(rows)["summit"]
    assert found.independent == 3
    assert [way.statement for way in found.witnesses[1].ways] == [None, "words-1"]


def test_a_record_without_a_passage_has_no_source(asked: Asked) -> None:
    rows = corpus(Told("tass"))
    rows["events"].append(event("rumour", "CONSULT", "talks", "Talks", undated()))
    found = asked(rows)["rumour"]
    assert (found.documents, found.independent, found.witnesses) == (0, 0, ())


def test_every_record_with_passages_is_listed_by_kind_and_date(asked: Asked) -> None:
    found = asked(sample_rows())
    kinds = [row.kind for row in found.values()]
    assert kinds == sorted(kinds, key=("event", "statement", "agreement", "provision", "role").index)
    rows = sample_rows()
    assert set(found) == {
        row["id"]
        for table in ("events", "statements", "agreements", "provisions", "roles")
        for row in rows[table]
    }
    assert found["2020-10-mines"].witnesses[0].ways[0].statement is None
    agreement = found["trilateral-statement-2020"]
    assert (agreement.documents, agreement.independent) == (1, 1)
    assert [witness.supports for witness in agreement.witnesses] == [("date",), ("whole", "date")]
