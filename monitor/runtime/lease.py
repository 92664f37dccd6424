"""Exclusive file locks, so that one scheduler runs per database and one crawl per portal.

A lease is a locked file in ``locks/`` beside the database.  The operating system releases the lock
when its holder ends, however it ends, so no time-out has to guess who is alive.  The file names the
holder, who touches it at intervals (``Lease.heartbeat``); health reads its modification time.
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

from monitor.runtime.runs import is_process_alive
from pipelines.errors import VigieError

ORPHAN_WAIT_S = 60.0  # a crawl whose parent was killed notices that within seconds, and closes
_POLL_S = 0.2


class LeaseHeld(VigieError):
    """Another process holds the lease.  Raised by ``hold_lease``."""


@dataclass(frozen=True)
class Lease:
    """A lease held by this process: its file, and the descriptor that keeps the lock."""

    path: Path
    descriptor: int

    def heartbeat(self) -> None:
        """Update the modification time of the file, as a sign of life."""
        os.utime(self.descriptor)


@dataclass(frozen=True)
class LeaseHolder:
    """The holder of a lease: process id, since when, and its last heartbeat (UTC)."""

    pid: int | None
    since: datetime | None
    seen: datetime


def lease_file(database: Path, name: str) -> Path:
    """Return the path of the file that is locked for a lease."""
    return database.parent / "locks" / f"{database.name}-{name.replace('/', '_')}.lock"


@contextmanager
def hold_lease(database: Path, name: str, work: str) -> Iterator[Lease]:
    """Hold the lease ``name`` of a database; ``work`` describes it in the error message.

    If the holder's process is gone, its child still has the lock and is closing: wait for it, at
    most ``ORPHAN_WAIT_S``.
    Raises  Busy naming the process that holds it.
    """
    path = lease_file(database, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _acquire(path, descriptor, work)
        content = {"pid": os.getpid(), "since": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(content).encode(), 0)
        lease = Lease(path, descriptor)
        lease.heartbeat()  # by the clock that readers compare it with, not that of the file system
        yield lease
    finally:
        os.close(descriptor)


def _acquire(path: Path, descriptor: int, work: str) -> None:
    deadline = time.monotonic() + ORPHAN_WAIT_S
    while not _try_lock(descriptor):
        holder = _read_holder(path)
        orphan = holder is not None and holder.pid is not None and not is_process_alive(holder.pid)
        if not orphan or time.monotonic() > deadline:
            who = "unknown" if holder is None or holder.pid is None else str(holder.pid)
            since = f" since {holder.since:%Y-%m-%d %H:%M} UTC" if holder and holder.since else ""
            raise LeaseHeld(
                f"{work} is under way already (process {who}{since}).\n"
                "  Nothing was done. Wait for it to end, or stop that process first."
            )
        time.sleep(_POLL_S)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lease_holder(database: Path, name: str) -> LeaseHolder | None:
    """Return the current holder of a lease, or None, without acquiring it."""
    path = lease_file(database, name)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return _read_holder(path)
    finally:
        os.close(descriptor)


def _read_holder(path: Path) -> LeaseHolder | None:
    try:
        renewed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        content = json.loads(path.read_text("utf-8") or "{}")
    except (OSError, ValueError):
        return None
    since = content.get("since")
    return LeaseHolder(
        content.get("pid"), datetime.fromisoformat(since) if since else None, renewed_at
    )
