"""The commands ``vigie crawl``, ``ingest``, ``replay`` and ``retag``.

The work itself is in the modules of these names in ``monitor.crawling``.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from datetime import date, datetime
from pathlib import Path

import click

from monitor.cli.options import (
    NonEmptyPath,
    archive_option,
    database_option,
    exit_with_summary,
    open_database,
    progress_counter,
)
from monitor.config import Config
from pipelines.errors import Misconfigured

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("portals", nargs=-1)
@click.option("--since", type=DAY, help="First day to ask for.")
@click.option("--until", type=DAY, help="Last day to ask for (with --since).")
@click.option("--whole", is_flag=True, help="The files of a portal's whole history (decp).")
@click.option("--verbose", is_flag=True, help="Say every request.")
@click.option(
    "--practice", hidden=True, help="JSON: portal -> address of its mock portal (loopback)."
)
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
    practice: str | None,
    pace: float,
    db: Path | None,
    archive: Path | None,
) -> None:
    """Ask portals for new notices and store them (default: all enabled portals)."""
    from monitor.crawling.crawl import CrawlOptions, choose_portals, crawl_with_lease
    from monitor.runtime.lease import Busy
    from monitor.runtime.schedule import RATES_PORTAL

    if until is not None and since is None:
        raise Misconfigured("--until needs --since")
    if whole and (since or not portals):
        raise Misconfigured("--whole needs the name of a portal, and no --since")
    if since and until and since > until:
        raise Misconfigured(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    if since and since.date() > datetime.now().date():
        raise Misconfigured(
            f"--since {since:%Y-%m-%d} is in the future, expected a day that is past"
        )
    try:
        endpoints = json.loads(practice) if practice else {}
    except ValueError as error:
        raise Misconfigured(f"--practice is no JSON ({error})") from None
    order = CrawlOptions(
        database=(db or config.path("paths.database")).absolute(),
        archive=(archive or config.path("paths.archive")).absolute(),
        objections=config.path("paths.objections"),
        contact=config["vigie.contact"],
        since=_day(since),
        until=_day(until),
        first_days=config["crawl.first_days"],
        timeout_s=60 * config["crawl.timeout_minutes"],
        endpoints=endpoints,
        pace=pace,
        verbose=verbose,
        whole_history=whole,
        terms_read=tuple(config["crawl.terms_read"]),
    )
    with open_database(config, db, order.archive, receives=True) as (connection, stages):
        enabled = [name for name, portal in stages.tables.portals.items() if portal.enabled]
        named = list(portals) or list(endpoints)
        rates = [RATES_PORTAL] if config["rates.enabled"] and since is None else []
        chosen = choose_portals(named, list(config["crawl.portals"]), enabled, rates)
        if missing := [name for name in chosen if practice and name not in endpoints]:
            raise Misconfigured(f"--practice names no address for {', '.join(missing)}")
        failures: list[str] = []
        for portal in chosen:
            try:
                failures += crawl_with_lease(connection, portal, order, click.echo)
            except Busy as error:
                failures.append(f"{portal}: {error}")
            if portal == RATES_PORTAL:
                _apply_new_rates(connection, order.archive, config)
        _print_totals(connection)
    for problem in failures:
        click.echo(f"  ! {problem}", err=True)
    sys.exit(1 if failures else 0)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment is not None else None


def _apply_new_rates(connection: sqlite3.Connection, archive: Path, config: Config) -> None:
    from monitor.operations.update_exchange_rates import update_rates_and_amounts

    since, changed = update_rates_and_amounts(connection, archive, config.path("paths.objections"))
    if since is not None:
        click.echo(f"  rates since {since} are new; {changed:,} notices converted anew")


def _print_totals(connection: sqlite3.Connection) -> None:
    from pipelines.store.database_totals import database_totals, update_portal_counts

    update_portal_counts(connection)
    figures = database_totals(connection)
    click.echo(
        f"  {figures['notices']:,} notices in scope of {figures['received']:,} received, "
        f"{figures['contracts']:,} contracts, {figures['big_tech']:,} with big tech"
    )


@click.command()
@click.argument("portal")
@click.argument("paths", nargs=-1, required=True, type=NonEmptyPath(path_type=Path))
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes that read beside the one that writes."
)
@database_option
@archive_option
@click.pass_obj
def ingest(
    config: Config,
    portal: str,
    paths: tuple[Path, ...],
    jobs: int | None,
    db: Path | None,
    archive: Path | None,
) -> None:
    """Store documents of PORTAL that you have: files, folders, zip, tar.gz, WARC."""
    from monitor.crawling.ingest import Ingest
    from monitor.runtime.runs import Run

    folder = archive or config.path("paths.archive")
    database_ready = open_database(config, db, folder, receives=True)
    with database_ready as (connection, stages), progress_counter("documents") as step:
        with Run(connection, "ingest", portal) as run:
            Ingest(
                portal,
                connection,
                folder,
                stages,
                config.path("paths.objections"),
                jobs or config["ingest.jobs"],
                step,
            ).run(list(paths), run)
            run.problems += _refusals(connection, _IN_RUN, run.id)
        _print_totals(connection)
    exit_with_summary(run)


_IN_RUN = "t.document_sha256 IN (SELECT sha256 FROM receipts WHERE run_id = ?)"
_OF_PORTALS = (
    "d.archive_file IS NOT NULL AND (? = '[]' OR d.portal IN (SELECT value FROM json_each(?)))"
)


def _refusals(connection: sqlite3.Connection, where: str, *values: object) -> list[str]:
    """Summarise what could not be read: each code with count, three documents and a message."""
    by_code: dict[str, list[tuple[str, str]]] = {}
    for code, source, message in connection.execute(
        "SELECT t.code, coalesce(d.file, d.url, ''), t.message FROM troubles t"
        f" JOIN documents d ON d.sha256 = t.document_sha256 WHERE {where}"
        " AND t.code <> 'objection' ORDER BY t.code, 2, t.place",
        values,
    ):
        by_code.setdefault(code, []).append((source, message))
    return [_format_refusal(code, troubles) for code, troubles in by_code.items()]


def _format_refusal(code: str, troubles: list[tuple[str, str]]) -> str:
    names = list(dict.fromkeys(source for source, _ in troubles))
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    message = troubles[0][1].removeprefix(f"{names[0]}: ")
    return f"{len(troubles)} × {code} in {shown}: {message}"


@click.command()
@click.argument("portals", nargs=-1)
@database_option
@archive_option
@click.pass_obj
def replay(config: Config, portals: tuple[str, ...], db: Path | None, archive: Path | None) -> None:
    """Read the raw archive again: after a reader changed, or to rebuild a lost database."""
    from monitor.crawling.replay import replay
    from monitor.crawling.retag import retag_reviewed
    from monitor.runtime.runs import Run

    folder = archive or config.path("paths.archive")
    with (
        open_database(config, db, folder) as (connection, stages),
        progress_counter("documents") as step,
    ):
        with Run(connection, "replay") as run:
            replay(connection, folder, stages, list(portals), run, step)
            retag_reviewed(connection, folder, stages, run)
            chosen = json.dumps(portals)
            run.problems += _refusals(connection, _OF_PORTALS, chosen, chosen)
        _apply_new_rates(connection, folder, config)
        _print_totals(connection)
    exit_with_summary(run)


@click.command()
@click.option("--reviewed", is_flag=True, help="Only what reviewers answered about (vigie review).")
@database_option
@archive_option
@click.pass_obj
def retag(config: Config, reviewed: bool, db: Path | None, archive: Path | None) -> None:
    """Judge everything again after a rule or a vendor table changed, or claims were reviewed."""
    from monitor.crawling.retag import retag, retag_reviewed
    from monitor.runtime.runs import Run

    folder = archive or config.path("paths.archive")
    with open_database(config, db, folder) as (connection, stages):
        with Run(connection, "retag") as run:
            judge = retag_reviewed if reviewed else retag
            moves = judge(connection, folder, stages, run)
        for (tag, was, now), count in sorted(moves.counts.items()):
            click.echo(f"  {tag}: {was} -> {now}: {count:,}")
            for example in moves.examples[tag, was, now]:
                click.echo(f"      {example}")
        _print_totals(connection)
    exit_with_summary(run)


COMMANDS = (crawl, ingest, replay, retag)
