"""Scrapy extensions, log formatter and item adapter that ``scrapy_settings`` names."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from statistics import median
from types import MappingProxyType
from typing import Any

import msgspec
from itemadapter.adapter import AdapterInterface
from scrapy import Spider, signals
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.logformatter import LogFormatter

from monitor.runtime.confirmed_clock import MAX_STEP, OFFSET_STAT, WRONG_CLOCK
from monitor.runtime.parent_watchdog import watch_parent_if_named
from pipelines.errors import VigieError
from pipelines.model import ParsedDocument, WindowReport

IDLE_POLL_S = 0.1
COMPARED_ANSWERS = 25  # the first ones of a crawl tell enough about the clock


class StructAdapter(AdapterInterface):
    """Item adapter for msgspec structs, which itemadapter refuses with a TypeError."""

    @classmethod
    def is_item_class(cls, item_class: type) -> bool:
        return issubclass(item_class, msgspec.Struct)

    @classmethod
    def get_field_names_from_class(cls, item_class: type) -> list[str]:
        return list(item_class.__struct_fields__)  # type: ignore[attr-defined]

    @classmethod
    def get_field_meta_from_class(
        cls, item_class: type, field_name: str
    ) -> MappingProxyType[str, Any]:
        return MappingProxyType({})

    def __getitem__(self, name: str) -> Any:
        if name not in self.item.__struct_fields__:
            raise KeyError(name)
        return getattr(self.item, name)

    def __setitem__(self, name: str, value: Any) -> None:
        setattr(self.item, name, value)

    def __delitem__(self, name: str) -> None:
        raise KeyError(f"{type(self.item).__name__}.{name} cannot be removed")

    def __iter__(self) -> Iterator[str]:
        return iter(self.item.__struct_fields__)

    def __len__(self) -> int:
        return len(self.item.__struct_fields__)


def describe_item(item: Any) -> str:
    """Describe an item for the log by its source, never by its content, which may name persons."""
    if isinstance(item, ParsedDocument):
        return f"{item.document.url or item.document.file}, sha256 {item.document.sha256}"
    if isinstance(item, WindowReport):
        return f"report of window {item.window}"
    return type(item).__name__


class QuietFormatter(LogFormatter):
    """Log formatter that names items instead of writing them whole, as Scrapy does."""

    def scraped(self, item: Any, response: Any, spider: Any) -> Any:
        return None

    def dropped(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        return _log_entry(logging.WARNING, f"dropped {describe_item(item)}: {exception}")

    def item_error(self, item: Any, exception: BaseException, response: Any, spider: Any) -> Any:
        # Scrapy adds the traceback; an error with a sentence of its own ends the crawl and is told
        level = logging.DEBUG if isinstance(exception, VigieError) else logging.ERROR
        return _log_entry(level, f"could not process {describe_item(item)}")


def _log_entry(level: int, message: str) -> dict[str, Any]:
    return {"level": level, "msg": "%(message)s", "args": {"message": message}}


class ParentWatchdog:
    """Extension that closes the crawl when the process that started it is gone."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ParentWatchdog:
        watch_parent_if_named()
        return cls()


class IdleSpiderCloser:
    """Extension that closes a spider once it is idle.

    Scrapy 2.19 looks whether items are still being processed only after a response, and not after
    an item of ``start``, as all of ours are.  A crawl that was stopped while it stored one hung for
    ever and kept the lease of its portal; one whose items wait for a worker would end with the next
    of Scrapy's heartbeats, up to five seconds later.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.poll_task: asyncio.Task[None] | None = None
        crawler.signals.connect(self.opened, signal=signals.spider_opened)
        crawler.signals.connect(self.closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> IdleSpiderCloser:
        return cls(crawler)

    def opened(self) -> None:
        self.poll_task = asyncio.get_running_loop().create_task(self._poll())

    def closed(self) -> None:
        if self.poll_task is not None:
            self.poll_task.cancel()

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(IDLE_POLL_S)
            engine, spider = self.crawler.engine, self.crawler.spider
            slot = engine.scraper.slot if engine is not None else None
            if engine is None or slot is None or spider is None:
                continue
            if slot.closing is None:
                self._end_if_idle(engine)
            elif not slot.closing.called and slot.is_idle():
                slot.closing.callback(spider)

    @staticmethod
    def _end_if_idle(engine: ExecutionEngine) -> None:
        slot = engine._slot
        if slot is not None and slot.closing is None and engine.spider_is_idle():
            slot.nextcall.schedule()


class ClockComparison:
    """Extension that compares this machine's clock with the ``Date`` of the first answers.

    Where the clock is in doubt anyway (VIGIE_CLOCK_DOUBTED) and an answer contradicts it, the crawl
    ends: days that have not come yet would be asked, found empty and taken for read.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.offsets: list[float] = []
        self.stopping: asyncio.Future[None] | None = None
        crawler.signals.connect(self.compare, signal=signals.response_received)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> ClockComparison:
        return cls(crawler)

    def compare(self, response: Response) -> None:
        stated = _stated_time(response)
        if stated is None or len(self.offsets) >= COMPARED_ANSWERS:
            return
        self.offsets.append((stated - datetime.now(UTC)).total_seconds())
        offset = median(self.offsets)
        assert self.crawler.stats
        self.crawler.stats.set_value(OFFSET_STAT, offset)
        is_doubted = self.crawler.settings.getbool("VIGIE_CLOCK_DOUBTED")
        if self.stopping is None and is_doubted and abs(offset) > MAX_STEP.total_seconds():
            engine = self.crawler.engine
            assert engine
            self.stopping = asyncio.ensure_future(engine.close_spider_async(reason=WRONG_CLOCK))


def _stated_time(response: Response) -> datetime | None:
    """Return when the server says that it answered; a cache adds how long it kept the answer."""
    try:
        stated = parsedate_to_datetime((response.headers.get("Date") or b"").decode("latin-1"))
        age = timedelta(seconds=int(response.headers.get("Age") or 0))
        return (stated if stated.tzinfo else stated.replace(tzinfo=UTC)) + age
    except (ValueError, OverflowError):
        return None


class StatsFileWriter:
    """Extension that writes the final stats as JSON to VIGIE_STATS, atomically.

    Scrapy exits 0 whether a portal was crawled, unreachable or crashed, so the parent reads these.
    """

    def __init__(self, crawler: Crawler, path: Path) -> None:
        self.crawler, self.path = crawler, path
        crawler.signals.connect(self.write, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> StatsFileWriter:
        path = crawler.settings.get("VIGIE_STATS")
        if not path:
            raise NotConfigured
        return cls(crawler, Path(path))

    def write(self, spider: Spider, reason: str) -> None:
        assert self.crawler.stats
        stats = {**self.crawler.stats.get_stats(), "finish_reason": reason}
        partial = self.path.with_name(self.path.name + ".part")
        partial.write_text(json.dumps(stats, default=str, sort_keys=True), encoding="utf-8")
        os.replace(partial, self.path)
