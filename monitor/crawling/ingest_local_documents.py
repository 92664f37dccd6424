"""Archive, parse and store documents from local files, as if the portal had served them.

Every document is archived before it is parsed, leaves one receipt, and is parsed once: bytes that
this version of the parser has seen write nothing but their receipt.  Small ingests are parsed in
this process; beyond ``IN_PROCESS_LIMIT`` documents, ``jobs`` worker processes parse as well, while
this one archives and writes, in the order of the files.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.crawling.documents_for_workers import (
    SentDocument,
    has_work,
    process_sent_documents,
)
from monitor.crawling.documents_in_archives import InputDocument
from monitor.crawling.documents_in_files import has_more_files_than, iter_input_documents
from monitor.crawling.parallel_processing import Workers, infrequent_gc, process_in_order
from monitor.crawling.parse_and_run_stages import CHUNK_BYTES, CHUNK_DOCUMENTS
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import spider_class
from pipelines.model import Document, ParsedDocument, Trouble
from pipelines.open_store import new_writer as open_writer
from pipelines.stages import Stages
from pipelines.store.writer import Writer
from spiders.archive.storage import Place
from spiders.archive.writer import Archive

BATCH = 200
IN_PROCESS_LIMIT: int | None = (
    200  # parsed sooner here than workers start; None: all are parsed here
)


@dataclass
class Ingest:
    """An ingest of a portal's documents into an open database."""

    portal: str
    connection: sqlite3.Connection
    archive: Place
    stages: Stages
    objections: Path | None = None
    jobs: int = 1
    progress: Callable[[int], None] | None = None
    cluster: Workers | None = None
    writer: Writer = field(init=False)
    unsaved: set[str] = field(default_factory=set)  # archived, not yet stored

    def run(self, paths: Sequence[Place], run: Run) -> None:
        """Store the documents found under the paths; fill ``run.counts`` and ``run.problems``."""
        cls = spider_class(self.portal)
        self.version = cls.parser_version
        self.media_type = cls.media_type
        self.writer = open_writer(self.connection, run.id, self.stages)
        archive = Archive(self.archive, self.portal)
        try:
            with infrequent_gc():
                self._store(
                    self._received(_chunks(iter_input_documents(paths)), archive, run),
                    paths,
                    archive,
                )
        finally:
            archive.close()
            run.counts.update(self.writer.counts)

    def _store(
        self, received: Iterator[list[SentDocument]], paths: Sequence[Place], archive: Archive
    ) -> None:
        batch: list[ParsedDocument] = []
        for reading in self._readings(received, _in_process_limit(paths)):
            batch.append(reading)
            if len(batch) >= BATCH:
                self._save(batch, archive)
                batch = []
        self._save(batch, archive)

    def _save(self, batch: list[ParsedDocument], archive: Archive) -> None:
        archive.sync()
        self.writer.save(batch)
        self.unsaved.difference_update(reading.document.sha256 for reading in batch)
        if self.progress is not None:
            self.progress(len(batch))

    def _readings(
        self, received: Iterator[list[SentDocument]], limit: int | None
    ) -> Iterator[ParsedDocument]:
        """Parse about the first ``limit`` new documents here, the others with workers."""
        for chunk in received if self.cluster is None else ():
            yield from process_sent_documents(self.stages, chunk)
            if limit is None or not self.jobs:
                continue
            limit -= sum(isinstance(body, bytes) for _, body in chunk)
            if limit <= 0:
                break
        for readings in process_in_order(
            process_sent_documents,
            self.stages,
            received,
            list[ParsedDocument],
            self.jobs,
            objections=self.objections,
            cluster=self.cluster,
            is_work=has_work,
        ):
            yield from readings

    def _received(
        self, chunks: Iterable[list[InputDocument]], archive: Archive, run: Run
    ) -> Iterator[list[SentDocument]]:
        """Archive the documents that were not parsed before; yield all of them in chunks."""
        for chunk in chunks:
            run.counts["files"] += len(chunk)
            digests = [hashlib.sha256(item.content or b"").hexdigest() for item in chunk]
            known = self.writer.known_documents(self.portal, digests, self.version) | self.unsaved
            received: list[SentDocument] = []
            for item, sha256 in zip(chunk, digests, strict=True):
                received.append(self._archive_document(item, sha256, sha256 in known, archive))
                known.add(sha256)
            yield received

    def _archive_document(
        self, body: InputDocument, sha256: str, is_known: bool, archive: Archive
    ) -> SentDocument:
        if body.content is None:
            return self._unreadable_document(body)
        at, location = datetime.now(UTC), None
        if not is_known:
            self.unsaved.add(sha256)
            location = archive.append(
                body.content,
                file=body.name,
                fetched_at=at,
                media_type=self.media_type,
                sha256=sha256,
            )
        document = Document(
            sha256=sha256,
            portal=self.portal,
            media_type=self.media_type,
            file=body.name,
            fetched_at=at,
            length=len(body.content),
            parser_version=self.version,
            archive_file=location.archive_file if location else None,
            offset=location.offset if location else None,
        )
        if is_known:
            return document, None
        if self.cluster is not None and body.place is not None:
            return document, body.place
        return document, body.content

    def _unreadable_document(self, body: InputDocument) -> tuple[Document, Trouble]:
        digest = hashlib.sha256(f"unopened:{body.name}:{body.problem}".encode()).hexdigest()
        document = Document(
            sha256=digest,
            portal=self.portal,
            file=body.name,
            fetched_at=datetime.now(UTC),
            parser_version=self.version,
        )
        return document, Trouble("broken", body.code, body.problem or "cannot be opened")


def _in_process_limit(paths: Sequence[Place]) -> int | None:
    """Return how many documents to parse here before workers start; one chunk if many come."""
    return (
        CHUNK_DOCUMENTS
        if IN_PROCESS_LIMIT is not None and has_more_files_than(IN_PROCESS_LIMIT, paths)
        else IN_PROCESS_LIMIT
    )


def _chunks(documents: Iterable[InputDocument]) -> Iterator[list[InputDocument]]:
    """Group documents into chunks that are small enough to hold in memory."""
    chunk: list[InputDocument] = []
    size = 0
    for body in documents:
        chunk.append(body)
        size += len(body.content or b"")
        if len(chunk) >= CHUNK_DOCUMENTS or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
