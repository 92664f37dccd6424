"""Serve an ASGI application: address, signals, an end in time, limits of connections."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.config import LOGGING_CONFIG

from monitor.runtime.background_output import STDERR, background_output
from monitor.runtime.http_connection_limits import LimitedHttpProtocol
from pipelines.errors import Misconfigured

END_S = 8.0  # from SIGTERM to the end, at the latest
SEND_BUFFER = 1 << 18  # bytes


class Server(uvicorn.Server):
    """uvicorn that says when it is ready, and ends at the latest ``END_S`` after a signal."""

    ready: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started and self.ready is not None:
            self.ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.should_exit = True  # uvicorn's own would raise the signal again after its end
        # nothing is written here: whatever is still being read may be left
        last = threading.Timer(END_S, os._exit, (0,))
        last.daemon = True
        last.start()


def run(
    application: Any,
    host: str,
    port: int,
    ready: Callable[[str], None] | None = None,
    *,
    path: str = "/",
) -> None:
    """Serve an application until SIGINT or SIGTERM; ``ready`` gets its address with ``path``.

    Raises  Misconfigured: the address is taken, refused or unknown.
    """
    listening = listen(host, port)
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}{path}"
    config = uvicorn.Config(
        application,
        log_config=_log_in_background(),
        log_level="warning",
        access_log=False,
        server_header=False,
        http=LimitedHttpProtocol,
        ws="none",
        lifespan="off",
        loop="asyncio",
        timeout_graceful_shutdown=4,
    )
    server = Server(config)
    server.ready = (lambda: ready(address)) if ready is not None else None
    with listening:
        server.run([listening])


def _log_in_background() -> dict[str, Any]:
    """Let all loggers write through ``background_output``; return uvicorn's configuration."""
    handler = logging.StreamHandler(background_output(STDERR))
    handler.setLevel(logging.WARNING)
    logging.lastResort = handler  # of loggers without handlers
    errors = {**LOGGING_CONFIG["handlers"]["default"], "stream": background_output(STDERR)}
    return {**LOGGING_CONFIG, "handlers": {**LOGGING_CONFIG["handlers"], "default": errors}}


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket at an address.

    Raises  Misconfigured when the port is taken, not allowed, or the host is none of ours.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        connection = socket.create_server((host, port), family=family)
        # connections inherit it; asyncio sets it for sockets made with a named protocol only, and
        # then the end of each page waits 40 ms for the browser to confirm its beginning
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # else the kernel keeps up to 4 MB of an answer for each reader who does not take it
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        return connection
    except PermissionError:
        raise Misconfigured(
            f"no permission to listen on port {port}: ports below 1024 are for the administrator.\n"
            "  Choose a higher one (--port 8001) and let a web server in front of it pass requests."
        ) from None
    except socket.gaierror as error:
        raise Misconfigured(f"{host}: there is no such address ({error.strerror})") from None
    except OverflowError:
        raise Misconfigured(f"port {port}: ports go from 1 to 65535") from None
    except OSError as error:
        raise Misconfigured(
            f"port {port} of {host} cannot be used ({error.strerror}).\n"
            f"  Stop the program that uses it, or choose another: --port {port + 1}"
        ) from None
