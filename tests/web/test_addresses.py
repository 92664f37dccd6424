"""Addresses: the language at the door, ids that moved, what cannot be asked, a prefix in front."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import unquote

import pytest
from lxml import html

from monitor.i18n.routes import BUILT, BY_NAME, Route, match_path, page_path
from monitor.i18n.value_formatting import negotiate_language
from tests.web.conftest import asker
from tests.web.support import Get, example, example_address, pages, seen


@pytest.mark.parametrize(
    ("cookie", "accepted", "lang"),
    [
        (None, None, "fr"),
        (None, "en-GB,en;q=0.9,fr;q=0.3", "en"),
        (None, "de, fr;q=0.5", "fr"),
        (None, "en;q=0, de", "fr"),
        ("en", "fr", "en"),
        ("xx", "en", "en"),
        (None, "*", "fr"),
        (None, "en;q=abc,fr;q=0.1", "fr"),
        (None, "," * 5000, "fr"),
        (None, "es-MX,es;q=0.9,en;q=0.3", "es"),
    ],
)
def test_the_cookie_chooses_the_language_then_the_browser(
    cookie: str | None, accepted: str | None, lang: str
) -> None:
    assert negotiate_language(cookie, accepted) == lang


def test_the_door_leads_to_the_language_of_the_browser_and_says_that_it_varies(get: Get) -> None:
    answer = get("/", accept_language="en-GB,en;q=0.8")
    assert (answer.status_code, answer.headers["location"]) == (302, "/en/")
    assert get("/", cookie="vigie_lang=fr", accept_language="en").headers["location"] == "/fr/"
    varies = answer.headers["vary"].lower()
    assert "accept-language" in varies
    assert "cookie" in varies


def test_a_page_of_datasette_follows_the_language_of_the_page_left(get: Get) -> None:
    left = get("/en/", accept_language="fr")
    cookie = left.headers["set-cookie"].partition(";")[0]
    assert '<html lang="en">' in get("/vigie", accept_language="fr", cookie=cookie).text
    assert "set-cookie" not in get("/fr/", accept_language="fr").headers


def test_the_switch_on_a_page_of_datasette_comes_back_to_it(get: Get) -> None:
    page = get("/vigie/contracts?country=FR", accept_language="fr").text
    (place,) = re.findall(r'href="(/-/language/en[^"]*)"', page)
    answer = get(place.replace("&amp;", "&"))
    assert answer.headers["location"] == "/vigie/contracts?country=FR"
    assert "vigie_lang=en" in answer.headers["set-cookie"]


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:x",
        "/a%0d%0aset-cookie:x=1",
        "/" + "a" * 3000,
    ],
)
def test_the_switch_leads_nowhere_else(get: Get, target: str) -> None:
    assert get(f"/-/language/en?next={target}").headers["location"] == "/en/"


def test_every_address_leads_back_to_its_page_and_names_are_not_mixed_up() -> None:
    for route, lang in pages():
        ids = dict.fromkeys(route.parts, "ted:1-2026/A b.c")
        for format in ("", *route.formats):
            path = page_path(route.name, lang, format, **ids)
            expected = ids | ({"format": format} if format else {})
            assert match_path(path[4:], lang) == (route, expected)


def test_the_word_of_the_other_language_redirects(get: Get, rows: sqlite3.Connection) -> None:
    there = example_address(BY_NAME["contract"], "en", rows)
    answer = get(there.replace("/en/contract/", "/en/contrat/") + "?utm_source=x")
    assert answer.status_code == 301
    assert answer.headers["location"] == there + "?utm_source=x"
    assert get(answer.headers["location"]).status_code == 200


def test_a_slash_too_many_redirects(get: Get, rows: sqlite3.Connection) -> None:
    there = example_address(BY_NAME["contract"], "fr", rows)
    assert get(there + "/").headers["location"] == there
    assert get("/fr//").headers["location"] == "/fr/"


def test_every_link_of_a_body_with_a_long_name_is_answered(demo_db: Path, tmp_path: Path) -> None:
    """Where no register numbers it, its name is the id: real ones have up to 228 letters."""
    long, copy = f"name:FR:{'groupement-' * 40}calais", tmp_path / "long.db"
    shutil.copy(demo_db, copy)
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        (old,) = example(BY_NAME["buyer"], connection).values()
        for table, column in (
            ("organizations", "id"),
            ("organization_names", "organization_id"),
            ("contracts", "buyer_id"),
            ("buyers", "organization_id"),
            ("aggregates", "key"),
        ):
            sql = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
            connection.execute(sql, (long, old))
        connection.commit()
    get = asker(copy)
    page = get(page_path("buyer", "en", id=long))
    assert page.status_code == 200
    links = {
        element
        for element in html.fromstring(page.text).xpath("//main//a/@href")
        if long in unquote(element)
    }
    assert len(links) > 3
    assert {link: get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_an_id_that_moved_redirects_for_good(demo_db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "moved.db"
    shutil.copy(demo_db, copy)
    connection = sqlite3.connect(copy)
    ids = example(BY_NAME["contract"], connection)
    connection.execute("INSERT INTO redirects VALUES ('ted:old/1', ?)", (ids["id"],))
    connection.commit()
    connection.close()
    get = asker(copy)
    for format in ("", "json"):
        answer = get(page_path("contract", "fr", format, id="ted:old/1"))
        assert answer.status_code == 301
        assert answer.headers["location"] == page_path("contract", "fr", format, **ids)


@pytest.mark.parametrize(
    "path",
    [
        "/fr/nothing",
        "/en/contract/nobody",
        "/fr/contrat/",
        "/fr/contrat/a/b",
        "/fr/%00",
        "/fr/contrat/%F0%9F%92%A5",
        "/fr/contrat/<script>alert(1)</script>",
        "/fr/contrat/' OR 1=1",
    ],
)
def test_what_is_not_there_says_what_to_do_next(get: Get, path: str) -> None:
    answer = get(path)
    assert answer.status_code == 404
    assert "<script" not in answer.text
    assert ("Que faire" if path.startswith("/fr") else "What you can do") in seen(answer.text)


@pytest.mark.parametrize("query", ["?nothing=1", "?x=1&x=2", "?a=" + "b" * 5000, "?<b>=1"])
def test_what_cannot_be_asked_says_what_can(get: Get, query: str) -> None:
    answer = get(f"/fr/{query}")
    assert answer.status_code == 400
    assert "Que faire" in seen(answer.text)
    assert "<b>=" not in answer.text


@pytest.mark.parametrize("route", BUILT, ids=lambda route: route.name)
def test_behind_a_prefix_every_address_has_it(
    demo_db: Path, rows: sqlite3.Connection, route: Route
) -> None:
    get = asker(demo_db, base_url="/watch/")
    page = get("/watch" + example_address(route, "fr", rows))
    assert page.status_code == 200
    ours = re.findall(r'(?:href|action|src)="(/[^"]*)"', page.text)
    assert ours
    assert all(text.startswith("/watch/") for text in ours)
    assert get("/watch/").headers["location"] == "/watch/fr/"
