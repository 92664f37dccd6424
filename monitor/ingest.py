"""Documents that the user already has, as if the portal had served them: archive, read, store.

Every body is archived before anything reads it, leaves one receipt, and is read once: bytes that
this reader has read before write nothing but their receipt.  What is more than ``FEW`` is read by
``jobs`` other processes, once they have started; this one archives and writes, in the order of the
files.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from multiprocessing import get_context, parent_process
from pathlib import Path

import msgspec

from monitor.bodies import Body, bodies, more_than
from monitor.runs import Run
from monitor.spiderbook import spider
from pipelines.model import Document, Notice, Reading, Trouble
from pipelines.stages import Stages, load_stages
from pipelines.stages import writer as open_writer
from pipelines.store.write import Writer
from spiders.archive import Archive

BATCH = 200
CHUNK = 20
FEW: int | None = 200  # are read here sooner than another process has started; None: all
# a document and its body, or why it has none; None when it was read before
Received = tuple[Document, bytes | Trouble | None]
_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[Reading]).decode


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
            received = self._received(bodies(paths), archive, run)
            batch: list[Reading] = []
            for reading in self._readings(received, _few(paths)):
                batch.append(reading)
                if len(batch) >= BATCH:
                    self._save(batch, archive)
                    batch = []
            self._save(batch, archive)
        finally:
            archive.close()
            run.counts.update(self.writer.counts)

    def _save(self, batch: list[Reading], archive: Archive) -> None:
        archive.sync()
        self.writer.save(batch)
        self.waiting.difference_update(reading.document.sha256 for reading in batch)
        if self.progress is not None:
            self.progress(len(batch))

    def _received(self, found: Iterable[Body], archive: Archive, run: Run) -> Iterator[Received]:
        """Bodies -> archived documents that were not read before."""
        for body in found:
            run.counts["files"] += 1
            content = body.content
            if content is None:
                yield self._unopened(body)
                continue
            sha256, at = hashlib.sha256(content).hexdigest(), datetime.now(UTC)
            known = sha256 in self.waiting or self.writer.known(self.portal, sha256, self.version)
            stored = None
            if not known:
                self.waiting.add(sha256)
                stored = archive.append(
                    content, file=body.name, fetched_at=at, media_type=self.media_type,
                    sha256=sha256,
                )  # fmt: skip
            document = Document(
                sha256=sha256, portal=self.portal, media_type=self.media_type, file=body.name,
                fetched_at=at, length=len(content), parser_version=self.version,
                archive_file=stored.archive_file if stored else None,
                offset=stored.offset if stored else None,
            )  # fmt: skip
            yield document, None if known else content

    def _unopened(self, body: Body) -> tuple[Document, Trouble]:
        digest = hashlib.sha256(f"unopened:{body.name}:{body.problem}".encode()).hexdigest()
        document = Document(
            sha256=digest, portal=self.portal, file=body.name, fetched_at=datetime.now(UTC),
            parser_version=self.version,
        )  # fmt: skip
        return document, Trouble("broken", body.code, body.problem or "cannot be opened")

    def _readings(self, received: Iterator[Received], few: int | None) -> Iterator[Reading]:
        """The first ``few`` that are not known are read here, what follows in other processes."""
        for document, content in received:
            yield self._one(document, content)
            if few is not None and isinstance(content, bytes):
                few -= 1
            if few == 0:
                yield from self._parallel(received)

    def _one(self, document: Document, content: bytes | Trouble | None) -> Reading:
        if isinstance(content, Trouble):
            return Reading(document=document, troubles=(content,))
        if content is None:
            return _known(document)
        return self.stages.run(read(self.portal, document, content))

    def _parallel(self, received: Iterator[Received]) -> Iterator[Reading]:
        """Chunks go to the workers and come back in order; a few are under way at any time.

        Workers start with the first body to read, and until all have loaded their tables, which
        takes as long as to read hundreds, this process reads.
        """
        waiting: deque[Future[bytes] | Reading] = deque()
        starting: list[Future[None]] = []
        with ProcessPoolExecutor(
            self.jobs, get_context("spawn"), _begin, (self.portal, self.objections)
        ) as pool:
            chunk: list[tuple[Document, bytes]] = []
            for document, content in received:
                if isinstance(content, bytes) and not starting:
                    starting = [pool.submit(_begun) for _ in range(self.jobs)]
                if isinstance(content, bytes) and all(worker.done() for worker in starting):
                    chunk.append((document, content))
                else:
                    if chunk:
                        waiting.append(pool.submit(_read_chunk, self.portal, chunk))
                        chunk = []
                    waiting.append(self._one(document, content))
                if len(chunk) >= CHUNK:
                    waiting.append(pool.submit(_read_chunk, self.portal, chunk))
                    chunk = []
                while len(waiting) > 3 * self.jobs:
                    yield from _done(waiting.popleft())
            if chunk:
                waiting.append(pool.submit(_read_chunk, self.portal, chunk))
            while waiting:
                yield from _done(waiting.popleft())


def _few(paths: list[Path]) -> int | None:
    """How many to read before other processes are started: it is at once when there are many."""
    return CHUNK if FEW is not None and more_than(FEW, paths) else FEW


def _done(item: Future[bytes] | Reading) -> list[Reading]:
    return [item] if isinstance(item, Reading) else _unpack(item.result())


def _known(document: Document) -> Reading:
    """A document that was read before: it leaves a receipt and nothing else."""
    return Reading(document=document, known=True)


def read(portal: str, document: Document, content: bytes) -> Reading:
    """Body -> what the portal's spider reads in it."""
    found = list(spider(portal).read(content, document.url or document.file or ""))
    return Reading(
        document=document,
        notices=tuple(item for item in found if isinstance(item, Notice)),
        troubles=tuple(item for item in found if isinstance(item, Trouble)),
    )


@lru_cache(maxsize=1)
def _stages(objections: Path | None) -> Stages:
    return load_stages(objections)


_objections: Path | None = None


def _begin(portal: str, objections: Path | None) -> None:
    """First thing in a worker: tables loaded once, and its end tied to that of the writer."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    global _objections
    _objections = objections
    _stages(objections)
    spider(portal)
    # tables stay and notices hold no cycles: looking for garbage less often saves 1 % of the time
    gc.freeze()
    gc.set_threshold(10_000)


def _begun() -> None:
    """What a worker can do once it has begun."""


def _end_with_parent() -> None:
    """A writer that was killed cannot tell its workers, and they would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _read_chunk(portal: str, chunk: list[tuple[Document, bytes]]) -> bytes:
    stages = _stages(_objections)
    return _pack([stages.run(read(portal, document, content)) for document, content in chunk])
