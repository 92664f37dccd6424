"""The item pipeline of Scrapy: the only module of this package that knows Scrapy."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.model import ParsedDocument, WindowReport
from pipelines.open_store import new_writer, open_store
from pipelines.stages import ProcessedDocument, load_stages, process_document
from pipelines.store.runs_and_windows import record_window_report
from pipelines.store.writer import Writer

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

BATCH_SIZE = 100


class StagePipeline:
    """Scrapy item pipeline: run the stages on parsed documents and store them in batches.

    Without the setting VIGIE_DB (plain ``scrapy crawl``, ``shell`` and ``parse``) nothing is
    written.  The item handed on, to later pipelines and to feeds, is the document after privacy,
    scope and tags.  A failure of stages or store stops the crawl: Scrapy would go on and lose what
    it fetches.

    Subclasses may run the stages elsewhere (``start_stages``); items are stored in the order in
    which they came, whatever is ready first.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.buffered: list[ParsedDocument] = []
        self.stored: dict[str, int] = {}
        self.counts: Counter[str] = Counter()
        self.failed = False
        self.writer: Writer | None = None
        self.in_order = asyncio.Lock()  # got in the order in which it was asked for

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StagePipeline:
        """Create the pipeline (Scrapy)."""
        return cls(crawler)

    def open_spider(self) -> None:
        """Load the stages and open the database named in the settings (Scrapy)."""
        settings = self.crawler.settings
        objections_file = settings.get("VIGIE_OBJECTIONS")
        self.stages = load_stages(Path(objections_file) if objections_file else None)
        self.run_id = settings.get("VIGIE_RUN")
        if settings.get("VIGIE_DB"):
            self.connection = open_store(Path(settings["VIGIE_DB"]), self.stages)
            self.writer = new_writer(self.connection, self.run_id, self.stages)

    async def process_item(self, item: Any) -> Any:
        """Process and buffer one ``ParsedDocument`` or ``WindowReport`` (Scrapy)."""
        if self.failed:  # what was under way when the crawl was stopped
            return item
        try:
            if isinstance(item, ParsedDocument):
                return await self._store_document(item)
            async with self.in_order:
                if isinstance(item, WindowReport) and not self.failed:
                    self._store_report(item)
                return item
        except Exception as error:
            # Scrapy would log this and crawl on, losing what it fetches: stop the crawl instead
            self._stop_crawl(error)
            raise

    def start_stages(self, parsed: ParsedDocument) -> Awaitable[ProcessedDocument]:
        """Return what gives the document after all stages; here they run when it is awaited."""
        return self._run_stages(parsed)

    async def _run_stages(self, parsed: ParsedDocument) -> ProcessedDocument:
        return process_document(self.stages, parsed)

    async def _store_document(self, item: ParsedDocument) -> ParsedDocument:
        started = self.start_stages(item)
        async with self.in_order:
            processed = await started
            if self.failed:
                return processed.parsed
            self.counts.update(processed.counts)
            if self.writer is not None:
                self.buffered.append(processed.parsed)
            if len(self.buffered) >= BATCH_SIZE or _count_notices(self.buffered) >= 2 * BATCH_SIZE:
                self._write()
            return processed.parsed

    def _store_report(self, report: WindowReport) -> None:
        if self.writer is None:
            return
        self._write()
        assert self.crawler.spider is not None
        stored = self.stored.pop(report.window, 0) + report.known
        record_window_report(self.connection, self.crawler.spider.name, report, stored, self.run_id)

    def _stop_crawl(self, error: Exception) -> None:
        stats, engine = self.crawler.stats, self.crawler.engine
        if self.failed or stats is None or engine is None:
            return
        self.failed = True
        stats.set_value("vigie/store_failed", f"{type(error).__name__}: {error}")
        self.stopping = asyncio.ensure_future(engine.close_spider_async(reason="store_failed"))

    def _write(self) -> None:
        documents, self.buffered = self.buffered, []
        if not documents or self.writer is None:
            return
        archive = getattr(self.crawler.spider, "archive", None)
        if archive is not None and archive.local_folder is None:
            archive.sync()  # an object store has nothing of a file before it is whole
        self.writer.save(documents)
        for parsed in documents:
            if parsed.window is not None:
                count = len(parsed.notices) + len(parsed.troubles)
                self.stored[parsed.window] = self.stored.get(parsed.window, 0) + count

    def close_spider(self) -> None:
        """Write what is buffered, publish the counts as stats, close the database (Scrapy)."""
        stats = self.crawler.stats
        # set by the spider when its archive failed: what is buffered here would have no document
        failed = self.failed or (stats is not None and stats.get_value("vigie/store_failed"))
        if self.writer is not None:
            if not failed:
                self._write()
            self.counts.update({f"store/{name}": n for name, n in self.writer.counts.items()})
            self.connection.close()
        if stats is not None:
            for name, count in self.counts.items():
                stats.inc_value(f"vigie/{name}", count)


def _count_notices(documents: list[ParsedDocument]) -> int:
    return sum(len(parsed.notices) for parsed in documents)
