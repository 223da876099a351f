"""All queries of the commands: a filter becomes SQL with named binds, and the answer becomes typed rows.

A listing is declared once, by the class of its rows (`shapes`): each field says where its value is read. A
listing is read in two steps:

1. The ids of the records, in order. For dated records `listing` writes this query from arms: each arm reads
   one range of an index with its own ORDER BY and LIMIT, and the arms are merged.
2. The columns and the lists of those records, in batches of ids (`lists`): one SELECT for the columns and one
   for each list. Python puts the rows together.

What several questions share:

`sql`         a query as a value, with its binds, which can be printed for a user to paste
`filters`     turns a user's words into a filter of the timeline or of statements
`names`       finds the record that a name or an identifier means; completion
`shapes`      declares the fields of a listing: their types, their sources, and which are published
`listing`     the first step: ids in date order, a page at a time; a window of days as SQL
`lists`       the second step: columns and lists of a batch of ids
`citations`   the passages of a record, and the documents at the foot of a listing

One module for each question; only those who ask it import it:

`timeline`    `timeline`: events and statements in date order
`statements`  `who-said`: statements with their speakers and passages
`activity`    `plot activity`: the number of statements by speaker or outlet, for each month
`catalogue`   `actors`, `agreements`, `documents`, `places`: all records of a kind
`record`      `show`: one record of any kind with its links and passages
`actor`       `actors NAME`: everything on record about one actor
`ledger`      `ledger`: agreements and provisions with the claims on whether they were kept
`order`       `order`: which of two records came first
`positions`   `positions`: what each actor said on a topic
`conflicts`   `conflicts`: fields whose sources differ; the counts of a whole database
`evidence`    the passages of a record, of a document, or of the whole database
`sources`     `sources`: how many independent sources a record has
`search`      `search`: records that contain the words
`diff`        `diff`: the records that differ between two databases
`changes`     puts the differences between two states of a record in words, for `diff`
`exporting`   `export`: full rows and whole tables
`site`        `site`: identifiers, links and texts for the pages of a site

Rows and filters are NamedTuples, not dataclasses. On Python 3.11 a frozen dataclass takes five times as long
to define (1.2 ms against 0.25 ms); a reading command defines a dozen, and it has 9 ms in all. For the same
reason nothing here imports `vocabulary` (17 enums, 6.5 ms) or any other module that a query does not need:
enum values stay text.
"""
