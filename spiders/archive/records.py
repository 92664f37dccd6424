"""Records of the archive, their locations, and the names of its folders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from pipelines.errors import VigieError

UNKNOWN_TYPE = "application/octet-stream"


class RecordLocation(NamedTuple):
    """Where a body lies: file relative to the archive folder, byte offset and length of its gzip
    member, and the sha256 (hex) of the body."""

    archive_file: str
    offset: int
    length: int
    sha256: str


class Record(NamedTuple):
    """A body read back, with what ``append`` was told about it.

    ``sha256`` is that of the body as received, also when it was ``redacted`` since.
    """

    body: bytes
    url: str | None
    file: str | None
    fetched_at: datetime
    media_type: str | None
    headers: Mapping[str, str]
    role: str
    portal: str
    sha256: str
    redacted: bool
    archive_file: str
    offset: int
    length: int


class Damage(NamedTuple):
    """A place that cannot be read; ``tail`` when nothing readable follows it (a torn record)."""

    archive_file: str
    offset: int
    reason: str
    tail: bool


class ArchiveDamaged(VigieError):
    """A record asked for by its place cannot be read.  Raised by ``read``."""


def folder_name(portal: str) -> str:
    """Return a portal's folder: ``ocds.chile`` for ``ocds:chile``, as colons cannot stand
    everywhere."""
    return portal.replace(":", ".")


def portal_of(archive_file: str) -> str:
    return archive_file.partition("/")[0].replace(".", ":")


def media_type_of(header: str | None) -> str | None:
    """Return the media type of a Content-Type header, in lower case and without parameters."""
    kind = (header or "").partition(";")[0].strip().lower()
    return kind or None
