"""The commands ``vigie serve``, ``scheduler``, ``schedule`` and ``health``."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from monitor.cli.options import (
    CommandGroup,
    archive_option,
    archive_place,
    database_option,
    database_path,
    echo_if_possible,
    echo_json,
    json_option,
    verbosity,
)
from monitor.config import ROOT, Config
from monitor.runtime.line_wrapping import indented_lines
from pipelines.errors import Misconfigured
from pipelines.interface_languages import SOURCE
from pipelines.store.read_only import connect_read_only
from spiders.archive.storage import Place

if TYPE_CHECKING:
    from monitor.health.notification_text import Half
    from monitor.runtime.gone_runs import GoneRun
    from monitor.runtime.read_run_progress import RunInProgress
    from monitor.runtime.schedule import DueJob

KILLED = "its process is gone; what it did not finish is asked again, or made, the next time"
MAX_MESSAGE_LENGTH = 200  # characters of what a run says, in the list of jobs
log = logging.getLogger("vigie")


def _logging(context: click.Context) -> None:
    """Log plain lines with instant, level and job, for a journal, a file or a terminal."""
    from monitor.operations.job_output import FORMAT
    from monitor.runtime.background_output import STDERR, background_output

    level = logging.WARNING if verbosity(context) < 0 else logging.INFO
    handler = logging.StreamHandler(background_output(STDERR))
    logging.basicConfig(level=level, handlers=[handler], format=FORMAT)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


mock_option = click.option("--mock", hidden=True, help="As of vigie crawl.")
pace_option = click.option("--pace", type=float, hidden=True, help="As of vigie crawl.")


@click.command()
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=int, help="Port (default: 8001).")
@mock_option
@pace_option
@database_option
@archive_option
@click.pass_obj
def serve(
    config: Config,
    host: str | None,
    port: int | None,
    mock: str | None,
    pace: float | None,
    db: Path | None,
    archive: Place | None,
) -> None:
    """Run everything: site, nightly crawls, alerts, until told to stop."""
    from monitor.operations.liveness_probes import scheduler_probe, site_probe
    from monitor.operations.process_supervisor import Supervised, supervise
    from monitor.runtime.http_server import listen

    _logging(click.get_current_context())
    address = (host or config["site.host"], port or config["site.port"])
    listen(*address).close()  # before any crawl
    database = database_path(config, db)
    prepare_database(config, database)
    shared = ["--db", str(database)]
    web = [*shared, *(["--host", host] if host else []), *(["--port", str(port)] if port else [])]
    scheduler = [
        *shared,
        "--archive",
        str(archive_place(config, archive)),
        *_mock_arguments(mock, pace),
    ]
    sys.exit(
        supervise(
            config.command_options(),
            Supervised(web, site_probe(*address)),
            Supervised(scheduler, scheduler_probe(database)),
            shared,
            echo_if_possible,
        )
    )


def _mock_arguments(mock: str | None, pace: float | None) -> list[str]:
    arguments = ["--mock", mock] if mock else []
    return [*arguments, "--pace", str(pace)] if pace is not None else arguments


def prepare_database(config: Config, database: Path) -> None:
    """Make or migrate the database before anything opens it, and its figures with it.

    Reference tables are left to the commands that need them: this process lives for months.
    """
    from monitor.aggregates.refresh import is_outdated
    from monitor.operations.process_supervisor import vigie_command
    from pipelines.store.database import connect

    with closing(connect(database)) as connection:
        is_old = is_outdated(connection)
    if is_old:
        log.info("an older version made figures and search index: they are made again first")
        command = vigie_command(config.command_options(), "refresh", "--db", str(database))
        subprocess.run(command, cwd=ROOT, check=False)


@click.command()
@mock_option
@pace_option
@database_option
@archive_option
@click.pass_obj
def scheduler(
    config: Config, mock: str | None, pace: float | None, db: Path | None, archive: Place | None
) -> None:
    """Run the schedule without the site: nightly crawls, alerts, backups."""
    from monitor.operations.scheduler import SchedulerContext, run_scheduler

    _logging(click.get_current_context())
    database = database_path(config, db)
    prepare_database(config, database)
    options = {"crawl": tuple(_mock_arguments(mock, pace))}
    sys.exit(
        run_scheduler(SchedulerContext(config, database, archive_place(config, archive), options))
    )


@click.command(hidden=True)
@click.argument("half", type=click.Choice(["site", "scheduler"]))
@click.option("--silent-minutes", type=int, help="It gave no sign of life for so long.")
@click.option("--ends", type=int, help="It ended so often within a day.")
@database_option
@click.pass_obj
def report_restart(
    config: Config, half: Half, silent_minutes: int | None, ends: int | None, db: Path | None
) -> None:
    """Tell the operator by mail of a half of vigie serve that was started again."""
    from monitor.alerts.private_db import AlreadyRunning
    from monitor.alerts.run import flush_outbox, queue_operator_mail
    from monitor.health.notification_text import restart_mail

    now = datetime.now(UTC)
    subject, text = restart_mail(half, silent_minutes, ends, now)
    reason = "ends" if silent_minutes is None else "hung"
    queue_operator_mail(config, subject, text, f"restart:{half}:{reason}:{now:%Y-%m-%d}")
    with suppress(AlreadyRunning):  # which sends it
        flush_outbox(config, db=database_path(config, db))


@click.command()
@json_option
@database_option
@click.pass_obj
def schedule(config: Config, as_json: bool, db: Path | None) -> None:
    """List what runs when, and what ran last."""
    from monitor.runtime.schedule import (
        build_jobs,
        crawl_sources,
        job_histories,
        plan,
        retry_policy,
    )
    from monitor.runtime.spider_registry import spider_class
    from pipelines.open_store import needs_retag
    from pipelines.reference.load_reference_tables import load_portals, rules_version
    from pipelines.store.database import connect
    from pipelines.store.reviews_db import reviews_changed

    now = datetime.now(UTC)
    crawled, unreadable = crawl_sources(config, load_portals(), spider_class)
    with closing(connect(database_path(config, db))) as connection:
        histories = job_histories(connection, now)
        last = _last_runs(connection)
        is_outdated = needs_retag(connection, rules_version())
        answered = reviews_changed(connection, config.path("paths.objections"))
    jobs = build_jobs(config, crawled, needs_retag=is_outdated, reviews_changed=answered)
    planned = plan(jobs, histories, retry_policy(config), now)
    if as_json:
        echo_json([_due_facts(due, last) for due in planned])
        return
    click.echo(f"{'job':26} {'next (UTC)':16} {'why':9} {'last run (UTC)':16} ended")
    for due in planned:
        when = "now" if due.at <= now else f"{due.at:%Y-%m-%d %H:%M}"
        started, state, message = last.get((due.job.command, due.job.portal), ("-", "-", ""))
        ran = started[:16].replace("T", " ")
        click.echo(f"{due.job.name:26} {when:16} {due.reason:9} {ran:16} {state}")
        if message:
            click.echo("\n".join(indented_lines(message[:MAX_MESSAGE_LENGTH])))
    click.echo(_alerts_line(config))
    for name in unreadable:
        click.echo(f"{'crawl ' + name:26} {'never':16} enabled, but it cannot be asked")


def _due_facts(
    due: DueJob, last: Mapping[tuple[str, str | None], tuple[str | None, ...]]
) -> dict[str, Any]:
    """Return a line of the schedule for programs."""
    started, state, message = last.get((due.job.command, due.job.portal), (None, None, None))
    ran = {"started": started, "state": state, "message": message} if started else None
    return {"job": due.job.name, "at": due.at, "why": due.reason, "last_run": ran}


def _alerts_line(config: Config) -> str:
    """Return the line of alerts, which follow crawls and have no slot of their own."""
    from monitor.alerts.run import last_run

    last_alerts = last_run(config)
    looked = (last_alerts.checked_at or "-")[:16].replace("T", " ")
    ended = "-" if last_alerts.checked_at is None else "degraded" if last_alerts.problem else "ok"
    every = f"every {config['schedule.alerts_minutes']} min"
    line = f"{'alerts':26} {every:16} {'news':9} {looked:16} {ended}"
    problem = (last_alerts.problem or "")[:MAX_MESSAGE_LENGTH]
    return "\n".join((line, *indented_lines(problem)))


def _last_runs(connection: sqlite3.Connection) -> dict[tuple[str, str | None], tuple[str, ...]]:
    rows = connection.execute(
        "SELECT command, portal, started, state, message FROM runs ORDER BY started, id"
    )
    return {(row[0], row[1]): row[2:] for row in rows}


@click.group(cls=CommandGroup, invoke_without_command=True)
@json_option
@click.option(
    "--tell", is_flag=True, help="Record it and tell the operator, as the scheduler does."
)
@click.option(
    "--confirm-clock",
    "is_clock_right",
    is_flag=True,
    help="Say that the clock of this machine is right: what was held is done again.",
)
@database_option
@click.pass_context
def health(
    context: click.Context, as_json: bool, tell: bool, is_clock_right: bool, db: Path | None
) -> None:
    """Say how well each source is seen; exit status 1 when anything is blind."""
    config = context.obj
    context.obj = (config, db)
    if context.invoked_subcommand is None:
        if is_clock_right:
            _confirm_clock(database_path(config, db))
        if tell:
            from monitor.operations.health_monitor import HealthMonitor, alerts_problem

            problem = alerts_problem(config)  # where no scheduler runs nobody else says it
            faults = {"alerts": problem} if problem else {}
            HealthMonitor(database_path(config, db)).check(
                config, faults, datetime.now(UTC), is_crawling=False
            )
        sys.exit(_print_health(config, db, as_json))


def _confirm_clock(database: Path) -> None:
    from monitor.runtime.confirmed_clock import confirm_clock
    from pipelines.store.database import connect

    with closing(connect(database)) as connection:
        confirm_clock(connection, datetime.now(UTC))


def _print_health(config: Config, db: Path | None, as_json: bool) -> int:
    from monitor.health.explain_database_error import explain_database_error
    from monitor.operations.current_health import current_health
    from monitor.runtime.gone_runs import read_gone_runs
    from monitor.runtime.read_run_progress import format_position, read_runs_in_progress

    database = database_path(config, db)
    if not database.exists():
        raise Misconfigured(f"{database}: there is no database yet; vigie serve makes one")
    try:
        with closing(_read_only(database)) as connection:
            subjects = current_health(connection, config, database)
            gone = read_gone_runs(connection, database)
            going_on = read_runs_in_progress(connection)
    except sqlite3.Error as error:
        click.echo(f"blind    system:database  {explain_database_error(database, error)}", err=True)
        return 1
    if as_json:
        echo_json([status.as_row() for status in subjects])
    else:
        for status in subjects:
            if status.state != "off":
                click.echo(_format_health(status))
        click.echo(f"{sum(status.state == 'off' for status in subjects)} portals are off")
        for run in going_on:
            if run.id not in {each.id for each in gone}:
                click.echo(f"running    {_subject(run):28} {format_position(run.position)}")
        for ended in gone:
            since = f"since {ended.started[:16].replace('T', ' ')}"
            click.echo(f"killed     {_subject(ended):28} {since}\n           {KILLED}")
    return 1 if any(status.is_blind for status in subjects) else 0


def _subject(run: RunInProgress | GoneRun) -> str:
    return f"{run.command} {run.portal or ''}".strip()


def _format_health(status: Any) -> str:
    since = f"since {status.since[:16].replace('T', ' ')}" if status.since else ""
    acknowledged = " (acknowledged)" if status.acknowledged else ""
    reason = f"\n           {status.reasons[SOURCE]}" if status.reasons else ""
    return f"{status.state:9}  {status.subject:28} {since}{acknowledged}".rstrip() + reason


def _read_only(database: Path) -> sqlite3.Connection:
    return connect_read_only(database, timeout=10)


@health.command("ack")
@click.argument("subjects", nargs=-1, required=True)
@click.pass_obj
def acknowledge(config_and_db: tuple[Config, Path | None], subjects: tuple[str, ...]) -> None:
    """Say that the trouble of SUBJECTS (a portal, or system:NAME) is known."""
    from monitor.health import state_history
    from pipelines.store.database import connect

    config, db = config_and_db
    missing = []
    with closing(connect(database_path(config, db))) as connection:
        for subject in subjects:
            if state_history.acknowledge(connection, subject, datetime.now(UTC)):
                click.echo(f"{subject}: acknowledged; you hear of it again when it works again")
            else:
                missing.append(subject)
    for subject in missing:
        click.echo(
            f"{subject}: no trouble is recorded for it; vigie health says what is seen,"
            " vigie health --tell records it",
            err=True,
        )
    sys.exit(1 if missing else 0)


COMMANDS = (serve, scheduler, schedule, health, report_restart)
