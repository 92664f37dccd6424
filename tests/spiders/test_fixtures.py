"""Every portal has fixtures of each sort: ordinary, with parts, changed or ended.

A portal that has no such thing to publish stands in a table below, with the reason.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from monitor.runtime.spider_registry import spider_class
from tests.spiders.test_goldens import FOLDER, PORTALS, documents

CRAWLED = [name for name in PORTALS if getattr(spider_class(name), "endpoint", None)]
ONE_EACH = {
    "austender": "a contract notice has one supplier and no lots",
    "canada_disclosure": "a row is one contract of one vendor",
    "canadabuys": "a row is one award to one supplier; joint buyers are in award_notices.csv",
    "ghana_ppa": "a page is one contract of one supplier; lots are pages of their own",
    "secop2": "a row has one supplier; several together are one name (UNION TEMPORAL …)",
    "usaspending": "an award has one recipient",
}
NOTHING_CHANGES = {
    "ghana_ppa": "a page is written once; nothing on it says that it was changed",
    "toronto": "a row that changed looks like any other; a call issued again is one notice",
}


def notices(portal: str) -> list[dict[str, Any]]:
    goldens = sorted((FOLDER / portal).glob("*.expected.json"))
    read = [item for path in goldens for item in json.loads(path.read_text(encoding="utf-8"))]
    return [text for text in read if "id" in text]


def has_parts(notice: dict[str, Any]) -> bool:
    awards = notice.get("awards", [])
    groups = any(len(award.get("suppliers", [])) > 1 for award in awards)
    return groups or len(awards) > 1 or len(notice.get("lots", [])) > 1


def is_changed(notice: dict[str, Any]) -> bool:
    ended = {"cancelled", "terminated", "unsuccessful"}
    return (
        notice.get("change", "none") != "none"
        or notice["kind"] in ("amendment", "termination")
        or any(x.get("status") in ended or x.get("amendments") for x in notice.get("awards", []))
    )


@pytest.mark.parametrize("portal", CRAWLED)
def test_a_portal_has_three_documents_of_different_sorts(portal: str) -> None:
    actual = notices(portal)
    assert len(list(documents(portal))) >= 3
    assert any(not has_parts(notice) and not is_changed(notice) for notice in actual), (
        "none is ordinary"
    )
    assert any(map(has_parts, actual)) != (portal in ONE_EACH), (
        "lots, or several suppliers; a portal that has none says why in ONE_EACH"
    )
    assert any(map(is_changed, actual)) != (portal in NOTHING_CHANGES), (
        "corrected, changed, ended; where nothing changes NOTHING_CHANGES says why"
    )


@pytest.mark.parametrize("portal", CRAWLED)
def test_a_portal_says_what_was_seen_of_it_and_what_was_not(portal: str) -> None:
    """Until ``vigie check`` has asked the portal itself, its docstring says what is believed."""
    text = Path(f"spiders/{portal}.py").read_text(encoding="utf-8").split('"""')[1]
    assert re.search(r"Unverified\s+here:|Verified\s+live\s+on\s+\d{4}-\d\d-\d\d", text)
