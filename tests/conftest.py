"""Shared fixtures.  Tests that need the corpus say aloud that they were not run without it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.hostile import TRIED, Tried

settings.register_profile("vigie", deadline=None)  # a busy machine is no fault of ours
settings.load_profile("vigie")

_not_run: set[str] = set()


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


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Tried:
    """``tried(requests=1500)`` counts what a hostile test tried, for ``make hostile``."""

    def count(**kinds: int) -> None:
        for kind, number in kinds.items():
            record_property(f"{TRIED}{kind}", number)

    return count


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("corpus") and not os.environ.get("VIGIE_CORPUS"):
        pytest.skip("VIGIE_CORPUS is not set")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Counted here because tests may run in several processes, and reports meet in one."""
    if report.skipped and "corpus" in report.keywords:
        _not_run.add(report.nodeid)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The very last line of a run, after pytest's own summary."""
    if os.environ.get("VIGIE_CORPUS") or hasattr(config, "workerinput"):
        return
    writer = config.get_terminal_writer()
    writer.line(f"{len(_not_run)} corpus checks were not run: set VIGIE_CORPUS to run them")
