"""``python -m tests.hostile [--minutes N] [--factor N]``: fuzzers, kills and upgrades, with counts.

Runs the tests marked ``hostile``: random addresses, processes killed at random moments, a mail
server that fails, broken input, databases of older versions.  Everything stays on this machine: a
connection to another is an error here.
The same tests are part of every run of the suite with a factor of one.

--minutes  no test is begun after so long (default: 10).  Each file has an equal share of what is
           left when it begins, so that on a slow machine every kind is tried, if less often
--factor   how many times the random trials of an ordinary run (default: 5)

Exit status 0: everything tried was survived.  1: something was not, or nothing was tried.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spiders.http.mock_endpoints import is_loopback

FACTOR_SETTING = "VIGIE_FUZZ_FACTOR"
Tried = Callable[..., None]  # the fixture: ``tried(requests=1500)``
TRIED = "tried "  # properties of a test that count what it tried: "tried requests"


def fuzz_factor() -> int:
    """How many times as many random trials as in an ordinary run."""
    return int(os.environ.get(FACTOR_SETTING, "1"))


def only_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    """Audit hook.  Raises  PermissionError for a connection to another machine."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
        if not is_loopback(host):
            raise PermissionError(f"tests stay on this machine, and this one connects to {host}")


class Tally:
    """Pytest plugin that sums the trials, and begins no test after its file's share of the time."""

    def __init__(self, minutes: float) -> None:
        self.end = self.end_of_file = time.monotonic() + minutes * 60
        self.file: Path | None = None
        self.files_left = 0
        self.tried: Counter[str] = Counter()
        self.survived: Counter[str] = Counter()
        self.not_begun = 0

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        # what kills takes longest: it comes last and has what the others left of their shares
        items.sort(key=lambda item: "kill" in item.path.name)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.files_left = len({item.path for item in session.items})

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        now = time.monotonic()
        if item.path != self.file:
            self.file = item.path
            self.end_of_file = now + max(0.0, self.end - now) / max(1, self.files_left)
            self.files_left -= 1
        if now >= self.end_of_file:
            self.not_begun += 1
            pytest.skip("the time of this run is over")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" or report.skipped:
            return
        counts = {
            name.removeprefix(TRIED): int(str(count))
            for name, count in report.user_properties
            if name.startswith(TRIED)
        } or {"tests": 1}
        self.tried.update(counts)
        if report.passed:
            self.survived.update(counts)

    def lines(self) -> list[str]:
        lines = [
            f"{kind}: {n} tried, {self.survived[kind]} survived" for kind, n in self.tried.items()
        ]
        if self.not_begun:
            lines.append(f"{self.not_begun} tests were not begun: the time was over")
        return lines


def main() -> int:
    parser = argparse.ArgumentParser(description="Fuzzers, kills and upgrades, with counts.")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--factor", type=int, default=5)
    given = parser.parse_args()
    os.environ[FACTOR_SETTING] = str(given.factor)
    tally = Tally(given.minutes)
    sys.addaudithook(only_loopback)
    status = pytest.main(["-m", "hostile", "tests"], plugins=[tally])
    sys.stdout.write("\n".join(tally.lines()) + "\n")
    return 0 if status == 0 and tally.tried else 1


if __name__ == "__main__":
    sys.exit(main())
