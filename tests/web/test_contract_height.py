"""How long the page of a contract is on a phone, and what its first screen holds."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from monitor.i18n.routes import page_path
from monitor.i18n.value_formatting import LANGUAGES
from tests.web.conftest import serving
from tests.web.pictures import CONTRACT

pytestmark = pytest.mark.browser
MAX_HEIGHT_PX, SCREEN = 3500, 800  # px
WORST = 4600  # px, with every part that a contract can have
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
    phone.goto(server + page_path("contract", lang, id=CONTRACT))
    height, brief, width = phone.evaluate(HEIGHTS)
    assert height <= MAX_HEIGHT_PX
    assert brief <= SCREEN
    assert width == 360
    assert phone.locator("dl.brief dt").count() == 5


def test_every_contract_of_the_demo_is_short(
    phone: Any, server: str, rows: sqlite3.Connection
) -> None:
    heights = []
    for (key,) in rows.execute("SELECT id FROM contracts ORDER BY id").fetchall()[::4]:
        phone.goto(server + page_path("contract", "fr", id=key))
        heights.append(phone.evaluate(HEIGHTS)[0])
    assert len(heights) > 20
    assert max(heights) <= MAX_HEIGHT_PX


def test_the_proof_of_a_claim_is_one_tap_away(phone: Any, server: str) -> None:
    phone.goto(server + page_path("contract", "fr", id=CONTRACT))
    phone.get_by_role("link", name="Géant du numérique").first.click()
    words = phone.locator("article:target mark").first
    assert words.is_visible()
    assert words.inner_text() == "Microsoft 365"


CROWD = 60  # suppliers, groups, notices, changes
CROWDED = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {CROWD})
INSERT INTO suppliers (contract_id, organization_id, name, role, country, vendor_group, ownership)
SELECT :id, 'name:FR:firm-' || i, 'Entreprise de services numériques numéro ' || i, 'member', 'FR',
       '', 'private' FROM n;
INSERT INTO tags (id, notice_id, contract_id, tag, value, role, confidence, rule, field, evidence)
SELECT g.id, t.notice_id, :id, 'vendor', g.id, 'named_product', 'high', t.rule, t.field, g.name
FROM vendor_groups g, (SELECT * FROM tags WHERE contract_id = :id AND tag = 'vendor' LIMIT 1) t
WHERE g.id <> t.value LIMIT {CROWD};
INSERT INTO tags (id, notice_id, contract_id, tag, value, confidence, rule, field, evidence)
SELECT 'law ' || g.id, t.notice_id, :id, 'supplier_law', 'non_eu', 'high', 'seat', 'supplier',
       g.name
FROM vendor_groups g, (SELECT * FROM tags WHERE contract_id = :id AND tag = 'vendor' LIMIT 1) t
LIMIT {CROWD};
INSERT OR IGNORE INTO contract_notices (contract_id, notice_id, role, published, value, currency)
SELECT :id, id, 'amends', published, 1000 * rowid, 'EUR' FROM notices LIMIT {CROWD};
INSERT INTO texts (notice_id, lot, field, language, place, text)
SELECT c.notice_id, '', 'change', 'fr', 100 + rowid, 'Changement ' || rowid || ' du marché.'
FROM contracts c, (SELECT rowid FROM notices LIMIT {CROWD}) WHERE c.id = :id;
UPDATE contracts SET title = substr(replace(hex(zeroblob(500)), '00', 'long titre '), 1, 1500),
       amendments = {CROWD} WHERE id = :id;
"""


@pytest.fixture(scope="module")
def crowded(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a site whose contract has sixty of everything."""
    path = shutil.copy(demo_db, tmp_path_factory.mktemp("crowded") / "vigie.db")
    with closing(sqlite3.connect(path)) as db:
        for statement in filter(str.strip, CROWDED.split(";")):
            db.execute(statement, {"id": CONTRACT} if ":id" in statement else {})
        db.commit()
    with serving(path) as address:
        yield address


def test_a_contract_with_sixty_of_everything_is_short_and_keeps_it_one_tap_away(
    phone: Any, crowded: str
) -> None:
    phone.goto(crowded + page_path("contract", "fr", id=CONTRACT))
    height, _brief, width = phone.evaluate(HEIGHTS)
    assert height <= WORST
    assert width == 360
    last = phone.get_by_text(f"Entreprise de services numériques numéro {CROWD - 1}", exact=False)
    assert not last.first.is_visible()
    phone.locator("dl.brief details summary").first.click()
    assert last.first.is_visible()
    hidden = phone.locator("#why ~ details.rest article").last
    phone.goto(f"{phone.url.partition('#')[0]}#{hidden.get_attribute('id')}")
    assert hidden.locator("h3").is_visible()  # a chip leads into what is folded
