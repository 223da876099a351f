"""What stands between a browser and Datasette: in whose name it may ask, and what a page may do.

A page of any site can send a browser to an address of this machine, under a name of its own that leads here
(DNS rebinding), and then read the answer. So a server for this machine alone answers only to this machine's
names. And whatever comes into a page, it fetches nothing from elsewhere, and stands in nobody's frame.
"""

from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

Application = Callable[[Any, Any, Any], Awaitable[None]]

# Datasette's own pages have scripts in them.
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
"""A page of Datasette's that tells in which folders its programs lie."""


def names(host: str, bound: str) -> frozenset[str] | None:
    """The names by which a server may be asked that listens at `bound`, which the user called `host`.

    None for any: who listens to the network cannot know by what names the network knows him.
    """
    if not ip_address(bound.partition("%")[0]).is_loopback:
        return None
    return frozenset({"localhost", "127.0.0.1", "::1", bound, host.lower()})


def guarded(application: Application, known: frozenset[str] | None) -> Application:
    """The application, which answers to the names `known` only, with the headers of `_HEADERS` on each answer
    that does not have them."""

    async def answered(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                has = {name.lower() for name, _ in headers}
                headers += [(name, value) for name, value in _HEADERS.items() if name not in has]
                message = {**message, "headers": headers}
            await send(message)

        if known is not None and _name(scope) not in known:
            await _refused(sent, 421, "This server answers to the names of its own machine only.")
        elif scope["path"].startswith(_OF_THE_MACHINE):
            await _refused(sent, 404, "There is no such page.")
        else:
            await application(scope, receive, sent)

    return answered


def _name(scope: Any) -> str | None:
    """The name, without the port, under which the browser asks."""
    said = [value for name, value in scope["headers"] if name == b"host"]
    if len(said) != 1:
        return None
    try:
        return urlsplit(f"//{said[0].decode('ascii')}").hostname
    except ValueError:
        return None


async def _refused(send: Callable[[Any], Awaitable[None]], status: int, words: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": f"{words}\n".encode()})
