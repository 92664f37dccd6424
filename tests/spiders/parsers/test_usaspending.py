"""Who a recipient of USAspending is not, and who is one person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Notice, Supplier
from spiders.usaspending import UsaspendingSpider
from tests.spiders.portal_support import PORTALS

FILE = "purchase_order_one_source.json"


def suppliers(**recipient: Any) -> tuple[Supplier, ...]:
    award = json.loads((PORTALS / "usaspending" / FILE).read_text(encoding="utf-8"))
    award["recipient"] |= recipient
    (notice,) = UsaspendingSpider.read(json.dumps(award).encode(), FILE)
    assert isinstance(notice, Notice)
    return notice.awards[0].suppliers


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("MULTIPLE RECIPIENTS", False),
        ("Multiple Foreign Recipients", False),
        ("DOMESTIC AWARDEES (UNDISCLOSED)", False),
        ("FOREIGN AWARDEES (UNDISCLOSED)", False),
        ("MISCELLANEOUS FOREIGN AWARDEES", False),
        ("DOMESTIC AWARDS LLC", True),
    ],
)
def test_a_name_of_many_or_of_nobody_is_no_supplier(name: str, is_one: bool) -> None:
    assert bool(suppliers(recipient_name=name)) is is_one


@pytest.mark.parametrize(
    ("category", "person"),
    [
        ("Sole Proprietorship", True),
        ("sole_proprietorship", True),
        ("Individuals", True),
        ("Corporate Entity Not Tax Exempt", None),
    ],
)
def test_a_sole_proprietor_is_a_person(category: str, person: bool | None) -> None:
    (supplier,) = suppliers(business_categories=["Category Business", category])
    assert supplier.organization.natural_person is person
