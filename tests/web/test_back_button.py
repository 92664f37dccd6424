"""Going back in the browser after a choice."""

from __future__ import annotations

from typing import Any

import pytest

from monitor.i18n.routes import page_path

CHOSEN = {  # page -> field of its form and what is chosen in it
    page_path("ending", "fr"): ("country", "BE"),
    page_path("feeds", "fr"): ("country", "BE"),
    page_path("compare", "fr"): ("year", "2026"),
    page_path("alternatives", "fr"): ("country", "BE"),
}


@pytest.mark.browser
@pytest.mark.parametrize("place", CHOSEN)
def test_a_form_shows_what_the_page_was_asked_for_after_going_back(
    server: str, browser: Any, place: str
) -> None:
    """A browser fills fields as they were left: "Belgique" would stand above a list of all."""
    name, value = CHOSEN[place]
    tab = browser.new_page(java_script_enabled=False)
    tab.goto(server + place)
    field = tab.locator(f"main form select[name={name}]").first
    before = field.input_value()
    field.select_option(value)
    with tab.expect_navigation():
        field.locator("xpath=ancestor::form").locator("button").first.click()
    assert tab.locator(f"main form select[name={name}]").first.input_value() == value
    tab.go_back()
    assert tab.url == server + place
    assert tab.locator(f"main form select[name={name}]").first.input_value() == before != value
    tab.close()
