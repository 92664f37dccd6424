"""The way by keyboard to the filters, which come after all that was found."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.i18n.routes import page_path
from tests.web.reading_aids import _NAMED, _SEEN

FEW = 40  # stops; what was found has hundreds


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    ("place", "filters"),
    [(page_path("search", "fr", q="logiciel"), "filters"), ("/vigie/contracts", "facets")],
)
def test_filters_are_a_few_stops_away(
    server: str, browser: Any, place: str, filters: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR")
    tab = context.new_page()
    tab.goto(server + place)
    for _ in range(FEW):
        tab.keyboard.press("Tab")
        if tab.evaluate(_NAMED) == "Affiner":
            break
    else:
        raise AssertionError("nothing leads to the filters")
    assert tab.evaluate(_SEEN)
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    assert tab.evaluate(f"!!document.activeElement.closest('#{filters}')")
    context.close()


@pytest.mark.browser
def test_a_window_that_shows_the_filters_shows_no_way_to_them(server: str, browser: Any) -> None:
    tab = browser.new_page(viewport={"width": 1280, "height": 800})
    tab.goto(server + page_path("search", "fr", q="logiciel"))
    right = tab.evaluate("document.querySelector('.to-facets').getBoundingClientRect().right")
    tab.close()
    assert right < 0
