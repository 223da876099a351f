"""The database engines that run queries: today only SQLite. `queries` needs only `run(sql, binds)` from one.

`sqlite`  runs a query on SQLite, and names the few pieces of SQL that only SQLite understands
"""
