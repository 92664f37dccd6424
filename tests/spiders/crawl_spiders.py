"""Invented portals, one of each shape, crawled by the tests over real HTTP on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import msgspec
from scrapy import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer, error

from pipelines.model import Notice, ParsedDocument
from spiders.base.date_windows import DateWindow, Span
from spiders.base.html_listing import HtmlListingSpider
from spiders.base.json_listing import JsonListingSpider
from spiders.base.paged_json import PagedJsonSpider
from spiders.base.paging import NextLinkPaging, NumberedPaging, OffsetPaging
from spiders.base.portal import whole_html, whole_xml
from spiders.base.windowed import WindowedSpider
from spiders.portal_bases.ted_expert_search import ExpertSearchSpider
from spiders.portal_bases.time_cursor import TimeCursorSpider


class KnowsNoName(CachingThreadedResolver):
    """What a machine without a network says of every name."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        return defer.fail(error.DNSLookupError(name))


DAYS = DateWindow(field="day", step_days=1)
HOURS = DateWindow(field="at", step_hours=6)


class Recorder:
    """Item pipeline: what the spider yields, one JSON line each, in the file TEST_ITEMS."""

    def __init__(self, path: str) -> None:
        self.out = Path(path).open("a", encoding="utf-8")  # noqa: SIM115

    @classmethod
    def from_crawler(cls, crawler: Any) -> Recorder:
        return cls(crawler.settings["TEST_ITEMS"])

    def process_item(self, item: Any) -> Any:
        kind = "reading" if isinstance(item, ParsedDocument) else "report"
        self.out.write(json.dumps({"kind": kind, **msgspec.to_builtins(item)}) + "\n")
        self.out.flush()
        return item


class SlowRecorder(Recorder):
    """One that stores nothing before the crawl is told to stop."""

    crawler: Any

    @classmethod
    def from_crawler(cls, crawler: Any) -> SlowRecorder:
        recorder = cls(crawler.settings["TEST_ITEMS"])
        recorder.crawler = crawler
        return recorder

    async def process_item(self, item: Any) -> Any:  # type: ignore[override]
        logging.getLogger(__name__).info("an item waits to be stored")
        while self.crawler.crawling and self.crawler.engine.running:
            await asyncio.sleep(0.05)
        return super().process_item(item)


def records(body: bytes) -> Iterator[Any]:
    from spiders.parsers import decoding  # as portals do it

    yield from decoding.json_value(body).get("records") or ()


class Pages(PagedJsonSpider):
    reads = staticmethod(records)
    documents = "/records"
    pace_s = 0.0
    robots_exemption = "documented API, https://portal.example/docs"

    def query(self, span: Span) -> dict[str, str]:
        start, end = self.window.bounds(span)
        return {"from": start.isoformat(), "to": end.isoformat()}

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice]:
        yield Notice(id=f"test:{record['id']}", portal="test", number=record["id"], kind="award")


class Linked(Pages):
    name = "linked"
    endpoint = "https://linked.example/api"
    window = HOURS
    paging = NextLinkPaging(size=2)


class Counted(Pages):
    name = "counted"
    endpoint = "https://counted.example/api"
    window = HOURS
    paging = OffsetPaging(size=2, total="/total", ceiling=6)


class Daily(Counted):
    name = "daily"
    window = DAYS


class DailyLinked(Linked):
    name = "daily_linked"
    window = DAYS


class NumberedLinks(DailyLinked):
    name = "numbered_links"
    paging = NextLinkPaging(size=2, number_param="page")


class Numbers(PagedJsonSpider):
    name = "numbers"
    endpoint = "https://numbers.example/api"
    window = DAYS
    documents = "/records"
    paging = NumberedPaging(pages="/pages", total="/total")
    reads = staticmethod(records)
    notices = staticmethod(Pages.notices)
    pace_s = 0.0
    robots_exemption = "documented API, https://numbers.example/docs"

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        yield Request(f"{self.endpoint}?page=1")


class Timed(TimeCursorSpider):
    name = "timed"
    endpoint = "https://timed.example/api"
    window = DAYS
    notice_types = ("one",)
    size = 20
    row_id, row_time = "id", "at"
    reads = staticmethod(lambda body: iter(json.loads(body)))
    notices = staticmethod(Pages.notices)
    pace_s = 0.0
    robots_exemption = "documented API, https://timed.example/docs"

    def question(self, subject: str, since: datetime, until: datetime) -> str:
        return f"{self.endpoint}?since={since:%Y-%m-%dT%H:%M:%SZ}"


class Resting(Linked):
    name = "resting"
    wait_on: ClassVar[dict[int, float]] = {403: 300}


class Searched(ExpertSearchSpider):
    name = "searched"
    endpoint = "https://api.searched.example/search"
    hosts = ("searched.example",)
    window = DAYS
    fields = ("number",)
    limit = 2
    number_field = "number"
    document_url = "https://searched.example/notice/{number}/xml"
    reads = staticmethod(whole_xml)
    is_final = True
    pace_s = 0.0
    robots_exemption = "documented API, https://searched.example/docs"

    def queries(self, span: Span) -> Iterator[str]:
        yield f"family AND day={span.start}"
        yield f"winner AND day={span.start}"

    @staticmethod
    def notices(root: Any, source: str) -> Iterator[Notice]:
        yield Notice(id=f"searched:{root.text}", portal="searched", number=root.text, kind="award")


class Halved(JsonListingSpider):
    name = "halved"
    endpoint = "https://halved.example/search"
    window = DAYS
    items = "/items"
    total = "/total"
    most = 3
    reads = staticmethod(records)
    pace_s = 0.0
    robots_exemption = "documented API, https://halved.example/docs"

    def first_page_url(self, span: Span) -> str:
        return f"{self.endpoint}?from={span.start}&to={span.end}"

    def document_urls(self, items: list[Any], span: Span) -> Iterator[str]:
        return (f"https://halved.example/item/{item['id']}" for item in items)

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        return None

    @staticmethod
    def notices(record: Any, source: str) -> Iterator[Notice]:
        yield Notice(
            id=f"halved:{record['id']}", portal="halved", number=record["id"], kind="award"
        )


class Marked(Halved):
    """One that tells no total: each page has the mark of the next, and the last one is empty."""

    name = "marked"
    endpoint = "https://marked.example/search"
    total = most = None
    mark, ends_empty = "/next", True

    def next_page_url(self, url: str, answer: Any, items: list[Any], span: Span) -> str | None:
        after = answer.get("next")
        return f"{self.first_page_url(span)}&after={after}" if items and after else None


class WebPages(HtmlListingSpider):
    name = "webpages"
    endpoint = "http://webpages.example/contracts"
    links = ".row a"
    page_links = ".pages a"
    proof = "Example Authority"
    reads = staticmethod(whole_html)
    newest_first = re.compile("/contracts")
    is_final = True
    pace_s = 0.0

    @staticmethod
    def notices(soup: Any, source: str) -> Iterator[Notice]:
        number = soup.h1.text
        yield Notice(id=f"webpages:{number}", portal="webpages", number=number, kind="contract")


class Swarm(WindowedSpider):
    """Six requests at once, as no portal of ours makes them, to one that forbids them."""

    name = "swarm"
    endpoint = "http://swarm.example/private/0"
    pace_s = 0.0

    async def start(self) -> AsyncIterator[Any]:
        for number in range(6):
            yield Request(self.address(f"http://swarm.example/private/{number}"))

    def parse(self, response: Any) -> None:
        self.count("pages")


class Failing:
    """Item pipeline that fails on everything."""

    def process_item(self, item: Any) -> Any:
        raise RuntimeError("a bug of ours")
