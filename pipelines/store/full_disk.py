"""Tell whether a disk is full: SQLite says of one without room for another file only that a
database cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path


def full_disk_problem(folder: Path) -> str | None:
    """Return what the disk of a folder has no room for, None when it has or cannot be asked."""
    try:
        stat, files = os.statvfs(folder), free_files(folder)
    except OSError:
        return None
    if stat.f_bavail == 0:
        return "the disk is full"
    return "the disk is full of files, df -i counts them" if files == 0 else None


def free_files(folder: Path) -> int | None:
    """Return how many more files the disk of a folder takes; None if it does not count them."""
    stat = os.statvfs(folder)
    return stat.f_favail if stat.f_files else None  # 0 in all where files are not counted
