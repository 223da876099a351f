"""Datasette as `kevents serve` sets it up: one database, our pages, our limits."""

from contextlib import closing
from pathlib import Path

from datasette.app import Datasette
from datasette.plugins import pm

from karabakh_events.database.opening import open_reading
from karabakh_events.queries import conflicts
from karabakh_events.schema.dictionary import DESCRIBED
from karabakh_events.schema.views import VIEWS
from karabakh_events.web import plugin
from karabakh_events.web.database import MOST_ROWS, Served
from karabakh_events.web.metadata import metadata
from karabakh_events.web.plugin.asking import PLUGIN
from karabakh_events.web.questions import QUESTIONS

NAME = "kevents"
"""The name of the database in addresses, whatever its file is called."""

LARGE = 50_000
"""The views of at most so many events and statements can be sorted within the time of a query."""

SETTINGS = {
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "max_returned_rows": MOST_ROWS,
    "default_page_size": 100,
    "default_facet_size": 10,
    "truncate_cells_html": 500,
    # We have chosen the facets. A visitor can still ask for any other column from its menu.
    "suggest_facets": False,
    # The file is live: an answer may be out of date within seconds.
    "default_cache_ttl": 0,
    # A byte-by-byte copy made while a build writes would not be a sound database.
    "allow_download": False,
    # Datasette would set a PRAGMA here, which a confined connection refuses; `open_reading` has set it.
    "cache_size_kb": 0,
}

_STATIC = "kevents-static"


def application(path: str) -> Datasette:
    """Datasette with this one database. If the file cannot be served, raises what `open_reading` raises."""
    with closing(open_reading(path)) as connection:
        counts = conflicts.counts(connection)
    _register()
    here = Path(__file__).parent
    datasette = Datasette(
        [],
        metadata=metadata(
            NAME, style=f"/{_STATIC}/kevents.css", large=counts.events + counts.statements > LARGE
        ),
        settings=SETTINGS,
        template_dir=str(here / "templates"),
        static_mounts=[(_STATIC, str(here / "static"))],
    )
    # For our templates. The views are in the order that serves a reader best.
    datasette.jinja_env.globals["kevents_described"] = {name: each.row for name, each in DESCRIBED.items()}
    datasette.jinja_env.globals["kevents_views"] = [name for name in DESCRIBED if name in VIEWS]
    datasette.jinja_env.globals["kevents_questions"] = QUESTIONS
    # Without a file, Datasette makes an empty database.
    datasette.remove_database("_memory")
    datasette.add_database(Served(datasette, path), name=NAME)
    return datasette


def _register() -> None:
    """Register the plugin if Datasette did not: it may not find it, or may have the order to load none."""
    if not pm.is_registered(plugin):
        pm.register(plugin, PLUGIN)
