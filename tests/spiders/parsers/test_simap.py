"""Revocations and direct awards of simap as its OpenAPI file describes them; no sample has any."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipelines.model import Notice, Reference
from spiders.simap import SimapSpider
from tests.spiders.portal_support import PORTALS


def details(number: str) -> dict[str, Any]:
    path = PORTALS / "simap" / f"{number}.json"
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return result


def read(value: dict[str, Any]) -> Notice:
    (result,) = SimapSpider.read(json.dumps(value).encode(), "simap.json")
    assert isinstance(result, Notice)
    return result


@pytest.mark.parametrize("name", ["revokedPub", "referencingPub"])
def test_a_revoked_award_is_taken_back_under_either_name(name: str) -> None:
    """The OpenAPI file requires the one and describes the other."""
    value = details("90005-04")
    notice = read({**value, "revokedPub": None, name: value["revokedPub"]})
    assert (notice.kind, notice.change) == ("award", "cancellation")
    assert notice.references == (Reference("replaces", "number", "90005-03"),)


@pytest.mark.parametrize(
    ("process", "reason"),
    [("direct", "Nur eine Anbieterin (Art. 21 Abs. 2 lit. c)."), ("open", None)],
)
def test_a_direct_award_says_why_there_was_no_competition(process: str, reason: str | None) -> None:
    value = details("19474-03")
    text = {"de": "Nur eine Anbieterin (Art. 21 Abs. 2 lit. c).", "fr": None}
    value["base"]["processType"] = process
    value["decision"]["awardDecisionJustification"] = text
    notice = read(value)
    assert notice.procedure.direct_award_reason == reason
    assert notice.text("direct_award_reason") == reason
