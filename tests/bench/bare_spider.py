"""The least that Scrapy can do with these pages: follow the links, save each page, keep nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import scrapy
from scrapy.http import Response


class BareSpider(scrapy.Spider):
    """Arguments: ``urls`` (first pages, split by blanks) and ``folder`` for the pages."""

    name = "bare"
    custom_settings = {  # noqa: RUF012  Scrapy's own convention
        "CONCURRENT_REQUESTS": 1,
        "LOG_LEVEL": "WARNING",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "DOWNLOAD_DELAY": 0,
    }
    urls: str
    folder: str

    async def start(self):
        self.pages = 0
        for url in self.urls.split():
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        Path(self.folder, f"{self.pages:05d}.json").write_bytes(response.body)
        self.pages += 1
        following = response.json().get("links", {}).get("next")
        if following:
            yield scrapy.Request(following)
