"""Portals with protocols of their own, crawled over real HTTP from mock portals.

What a crawl gives is what the documents under tests/portals/<portal>/ say, notice by notice.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.runtime.spider_registry import spider_class
from tests.spiders.portal_cases import CASES, KEYS
from tests.spiders.portal_support import Case, bodies, crossings, ids, problems

EACH = pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)


@EACH
def test_a_crawl_gives_every_notice_and_crosses_no_limit(case: Case, tmp_path: Path) -> None:
    with case.running() as (base, _):
        crawl = case.crawled(base, tmp_path)
        seen = crossings(base)
    assert crawl.reason == "finished", crawl.log[-3000:]
    assert problems(crawl) == []
    assert ids(crawl) == case.published()
    assert case.documents in (None, bodies(crawl))
    assert seen["crossings"] == 0, seen


@EACH
def test_the_delay_between_requests_keeps_the_limits_of_the_portal(case: Case) -> None:
    of_a_day = 86_400  # a quota, not a pace
    limits = [limit for limit in case.kind.limits if limit.seconds < of_a_day]
    assert limits
    pace_s = spider_class(case.name).pace_s
    assert [limit for limit in limits if limit.requests * pace_s <= limit.seconds] == []


@EACH
def test_a_server_error_is_asked_again_and_loses_nothing(case: Case, tmp_path: Path) -> None:
    with case.running(fail_next=1) as (base, _):
        crawl = case.crawled(base, tmp_path)
    assert (crawl.reason, ids(crawl)) == ("finished", case.published()), crawl.log[-3000:]


@EACH
def test_a_robot_check_ends_the_crawl_and_says_so(case: Case, tmp_path: Path) -> None:
    with case.running(challenge_next=100) as (base, _):
        crawl = case.crawled(base, tmp_path)
    assert crawl.reason == "blocked"
    assert "robot check" in crawl.stats["vigie/blocked"]
