"""One process that crawls, night after night: jobs as JSON lines in, ``done`` for each out.

A process for each crawl would take two seconds each time; here the spider, its settings, archive,
statistics and store are each crawl's own, and only the reactor is shared.  ``die_after`` kills it
with -9 once so many documents were stored.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import threading
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from pipelines.store.writer import Writer

BEAT_S = 0.05  # how often an engine looks whether it is done


def settings_of(job: dict[str, Any]) -> Settings:
    settings = Settings()
    settings.setmodule("monitor.crawling.scrapy_settings")
    settings.setdict({**job["settings"], "LOG_LEVEL": "CRITICAL"}, priority="cmdline")
    settings.set(
        "EXTENSIONS",
        {"monitor.crawling.scrapy_extensions.StatsFileWriter": 500},
        priority="cmdline",
    )
    return settings


def dying(after: int) -> None:
    """The store kills this process after so many batches, as a power cut would."""
    save, left = Writer.save, [after]

    def saved(writer: Writer, *given: Any, **named: Any) -> None:
        save(writer, *given, **named)
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    Writer.save = saved  # type: ignore[method-assign]


async def served(process: AsyncCrawlerProcess, loader: SpiderLoader) -> None:
    loop = asyncio.get_running_loop()
    jobs: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(jobs.put_nowait, line)
        loop.call_soon_threadsafe(jobs.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    while (line := await jobs.get()) is not None:
        job = json.loads(line)
        if job["die_after"]:
            dying(job["die_after"])
        crawler = Crawler(loader.load(job["name"]), settings_of(job))
        await process.crawl(crawler, windows=json.dumps(job["windows"]))
        sys.stdout.write("done\n")
        sys.stdout.flush()


def main() -> None:
    from scrapy.core.engine import ExecutionEngine

    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = BEAT_S
    base = Settings()
    base.setmodule("monitor.crawling.scrapy_settings")
    base.set("LOG_LEVEL", "CRITICAL", priority="cmdline")
    base.set("SPIDER_MODULES", ["spiders"], priority="cmdline")
    process = AsyncCrawlerProcess(base)
    loader = SpiderLoader.from_settings(base)

    async def all_of_it() -> None:
        await served(process, loader)
        os._exit(0)

    from twisted.internet import reactor

    reactor.callWhenRunning(lambda: asyncio.ensure_future(all_of_it()))
    process.start(stop_after_crawl=False)


if __name__ == "__main__":
    main()
