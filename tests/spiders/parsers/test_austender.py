"""Why an Australian tender was limited, wherever the release says it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Notice
from spiders.austender import AustenderSpider
from tests.spiders.portal_support import PORTALS


def notice(tender: dict[str, Any], contract: dict[str, Any]) -> Notice:
    """The release of the fixture, its tender limited for a reason that these fields tell."""
    path = PORTALS / "austender" / "limited_tender_and_its_amendment.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    release = package["releases"][0]
    release["tender"] = {"id": "t", "procurementMethod": "limited", **tender}
    release["contracts"][0].update(contract)
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
