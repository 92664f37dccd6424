"""Read records back: one, several of a file, or all of a portal for replay."""

from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from datetime import datetime
from typing import IO, Any
from urllib.parse import unquote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipelines.errors import Misconfigured
from spiders.archive.records import (
    UNKNOWN_TYPE,
    ArchiveDamaged,
    Damage,
    Record,
    folder_name,
    media_type_of,
    portal_of,
)
from spiders.archive.storage import STREAM_BLOCK, Place, local_folder, open_storage

_REASON_LENGTH = 120  # characters of what is wrong with a record
_RECORD_BLOCK = 256 * 1024  # asked of an object store for single records
_ARCHIVE_FILE = re.compile(r"[^/]+/[^/]+\.warc\.gz")
_MEMBER = b"\x1f\x8b\x08"


def read(folder: Place, archive_file: str, offset: int) -> Record:
    """The one record at a place.

    Raises  ArchiveDamaged when it is torn, altered, or not there.
    """
    return next(read_many(folder, archive_file, [offset]))


def read_many(folder: Place, archive_file: str, offsets: Iterable[int]) -> Iterator[Record]:
    """The records at several places of a file, which is opened once.

    Raises  ArchiveDamaged when one is torn, altered, or not there.
    """
    try:
        with open_storage(folder).open(archive_file, _RECORD_BLOCK) as source:
            for offset in offsets:
                yield _record_at(source, archive_file, offset)
    except FileNotFoundError:
        raise ArchiveDamaged(f"{archive_file} is not in the archive {folder}") from None


def _record_at(source: IO[bytes], archive_file: str, offset: int) -> Record:
    result = next(records_of_file(source, archive_file, offset), None)
    if not isinstance(result, Record):
        reason = result.reason if result else "no document is there"
        raise ArchiveDamaged(f"{archive_file}, offset {offset}: {reason}")
    return result


def records(
    folder: Place,
    portal: str | None = None,
    *,
    role: str | None = "document",
    damaged: Callable[[Damage], None] | None = None,
    files: Sequence[str] | None = None,
    block: int = STREAM_BLOCK,
) -> Iterator[Record]:
    """All records of a portal (of all portals), oldest file first, for replay.

    ``damaged`` is told of every place that cannot be read; reading goes on behind it.
    ``role`` None gives listings too.  ``files`` limits it to those archive files;
    ``block``: bytes that are asked of an object store at once.
    """
    storage = open_storage(folder)
    is_store = local_folder(folder) is None  # where a file is written as a whole
    for name in archive_files(folder, portal) if files is None else files:
        with storage.open(name, block) as source:
            if is_store and damaged and not source.seek(0, os.SEEK_END):
                damaged(Damage(name, 0, "the file is empty", True))
            for member in records_of_file(source, name):
                if isinstance(member, Damage):
                    if damaged:
                        damaged(member)
                elif role is None or member.role == role:
                    yield member


def archive_files(folder: Place, portal: str | None = None) -> list[str]:
    """Names of the archive's files relative to its folder, in the order written."""
    names = open_storage(folder).names(folder_name(portal) if portal else "")
    return sorted(name for name in names if _ARCHIVE_FILE.fullmatch(name))


def has_archive(folder: Place) -> bool:
    """Return whether there is an archive: a folder, or an object store with files in it."""
    local = local_folder(folder)
    return local.is_dir() if local is not None else bool(archive_files(folder))


def require_archive(folder: Place) -> None:
    """Raises  Misconfigured when there is no archive at a place."""
    if not has_archive(folder):
        raise Misconfigured(f"{folder}: there is no archive to replay; crawl or ingest first")


def records_of_file(source: IO[bytes], name: str, offset: int = 0) -> Iterator[Record | Damage]:
    """Records of one file from an offset on; a damaged stretch is told once and stepped over."""
    size = source.seek(0, os.SEEK_END)
    position: int | None = offset
    while position is not None and position < size:
        source.seek(position)
        end, reason = position, "it is cut off"
        try:
            _require_gzip(source, position)
            for raw_record, start, length in _iterate(source):
                end = start + length
                record = _record(raw_record, name, start, length)
                if record is not None:
                    yield record
        except _UNREADABLE as error:
            reason = _printable(str(error))
        if end >= size:
            return
        position = _next_member(source, end + 1)
        yield Damage(name, end, f"the record cannot be read: {reason}", position is None)


def _require_gzip(source: IO[bytes], position: int) -> None:
    """Text with blanks in it would pass for a record of an older format, and be stepped over."""
    magic = source.read(len(_MEMBER))
    if magic != _MEMBER[: len(magic)]:
        raise ValueError(f"no gzip is there, it begins {magic!r}")
    source.seek(position)


def _printable(text: str) -> str:
    """What a library says of damaged bytes may hold them all, and they may steer a terminal."""
    short = text if len(text) <= _REASON_LENGTH else f"{text[:_REASON_LENGTH]}…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short.strip())


class _Altered(Exception):
    """Length or digest of a record is not what its header says."""


# warcio takes a header that was cut off for one without a value, hence the last three
_UNREADABLE = (
    _Altered,
    ArchiveLoadFailed,
    EOFError,
    OSError,
    zlib.error,
    ValueError,
    AttributeError,
    TypeError,
    IndexError,
)


def _iterate(source: IO[bytes]) -> Iterator[tuple[tuple[Any, bytes], int, int]]:
    """warcio records with their body, start and length; checks length and digest."""
    reader = ArchiveIterator(source)
    # warcio's reader and its iterator refer to each other: unless the one is closed, both stay in
    # memory with their buffers until the garbage collector runs, which is seldom in workers
    with closing(iter(reader)) as members:
        for record in members:
            body = record.content_stream().read()
            header = record.rec_headers.get_header("WARC-Payload-Digest")
            if header and header != f"sha256:{hashlib.sha256(body).hexdigest()}":
                raise _Altered("its body is cut off or was altered")
            yield (record, body), reader.get_record_offset(), reader.get_record_length()


def _next_member(source: IO[bytes], start: int) -> int | None:
    """Offset of the next place that looks like a gzip member and holds a WARC record."""
    source.seek(start)
    rest = source.read()
    at = rest.find(_MEMBER)
    while at >= 0:
        with suppress(zlib.error):
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(rest[at : at + 512], 16)
            if head.startswith(b"WARC/"):
                return start + at
        at = rest.find(_MEMBER, at + 1)
    return None


def _record(raw_record: tuple[Any, bytes], name: str, offset: int, length: int) -> Record | None:
    """Convert a record of warcio; None for warcinfo and other records without a document."""
    record, body = raw_record
    fields = record.rec_headers
    if record.rec_type not in ("response", "resource"):
        return None
    uri = fields.get_header("WARC-Target-URI")
    headers = dict(record.http_headers.headers) if record.http_headers else {}
    kind = {key.lower(): value for key, value in headers.items()}.get("content-type")
    is_file = uri.startswith("file:")
    if record.rec_type == "resource" and record.content_type != UNKNOWN_TYPE:
        kind = record.content_type
    digest = fields.get_header("Vigie-Original-Digest") or ""
    digest = digest or fields.get_header("WARC-Payload-Digest") or ""
    return Record(
        body=body,
        url=None if is_file else uri,
        file=unquote(uri.removeprefix("file:")) if is_file else None,
        fetched_at=datetime.fromisoformat(fields.get_header("WARC-Date").replace("Z", "+00:00")),
        media_type=media_type_of(kind),
        headers=headers,
        role=fields.get_header("Vigie-Role") or "document",
        portal=portal_of(name),
        sha256=digest.removeprefix("sha256:") or hashlib.sha256(body).hexdigest(),
        redacted=fields.get_header("Vigie-Redacted") is not None,
        archive_file=name,
        offset=offset,
        length=length,
    )
