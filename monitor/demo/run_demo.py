"""Crawl mock portals on this machine and serve the site, without internet access."""

from __future__ import annotations

import shutil
import socket
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

from monitor.config import Config
from monitor.crawling.crawl import CrawlOptions, crawl
from monitor.demo.portals.server import DEMO_DATA, create_portals, running_portals
from monitor.demo.shift_dates import copy_shifted, publication_span
from monitor.export.bulk_export import export
from monitor.runtime.runs import Run
from monitor.web.app import ZONE
from monitor.web.serve_site import serve as serve_site
from pipelines.errors import Misconfigured
from pipelines.open_store import open_store
from pipelines.reference.data_folder import read_csv
from pipelines.stages import load_stages
from pipelines.store.read_only import connect_read_only
from pipelines.store.totals_and_portal_counts import (
    database_totals,
    recent_big_tech_contracts,
    update_portal_counts,
)

HOST = "127.0.0.1"
EXPORT_FOLDER = "export"
DOCUMENTS_FOLDER = "documents"
ARCHIVE_FOLDER = "archive"
OWN_FOLDERS = (DOCUMENTS_FOLDER, ARCHIVE_FOLDER, EXPORT_FOLDER)  # besides the database
PACE = 0.0  # no pauses: loopback hosts only


def run_demo(
    *,
    day: date,
    port: int,
    serve: bool,
    folder: Path | None,
    echo: Callable[[str], None],
    database: Path | None = None,
    real_places: Collection[Path] = (),
    timezone: str = ZONE,
) -> int:
    """Crawl, print the first findings and serve the site; return the exit status.

    The newest notices are published on the day before ``day``; files of a demo of another day are
    replaced.  ``real_places`` are the database, archive and export of this installation, which the
    demo never touches.

    Raises  Misconfigured when the port is taken, the folder cannot be written, or the database
            holds other notices than the demo's.
    """
    demo_folder = (folder or Config().home / "demo").absolute()  # crawlers run in another folder
    path = database or demo_folder / "vigie.db"
    _require_apart((path, *(demo_folder / name for name in OWN_FOLDERS)), real_places)
    if serve:
        require_free_port(port)
    try:
        demo_folder.mkdir(parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(
            f"{error.filename or demo_folder}: the demo cannot write there ({error.strerror})"
        ) from None
    _remove_other_day(path, demo_folder, day, echo)
    problems = _crawl_portals(path, demo_folder, day, echo)
    problems += export(path, demo_folder / EXPORT_FOLDER, address=f"http://{HOST}:{port}").problems
    for problem in problems:
        echo(f"  ! {problem}")
    if not serve:
        return 1 if problems else 0
    return serve_site(
        path,
        HOST,
        port,
        lambda address: echo(f"\nVigie is at {address}   (Ctrl+C stops it)"),
        timezone=timezone,
        export=demo_folder / EXPORT_FOLDER,
    )


def _require_apart(demo_places: Iterable[Path], real: Iterable[Path]) -> None:
    """Raise  Misconfigured if a path of the demo is one of real data."""
    real_places = {each.resolve() for each in real}
    for path in demo_places:
        if path.resolve() in real_places:
            raise Misconfigured(
                f"{path}: here this installation keeps what real portals published; the notices of"
                " the demo are made up.\n"
                "  Name another file with --db and another folder with --folder, or none."
            )


def require_free_port(port: int) -> None:
    """Raise  Misconfigured if another program listens on the port."""
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


def _remove_other_day(
    database: Path, demo_folder: Path, day: date, echo: Callable[[str], None]
) -> None:
    """Remove the demo's database and files if they were made for another day.

    Raises  Misconfigured when the database holds a notice that is not the demo's, or the folder an
            archive.
    """
    newest = _newest_publication(database)
    _require_own_archive(database, demo_folder)
    if newest is None or newest == publication_span(day)[1].isoformat():
        return
    echo("The demo was made for another day: it is made anew, with notices of the last days.")
    for end in ("", "-wal", "-shm"):
        database.with_name(database.name + end).unlink(missing_ok=True)
    for name in OWN_FOLDERS:
        shutil.rmtree(demo_folder / name, ignore_errors=True)


def _require_own_archive(database: Path, demo_folder: Path) -> None:
    """Raise  Misconfigured if the archive in the demo's folder was made by something else."""
    archive = demo_folder / ARCHIVE_FOLDER
    has_documents = (demo_folder / DOCUMENTS_FOLDER).exists()
    has_database = database.exists() and database.resolve().parent == demo_folder.resolve()
    if archive.exists() and not has_documents and not has_database:
        raise Misconfigured(
            f"{archive}: the demo did not make this archive.\n"
            "  Name another folder with --folder, or none."
        )


def _newest_publication(database: Path) -> str | None:
    """Return the newest day of publication in the demo's database; None without notices."""
    if not database.exists():
        return None
    try:
        with closing(connect_read_only(database)) as opened:
            rows = opened.execute("SELECT notice_id, published FROM register").fetchall()
    except sqlite3.DatabaseError:
        return None  # damaged, or another format: opening it for writing raises the error
    if {notice for notice, _ in rows} - _demo_notice_ids():
        raise Misconfigured(
            f"{database}: here are notices that are not the demo's.\n"
            "  Name another file with --db, or none."
        )
    return max((published for _, published in rows if published), default="" if rows else None)


def _demo_notice_ids() -> set[str]:
    """Return the ids of all notices of the demo."""
    return {f"{row['portal']}:{row['number']}" for row in read_csv(DEMO_DATA / "MANIFEST.csv")}


def _crawl_portals(
    database: Path, demo_folder: Path, day: date, echo: Callable[[str], None]
) -> list[str]:
    """Crawl the five mock portals; return the problems."""
    documents = copy_shifted(day, DEMO_DATA, demo_folder / DOCUMENTS_FOLDER)
    since, until = publication_span(day)
    stages = load_stages()
    connection = open_store(database, stages)
    problems: list[str] = []
    try:
        with running_portals(create_portals(documents, pace=PACE)) as addresses:
            echo("Mock portals on this machine, which answer as the real ones do:")
            for portal, address in addresses.items():
                echo(f"  {portal}  {address}")
            for portal in addresses:
                order = CrawlOptions(
                    database=database,
                    archive=demo_folder / ARCHIVE_FOLDER,
                    since=since,
                    until=until,
                    endpoints=addresses,
                    pace=PACE,
                    skip_closed=True,
                    contact="demo@example.org",
                )
                with Run(connection, "crawl", portal) as run:
                    crawl(connection, portal, order, run, echo)
                problems += run.problems
        update_portal_counts(connection)
        _print_findings(connection, echo)
    finally:
        connection.close()
    return problems


def _print_findings(connection: sqlite3.Connection, echo: Callable[[str], None]) -> None:
    figures = database_totals(connection)
    echo(
        f"\n{figures['notices']} notices about digital services out of {figures['received']}"
        f" received, {figures['contracts']} contracts, {figures['big_tech']} with big tech:"
    )
    for title, buyer, suppliers, groups, value, _ in recent_big_tech_contracts(connection):
        money = f"{value:,.0f} €".replace(",", " ") if value is not None else "value not published"
        echo(f"  {buyer or '?'} <- {suppliers or '?'} {groups}")
        echo(f"      {(title or '')[:90]}  ({money})")
