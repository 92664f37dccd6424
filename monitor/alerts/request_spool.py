"""Spool requests of the site's form: one file each, in a folder readable by its owner alone.

The site knows nothing about subscribers: it writes a file and says the same to everybody.  The next
``vigie alerts`` takes the files up.  A link is checked again then: the site is not trusted.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MAX_WAITING = 2000  # requests that wait; above, the form says "come back later"


class SpoolFull(Exception):
    """Too many requests are waiting; raised by ``spool_request``."""


def spool_folder(private: Path) -> Path:
    """Return the spool folder that belongs to a private database."""
    return private.with_name("requests")


def spool_request(folder: Path, request: Mapping[str, Any], max_waiting: int = MAX_WAITING) -> None:
    """Write a request to a file of its own, atomically.  Raises  SpoolFull."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    if sum(1 for _ in os.scandir(folder)) >= max_waiting:
        raise SpoolFull
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    part = folder / f".{name}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(request, out)
        out.flush()
        os.fsync(out.fileno())
    part.rename(folder / f"{name}.json")


def spooled_at(file: Path) -> datetime:
    """Return when a request was written, as its name says.  Raises  ValueError  of another file."""
    return datetime.fromtimestamp(int(file.name.partition("-")[0]) / 1e9, UTC)
