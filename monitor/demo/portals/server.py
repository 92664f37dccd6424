"""Serve all mock portals in one process on loopback: ``python -m monitor.demo.portals.server``.

Prints one line of JSON, portal -> base address, once every portal listens; ends on SIGINT, SIGTERM.
``running_portals`` does the same inside a thread, for the demo and for tests.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sys
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
from monitor.demo.portals.rate_limits import Clock
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


def create_portals(
    folder: Path = DEMO_DATA, clock: Clock | None = None, pace: float = 1.0
) -> dict[str, MockPortal]:
    """Create the mock portals of a folder that has one folder for each, by name."""
    return {kind.name: kind(folder / kind.name, clock, pace) for kind in PORTALS}


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
def running_portals(
    stock: Mapping[str, MockPortal], ports: Sequence[int] | None = None
) -> Iterator[dict[str, str]]:
    """Run mock portals in a thread; yield the base URL of each."""
    sockets = bind_sockets(ports or [0] * len(stock))
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


async def main_loop(stock: Mapping[str, MockPortal], sockets: Sequence[socket.socket]) -> None:
    group = create_servers(stock)

    def stop() -> None:
        for server in group:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop)
    task = asyncio.create_task(run_servers(group, sockets))
    while not all(server.started for server in group) and not task.done():
        await asyncio.sleep(0.01)
    sys.stdout.write(json.dumps(base_urls(list(stock), sockets)) + "\n")
    sys.stdout.flush()
    await task


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m monitor.demo.portals.server", description=__doc__
    )
    parser.add_argument("--ports", default="0", help="first of five ports, or 0 for free ones")
    parser.add_argument("--pace", type=float, default=1.0, help="scales every limit; 0: no limits")
    parser.add_argument(
        "--data", type=Path, default=DEMO_DATA, help="folder with one folder a portal"
    )
    given = parser.parse_args(arguments)
    stock = create_portals(given.data, pace=given.pace)
    first = int(given.ports)
    ports = [first + place if first else 0 for place in range(len(stock))]
    try:
        sockets = bind_sockets(ports)
    except OSError as error:
        sys.stderr.write(f"{error}. Give other ports with --ports, or 0 for free ones.\n")
        return 2
    asyncio.run(main_loop(stock, sockets))
    return 0


if __name__ == "__main__":
    sys.exit(main())
