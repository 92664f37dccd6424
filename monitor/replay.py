"""The raw archive -> the database, with the network off.

Bodies are read in the order received, over all portals, so a rebuilt database tells the same story
(ids, redirects, log) as the one that was lost.  In a database that has the document already this is
a re-reading (cause ``reparse``): what the reader no longer finds leaves.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from monitor.ingest import read
from monitor.runs import Run
from monitor.spiderbook import spider, spider_names
from pipelines.errors import Misconfigured
from pipelines.model import Document, Reading
from pipelines.stages import Stages
from pipelines.stages import writer as open_writer
from pipelines.store.write import Writer
from spiders.archive import Damage, Record, archive_files, records

BATCH = 100


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
    fresh: list[Reading] = []
    again: list[Reading] = []
    for reading in _readings(archive, portals or spider_names(), stages, run):
        known = writer.received(reading.document)
        (again if known else fresh).append(reading)
        if (again and fresh) or len(fresh) + len(again) >= BATCH:
            _save(writer, fresh, again, known)
            if progress is not None:
                progress(len(fresh) + len(again))
            fresh, again = [], []
    _save(writer, fresh, again, False)
    run.counts.update(writer.counts)


def _save(writer: Writer, fresh: list[Reading], again: list[Reading], again_last: bool) -> None:
    order = [(fresh, "notice"), (again, "reparse")]
    for batch, cause in order if again_last else reversed(order):
        if batch:
            writer.save(batch, cause)


def _readings(archive: Path, portals: list[str], stages: Stages, run: Run) -> Iterator[Reading]:
    for record in in_order(archive, portals, run):
        run.counts["files"] += 1
        document = document_of(record)
        yield stages.run(read(record.portal, document, record.body))


def in_order(archive: Path, portals: list[str], run: Run) -> Iterator[Record]:
    """Records of several portals in the order received; damage is named in ``run.problems``."""

    def damaged(damage: Damage) -> None:
        if not damage.tail:
            run.problems.append(f"{damage.archive_file} at {damage.offset}: {damage.reason}")

    streams = [
        _timed(records(archive, files=[name], damaged=damaged))
        for portal in portals
        for name in archive_files(archive, portal)
    ]
    for _, _, _, record in heapq.merge(*streams):
        yield record


def _timed(found: Iterator[Record]) -> Iterator[tuple[datetime, str, int, Record]]:
    for record in found:
        yield record.fetched_at, record.archive_file, record.offset, record


def document_of(record: Record) -> Document:
    """Archive record -> the document that a crawl or ingest made of it."""
    return Document(
        sha256=record.sha256, portal=record.portal, media_type=record.media_type, url=record.url,
        file=record.file, fetched_at=record.fetched_at, archive_file=record.archive_file,
        offset=record.offset, length=len(record.body),
        parser_version=spider(record.portal).parser_version,
    )  # fmt: skip
