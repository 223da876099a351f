"""The second reading: belonging, kinds of claims, renderings, figures, verdicts on whole agreements, topics.

The file of the same name with the ending `.sql` has every table that is new or has changed, with its
indexes, and all views. It is this revision's own text: it says what the schema was, whatever it is later.

SQLite cannot alter a CHECK, so a changed table is made anew and its rows are copied.
"""

import re
from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATEMENTS = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n")

VIEWS = {
    match[1]: match[2]
    for statement in _STATEMENTS
    if (match := re.match(r"\s*CREATE VIEW (\w+) AS (.*)", statement, re.DOTALL))
}

# Until this revision the program had a closed list of topics. Those that a file uses are kept.
_TOPICS = {
    "ceasefire": "halting the fighting and keeping it halted",
    "military-action": "fighting, strikes, casualties, the use of force",
    "civilians": "harm to and safety of civilians",
    "negotiations": "talks between the sides, their course and prospects",
    "mediation": "the Minsk Group, Russia and others between the sides",
    "settlement": "principles and terms of a political settlement",
    "status": "the status of Nagorno-Karabakh",
    "territory": "districts, borders, handover of ground",
    "agreement": "an agreement as such: its worth, keeping, reading",
    "peacekeeping": "the Russian contingent and its work",
    "monitoring": "verification of the ceasefire, observers, monitoring centres",
    "demining": "mines and unexploded ordnance",
    "refugees": "displaced people and their return",
    "humanitarian": "aid, reconstruction, prisoners, the dead",
    "corridor": "the Lachin corridor and free movement",
    "transport": "roads, railways, unblocking of links",
    "confidence-building": "trust between societies, contacts, dialogue",
    "security": "security of the region or of its people",
    "military-cooperation": "arms, training, alliances",
    "foreign-policy": "relations of states with one another",
    "turkey": "Turkey's part",
    "information": "propaganda, disinformation, media",
}


def upgrade() -> None:
    connection = op.get_bind()
    identifiers = connection.exec_driver_sql(
        "SELECT id, 'wikidata', wikidata, 'actor' FROM actors WHERE wikidata IS NOT NULL"
    ).all()
    topics = connection.exec_driver_sql(
        "SELECT topic FROM statement_topics UNION SELECT topic FROM provisions ORDER BY topic"
    ).scalars()
    used = [(topic, _TOPICS[topic]) for topic in topics]
    for statement in _STATEMENTS:
        if table := re.match(r"\s*CREATE TABLE (\w+) ", statement):
            _make(table[1], statement)
        elif not re.match(r"\s*CREATE VIEW ", statement) and statement.strip():
            op.execute(statement)
    for table, rows in (("identifiers", identifiers), ("topics", used)):
        for row in rows:
            signs = ", ".join("?" * len(row))
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({signs})", tuple(row))
    # Every actor and place belongs to itself, and the holder of an office to its body. What else belongs
    # together was not on record. The next build makes these tables from the record.
    op.execute("INSERT INTO actor_within SELECT id, id, 'itself', id, NULL, NULL FROM actors")
    op.execute(
        "INSERT INTO actor_within SELECT body_id, actor_id, 'office', actor_id || ' > ' || body_id,"
        " CASE WHEN count(*) = count(earliest) THEN min(earliest) END,"
        " CASE WHEN count(*) = count(latest) THEN max(latest) END"
        " FROM roles WHERE body_id IS NOT NULL AND body_id <> actor_id GROUP BY body_id, actor_id"
    )
    op.execute("INSERT INTO place_within SELECT id, id, id FROM places")
    # The record's own reading has position 0. How far another reading agrees with it, only the build can
    # say: until then a title or a summary is taken for other words, and anything else for a contradiction.
    op.execute(
        "UPDATE claims SET relation ="
        " CASE WHEN field IN ('title', 'summary') THEN 'otherwise-worded' ELSE 'contradicts' END"
        " WHERE position > 0"
    )
    for table, field, column in (
        ("events", "date", "disputed"),
        ("statements", "date", "disputed"),
        ("roles", "date", "disputed"),
        ("agreements", "signed", "signed_disputed"),
        ("agreements", "effective", "effective_disputed"),
        ("provisions", "deadline", "deadline_disputed"),
    ):
        op.execute(
            f"UPDATE {table} SET {column} = 1 WHERE id IN"
            f" (SELECT record FROM claims WHERE field = '{field}' AND relation = 'contradicts')"
        )
    op.execute("UPDATE claims SET field = 'held' WHERE kind = 'role' AND field = 'date'")
    op.execute("UPDATE claims SET field = 'speakers' WHERE kind = 'statement' AND field = 'actors'")


def _make(table: str, statement: str) -> None:
    """Make a table. If the file has one of this name, the new one takes its rows and its place."""
    old = _columns(table)
    if not old:
        op.execute(statement)
        return
    # Its indexes go with the old table. No user is likely to have a table of the name that it has meanwhile.
    new = f"{table}_of_{revision}"
    op.execute(statement.replace(f"CREATE TABLE {table} ", f"CREATE TABLE {new} ", 1))
    columns = ", ".join(f'"{name}"' for name in _columns(new) if name in old)
    op.execute(f"INSERT INTO {new} ({columns}) SELECT {columns} FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE {new} RENAME TO {table}")


def _columns(table: str) -> list[str]:
    """The columns of a table that can be written to; none if there is no such table."""
    # `hidden` is 2 or 3 for a generated column.
    return list(
        op.get_bind()
        .exec_driver_sql("SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0", (table,))
        .scalars()
    )
