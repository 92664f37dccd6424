"""Alerts: what changed since the last time -> who is told -> outbox -> mail server.

``run`` does all of it and may be called at any time, any number of times: what was told is never
told twice.  ``tend`` does the quick half (the form's requests, what is due in the outbox) and may
be called every minute.  ``keeper`` puts one mail to the keeper into the outbox.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import (
    digest_scheduling,
    outbox,
    private_db,
    request_processing,
    request_spool,
    signing_key,
    takedown_subscribers,
)
from monitor.alerts.dates import digest_day
from monitor.alerts.event_matching import EventMatcher
from monitor.alerts.message_builder import message_builder, message_id_domain
from monitor.alerts.private_db import get_meta, set_meta
from monitor.alerts.silent_sources import silent_source_events
from monitor.alerts.subscriptions import SubscriptionStore
from monitor.config import Config
from pipelines.errors import Misconfigured
from pipelines.privacy.objections import load_objections

Clock = Callable[[], datetime]
FaultHook = Callable[[str], None]


@dataclass
class RunSummary:
    """What a run did.  ``counts``: requests, events, queued, composed, sent, refused, deferred,
    dropped, given_up, waiting.  ``problems``: sentences for the keeper, without an address."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def to_text(self) -> str:
        """Counts -> the lines that end the command."""
        return "\n".join(
            f"  {self.counts[name]:>9,}  {words}"
            for name, words in _COUNT_LABELS
            if self.counts[name]
        )


_COUNT_LABELS = (
    ("requests", "requests of the form taken up"),
    ("events", "things that happened"),
    ("queued", "items for subscribers"),
    ("composed", "messages written"),
    ("sent", "sent"),
    ("dropped", "dropped: held no more"),
    ("deferred", "tried again later"),
    ("refused", "addresses refused, subscription paused"),
    ("given_up", "given up"),
    ("waiting", "subscriptions whose digest is not due"),
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _no_fault(step: str) -> None:
    """No fault: tests put one here."""


def queue_operator_mail(
    config: Config, subject: str, text: str, key: str, clock: Clock = _utc_now
) -> bool:
    """One mail to the keeper into the outbox; ``key`` names the occasion: the same key, no second
    mail.  True when it is new.  It is sent by the next ``run`` or ``tend``."""
    with closing(private_db.connect(config.path("paths.private"))) as connection:
        return (
            outbox.enqueue(
                connection,
                "keeper",
                clock(),
                message_id_domain(config),
                once=f"keeper:{key}",
                subject=subject,
                body=text,
            )
            is not None
        )


@dataclass(frozen=True)
class LastRun:
    """What the last runs left: when they looked for news (UTC), and what went wrong."""

    checked_at: str | None = None
    problem: str | None = None


def last_run(config: Config) -> LastRun:
    """What alerts did last; nothing where they never ran."""
    path = config.path("paths.private")
    if not path.exists():
        return LastRun()
    with closing(private_db.connect(path)) as connection:
        return LastRun(get_meta(connection, "looked"), get_meta(connection, "problem"))


def run_alerts(
    config: Config, *, db: Path | None = None, clock: Clock = _utc_now, fault: FaultHook = _no_fault
) -> RunSummary:
    """Take what the form handed over, match what changed, write messages, send what is due.

    Raises  Busy when another run is at work; Misconfigured when mail is on without a sender.
    """
    return _run(config, clock, fault, db or config.path("paths.database"))


def flush_outbox(
    config: Config, *, clock: Clock = _utc_now, fault: FaultHook = _no_fault
) -> RunSummary:
    """The form's requests, and what is due in the outbox; the public database is not read."""
    return _run(config, clock, fault, None)


def _run(config: Config, clock: Clock, fault: FaultHook, db: Path | None) -> RunSummary:
    zone = ZoneInfo(config["vigie.timezone"])
    summary = RunSummary()
    path = config.path("paths.private")
    if config["mail.enabled"]:
        outbox.sender_address(config)

    def now() -> datetime:
        return clock().astimezone(zone)

    with private_db.exclusive_lock(path), closing(private_db.connect(path)) as connection:
        key = signing_key.load_signing_key(path)
        subscribers = SubscriptionStore(connection, key, message_id_domain(config))
        outbox.release_claimed(connection)
        set_meta(connection, "problem", None)

        def take_up() -> None:
            processed = request_processing.process_requests(
                request_spool.spool_folder(path), subscribers, now()
            )
            summary.counts["requests"] += processed

        take_up()
        subscribers.correct_future_dates(now())
        fault("requests")
        if db is not None and db.exists():
            try:
                _match_and_compose(connection, config, db, now(), summary, fault)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                raise Misconfigured(
                    f"{db} (or {path}) is damaged ({error}). Nobody was told, nothing is lost.\n"
                    "  See docs/operating.md, restore; or move vigie.db aside and run vigie replay."
                ) from None
        if config["mail.enabled"]:
            sent = outbox.send_due(
                connection,
                config,
                message_builder(connection, config, key),
                now,
                subscribers.pause,
                take_up,
                fault,
            )
            summary.counts.update(sent.counts)
            summary.problems += sent.problems
        set_meta(connection, "problem", next(iter(summary.problems), None))
        subscribers.delete_expired(now())
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return summary


def _match_and_compose(
    connection: sqlite3.Connection,
    config: Config,
    db: Path,
    now: datetime,
    summary: RunSummary,
    fault: FaultHook,
) -> None:
    """Match and compose in one transaction: cursor, what is told and messages move together."""
    today = now.date()
    uri = db.absolute().as_uri() + "?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)) as public:
        matcher = EventMatcher(
            public,
            connection,
            now,
            today,
            config["alerts.horizon_days"],
            config["alerts.recognised_days"],
            summary.counts,
        )
        granted = load_objections(config.path("paths.objections"))
        with private_db.transaction(connection):
            fault("watching")
            takedown_subscribers.redact_stored_facts(connection, granted)
            matcher.match_changes(silent_source_events(public, today, config["alerts.silent_days"]))
            fault("matched")
            if config["mail.enabled"]:
                digest_scheduling.refresh_pending_facts(public, connection, matcher.updated_events)
                day = digest_day(now, config["alerts.digest_hour"])
                digest_scheduling.compose_digests(
                    connection, now, day, message_id_domain(config), summary.counts
                )
            fault("composed")
        fault("committed")
