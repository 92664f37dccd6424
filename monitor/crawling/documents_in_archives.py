"""Iterate over the documents in one file: zip, tar, gzip or WARC, or a document of its own.

Members are never extracted to disk, so a path in an archive leads nowhere.  What cannot be read (a
member larger than ``MAX_DOCUMENT_BYTES``, a damaged part, a link) is reported and skipped; only an
archive that inflates to more than ``MAX_INFLATION`` times its size is abandoned at that place.
"""

from __future__ import annotations

import gzip
import io
import lzma
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, NamedTuple

from warcio.exceptions import ArchiveLoadFailed

from monitor.crawling.bounded_archive_readers import (
    MAX_INFLATION,
    InflationBudget,
    most_zip_members,
    tar_members,
    warc_records,
)

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MAX_NESTING = 3
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_REST_NOT_READ = ", what follows in it was not read"
_GZIP = b"\x1f\x8b"
_READ_ERRORS = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    ArchiveLoadFailed,
    LookupError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


class DocumentPlace(NamedTuple):
    """Location of a document that is a file of its own, for a worker that reads it itself.

    ``storage``  address of the folder, or of the file itself.
    ``name``     of the file below it; empty for the file itself.
    """

    storage: str
    name: str


@dataclass(frozen=True, slots=True)
class InputDocument:
    """The content of a file or archive member.

    ``problem``  why it could not be read.
    ``place``    where it can be read again; None in an archive, or without an address.
    """

    name: str
    content: bytes | None
    problem: str | None = None
    code: str = "unreadable_file"
    place: DocumentPlace | None = None


def with_error_report(name: str, documents: Iterator[InputDocument]) -> Iterator[InputDocument]:
    """Yield the documents, then a problem if the archive broke off or held none."""
    count = 0
    try:
        for body in documents:
            count += 1
            yield body
    except PermissionError:
        yield InputDocument(name, None, f"{name}: you may not read it: give yourself the right to")
    except _READ_ERRORS as error:
        before = f"the {count} before this place were read; " if count else ""
        yield InputDocument(
            name,
            None,
            f"{name}: is damaged or was cut short ({_error_text(error)}); {before}get it again",
        )
    else:
        if not count:
            yield InputDocument(name, None, f"{name}: an archive without a document in it", "empty")


def _error_text(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def read_stream(
    source: IO[bytes],
    name: str,
    size: int,
    depth: int,
    budget: InflationBudget,
    location: DocumentPlace | None = None,
) -> Iterator[InputDocument]:
    head = source.read(512)
    source.seek(0)
    if head[:4] in _ZIP:
        yield from _read_zip(source, name, depth, budget)
    elif head[:2] == _GZIP or head[257:262] == b"ustar" or head[:5] == b"WARC/":
        yield from _read_compressed(source, name, depth, budget)
    elif size > MAX_DOCUMENT_BYTES:
        yield _too_large(name, size)
    else:
        yield InputDocument(name, source.read(size), place=location)  # no more, if it grows


def _too_large(name: str, size: int) -> InputDocument:
    megabytes = size // 1024 // 1024
    limit = MAX_DOCUMENT_BYTES // 1024 // 1024
    return InputDocument(
        name,
        None,
        f"{name}: has {megabytes} MB, the limit for one document is {limit} MB;"
        " it was not read and stays where it is. Split it, or pack its documents as zip or "
        "tar.gz",
        "too_large",
    )


def _bomb(name: str, more: str = "") -> InputDocument:
    return InputDocument(
        name,
        None,
        f"{name}: inflates to more than {MAX_INFLATION} times its size, or to a part for each few"
        f" bytes, which no notice does; refused as a bomb{more}",
        "archive_bomb",
    )


def _read_nested(
    source: IO[bytes], name: str, size: int, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    if depth >= MAX_NESTING:
        message = (
            f"{name}: archives within archives beyond {MAX_NESTING} levels; unpack the outer ones"
        )
        yield InputDocument(name, None, message, "too_deep")
        return
    yield from with_error_report(name, read_stream(source, name, size, depth + 1, budget))


def _read_zip(
    source: IO[bytes], name: str, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    if most_zip_members(source) > budget.members_left:  # zipfile has all of them in memory
        yield _bomb(name)
        return
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            inner = f"{name}/{_safe_member_name(member.filename)}"
            if member.is_dir():
                continue
            if member.file_size > MAX_DOCUMENT_BYTES:
                yield _too_large(inner, member.file_size)
            elif (
                member.file_size > 1024 * 1024
                and member.file_size > MAX_INFLATION * member.compress_size
            ):
                yield _bomb(inner)
            elif not budget.allows(member.file_size):
                yield _bomb(name, _REST_NOT_READ)
                return
            else:
                yield from _read_zip_member(archive, member, inner, depth, budget)


def _read_zip_member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    depth: int,
    budget: InflationBudget,
) -> Iterator[InputDocument]:
    """Yield the content of one member, or its problem; the other members are read all the same."""
    # of bzip2 and LZMA zipfile unpacks whole what it reads, however little is asked for
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        what = f"is packed by method {member.compress_type} of zip, expected 8 (deflate)"
        yield InputDocument(name, None, f"{name}: {what}; unpack it first")
        return
    try:
        with archive.open(member) as opened:
            content = opened.read(MAX_DOCUMENT_BYTES + 1)
    except _READ_ERRORS as error:
        if member.flag_bits & 1:
            what = "is encrypted; unpack it with its password first"
            yield InputDocument(name, None, f"{name}: {what}", code="encrypted")
            return
        what = f"this part of the archive is damaged ({_error_text(error)}); get it again"
        yield InputDocument(name, None, f"{name}: {what}")
        return
    yield from _read_content(name, content, depth, budget)


def _safe_member_name(name: str) -> str:
    """Return a member's name without leading slashes and without ``..``."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _read_content(
    name: str, content: bytes, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    if len(content) > MAX_DOCUMENT_BYTES:
        yield _too_large(name, len(content))
    elif content[:4] in _ZIP or content[:2] == _GZIP:
        yield from _read_nested(io.BytesIO(content), name, len(content), depth, budget)
    else:
        yield InputDocument(name, content)


def _read_compressed(
    source: IO[bytes], name: str, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    """Read a tar, plain or compressed, a WARC file, or one gzip document, by its first bytes."""
    head = _first_bytes(source)
    if head[257:262] == b"ustar":
        is_packed = source.read(2) == _GZIP
        source.seek(0)
        plain = gzip.GzipFile(fileobj=source) if is_packed else source
        yield from _read_tar(plain, name, depth, budget)
        return
    if head.startswith(b"WARC/"):
        yield from _read_warc(source, name, budget)
        return
    with gzip.GzipFile(fileobj=source) as unpacked:
        content = unpacked.read(MAX_DOCUMENT_BYTES + 1)
    if len(content) > MAX_DOCUMENT_BYTES and source.tell() * MAX_INFLATION < MAX_DOCUMENT_BYTES:
        yield _bomb(name)
    else:
        yield from _read_content(name.removesuffix(".gz"), content, depth, budget)


def _first_bytes(source: IO[bytes]) -> bytes:
    head = source.read(512)
    source.seek(0)
    if head[:2] == _GZIP:
        with gzip.GzipFile(fileobj=source) as unpacked:
            head = unpacked.read(512)
        source.seek(0)
    return head


def _read_warc(source: IO[bytes], name: str, budget: InflationBudget) -> Iterator[InputDocument]:
    """Yield the payload of every response and resource record of a WARC file."""
    for index, record in enumerate(warc_records(source)):
        if not budget.allows(max(0, record.length or 0)):
            yield _bomb(name, _REST_NOT_READ)
            return
        if record.rec_type not in ("response", "resource"):
            continue
        address = record.rec_headers.get_header("WARC-Target-URI") or f"record {index}"
        content = record.content_stream().read(MAX_DOCUMENT_BYTES + 1)
        if len(content) <= MAX_DOCUMENT_BYTES and getattr(record.raw_stream, "limit", 0) > 0:
            raise EOFError(f"record {index} ends before its announced length")
        inner = f"{name}/{_safe_member_name(address)}"
        yield (
            InputDocument(inner, content)
            if len(content) <= MAX_DOCUMENT_BYTES
            else _too_large(inner, len(content))
        )


def _read_tar(
    source: IO[bytes] | gzip.GzipFile, name: str, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    for archive, member, size in tar_members(source):
        if not budget.allows(size):  # before its bytes are inflated, if only to be skipped
            yield _bomb(name, _REST_NOT_READ)
            return
        yield from _read_tar_member(archive, member, name, depth, budget)


def _read_tar_member(
    archive: tarfile.TarFile,
    member: tarfile.TarInfo,
    name: str,
    depth: int,
    budget: InflationBudget,
) -> Iterator[InputDocument]:
    inner = f"{name}/{_safe_member_name(member.name)}"
    if not member.isfile():
        if not member.isdir():
            message = f"{inner}: a link or device, expected a file; left out"
            yield InputDocument(inner, None, message, "link")
        return
    nested = member.name.endswith((".tar.gz", ".tgz", ".tar", ".zip"))
    if member.size > (MAX_DOCUMENT_BYTES * 16 if nested else MAX_DOCUMENT_BYTES):
        yield _too_large(inner, member.size)
        return
    opened = archive.extractfile(member)
    if opened is None:
        return
    if nested and depth < MAX_NESTING:
        yield from _read_nested_tar(opened, inner, depth, budget)
    else:
        yield from _read_content(inner, opened.read(), depth, budget)


def _read_nested_tar(
    opened: IO[bytes], name: str, depth: int, budget: InflationBudget
) -> Iterator[InputDocument]:
    """Read an archive inside a tar through a temporary file, because it must be seekable."""
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(opened, spool, 1024 * 1024)
        size = spool.tell()
        spool.seek(0)
        yield from _read_nested(spool, name, size, depth, budget)
