"""The database ``private.db``: subscriptions, notifications and the outbox; mode 0600, never
published.

Opened by the commands that send and administer, never by the site (docs/decisions/0009).  What is
deleted is overwritten (``secure_delete``) and the journal is emptied at the end of a run.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from pipelines.errors import Misconfigured, VigieError

VERSION = 2
BUSY_MS = 120_000
_OWNER_ONLY = 0o600

SCHEMA = Path(__file__).with_suffix(".sql")
# version of a file -> what brings it to the next
_STEPS = {
    1: (
        "ALTER TABLE told RENAME TO notifications",
        "DROP INDEX IF EXISTS told_waiting",
        "DROP INDEX IF EXISTS told_message",
        "CREATE INDEX IF NOT EXISTS notifications_waiting ON notifications (subscription, event)"
        " WHERE message IS NULL",
        "CREATE INDEX IF NOT EXISTS notifications_message ON notifications (message)"
        " WHERE message IS NOT NULL",
        "UPDATE messages SET kind = 'operator', once = 'operator:' || substr(once, 8)"
        " WHERE kind = 'keeper'",
    )
}


class _NamedConnection(sqlite3.Connection):
    """Adds to an error which database it is of: the commands that send read vigie.db, too."""

    path = ""

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().execute(*arguments)
        except sqlite3.OperationalError as error:
            error.add_note(self.path)
            raise


class AlreadyRunning(VigieError):
    """Another process is sending; raised by ``exclusive_lock``."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, create or migrate it, and restrict it to its owner.

    Raises  Misconfigured: not ours, of a newer version, or no permission.
    """
    os.close(_open_owner_only(path))
    if path.stat().st_mode & 0o077:
        path.chmod(_OWNER_ONLY)
    connection = sqlite3.connect(
        path, timeout=BUSY_MS / 1000, isolation_level=None, factory=_NamedConnection
    )
    connection.path = str(path)
    try:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise Misconfigured(
            f"{path}: this file is not a database, or it is damaged ({error}).\n"
            "  Put the last backup in its place; nothing was sent meanwhile."
        ) from None
    return connection


def _open_owner_only(path: Path) -> int:
    """Open a file readable by its owner alone; its folder is created when missing."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
    except OSError as error:
        raise Misconfigured(
            f"{path}: the subscribers' file cannot be opened ({error.strerror}).\n"
            "  Check who owns the folder, or name another file: [paths] private in vigie.toml."
        ) from None


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == VERSION:
        return
    if version > VERSION:
        raise Misconfigured(
            f"{path}: it has schema {version}, this program knows up to {VERSION}: update Vigie."
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another may have been first
    steps = [_STEPS[step] for step in range(version, VERSION)] if version else [_new_file()]
    for statement in chain.from_iterable(steps):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _new_file() -> list[str]:
    return SCHEMA.read_text("utf-8").split(";\n")


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock of matching and sending; the kernel frees it when the process is killed.

    Raises  AlreadyRunning: another process holds it.
    """
    handle = _open_owner_only(path.with_suffix(".lock"))
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunning(
                "another vigie alerts is at work; this one leaves it alone"
            ) from None
        yield
    finally:
        os.close(handle)
