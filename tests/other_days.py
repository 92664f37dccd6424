"""``python -m tests.other_days [--short] [--at NAME]``: the tests, with the clock at other times.

A test that holds on the day on which it was written, and fails a month later, stops all work.  The
tests are run with libfaketime a day, a month and a year from now, on 29 February, over the end of a
year and over both changes of the clock.  The clock moves on while they run; durations stay real.

--short   only the tests whose pages, judgements and mails are dated, at two of the times
--at      only at this time (may be repeated)

Exit status 0: all held at every time.  1: some failed.  2: libfaketime is missing or has no effect.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import subprocess
import sys
from calendar import isleap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parents[1]
LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib*/faketime/libfaketimeMT.so.1")
ZONE = "Europe/Paris"  # of a process, where the change of the clock is what is tried
SHORT = (
    "tests/demo/test_demo.py::test_first_findings_are_printed_and_are_on_the_site",
    "tests/operations/test_process_supervisor.py::test_a_new_installation_crawls_serves_and_ends_in_order",
    "tests/health/test_health_page.py",
    "tests/health/test_portal_checks.py",
    "tests/runtime/test_schedule.py",
    "tests/alerts/test_forms.py::test_from_the_form_to_the_first_mail_and_out_again",
    "tests/alerts/test_forms.py::test_an_old_link_says_so",
    "tests/alerts/test_forms.py::test_a_link_that_a_fast_clock_dated_holds",
    "tests/alerts/test_outbox.py",
    "tests/alerts/test_event_matching.py",
    "tests/upgrades/test_upgrades.py::test_a_subscriber_is_told_what_waited_once_and_nothing_twice",
    "tests/upgrades/test_upgrades.py::test_answers_about_claims_of_the_older_version_are_carried_by_every_command",
    "tests/web/test_ending_soon.py",
)
SHORT_TIMES = ("year-end", "400-days")
TIMEOUT_S = 3600  # a fork while another thread holds the lock of libfaketime never goes on
# of pytest -v: a test that begins, or that passed or was not run
_PASSED = re.compile(r"^\S+::.* $|\b(?:PASSED|SKIPPED|XFAIL)\b.*(?:%\]|::)")
WAIT_S = 5  # by which a faked clock may be off, on a busy machine


@dataclass(frozen=True)
class Moment:
    """A time to start at; ``zone`` is the local one of the processes, UTC without it."""

    name: str
    at: datetime
    zone: str = "UTC"


def moments(now: datetime) -> list[Moment]:
    """The times, the next of each kind after ``now``."""
    leap_day = next(
        datetime(year, 2, 29, 12, tzinfo=UTC)
        for year in range(now.year, now.year + 9)
        if isleap(year) and datetime(year, 2, 29, 12, tzinfo=UTC) > now
    )
    return [
        Moment("1-day", now + timedelta(days=1)),
        Moment("30-days", now + timedelta(days=30)),
        Moment("400-days", now + timedelta(days=400)),
        Moment("leap-day", leap_day),
        Moment("year-end", _next(now, lambda year: date(year, 12, 31), time(23, 59))),
        # the zones of the European Union change at 01:00 UTC
        Moment("clock-forward", _next(now, lambda year: last_sunday(year, 3), time(0, 59)), ZONE),
        Moment("clock-back", _next(now, lambda year: last_sunday(year, 10), time(0, 59)), ZONE),
    ]


def _next(now: datetime, day: Callable[[int], date], at: time) -> datetime:
    """The next time that it is ``at`` on a day of the year."""
    years = (now.year, now.year + 1)
    return next(moment for year in years if (moment := datetime.combine(day(year), at, UTC)) > now)


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month of 31 days."""
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


def library() -> Path | None:
    """Where libfaketime for several threads is installed, None when it is not."""
    paths = (path for pattern in LIBRARIES for path in Path("/").glob(pattern.lstrip("/")))
    return next(paths, None)


def faked(moment: Moment, place: Path) -> dict[str, str]:
    """Environment of a process for which it is now that time, and of all that it starts.

    The clock is said as a distance from the real one, so that all processes agree on it.  The
    clock of durations stays real: pauses and time limits are no matter of the calendar.
    """
    seconds = (moment.at - datetime.now(UTC)).total_seconds()
    return {
        **os.environ,
        "LD_PRELOAD": str(place),
        "FAKETIME": f"{seconds:+.0f}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": moment.zone,
    }


def with_real_clock() -> dict[str, str]:
    """This environment without libfaketime, for a process that knows its day or needs none.

    With it Chromium loads no page, and many threads that ask the clock take far longer.
    """
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def has_effect(moment: Moment, place: Path) -> bool:
    """Whether Python and SQLite, in a process of that environment, believe that time."""
    script = (
        "import sqlite3, time; print(time.time()); "
        "print(*sqlite3.connect('').execute(\"SELECT unixepoch('now')\").fetchone())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=faked(moment, place),
        capture_output=True,
        text=True,
        check=False,
    )
    offsets = [float(line) for line in done.stdout.split()]
    return len(offsets) == 2 and all(abs(item - moment.at.timestamp()) < WAIT_S for item in offsets)


def held(moment: Moment, place: Path, tests: Sequence[str], jobs: int) -> bool:
    """Run the tests at that time, say how it went; whether all held."""
    began = monotonic()
    # each test by name (-vv: the settings of pytest say -q): of a run that is ended early, too, one
    # sees which failed
    command = [sys.executable, "-m", "pytest", "-vv", "-p", "no:cacheprovider", *tests]
    shared = ["--numprocesses", str(jobs), "--dist", "loadfile", "--no-loadscope-reorder"]
    parallel = shared if jobs > 1 else []
    running = subprocess.Popen(
        [*command, *parallel],
        cwd=ROOT,
        env=faked(moment, place),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        output, problems = running.communicate(timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        output, problems = running.communicate()
    outcome = "ok" if running.returncode == 0 else f"FAILED ({running.returncode})"
    say(f"{moment.at:%Y-%m-%d %H:%M} UTC  {moment.name}: {outcome}, {monotonic() - began:.0f} s")
    if running.returncode:
        lines = [line for line in output.splitlines() if not _PASSED.search(line)]
        say("\n".join(lines)[-20_000:] + problems[-5_000:])
    return running.returncode == 0


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None, place: Path | None = None) -> int:
    known = {moment.name: moment for moment in moments(datetime.now(UTC))}
    parser = argparse.ArgumentParser(prog="python -m tests.other_days", description=__doc__)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--at", action="append", choices=known)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("tests", nargs="*", help="only these, as pytest names them")
    given = parser.parse_args(arguments)
    place = place or library()
    if place is None:
        say("libfaketime is not installed: apt install faketime")
        return 2
    names = given.at or (SHORT_TIMES if given.short else known)
    tests = given.tests or (SHORT if given.short else ())
    outcomes = []
    for name in names:
        if not has_effect(known[name], place):
            say(f"{name}: {place} has no effect on the clock of Python or SQLite")
            return 2
        outcomes.append(held(known[name], place, tests, given.jobs))
    return 0 if all(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
