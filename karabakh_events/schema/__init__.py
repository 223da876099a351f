"""The tables and views of the database, defined once: for DDL, for Alembic and for the build.

Three decisions run through all of it.

*Text identifiers are the keys.* They are readable in ad-hoc SQL, stay the same when records are added,
and survive rebuilds. One identifier names one record of any kind (the view `records` lists them all).

*Nothing cascades.* A row that something else cites must not vanish by deleting something else; the
build empties and refills the tables in one transaction, and the foreign keys are checked at its end.

*What can be derived cannot disagree.* `span_class` is a generated column; the bounds of a date are
checked against each other and against the calendar by the database itself; `actor_dates` and the full-text
index are filled by the build, out of the rows, in the transaction that writes these.

Here are definitions only; `database` executes them. What reading commands need of them is in `views`, which
they can afford to import: `tables` needs SQLAlchemy.
"""
