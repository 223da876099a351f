"""What a terminal of some width shows of a database."""

import io
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from karabakh_events.database import open_reading
from karabakh_events.queries.citations import documents
from karabakh_events.queries.conflicts import conflicts
from karabakh_events.queries.filters import StatementFilter, TimelineFilter
from karabakh_events.queries.record import show
from karabakh_events.queries.statements import who_said
from karabakh_events.queries.timeline import timeline
from karabakh_events.render import layouts, record, terminal
from karabakh_events.render.blocks import Block
from karabakh_events.render.parts import Numbering


def page(path: Path, command: str, width: int) -> str:
    """The page of `who-said`, of `timeline --statements`, or of `show` for the record `command` names."""
    with closing(open_reading(path)) as connection:
        numbering = Numbering()
        if command == "who-said":
            blocks: Iterator[Block] = layouts.who_said(who_said(connection, StatementFilter()), numbering)
        elif command == "timeline":
            blocks = layouts.timeline(timeline(connection, TimelineFilter(statements=True)), numbering)
        else:
            disagreeing = [each for each in conflicts(connection) if each.record == command]
            blocks = record.record(show(connection, command), disagreeing, numbering)
        out = io.StringIO()
        terminal.draw(blocks, out, width=width, colour=False, linked=False)
        foot = layouts.sources(documents(connection, numbering.documents))
        terminal.draw(foot, out, width=width, colour=False, linked=False)
        return out.getvalue()
