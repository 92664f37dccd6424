"""Read the change log of ``vigie.db``, match its events with subscriptions and queue
notifications.

The cursor (``change_log_cursor``) only saves time.  That nobody is notified twice follows from the
table ``notifications``, unique by subscription and event, and from the table of known events: after
a rebuild the whole log is read again and nothing in it is new.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from monitor.alerts import change_log_events as news
from monitor.alerts import contract_and_notice_facts, contract_end_events
from monitor.alerts.change_log_cursor import record_cursor, unread_changes
from monitor.alerts.change_log_events import Event
from monitor.alerts.digest_items import BULLETIN
from monitor.alerts.repair_rows import stored_facts
from monitor.alerts.silent_source_events import SILENT, last_gave_on
from monitor.alerts.subscription_filters import EventIndex, bit_positions
from monitor.alerts.unreadable_filters import active_subscriptions
from monitor.alerts.weekly_bulletin_event import bulletin_event
from monitor.runtime.schedule import format_instant
from pipelines.store.database import get_meta, set_meta

CHUNK_ROWS = 20_000  # lines of the log at a time
# the plus keeps SQLite from reading all that ever appeared
FIRST_APPEARANCE_SQL = (
    "SELECT min(at) FROM (SELECT at FROM changes WHERE +kind = 'appeared'"
    " AND contract_id IN (SELECT value FROM json_each(?1))"
    " UNION ALL SELECT at FROM changes WHERE +kind = 'appeared' AND +contract_id IS NULL"
    " AND notice_id IN (SELECT value FROM json_each(?1)))"
)
# a subscription is notified of only one of these
AWARD_EVENTS = frozenset(["award", "recognised"])


@dataclass
class EventMatcher:
    """Match the changes since the last run with the active subscriptions.

    ``horizon_days``: an event published that long before its portal was last crawled is not
    reported.
    """

    public: sqlite3.Connection
    private: sqlite3.Connection
    now: datetime
    today: date
    horizon_days: int
    recognised_days: int
    counts: Counter[str] = field(default_factory=Counter)
    updated_events: set[int] = field(default_factory=set)
    previous_day: date = date.min  # day of the look before this one, today when this is the first

    def match_changes(self, silent: Iterable[Event] = (), unread: Iterable[Any] = ()) -> None:
        """Match all changes, report the silent sources and the week that is over.

        Runs inside the caller's transaction on ``private``; reads ``public`` at one moment.
        """
        self.public.execute("BEGIN")
        try:
            self._match_changes()
            silent = list(silent)
            self.notify_silent_sources(silent)
            self.notify_bulletin(
                bulletin_event(self.public, self.private, self.today, silent, unread)
            )
        finally:
            self.public.execute("ROLLBACK")

    def _match_changes(self) -> None:
        day = get_meta(self.private, "calendar")
        self.previous_day = date.fromisoformat(day) if day else self.today
        unread = unread_changes(self.public, self.private)
        low, is_reread = unread.low, unread.is_reread
        replays = frozenset(
            row[0] for row in self.public.execute("SELECT id FROM runs WHERE command = 'replay'")
        )
        while low < unread.top:
            high = min(low + CHUNK_ROWS, unread.top)
            events, redirects = news.read_events(
                self.public, low, high, is_reread=is_reread, replays=replays
            )
            self._record_redirects(redirects)
            self._redact_facts(
                low, high
            )  # first: nothing withheld is remembered, nothing new is lost
            self._process_events(events)
            low = high
        self._process_events(
            list(
                contract_end_events.contract_end_events(self.public, self.previous_day, self.today)
            )
        )
        record_cursor(self.public, self.private, unread.top)
        set_meta(self.private, "calendar", max(self.previous_day, self.today).isoformat())
        set_meta(self.private, "looked", format_instant(self.now))

    def _record_redirects(self, redirects: Iterable[tuple[str, str]]) -> None:
        """Record ids that changed: notifications under the old id count for the new one."""
        for old, new in redirects:
            self.private.execute("UPDATE aliases SET new_id = ? WHERE new_id = ?", (new, old))
            self.private.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (old, new))
            self.private.execute("DELETE FROM aliases WHERE old_id = ?", (new,))

    def _known_ids(self, event: Event) -> list[str]:
        """Return every id under which the event's subject may have been reported."""
        ids = sorted({event.subject, *event.members})
        listed = json.dumps(ids)
        others = self.private.execute(
            "SELECT old_id FROM aliases WHERE new_id IN (SELECT value FROM json_each(?1)) UNION"
            " SELECT new_id FROM aliases WHERE old_id IN (SELECT value FROM json_each(?1))",
            (listed,),
        )
        return ids + [row[0] for row in others]

    def _process_events(self, events: Sequence[Event]) -> None:
        """Store events and queue notifications for those who match."""
        candidates: list[tuple[Event, int, set[int]]] = []
        for event in events:
            if event.follow_up:
                self._process_follow_up(event)
                continue
            if not self._is_recent(event):
                self.counts["older"] += 1
                continue
            event_id, at = self._find_or_create_event(event)
            if event.is_reread and at is not None:
                continue  # seen before the database was rebuilt
            candidates.append((event, event_id, self._already_notified(event)))
        if candidates:
            self._match_filters(candidates)

    def notify_silent_sources(self, events: Iterable[Event]) -> None:
        """Queue silent sources for every subscription that includes their country."""
        for event in events:
            event_id, _ = self._find_or_create_event(event)
            notified = self._already_notified(event) | self._notified_of_silence(event)
            country = event.change["country"]
            for filter_, members in active_subscriptions(self.private)[0]:
                countries = filter_.all_countries
                if filter_.is_bulletin:  # which names silent sources itself
                    continue
                if not countries or country is None or country in countries:
                    self._queue_notifications(
                        event, event_id, [n for n, _ in members if n not in notified]
                    )

    def _notified_of_silence(self, event: Event) -> set[int]:
        """Return the subscriptions notified of the same silence under another day.

        A portal that failed and is then crawled well, but gives nothing, is silent since another
        day; its silence is a new one only once something came in between.
        """
        day = last_gave_on(self.public, event.change["id"])
        if day is None:
            return set()
        rows = self.private.execute(
            "SELECT t.subscription FROM notifications t JOIN events e ON e.id = t.event"
            " WHERE e.subject = ? AND e.name >= ?",
            (event.subject, f"{SILENT}{day}"),
        )
        return {row[0] for row in rows}

    def notify_bulletin(self, event: Event) -> None:
        """Queue the bulletin of a week for everybody who asked for it before the week was over."""
        event_id, _ = self._find_or_create_event(event)
        notified = self._already_notified(event)
        for filter_, members in active_subscriptions(self.private)[0]:
            if "bulletin" in filter_.kinds:
                heard = [n for n, since in members if since[:10] <= event.change["last"]]
                recipients = [number for number in heard if number not in notified]
                self._queue_notifications(event, event_id, recipients)

    def _is_recent(self, event: Event) -> bool:
        if event.day is None:
            return True
        days = self.recognised_days if event.section == "recognised" else self.horizon_days
        return event.day >= (self._read_up_to(event) - timedelta(days=days)).isoformat()

    def _read_up_to(self, event: Event) -> date:
        """Return the day up to which the event's portal had been crawled when it came; of what came
        otherwise (a file, a first crawl, rows made anew) the day on which it came.

        What was published during an outage is reported however long the outage was, and so is what
        came before one.
        """
        row = self.public.execute(
            "SELECT min(coalesce((SELECT max(p.started) FROM runs p WHERE r.command = 'crawl'"
            " AND json_extract(coalesce(r.figures, '{}'), '$.asked') IS NULL"
            " AND p.command = 'crawl' AND p.portal = r.portal AND p.started < r.started"
            " AND p.state IN ('ok', 'degraded')), r.started))"
            " FROM runs r WHERE r.id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(event.run_ids)),),
        ).fetchone()
        return min(date.fromisoformat(row[0][:10]), self.today) if row[0] else self.today

    def _find_or_create_event(self, event: Event) -> tuple[int, str | None]:
        """Return the id of the stored event and, if it existed before, when it was recorded."""
        existing = self._find_events(event, [event.name])
        if existing:
            return existing[0]
        cursor = self.private.execute(
            "INSERT INTO events (subject, name, at) VALUES (?, ?, ?)",
            (event.subject, event.name, event.recorded_at or format_instant(self.now)),
        )
        self.counts["events"] += 1
        assert cursor.lastrowid is not None
        if event.rows and event.rows[0]["what"] == "notice" and not event.follow_up:
            self._record_redirects(
                (row["id"], event.subject) for row in event.rows if row["id"] != event.subject
            )
        return cursor.lastrowid, None

    def _find_events(self, event: Event, names: Iterable[str]) -> list[tuple[int, str]]:
        return self.private.execute(
            "SELECT id, at FROM events WHERE subject IN (SELECT value FROM json_each(?))"
            " AND name IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(self._known_ids(event)), json.dumps(sorted(names))),
        ).fetchall()

    def _already_notified(self, event: Event) -> set[int]:
        """Return the subscriptions notified of this event already, under any of its ids or
        names.
        """
        names = AWARD_EVENTS if event.name in AWARD_EVENTS else {event.name}
        events = [event_id for event_id, _ in self._find_events(event, names)]
        return {
            row[0]
            for row in self.private.execute(
                "SELECT subscription FROM notifications"
                " WHERE event IN (SELECT value FROM json_each(?))",
                (json.dumps(events),),
            )
        }

    def _match_filters(self, candidates: Sequence[tuple[Event, int, set[int]]]) -> None:
        """Compare all filters with these events and queue each new pair."""
        index = EventIndex([(event.kinds, event.rows) for event, _, _ in candidates])
        earlier = EventIndex([(event.kinds, event.before or ()) for event, _, _ in candidates])
        first_seen = self._first_seen_times([event_id for _, event_id, _ in candidates])
        for event, event_id, _ in candidates:
            if event.section == "recognised" and event.before is None:
                # it came back: who subscribed after it was news is not told that it is
                earlier_at = [at for _, at in self._find_events(event, AWARD_EVENTS)]
                first_seen[event_id] = min([first_seen[event_id], *earlier_at])
        readable, held = active_subscriptions(self.private)
        matches = {position: list(held) for position in range(len(candidates) if held else 0)}
        for filter_, members in readable:
            matched = index.match(filter_)
            if matched:
                matched &= ~earlier.match(filter_)
            for position in bit_positions(matched):
                matches.setdefault(position, []).extend(members)
        for position, members in matches.items():
            event, event_id, notified = candidates[position]
            at = first_seen[event_id]
            recipients = [
                number for number, since in members if since <= at and number not in notified
            ]
            self._queue_notifications(event, event_id, recipients)

    def _first_seen_times(self, events: Sequence[int]) -> dict[int, str]:
        rows = self.private.execute(
            "SELECT id, at FROM events WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(events),),
        )
        return dict(rows.fetchall())

    def _queue_notifications(self, event: Event, event_id: int, recipients: Sequence[int]) -> None:
        if not recipients:
            return
        self.private.execute(
            "UPDATE events SET facts = ?, void = 0 WHERE id = ?", (self.facts_json(event), event_id)
        )
        self.updated_events.add(event_id)
        rows = [(event_id, number) for number in recipients]
        before = self.private.total_changes
        self.private.executemany(
            "INSERT OR IGNORE INTO notifications (event, subscription) VALUES (?, ?)", rows
        )
        self.counts["queued"] += self.private.total_changes - before

    def facts_json(self, event: Event) -> str:
        """Return as JSON what a digest shows of the event: the representative row with all
        evidence.
        """
        if event.section == BULLETIN:
            return json.dumps({"section": event.section, **event.change}, ensure_ascii=False)
        if not event.rows:
            return json.dumps({"section": event.section, "change": event.change, **event.change})
        row = dict(event.rows[0])
        for other in event.rows[1:]:
            group_ids = {group["id"] for group in row["groups"]}
            row["groups"] = row["groups"] + [g for g in other["groups"] if g["id"] not in group_ids]
        evidence = [
            reason
            for row in event.rows
            if "what" in row
            for reason in contract_and_notice_facts.tag_evidence(self.public, row)
        ]
        row["why"] = list({json.dumps(reason): reason for reason in evidence}.values())
        row |= {"section": event.section, "kinds": sorted(event.kinds), "change": event.change}
        return contract_and_notice_facts.facts_text(row)

    def _process_follow_up(self, event: Event) -> None:
        """Notify those who received an earlier event of this subject; pending notifications are
        dropped.
        """
        ids = json.dumps(self._known_ids(event))
        if "withdrawn" in event.change:
            self._void_events(ids, event)
        recipients = [
            row[0]
            for row in self.private.execute(
                "SELECT DISTINCT t.subscription FROM notifications t"
                " JOIN events e ON e.id = t.event"
                " JOIN subscriptions s ON s.id = t.subscription AND s.state = 'active'"
                " WHERE e.subject IN (SELECT value FROM json_each(?)) AND t.message IS NOT NULL",
                (ids,),
            )
        ]
        if not recipients or self._find_events(event, [event.name]):
            return
        if (event.is_reread or self._is_restored_copy(ids, event)) and not self._differs_from_sent(
            ids, event
        ):
            return  # the log of a rebuild, or of an older copy, repeats everything
        event_id, _ = self._find_or_create_event(event)
        notified = self._already_notified(event)
        if not event.rows:
            event.rows = self._stored_facts(ids)
        self._queue_notifications(
            event, event_id, [number for number in recipients if number not in notified]
        )

    def _is_restored_copy(self, ids: str, event: Event) -> bool:
        """Return whether the database learned of the subject only after it was reported: then an
        older copy was restored and crawled on.
        """
        (first_reported,) = self.private.execute(
            "SELECT min(at) FROM events WHERE subject IN (SELECT value FROM json_each(?))", (ids,)
        ).fetchone()
        (first_recorded,) = self.public.execute(FIRST_APPEARANCE_SQL, (ids,)).fetchone()
        return bool(first_reported and first_recorded and first_recorded > first_reported)

    def _differs_from_sent(self, ids: str, event: Event) -> bool:
        """Return whether the facts that were sent differ from today's."""
        sent_facts = self._stored_facts(ids)
        if not event.rows or not sent_facts:
            return True
        if by := event.change.get("corrected") or event.change.get("cancelled"):
            return bool(sent_facts[0].get("id") != by)  # else that very notice was sent
        return any(
            name in event.rows[0] and sent_facts[0].get(name) != event.rows[0][name]
            for name in event.change
        )

    def _redact_facts(self, low: int, high: int) -> None:
        """Replace stored facts after a takedown by what the row says today, or by nothing."""
        touched = self.public.execute(
            "SELECT DISTINCT coalesce(contract_id, notice_id) FROM changes"
            " WHERE seq > ? AND seq <= ? AND cause = 'takedown'",
            (low, high),
        ).fetchall()
        for (id_,) in touched:
            ids = json.dumps(self._known_ids(Event(id_, "", "")))
            rows = self.private.execute(
                "SELECT id, facts FROM events WHERE facts IS NOT NULL"
                " AND subject IN (SELECT value FROM json_each(?))",
                (ids,),
            ).fetchall()
            today = (
                contract_and_notice_facts.facts_with_evidence(self.public, [id_]).get(id_)
                if rows
                else None
            )
            for event_id, text in rows:
                facts = stored_facts(text) or {}
                kept = {k: facts[k] for k in ("section", "kinds") if k in facts}
                now = today and contract_and_notice_facts.facts_text(today | kept | {"change": {}})
                self.private.execute("UPDATE events SET facts = ? WHERE id = ?", (now, event_id))

    def _stored_facts(self, ids: str) -> list[dict[str, Any]]:
        """Return the last stored facts of a row that is gone; nothing after a takedown."""
        row = self.private.execute(
            "SELECT facts FROM events WHERE subject IN (SELECT value FROM json_each(?))"
            " AND facts IS NOT NULL ORDER BY id DESC LIMIT 1",
            (ids,),
        ).fetchone()
        facts = stored_facts(row[0]) if row is not None else None
        if facts is None:
            return []
        return [{k: v for k, v in facts.items() if k not in ("why", "what")} | {"groups": []}]

    def _void_events(self, ids: str, event: Event) -> None:
        """Drop pending notifications of a withdrawn row; after a takedown also its stored facts."""
        self.private.execute(
            "DELETE FROM notifications WHERE message IS NULL AND event IN (SELECT id FROM events"
            " WHERE subject IN (SELECT value FROM json_each(?)))",
            (ids,),
        )
        self.private.execute(
            "UPDATE events SET void = 1 WHERE subject IN (SELECT value FROM json_each(?))", (ids,)
        )
        if event.change["withdrawn"] == "takedown":
            self.private.execute(
                "UPDATE events SET facts = NULL WHERE subject IN (SELECT value FROM json_each(?))",
                (ids,),
            )
