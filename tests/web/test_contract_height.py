"""How long the page of a contract is on a phone, and what its first screen holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.i18n.routes import address
from monitor.i18n.value_formatting import LANGUAGES
from tests.web.pictures import CONTRACT

pytestmark = pytest.mark.browser
LONGEST, SCREEN = 3500, 800  # px
HEIGHTS = """[
  document.documentElement.scrollHeight,
  document.querySelector("dl.brief").getBoundingClientRect().bottom,
  document.documentElement.scrollWidth,
]"""


@pytest.fixture(scope="module")
def phone(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": SCREEN}, locale="fr-FR")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_ordinary_contract_is_short_and_its_first_screen_holds_the_five_lines(
    phone: Any, server: str, lang: str
) -> None:
    phone.goto(server + address("contract", lang, id=CONTRACT))
    height, brief, width = phone.evaluate(HEIGHTS)
    assert height <= LONGEST
    assert brief <= SCREEN
    assert width == 360
    assert phone.locator("dl.brief dt").count() == 5


def test_nine_contracts_of_ten_are_short(phone: Any, server: str, rows: sqlite3.Connection) -> None:
    heights = []
    for (key,) in rows.execute("SELECT id FROM contracts ORDER BY id").fetchall()[::4]:
        phone.goto(server + address("contract", "fr", id=key))
        heights.append(phone.evaluate(HEIGHTS)[0])
    assert len(heights) > 20
    assert sum(height > LONGEST for height in heights) <= len(heights) / 10


def test_the_proof_of_a_claim_is_one_tap_away(phone: Any, server: str) -> None:
    phone.goto(server + address("contract", "fr", id=CONTRACT))
    phone.get_by_role("link", name="Géant du numérique").first.click()
    words = phone.locator("article:target mark").first
    assert words.is_visible()
    assert words.inner_text() == "Microsoft 365"
