"""Append received bodies to WARC files (ISO 28500) and read them back for replay.

Layout    ARCHIVE/PORTAL/2026-11-24-0001.warc.gz: a file belongs to one process for its life and is
          never reopened for writing, so a kill tears at most the last record of its own file and
          two processes cannot mix their records.  A new file each day and each ``ROLL_AT`` bytes.
          ``ocds:chile`` lies in the folder ``ocds.chile``.
Records   crawl: ``response`` (status line, the headers in ``KEPT``, body with its transfer and
          content encoding undone); ingest: ``resource`` named ``file:NAME``.  No request, no
          cookie, no key is written.
Roles     document: what ``read`` of a spider takes; listing: a page that only names documents, or
          what stands between the records of a file; manifest: size and sha256 of a whole file.
Stores    in an object store (``s3://BUCKET/archive``) a file is written as a whole, at each
          ``sync`` and each ``OBJECT_BYTES``; its name has an instant in place of the number.
Large     a body is held in memory: the crawl refuses those above 64 MB; members of packages (zip,
          tar) are archived one by one, and streamed files in slices that end between two records.
Privacy   files 0600 in folders 0700: the only place with the bytes as published.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote, unquote

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipelines.errors import Misconfigured, VigieError
from spiders.folder_or_object_store import STREAM_BLOCK, Place, local_folder, open_storage
from spiders.locked_warc_writers import (
    ArchiveFile,
    LocalFile,
    ObjectFile,
    atomic_replace,
    lock_out_writers,
    lock_portal,
)

ROLL_AT = 1024 * 1024 * 1024
OBJECT_BYTES = 64 * 1024 * 1024  # held in memory until written to an object store
LEVEL = 1  # of ISA-L: on real TED notices a quarter of zlib's time at its level 1, and 3 % smaller
KEPT = ("content-type", "date", "last-modified", "etag", "content-length")
_BUFFER_KEPT = 1024 * 1024  # to pack the next record in: fresh memory costs as much as copying
_REASON_LENGTH = 120  # characters of what is wrong with a record
_RECORD_BLOCK = 256 * 1024  # asked of an object store for single records
_ARCHIVE_FILE = re.compile(r"[^/]+/[^/]+\.warc\.gz")
_PORTAL = re.compile(r"[a-z0-9][a-z0-9_-]*(?::[a-z0-9_-]+)?")
_MEMBER = b"\x1f\x8b\x08"
_UNKNOWN_TYPE = "application/octet-stream"


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


class Archive:
    """Appends the bodies of one portal.  Not shared between threads; close it when done."""

    def __init__(self, folder: Place, portal: str, *, level: int = LEVEL) -> None:
        if not _PORTAL.fullmatch(portal):
            raise Misconfigured(f"{portal!r} cannot name a folder of the archive")
        self.portal, self.level = portal, level
        self.folder_name = folder_name(portal)
        self.local_folder = local_folder(folder)
        self._file: ArchiveFile | None = None
        self._folder = folder
        self._lock: IO[bytes] | None = None
        self._name, self._day, self._size = "", "", 0
        self._buffer = io.BytesIO()
        self._writer = _Writer(self._buffer, gzip=False, warc_version="1.1")

    def append(
        self,
        body: bytes,
        *,
        url: str | None = None,
        file: str | None = None,
        fetched_at: datetime,
        media_type: str | None = None,
        status: int = 200,
        headers: Iterable[tuple[str, str]] = (),
        role: str = "document",
        sha256: str | None = None,
        is_part: bool = False,
    ) -> RecordLocation:
        """Append a body and return its place; it is handed to the operating system on return.

        In an object store it is there after the next ``sync``.

        Give ``url`` for what was fetched, ``file`` (a base name) for what was ingested;
        ``is_part`` when the body is a slice of what ``url`` gave.
        Raises  OSError (disk full, no permission); the file then ends where it ended before.
        """
        if (url is None) == (file is None):
            raise ValueError("an archived body has either a url or a file name")
        digest = sha256 or hashlib.sha256(body).hexdigest()
        fields = {"WARC-Date": _instant(fetched_at), "WARC-Payload-Digest": f"sha256:{digest}"}
        if role != "document":
            fields["Vigie-Role"] = role
        if url is not None and is_part:
            kind = media_type or _UNKNOWN_TYPE
            member = self._member("resource", url, body, fields, kind=kind)
        elif url is not None:
            member = self._response(body, url, fields, status, media_type, headers)
        else:
            member = self._resource(body, file or "", fields, media_type)
        offset = self._write(member, fetched_at)
        return RecordLocation(self._name, offset, len(member), digest)

    def sync(self) -> None:
        """Asks the disk to keep what was appended; once a batch, since it costs milliseconds.

        Raises  StorageError: an object store did not take it.
        """
        if self.local_folder is None:
            self._close_file()  # an object is written as a whole
        elif self._file is not None:
            self._file.sync()

    def close(self) -> None:
        self._close_file()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _response(
        self,
        body: bytes,
        url: str,
        fields: dict[str, str],
        status: int,
        media_type: str | None,
        headers: Iterable[tuple[str, str]],
    ) -> bytes:
        archived_headers = [(name, value) for name, value in headers if name.lower() in KEPT]
        if media_type and not any(name.lower() == "content-type" for name, _ in archived_headers):
            archived_headers.append(("Content-Type", media_type))
        line = f"{status} {_phrase(status)}"
        http = StatusAndHeaders(line, archived_headers, protocol="HTTP/1.1")
        return self._member("response", url, body, fields, http=http)

    def _resource(
        self, body: bytes, file: str, fields: dict[str, str], media_type: str | None
    ) -> bytes:
        kind = media_type or _UNKNOWN_TYPE
        return self._member("resource", "file:" + quote(file), body, fields, kind=kind)

    def _member(
        self,
        record_type: str,
        uri: str,
        body: bytes,
        fields: dict[str, str],
        http: StatusAndHeaders | None = None,
        kind: str = "",
    ) -> bytes:
        record = self._writer.create_warc_record(
            uri,
            record_type,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type=kind,
            warc_headers_dict=fields,
            http_headers=http,
        )
        return self._packed(record)

    def _packed(self, record: Any) -> bytes:
        self._buffer.seek(0)
        self._writer.write_record(record)
        end = self._buffer.tell()
        with self._buffer.getbuffer() as plain:
            packed: bytes = isal_zlib.compress(plain[:end], self.level, 16 + zlib.MAX_WBITS)
        if end > _BUFFER_KEPT:
            self._buffer.truncate(0)
        return packed

    def _write(self, member: bytes, at: datetime) -> int:
        day = at.astimezone(UTC).date().isoformat()
        most = ROLL_AT if self.local_folder is not None else OBJECT_BYTES
        if self._file is None or day != self._day or self._size >= most:
            self._close_file()
            self._file = self._open(at)
            self._name = f"{self.folder_name}/{self._file.name}"
            self._day, self._size = day, 0
            self._put(self._info(self._file.name))
        offset = self._size
        self._put(member)
        return offset

    def _put(self, member: bytes) -> None:
        assert self._file is not None
        self._file.append(member)
        self._size += len(member)

    def _open(self, at: datetime) -> ArchiveFile:
        if self.local_folder is not None:
            day = at.astimezone(UTC).date().isoformat()
            return LocalFile(self.local_folder, self.folder_name, day)
        if self._lock is None:
            self._lock = lock_portal(self._folder, self.folder_name, is_shared=True)
        return ObjectFile(self._folder, self.folder_name, at)

    def _info(self, name: str) -> bytes:
        """The record that begins a file; no two are the same (WARC-Record-ID)."""
        info = {
            "software": "Vigie",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        }
        return self._packed(self._writer.create_warcinfo_record(name, info))


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio is untyped
    """warcio's writer without its second hashing: ``append`` has computed the digest already."""

    def ensure_digest(self, record: Any, block: bool = True, payload: bool = True) -> None:
        return


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


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
    result = next(_members(source, archive_file, offset), None)
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
            for member in _members(source, name, 0):
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


def _members(source: IO[bytes], name: str, offset: int) -> Iterator[Record | Damage]:
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
    if record.rec_type == "resource" and record.content_type != _UNKNOWN_TYPE:
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


Moves = dict[tuple[str, int], RecordLocation | None]
_SAME = b"(untouched)"  # told by identity: bodies that stay are not kept in memory


def redact(
    folder: Place,
    edit: Callable[[Record], bytes | None] | Iterable[str],
    *,
    files: Sequence[str] | None = None,
) -> Moves:
    """Takes words or whole bodies out of the archive, for an objection that was granted.

    ``edit``   body to keep in its place (the same body: untouched), or None to drop the record;
               or the sha256 of the bodies to drop.  Listings are shown to it as well.
    ``files``  archive files to look at; all when not given.
    Returns    for every record of a rewritten file: (file, old offset) -> new place, None if gone.
    Raises     Misconfigured when a crawl is writing to the file: run it again afterwards.
    """
    change = edit if callable(edit) else _without(frozenset(edit))
    moves: Moves = {}
    for name in archive_files(folder) if files is None else files:
        moves |= _redact_file(folder, name, change)
    return moves


def _without(gone: frozenset[str]) -> Callable[[Record], bytes | None]:
    return lambda record: None if record.sha256 in gone else record.body


def _redact_file(folder: Place, name: str, change: Callable[[Record], bytes | None]) -> Moves:
    with open_storage(folder).open(name) as source, lock_out_writers(folder, name, source):
        plan = [
            (member, after) if after != member.body else (member._replace(body=b""), _SAME)
            for member in _members(source, name, 0)
            if isinstance(member, Record)
            for after in (change(member),)
        ]
        if all(after is _SAME for _, after in plan):
            return {}
        return _rewrite(folder, name, source, plan)


def _rewrite(
    folder: Place, name: str, source: IO[bytes], plan: list[tuple[Record, bytes | None]]
) -> Moves:
    """Untouched records are copied byte by byte; the new file replaces the old one at once.

    It begins with a record of its own: it is never the beginning of the file that it replaces, by
    which a backup knows a redaction from a file that was cut off.
    """
    moves: Moves = {}
    packer = Archive(folder, portal_of(name))
    with atomic_replace(folder, name) as out:
        out.write(packer._info(Path(name).name))
        for record, after in plan:
            source.seek(record.offset)
            member = source.read(record.length)
            if after is None:
                moves[name, record.offset] = None
                continue
            if after is not _SAME:
                member = _repacked(packer, record, after)
            moves[name, record.offset] = RecordLocation(
                name, out.tell(), len(member), record.sha256
            )
            out.write(member)
    return moves


def _repacked(packer: Archive, record: Record, body: bytes) -> bytes:
    """A record with another body, marked as redacted; its length header follows the new body.

    The digest of the body as received stays its name: rows of the database go on pointing to it.
    """
    digest = hashlib.sha256(body).hexdigest()
    fields = {
        "WARC-Date": _instant(record.fetched_at),
        "WARC-Payload-Digest": f"sha256:{digest}",
        "Vigie-Original-Digest": f"sha256:{record.sha256}",
        "Vigie-Redacted": "an objection was granted",
    }
    if record.role != "document":
        fields["Vigie-Role"] = record.role
    if record.url is None:
        return packer._resource(body, record.file or "", fields, record.media_type)
    if "#" in record.url:  # a slice; no address that was asked has a fragment
        kind = record.media_type or _UNKNOWN_TYPE
        return packer._member("resource", record.url, body, fields, kind=kind)
    headers = [(k, value) for k, value in record.headers.items() if k.lower() != "content-length"]
    return packer._response(body, record.url, fields, 200, record.media_type, headers)
