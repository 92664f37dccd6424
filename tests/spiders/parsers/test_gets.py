"""Suppliers and values in the prose of New Zealand's awards."""

from __future__ import annotations

import pytest

from pipelines.model import Award, Notice, Trouble
from spiders.gets import GetsSpider
from tests.spiders.portal_support import PORTALS

Facts = list[tuple[str, str | None]]  # supplier, amount


def awards(prose: str) -> tuple[tuple[Award, ...], list[str]]:
    """Awards of the fixture's page with another prose, and codes of its troubles."""
    page = (PORTALS / "gets" / "34100777.html").read_text(encoding="utf-8")
    start, end = page.index("This tender has been"), page.index("</p></div>")
    prose = f"This tender has been awarded. {prose} Award Date: Monday, 31 August 2026"
    results = list(GetsSpider.read(f"{page[:start]}{prose}{page[end:]}".encode(), "34100777.html"))
    (notice,) = (result for result in results if isinstance(result, Notice))
    return notice.awards, [result.code for result in results if isinstance(result, Trouble)]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("Acme Ltd - 12 Queen St Value $ 12,000.50", [("Acme Ltd", "12000.50")]),
        ("Beta - Gamma Ltd - 1 A St Value $ 5", [("Beta - Gamma Ltd", "5")]),
        ("Acme Ltd - PO Box 5 - Nelson Value $ 5", [("Acme Ltd", "5")]),
        ("Acme Ltd - Nelson Value $ 5", [("Acme Ltd", "5")]),
        ("Acme Ltd - 12 Queen St Value $ 12,000 - $ 15,000", [("Acme Ltd", None)]),
        (
            "Acme Ltd - 1 A St Value $ 1,000 Beta Ltd - 2 B St Value $ 2,000",
            [("Acme Ltd", "1000"), ("Beta Ltd", "2000")],
        ),
    ],
)
def test_a_supplier_is_parted_from_its_address(prose: str, expected: Facts) -> None:
    read, troubles = awards(prose)
    assert [
        (award.suppliers[0].organization.name, str(award.value.amount) if award.value else None)
        for award in read
    ] == expected
    assert troubles == []


@pytest.mark.parametrize(
    "prose",
    [
        "Acme Ltd - 12 Queen St Beta Ltd - 3 King St",
        "Beta - Gamma Ltd - Nelson",
        "Acme Ltd - 1 A St Value $ 1,000 (excluding GST) Beta Ltd - 2 B St Value $ 2,000",
    ],
)
def test_what_cannot_be_parted_is_told_and_not_guessed(prose: str) -> None:
    assert awards(prose) == ((), ["award_prose"])
