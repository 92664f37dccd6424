"""Explain database errors in a sentence that says what to do."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from pipelines.errors import VigieError
from pipelines.store.full_disk import full_disk_problem

DATABASE_ERRORS = (sqlite3.Error, OSError, VigieError)


def explain_database_error(database: Path, error: BaseException) -> str:
    """Return why the database cannot be used, and what to do."""
    text = str(error)
    if "unable to open" in text:  # its file of shared memory is new each time
        text = full_disk_problem(database.parent) or text
    if any(word in text for word in ("malformed", "not a database", "damaged")):
        return (
            f"{database} is damaged ({text.splitlines()[0]}).\n  Stop Vigie and put the last backup"
            " in its place (docs/deploy/restore.md), or move it aside and run vigie replay."
        )
    if "locked" in text:
        return (
            f"{database} has been locked by another process for half a minute ({text}).\n"
            "  Close the program that holds it: a database browser, a command that was stopped."
        )
    if any(word in text for word in ("is full", "No space", "disk I/O")):
        return (
            f"{database}: the disk is full or failing ({text}).\n  Free space, or see to the disk;"
            " what was stored before is whole."
        )
    if isinstance(error, VigieError):
        return text
    return f"{database} cannot be used: {text}.\n  Check its owner and that of its folder."
