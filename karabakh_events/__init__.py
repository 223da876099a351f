"""kevents: who said what, when, to whom, about which agreement, and where to read it.

In Python, `open` is the way in:

>>> import karabakh_events as ke
>>> db = ke.open()
>>> db.timeline(actor="Lavrov", since="2020-11-22", certainly=True)[0].title
'Lavrov and Shoygu meet Aliyev on the situation in Nagorno-Karabakh'

The package is laid out as a list in which imports point up only:
`errors`, `files`, `vocabulary`, `characters`, `dates`, `passages`, `names`, `records`, `schema`,
`extractor`, `database`, `queries`, `render`; then `api`, `exports`, `plots`, `site` and `web`,
independent of one another; then `cli`.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from karabakh_events.api import Database, Rows, open  # noqa: A004  # to be written `ke.open`
    from karabakh_events.errors import (
        AmbiguousName,
        DatabaseError,
        DatabaseMissing,
        KeventsError,
        QueryRefused,
        UnknownName,
    )
    from karabakh_events.queries.actor import ActorFile
    from karabakh_events.queries.diff import Difference
    from karabakh_events.queries.ledger import LedgerRow
    from karabakh_events.queries.order import Order
    from karabakh_events.queries.positions import Position
    from karabakh_events.queries.record import Record
    from karabakh_events.queries.sources import Support
    from karabakh_events.queries.statements import StatementRow
    from karabakh_events.queries.timeline import TimelineRow

__version__ = "0.1.0"

__all__ = [
    "ActorFile",
    "AmbiguousName",
    "Database",
    "DatabaseError",
    "DatabaseMissing",
    "Difference",
    "KeventsError",
    "LedgerRow",
    "Order",
    "Position",
    "QueryRefused",
    "Record",
    "Rows",
    "StatementRow",
    "Support",
    "TimelineRow",
    "UnknownName",
    "__version__",
    "open",
]

_MODULES = {
    "Database": "karabakh_events.api",
    "Rows": "karabakh_events.api",
    "open": "karabakh_events.api",
    "ActorFile": "karabakh_events.queries.actor",
    "Difference": "karabakh_events.queries.diff",
    "LedgerRow": "karabakh_events.queries.ledger",
    "Order": "karabakh_events.queries.order",
    "Position": "karabakh_events.queries.positions",
    "Record": "karabakh_events.queries.record",
    "StatementRow": "karabakh_events.queries.statements",
    "Support": "karabakh_events.queries.sources",
    "TimelineRow": "karabakh_events.queries.timeline",
}


# The command line imports this package before anything else, and has no use for what is named here. A type
# checker must not see this, or it would take every misspelt name for one of ours.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_MODULES.get(name, "karabakh_events.errors")), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
