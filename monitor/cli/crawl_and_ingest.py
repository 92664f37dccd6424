"""The commands ``vigie crawl`` and ``vigie ingest``.

The work itself is in the modules of these names in ``monitor.crawling``.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterable
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.cli.options import (
    DAY,
    PlaceType,
    archive_option,
    archive_place,
    complete_portals,
    database_option,
    database_path,
    jobs_option,
    open_crawl_database,
    quiet_option,
    verbose_option,
    worker_jobs,
)
from monitor.cli.processing_setup import ProcessingOptions, processing_options, start_processing
from monitor.cli.run_summary import (
    apply_new_rates,
    exit_with_summary,
    print_totals,
    unreadable_documents,
)
from monitor.config import Config
from pipelines.errors import Misconfigured
from spiders.archive.storage import Place

if TYPE_CHECKING:
    from monitor.crawling.crawl import CrawlOptions

OWN_FILES = ("citations.key", "reviews.db", "objections.csv")  # beside the database
_IN_RUN = "t.document_sha256 IN (SELECT sha256 FROM receipts WHERE run_id = ?)"


@click.command()
@click.argument("portals", nargs=-1, shell_complete=complete_portals)
@click.option("--since", type=DAY, help="First day to ask for.")
@click.option("--until", type=DAY, help="Last day to ask for (with --since).")
@click.option("--whole", is_flag=True, help="The files of a portal's whole history (decp).")
@verbose_option
@quiet_option
@jobs_option
@click.option("--mock", hidden=True, help="JSON: portal -> address of its mock portal (loopback).")
@click.option("--pace", type=float, default=1.0, hidden=True)
@database_option
@archive_option
@click.pass_obj
def crawl(
    config: Config,
    portals: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    whole: bool,
    verbose: bool,
    quiet: bool,
    jobs: int | None,
    mock: str | None,
    pace: float,
    db: Path | None,
    archive: Place | None,
) -> None:
    """Ask portals for new notices and store them (default: all enabled portals)."""
    from monitor.crawling.crawl import CrawlOptions

    if whole and (since or not portals):
        raise Misconfigured("--whole needs the name of a portal, and no --since")
    _check_days(since, until)
    options = CrawlOptions(
        database=database_path(config, db),
        archive=archive_place(config, archive),
        objections=config.path("paths.objections"),
        contact=config["vigie.contact"],
        since=_day(since),
        until=_day(until),
        first_days=config["crawl.first_days"],
        timeout_s=60 * config["crawl.timeout_minutes"],
        endpoints=_mock_endpoints(mock),
        pace=pace,
        verbose=verbose,
        whole_history=whole,
        quiet=quiet,
        terms_read=tuple(config["crawl.terms_read"]),
        jobs=worker_jobs(config, jobs),
    )
    with open_crawl_database(config, db, options.archive) as connection:
        chosen = _choose_portals(config, portals, options, is_mock=bool(mock))
        failures = _crawl_portals(connection, config, chosen, options)
        print_totals(connection)
    for problem in failures:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if failures else 0)


def _choose_portals(
    config: Config, names: tuple[str, ...], options: CrawlOptions, is_mock: bool
) -> list[str]:
    """Return the portals to crawl, in order.  Raises  Misconfigured: one of them cannot be."""
    from monitor.crawling.crawl import choose_portals
    from monitor.runtime.schedule import RATES_PORTAL
    from pipelines.reference.load_reference_tables import load_portals

    enabled = [name for name, portal in load_portals().items() if portal.enabled]
    requested = list(names) or list(options.endpoints)
    rates = [RATES_PORTAL] if config["rates.enabled"] and options.since is None else []
    chosen = choose_portals(requested, list(config["crawl.portals"]), enabled, rates)
    if missing := [name for name in chosen if is_mock and name not in options.endpoints]:
        raise Misconfigured(f"--mock names no address for {', '.join(missing)}")
    if not (is_mock or options.contact):
        raise Misconfigured(import_module("spiders.http.user_agent").NO_CONTACT)
    return chosen


def _crawl_portals(
    connection: sqlite3.Connection, config: Config, portals: list[str], options: CrawlOptions
) -> list[str]:
    """Crawl portals one after the other; return what failed, in words."""
    from monitor.crawling.crawl import crawl_with_lease
    from monitor.runtime.lease import LeaseHeld
    from monitor.runtime.schedule import RATES_PORTAL

    failures: list[str] = []
    for portal in portals:
        try:
            failures += crawl_with_lease(connection, portal, options, click.echo)
        except LeaseHeld as error:
            failures.append(f"{portal}: {error}")
        if portal == RATES_PORTAL:
            apply_new_rates(connection, options.archive, config)
    return failures


def _check_days(since: datetime | None, until: datetime | None) -> None:
    """Raises  Misconfigured: these days are no period that is past."""
    if until is not None and since is None:
        raise Misconfigured("--until needs --since")
    if since and until and since > until:
        raise Misconfigured(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    if since and since.date() > datetime.now().date():
        raise Misconfigured(
            f"--since {since:%Y-%m-%d} is in the future, expected a day that is past"
        )


def _mock_endpoints(mock: str | None) -> dict[str, str]:
    """Return the address of each mock portal.  Raises  Misconfigured."""
    try:
        return json.loads(mock) if mock else {}
    except ValueError as error:
        raise Misconfigured(f"--mock is no JSON ({error})") from None


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None


def refuse_own_files(config: Config, database: Path, paths: Iterable[Place]) -> None:
    """Raise Misconfigured for a file of Vigie's own, and for a folder with such files in it.

    They would be kept as a portal's and their first words shown to everybody: subscribers'
    addresses, the key of their links and the settings (the operator's mail) are among them.
    """
    private = config.path("paths.private")
    protected = [database, private, private.with_suffix(".key")]
    protected += [database.with_name(name) for name in OWN_FILES]
    protected += [config.file] if config.file is not None else []
    present = [file.resolve() for file in protected if file.exists()]
    for path in paths:
        real = path.resolve() if isinstance(path, Path) else None
        for file in present:
            if real == file or real in file.parents:
                raise Misconfigured(
                    f"{path}: {file.name} of this installation is there, which no portal published;"
                    " name the documents, or a folder that holds nothing else"
                )


@click.command()
@click.argument("portal", shell_complete=complete_portals)
@click.argument("paths", nargs=-1, required=True, type=PlaceType(path_type=Path))
@processing_options
@click.pass_obj
def ingest(
    config: Config, portal: str, paths: tuple[Place, ...], options: ProcessingOptions
) -> None:
    """Store documents of PORTAL that you have: files, folders, zip, tar.gz, WARC, addresses."""
    from monitor.crawling.ingest_local_documents import Ingest
    from monitor.crawling.workload_counts import count_files_to_ingest

    refuse_own_files(config, options.db or config.path("paths.database"), paths)
    reading = start_processing(config, options, "ingest", "documents", portal=portal, receives=True)
    with reading as run:
        run.progress.expect(count_files_to_ingest(paths))
        work = Ingest(
            portal,
            run.connection,
            run.archive,
            run.stages,
            progress=run.progress,
            **run.workers,
        )
        work.run(list(paths), run.run)
        run.run.problems += unreadable_documents(run.connection, _IN_RUN, run.run.id)
    exit_with_summary(run.run)


COMMANDS = (crawl, ingest)
