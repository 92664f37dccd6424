"""Lists of dossiers agree with the figures above them and with the pages that they lead to."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.i18n.routes import page_path
from pipelines.store.contract_conditions import IN_FORCE
from tests.web.conftest import asker
from tests.web.support import TODAY, seen
from tests.web.test_dossiers import LILLE, changed


def test_two_years_are_as_long_in_a_dossier_as_on_the_page_of_what_ends(
    demo_db: Path, tmp_path: Path
) -> None:
    """A leap day lies within: 730 days left out the contracts of the last of the two years."""
    last = TODAY.replace(year=TODAY.year + 2).isoformat()
    ask = asker(changed(demo_db, tmp_path, f"UPDATE contracts SET [end] = '{last}'"))
    for dossier, chosen in (
        (page_path("buyer", "en", "json", id=LILLE), {"buyer": LILLE}),
        (page_path("group", "en", "json", id="microsoft"), {"group": "microsoft"}),
    ):
        ending = ask(page_path("ending", "en", "json", months=24, **chosen)).json()["rows"]
        assert ending
        shown = {row["id"] for row in ask(dossier).json()["ending"]}
        assert shown
        assert shown <= {row["id"] for row in ending}


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [
        ("en", "1 of them was cancelled or found", "2 of them were cancelled or found"),
        ("fr", "1 d'entre eux a été annulé", "2 d'entre eux ont été annulés"),
    ],
)
def test_a_list_that_is_longer_than_its_figure_says_why(
    demo_db: Path, tmp_path: Path, lang: str, one: str, two: str
) -> None:
    cancel = (
        "UPDATE contracts SET status = 'unsuccessful' WHERE id IN (SELECT id FROM contracts c"
        f" WHERE buyer_id = '{LILLE}' AND {IN_FORCE} LIMIT {{}})"
    )
    for count, words in ((1, one), (2, two)):
        ask = asker(changed(demo_db, tmp_path, cancel.format(count)))
        body = ask(page_path("buyer", lang, "json", id=LILLE)).json()
        listed, counted = len(body["contracts"]), body["sums"]["total"]["contracts"]
        assert (listed, body["not_counted"]) == (counted + count, count)
        assert words in seen(ask(page_path("buyer", lang, id=LILLE)).text)
        (tmp_path / "copy.db").unlink()


def test_of_a_body_with_thousands_of_contracts_it_is_said_without_a_number(
    demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("monitor.web.pages.buyer.MAX_READ", 0)
    ask = asker(demo_db)
    assert ask(page_path("buyer", "fr", "json", id=LILLE)).json()["not_counted"] is None
    page = seen(ask(page_path("buyer", "fr", id=LILLE)).text)
    assert "Ceux qui ont été annulés ou sont restés infructueux figurent dans cette liste" in page


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "Contracts by year, signed or announced"),
        ("fr", "Contrats par année, signés ou annoncés"),
        ("es", "Contratos por año, firmados o anunciados"),
    ],
)
def test_contracts_that_are_only_announced_are_not_said_to_be_signed(
    demo_db: Path, tmp_path: Path, lang: str, words: str
) -> None:
    ask = asker(changed(demo_db, tmp_path, "UPDATE contracts SET status = 'pending'"))
    for path in (page_path("buyer", lang, id=LILLE), page_path("group", lang, id="microsoft")):
        assert words in seen(ask(path).text)
