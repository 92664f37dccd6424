"""A reviewer who never touches the mouse, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.review.support import KEYS, installation, open_desk, rows

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation(tmp_path_factory.mktemp("home"))


@pytest.fixture
def page(browser: Any, folder: Path) -> Iterator[Any]:
    (folder / "reviews.db").unlink(missing_ok=True)
    with open_desk(folder) as address:
        context = browser.new_context(base_url=address, locale="fr-FR")
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"/?key={KEYS[address]}")
        yield page
        context.close()


def answered(folder: Path) -> list[tuple[str, str, str]]:
    return rows(folder, "SELECT reviewer, answer, reason FROM reviews ORDER BY id", name="reviews")


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def leave(page: Any, *keys: str) -> None:
    """Keys of which the last leads to another page."""
    with page.expect_navigation():
        press(page, *keys)


def test_the_whole_journey_by_keyboard_with_single_keys(page: Any, folder: Path) -> None:
    page.wait_for_selector("input:focus")
    page.keyboard.type("Léa")
    leave(page, "Enter")
    assert "Est-ce fondé, d’après l’avis" in page.inner_text("main")
    first = page.inner_text("main code >> nth=-1")
    leave(page, "1", "Enter")
    assert page.inner_text("main code >> nth=-1") != first
    assert "Votre réponse est enregistrée" in page.inner_text("main")
    press(page, "2")
    page.keyboard.type("le produit n'est pas acheté, 2 fois lu")
    leave(page, "Enter")
    press(page, "t")
    assert page.evaluate("document.querySelector('details').open") is True
    press(page, "3", "Escape", "r")
    assert page.evaluate("document.activeElement.id") == "reason"
    page.keyboard.type("rien ne le dit")
    leave(page, "Escape", "Enter")
    passed = page.inner_text("main code >> nth=-1")
    leave(page, "n")
    assert page.inner_text("main code >> nth=-1") != passed
    assert list(dict.fromkeys(answered(folder))) == [
        ("Léa", "stands", ""),
        ("Léa", "does_not_stand", "le produit n'est pas acheté, 2 fois lu"),
        ("Léa", "cannot_tell", "rien ne le dit"),
    ]


def test_the_journey_by_tab_and_arrows_where_no_script_runs(browser: Any, folder: Path) -> None:
    (folder / "reviews.db").unlink(missing_ok=True)
    with open_desk(folder) as address:
        context = browser.new_context(base_url=address, locale="en-GB", java_script_enabled=False)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"/?key={KEYS[address]}")
        page.wait_for_selector("input:focus")
        page.keyboard.type("sam")
        leave(page, "Enter")
        page.wait_for_selector("#stands:focus")  # where the page begins
        press(page, "ArrowDown", "Tab")
        page.keyboard.type("only named")
        leave(page, "Tab", "Enter")
        assert "Your answer is kept" in page.inner_text("main")
        context.close()
    assert set(answered(folder)) == {("sam", "does_not_stand", "only named")}


def test_nothing_is_asked_of_another_host_and_no_error_is_logged(page: Any) -> None:
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda item: requests.append(item.url))
    page.on("console", lambda item: errors.append(item.text) if item.type == "error" else None)
    page.on("pageerror", lambda item: errors.append(str(item)))
    page.wait_for_selector("input:focus")
    page.keyboard.type("Léa")
    leave(page, "Enter")
    page.reload()
    host = re.match(r"http://[^/]+/", page.url)
    assert host is not None
    assert requests
    assert all(text.startswith(host[0]) for text in requests), requests
    assert errors == []
