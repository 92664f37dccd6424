"""Many crawls in one process: jobs as JSON on standard input, what each left behind in its folder.

A process for each crawl would take its second twelve hundred times.  The reactor is shared; spider,
settings, archive and statistics are each crawl's own.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings
from scrapy.spiderloader import SpiderLoader

RECORDER = {"tests.crawl_spiders.Recorder": 300}


def settings_of(job: dict[str, Any]) -> Settings:
    folder = Path(job["folder"])
    settings = Settings()
    settings.setmodule("monitor.settings")
    settings.setdict(
        {
            "ITEM_PIPELINES": RECORDER, "TEST_ITEMS": str(folder / "items.jsonl"),
            "VIGIE_ARCHIVE": str(folder / "archive"), "VIGIE_STATS": str(folder / "stats.json"),
            "VIGIE_CONTACT": "https://vigie.example/contact", "VIGIE_PACE": 0,
            "VIGIE_ENDPOINTS": {job["name"]: job["base"]}, "VIGIE_FREE_MB": 1,
            "VIGIE_SILENCE_S": 5, "DOWNLOAD_TIMEOUT": 5, "LOG_LEVEL": "ERROR",
        },
        priority="cmdline",
    )  # fmt: skip
    return settings


def main() -> None:
    jobs = json.load(sys.stdin)
    base = Settings()
    base.setmodule("monitor.settings")
    base.set("LOG_LEVEL", "ERROR", priority="cmdline")
    base.set("SPIDER_MODULES", ["spiders"], priority="cmdline")
    loader = SpiderLoader.from_settings(base)
    process = AsyncCrawlerProcess(base)
    for job in jobs:
        crawler = Crawler(loader.load(job["name"]), settings_of(job))
        process.crawl(
            crawler, **({"windows": json.dumps(job["windows"])} if job["windows"] else {})
        )
    process.start()


if __name__ == "__main__":
    main()
