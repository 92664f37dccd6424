"""Tell whether a disk is full: SQLite says of one without room for another file only that a
database cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path


def full_disk_problem(folder: Path) -> str | None:
    """Return what the disk of a folder has no room for, None when it has or cannot be asked."""
    try:
        stat = os.statvfs(folder)
    except OSError:
        return None
    if stat.f_bavail == 0:
        return "the disk is full"
    if stat.f_files and stat.f_favail == 0:  # some file systems do not count files, and say 0
        return "the disk is full of files, df -i counts them"
    return None
