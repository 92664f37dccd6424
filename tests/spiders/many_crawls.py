"""Many crawls in one process; what each left behind is in its folder.

A process for each crawl would take its second twelve hundred times.  The reactor is shared; spider,
settings, archive and statistics are each crawl's own.  Pages are asked for with one record each
(two where one would not lead on), so that the few of a mock portal fill several.
"""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

from spiders.base.paging import NextLinkPaging, OffsetPaging, PageEnvelope, with_query

RECORDER = {"tests.spiders.crawl_spiders.Recorder": 300}
BEAT_S = 0.2  # how often an engine looks whether it is done


def settings_of(job: dict[str, Any]) -> Settings:
    folder = Path(job["folder"])
    settings = Settings()
    settings.setmodule("monitor.crawling.scrapy_settings")
    settings.setdict(
        {
            "ITEM_PIPELINES": RECORDER,
            "TEST_ITEMS": str(folder / "items.jsonl"),
            "VIGIE_ARCHIVE": str(folder / "archive"),
            "VIGIE_STATS": str(folder / "stats.json"),
            "VIGIE_CONTACT": "https://vigie.example/contact",
            "VIGIE_PACE": 0,
            "VIGIE_ENDPOINTS": {job["name"]: job["base"]},
            "VIGIE_FREE_MB": 1,
            "VIGIE_SILENCE_S": job["patience_s"],
            "DOWNLOAD_TIMEOUT": job["patience_s"],
            "LOG_LEVEL": "ERROR",
        },
        priority="cmdline",
    )
    return settings


class ShortPages(NextLinkPaging):
    """Asks for one record a page.

    A last page that is as long as the ones before it and leads nowhere is in doubt; here each last
    page would be, so none is.
    """

    def first(self, url: str) -> str:
        return with_query(url, {self.size_param: "1"}) if self.size_param else url

    def is_silent(self, page: PageEnvelope) -> bool:
        return False


def with_short_pages(spider: Any) -> Any:
    """Spider -> the same, asking for short pages, whatever its shape calls their length."""
    paging = getattr(spider, "paging", None)
    if isinstance(paging, NextLinkPaging):
        spider.paging = ShortPages(
            **{field.name: getattr(paging, field.name) for field in fields(paging)}
        )
    elif isinstance(paging, OffsetPaging):
        spider.paging = replace(paging, size=1)
    for name, records in (("size", 2), ("limit", 1)):
        if isinstance(getattr(spider, name, None), int):
            setattr(spider, name, records)
    return spider


def crawl_all(jobs: list[dict[str, Any]]) -> None:
    """Crawl all jobs at once: name, base, folder, windows and patience of each."""
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = BEAT_S
    base = Settings()
    base.setmodule("monitor.crawling.scrapy_settings")
    base.set("LOG_LEVEL", "ERROR", priority="cmdline")
    base.set("SPIDER_MODULES", ["spiders"], priority="cmdline")
    loader = SpiderLoader.from_settings(base)
    process = AsyncCrawlerProcess(base)
    for job in jobs:
        crawler = Crawler(with_short_pages(loader.load(job["name"])), settings_of(job))
        process.crawl(
            crawler, **({"windows": json.dumps(job["windows"])} if job["windows"] else {})
        )
    process.start()
