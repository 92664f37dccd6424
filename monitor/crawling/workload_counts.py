"""Count how much a command has to do, for its progress; None where nobody knows before."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spiders.archive.storage import Place, local_folder, open_storage

# files that hold an unknown number of documents
_ARCHIVES = frozenset((".zip", ".gz", ".tgz", ".tar", ".warc"))


def count_files_to_ingest(places: Iterable[Place]) -> int | None:
    """Return the number of files, opening none; None when one of them is an archive."""
    count = 0
    for name in _names(places):
        if Path(name).suffix.lower() in _ARCHIVES:
            return None
        count += 1
    return count


def _names(places: Iterable[Place]) -> Iterator[str]:
    for location in places:
        path = local_folder(location)
        if path is None:
            yield from (name or str(location) for name in open_storage(location).names())
        elif path.is_dir():
            for _, _, files in os.walk(path):
                yield from files
        else:
            yield path.name


def count_documents_to_replay(connection: sqlite3.Connection, portals: Sequence[str]) -> int | None:
    """Return how many archived documents the database knows; None when it was lost."""
    (count,) = connection.execute(
        "SELECT count(*) FROM documents WHERE archive_file IS NOT NULL"
        " AND (?1 = '[]' OR portal IN (SELECT value FROM json_each(?1)))",
        (json.dumps(portals),),
    ).fetchone()
    return count or None


def count_notices_and_documents_to_retag(connection: sqlite3.Connection) -> int:
    """Return the number of published notices and of documents with notices that were left out."""
    (published,) = connection.execute("SELECT count(*) FROM snapshots").fetchone()
    (left_out,) = connection.execute(
        "SELECT count(DISTINCT document_sha256) FROM register WHERE scope = 'no'"
    ).fetchone()
    return int(published + left_out)
