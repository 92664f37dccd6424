"""Every publisher of ``ocds_portals.yml``, crawled over real HTTP from its mock publisher.

What a crawl gives is what the fixture ``tests/publishers/NAME.json`` holds, notice by notice.
Adding a publisher is adding a row, its protocol and its fixture; this file needs no change.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from monitor.demo.portals.server import running_portals
from monitor.runtime.spider_registry import spider_class
from pipelines.errors import BrokenDocument, Misconfigured
from pipelines.reference.load_reference_tables import load_tables
from spiders.base.ocds_publisher_config import load_publishers
from spiders.base.ocds_publisher_requests import item_addresses
from spiders.base.paging import PageEnvelope
from spiders.ocds_portals import TABLE, spider_of
from tests.mock_portals.ocds_publishers import PROTOCOLS, Publisher, stock
from tests.spiders.crawl_support import Crawl, crawl, windows

FIXTURES = Path(__file__).parents[1] / "publishers"
ROWS = load_publishers(TABLE)
CRAWLED = [name for name, row in ROWS.items() if row.state != "off"]
PACE = 0.001


def releases(name: str) -> list[dict[str, Any]]:
    data = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return list(data["releases"])


def asked(name: str) -> tuple[str, ...]:
    """Windows that hold the fixture's releases, as a crawl would cut them."""
    window = spider_class(f"ocds:{name}").window
    if window is None:
        return ()
    days = sorted(release["date"][:10] for release in releases(name))
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    if window.step_months:
        first = first.replace(day=1, month=1 if window.step_months == 12 else first.month)
        last = date(last.year + 1, 1, 1) if window.step_months == 12 else date(last.year, 4, 1)
    else:
        last = date.fromordinal(last.toordinal() + 1)
    return windows(*(span.id for span in window.cut(first, last)))


@contextmanager
def served(name: str, **switches: Any) -> Iterator[tuple[Publisher, str]]:
    portal = stock(FIXTURES, pace=PACE)[f"ocds:{name}"]
    portal.switches.change(switches)
    with running_portals({portal.name: portal}) as bases:
        yield portal, bases[portal.name]


def crawled(name: str, folder: Path, base: str, *more: str) -> Crawl:
    own = ("-s", "SPIDER_MODULES=spiders.ocds_portals", "-s", f"VIGIE_PACE={PACE}")
    return crawl(f"ocds:{name}", folder, base, *own, "-s", "VIGIE_FREE_MB=1", *asked(name), *more)


def facts(release: dict[str, Any], name: str) -> dict[str, Any]:
    """What a notice must say, read from the fixture without any code of ours."""
    awards = release.get("awards", [])
    return {
        "id": f"ocds:{name}:{release['ocid']}/{release['id']}",
        "title": release["tender"]["title"],
        "buyer": release["buyer"]["name"],
        "amounts": [(f"{x['value']['amount']:g}", x["value"]["currency"]) for x in awards],
        "suppliers": [supplier["name"] for x in awards for supplier in x["suppliers"]],
        "codes": [item["classification"]["id"] for item in release["tender"]["items"]],
    }


def summary(notice: dict[str, Any]) -> dict[str, Any]:
    awards = notice.get("awards", [])
    values = [award["value"] for award in awards]
    return {
        "id": notice["id"],
        "title": next(text["text"] for text in notice["texts"] if text["field"] == "title"),
        "buyer": notice["buyers"][0]["organization"]["name"],
        "amounts": [(f"{float(value['amount']):g}", value["currency"]) for value in values],
        "suppliers": [x["organization"]["name"] for award in awards for x in award["suppliers"]],
        "codes": [code["id"] for code in notice["codes"]],
    }


def in_order(notices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(notices, key=lambda item: str(item["id"]))


@pytest.mark.parametrize("name", CRAWLED)
def test_a_crawl_gives_what_the_publisher_holds_notice_by_notice(name: str, tmp_path: Path) -> None:
    with served(name) as (portal, base):
        crawl = crawled(name, tmp_path, base)
    assert crawl.reason == "finished", crawl.log[-3000:]
    assert [report["problem"] for report in crawl.reports if report.get("problem")] == []
    # a feed of changes gives what comes after a window, too: once more, and the same
    read = [item for each in crawl.readings for item in each.get("notices", ())]
    notices = {item["id"]: summary(item) for item in read}
    assert in_order(list(notices.values())) == in_order(
        [facts(release, name) for release in releases(name)]
    )
    assert dict(portal.crossed) == {}
    files = list((tmp_path / "archive" / f"ocds.{name}").glob("*.warc.gz"))
    assert files, "nothing was archived"


def test_every_row_has_a_protocol_and_a_fixture_and_none_is_left_over() -> None:
    fixtures = {path.stem for path in FIXTURES.glob("*.json")}
    assert set(CRAWLED) == set(PROTOCOLS) == fixtures


def test_the_table_of_portals_names_every_publisher() -> None:
    listed = load_tables().portals
    assert {f"ocds:{name}" for name in ROWS} <= set(listed)
    assert all(listed[f"ocds:{name}"].terms for name in ROWS)
    assert len(CRAWLED) >= 30


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row.state == "off"])
def test_a_publisher_that_is_off_says_why_and_cannot_be_crawled(name: str) -> None:
    assert ROWS[name].why_off
    assert spider_class(f"ocds:{name}").endpoint == ""
    assert ROWS[name].why_off in spider_class(f"ocds:{name}").documentation["Access"]


@pytest.mark.parametrize(
    ("name", "switches"),
    [
        ("chile", {"only": "allrelease", "fail_next": 2}),
        ("ghana", {"fail_next": 1}),
        ("peru", {"fail_next": 1, "fail_status": 429, "retry_after": 1}),
        ("ecuador", {"truncate_next": 0, "fail_next": 1, "fail_status": 502}),
    ],
)
def test_what_fails_once_is_asked_again(
    name: str, switches: dict[str, Any], tmp_path: Path
) -> None:
    with served(name, **switches) as (_, base):
        crawl = crawled(name, tmp_path, base)
    assert crawl.reason == "finished", crawl.log[-3000:]
    assert len(crawl.numbers()) == len(releases(name))


def test_a_total_that_lies_leaves_the_window_open(tmp_path: Path) -> None:
    with served("chile", total_off_by=1) as (_, base):
        crawl = crawled("chile", tmp_path, base)
    assert any("the portal announced" in (report.get("problem") or "") for report in crawl.reports)


def test_a_maintenance_page_in_place_of_a_list_is_no_quiet_month(tmp_path: Path) -> None:
    with served("zambia", html_next=50) as (_, base):
        crawl = crawled("zambia", tmp_path, base)
    assert crawl.numbers() == []
    assert crawl.reason == "blocked" or all(report.get("problem") for report in crawl.reports)


def test_an_error_in_place_of_a_list_of_months_is_told() -> None:
    listed, page = ROWS["guatemala"].listed, PageEnvelope(b'{"error": "closed", "result": []}')
    assert listed is not None
    with pytest.raises(BrokenDocument, match="lists nothing at all: error: closed"):
        item_addresses(listed, page, None, {})


KEYED: dict[str, Any] = {
    "key": {
        "variable": "VIGIE_TEST_KEY",
        "header": "Authorization",
        "form": "Bearer {}",
        "page": "https://portal.example/key",
    },
}


def written(folder: Path, name: str, **changes: Any) -> Path:
    """A table of one row: that of ``name``, changed."""
    row = yaml.safe_load(TABLE.read_text(encoding="utf-8"))[name]
    file = folder / "ocds_portals.yml"
    file.write_text(yaml.safe_dump({name: {**row, **changes}}), encoding="utf-8")
    return file


@pytest.mark.parametrize("name", ROWS)
def test_a_row_says_what_it_covers_in_french_and_in_english(name: str) -> None:
    coverage = ROWS[name].covers
    assert coverage["fr"].endswith(".")
    assert coverage["en"].endswith(".")
    assert not re.search(r"\b(?:the|of|and|by)\b", coverage["fr"])
    assert not re.search(r"[^ ][;:!?](?: |$)", coverage["fr"]), "French has a blank before ; : ! ?"


def test_a_publisher_that_wants_a_key_is_off_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scrapy.utils.test import get_crawler

    row = load_publishers(written(tmp_path, "peru", **KEYED))["peru"]
    settings = {"VIGIE_ARCHIVE": str(tmp_path), "VIGIE_CONTACT": "https://vigie.example"}
    monkeypatch.delenv("VIGIE_TEST_KEY", raising=False)
    made = get_crawler(spider_of("peru", row), settings)
    spider = spider_of("peru", row).from_crawler(made, windows='["2025-02-01/2025-03-01"]')
    assert spider.refusal
    assert "VIGIE_TEST_KEY is not set" in spider.refusal
    monkeypatch.setenv("VIGIE_TEST_KEY", "ours")
    again = spider_of("peru", row).from_crawler(made, windows='["2025-02-01/2025-03-01"]')
    assert again.refusal is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pagess": {}}, "unknown field `pagess`"),
        ({"state": "off"}, "state off and why_off go together"),
        ({"pages": {"by": "link"}}, "need the pointer 'at'"),
        ({"serves": "document", "listed": None}, "documents need a list"),
        ({"ask": []}, "ask is missing"),
        ({"covers": "Calls and awards."}, "Expected `object`, got `str` - at `$.covers`"),
        ({"covers": {"en": "Calls."}}, "covers says nothing in fr"),
        ({"covers": {"fr": "", "en": "Calls."}}, "covers says nothing in fr"),
        ({"title": {"fr": "Pérou"}}, "title says nothing in en"),
        ({"listed": {"items": "/a", "links": "b"}}, "either items or links"),
    ],
)
def test_a_mistake_in_a_row_is_told_with_the_row_and_what_is_wrong(
    changes: dict[str, Any], expected: str, tmp_path: Path
) -> None:
    with pytest.raises(Misconfigured) as error:
        load_publishers(written(tmp_path, "peru", **changes))
    assert "ocds_portals.yml, peru" in str(error.value)
    assert expected in str(error.value)
