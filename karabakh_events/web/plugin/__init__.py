"""What kevents adds to Datasette where both are installed.

Every table, view and query with the columns of a timeline gets a page `.timeline`. Each record of a kevents
database gets a page with its passages, `/-/kevents/DATABASE/RECORD`. Under `kevents serve`, links lead to
these pages. Datasette loads this plugin whatever it serves. So every hook first checks whether it applies.
"""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from datasette import NotFound, Response
from datasette.utils import tilde_decode
from markupsafe import Markup
from pluggy import HookimplMarker

from karabakh_events.errors import KeventsError
from karabakh_events.schema.views import VIEWS
from karabakh_events.web.database import Served
from karabakh_events.web.plugin import asking
from karabakh_events.web.plugin.pages import address, drawn_page, is_own, read_within_time
from karabakh_events.web.plugin.timeline import is_timeline, timeline_row

hookimpl = HookimplMarker("datasette")

_IDS = {"id", "record", "document_id", "agreement_id", "provision_id", "statement_id", "event_id"}
_LISTS = {"documents", "agreements"}
"""The columns of our views that hold an identifier, or several with semicolons between them."""
_PASSAGE = "exact"
_LINKED = {*_IDS, *_LISTS, _PASSAGE}


# --- timelines -----------------------------------------------------------------------------------------


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    return {"extension": "timeline", "render": _timeline, "can_render": _can_render}


def _can_render(columns: Sequence[str]) -> bool:
    return is_timeline(columns)


async def _timeline(
    datasette: Any,
    request: Any,
    database: str,
    table: str | None,
    query_name: str | None,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    data: Mapping[str, Any],
) -> Any:
    """The rows as a timeline, in their own order."""
    if error := data.get("error"):
        return Response.text(str(error), status=400)
    if not is_timeline(columns):
        raise NotFound("These columns are not those of a timeline: id, title, date_edtf, earliest, latest")
    from karabakh_events.queries.citations import documents
    from karabakh_events.render import layouts, parts

    lines = [timeline_row(dict(zip(columns, row, strict=True))) for row in rows]
    numbering = parts.Numbering()
    blocks = list(layouts.timeline(lines, numbering))
    # Sources and pages of records are read from further tables, so they are for visitors who may use SQL.
    known = await is_own(datasette, database) and await datasette.permission_allowed(
        request.actor, "execute-sql", database, default=True
    )
    if known:
        named = numbering.documents
        blocks += layouts.sources(
            await read_within_time(datasette, database, lambda connection: list(documents(connection, named)))
        )
    question = query_name and await datasette.get_canned_query(database, query_name, request.actor)
    return await drawn_page(
        datasette,
        request,
        database,
        heading=(question or {}).get("title") or query_name or table or "Timeline",
        blocks=blocks,
        linked=known,
        later=data.get("next_url"),
        cut=bool(data.get("truncated")) and not data.get("next_url"),
        table=table,
    )


# --- records -------------------------------------------------------------------------------------------


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Callable[..., Any]]]:
    return [
        (r"^/-/kevents/(?P<database>[^/]+)/(?P<record>[^/]+)$", _record),
        *asking.routes(datasette),
    ]


async def _record(datasette: Any, request: Any) -> Any:
    """The page of one record, with the content of `kevents show`."""
    name, record_id = (tilde_decode(request.url_vars[part]) for part in ("database", "record"))
    if name not in datasette.databases:
        raise NotFound("There is no such kevents database")
    # An SQL query would show the same, so whoever may make one may see this page.
    await datasette.ensure_permissions(
        request.actor, [("execute-sql", name), ("view-database", name), "view-instance"]
    )
    if not await is_own(datasette, name):
        raise NotFound("There is no such kevents database")
    from karabakh_events.queries.citations import documents
    from karabakh_events.queries.conflicts import conflicts
    from karabakh_events.queries.record import show
    from karabakh_events.render import layouts, parts, record

    def read(connection: sqlite3.Connection) -> Any:
        shown = record.view(show(connection, record_id), conflicts(connection, record_id), most=record.MANY)
        numbering = parts.Numbering()
        blocks = list(record.layout(shown, numbering))
        blocks += layouts.sources(documents(connection, numbering.documents))
        return shown.label, blocks, shown.left_out

    try:
        label, blocks, left_out = await read_within_time(datasette, name, read)
    except KeventsError as error:
        raise NotFound(f"{error}. {error.hint}".strip()) from error
    return await drawn_page(
        datasette, request, name, heading=label, blocks=blocks[1:], linked=True, left_out=left_out
    )


# --- links ---------------------------------------------------------------------------------------------


@hookimpl
def render_cell(
    datasette: Any, database: str, table: str | None, column: str, value: object, row: Any
) -> Markup | None:
    """In our views and in queries, link an identifier to its record and a passage to its page on the web."""
    if column not in _LINKED or not isinstance(value, str) or not value:
        return None
    if (table is not None and table not in VIEWS) or not isinstance(datasette.databases[database], Served):
        return None
    if column in _IDS:
        return _link(address(datasette, database, value), value)
    if column in _LISTS:
        links = (_link(address(datasette, database, each), each) for each in value.split("; "))
        return Markup("; ").join(links)
    if column == _PASSAGE and "url" in row.keys():  # noqa: SIM118  # a row of sqlite3, which iterates values
        url = row["url"]
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            return _link(f"{url.partition('#')[0]}#:~:text={_fragment(value)}", value)
    return None


def _link(href: str, words: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(href, words)


def _fragment(passage: str) -> str:
    """The passage for the text fragment of an address; of a long one, only its beginning and its end."""
    words = passage.split()
    ends = [words] if len(words) <= 20 else [words[:8], words[-8:]]
    # A hyphen has a meaning in a text fragment, and quote() does not escape it.
    return ",".join(quote(" ".join(end), safe="").replace("-", "%2D") for end in ends)
