"""Base spider for a listing (JSON or HTML) that names large files, streamed one by one.

A portal declares ``files``: pattern of the address of a file.  Its groups ``year`` and ``month``,
or ``until`` (YYYYMMDD, the last day it covers), say which window it belongs to; without groups, and
without ``window``, every file is asked for.  A listing that names none, or none of the window, is a
complaint: not yet published is not empty.  ``counts``: pointers to the list of a JSON listing and
to the number of what it should hold, if it tells one: a page of them is not all of them.
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from typing import Any, ClassVar
from urllib.parse import urljoin

from scrapy import Request
from scrapy.http import Response

from pipelines.errors import BrokenDocument
from pipelines.model import ParsedDocument
from spiders.base.date_windows import Span
from spiders.base.json_listing import resolve_pointer
from spiders.base.streamed_files import StreamedFilesSpider
from spiders.base.window_tally import Inconsistent, WindowTally
from spiders.parsers import decoding

LINK = re.compile(r"https?:(?:\\?/){2}[^\s\"'<>]+|(?<=href=\")[^\"]+|(?<=href=')[^']+")


class BulkFilesSpider(StreamedFilesSpider):
    """Further attributes: ``lists_as`` (json or html) and ``files``."""

    lists_as: ClassVar[str] = "json"
    files: ClassVar[re.Pattern[str]]
    counts: ClassVar[tuple[str, str] | None] = None

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        yield Request(self.endpoint)

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for question in self.window_requests(span):
            response = await self.fetch(question, self.lists_as)
            self.archive_response(response, "listing")
            tally.pages += 1
            for url in self.file_addresses(response, span):
                async for parsed in self.stream_file(url, tally):
                    yield parsed

    def file_addresses(self, response: Response, span: Span | None) -> list[str]:
        """Return the addresses of the window's files in a listing, in its order, each once.

        Raises  BrokenDocument when it is no listing, or names no such file at all or of the window.
        """
        text = decoding.decode_text(response.body)
        if self.lists_as == "json":
            self._count(decoding.json_value(response.body))
        links = (html.unescape(link.replace("\\/", "/")) for link in LINK.findall(text))
        addresses = {urljoin(response.url, link): None for link in links}
        matches = {url: match for url in addresses if (match := self.files.search(url))}
        if not matches:
            raise BrokenDocument(
                "no_links",
                f"{response.url} names no file like {self.files.pattern!r}: a new design?",
            )
        found_here = [self.address(url) for url, match in matches.items() if _is_in(span, match)]
        if span and not found_here:
            message = f"{response.url} names {len(matches)} files and none of {span.id}: not yet?"
            raise BrokenDocument("not_there", message)
        return found_here

    def _count(self, listing: Any) -> None:
        """Raises  Inconsistent for a listing that says that there is more than it names."""
        if self.counts is None:
            return
        listed, announced = (resolve_pointer(listing, pointer) for pointer in self.counts)
        if isinstance(listed, list) and isinstance(announced, int) and announced != len(listed):
            raise Inconsistent(
                f"the listing announced {announced} data sets and names {len(listed)}"
            )


def _is_in(span: Span | None, match: re.Match[str]) -> bool:
    groups = match.groupdict()
    if span is None or not groups:
        return True
    if "until" in groups:
        last = datetime.strptime(groups["until"], "%Y%m%d").date()
        return span.start <= last < span.end
    first = date(int(groups["year"]), int(groups.get("month") or 1), 1)
    return span.start <= first < span.end
