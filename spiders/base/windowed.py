"""Base spider that crawls a portal window by window, one request at a time.

The spider's arguments name the windows; ``start`` walks through them and yields, for each body
received and archived, a ``Reading``, and after the last one of a window its ``WindowReport``.

Arguments  ``windows``: JSON list of window ids; or ``window_start`` and ``window_end`` (not
           included), cut by the portal's own step; without either, the last week.  A portal
           without windows needs none.
Settings   VIGIE_ARCHIVE (folder), VIGIE_FREE_MB (kept free on its disk), VIGIE_PACE,
           VIGIE_ENDPOINTS, VIGIE_CONTACT; VIGIE_MOST_REQUESTS (of ``vigie check``: the crawl ends
           with reason ``enough`` after so many).
Stats      vigie/key/NAME, key_records: fields of a sample of records (``decoding.field_names``);
           vigie/asked, complete, incomplete (windows), pages, documents, received, announced,
           missing, blocked and misconfigured (a sentence each).
Ends       finish reason ``blocked`` or ``misconfigured``; windows without a report stay open.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, NoReturn
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings

from pipelines.errors import (
    SHAPE_ERRORS,
    Blocked,
    BrokenDocument,
    Misconfigured,
    Refused,
    UnexpectedDocument,
)
from pipelines.model import Document, Notice, ParsedDocument, Trouble, WindowReport
from spiders.archive.records import media_type_of
from spiders.archive.storage import StorageError
from spiders.archive.writer import Archive
from spiders.base.date_windows import WHOLE, DateWindow, Span
from spiders.base.portal import PortalSpider
from spiders.base.window_tally import Inconsistent, WindowTally, is_long_over
from spiders.http.mock_endpoints import checked_pace, mock_portal_base, rebase_url
from spiders.http.response_checks import lowercase_headers
from spiders.http.retry_middleware import Stopping
from spiders.http.robots_middleware import RobotsForbidden
from spiders.http.user_agent import user_agent
from spiders.parsers.decoding.field_inventory import names

TRANSIENT_CODES = (
    "no_links",
    "page_broken",
)  # a maintenance page, a page cut short: asked once more
DEFAULT_DAYS = 7  # asked when no window is named
SAMPLE_DOCUMENTS, SAMPLE_RECORDS = 40, 10  # whose fields are looked at: a parse more of each
RESERVE_MB = 256  # free on the disk: below it a crawl ends with a sentence
MISSING_IN_A_ROW = 5  # details not served one after the other: the portal has changed


class WindowedSpider(PortalSpider):
    """Crawl a portal's date windows, with archive, politeness and completeness checks.

    Attributes of a portal, in this order:

    ``endpoint`` address asked; ``hosts`` further hosts that its documents come from; ``window``;
    ``pace_s`` seconds between requests; ``wait_on`` {status: seconds} the portal's documented
    pauses; ``robots_exemption`` "reason, address" for the endpoint's host.
    """

    endpoint: ClassVar[str] = ""
    hosts: ClassVar[tuple[str, ...]] = ()
    window: ClassVar[DateWindow | None] = None
    pace_s: ClassVar[float] = 1.0
    wait_on: ClassVar[Mapping[int, float]] = {}
    robots_exemption: ClassVar[str | None] = None
    allowed_domains: ClassVar[list[str]]
    first_days: ClassVar[int] = 0  # a first crawl goes back at least so far

    sampled_documents = 0
    workers_parse = False  # set by an item pipeline that has workers
    windows: str | None = None
    window_start: str | None = None
    window_end: str | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Tell Scrapy's commands which hosts a spider reads: ``scrapy shell URL`` finds it."""
        super().__init_subclass__(**kwargs)
        cls.allowed_domains = sorted(cls.declared_hosts() - {""})

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Set user agent and pace from the portal's attributes and the VIGIE_ settings."""
        super().update_settings(settings)
        pace = settings.getfloat("VIGIE_PACE", 1.0)
        agent = user_agent(settings.get("VIGIE_CONTACT"))
        settings.set("USER_AGENT", agent, priority="spider")
        settings.set("DOWNLOAD_DELAY", cls.pace_s * pace, priority="spider")

    @classmethod
    def declared_hosts(cls) -> frozenset[str]:
        """Hosts (with port, if any) that the portal's documents come from."""
        return frozenset({urlsplit(cls.endpoint).netloc, *cls.hosts})

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> WindowedSpider:
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.prepare(crawler.settings)
        return spider

    def prepare(self, settings: BaseSettings) -> None:
        """Checks that attributes and settings fit together, before anything is asked.

        What is wrong is kept for ``start``, which is where Scrapy lets a spider end with a reason.
        """
        self.refusal: str | None = None
        self.base: str | None = None
        self.netlocs = self.declared_hosts()
        try:
            self._prepare(settings)
        except Misconfigured as error:
            self.refusal = str(error)
        here = urlsplit(self.address(self.endpoint)).netloc
        self.exempted = frozenset({here}) if self.robots_exemption else frozenset()

    def _prepare(self, settings: BaseSettings) -> None:
        if not self.endpoint.startswith(("https://", "http://")):
            raise Misconfigured(f"{self.name}: endpoint is {self.endpoint!r}, expected an address")
        self.base = mock_portal_base(settings, self.name)
        if self.base:
            self.netlocs = frozenset({urlsplit(self.base).netloc})
        pace = settings.getfloat("VIGIE_PACE", 1.0)
        checked_pace(pace, [f"//{netloc}" for netloc in self.netlocs])
        if not settings.get("VIGIE_ARCHIVE"):
            raise Misconfigured("VIGIE_ARCHIVE is not set: nothing is read before it is archived")
        self.archive = Archive(settings["VIGIE_ARCHIVE"], self.name)
        self.left = settings.getint("VIGIE_MOST_REQUESTS") or None
        self.spans = self.requested_windows()
        reserve = settings.getint("VIGIE_FREE_MB", RESERVE_MB)
        self.reserve = reserve * 1024 * 1024

    @property
    def only_https(self) -> bool:
        return self.endpoint.startswith("https://")

    def address(self, url: str) -> str:
        """Return the URL to request, which is on a mock portal's host when one is set."""
        return rebase_url(url, self.base, self.declared_hosts())

    def requested_windows(self) -> list[Span | None]:
        """The windows named by the spider's arguments; None stands for the whole portal.

        Without arguments (plain ``scrapy crawl``) those of the last ``DEFAULT_DAYS`` days.
        Raises  Misconfigured when they are incomplete or cannot be read.
        """
        if self.window is None:
            return [None]
        if self.windows:
            texts = _listed(self.windows)
            return [None if text == WHOLE else self.window.span(text) for text in texts]
        if self.window_start and self.window_end:
            span = self.window.span(f"{self.window_start}/{self.window_end}")
            return list(self.window.cut(span.start, span.end))
        if self.window_start or self.window_end:
            raise Misconfigured(
                f"{self.name}: half a window given; give both window_start and window_end"
            )
        now = datetime.now(UTC)
        start = now - timedelta(days=max(DEFAULT_DAYS, self.first_days))
        return list(self.window.cut(start, self.window.now_end(now)))

    async def start(self) -> AsyncIterator[Any]:
        """Crawl windows in order; yield readings and one WindowReport for each window."""
        if self.refusal:
            self._stop("misconfigured", self.refusal)
        try:
            for span in self.spans:
                self.count("asked")
                async for response in self.crawl_window(span):
                    yield response
        except Blocked as error:
            self._stop("blocked", str(error))
        except Misconfigured as error:
            self._stop("misconfigured", str(error))
        except StorageError as error:
            self._stop("store_failed", str(error))

    def _stop(self, reason: str, sentence: str) -> NoReturn:
        """Log why the crawl ends, record it for its run, and close the spider."""
        assert self.crawler.stats
        self.logger.error("%s", sentence)
        self.crawler.stats.set_value(f"vigie/{reason}", sentence)
        raise CloseSpider(reason)

    def closed(self, reason: str) -> None:
        archive = getattr(self, "archive", None)
        if archive:
            archive.close()

    async def crawl_window(self, span: Span | None) -> AsyncIterator[ParsedDocument | WindowReport]:
        """Crawl one window, and once more when its pages contradict each other."""
        key = span.id if span else WHOLE
        came = 0
        for is_last in (False, True):
            tally = WindowTally(key)
            try:
                async for reading in self.crawl_pages(span, tally):
                    yield reading
                tally.check()
                tally.check_plausible(came, is_long_over=is_long_over(span))
                break
            except BrokenDocument as error:
                came = tally.received
                if error.code in TRANSIENT_CODES and not is_last:
                    self.logger.warning("%s %s: %s; asked again", self.name, key, error)
                    continue
                tally.problems.append(str(error))
                break
            except RecursionError:
                tally.problems.append("an answer is nested too deeply to be read")
                break
            except Inconsistent as error:
                came = tally.received
                self.logger.warning("%s %s: %s", self.name, key, error)
                if is_last:
                    tally.problems.append(str(error))
        self.archive.sync()
        yield self._reported(tally)

    def _reported(self, tally: WindowTally) -> WindowReport:
        report = tally.report()
        self.count("complete" if report.complete else "incomplete")
        for name in ("announced", "received", "pages"):
            self.count(name, getattr(report, name) or 0)
        self.count("missing", tally.missing)
        return report

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        """Yield the first requests of a window; ``crawl_pages`` follows what their answers lead
        to."""
        raise NotImplementedError

    def crawl_pages(self, span: Span | None, tally: WindowTally) -> AsyncIterator[ParsedDocument]:
        """Crawl a window: yield a reading for each body and keep ``tally``; each base spider has
        its own.

        Raises  Inconsistent, BrokenDocument (this window is incomplete), Blocked (the crawl ends).
        """
        raise NotImplementedError

    async def fetch(self, request: Request, expects: str, may_miss: bool = False) -> Response:
        """Send a request and return a 200 answer (or 404, 410 if it ``may_miss``).

        Raises  Blocked when the portal does not serve it, BrokenDocument when it is too large.
        """
        if self.left is not None:
            if self.left == 0:
                raise CloseSpider("enough")
            self.left -= 1
        request = request.replace(url=self.address(request.url))
        request.meta.update(expects=expects, may_miss=may_miss)
        engine = self.crawler.engine
        assert engine
        try:
            return await engine.download_async(request)
        except RobotsForbidden as error:
            raise Blocked(str(error)) from None
        except Stopping:
            raise CloseSpider("shutdown") from None
        except IgnoreRequest as error:
            raise Blocked(f"{self.name}: {request.url} was not served: {error}") from None
        except AssertionError as error:  # Scrapy's own, of a crawl that ends while it waits here
            if isinstance(error.__context__, asyncio.CancelledError):
                raise error.__context__ from None
            raise

    def work_folder(self, settings: BaseSettings) -> Path:
        """Return the archive's folder; with one in an object store, that of the database."""
        database = Path(settings.get("VIGIE_DB") or "vigie.db")
        return self.archive.local_folder or database.parent / "archive-work"

    def _check_disk(self) -> None:
        """Raises  Misconfigured before the disk is full: archive and database grow, too."""
        folder = self.work_folder(self.settings).absolute()
        folder = next((x for x in (folder, *folder.parents) if x.is_dir()), folder)
        free = shutil.disk_usage(folder).free
        if free < self.reserve:
            raise Misconfigured(
                f"{self.name}: the disk of {folder} has {free // 1024**2:,} MB left,"
                f" {self.reserve // 1024**2:,} MB are kept free. Make room, or leave this portal"
                " off; windows not closed are asked again by the next crawl."
            )

    def archive_response(self, response: Response, role: str = "document") -> Document:
        """Archive a response before anything reads it, and return its ``Document``."""
        self._check_disk()
        headers = lowercase_headers(response)
        now = datetime.now(UTC)
        kind = media_type_of(headers.get("content-type"))
        location = self.archive.append(
            response.body,
            url=response.url,
            fetched_at=now,
            media_type=kind,
            status=response.status,
            headers=headers.items(),
            role=role,
        )
        self.count(f"{role}s")
        return Document(
            sha256=location.sha256,
            portal=self.name,
            media_type=kind,
            url=response.url,
            fetched_at=now,
            archive_file=location.archive_file,
            offset=location.offset,
            length=len(response.body),
            parser_version=self.parser_version,
        )

    def parse_document(
        self, document: Document, body: bytes, window: str | None, page: int
    ) -> ParsedDocument:
        """Parse an archived body into notices and troubles."""
        self._sample_field_names(body)
        results = list(self.read(body, document.url or ""))
        return ParsedDocument(
            document=document,
            notices=tuple(result for result in results if isinstance(result, Notice)),
            troubles=tuple(result for result in results if isinstance(result, Trouble)),
            window=window,
            page=page,
        )

    def page_of_records(
        self, document: Document, body: bytes, window: str | None, page: int
    ) -> ParsedDocument:
        """Return a page whose notices the spider does not look at; a worker may parse it."""
        is_looked_at = type(self).parse_document is not WindowedSpider.parse_document
        if is_looked_at or not self.workers_parse:
            return self.parse_document(document, body, window, page)
        self._sample_field_names(body)
        return ParsedDocument(document=document, body=body, window=window, page=page)

    def parse(self, response: Response, **_: Any) -> Iterator[ParsedDocument]:
        """Read one document (``scrapy parse URL --spider NAME``, ``scrapy shell``)."""
        yield self.parse_document(self.archive_response(response), response.body, None, 1)

    def _sample_field_names(self, body: bytes) -> None:
        """Names of the fields of some records of the crawl's first documents, for health."""
        self.sampled_documents += 1
        if self.sampled_documents > SAMPLE_DOCUMENTS:
            return
        try:
            records = list(islice(type(self).reads(body), SAMPLE_RECORDS))
            seen_in = [names(record) for record in records]
        except (UnexpectedDocument, Refused, RecursionError, *SHAPE_ERRORS):
            return  # reading it says why
        for seen in seen_in:
            self.count("key_records", bool(seen))
            for name in seen:
                self.count(f"key/{name}")

    def count(self, name: str, number: int = 1) -> None:
        assert self.crawler.stats
        self.crawler.stats.inc_value(f"vigie/{name}", number)


def _listed(text: str) -> list[str]:
    """Parse the argument ``windows`` into ids; ``["start", "end"]`` pairs are accepted too."""
    try:
        data = json.loads(text)
        return [item if isinstance(item, str) else "/".join(item) for item in data]
    except (ValueError, TypeError):
        raise Misconfigured(f"windows is {text!r}, expected a JSON list of window ids") from None
