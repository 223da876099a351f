"""A web view on the live file, through Datasette: `kevents serve`.

`plugin`    what Datasette gains wherever kevents is installed: timelines and records as pages
`application` the database as `kevents serve` hands it to Datasette: read-only, within limits
`guarded`   in whose name a browser may ask, and what a page may do
`metadata`  titles, descriptions, facets and questions, from our own definitions
`running`   the server: its socket, its start and its end

Needs the extra `web`. Nothing here is imported by another command.
"""
