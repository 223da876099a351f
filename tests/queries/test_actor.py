"""One actor's whole file: whom they met, how their name is spelled, which offices they held."""

from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from karabakh_events.database import open_reading
from karabakh_events.database.loading import build
from karabakh_events.dates import parse_edtf
from karabakh_events.errors import UnknownName
from karabakh_events.queries import shapes
from karabakh_events.queries.actor import MEETING_MODES, ActorFile, actor_file
from karabakh_events.vocabulary import EventMode, EventStatus
from tests.rows import Rows, actor, alias, citation, dated, day, event, linked, sample_rows, undated

Asked = Callable[[Rows, str], ActorFile]
VISIT = "2020-11-22-lavrov-in-baku"


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    editions = count()

    def ask(rows: Rows, name: str) -> ActorFile:
        build(tmp_path / "kevents.db", rows, f"edition {next(editions)}")
        with closing(open_reading(tmp_path / "kevents.db")) as connection:
            return actor_file(connection, name)

    return ask


def meeting(rows: Rows, name: str, mode: str, date: dict[str, object], *who: str, **more: Any) -> None:
    """Add an event at which all of these are; the first pays the visit, the last is the host."""
    status = more.pop("status", "occurred")
    rows["events"].append(event(name, "CONSULT", mode, f"The {name}", date, status, **more))
    roles = ("actor", *("participant" for _ in who[2:]), "host")
    rows["event_actors"] += linked("event", name, *zip(who, roles, strict=True))


def met(found: ActorFile) -> dict[str, tuple[int, list[str], list[str]]]:
    """Of everybody met: how often, the events that count, and those that do not."""
    return {
        other.id: (
            len(other.counted),
            [each.event for each in other.counted],
            [each.event for each in other.encounters if not each.counted],
        )
        for other in found.met
    }


# --- encounters ----------------------------------------------------------------------------------------


def test_those_met_are_counted_with_the_first_and_the_last_time(asked: Asked) -> None:
    rows = sample_rows()
    meeting(rows, "summit", "summit", day("2020-12-24"), "sergey-lavrov", "ilham-aliyev")
    meeting(rows, "call", "phone-call", undated(), "ilham-aliyev", "sergey-lavrov")
    month = dated("2019-05", "2019-05-01", "2019-05-31", "month")
    meeting(rows, "talks", "talks", month, "sergey-lavrov", "ilham-aliyev", status="ongoing")
    found = asked(rows, "sergey-lavrov")
    assert met(found) == {"ilham-aliyev": (3, ["talks", "summit", "call"], [])}
    (first, *_) = [other.as_json() for other in found.met]
    assert (first["times"], first["first"], first["last"]) == (3, "2019-05", "2020-12-24")
    assert first["encounters"][0] == {
        "event": "talks",
        "title": "The talks",
        "mode": "talks",
        "date": "2019-05",
        "earliest": "2019-05-01",
        "latest": "2019-05-31",
        "date_basis": "stated",
        "status": "ongoing",
        "own_roles": ["actor"],
        "other_roles": ["host"],
        "counted": True,
        "disputed": False,
    }


@pytest.mark.parametrize(
    ("dates", "ends"),
    [
        (("2020-01-01", "2020-01-02", "2020-01-03"), ("2020-01-01", "2020-01-03")),
        (("2020-01-01", "2020-01-01"), ("2020-01-01", "2020-01-01")),
        (
            ("2020-01-01/2020-01-03", "2020-01-03/2020-01-04"),
            ("2020-01-01/2020-01-03", "2020-01-03/2020-01-04"),
        ),
        (("2020-01-01/2020-01-09", "2020-01-02"), (None, None)),
        (("2020-01-01/2020-01-09", "2020-01-02", "2020-01-10"), (None, "2020-01-10")),
        (("2020-01-01", "2020-01-02/2020-01-09", "2020-01-03"), ("2020-01-01", None)),
        (("2020-01-01", "2020-01-02/..", "2020-01-03"), ("2020-01-01", None)),
        (("../2020-01-02", "2020-01-03"), ("../2020-01-02", "2020-01-03")),
        (("2020-01-01/..",), ("2020-01-01/..", "2020-01-01/..")),
    ],
)
def test_which_was_first_and_which_last_is_said_only_where_the_dates_tell(
    asked: Asked, dates: tuple[str, ...], ends: tuple[str | None, str | None]
) -> None:
    rows = sample_rows()
    for number, date in enumerate(dates):
        span = parse_edtf(date)
        bounds = dated(date, span.earliest, span.latest, span.precision)
        meeting(rows, f"talks-{number}", "talks", bounds, "sergey-lavrov", "ilham-aliyev")
    (other,) = (other.as_json() for other in asked(rows, "sergey-lavrov").met)
    assert (other["first"], other["last"]) == ends


def test_only_what_happened_counts_as_having_met(asked: Asked) -> None:
    rows = sample_rows()
    for status in EventStatus:
        rows["actors"].append(actor(f"with-{status}", f"One {status}", "person"))
        meeting(
            rows, status.value, "talks", day("2020-12-24"), "sergey-lavrov", f"with-{status}", status=status
        )
    found = asked(rows, "sergey-lavrov")
    for status in EventStatus:
        counts = status in ("occurred", "ongoing")
        assert met(found)[f"with-{status}"] == (1, [status], []) if counts else (0, [], [status])
    (other,) = [other.as_json() for other in found.met if other.id == "with-planned"]
    assert (other["times"], other["first"], other["last"]) == (0, None, None)


def test_only_where_people_meet_or_speak_do_they_meet(asked: Asked) -> None:
    rows = sample_rows()
    for mode in EventMode:
        rows["actors"].append(actor(f"with-{mode}", f"One at a {mode}", "person"))
        meeting(rows, mode.value, mode, day("2020-12-24"), "sergey-lavrov", f"with-{mode}")
    others = met(asked(rows, "sergey-lavrov"))
    assert {f"with-{mode}" for mode in MEETING_MODES} == others.keys()


def test_the_modes_of_meetings_are_modes() -> None:
    assert set(MEETING_MODES) <= set(EventMode)


def test_an_event_within_another_is_not_counted_again(asked: Asked) -> None:
    rows = sample_rows()
    lavrov, aliyev = "sergey-lavrov", "ilham-aliyev"
    meeting(rows, "visit", "visit", day("2020-12-24"), lavrov, "zohrab-mnatsakanyan", aliyev)
    meeting(rows, "talks", "talks", day("2020-12-24"), lavrov, aliyev, part_of="visit")
    meeting(rows, "call", "phone-call", day("2020-12-25"), lavrov, aliyev, part_of="talks")
    meeting(rows, "plan", "visit", day("2021-01-01"), lavrov, aliyev, status="planned")
    meeting(rows, "aside", "talks", day("2021-01-02"), lavrov, aliyev, part_of="plan")
    assert met(asked(rows, lavrov)) == {
        aliyev: (2, ["visit", "aside"], ["talks", "call", "plan"]),
        "zohrab-mnatsakanyan": (1, ["visit"], []),
    }


def test_an_event_is_within_another_by_way_of_one_without_them(asked: Asked) -> None:
    rows = sample_rows()
    meeting(rows, "summit", "summit", day("2020-12-24"), "russia", "armenia")
    meeting(rows, "round", "talks", day("2020-12-24"), "interfax", "azerbaijan", part_of="summit")
    meeting(rows, "aside", "talks", day("2020-12-24"), "russia", "armenia", part_of="round")
    assert met(asked(rows, "russia")) == {"armenia": (1, ["summit"], ["aside"])}


def test_events_that_are_parts_of_one_another_end(asked: Asked) -> None:
    rows = sample_rows()
    for name, other in (("a", "b"), ("b", "a")):
        meeting(rows, name, "talks", day("2020-12-24"), "russia", "armenia", part_of=other)
    found = asked(rows, "russia")
    assert [other.id for other in found.met] == ["armenia"]


def test_who_comes_along_is_on_the_same_side(asked: Asked) -> None:
    rows = sample_rows()
    rows["events"].append(event("visit", "CONSULT", "visit", "A visit", day("2020-12-24")))
    parts = (("sergey-lavrov", "actor"), ("zohrab-mnatsakanyan", "actor"), ("ilham-aliyev", "host"))
    rows["event_actors"] += linked("event", "visit", *parts)
    sides = {
        other.id: [each.same_side for each in other.encounters] for other in asked(rows, "sergey-lavrov").met
    }
    assert sides == {"ilham-aliyev": [False], "zohrab-mnatsakanyan": [True]}


def test_a_state_that_is_visited_is_not_met(asked: Asked) -> None:
    rows = sample_rows()
    meeting(rows, "talks", "talks", day("2020-12-25"), "sergey-lavrov", "azerbaijan", part_of=VISIT)
    assert met(asked(rows, "sergey-lavrov")) == {"azerbaijan": (1, ["talks"], [])}
    assert met(asked(rows, "azerbaijan")) == {"sergey-lavrov": (1, ["talks"], [])}


def test_two_who_were_consulted_need_not_have_met(asked: Asked) -> None:
    rows = sample_rows()
    rows["events"].append(event("apart", "CONSULT", "talks", "Consultations", day("2020-12-24")))
    parts = (("russia", "actor"), ("ilham-aliyev", "recipient"), ("zohrab-mnatsakanyan", "recipient"))
    rows["event_actors"] += linked("event", "apart", *parts)
    assert met(asked(rows, "ilham-aliyev")) == {"russia": (1, ["apart"], [])}
    assert met(asked(rows, "russia")).keys() == {"ilham-aliyev", "zohrab-mnatsakanyan"}


# --- spellings -----------------------------------------------------------------------------------------


def spellings(found: ActorFile) -> dict[str, tuple[int, bool]]:
    return {each.spelling: (each.occurrences, each.known) for each in found.spellings}


def test_spellings_are_counted_where_the_actor_is_spoken_of(asked: Asked) -> None:
    found = asked(sample_rows(), "sergey-lavrov")
    assert found.searched == ("2020-11-22-interview",)
    assert spellings(found) == {
        "Lavrov": (2, False),  # the surname, which is no alias
        "Sergey Lavrov": (1, True),
        "Sergei Lavrov": (0, True),
        "Сергей Лавров": (0, True),
    }
    assert found.spellings[0].as_json() == {
        "spelling": "Lavrov",
        "known": False,
        "occurrences": 2,
        "documents": [{"id": "2020-11-22-interview", "occurrences": 2}],
        "shared_with": [],
    }


def test_a_spelling_with_other_marks_is_met_and_not_known(asked: Asked) -> None:
    rows = sample_rows()
    rows["actors"].append(actor("shusha", "Shusha garrison", "armed-force"))
    rows["actor_aliases"].append(alias("actor", "shusha", "Susa", "susa"))
    rows["event_actors"] += linked("event", VISIT, ("shusha", "observer"))
    assert spellings(asked(rows, "shusha")) == {
        "Şuşa": (1, False),  # in a teaser of another article: the whole text is looked through
        "Shusha garrison": (0, True),
        "Susa": (0, True),
    }


def test_a_spelling_in_capitals_is_the_same(asked: Asked) -> None:
    rows = sample_rows()
    rows["actors"].append(actor("armenian-capital", "YEREVAN", "state"))
    rows["citations"].append(
        citation("2020-11-23-report", "Yerevan: the handover", section="title", event_id="mission")
    )
    rows["event_actors"] += linked("event", "mission", ("armenian-capital", "actor"))
    # "YEREVAN" is not told not to be there.
    assert spellings(asked(rows, "armenian-capital")) == {"Yerevan": (1, True)}


def test_us_is_not_the_us(asked: Asked) -> None:
    rows = sample_rows()
    rows["actors"].append(actor("united-states", "United States", "state"))
    for name in ("IN", "WAS", "YEREVAN"):  # "in" and "was" stand there as well, and are no names
        rows["actor_aliases"].append(alias("actor", "united-states", name, name.lower()))
    rows["event_actors"] += linked("event", "mission", ("united-states", "actor"))
    rows["citations"].append(
        citation("2020-11-23-report", "Yerevan: the handover", section="title", event_id="mission")
    )
    found = spellings(asked(rows, "united-states"))
    assert {name for name, (times, _) in found.items() if times} == {"Yerevan"}


def test_a_spelling_that_others_bear_says_so(asked: Asked) -> None:
    found = asked(sample_rows(), "ilham-aliyev")
    shared = {each.spelling: each.shared_with for each in found.spellings}
    assert shared == {"Ilham Aliyev": (), "İlham Əliyev": ()}
    rows = sample_rows()
    rows["actor_aliases"].append(alias("actor", "ilham-aliyev", "Aliyev", "aliyev"))
    shared = {each.spelling: each.shared_with for each in asked(rows, "ilham-aliyev").spellings}
    assert shared["Aliyev"] == ("araz-aliyev",)


def test_of_a_state_no_last_word_is_a_surname(asked: Asked) -> None:
    rows = sample_rows()
    rows["event_actors"] += linked("event", VISIT, ("russian-foreign-ministry", "observer"))
    # "Russia" stands in that text, and is not the ministry.
    assert spellings(asked(rows, "russian-foreign-ministry")) == {
        "Ministry of Foreign Affairs of Russia": (0, True)
    }


# --- the rest ------------------------------------------------------------------------------------------


def test_offices_have_their_terms_and_the_documents_that_give_them(asked: Asked) -> None:
    (minister,) = asked(sample_rows(), "zohrab-mnatsakanyan").offices_held
    assert shapes.as_json(minister) == {
        "id": "zohrab-mnatsakanyan-minister",
        "title": "Minister of Foreign Affairs",
        "holder": {"id": "zohrab-mnatsakanyan", "name": "Zohrab Mnatsakanyan"},
        "body": None,
        "held": "2018/2020-11-16",
        "earliest": "2018-01-01",
        "latest": "2020-11-16",
        "basis": "stated",
        "documents": ["2020-11-23-report"],
        "disputed": False,
    }


def test_a_body_has_its_officers(asked: Asked) -> None:
    found = asked(sample_rows(), "russian-foreign-ministry")
    assert found.offices_held == ()
    assert [(each.holder.name, each.held) for each in found.officers] == [("Sergey Lavrov", "2004-03-09/..")]


def test_what_was_done_and_said_is_what_timeline_and_who_said_tell(asked: Asked) -> None:
    found = asked(sample_rows(), "sergey-lavrov")
    assert [each.id for each in found.took_part] == [VISIT]
    assert {each.id for each in found.said} == {"lavrov-corridor", "lavrov-refugees", "lavrov-settlement"}
    interfax = asked(sample_rows(), "interfax")
    assert [each.id for each in interfax.was_told] == ["lavrov-corridor"]
    assert [each.id for each in interfax.passed_on] == ["lavrov-refugees"]
    assert [each.id for each in interfax.linked("document")] == ["2020-11-22-interview"]
    russia = asked(sample_rows(), "russia")
    assert [(each.id, each.speakers[0].id) for each in russia.said_of] == [
        ("lavrov-corridor", "sergey-lavrov")
    ]
    assert [(each.id, each.relation) for each in russia.linked("agreement")] == [
        ("trilateral-statement-2020", "guarantor")
    ]


def test_one_of_whom_nothing_is_on_record(asked: Asked) -> None:
    found = asked(sample_rows(), "araz-aliyev")
    lists = {name: value for name, value in found.as_json().items() if isinstance(value, (list, tuple))}
    assert [name for name, value in lists.items() if value] == ["spellings"]
    assert spellings(found) == {"Araz Aliyev": (0, True)}
    assert found.searched == ()


def test_nobody(asked: Asked) -> None:
    with pytest.raises(UnknownName):
        asked(sample_rows(), "nobody")
