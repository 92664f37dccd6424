"""Base spider of OCDS publishers that are configured in ``data/reference/ocds_portals.yml``.

The row says which; the walk, its checks, the archive and the streams are those of all portals.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from scrapy import Request
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import Blocked, BrokenDocument, Misconfigured
from pipelines.model import ParsedDocument
from spiders.base.api_key import is_home
from spiders.base.bulk_files import LINK
from spiders.base.date_windows import Span
from spiders.base.listed_documents import ListingSpider
from spiders.base.ocds_publisher_config import PublisherConfig
from spiders.base.ocds_publisher_requests import (
    LinkedPage,
    PublisherRequests,
    address,
    item_addresses,
    link_in_window,
    template_values,
)
from spiders.base.paged_json import Walk
from spiders.base.paging import PageEnvelope
from spiders.base.streamed_files import StreamedFilesSpider
from spiders.base.window_tally import WindowTally
from spiders.base.windowed import MISSING_IN_A_ROW
from spiders.parsers import decoding
from spiders.parsers.decoding import web_pages

COMPLAINTS = 3  # an error that comes as a 200 is asked again so often


class PublisherSpider(StreamedFilesSpider, ListingSpider):
    config: ClassVar[PublisherConfig]
    may_be_empty = True  # a small publisher's month

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        key = self.config.key
        self._key = os.environ.get(key.variable, "").strip() if key else ""
        if key and not self._key:
            raise Misconfigured(
                f"{self.name}: its API needs a key and {key.variable} is not set in the "
                f"environment. Get one at {key.page}, or leave this portal off."
            )

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        key = self.config.key
        if key and is_home(self, request):
            request.headers[key.header] = key.form.format(self._key)
        for _ in range(COMPLAINTS):
            response = await super().fetch(request, expects, may_miss)
            server_error = self._complaint(response)
            if not server_error:
                return response
        raise BrokenDocument(
            "portal_error", f"{request.url} answered with an error: {server_error}"
        )

    def _complaint(self, response: Response) -> Any:
        """The words of an error that comes as HTTP 200."""
        if not self.config.complaint or response.status != 200 or "streamed_to" in response.meta:
            return None
        try:
            return PageEnvelope(response.body).at(self.config.complaint)
        except BrokenDocument:
            return None

    def window_requests(self, span: Span | None) -> Iterator[Request]:
        return (steps.request() for steps in self._walks(span))

    def _walks(self, span: Span | None) -> Iterator[PublisherRequests]:
        values = template_values(span, self.window)
        return (PublisherRequests(self.config, template, values) for template in self.config.ask)

    async def crawl_pages(
        self, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        for steps in self._walks(span):
            if self.config.listed:
                releases = self._listed_by(steps, span, tally)
            elif self.config.serves == "file":
                releases = self.stream_file(steps.request().url, tally)
            else:
                releases = self._answers(steps, tally)
            async for parsed in releases:
                yield parsed

    async def _answers(
        self, steps: PublisherRequests, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Pages of releases: each is a document."""
        walk = Walk(steps, self.config.records, tally)
        request: Request | None = steps.request()
        while request:
            response = await self.fetch(request, "json", self._may_end(steps))
            if response.status != 200:
                if walk.is_new:
                    tally.problems.append(f"{response.url} is not there (yet)")
                return
            document = self.archive_response(response)
            yield self.page_of_records(document, response.body, tally.window, tally.pages + 1)
            try:
                page = PageEnvelope(response.body)
            except BrokenDocument as error:
                walk.broken(error)
                continue
            following = walk.step(page, request.url)
            request = steps.request(following) if following else None
        if walk.is_cut:
            tally.problems.append(walk.cut_off())

    def _may_end(self, steps: PublisherRequests) -> bool:
        return bool(steps.pages and steps.pages.missing_ends)

    async def _listed_by(
        self, steps: PublisherRequests, span: Span | None, tally: WindowTally
    ) -> AsyncIterator[ParsedDocument]:
        """Pages of a list: what each names is fetched before the next is asked."""
        listing, seen, in_a_row = WindowTally(tally.window), dict[str, None](), 0
        config = self.config
        assert config.listed
        pointer = config.listed.items or "/"
        walk = Walk(steps, pointer, listing)
        request: Request | None = steps.request()
        while request:
            response = await self.fetch(request, "json" if config.listed.items else "html")
            self.archive_response(response, "listing")
            try:
                page, addresses = self._named(response, span, steps.values)
            except BrokenDocument as error:
                walk.broken(error)
                continue
            for url in addresses:
                if url in seen:
                    continue
                seen[url] = None
                if config.serves == "file":
                    async for parsed in self.stream_file(url, tally):
                        yield parsed
                    continue
                document = await self._document(url, tally, len(seen))
                if isinstance(document, ParsedDocument):
                    yield document
                in_a_row = 0 if document else in_a_row + 1
                if in_a_row >= MISSING_IN_A_ROW:
                    raise Blocked(f"{self.name}: {in_a_row} listed documents are not there: {url}")
            following = walk.step(page, request.url)
            request = steps.request(following) if following else None
        tally.pages += listing.pages
        if walk.is_cut:
            tally.problems.append(walk.cut_off())
        listing.check()
        if config.serves == "document":
            tally.announce(len(seen))
        elif span and listing.received and not seen:
            tally.problems.append(
                f"the list names {listing.received} files and none of {span.id}: not yet?"
            )

    def _named(
        self, response: Response, span: Span | None, values: Mapping[str, Any]
    ) -> tuple[Any, list[str]]:
        """Return what a list page says of the next one, and the addresses that it names."""
        listed = self.config.listed
        assert listed
        if listed.items:
            page: Any = PageEnvelope(response.body)
            urls = item_addresses(listed, page, span, values)
        else:
            matches = self._links(response, listed.links or "")
            page = LinkedPage(matches)
            matches_in_window = [match for match in matches if link_in_window(match, span)]
            urls = [
                address(listed, _groups(match), values) if listed.address else match.string
                for match in matches_in_window
            ]
        if listed.own_host:
            urls = [_hosted(url, self.endpoint) for url in urls]
        return page, list(dict.fromkeys(self.address(urljoin(response.url, url)) for url in urls))

    def _links(self, response: Response, pattern: str) -> list[re.Match[str]]:
        """Addresses in a text that fit the pattern, each once, whole.

        Raises  BrokenDocument when a first page has none: never "no news".
        """
        text = web_pages.complete_page(decoding.decode_text(response.body))
        listed = self.config.listed
        if listed and listed.holds and listed.holds not in text:
            message = f"{response.url} lacks {listed.holds!r}, which every page of the list has"
            raise BrokenDocument("no_links", message)
        text = html.unescape(text.replace("\\/", "/"))
        link_pattern = re.compile(pattern)
        links = dict.fromkeys(urljoin(response.url, link) for link in LINK.findall(text))
        matches = [match for link in links if (match := link_pattern.search(link))]
        if not matches and not (self.config.pages and self.config.pages.by == "page"):
            raise BrokenDocument(
                "no_links", f"{response.url} names no document like {pattern!r}: a new design?"
            )
        return matches


def _groups(link: re.Match[str]) -> dict[str, str]:
    return {name: unquote(value) for name, value in link.groupdict().items() if value}


def _hosted(url: str, endpoint: str) -> str:
    """Address with the scheme and host that we ask, instead of those it names."""
    ours, theirs = urlsplit(endpoint), urlsplit(url)
    return urlunsplit((ours.scheme, ours.netloc, theirs.path, theirs.query, ""))
