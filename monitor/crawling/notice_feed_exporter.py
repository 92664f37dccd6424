"""Feed exports (``scrapy crawl ted -O out.jsonl``): one line per notice that may be published.

A spider's items are readings, a reading holds any number of notices, and an item pipeline cannot
turn one item into several: the extension that feeds Scrapy's exporters does it here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from scrapy import Spider
from scrapy.exporters import CsvItemExporter
from scrapy.extensions.feedexport import FeedExporter

from pipelines.model import ParsedDocument
from pipelines.stages import publishable


class NoticeFeedExporter(FeedExporter):
    """Export notices after privacy, scope and tags: no window report, no trouble, nothing raw."""

    def item_scraped(self, item: Any, spider: Spider) -> None:
        if isinstance(item, ParsedDocument):
            for notice in publishable(item):
                super().item_scraped(notice, spider)


class NoticeCsvExporter(CsvItemExporter):
    """Scrapy's CSV exporter with lots, awards and other nested values as JSON in their cell."""

    def serialize_field(self, field: Mapping[str, Any], name: str, value: Any) -> Any:
        if isinstance(value, list | tuple | dict | msgspec.Struct):
            return msgspec.json.encode(value).decode()
        return super().serialize_field(field, name, value)
