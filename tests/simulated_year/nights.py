"""A year of nights over HTTP, as ``nights.csv`` says: everything but the calendar is real.

The first six weeks are a test; ``make soak`` plays the year, with kills at random besides.

The schedule says what is crawled when; real spiders ask mock portals that change every night;
the store, the archive, health, alerts and SMTP are those of an installation, and its site is asked
all the while.  The columns of the table are those of ``events.csv``; ``notified`` may name the
operator:
  outage, blocked   the portal answers 503, or with a robot check, for ``nights``.
  empty             the portal answers as ever, and holds nothing, for ``nights``.
  unreadable        some notices whose parts have new names; they are put right later.
  back_fill         a notice of long ago, and a crawl that goes back for it.
  healed            nothing happens: the night on which the operator is notified of it.
  crawl_killed      the crawl is killed with -9 after its first document; it is made up.
  new_field         every document has a field that was never there.
  rebuild           vigie.db is lost, and read again from the archive.
A night lasts from one in the morning to the next (UTC): a reminder of the fifth comes at its
end, on the line of the fourth.  Instants of rows are put back to those of the
night after each crawl, whose process has the real clock.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.config import Config
from monitor.crawling import crawl
from monitor.crawling.crawl import CrawlOptions
from monitor.crawling.replay import replay
from monitor.demo.portals.contracts_finder import ContractsFinder
from monitor.demo.portals.find_a_tender import FindATender
from monitor.operations.health_monitor import HealthMonitor
from monitor.runtime.confirmed_clock import confirm_clock
from monitor.runtime.runs import Run
from monitor.runtime.schedule import (
    DueJob,
    build_jobs,
    crawl_sources,
    job_histories,
    plan,
    retry_policy,
)
from monitor.runtime.spider_registry import spider_class
from pipelines.open_store import open_store
from pipelines.reference.load_reference_tables import load_portals
from pipelines.stages import load_stages
from pipelines.store.database import connect
from pipelines.store.totals_and_portal_counts import database_totals, update_portal_counts
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import Installation
from tests.mock_portals.staged_portal import StagedPortal, staged
from tests.simulated_year.processes import Site, Worker
from tests.simulated_year.releases import release, shelve
from tests.simulated_year.table import READERS, STEPS, Event, Notifications, items

NAMES = ("find_a_tender", "contracts_finder")
FILLERS = 12  # publications of no interest, each night and portal
STRANGE = 3  # that cannot be read, of a night: one in twenty-five is not worth a mail
OPENS = 1  # hour at which a night begins, UTC: before every slot, in winter and in summer
TITLES = {
    title: name
    for name in NAMES
    for title in (load_portals()[name].title["fr"], load_portals()[name].title["en"])
}
FLIPS = {"in trouble": "broken", "working again": "healed"}  # as a mail says them
OPERATOR_SUBJECT = re.compile(r"(find_a_tender|contracts_finder) (in trouble|worse|working again)")


@dataclass
class Nights:
    """The installation, its portals, and one night at a time."""

    installation: Installation
    box: Postbox
    stock: Mapping[str, StagedPortal]
    addresses: Mapping[str, str]
    worker: Worker
    site: Site
    events: list[Event]
    chance: random.Random = field(default_factory=random.Random)
    kills_at_random: float = 0.0
    down: dict[str, tuple[date, str]] = field(default_factory=dict)
    asleep_until: date = date.min
    mail_until: date = date.min
    number: int = 100
    read: int = 0
    turns: list[date] = field(default_factory=list)
    notifications: Notifications = field(default_factory=Counter)
    dying: set[str] = field(default_factory=set)
    has_new_field: bool = False
    links: list[str] = field(default_factory=list)

    @property
    def config(self) -> Config:
        more = {
            "crawl.portals": list(NAMES),
            "rates.enabled": False,
            "backup.folder": "",
            "export.folder": "",
            "schedule.integrity_at": "23:59",
        }
        return Config({**self.installation.config.values, **more})

    @property
    def database(self) -> Path:
        return self.installation.folder / "vigie.db"

    @property
    def archive(self) -> Path:
        return self.installation.folder / "archive"

    def play(self, first: date, last: date) -> Iterator[date]:
        by_night: dict[date, list[Event]] = defaultdict(list)
        for event in self.events:
            by_night[event.night].append(event)
        self.health_monitor = HealthMonitor(self.database)
        night = first
        while night <= last:
            self._night(night, by_night[night], is_first=night == first)
            if night == first:
                self.site.start()
            self.site.visit()
            yield night
            night += timedelta(days=1)

    # --- portals ---------------------------------------------------------------------------------

    def _night(self, night: date, events: list[Event], *, is_first: bool) -> None:
        self.night = night
        self._publish_fillers(night)
        for event in events:
            getattr(self, f"_{event.what}", self._publish)(event)
        for name, portal in self.stock.items():
            until, fault = self.down.get(name, (date.min, ""))
            fault = fault if until >= night else ""
            portal.switches.fail_next = 10**6 if fault == "outage" else 0
            portal.switches.challenge_next = 10**6 if fault == "blocked" else 0
            portal.folder = portal.folder.with_name("nothing" if fault == "empty" else name)
        if night <= self.asleep_until:
            return
        self.kills = [event.facts["step"] for event in events if event.what == "kill"]
        if not self.turns or night.isocalendar()[:2] > self.turns[-1].isocalendar()[:2]:
            self.turns.append(night)
        self._work(night)
        if is_first:
            for reader, filter_values in READERS.items():
                more = {"rhythm": "at_once", "language": "en"} | dict(filter_values)
                self.installation.subscribe(f"{reader}@example.org", **more)
        for event in events:
            if event.what == "back_fill":
                day = night + timedelta(days=int(event.facts["published"]))
                self._crawl(
                    event.portal, self.installation.now, since=day, until=day + timedelta(days=1)
                )
                self._alerts()
        if any(event.what == "rebuild" for event in events):
            self._rebuilt()
            self._alerts()
        self._read(night)

    def _publish_fillers(self, night: date) -> None:
        for name in NAMES:
            actual = []
            for _ in range(FILLERS):
                self.number += 1
                actual.append(release(name, self.number, "award", "", night, is_big=False))
            self._shelve(name, f"{night}-fillers", actual)

    def _publish(self, event: Event) -> None:
        self._shelve(event.portal, f"{event.night}-{self.number}", [self._made(event)])

    def _unreadable(self, event: Event) -> None:
        actual = [self._made(event) for _ in range(STRANGE)]
        for item in actual:
            item["tag"] = ["noticeOfAward"]
            item["procurement"], item["results"] = item.pop("tender"), item.pop("awards")
        self._shelve(event.portal, f"{event.night}-{self.number}", actual)

    def _made(self, event: Event) -> dict[str, Any]:
        self.number += 1
        late = timedelta(days=int(event.facts.get("published", 0)))
        return release(
            event.portal,
            self.number,
            event.what,
            event.key,
            event.night + late,
            is_big="ms" in event.facts,
            value=int(event.facts.get("value", 120_000)),
            deadline=event.facts.get("deadline"),
            ends=event.facts.get("ends"),
        )

    def _shelve(self, portal: str, name: str, notices: list[dict[str, Any]]) -> None:
        for each in notices if self.has_new_field else ():
            each["riskAssessment"] = {"level": "low"}
        shelve(self.stock[portal].folder.with_name(portal), name, notices)

    def _new_field(self, event: Event) -> None:
        self.has_new_field = True
        for file in self.stock[event.portal].folder.with_name(event.portal).glob("*.json"):
            self._shelve(event.portal, file.stem, json.loads(file.read_text())["releases"])

    def _outage(self, event: Event) -> None:
        last = event.night + timedelta(days=int(event.facts["nights"]) - 1)
        self.down[event.portal] = (last, event.what)

    _blocked = _empty = _outage

    def _asleep(self, event: Event) -> None:
        self.asleep_until = event.night + timedelta(days=int(event.facts["nights"]) - 1)

    def _mail_down(self, event: Event) -> None:
        self.mail_until = event.night + timedelta(days=int(event.facts["nights"]) - 1)

    def _crawl_killed(self, event: Event) -> None:
        self.dying.add(event.portal)

    def _nothing(self, event: Event) -> None:
        """The night is what the table is about."""

    _silence = _healed = _kill = _rebuild = _reminder = _nothing

    # --- our own work ----------------------------------------------------------------------------

    def _work(self, night: date) -> None:
        """From one in the morning to the next: whatever the schedule says is due."""
        now = datetime(night.year, night.month, night.day, OPENS, tzinfo=UTC)
        end = now + timedelta(hours=23, minutes=59)
        while (due := self._due(now)).at < end:
            now = max(now, due.at)
            self._crawl(str(due.job.portal), now)
            self._watched(now)
            now += timedelta(minutes=1)
        self.installation.now = end
        self._alerts()

    def _due(self, now: datetime) -> DueJob:
        sources, _ = crawl_sources(self.config, {}, spider_class)
        with closing(self._opened()) as connection:
            known = job_histories(connection, now)
        crawls = [job for job in build_jobs(self.config, sources) if job.command == "crawl"]
        return plan(crawls, known, retry_policy(self.config), now)[0]

    def _opened(self) -> Any:
        if self.database.exists():
            return connect(self.database)
        return open_store(self.database, load_stages())

    def _crawl(self, portal: str, now: datetime, **span: date) -> None:
        order = CrawlOptions(
            self.database,
            self.archive,
            contact="nights@example.org",
            endpoints=self.addresses,
            pace=0.0,
            **span,
        )
        with closing(self._opened()) as connection:
            with Run(connection, "crawl", portal) as run:
                crawl.crawl(connection, portal, order, run, lambda _: None, now=now)
            self._at(connection, run.id, now)
            if run.failure is None:  # the portal's answers are of this night
                confirm_clock(connection, now)
            update_portal_counts(connection)
            database_totals(connection)

    def child(
        self,
        portal: str,
        windows: list[str],
        order: CrawlOptions,
        run_id: str,
        known: list[str],
        is_walked: bool,
        look: Callable[[], None],
    ) -> tuple[dict[str, Any], bool]:
        """What ``monitor.crawling.crawl._run_spider`` does, in the process that stays."""
        stats = self.installation.folder / "stats.json"
        stats.unlink(missing_ok=True)
        settings = {
            "VIGIE_DB": str(order.database),
            "VIGIE_ARCHIVE": str(order.archive),
            "VIGIE_RUN": run_id,
            "VIGIE_STATS": str(stats),
            "VIGIE_CONTACT": order.contact,
            "VIGIE_PACE": order.pace,
            "VIGIE_ENDPOINTS": json.dumps(dict(order.endpoints)),
            "VIGIE_WALKED": int(is_walked),
        }
        die_after = 1 if portal in self.dying else 0
        self.dying.discard(portal)
        self.worker.crawl(
            {"name": portal, "windows": windows, "settings": settings, "die_after": die_after}
        )
        look()
        return (json.loads(stats.read_text()) if stats.exists() else {}), False

    def _at(self, connection: Any, run_id: str, now: datetime) -> None:
        at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.execute(
            "UPDATE runs SET started = ?1, finished = ?1 WHERE id = ?2", (at, run_id)
        )
        connection.execute("UPDATE changes SET at = ? WHERE run_id = ?", (at, run_id))
        connection.execute(
            "UPDATE portals SET last_success = ? WHERE last_success > ? OR name IN"
            " (SELECT portal FROM runs WHERE id = ? AND state <> 'failed')",
            (at, at, run_id),
        )

    def _watched(self, now: datetime) -> None:
        """Health looks twice, as it does each half minute; the operator's mail and alerts leave."""
        is_busy = self._due(now).at <= now  # another one waits for its turn
        for minutes in (1, 12):
            self.installation.now = now + timedelta(minutes=minutes)
            self.health_monitor.check(self.config, {}, self.installation.now, is_crawling=is_busy)
        self._alerts()

    def _alerts(self) -> None:
        if self.night <= self.mail_until:
            port, self.installation.port = self.installation.port, 9  # nobody listens
            self.installation.run_alerts()
            self.installation.port = port
            return
        while self.kills:
            self.installation.run_killed_at(self.kills.pop())
        if self.chance.random() < self.kills_at_random:
            self.installation.run_killed_at(self.chance.choice(STEPS))
        self.installation.run_alerts()

    def _rebuilt(self) -> None:
        """vigie.db is gone; the archive is read again.  What runs when starts anew with it."""
        self.site.close()  # a file that is gone cannot be shown
        for file in self.installation.folder.glob("vigie.db*"):
            file.unlink()
        stages = load_stages()
        with closing(open_store(self.database, stages)) as connection:
            with Run(connection, "replay") as run:
                replay(connection, self.archive, stages, [], run)
            assert run.problems == []
            self._at(connection, run.id, self.installation.now)
        self.site.start()

    # --- what people got -------------------------------------------------------------------------

    def _read(self, night: date) -> None:
        recipients = [to for to, _ in self.box.raw[self.read :]]
        fresh = self.box.mails(after=self.read)
        self.read += len(recipients)
        for to, mail in zip(recipients, fresh, strict=False):
            reader = to.partition("@")[0]
            if reader == "operator":
                for portal, news in OPERATOR_SUBJECT.findall(str(mail["Subject"])):
                    self.notifications[night, "operator", FLIPS.get(news, news), portal] += 1
                continue
            body = text(mail)
            for section, key in items(body, READERS[reader].get("language", "en")):
                self.notifications[night, reader, section, TITLES.get(key, key)] += 1
            self.links += re.findall(r"http://\S+/(?:contract|contrat)/\S+", body)


def stock(folder: Path) -> dict[str, StagedPortal]:
    """The two mock portals, over folders that change every night, without a pause."""
    kinds = {"find_a_tender": FindATender, "contracts_finder": ContractsFinder}
    return {name: staged(kind)(folder / name, pace=0.0) for name, kind in kinds.items()}
