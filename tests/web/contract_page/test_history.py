"""The history on the contract page: notices, changes and values in order."""

from __future__ import annotations

import re
import sqlite3
from html import unescape

import pytest
from lxml import html

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import use_language
from monitor.web.page_data.contract_derived_values import (
    growth,
    logged,
    notice_kind,
    steps,
)
from tests.web.contract_page.support import (
    AMENDED,
    CORRECTED,
    ONE_LOT,
    asked,
    facts_of,
    in_three_lots,
    page,
)
from tests.web.support import Get, seen


def test_the_value_goes_from_first_to_current_in_chart_and_table_alike(get: Get) -> None:
    html = page(get, AMENDED)
    figure = html[html.index('<figure class="chart"') : html.index("</figure>")]
    drawn = [unescape(text) for text in re.findall(r"<text[^>]*>([^<]+)</text>", figure)]
    actual = re.findall(r'<td class="amount"><data[^>]*>([^<]+)</data></td>', figure)
    assert [unescape(text) for text in actual] == ["€14,202,000", "€19,368,000"]
    assert set(actual) <= set(drawn)
    assert "+36.4%" in seen(html)


def test_what_stood_before_the_first_known_change_comes_first() -> None:
    contract = {
        "notice_id": "find_a_tender:2",
        "value": 120.0,
        "currency": "GBP",
        "value_eur": 144.0,
        "initial_value_eur": 120.0,
        "amendments": 1,
    }
    notice = {
        "notice_id": "find_a_tender:2",
        "published": "2026-11-02",
        "kind": "amendment",
        "change": "none",
        "role": "amends",
        "state": "current",
        "value": 120.0,
        "currency": "GBP",
    }
    actual = steps(contract, [notice, {**notice, "value": 1.0, "state": "replaced"}])
    assert [step["value"] for step in actual] == [100.0, 120.0]
    assert growth(actual) == pytest.approx(0.2)
    assert growth(actual[:1]) is None


def test_what_amends_comes_after_what_it_amends_though_that_was_published_anew_later() -> None:
    """25 € was the amount of the page, and its history said: 10 €, then 10 €, 0 %."""
    contract = {
        "notice_id": "decp:1/M1",
        "value": 25.0,
        "currency": "EUR",
        "value_eur": 25.0,
        "initial_value_eur": 10.0,
        "amendments": 1,
    }
    common = {"change": "none", "state": "current", "currency": "EUR"}
    amending = {"notice_id": "decp:1/M1", "role": "amends", "kind": "amendment", "value": 25.0}
    stating = {"notice_id": "decp:1", "role": "states", "kind": "contract", "value": 10.0}
    actual = steps(
        contract,
        [
            common | amending | {"published": "2023-04-20"},
            common | stating | {"published": "2024-04-12"},
        ],
    )
    assert [step["value"] for step in actual] == [10.0, 25.0]
    assert growth(actual) == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("kind", "change", "role", "expected"),
    [
        ("award", "none", "states", "attribution"),
        ("award", "correction", "corrects", "attribution, rectifie"),
        ("tender", "cancellation", "corrects", "appel, annulation"),
        ("amendment", "none", "amends", "avenant"),
    ],
)
def test_a_notice_is_called_by_its_kind_and_what_it_does(
    kind: str, change: str, role: str, expected: str
) -> None:
    with use_language("fr"):
        assert notice_kind({"kind": kind, "change": change, "role": role}) == expected


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("value", "120000.0", "120\u202f000,00"),
        ("end", "2021-06-30", "30\u00a0juin 2021"),
        ("same_as", "ted:1-2026/LOT-0001", "TED 1-2026/LOT-0001"),
        ("big_tech", "yes", "oui"),
        ("vendor_groups", '["microsoft", "x"]', "Microsoft, x"),
        ("vendor_groups", "[]", "–"),
        ("title", "Logiciels", "Logiciels"),
        ("value", "n/a", "n/a"),
        ("value", None, "–"),
    ],
)
def test_what_changed_is_said_in_words_and_numbers_of_the_reader(
    field: str, value: str | None, expected: str
) -> None:
    with use_language("fr"):
        assert logged(field, value, {"microsoft": "Microsoft"}) == expected


def test_what_changed_stands_on_the_page_as_people_write_it(get: Get) -> None:
    shown = seen(page(get, AMENDED, "fr"))
    assert "14 202 000,00 → 19 368 000,00" in shown
    assert "14202000.0" not in shown


def test_a_replaced_notice_is_struck_through_and_leads_to_the_one_that_ended_it(get: Get) -> None:
    story = page(get, CORRECTED)
    story = story[story.index('<ol class="story">') : story.index("</ol>")]
    first, second = re.findall(r"<li>.*?</li>", story, re.S)
    struck = re.search(r"<s>(.*?)</s>(.*)", first, re.S)
    assert struck is not None
    assert "TED 990131-2026" in seen(struck[1])
    assert "replaced by TED 990132-2026 · official notice" in seen(struck[2])
    assert "<s>" not in second


def test_the_history_says_what_a_notice_is_once(get: Get, rows: sqlite3.Connection) -> None:
    for kind, role, expected in (
        ("award", "states", "attribution"),
        ("amendment", "amends", "avenant"),
    ):
        (contract,) = rows.execute(
            "SELECT c.contract_id FROM contract_notices c JOIN notices n ON n.id = c.notice_id"
            " JOIN contracts k ON k.id = c.contract_id"
            " WHERE n.kind = ? AND c.role = ? AND n.state = 'current' LIMIT 1",
            (kind, role),
        ).fetchone()
        page = html.fromstring(get(page_path("contract", "fr", id=contract)).text)
        (steps,) = page.cssselect("section[aria-labelledby=notices] > ol")
        assert expected in steps.text_content()
        assert f"{expected}, " not in steps.text_content()


def test_the_line_of_values_calls_notices_as_the_history_does(get: Get) -> None:
    actual = page(get, "find_a_tender:990301-2026/1", "fr", "json")["steps"]
    assert [step["label"].split()[1:] for step in actual] == [
        ["attribution"],
        ["contrat"],
        ["avenant"],
    ]
    for lang, first, last in (
        ("fr", "attribution", "avenant"),
        ("es", "adjudicación", "modificación"),
    ):
        (line,) = html.fromstring(page(get, "find_a_tender:990301-2026/1", lang)).cssselect(
            "section[aria-labelledby=value] svg"
        )
        assert first in line.text_content()  # whole, in the picture
        assert last in line.text_content()


def test_of_many_changes_and_notices_the_latest_are_shown(edited: sqlite3.Connection) -> None:
    edited.executemany(
        "INSERT INTO changes (at, kind, cause, contract_id, field, before, after)"
        " VALUES ('2026-11-13T05:00:00Z', 'changed', 'rate', ?, 'value', ?, ?)",
        [(AMENDED, str(number), str(number + 1)) for number in range(90_000, 90_060)],
    )
    numbers = "row_number() OVER (ORDER BY n.id, role) - 1"
    edited.execute(
        "INSERT INTO contract_notices (contract_id, notice_id, role, published)"
        f" SELECT ?, n.id, role, date('2027-01-01', ({numbers}) || ' days') FROM notices n,"
        " (SELECT 'part_of' AS role UNION SELECT 'ends' UNION SELECT 'announces') LIMIT 210",
        (AMENDED,),
    )
    get = asked(edited)
    actual = page(get, AMENDED, format="json")
    assert (len(actual["log"]), actual["log"][-1]["after"]) == (50, "90060")
    days = [notice["published"] for notice in actual["notices"]]
    assert (len(days), days[0], days[-1]) == (200, "2027-01-11", "2027-07-29")
    assert days == sorted(days)
    links = html.fromstring(page(get, AMENDED)).xpath("//*[contains(., 'as a table')]/@href")
    assert len(links) == 2
    for table, link in zip(("changes", "contract_notices"), links, strict=True):
        assert f"/{table}?" in link
        answer = get(link)
        assert answer.status_code == 200
        assert "ted:990118-2026/459/2013" in answer.text


@pytest.mark.parametrize(
    ("lang", "what", "why"),
    [
        ("en", "What changes:", "Why it is modified:"),
        ("fr", "Ce qui change :", "Pourquoi il est modifié :"),
        ("es", "Qué cambia:", "Por qué se modifica:"),
    ],
)
def test_a_modification_says_what_changes_and_why(
    edited: sqlite3.Connection, lang: str, what: str, why: str
) -> None:
    own = in_three_lots(edited, (None, None, None))
    texts = [("change", "Zehn Module mehr."), ("change_reason", "Das Gesetz hat sich geändert.")]
    edited.executemany(
        "INSERT INTO texts (notice_id, lot, field, language, place, text)"
        f" VALUES ('{own}', '', ?, 'de', 92, ?)",
        texts,
    )
    shown = facts_of(edited, ONE_LOT, lang).replace("\u00a0", " ")
    for label, (_, words) in zip((what, why), texts, strict=True):
        assert f"{label} {words}" in shown.replace("« ", "").replace(" »", "")
