"""What is posted and what comes along with it: never a 500, never more than a form's worth."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from monitor.web.app import create_app
from monitor.web.middleware.form_validation import MAX_BODY_BYTES
from tests.web.support import TODAY, Get, seen

FORM = "application/x-www-form-urlencoded"
COOKIE = {"cookie": "any=thing"}  # with one, Datasette reads the form


def post(db: Path, body: Any, kind: str = FORM, place: str = "/fr/alertes", **more: bytes) -> Any:
    application = create_app(db, today=lambda: TODAY)
    headers = {"content-type": kind, **COOKIE, **{k.replace("_", "-"): v for k, v in more.items()}}

    async def answer() -> Any:
        asgi = ASGITransport(app=application)
        async with AsyncClient(transport=asgi, base_url="http://vigie.test") as client:
            return await client.post(place, content=body, headers=headers)

    return asyncio.run(answer())


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data", b"a=b", 415),
        ("multipart/form-data; boundary=x", b"--x", 415),
        ("multipart/form-data;boundary=", b"--x", 415),
        ("application/json", b"{}", 415),
        ("text/plain", b"a=b", 415),
        (FORM, b"a=\xff\xfe", 400),
        (FORM, b"a=%FF", 400),
        (FORM, b"a=" + b"b" * MAX_BODY_BYTES, 413),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused_with_a_sentence(
    demo_db: Path, kind: str, body: bytes, status: int
) -> None:
    answer = post(demo_db, body, kind)
    assert answer.status_code == status
    assert '<html lang="fr">' in answer.text
    assert "POST" not in answer.text


def test_a_form_of_another_site_is_refused(demo_db: Path) -> None:
    for header in ({"sec_fetch_site": b"cross-site"}, {"origin": b"https://elsewhere.example"}):
        answer = post(demo_db, b"step=preview", **header)
        assert answer.status_code == 403
        assert "un autre site" in seen(answer.text)


def test_a_form_of_before_a_restart_is_read(demo_db: Path) -> None:
    same = {"sec_fetch_site": b"same-origin"}
    body = b"step=preview&kinds=award"
    assert post(demo_db, body, **same).status_code == 200
    assert post(demo_db, body, origin=b"http://vigie.test").status_code == 200


def test_a_body_without_end_is_left_as_soon_as_it_is_too_long(demo_db: Path) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        for _ in range(10_000):
            sent += 1
            yield b"x" * 1000

    refused = post(demo_db, endless())
    assert refused.status_code == 413
    assert sent <= MAX_BODY_BYTES / 1000 + 2
    assert re.search(r"20\s000\soctets", refused.text)
    assert 'name="viewport"' in refused.text  # a telephone would show it in tiny letters
    assert '<a href="/fr/">' in refused.text


def test_a_mail_program_may_leave_in_parts(demo_db: Path) -> None:
    parts = (
        b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--'
    )
    place = "/fr/alerts/unsubscribe/no-link-of-ours"
    for kind in ("multipart/form-data; boundary=x", "multipart/form-data", FORM):
        assert post(demo_db, parts, kind, place).status_code == 404  # the link, not the form


@pytest.mark.parametrize(
    "cookie",
    [
        "a/b=c",
        "a,b=c",
        "{a}=b",
        "a@b=c",
        "vigie_lang=en; a/b=c",
        'vigie_lang=en; x="a;" b/c=1',
        "path=x",
        "=",
        ";;",
        "a=b; vigie_lang=en; c(d)=e",
    ],
)
def test_a_cookie_of_another_program_is_in_nobodys_way(get: Get, cookie: str) -> None:
    """A host's other programs set what they like: every page answered 500 to their visitors."""
    for place in ("/fr/sources", "/vigie/contracts?_size=1"):
        assert get(place, cookie=cookie).status_code == 200


def test_a_cookie_of_ours_beside_one_that_is_none_is_read(get: Get) -> None:
    assert '<html lang="en">' in get("/vigie/meta", cookie="a/b=c; vigie_lang=en").text


@pytest.mark.parametrize(
    "place",
    [
        "/vigie/contracts_fts",
        "/vigie/contracts_fts_data",
        "/vigie/notices_fts.json",
        "/vigie/contracts_fts_config/1",
        "/vigie/-/create",
        "/vigie/contracts_fts?_sort=value_basis",
    ],
)
def test_tables_of_the_search_have_no_page(get: Get, place: str) -> None:
    assert get(place).status_code == 404
