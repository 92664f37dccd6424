"""National portals outside Europe, crawled over real HTTP from practice portals.

What a crawl gives is what the documents under tests/portals/<portal>/ say, notice by notice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.practice.overseas import SouthAfrica
from tests.portal_support import PORTALS, Case, crossings, ids, problems
from tests.practice.practice_web import Web

CASES = {
    case.name: case
    for case in (Case(SouthAfrica, ("2025-09-18/2025-09-19", "2025-09-19/2025-09-20"), 1, "[ac]*"),)
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


@EACH
def test_a_crawl_gives_every_notice_and_crosses_no_limit(case: Case, tmp_path: Path) -> None:
    with case.running() as (base, _):
        found = case.crawled(base, tmp_path)
        seen = crossings(base)
    assert found.reason == "finished", found.log[-3000:]
    assert problems(found) == []
    assert ids(found) == case.published()
    assert seen["crossings"] == 0, seen


@EACH
def test_a_server_error_is_asked_again_and_loses_nothing(case: Case, tmp_path: Path) -> None:
    with case.running(fail_next=1) as (base, _):
        found = case.crawled(base, tmp_path)
    assert (found.reason, ids(found)) == ("finished", case.published()), found.log[-3000:]


@EACH
def test_a_robot_check_ends_the_crawl_and_says_so(case: Case, tmp_path: Path) -> None:
    with case.running(challenge_next=100) as (base, _):
        found = case.crawled(base, tmp_path)
    assert found.reason == "blocked"
    assert "robot check" in found.stats["vigie/blocked"]


def test_south_africa_refuses_what_is_no_day_and_asks_both_days() -> None:
    web = Web(SouthAfrica(PORTALS / "south_africa_etenders"))
    asked = "/api/OCDSReleases?PageNumber=1&PageSize=50&dateFrom=2025-09-18&dateTo="
    assert web.get(f"{asked}yesterday").status_code == 400
    assert len(web.get(f"{asked}2025-09-18").json()["releases"]) == 2
    assert len(web.get(f"{asked}2025-09-19").json()["releases"]) == 3
