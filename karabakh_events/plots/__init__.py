"""Pictures for an article: the timeline by actor, and the number of statements in each month.

Each picture is laid out in millimetres at its printed width, in black and greys. It has a description in
words for readers who cannot see it.

`timeline`  lays out the timeline: a band for each actor
`activity`  lays out the number of statements in each month
`axis`      places days on paper and labels them
`sheet`     draws and writes the file; it is the only module that imports matplotlib
"""
