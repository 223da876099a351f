"""Every question that a command puts to the database: filter -> SQL with named binds -> rows.

One module per kind of question, imported by the command that asks it and by nothing else:

`sql`         a query as a value, with its binds, which can be printed so that a user can paste it
`listing`     what a window of days means in SQL, and the order of everything dated
`search`      full-text search: what a user typed -> an FTS5 expression; `search`
`names`       names and identifiers: `resolve`, completion
`filters`     what a user says -> the filters of `timeline` and `statements`, and the one record that is meant
`timeline`    `timeline`, and the `Source` rows for the foot of a listing
`statements`  `who_said`
`activity`    how many statements there were, by speaker or outlet, and between which months
`catalogue`   `actors`, `agreements`, `documents`, `places`
`record`      `show`: one record of any kind, whole
`conflicts`   `conflicts` and `counts`
`evidence`    the passages of a record, of a document, or of all
`ledger`      `ledger`: provisions with what is on record of their being kept
`order`       `order`: which of two came first
`positions`   `positions`: what each actor said on a topic
`actor`       `actors NAME`: one actor's whole file
`sources`     `sources`: how many independent sources a record has
`diff`        `diff`: two databases; `changes` words what differs between two states of a record
`site`        what a site of the record needs besides
`exporting`   `export`: rows in full, whole tables

Rows and filters are NamedTuples, not dataclasses: on Python 3.11 a frozen dataclass takes five times as
long to define (1.2 ms against 0.25 ms), a reading command defines a dozen, and it has 9 ms in all.
For the same reason nothing here imports `vocabulary` (17 enums, 6.5 ms) or any other module that a query
can do without: enum values arrive as text and leave as text.
"""
