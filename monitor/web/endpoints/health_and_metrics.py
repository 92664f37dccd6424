"""``/-/health`` for monitors and people, ``/-/metrics`` for Prometheus.

Both say how the sources and this installation are, and nothing of any person: subscribers lie in a
file that the site never opens.  ``/-/health`` answers 503 while anything is blind that the operator
has not acknowledged: any monitor that looks at the status is enough.
"""

from __future__ import annotations

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from monitor.health.explain_database_error import explain_database_error
from monitor.health.portal_checks import SEVERITY
from monitor.health.read_recorded_status import SubjectStatus, stored_statuses
from monitor.i18n.catalogue import N_, translate_into_all_languages
from monitor.i18n.health_messages import state_label, subject_label
from monitor.runtime.lease import lease_holder
from monitor.runtime.schedule import parse_instant
from monitor.web.site_state import Site, site_of

DATABASE = "system:database"
log = logging.getLogger("vigie.health")


def health(request: Request) -> Response:
    """JSON, or a page for who asks for HTML; 200, or 503 while anything is blind."""
    site, now = site_of(request.scope), datetime.now(UTC)
    subjects = _subjects(site, now)
    blind = [status for status in subjects if status.is_blind and status.acknowledged is None]
    body = {
        "state": worst(subjects),
        "as_of": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subjects": [status.as_row() for status in subjects],
    }
    status = 503 if blind else 200
    headers = {"cache-control": "no-store", "vary": "Accept"}
    wants_page = "text/html" in (request.headers.get("accept") or "")
    if request.url.path.endswith(".json") or not wants_page:
        return JSONResponse(body, status, headers, "application/json; charset=utf-8")
    page = site.render(
        "health.html", **body, request=request, subject_label=subject_label, state_label=state_label
    )
    return HTMLResponse(page, status, headers)


def worst(subjects: list[SubjectStatus]) -> str:
    """The state of the whole: that of its worst part."""
    return max((status.state for status in subjects), key=lambda s: SEVERITY[s], default="ok")


def _subjects(site: Site, now: datetime) -> list[SubjectStatus]:
    try:
        with site.pool.session() as db:
            return stored_statuses(db.connection, site.pool.path, now)
    except (sqlite3.Error, OSError) as error:
        # paths of the machine are for the log; the page says that the database is broken
        log.error("%s", explain_database_error(site.pool.path, error))
        reasons = translate_into_all_languages(N_("the database cannot be read"))
        return [SubjectStatus(DATABASE, "blind", None, reasons)]


def metrics(request: Request) -> Response:
    """Figures in Prometheus' text format."""
    site, now = site_of(request.scope), datetime.now(UTC)
    registry = CollectorRegistry(auto_describe=False)
    try:
        with site.pool.session() as db:
            gauges = list(figures(db.connection, site.pool.path, now))
    except (sqlite3.Error, OSError):
        gauges = [_gauge("vigie_database_up", "The database can be read", 0)]
    registry.register(_Ready(gauges))
    return Response(generate_latest(registry), headers={"content-type": CONTENT_TYPE_LATEST})


class _Ready:
    """Figures that were read already, in the form that prometheus_client collects."""

    def __init__(self, gauges: list[GaugeMetricFamily]) -> None:
        self.found = gauges

    def collect(self) -> list[GaugeMetricFamily]:
        return self.found


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def figures(connection: sqlite3.Connection, path: Path, now: datetime) -> Iterator[Any]:
    """Read the gauges of portals and of the installation.  Times are Unix seconds."""
    yield _gauge("vigie_database_up", "The database can be read", 1)
    yield _gauge("vigie_database_bytes", "Size of the database", path.stat().st_size)
    yield _gauge("vigie_disk_free_bytes", "Free on its disk", shutil.disk_usage(path.parent).free)
    up = lease_holder(path, "scheduler") is not None
    yield _gauge("vigie_scheduler_up", "A scheduler holds the lease", int(up))
    yield _states(stored_statuses(connection, path, now))
    yield from _portals(connection)
    yield from _runs(connection)


def _states(subjects: list[SubjectStatus]) -> GaugeMetricFamily:
    gauge = GaugeMetricFamily(
        "vigie_health", "0 well or off, 1 degraded, 2 blind or paused", labels=["subject", "state"]
    )
    for status in subjects:
        gauge.add_metric([status.subject, status.state], SEVERITY[status.state])
    return gauge


def _portals(connection: sqlite3.Connection) -> Iterator[GaugeMetricFamily]:
    rows = connection.execute(
        "SELECT name, notices_received, notices_published, failures, last_success, newest_notice"
        " FROM portals WHERE notices_received > 0 OR state NOT IN ('never', 'off') ORDER BY rank"
    ).fetchall()
    columns = (
        ("vigie_portal_notices_received", "Notices received so far", 1, float),
        ("vigie_portal_notices_published", "Of these, in scope", 2, float),
        ("vigie_portal_failures", "Crawls in a row that failed", 3, float),
        ("vigie_portal_last_success_timestamp_seconds", "Last crawl without failure", 4, _seconds),
        ("vigie_portal_newest_notice_timestamp_seconds", "Latest publication", 5, _seconds),
    )
    for name, text, place, read in columns:
        gauge = GaugeMetricFamily(name, text, labels=["portal"])
        for row in rows:
            if row[place] is not None:
                gauge.add_metric([row[0]], read(row[place]))
        yield gauge


def _runs(connection: sqlite3.Connection) -> Iterator[GaugeMetricFamily]:
    rows = connection.execute(
        "SELECT command, coalesce(portal, ''), max(started) FROM runs"
        " WHERE state IN ('ok', 'degraded') GROUP BY 1, 2"
    )
    gauge = GaugeMetricFamily(
        "vigie_run_last_success_timestamp_seconds",
        "Start of the last run that did not fail",
        labels=["command", "portal"],
    )
    for command, portal, started in rows:
        gauge.add_metric([command, portal], _seconds(started))
    yield gauge


def _seconds(text: str) -> float:
    moment = parse_instant(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
