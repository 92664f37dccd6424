"""Files, folders and archives at hand -> bodies, one by one, with their limits named.

Nothing is written to disk, so a path in an archive leads nowhere.  What cannot be read (a member
larger than ``LIMIT``, a damaged part, a link) is named and left out, and the others go on; only an
archive that inflates to more than ``RATIO`` times its size is given up where that shows.
"""

from __future__ import annotations

import gzip
import io
import lzma
import os
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipelines.errors import Misconfigured

LIMIT = 64 * 1024 * 1024
RATIO = 200
DEPTH = 3
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GIVEN_UP = ", what follows in it was not read"
_GZIP = b"\x1f\x8b"
_READ_FAULTS = (
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


@dataclass(frozen=True, slots=True)
class Body:
    """What lies in one file or archive member; ``problem`` instead of content when unreadable."""

    name: str
    content: bytes | None
    problem: str | None = None
    code: str = "unreadable_file"


@dataclass(slots=True)
class _Budget:
    """How many bytes may come out of one file: ``RATIO`` times its size, on all levels together."""

    left: int

    def takes(self, size: int) -> bool:
        self.left -= size
        return self.left >= 0


def bodies(paths: list[Path]) -> Iterator[Body]:
    """Paths -> bodies, folders in the order of their names.

    Raises  Misconfigured for a path that does not exist and for a folder without a file, before
            anything is read.
    """
    for path in paths:
        if not path.exists():
            raise Misconfigured(f"{path}: there is no such file or folder")
        if path.is_dir() and next(_files(path), None) is None:
            raise Misconfigured(f"{path}: the folder holds no file, expected documents or archives")
    for path in paths:
        for file in _files(path) if path.is_dir() else [path]:
            yield from _of_file(file)


def more_than(count: int, paths: list[Path]) -> bool:
    """True if the paths name, or their folders hold, more files than that; none is opened."""
    seen = 0
    for path in paths:
        for _, _, files in os.walk(path) if path.is_dir() else [("", [], [path.name])]:
            seen += len(files)
            if seen > count:
                return True
    return False


def _files(folder: Path) -> Iterator[Path]:
    """All that is in a folder and its folders; folders only where they cannot be entered.

    The names of one folder at a time are held: a folder of a year's notices is large.
    """
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        yield folder
        return
    folders = {name for name, is_folder in found if is_folder}
    names = sorted(name for name, _ in found)
    del found
    for name in names:
        if name in folders:
            yield from _files(folder / name)
        else:
            yield folder / name


def _of_file(path: Path) -> Iterator[Body]:
    if path.is_file():
        yield from _guarded(path.name, _contents(path))
    else:
        yield Body(path.name, None, f"{path.name}: {_no_file(path)}", "no_file")


def _no_file(path: Path) -> str:
    if path.is_symlink():
        if path.is_dir():
            return "is a link to a folder, which is not followed: name that folder itself"
        return "is a link that leads nowhere"
    if path.is_dir():
        return "is a folder that may not be read: give yourself the right to"
    return "is neither a file nor a folder, expected a document: save it as a file first"


def _contents(path: Path) -> Iterator[Body]:
    size = path.stat().st_size
    with path.open("rb") as source:
        yield from _opened(source, path.name, size, 0, _Budget(max(LIMIT, RATIO * size)))


def _guarded(name: str, found: Iterator[Body]) -> Iterator[Body]:
    """The same bodies; then a complaint, if the archive broke off or held none."""
    count = 0
    try:
        for body in found:
            count += 1
            yield body
    except PermissionError:
        yield Body(name, None, f"{name}: you may not read it: give yourself the right to")
    except _READ_FAULTS as error:
        before = f"the {count} before this place were read; " if count else ""
        yield Body(
            name, None, f"{name}: is damaged or was cut short ({_why(error)}); {before}get it again"
        )
    else:
        if not count:
            yield Body(name, None, f"{name}: an archive without a document in it", "empty")


def _why(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _opened(source: IO[bytes], name: str, size: int, depth: int, budget: _Budget) -> Iterator[Body]:
    head = source.read(512)
    source.seek(0)
    if head[:4] in _ZIP:
        yield from _zip(source, name, depth, budget)
    elif head[:2] == _GZIP or head[257:262] == b"ustar" or head[:5] == b"WARC/":
        yield from _packed(source, name, depth, budget)
    elif size > LIMIT:
        yield _too_large(name, size)
    else:
        yield Body(name, source.read())


def _too_large(name: str, size: int) -> Body:
    megabytes = size // 1024 // 1024
    limit = LIMIT // 1024 // 1024
    return Body(
        name,
        None,
        f"{name}: has {megabytes} MB, the limit for one document is {limit} MB;"
        " it was not read and stays where it is. Split it, or pack its documents as zip or "
        "tar.gz",
        "too_large",
    )


def _bomb(name: str, more: str = "") -> Body:
    return Body(
        name,
        None,
        f"{name}: inflates to more than {RATIO} times its size, which no "
        f"notice does; refused as a bomb{more}",
        "archive_bomb",
    )


def _nested(source: IO[bytes], name: str, size: int, depth: int, budget: _Budget) -> Iterator[Body]:
    if depth >= DEPTH:
        message = f"{name}: archives within archives beyond {DEPTH} levels; unpack the outer ones"
        yield Body(name, None, message, "too_deep")
        return
    yield from _guarded(name, _opened(source, name, size, depth + 1, budget))


def _zip(source: IO[bytes], name: str, depth: int, budget: _Budget) -> Iterator[Body]:
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            inner = f"{name}/{_safe(member.filename)}"
            if member.is_dir():
                continue
            if member.file_size > LIMIT:
                yield _too_large(inner, member.file_size)
            elif member.file_size > 1024 * 1024 and member.file_size > RATIO * member.compress_size:
                yield _bomb(inner)
            elif not budget.takes(member.file_size):
                yield _bomb(name, _GIVEN_UP)
                return
            else:
                yield from _unzipped(archive, member, inner, depth, budget)


def _unzipped(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int, budget: _Budget
) -> Iterator[Body]:
    """One member; a damaged one does not cost the others."""
    try:
        with archive.open(member) as opened:
            content = opened.read(LIMIT + 1)
    except _READ_FAULTS as error:
        if member.flag_bits & 1:
            what = "is encrypted; unpack it with its password first"
            yield Body(name, None, f"{name}: {what}", code="encrypted")
            return
        what = f"this part of the archive is damaged ({_why(error)}); get it again"
        yield Body(name, None, f"{name}: {what}")
        return
    yield from _content(name, content, depth, budget)


def _safe(name: str) -> str:
    """Name of a member -> the same without leading slashes and steps upwards."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _content(name: str, content: bytes, depth: int, budget: _Budget) -> Iterator[Body]:
    if len(content) > LIMIT:
        yield _too_large(name, len(content))
    elif content[:4] in _ZIP or content[:2] == _GZIP:
        yield from _nested(io.BytesIO(content), name, len(content), depth, budget)
    else:
        yield Body(name, content)


def _packed(source: IO[bytes], name: str, depth: int, budget: _Budget) -> Iterator[Body]:
    """A tar, plain or compressed, a WARC file, or one compressed document: its first bytes tell."""
    head = _first_bytes(source)
    if head[257:262] == b"ustar":
        with tarfile.open(fileobj=source, mode="r|*") as archive:
            yield from _tar(archive, name, depth, budget)
        return
    if head.startswith(b"WARC/"):
        yield from _warc(source, name)
        return
    with gzip.GzipFile(fileobj=source) as unpacked:
        content = unpacked.read(LIMIT + 1)
    if len(content) > LIMIT and source.tell() * RATIO < LIMIT:
        yield _bomb(name)
    else:
        yield from _content(name.removesuffix(".gz"), content, depth, budget)


def _first_bytes(source: IO[bytes]) -> bytes:
    head = source.read(512)
    source.seek(0)
    if head[:2] == _GZIP:
        with gzip.GzipFile(fileobj=source) as unpacked:
            head = unpacked.read(512)
        source.seek(0)
    return head


def _warc(source: IO[bytes], name: str) -> Iterator[Body]:
    """The payload of every response and resource of a WARC file."""
    records = ArchiveIterator(source)
    for place, record in enumerate(records):
        if record.rec_type not in ("response", "resource"):
            continue
        address = record.rec_headers.get_header("WARC-Target-URI") or f"record {place}"
        content = record.content_stream().read(LIMIT + 1)
        if len(content) <= LIMIT and getattr(record.raw_stream, "limit", 0) > 0:
            raise EOFError(f"record {place} ends before its announced length")
        inner = f"{name}/{_safe(address)}"
        yield Body(inner, content) if len(content) <= LIMIT else _too_large(inner, len(content))
    if records.err_count:
        raise ValueError("between its records lie bytes that belong to none")


def _tar(archive: tarfile.TarFile, name: str, depth: int, budget: _Budget) -> Iterator[Body]:
    for member in archive:
        inner = f"{name}/{_safe(member.name)}"
        if not member.isfile():
            if not member.isdir():
                message = f"{inner}: a link or device, expected a file; left out"
                yield Body(inner, None, message, "link")
            continue
        if not budget.takes(member.size):
            # before its bytes are inflated, if only to be skipped
            yield _bomb(name, _GIVEN_UP)
            return
        nested = member.name.endswith((".tar.gz", ".tgz", ".tar", ".zip"))
        if member.size > (LIMIT * 16 if nested else LIMIT):
            yield _too_large(inner, member.size)
            continue
        opened = archive.extractfile(member)
        if opened is None:
            continue
        if nested and depth < DEPTH:
            yield from _spooled(opened, inner, depth, budget)
        else:
            yield from _content(inner, opened.read(), depth, budget)


def _spooled(opened: IO[bytes], name: str, depth: int, budget: _Budget) -> Iterator[Body]:
    """An archive inside an archive, through a temporary file that vanishes."""
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(opened, spool, 1024 * 1024)
        size = spool.tell()
        spool.seek(0)
        yield from _nested(spool, name, size, depth, budget)
