"""Rebuild or update the database from the raw archive, without any request.

Documents are parsed in the order received, over all portals, so that a rebuilt database has the
same ids, redirects and change log as the lost one.  A document that the database has already is
parsed again (cause ``reparse``): notices that the parser no longer finds are removed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from monitor.crawling.archive_reader import bytes_of, document_from_record, records_in_order
from monitor.crawling.parallel_processing import Workers, infrequent_gc, process_in_order
from monitor.crawling.parse_and_run_stages import ReceivedDocument, chunks_of, process_documents
from monitor.crawling.replay_on_cluster import parse_on_workers
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import spider_class, spider_names
from pipelines.model import Document, ParsedDocument
from pipelines.open_store import new_writer as open_writer
from pipelines.stages import Stages
from pipelines.store.writer import Writer
from spiders.archive.reader import require_archive
from spiders.archive.storage import Place

BATCH = 100
CHUNKS_HERE_FIRST = 10  # read here sooner than workers start


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
    expect: Callable[[int], None] | None = None,
) -> None:
    """Parse and store every archived document of the portals; ``run`` records counts and damage.

    ``expect`` is told how many documents there may be in all, by the bytes read so far.
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
    chosen = portals or spider_names()
    readings = (
        parse_on_workers(archive, chosen, stages, run, cluster, expect)
        if cluster is not None and isinstance(archive, str)
        else _readings(_documents(archive, chosen, run, expect), stages, jobs, objections, cluster)
    )
    with infrequent_gc():
        for reading in readings:
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


def _documents(
    archive: Place, portals: list[str], run: Run, expect: Callable[[int], None] | None
) -> Iterator[ReceivedDocument]:
    size = bytes_of(archive, portals) if expect is not None else 0
    read = 0
    for record in records_in_order(archive, portals, run.problems.append):
        run.counts["files"] += 1
        read += record.length
        if expect is not None and run.counts["files"] % BATCH == 0:
            expect(run.counts["files"] * size // read)
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
