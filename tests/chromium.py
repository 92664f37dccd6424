"""The Chromium of tests and pictures: with the real clock, and asking nobody anything by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.other_days import with_real_clock

# A browser that calls home would hide a page that does.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
)


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, as Playwright has it; where there is none, the test is skipped and says so."""
    playwright = pytest.importorskip("playwright.sync_api")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("chromium is not installed: apt install chromium")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=FLAGS, env=with_real_clock())
        yield browser
        browser.close()
