"""The raw archive -> the database, with the network off.

Bodies are read in the order received, over all portals, so a rebuilt database tells the same story
(ids, redirects, log) as the one that was lost.  In a database that has the document already this is
a re-reading (cause ``reparse``): what the reader no longer finds leaves.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.crawling.parallel_parsing import read
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import spider, spider_names
from pipelines.errors import Misconfigured
from pipelines.model import Document, ParsedDocument
from pipelines.stages import Stages
from pipelines.stages import new_writer as open_writer
from pipelines.store.writer import Writer
from spiders.archive import Damage, Record, archive_files, records

BATCH = 100
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def replay(
    connection: sqlite3.Connection,
    archive: Path,
    stages: Stages,
    portals: list[str],
    run: Run,
    progress: Callable[[int], None] | None = None,
) -> None:
    """Archive -> rows; ``run`` tells how many and what was damaged.

    Raises  Misconfigured when there is no archive.
    """
    if not archive.is_dir():
        raise Misconfigured(f"{archive}: there is no archive to replay; crawl or ingest first")
    for portal in portals:
        spider(portal)
    writer = open_writer(connection, run.id, stages)
    restored: set[bytes] = set()
    fresh: list[ParsedDocument] = []
    again: list[ParsedDocument] = []
    for reading in _readings(archive, portals or spider_names(), stages, run):
        known = _known(writer, reading.document, restored)
        (again if known else fresh).append(reading)
        if (again and fresh) or len(fresh) + len(again) >= BATCH:
            _save(writer, fresh, again, known)
            if progress is not None:
                progress(len(fresh) + len(again))
            fresh, again = [], []
    _save(writer, fresh, again, False)
    run.counts.update(writer.counts)


def _known(writer: Writer, document: Document, restored: set[bytes]) -> bool:
    """True if the database had this body before this replay, which then is a re-reading.

    What this replay has restored may come again, as it did the first time; the log says the same.
    """
    key = bytes.fromhex(document.sha256) + document.portal.encode()
    if key in restored:
        return False
    if writer.was_received(document):
        return True
    restored.add(key)
    return False


def _save(
    writer: Writer, fresh: list[ParsedDocument], again: list[ParsedDocument], again_last: bool
) -> None:
    order = [(fresh, "notice"), (again, "reparse")]
    for batch, cause in order if again_last else reversed(order):
        if batch:
            writer.save(batch, cause)


def _readings(
    archive: Path, portals: list[str], stages: Stages, run: Run
) -> Iterator[ParsedDocument]:
    for record in in_order(archive, portals, run):
        run.counts["files"] += 1
        document = document_of(record)
        yield stages.run(read(record.portal, document, record.body))


def in_order(archive: Path, portals: list[str], run: Run) -> Iterator[Record]:
    """Records of several portals in the order received; damage is named in ``run.problems``."""

    def damaged(damage: Damage) -> None:
        if not damage.tail:
            run.problems.append(f"{damage.archive_file} at {damage.offset}: {damage.reason}")

    names = [name for portal in portals for name in archive_files(archive, portal)]
    return ordered(archive, names, damaged)


def ordered(
    archive: Path,
    names: list[str],
    damaged: Callable[[Damage], None],
    role: str | None = "document",
) -> Iterator[Record]:
    """Records of several archive files in the order received; ``role`` as in ``records``."""
    starts = deque(sorted(_starts(archive, names)))
    under_way: list[tuple[datetime, str, int, Record, Iterator[Record]]] = []
    while starts or under_way:
        # a file is opened when its turn has come: an archive has more files than a process may open
        while starts and (not under_way or starts[0] <= under_way[0][:2]):
            name = starts.popleft()[1]
            _next(records(archive, role=role, files=[name], damaged=damaged), under_way)
        if under_way:
            *_, record, stream = heapq.heappop(under_way)
            yield record
            _next(stream, under_way)


def _starts(archive: Path, names: list[str]) -> Iterator[tuple[datetime, str]]:
    """Archive files with the instant of their first document."""
    for name in names:
        first = next(records(archive, role=None, files=[name]), None)
        yield first.fetched_at if first is not None else _LONG_AGO, name


def _next(
    stream: Iterator[Record],
    under_way: list[tuple[datetime, str, int, Record, Iterator[Record]]],
) -> None:
    record = next(stream, None)
    if record is not None:
        place = (record.fetched_at, record.archive_file, record.offset)
        heapq.heappush(under_way, (*place, record, stream))


def document_of(record: Record) -> Document:
    """Archive record -> the document that a crawl or ingest made of it."""
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
        parser_version=spider(record.portal).parser_version,
    )
