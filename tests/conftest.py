"""Shared fixtures.  Tests that need the corpus say aloud that they were not run without it."""

from __future__ import annotations

import fcntl
import gc
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from unittest import mock

import pytest
import scrapy.core.downloader.contextfactory  # noqa: F401 - soon: it looks at all that is imported
from hypothesis import settings

from monitor.demo.run_demo import run_demo
from monitor.demo.shift_dates import WRITTEN_FOR
from tests.hostile import TRIED, Tried
from tests.spiders.crawl_support import crawls_in_forks

settings.register_profile("vigie", deadline=None)  # a busy machine is no fault of ours
settings.load_profile("vigie")

_not_run: set[str] = set()
ROOT = Path(__file__).parents[1]
# Begun first, so that no process is left with one of them when the others are done.
LONG_FILES = (
    "tests/packaging/test_wheel.py",
    "tests/demo/test_demo.py",
    "tests/spiders/test_survival.py",
    "tests/crawling/test_kill.py",
    "tests/web/test_explore.py",
    "tests/web/test_access.py",
    "tests/operations/test_process_supervisor.py",
    "tests/web/test_crowds.py",
    "tests/simulated_year/test_nights.py",
    "tests/docs/test_scaffold.py",
    "tests/simulated_year/test_year.py",
    "tests/web/test_page_sizes.py",
    "tests/web/test_base_url.py",
    "tests/web/test_kept_addresses.py",
    "tests/web/test_site_browser.py",
    "tests/web/test_site.py",
    "tests/upgrades/test_upgrades.py",
    "tests/spiders/test_national.py",
    "tests/spiders/test_portals.py",
    "tests/spiders/test_request_limits.py",
    "tests/spiders/test_ocds_portals.py",
    "tests/web/test_hostile_addresses.py",
    "tests/web/test_plain_datasette.py",
)


gc.disable()  # while modules and tests are loaded, which all stay


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """What was loaded is never looked through again: a million objects, in each process."""
    gc.freeze()
    gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {ROOT / name: index for index, name in enumerate(LONG_FILES)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="module", autouse=True)
def _process_as_before() -> Iterator[None]:
    """What a file changes of the process ends with it: which file is next there is chance."""
    numbers = (signal.SIGINT, signal.SIGTERM)  # a command that is called sets them
    handlers = [signal.getsignal(number) for number in numbers]
    with mock.patch.dict(os.environ), chdir(Path.cwd()):
        yield
    for number, handler in zip(numbers, handlers, strict=True):
        signal.signal(number, handler)


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


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a demo made for ``WRITTEN_FOR``, once for all processes of a run: to be copied."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            lines: list[str] = []
            made = folder.with_suffix(".part")
            with crawls_in_forks():
                ended = run_demo(
                    day=WRITTEN_FOR, port=0, serve=False, folder=made, echo=lines.append
                )
            assert ended == 0, "\n".join(lines)
            made.rename(folder)
    return folder


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
