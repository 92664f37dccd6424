"""tenders.ppa.gov.gh: list pages, contract pages and pages that are neither."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.demo.portals.server import DEMO_DATA
from pipelines.model import Notice, Trouble
from spiders.ghana_ppa import GhanaPpaSpider
from spiders.parsers import ghana_ppa
from spiders.parsers.decoding import web_pages
from tests.step_counts import count_steps

FOLDER = Path(__file__).parents[2] / "portals" / "ghana_ppa"
LIST = (FOLDER / "contracts_page_2.html").read_bytes()
CONTRACT = (FOLDER / "10066.html").read_text(encoding="utf-8")
TITLED = re.compile(r"(<dt>Tender Description:</dt><dd>).*?(</dd>)", re.S)


def read(
    page: str, source: str = "https://tenders.ppa.gov.gh/contracts/7"
) -> list[Notice | Trouble]:
    return list(GhanaPpaSpider.read(page.encode(), source))


@pytest.mark.parametrize(
    ("lot", "described"),
    [
        ("2", "ICT equipment:\nLot 2\nPhotocopier - 4"),
        ("lot 1", "ICT equipment:\nLot1:\nMicrosoft Office - 20 users"),
        ("3", "ICT equipment:\nLot1:\nMicrosoft Office - 20 users\nLot 2\nPhotocopier - 4"),
        ("1 and 2", "ICT equipment:\nLot1:\nMicrosoft Office - 20 users\nLot 2\nPhotocopier - 4"),
        ("-", "ICT equipment:\nLot1:\nMicrosoft Office - 20 users\nLot 2\nPhotocopier - 4"),
    ],
)
def test_what_other_lots_buy_is_not_bought_by_a_contract(lot: str, described: str) -> None:
    words = "ICT equipment:<br>Lot1:<br>Microsoft Office - 20 users<br>Lot 2<br>Photocopier - 4"
    page = TITLED.sub(rf"\g<1>{words}\g<2>", CONTRACT)
    page, count = re.subn(r"(<dt>Lot #:</dt><dd>).*?(</dd>)", rf"\g<1>{lot}\g<2>", page, flags=re.S)
    assert count == 1
    (notice,) = read(page)
    assert isinstance(notice, Notice)
    assert (notice.title, notice.description) == ("ICT equipment:", described)


def test_a_list_page_gives_its_contracts_and_the_next_page() -> None:
    soup = web_pages.html_soup(LIST)
    site = "https://tenders.ppa.gov.gh/contracts"
    assert ghana_ppa.links(soup) == [f"{site}/10276", f"{site}/10066"]
    assert ghana_ppa.next_page(soup, f"{site}?page=2") == f"{site}?page=3"
    assert ghana_ppa.next_page(soup, f"{site}?page=912") is None


def test_a_contract_page_has_no_links_of_a_list() -> None:
    assert ghana_ppa.links(web_pages.html_soup(CONTRACT.encode())) == []


@pytest.mark.parametrize(
    "source", ["10066.html", "alltenders/10066", "https://tenders.ppa.gov.gh/contracts/10066?x=1"]
)
def test_the_number_is_that_of_the_address_or_the_file(source: str) -> None:
    (notice,) = read(CONTRACT, source)
    assert isinstance(notice, Notice)
    assert notice.id == "ghana_ppa:10066"


def test_a_page_without_a_number_is_named_not_numbered() -> None:
    (trouble,) = read(CONTRACT, "saved page.html")
    assert isinstance(trouble, Trouble)
    assert "saved page.html" in trouble.message


@pytest.mark.parametrize(
    "page",
    [
        "<html><head><title>503 Service Unavailable</title></head><body></body></html>",
        "<html><body><h3 class='title'>Contract Details</h3><dl></dl></body></html>",
        "<html><body><form><input type='password'></form></body></html>",
    ],
)
def test_an_error_page_or_an_empty_shell_is_no_empty_night(page: str) -> None:
    (trouble,) = read(page)
    assert isinstance(trouble, Trouble)
    assert trouble.kind in ("unexpected", "broken")


def test_an_unknown_contract_type_is_kept_as_published_and_named() -> None:
    notice, trouble = read(CONTRACT.replace("Single Sourced</dd>", "Price Quotation</dd>"))
    assert isinstance(notice, Notice)
    assert isinstance(trouble, Trouble)
    assert (notice.procedure.method, notice.procedure.method_details) == (None, "Price Quotation")
    assert "Price Quotation" in trouble.message


def test_a_price_whose_symbol_contradicts_its_currency_has_no_currency() -> None:
    notice, trouble = read(CONTRACT.replace("$2850000.00", "Gh¢2850000.00"))
    assert isinstance(notice, Notice)
    assert isinstance(trouble, Trouble)
    value = notice.awards[0].value
    assert value is not None
    assert (str(value.amount), value.currency) == ("2850000.00", None)
    assert trouble.code == "currency"


@pytest.mark.parametrize(
    ("price", "value", "troubles"),
    [
        ("$1,183.50", "1183.50 USD", []),
        ("USD 1,183.50", "1183.50 USD", []),
        ("$-1,183.50", None, ["price"]),
        ("$1,183.50 per unit", None, ["price"]),
    ],
)
def test_a_price_has_a_symbol_or_a_code_and_no_sign(
    price: str, value: str | None, troubles: list[str]
) -> None:
    page = re.sub(r"(Award Price:</dt>\s*<dd>)[^<]*", rf"\g<1>{price}", CONTRACT)
    notice, *others = read(page)
    assert isinstance(notice, Notice)
    (award,) = notice.awards
    assert (award.value and f"{award.value.amount} {award.value.currency}") == value
    assert [other.code for other in others if isinstance(other, Trouble)] == troubles


@pytest.mark.parametrize("year", ["0020", "9999", "3012"])
def test_a_slip_of_the_pen_is_no_date_and_is_named(year: str) -> None:
    dated = re.compile(r"(<dt>Contract Date:</dt><dd>.*?, )\d{4}(</dd>)")
    notice, trouble = read(dated.sub(rf"\g<1>{year}\2", CONTRACT))
    assert isinstance(notice, Notice)
    assert isinstance(trouble, Trouble)
    assert trouble.code == "date"
    assert year in trouble.message


def test_company_contacts_are_never_read() -> None:
    page = (FOLDER / "10276.html").read_text(encoding="utf-8")
    assert "invented@example.org" in page
    assert "nvented" not in repr(read(page))


def test_the_mock_portal_has_a_page_that_begins_with_a_lot() -> None:
    page = (DEMO_DATA / "ghana_ppa" / "90006.html").read_text("utf-8")
    assert "<dd>LOT 1<br />" in page
    (notice,) = read(page)
    assert isinstance(notice, Notice)
    assert notice.texts[0].text == "Supply and Installation of Servers and Software"


@pytest.mark.parametrize("line", ["LOT 1", "Lot 2:", "1.", "LOTS 1 & 2", "Lot A -", "ITEM 3)"])
def test_a_line_that_names_a_lot_is_no_title(line: str) -> None:
    for first, title in ((line, "Supply of laptops"), (f"{line} Servers", f"{line} Servers")):
        page = TITLED.sub(rf"\g<1>{first}<br />\nSupply of laptops\g<2>", CONTRACT)
        (notice,) = read(page)
        assert isinstance(notice, Notice)
        assert notice.texts[0].text == title


def test_lists_in_lists_take_no_more_work_for_each_than_lists_side_by_side() -> None:
    """Nested, a page of 450 KB took the square of its lists: hours."""

    def steps(lists: str) -> int:
        page = CONTRACT.replace("<dl", lists + "<dl", 1)
        (notice,) = read(page)
        assert isinstance(notice, Notice)
        return count_steps(lambda: read(page))

    side_by_side, nested = "<dl></dl>" * 240 * 20, ("<dl>" * 240 + "</dl>" * 240) * 20
    assert steps(nested) < 2 * steps(side_by_side)
