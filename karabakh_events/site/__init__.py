"""The whole database as a web site that works without a network, from a folder or from any file server.

Each event, statement, agreement, actor, document and place has a page. It can be read, printed, linked to and
searched without scripts. A timeline with filters has all events and statements; its script reads the rows
from a file of their own.

`addresses`  identifier -> file name, record -> link
`rows`       the rows of the timeline, as its script reads them
`segments`   a document's text in stretches, each with the passages that cover it
`pages`      the pages, filled into the templates; `render.record` says what stands on the page of a record
`writing`    writes the folder beside the old one, and then replaces that

Text of documents and records is data. Control characters and invisible ones are made visible, and the
templates escape everything (`pages`). The script makes only text nodes. A policy in each page allows only the
scripts that are files of the site, and lets the page fetch nothing from elsewhere.
"""
