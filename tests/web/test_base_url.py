"""The site behind a proxy at /vigie/, which is also the name of its database: whoever starts at the
door and follows every kind of link, form and redirect stays below it, and finds a page there.  It
follows as many again in ``make combinations``."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from monitor.i18n.routes import BY_NAME
from monitor.i18n.value_formatting import LANGUAGES
from monitor.web.middleware.base_url import strip_base_url
from monitor.web.page_data.operator_contact import Operator
from tests.combinations import is_whole
from tests.web.conftest import asker
from tests.web.support import Get, example_address

PREFIX = "/vigie/"
HOST = "http://vigie.test"
_LINK = re.compile(
    r'\b(?:href|src|action|data-[a-z]+)="(/[^"]*|\?[^"]*|https?://vigie\.test[^"]*)"'
)
_ANY = re.compile(r'https?://vigie\.test[^\s"<>\\,]*|(?<=")/(?:fr|en|vigie|-|static)\b[^"\\]*')
MAX_PARAMETERS = (
    1  # parameters of an address that is followed: tables can be narrowed down without end
)


def shape(address: str) -> str | None:
    """Addresses that are made in the same place look alike; None: one that is not followed."""
    parts = urlsplit(address)
    names = sorted({part.partition("=")[0] for part in parts.query.split("&")})
    path = parts.path.removeprefix(PREFIX).split("/")
    last = "." + path[-1].rpartition(".")[2] if "." in path[-1] else ""
    ours = path[0] in LANGUAGES and len(path) < 3
    kept = path if ours or path[0] in ("static", "-") else [*path[:2], *("x" for _ in path[2:])]
    return None if len(names) > MAX_PARAMETERS else f"{'/'.join(kept)}{last}?{'&'.join(names)}"


def links(answer: Any, address: str) -> Iterator[str]:
    """Every address of ours in an answer, whatever it is."""
    if "location" in answer.headers:
        yield urljoin(address, answer.headers["location"])
    kind = answer.headers.get("content-type", "")
    if "html" in kind:
        for element in _LINK.findall(answer.text):
            yield urljoin(address, unescape(element))
    elif "json" in kind or "xml" in kind or "calendar" in kind or "atom" in kind:
        for element in _ANY.findall(answer.text.replace("\r\n ", "")):
            yield urljoin(address, unescape(element))


def walked(get: Get, start: list[str], most: int) -> dict[str, tuple[str, int]]:
    """Addresses of each shape that can be reached, the nearest first -> where each was found, and
    its status."""
    seen: dict[str, tuple[str, int]] = {}
    shapes: set[str] = set()
    waiting = [(HOST + text, "start") for text in start]
    while waiting and len(seen) < most:
        address, found_on = waiting.pop(0)
        address = address.partition("#")[0]
        place = address.removeprefix(HOST)
        kind = shape(place)
        if kind is None or kind in shapes:
            continue
        shapes.add(kind)
        answer = get(place)
        seen[place] = (found_on, answer.status_code)
        waiting += [(link, place) for link in links(answer, address) if link.startswith(HOST)]
    return seen


@pytest.mark.parametrize(
    ("unchanged", "most"),
    [(True, 700 if is_whole() else 400), (False, 250 if is_whole() else 150)],
    ids=["path passed on", "prefix taken away"],
)
def test_every_link_form_and_redirect_stays_below_the_prefix_and_leads_somewhere(
    demo_db: Path, unchanged: bool, most: int
) -> None:
    ask = asker(demo_db, base_url=PREFIX, export=demo_db.parent / "export")

    def through_proxy(place: str) -> Any:
        if not place.startswith(PREFIX):
            assert place == PREFIX.rstrip("/"), f"{place} is outside of the prefix"
        return ask(place if unchanged else "/" + place[len(PREFIX) :])

    met = walked(through_proxy, [PREFIX], most)
    broken = {place: outcome for place, outcome in met.items() if outcome[1] >= 400}
    assert broken == {}
    assert len(met) == most
    everywhere = ("fr/donnees", "en/data", "static/vigie.css", ".json", "fr/contrat/")
    farther = (
        "-/export/vigie.db",
        ".atom",
        ".ics",
        ".csv",
        "-/language/en",
        "vigie/contracts?",
        "en/contract/",
        "static/ocds/",
    )
    for part in everywhere + farther * unchanged:
        assert any(part in place for place in met), part


@pytest.mark.parametrize(
    ("path", "cut"),
    [
        ("/vigie/", "/"),
        ("/vigie/fr/", "/fr/"),
        ("/fr/", "/fr/"),
        ("/", "/"),
        ("/vigie/vigie", "/vigie"),
        ("/vigie/vigie/contracts", "/vigie/contracts"),
        ("/vigie/vigie.json", "/vigie.json"),
        ("/vigie", "/vigie"),
        ("/vigie/contracts", "/vigie/contracts"),
        ("/vigie/sources", "/vigie/sources"),
        ("/vigie/-/export/vigie.db", "/-/export/vigie.db"),
        ("/vigie/french", "/vigie/french"),
        ("/vigie/robots.txt", "/robots.txt"),
        ("/other/fr/", "/other/fr/"),
    ],
)
def test_a_proxy_may_pass_the_prefix_on_or_not(path: str, cut: str) -> None:
    assert strip_base_url(PREFIX, path) == cut
    assert strip_base_url("/", path) == path


@pytest.mark.parametrize(
    ("path", "cut"),
    [
        ("/watch", "/"),
        ("/watch/", "/"),
        ("/watch/vigie", "/vigie"),
        ("/vigie", "/vigie"),
        ("/watch/en/data", "/en/data"),
        ("/vigie/contracts", "/vigie/contracts"),
    ],
)
def test_under_another_name_too(path: str, cut: str) -> None:
    assert strip_base_url("/watch/", path) == cut


def test_redirects_of_what_is_not_found_keep_the_prefix(demo_db: Path) -> None:
    ask = asker(demo_db, base_url="/watch/")
    for path, expected in (
        ("/watch/vigie/contracts/", "/watch/vigie/contracts"),
        ("/watch/vigie/notices/ted%3A1", "/watch/vigie/notices/ted~3A1"),
        ("/watch", "/watch/fr/"),
        ("/watch/fr//", "/watch/fr/"),
        ("/watch/-/language/en?next=/vigie/contracts", "/watch/vigie/contracts"),
        ("/watch/-/language/en?next=//evil.example", "/watch/en/"),
    ):
        assert ask(path).headers["location"] == expected


def test_limits_hold_behind_a_prefix_too(demo_db: Path) -> None:
    ask = asker(demo_db, base_url=PREFIX)
    for path in ("/vigie/vigie/contracts", "/vigie/contracts"):
        assert ask(f"{path}?_where=1").status_code in (400, 403)
        assert ask(f"{path}?title={'x' * 3000}").status_code in (400, 414)
    for page in ("threads", "databases", "versions", "plugins", "settings", "config", "actor"):
        for path in (f"/-/{page}", f"/-/{page}.json", f"/vigie/-/{page}.json"):
            assert ask(path).status_code == 404, path
    assert ask("/-/metadata.json").status_code == 200  # what the tables hold, for everybody
    assert ask("/vigie/vigie?sql=attach+'x'+as+y").status_code in (400, 403)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_letters_reports_and_paper_name_the_address_that_a_reader_can_open(
    demo_db: Path, rows: sqlite3.Connection, lang: str
) -> None:
    ask = asker(demo_db, base_url=PREFIX, operator=Operator("", "https://x.example/issues"))
    path = example_address(BY_NAME["contract"], lang, rows)
    html = ask(PREFIX.rstrip("/") + path).text
    assert f"{HOST}/vigie{path}" in html
    assert f"{HOST}{path}" not in html


@pytest.mark.parametrize(
    "place",
    [
        "/fr/",
        "/fr/flux.atom",
        "/fr/bientot-finis.ics",
        "/vigie/contracts.json",
        "/vigie/notices.atom",
    ],
)
def test_links_are_made_by_the_public_address_whatever_host_says(demo_db: Path, place: str) -> None:
    get = asker(demo_db, public_url="https://vigie.example.org/")
    for host in ("evil.example", "[::1", "vigie.example.org:1"):
        answer = get(place, host=host)
        assert answer.status_code == 200
        assert host not in answer.text
    seen = "".join(get(each).text for each in ("/fr/flux.atom", "/vigie/contracts.json"))
    assert "https://vigie.example.org/" in seen
    assert "http://vigie.example.org" not in seen


@pytest.mark.parametrize("host", ["[::1", "[1:2:3]", "a b", "a/b", "x:99999999", "a:b:c", "<x>"])
def test_a_host_that_is_none_is_refused_with_a_sentence(demo_db: Path, host: str) -> None:
    get = asker(demo_db)
    for place in ("/fr/", "/vigie/contracts", "/vigie/contracts.json", "/fr/flux.atom"):
        assert get(place, host=host).status_code == 400
    for good in ("vigie.test", "[::1]:8001", "127.0.0.1:8001", "vigie_web:80"):
        assert get("/vigie/contracts.json", host=good).status_code == 200
