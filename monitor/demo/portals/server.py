"""Serve mock portals on loopback, in a thread."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import uvicorn

from monitor.demo.portals.boamp import Boamp
from monitor.demo.portals.contracts_finder import ContractsFinder
from monitor.demo.portals.find_a_tender import FindATender
from monitor.demo.portals.ghana_ppa import GhanaPpa
from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.ted import Ted

PORTALS: tuple[type[MockPortal], ...] = (Ted, Boamp, FindATender, ContractsFinder, GhanaPpa)
# found without pipelines, the other side of the wire; an installed wheel has it in vigie_data
_CODE = Path(__file__).parents[3]
DEMO_DATA = (_CODE / "vigie_data" if (_CODE / "vigie_data").is_dir() else _CODE / "data") / "demo"
LOOPBACK = "127.0.0.1"


class Server(uvicorn.Server):
    """A server whose stop we decide ourselves: it takes no signals away from its process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def create_portals(folder: Path = DEMO_DATA, pace: float = 1.0) -> dict[str, MockPortal]:
    """Create the mock portals of a folder that has one folder for each, by name."""
    return {kind.name: kind(folder / kind.name, pace=pace) for kind in PORTALS}


def bind_sockets(ports: Sequence[int]) -> list[socket.socket]:
    """Bind sockets to ports (0 for a free one).  Raises OSError naming the port."""
    sockets: list[socket.socket] = []
    for port in ports:
        # named, or asyncio leaves Nagle's pause of 40 ms in every answer
        each = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            each.bind((LOOPBACK, port))
        except OSError as error:
            each.close()
            for opened in sockets:
                opened.close()
            raise OSError(f"port {port} of {LOOPBACK} is not free: {error.strerror}") from error
        sockets.append(each)
    return sockets


def base_urls(names: Sequence[str], sockets: Sequence[socket.socket]) -> dict[str, str]:
    return {
        name: f"http://{LOOPBACK}:{each.getsockname()[1]}"
        for name, each in zip(names, sockets, strict=True)
    }


def create_servers(stock: Mapping[str, MockPortal]) -> list[Server]:
    return [
        Server(uvicorn.Config(each.app(), log_level="warning", lifespan="off", access_log=False))
        for each in stock.values()
    ]


async def run_servers(group: Sequence[Server], sockets: Sequence[socket.socket]) -> None:
    """Run the servers until each has been told to stop."""
    await asyncio.gather(
        *(server.serve(sockets=[each]) for server, each in zip(group, sockets, strict=True))
    )


@contextlib.contextmanager
def running_portals(stock: Mapping[str, MockPortal]) -> Iterator[dict[str, str]]:
    """Run mock portals in a thread; yield the base URL of each."""
    sockets = bind_sockets([0] * len(stock))
    group = create_servers(stock)
    thread = threading.Thread(target=lambda: asyncio.run(run_servers(group, sockets)), daemon=True)
    thread.start()
    try:
        while not all(server.started for server in group):
            if not thread.is_alive():
                raise OSError("the mock portals ended before they listened")
            time.sleep(0.01)
        yield base_urls(list(stock), sockets)
    finally:
        for server in group:
            server.should_exit = True
        thread.join(timeout=10)
