"""What networks, search engines and catalogues read of a page."""

from __future__ import annotations

import json
import re
import sqlite3
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree

from monitor.i18n.routes import BUILT, Route
from monitor.web.endpoints import sitemap
from tests.web.conftest import asker
from tests.web.support import Get, example_address

LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def meta(html: str) -> dict[str, str]:
    head = html.partition("</head>")[0]
    actual = re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)"', head)
    return {name: unescape(value) for name, value in actual}


def path(address: str) -> str:
    return address.removeprefix("http://vigie.test")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("route", BUILT, ids=lambda route: route.name)
def test_every_page_has_a_card_and_a_canonical_address(
    get: Get, rows: sqlite3.Connection, route: Route, lang: str
) -> None:
    address = example_address(route, lang, rows)
    html = get(f"{address}?utm_source=newsletter").text
    meta_tags = meta(html)
    assert meta_tags["og:title"].endswith("– Vigie")
    assert meta_tags["og:description"]
    assert meta_tags["og:locale"] == lang
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)">', html)
    assert meta_tags["og:url"] == unescape(canonical) == f"http://vigie.test{address}"
    assert meta_tags["twitter:card"] == (
        "summary_large_image" if "og:image" in meta_tags else "summary"
    )
    if "og:image" in meta_tags:
        assert get(path(meta_tags["og:image"])).headers["content-type"] == "image/png"


def test_the_card_of_a_dossier_has_sum_and_date(get: Get) -> None:
    meta_tags = meta(get("/en/group/microsoft").text)
    assert meta_tags["og:title"] == "Microsoft – Vigie"
    assert re.search(
        r"digital contracts found: \d+; exact values added up: €[\d,]+", meta_tags["og:description"]
    )
    assert "figures as of 13 November 2026" in meta_tags["og:description"].replace("\xa0", " ")
    assert "og:image" in meta_tags


def test_cards_hold_the_public_address_whatever_the_host_says(demo_db: Path) -> None:
    ask = asker(demo_db, public_url="https://vigie.example/sous/", base_url="/sous/")
    html = ask("/sous/fr/groupe/microsoft", host="evil.example").text
    meta_tags = meta(html)
    for name in ("og:url", "og:image"):
        assert meta_tags[name].startswith("https://vigie.example/sous/fr/groupe/microsoft"), (
            meta_tags[name]
        )
    assert "evil.example" not in html
    assert "evil.example" not in ask("/sous/sitemap.xml", host="evil.example").text
    assert ask("/sous/robots.txt").text.endswith(
        "Sitemap: https://vigie.example/sous/sitemap.xml\n"
    )
    data = ask("/sous/fr/groupe/microsoft.json", host="evil.example").text
    assert "evil.example" not in data
    assert "evil.example" not in ask("/sous/vigie/contracts.json", host="evil.example").text


def test_the_site_has_an_icon(get: Get) -> None:
    answer = get("/favicon.ico")
    assert answer.headers["content-type"] == "image/x-icon"
    assert answer.content[:4] == b"\x00\x00\x01\x00"
    assert get("/static/vigie-180.png").status_code == 200


def test_sitemaps_name_every_page_once(
    get: Get, rows: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "IN_A_MAP", 40)
    maps = [element.text for element in etree.fromstring(get("/sitemap.xml").content).iter(LOC)]
    assert len(maps) > 4
    actual: list[str] = []
    for each in maps:
        answer = get(path(str(each)))
        assert answer.headers["content-type"] == "application/xml"
        actual += [str(element.text) for element in etree.fromstring(answer.content).iter(LOC)]
    assert len(actual) == len(set(actual))
    (contracts,) = rows.execute("SELECT count(*) FROM contracts WHERE same_as IS NULL").fetchone()
    assert sum("/en/contract/" in text for text in actual) == contracts
    for text in (actual[0], *actual[-2:], next(o for o in actual if "/fr/contrat/" in o)):
        assert get(path(text)).status_code == 200, text
    for wrong in ("/sitemap-contract-0.xml", "/sitemap-contract-999.xml", "/sitemap-tag-1.xml"):
        assert get(wrong).status_code == 404


def test_the_downloads_are_described_for_catalogues(get: Get) -> None:
    html = get("/fr/donnees").text
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    data = json.loads(block)
    assert (data["@type"], data["inLanguage"]) == ("Dataset", "fr")
    assert len(data["description"]) >= 50
    assert data["url"] == "http://vigie.test/fr/donnees"
    assert data["license"]
    for item in data["distribution"][:5]:
        assert urlsplit(item["contentUrl"]).netloc == "vigie.test"
        assert get(path(item["contentUrl"]), "HEAD").status_code == 200
