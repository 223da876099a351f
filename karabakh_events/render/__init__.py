"""From rows to output, for programs and for people.

For programs, ``plain`` writes records as JSON, JSON lines and CSV, one by one. It imports nothing but the
standard library.

For people, ``layouts`` and the modules beside it turn rows into the blocks of ``blocks``. ``terminal`` (the
only module that imports Rich), ``markdown`` and ``hypertext`` write these blocks, so that a terminal, a pipe,
a note and a web page say the same. ``record`` also serves the static site, whose templates print its view.
"""
