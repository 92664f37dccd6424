"""Item pipeline of a crawl that runs the stages in worker processes, beside fetching and storing.

A portal is mostly slower than the stages, so nothing is started for few notices.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
from scrapy.crawler import Crawler

from monitor.crawling.parallel_processing import Workers, infrequent_gc, local_workers
from monitor.crawling.parse_and_run_stages import parse_document
from pipelines.model import ParsedDocument
from pipelines.stage_pipeline import StagePipeline
from pipelines.stages import ProcessedDocument, Stages, process_document
from pipelines.store.prepared_rows import prepare

NOTICES_BEFORE_WORKERS = 200  # of a crawl: a third of a second of work; most nights bring fewer
# What a worker has waiting, so that it does not idle while this process stores a batch.
CHUNK_DOCUMENTS = 64
CHUNK_BYTES = 2 * 1024 * 1024  # of their bodies
log = logging.getLogger(__name__)
_encode = msgspec.msgpack.Encoder().encode
_decode_parsed = msgspec.msgpack.Decoder(ParsedDocument).decode
_decode_processed = msgspec.msgpack.Decoder(ProcessedDocument).decode


class StagePipelineWithWorkers(StagePipeline):
    """Runs the stages in VIGIE_JOBS workers; with 0, or without a database, in this process.

    With workers, the items handed on hold prepared rows, and notices without their content: they
    are not started where feeds want them.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        feeds = settings.getdict("FEEDS")
        self.jobs = settings.getint("VIGIE_JOBS") if settings.get("VIGIE_DB") and not feeds else 0
        self.notices = 0
        self.workers: Workers | None = None
        self.resources = ExitStack()
        self.running: deque[tuple[Future[bytes], int]] = deque()  # with the bytes of their bodies

    def open_spider(self) -> None:
        """Open the database, and collect garbage less often (Scrapy)."""
        super().open_spider()
        self.resources.enter_context(infrequent_gc())

    def start_stages(self, parsed: ParsedDocument) -> Awaitable[ProcessedDocument]:
        """Hand a document to a worker; process it here while the workers have enough to do.

        The crawl goes no further meanwhile: it would hold more and more that is not stored.
        """
        self.notices += len(parsed.notices)
        if self.workers is None and self.jobs and self.notices > NOTICES_BEFORE_WORKERS:
            self._start_workers()
        if self.workers is None:
            return super().start_stages(parsed)
        if self._have_enough(self.workers):
            return _ready(process_with_rows(self.stages, parsed))
        future = self.workers.submit(_process_packed, _encode(parsed))
        self.running.append((future, parsed.document.length or 0))
        return _result(future, self.workers)

    def _start_workers(self) -> None:
        objections = self.crawler.settings.get("VIGIE_OBJECTIONS")
        path = Path(objections) if objections else None
        self.workers = self.resources.enter_context(local_workers(self.stages, self.jobs, path))
        log.info("the stages run in %d worker processes from now on", self.jobs)
        spider: Any = self.crawler.spider
        spider.workers_parse = True

    def _have_enough(self, workers: Workers) -> bool:
        while self.running and self.running[0][0].done():
            self.running.popleft()
        waiting = sum(size for _, size in self.running)
        return (
            len(self.running) >= CHUNK_DOCUMENTS * workers.count
            or waiting >= CHUNK_BYTES * workers.count
        )

    def close_spider(self) -> None:
        """End the workers, store the rest (Scrapy)."""
        self.resources.close()
        super().close_spider()


async def _ready(processed: ProcessedDocument) -> ProcessedDocument:
    return processed


async def _result(future: Future[bytes], workers: Workers) -> ProcessedDocument:
    await asyncio.wait([asyncio.wrap_future(future)])
    return _decode_processed(workers.result(future))


def _process_packed(stages: Stages, packed: bytes) -> ProcessedDocument:
    return process_with_rows(stages, _decode_parsed(packed))


def process_with_rows(stages: Stages, parsed: ParsedDocument) -> ProcessedDocument:
    """Parse a document if that is left to do, run all stages on it, and prepare its rows."""
    if parsed.body is not None:
        document = parse_document(parsed.document.portal, parsed.document, parsed.body)
        parsed = msgspec.structs.replace(document, window=parsed.window, page=parsed.page)
    processed = process_document(stages, parsed)
    processed.parsed = prepare(processed.parsed, stages.known_buyers)
    return processed
