"""What a printed page says of where its statements come from."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.i18n.routes import page_path

CONTRACT = "boamp:26-990103/2026-MEL-0398"
# what stands in boxes beside an element, and whether it is drawn
AFTER = """selector => [...document.querySelectorAll(selector)].map(one => [
  one.getAttribute("href"), getComputedStyle(one, "::after").content,
  one.checkVisibility({contentVisibilityAuto: true})])"""


def printed(browser: Any, address: str) -> Any:
    tab = browser.new_page()
    tab.goto(address)
    tab.emulate_media(media="print")
    return tab


@pytest.mark.browser
@pytest.mark.parametrize(
    ("page", "id_", "fewest"), [("contract", CONTRACT, 3), ("group", "microsoft", 1)]
)
def test_paper_has_the_addresses_of_what_proves_a_group_and_a_threshold(
    server: str, browser: Any, page: str, id_: str, fewest: int
) -> None:
    tab = printed(browser, server + page_path(page, "fr", id=id_))
    sources = tab.evaluate(AFTER, ".source-link")
    tab.close()
    assert len(sources) >= fewest
    for address, drawn, is_seen in sources:
        assert address in drawn.replace('" "', "").replace('"', "")
        assert is_seen


@pytest.mark.browser
@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", "Chiffres arrêtés au"),
        ("en", "Figures as of"),
        ("es", "Cifras a"),
    ],
)
def test_paper_says_of_which_instant_it_is(
    server: str, browser: Any, lang: str, words: str
) -> None:
    place = page_path("contract", lang, id=CONTRACT)
    tab = printed(browser, server + place)
    footer = tab.inner_text("footer .on-paper")
    tab.close()
    assert place in footer
    assert words in footer


@pytest.mark.browser
def test_paper_has_no_marks_of_what_can_be_opened(server: str, browser: Any) -> None:
    tab = printed(browser, server + page_path("contract", "fr", id=CONTRACT))
    marks = tab.evaluate(
        "[...document.querySelectorAll('main summary')]"
        ".map(one => getComputedStyle(one).listStyleType)"
    )
    tab.close()
    assert set(marks) == {"none"}
