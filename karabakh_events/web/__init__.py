"""A web view of the live database file, through Datasette: `kevents serve`.

`running`     the server: its socket, its start and its end
`application` Datasette as `kevents serve` sets it up
`plugin`      what kevents adds to Datasette: pages for timelines and records; under `kevents serve`, also a
              page for each question
`questions`   the questions of the field: their parameters, their rows, their layouts
`database`    the database that Datasette opens: read-only, within limits
`metadata`    titles, descriptions and facets, from our own definitions
`guarded`     by which names a browser may address the server, and what a page may do

Needs the extra `web`. No other command imports this package.
"""
