"""Plays ``nights.csv``: portals, mail server and site are started, and every night is compared."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from unittest.mock import patch

from monitor.crawling import crawl
from monitor.demo.portals.server import running_portals
from tests.alerts.smtp import Postbox, free_port
from tests.alerts.support import Installation
from tests.simulated_year.nights import NAMES, Nights, stock
from tests.simulated_year.processes import Site, Worker
from tests.simulated_year.table import Event, Notifications, expected, table
from tests.simulated_year.year import difference, mondays

FIRST = date(2026, 2, 20)
SHORT, LONG = date(2026, 4, 6), date(2027, 2, 19)
HEALS = timedelta(
    days=2
)  # nights after a killed crawl that the operator hears that it is well again
CALM = timedelta(days=4)  # around a crawl that is killed at random


@dataclass
class Played:
    """The first problem (empty: none), the notifications sent, and what the site answered."""

    wrong: str = ""
    notifications: Notifications = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    asked: int = 0
    pages: int = 0


def play(folder: Path, box: Postbox, last: date, *, seed: int = 0, kills: float = 0.0) -> Played:
    """The nights up to ``last``, or to the first that goes wrong; with ``kills``, alerts are killed
    at random steps and crawls on random nights."""
    chance = random.Random(seed)
    events = table(FIRST, "nights.csv")
    if kills:
        events += diced(events, chance, last)
    played = Played()
    with installed(folder, box, events) as nights:
        nights.chance, nights.kills_at_random = chance, kills
        for night in nights.play(FIRST, last):
            wanted = expected(events, [*nights.turns, *mondays(night)])
            so_far: Notifications = Counter(
                {key: n for key, n in wanted.items() if key[0] <= night}
            )
            if wrong := difference(nights.notifications, so_far):
                played.wrong = f"{night}\n{wrong}"
                break
        pages = {link.replace(nights.site.address, "") for link in nights.links}
        without = [page for page in sorted(pages) if "Microsoft" not in nights.site.get(page)]
        if without and not played.wrong:
            played.wrong = f"pages of mails without their contract: {without}"
        played.notifications, played.pages = nights.notifications, len(pages)
        played.failures, played.asked = nights.site.failures, nights.site.asked
    return played


@contextmanager
def installed(folder: Path, box: Postbox, events: list[Event]) -> Iterator[Nights]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    installation = Installation(folder, box.port, settings={"site.public_url": f"{address}/"})
    config = folder / "vigie.toml"
    config.write_text(f'[paths]\ndatabase = "{folder}/vigie.db"\n[site]\nport = {port}\n')
    portals, site, worker = stock(folder / "portals"), Site(config, address), Worker()
    with running_portals(portals) as addresses, closing(worker), closing(site):
        nights = Nights(installation, box, portals, addresses, worker, site, events)
        with patch.object(crawl, "_run_spider", nights.child):
            yield nights


def diced(events: list[Event], chance: random.Random, last: date) -> list[Event]:
    """A crawl killed now and then, on nights when nothing else is the matter with the portal: the
    table's own two lines, ``crawl_killed`` and ``healed``, on other nights."""
    result: list[Event] = []
    sample = next(event for event in events if event.what == "crawl_killed")
    healed = next(event for event in events if event.what == "healed")
    troubled = {
        event.night + timedelta(days=number)
        for event in events
        if "operator" in event.notified or event.what in ("asleep", "rebuild", "mail_down")
        for number in range(int(event.facts.get("nights", 1)))
    }
    night = FIRST + timedelta(days=20)  # before, nothing is usual
    while night < last - CALM:
        night += timedelta(days=chance.randrange(5, 15))
        near = (night + timedelta(days=number) for number in range(-CALM.days, CALM.days + 1))
        if troubled.isdisjoint(near):
            portal = chance.choice(NAMES)
            result += [
                replace(sample, night=night, portal=portal),
                replace(healed, night=night + HEALS, key=portal),
            ]
    return result
