"""Opens windows, hands them to one child process per portal, and closes what was stored.

The parent judges a child by the windows that it reported and by what lies in the database, never by
its exit status: a child that was killed leaves open windows, and they are asked again next time.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.config import ROOT
from monitor.crawling.crawl_outcome import doubt, failure, figures, judge, remember
from monitor.runtime.lease import lease
from monitor.runtime.parent_watchdog import told_to_follow
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import module_of, spider
from pipelines.errors import Misconfigured
from pipelines.store.runs_and_windows import (
    close_complete_windows,
    closed_windows,
    last_closed_day,
    mark_window_open,
    open_windows,
)

WHOLE = "all"
BACK_FILL = "back-fill"  # in a run's figures: it asked a span that was named, not what is new
CLOSE_S = 30.0  # for a child that took too long
STOP_S = 4.0  # for a child when we are told to stop ourselves


@dataclass(frozen=True)
class Order:
    """What a crawl is told: folders, span, and where practice portals stand in for real ones.

    ``since`` and ``until`` are civil days, both included.  ``only_open`` leaves out windows that
    are closed already, which a plain crawl of a span asks again.  ``windows``: these alone are
    asked.  ``lease`` is the descriptor of the portal's lease, which the child keeps open, too.
    """

    database: Path
    archive: Path
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
    only_open: bool = False
    windows: tuple[str, ...] = ()
    whole: bool = False
    lease: int | None = None


def windows_of(
    connection: sqlite3.Connection, portal: str, order: Order, now: datetime
) -> list[str]:
    """Windows to ask: those left open, and from the last closed one (less its overlap) to now."""
    declared = getattr(spider(portal), "window", None)
    if order.whole and declared is not None and not getattr(spider(portal), "has_whole", False):
        raise Misconfigured(f"{portal} has no files of its whole history; give --since instead")
    if declared is not None and order.windows:
        return list(order.windows)
    if declared is None or order.whole:
        done = closed_windows(connection, portal) if order.only_open else set()
        return [] if WHOLE in done else [WHOLE]
    if order.since is not None:
        last = order.until
        end = last + timedelta(days=1) if last is not None else declared.now_end(now)
        asked = [span.id for span in declared.cut(order.since, end)]
        done = closed_windows(connection, portal) if order.only_open else set()
        return [window for window in asked if window not in done]
    found = open_windows(connection, portal)
    closed = last_closed_day(connection, portal)
    start = (
        declared.since(_moment(min(closed, _written(declared.now_end(now)))))
        if closed
        else (now - timedelta(days=_first_days(portal, order))).date()
    )
    fresh = [span.id for span in declared.cut(start, declared.now_end(now))]
    return list(dict.fromkeys([*found, *fresh]))


def _first_days(portal: str, order: Order) -> int:
    """How far back a first crawl goes; a source may need more (``first_days`` of its spider)."""
    return max(order.first_days, getattr(spider(portal), "first_days", 0))


def _moment(text: str) -> Any:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _written(end: date) -> str:
    """End of a window as the database holds it.  A clock that ran ahead once closed windows of the
    future; without this bound nothing would be asked until then."""
    if isinstance(end, datetime):
        return end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return end.isoformat()


def crawl_alone(
    connection: sqlite3.Connection, portal: str, order: Order, say: Callable[[str], None]
) -> list[str]:
    """One portal's crawl as a run of its own, never two at a time; what went wrong.

    Raises  Busy when another process crawls this portal into this database.
    """
    with (
        lease(order.database, f"crawl-{portal}", f"a crawl of {portal}") as held,
        Run(connection, "crawl", portal) as run,
    ):
        crawl(connection, portal, replace(order, lease=held.descriptor), run, say)
    return run.problems


def crawl(
    connection: sqlite3.Connection,
    portal: str,
    order: Order,
    run: Run,
    say: Callable[[str], None],
    now: datetime | None = None,
) -> None:
    """One portal's crawl, from its windows to a judged run."""
    now = now or datetime.now(UTC)
    windows = windows_of(connection, portal, order, now)
    if not windows:
        say(f"{portal}: nothing to ask")
        return
    is_walked = set(windows) <= closed_windows(connection, portal)
    connection.execute("BEGIN IMMEDIATE")
    for window in windows:
        mark_window_open(connection, portal, window, run.id)
    connection.execute("COMMIT")
    say(
        f"{portal}: asking {len(windows)} window{'s' if len(windows) > 1 else ''}, "
        f"{windows[0].split('/')[0]} to {windows[-1].split('/')[-1]}"
    )
    known = _stored_urls(connection, portal)
    try:
        stats, is_late = _child(portal, windows, order, run.id, known, is_walked)
        if order.since is None and windows != [WHOLE]:
            doubt(connection, portal, run.id, now)
    finally:  # when we are told to stop, too: what was stored whole is not asked again
        closed, still_open = close_complete_windows(connection, portal, run.id)
    judge(connection, portal, run, stats, still_open)
    run.failure = failure(stats, is_late=is_late, closed=closed)
    run.figures = figures(stats) | ({"asked": BACK_FILL} if order.since is not None else {})
    remember(connection, portal, run)
    say(
        f"{portal}: {run.counts['notices']:,} notices read, {run.counts['in_scope']:,} in scope, "
        f"{run.counts['new']:,} new; {closed} of {len(windows)} windows closed"
    )


def _stored_urls(connection: sqlite3.Connection, portal: str) -> list[str]:
    """Documents of a portal that need not be fetched again.

    Those that never change once published; of streamed files, ``ADDRESS#etag=…`` of the latest,
    whose address is asked again only if the portal has another one.
    """
    if getattr(spider(portal), "largest_file", None):
        found = connection.execute(
            "SELECT url FROM documents WHERE portal = ? AND (url GLOB '*#etag=*' OR"
            " url GLOB '*#last-modified=*') ORDER BY received",
            (portal,),
        ).fetchall()
        return [url for (url,) in found]
    if not getattr(spider(portal), "is_final", False):
        return []
    found = connection.execute(
        "SELECT url FROM documents WHERE portal = ? AND url IS NOT NULL AND error IS NULL",
        (portal,),
    ).fetchall()
    return [url for (url,) in found]


def _child(
    portal: str, windows: list[str], order: Order, run_id: str, known: list[str], is_walked: bool
) -> tuple[dict[str, Any], bool]:
    """Run the spider in its own process group; its final statistics ({} when it left none), and
    whether it took too long.  ``is_walked``: these windows were stored whole the last time."""
    with tempfile.TemporaryDirectory() as folder:
        stats, stored = Path(folder) / "stats.json", Path(folder) / "known.txt"
        stored.write_text("\n".join(known), encoding="utf-8")
        settings: dict[str, object] = {
            "VIGIE_DB": order.database,
            "VIGIE_ARCHIVE": order.archive,
            "VIGIE_RUN": run_id,
            "VIGIE_STATS": stats,
            "VIGIE_KNOWN": stored,
            "VIGIE_CONTACT": order.contact,
            "VIGIE_PACE": order.pace,
            "VIGIE_WALKED": int(is_walked),
            "VIGIE_ENDPOINTS": json.dumps(dict(order.endpoints)),
            "VIGIE_TERMS_READ": ",".join(order.terms_read),
            "SPIDER_MODULES": module_of(portal),
            "LOG_LEVEL": "INFO" if order.verbose else "WARNING",
        }
        if order.objections is not None:
            settings["VIGIE_OBJECTIONS"] = order.objections
        command = [sys.executable, "-m", "scrapy", "crawl", portal]
        if windows != [WHOLE]:
            command += ["-a", f"windows={json.dumps(windows)}"]
        for name, value in settings.items():
            command += ["-s", f"{name}={value}"]
        environment = {k: v for k, v in told_to_follow().items() if not k.startswith("SCRAPY_")}
        kept = (order.lease,) if order.lease is not None else ()
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, start_new_session=True, pass_fds=kept
        )
        is_late = _wait(child, order.timeout_s)
        return (json.loads(stats.read_text()) if stats.exists() else {}), is_late


def _wait(child: subprocess.Popen[bytes], timeout_s: float) -> bool:
    """Wait; after the time-out, or when we are told to stop, ask it to close, then insist.

    Returns  whether it took too long.
    """
    try:
        child.wait(timeout=timeout_s)
        return False
    except subprocess.TimeoutExpired:
        _close(child, CLOSE_S)
        return True
    except BaseException:  # SIGTERM, Ctrl+C: whoever stops us waits for ten seconds
        _close(child, STOP_S)
        raise


def _close(child: subprocess.Popen[bytes], patience_s: float) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGINT)
    try:
        child.wait(timeout=patience_s)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def portal_choice(
    wanted: list[str], configured: list[str], enabled: list[str], rates: Sequence[str] = ()
) -> list[str]:
    """Portals to crawl: those named, else ``rates`` and the configured or the enabled ones.

    Raises  Misconfigured for a name that has no spider or no endpoint.
    """
    chosen = wanted or list(dict.fromkeys([*rates, *(configured or enabled)]))
    for name in chosen:
        if not getattr(spider(name), "endpoint", None):
            raise Misconfigured(
                f"{name} cannot be crawled yet: it has no endpoint. Documents at hand go through\n"
                f"  vigie ingest {name} FILE…"
            )
    return chosen
