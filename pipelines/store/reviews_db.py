"""The database ``reviews.db``: the answers of the review desk; mode 0600, never published.

It lies beside the objections and is no part of ``vigie.db``, which can be rebuilt, copied and
published without it (docs/decisions/0017).  Rows are only added: of the answers of one reviewer
about the same words the latest counts.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import astuple, fields
from pathlib import Path

from pipelines.errors import Misconfigured
from pipelines.reference.apply_reviews_to_tags import Review, reviews_version
from pipelines.store.database import get_meta
from pipelines.store.transaction import transaction

FILE = "reviews.db"
VERSION = 1
BUSY_S = 60.0
_COLUMNS = tuple(field.name for field in fields(Review))
SCHEMA = """
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT, notice_id TEXT NOT NULL, award TEXT NOT NULL,
  claim TEXT NOT NULL, words TEXT NOT NULL, answer TEXT NOT NULL, reason TEXT NOT NULL,
  reviewer TEXT NOT NULL, at TEXT NOT NULL, queue TEXT NOT NULL, contract_id TEXT,
  UNIQUE (notice_id, award, claim, words, reviewer, at)
)
"""


def reviews_path(objections: Path) -> Path:
    """Return where the answers lie: beside the objections."""
    return objections.with_name(FILE)


def connect(path: Path) -> sqlite3.Connection:
    """Open the answers for writing; the file is created when missing, readable by its owner alone.

    Raises  Misconfigured: not ours, of a newer version, damaged, or no permission.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise Misconfigured(
            f"{path}: the answers of reviewers cannot be opened ({error.strerror}).\n"
            "  Check who owns the folder: the answers lie beside [paths] objections."
        ) from None
    connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        if _version(connection, path) == 0:
            connection.execute(SCHEMA)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise _unreadable(path, error) from None
    except Misconfigured:
        connection.close()
        raise
    return connection


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """Return the schema version of the file; 0 when it is empty."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise Misconfigured(
            f"{path}: it has schema {version}, this program knows up to {VERSION}: update Vigie."
        )
    if version == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise Misconfigured(f"{path}: it is a database of another program; move it aside.")
    return version


def _unreadable(path: Path, error: sqlite3.DatabaseError) -> Exception:
    if isinstance(error, sqlite3.OperationalError):
        return error
    return Misconfigured(
        f"{path}: the answers of reviewers are damaged ({error}).\n"
        "  Put the last backup in its place, or import what was exported: vigie review import."
    )


def add_reviews(connection: sqlite3.Connection, reviews: Iterable[Review]) -> int:
    """Store answers in one transaction; those that are there already are left alone.

    Returns  how many are new.
    """
    marks = ", ".join("?" * len(_COLUMNS))
    sql = f"INSERT OR IGNORE INTO reviews ({', '.join(_COLUMNS)}) VALUES ({marks})"
    with transaction(connection):
        before = connection.total_changes
        connection.executemany(sql, [astuple(review) for review in reviews])
        return connection.total_changes - before


def all_reviews(connection: sqlite3.Connection) -> list[Review]:
    """Return all answers in the order given."""
    sql = f"SELECT {', '.join(_COLUMNS)} FROM reviews ORDER BY id"
    return [Review(*row) for row in connection.execute(sql)]


def read_reviews(path: Path) -> list[Review]:
    """Return all answers of a file; none when it is not there.

    Raises  Misconfigured as ``connect``.
    """
    if not path.exists():
        return []
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)
        ) as connection:
            return all_reviews(connection) if _version(connection, path) else []
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from None


def reviews_changed(public: sqlite3.Connection, objections: Path) -> bool:
    """Whether there are answers that were not applied to the whole database."""
    try:
        now = reviews_version(read_reviews(reviews_path(objections)))
    except Misconfigured:
        return False  # the next command that reads the file says so
    return now != (get_meta(public, "reviews_version") or "")
