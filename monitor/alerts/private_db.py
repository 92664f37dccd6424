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
from pathlib import Path

from pipelines.errors import Misconfigured, VigieError

VERSION = 1
BUSY_MS = 120_000
_OWNER_ONLY = 0o600

# times are UTC text with Z; days are civil days of vigie.timezone
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

-- state: pending (not confirmed), active, paused (its address was refused).  handle: in its links.
-- since: what we heard of before is no news to it (confirmed, or its filter changed)
CREATE TABLE subscriptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, address TEXT NOT NULL,
  language TEXT NOT NULL, rhythm TEXT NOT NULL, filter TEXT NOT NULL, state TEXT NOT NULL,
  created TEXT NOT NULL, since TEXT, digest_day TEXT, reason TEXT,
  UNIQUE (address, filter)
);

-- an address that left: its keyed hash.  reason: unsubscribed, refused (never write again), bounced
CREATE TABLE suppressed (
  hash TEXT PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL
) WITHOUT ROWID;

-- an id that was told once -> the id of today, kept over rebuilds of vigie.db
CREATE TABLE aliases (old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX aliases_new ON aliases (new_id);

-- each thing that happened, once by cluster and name, whether anybody was told or not.
-- facts: what an item of a mail shows (JSON), null when nobody waits for it any more.
-- void: 1 when it does not hold any more (withdrawn before it was sent)
CREATE TABLE events (
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, name TEXT NOT NULL, at TEXT NOT NULL, facts TEXT,
  void INTEGER NOT NULL DEFAULT 0, UNIQUE (subject, name)
);

-- who is told what: at most once.  message is null until a message is made of it
CREATE TABLE told (
  event INTEGER NOT NULL REFERENCES events (id), subscription INTEGER NOT NULL,
  message INTEGER, PRIMARY KEY (event, subscription)
) WITHOUT ROWID;
CREATE INDEX told_waiting ON told (subscription, event) WHERE message IS NULL;
CREATE INDEX told_message ON told (message) WHERE message IS NOT NULL;

-- kind: digest, confirm, keeper.  state: waiting, claimed, sent, failed, dropped.
-- once: two messages never share it.  subscription is null for the keeper.
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
  subscription INTEGER, once TEXT UNIQUE, subject TEXT, body TEXT, created TEXT NOT NULL,
  state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, not_before TEXT NOT NULL,
  finished TEXT, problem TEXT
);
CREATE INDEX messages_state ON messages (state, (kind = 'digest'), id);
CREATE INDEX messages_subscription ON messages (subscription);
"""


class AlreadyRunning(VigieError):
    """Another process is sending; raised by ``exclusive_lock``."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database, create or migrate it, and restrict it to its owner.

    Raises  Misconfigured: not ours, of a newer version, or no permission.
    """
    os.close(_open_owner_only(path))
    if path.stat().st_mode & 0o077:
        path.chmod(_OWNER_ONLY)
    connection = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None)
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
    (seen,) = connection.execute("PRAGMA user_version").fetchone()
    if seen == VERSION:
        return
    if seen > VERSION:
        raise Misconfigured(
            f"{path}: it has schema {seen}, this program knows up to {VERSION}: update Vigie."
        )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN IMMEDIATE")
    (seen,) = connection.execute("PRAGMA user_version").fetchone()
    if seen == 0:
        for statement in SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock of matching and sending; the kernel frees it when the process is killed.

    Raises  Busy when another one holds it.
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


def get_meta(connection: sqlite3.Connection, name: str) -> str | None:
    """Return a value of the table ``meta``."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (name,)).fetchone()
    return row[0] if row else None


def set_meta(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    """Store a value in the table ``meta``."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))
