"""Parse tenders.ppa.gov.gh (Ghana, Public Procurement Authority): web pages of contracts.

Shape   a contract page is ``h3.title`` "Contract Details" over one ``dl`` a field (``dt`` label
        with a colon, ``dd`` value).  A list page has ``.list-title a`` for each contract and
        numbered ``a.page-link``.
Source  9,123 contract pages of 2013 to 2021 kept in github retornam/gh-ppa-scrape; for list pages
        the selectors that three public scrapers of the portal agree on: none was at hand.
Skips   Company Email, Address and Tel: a supplier here is often one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Identifier,
    Lot,
    Method,
    Money,
    Notice,
    Organization,
    Period,
    Procedure,
    Supplier,
    Text,
    Trouble,
)
from spiders.parsers.common.code_list_reader import read_code_lists
from spiders.parsers.common.json_values import day_or_filler
from spiders.parsers.decoding import malformed_json_repair, web_pages

SITE = "https://tenders.ppa.gov.gh"
LINKS = ".list-title a[href]"
PAGE_LINKS = "a.page-link[href]"
METHODS: dict[str, Method] = {
    "Open Tender": "open",
    "Restricted Tender": "limited",  # Act 663, sections 38 and 39: suppliers of the buyer's choice
    "Single Sourced": "direct",
}
_LISTS = read_code_lists(Path(__file__).with_suffix(".csv"))
CURRENCIES = _LISTS["CURRENCIES"]
SYMBOLS = {
    "GHS": ("Gh¢", "GH¢", "GH₵", "¢", "₵"),
    "USD": ("$",),
    "EUR": ("€",),
    "GBP": ("£",),
    "JPY": ("¥",),
}
_BLANK = {"", "-", "0", "n/a", "na", "nil"}
_NUMBER = re.compile(r"(?:^|/)(?:contracts/)?(\d+)(?:\.html?)?(?:[?#].*)?$")
_PRICE = re.compile(r"^(?P<symbol>[^\d-]*?)\s*(?P<amount>\d[\d,]*(?:\.\d+)?)$")
_LOT = re.compile(  # a line that names a lot or numbers it, and nothing else
    r"(?:lots?|parts?|packages?|items?|phases?|sections?|no)?[\s.#:]*"
    r"(?:\d+[a-z]?|[a-h]|[ivx]+)?(?:\s*(?:,|&|and|to|-)\s*(?:\d+|[ivx]+))*[\s.:;)–-]*",
    re.I,
)
_HEADING = re.compile(r"\s*lots?\s*#?\s*(\d+)\b", re.I)
_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)? (\w+),? (\d{4})$")
_EARLIEST = 1990  # 22nd June, 0020 and 22nd August, 0250 were published: slips, not dates


def links(soup: BeautifulSoup) -> list[str]:
    """Return the addresses of a list page's contract pages, each once, in the order listed."""
    urls = (urljoin(SITE, str(link["href"])) for link in soup.select(LINKS))
    return list(dict.fromkeys(urls))


def next_page(soup: BeautifulSoup, url: str) -> str | None:
    """Address of the list page that follows this one; None on the last."""
    here = _page(url)
    others = [urljoin(url, str(link["href"])) for link in soup.select(PAGE_LINKS)]
    after = [other for other in others if _page(other) > here]
    return min(after, key=_page, default=None)


def _page(url: str) -> int:
    text = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    return int(text) if text.isdecimal() else 1


def notices(soup: BeautifulSoup, source: str) -> Iterator[Notice | Trouble]:
    """Parse a contract page, with what on it was not understood.

    ``source``  address or file name; the number of the contract stands nowhere else.
    Refuses     a list page (code list_page).
    Raises      UnexpectedDocument for an empty shell, an error page or a page without a number.
    """
    cells = fields(soup)
    if not cells:
        if soup.select(LINKS):
            raise Refused("list_page", f"ghana_ppa: {source} is a list page, not a contract")
        heading = soup.select_one("h3.title") or soup.title
        title = heading.get_text(" ", strip=True) if heading else "no heading"
        raise UnexpectedDocument(
            f"ghana_ppa: {source} has no contract fields ({title!r}), expected 'Contract "
            "Details' over a list of labels: an empty shell, an error page or a new design"
        )
    match = _NUMBER.search(source)
    if match is None:
        raise UnexpectedDocument(
            f"ghana_ppa: {source} does not end in a contract number, and the page does not state it"
        )
    page = Page(cells, match[1])
    yield page.notice()
    yield from page.troubles


def fields(soup: BeautifulSoup) -> dict[str, str]:
    """Read labels and values of a contract page, without blank ones (``-``, ``0``, ``n/a``)."""
    cells = {}
    rows = soup.find_all("dl")
    outer = {id(row.find_parent("dl")) for row in rows}
    for row in rows:
        # no field: to read lists within lists takes the square of their number
        if id(row) in outer:
            continue
        label, value = row.find("dt"), row.find("dd")
        if isinstance(label, Tag) and isinstance(value, Tag):
            published = web_pages.html_text(value, _line_end)
            text = malformed_json_repair.repair_mojibake(published).strip()
            if text.lower() not in _BLANK:
                cells[label.get_text().strip().rstrip(":")] = text
    return cells if "Awarding Agency" in cells or "Contract Awarded To" in cells else {}


def _line_end(line: Tag) -> str:
    """Return the end of a line; nothing where the page has one there itself."""
    return "" if str(line.next_sibling)[:1] in "\r\n" else "\n"


class Page:
    """The labels of one contract page, and the complaints that arise while reading them."""

    def __init__(self, cells: dict[str, str], number: str) -> None:
        self.cells, self.number = cells, number
        self.troubles: list[Trouble] = []

    def notice(self) -> Notice:
        cells = self.cells
        agency, kind = cells.get("Awarding Agency"), cells.get("Contract Type")
        method = METHODS.get(kind or "")
        if kind and method is None:
            self.add_trouble(
                "contract_type", f"Contract Type is {kind!r}, expected {', '.join(METHODS)}"
            )
        reason = cells.get("Justification")
        lots = self.lots()
        return Notice(
            id=f"ghana_ppa:{self.number}",
            portal="ghana_ppa",
            number=self.number,
            kind="contract",
            form=kind,
            languages=("en",),
            url=f"{SITE}/contracts/{self.number}",
            country="GH",
            procedure=Procedure(
                other_ids=self.package(),
                method=method,
                method_details=kind,
                direct_award_reason=reason if method == "direct" else None,
            ),
            buyers=(Buyer(Organization(agency, "GH")),) if agency else (),
            texts=self.texts(reason if method != "direct" else None),
            lots=tuple(Lot(id=lot) for lot in lots),
            awards=(self.award(lots),),
        )

    def award(self, lots: tuple[str, ...]) -> Award:
        """The page's number is the portal's own id of the contract."""
        name, value = self.cells.get("Contract Awarded To"), self.value()
        end = self.day("Delivery / Completion Date")
        return Award(
            key=self.number,
            key_basis="award_id",
            award_id=self.number,
            lots=lots,
            status="active" if name else None,
            signed=self.day("Contract Date"),
            value=value,
            value_kind="exact" if value else None,
            suppliers=(Supplier(Organization(name, identifiers=self.registry())),) if name else (),
            period=Period(end=end, end_basis="stated") if end else None,
            url=f"{SITE}/contracts/{self.number}",
        )

    def registry(self) -> tuple[Identifier, ...]:
        number = self.cells.get("Supplier #")
        return (Identifier("", number),) if number else ()

    def package(self) -> tuple[Identifier, ...]:
        """The tender's number: not the procedure's id, since agencies use one for many tenders."""
        number = self.cells.get("Tender Package No")
        return (Identifier("ghana-package", number),) if number else ()

    def lots(self) -> tuple[str, ...]:
        """``1``, ``lot 2``; "various" names no lot."""
        lot = self.cells.get("Lot #", "")
        return (lot,) if re.search(r"\d", lot) else ()

    def texts(self, reason: str | None) -> tuple[Text, ...]:
        """The page has no title: the first line of the description that says what was bought is
        the nearest to one."""
        whole = self.of_own_lot(self.cells.get("Tender Description", ""))
        lines = [line.strip() for line in whole.splitlines() if line.strip()]
        cells = (
            (
                "title",
                next((x for x in lines if not _LOT.fullmatch(x)), lines[0] if lines else None),
            ),
            ("description", whole if len(lines) > 1 else None),
            ("procedure_reason", reason),
        )
        return tuple(Text(field, text, "en") for field, text in cells if text)

    def of_own_lot(self, description: str) -> str:
        """A description without what it lists for other lots: the contract is about one of them
        (10276: photocopiers, beside the programs of lot 1)."""
        own = set(re.findall(r"\d+", " ".join(self.lots())))
        lines = description.splitlines()
        headings = [match[1] if (match := _HEADING.match(line)) else None for line in lines]
        if len(own) != 1 or not own < set(filter(None, headings)):
            return description
        kept, lot = [], None
        for line, heading in zip(lines, headings, strict=True):
            lot = heading or lot
            if lot is None or lot in own:
                kept.append(line)
        return "\n".join(kept)

    def value(self) -> Money | None:
        price, stated = self.cells.get("Contract Award Price"), self.cells.get("Contract Currency")
        if price is None:
            return None
        match = _PRICE.match(price)
        if match is None:
            self.add_trouble(
                "price", f"Contract Award Price is {price!r}, expected a symbol and a number"
            )
            return None
        amount = Decimal(match["amount"].replace(",", ""))
        if amount == 0:
            return None  # the portal fills what agencies left blank with zeros
        return Money(amount, self.currency(stated, match["symbol"]))

    def currency(self, stated: str | None, symbol: str) -> str | None:
        """The currency by its name; None, and a complaint, where name and symbol do not agree."""
        code = CURRENCIES.get(stated or "")
        if stated and code is None:
            self.add_trouble(
                "currency", f"Contract Currency is {stated!r}, expected {', '.join(CURRENCIES)}"
            )
        if code and symbol and symbol not in (code, *SYMBOLS[code]):
            self.add_trouble(
                "currency", f"the price is in {symbol!r}, but Contract Currency is {stated!r}"
            )
            return None
        return code

    def day(self, label: str) -> date | None:
        """Parse a date such as ``06th July, 2012``."""
        text = self.cells.get(label)
        match = _DAY.match(text or "")
        try:
            day = datetime.strptime(" ".join(match.groups()), "%d %B %Y").date() if match else None
        except ValueError:
            day = None
        if text and (day is None or day.year < _EARLIEST or day_or_filler(day) is None):
            self.add_trouble("date", f"{label} is {text!r}, which is no date of a contract")
            return None
        return day

    def add_trouble(self, code: str, message: str) -> None:
        message = f"ghana_ppa {self.number}: {message}"
        self.troubles.append(Trouble("unexpected", code, message, number=self.number))
