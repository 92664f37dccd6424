"""What the site's form hands over: one file a request, in a folder that only its owner can read.

The site knows nothing about subscribers: it writes a file and says the same to everybody.  The next
``vigie alerts`` takes the files up.  A link is checked again then: the site is not trusted.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MAX_WAITING = 2000  # requests that wait; above, the form says "come back later"


class SpoolFull(Exception):
    """Too many requests wait to be taken up; raised by ``hand_over``."""


def spool_folder(private: Path) -> Path:
    """Where requests of the site whose subscribers are in this file wait."""
    return private.with_name("requests")


def spool_request(folder: Path, request: Mapping[str, Any], max_waiting: int = MAX_WAITING) -> None:
    """Request -> a file of its own, whole or not at all.  Raises  Full."""
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
