"""The tables that follow from the others. The build makes their rows by SQL, after all the rest."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
)

from karabakh_events.schema.columns import key_column, metadata, one_of, text_column
from karabakh_events.schema.views import MOST_WIDER
from karabakh_events.vocabulary import (
    Belonging,
)

actor_dates = Table(
    "actor_dates",
    metadata,
    key_column("actor_id"),
    key_column("kind"),
    Column("span_class", Integer, primary_key=True, nullable=False),
    key_column("earliest"),
    key_column("latest"),
    key_column("record"),
    CheckConstraint("kind IN ('event', 'statement')", name="kind"),
    sqlite_strict=True,
    # All columns are in the key, so the table is its own index. A table and an index would be twice as large.
    sqlite_with_rowid=False,
)
"""Every actor's events and statements in the order of their dates. An index cannot cover two tables, so this
table serves as the index of an actor's records by their dates. A statement is here under its speakers,
addressees and subjects, but not under those who only relayed it. An open end is an empty text, which can be
part of a key and sorts like NULL. The rows come from `ACTOR_DATES`, so their references need no check."""

ACTOR_DATES = """\
SELECT x.actor_id, 'event' AS kind, e.span_class, coalesce(e.earliest, '') AS earliest,
    coalesce(e.latest, '') AS latest, e.id AS record
FROM event_actors x JOIN events e ON e.id = x.event_id
UNION SELECT x.actor_id, 'statement', s.span_class, coalesce(s.earliest, ''), coalesce(s.latest, ''), s.id
FROM statement_actors x JOIN statements s ON s.id = x.statement_id
WHERE x.role IN ('speaker', 'addressee', 'subject')
ORDER BY 1, 2, 3, 4, 5, 6"""
"""The rows of `actor_dates`, each once, in the order of the key."""

actor_within = Table(
    "actor_within",
    metadata,
    key_column("within_id"),
    key_column("actor_id"),
    text_column("relation"),
    text_column("path"),
    text_column("earliest", required=False),
    text_column("latest", required=False),
    one_of("relation", Belonging),
    Index("ix_actor_within_actor_id", "actor_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every actor that belongs to another, directly or through others, and every actor itself.

An actor belongs to what it is part of. The holder of an office belongs to the body of the office, and a
person who is a member of a group to the group. They then belong to all that this body or group is part of. No
other way leads on: a state that is a member of a group does not belong to it, and neither do its officials.
What Russia says is not said by the co-chairs, although Russia is one of them.

`path` has the identifiers from the actor to the other, joined by ' > '. A pair has one row: the shortest way.
`earliest` and `latest` are the days between which the actor belonged, both included, by the term of the
office; NULL is no known bound. If several ways lead from one to the other, the days span all of them."""

ACTOR_WITHIN = f"""\
WITH RECURSIVE way (actor_id, within_id, relation, path, steps, earliest, latest) AS (
    SELECT id, id, 'itself', id, 0, NULL, NULL FROM actors
    UNION ALL SELECT actor_id, body_id, 'office', actor_id || ' > ' || body_id, 1, earliest, latest
    FROM roles WHERE body_id <> actor_id
    UNION ALL SELECT m.actor_id, m.group_id, 'member', m.actor_id || ' > ' || m.group_id, 1, NULL, NULL
    FROM actor_members m JOIN actors a ON a.id = m.actor_id
    WHERE a.kind IN ('person', 'unnamed-official')
    UNION ALL SELECT w.actor_id, a.part_of, CASE w.relation WHEN 'itself' THEN 'part' ELSE w.relation END,
        w.path || ' > ' || a.part_of, w.steps + 1, w.earliest, w.latest
    FROM way w JOIN actors a ON a.id = w.within_id
    WHERE a.part_of IS NOT NULL AND w.steps <= {MOST_WIDER}
), ranked AS (
    SELECT within_id, actor_id, relation, path, row_number() OVER pair AS place,
        CASE WHEN count(*) OVER pair = count(earliest) OVER pair THEN min(earliest) OVER pair END AS earliest,
        CASE WHEN count(*) OVER pair = count(latest) OVER pair THEN max(latest) OVER pair END AS latest
    FROM way WINDOW pair AS (PARTITION BY within_id, actor_id ORDER BY steps, path, relation
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT within_id, actor_id, relation, path, earliest, latest FROM ranked WHERE place = 1 ORDER BY 1, 2"""
"""The rows of `actor_within`, each once, in the order of the key."""

place_within = Table(
    "place_within",
    metadata,
    key_column("within_id"),
    key_column("place_id"),
    text_column("path"),
    Index("ix_place_within_place_id", "place_id"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Every place that lies in another, directly or through others, and every place itself. `path` is as in
`actor_within`."""

PLACE_WITHIN = f"""\
WITH RECURSIVE way (place_id, within_id, path, steps) AS (
    SELECT id, id, id, 0 FROM places
    UNION ALL SELECT w.place_id, p.part_of, w.path || ' > ' || p.part_of, w.steps + 1
    FROM way w JOIN places p ON p.id = w.within_id
    WHERE p.part_of IS NOT NULL AND w.steps <= {MOST_WIDER}
)
SELECT within_id, place_id, min(path) AS path FROM way GROUP BY within_id, place_id ORDER BY 1, 2"""
"""The rows of `place_within`, each once, in the order of the key."""

DERIVED = {actor_dates: ACTOR_DATES, actor_within: ACTOR_WITHIN, place_within: PLACE_WITHIN}
"""The tables that the build makes from the others, each with the query for its rows."""
