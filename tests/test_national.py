"""National portals with protocols of their own, crawled over real HTTP from practice portals.

What a crawl gives is what the documents under tests/portals/<portal>/ say, notice by notice.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import urlopen

import pytest

from monitor.practice.base import Practice
from monitor.practice.national import Dncp, Pncp
from monitor.practice.serve import running
from tests.crawl_support import Crawl, crawl, windows
from tests.practice.practice_web import Web

PORTALS = Path(__file__).parent / "portals"
PACE = 0.01


class Case(NamedTuple):
    """A practice portal, windows its fixtures were published in, and how long its pages are."""

    kind: type[Practice]
    windows: tuple[str, ...]
    page_size: int | None = None


CASES = {
    "pncp": Case(Pncp, ("2026-03-10/2026-03-11", "2026-03-11/2026-03-12"), 2),
    "dncp": Case(Dncp, ("2018-03-21/2018-03-22", "2024-05-14/2024-05-15"), 1),
}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", Dncp.key)


@contextmanager
def served(name: str, **switches: Any) -> Iterator[tuple[str, Any]]:
    """Portal -> address of its practice portal with faults staged, and the portal itself."""
    stock: Any = CASES[name].kind(PORTALS / name, pace=PACE)
    stock.switches.change(switches)
    if CASES[name].page_size:
        stock.page_size = CASES[name].page_size
    with running({name: stock}) as bases:
        yield bases[name], stock


def crawled(name: str, base: str, folder: Path, *more: str) -> Crawl:
    settings = ("-s", "SPIDER_MODULES=spiders", "-s", f"VIGIE_PACE={PACE}")
    return crawl(name, folder, base, *settings, *windows(*CASES[name].windows), *more)


def crossings(base: str) -> dict[str, Any]:
    with urlopen(f"{base}/-/practice/crossings") as answer:
        return dict(json.load(answer))


def published(name: str) -> set[str]:
    """Ids of all notices in a portal's goldens."""
    return {
        one["id"]
        for path in (PORTALS / name).glob("*.expected.json")
        for one in json.loads(path.read_text(encoding="utf-8"))
        if "id" in one
    }


def ids(found: Crawl) -> set[str]:
    return {one["id"] for each in found.readings for one in each.get("notices", ())}


@pytest.mark.parametrize("name", CASES)
def test_a_crawl_gives_every_notice_and_crosses_no_limit(name: str, tmp_path: Path) -> None:
    with served(name) as (base, _):
        found = crawled(name, base, tmp_path)
        seen = crossings(base)
    assert found.reason == "finished", found.log[-3000:]
    assert [one["problem"] for one in found.reports if one.get("problem")] == []
    assert ids(found) == published(name)
    assert seen["crossings"] == 0, seen


@pytest.mark.parametrize("name", CASES)
def test_a_server_error_is_asked_again_and_loses_nothing(name: str, tmp_path: Path) -> None:
    with served(name, fail_next=1) as (base, _):
        found = crawled(name, base, tmp_path)
    assert (found.reason, ids(found)) == ("finished", published(name)), found.log[-3000:]


@pytest.mark.parametrize("name", CASES)
def test_a_robot_check_ends_the_crawl_and_says_so(name: str, tmp_path: Path) -> None:
    with served(name, challenge_next=100) as (base, _):
        found = crawled(name, base, tmp_path)
    assert found.reason == "blocked"
    assert "robot check" in found.stats["vigie/blocked"]


def test_pncp_refuses_long_spans_and_calls_without_a_way_of_buying() -> None:
    web = Web(Pncp(PORTALS / "pncp"))
    asked = "/api/consulta/v1/contratos?pagina=1&dataInicial=20260310&dataFinal="
    assert web.get(f"{asked}20290310").status_code == 422
    assert web.get(f"{asked}10-03-2026").status_code == 400
    assert web.get(f"{asked}20260309").status_code == 204
    calls = asked.replace("contratos", "contratacoes/publicacao")
    assert web.get(f"{calls}20260310").status_code == 400
    assert web.get(f"{calls}20260310&codigoModalidadeContratacao=9").json()["totalRegistros"] == 1


def test_a_total_of_pncp_that_lies_leaves_its_window_open(tmp_path: Path) -> None:
    with served("pncp", total_off_by=1) as (base, _):
        found = crawled("pncp", base, tmp_path)
    assert found.reason == "finished"
    assert all("announced" in one["problem"] for one in found.reports)


def test_neither_a_persons_number_nor_a_secret_estimate_is_read() -> None:
    goldens = "".join(
        path.read_text("utf-8") for path in (PORTALS / "pncp").glob("*.expected.json")
    )
    assert '"natural_person": true' in goldens
    assert "12345678909" not in goldens
    assert '"amount": "0"' not in goldens


def test_a_token_that_ends_is_renewed_and_nothing_is_lost(tmp_path: Path) -> None:
    with served("dncp", expire_tokens=True) as (base, stock):
        found = crawled("dncp", base, tmp_path)
        given = len(stock.tokens)
    assert (found.reason, ids(found)) == ("finished", published("dncp")), found.log[-3000:]
    assert given == found.stats["vigie/tokens"] >= 2


def test_dncp_is_off_without_a_key_and_says_where_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VIGIE_DNCP_KEY")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path)
        assert crossings(base)["requests"] == 0
    assert found.reason == "misconfigured"
    assert "VIGIE_DNCP_KEY is not set" in found.stats["vigie/misconfigured"]


def test_an_old_key_of_dncp_ends_the_crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_DNCP_KEY", "an old one")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path)
    assert (found.reason, "answered 401" in found.stats["vigie/blocked"]) == ("blocked", True)


def test_neither_key_nor_token_stands_in_log_or_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Dncp, "key", "a-secret-of-ours")
    monkeypatch.setenv("VIGIE_DNCP_KEY", "a-secret-of-ours")
    with served("dncp") as (base, _):
        found = crawled("dncp", base, tmp_path, "-s", "LOG_LEVEL=DEBUG")
    assert found.reason == "finished"
    packed = [gzip.decompress(path.read_bytes()) for path in found.archive.rglob("*.warc.gz")]
    assert packed
    for secret in ("a-secret-of-ours", "token-1"):
        assert secret not in found.log + json.dumps(found.stats)
        assert not any(secret.encode() in each for each in packed)
