"""From rows to what is read: JSON, JSON lines and CSV by plain writers, tables and Markdown by layouts.

``plain`` writes records as they are, one by one, and imports nothing but the standard library. For people,
``layouts`` says once what stands where, as the few kinds of block of ``blocks``; ``terminal`` (the only
module that imports Rich), ``markdown`` and ``hypertext`` draw those. So a terminal, a pipe, a note pasted
elsewhere and a page of the web view show the same thing.
"""
