"""Run alerts: process requests, match changes, compose digests, send what is due.

``run_alerts`` does all of it and may be called at any time, any number of times.
``flush_outbox`` only processes requests and sends what is due, and may be called every minute.
``queue_operator_mail`` adds one mail to the operator to the outbox.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.alerts import (
    apply_objections,
    digest_batching,
    outbox,
    private_db,
    request_processing,
    request_spool,
    signing_key,
)
from monitor.alerts.digest_rhythm import digest_day
from monitor.alerts.event_matching import EventMatcher
from monitor.alerts.message_builder import message_builder, message_id_domain
from monitor.alerts.repair_rows import repair_facts, repair_rows
from monitor.alerts.silent_source_events import silent_source_events, unread_sources
from monitor.alerts.subscriptions import SubscriptionStore
from monitor.alerts.unreadable_filters import record_held
from monitor.config import Config
from monitor.runtime.confirmed_clock import ClockDoubt, clock_doubt
from monitor.runtime.schedule import format_instant, parse_instant
from pipelines.errors import Misconfigured
from pipelines.privacy.objections import load_objections
from pipelines.store.database import get_meta, set_meta
from pipelines.store.read_only import connect_read_only
from pipelines.store.transaction import transaction

Clock = Callable[[], datetime]
FaultHook = Callable[[str], None]
EXIT_HELD = 75  # EX_TEMPFAIL, of a run that was held: it is made up for


@dataclass
class RunSummary:
    """Result of a run.

    ``counts``: requests, events, queued, composed, sent, refused, deferred, dropped, given_up,
    waiting.  ``problems``: sentences for the operator, without an address.  ``held``: why nothing
    was done, while the clock is in doubt.
    """

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    held: str | None = None

    def to_text(self) -> str:
        """Return the lines that the command prints at its end."""
        return "\n".join(
            f"  {self.counts[name]:>9,}  {singular if self.counts[name] == 1 else several}"
            for name, singular, several in _COUNT_LABELS
            if self.counts[name]
        )


_COUNT_LABELS = (
    ("requests", "request of the form taken up", "requests of the form taken up"),
    ("events", "event", "events"),
    ("queued", "item for subscribers", "items for subscribers"),
    ("composed", "message written", "messages written"),
    ("sent", "sent", "sent"),
    ("dropped", "dropped: held no more", "dropped: held no more"),
    ("deferred", "tried again later", "tried again later"),
    ("refused", "address refused, subscription paused", "addresses refused, subscription paused"),
    ("given_up", "given up", "given up"),
    (
        "waiting",
        "subscription whose digest is not due",
        "subscriptions whose digest is not due",
    ),
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _no_fault(step: str) -> None:
    """Do nothing; tests inject faults here."""


def queue_operator_mail(
    config: Config, subject: str, text: str, key: str, clock: Clock = _utc_now
) -> bool:
    """Add a mail to the operator to the outbox and return whether it is new.

    ``key`` identifies the occasion: there is no second mail with the same key.  The next
    ``run_alerts`` or ``flush_outbox`` sends it.
    """
    with closing(private_db.connect(config.path("paths.private"))) as connection:
        return (
            outbox.enqueue(
                connection,
                "operator",
                clock(),
                message_id_domain(config),
                once=f"operator:{key}",
                subject=subject,
                body=text,
            )
            is not None
        )


@dataclass(frozen=True)
class LastRun:
    """Time of the last matching of changes (UTC), and its problem."""

    checked_at: str | None = None
    problem: str | None = None


def last_run(config: Config) -> LastRun:
    """Return the result of the last run; an empty one where alerts never ran."""
    path = config.path("paths.private")
    if not path.exists():
        return LastRun()
    with closing(private_db.connect(path)) as connection:
        return LastRun(get_meta(connection, "looked"), get_meta(connection, "problem"))


def run_alerts(
    config: Config, *, db: Path | None = None, clock: Clock = _utc_now, fault: FaultHook = _no_fault
) -> RunSummary:
    """Process requests, match changes, compose digests and send what is due.

    While the clock is in doubt nothing is matched or deleted, and only mails to the operator leave.
    Raises  Busy when another run is at work; Misconfigured when mail is on without a sender.
    """
    return _run(config, clock, fault, db, is_matching=True)


def flush_outbox(
    config: Config, *, db: Path | None = None, clock: Clock = _utc_now, fault: FaultHook = _no_fault
) -> RunSummary:
    """Process requests and send what is due, without matching changes."""
    return _run(config, clock, fault, db, is_matching=False)


def _run(
    config: Config, clock: Clock, fault: FaultHook, db: Path | None, *, is_matching: bool
) -> RunSummary:
    zone = ZoneInfo(config["vigie.timezone"])
    summary = RunSummary()
    path, database = config.path("paths.private"), db or config.path("paths.database")
    if config["mail.enabled"]:
        outbox.sender_address(config)

    def now() -> datetime:
        return clock().astimezone(zone)

    with private_db.exclusive_lock(path), closing(private_db.connect(path)) as connection:
        key = signing_key.load_signing_key(path)
        subscribers = SubscriptionStore(connection, key, message_id_domain(config))
        summary.problems += repair_rows(connection, now())
        outbox.release_claimed(connection, now())
        set_meta(connection, "problem", None)
        doubt = _clock_doubt(connection, database, now())

        def take_up() -> None:
            if doubt is None:
                spool = request_spool.spool_folder(path)
                processed = request_processing.process_requests(spool, subscribers, now())
                summary.counts["requests"] += processed

        take_up()
        if doubt is None:
            subscribers.clamp_future_dates(now())
            fault("requests")
            if is_matching and database.exists():
                with _damage_explained(config, database):
                    _match(connection, config, database, now(), summary, fault)
        if config["mail.enabled"]:
            sent = outbox.send_due(
                connection,
                config,
                message_builder(connection, config, key),
                now,
                subscribers.pause_address,
                take_up,
                fault,
                kind="operator" if doubt is not None else None,
            )
            summary.counts.update(sent.counts)
            summary.problems += sent.problems
        if doubt is None:
            subscribers.delete_expired(now())
        else:
            summary.held = str(doubt)
        problem = next(iter(summary.problems), summary.held)
        set_meta(connection, "problem", problem)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return summary


def _clock_doubt(private: sqlite3.Connection, db: Path, now: datetime) -> ClockDoubt | None:
    """Return why the clock is not believed; it was when changes were matched last."""
    if not db.exists():
        return None
    looked = get_meta(private, "looked")
    looked_at = parse_instant(looked) if looked and looked <= format_instant(now) else None
    with closing(connect_read_only(db, timeout=30)) as public:
        try:
            return clock_doubt(public, now, seen=looked_at)
        except sqlite3.DatabaseError:
            return None  # locked or damaged: the matching that follows says so


@contextmanager
def _damage_explained(config: Config, db: Path) -> Iterator[None]:
    """Raises  Misconfigured in place of SQLite's word of a damaged file."""
    try:
        yield
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        raise Misconfigured(
            f"{db} (or {config.path('paths.private')}) is damaged ({error}). Nobody was told.\n"
            "  See docs/operating.md, restore; or move vigie.db aside and run vigie replay."
        ) from None


def _match(
    connection: sqlite3.Connection,
    config: Config,
    db: Path,
    now: datetime,
    summary: RunSummary,
    fault: FaultHook,
) -> None:
    """Match and compose in one transaction: cursor, notifications and messages move together."""
    today = now.date()
    with closing(connect_read_only(db, isolation_level=None, timeout=30)) as public:
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
        with transaction(connection):
            fault("watching")
            summary.problems += repair_facts(public, connection)
            apply_objections.redact_stored_facts(connection, granted)
            summary.problems += record_held(connection)
            matcher.match_changes(
                silent_source_events(public, today, config["alerts.silent_days"]),
                unread_sources(public, now, config["schedule.weekly"]),
            )
            fault("matched")
            if config["mail.enabled"]:
                digest_batching.refresh_pending_facts(public, connection, matcher.updated_events)
                day = digest_day(now, config["alerts.digest_hour"])
                digest_batching.compose_digests(
                    connection, now, day, message_id_domain(config), summary.counts
                )
            fault("composed")
        fault("committed")
