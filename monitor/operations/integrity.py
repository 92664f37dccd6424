"""Check the database with SQLite's own checks and the archive by its hashes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.errors import VigieError
from pipelines.store.schema import TABLES
from spiders.archive import read

SAMPLE_DOCUMENTS = 500  # documents read back from the archive each time, chosen anew
_MAX_PROBLEMS = 10


def check_integrity(
    connection: sqlite3.Connection, archive: Path, sample: int = SAMPLE_DOCUMENTS
) -> list[str]:
    """Return what is wrong with database and archive, in sentences; [] when nothing is.

    Each document of the sample is read back and hashed; files that are missing are all named.
    """
    return [
        *_database(connection),
        *_files(connection, archive),
        *_documents(connection, archive, sample),
    ]


def _database(connection: sqlite3.Connection) -> list[str]:
    messages = [
        str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MAX_PROBLEMS})")
    ]
    problems = [f"vigie.db: {line}" for line in messages if line != "ok"]
    lost = connection.execute("PRAGMA foreign_key_check").fetchmany(_MAX_PROBLEMS)
    problems += [f"vigie.db: row {row[1]} of {row[0]} points to no row of {row[2]}" for row in lost]
    for name, table in TABLES.items():
        if table.full_text:
            problems += _full_text(connection, name)
    return problems


def _full_text(connection: sqlite3.Connection, name: str) -> list[str]:
    try:
        connection.execute(
            f"INSERT INTO [{name}_fts] ([{name}_fts], rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
        return [f"vigie.db: the full-text index of {name} is not that of its rows ({error})"]
    return []


def _files(connection: sqlite3.Connection, archive: Path) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT archive_file FROM documents WHERE archive_file IS NOT NULL"
    )
    missing = sorted(name for (name,) in rows if not (archive / name).exists())
    shown = ", ".join(missing[:_MAX_PROBLEMS])
    return [f"archive: {len(missing)} files are missing: {shown}"] if missing else []


def _documents(connection: sqlite3.Connection, archive: Path, sample: int) -> list[str]:
    rows = connection.execute(
        "SELECT sha256, archive_file, archive_offset FROM documents"
        " WHERE archive_file IS NOT NULL ORDER BY random() LIMIT ?",
        (sample,),
    ).fetchall()
    problems = []
    for sha256, name, offset in rows:
        if not (archive / name).exists():
            continue
        try:
            digest = read(archive, name, offset).sha256
        except (VigieError, OSError) as error:
            problems.append(f"archive: {error}")
        else:
            if digest != sha256:
                problems.append(
                    f"archive: {name} at {offset} holds {digest[:12]}…, expected {sha256[:12]}…"
                )
    return problems[:_MAX_PROBLEMS]
