"""The ledger, the positions, the sources, the order, one actor's file and the diff in Python: the answers of
the commands, as typed rows and as frames."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any, assert_type

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import karabakh_events as ke
from karabakh_events.cli.group import cli
from karabakh_events.database.loading import build
from karabakh_events.queries.ledger import VERDICTS
from tests import published
from tests.conftest import Run
from tests.rows import actor, sample_rows

STATEMENT = "trilateral-statement-2020"
MISSION = "mission"


@pytest.fixture(scope="module")
def db(sample_file: Path) -> ke.Database:
    return ke.open(sample_file)


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> ke.Database:
    """The sample with a change of every sort: of a text, a number, a list and a passage, and a new record."""
    rows = sample_rows()
    records: Any = {row["id"]: row for table in rows.values() for row in table if "id" in row}
    records["2020-11-22-lavrov-in-baku"] |= {"place_id": None, "status": "ongoing"}
    records["lavrov-refugees"]["summary"] = "\x1b[2J <b>"
    records["baku"]["latitude"] = 1.5
    records[f"{STATEMENT}-handover"]["obligor_id"] = "azerbaijan"
    rows["actors"].append(actor("jamnews", "JAMnews", "outlet"))
    rows["provision_claims"].pop()
    rows["citations"].pop()
    path = tmp_path_factory.mktemp("newer") / "newer.db"
    build(path, rows, "a newer edition")
    return ke.open(path)


@pytest.fixture(scope="module")
def seeds(bundled_file: Path) -> ke.Database:
    """The bundled corpus."""
    return ke.open(bundled_file)


def told(*command: object) -> Any:
    result = CliRunner().invoke(cli, [*map(str, command), "--format", "json"])
    assert result.exit_code == 0
    return json.loads(result.stdout)


def as_json(value: object) -> Any:
    """As it comes back from a file of JSON: tuples are lists, days are text."""
    return json.loads(json.dumps(value, default=str))


# --- the same answers ----------------------------------------------------------------------------------

Ask = Callable[[ke.Database], ke.Rows[Any]]

LISTINGS: dict[str, tuple[Ask, tuple[str, ...], tuple[str, ...]]] = {
    "ledger": (lambda db: db.ledger(), ("ledger",), published.LEDGER_FIELDS),
    "positions": (
        lambda db: db.positions(["corridor", "refugees", "security"]),
        ("positions", "--topic", "corridor", "--topic", "refugees", "--topic", "security"),
        published.POSITION_FIELDS,
    ),
    "sources": (lambda db: db.sources(), ("sources",), published.SOURCES_FIELDS),
}


@pytest.mark.parametrize("name", LISTINGS)
@pytest.mark.parametrize("corpus", ["db", "seeds"])
def test_a_listing_is_that_of_the_command(request: pytest.FixtureRequest, corpus: str, name: str) -> None:
    database: ke.Database = request.getfixturevalue(corpus)
    ask, command, fields = LISTINGS[name]
    rows = ask(database)
    assert len(rows) > 0
    assert rows.columns == fields
    assert rows.to_dicts() == told("--db", database.path, *command)


@pytest.mark.parametrize("name", [STATEMENT, "Statement of 10 November 2020", "trilateral STATEMENT"])
def test_the_ledger_of_one_agreement_by_any_of_its_names(db: ke.Database, name: str) -> None:
    rows = db.ledger(name)
    assert {row.agreement.id for row in rows} == {STATEMENT}
    assert rows.to_dicts() == told("--db", db.path, "ledger", name)


def test_an_agreement_without_provisions_has_an_empty_ledger(db: ke.Database) -> None:
    assert len(db.ledger("madrid-principles")) == 0


@pytest.mark.parametrize("record", ["2020-12-summit", "lavrov-corridor", f"{STATEMENT}-handover", "russia"])
def test_the_sources_of_one_record(db: ke.Database, record: str) -> None:
    rows = db.sources(record)
    assert [row.id for row in rows] == ([] if record == "russia" else [record])
    assert rows.to_dicts() == told("--db", db.path, "sources", record)


_DATES = st.none() | st.sampled_from(["2019", "2020-10", "2020-11-22", "2020-12-31"])


def _said(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), max_size=2)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    topic=st.lists(st.sampled_from(["corridor", "refugees", "SETTLEMENT"]), min_size=1, max_size=2),
    since=_DATES,
    until=_DATES,
    certainly=st.booleans(),
    others=st.fixed_dictionaries(
        {
            "by": _said("Lavrov", "Zohrab Mnatsakanyan"),
            "about": _said("trilateral statement", "russia", "mission"),
            "document": _said("2020-11-22-interview", "2020-11-23-report"),
            "outlet": _said("Interfax"),
        }
    ),
)
def test_every_position_is_that_of_the_command(
    db: ke.Database,
    run: Run,
    topic: list[str],
    since: str | None,
    until: str | None,
    certainly: bool,
    others: dict[str, list[str]],
) -> None:
    single = {"--since": since, "--until": until}
    options = [
        *(("--topic", each) for each in topic),
        *((option, value) for option, value in single.items() if value),
        *((f"--{name}", value) for name, values in others.items() for value in values),
        *([("--certainly",)] if certainly else []),
    ]
    result = run("positions", *chain.from_iterable(options), "--format", "json")
    if result.exit_code:
        with pytest.raises(ke.KeventsError, match="reversed"):
            db.positions(topic, since=since, until=until, certainly=certainly)
        return
    rows = db.positions(topic, since=since, until=until, certainly=certainly, **others)
    assert rows.to_dicts() == json.loads(result.stdout)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (STATEMENT, "lavrov-corridor"),
        ("trilateral statement", "Lavrov visits Baku"),
        ("2020-second-war", "mission"),
        (STATEMENT, STATEMENT),
    ],
)
def test_the_order_of_two(db: ke.Database, a: str, b: str) -> None:
    found = db.order(a, b)
    assert as_json(found.as_json()) == told("--db", db.path, "order", a, b)
    assert found.relation in ("before", "after", "overlapping", "unknown")


@pytest.mark.parametrize("name", ["Lavrov", "sergey-lavrov", "ZOHRAB MNATSAKANYAN", "Interfax", "Russia"])
def test_the_file_of_an_actor(db: ke.Database, name: str) -> None:
    found = db.actor(name)
    (same,) = told("--db", db.path, "actors", name)
    assert as_json(found.as_json()) == same
    assert found.said == tuple(db.who_said(by=name))
    assert found.took_part == tuple(db.timeline(actor=name))


# --- what changed --------------------------------------------------------------------------------------


def test_a_diff_is_that_of_the_command_with_the_older_first(db: ke.Database, newer: ke.Database) -> None:
    for old, new in ((db, newer), (newer, db)):
        rows = old.diff(new)
        assert rows.columns == published.DIFF_FIELDS
        assert as_json(rows.to_dicts()) == told("diff", old.path, new.path)
    assert {row.change for row in db.diff(newer) if row.id == "jamnews"} == {"added"}
    assert {row.change for row in newer.diff(db) if row.id == "jamnews"} == {"removed"}


def test_the_other_database_by_object_path_and_url(db: ke.Database, newer: ke.Database) -> None:
    rows = list(db.diff(newer))
    for other in (newer.path, Path(newer.path), f"sqlite:///{newer.path}"):
        assert list(db.diff(other)) == rows


def test_the_same_content_has_no_difference(db: ke.Database, tmp_path: Path) -> None:
    rows = db.diff(shutil.copy(db.path, tmp_path / "copy.db"))
    assert (len(rows), repr(rows)) == (0, "0 rows")


@pytest.mark.needs("pandas", "polars")
def test_no_difference_is_a_frame_without_rows(db: ke.Database, tmp_path: Path) -> None:
    rows = db.diff(shutil.copy(db.path, tmp_path / "copy.db"))
    assert rows.to_polars().height == 0


@pytest.mark.needs("pandas", "polars")
def test_values_that_changed_are_text_or_json_in_a_frame_with_types(
    db: ke.Database, newer: ke.Database
) -> None:
    import polars

    rows = db.diff(newer)
    changes = rows.to_polars().select("changes").explode("changes").unnest("changes")
    assert changes.schema["old"] == changes.schema["new"] == polars.String
    assert changes.filter(field="latitude")["new"].to_list() == ["1.5"]
    assert changes.filter(field="status").select("old", "new").rows() == [("occurred", "ongoing")]
    passage = changes.filter(field="passage")["old"][0]
    assert set(json.loads(passage)) == {"document", "start", "end", "exact", "section", "supports"}
    assert list(rows.to_pandas()["changes"]) == [record["changes"] for record in rows.to_dicts()]


# --- types ---------------------------------------------------------------------------------------------


def test_what_a_type_checker_sees(db: ke.Database, newer: ke.Database) -> None:
    """Checked by mypy; run, it only shows that the names are there."""
    assert_type(db.ledger(), ke.Rows[ke.LedgerRow])
    assert_type(db.ledger(STATEMENT)[0], ke.LedgerRow)
    assert_type(db.ledger(STATEMENT)[0].claims[0].verdict, str)
    assert_type(db.positions("corridor"), ke.Rows[ke.Position])
    assert_type(db.positions("corridor")[0].statements[0], ke.StatementRow)
    assert_type(db.sources(), ke.Rows[ke.Support])
    assert_type(db.sources()[0].independent, int)
    assert_type(db.order(STATEMENT, MISSION), ke.Order)
    assert_type(db.actor("Lavrov"), ke.ActorFile)
    assert_type(db.actor("Lavrov").took_part[0], ke.TimelineRow)
    assert_type(db.diff(newer), ke.Rows[ke.Difference])


# --- frames --------------------------------------------------------------------------------------------

FRAMES: dict[str, Callable[[ke.Database, ke.Database], ke.Rows[Any]]] = {
    "ledger": lambda db, newer: db.ledger(),
    "positions": lambda db, newer: db.positions(["corridor", "refugees"]),
    "sources": lambda db, newer: db.sources(),
    "diff": lambda db, newer: db.diff(newer),
}


@pytest.mark.needs("pandas", "polars")
@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_has_the_fields_of_the_records(db: ke.Database, newer: ke.Database, name: str) -> None:
    rows = FRAMES[name](db, newer)
    pandas_frame, polars_frame = rows.to_pandas(), rows.to_polars()
    assert tuple(pandas_frame.columns) == tuple(polars_frame.columns) == rows.columns
    assert len(pandas_frame) == len(polars_frame) == len(rows) > 0
    records = as_json(rows.to_dicts())
    for record in records:
        # As a struct it has a field for each verdict there is.
        if "tally" in record:
            record["tally"] = {verdict: record["tally"].get(verdict) for verdict in VERDICTS}
        for change in record.get("changes", ()):
            for end in ("old", "new"):
                if not isinstance(change[end], str | None):
                    change[end] = json.dumps(change[end], ensure_ascii=False)
    assert as_json(polars_frame.to_dicts()) == records
    for column, dtype in pandas_frame.dtypes.items():
        if str(dtype) == "object":
            assert pandas_frame[column].tolist() == [record[column] for record in rows.to_dicts()]


@pytest.mark.needs("pandas", "polars")
@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_of_nothing_has_the_same_types(db: ke.Database, newer: ke.Database, name: str) -> None:
    rows = FRAMES[name](db, newer)
    assert rows[:0].to_pandas().dtypes.to_dict() == rows.to_pandas().dtypes.to_dict()
    assert rows[:0].to_polars().schema == rows.to_polars().schema
    assert len(rows[:0].to_pandas()) == rows[:0].to_polars().height == 0


@pytest.mark.needs("pandas", "polars")
def test_the_ledger_as_a_frame_has_a_row_for_each_provision(db: ke.Database) -> None:
    import pandas

    rows = db.ledger()
    frame = rows.to_pandas()
    assert str(frame.dtypes["deadline_latest"]) == "datetime64[s]"
    handover = frame.set_index("id").loc[f"{STATEMENT}-handover"]
    assert handover["deadline_latest"] == pandas.Timestamp("2020-11-30")
    assert pandas.isna(handover["deadline_earliest"])
    assert (handover["tally"], len(handover["claims"])) == ({"breached": 1}, 1)
    claims = frame.explode("claims")["claims"]
    assert claims.str["verdict"].tolist() == [claim.verdict for row in rows for claim in row.claims]


@pytest.mark.needs("pandas", "polars")
def test_what_is_nested_has_types_too(db: ke.Database) -> None:
    import polars

    claims = db.ledger().to_polars().select("claims").explode("claims").unnest("claims")
    assert claims.schema["earliest"] == claims.schema["latest"] == polars.Date
    assert claims.filter(verdict="reaffirmed")["earliest"].to_list() == [date(2020, 11, 22)]
    said = db.positions("corridor").to_polars().explode("statements").unnest("statements")
    assert said.schema["latest"] == polars.Date
    assert said["id"].to_list() == ["lavrov-corridor"]
    sources = db.sources("lavrov-corridor").to_polars().explode("sources").unnest("sources")
    assert sources.schema["counted"] == polars.Boolean
    assert sources["counted"].to_list() == [True]


def test_what_a_notebook_shows(db: ke.Database, newer: ke.Database) -> None:
    first, second = repr(db.ledger()).split("\n")[1:]
    assert first.startswith("  Statement of 10 November 2020  ")
    assert (first.split("  ")[-1], second.split("  ")[-1]) == ("breached 1", "reaffirmed 1")
    assert '<td style="text-align: left">breached 1</td>' in db.ledger()._repr_html_()
    assert repr(db.positions("corridor")).split("\n")[1].startswith("  Sergey Lavrov  ")
    shown = repr(db.diff(newer)) + db.diff(newer)._repr_html_()
    assert "status changed from occurred to ongoing" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "<b>" not in db.diff(newer)._repr_html_()


# --- what goes wrong -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ask", "error", "message"),
    [
        (lambda db: db.ledger("Lavrov"), ke.UnknownName, "no agreement is known as 'Lavrov'"),
        (lambda db: db.ledger(""), ke.UnknownName, "no agreement is known as ''"),
        (lambda db: db.positions("weather"), ke.KeventsError, "no topic is known as 'weather'"),
        (lambda db: db.positions([]), ke.KeventsError, "no topic is given"),
        (lambda db: db.positions("corridor", by="Lavrof"), ke.UnknownName, "no actor is known as 'Lavrof'"),
        (lambda db: db.positions("corridor", by="Aliyev"), ke.AmbiguousName, "the name of 2 actors"),
        (lambda db: db.positions("corridor", since="soon"), ke.KeventsError, "soon is not EDTF"),
        (lambda db: db.sources("nothing"), ke.UnknownName, "no record is known as 'nothing'"),
        (lambda db: db.order("russia", MISSION), ke.KeventsError, "russia is of kind actor"),
        (lambda db: db.order(MISSION, "nothing"), ke.UnknownName, "known as 'nothing'"),
        (lambda db: db.actor("Lavrof"), ke.UnknownName, "no actor is known as 'Lavrof'"),
        (lambda db: db.actor("Aliyev"), ke.AmbiguousName, "'Aliyev' is the name of 2 actors"),
        (lambda db: db.actor("baku"), ke.UnknownName, "no actor is known as 'baku'"),
        (lambda db: db.diff("postgresql://localhost/x"), ke.KeventsError, "only SQLite"),
        (lambda db: db.diff(""), ke.KeventsError, "does not name a file"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_a_kevents_error(
    db: ke.Database, ask: Callable[[ke.Database], object], error: type[ke.KeventsError], message: str
) -> None:
    with pytest.raises(error, match=message):
        ask(db)


def test_an_error_of_a_diff_names_the_file_that_it_is_about(db: ke.Database, tmp_path: Path) -> None:
    missing, text = tmp_path / "missing.db", tmp_path / "text.db"
    text.write_text("not a database " * 100)
    with pytest.raises(ke.DatabaseMissing, match=str(missing)):
        db.diff(missing)
    with pytest.raises(ke.DatabaseError, match=f"{text}: .*not an SQLite database"):
        db.diff(text)
    gone = ke.open(shutil.copy(db.path, tmp_path / "gone.db"))
    Path(gone.path).unlink()
    with pytest.raises(ke.DatabaseMissing, match=gone.path):
        gone.diff(db)


def test_a_closed_database_is_compared_with_no_other(db: ke.Database) -> None:
    closed = ke.open(db.path)
    closed.close()
    for ask in (
        lambda: db.diff(closed),
        lambda: closed.diff(db),
        closed.ledger,
        closed.sources,
        lambda: closed.positions("corridor"),
        lambda: closed.actor("Lavrov"),
        lambda: closed.order(MISSION, MISSION),
    ):
        with pytest.raises(ke.KeventsError, match="has been closed"):
            ask()


def test_what_has_everything_in_it_shows_itself_in_a_line(db: ke.Database) -> None:
    assert repr(db.show("lavrov-corridor")) == (
        "<statement 'lavrov-corridor': 'Russia guarantees the Lachin corridor'>"
    )
    assert repr(db.actor("Lavrov")) == "<file of 'sergey-lavrov': 'Sergey Lavrov'>"
    assert repr(db.order("2020-09-outbreak", "2020-12-summit")) == (
        "<'2020-09-outbreak' to '2020-12-summit': before; possible: before>"
    )
    hostile = next(row.id for row in db.search("owned"))
    assert repr(db.show(hostile)).isprintable()
