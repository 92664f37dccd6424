"""Probe whether the site and the scheduler are live: an answer, a heartbeat.

A process that exists may hang: stopped, or waiting for a disk or a lock.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path

from monitor.runtime.lease import lease_file

ANSWER_S = 25.0  # for a machine on which a crawl and an export run at the same time
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # bound -> asked


def site_probe(host: str, port: int) -> Callable[[], bool]:
    """Return a probe that is true when the site answers anything.

    On port 0 the system chooses the port, so that the site cannot be asked: always true.
    """
    if not port:
        return lambda: True
    reachable_host = ANY_HOST.get(host, host)

    def probe() -> bool:
        connection = http.client.HTTPConnection(reachable_host, port, timeout=ANSWER_S)
        try:
            connection.request("GET", "/robots.txt")
            connection.getresponse()
        except http.client.RemoteDisconnected:  # too many connections: it closes what it refuses
            return True
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    return probe


def scheduler_probe(database: Path) -> Callable[[], bool]:
    """Return a probe that is true when the scheduler's heartbeat changed since the last probe."""
    path, last_beat = lease_file(database, "scheduler"), 0

    def probe() -> bool:
        nonlocal last_beat
        try:
            before, last_beat = last_beat, path.stat().st_mtime_ns
        except OSError:
            return False
        return last_beat != before

    return probe
