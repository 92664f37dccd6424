"""TED: Tenders Electronic Daily, the supplement to the Official Journal of the European Union.

Covers    Notices of public buyers of the EU, the EEA and some others above the EU thresholds, from
          2011 on: eForms (since November 2022) and the older TED_EXPORT.  Corrections,
          modifications and direct awards included.
Access    Search API v3, no key, then the XML of each notice; daily and monthly packages can be
          ingested.  Licence: free reuse (Decision 2011/833/EU), source named: so the page of the
          Publications Office on reuse, read in a copy.
Identity  The publication number (675564-2023) never changes.  Notices of one procedure share a UUID
          (BT-04), which planning notices and TED_EXPORT do not have.
Traps     Result notices list losing tenders.  Later results are tranches unless they say that they
          change one.  -1 and "unpublished" are withheld values.  One schema per root element, not
          per date: both were published side by side in 2023 and 2024.  Verified: 629 notices of
          2011 to 2025.  Unverified here: the live search.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from lxml import etree
from scrapy import Request
from scrapy.http import JsonRequest, Response
from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from pipelines.errors import BrokenDocument, Misconfigured, UnexpectedDocument
from pipelines.model import Notice, Trouble, replace
from spiders.base.date_windows import DateWindow, Span
from spiders.base.listing import ListingPage, ListingSpider
from spiders.base.portal import whole_xml
from spiders.base.windowed import Inconsistent
from spiders.parsers import decoding, eforms, ted_export

CELLS = 10_000  # the service's ceiling of limit x fields
LARGEST_PAGE = 250


class ExpertSearchSpider(ListingSpider):
    """Crawl a search service by expert query and iteration token, then one XML document per notice.

    ``fields``, ``limit``, ``number_field``, ``document_url`` are declared; ``queries`` turns a
    window into expert queries.  The token stands for a frozen result, so a walk either gives what
    was announced or is asked again.
    """

    fields: ClassVar[tuple[str, ...]]
    ends_empty = True  # the token is left out after an empty page only
    limit: ClassVar[int] = LARGEST_PAGE
    number_field: ClassVar[str]
    document_url: ClassVar[str]

    def _prepare(self, settings: BaseSettings) -> None:
        if self.limit > LARGEST_PAGE or self.limit * len(self.fields) > CELLS:
            raise Misconfigured(
                f"{self.name}: limit {self.limit} x {len(self.fields)} fields is more than the "
                f"service allows ({LARGEST_PAGE} a page, {CELLS} values)"
            )
        super()._prepare(settings)

    def queries(self, span: Span) -> Iterable[str]:
        """Window -> expert queries; their results may overlap."""
        raise NotImplementedError

    def window_requests(self, span: Span | None) -> Iterable[Request]:
        assert span
        for query in self.queries(span):
            yield JsonRequest(
                self.endpoint, data=self._body(query), headers={"Accept": "application/json"}
            )

    def _body(self, query: str) -> dict[str, Any]:
        return {
            "query": query,
            "fields": list(self.fields),
            "limit": self.limit,
            "scope": "ALL",
            "paginationMode": "ITERATION",
            "onlyLatestVersions": False,
        }

    def parse_listing(self, response: Response) -> ListingPage:
        try:
            answer = decoding.json_value(response.body)
        except BrokenDocument as error:
            raise Inconsistent(str(error)) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("notices"), list):
            raise BrokenDocument("no_records", f"{response.url}: the answer holds no notices")
        if answer.get("timedOut"):
            raise Inconsistent("the service says that its answer is not whole (timedOut)")
        notices = answer["notices"]
        token = answer.get("iterationNextToken") if notices else None
        return ListingPage(
            addresses=tuple(self.document_url.format(number=self._number(one)) for one in notices),
            total=answer.get("totalNoticeCount"),
            following=self._next(response, token) if token else None,
        )

    def _number(self, notice: dict[str, Any]) -> str:
        number = notice.get(self.number_field)
        if not isinstance(number, str) or not number:
            raise BrokenDocument("no_number", f"a listed notice has no {self.number_field}")
        return number.lstrip("0")

    @staticmethod
    def _next(response: Response, token: str) -> Request:
        assert response.request
        asked = decoding.json_value(response.request.body)
        return JsonRequest(
            response.request.url,
            data={**asked, "iterationNextToken": token},
            headers={"Accept": "application/json"},
        )


# the file or address names the notice where nothing was stamped on it (352425-2021, SDK 0.1)
_NUMBER = re.compile(r"(?<![\d-])(\d{1,7}-(?:19|20)\d\d)(?!\d)")


# CPV families asked of the server, each with its subtree (the digital ones of data/reference)
FAMILIES = (
    "30100000",
    "30200000",
    "31711300",
    "32000000",
    "34970000",
    "35120000",
    "35700000",
    "45314000",
    "48000000",
    "50312000",
    "50320000",
    "50330000",
    "51300000",
    "51610000",
    "64200000",
    "72000000",
    "79714100",
    "80420000",
    "92222000",
)
# No limit of an expert query's length is documented; public clients ask some hundred characters.
LONGEST_QUERY = 2_000


class TedSpider(ExpertSearchSpider):
    name = "ted"
    title = "TED"
    endpoint = "https://api.ted.europa.eu/v3/notices/search"
    hosts = ("ted.europa.eu",)
    window = DateWindow(
        field="publication-date",
        first="2016-01-01",
        step_days=1,
        zone="Europe/Brussels",
        overlap_days=4,
    )
    fields = ("publication-number", "publication-date", "notice-type")
    number_field = "publication-number"
    document_url = "https://ted.europa.eu/en/notice/{number}/xml"
    is_final = True  # a correction is a notice of its own
    pace_s = 1.0  # one client got 429 at two requests a second and none at one
    robots_exemption = "documented API, https://docs.ted.europa.eu/api/"
    reads = staticmethod(whole_xml)
    media_type = "application/xml"
    winners: tuple[str, ...] = ()

    def _prepare(self, settings: BaseSettings) -> None:
        super()._prepare(settings)
        watched_names = settings.get("VIGIE_WATCHED_NAMES")
        if not watched_names:
            raise Misconfigured(f"{self.name}: VIGIE_WATCHED_NAMES is not set, expected a function")
        self.winners = tuple(load_object(watched_names)())

    def queries(self, span: Span) -> Iterator[str]:
        """By CPV family, and by watched vendor among the winners: large contracts hide under
        other families.  A notice that several queries find is fetched and counted once."""
        day = f"publication-date>={span.start:%Y%m%d} AND publication-date<={span.last_day:%Y%m%d}"
        yield f"classification-cpv IN ({' '.join(FAMILIES)}) AND {day}"
        tests = [f'winner-name ~ "{_words(name)}"' for name in self.winners]
        for part in _joined(tests, " OR ", LONGEST_QUERY - len(f"() AND {day}")):
            yield f"({part}) AND {day}"

    @staticmethod
    def notices(root: etree._Element, source: str) -> Iterator[Notice | Trouble]:
        """Root element -> its notice, by the schema of the root, with a link to its page."""
        if root.tag in eforms.ROOTS:
            number = eforms.number_of(root) or next(iter(_NUMBER.findall(source)), None)
            notice, troubles = eforms.read(root, "ted", number)
        elif etree.QName(root).localname == "TED_EXPORT":
            notice, troubles = ted_export.reading(root, "ted")
        else:
            raise UnexpectedDocument(
                f"the root element is {root.tag}, expected an eForms notice or TED_EXPORT"
            )
        yield replace(notice, url=f"https://ted.europa.eu/en/notice/-/detail/{notice.number}")
        yield from troubles


def _words(name: str) -> str:
    """Name -> what may stand between the quotation marks of a query."""
    return " ".join(re.sub(r'["\\*?]', " ", name).split())


def _joined(parts: Iterable[str], by: str, longest: int) -> Iterator[str]:
    """Parts -> as few texts as hold them all, each within the length."""
    text = ""
    for part in parts:
        if text and len(text) + len(by) + len(part) > longest:
            yield text
            text = ""
        text = f"{text}{by}{part}" if text else part
    if text:
        yield text
