"""Describe the files of an export: path, format, table, rows, size and hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportedFile:
    """A file of an export, with its path within the folder.

    ``table`` is the table it is a copy of, None for several; ``format`` is csv, parquet, sqlite,
    ocds, ocds-records, ocds-extension or ftm; ``rows`` counts its rows, releases, records or
    entities.
    """

    path: str
    format: str
    table: str | None
    rows: int | None
    bytes: int
    sha256: str


def describe_file(
    folder: Path, path: str, format: str, table: str | None, rows: int | None
) -> ExportedFile:
    """Return size and hash of a file that was just written, with what is known of it."""
    file = folder / path
    digest = hashlib.sha256()
    with file.open("rb") as body:
        while part := body.read(1 << 20):
            digest.update(part)
    return ExportedFile(path, format, table, rows, file.stat().st_size, digest.hexdigest())
