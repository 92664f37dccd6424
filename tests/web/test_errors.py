"""What is refused, for people in their language, for programs in JSON, and silent about itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import html

from monitor.web.errors import HttpError
from monitor.web.middleware.request_limits import Lane
from monitor.web.read_only_pool import ReadPool
from monitor.web.visitor_sql_worker import SqlResult
from tests.web.conftest import asker
from tests.web.support import Get, seen

# address below the host -> status
REFUSED = {
    "/fr/rien": 404,
    "/fr/contrat/nope": 404,
    "/en/contract/nope": 404,
    "/fr/": 200,
    "/fr/bientot-finis?months=douze": 400,
    "/en/feeds?nope=1": 400,
    "/vigie/nothing": 404,
    "/vigie/contracts/nope": 404,
    "/vigie/contracts?nope=1": 400,
    "/vigie/snapshots": 403,
    "/vigie?sql=attach+1": 400,
    "/nothing": 404,
    "/-/settings": 404,
    "/-/nothing": 404,
    "/-/export/nothing": 404,
}
ENGLISH = re.compile(r"Forbidden|Invalid|Interrupted|not found|Statement|\b[45]\d\d\b")


@pytest.mark.parametrize("place", [text for text, status in REFUSED.items() if status != 200])
def test_a_program_that_asks_for_json_is_told_in_json(get: Get, place: str) -> None:
    path, mark, query = place.partition("?")
    answer = get(f"{path}.json{mark}{query}")
    assert answer.status_code == REFUSED[place]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    data = answer.json()
    assert (data["ok"], data["status"]) == (False, answer.status_code)
    assert data["error"]


@pytest.mark.parametrize("place", [text for text, status in REFUSED.items() if status != 200])
def test_a_person_is_told_in_french_from_the_title_on(get: Get, place: str) -> None:
    answer = get(place, cookie="vigie_lang=fr")
    assert answer.status_code == REFUSED[place]
    shown = html.fromstring(answer.text)
    (title,) = shown.xpath("//title")
    (heading,) = shown.xpath("//h1")
    lang = "en" if place.startswith("/en/") else "fr"
    assert shown.get("lang") == lang
    assert " ".join(title.text.split()) == f"{' '.join(heading.text.split())} – Vigie"
    if lang == "fr":
        assert ENGLISH.findall(title.text + heading.text) == []


def test_an_error_that_nobody_foresaw_tells_nothing_of_this_machine(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise OSError(f"no room in {demo_db}")

    monkeypatch.setattr("monitor.web.table_pages.template_context.choices", broken)
    ask = asker(demo_db)
    for place in ("/vigie", "/vigie/largest"):
        answer = ask(place)
        assert answer.status_code == 500
        assert str(demo_db.parent) not in answer.text
        assert "Quelque chose n'a pas marché ici" in seen(answer.text)
        assert "L'erreur est notée dans le journal de ce site." in seen(answer.text)
    monkeypatch.setattr("datasette.database.Database.execute", broken)
    data = ask("/vigie/largest.json").json()
    assert (data["ok"], data["status"]) == (False, 500)
    assert str(demo_db.parent) not in str(data)
    assert f"no room in {demo_db}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "sql",
    [
        "attach 'x' as y",
        "select :p; select 2",
        "with recursive a(x) as (select 1 union all select x+1 from a) select max(x), :p from a",
    ],
)
def test_a_question_that_is_refused_can_be_mended_where_it_was_asked(get: Get, sql: str) -> None:
    answer = get(f"/vigie?sql={quote(sql)}&p=%3Cb%3E")
    assert answer.status_code == 400
    shown = html.fromstring(answer.text)
    (field,) = shown.cssselect("form.sql textarea")
    assert field.text == sql
    assert [element.get("value") for element in shown.cssselect("form.sql input")] == ["<b>"]


def test_a_closed_table_leads_to_the_open_ones(get: Get) -> None:
    answer = get("/vigie/snapshots", cookie="vigie_lang=fr")
    assert answer.status_code == 403
    assert "lire les tables publiques" in seen(answer.text)
    assert 'href="/fr/explorer"' in answer.text


def test_no_form_is_shown_where_sql_is_switched_off(demo_db: Path) -> None:
    answer = asker(demo_db, visitors_sql=False)("/vigie?sql=select+1")
    assert answer.status_code == 403
    assert "<textarea" not in answer.text


@pytest.mark.parametrize("lookup", ["gt", "gte", "lt", "lte"])
def test_a_digit_that_is_no_number_is_refused_with_a_sentence(get: Get, lookup: str) -> None:
    """Datasette asks whether it is a digit, and then for its number."""
    for value in ("²", "1²", "①"):
        answer = get(f"/vigie/texts?language__{lookup}={quote(value)}", cookie="vigie_lang=fr")
        assert answer.status_code == 400
        assert "nombre entier" in seen(answer.text)
    assert get(f"/vigie/texts?text__contains={quote('²')}").status_code == 200
    assert get("/vigie/lots?months__gte=%D9%A3").status_code == 200, "an Arabic 3 is a number"


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/vigie.json?sql=a", 400),
        ("/vigie?sql=a", 400),
        ("/vigie.csv?sql=a", 400),
        ("/vigie.json?sql=select+a", 400),
        ("/vigie?sql=select+a", 400),
        ("/vigie.csv?sql=select+a", 400),
        ("/vigie.xlsx?sql=a", 400),
        ("/vigie.xlsx?sql=select+a", 400),
        ("/-/static/" + "a" * 300, 404),
        ("/static/" + "a" * 300, 404),
    ],
)
def test_what_datasette_answered_with_500_is_refused(get: Get, place: str, status: int) -> None:
    assert get(place).status_code == status


@pytest.mark.parametrize("format", ["", ".json", ".csv", ".xlsx"])
def test_what_sqlite_refuses_beside_the_question_is_a_refusal_too(
    get: Get, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    """Datasette asks for the schema before it looks at the question, and catches nothing there."""
    result = SqlResult(error="out of memory")
    monkeypatch.setattr("monitor.web.visitor_sql_pool.SqlPool.ask", lambda *_: result)
    answer = get(f"/vigie{format}?sql=a")
    assert answer.status_code == 400
    assert "out of memory" in answer.text


@pytest.mark.parametrize(
    ("status", "heading"), [(429, "Un instant, s’il vous plaît"), (503, "Un momento, por favor")]
)
def test_who_comes_when_there_is_no_room_sees_a_page_of_this_site_and_reads_no_database(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch, status: int, heading: str
) -> None:
    made: list[int] = []

    def full(*_: Any) -> Any:
        made.append(1)
        raise HttpError(f"<Attente {len(made)}>", status, headers={"retry-after": "1"})

    monkeypatch.setattr(Lane, "place", full)
    monkeypatch.setattr(ReadPool, "session", lambda _pool: pytest.fail("the database is read"))
    ask = asker(demo_db)
    place = "/fr/" if status == 429 else "/es/"
    for number in (1, 2):
        answer = ask(place)
        assert answer.status_code == status
        assert answer.headers["retry-after"] == "1"
        shown = html.fromstring(answer.text)
        assert [element.text_content().strip() for element in shown.cssselect("main h1")] == [
            heading
        ]
        (words,) = shown.cssselect("main .notice")
        assert words.text_content() == f"<Attente {number}>"
        assert shown.cssselect("link[rel=stylesheet]")[0].get("href") == "/static/vigie.css"
        assert shown.cssselect("nav.menu a")


def test_a_method_that_no_page_has_is_not_called_a_wrong_address(get: Get) -> None:
    answer = get("/fr/", method="DELETE")
    assert answer.status_code == 405
    (heading,) = html.fromstring(answer.text).cssselect("main h1")
    assert heading.text_content().strip() == "Cela n’a pas fonctionné"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_an_error_is_as_wide_as_the_pages_around_it(get: Get, method: str) -> None:
    for place, classes in (("/fr/rien", ["ours"]), ("/vigie/nothing", [])):
        (body,) = html.fromstring(get(place, method=method).text).cssselect("body")
        assert (body.get("class") or "").split() == classes
