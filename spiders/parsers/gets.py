"""Parse GETS (New Zealand): the page of a tender, as its call or its award.

Shape   a table of ``td.label-cell`` and value; the overview behind a legend; the award as prose.
Source  two rows of a list, labels and marks that public clients of 2026 read.
Skips   addresses (they may be a person's home); the contact person is for privacy alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

from bs4 import BeautifulSoup, NavigableString, Tag

from pipelines.errors import Refused, UnexpectedDocument
from pipelines.model import (
    Award,
    Buyer,
    Code,
    Kind,
    Money,
    Notice,
    Organization,
    Procedure,
    Supplier,
    Text,
    Trouble,
    replace,
)
from spiders.parsers.common.json_values import day_or_filler

PAGE = "https://www.gets.govt.nz/ExternalTenderDetails.htm?id={}"
_DAY = re.compile(r"(\d{1,2})\s+([A-Z][a-z]{2})[a-z]*\s+(\d{4})")
_DONE = re.compile(r"This tender has been (awarded|completed)\.\s*(.*)", re.S | re.I)
_DATED = re.compile(r"Award Date:\s*(.*)", re.S)
# a range ("$ 12,000 - $ 15,000") is no value
_WON = re.compile(
    r"(.+?)Value\s*\$\s*(?:([\d,]+(?:\.\d+)?)(?![\d,.]|\s*(?:-|–|to)\s*\$)"
    r"|[\d,.]+\s*(?:-|–|to)\s*\$\s*[\d,.]*\d)",
    re.S,
)
_DASH = re.compile(" - ")
_ADDRESS = re.compile(
    r"\d|p\.? ?o\.? box|private bag|level|unit|suite|floor|building|flat|shop", re.I
)
_CODE = re.compile(r"(\d{8})\b\s*[-–]?\s*(.*)", re.S)
_PLANNING = re.compile(r"information|advance notice|future|industry briefing", re.I)

Cells = dict[str, Tag | NavigableString | None]  # label -> the cell beside it


def state(link: Tag) -> str:
    """Return type and date from the link of a list's row."""
    row = link.find_parent("tr")
    cells = row.find_all("td") if row else []
    return " ".join(_words(cell) for cell in cells[3:5])


def notices(page: BeautifulSoup, portal: str) -> Iterator[Notice | Trouble]:
    """Parse a page, with a trouble for an award whose prose cannot be split.

    Refuses  a list (code list_page).   Raises  UnexpectedDocument: no page of a tender.
    """
    cells: Cells = {
        _words(cell).rstrip(" :#").casefold(): cell.find_next_sibling("td")
        for cell in page.select("td.label-cell")
    }
    if not cells and page.select("#treetbl"):
        raise Refused("list_page", "a list of tenders, not a tender: it only names them")
    number = _cell(cells, "rfx id")
    if not number:
        raise UnexpectedDocument("expected the page of a tender: no cell is labelled RFx ID")
    call = _call(page, cells, portal, number)
    awarded = _DONE.search(_words(page))
    if not awarded:
        yield call
        return
    awards = _awards(awarded, number)
    dated = _DATED.search(awarded[2])
    decided = _day(dated[1]) if dated else None
    award_number = f"{number}/award"
    yield replace(
        call,
        id=f"{portal}:{award_number}",
        number=award_number,
        kind="award",
        published=decided or call.published,
        awards=tuple(replace(award, decided=decided) for award in awards),
    )
    if (
        not awards and awarded[1].lower() == "awarded"
    ):  # its words may name a person: none is quoted
        message = "the prose of the award tells no supplier that we can part from its address"
        yield Trouble("unexpected", "award_prose", message, "award", award_number)


def _call(page: BeautifulSoup, cells: Cells, portal: str, number: str) -> Notice:
    title, exemption = _cell(cells, "tender name"), _cell(cells, "exemption reason")
    type_, buyer = _cell(cells, "tender type"), _buyer(page, title)
    kind: Kind = "planning" if _PLANNING.search(type_ or "") else "tender"
    legend = page.find("span", class_="legend", string=re.compile(r"\s*Overview\s*"))
    overview = legend.find_next("p") if legend else None
    texts = (("title", title), ("description", _words(overview) if overview else None))
    unit = _cell(cells, "department/business unit")
    contact = _cell(cells, "contact")
    return Notice(
        id=f"{portal}:{number}",
        portal=portal,
        number=number,
        kind=kind,
        form=type_,
        published=_day(_cell(cells, "open date")),
        languages=("en",),
        url=PAGE.format(number),
        country="NZ",
        procedure=Procedure(
            id=number,
            method="direct" if exemption else None,
            method_details=type_,
            direct_award_reason=exemption,
        ),
        buyers=(Buyer(Organization(buyer, "NZ", activity=unit)),) if buyer else (),
        contacts=(contact,) if contact else (),
        texts=tuple(Text(field, text, "en") for field, text in texts if text),
        codes=tuple(_codes(cells.get("categories"))),
        deadline=_day(_cell(cells, "close date")),
    )


def _buyer(page: BeautifulSoup, title: str | None) -> str | None:
    """``GETS | University of Otago - Owheo Project``: the body stands before the tender's name."""
    head = page.title
    text = re.sub(r"^GETS\s*\|\s*", "", _words(head)) if head else ""
    return (text.removesuffix(f" - {title}") if title else text.partition(" - ")[0]) or None


def _words(element: Tag | NavigableString) -> str:
    return " ".join(element.get_text(" ").split())


def _cell(cells: Cells, label: str) -> str | None:
    cell = cells.get(label)
    text = _words(cell) if cell else ""
    return text if text and text.casefold() not in ("none", "[none]", "n/a") else None


def _day(text: str | None) -> date | None:
    """Parse the day of ``4:59 PM 9 Sep 2026 (Pacific/Auckland UTC+12:00)``."""
    match = _DAY.search(text or "")
    try:
        day = datetime.strptime(" ".join(match.groups()), "%d %b %Y").date() if match else None
    except ValueError:  # 31 Feb
        return None
    return day_or_filler(day) if day else None


def _codes(cell: Tag | NavigableString | None) -> Iterator[Code]:
    items = cell.find_all("li") if isinstance(cell, Tag) else []
    codes = (code for item in items if (code := _CODE.match(_words(item))))
    for index, code in enumerate(codes):
        yield Code("UNSPSC", code[1], code[2] or None, index == 0)


def _awards(awarded: re.Match[str], number: str) -> tuple[Award, ...]:
    """Parse the prose of an award: one award for each supplier, one without supplier for "No
    Winner". Other completions do not say what came of the tender."""
    text = _DATED.sub("", awarded[2]).strip()
    if re.search(r"\bNo Winner\b", text, re.I):
        return (Award(key=number, key_basis="award_id", award_id=number, status="unsuccessful"),)
    if awarded[1].lower() == "completed":
        return ()
    won = [(part[1], part[2] or "") for part in _WON.finditer(text)] or [(text, "")]
    cells = []
    for index, (who, amount) in enumerate(won, start=1):
        if not (name := _name_before_address(who.strip(" .;"))):
            return ()
        key = number if len(won) == 1 else f"{number}-{index}"
        value = Money(Decimal(amount.replace(",", "")), "NZD") if amount else None
        value = value if value and value.amount else None
        cells.append(
            Award(
                key=key,
                key_basis="award_id",
                award_id=key,
                status="active",
                value=value,
                value_kind="exact" if value else None,
                suppliers=(Supplier(Organization(name)),),
            )
        )
    return tuple(cells)


def _name_before_address(text: str) -> str | None:
    """``{supplier} - {address}``: a supplier's name, an address and its end may have dashes, too.

    None where two suppliers may stand, or where nothing tells which dash parts them.
    """
    dashes = [*_DASH.finditer(text)]
    addresses = [dash for dash in dashes if _ADDRESS.match(text, dash.end())]
    ends = addresses or dashes
    name = text[: ends[0].start()] if len(ends) == 1 else ""
    return name if name[:1].isalnum() else None
