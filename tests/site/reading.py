"""A page as a reader of its markup finds it: elements, links, words."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

VOID = {"meta", "link", "input", "br", "img", "hr"}


class Page(HTMLParser):
    """The elements of a page, each (name, attributes), and its text; fails where tags do not match."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(markup)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute twice in {tag}: {names}"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    @property
    def links(self) -> list[str]:
        return [each["href"] for each in self.all("a") if "href" in each]

    @property
    def words(self) -> str:
        return " ".join(self.text.split())


def page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def pages(site: Path) -> dict[str, Page]:
    """Every page by its path from the top."""
    return {path.relative_to(site).as_posix(): page(path) for path in sorted(site.rglob("*.html"))}


def rows(site: Path) -> dict[str, Any]:
    """What the script of the timeline reads, read as it reads it."""
    script = (site / "data" / "record.js").read_text(encoding="utf-8")
    found = re.search(r"JSON\.parse\('(.*)'\);\n\Z", script, re.DOTALL)
    assert found
    assert "'" not in found[1]
    assert not re.search(r"[\n\r\u2028\u2029]", found[1])
    read: dict[str, Any] = json.loads(found[1].replace("\\\\", "\\"))
    return read
