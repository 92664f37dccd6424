"""Serve the demo's mock portals in a process of their own: ``python -m tests.mock_portals.serve``.

Prints one line of JSON, portal -> base address, once every portal listens; ends on SIGINT, SIGTERM.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from monitor.demo.portals.mock_portal import MockPortal
from monitor.demo.portals.server import (
    DEMO_DATA,
    base_urls,
    bind_sockets,
    create_portals,
    create_servers,
    run_servers,
)


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
    parser = argparse.ArgumentParser(prog="python -m tests.mock_portals.serve", description=__doc__)
    parser.add_argument("--ports", default="0", help="first of five ports, or 0 for free ones")
    parser.add_argument("--pace", type=float, default=1.0, help="scales every limit; 0: no limits")
    parser.add_argument(
        "--data", type=Path, default=DEMO_DATA, help="folder with one folder a portal"
    )
    given = parser.parse_args(arguments)
    stock = create_portals(given.data, pace=given.pace)
    first = int(given.ports)
    ports = [first + index if first else 0 for index in range(len(stock))]
    try:
        sockets = bind_sockets(ports)
    except OSError as error:
        sys.stderr.write(f"{error}. Give other ports with --ports, or 0 for free ones.\n")
        return 2
    asyncio.run(main_loop(stock, sockets))
    return 0


if __name__ == "__main__":
    sys.exit(main())
