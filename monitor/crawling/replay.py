"""Rebuild or update the database from the raw archive, without any request.

Documents are parsed in the order received, over all portals, so that a rebuilt database has the
same ids, redirects and change log as the lost one.  A document that the database has already is
parsed again (cause ``reparse``): notices that the parser no longer finds are removed.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from monitor.crawling.document_processing import ReceivedDocument, chunks_of, process_documents
from monitor.crawling.worker_processes import Workers, infrequent_gc, process_in_order
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.model import Document, ParsedDocument
from pipelines.stages import Stages
from pipelines.stages import new_writer as open_writer
from pipelines.store.writer import Writer
from spiders.archive import Damage, Record, archive_files, portal_of, records, require_archive
from spiders.storage import Place, local_folder

BATCH = 100
CHUNKS_HERE_FIRST = 10  # read here sooner than workers start
_EMPTY_FILE_START = datetime.min.replace(tzinfo=UTC)


def replay(
    connection: sqlite3.Connection,
    archive: Place,
    stages: Stages,
    portals: list[str],
    run: Run,
    progress: Callable[[int], None] | None = None,
    *,
    jobs: int = 0,
    objections: Path | None = None,
    cluster: Workers | None = None,
) -> None:
    """Parse and store every archived document of the portals; ``run`` records counts and damage.

    ``jobs`` worker processes parse beside this one, or those of a cluster do; this one writes in
    the order received.

    Raises  Misconfigured when there is no archive.
    """
    require_archive(archive)
    for portal in portals:
        spider_class(portal)
    writer = open_writer(connection, run.id, stages)
    restored: set[bytes] = set()
    new: list[ParsedDocument] = []
    repeated: list[ParsedDocument] = []
    documents = _documents(archive, portals or spider_names(), run)
    with infrequent_gc():
        for reading in _readings(documents, stages, jobs, objections, cluster):
            is_repeat = _is_repeat(writer, reading.document, restored)
            (repeated if is_repeat else new).append(reading)
            if (repeated and new) or len(new) + len(repeated) >= BATCH:
                _save(writer, new, repeated, is_repeat)
                if progress is not None:
                    progress(len(new) + len(repeated))
                new, repeated = [], []
        _save(writer, new, repeated, False)
    run.counts.update(writer.counts)


def _is_repeat(writer: Writer, document: Document, restored: set[bytes]) -> bool:
    """Return whether the database had this document before this replay began.

    A document restored by this replay may come again, as it did at first; that is no repeat.
    """
    key = bytes.fromhex(document.sha256) + document.portal.encode()
    if key in restored:
        return False
    if writer.was_received(document):
        return True
    restored.add(key)
    return False


def _save(
    writer: Writer, new: list[ParsedDocument], repeated: list[ParsedDocument], repeated_last: bool
) -> None:
    order = [(new, "notice"), (repeated, "reparse")]
    for batch, cause in order if repeated_last else reversed(order):
        if batch:
            writer.save(batch, cause)


def _documents(archive: Place, portals: list[str], run: Run) -> Iterator[ReceivedDocument]:
    for record in records_in_order(archive, portals, run):
        run.counts["files"] += 1
        yield document_from_record(record), record.body


def _readings(
    documents: Iterator[ReceivedDocument],
    stages: Stages,
    jobs: int,
    objections: Path | None,
    cluster: Workers | None,
) -> Iterator[ParsedDocument]:
    for readings in process_in_order(
        process_documents,
        stages,
        chunks_of(documents),
        list[ParsedDocument],
        jobs,
        objections=objections,
        cluster=cluster,
        here_first=CHUNKS_HERE_FIRST,
    ):
        yield from readings


def records_in_order(archive: Place, portals: list[str], run: Run) -> Iterator[Record]:
    """Yield archive records of several portals in the order received; report damage in ``run``."""
    is_written_whole = local_folder(archive) is None

    def damaged(damage: Damage) -> None:
        if is_written_whole or not damage.tail:  # a kill tears the last record of a local file
            run.problems.append(f"{damage.archive_file} at {damage.offset}: {damage.reason}")

    names = [name for name in archive_files(archive) if portal_of(name) in portals]
    return merge_archive_files(archive, names, damaged)


def merge_archive_files(
    archive: Place,
    names: list[str],
    damaged: Callable[[Damage], None],
    role: str | None = "document",
) -> Iterator[Record]:
    """Merge archive files into one stream in the order received; ``role`` as in ``records``."""
    waiting_files = deque(sorted(_file_starts(archive, names)))
    heap: list[tuple[datetime, str, int, Record, Iterator[Record]]] = []
    while waiting_files or heap:
        # opened only when its turn comes: an archive has more files than a process may open
        while waiting_files and (not heap or waiting_files[0] <= heap[0][:2]):
            name = waiting_files.popleft()[1]
            _push_next(records(archive, role=role, files=[name], damaged=damaged), heap)
        if heap:
            *_, record, stream = heapq.heappop(heap)
            yield record
            _push_next(stream, heap)


def _file_starts(archive: Place, names: list[str]) -> Iterator[tuple[datetime, str]]:
    """Yield each archive file with the instant of its first document."""
    for name in names:
        first = next(records(archive, role=None, files=[name]), None)
        yield first.fetched_at if first is not None else _EMPTY_FILE_START, name


def _push_next(
    stream: Iterator[Record],
    heap: list[tuple[datetime, str, int, Record, Iterator[Record]]],
) -> None:
    record = next(stream, None)
    if record is not None:
        key = (record.fetched_at, record.archive_file, record.offset)
        heapq.heappush(heap, (*key, record, stream))


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
