"""Repair rows of ``private.db`` that no version can read: none keeps everybody's mails back.

A damaged disk, another program or a hand leaves a date that is none, or nothing where a value must
stand.  Each kind has one way back, by which nothing is told twice and rather too early than never;
a sentence for the operator says which row it was, and what was put in its place.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

from monitor.alerts import contract_and_notice_facts
from monitor.alerts.change_log_events import award_kinds
from monitor.alerts.digest_rhythm import RHYTHMS
from monitor.runtime.schedule import format_instant
from pipelines.store.database import get_meta, set_meta
from pipelines.store.transaction import transaction

STATES = ("pending", "active", "paused")
MESSAGE_STATES = ("waiting", "claimed", "sent", "failed", "dropped")
UNREADABLE_STATE = "its state could not be read"  # reason of a subscription that was paused for it
# What comes within reach of its end is told once by its name, so days may be looked at again.
CALENDAR_DAYS = 31
_LONG_AGO = "2000-01-01"  # a digest is due
_NEWS = {"award": "new", "award_intention": "new", "tender": "new", "recognised": "recognised"}


def repair_rows(private: sqlite3.Connection, now: datetime) -> list[str]:
    """Repair what is read before anything is matched or sent; return what is to be said of it."""
    with transaction(private):
        return [
            *_repair_meta(private, now),
            *_repair_subscriptions(private),
            *_repair_messages(private),
        ]


def stored_facts(text: Any) -> dict[str, Any] | None:
    """Return the facts of an event; None where there are none that can be read."""
    with suppress(ValueError, TypeError):
        facts = json.loads(text)
        if isinstance(facts, dict) and "section" in facts:
            return facts
    return None


def repair_facts(public: sqlite3.Connection, private: sqlite3.Connection) -> Iterator[str]:
    """Give events that somebody waits for, and whose facts cannot be read, those of today.

    An event that is no news of a contract or a call, or whose row is gone, is told no more.
    """
    waiting = private.execute(
        "SELECT id, subject, name, facts FROM events WHERE facts IS NOT NULL AND id IN"
        " (SELECT event FROM notifications WHERE message IS NULL OR message IN"
        " (SELECT id FROM messages WHERE state IN ('waiting', 'claimed'))) ORDER BY id"
    ).fetchall()
    for event, subject, name, text in waiting:
        if stored_facts(text) is not None:
            continue
        facts = _todays_facts(public, private, subject, name)
        private.execute("UPDATE events SET facts = ? WHERE id = ?", (facts, event))
        how = "it is told no more" if facts is None else "it is told as the database has it today"
        yield f"private.db, event {event}: its facts could not be read; {how}"


def _todays_facts(
    public: sqlite3.Connection, private: sqlite3.Connection, subject: str, name: str
) -> str | None:
    section = _NEWS.get(name)
    rows = private.execute("SELECT old_id FROM aliases WHERE new_id = ? ORDER BY 1", (subject,))
    ids = [subject, *(old_id for (old_id,) in rows)]
    facts = contract_and_notice_facts.facts_with_evidence(public, ids)
    row = next((facts[id_] for id_ in ids if id_ in facts), None)
    if section is None or row is None:
        return None
    kinds = award_kinds(row) if row["what"] == "contract" else frozenset([row["kind"]])
    more = {"section": section, "kinds": sorted(kinds), "change": {}}
    return contract_and_notice_facts.facts_text(row | more)


def _repair_meta(private: sqlite3.Connection, now: datetime) -> Iterator[str]:
    calendar = (now.date() - timedelta(days=CALENDAR_DAYS)).isoformat()
    for key, is_readable, substitute, how in (
        ("calendar", _is_day, calendar, f"the days from {calendar} on are looked at again"),
        ("looked", _is_instant, None, "it is written anew"),
        (
            "seq",
            _is_number,
            None,
            "the log of changes is read again; what was told is not repeated",
        ),
        ("smtp_not_before", _is_instant, None, "mails are sent at once"),
        ("smtp_failures", _is_number, None, "the mail server's failures are counted anew"),
    ):
        value = get_meta(private, key)
        if value is None or is_readable(value):
            continue
        set_meta(private, key, substitute)
        if key == "seq":  # else an older log without its row would be believed
            set_meta(private, "generation", None)
        yield f"private.db, meta, {key}: it could not be read; {how}"


def _repair_subscriptions(private: sqlite3.Connection) -> Iterator[str]:
    for column, wrong, substitute, how in (
        (
            "since",
            f"state <> 'pending' AND (since IS NULL OR {_no_instant('since')})",
            f"iif({_no_instant('created')}, '{_LONG_AGO}T00:00:00Z', created)",
            "it hears of all that came since it was made",
        ),
        (
            "digest_day",
            "digest_day IS NOT NULL AND date(digest_day) IS NOT digest_day",
            f"'{_LONG_AGO}'",
            "its digest is due",
        ),
        ("rhythm", f"rhythm NOT IN {RHYTHMS}", "'daily'", "it is written to daily"),
    ):
        # without the value: in a row that was shifted it is an address
        for (number,) in private.execute(
            f"UPDATE subscriptions SET [{column}] = {substitute} WHERE {wrong} RETURNING id"
        ).fetchall():
            yield f"subscription {number}: its {column} could not be read; {how}"
    private.execute(
        f"UPDATE subscriptions SET state = 'paused', reason = ? WHERE state NOT IN {STATES}",
        (UNREADABLE_STATE,),
    )
    for (number,) in private.execute(
        "SELECT id FROM subscriptions WHERE state = 'paused' AND reason = ?", (UNREADABLE_STATE,)
    ).fetchall():
        yield (
            f"subscription {number}: {UNREADABLE_STATE}, so it is paused;"
            f" vigie subscribers resume {number} begins it again"
        )


def _repair_messages(private: sqlite3.Connection) -> Iterator[str]:
    """One that was not finished is sent; whether another one was, nobody knows."""
    for number, state in private.execute(
        "UPDATE messages SET state = iif(finished IS NULL, 'waiting', 'failed')"
        f" WHERE state NOT IN {MESSAGE_STATES} RETURNING id, state"
    ).fetchall():
        how = "it is sent" if state == "waiting" else "it may have been sent, and is not sent again"
        yield f"message {number}: its state could not be read; {how}"
    for number, owner in private.execute(
        "SELECT m.id, min(t.subscription) FROM messages m JOIN notifications t ON t.message = m.id"
        " WHERE m.state = 'waiting' AND m.kind = 'digest' GROUP BY m.id"
        " HAVING m.subscription IS NOT min(t.subscription)"
    ).fetchall():
        private.execute("UPDATE messages SET subscription = ? WHERE id = ?", (owner, number))
        yield f"message {number}: its subscription could not be read; it is for {owner}"


def _no_instant(column: str) -> str:
    """Return the SQL condition that a column holds none such as 2026-03-02T06:30:00Z."""
    return f"strftime('%Y-%m-%dT%H:%M:%SZ', [{column}]) IS NOT [{column}]"


def _is_day(value: Any) -> bool:
    with suppress(ValueError, TypeError):
        return bool(date.fromisoformat(value).isoformat() == value)
    return False


def _is_instant(value: Any) -> bool:
    with suppress(ValueError, TypeError):
        return bool(format_instant(datetime.fromisoformat(value)) == value)
    return False


def _is_number(value: Any) -> bool:
    with suppress(ValueError, TypeError):
        return int(value) >= 0
    return False
