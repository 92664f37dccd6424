"""Documents that the user already has, as if the portal had served them: archive, read, store.

Every body is archived before anything reads it, leaves one receipt, and is read once: bytes that
this reader has read before write nothing but their receipt.  Small ingests are read in this
process; what is more than ``FEW`` is read by ``jobs`` others too, while this one archives and
writes, in the order of the files.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from monitor.crawling.input_files import Body, bodies, more_than
from monitor.crawling.parallel_parsing import Received, rare_collections, read_all, read_beside
from monitor.runtime.runs import Run
from monitor.runtime.spider_registry import spider
from pipelines.model import Document, ParsedDocument, Trouble
from pipelines.stages import Stages
from pipelines.stages import new_writer as open_writer
from pipelines.store.writer import Writer
from spiders.archive import Archive

BATCH = 200
CHUNK = 20
CHUNK_BYTES = 8 * 1024 * 1024
FEW: int | None = 200  # are read here sooner than others could help; None: all


@dataclass
class Ingest:
    """One ingest of a portal's documents into an open database."""

    portal: str
    connection: sqlite3.Connection
    archive: Path
    stages: Stages
    objections: Path | None = None
    jobs: int = 1
    progress: Callable[[int], None] | None = None
    writer: Writer = field(init=False)
    waiting: set[str] = field(default_factory=set)  # archived, not yet stored

    def run(self, paths: list[Path], run: Run) -> None:
        """Paths -> rows; ``run.counts`` and ``run.problems`` tell what happened."""
        cls = spider(self.portal)
        self.version = cls.parser_version
        self.media_type = cls.media_type
        self.writer = open_writer(self.connection, run.id, self.stages)
        archive = Archive(self.archive, self.portal)
        try:
            with rare_collections():
                self._store(self._received(_chunks(bodies(paths)), archive, run), paths, archive)
        finally:
            archive.close()
            run.counts.update(self.writer.counts)

    def _store(
        self, received: Iterator[list[Received]], paths: list[Path], archive: Archive
    ) -> None:
        batch: list[ParsedDocument] = []
        for reading in self._readings(received, _few(paths)):
            batch.append(reading)
            if len(batch) >= BATCH:
                self._save(batch, archive)
                batch = []
        self._save(batch, archive)

    def _save(self, batch: list[ParsedDocument], archive: Archive) -> None:
        archive.sync()
        self.writer.save(batch)
        self.waiting.difference_update(reading.document.sha256 for reading in batch)
        if self.progress is not None:
            self.progress(len(batch))

    def _readings(
        self, received: Iterator[list[Received]], few: int | None
    ) -> Iterator[ParsedDocument]:
        """About the first ``few`` that are not known are read here, then others help."""
        for chunk in received:
            yield from read_all(self.stages, self.portal, chunk)
            if few is None:
                continue
            few -= sum(isinstance(body, bytes) for _, body in chunk)
            if few <= 0:
                yield from read_beside(
                    self.stages, self.portal, received, self.jobs, self.objections
                )

    def _received(
        self, chunks: Iterable[list[Body]], archive: Archive, run: Run
    ) -> Iterator[list[Received]]:
        """Bodies -> documents; those that were not read before are archived."""
        for chunk in chunks:
            run.counts["files"] += len(chunk)
            digests = [hashlib.sha256(body.content or b"").hexdigest() for body in chunk]
            known = self.writer.known_documents(self.portal, digests, self.version) | self.waiting
            received: list[Received] = []
            for body, sha256 in zip(chunk, digests, strict=True):
                received.append(self._taken(body, sha256, sha256 in known, archive))
                known.add(sha256)
            yield received

    def _taken(self, body: Body, sha256: str, is_known: bool, archive: Archive) -> Received:
        if body.content is None:
            return self._unopened(body)
        at, place = datetime.now(UTC), None
        if not is_known:
            self.waiting.add(sha256)
            place = archive.append(
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
            archive_file=place.archive_file if place else None,
            offset=place.offset if place else None,
        )
        return document, None if is_known else body.content

    def _unopened(self, body: Body) -> tuple[Document, Trouble]:
        digest = hashlib.sha256(f"unopened:{body.name}:{body.problem}".encode()).hexdigest()
        document = Document(
            sha256=digest,
            portal=self.portal,
            file=body.name,
            fetched_at=datetime.now(UTC),
            parser_version=self.version,
        )
        return document, Trouble("broken", body.code, body.problem or "cannot be opened")


def _few(paths: list[Path]) -> int | None:
    """How many to read before others help: they do at once when there are many."""
    return CHUNK if FEW is not None and more_than(FEW, paths) else FEW


def _chunks(found: Iterable[Body]) -> Iterator[list[Body]]:
    """Bodies -> groups that are archived and read together, small enough to hold in memory."""
    chunk: list[Body] = []
    size = 0
    for body in found:
        chunk.append(body)
        size += len(body.content or b"")
        if len(chunk) >= CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
