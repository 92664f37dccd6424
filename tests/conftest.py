"""Shared fixtures.  Tests that need the corpus say aloud that they were not run without it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

_not_run: list[str] = []


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder with samples/, gold/ and standards/ (setting VIGIE_CORPUS)."""
    folder = os.environ.get("VIGIE_CORPUS")
    if not folder:
        pytest.skip("VIGIE_CORPUS is not set")
    path = Path(folder)
    if not (path / "samples").is_dir():
        pytest.fail(f"VIGIE_CORPUS is {folder!r}, which holds no samples/ folder")
    return path


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("corpus") and not os.environ.get("VIGIE_CORPUS"):
        _not_run.append(item.nodeid)
        pytest.skip("VIGIE_CORPUS is not set")


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if not os.environ.get("VIGIE_CORPUS"):
        told = f"{len(_not_run)} corpus checks were not run: set VIGIE_CORPUS to run them"
        sys.stdout.write(f"\n{told}\n")
