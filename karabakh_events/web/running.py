"""The server, from its socket to Ctrl-C; and the answer to one request without a server."""

import asyncio
import errno
import os
import socket
from typing import NamedTuple

import uvicorn
from datasette.plugins import pm

from karabakh_events.errors import KeventsError
from karabakh_events.web.application import NAME, application
from karabakh_events.web.guarded import guarded, names

# If Rich is installed, Datasette prints every 404 on standard output with all local variables.
pm.get_plugin("datasette.handle_exception").rich = None

_LAST_REQUESTS = 2
"""Seconds that requests may still take after Ctrl-C."""


class Response(NamedTuple):
    status: int
    text: str


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens at an address of this machine; port 0 is any that is free.

    Raises KeventsError if there is no such address, or the port is taken or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (OSError, UnicodeError):
        raise _no_address(host) from None
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # Without this, a port that was in use a minute ago would count as taken.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRNOTAVAIL:
            raise _no_address(host) from error
        if error.errno == errno.EADDRINUSE:
            raise KeventsError(
                f"port {port} of {host} is taken by another program",
                "end that program, name another port with --port, or let --port 0 find one",
            ) from error
        raise KeventsError(
            f"port {port} of {host} cannot be used: {error.strerror}", "take one above 1023 with --port"
        ) from error
    return listener


def _no_address(host: str) -> KeventsError:
    return KeventsError(
        f"{host!r} is not an address of this machine",
        "127.0.0.1 is for this machine alone, 0.0.0.0 for the network too",
    )


def address(host: str, listener: socket.socket) -> str:
    """The address of the database, for a browser."""
    port = listener.getsockname()[1]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/{NAME}"


def run(path: str, host: str, listener: socket.socket) -> None:
    """Serve the database until Ctrl-C, then raise KeyboardInterrupt.

    The socket listens at an address that the user called `host`.
    """
    datasette = application(path)
    config = uvicorn.Config(
        guarded(datasette.app(), names(host, listener.getsockname()[0])),
        log_level="warning",
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=_LAST_REQUESTS,
    )

    async def served() -> None:
        await datasette.invoke_startup()
        await uvicorn.Server(config).serve(sockets=[listener])

    asyncio.run(served())


def get(path: str, request: str) -> Response:
    """The server's answer to a GET of `request` (`/kevents/timeline.json?_size=1`)."""
    datasette = application(path)

    async def asked() -> Response:
        await datasette.invoke_startup()
        response = await datasette.client.get(request, follow_redirects=True)
        return Response(response.status_code, response.text)

    return asyncio.run(asked())
