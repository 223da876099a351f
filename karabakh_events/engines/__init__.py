"""What answers a query: today SQLite. All that `queries` needs of an engine is `run(sql, binds)`.

`sqlite`  how SQLite is asked, and the few words of SQL that only SQLite understands
"""
