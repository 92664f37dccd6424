"""Signs that the site and the scheduler go on: an answer, a heartbeat.

A process that is there may hang: stopped, or waiting for a disk or a lock.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable
from pathlib import Path

from monitor.runtime.lease import lease_file

ANSWER_S = 25.0  # for a machine on which a crawl and an export run at the same time
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # listened on -> asked


def site_answers(host: str, port: int) -> Callable[[], bool]:
    """Return what tells whether the site answers, whatever it answers.

    Of a port that the system chooses (0) nobody knows it.
    """
    if not port:
        return lambda: True
    asked = ANY_HOST.get(host, host)

    def look() -> bool:
        connection = http.client.HTTPConnection(asked, port, timeout=ANSWER_S)
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

    return look


def scheduler_moves(database: Path) -> Callable[[], bool]:
    """Return what tells whether the scheduler's heartbeat has changed since it was asked last."""
    path, seen = lease_file(database, "scheduler"), 0

    def look() -> bool:
        nonlocal seen
        try:
            before, seen = seen, path.stat().st_mtime_ns
        except OSError:
            return False
        return seen != before

    return look
