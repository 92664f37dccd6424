"""Run the site's server: socket, signals, and what is loaded before the first request."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette

from monitor.i18n.coverage_notes import load_coverage_notes
from monitor.i18n.information_laws import load_laws
from monitor.i18n.information_request_texts import load_request_texts
from monitor.i18n.rule_explanations import all_rules, clauses
from monitor.search.cpv_search import load_labelled_codes
from monitor.search.loaded_index import search_index
from monitor.web.app import site
from monitor.web.connection_limits import Connection
from pipelines.errors import Misconfigured
from pipelines.reference.normalisation_tables import load_normalisation_tables

# a page's thread waits so long after each question for the one that writes pages; Python's: 5 ms
SWITCH_S = 0.001
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


def serve(
    db: Path, host: str, port: int, ready: Callable[[str], None] | None = None, **options: Any
) -> int:
    """Serve until SIGINT or SIGTERM; exit status 0.  ``ready`` gets the address once it answers.

    Port 0 takes any free one; ``options`` are those of ``site``.
    Raises  Misconfigured: see ``site``; or the address is taken, refused or unknown.
    """
    found = site(db, **options)
    sys.setswitchinterval(SWITCH_S)
    with found.state.site.pool.session() as session:
        search_index(session.connection)  # a second or two of a million contracts
    settle()
    try:
        run(found, host, port, ready, path=found.state.site.base_url)
    finally:
        found.state.explorer.sql.close()
        found.state.site.pool.close()
    return 0


def run(
    application: Starlette,
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
        log_level="warning",
        access_log=False,
        server_header=False,
        http=Connection,
        ws="none",
        lifespan="off",
        loop="asyncio",
        timeout_graceful_shutdown=4,
    )
    server = Server(config)
    server.ready = (lambda: ready(address)) if ready is not None else None
    with listening:
        server.run([listening])


def settle() -> None:
    """Tables that all pages read are read before the first reader comes, and the collector leaves
    them out from then on: it would look through them for 50 ms every few hundred pages, and nobody
    is answered meanwhile."""
    for table in (
        load_normalisation_tables,
        load_laws,
        load_request_texts,
        load_coverage_notes,
        all_rules,
        clauses,
        load_labelled_codes,
    ):
        table()
    gc.collect()
    gc.freeze()


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket at an address.

    Raises  Misconfigured when the port is taken, not allowed, or the host is none of ours.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        found = socket.create_server((host, port), family=family)
        # connections inherit it; asyncio sets it for sockets made with a named protocol only, and
        # then the end of each page waits 40 ms for the browser to confirm its beginning
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # else the kernel keeps up to 4 MB of an answer for each reader who does not take it
        found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        return found
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
