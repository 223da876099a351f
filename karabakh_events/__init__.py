"""kevents: who said what, when, to whom, about which agreement, and where to read it.

The package is laid out as a list in which imports point up only:
`errors`, `vocabulary`, `characters`, `dates`, `passages`, `names`, `records`, `schema`,
`extractor`, `database`, `queries`, `render`, `cli`.
"""

__version__ = "0.1.0"
