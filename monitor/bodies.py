"""Files, folders and archives at hand -> bodies, one by one, with their limits named.

Nothing is written to disk, so a path in an archive leads nowhere; a member larger than ``LIMIT`` or
an archive that inflates beyond ``RATIO`` is named and left out, the others go on.
"""

from __future__ import annotations

import gzip
import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from warcio.archiveiterator import ArchiveIterator

from pipelines.errors import Misconfigured

LIMIT = 64 * 1024 * 1024
RATIO = 200
DEPTH = 3
_READ_FAULTS = (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error, ValueError,
                NotImplementedError, RuntimeError)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Body:
    """What lies in one file or archive member; ``problem`` instead of content when unreadable."""

    name: str
    content: bytes | None
    problem: str | None = None
    code: str = "unreadable_file"


def bodies(paths: list[Path]) -> Iterator[Body]:
    """Paths -> bodies, folders in the order of their names.

    Raises  Misconfigured for a path that does not exist.
    """
    for path in paths:
        if not path.exists():
            raise Misconfigured(f"{path}: there is no such file or folder")
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            yield from _of_file(file)


def _of_file(path: Path) -> Iterator[Body]:
    try:
        with path.open("rb") as source:
            yield from _opened(source, path.name, path.stat().st_size, 0)
    except _READ_FAULTS as error:
        yield Body(path.name, None, f"{path.name}: cannot be read: {error}")


def _opened(source: IO[bytes], name: str, size: int, depth: int) -> Iterator[Body]:
    head = source.read(512)
    source.seek(0)
    if head[:4] == b"PK\x03\x04":
        yield from _zip(source, name, depth)
    elif head[:2] == b"\x1f\x8b" or head[257:262] == b"ustar" or head[:5] == b"WARC/":
        yield from _packed(source, name, depth)
    elif size > LIMIT:
        yield _too_large(name, size)
    else:
        yield Body(name, source.read())


def _too_large(name: str, size: int) -> Body:
    megabytes = size // 1024 // 1024
    limit = LIMIT // 1024 // 1024
    return Body(name, None, f"{name}: {megabytes} MB, the limit for one document is {limit} MB",
                "too_large")  # fmt: skip


def _bomb(name: str) -> Body:
    return Body(name, None, f"{name}: inflates more than {RATIO} times, which no notice does; "
                "refused as a bomb", "archive_bomb")  # fmt: skip


def _nested(source: IO[bytes], name: str, size: int, depth: int) -> Iterator[Body]:
    if depth >= DEPTH:
        yield Body(
            name, None, f"{name}: archives within archives beyond {DEPTH} levels", "too_deep"
        )
        return
    yield from _opened(source, name, size, depth + 1)


def _zip(source: IO[bytes], name: str, depth: int) -> Iterator[Body]:
    with zipfile.ZipFile(source) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            inner = f"{name}/{_safe(member.filename)}"
            if member.is_dir():
                continue
            if member.file_size > LIMIT:
                yield _too_large(inner, member.file_size)
            elif member.file_size > 1024 * 1024 and member.file_size > RATIO * member.compress_size:
                yield _bomb(inner)
            else:
                with archive.open(member) as opened:
                    content = opened.read(LIMIT + 1)
                yield from _content(inner, content, depth)


def _safe(name: str) -> str:
    """Name of a member -> the same without leading slashes and steps upwards."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(parts)


def _content(name: str, content: bytes, depth: int) -> Iterator[Body]:
    if len(content) > LIMIT:
        yield _too_large(name, len(content))
    elif content[:4] == b"PK\x03\x04" or content[:2] == b"\x1f\x8b":
        yield from _nested(io.BytesIO(content), name, len(content), depth)
    else:
        yield Body(name, content)


def _packed(source: IO[bytes], name: str, depth: int) -> Iterator[Body]:
    """A tar, plain or compressed, a WARC file, or one compressed document: its first bytes tell."""
    head = _first_bytes(source)
    if head[257:262] == b"ustar":
        with tarfile.open(fileobj=source, mode="r|*") as archive:
            yield from _tar(archive, name, depth)
        return
    if head.startswith(b"WARC/"):
        yield from _warc(source, name)
        return
    with gzip.GzipFile(fileobj=source) as unpacked:
        content = unpacked.read(LIMIT + 1)
    if len(content) > LIMIT:
        yield _bomb(name) if source.tell() * RATIO < LIMIT else _too_large(name, len(content))
    else:
        yield Body(name.removesuffix(".gz"), content)


def _first_bytes(source: IO[bytes]) -> bytes:
    head = source.read(512)
    source.seek(0)
    if head[:2] == b"\x1f\x8b":
        with gzip.GzipFile(fileobj=source) as unpacked:
            head = unpacked.read(512)
        source.seek(0)
    return head


def _warc(source: IO[bytes], name: str) -> Iterator[Body]:
    """The payload of every response and resource of a WARC file."""
    for place, record in enumerate(ArchiveIterator(source)):
        if record.rec_type not in ("response", "resource"):
            continue
        address = record.rec_headers.get_header("WARC-Target-URI") or f"record {place}"
        content = record.content_stream().read(LIMIT + 1)
        inner = f"{name}/{_safe(address)}"
        yield Body(inner, content) if len(content) <= LIMIT else _too_large(inner, len(content))


def _tar(archive: tarfile.TarFile, name: str, depth: int) -> Iterator[Body]:
    for member in archive:
        inner = f"{name}/{_safe(member.name)}"
        if not member.isfile():
            if not member.isdir():
                yield Body(inner, None, f"{inner}: neither a file nor a folder, left out", "link")
            continue
        nested = member.name.endswith((".tar.gz", ".tgz", ".tar", ".zip"))
        if member.size > (LIMIT * 16 if nested else LIMIT):
            yield _too_large(inner, member.size)
            continue
        opened = archive.extractfile(member)
        if opened is None:
            continue
        if nested and depth < DEPTH:
            yield from _spooled(opened, inner, depth)
        else:
            yield from _content(inner, opened.read(), depth)


def _spooled(opened: IO[bytes], name: str, depth: int) -> Iterator[Body]:
    """An archive inside an archive, through a temporary file that vanishes."""
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(opened, spool, 1024 * 1024)
        size = spool.tell()
        spool.seek(0)
        yield from _nested(spool, name, size, depth)
