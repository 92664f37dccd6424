"""Read the files of the archive as one stream, in the order in which its records were received."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from monitor.runtime.spider_registry import spider_class
from pipelines.model import Document
from spiders.archive.locked_files import first_instant
from spiders.archive.reader import archive_files, records
from spiders.archive.records import Damage, Record, portal_of
from spiders.archive.storage import Place, local_folder, open_storage

_EMPTY_FILE_START = datetime.min.replace(tzinfo=UTC)
_FIRST_RECORD_BYTES = 256 * 1024  # asked of an object store


class Received(Protocol):
    """A document or record with its time of receipt and its place in the archive."""

    @property
    def fetched_at(self) -> datetime | None:
        """Time of receipt; None when unknown."""

    @property
    def archive_file(self) -> str | None:
        """Name of the archive file; None: not archived."""

    @property
    def offset(self) -> int | None:
        """Offset of its record in that file, in bytes."""


Item = TypeVar("Item", bound=Received)


def records_in_order(
    archive: Place, portals: Sequence[str], report: Callable[[str], None]
) -> Iterator[Record]:
    """Yield archive records of several portals in the order received; ``report`` damage."""

    def damaged(damage: Damage) -> None:
        if problem := describe_damage(archive, damage):
            report(problem)

    return merge_archive_files(archive, files_of(archive, portals), damaged)


def files_of(archive: Place, portals: Sequence[str]) -> list[str]:
    """Return the names of the archive files of portals."""
    return [name for name in archive_files(archive) if portal_of(name) in portals]


def bytes_of(archive: Place, portals: Sequence[str]) -> int:
    """Return the size of the archive files of portals."""
    return sum(map(open_storage(archive).size, files_of(archive, portals)))


def describe_damage(archive: Place, damage: Damage) -> str | None:
    """Return a damage in words; None for a last record that a kill tore, which is none."""
    if damage.tail and local_folder(archive) is not None:
        return None  # an object is written as a whole
    return f"{damage.archive_file} at {damage.offset}: {damage.reason}"


def merge_archive_files(
    archive: Place,
    names: list[str],
    damaged: Callable[[Damage], None],
    role: str | None = "document",
) -> Iterator[Record]:
    """Merge archive files into one stream in the order received; ``role`` as in ``records``."""
    return merge_in_order(
        files_by_start(archive, names),
        lambda name: records(archive, role=role, files=[name], damaged=damaged),
    )


def files_by_start(archive: Place, names: list[str]) -> list[tuple[datetime, str]]:
    """Return archive files with the instant of their first record, in its order."""

    def start(name: str) -> datetime:
        if first_at := first_instant(name):
            return first_at
        first = next(records(archive, role=None, files=[name], block=_FIRST_RECORD_BYTES), None)
        return first.fetched_at if first is not None else _EMPTY_FILE_START

    return sorted((start(name), name) for name in names)


def merge_in_order(
    files: list[tuple[datetime, str]], content: Callable[[str], Iterator[Item]]
) -> Iterator[Item]:
    """Merge the content of files, each in the order received, into one stream."""
    waiting = deque(files)
    heap: list[tuple[datetime, str, int, Item, Iterator[Item]]] = []
    while waiting or heap:
        # opened only when its turn comes: an archive has more files than a process may open
        while waiting and (not heap or waiting[0] <= heap[0][:2]):
            _push_next(content(waiting.popleft()[1]), heap)
        if heap:
            *_, item, stream = heapq.heappop(heap)
            yield item
            _push_next(stream, heap)


def _push_next(
    stream: Iterator[Item], heap: list[tuple[datetime, str, int, Item, Iterator[Item]]]
) -> None:
    item = next(stream, None)
    if item is not None:
        assert item.fetched_at is not None
        key = (item.fetched_at, item.archive_file or "", item.offset or 0)
        heapq.heappush(heap, (*key, item, stream))


def document_from_record(record: Record) -> Document:
    """Return the document that a crawl or ingest made of an archive record."""
    return Document(
        sha256=record.sha256,
        portal=record.portal,
        media_type=record.media_type,
        url=record.url,
        file=record.file,
        fetched_at=record.fetched_at,
        archive_file=record.archive_file,
        offset=record.offset,
        length=len(record.body),
        parser_version=spider_class(record.portal).parser_version,
    )
