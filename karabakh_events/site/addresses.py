"""File names for identifiers, and links to records."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from karabakh_events.errors import KeventsError

FOLDERS = {
    "event": "events",
    "statement": "statements",
    "agreement": "agreements",
    "actor": "actors",
    "document": "documents",
    "place": "places",
}
"""The folder for the pages of each kind of record."""

_PART_OF = {"provision": "agreement", "role": "actor"}
"""Kinds of record without a page, and the kind whose page they are on."""

_FILTERS = {"topic": "topic", "timeline": "actor"}

# The form of our identifiers. Such a name cannot leave the folder, and no two differ only in case.
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 160


class Addresses:
    """Links from the top folder of the site. `owners` are those of `queries.site`."""

    def __init__(self, owners: Mapping[tuple[str, str], str]) -> None:
        self._owners = owners

    def of(self, kind: str, id_: str) -> str:
        """The page of a record; of a provision or an office, the place on the page that it is on.

        The kinds `topic` and `timeline` (with the id of an actor) lead to the timeline with a filter.
        """
        if kind in _FILTERS:
            return f"index.html#{_FILTERS[kind]}={id_}"
        if kind in _PART_OF:
            return f"{page(_PART_OF[kind], self._owners[kind, id_])}#{slug(id_)}"
        return page(kind, id_)

    @staticmethod
    def passage(document: str, start: int, end: int) -> str:
        """The place of a passage on the page of its document."""
        return f"{page('document', document)}#{anchor(start, end)}"


def anchor(start: int, end: int) -> str:
    """The HTML id of a passage on the page of its document."""
    return f"p{start}-{end}"


def page(kind: str, id_: str) -> str:
    """The file of a record's page. Raises KeventsError if the identifier cannot be a file name."""
    return f"{FOLDERS[kind]}/{slug(id_)}.html"


def slug(id_: str) -> str:
    """The identifier itself, checked: a database that kevents did not build may have anything there."""
    if len(id_) > _LONGEST or not _SLUG.fullmatch(id_):
        raise KeventsError(
            f"the identifier {id_!r} cannot be the name of a file",
            "identifiers have small letters, digits and single hyphens; kevents build makes no others",
        )
    return id_


def web_address(url: str | None) -> str | None:
    """`url` if it is an http or https address of a host and may be a link; otherwise None."""
    if not url or not url.isprintable() or any(character.isspace() for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
