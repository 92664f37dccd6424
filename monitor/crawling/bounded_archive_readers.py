"""Read tar and WARC files whose headers may be hostile: each is of limited size.

``tarfile`` and ``warcio`` keep all of a header in memory, however long it goes on.
"""

from __future__ import annotations

import gzip
import tarfile
from collections.abc import Iterator
from contextlib import closing
from typing import IO, Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import DecompressingBufferedReader

MAX_HEADER_BYTES = 64 * 1024  # of a member of a tar, or of a record of a WARC file


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
        for record in opened:
            reader.header_bytes = 0
            yield record
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
