"""What the pages of the plugin share: reading within the limits, addresses of records, and layout."""

import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from datasette import Response
from datasette.utils import sqlite_timelimit, tilde_encode
from datasette.utils.asgi import BadRequest
from markupsafe import Markup

from karabakh_events.characters import visible
from karabakh_events.counting import count
from karabakh_events.database.opening import is_current
from karabakh_events.render import hypertext
from karabakh_events.render.blocks import Block
from karabakh_events.web.database import Served

_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


async def read_within_time(datasette: Any, database: str, read: Callable[[sqlite3.Connection], Any]) -> Any:
    """The result of `read` on the database. Raises BadRequest if that takes more than a query may."""

    def timed(connection: sqlite3.Connection) -> Any:
        with sqlite_timelimit(connection, datasette.sql_time_limit_ms):
            return read(connection)

    try:
        return await datasette.databases[database].execute_fn(timed)
    # SQLite raises OperationalError at the limit of time, and DataError at the limit of a value's length.
    except (sqlite3.OperationalError, sqlite3.DataError) as error:
        if error.args == ("interrupted",):
            seconds = datasette.sql_time_limit_ms / 1000
            raise BadRequest(
                f"This would take longer than {count(seconds, 'second')}. Ask for less."
            ) from error
        raise BadRequest(f"This took too much: {error}") from error


async def is_own(datasette: Any, database: str) -> bool:
    """Whether this is a kevents database, whichever program serves it."""
    own: bool = await read_within_time(datasette, database, is_current)
    return own


def address(datasette: Any, database: str, record: str) -> str:
    """The address of the page of a record."""
    return str(datasette.urls.path(f"/-/kevents/{tilde_encode(database)}/{tilde_encode(record)}"))


async def drawn_page(
    datasette: Any,
    request: Any,
    database: str,
    *,
    heading: str,
    blocks: Iterable[Block],
    linked: bool,
    template: str = "kevents_page.html",
    status: int = 200,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Any:
    """A page with these blocks. `linked` says whether identifiers lead to the pages of their records."""

    def of_record(record: str) -> str | None:
        return address(datasette, database, record) if linked else None

    page = {
        "database": database,
        "heading": visible(heading),
        "drawn": Markup("").join(Markup(block) for block in hypertext.drawn(blocks, of_record)),  # noqa: S704
        **more,
    }
    headers = dict(headers or {})
    # Our page runs no scripts. In another Datasette, other plugins may run theirs in it.
    if isinstance(datasette.databases[database], Served):
        headers["content-security-policy"] = _POLICY
    return Response.html(
        await datasette.render_template(template, page, request=request), status=status, headers=headers
    )
