"""Read archives that may be hostile: headers are of limited size, members of limited number.

``tarfile`` and ``warcio`` keep all of a header in memory, however long it goes on, ``zipfile`` all
members; a packed archive of 137 kB holds a million that are empty.
"""

from __future__ import annotations

import gzip
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import IO, Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader

MAX_HEADER_BYTES = 64 * 1024  # of a member of a tar, or of a record of a WARC file

MAX_INFLATION = 200  # times its size
# Of a tar.gz the same notice again and again takes 34 bytes each, any others 50 and more.
MIN_MEMBER_BYTES, ALWAYS_ALLOWED_MEMBERS = 20, 10_000
_ZIP_ENTRY_BYTES = 46  # of a member in the directory of a zip, without its name


@dataclass(slots=True)
class InflationBudget:
    """Bytes and members that may still come out of one file, on all levels of nesting together."""

    bytes_left: int
    members_left: int

    @classmethod
    def of_file(cls, size: int, always_allowed: int) -> InflationBudget:
        """Return what may come out of a file of ``size`` bytes; of the smallest ``always_allowed``
        bytes."""
        members = max(ALWAYS_ALLOWED_MEMBERS, size // MIN_MEMBER_BYTES)
        return cls(max(always_allowed, MAX_INFLATION * size), members)

    def allows(self, size: int) -> bool:
        """Count a member of ``size`` bytes and return whether it may come."""
        self.bytes_left -= size
        self.members_left -= 1
        return self.bytes_left >= 0 and self.members_left >= 0


def most_zip_members(source: IO[bytes]) -> int:
    """Return how many members the directory of a zip can hold, by its length; 0 without one."""
    module: Any = zipfile  # its end record is private, and as old as the module
    end = module._EndRecData(source)
    source.seek(0)
    return int(end[module._ECD_SIZE]) // _ZIP_ENTRY_BYTES if end else 0


class _WarcReader(DecompressingBufferedReader):  # type: ignore[misc]
    """Refuses a record whose header goes on and on."""

    header_bytes = 0

    def readline(self, length: int | None = None) -> bytes:
        most = MAX_HEADER_BYTES if length is None else min(length, MAX_HEADER_BYTES)
        line: bytes = super().readline(most)
        self.header_bytes += len(line)
        if self.header_bytes >= MAX_HEADER_BYTES:
            raise ValueError("the header of a record goes on beyond 64 kB")
        return line


def warc_records(source: IO[bytes]) -> Iterator[Any]:
    """Yield the records of a WARC file, as warcio has them.

    Raises  ValueError: a header is too long, or bytes lie between records; errors of warcio.
    """
    records = ArchiveIterator(source)
    records.reader = reader = _WarcReader(source)
    # closed, else both stay in memory, see spiders.archive.reader
    with closing(iter(records)) as opened:
        try:
            for record in opened:
                reader.header_bytes = 0
                yield record
        except AttributeError:  # warcio's, of the address that is not there
            raise ValueError("a record has no WARC-Target-URI") from None
    if records.err_count:
        raise ValueError("between its records lie bytes that belong to none")


class _TarBytes:
    """Bytes of a tar; refuses what goes on and on before a member: long names, fields of pax, maps
    of holes.  ``member_end``: offset behind the last member."""

    def __init__(self, source: IO[bytes] | gzip.GzipFile) -> None:
        self._source, self._offset, self.member_end = source, 0, 0

    def read(self, size: int) -> bytes:
        content = self._source.read(size)
        self._offset += len(content)
        if self._offset > self.member_end + MAX_HEADER_BYTES:
            raise tarfile.ReadError("the header of a member goes on beyond 64 kB")
        return content


def tar_members(
    source: IO[bytes] | gzip.GzipFile,
) -> Iterator[tuple[tarfile.TarFile, tarfile.TarInfo, int]]:
    """Yield each member of a tar, the tar to take it out of, and the bytes that it takes there.

    Raises  tarfile.TarError.
    """
    plain = _TarBytes(source)
    with tarfile.open(fileobj=cast(IO[bytes], plain), mode="r|") as opened:
        archive: Any = opened  # type stubs name neither ``members`` nor what ``pax_headers`` is
        while (member := archive.next()) is not None:
            size, plain.member_end = archive.offset - plain.member_end, archive.offset
            archive.members.clear()  # else tarfile keeps them all, each with what pax says of all
            archive.pax_headers.clear()
            yield archive, member, max(size, member.size)
