"""Combine the pending notifications of a subscription into one message when its digest is due."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from monitor.alerts import contract_and_notice_facts, unreadable_filters
from monitor.alerts.change_log_events import ENDED_STATUSES
from monitor.alerts.digest_rhythm import is_digest_due
from monitor.alerts.outbox import enqueue
from monitor.alerts.subscription_filters import EventIndex
from monitor.alerts.unreadable_filters import readable_filter
from pipelines.model import CLAIM_TAGS


def compose_digests(
    private: sqlite3.Connection, now: datetime, today: date, domain: str, counts: Counter[str]
) -> None:
    """Create a message for each subscription whose digest is due, in the caller's transaction.

    Once a message has an item, no other message gets it.
    """
    waiting = private.execute(
        "SELECT s.id, s.rhythm, s.digest_day, s.filter FROM subscriptions s"
        " WHERE s.state = 'active' AND EXISTS"
        " (SELECT 1 FROM notifications t WHERE t.subscription = s.id AND t.message IS NULL)"
        " ORDER BY s.id"
    ).fetchall()
    for subscription_id, rhythm, last, filter_text in waiting:
        if not is_digest_due(rhythm, last, today) or readable_filter(filter_text) is None:
            counts["waiting"] += 1
            continue
        message = enqueue(private, "digest", now, domain, subscription=subscription_id)
        private.execute(
            "UPDATE notifications SET message = ? WHERE subscription = ? AND message IS NULL",
            (message, subscription_id),
        )
        counts["composed"] += 1
    _record_digest_day(private, today)


def _record_digest_day(private: sqlite3.Connection, today: date) -> None:
    """Record that today's digests are done, also for subscriptions without notifications."""
    for rhythm, last in private.execute(
        "SELECT DISTINCT rhythm, digest_day FROM subscriptions WHERE state = 'active'"
    ).fetchall():
        if last is None or is_digest_due(rhythm, last, today):
            private.execute(
                "UPDATE subscriptions SET digest_day = ?"
                " WHERE state = 'active' AND rhythm = ? AND digest_day IS ?",
                (today.isoformat(), rhythm, last),
            )


def refresh_pending_facts(
    public: sqlite3.Connection, private: sqlite3.Connection, updated_events: Collection[int]
) -> None:
    """Update the facts of pending notifications from the database and drop those that no longer
    hold, or that were held for a filter which can be read again and does not match them.
    """
    readable_again = unreadable_filters.regained(private)
    waiting = private.execute(
        "SELECT DISTINCT e.id, e.facts FROM notifications t JOIN events e ON e.id = t.event"
        " WHERE t.message IS NULL AND e.facts IS NOT NULL"
    ).fetchall()
    waiting_facts = {
        event: json.loads(text) for event, text in waiting if event not in updated_events
    }
    waiting_facts = {event: row for event, row in waiting_facts.items() if "what" in row}
    held = _pending_events(private, readable_again)
    redirects = _redirects(public, {row["id"] for row in waiting_facts.values()})
    today = contract_and_notice_facts.facts_with_evidence(
        public, {redirects.get(row["id"], row["id"]) for row in waiting_facts.values()}
    )
    for event, row in waiting_facts.items():
        now = today.get(redirects.get(row["id"], row["id"]))
        correction = row["section"] == "correction"
        if now is None or (now["status"] in ENDED_STATUSES and not correction):
            private.execute(
                "DELETE FROM notifications WHERE event = ? AND message IS NULL", (event,)
            )
            continue
        if not correction and (event in held or _claim_values(now) != _claim_values(row)):
            _drop_unmatched(private, event, frozenset(row["kinds"]), now)
        kept = {name: row[name] for name in ("section", "kinds", "change") if name in row}
        text = contract_and_notice_facts.facts_text(now | kept)
        private.execute("UPDATE events SET facts = ? WHERE id = ?", (text, event))
    unreadable_filters.forget_held(private, readable_again)


def _pending_events(private: sqlite3.Connection, subscriptions: Collection[int]) -> set[int]:
    rows = private.execute(
        "SELECT event FROM notifications WHERE message IS NULL"
        " AND subscription IN (SELECT value FROM json_each(?))",
        (json.dumps(list(subscriptions)),),
    )
    return {event for (event,) in rows}


def _redirects(public: sqlite3.Connection, ids: set[str]) -> dict[str, str]:
    rows = public.execute(
        "SELECT old_id, new_id FROM redirects WHERE old_id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids)),),
    )
    return dict(rows.fetchall())


def _claim_values(row: contract_and_notice_facts.Facts) -> tuple[Any, ...]:
    groups = tuple(sorted(group["id"] for group in row["groups"]))
    return (groups, *(row.get(claim) for claim in CLAIM_TAGS))


def _drop_unmatched(
    private: sqlite3.Connection,
    event: int,
    kinds: frozenset[str],
    row: contract_and_notice_facts.Facts,
) -> None:
    """Drop pending notifications of an event for subscriptions whose filter no longer matches
    it.
    """
    index = EventIndex([(kinds, [row])])
    for subscription_id, text in private.execute(
        "SELECT s.id, s.filter FROM notifications t JOIN subscriptions s ON s.id = t.subscription"
        " WHERE t.event = ? AND t.message IS NULL",
        (event,),
    ).fetchall():
        filter_ = readable_filter(text)
        if filter_ is not None and not index.match(filter_):
            private.execute(
                "DELETE FROM notifications WHERE event = ? AND subscription = ?",
                (event, subscription_id),
            )
