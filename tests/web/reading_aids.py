"""Two ways of reading the site: with a finger on a telephone, and with the keyboard alone.

Neither needs a script of the site: both run with scripts switched off.
"""

from __future__ import annotations

from typing import Any, ClassVar

# name of what has the focus, as a screen reader would say it
_NAMED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const label = e.labels && e.labels[0] ? e.labels[0].innerText : "";
  return (label || e.getAttribute("aria-label") || e.innerText || e.textContent || "").trim();
}"""
_SEEN = """() => {
  const e = document.activeElement, s = getComputedStyle(e), box = e.getBoundingClientRect();
  return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2
    && box.width > 0 && box.top < innerHeight && box.bottom > 0;
}"""
MAX_TAB_STOPS = 300


class Finger:
    """A telephone of 360 px; ``clicks``: taps so far, or keys pressed on what has the focus."""

    viewport: ClassVar = {"width": 360, "height": 740}

    def __init__(self, tab: Any) -> None:
        self.tab = tab
        self.clicks = 0

    def choose(self, name: str, nth: int = 0) -> None:
        """Follow the link, or press the button, of that name."""
        self.clicks += 1
        with self.tab.expect_navigation():
            self._found(name, nth).click()

    def fill(self, label: str, text: str) -> None:
        self.tab.get_by_label(label, exact=True).fill(text)

    def pick(self, label: str, option: str) -> None:
        """Choose the option that begins with these words."""
        self.clicks += 1
        field = self.tab.get_by_label(label, exact=True)
        options = [item.inner_text() for item in field.locator("option").all()]
        field.select_option(label=next(text for text in options if text.startswith(option)))

    def save(self, name: str) -> bytes:
        """What a link gives as a file."""
        self.clicks += 1
        place = self._found(name, 0).get_attribute("href")
        answer = self.tab.request.get(
            self.tab.url.split("/", 3)[0] + "//" + self.tab.url.split("/", 3)[2] + place
        )
        assert answer.ok
        body: bytes = answer.body()
        return body

    def _found(self, name: str, nth: int) -> Any:
        links = self.tab.get_by_role("link", name=name, exact=True)
        buttons = self.tab.get_by_role("button", name=name, exact=True)
        return links.or_(buttons).nth(nth)


class Keys(Finger):
    """A keyboard and nothing else: what cannot be reached by Tab is not there."""

    viewport: ClassVar = {"width": 1280, "height": 800}

    def choose(self, name: str, nth: int = 0) -> None:
        self.clicks += 1
        for _ in range(nth + 1):
            self._reach(name)
        with self.tab.expect_navigation():
            self.tab.keyboard.press("Enter")

    def fill(self, label: str, text: str) -> None:
        self._reach(label)
        self.tab.keyboard.type(text)

    def pick(self, label: str, option: str) -> None:
        self.clicks += 1
        self._reach(label)
        self.tab.keyboard.type(option)

    def save(self, name: str) -> bytes:
        self._reach(name)
        return super().save(name)

    def _reach(self, name: str) -> None:
        """Tab until the focus, which must be seen, is on what has that name."""
        passed = []
        for _ in range(MAX_TAB_STOPS):
            self.tab.keyboard.press("Tab")
            here = " ".join(self.tab.evaluate(_NAMED).split())
            if here == name:
                assert self.tab.evaluate(_SEEN), f"the focus on {name!r} is not seen"
                return
            passed.append(here)
        raise AssertionError(f"Tab never comes to {name!r}, only to {passed}")
