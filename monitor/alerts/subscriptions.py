"""Store subscriptions: request, confirm, change, pause, delete.

An address lives in one row of ``private.db`` as long as its subscription does.  When it leaves, a
keyed hash stays, so that nobody can sign it up again against its will; nothing else does.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from monitor.alerts.apprise_channels import is_channel
from monitor.alerts.confirmation_limits import is_domain_exhausted, tell_operator
from monitor.alerts.digest_rhythm import MAX_CLOCK_DRIFT, RHYTHMS
from monitor.alerts.email_addresses import InvalidAddress
from monitor.alerts.outbox import enqueue
from monitor.alerts.subscription_filters import Filter
from monitor.runtime.schedule import format_instant
from pipelines.interface_languages import DEFAULT, LANGUAGES
from pipelines.store.database import as_dicts
from pipelines.store.transaction import transaction

PENDING_DAYS = 7  # an address that was never confirmed is forgotten
# mails a day that ask for confirmation: to a mailbox that has confirmed something, and to any other
MAX_CONFIRMATIONS_A_DAY, MAX_FIRST_CONFIRMATIONS_A_DAY = 3, 1
GOOGLE_DOMAINS = ("gmail.com", "googlemail.com")  # two names of the same mailboxes
KEEP_MESSAGES_DAYS = 90
KEEP_EVENTS_DAYS = 800
SAME_ADDRESS_SQL = (
    "address = ? COLLATE NOCASE"  # Ann@ and ann@ is one mailbox wherever anybody runs one
)


def address_hash(key: bytes, address: str) -> str:
    """Return the keyed hash that remains of a removed address."""
    return hmac.new(key, b"suppress\0" + address.casefold().encode(), hashlib.sha256).hexdigest()


def mailbox(address: str) -> str:
    """Return the address whose mailbox it is: many servers deliver ann+anything@ to ann@, and
    Google's a.nn@ and an.n@, which elsewhere may be two people."""
    local, _, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0]
    if domain in GOOGLE_DOMAINS:
        local, domain = local.replace(".", ""), GOOGLE_DOMAINS[0]
    return f"{local}@{domain}" if local else address


@dataclass(frozen=True)
class SubscriptionRequest:
    """Address, filter, language and rhythm (at_once, daily, weekly) of a new subscription."""

    address: str
    filter: Filter
    language: str = DEFAULT
    rhythm: str = "daily"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES or self.rhythm not in RHYTHMS:
            raise InvalidAddress(f"language {self.language!r}, rhythm {self.rhythm!r}: not known")


@dataclass
class SubscriptionStore:
    """Write subscriptions, one transaction for each method; ``domain`` ends Message-IDs."""

    private: sqlite3.Connection
    key: bytes
    domain: str

    def request(self, request: SubscriptionRequest, now: datetime) -> str:
        """Create a pending subscription and queue the mail that asks for confirmation.

        Returns  asked, active (it is there already), suppressed, limited, crowded (its domain was
        asked too often; the operator is told).
        """
        hashed = address_hash(self.key, mailbox(request.address))
        text = request.filter.text()
        with transaction(self.private):
            if "refused" in (left := self._suppressed(request.address)) or "bounced" in left:
                return "suppressed"
            existing = self._fetch_one(
                f"SELECT id, state FROM subscriptions WHERE {SAME_ADDRESS_SQL} AND filter = ?",
                request.address,
                text,
            )
            if existing is not None and existing[1] != "pending":
                return "active"
            most = self._confirmations_a_day(request.address)
            if most == MAX_FIRST_CONFIRMATIONS_A_DAY and is_domain_exhausted(
                self.private, request.address, now
            ):
                tell_operator(self.private, now, self.domain)
                return "crowded"
            subscription_id = (
                existing[0] if existing is not None else self._insert(request, "pending", now)
            )
            self.private.execute(
                "UPDATE subscriptions SET created = ?, language = ?, rhythm = ? WHERE id = ?",
                (format_instant(now), request.language, request.rhythm, subscription_id),
            )
            for index in range(most):
                once = f"confirm:{hashed[:24]}:{now.date()}:{index}"
                if enqueue(
                    self.private,
                    "confirm",
                    now,
                    self.domain,
                    subscription=subscription_id,
                    once=once,
                ):
                    return "asked"
            return "limited"

    def _suppressed(self, address: str) -> set[str]:
        """Return why this address, or its mailbox, left."""
        cursor = self.private.execute(
            "SELECT reason FROM suppressed WHERE hash IN (?, ?)",
            (address_hash(self.key, address), address_hash(self.key, mailbox(address))),
        )
        return {reason for (reason,) in cursor}

    def _confirmations_a_day(self, address: str) -> int:
        existing = self._fetch_one(
            f"SELECT 1 FROM subscriptions WHERE {SAME_ADDRESS_SQL} AND state = 'active'", address
        )
        return MAX_CONFIRMATIONS_A_DAY if existing else MAX_FIRST_CONFIRMATIONS_A_DAY

    def _insert(self, request: SubscriptionRequest, state: str, now: datetime) -> int:
        cursor = self.private.execute(
            "INSERT INTO subscriptions (handle, address, language, rhythm, filter, state, created)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                secrets.token_urlsafe(16),
                request.address,
                request.language,
                request.rhythm,
                request.filter.text(),
                state,
                format_instant(now),
            ),
        )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def add(self, request: SubscriptionRequest, now: datetime) -> int | None:
        """Create an active subscription on the operator's behalf.

        None when the address left by its own wish, or has this subscription already.
        """
        with transaction(self.private):
            if self._suppressed(request.address) or self._fetch_one(
                f"SELECT 1 FROM subscriptions WHERE {SAME_ADDRESS_SQL} AND filter = ?",
                request.address,
                request.filter.text(),
            ):
                return None
            subscription_id = self._insert(request, "pending", now)
            self._activate(subscription_id, now)
            return subscription_id

    def confirm(self, handle: str, now: datetime) -> bool:
        """Activate a subscription; False when it no longer exists."""
        with transaction(self.private):
            row = self._fetch_one(
                "SELECT id, state, address FROM subscriptions WHERE handle = ?", handle
            )
            if row is None:
                return False
            if row[1] == "pending":
                self._activate(row[0], now)
                self.private.execute(
                    "DELETE FROM suppressed WHERE hash = ?", (address_hash(self.key, row[2]),)
                )
            return True

    def _activate(self, subscription_id: int, now: datetime) -> None:
        self.private.execute(
            "UPDATE subscriptions SET state = 'active', since = ?, digest_day = NULL, reason = NULL"
            " WHERE id = ?",
            (format_instant(now), subscription_id),
        )

    def change(
        self, handle: str, new_filter: Filter, language: str, rhythm: str, now: datetime
    ) -> bool:
        """Replace filter, language and rhythm; notifications already queued stay."""
        with transaction(self.private):
            row = self._fetch_one("SELECT id, address FROM subscriptions WHERE handle = ?", handle)
            if row is None or language not in LANGUAGES or rhythm not in RHYTHMS:
                return False
            text = new_filter.text()
            twin = self._fetch_one(
                f"SELECT id FROM subscriptions WHERE {SAME_ADDRESS_SQL} AND filter = ? AND id <> ?",
                row[1],
                text,
                row[0],
            )
            if twin is not None:
                self._delete(row[0])
                return True
            self.private.execute(
                "UPDATE subscriptions SET language = ?, rhythm = ?,"
                " since = CASE WHEN filter = ? THEN since ELSE ? END, filter = ? WHERE id = ?",
                (language, rhythm, text, format_instant(now), text, row[0]),
            )
            return True

    def unsubscribe(self, handle: str, now: datetime, reason: str = "unsubscribed") -> bool:
        """Delete a subscription; only the hash of its address stays.

        ``refused``: never write again; then every subscription of the address goes.
        """
        with transaction(self.private):
            row = self._fetch_one("SELECT id, address FROM subscriptions WHERE handle = ?", handle)
            if row is None:
                return False
            self.suppress(row[1], reason, now)
            deleted = [row[0]]
            if reason == "refused":
                rows = self.private.execute(
                    f"SELECT id FROM subscriptions WHERE {SAME_ADDRESS_SQL}", (row[1],)
                )
                deleted = [subscription_id for (subscription_id,) in rows.fetchall()]
            for subscription_id in deleted:
                self._delete(subscription_id)
            return True

    def suppress(self, address: str, reason: str, now: datetime) -> None:
        """Record that an address must not be subscribed again; "never" is said of its mailbox."""
        owner = {address, mailbox(address)} if reason == "refused" else {address}
        self.private.executemany(
            "INSERT OR REPLACE INTO suppressed VALUES (?, ?, ?)",
            [(address_hash(self.key, address), reason, format_instant(now)) for address in owner],
        )

    def erase_address(self, address: str, now: datetime) -> int:
        """Delete every subscription of an address and return their number."""
        with transaction(self.private):
            rows = self.private.execute(
                f"SELECT id FROM subscriptions WHERE {SAME_ADDRESS_SQL}", (address,)
            ).fetchall()
            for (subscription_id,) in rows:
                self._delete(subscription_id)
            if rows and not is_channel(address):  # nobody signs a channel up against its will
                self.suppress(address, "unsubscribed", now)
            return len(rows)

    def _delete(self, subscription_id: int) -> None:
        for table, column in (
            ("notifications", "subscription"),
            ("messages", "subscription"),
            ("subscriptions", "id"),
        ):
            self.private.execute(f"DELETE FROM {table} WHERE {column} = ?", (subscription_id,))

    def pause_address(self, subscription_id: int, reason: str) -> int:
        """Pause all subscriptions of an address that was refused and return their number.

        Inside the caller's transaction.
        """
        same = (
            "SELECT t.id FROM subscriptions s JOIN subscriptions t"
            " ON t.address = s.address COLLATE NOCASE WHERE s.id = ?"
        )
        subscription_ids = [
            row[0] for row in self.private.execute(same, (subscription_id,)).fetchall()
        ]
        for id_ in subscription_ids:
            self.private.execute(
                "UPDATE messages SET state = 'dropped', problem = ? WHERE subscription = ?"
                " AND state = 'waiting'",
                (reason, id_),
            )
            self.private.execute(
                "UPDATE subscriptions SET state = 'paused', reason = ?"
                " WHERE id = ? AND state = 'active'",
                (reason, id_),
            )
            self.private.execute(
                "DELETE FROM subscriptions WHERE id = ? AND state = 'pending'", (id_,)
            )
        return len(subscription_ids)

    def resume(self, subscription_id: int, now: datetime) -> bool:
        """Activate a paused subscription; it is notified of later events only."""
        with transaction(self.private):
            if (
                self._fetch_one(
                    "SELECT 1 FROM subscriptions WHERE id = ? AND state = 'paused'", subscription_id
                )
                is None
            ):
                return False
            self._activate(subscription_id, now)
            return True

    def clamp_future_dates(self, now: datetime) -> None:
        """Correct start times written while the clock was ahead."""
        self.private.execute(
            "UPDATE subscriptions SET since = ? WHERE since > ?",
            (format_instant(now), format_instant(now + MAX_CLOCK_DRIFT)),
        )

    def delete_expired(self, now: datetime) -> None:
        """Delete unconfirmed subscriptions, old messages and old events."""

        def ago(days: int) -> str:
            return format_instant(now - timedelta(days=days))

        with transaction(self.private):
            for (subscription_id,) in self.private.execute(
                "SELECT id FROM subscriptions WHERE state = 'pending' AND created < ?",
                (ago(PENDING_DAYS),),
            ).fetchall():
                self._delete(subscription_id)
            self.private.execute(
                "DELETE FROM messages WHERE state NOT IN ('waiting', 'claimed') AND finished < ?"
                " AND kind <> 'operator'",
                (ago(KEEP_MESSAGES_DAYS),),
            )
            old = "SELECT id FROM events WHERE at < ?"
            self.private.execute(
                f"DELETE FROM notifications WHERE event IN ({old}) AND message IS NOT NULL"
                " AND message NOT IN"
                " (SELECT id FROM messages WHERE state IN ('waiting', 'claimed'))",
                (ago(KEEP_EVENTS_DAYS),),
            )
            self.private.execute(
                "DELETE FROM events WHERE at < ? AND NOT EXISTS"
                " (SELECT 1 FROM notifications WHERE notifications.event = events.id)",
                (ago(KEEP_EVENTS_DAYS),),
            )

    def _fetch_one(self, sql: str, *values: Any) -> Any:
        return self.private.execute(sql, values).fetchone()


def list_subscriptions(private: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield all subscriptions for the operator, oldest first."""
    return as_dicts(
        private.execute(
            "SELECT id, state, language, rhythm, filter, created, since, reason, address,"
            " (SELECT count(*) FROM messages m"
            "   WHERE m.subscription = s.id AND m.state = 'sent') AS sent,"
            " (SELECT count(*) FROM notifications t"
            "   WHERE t.subscription = s.id AND t.message IS NULL) AS waiting"
            " FROM subscriptions s ORDER BY id"
        )
    )
