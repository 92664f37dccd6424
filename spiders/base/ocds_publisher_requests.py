"""Build the requests of a configured publisher, page by page, and read its lists.

Templates are filled from the window (``template_values``) and from listed items.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urljoin

from scrapy import Request

from pipelines.errors import BrokenDocument
from spiders.base.date_windows import DateWindow, Span
from spiders.base.ocds_publisher_config import ListingConfig, PublisherConfig
from spiders.base.paging import PageEnvelope, Pager, Records, error_in_empty_answer

_PREFIX = re.compile(r"^ocds-[a-z0-9]{6}-", re.I)


def template_values(span: Span | None, zone: DateWindow | None) -> dict[str, Any]:
    """Return the values of a window that URL templates may hold."""
    if span is None or zone is None:
        return {}
    start, end = zone.bounds(span)
    year = span.start.year
    return {
        "start": span.start,
        "end": span.end,
        "year": year,
        "next_year": year + 1,
        "last": span.end if isinstance(span.end, datetime) else span.last_day,
        "buddhist_year": year + 543,
        "start_ms": int(start.timestamp() * 1000),
        "end_ms": int(end.timestamp() * 1000),
    }


class PublisherRequests(Pager):
    """The walk of one question of a config: its first request, and each next one."""

    def __init__(self, config: PublisherConfig, template: str, values: Mapping[str, Any]) -> None:
        self.config, self.template, self.values = config, template, dict(values)
        self.pages = config.pages
        first = self.pages.first if self.pages and self.pages.by == "page" else 1
        self.page, self.offset = first, 0
        request_text = template + (json.dumps(config.post) if config.post else "")
        self.size = self.pages.size if self.pages and "{size}" in request_text else 0

    def request(self, url: str | None = None) -> Request:
        headers = {"Accept": "application/json" if not self._is_text() else "*/*"}
        if self.config.post is None:
            return Request(url or self._filled(), headers=headers)
        text = json.dumps(self.config.post)
        for name, value in self._places().items():
            text = text.replace(f'"{{{name}}}"', str(value))
        headers["Content-Type"] = "application/json"
        return Request(url or self._filled(), method="POST", body=text, headers=headers)

    def _is_text(self) -> bool:
        return bool(self.config.listed and self.config.listed.links)

    def _places(self) -> dict[str, Any]:
        size = self.pages.size if self.pages else 0
        return {**self.values, "page": self.page, "offset": self.offset, "size": size}

    def _filled(self) -> str:
        return self.template.format_map(self._places())

    def has_total(self) -> bool:
        return bool(self.pages and self.pages.total)

    def ends_bare(self) -> bool:  # Moldova's changes
        return bool(self.pages and self.pages.by == "cursor")

    def announced(self, page: Any) -> int | None:
        return page.number(self.pages.total) if self.pages and self.pages.total else None

    def next_page_url(self, url: str, page: Any, records: Records) -> str | None:
        """Address of the next page (the same one for POST), None after the last."""
        pages = self.pages
        if pages is None:
            return None
        if pages.by == "link":
            link = str(page.at(pages.at) or "")
            return urljoin(url, link) if link and not self._is_past(link) else None
        if pages.by == "cursor":
            value = str(page.at(pages.at) or "") if records.count else ""
            end = f"{self.values.get('end')}T00:00:00"
            is_over = not value or (pages.stop_at_end and value >= end)
            return None if is_over else self._with_cursor(url, value)
        # by what came, not by what was asked for: a service may cap its pages
        self.page, self.offset = self.page + 1, self.offset + records.count
        if not records.count or self._is_last(page):
            return None
        # pages that are posted for have one address: the mark tells them apart, and is not sent
        return self._filled() + (f"#{self.page}" if self.config.post is not None else "")

    def must_have_records(self, page: Any, *, is_first: bool) -> bool:
        """Whether a page has to have records by what led to it or what it says of the others.

        By a link it has, unless the walk is through a feed that goes on; where parts are counted
        until one is missing, an empty one is no end; otherwise by the number of pages told.
        """
        pages = self.pages
        if pages is None:
            return False
        if pages.by == "link":
            return not (is_first or pages.stop)
        number = (page.number(pages.pages) if pages.pages else None) or 0
        return (pages.missing_ends and not is_first) or (
            number > 1 and self.page - pages.first < number
        )

    def is_silent(self, page: Any) -> bool:
        """A link or cursor that is null says that this is the last page; one left out does not."""
        pages = self.pages
        if pages is None or pages.by not in ("link", "cursor") or self.announced(page) is not None:
            return False
        return not page.has(pages.at)

    def _with_cursor(self, url: str, value: str) -> str:
        assert self.pages
        bare = re.sub(rf"([?&]){self.pages.param}=[^&]*&?", r"\1", url).rstrip("?&")
        return f"{bare}{'&' if '?' in bare else '?'}{self.pages.param}={quote(value)}"

    def _is_last(self, page: Any) -> bool:
        assert self.pages
        total: int | None = page.number(self.pages.total) if self.pages.total else None
        if total is not None:
            return self.offset >= total
        number: int | None = page.number(self.pages.pages) if self.pages.pages else None
        return number is not None and self.page - self.pages.first >= number

    def _is_past(self, link: str) -> bool:
        assert self.pages
        if self.pages.needs and f"{self.pages.needs}=" not in link:
            return True
        if not self.pages.stop:
            return False
        match = re.search(rf"[?&]{self.pages.stop}=(\d+)", link)
        return match is not None and int(match[1]) >= int(self.values["end_ms"])


class LinkedPage:
    """A page of text (HTML, RSS, any JSON) as a list of the addresses in it that fit a pattern."""

    def __init__(self, links: list[re.Match[str]]) -> None:
        self.links = links

    def at(self, pointer: str | None) -> Any:
        return None

    def number(self, pointer: str | None) -> int | None:
        return None

    def records(self, pointer: str, *, may_be_bare: bool = False) -> Records:
        return Records(len(self.links), "\n".join(match[0] for match in self.links).encode())


def item_addresses(
    listed: ListingConfig, page: PageEnvelope, span: Span | None, values: Mapping[str, Any]
) -> list[str]:
    """Return the document addresses of the window's listed items.

    Raises  BrokenDocument for an item without what the address is made of.
    """
    assert listed.items
    items = page.at(listed.items)
    if items is not None and not isinstance(items, list):
        raise BrokenDocument("no_records", f"{listed.items} is no list")
    if listed.months and not items:
        # it lists all months, whichever is asked for
        server_error = error_in_empty_answer(page.at) or "a new design?"
        raise BrokenDocument("no_links", f"{listed.items} lists nothing at all: {server_error}")
    return [address(listed, item, values) for item in items or () if _wanted(listed, item, span)]


def _wanted(listed: ListingConfig, item: Any, span: Span | None) -> bool:
    if not isinstance(item, dict):
        return True
    for field, word in listed.only.items():
        if word.lower() not in str(item.get(field) or "").lower():
            return False
    if span is None or not listed.months:
        return True
    year, *month = (int(item.get(name) or 1) for name in listed.months)
    return span.start <= date(year, (month or [1])[0], 1) < span.end


def address(listed: ListingConfig, item: Any, values: Mapping[str, Any]) -> str:
    """Return the document address of a listed item (or of the groups of a link).

    Raises  BrokenDocument when it lacks what the address is made of.
    """
    template = listed.address or ""
    if template.startswith("/"):
        value = item
        for step in template.strip("/").split("/"):
            value = value.get(step) if isinstance(value, dict) else None
        if not isinstance(value, str) or not value:
            raise BrokenDocument("no_address", f"a listed item has no {template}: {item!r:.80}")
        return value
    try:
        fields = {**values, **item}
        if "ocid" in item:
            fields["code"] = _PREFIX.sub("", str(item["ocid"]))
        if listed.flat:
            fields = {k: str(v).replace(listed.flat, "_") for k, v in fields.items()}
        return template.format_map({k: quote(str(v), safe="") for k, v in fields.items()})
    except (KeyError, TypeError, ValueError):
        message = f"a listed item does not fit {template}: {item!r:.80}"
        raise BrokenDocument("no_address", message) from None


def link_in_window(match: re.Match[str], span: Span | None) -> bool:
    """Whether a link's own year and month (groups) lie in the window; one without them does."""
    groups = match.groupdict()
    if span is None or not groups.get("year"):
        return True
    return span.start <= date(int(groups["year"]), int(groups.get("month") or 1), 1) < span.end
