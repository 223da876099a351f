"""A web view on the live file, through Datasette: `kevents serve`.

`running`     the server: its socket, its start and its end
`application` Datasette as `kevents serve` sets it up
`plugin`      what Datasette gains wherever kevents is installed: timelines and records as pages; and the
              pages of the questions, where `kevents serve` serves
`questions`   the questions of the field: their parameters, their rows, their layouts
`database`    the database as Datasette gets it: read-only, within limits
`metadata`    titles, descriptions and facets, from our own definitions
`guarded`     in whose name a browser may ask, and what a page may do

Needs the extra `web`. Nothing here is imported by another command.
"""
