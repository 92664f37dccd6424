"""Play years with kills at random, and all that takes long: ``make soak YEARS=3``.

Each year is played from ``events.csv`` (portals in memory, two minutes) and from ``nights.csv``
(portals, site and mail over HTTP and SMTP, ten minutes or more), and stops at the first night
that differs from the table.  Before: a kill at every statement of a run of
alerts, and storms of the mail server, twenty a year.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.alerts.smtp import Postbox, listening
from tests.alerts.storm import Storm, every_statement
from tests.alerts.support import Installation
from tests.simulated_year import over_http, year

KILLS = 0.15  # of the runs of alerts
STORMS = 20
Played = tuple[str, str]  # what went wrong, what was done


def statements(folder: Path, box: Postbox) -> Played:
    tried = dict(every_statement(folder, box))
    wrong = [f"statement {number}: {problems}" for number, problems in tried.items() if problems]
    return "\n".join(wrong), f"killed at each of {len(tried)} statements"


def storms(folder: Path, box: Postbox, seeds: range) -> Played:
    wrong = []
    for seed in seeds:
        box.raw.clear()
        place = folder / str(seed)
        place.mkdir()
        wrong += [
            f"storm {seed}: {problem}"
            for problem in Storm(Installation(place, box.port), box, seed).blow()
        ]
    return "\n".join(wrong), f"{len(seeds)} storms"


def in_memory(folder: Path, box: Postbox, number: int) -> Played:
    wrong, notified = year.run(folder, box, seed=number, kills=KILLS)
    return wrong, f"in memory, {notified.total()} notifications sent as the table says"


def http(folder: Path, box: Postbox, number: int) -> Played:
    played = over_http.play(folder, box, over_http.LONG, seed=number, kills=KILLS)
    done = f"over HTTP, {played.notifications.total()} notifications sent as the table says"
    return played.wrong or "\n".join(played.failures), f"{done}, site asked {played.asked:,} times"


def done(name: str, play: Callable[..., Played], *given: object) -> None:
    """One part in a folder and with a mail server of its own; the first that fails ends it all."""
    since = time.monotonic()
    with tempfile.TemporaryDirectory() as place, listening() as box:
        wrong, summary = play(Path(place), box, *given)
    sys.stdout.write(f"{name}: {wrong or summary} ({time.monotonic() - since:.0f} s)\n")
    sys.stdout.flush()
    if wrong:
        sys.exit(1)


def main(years: int) -> None:
    done("kills", statements)
    for number in range(years):
        done(f"year {number}", storms, range(number * STORMS, (number + 1) * STORMS))
        done(f"year {number}", in_memory, number)
        done(f"year {number}", http, number)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
