"""States, provinces and blank values of South Africa's eTenders."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Notice
from spiders.south_africa_etenders import SouthAfricaEtendersSpider


def read(value: dict[str, Any]) -> Notice:
    (result,) = SouthAfricaEtendersSpider.read(json.dumps(value).encode(), "answer.json")
    assert isinstance(result, Notice)
    return result


def release(**parts: Any) -> Notice:
    head = {"ocid": "ocds-9t57fa-1", "id": "1", "date": "2025-09-18T00:00:00Z"}
    return read({"releases": [{**head, **parts}]})


@pytest.mark.parametrize(
    ("status", "change"),
    [("Published", "none"), ("Cancelled", "cancellation"), ("Withdrawn", "cancellation")],
)
def test_a_row_of_the_site_is_cancelled_by_its_status_as_well(status: str, change: str) -> None:
    row = {"id": 1, "tender_No": "RFB 1", "description": "VMware licences", "status": status}
    assert read({"data": [{**row, "cancelled": None}]}).change == change


def test_the_province_of_a_call_is_its_place() -> None:
    tender = {"id": "1", "title": "RFB 1", "province": "Gauteng"}
    assert release(tag=["tender"], tender=tender).places == ("Gauteng",)


def test_the_value_of_a_contract_is_not_0_where_it_is_left_blank() -> None:
    blank = {"amount": 0, "currency": "ZAR"}
    contract = {"id": "c", "awardID": "a", "value": blank}
    read = release(tag=["contract"], awards=[{"id": "a", "value": blank}], contracts=[contract])
    (award,) = read.awards
    assert (award.value, award.value_kind) == (None, None)
