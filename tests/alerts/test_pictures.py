"""Mails and the pages of alerts as a person sees them: phone and desk, light and dark."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from monitor.alerts.signed_links import SignedLinks
from tests.alerts.smtp import Postbox
from tests.alerts.support import Installation, Visitor, microsoft_award

HERE = Path(__file__).parent / "goldens"
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
SCREENS = [("light", 320), ("light", 1280), ("dark", 360)]
pytestmark = pytest.mark.browser


@contextmanager
def window(browser: Any, scheme: str, width: int) -> Iterator[Any]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, locale="fr-FR"
    )
    yield context.new_page()
    context.close()


def complaints(tab: Any) -> list[str]:
    """What does not fit, and what axe-core says against what is shown; a mail has no landmarks."""
    width = tab.evaluate("document.documentElement.scrollWidth")
    actual = [f"{width} wide"] if width > tab.viewport_size["width"] else []
    tab.evaluate(AXE)
    only = "runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa'], " if tab.url.startswith("file:") else ""
    result = tab.evaluate(f"axe.run(document, {{{only}resultTypes: ['violations']}})")
    assert result["passes"]
    return actual + [
        f"{violation['id']}: {node['html'][:200]}"
        for violation in result["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize(("scheme", "width"), SCREENS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mail_fits_every_screen(
    browser: Any,
    language: str,
    scheme: str,
    width: int,
) -> None:
    with window(browser, scheme, width) as tab:
        tab.goto((HERE / f"digest.{language}.html").as_uri())
        assert complaints(tab) == []
        dark = tab.evaluate("getComputedStyle(document.querySelector('.page')).backgroundColor")
        assert (dark == "rgb(22, 24, 28)") is (scheme == "dark")


@pytest.mark.parametrize(("scheme", "width"), SCREENS[1:])
def test_the_pages_of_alerts_have_nothing_against_them(
    browser: Any,
    here: Installation,
    box: Postbox,
    visitor: Visitor,
    scheme: str,
    width: int,
) -> None:
    here.subscribe(language="fr")
    here.advance(seconds=1).crawl(microsoft_award("2-2026", published=here.now.date()))
    here.run_alerts()
    ((handle,),) = here.sql("SELECT handle FROM subscriptions")
    values = ['{"kinds":["award"],"tags":["big_tech"]}', "fr", "daily"]
    links = SignedLinks(here.key(), time.time)
    pages = ["alertes?kinds=ends&months=6&words=licences", "alerts/never/x"]
    pages += [
        f"alerts/{page}/{links.token(page, handle, values)}" for page in ("change", "confirm")
    ]
    pages += [f"alerts/unsubscribe/{links.token('unsubscribe', handle)}"]
    with window(browser, scheme, width) as tab:
        for page in pages:
            tab.goto(f"{visitor.address}/fr/{page}")
            assert complaints(tab) == [], page
        tab.goto(f"{visitor.address}/fr/alertes")
        assert complaints(tab) == []
        tab.get_by_label("Nom de l’organisme public, ou une partie").fill("Calais")
        with tab.expect_navigation():
            tab.get_by_role("button", name="Voir ce qui viendrait").first.click()
        for item in tab.locator("details").all():
            item.evaluate("one => one.open = true")
        assert complaints(tab) == []
        assert tab.get_by_role("status").inner_text().startswith("1 message")
        tab.get_by_label("Votre adresse électronique").fill("bob@example.org")
        with tab.expect_navigation():
            tab.get_by_role("button", name="S’abonner").click()
        assert (
            tab.get_by_role("heading", level=1).inner_text() == "Consultez votre boîte de réception"
        )


def test_a_long_list_to_tick_is_scrolled_downwards_alone(browser: Any, one_site: str) -> None:
    """On a phone the second column of a list is out of sight, and nobody looks there."""
    with window(browser, "light", 360) as tab:
        tab.goto(f"{one_site}/fr/alertes")
        tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        lists = tab.locator(".many").evaluate_all(
            "found => found.map(one => {"
            " for (let n = 0; n < 60; n++) one.append(one.firstElementChild.cloneNode(true));"
            " return [one.scrollWidth - one.clientWidth, one.scrollHeight > one.clientHeight]; })"
        )
        assert lists
        assert all(actual == [0, True] for actual in lists), lists
