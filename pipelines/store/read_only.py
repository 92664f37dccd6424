"""Open a database for reading alone."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any


def read_only_uri(path: Path) -> str:
    """URI that opens a file for reading only, whatever characters its path has."""
    return path.absolute().as_uri() + "?mode=ro"


def connect_read_only(path: Path, **options: Any) -> sqlite3.Connection:
    """Open a file that must be there; ``options`` are those of ``sqlite3.connect``."""
    found: sqlite3.Connection = sqlite3.connect(read_only_uri(path), uri=True, **options)
    return found
