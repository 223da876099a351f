"""The record as a web site: pages that work from a file or from any server of files, without a network.

One page for each event, statement, agreement, actor, document and place, written whole, so that they can be
read, printed, linked to and found without scripts; and a timeline with filters over all of them, whose script
has the rows in a file of its own.

`addresses`  identifier -> file name, record -> link
`rows`       the rows of the timeline, as its script reads them
`segments`   a document's text in stretches, each with the passages that cover it
`views`      a record -> what its page shows
`pages`      the pages, out of the templates
`writing`    the folder: beside what is there, and then in its place

Text of documents and records is data. Templates escape everything, and every character that acts or hides
is made visible first (`pages`); the script makes text nodes and nothing else; a policy in each page lets no
script run that is not a file of the site, and nothing be fetched from elsewhere.
"""
