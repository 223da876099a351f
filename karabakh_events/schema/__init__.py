"""The tables and views of the database, defined once for DDL, for Alembic and for the build.

Three decisions hold for all of them.

*Text identifiers are the keys.* They are readable in ad-hoc SQL, stay the same when records are added,
and survive rebuilds. One identifier names one record of any kind (the view `records` lists them all).

*Nothing cascades.* To delete one row must never delete another that refers to it. The build empties and
refills the tables in one transaction, and the foreign keys are checked at its end.

*What can be derived cannot disagree.* `span_class` is a generated column. The database itself checks the
bounds of a date against each other and against the calendar. The build makes `actor_dates` and the full-text
index from the rows, in the transaction that writes the rows.

This package only defines; `database` executes. Reading commands import only `views`, which is cheap: `tables`
needs SQLAlchemy.
"""
