"""``vigie integrity`` reads everything, and says in sentences what is damaged."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.operations.integrity import check_integrity
from monitor.runtime.progress import Progress
from pipelines.store.database import connect
from spiders.archive.writer import Archive
from tests.operations.support import ROOT, settings
from tests.pipelines.store.store_support import award, notice, stored
from tests.runtime.test_progress import Terminal

NOW = datetime(2026, 11, 25, 5, 30, tzinfo=UTC)
DOCUMENTS = 700  # more than were once read as a sample


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "vigie.db"
    stored(path, [notice("100001-2026", awards=(award(),))]).close()
    return path


def test_what_is_damaged_is_named(tmp_path: Path, database: Path) -> None:
    with closing(connect(database)) as db:
        assert check_integrity(db, tmp_path / "archive").problems == [
            "archive: 1 files are missing: ted/2026-11-24-0001.warc.gz"
        ]
        db.execute("DELETE FROM notices_fts_docsize")
        db.execute("PRAGMA foreign_keys = OFF")
        db.execute("DELETE FROM documents")
        actual = check_integrity(db, tmp_path / "archive").problems
    assert any("points to no row of documents" in line for line in actual)
    assert any("full-text index of notices" in line for line in actual)


def test_every_document_is_read_back(tmp_path: Path, database: Path) -> None:
    folder = tmp_path / "archive"
    with Archive(folder, "ted") as archive:
        kept = [
            archive.append(b"<a>%d</a>" % number, file="a.xml", fetched_at=NOW)
            for number in range(DOCUMENTS)
        ]
    with closing(connect(database)) as db:
        db.execute("UPDATE documents SET archive_file = NULL")
        db.executemany(
            "INSERT INTO documents (sha256, portal, archive_file, archive_offset, received)"
            " VALUES (?, 'ted', ?, ?, '2026-11-25T05:30:00Z')",
            [(location.sha256, location.archive_file, location.offset) for location in kept],
        )
        report = check_integrity(db, folder)
        assert (report.documents, report.files) == (DOCUMENTS, 1)
        for damaged in (kept[0], kept[350], kept[-1]):
            file = folder / damaged.archive_file
            content = bytearray(file.read_bytes())
            content[damaged.offset + damaged.length - 5] ^= 0xFF  # of its checksum
            file.write_bytes(content)
            assert any(
                f"offset {damaged.offset}: the record cannot be read" in line
                for line in check_integrity(db, folder).problems
            )


def test_a_damaged_page_is_a_sentence_and_the_rest_is_read(tmp_path: Path) -> None:
    file = settings(tmp_path, ["ted"])
    stored(tmp_path / "vigie.db", [notice("100001-2026", awards=(award(),))]).close()
    with closing(sqlite3.connect(tmp_path / "vigie.db")) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = db.execute("PRAGMA page_size").fetchone()
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'changes'").fetchone()
    with (tmp_path / "vigie.db").open("r+b") as content:
        content.seek((page - 1) * size)
        content.write(b"\x07" * size)
    command = [sys.executable, "-m", "monitor.cli.main", "--config", str(file), "integrity"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "the table changes cannot be read (database disk image is malformed)" in done.stderr
    assert "archive: 1 files are missing" in done.stderr


def test_each_check_is_told_on_a_terminal(tmp_path: Path, database: Path) -> None:
    """The checks of SQLite by their time, documents by their number; ``--quiet`` none of it."""
    folder = tmp_path / "archive"
    with Archive(folder, "ted") as archive:
        kept = archive.append(b"<a/>", file="a.xml", fetched_at=NOW)
    with closing(connect(database)) as db:
        db.execute(
            "UPDATE documents SET archive_file = ?, archive_offset = ?, sha256 = ?",
            (kept.archive_file, kept.offset, kept.sha256),
        )
        terminal = Terminal()
        with Progress("documents", stream=terminal) as progress:
            check_integrity(db, folder, progress)
        assert (progress.done, progress.total) == (1, 1)
        for words in ("pages of the database", "keys", "full-text indexes", "the archive"):
            assert words in terminal.getvalue()
        silent = Terminal()
        with Progress("documents", stream=silent, quiet=True) as progress:
            check_integrity(db, folder, progress)
        assert silent.getvalue() == ""
