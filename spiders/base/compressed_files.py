"""Open the members of a plain, gzip or zip file, within limits that stop archive bombs.

Nothing is unpacked to disk, so a path in an archive leads nowhere.  What inflates to more than
``RATIO`` times its size, or beyond what the portal may send at all, is refused as a bomb; so is an
archive inside an archive, whose size nobody can tell beforehand.  The other members are read.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from pipelines.errors import BrokenDocument
from spiders.parsers.decoding.zip_members import unbounded_packing

RATIO = 200  # notices inflate some 10 to 30 times
SMALL = 1024 * 1024  # of which no ratio is asked
_FAULTS = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class Member:
    """A file to read; ``name`` is empty for the whole.  ``problem`` instead where it must not be.

    ``open()`` gives its bytes from the start.
    """

    name: str
    opened: Any = None
    problem: BrokenDocument | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        try:
            with self.opened() as source:
                yield source
        except _FAULTS as error:
            raise BrokenDocument(
                "unreadable_file",
                f"{self.name or 'the file'} is damaged or was cut short ({_why(error)})",
            ) from None


def members(file: IO[bytes], size: int, limit: int, wanted: Any = None) -> Iterator[Member]:
    """Iterate over a file's members.  ``limit``: bytes that may come out of all of it together.

    ``wanted``  pattern of the names of members; None for all.
    """
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head[:2] == b"\x1f\x8b":
        yield Member("", lambda: _Bounded(gzip.GzipFile(fileobj=file), size, limit))
    elif head in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zip(file, size, limit, wanted)
    else:
        yield Member("", lambda: _Kept(file))


def _zip(file: IO[bytes], size: int, limit: int, wanted: Any) -> Iterator[Member]:
    try:
        archive = zipfile.ZipFile(file)
    except _FAULTS as error:
        message = f"the zip is damaged or was cut short ({_why(error)})"
        yield Member("", None, BrokenDocument("unreadable_file", message))
        return
    left = min(limit, max(SMALL, RATIO * size))
    for member in archive.infolist():
        if member.is_dir() or (wanted and not wanted.search(member.filename)):
            continue
        problem = _refusal(archive, member, left)
        left -= 0 if problem else member.file_size
        yield Member(member.filename, _opener(archive, member), problem)


def _opener(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Any:
    return lambda: archive.open(member)  # reads no more than the size it tells


def _refusal(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int) -> BrokenDocument | None:
    """Return why a member is not opened, by the archive's directory; None when it is."""
    if member.file_size > left or (
        member.file_size > SMALL and member.file_size > RATIO * member.compress_size
    ):
        return _bomb(member.filename, member.file_size)
    if member.flag_bits & 1:
        return BrokenDocument("unreadable_file", f"{member.filename} is encrypted")
    if packing := unbounded_packing(member):
        return BrokenDocument("unreadable_file", f"{member.filename} {packing}")
    if member.filename.lower().endswith((".zip", ".gz", ".tar", ".7z", ".rar", ".bz2", ".xz")):
        return BrokenDocument("too_deep", f"{member.filename} is an archive inside an archive")
    return None


def _bomb(name: str, size: int) -> BrokenDocument:
    return BrokenDocument(
        "archive_bomb",
        f"{name or 'the file'} inflates to {size / 1024 / 1024:,.0f} MB or more, which is more "
        f"than {RATIO} times its size or than this portal may send: refused as a bomb",
    )


def _why(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


class _Bounded(io.BufferedReader):
    """A gzip file that complains as soon as more comes out of it than may."""

    def __init__(self, source: Any, size: int, limit: int) -> None:
        super().__init__(source)
        self.left = min(limit, max(SMALL, RATIO * size))
        self.most = self.left

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.left -= len(data)
        if self.left < 0:
            raise _bomb("", self.most)
        return data


class _Kept(io.BufferedReader):
    """The file itself; closing this reader leaves it open for its owner."""

    def __init__(self, file: Any) -> None:
        super().__init__(io.FileIO(file.fileno(), closefd=False))
        self.seek(0)
