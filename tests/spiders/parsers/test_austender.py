"""Reasons of limited tenders and days of awards in Australian releases."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from pipelines.model import Notice
from spiders.austender import AustenderSpider
from tests.spiders.portal_support import PORTALS


def notice(
    tender: dict[str, Any], contract: dict[str, Any], award: dict[str, Any] | None = None
) -> Notice:
    """The release of the fixture with these fields in its limited tender, contract and award."""
    path = PORTALS / "austender" / "limited_tender_and_its_amendment.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    release = package["releases"][0]
    release["tender"] = {"id": "t", "procurementMethod": "limited", **tender}
    release["contracts"][0].update(contract)
    release["awards"][0].update(award or {})
    body = json.dumps({**package, "releases": [release]}).encode()
    (result,) = AustenderSpider.read(body, path.name)
    assert isinstance(result, Notice)
    return result


@pytest.mark.parametrize(
    ("tender", "contract"),
    [
        ({"limitedTenderReason": "Unforeseen urgency"}, {}),
        ({}, {"LtReasonCode": "10.3.b", "LtReason": "Unforeseen urgency"}),
        ({}, {"Exemption Code": "16", "Exemption": "Unforeseen urgency"}),
        ({}, {"LtReason": None, "Exemption": "Unforeseen urgency"}),
    ],
)
def test_the_reason_stands_with_the_tender_or_with_its_contract(
    tender: dict[str, Any], contract: dict[str, Any]
) -> None:
    assert notice(tender, contract).procedure.direct_award_reason == "Unforeseen urgency"


@pytest.mark.parametrize(
    ("dated", "decided"),
    [
        ("2024-01-16T03:00:00Z", None),  # as the release
        ("2024-01-15T22:00:00Z", None),  # as the contract
        ("2024-01-10T01:00:00Z", date(2024, 1, 10)),
    ],
)
def test_the_instant_of_publication_is_no_day_of_a_decision(
    dated: str, decided: date | None
) -> None:
    contract = {"dateSigned": "2024-01-15T22:00:00Z"}
    (award,) = notice({}, contract, {"date": dated}).awards
    assert (award.decided, award.signed) == (decided, None)
