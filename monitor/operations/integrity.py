"""Check the database with SQLite's own checks and the archive by its hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field

from monitor.runtime.progress import Progress
from pipelines.errors import VigieError
from pipelines.store.schema import TABLES
from spiders.archive.reader import archive_files, read
from spiders.archive.storage import Place

_MAX_PROBLEMS = 10


@dataclass
class IntegrityReport:
    """Counts of what was read, and ``problems`` as sentences, [] when there are none."""

    rows: int = 0
    documents: int = 0
    files: int = 0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.rows:,} rows of the database and {self.documents:,} documents in"
            f" {self.files:,} files of the archive were read"
        )


def check_integrity(
    connection: sqlite3.Connection, archive: Place, progress: Progress | None = None
) -> IntegrityReport:
    """Check pages, keys and full-text indexes of the database, and every archived document.

    Each document is read back and hashed; files that are missing are all named.  A damaged page is
    a problem like any other: what can be read without it still is.

    ``progress``  is told the check that goes on, then how many documents are read of how many.

    Raises  sqlite3.OperationalError when another process keeps the database locked.
    """
    report = IntegrityReport()
    progress = progress or Progress("documents", quiet=True)
    checks: tuple[tuple[str | None, Callable[[], Iterator[str]]], ...] = (
        ("checking the pages of the database", lambda: _pages(connection)),
        ("checking its keys", lambda: _foreign_keys(connection)),
        ("checking its tables and full-text indexes", lambda: _tables(connection, report)),
        ("listing the archive", lambda: _missing_files(connection, archive)),
        (None, lambda: _documents(connection, archive, report, progress)),
    )
    for text, check in checks:
        problems: list[str] = []
        try:
            with progress.phase(text) if text else nullcontext():
                for problem in check():
                    problems.append(problem)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            problems.append(f"vigie.db is damaged ({error}): see docs/deploy/restore.md")
        report.problems += [line for line in problems if line not in report.problems]
    return report


def _pages(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute(f"PRAGMA integrity_check({_MAX_PROBLEMS})"):
        if line != "ok":
            yield f"vigie.db: {line}"


def _foreign_keys(connection: sqlite3.Connection) -> Iterator[str]:
    for row in connection.execute("PRAGMA foreign_key_check").fetchmany(_MAX_PROBLEMS):
        yield f"vigie.db: row {row[1]} of {row[0]} points to no row of {row[2]}"


def _tables(connection: sqlite3.Connection, report: IntegrityReport) -> Iterator[str]:
    """Count the rows of each table, and compare its full-text index with them."""
    for name, table in TABLES.items():
        try:
            (rows,) = connection.execute(f"SELECT count(*) FROM [{name}] NOT INDEXED").fetchone()
            report.rows += rows
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            yield f"vigie.db: the table {name} cannot be read ({error})"
            continue
        if table.full_text:
            yield from _full_text(connection, name)


def _full_text(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    try:
        connection.execute(
            f"INSERT INTO [{name}_fts] ([{name}_fts], rank) VALUES ('integrity-check', 1)"
        )
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise
        yield f"vigie.db: the full-text index of {name} is not that of its rows ({error})"


def _missing_files(connection: sqlite3.Connection, archive: Place) -> Iterator[str]:
    rows = connection.execute(
        "SELECT DISTINCT archive_file FROM documents WHERE archive_file IS NOT NULL"
    )
    there = set(archive_files(archive))
    missing = sorted(name for (name,) in rows if name not in there)
    if missing:
        names = ", ".join(missing[:_MAX_PROBLEMS])
        yield f"archive: {len(missing)} files are missing: {names}"


def _documents(
    connection: sqlite3.Connection, archive: Place, report: IntegrityReport, progress: Progress
) -> Iterator[str]:
    """Read every document, file by file; the first problems are named, the others counted."""
    (total,) = connection.execute("SELECT count(archive_file) FROM documents").fetchone()
    progress.expect(total)
    rows = connection.execute(
        "SELECT sha256, archive_file, archive_offset FROM documents"
        " WHERE archive_file IS NOT NULL ORDER BY archive_file, archive_offset"
    )
    file, damaged = None, 0
    there = set(archive_files(archive))
    for sha256, name, offset in rows:
        progress()
        if name not in there:
            continue
        if name != file:
            file, report.files = name, report.files + 1
        report.documents += 1
        if (problem := _document_problem(archive, name, offset, sha256)) is not None:
            damaged += 1
            if damaged <= _MAX_PROBLEMS:
                yield problem
    if damaged > _MAX_PROBLEMS:
        yield f"archive: {damaged - _MAX_PROBLEMS:,} more documents cannot be read"


def _document_problem(archive: Place, name: str, offset: int, sha256: str) -> str | None:
    try:
        digest = read(archive, name, offset).sha256
    except (VigieError, OSError) as error:
        return f"archive: {error}"
    if digest != sha256:
        return f"archive: {name} at {offset} holds {digest[:12]}…, expected {sha256[:12]}…"
    return None
