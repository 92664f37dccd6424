"""The Chromium of tests and pictures: with the real clock, and asking nobody anything by itself."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

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
        browser = started.chromium.launch(executable_path=path, args=FLAGS, env=_real_clock())
        yield browser
        browser.close()


def _real_clock() -> dict[str, str]:
    """Environment without libfaketime (tests.other_days), with which Chromium loads no page."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
