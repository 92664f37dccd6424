"""Crawl a portal: open its windows, run its spider in a child process, close what was stored.

The outcome is read from the windows that the child reported and from the database, never from its
exit status: a child that was killed leaves open windows, which are requested again next time.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.settings.default_settings import LOG_FORMAT

from monitor.config import ROOT
from monitor.crawling.crawl_outcome import (
    failure_reason,
    keep_empty_windows_open,
    record_clock,
    record_problems,
    run_statistics,
    update_portal_state,
)
from monitor.crawling.crawl_progress import CrawlProgress
from monitor.crawling.thin_windows import thin_windows
from monitor.runtime.confirmed_clock import clock_doubt
from monitor.runtime.lease import hold_lease
from monitor.runtime.progress import ERASE_LINE
from monitor.runtime.runs import Run
from monitor.runtime.schedule import CLOCK_TOLERANCE, format_instant
from monitor.runtime.spider_registry import scrapy_environment, spider_class, spider_module
from pipelines.errors import Misconfigured
from pipelines.store.runs_and_windows import (
    WHOLE_HISTORY,
    close_complete_windows,
    closed_windows,
    last_closed_day,
    mark_window_open,
    open_windows,
)
from spiders.archive.storage import Place

BACKFILL = "back-fill"  # in a run's figures: a named span was requested, not what is new
CLOSE_TIMEOUT_S = 30.0  # from SIGTERM to SIGKILL, for a child that exceeded its time-out
LOOK_S = 2.0  # between two looks at how far the child is
STOP_TIMEOUT_S = 4.0  # likewise, when this process is being stopped itself


@dataclass(frozen=True)
class CrawlOptions:
    """Options of a crawl: folders, span, and addresses of mock portals to use instead.

    ``since`` and ``until`` are civil days, both included.  ``skip_closed`` skips windows that are
    already closed, which the crawl of a span otherwise requests again.  ``windows``, if given, are
    the only ones requested.  ``lease`` is the descriptor of the portal's lease, which the child
    keeps open as well.  ``is_clock_doubted`` ends the crawl where a portal states another time.
    ``jobs`` worker processes run the stages, once many notices have come.
    """

    database: Path
    archive: Place
    objections: Path | None = None
    contact: str = ""
    since: date | None = None
    until: date | None = None
    first_days: int = 7
    terms_read: tuple[str, ...] = ()
    timeout_s: float = 4 * 3600
    endpoints: Mapping[str, str] = field(default_factory=dict)
    pace: float = 1.0
    verbose: bool = False
    skip_closed: bool = False
    windows: tuple[str, ...] = ()
    whole_history: bool = False
    quiet: bool = False
    lease: int | None = None
    is_clock_doubted: bool = False
    jobs: int = 0


def windows_to_request(
    connection: sqlite3.Connection, portal: str, options: CrawlOptions, now: datetime
) -> list[str]:
    """Return the windows left open, those of which little came, and those from the last closed one
    to now, with overlap.
    """
    declared = getattr(spider_class(portal), "window", None)
    if (
        options.whole_history
        and declared is not None
        and not getattr(spider_class(portal), "has_whole", False)
    ):
        raise Misconfigured(f"{portal} has no files of its whole history; give --since instead")
    if declared is not None and options.windows:
        return list(options.windows)
    if declared is None or options.whole_history:
        closed_ids = closed_windows(connection, portal) if options.skip_closed else set()
        return [] if WHOLE_HISTORY in closed_ids else [WHOLE_HISTORY]
    if options.since is not None:
        until = options.until
        end = until + timedelta(days=1) if until is not None else declared.now_end(now)
        requested = [span.id for span in declared.cut(options.since, end)]
        closed_ids = closed_windows(connection, portal) if options.skip_closed else set()
        return [window for window in requested if window not in closed_ids]
    end = declared.now_end(now)
    still_open = [window for window in open_windows(connection, portal) if _has_begun(window, end)]
    last_end = last_closed_day(connection, portal, format_instant(now + CLOCK_TOLERANCE))
    start = (
        declared.since(_parse_bound(min(last_end, _format_bound(end))))
        if last_end
        else (now - timedelta(days=_first_days(portal, options))).date()
    )
    new = [span.id for span in declared.cut(start, end)]
    return list(dict.fromkeys([*still_open, *_thin_windows(connection, portal, now), *new]))


def _thin_windows(connection: sqlite3.Connection, portal: str, now: datetime) -> list[str]:
    """Return the windows before the overlap of which so little came that they are asked again."""
    declared = getattr(spider_class(portal), "window", None)
    overlap = timedelta(days=declared.overlap_days) if declared is not None else timedelta()
    return thin_windows(connection, portal, now, overlap)


def _has_begun(window: str, end: date) -> bool:
    """Return whether a window begins before ``end``.

    A clock that ran ahead opened windows of days that have not come.  Asked for now, such a day
    would be closed as empty; it waits.
    """
    return window == WHOLE_HISTORY or window.partition("/")[0] < _format_bound(end)


def _first_days(portal: str, options: CrawlOptions) -> int:
    """Return how many days back a first crawl goes; a spider may declare more."""
    return max(options.first_days, getattr(spider_class(portal), "first_days", 0))


def _parse_bound(text: str) -> Any:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _format_bound(end: date) -> str:
    """Format the end of a window as the database stores it.

    A clock that ran ahead once closed windows of the future; without this bound nothing would be
    requested until then.
    """
    if isinstance(end, datetime):
        return end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return end.isoformat()


def crawl_with_lease(
    connection: sqlite3.Connection, portal: str, options: CrawlOptions, echo: Callable[[str], None]
) -> list[str]:
    """Crawl one portal as a run of its own, under its lease; return the problems.

    Raises  Busy when another process crawls this portal into this database.
    """
    with (
        hold_lease(options.database, f"crawl-{portal}", f"a crawl of {portal}") as lease,
        Run(connection, "crawl", portal, quiet=options.quiet) as run,
    ):
        crawl(connection, portal, replace(options, lease=lease.descriptor), run, echo)
    return run.problems


def crawl(
    connection: sqlite3.Connection,
    portal: str,
    options: CrawlOptions,
    run: Run,
    echo: Callable[[str], None],
    now: datetime | None = None,
) -> None:
    """Crawl one portal and record the outcome in its run and in the table ``portals``."""
    now = now or datetime.now(UTC)
    options = replace(options, is_clock_doubted=clock_doubt(connection, now) is not None)
    windows = windows_to_request(connection, portal, options, now)
    if not windows:
        echo(f"{portal}: nothing to ask")
        return
    closed_before = closed_windows(connection, portal)
    is_recrawl = set(windows) <= closed_before
    asked_again = set(_thin_windows(connection, portal, now))
    created = set(windows) - closed_before - set(open_windows(connection, portal))
    connection.execute("BEGIN IMMEDIATE")
    for window in windows:
        mark_window_open(connection, portal, window, run.id)
    connection.execute("COMMIT")
    if options.since is not None:  # known to the checks of health even if this run is killed
        run.add_figures({"asked": BACKFILL})
    span = f"{windows[0].split('/')[0]} to {windows[-1].split('/')[-1]}"
    has_dates = "/" in windows[0]
    number = f"{len(windows)} window{'s' if len(windows) > 1 else ''}"
    if not options.quiet:
        stage = f"asking {number}, {span}" if has_dates else "asking, without dates"
        echo(f"{portal}: {stage}")
    known_urls = _known_urls(connection, portal)
    try:
        with CrawlProgress(connection, run, len(windows), quiet=options.quiet) as progress:
            stats, is_late = _run_spider(
                portal, windows, options, run.id, known_urls, is_recrawl, progress.update
            )
        if options.since is None and windows != [WHOLE_HISTORY]:
            keep_empty_windows_open(connection, portal, run.id, now, asked_again)
        record_clock(connection, portal, run.id, stats, created)
    finally:  # also when stopped: what was stored whole is not requested again
        closed, still_open = close_complete_windows(connection, portal, run.id)
    record_problems(connection, portal, run, stats, still_open)
    run.failure = failure_reason(stats, is_late=is_late, closed=closed)
    run.figures |= run_statistics(stats)
    update_portal_state(connection, portal, run)
    echo(
        f"{portal}: {run.counts['notices']:,} notices read, {run.counts['in_scope']:,} in scope, "
        f"{run.counts['new']:,} new; {closed} of {len(windows)} windows closed"
    )


def _known_urls(connection: sqlite3.Connection, portal: str) -> list[str]:
    """Return the addresses of stored documents that need not be fetched again.

    For portals whose documents never change once published, all of them; for streamed files,
    ``ADDRESS#etag=…``, so that a file is fetched only if its entity tag differs.
    """
    if getattr(spider_class(portal), "largest_file", None):
        rows = connection.execute(
            "SELECT url FROM documents WHERE portal = ? AND (url GLOB '*#etag=*' OR"
            " url GLOB '*#last-modified=*') ORDER BY received",
            (portal,),
        ).fetchall()
        return [url for (url,) in rows]
    if not getattr(spider_class(portal), "is_final", False):
        return []
    rows = connection.execute(
        "SELECT url FROM documents WHERE portal = ? AND url IS NOT NULL AND error IS NULL",
        (portal,),
    ).fetchall()
    return [url for (url,) in rows]


def _run_spider(
    portal: str,
    windows: list[str],
    options: CrawlOptions,
    run_id: str,
    known_urls: list[str],
    is_recrawl: bool,
    look: Callable[[], None] = lambda: None,
) -> tuple[dict[str, Any], bool]:
    """Run the spider in its own process group; return its statistics and whether it timed out.

    The statistics are {} if it left none.  ``is_recrawl``: these windows were stored whole before.
    """
    with tempfile.TemporaryDirectory() as folder:
        stats_file, known_file = Path(folder) / "stats.json", Path(folder) / "known.txt"
        known_file.write_text("\n".join(known_urls), encoding="utf-8")
        settings: dict[str, object] = {
            "VIGIE_DB": options.database,
            "VIGIE_ARCHIVE": options.archive,
            "VIGIE_RUN": run_id,
            "VIGIE_STATS": stats_file,
            "VIGIE_KNOWN": known_file,
            "VIGIE_CONTACT": options.contact,
            "VIGIE_JOBS": options.jobs,
            "VIGIE_OBJECTIONS": options.objections or "",
            "VIGIE_PACE": options.pace,
            "VIGIE_WALKED": int(is_recrawl),
            "VIGIE_CLOCK_DOUBTED": int(options.is_clock_doubted),
            "VIGIE_ENDPOINTS": json.dumps(dict(options.endpoints)),
            "VIGIE_TERMS_READ": ",".join(options.terms_read),
            "SPIDER_MODULES": spider_module(portal),
            "LOG_LEVEL": "INFO" if options.verbose else "WARNING",
        }
        if sys.stderr.isatty() and not options.quiet:
            settings["LOG_FORMAT"] = ERASE_LINE + LOG_FORMAT  # in place of the bar, not behind it
        command = [sys.executable, "-m", "scrapy", "crawl", portal]
        if getattr(spider_class(portal), "window", None) is not None:
            command += ["-a", f"windows={json.dumps(windows)}"]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        environment = scrapy_environment()
        inherited = (options.lease,) if options.lease is not None else ()
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, pass_fds=inherited
        )
        is_late = _wait(child, options.timeout_s, look)
        return (json.loads(stats_file.read_text()) if stats_file.exists() else {}), is_late


def _wait(child: subprocess.Popen[bytes], timeout_s: float, look: Callable[[], None]) -> bool:
    """Wait for the child, terminate it after the time-out; return whether it timed out.

    ``update`` is called now and then.  Also terminates the child when this process is stopped.
    """
    end = time.monotonic() + timeout_s
    try:
        while (left := end - time.monotonic()) > 0:
            with suppress(subprocess.TimeoutExpired):
                child.wait(timeout=min(left, LOOK_S))
                return False
            look()
        _terminate(child, CLOSE_TIMEOUT_S)
        return True
    except BaseException:  # SIGTERM, Ctrl+C: service managers wait ten seconds
        _terminate(child, STOP_TIMEOUT_S)
        raise


def _terminate(child: subprocess.Popen[bytes], timeout_s: float) -> None:
    # SIGTERM ends quietly what still imports its modules, and later as gracefully as SIGINT does.
    # Workers go on until the crawl ends them: it waits for what they have.
    child.terminate()
    try:
        child.wait(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def choose_portals(
    requested: list[str], configured: list[str], enabled: list[str], rates: Sequence[str] = ()
) -> list[str]:
    """Return the portals to crawl: those named, else ``rates`` and the configured or enabled.

    Raises  Misconfigured for a name that has no spider or no endpoint.
    """
    chosen = requested or list(dict.fromkeys([*rates, *(configured or enabled)]))
    for name in chosen:
        if not getattr(spider_class(name), "endpoint", None):
            raise Misconfigured(
                f"{name} cannot be crawled yet: it has no endpoint. Documents at hand go through\n"
                f"  vigie ingest {name} FILE…"
            )
    return chosen
