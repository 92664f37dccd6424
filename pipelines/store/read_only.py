"""Open a database for reading alone."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any


def read_only_uri(path: Path) -> str:
    """URI that opens a file for reading only, whatever characters its path has."""
    return path.absolute().as_uri() + "?mode=ro"


def connect_read_only(
    path: Path, *, may_be_immutable: bool = False, **options: Any
) -> sqlite3.Connection:
    """Open a file that must be there; ``options`` are those of ``sqlite3.connect``.

    ``may_be_immutable``  for a short look: in a folder where nothing may be written, and SQLite
                          cannot keep its -shm file, a database that was closed (no -wal beside it)
                          is read as one that does not change.
    """
    uri = read_only_uri(path)
    is_closed = not path.with_name(f"{path.name}-wal").exists()
    if may_be_immutable and is_closed and not os.access(path.parent, os.W_OK):
        uri += "&immutable=1"
    connection: sqlite3.Connection = sqlite3.connect(uri, uri=True, **options)
    return connection
