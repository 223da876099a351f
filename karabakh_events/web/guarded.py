"""Protection of the server: by which names a browser may address it, and what a page may do.

A site can give this machine's address to a name of its own (DNS rebinding). A page of that site can then send
requests here and read the answers. So a server for this machine alone answers only to this machine's names.
And whatever text gets into one of our pages, the page loads nothing from elsewhere, and no site can put it
into a frame.
"""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

Application = Callable[[Any, Any, Any], Awaitable[None]]

# Datasette's own pages contain scripts.
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"content-security-policy": _POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
}

_OF_THE_MACHINE = "/-/threads"
"""The address of a Datasette page that shows the folders of its programs."""


def names(host: str, bound: str) -> frozenset[str] | None:
    """The names by which a browser may address a server that listens at `bound`; the user called it `host`.

    None stands for any name: a server on the network cannot know its names there.
    """
    if not ip_address(bound.partition("%")[0]).is_loopback:
        return None
    return frozenset({"localhost", "127.0.0.1", "::1", bound, host.lower()})


def guarded(application: Application, known: frozenset[str] | None) -> Application:
    """Let the application answer only to the names `known`, and add `_HEADERS` to answers that lack them."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return

        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                has = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in _HEADERS.items() if name not in has]
                message = {**message, "headers": headers}
            await send(message)

        if known is not None and _name(scope) not in known:
            await _refuse(send_with_headers, 421, "This server answers to the names of its own machine only.")
        elif scope["path"].startswith(_OF_THE_MACHINE):
            await _refuse(send_with_headers, 404, "There is no such page.")
        else:
            await application(scope, receive, send_with_headers)

    return answer


def _name(scope: Any) -> str | None:
    """The name by which the browser addresses the server, without the port."""
    said = [value for name, value in scope["headers"] if name == b"host"]
    if len(said) != 1:
        return None
    try:
        return urlsplit(f"//{said[0].decode('ascii')}").hostname
    except ValueError:
        return None


async def _refuse(send: Callable[[Any], Awaitable[None]], status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
