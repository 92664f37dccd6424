"""Portals, an installation and its readers, one night at a time."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.crawling.crawl import CrawlOptions, windows_to_request
from monitor.runtime.spider_registry import spider_class
from pipelines.model import Notice, ParsedDocument, Period, Trouble, WindowReport, replace
from pipelines.store.database import connect
from pipelines.store.runs_and_windows import (
    begin_run,
    close_complete_windows,
    end_run,
    mark_window_open,
    record_window_report,
)
from pipelines.store.writer import Writer
from tests.alerts.smtp import Postbox, text
from tests.alerts.support import Installation, microsoft_award, plain_award
from tests.pipelines.store.store_support import (
    RANK,
    amends,
    award,
    corrects,
    database,
    document,
    notice,
    tag,
)
from tests.simulated_year.table import PORTALS, READERS, STEPS, Event, Notifications, items


@dataclass
class Body:
    """A document of a portal: visible from a night on, published on a day."""

    portal: str
    visible: date
    notice: Notice
    readable: bool = True

    def reading(self) -> ParsedDocument:
        body = document(f"{self.notice.id}", self.notice.portal)
        if not self.readable:
            trouble = Trouble("unexpected", "new-form", "the portal writes something new")
            return ParsedDocument(document=body, troubles=(trouble,))
        return ParsedDocument(document=body, notices=(replace(self.notice, document=body),))


@dataclass
class World:
    """Portals, the installation and its readers; one night at a time."""

    installation: Installation
    box: Postbox
    year: int
    chance: random.Random
    events: list[Event]
    kills_at_random: float = 0.0
    down: dict[str, date] = field(default_factory=dict)
    asleep_until: date = date.min
    mail_until: date = date.min
    bodies: list[Body] = field(default_factory=list)
    archive: dict[str, Body] = field(default_factory=dict)
    latest: dict[tuple[str, str], Body] = field(default_factory=dict)
    number: int = 0
    turns: list[date] = field(default_factory=list)
    notifications: Notifications = field(default_factory=Counter)
    read: int = 0
    again: set[str] = field(default_factory=set)

    def play(self) -> Iterator[date]:
        """Every night of the year, after it is over."""
        by_night: dict[date, list[Event]] = defaultdict(list)
        for event in self.events:
            by_night[event.night].append(event)
        night = date(self.year, 1, 1)
        while night.year == self.year:
            self._night(night, by_night[night])
            yield night
            night += timedelta(days=1)

    def _night(self, night: date, events: list[Event]) -> None:
        self.installation.now = datetime(night.year, night.month, night.day, 5, 30, tzinfo=UTC)
        for portal in ("boamp", "ted"):
            self._publish(Event(night, portal, "award", "", {}, ""))
        for event in events:
            getattr(self, f"_{event.what}", self._publish)(event)
        if night <= self.asleep_until:
            return
        for portal in PORTALS:
            self._crawl(portal, night)
        for event in events:
            after = getattr(self, f"_after_{event.what}", None)
            if after is not None:
                after(event)
        if any(event.what == "crash_before_alerts" for event in events):
            return
        self.installation.now = self.installation.now.replace(hour=6)
        if not self.turns or night.isocalendar()[:2] > self.turns[-1].isocalendar()[:2]:
            self.turns.append(night)
        self._alerts([event for event in events if event.what == "kill"])
        if night == date(self.year, 1, 1):
            for reader, filter_values in READERS.items():
                more = {"rhythm": "at_once", "language": "en"} | dict(filter_values)
                self.installation.subscribe(f"{reader}@example.org", **more)
            self.installation.run_alerts()
        self._read(night)

    # --- portals ---------------------------------------------------------------------------------

    def _publish(self, event: Event) -> None:
        self.number += 1
        made = self._notice(event)
        body = Body(event.portal, event.night, made, event.what != "unreadable")
        self.bodies.append(body)
        if event.key:
            self.latest[event.portal, event.key] = body

    def _notice(self, event: Event) -> Notice:
        number = f"{self.number}-{self.year}"
        facts: dict[str, Any] = {
            "portal": event.portal,
            "published": event.night + timedelta(days=int(event.facts.get("published", 0))),
            "procedure": f"{self._seed(event):08x}-52c3-4a07-8f0e-3f7d11f7f001",
            "title": f"Marché {event.key or 'sans intérêt'}",
        }
        if event.what in ("call", "call_correction"):
            if "deadline" in event.facts:
                facts["deadline"] = date.fromisoformat(self._this_year(event.facts["deadline"]))
            if event.what == "call_correction":
                facts |= {"change": "correction", "references": self._reference(event, corrects)}
            return notice(number, "tender", **facts)
        if event.what == "cancellation":
            references = self._reference(event, corrects)
            return notice(number, change="cancellation", references=references, **facts)
        if event.what == "correction":
            facts |= {"change": "correction", "references": self._reference(event, corrects)}
        if event.what == "amendment":
            facts |= {"kind": "amendment", "references": self._reference(event, amends)}
        if event.what == "intention":
            facts |= {"kind": "award_intention", "status": "pending"}
        elif event.key.startswith("I"):
            facts["status"] = "active"
        if "ends" in event.facts:
            end = date.fromisoformat(self._this_year(event.facts["ends"]))
            facts["period"] = Period(end=end, end_basis="stated")
        facts["worth"] = int(event.facts.get("value", 120_000))
        make = microsoft_award if "ms" in event.facts else plain_award
        return make(number, **facts)

    def _seed(self, event: Event) -> int:
        """The same procedure for the same key, another for each notice without one."""
        if event.key:
            return int.from_bytes(f"{event.key:>4}".encode(), "big")
        return self.number

    def _this_year(self, text: str) -> str:
        return f"{self.year}{text[4:]}"

    def _reference(self, event: Event, make: Any) -> Any:
        return make(self.latest[event.portal, event.key].notice.number)

    def _outage(self, event: Event) -> None:
        self.down[event.portal] = event.night + timedelta(days=int(event.facts["nights"]) - 1)

    _blocked = _outage

    def _asleep(self, event: Event) -> None:
        self.asleep_until = event.night + timedelta(days=int(event.facts["nights"]) - 1)

    def _mail_down(self, event: Event) -> None:
        self.mail_until = event.night + timedelta(days=int(event.facts["nights"]) - 1)

    def _silence(self, event: Event) -> None:
        """Nothing happens but the passing of days."""

    _kill = _reminder = _rebuild = _crash_before_alerts = _retag = _untag = _silence
    _takedown = _reader_mended = _back_fill = _silence

    # --- our own commands ------------------------------------------------------------------------

    def _opened(self) -> Any:
        path = self.installation.folder / "vigie.db"
        if path.exists():
            return closing(connect(path))
        made = database(path)
        made.execute("UPDATE portals SET title_en = name, title_fr = name, state = 'ok'")
        return closing(made)

    def _writer(self, connection: Any, command: str, portal: str | None = None) -> Writer:
        at = self.installation.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.number += 1
        run_id = f"{at}-{command}-{self.number}"
        begin_run(connection, run_id, command, portal)
        connection.execute("UPDATE runs SET started = ? WHERE id = ?", (at, run_id))
        return Writer(connection, run_id=run_id, rank=RANK, at=at)

    def _crawl(self, portal: str, night: date) -> None:
        """The windows that the real crawl would ask; a portal that is down leaves them open."""
        order = CrawlOptions(database=Path(), archive=Path())
        with self._opened() as connection:
            writer = self._writer(connection, "crawl", portal)
            windows = windows_to_request(connection, portal, order, self.installation.now)
            for window in windows:
                mark_window_open(connection, portal, window, str(writer.run_id))
            if self.down.get(portal, date.min) >= night:
                end_run(connection, str(writer.run_id), "failed", {}, failure="blocked")
                connection.execute(
                    "UPDATE portals SET failures = failures + 1 WHERE name = ?", (portal,)
                )
                return
            for window in windows:
                bodies = self._within(portal, window, night)
                for body in bodies:
                    self.archive.setdefault(body.notice.id, body)
                writer.save([body.reading() for body in bodies])
                report = WindowReport(
                    window=window,
                    announced=len(bodies),
                    received=len(bodies),
                    pages=1,
                    complete=True,
                )
                record_window_report(connection, portal, report, len(bodies), writer.run_id)
            close_complete_windows(connection, portal, str(writer.run_id))
            end_run(connection, str(writer.run_id), "ok", {})
            connection.execute(
                "UPDATE portals SET last_success = ?, failures = 0 WHERE name = ?",
                (writer.at, portal),
            )

    def _within(self, portal: str, window: str, night: date) -> list[Body]:
        declared = spider_class(portal).window  # type: ignore[attr-defined]
        first, last = declared.bounds(declared.span(window))
        result = []
        for body in self.bodies:
            published = body.notice.published
            assert published is not None
            moment = datetime(published.year, published.month, published.day, 4, tzinfo=UTC)
            if body.portal == portal and body.visible <= night and first <= moment < last:
                result.append(body)
        return result

    def _after_back_fill(self, event: Event) -> None:
        self._publish(event)
        body = self.bodies[-1]
        self.archive[body.notice.id] = body
        with self._opened() as connection:
            self._writer(connection, "ingest").save([body.reading()])

    def _after_rebuild(self, event: Event) -> None:
        for file in self.installation.folder.glob("vigie.db*"):
            file.unlink()
        with self._opened() as connection:
            writer = self._writer(connection, "replay")
            writer.save([body.reading() for body in self.archive.values()])
            for portal in PORTALS:  # the next crawl goes back over all that may be missing
                connection.execute(
                    "UPDATE portals SET last_success = ? WHERE name = ?", (writer.at, portal)
                )

    _after_crash_before_alerts = _after_rebuild

    def _rejudged(self, event: Event, make: Any) -> None:
        for body in self.archive.values():
            if event.key in (body.notice.title or "").split():
                body.notice = make(body.notice)
                with self._opened() as connection:
                    self._writer(connection, "retag").save_reclassified([body.notice])

    def _after_retag(self, event: Event) -> None:
        self._rejudged(event, lambda item: replace(item, tags=(tag(key="LOT-0001"),)))

    def _after_untag(self, event: Event) -> None:
        from pipelines.model import replace

        def without(notice: Notice) -> Notice:
            plain = award()
            return replace(
                notice,
                tags=(),
                awards=tuple(replace(each, suppliers=plain.suppliers) for each in notice.awards),
            )

        self._rejudged(event, without)

    def _after_reader_mended(self, event: Event) -> None:
        for body in self.archive.values():
            if not body.readable:
                body.readable = True
                with self._opened() as connection:
                    self._writer(connection, "replay").save([body.reading()], "reparse")

    def _after_takedown(self, event: Event) -> None:
        body = self.latest[event.portal, event.key]
        self.bodies.remove(body)
        self.archive.pop(body.notice.id)
        with self._opened() as connection:
            self._writer(connection, "takedown").take_down(body.notice.id)

    # --- alerts ----------------------------------------------------------------------------------

    def _alerts(self, kills: list[Event]) -> None:
        if self.installation.now.date() <= self.mail_until:
            port, self.installation.port = self.installation.port, 9  # nobody listens
            self.installation.run_alerts()
            self.installation.port = port
            return
        for event in kills:
            self.installation.run_killed_at(event.facts["step"])
        if self.chance.random() < self.kills_at_random:
            self.installation.run_killed_at(self.chance.choice(STEPS))
        self.installation.run_alerts()

    def _read(self, night: date) -> None:
        """What arrived since the last time, as readers see it: section and key of each item."""
        recipients = [to for to, _ in self.box.raw[self.read :]]
        fresh = self.box.mails(after=self.read)
        self.read += len(recipients)
        for to, mail in zip(recipients, fresh, strict=False):
            reader = to.partition("@")[0]
            language = READERS[reader].get("language", "en")
            for section, key in items(text(mail), language):
                self.notifications[night, reader, section, key] += 1
