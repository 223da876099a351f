"""`kevents serve` in a process of its own, and what a browser would get from it."""

import json
import os
import re
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

PROGRAM = [sys.executable, "-c", "from karabakh_events.cli import main; main()"]


class Answer(NamedTuple):
    status: int
    kind: str
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


class Server:
    """A running server; `told` is what it has said on standard error when it began to serve."""

    def __init__(self, process: "subprocess.Popen[str]", told: str) -> None:
        found = re.search(r"http://\S+", told)
        assert found, told
        self.process, self.told = process, told
        self.root = found[0].removesuffix("/kevents")

    def get(self, path: str, **parameters: object) -> Answer:
        query = f"?{urlencode(parameters)}" if parameters else ""
        return self._ask(f"{self.root}{path}{query}")

    def post(self, path: str, body: bytes) -> Answer:
        return self._ask(f"{self.root}{path}", body)

    def _ask(self, address: str, body: bytes | None = None) -> Answer:
        request = urllib.request.Request(address, body)  # noqa: S310  # ours
        try:
            with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  # ours
                return Answer(response.status, response.headers["content-type"], response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers["content-type"], error.read().decode())

    def sql(self, sql: str) -> Answer:
        return self.get("/kevents.json", sql=sql)


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "LANG": "C.UTF-8"}


@contextmanager
def serving(database: Path, *options: str) -> Iterator[Server]:
    """Serve the database on a free port; ended at the latest with the block."""
    process = subprocess.Popen(
        [*PROGRAM, "--db", str(database), "serve", *(options or ("--port", "0"))],
        env=environment(database.parent),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        ready, _, _ = select.select([process.stderr], [], [], 60)
        assert ready, "the server says nothing"
        yield Server(process, process.stderr.readline())
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def run(home: Path, *arguments: str, prelude: str = "") -> "subprocess.CompletedProcess[str]":
    """Run kevents to its end."""
    program = [sys.executable, "-c", f"{prelude}\nfrom karabakh_events.cli import main; main()"]
    return subprocess.run(
        [*program, *arguments],
        env=environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


class Page(HTMLParser):
    """The elements of a page with their attributes, what stands in its marks and scripts, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marked: list[str] = []
        self.scripts: list[str] = []
        self._within: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within = {"mark": self.marked, "script": self.scripts}.get(tag)
        if self._within is not None:
            self._within.append("")

    def handle_endtag(self, tag: str) -> None:
        self._within = None

    def handle_data(self, data: str) -> None:
        if self._within is not None:
            self._within[-1] += data
        if self._within is not self.scripts:
            self.text += data

    @property
    def links(self) -> list[str]:
        return [attributes["href"] or "" for _, attributes in self.elements if "href" in attributes]
