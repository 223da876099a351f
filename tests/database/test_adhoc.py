"""A user's own SQL: what reads is answered, what does more is refused, and all of it has limits."""

import time
from pathlib import Path

import pytest

from karabakh_events.database.adhoc import run_adhoc
from karabakh_events.database.loading import build
from karabakh_events.errors import DatabaseError, KeventsError, QueryRefused
from tests.database.handling import run_python
from tests.rows import sample_rows

ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"
WORDS = "hex(zeroblob(1000))"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shared") / "kevents.db"
    build(path, sample_rows(), "sample")
    return path


def ask(
    path: Path, sql: str, *, seconds: float = 10, max_rows: int | None = None
) -> list[tuple[object, ...]]:
    with run_adhoc(path, sql, seconds=seconds, max_rows=max_rows) as answer:
        return list(answer)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM events",
        "  -- the views\nSELECT * FROM timeline;",
        "SELECT * FROM who_said, ledger, evidence, conflicts, records",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n",
        "VALUES (1), (2)",
        "EXPLAIN QUERY PLAN SELECT * FROM timeline",
        "SELECT highlight(search, 2, '[', ']'), rank FROM search WHERE search MATCH 'lavrov' ORDER BY rank",
        "SELECT record, snippet(search, 3, '', '', '', 5) FROM search('lach*')",
        "PRAGMA table_info(events)",
        "PRAGMA user_version",
        "SELECT name FROM pragma_table_info('events')",
        "SELECT value FROM json_each('[1, 2]')",
        "SELECT name, sql FROM sqlite_schema",
        "SELECT julianday(latest) - julianday(earliest), printf('%05.1f', 2.5) FROM events",
    ],
)
def test_whatever_reads_is_answered(shared: Path, sql: str) -> None:
    assert ask(shared, sql)


@pytest.mark.parametrize(
    ("sql", "rule"),
    [
        ("INSERT INTO events (id) VALUES ('x')", "INSERT changes the table events"),
        ("DELETE FROM events", "DELETE changes the table events"),
        ("UPDATE events SET title = ''", "UPDATE changes the table events"),
        ("INSERT INTO search (search) VALUES ('rebuild')", "INSERT changes the table search"),
        ("WITH x AS (SELECT 1) DELETE FROM events", "DELETE changes the table events"),
        ("EXPLAIN DELETE FROM events", "DELETE changes the table events"),
        ("CREATE TABLE x (y)", "CREATE"),
        ("CREATE TEMP TABLE x AS SELECT 1", "CREATE"),
        ("CREATE VIRTUAL TABLE x USING fts5 (y)", "CREATE"),
        ("CREATE TEMP VIEW x AS SELECT 1", "CREATE"),
        ("CREATE TEMP TRIGGER x AFTER INSERT ON events BEGIN SELECT 1; END", "CREATE"),
        ("DROP VIEW timeline", "DROP"),
        ("ALTER TABLE events ADD COLUMN x", "ALTER"),
        ("ANALYZE", "ANALYZE"),
        ("REINDEX", "REINDEX"),
        ("ATTACH '{folder}/made.db' AS made", "ATTACH"),
        ("DETACH main", "DETACH"),
        ("VACUUM", "VACUUM"),
        ("VACUUM INTO '{folder}/made.db'", "VACUUM"),
        ("BEGIN", "BEGIN"),
        ("SAVEPOINT x", "SAVEPOINT"),
        ("PRAGMA writable_schema = ON", "PRAGMA writable_schema"),
        ("PRAGMA query_only = OFF", "PRAGMA query_only"),
        ("PRAGMA trusted_schema = ON", "PRAGMA trusted_schema"),
        ("PRAGMA journal_mode = WAL", "PRAGMA journal_mode"),
        ("PRAGMA hard_heap_limit = 0", "PRAGMA hard_heap_limit"),
        ("PRAGMA user_version = 7", "PRAGMA user_version with a value"),
        ("PRAGMA temp_store_directory = '{folder}'", "PRAGMA temp_store_directory"),
        ("PRAGMA wal_checkpoint", "PRAGMA wal_checkpoint"),
        ("SELECT load_extension('{folder}/made')", "the function load_extension"),
        ("SELECT FTS3_Tokenizer('simple')", "the function fts3_tokenizer"),
        ("UPDATE sqlite_schema SET sql = ''", "may not be modified"),
        ("SELECT 1; SELECT 2", "more than one statement"),
        ("SELECT 1; DROP TABLE events", "more than one statement"),
    ],
)
def test_whatever_does_more_than_read_is_refused_by_name(
    shared: Path, tmp_path: Path, sql: str, rule: str
) -> None:
    before = shared.read_bytes()
    with pytest.raises(QueryRefused, match="refused: ") as caught:
        ask(shared, sql.format(folder=tmp_path))
    assert rule in caught.value.rule
    assert caught.value.hint == (
        "give one query at a time"
        if rule == "more than one statement"
        else "only reading is allowed: SELECT, WITH, VALUES and EXPLAIN"
    )
    assert list(tmp_path.iterdir()) == []
    assert shared.read_bytes() == before


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nonsense FROM events", "no such column: nonsense"),
        ("SELECT * FROM nonsense", "no such table: nonsense"),
        ("SELECT * FROM search WHERE search MATCH '\"'", "unterminated string"),
        ("SELECT ?", "parameters"),
        ("SELECT :name", "parameters"),
        ("", "no query"),
        ("-- nothing", "no query"),
        ("SELECT '\0'", "not text"),
        ("SELECT '\udcff'", "not text"),
        (f"SELECT '{'x' * 1_100_000}'", "longer than"),
        (f"SELECT 1{' + 1' * 300}", "Expression tree is too large"),
        (f"SELECT {', '.join('1' * 600)}", "too many columns"),
    ],
)
def test_a_query_that_is_not_right_is_the_users_to_mend(shared: Path, sql: str, message: str) -> None:
    with pytest.raises(KeventsError, match=message) as caught:
        ask(shared, sql)
    assert not isinstance(caught.value, DatabaseError)


@pytest.mark.parametrize(
    "sql",
    [
        f"{ENDLESS} count(*) FROM n",
        f"SELECT count(*) FROM {', '.join(f'citations c{n}' for n in range(8))}",
        "SELECT 1 WHERE (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT max(i) FROM n)",
    ],
)
def test_a_query_without_end_is_stopped_at_the_limit(shared: Path, sql: str) -> None:
    began = time.monotonic()
    with pytest.raises(KeventsError, match=r"stopped after 0\.3 seconds") as caught:
        ask(shared, sql, seconds=0.3)
    assert time.monotonic() - began < 3
    assert "--timeout" in caught.value.hint


def test_the_limit_counts_to_the_last_row(shared: Path) -> None:
    with (
        pytest.raises(KeventsError, match="stopped"),
        run_adhoc(shared, f"{ENDLESS} i FROM n", seconds=0.3, max_rows=None) as answer,
    ):
        for _row in answer:
            pass


def test_rows_beyond_the_limit_are_left_and_said_to_be(shared: Path) -> None:
    for most, truncated in ((3, True), (8, False), (9, False), (None, False)):
        with run_adhoc(shared, "SELECT id, title AS t FROM events", seconds=10, max_rows=most) as answer:
            assert answer.columns == ("id", "t")
            assert len(list(answer)) == min(most or 8, 8)
            assert answer.truncated is truncated


def test_text_that_a_query_makes_need_not_be_utf8(shared: Path) -> None:
    assert ask(shared, "SELECT CAST(x'41ff' AS TEXT)") == [("A\ufffd",)]


HOGS = {
    "blob": "SELECT zeroblob(2000000000)",
    "columns": f"SELECT {', '.join(['randomblob(15000000)'] * 100)}",
    "group": f"{ENDLESS} group_concat({WORDS}) FROM (SELECT i FROM n LIMIT 100000)",
    "array": f"{ENDLESS} json_group_array({WORDS}) FROM n",
    "sort": f"{ENDLESS} i FROM (SELECT i FROM n LIMIT 300000) ORDER BY {WORDS}",
    "distinct": f"{ENDLESS} count(DISTINCT {WORDS} || i) FROM n",
}


@pytest.mark.parametrize("sql", HOGS.values(), ids=HOGS)
def test_memory_is_bounded(shared: Path, sql: str) -> None:
    code = """if True:
        import sys
        from karabakh_events.database.adhoc import run_adhoc
        from karabakh_events.errors import KeventsError
        from tests.memory import peak
        try:
            with run_adhoc(sys.argv[1], sys.argv[2], seconds=20, max_rows=None) as answer:
                for row in answer:
                    pass
        except KeventsError as error:
            print(error)
        print(peak())
        """
    *message, most = run_python(code, shared, sql).splitlines()
    assert int(most) < 400 * 1024 * 1024
    assert any(word in " ".join(message) for word in ("longer than 16 MB", "more than 256 MB"))


def test_what_cannot_be_interrupted_is_handed_to_the_caller(shared: Path) -> None:
    # One call of instr() that would take hours; only the end of the process stops it.
    code = """if True:
        import os, sys
        from karabakh_events.database.adhoc import run_adhoc
        def stuck():
            print("stuck", flush=True)
            os._exit(0)
        sql = "SELECT instr(hex(zeroblob(8000000)), hex(zeroblob(4000000)) || '1')"
        with run_adhoc(sys.argv[1], sql, seconds=0.1, max_rows=None, stuck=stuck) as answer:
            list(answer)
        """
    assert run_python(code, shared) == "stuck\n"


def test_a_query_that_ends_in_time_is_not_stuck(shared: Path) -> None:
    calls: list[int] = []
    with run_adhoc(shared, "SELECT 1", seconds=0.05, max_rows=None, stuck=lambda: calls.append(1)) as answer:
        assert list(answer) == [(1,)]
    time.sleep(1.2)
    assert calls == []
