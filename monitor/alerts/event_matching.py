"""What changed in ``vigie.db`` since the last time -> who is told, together with the cursor.

The cursor (generation of the database and number of the last line read) only makes it quick.  What
guarantees "once" is the record of what was told, unique by subscription and event, and the record
of events that were seen at all: after a rebuild the whole log is read again and nothing is new.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from monitor.alerts import contract_ends, published_facts
from monitor.alerts import events as news
from monitor.alerts.dates import utc_text
from monitor.alerts.events import Event
from monitor.alerts.filters import EventIndex, bit_positions, parse_filter
from monitor.alerts.private_db import get_meta, set_meta

CHUNK_ROWS = 20_000  # lines of the log at a time
KEEP_DAYS = 800  # events that nobody was told of; longer than any horizon
# the plus keeps SQLite from reading all that ever appeared
FIRST_APPEARANCE_SQL = (
    "SELECT min(at) FROM (SELECT at FROM changes WHERE +kind = 'appeared'"
    " AND contract_id IN (SELECT value FROM json_each(?1))"
    " UNION ALL SELECT at FROM changes WHERE +kind = 'appeared' AND +contract_id IS NULL"
    " AND notice_id IN (SELECT value FROM json_each(?1)))"
)
# told of one of these, nobody is told of another of them
AWARD_EVENTS = frozenset(["award", "recognised"])


@dataclass
class EventMatcher:
    """One look at the public database.  ``horizon`` in days: what was published so long before its
    portal was seen is not news."""

    public: sqlite3.Connection
    private: sqlite3.Connection
    now: datetime
    today: date
    horizon: int
    recognised: int
    counts: Counter[str] = field(default_factory=Counter)
    fresh: set[int] = field(default_factory=set)
    since: date = date.min  # day of the look before this one, today when this is the first

    def look(self, silent: Iterable[Event] = ()) -> None:
        """Match all that changed, and name the sources that are silent.

        Runs inside the caller's transaction on ``private``; reads ``public`` at one moment.
        """
        self.public.execute("BEGIN")
        try:
            self._look()
            self.tell_silence(silent)
        finally:
            self.public.execute("ROLLBACK")

    def _look(self) -> None:
        day = get_meta(self.private, "calendar")
        self.since = date.fromisoformat(day) if day else self.today
        generation = _scalar(self.public, "SELECT value FROM meta WHERE key = 'generation'")
        top = int(_scalar(self.public, "SELECT max(seq) FROM changes") or 0)
        seen, last = get_meta(self.private, "generation"), int(get_meta(self.private, "seq") or 0)
        again = seen != generation or top < last
        low = 0 if again else last
        replays = frozenset(
            row[0] for row in self.public.execute("SELECT id FROM runs WHERE command = 'replay'")
        )
        while low < top:
            high = min(low + CHUNK_ROWS, top)
            things, moved = news.read_events(self.public, low, high, again=again, replays=replays)
            self._move(moved)
            self._redact(low, high)  # first: nothing withheld is remembered, nothing new is lost
            self._take(things)
            low = high
        self._take(list(contract_ends.contract_end_events(self.public, self.since, self.today)))
        set_meta(self.private, "generation", generation)
        set_meta(self.private, "seq", str(top))
        set_meta(self.private, "calendar", max(self.since, self.today).isoformat())
        set_meta(self.private, "looked", utc_text(self.now))

    def _move(self, moved: Iterable[tuple[str, str]]) -> None:
        """Ids that moved: what was told under the old one was told under the new one."""
        for old, new in moved:
            self.private.execute("UPDATE aliases SET new_id = ? WHERE new_id = ?", (new, old))
            self.private.execute("INSERT OR REPLACE INTO aliases VALUES (?, ?)", (old, new))
            self.private.execute("DELETE FROM aliases WHERE old_id = ?", (new,))

    def _ids(self, thing: Event) -> list[str]:
        """Every id under which this thing's subject may have been told."""
        found = sorted({thing.subject, *thing.members})
        listed = json.dumps(found)
        others = self.private.execute(
            "SELECT old_id FROM aliases WHERE new_id IN (SELECT value FROM json_each(?1)) UNION"
            " SELECT new_id FROM aliases WHERE old_id IN (SELECT value FROM json_each(?1))",
            (listed,),
        )
        return found + [row[0] for row in others]

    def _take(self, things: Sequence[Event]) -> None:
        """Things -> events and who is told."""
        wanted: list[tuple[Event, int, set[int]]] = []
        for thing in things:
            if thing.follow_up:
                self._follow_up(thing)
                continue
            if not self._recent(thing):
                self.counts["older"] += 1
                continue
            event, at = self._event(thing)
            if thing.again and at is not None:
                continue  # seen before the database was rebuilt
            wanted.append((thing, event, self._told(thing)))
        if wanted:
            self._match(wanted)

    def tell_silence(self, things: Iterable[Event]) -> None:
        """Silent sources: told to everybody whose countries need them."""
        for thing in things:
            event, _ = self._event(thing)
            told, country = self._told(thing), thing.change["country"]
            for text, members in self._subscriptions().items():
                countries = parse_filter(text).countries
                if not countries or country is None or country in countries:
                    self._queue(thing, event, [n for n, _ in members if n not in told])

    def _recent(self, thing: Event) -> bool:
        if thing.day is None:
            return True
        days = self.recognised if thing.section == "recognised" else self.horizon
        return thing.day >= (self._seen_until(thing) - timedelta(days=days)).isoformat()

    def _seen_until(self, thing: Event) -> date:
        """Up to when we had seen its portal before the crawl that brought it: what came out while
        it was down, or we were, is news however long that was.  Today for all else."""
        row = self.public.execute(
            "SELECT min(started) FROM (SELECT max(p.started) AS started FROM runs r JOIN runs p"
            " ON p.command = 'crawl' AND p.portal = r.portal AND p.started < r.started"
            " AND p.state IN ('ok', 'degraded') WHERE r.command = 'crawl'"
            " AND json_extract(coalesce(r.figures, '{}'), '$.asked') IS NULL"
            " AND r.id IN (SELECT value FROM json_each(?)) GROUP BY r.id)",
            (json.dumps(sorted(thing.runs)),),
        ).fetchone()
        return min(date.fromisoformat(row[0][:10]), self.today) if row[0] else self.today

    def _event(self, thing: Event) -> tuple[int, str | None]:
        """Thing -> its event, and when it was seen before, None when it is new."""
        known = self._find(thing, [thing.name])
        if known:
            return known[0]
        cursor = self.private.execute(
            "INSERT INTO events (subject, name, at) VALUES (?, ?, ?)",
            (thing.subject, thing.name, thing.at or utc_text(self.now)),
        )
        self.counts["events"] += 1
        assert cursor.lastrowid is not None
        if thing.rows and thing.rows[0]["what"] == "notice" and not thing.follow_up:
            self._move(
                (row["id"], thing.subject) for row in thing.rows if row["id"] != thing.subject
            )
        return cursor.lastrowid, None

    def _find(self, thing: Event, names: Iterable[str]) -> list[tuple[int, str]]:
        return self.private.execute(
            "SELECT id, at FROM events WHERE subject IN (SELECT value FROM json_each(?))"
            " AND name IN (SELECT value FROM json_each(?)) ORDER BY id",
            (json.dumps(self._ids(thing)), json.dumps(sorted(names))),
        ).fetchall()

    def _told(self, thing: Event) -> set[int]:
        """Subscriptions that were told this already, under any of its ids or names."""
        names = AWARD_EVENTS if thing.name in AWARD_EVENTS else {thing.name}
        events = [event for event, _ in self._find(thing, names)]
        return {
            row[0]
            for row in self.private.execute(
                "SELECT subscription FROM told WHERE event IN (SELECT value FROM json_each(?))",
                (json.dumps(events),),
            )
        }

    def _match(self, wanted: Sequence[tuple[Event, int, set[int]]]) -> None:
        """Compare all filters with these things; queue an item for each new pair."""
        index = EventIndex([(thing.kinds, thing.rows) for thing, _, _ in wanted])
        earlier = EventIndex([(thing.kinds, thing.before or ()) for thing, _, _ in wanted])
        first_seen = self._first_seen([event for _, event, _ in wanted])
        for thing, event, _ in wanted:
            if thing.section == "recognised" and thing.before is None:
                # it came back: who subscribed after it was news is not told that it is
                earlier_at = [at for _, at in self._find(thing, AWARD_EVENTS)]
                first_seen[event] = min([first_seen[event], *earlier_at])
        listeners: dict[int, list[tuple[int, str]]] = {}
        for text, members in self._subscriptions().items():
            asked = parse_filter(text)
            matched = index.match(asked)
            if matched:
                matched &= ~earlier.match(asked)
            for place in bit_positions(matched):
                listeners.setdefault(place, []).extend(members)
        for place, members in listeners.items():
            thing, event, told = wanted[place]
            at = first_seen[event]
            who = [number for number, since in members if since <= at and number not in told]
            self._queue(thing, event, who)

    def _first_seen(self, events: Sequence[int]) -> dict[int, str]:
        rows = self.private.execute(
            "SELECT id, at FROM events WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(events),),
        )
        return dict(rows.fetchall())

    def _subscriptions(self) -> dict[str, list[tuple[int, str]]]:
        """Filter -> (number, since when) of the active subscriptions that have it."""
        found: dict[str, list[tuple[int, str]]] = {}
        for number, text, since in self.private.execute(
            "SELECT id, filter, since FROM subscriptions WHERE state = 'active' ORDER BY id"
        ):
            found.setdefault(text, []).append((number, since))
        return found

    def _queue(self, thing: Event, event: int, who: Sequence[int]) -> None:
        if not who:
            return
        self.private.execute(
            "UPDATE events SET facts = ?, void = 0 WHERE id = ?", (self.shown(thing), event)
        )
        self.fresh.add(event)
        rows = [(event, number) for number in who]
        before = self.private.total_changes
        self.private.executemany(
            "INSERT OR IGNORE INTO told (event, subscription) VALUES (?, ?)", rows
        )
        self.counts["queued"] += self.private.total_changes - before

    def shown(self, thing: Event) -> str:
        """Thing -> what its item in a mail shows, as JSON: the representative with all evidence."""
        if not thing.rows:
            return json.dumps({"section": thing.section, "change": thing.change, **thing.change})
        row = dict(thing.rows[0])
        for other in thing.rows[1:]:
            known = {group["id"] for group in row["groups"]}
            row["groups"] = row["groups"] + [g for g in other["groups"] if g["id"] not in known]
        found = [
            reason
            for one in thing.rows
            if "what" in one
            for reason in published_facts.tag_evidence(self.public, one)
        ]
        row["why"] = list({json.dumps(reason): reason for reason in found}.values())
        row |= {"section": thing.section, "kinds": sorted(thing.kinds), "change": thing.change}
        return json.dumps(row, ensure_ascii=False)

    def _follow_up(self, thing: Event) -> None:
        """What corrects a claim: told to those who were told the claim; not yet sent, it goes."""
        ids = json.dumps(self._ids(thing))
        if "withdrawn" in thing.change:
            self._withdraw(ids, thing)
        who = [
            row[0]
            for row in self.private.execute(
                "SELECT DISTINCT t.subscription FROM told t JOIN events e ON e.id = t.event"
                " JOIN subscriptions s ON s.id = t.subscription AND s.state = 'active'"
                " WHERE e.subject IN (SELECT value FROM json_each(?)) AND t.message IS NOT NULL",
                (ids,),
            )
        ]
        if not who or self._find(thing, [thing.name]):
            return
        if (thing.again or self._is_retold(ids, thing)) and not self._differs(ids, thing):
            return  # the log of a rebuild, or of an older copy, tells the whole story again
        event, _ = self._event(thing)
        told = self._told(thing)
        if not thing.rows:
            thing.rows = self._remembered(ids)
        self._queue(thing, event, [number for number in who if number not in told])

    def _is_retold(self, ids: str, thing: Event) -> bool:
        """Did this database hear of it only after we told of it?  Then it is an older copy that was
        put back, and crawled on."""
        (told,) = self.private.execute(
            "SELECT min(at) FROM events WHERE subject IN (SELECT value FROM json_each(?))", (ids,)
        ).fetchone()
        (heard,) = self.public.execute(FIRST_APPEARANCE_SQL, (ids,)).fetchone()
        return bool(told and heard and heard > told)

    def _differs(self, ids: str, thing: Event) -> bool:
        """Is what was told another thing than what holds today?"""
        told = self._remembered(ids)
        if not thing.rows or not told:
            return True
        if by := thing.change.get("corrected") or thing.change.get("cancelled"):
            return bool(told[0].get("id") != by)  # else they were told of that very notice
        return any(
            name in thing.rows[0] and told[0].get(name) != thing.rows[0][name]
            for name in thing.change
        )

    def _redact(self, low: int, high: int) -> None:
        """After an objection: what we kept of a row is what the row says today, or nothing."""
        touched = self.public.execute(
            "SELECT DISTINCT coalesce(contract_id, notice_id) FROM changes"
            " WHERE seq > ? AND seq <= ? AND cause = 'takedown'",
            (low, high),
        ).fetchall()
        for (id_,) in touched:
            ids = json.dumps(self._ids(Event(id_, "", "")))
            rows = self.private.execute(
                "SELECT id, facts FROM events WHERE facts IS NOT NULL"
                " AND subject IN (SELECT value FROM json_each(?))",
                (ids,),
            ).fetchall()
            today = (
                published_facts.facts_with_evidence(self.public, [id_]).get(id_) if rows else None
            )
            for event, text in rows:
                kept = {k: v for k, v in json.loads(text).items() if k in ("section", "kinds")}
                now = None if today is None else json.dumps(today | kept | {"change": {}})
                self.private.execute("UPDATE events SET facts = ? WHERE id = ?", (now, event))

    def _remembered(self, ids: str) -> list[dict[str, Any]]:
        """What was shown of a row that is gone; nothing after an objection."""
        row = self.private.execute(
            "SELECT facts FROM events WHERE subject IN (SELECT value FROM json_each(?))"
            " AND facts IS NOT NULL ORDER BY id DESC LIMIT 1",
            (ids,),
        ).fetchone()
        if row is None:
            return []
        found = json.loads(row[0])
        return [{k: v for k, v in found.items() if k not in ("why", "what")} | {"groups": []}]

    def _withdraw(self, ids: str, thing: Event) -> None:
        """A row that left: what waits to be told of it goes; after an objection, all we know."""
        self.private.execute(
            "DELETE FROM told WHERE message IS NULL AND event IN (SELECT id FROM events"
            " WHERE subject IN (SELECT value FROM json_each(?)))",
            (ids,),
        )
        self.private.execute(
            "UPDATE events SET void = 1 WHERE subject IN (SELECT value FROM json_each(?))", (ids,)
        )
        if thing.change["withdrawn"] == "takedown":
            self.private.execute(
                "UPDATE events SET facts = NULL WHERE subject IN (SELECT value FROM json_each(?))",
                (ids,),
            )


def _scalar(connection: sqlite3.Connection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None
