"""Programs may read the data from other sites, and are told when they have it already."""

from __future__ import annotations

import sqlite3

import pytest

from monitor.i18n.routes import BUILT, Route
from tests.web.support import Get, example_address

DATA = (
    "/vigie/contracts.json?_size=5",
    "/vigie/contracts.atom?_size=5",
    "/en/feeds.atom",
    "/fr/bientot-finis.ics",
)


@pytest.mark.parametrize("route", BUILT, ids=lambda route: route.name)
def test_the_json_of_every_page_is_read_from_anywhere_and_once(
    get: Get, rows: sqlite3.Connection, route: Route
) -> None:
    _is_public_and_tagged(get, example_address(route, "fr", rows, "json"))


@pytest.mark.parametrize("address", DATA)
def test_feeds_calendars_and_tables_are_read_from_anywhere_and_once(get: Get, address: str) -> None:
    _is_public_and_tagged(get, address)


def _is_public_and_tagged(get: Get, address: str) -> None:
    first = get(address)
    assert first.status_code == 200
    assert first.headers["access-control-allow-origin"] == "*"
    tag = first.headers["etag"]
    for given in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = get(address, if_none_match=given)
        assert (again.status_code, again.content) == (304, b""), given
        assert again.headers["etag"] == tag
        assert again.headers["access-control-allow-origin"] == "*"
        assert again.headers["vary"] == first.headers["vary"]
    other = get(address, if_none_match='"other"')
    assert (other.status_code, other.headers["etag"]) == (200, tag)
    assert int(first.headers.get("content-length", len(first.content))) == len(first.content)


def test_another_answer_has_another_tag(get: Get) -> None:
    tags = {get(f"/vigie/contracts.json?_size={n}").headers["etag"] for n in (1, 2, 3)}
    assert len(tags) == 3


def test_files_and_tables_that_are_streamed_may_be_read_from_anywhere(get: Get) -> None:
    for address in ("/-/export/csv/tags.csv.zip", "/vigie/contracts.csv", "/fr/sources.csv"):
        assert get(address).headers["access-control-allow-origin"] == "*"
    refused = get("/vigie/contracts.json?nothing=1")
    assert refused.status_code == 400
    assert refused.headers["access-control-allow-origin"] == "*"
    assert "etag" not in refused.headers


def test_pages_for_people_are_not_read_from_elsewhere(get: Get) -> None:
    for address in ("/fr/", "/fr/alertes", "/vigie/contracts"):
        answer = get(address, origin="https://elsewhere.example")
        assert "access-control-allow-origin" not in answer.headers
        assert "etag" not in answer.headers


def test_a_browser_that_asks_before_it_asks_is_told_what_it_may(get: Get) -> None:
    headers = {"origin": "https://elsewhere.example", "access_control_request_method": "GET"}
    answer = get("/en/index.json", "OPTIONS", **headers)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]
    assert get("/en/index.json", "OPTIONS").status_code == 405
