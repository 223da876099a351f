"""Pictures for an article: the timeline by actor, and how many statements there were each month.

Each picture is laid out in millimetres at the width at which it is printed, in black and greys, and has a
description in words for those who cannot see it. `axis` is the arithmetic of time on paper, `sheet` draws
and writes files and is the only module that imports matplotlib; `timeline` and `activity` lay out.
"""
