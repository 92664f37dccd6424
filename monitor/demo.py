"""The whole line against practice portals on this machine, then the site: no internet needed."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

from monitor.config import ROOT
from monitor.crawl import Order, crawl
from monitor.export import export
from monitor.practice.serve import portals, running
from monitor.runs import Run
from monitor.web import serve as serve_site
from pipelines.errors import Misconfigured
from pipelines.stages import load_stages, prepare
from pipelines.store.read import aggregates, findings, freshen_portals

HOST = "127.0.0.1"
SPAN = (date(2026, 11, 2), date(2026, 11, 13))  # data/demo/README.md
EXPORT = "export"
PACE = 0.0  # no pauses: loopback hosts only


def demo(
    *, port: int, serve: bool, folder: Path | None, say: Callable[[str], None],
    database: Path | None = None, real: Path | None = None,
) -> int:  # fmt: skip
    """Crawl, print the first findings, serve.  Returns the exit status.

    ``real`` is the database of this installation, which the demo must never touch.

    Raises  Misconfigured when the port is taken or the folder cannot be written.
    """
    where = folder or ROOT / "data" / "var" / "demo"
    path = database or where / "vigie.db"
    if real is not None and path.resolve() == real.resolve():
        raise Misconfigured(
            f"{path}: here this installation keeps what real portals published; the notices of the"
            " demo are made up.\n  Name another file with --db, or none."
        )
    if serve:
        require_free(port)
    try:
        where.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"{error.filename or where}: the demo cannot write there ({error.strerror})"
        ) from None
    problems = _crawled(path, where / "archive", say)
    problems += export(path, where / EXPORT, address=f"http://{HOST}:{port}").problems
    for problem in problems:
        say(f"  ! {problem}")
    if not serve:
        return 1 if problems else 0
    return serve_site(
        path, HOST, port, "/",
        lambda address: say(f"\nVigie is at {address}   (Ctrl+C stops it)"),
        export=where / EXPORT,
    )  # fmt: skip


def require_free(port: int) -> None:
    """Raises  Misconfigured when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise Misconfigured(
                f"port {port} of {HOST} is not free ({error.strerror}).\n"
                "  Stop the program that uses it, or choose another port: "
                f"vigie demo --port {port + 1}"
            ) from None


def _crawled(database: Path, archive: Path, say: Callable[[str], None]) -> list[str]:
    """Crawl the five practice portals; what went wrong."""
    stages = load_stages()
    connection = prepare(database, stages)
    problems: list[str] = []
    try:
        with running(portals(pace=PACE)) as addresses:
            say(f"Practice portals: {json.dumps(addresses)}")
            for portal in addresses:
                order = Order(
                    database=database, archive=archive, since=SPAN[0], until=SPAN[1],
                    endpoints=addresses, pace=PACE, only_open=True,
                    contact="demo@example.org",
                )  # fmt: skip
                with Run(connection, "crawl", portal) as run:
                    crawl(connection, portal, order, run, say)
                problems += run.problems
        freshen_portals(connection)
        _told(connection, say)
    finally:
        connection.close()
    return problems


def _told(connection: sqlite3.Connection, say: Callable[[str], None]) -> None:
    figures = aggregates(connection)
    say(
        f"\n{figures['notices']} notices about digital services out of {figures['received']}"
        f" received, {figures['contracts']} contracts, {figures['big_tech']} with big tech:"
    )
    for title, buyer, suppliers, groups, value, _ in findings(connection):
        money = f"{value:,.0f} €".replace(",", " ") if value is not None else "value not published"
        say(f"  {buyer or '?'} <- {suppliers or '?'} {groups}")
        say(f"      {(title or '')[:90]}  ({money})")
