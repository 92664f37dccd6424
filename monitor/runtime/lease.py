"""Only one at a time: the scheduler of a database, the crawl of a portal.

A lease is a locked file in ``locks/`` beside the database.  The operating system gives it up when
its holder ends, however it ends, so that no time-out guesses who is still alive.  The file says who
holds it; whoever holds it touches it now and then (``Lease.beat``), which health reads as a pulse.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.runtime.runs import is_alive
from pipelines.errors import VigieError

ORPHAN_S = 60.0  # a crawl whose parent was killed notices that within seconds, and closes
_STEP_S = 0.2


class Busy(VigieError):
    """Another process does the same work on the same database.  Raised by ``lease``."""


@dataclass(frozen=True)
class Lease:
    """A lease that we hold: its file, and the descriptor that keeps it."""

    path: Path
    descriptor: int

    def beat(self) -> None:
        """Says that the holder is still at work."""
        os.utime(self.descriptor)


@dataclass(frozen=True)
class Holder:
    """Who holds a lease: process id, since when, and the last sign of life (all UTC)."""

    pid: int | None
    since: datetime | None
    seen: datetime


def lease_file(database: Path, name: str) -> Path:
    """Database and name of the work -> the file that is locked for it."""
    return database.parent / "locks" / f"{database.name}-{name.replace('/', '_')}.lock"


@contextmanager
def lease(database: Path, name: str, what: str) -> Iterator[Lease]:
    """Hold the lease ``name`` of a database; ``what`` is the work in words.

    A holder whose process is gone left a child that is closing: it is waited for, a minute at most.
    Raises  Busy naming the process that holds it.
    """
    path = lease_file(database, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(path, descriptor, what)
        written = {"pid": os.getpid(), "since": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(written).encode(), 0)
        yield Lease(path, descriptor)
    finally:
        os.close(descriptor)


def _lock(path: Path, descriptor: int, what: str) -> None:
    deadline = time.monotonic() + ORPHAN_S
    while not _locked(descriptor):
        holder = _read(path)
        orphan = holder is not None and holder.pid is not None and not is_alive(holder.pid)
        if not orphan or time.monotonic() > deadline:
            who = "unknown" if holder is None or holder.pid is None else str(holder.pid)
            since = f" since {holder.since:%Y-%m-%d %H:%M} UTC" if holder and holder.since else ""
            raise Busy(
                f"{what} is under way already (process {who}{since}).\n"
                "  Nothing was done. Wait for it to end, or stop that process first."
            )
        time.sleep(_STEP_S)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def holder(database: Path, name: str) -> Holder | None:
    """Who holds a lease now; None when nobody does.  Takes nothing away from anybody."""
    path = lease_file(database, name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return _read(path)
    finally:
        os.close(descriptor)


def _read(path: Path) -> Holder | None:
    try:
        seen = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        told = json.loads(path.read_text("utf-8") or "{}")
    except (OSError, ValueError):
        return None
    since = told.get("since")
    return Holder(told.get("pid"), datetime.fromisoformat(since) if since else None, seen)
